"""What the stage shows besides the picture: count, hold, side, and the strip with one thing."""

from __future__ import annotations

from typing import Any

from ..exercise import Hold
from .lesson import Lesson, Stage
from .lines import Kind, Line

CAPTION_S = 2.5
"""A strip stays at least this long [s]."""

_WORDS = {
    "good": "Good", "fault": "Adjust", "unsure": "Cannot judge", "lost": "Paused",
    "stop": "Stopping", "setup": "Set up", "next": "Next",
}  # fmt: skip
_STATES = {Kind.CUE: "fault", Kind.PRAISE: "good", Kind.STOP: "stop", Kind.INFO: "next"}


def status(lesson: Lesson) -> dict[str, Any]:
    """Return the state of a lesson as plain values, as JSON has them."""
    progress, exercise = lesson.progress, lesson.exercise
    sides = {side.value: n for side, n in progress.sides.items()}
    return {
        "stage": lesson.stage.value,
        "exercise": exercise.name,
        "title": exercise.title,
        "phase": lesson.phase,
        "count": progress.count,
        "of": progress.amount.in_all,
        "side": None,
        "sides": sides if progress.amount.per_side else None,
        "hold": _hold(lesson),
        "gauge": None,
        "pips": _pips(lesson),
        "checklist": [],
        "plan_view": None,
        "strip": _strip(lesson),
        "badge": None,
    }


def _hold(lesson: Lesson) -> dict[str, Any] | None:
    whole, held = lesson.progress.amount.hold_s, lesson.held_s
    if whole is None or held is None:
        return None
    running = lesson.stage is Stage.ACTIVE and lesson.phase != "pause"
    return {"held_s": round(min(held, whole), 2), "of_s": whole, "running": running}


def _pips(lesson: Lesson) -> list[str]:
    progress = lesson.progress
    if isinstance(lesson.exercise.mode, Hold) and progress.amount.in_all == 1:
        return []
    todo = max(progress.amount.in_all - len(progress.marks), 0)
    now = ["now"] if todo and lesson.stage is Stage.ACTIVE else []
    return [*progress.marks, *now, *["todo"] * (todo - len(now))]


def _strip(lesson: Lesson) -> dict[str, Any]:
    state, text, arrow = _caption(lesson)
    return {"state": state, "text": text.rstrip("."), "word": _WORDS[state], "arrow": arrow}


def _caption(lesson: Lesson) -> tuple[str, str, str | None]:
    line: Line | None = lesson.caption[1] if lesson.caption else None
    if line is None:
        return "setup", lesson.exercise.title, None
    if lesson.stage in (Stage.LOST, Stage.PAUSED):
        return "lost", line.text, None
    if line.kind is Kind.SETUP:
        return "setup", line.text, line.arrow
    return _STATES[line.kind], line.text, line.arrow
