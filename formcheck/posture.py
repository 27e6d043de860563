"""How the body lies, kneels or stands: checked before anything is counted."""

from __future__ import annotations

from enum import StrEnum

from .geometry import elevation, from_vertical
from .landmarks import Side
from .measures import Body

LEVEL_DEG = 45.0
"""A trunk within this of the horizontal is lying or on all fours; ours, bridges reach 32."""
FACING = 0.5
"""A front that points up or down by more than this (cosine) does so; ours, sides lie at 0."""
PROP_LEAN_DEG = 50.0
"""Thigh and arm that carry the body lean less than this; ours, rocking cat-cows reach 20."""


class Posture(StrEnum):
    """What the exercises tell apart."""

    ON_ALL_FOURS = "on all fours"
    ON_THE_BACK = "on the back"
    UPRIGHT = "upright"
    OTHER = "other"


def posture(body: Body) -> Posture:
    """Return how the body lies, kneels or stands in this frame."""
    level = abs(elevation(body.mid("HIP"), body.mid("SHOULDER")))
    if not level <= LEVEL_DEG:
        return Posture.UPRIGHT
    if body.facing_up > FACING:
        return Posture.ON_THE_BACK
    if (
        body.facing_up < -FACING
        and _props(body, "HIP", "KNEE")
        and _props(body, "SHOULDER", "WRIST")
    ):
        return Posture.ON_ALL_FOURS
    return Posture.OTHER


def _props(body: Body, top: str, bottom: str) -> bool:
    """Tell whether at least one thigh or arm stands under the body, as long as half the trunk."""
    for side in Side:
        upper, lower = body.at(side, top), body.at(side, bottom)
        if (
            lower[1] - upper[1] > 0.4 * body.trunk_length
            and from_vertical(upper, lower) < PROP_LEAN_DEG
        ):
            return True
    return False
