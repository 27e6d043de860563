"""What is said about the exercise itself: counts, countdowns, cues, praise, sides, the end.

A pure function of the session's events and of how long the hold under way has lasted; who is in the
picture, and where, is the lesson's business.
"""

from __future__ import annotations

import math

from ..events import (
    AttemptDropped,
    Event,
    FaultSeen,
    HoldEnded,
    HoldPaused,
    PhaseChanged,
    RepetitionDone,
)
from ..exercise import Exercise
from ..holds import TOO_SHORT
from ..landmarks import Side
from ..modes import Hold, Reps
from . import phrases
from .countdown import HoldCountdown
from .cues import Cues
from .dose import Amount, Progress
from .lines import Beep, Kind, Line

TELLS_AGAIN_S = 8.0
"""The same reason why something does not count is not told again within this time [s]; ours."""
LEAST_TIMES = 2
"""A fault seen so often in a set is worth a word for next time; ours."""
UNSPOKEN = ("lost sight", "left the position", "the picture jumped", "the film ended")
"""Reasons why an attempt was dropped that need no words: the person knows, or is told otherwise."""
MOTION = {"jerky", "too_fast"}
"""Faults that the frame rate hides, not the place of the camera."""


class Coach:
    """Turns events into lines.

    Parameters
    ----------
    exercise : Exercise
    amount : Amount
        How much there is to do.
    """

    def __init__(self, exercise: Exercise, amount: Amount) -> None:
        self.exercise = exercise
        self.progress = Progress(amount, exercise)
        self.phase: str | None = None
        self.marked: tuple[str, ...] = ()
        self.unsure: tuple[str, ...] = ()
        self._cues = Cues(exercise)
        holds = isinstance(exercise.mode, Hold)
        self._countdown = HoldCountdown(phrases.COME_OUT if holds else phrases.AND_DOWN)
        self._top_since = math.nan
        self._told: dict[str, float] = {}
        self._told_unsure = False

    def hear(self, event: Event) -> list[Line]:
        """Take an event; return what to say about it, the most urgent first."""
        match event:
            case PhaseChanged(t=t, phase=phase):
                self._enter(t, phase)
            case FaultSeen(fault=fault):
                self.marked = (fault,)
                return _lines(self._cues.live(event))
            case HoldPaused(reason=reason) if "cannot see" in reason:
                return self._once(event.t, phrases.CLOCK_PAUSED, Kind.SETUP)
            case AttemptDropped(reason=reason) if self._needs_words(reason):
                return self._once(event.t, phrases.dropped(reason), Kind.CUE)
            case RepetitionDone():
                return self._repetition(event)
            case HoldEnded():
                return self._hold(event)
        return []

    def _needs_words(self, reason: str) -> bool:
        """Tell whether the person should hear why an attempt was dropped.

        Not of a hold that was none and of which nothing was said.
        """
        unnoticed = reason == TOO_SHORT and not self._countdown.has_begun
        return not unnoticed and not reason.startswith(UNSPOKEN)

    def held_s(self, t: float, clock_s: float | None) -> float | None:
        """Return how long the hold under way has lasted at time `t` [s], None without one.

        Who has left the top of a repetition holds it no longer; coming back to it, it goes on.

        Parameters
        ----------
        clock_s : float or None
            The session's own clock, where the exercise is a hold [s].
        """
        mode = self.exercise.mode
        if isinstance(mode, Hold):
            return clock_s
        at_top = isinstance(mode, Reps) and self.phase == mode.top
        return t - self._top_since if at_top else None

    def left_s(self, held_s: float | None) -> float | None:
        """Return what is left of a pose that is held, or was and not to its end [s]."""
        if not isinstance(self.exercise.mode, Hold) or self.progress.amount.hold_s is None:
            return None
        if held_s is not None:
            return max(self._countdown.whole_s - held_s, 0.0)
        return self.progress.left_s if self.progress.held_on_last_side_s else None

    def tick(self, held_s: float | None) -> list[Line]:
        """Count the hold under way down."""
        if held_s is None or self.progress.amount.hold_s is None:
            return []
        return _lines(self._countdown.tick(held_s))

    def _enter(self, t: float, phase: str | None) -> None:
        before, self.phase = self.phase, phase
        mode, whole = self.exercise.mode, self.progress.amount.hold_s
        if isinstance(mode, Hold):
            if before is None and whole is not None:
                self._countdown.begin(max(whole - self.progress.held_on_last_side_s, 1.0))
        elif isinstance(mode, Reps) and phase == mode.top:
            if math.isnan(self._top_since):
                self._top_since = t
                self._countdown.begin(whole or 0.0)
        elif phase is None or before is None:
            self._top_since = math.nan

    # -- attempts --------------------------------------------------------------------------------

    def _repetition(self, event: RepetitionDone) -> list[Line]:
        self.progress.add(event)
        self.marked, self.unsure = event.faults, event.cannot_judge
        left = self.progress.left
        if not left:
            return []
        count = Line(phrases.count(event.number, left=left), Kind.COUNT, Beep.GOOD)
        form = _lines(self._cues.after(event, event.faults))
        return [count, *(form or self._say_unsure() or self._sides(event.side))]

    def _hold(self, event: HoldEnded) -> list[Line]:
        self.progress.add(event, whole=self._countdown.is_over)
        self.marked, self.unsure = event.faults, event.cannot_judge
        if not self.progress.left:
            return []
        # How long it was is told in seconds, by this dose and not by the usual one.
        faults = tuple(name for name in event.faults if name != "came_up_early")
        form = _lines(self._cues.after(event, faults))
        if self.progress.held_on_last_side_s:
            held, left = round(event.held_s), round(self.progress.left_s)
            return [Line(phrases.held(held, left), Kind.COUNT, Beep.TICK), *form]
        return [*form, *self._sides(event.side)] or [
            Line(phrases.to_go(self.progress.left), Kind.INFO, Beep.GOOD)
        ]

    def _sides(self, side: Side | None) -> list[Line]:
        """Ask for the other side where this one is done and the other has more than its turn."""
        progress = self.progress
        if side is None or not progress.amount.per_side or progress.left_on(side):
            return []
        other = progress.left_on(side.other)
        if isinstance(self.exercise.mode, Hold):
            return [Line(phrases.switch(self.exercise.posture), Kind.INFO, Beep.DONE)]
        return [Line(phrases.other_side(other), Kind.INFO, Beep.DONE)] if other > 1 else []

    def _say_unsure(self) -> list[Line]:
        """Say once what cannot be judged from here."""
        hidden = [name for name in self.unsure if name not in MOTION]
        if self._told_unsure or not hidden or self.progress.marks[-1] != "unsure":
            return []
        self._told_unsure = True
        return [Line(phrases.CANNOT_JUDGE, Kind.INFO, Beep.TICK)]

    def _once(self, t: float, text: str, kind: Kind) -> list[Line]:
        if t - self._told.get(text, -math.inf) < TELLS_AGAIN_S:
            return []
        self._told[text] = t
        return [Line(text, kind, Beep.WARN)]

    def closing(self) -> list[Line]:
        """Return what to say when the dose is done."""
        progress = self.progress
        faulty = sum(mark == "fault" for mark in progress.marks)
        steady = not faulty and "good" in progress.marks
        text = phrases.all_done(self.exercise, progress.count, steady=steady)
        lines = [Line(text, Kind.INFO, Beep.DONE)]
        name = self._cues.most_wanted(LEAST_TIMES)
        if name is not None:
            lines.append(Line(phrases.next_time(name.cue), Kind.INFO))
        return lines


def _lines(line: Line | None) -> list[Line]:
    return [] if line is None else [line]
