"""Drawing a body and what is said about it, on a filmed picture or on an empty dark stage.

Only the side nearer to the camera is drawn. Good is a solid line with round joints, a fault a thick
one with a triangle, what cannot be judged a dotted one with hollow squares: never by colour alone.
Sizes are for a picture whose longer side is 960 px, and grow with it. The words need OpenCV 5,
which brings a font of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ..body import Body
from ..exercise import Exercise
from ..geometry import Point
from ..landmarks import Array, PoseFrame, Side
from ..measures import SPINE_CURVATURE
from ..words import fault_named, sentence
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

CHAINS = (
    ("EAR", "SHOULDER"),
    ("SHOULDER", "ELBOW", "WRIST"),
    ("HIP", "KNEE", "ANKLE", "FOOT_INDEX"),
)
"""Limbs; the back joins shoulder and hip."""

_PARTS = tuple(dict.fromkeys(part for chain in CHAINS for part in chain))

LIMBS = {
    "hip_angle": ("SHOULDER", "HIP", "KNEE"),
    "leg_line": ("SHOULDER", "HIP", "ANKLE"),
    "knee_angle": ("HIP", "KNEE", "ANKLE"),
    "elbow_angle": ("SHOULDER", "ELBOW", "WRIST"),
    "arm_line": ("HIP", "SHOULDER", "WRIST"),
    "upper_arm": ("HIP", "SHOULDER", "ELBOW"),
    "thigh_lean": ("HIP", "KNEE"),
    "arm_lean": ("SHOULDER", "ELBOW", "WRIST"),
    "knee_rise": ("HIP", "KNEE"),
    "spine_curvature": ("HIP", "SHOULDER"),
    "trunk_elevation": ("HIP", "SHOULDER"),
}
"""What a fault that is judged by a measure marks; any other is named, and marks nothing."""

STRAIGHT = {"hip_angle", "elbow_angle", "leg_line"}
"""Measures whose middle joint belongs on the line between its neighbours."""

_FINE = 4
_FIGURE_MARGIN = 0.12
_SMOOTH = 3
"""Neighbours on each side that a point of the back is averaged with, for the eye only."""


@dataclass(frozen=True, slots=True)
class _View:
    """Where points of the filmed frame lie on the picture: at ``scale * point + shift``."""

    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    def __call__(self, points: Sequence[Point] | Point | Array) -> Array:
        return self.scale * np.asarray(points, float) + self.shift


def draw(
    picture: Picture, frame: PoseFrame, exercise: Exercise, side: Side, status: Status
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
    """
    draw_body(picture, frame, exercise, side, faults=status.faults)
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
    view: _View = _View(),
) -> None:
    """Draw the near side of a body, its back, and the first of its faults."""
    if frame.is_missing:
        return
    body = Body(frame)
    size = scale(picture)
    for chain in CHAINS:
        for a, b in pairwise(chain):
            seen = body.shows(side, a) and body.shows(side, b)
            ends = view([body.at(side, a), body.at(side, b)])
            if seen:
                _stroke(picture, ends, STAGE.good, 6 * size)
            else:
                _dots(picture, ends, STAGE.unsure, 5 * size)
    _stroke(picture, view(_back_line(body, exercise, side)), STAGE.good, 12 * size)
    for part in _PARTS:
        _joint(picture, view(body.at(side, part)), body.shows(side, part), size)
    if faults:
        _draw_fault(picture, body, exercise, side, faults[0], view)


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
    if frame.is_missing:
        return stage
    view = _fitting(frame, side, size)
    if frame.mask is not None:
        px = frame.size[0] / frame.mask.shape[1]
        place = np.array([[view.scale * px, 0, view.shift[0]], [0, view.scale * px, view.shift[1]]])
        soft = cv2.warpAffine(frame.mask.astype(np.float32), place, size, flags=cv2.INTER_CUBIC)
        body = cv2.GaussianBlur(soft, (0, 0), max(1.0, view.scale * px))
        # The edge of the smooth outline, a pixel or two wide.
        inside = np.clip((body - 0.5) * 6 + 0.5, 0, 1)[..., None]
        stage[:] = (inside * STAGE.figure + (1 - inside) * stage).astype(np.uint8)
    draw_body(stage, frame, exercise, side, faults=faults, view=view)
    return stage


def png(picture: Picture) -> bytes:
    """Return a picture as the content of a PNG file."""
    return bytes(cv2.imencode(".png", picture)[1])


