"""One set of one exercise, from the start button to the end, hands-free.

The person presses start once. They are told how to get into the picture and into position, are
counted in, counted, cued and told when it is over. All of it follows from the frames, on their
clock: the same frames give the same lesson, live or replayed.
"""

from __future__ import annotations

import math
from enum import StrEnum

from ..events import (
    AttemptDropped,
    Event,
    FaultSeen,
    HoldEnded,
    PersonFound,
    PersonLost,
    PhaseChanged,
    RepetitionDone,
    SetupProblem,
    SetupSolved,
)
from ..exercise import Exercise, Hold, Reps
from ..landmarks import PoseFrame
from ..report import Report
from ..session import Session
from ..setup import REMEDIES
from . import phrases
from .countdown import HoldCountdown
from .cues import Cues
from .dose import Amount, Progress
from .lines import Beep, Kind, Line
from .voice import Voice

STEADY_S = 1.0
"""The start position must be held this long before the count-in [s]; ours."""
AWAY_S = 60.0
"""Who has not been seen for this long has left [s]; ours."""
REMIND_S = 8.0
"""Set-up help is repeated after this time [s]; ours."""


class Stage(StrEnum):
    """Where a lesson is."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    READY = "ready"
    ACTIVE = "active"
    PAUSED = "paused"
    LOST = "lost"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is counted."""
        return self in (Stage.DONE, Stage.STOPPED)


