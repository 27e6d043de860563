"""Getting into the picture: what is still to be done, and how to say it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from ..body import Body
from ..camera import Turn
from ..exercise import Exercise, View
from ..landmarks import Side
from ..setup import TURNS, off_view, remedy
from . import phrases
from .lines import Beep, Kind, Line

MINOR = {"camera_high", "too_dark", "against_light"}
"""Problems that are told and hold nobody up: the body is seen, if less well."""
OUT_OF_VIEW = {"cut_off", "off_centre", "aimed_high", "aimed_low", "too_small", "two_people"}
REMINDS_S, REMINDS = 9.0, 3
"""Set-up help is repeated after this time [s], so many times; ours."""
_ARROWS = {"aimed_high": "down", "aimed_low": "up"}

Json = dict[str, Any]


def advice(problem: str, turn: Turn | None) -> tuple[str, str | None]:
    """Return what to say about a problem of set-up, and the arrow that goes with it."""
    if turn is not None and turn.to is not None:
        return remedy(problem, turn), f"turn_{turn.to.value}"
    return remedy(problem, turn), _ARROWS.get(problem)


class Reminders:
    """What to do next to be seen and in position: told now and then, and not for ever."""

    def __init__(self) -> None:
        self._began = math.nan
        self._told: dict[str, tuple[float, int]] = {}

    def begin(self, t: float) -> None:
        """Note when the introduction was said [s]: it tells the position, and to come into view."""
        self._began = t

    def hinder(self, problems: Collection[str]) -> bool:
        """Tell whether the count-in waits for a problem; not for one that nobody can solve."""
        return any(one not in MINOR and self._may_be_told(one) for one in problems)

    def of_view(self, t: float, problems: Mapping[str, Turn | None]) -> list[Line]:
        """Return what to say at time `t` [s] about the first problem that may still be told."""
        wanted = next((one for one in problems if self._may_be_told(one)), None)
        if wanted is None:
            return []
        return self._remind(t, wanted, -math.inf, *advice(wanted, problems[wanted]))

    def of_place(
        self, t: float, problems: Mapping[str, Turn | None], *, seen: bool, position: str = ""
    ) -> list[Line]:
        """Return what to say about the view, else about being seen at all, else the position."""
        if any(map(self._may_be_told, problems)):
            return self.of_view(t, problems)
        if not seen:
            return self._remind(t, "nobody", self._began, phrases.NOBODY)
        return self._remind(t, "position", self._began, position) if position else []

    def _may_be_told(self, problem: str) -> bool:
        return self._told.get(problem, (0.0, 0))[1] < (1 if problem in MINOR else REMINDS)

    def _remind(
        self, t: float, what: str, since: float, text: str, arrow: str | None = None
    ) -> list[Line]:
        last, times = self._told.get(what, (since, 0))
        if times >= REMINDS or t - last < REMINDS_S:
            return []
        self._told[what] = t, times + 1
        return [Line(text, Kind.SETUP, Beep.WARN, arrow)]


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
