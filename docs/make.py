"""Make docs/exercises and the README's table anew from the exercises: python docs/make.py.

The figures are drawn around the body masks of the rendered recordings in fixtures/rendered, whose
faults are known; with --text only the words are made anew.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formcheck.body import Body
from formcheck.exercise import Exercise, View
from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.pictures.drawing import FIGURE
from formcheck.pictures.palette import PAGE
from formcheck.recording import Recording
from formcheck.sheet import page, with_table
from formcheck.video import Video

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "exercises"
PICTURES = PAGES / "pictures"
RENDERED = ROOT / "fixtures" / "rendered"

PAPER = "#F6F6F2"
FONT = 'font-family="Segoe UI, Roboto, Liberation Sans, Arial, sans-serif"'
SHOW_NOTHING = {"dropped", "hold_too_short", "too_fast", "came_up_early", "bouncing", "pulsing",
                "rocking", "jerky", "one_side_only"}  # fmt: skip
"""Faults of time or of the whole set: no still picture shows them."""
SMOOTH_PX = 4.0
"""A back that jumps further from point to point is an arm before it [px of the mask]."""


def outline(frame: PoseFrame) -> str:
    """Return the path around a body mask, in mask pixels."""
    mask = np.ascontiguousarray(frame.mask).view(np.uint8)
    smooth = cv2.GaussianBlur(mask * 255, (0, 0), 1.2)
    found, _ = cv2.findContours((smooth > 127).astype(np.uint8), cv2.RETR_EXTERNAL,
                                cv2.CHAIN_APPROX_NONE)  # fmt: skip
    points = cv2.approxPolyDP(max(found, key=cv2.contourArea), 0.9, closed=True)[:, 0].tolist()
    return _curve(points)


def back_line(frame: PoseFrame) -> str:
    """Return the line of the back, or of the trunk where there is no such contour."""
    body = Body(frame)
    scale = frame.mask.shape[1] / frame.size[0] if frame.mask is not None else 1.0
    straight = np.array([body.mid("HIP"), body.mid("SHOULDER")]) * scale
    if body.back is None or body.facing_up > 0:
        return _line(straight)
    back = body.back.points * scale
    step = np.linalg.norm(np.diff(back, axis=0), axis=1)
    return _line(back[::4]) if step.max() < SMOOTH_PX else _line(straight)


def _line(points: np.ndarray) -> str:
    return "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())


def _curve(points: list[list[float]]) -> str:
    """Return a closed path that rounds the corners of a polygon."""
    pairs = zip(points, points[1:] + points[:1], strict=True)
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairs]
    (x, y), path = middles[-1], ""
    for (cx, cy), (mx, my) in zip(points, middles, strict=True):
        path += f"Q{cx} {cy} {mx:g} {my:g}"
    return f"M{x:g} {y:g}{path}Z"


def bounds(frames: list[PoseFrame]) -> tuple[int, int, int, int]:
    """Return left, top, width and height [px of the mask] of what all frames cover."""
    covered = np.any([frame.mask for frame in frames], axis=0)
    rows, columns = np.flatnonzero(covered.any(1)), np.flatnonzero(covered.any(0))
    top, left = int(rows[0]) - 6, int(columns[0]) - 6
    return left, top, int(columns[-1]) + 7 - left, int(rows[-1]) + 7 - top


def svg(box: tuple[float, float, float, float], content: str, words: str) -> str:
    """Return an SVG file."""
    view = " ".join(f"{value:g}" for value in box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" role="img" aria-label="{words}">'
        f'<rect x="{box[0]:g}" y="{box[1]:g}" width="{box[2]:g}" height="{box[3]:g}" '
        f'fill="{PAPER}"/>{content}</svg>\n'
    )


def fault_figure(good: PoseFrame | None, bad: PoseFrame, words: str) -> str:
    """Return the fault drawn in front of the good pose of the same person."""
    behind = (
        ""
        if good is None
        else (
            f'<path d="{outline(good)}" fill="{PAGE.sunken}" stroke="{FIGURE}" stroke-width="0.8" '
            'stroke-dasharray="2 2"/>'
        )
    )
    content = (
        f'{behind}<path d="{outline(bad)}" fill="none" stroke="{PAGE.adjust}" stroke-width="1.6"/>'
        f'<path d="{back_line(bad)}" fill="none" stroke="{PAGE.adjust}" stroke-width="3" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
    return svg(bounds([bad] if good is None else [good, bad]), content, words)


def film_figure(exercise: Exercise, good: PoseFrame) -> str:
    """Return how to film: the picture that is wanted, and mat and camera from above."""
    left, top, width, height = bounds([good])
    scale = min(250 / width, 150 / height)
    x, y = 30 + (270 - scale * width) / 2 - scale * left, 205 - scale * (top + height - 6)
    front = exercise.view is View.FRONT
    picture = (
        f'<rect x="20" y="40" width="290" height="190" rx="8" fill="{PAGE.surface}" '
        f'stroke="{PAGE.line}"/>'
        f'<path d="M44 205H286" stroke="{FIGURE}" stroke-width="5" stroke-linecap="round"/>'
        f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.3f})">'
        f'<path d="{outline(good)}" fill="{PAGE.sunken}" stroke="{FIGURE}" stroke-width="1.2"/>'
        f'<path d="{back_line(good)}" fill="none" stroke="{PAGE.pine}" stroke-width="3.2" '
        'stroke-linecap="round" stroke-linejoin="round"/></g>'
        + "".join(f'<path d="{d}" fill="none" stroke="{PAGE.pine}" stroke-width="3"/>' for d in (
            "M30 64V50H44", "M286 50H300V64", "M300 206V220H286", "M44 220H30V206"))
        + _text(165, 258, "Head to foot in the picture")
    )  # fmt: skip
    camera = (
        '<g transform="translate({} {})">'
        f'<rect x="-14" y="-9" width="28" height="18" rx="4" fill="{PAGE.ink}"/>'
        f'<circle r="5" fill="{PAPER}"/></g>'
    )
    mat = (
        f'<rect x="390" y="62" width="150" height="52" rx="6" fill="{PAGE.pinesoft}" '
        f'stroke="{FIGURE}"/>'
    )
    lying = (
        f'<circle cx="412" cy="88" r="9" fill="{PAGE.sunken}" stroke="{FIGURE}" stroke-width="2"/>'
        f'<path d="M424 88H458" stroke="{PAGE.pine}" stroke-width="7" stroke-linecap="round"/>'
        f'<path d="M462 84H522M462 92H522" stroke="{FIGURE}" stroke-width="4" '
        'stroke-linecap="round"/>'
    )
    if front:
        aim = f'<path d="M540 88H610" stroke="{PAGE.ink2}" stroke-dasharray="4 4"/>'
        plan = mat + lying + aim + camera.format(626, 88) + _text(600, 122, "2 to 3 m")
    else:
        aim = f'<path d="M465 114V196" stroke="{PAGE.ink2}" stroke-dasharray="4 4"/>'
        plan = mat + lying + aim + camera.format(465, 208) + _text(512, 165, "2 to 3 m")
    where = "In front of your feet" if front else "Beside the mat, either side"
    plan += _text(490, 240, f"{where},") + _text(490, 258, "the lens at mat height")
    heads = _text(165, 28, "What the camera sees", PAGE.pine) + _text(
        490, 28, "From above", PAGE.pine
    )
    return svg((0, 0, 660, 275), picture + plan + heads, f"How to film: {exercise.title}")


def _text(x: float, y: float, words: str, colour: str = PAGE.ink2) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="15" text-anchor="middle" '
        f"{FONT}>{words}</text>"
    )


def moment(repetition: dict[str, Any]) -> float:
    """Return when a repetition shows best what it is [s]: in the middle of its longest hold."""
    holds = sorted(repetition.get("holds", {}).values(), key=lambda span: span[0] - span[1])
    start, end = holds[0] if holds else (repetition["start_s"], repetition["end_s"])
    return float(start + (end - start) * (0.5 if holds else 0.3))


def draw(exercise: Exercise) -> None:
    """Draw the figures of an exercise, and take its picture from the rendered film."""
    name = exercise.name
    truth = tomllib.loads((RENDERED / f"{name}__faults.toml").read_text())
    recording = Recording.read(RENDERED / f"{name}__faults.npz")
    good = _at(recording, moment(truth["repetitions"][0]))
    (PICTURES / f"{name}-film.svg").write_text(film_figure(exercise, good))
    wanted = {fault.name for fault in exercise.faults} - SHOW_NOTHING
    for clip in sorted(RENDERED.glob(f"{name}__*.npz")):
        truth = tomllib.loads(clip.with_suffix(".toml").read_text())
        frames = Recording.read(clip)
        if not truth["repetitions"]:
            continue
        first = truth["repetitions"][0]
        base = None if first["faults"] else _at(frames, moment(first))
        for repetition in truth["repetitions"]:
            for fault in sorted(wanted & set(repetition["faults"])):
                bad = _at(frames, moment(repetition))
                words = fault.replace("_", " ")
                file = PICTURES / f"{name}-{fault}.svg"
                file.write_text(fault_figure(base, bad, words))
                wanted.discard(fault)
    _photograph(name)


def _at(recording: Recording, t: float) -> PoseFrame:
    return recording[int(np.abs(recording.t - t).argmin())]


def _photograph(name: str) -> None:
    truth = tomllib.loads((RENDERED / f"{name}__good.toml").read_text())
    wanted = moment(truth["repetitions"][0])
    with Video(RENDERED / f"{name}__good.webm") as video:
        _, picture = min(video.frames(), key=lambda one: abs(one[0] - wanted))
    small = cv2.resize(picture, (480, 360), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(PICTURES / f"{name}.webp"), small, (cv2.IMWRITE_WEBP_QUALITY, 80))


def pictures() -> set[str]:
    """Return the names of the pictures there are."""
    return {path.name for path in PICTURES.iterdir()}


def main() -> None:
    """Make everything anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--text", action="store_true", help="leave the pictures as they are")
    options = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for exercise in EXERCISES.values():
        if not options.text:
            draw(exercise)
        (PAGES / f"{exercise.name}.md").write_text(page(exercise, pictures()))
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(), EXERCISES.values()))


if __name__ == "__main__":
    main()