def _fitting(frame: PoseFrame, side: Side, size: tuple[int, int]) -> _View:
    """Return the view in which what is drawn of the body fills the picture."""
    body = Body(frame)
    corners = [np.array([body.at(side, part) for part in _PARTS])]
    if frame.mask is not None and frame.mask.any():
        rows, columns = np.nonzero(frame.mask)
        px = frame.size[0] / frame.mask.shape[1]
        corners.append(np.stack([columns, rows], axis=1) * px)
    points = np.concatenate(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array(size) * (1 - 2 * _FIGURE_MARGIN)
    factor = float((room / np.maximum(high - low, 1.0)).min())
    x, y = (np.array(size) / 2 - factor * (low + high) / 2).tolist()
    return _View(factor, (x, y))


def _back_line(body: Body, exercise: Exercise, side: Side) -> Array:
    """Return the contour of the back where the exercise is about it, else shoulder to hip."""
    judged = (getattr(fault.check, "measure", None) for fault in exercise.faults)
    if body.back is None or SPINE_CURVATURE not in (exercise.mode.measure, *judged):
        return np.array([body.at(side, "HIP"), body.at(side, "SHOULDER")])
    points = body.back.points
    padded = np.concatenate([points[:1]] * _SMOOTH + [points] + [points[-1:]] * _SMOOTH)
    kernel = np.ones(2 * _SMOOTH + 1) / (2 * _SMOOTH + 1)
    return np.stack([np.convolve(padded[:, i], kernel, "valid") for i in (0, 1)], axis=1)


def _draw_fault(
    picture: Picture, body: Body, exercise: Exercise, side: Side, name: str, view: _View
) -> None:
    """Mark the limb that a fault is about and where it should go, and name the fault."""
    check = fault_named(exercise, name).check
    measure = getattr(getattr(check, "measure", None), "name", "")
    parts = LIMBS.get(measure, ())
    # A fault of the working side may lie on the side that is not drawn.
    near = getattr(check, "of", None) is None
    if not parts or not near or not all(body.shows(side, part) for part in parts):
        draw_tag(picture, sentence(name), tuple(view(body.mid("SHOULDER")).tolist()))
        return
    size = scale(picture)
    points = view([body.at(side, part) for part in parts])
    _stroke(picture, points, STAGE.fault, 11 * size)
    joint = points[len(points) // 2]
    if measure in STRAIGHT:
        _draw_target(picture, points, size)
    fill(picture, triangle((joint[0], joint[1]), 19 * size), STAGE.stage)
    fill(picture, triangle((joint[0], joint[1]), 14 * size), STAGE.fault)
    draw_tag(picture, sentence(name), (joint[0], joint[1]))


def _draw_target(picture: Picture, points: Array, size: float) -> None:
    """Draw the straight line between the ends of a limb, and an arrow to it from the middle."""
    a, joint, b = points[0], points[len(points) // 2], points[-1]
    along = (b - a) / max(float(np.hypot(*(b - a))), 1.0)
    foot = a + along * float((joint - a) @ along)
    way = foot - joint
    length = float(np.hypot(*way))
    if length < 20 * size:
        return
    dashes = max(1, round(float(np.hypot(*(b - a))) / (26 * size)))
    for i in range(dashes):
        ends = [a + (i + share) / dashes * (b - a) for share in (0.23, 0.77)]
        _stroke(picture, np.array(ends), STAGE.white, 4 * size)
    tip = joint + way * max(1.0, 70 * size / length)
    back, across = way / length * 18 * size, way[::-1] / length * (14 * size, -14 * size)
    for width, colour in ((12, STAGE.stage), (7, STAGE.fault)):
        for line in ([joint, tip], [tip - back + across, tip, tip - back - across]):
            _polyline(picture, np.array(line), colour, width * size)


def _joint(picture: Picture, at: Array, seen: bool, size: float) -> None:
    x, y = (round(float(v)) for v in at)
    if seen:
        cv2.circle(picture, (x, y), round(10 * size), STAGE.stage, -1, cv2.LINE_AA)
        cv2.circle(picture, (x, y), round(7 * size), STAGE.good, -1, cv2.LINE_AA)
        return
    for half, colour in ((11, STAGE.stage), (8, STAGE.unsure), (4, STAGE.stage)):
        r = round(half * size)
        cv2.rectangle(picture, (x - r, y - r), (x + r, y + r), colour, -1)


def _stroke(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    """Draw a line with a dark casing."""
    _polyline(picture, points, STAGE.stage, width + 5 * scale(picture))
    _polyline(picture, points, colour, width)


def _dots(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    """Draw a dotted line with dark casings."""
    a, b = points
    gaps = max(1, round(float(np.hypot(*(b - a))) / (2.6 * width)))
    for share in np.linspace(0, 1, gaps + 1):
        x, y = (round(float(v)) for v in a + share * (b - a))
        cv2.circle(picture, (x, y), round(width / 2 + 2), STAGE.stage, -1, cv2.LINE_AA)
        cv2.circle(picture, (x, y), max(1, round(width / 2)), colour, -1, cv2.LINE_AA)


def _polyline(picture: Picture, points: Array, colour: Colour, width: float) -> None:
    fine = np.round(np.asarray(points) * 2**_FINE).astype(np.int32)
    cv2.polylines(picture, [fine], False, colour, max(1, round(width)), cv2.LINE_AA, _FINE)