class Lesson:
    """Lead one person through one set.

    Parameters
    ----------
    exercise : Exercise
    amount : Amount, optional
        How much there is to do; the usual dose if not given.
    target : float
        As for `Session`.
    """

    def __init__(
        self, exercise: Exercise, amount: Amount | None = None, *, target: float = 1.0
    ) -> None:
        self.exercise = exercise
        self.progress = Progress(amount or Amount.of(exercise), exercise)
        self.session = Session(exercise, source="live", target=target)
        self.stage = Stage.SETUP
        self.phase: str | None = None
        self.faults: tuple[str, ...] = ()
        self.unsure: tuple[str, ...] = ()
        self.problems: list[str] = []
        self.caption: tuple[float, Line] | None = None
        self.held_s: float | None = None
        self._voice = Voice()
        self._cues = Cues(exercise)
        self._countdown = self._count_down()
        self._t = math.nan
        self._before = Stage.SETUP
        self._in_position_since = math.nan
        self._count_in = -1
        self._held_from = math.nan
        self._lost_at = math.nan
        self._reminded = -math.inf

    def _count_down(self) -> HoldCountdown | None:
        whole = self.progress.amount.hold_s
        if whole is None:
            return None
        holds = isinstance(self.exercise.mode, Hold)
        return HoldCountdown(whole, phrases.COME_OUT if holds else phrases.AND_DOWN)

    # -- frames ----------------------------------------------------------------------------------

    def update(self, frame: PoseFrame) -> list[Line]:
        """Take the next frame; return what to say now."""
        t = frame.t
        if math.isnan(self._t):
            self._say(t, phrases.introduction(self.exercise), Kind.INFO)
        self._t = t
        if not self.stage.is_over:
            for event in self.session.update(frame):
                self._hear(event)
            self._go_on(t)
        return self._speak(t)

    def _speak(self, t: float) -> list[Line]:
        lines = self._voice.speak(t)
        for line in lines:
            if line.kind not in (Kind.COUNT, Kind.HOLD):
                self.caption = t, line
        return lines

    def _say(
        self, t: float, text: str, kind: Kind, beep: Beep | None = None, arrow: str | None = None
    ) -> None:
        self._voice.offer(t, Line(text, kind, beep, arrow))

    def _hear(self, event: Event) -> None:
        self.progress.add(event)
        t = event.t
        match event:
            case PersonLost():
                self._lose(t)
            case PersonFound():
                self._find(t)
            case SetupProblem(problem=problem):
                self.problems.append(problem)
                self._reminded = -math.inf
            case SetupSolved(problem=problem):
                self.problems = [one for one in self.problems if one != problem]
            case PhaseChanged(phase=phase):
                self._enter(t, phase)
            case FaultSeen(fault=fault):
                self.faults = (fault,)
                self._offer(t, self._cues.live(event))
            case RepetitionDone() | HoldEnded():
                self._count(event)
            case AttemptDropped(reason=reason):
                if self.stage is Stage.ACTIVE and "lost" not in reason:
                    self._say(t, phrases.dropped(reason), Kind.CUE, Beep.WARN)

    def _offer(self, t: float, line: Line | None) -> None:
        if line is not None:
            self._voice.offer(t, line)

    def _enter(self, t: float, phase: str | None) -> None:
        self.phase = phase
        if phase is not None and self.stage in (Stage.SETUP, Stage.COUNTDOWN, Stage.READY):
            self.stage = Stage.ACTIVE
            self._voice.forget(Kind.SETUP, Kind.INFO)
        mode = self.exercise.mode
        if isinstance(mode, Reps) and phase == mode.top and math.isnan(self._held_from):
            self._held_from = t
        elif phase is None or (isinstance(mode, Reps) and phase == mode.out):
            self._held_from = math.nan
            if self._countdown is not None:
                self._countdown.stop()

    def _count(self, event: RepetitionDone | HoldEnded) -> None:
        t = event.t
        self.faults, self.unsure = event.faults, event.cannot_judge
        left = self.progress.left
        if isinstance(event, RepetitionDone):
            self._say(t, phrases.count(event.number, left=left), Kind.COUNT, Beep.GOOD)
        self._offer(t, self._cues.after(event))
        if self.progress.is_done:
            self._finish(t, phrases.sentence(f"{phrases.number(self.progress.count)} done"))

    # -- stages ----------------------------------------------------------------------------------

    def _go_on(self, t: float) -> None:
        if self.stage is Stage.LOST and t - self._lost_at > AWAY_S:
            self._finish(t, phrases.ENDED)
        self.held_s = self._held(t)
        if self.stage is Stage.ACTIVE and self._countdown is not None and self.held_s is not None:
            self._offer(t, self._countdown.tick(self.held_s))
        if self.stage in (Stage.SETUP, Stage.COUNTDOWN):
            self._set_up(t)

    def _held(self, t: float) -> float | None:
        if isinstance(self.exercise.mode, Hold):
            return self.session.held_s
        return None if math.isnan(self._held_from) else t - self._held_from

    def _set_up(self, t: float) -> None:
        if self.problems:
            self._in_position_since = math.nan
            if t - self._reminded >= REMIND_S:
                self._reminded = t
                self._say(t, REMEDIES[self.problems[0]], Kind.SETUP, Beep.WARN)
            self.stage, self._count_in = Stage.SETUP, -1
        elif not self.session.in_position:
            self._in_position_since = math.nan
            self.stage, self._count_in = Stage.SETUP, -1
        elif math.isnan(self._in_position_since):
            self._in_position_since = t
        elif t - self._in_position_since >= STEADY_S:
            self._count_them_in(t)

    def _count_them_in(self, t: float) -> None:
        if self._count_in < 0:
            self.stage, self._count_in = Stage.COUNTDOWN, 5
            self._say(t, phrases.I_SEE_YOU, Kind.INFO, Beep.GOOD)
            self._say(t, phrases.amount(self.exercise, self.progress.amount), Kind.INFO)
        elif self._voice.is_silent(t):
            self.stage = Stage.READY
            self._say(t, phrases.READY, Kind.INFO, Beep.GOOD)

    def _lose(self, t: float) -> None:
        if self.stage in (Stage.ACTIVE, Stage.READY):
            self._before, self.stage, self._lost_at = self.stage, Stage.LOST, t
            clock = self._countdown is not None and self.held_s is not None
            self._say(t, phrases.lost(self.progress.count, clock=clock), Kind.SETUP, Beep.WARN)

    def _find(self, t: float) -> None:
        if self.stage is Stage.LOST:
            self.stage = self._before
            self._say(t, phrases.found(phrases.to_go(self.progress.left)), Kind.SETUP, Beep.GOOD)

    def _finish(self, t: float, text: str, stage: Stage = Stage.DONE) -> None:
        if self.stage.is_over:
            return
        self.stage = stage
        for event in self.session.finish():
            self.progress.add(event)
        self._voice.forget(Kind.HOLD, Kind.SETUP)
        stops = stage is Stage.STOPPED
        self._say(t, text, Kind.STOP if stops else Kind.INFO, Beep.WARN if stops else Beep.DONE)

    # -- what the person asks for ----------------------------------------------------------------

    def pause(self) -> list[Line]:
        """Stop counting until `resume`."""
        if not self.stage.is_over and self.stage is not Stage.PAUSED:
            self._before, self.stage = self.stage, Stage.PAUSED
            self._say(self._now, phrases.PAUSED, Kind.SETUP, Beep.TICK)
        return self._speak(self._now)

    def resume(self) -> list[Line]:
        """Go on counting."""
        if self.stage is Stage.PAUSED:
            self.stage = self._before
            self._say(self._now, phrases.GOING_ON, Kind.SETUP, Beep.TICK)
        return self._speak(self._now)

    def skip(self) -> list[Line]:
        """Leave out what is left on this side, or of the set."""
        self._finish(self._now, phrases.ENDED)
        return self._speak(self._now)

    def hurts(self) -> list[Line]:
        """Stop at once."""
        self._finish(self._now, phrases.STOPPING, Stage.STOPPED)
        return self._speak(self._now)

    def stop(self) -> list[Line]:
        """End the set."""
        self._finish(self._now, phrases.ENDED)
        return self._speak(self._now)

    @property
    def _now(self) -> float:
        return 0.0 if math.isnan(self._t) else self._t

    def report(self) -> Report:
        """Return the report on everything so far."""
        return self.session.report()
