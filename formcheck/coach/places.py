"""Getting into the picture: what is still to be done, and how to say it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..body import Body
from ..camera import Turn
from ..exercise import Exercise, View
from ..landmarks import Side
from ..setup import TURNS, off_view, remedy
from . import phrases

MINOR = {"camera_high", "too_dark", "against_light"}
"""Problems that are told and hold nobody up: the body is seen, if less well."""
OUT_OF_VIEW = {"cut_off", "off_centre", "aimed_high", "aimed_low", "too_small", "two_people"}
_ARROWS = {"aimed_high": "down", "aimed_low": "up"}

Json = dict[str, Any]


def advice(problem: str, turn: Turn | None) -> tuple[str, str | None]:
    """Return what to say about a problem of set-up, and the arrow that goes with it."""
    if turn is not None and turn.to is not None:
        return remedy(problem, turn), f"turn_{turn.to.value}"
    return remedy(problem, turn), _ARROWS.get(problem)


def checklist(
    exercise: Exercise, problems: Collection[str], *, seen: bool, placed: bool
) -> list[Json]:
    """Return the steps of set-up: what is done, what comes now, what comes next."""
    view = "One side to the camera" if exercise.view is View.SIDE else "Facing the camera"
    in_view = seen and not OUT_OF_VIEW & set(problems)
    turned = in_view and not TURNS & set(problems)
    steps = [
        ("Whole body in view", in_view),
        (view, turned),
        (phrases.GET_INTO[exercise.posture].rstrip("."), turned and placed),
    ]
    now = next((i for i, (_, done) in enumerate(steps) if not done), len(steps))
    return [
        {"text": text, "state": "done" if done else "now" if i == now else "next"}
        for i, (text, done) in enumerate(steps)
    ]


def plan_view(body: Body, exercise: Exercise, side: Side) -> Json:
    """Return how the body lies seen from above: how far it is turned off the view asked for."""
    off_deg = off_view(body, exercise.view)
    return {
        "turned_deg": round(off_deg),
        "side": side.value,
        "view": exercise.view.value,
        "ok": off_deg <= exercise.view_within.value,
    }
