"""Drawing a body and what is said about it, on a filmed picture.

Only the side nearer to the camera is drawn. Good is a solid line with round joints, a fault a thick
one with a triangle, what cannot be judged a dotted one with hollow squares: never by colour alone.
Sizes are for a picture whose longer side is 960 px, and grow with it. The words need OpenCV 5,
which brings a font of its own.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..exercise import Exercise
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


def paint(picture: Picture, scene: Scene) -> None:
    """Paint a scene on a picture, in place."""
    size = scale(picture)
    for line in sorted(scene.lines, key=lambda line: line.state is Mark.FAULT):
        _line(picture, np.array(line.at), line.state, _WIDTHS[line.state] * size)
    if scene.own_back is not None:
        _dots(picture, np.array(scene.own_back), STAGE.white, 5 * size)
    _line(picture, np.array(scene.back.at), scene.back.state, 12 * size)
    if scene.target is not None:
        _dashes(picture, np.array(scene.target.at), size)
    for joint in scene.joints:
        _joint(picture, np.array(joint.at), joint.state, size)
    if scene.target is not None:
        _arrow(picture, np.array(scene.target.arrow), size)
    for joint in scene.joints:
        if joint.state is Mark.FAULT:
            _joint(picture, np.array(joint.at), joint.state, size)
    if scene.tag is not None:
        draw_tag(picture, scene.tag.text, scene.tag.at)


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
