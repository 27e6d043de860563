"""How the body lies, kneels or stands: checked before anything is counted."""

from __future__ import annotations

import math
from enum import StrEnum

from .body import Body
from .geometry import elevation, from_vertical, joint_angle
from .landmarks import Landmark, Side

LEVEL_DEG = 45.0
"""A trunk within this of the horizontal is lying or on all fours; ours, bridges reach 32."""
FACING = 0.5
"""A front that points up or down by more than this (cosine) does so; ours, sides lie at 0."""
PROP_LEAN_DEG = 50.0
"""Thigh and arm that carry the body lean less than this; ours, rocking cat-cows reach 20."""
FOLDED_DEG = 85.0
"""Knees and hips bent further than this, chest down, are folded; ours, high hips read 70."""
LEFT_BEHIND_DEG = 120.0
"""A hip opened further than this belongs to a leg that is stretched back; tuned on 4 child's pose
recordings and 7 rendered clips, to 98, and a bird-dog whose hips sit back, 167."""
SHORTENED = 0.25
"""A camera that looks down shortens a thigh to this share of the trunk; rendered: 0.27."""
SUNK_LEAN_DEG = 65.0
"""A thigh leans up to this far where the hips sit back in a bird-dog; rendered: 52-54."""
HANGS = 0.75
"""Thighs that hang down by more than this share of their length stand; ours, chairs 0.4."""


class Posture(StrEnum):
    """What the exercises tell apart."""

    ON_ALL_FOURS = "on all fours"
    ON_THE_KNEES = "on the knees, the chest down"
    ON_THE_BACK = "on the back"
    FOLDED = "folded forward"
    SITTING = "sitting"
    UPRIGHT = "upright"
    OTHER = "other"


def posture(body: Body) -> Posture:
    """Return how the body lies, kneels or stands in this frame."""
    level = abs(elevation(body.mid("HIP"), body.mid("SHOULDER")))
    if not level <= LEVEL_DEG:
        return Posture.SITTING if _sits(body) else Posture.UPRIGHT
    if body.facing_up > FACING:
        return Posture.ON_THE_BACK
    if not body.facing_up < -FACING:
        return Posture.OTHER
    kneels = _props(body, "HIP", "KNEE")
    if kneels and _props(body, "SHOULDER", "WRIST"):
        return Posture.ON_ALL_FOURS
    if _is_folded(body):
        return Posture.FOLDED
    kneels = kneels or _props(body, "HIP", "KNEE", SHORTENED, SUNK_LEAN_DEG)
    return Posture.ON_THE_KNEES if kneels else Posture.OTHER


def _props(
    body: Body, top: str, bottom: str, share: float = 0.4, lean_deg: float = PROP_LEAN_DEG
) -> bool:
    """Tell whether at least one thigh or arm stands under the body, so long beside the trunk."""
    for side in Side:
        upper, lower = body.at(side, top), body.at(side, bottom)
        if (
            lower[1] - upper[1] > share * body.trunk_length
            and from_vertical(upper, lower) < lean_deg
        ):
            return True
    return False


def _is_folded(body: Body) -> bool:
    """Tell whether a leg's hip and knee are bent far on the belly's side, and none is stretched."""
    hips = {side: body.front_angle(side, "SHOULDER", "HIP", "KNEE") for side in Side}
    if any(hip > LEFT_BEHIND_DEG for hip in hips.values()):
        return False
    return any(
        joint_angle(*(body.at(side, part) for part in ("HIP", "KNEE", "ANKLE"))) < FOLDED_DEG
        and hip < FOLDED_DEG
        for side, hip in hips.items()
    )


def _sits(body: Body) -> bool:
    """Tell whether the shoulders are above the hips and the thighs do not stand under them."""
    world = body.frame.world
    hang_m = long_m = 0.0
    for side in Side:
        x, y, z = (world[Landmark.of(side, "KNEE")] - world[Landmark.of(side, "HIP")]).tolist()
        hang_m, long_m = hang_m + y, long_m + math.hypot(x, y, z)
    return body.trunk[1] < 0 and hang_m <= HANGS * long_m
