"""Where the camera stands, read off the body: which way to turn, and whether it stands too high.

World landmarks lie in the camera's own directions (x right, y down, z away), so a person filmed
from above seems tilted: the far shoulder and hip stand higher than the near ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from .body import Body
from .exercise import View
from .geometry import distance
from .landmarks import Array, Landmark, Side
from .readings import between, front_heading

UPRIGHT = 0.7
"""Who has the trunk steeper than this, as a sine, sits, kneels up or stands."""
DISAGREE_DEG = 60.0
"""Trunk and shoulder line may tell headings so far apart; beyond, left and right may be mixed up;
on real and rendered people the median difference is at most 23 degrees."""
TOO_OBLIQUE_DEG = 30.0
"""Further off the side view the line of the shoulders no longer tells how high the camera is."""
HANDS_AT_HEAD = 0.65
"""With a hand nearer to the head than this [trunk lengths] the shoulders say nothing of the camera:
rendered crunches, at most 0.6, read 15 degrees too high; in bridges hands are at 1.2 and more."""
A_LITTLE_DEG, A_QUARTER_DEG, HALF_DEG = 50.0, 135.0, 165.0
"""Up to here one turns a little, a quarter; from here both ways are as good for a half turn."""
EITHER_DEG = 75.0
"""From here on both ways are as good for a quarter turn towards a side view."""


class Amount(StrEnum):
    """How far to turn, in the words one says."""

    LITTLE = "a little"
    QUARTER = "a quarter"
    HALF = "half round"


@dataclass(frozen=True, slots=True)
class Turn:
    """The shorter way to the view an exercise asks for.

    Attributes
    ----------
    amount : Amount
        How far, in words: the estimate is too short by a quarter in the middle of its range.
    to : Side or None
        To which hand of their own the person turns; None where both ways are as
        good.
    supine : bool
        Whether the person lies on the back, where turning could be taken for rolling over: it is
        the head that goes there.
    deg : float
        How far [deg], to the person's left positive.
    """

    amount: Amount
    to: Side | None
    supine: bool
    deg: float


def turn_to(body: Body, view: View) -> Turn | None:
    """Return how the person should turn for a view, None where the landmarks do not agree.

    Checked on rendered people 10 to 90 degrees off the side view: the direction is right.
    """
    if view is View.FRONT:
        return _turn(-front_heading(body), HALF_DEG, supine=False)
    line, along, supine, upright = _headings(body)
    if upright:
        heading = line
    else:
        across = (line + 180.0) if supine else line
        if abs(between(along, across)) > DISAGREE_DEG:
            return None
        heading = along + between(along, across) / 2
    deg = min((between(heading, side) for side in (90.0, -90.0)), key=abs)
    on_the_back = supine and not upright
    return _turn(-deg if on_the_back else deg, EITHER_DEG, supine=on_the_back)


def above_deg(body: Body) -> float:
    """Return how far above the body the camera stands, seen from it [deg]; NaN if unknown.

    Shoulders and hips both have to say so. The estimate is 5 to 15 degrees short of the truth from
    30 degrees on; it is none on people who are upright, filmed obliquely, or have hands at the
    head.
    """
    turn = turn_to(body, View.SIDE)
    *_, upright = _headings(body)
    if turn is None or upright or abs(turn.deg) > TOO_OBLIQUE_DEG:
        return math.nan
    hands = min(distance(body.at(side, "WRIST"), body.mid("EAR")) for side in Side)  # seen or not
    if hands < HANDS_AT_HEAD * body.trunk_length:
        return math.nan
    return min(_tilt(_across(body, part)) for part in ("SHOULDER", "HIP"))


def _turn(deg: float, either_from: float, *, supine: bool) -> Turn:
    size = abs(deg)
    amount = (
        Amount.LITTLE if size < A_LITTLE_DEG
        else Amount.QUARTER if size < A_QUARTER_DEG
        else Amount.HALF
    )  # fmt: skip
    side = Side.LEFT if deg > 0 else Side.RIGHT
    return Turn(amount, None if size > either_from else side, supine, deg)


@lru_cache(maxsize=2)
def _headings(body: Body) -> tuple[float, float, bool, bool]:
    """Return where the front of shoulders and hips points, and the head, seen from above [deg].

    0 is towards the camera, positive to the picture's right, which is to the left of who faces the
    camera. Also whether the front of the trunk points up, and whether the trunk is upright.
    """
    world = body.frame.world.astype(float)
    across = _across(body, "SHOULDER") + _across(body, "HIP")
    along = sum(
        world[Landmark.of(side, "SHOULDER")] - world[Landmark.of(side, "HIP")] for side in Side
    )
    front_down = across[2] * along[0] - across[0] * along[2]  # of the normal of the trunk
    upright = -along[1] > UPRIGHT * np.linalg.norm(along)
    line = math.degrees(math.atan2(across[2], across[0]))
    head = math.degrees(math.atan2(along[0], -along[2]))
    return line, head, bool(front_down < 0), bool(upright)


def _across(body: Body, part: str) -> Array:
    """Return the line from the right to the left side [m]."""
    world = body.frame.world.astype(float)
    line: Array = world[Landmark.of(Side.LEFT, part)] - world[Landmark.of(Side.RIGHT, part)]
    return line


def _tilt(line: Array) -> float:
    """Return how much higher the far end of a level line seems [deg]."""
    x, y, z = (line if line[2] > 0 else -line).tolist()
    return math.degrees(math.atan2(-y, math.hypot(x, z)))
