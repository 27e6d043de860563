"""What is said about the exercise itself: counts, countdowns, cues, praise, sides, the end.

A pure function of the session's events and of how long the hold under way has lasted; who is in the
picture, and where, is the lesson's business.
"""

from __future__ import annotations

import math
from dataclasses import replace

from ..checks import ShorterThan
from ..events import (
    POSE_UNSEEN,
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
SURE_SIDE_S = 1.0
"""Who holds a side that is done is asked for the other one after this time [s]; ours."""
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
        self._countdown = HoldCountdown()
        self._side: Side | None = None  # of the hold under way
        self._told_side = False
        self._top_since = math.nan
        self._told: dict[str, float] = {}
        self._told_unsure = False

    def hear(self, event: Event) -> list[Line]:
        """Take an event; return what to say about it, the most urgent first."""
        match event:
            case PhaseChanged(t=t, phase=phase, side=side):
                self._enter(t, phase, side)
            case FaultSeen(fault=fault):
                self.marked = (fault,)
                return _lines(self._cues.live(event))
            case HoldPaused(t=t, reason=reason):
                return self._paused(t, reason)
            case AttemptDropped(reason=reason) if self._needs_words(reason):
                return self._once(event.t, phrases.dropped(reason), Kind.CUE)
            case RepetitionDone():
                return self._repetition(replace(event, faults=self._by_this_dose(event.faults)))
            case HoldEnded():
                return self._hold(replace(event, faults=self._by_this_dose(event.faults)))
        return []

    def _needs_words(self, reason: str) -> bool:
        """Tell whether the person should hear why an attempt was dropped.

        Not of a hold that was none and of which nothing was said.
        """
        unnoticed = reason == TOO_SHORT and not self._countdown.has_begun
        return not unnoticed and not reason.startswith(UNSPOKEN)

    # -- holds under way -------------------------------------------------------------------------

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
        if held_s is not None and self._is_due(self._side):
            return max(self._countdown.whole_s - held_s, 0.0)
        last = self.progress.last_side
        return self.progress.left_s(last) if self.progress.begun_s(last) else None

    def tick(self, held_s: float | None) -> list[Line]:
        """Count the hold under way down; on a side that is done, ask for the other one."""
        if held_s is None or self.progress.amount.hold_s is None:
            return []
        if self._is_due(self._side):
            return _lines(self._countdown.tick(held_s))
        if held_s < SURE_SIDE_S or self._told_side:
            return []
        self._told_side = True
        return [Line(phrases.switch(self.exercise.posture), Kind.CUE, Beep.WARN)]

    def _enter(self, t: float, phase: str | None, side: Side | None) -> None:
        before, self.phase = self.phase, phase
        mode, whole = self.exercise.mode, self.progress.amount.hold_s
        if isinstance(mode, Hold):
            if before is None and whole is not None:
                self._side, self._told_side = side, False
                self._countdown.begin(max(self.progress.left_s(side), 1.0), self._over(side))
        elif isinstance(mode, Reps) and phase == mode.top:
            if math.isnan(self._top_since):
                self._top_since = t
                self._countdown.begin(whole or 0.0, phrases.AND_DOWN)
        elif phase is None or before is None:
            self._top_since = math.nan

    def _over(self, side: Side | None) -> str:
        """Return what to say when a pose has been held long enough on a side."""
        progress = self.progress
        if side is not None and progress.left_on(side) == 1 and self._is_due(side.other):
            return phrases.come_out_and_switch(self.exercise.posture)
        return phrases.COME_OUT

    def _is_due(self, side: Side | None) -> bool:
        """Tell whether there is something left to do on a side."""
        sided = side is not None and self.progress.amount.per_side
        return not sided or self.progress.left_on(side) > 0

    def _paused(self, t: float, reason: str) -> list[Line]:
        if reason == POSE_UNSEEN:
            return self._once(t, phrases.CLOCK_PAUSED, Kind.SETUP)
        if self._countdown.has_begun and not self._countdown.is_over:
            return self._once(t, phrases.CAME_OUT, Kind.SETUP)
        return []

    # -- attempts --------------------------------------------------------------------------------

    def _by_this_dose(self, faults: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out the faults of a hold that is too short, unless this dose asks for as much.

        How long a pose was held is told in seconds, by this dose and not by the usual one.
        """
        mode, asked = self.exercise.mode, self.progress.amount.hold_s or 0.0
        told = {
            fault.name
            for fault in self.exercise.faults
            if isinstance(check := fault.check, ShorterThan)
            and check.phase == "hold"
            and (isinstance(mode, Hold) or asked < check.threshold.value)
        }
        return tuple(name for name in faults if name not in told)

    def _repetition(self, event: RepetitionDone) -> list[Line]:
        self.progress.add(event)
        self.marked, self.unsure = event.faults, event.cannot_judge
        left = self.progress.left
        if not left:
            return []
        words = phrases.count(event.number, left=left, held=self._countdown.has_begun)
        form = _lines(self._cues.after(event)) or self._say_unsure()
        return [Line(words, Kind.COUNT, Beep.GOOD), *(form or self._sides(event.side))]

    def _hold(self, event: HoldEnded) -> list[Line]:
        progress, to_its_end = self.progress, self._countdown.is_over
        counted = to_its_end and event.side is self._side
        progress.add(event, least_s=self._countdown.whole_s if counted else 0.0)
        self.marked, self.unsure = event.faults, event.cannot_judge
        if not progress.left:
            return []
        form = _lines(self._cues.after(event)) or self._say_unsure()
        if progress.begun_s(event.side):
            words = phrases.held(round(event.held_s), round(progress.left_s(event.side)))
            return [Line(words, Kind.INFO, Beep.TICK), *form]
        told = to_its_end or self._told_side
        return [*form, *([] if told else self._sides(event.side))] or [
            Line(phrases.to_go(progress.left), Kind.INFO, Beep.GOOD)
        ]

    def _sides(self, side: Side | None) -> list[Line]:
        """Ask for the other side where this one is done and the other has more than its turn."""
        if side is None or self._is_due(side):
            return []
        if isinstance(self.exercise.mode, Hold):
            return [Line(phrases.switch(self.exercise.posture), Kind.INFO, Beep.DONE)]
        other = self.progress.left_on(side.other)
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
        steady = set(progress.marks) == {"good"}
        text = phrases.all_done(self.exercise, progress.count, steady=steady)
        lines = [Line(text, Kind.INFO, Beep.DONE)]
        name = self._cues.most_wanted(LEAST_TIMES)
        if name is not None:
            lines.append(Line(phrases.next_time(name.cue), Kind.INFO))
        return lines


def _lines(line: Line | None) -> list[Line]:
    return [] if line is None else [line]
