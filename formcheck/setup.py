"""What keeps the camera from seeing an exercise: named problems, each with a plain remedy."""

from __future__ import annotations

import math

from .exercise import Exercise, View
from .landmarks import Side
from .measures import VIEW_ANGLE, Body

REMEDIES = {
    "turned": "Turn so that one side of your body faces the camera.",
    "cut_off": "Step back a little. I need to see you from head to foot.",
    "too_small": "Come a little closer to the camera.",
}
"""Every problem this module can name, with what to do about it."""

MIN_TRUNK = 0.1
"""A trunk shorter than this share of the longer side of the frame is too coarse; ours."""
MARGIN = 0.02
"""A landmark further outside the frame than this share of its longer side is cut off; ours."""

_ENDS = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE", "WRIST")


def problems(body: Body, exercise: Exercise) -> set[str]:
    """Return the names of what is wrong with this frame for this exercise."""
    found = set()
    longer = max(body.frame.size)
    if exercise.view is View.SIDE and off_view(body) > exercise.view_within.value:
        found.add("turned")
    if body.trunk_length < MIN_TRUNK * longer:
        found.add("too_small")
    width, height = body.frame.size
    margin = MARGIN * longer
    for side in Side:
        for part in _ENDS:
            x, y = body.at(side, part)
            if not (-margin <= x <= width + margin and -margin <= y <= height + margin):
                found.add("cut_off")
    return found


def off_view(body: Body) -> float:
    """Return how far the camera is off the side view [deg]; 90 when it cannot be told."""
    angle = VIEW_ANGLE(body, Side.LEFT)
    return 90.0 if math.isnan(angle) else angle


def view_name(off_side_deg: float) -> str:
    """Return the word for a camera this far off the side view: side, oblique or front."""
    if off_side_deg <= 35:
        return "side"
    return "oblique" if off_side_deg <= 60 else "front"
