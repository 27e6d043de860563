"""Drawing a body and what is said about it, on a filmed picture or on an empty dark stage.

Only the side nearer to the camera is drawn. Good is a solid line with round joints, a fault a thick
one with a triangle, what cannot be judged a dotted one with hollow squares: never by colour alone.
Sizes are for a picture whose longer side is 960 px, and grow with it. The words need OpenCV 5,
which brings a font of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..exercise import Exercise
from ..geometry import Point
from ..landmarks import Array, PoseFrame, Side
from .captions import Status
from .palette import STAGE
from .panels import (
    Colour,
    Picture,
    draw_caption,
    draw_count,
    draw_tag,
    fill,
    scale,
    triangle,
)
from .scene import Mark, OwnBack, Scene, scene_of

_WIDTHS = {Mark.GOOD: 6, Mark.FAULT: 11, Mark.UNSURE: 5}
_FINE = 4
_FIGURE_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class _View:
    """Where points of the filmed frame lie on the picture: at ``scale * point + shift``."""

    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def __call__(self, points: Sequence[Point] | Point | Array) -> Array:
        return self.scale * np.asarray(points, float) + self.shift


def draw(
    picture: Picture,
    frame: PoseFrame,
    exercise: Exercise,
    side: Side,
    status: Status,
    *,
    own_back: OwnBack | None = None,
) -> None:
    """Draw everything on a filmed picture, in place.

    Parameters
    ----------
    picture : (height, width, 3) uint8
        Blue, green and red, of the size of the frame.
    frame : PoseFrame
    exercise : Exercise
    side : Side
        The side nearer to the camera.
    status : Status
        What stands on the screen at this time.
    own_back : OwnBack, optional
        The person's own flat back.
    """
    scene = scene_of(
        frame, exercise, side, faults=status.faults, unsure=status.unsure, own_back=own_back
    )
    if scene is not None:
        paint(picture, scene)
    draw_count(picture, status)
    if status.caption is not None:
        draw_caption(picture, status.caption)


def draw_body(
    picture: Picture,
    frame: PoseFrame,
    exercise: Exercise,
    side: Side,
    *,
    faults: Sequence[str] = (),
) -> None:
    """Draw the near side of a body, its back, and the first of its faults."""
    scene = scene_of(frame, exercise, side, faults=faults)
    if scene is not None:
        paint(picture, scene)


def paint(picture: Picture, scene: Scene, view: _View = _View()) -> None:
    """Paint a scene on a picture, in place."""
    size = scale(picture)
    for line in sorted(scene.lines, key=lambda line: line.state is Mark.FAULT):
        _line(picture, view(line.at), line.state, _WIDTHS[line.state] * size)
    if scene.own_back is not None:
        _dots(picture, view(scene.own_back), STAGE.white, 5 * size)
    _line(picture, view(scene.back.at), scene.back.state, 12 * size)
    if scene.target is not None:
        _dashes(picture, view(scene.target.at), size)
    for joint in scene.joints:
        _joint(picture, view(joint.at), joint.state, size)
    if scene.target is not None:
        _arrow(picture, view(scene.target.arrow), size)
    for joint in scene.joints:
        if joint.state is Mark.FAULT:
            _joint(picture, view(joint.at), joint.state, size)
    if scene.tag is not None:
        x, y = view(scene.tag.at)
        draw_tag(picture, scene.tag.text, (float(x), float(y)))


def figure(
    frame: PoseFrame,
    exercise: Exercise,
    side: Side,
    *,
    faults: Sequence[str] = (),
    size: tuple[int, int] = (960, 600),
) -> Picture:
    """Draw the body of a frame, as an outline filled from its mask, on an empty dark stage.

    Parameters
    ----------
    frame : PoseFrame
        As from a recording: there need be no picture of the person.
    exercise : Exercise
    side : Side
        The side nearer to the camera.
    faults : sequence of str
        Names of faults; the first is marked.
    size : (int, int)
        Width and height of the picture [px].

    Returns
    -------
    (height, width, 3) uint8
        Blue, green and red.
    """
    width, height = size
    stage: Picture = np.full((height, width, 3), STAGE.stage, np.uint8)
    scene = scene_of(frame, exercise, side, faults=faults)
    if scene is None:
        return stage
    view = _fitting(scene, size)
    if frame.mask is not None:
        px = frame.size[0] / frame.mask.shape[1]
        place = np.array([[view.scale * px, 0, view.shift[0]], [0, view.scale * px, view.shift[1]]])
        soft = cv2.warpAffine(frame.mask.astype(np.float32), place, size, flags=cv2.INTER_CUBIC)
        body = cv2.GaussianBlur(soft, (0, 0), max(1.0, view.scale * px))
        # The edge of the smooth outline, a pixel or two wide.
        inside = np.clip((body - 0.5) * 6 + 0.5, 0, 1)[..., None]
        stage[:] = (inside * STAGE.figure + (1 - inside) * stage).astype(np.uint8)
    paint(stage, scene, view)
    return stage


def png(picture: Picture) -> bytes:
    """Return a picture as the content of a PNG file."""
    return bytes(cv2.imencode(".png", picture)[1])


def _fitting(scene: Scene, size: tuple[int, int]) -> _View:
    """Return the view in which what is drawn of the body fills the picture."""
    points = np.array([joint.at for joint in scene.joints])
    if scene.box is not None:
        points = np.concatenate([points, np.reshape(scene.box, (2, 2))])
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array(size) * (1 - 2 * _FIGURE_MARGIN)
    factor = float((room / np.maximum(high - low, 1.0)).min())
    x, y = (np.array(size) / 2 - factor * (low + high) / 2).tolist()
    return _View(factor, (x, y))


def _line(picture: Picture, points: Array, state: Mark, width: float) -> None:
    if state is Mark.UNSURE:
        _dots(picture, points, STAGE.unsure, _WIDTHS[Mark.UNSURE] * scale(picture))
    else:
        colour = STAGE.fault if state is Mark.FAULT else STAGE.good
        _stroke(picture, points, colour, width)


def _joint(picture: Picture, at: Array, state: Mark, size: float) -> None:
    x, y = (round(float(v)) for v in at)
    match state:
        case Mark.GOOD:
            cv2.circle(picture, (x, y), round(10 * size), STAGE.stage, -1, cv2.LINE_AA)
            cv2.circle(picture, (x, y), round(7 * size), STAGE.good, -1, cv2.LINE_AA)
        case Mark.FAULT:
            fill(picture, triangle((float(at[0]), float(at[1])), 19 * size), STAGE.stage)
            fill(picture, triangle((float(at[0]), float(at[1])), 14 * size), STAGE.fault)
        case Mark.UNSURE:
            for half, colour in ((11, STAGE.stage), (8, STAGE.unsure), (4, STAGE.stage)):
                r = round(half * size)
                cv2.rectangle(picture, (x - r, y - r), (x + r, y + r), colour, -1)


def _dashes(picture: Picture, ends: Array, size: float) -> None:
    """Draw the line that a joint belongs on."""
    a, b = ends
    dashes = max(1, round(float(np.hypot(*(b - a))) / (26 * size)))
    for i in range(dashes):
        part = [a + (i + share) / dashes * (b - a) for share in (0.23, 0.77)]
        _stroke(picture, np.array(part), STAGE.white, 4 * size)


def _arrow(picture: Picture, ends: Array, size: float) -> None:
    joint, tip = ends
    way = (tip - joint) / max(float(np.hypot(*(tip - joint))), 1.0)
    back, across = way * 18 * size, way[::-1] * (14 * size, -14 * size)
    for width, colour in ((12, STAGE.stage), (7, STAGE.fault)):
        for line in ([joint, tip], [tip - back + across, tip, tip - back - across]):
            _polyline(picture, np.array(line), colour, width * size)


def _stroke(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    """Draw a line with a dark casing."""
    _polyline(picture, points, STAGE.stage, width + 5 * scale(picture))
    _polyline(picture, points, colour, width)


def _dots(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    """Draw a dotted line with dark casings."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    gaps = max(1, round(float(steps[-1]) / (2.6 * width)))
    for way in np.linspace(0, steps[-1], gaps + 1):
        x, y = (round(float(np.interp(way, steps, points[:, i]))) for i in (0, 1))
        cv2.circle(picture, (x, y), round(width / 2 + 2), STAGE.stage, -1, cv2.LINE_AA)
        cv2.circle(picture, (x, y), max(1, round(width / 2)), colour, -1, cv2.LINE_AA)


def _polyline(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    fine = np.round(np.asarray(points) * 2**_FINE).astype(np.int32)
    cv2.polylines(picture, [fine], False, colour, max(1, round(width)), cv2.LINE_AA, _FINE)
