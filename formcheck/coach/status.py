"""What the stage shows besides the picture: count, hold, gauge, and the strip with one thing."""

from __future__ import annotations

from typing import Any

from ..holds import HoldTracker
from ..landmarks import Side
from ..modes import Cycle, Hold
from ..words import plain
from .coach import MOTION
from .dose import Progress
from .lesson import Lesson, Stage
from .lines import Kind
from .places import checklist, plan_view

Json = dict[str, Any]

_WORDS = {
    "good": "Good", "fault": "Adjust", "unsure": "Cannot judge", "lost": "Paused",
    "stop": "Stopping", "setup": "Set up", "next": "Next",
}  # fmt: skip
_STATES = {
    Kind.CUE: "fault", Kind.PRAISE: "good", Kind.STOP: "stop", Kind.SETUP: "setup",
}  # fmt: skip
_GAUGE_ENDS = 2.0
"""The gauge shows so many times the distance to an end on each side."""


def status(lesson: Lesson) -> Json:
    """Return the state of a lesson as plain values, as JSON has them."""
    coach, exercise = lesson.coach, lesson.exercise
    shown: Json = {
        "stage": lesson.stage.value,
        "exercise": exercise and exercise.name,
        "title": exercise.title if exercise else "Any exercise",
        "phase": coach and coach.phase,
        "count": coach.progress.count if coach else 0,
        "of": coach.progress.amount.in_all if coach else None,
        "side": None,
        "sides": None,
        "hold": _hold(lesson),
        "gauge": _gauge(lesson),
        "pips": _pips(lesson),
        "checklist": [],
        "plan_view": None,
        "strip": _strip(lesson),
        "badge": _badge(lesson),
    }
    if coach is not None and coach.progress.amount.per_side:
        shown["side"] = _side(coach.progress)
        shown["sides"] = {side.value: n for side, n in coach.progress.sides.items()}
    if lesson.stage in (Stage.SETUP, Stage.COUNTDOWN) and exercise and lesson.session:
        placed = lesson.session.in_position
        seen = lesson.body is not None
        shown["checklist"] = checklist(exercise, lesson.problems, seen=seen, placed=placed)
        if lesson.body is not None:
            shown["plan_view"] = plan_view(lesson.body, exercise, lesson.session.side)
    return shown


def summary(lesson: Lesson) -> Json:
    """Return the report of a set that is over, with what the page shows at once."""
    shown = status(lesson)
    keys = ("stage", "title", "count", "of", "sides")
    return lesson.report().as_dict() | {key: shown[key] for key in keys}


def _hold(lesson: Lesson) -> Json | None:
    held = lesson.held_s
    if lesson.coach is None or held is None:
        return None
    whole = lesson.coach.progress.amount.hold_s
    running = lesson.stage is Stage.ACTIVE and lesson.coach.phase != HoldTracker.PAUSED
    return {"held_s": round(held, 2), "of_s": whole, "running": running}


def _side(progress: Progress) -> str | None:
    """Return the side whose turn it is, where one has more left than the other."""
    left, right = (progress.left_on(side) for side in Side)
    if left == right:
        return None
    return (Side.LEFT if left > right else Side.RIGHT).value


def _gauge(lesson: Lesson) -> Json | None:
    """Return where the movement is between its two ends; zero is the person's own neutral."""
    mode = lesson.exercise.mode if lesson.exercise else None
    if not isinstance(mode, Cycle) or lesson.session is None or lesson.body is None:
        return None
    neutral = lesson.session.neutral
    value = mode.measure(lesson.body, lesson.session.side)
    if neutral is None or value != value:  # NaN: not seen
        return None
    whole = _GAUGE_ENDS * mode.end.value
    far = mode.end.value / whole
    return {
        "value": round(min(max((value - neutral) / whole, -1.0), 1.0), 3),
        "low": -far,
        "high": far,
        "names": [mode.low.capitalize(), mode.high.capitalize()],
    }


def _pips(lesson: Lesson) -> list[str]:
    if lesson.coach is None:
        return []
    progress = lesson.coach.progress
    if isinstance(lesson.coach.exercise.mode, Hold) and progress.amount.in_all == 1:
        return []
    todo = max(progress.amount.in_all - len(progress.marks), 0)
    now = ["now"] if todo and lesson.stage is Stage.ACTIVE else []
    return [*progress.marks, *now, *["todo"] * (todo - len(now))]


def _strip(lesson: Lesson) -> Json:
    line = lesson.caption
    if line is None:
        state, text, arrow = "setup", "Getting ready", None
    else:
        state, text, arrow = _STATES.get(line.kind, "next"), line.text.rstrip("."), line.arrow
    if lesson.stage in (Stage.LOST, Stage.PAUSED):
        state = "lost"
    return {"state": state, "text": text, "word": _WORDS[state], "arrow": arrow}


def _badge(lesson: Lesson) -> str | None:
    """Return what cannot be judged, in a few words."""
    if lesson.coach is None or lesson.stage.is_over:
        return None
    hidden = [name for name in lesson.coach.unsure if name not in MOTION]
    return f"Cannot judge: {plain(hidden[0])}" if hidden else None
