"""A body as an SVG drawing for paper: the outline of the body, and its scene upon it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..exercise import Exercise
from ..geometry import Point
from ..landmarks import Array, PoseFrame, Side
from .outlines import outlines
from .palette import PAGE
from .scene import Mark, OwnBack, Scene, scene_of

FIGURE = "#789488"
"""Colour of a body that is drawn as an outline."""
WIDTH, MOST_HEIGHT = 400.0, 280.0
"""Of the drawing, in its own units; it is as high as the body asks for."""
_MARGIN = 16.0
_Place = Callable[[Sequence[Point] | Array], str]
_SHADES = {Mark.GOOD: PAGE.pine, Mark.FAULT: PAGE.adjust, Mark.UNSURE: PAGE.unsure}


def drawing(
    frame: PoseFrame,
    exercise: Exercise,
    side: Side,
    *,
    faults: Sequence[str] = (),
    own_back: OwnBack | None = None,
    mirrored: bool = False,
    label: str,
) -> str:
    """Return a body as an ``svg`` element that fills its place on a page.

    Parameters
    ----------
    frame : PoseFrame
        Must show somebody.
    exercise : Exercise
    side : Side
        The side nearer to the camera.
    faults : sequence of str
        Names of faults; the first is marked.
    own_back : OwnBack, optional
        The person's own flat back.
    mirrored : bool
        Draw it facing the other way.
    label : str
        What the drawing shows, for those who cannot see it.

    Raises
    ------
    ValueError
        If nobody is seen in the frame.
    """
    scene = scene_of(frame, exercise, side, faults=faults, own_back=own_back)
    if scene is None:
        raise ValueError(f"the frame at {frame.t:g} s shows nobody, there is nothing to draw")
    shapes = [] if frame.mask is None else outlines(frame.mask, frame.size[0])
    low, high = _bounds([*shapes, np.array([joint.at for joint in scene.joints])])
    room = np.array([WIDTH, MOST_HEIGHT]) - 2 * _MARGIN
    factor = float((room / (high - low)).min())
    height = factor * float((high - low)[1]) + 2 * _MARGIN
    shift = np.array([WIDTH, height]) / 2 - factor * (low + high) / 2

    def place(points: Sequence[Point] | Array) -> str:
        placed = factor * np.asarray(points) + shift
        return " ".join(f"{WIDTH - x if mirrored else x:.1f},{y:.1f}" for x, y in placed)

    body = "".join(f'<polygon points="{place(points)}" fill="{FIGURE}"/>' for points in shapes)
    lines = "".join(_scene_lines(scene, place))
    box = f"0 0 {WIDTH:g} {height:.0f}"
    return f'<svg viewBox="{box}" role="img" aria-label="{label}">{body}{lines}</svg>'


def _scene_lines(scene: Scene, place: _Place) -> list[str]:
    parts = []
    if scene.own_back is not None:
        parts += _stroke(place(scene.own_back), PAGE.ink, 3, dashes="1 7")
    for line in sorted(scene.lines, key=lambda line: line.state is Mark.FAULT):
        parts += _limb(place(line.at), line.state, 4)
    parts += _limb(place(scene.back.at), scene.back.state, 7)
    if scene.target is not None:
        parts += _stroke(place(scene.target.at), PAGE.ink, 3, dashes="9 7")
        parts += _arrow(place(scene.target.arrow))
    return parts + [_joint(place([joint.at]), joint.state) for joint in scene.joints]


def _limb(points: str, state: Mark, width: float) -> list[str]:
    if state is Mark.FAULT:
        width = max(width, 7)
    return _stroke(points, _SHADES[state], width, dashes="1 8" if state is Mark.UNSURE else "")


def _stroke(points: str, colour: str, width: float, *, dashes: str = "") -> list[str]:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    shape = (
        f'<polyline points="{points}" fill="none" stroke-linecap="round" stroke-linejoin="round"'
    )
    return [
        f'{shape} stroke="#fff" stroke-width="{width + 4:g}"/>',
        f'{shape} stroke="{colour}" stroke-width="{width:g}"{dashed}/>',
    ]


def _arrow(points: str) -> list[str]:
    start, tip = (np.array([float(v) for v in point.split(",")]) for point in points.split())
    way = (tip - start) / max(float(np.hypot(*(tip - start))), 1.0)
    across = np.array([way[1], -way[0]])
    head = [tip - 11 * way + 8 * across, tip, tip - 11 * way - 8 * across]
    ends = " ".join(f"{x:.1f},{y:.1f}" for x, y in head)
    return [*_stroke(points, PAGE.adjust, 4.5), *_stroke(ends, PAGE.adjust, 4.5)]


def _joint(point: str, state: Mark) -> str:
    x, y = (float(value) for value in point.split(","))
    look = f'fill="{_SHADES[state]}" stroke="#fff" stroke-width="2"'
    match state:
        case Mark.GOOD:
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {look}/>'
        case Mark.FAULT:
            return f'<path d="M{x:.1f} {y - 12:.1f}l11 20h-22z" {look}/>'
        case Mark.UNSURE:
            return (
                f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="#fff" '
                f'stroke="{_SHADES[state]}" stroke-width="2.5"/>'
            )


def _bounds(shapes: Sequence[Array]) -> tuple[Array, Array]:
    points = np.concatenate(shapes)
    low, high = points.min(axis=0), points.max(axis=0)
    return low, np.maximum(high, low + 1.0)
