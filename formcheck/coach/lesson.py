"""One set of one exercise, from the start button to the end, hands-free.

The person presses start once. They are told how to get into the picture and into position, are
counted in, counted, cued, and told when it is over. All of it follows from the frames, on their
clock: the same frames give the same lesson, live or replayed.
"""

from __future__ import annotations

import math
from enum import StrEnum

from ..body import Body, body_in
from ..camera import Turn
from ..events import (
    Event,
    PersonFound,
    PersonLost,
    RepetitionDone,
)
from ..exercise import Exercise
from ..holds import HoldTracker
from ..landmarks import PoseFrame
from ..modes import Hold
from ..presence import LOST_S
from ..recognition import ASK_S, Recogniser
from ..report import Report
from ..session import Session
from . import phrases
from .coach import Coach
from .dose import Amount
from .lines import Beep, Kind, Line
from .places import Reminders
from .voice import Voice

STEADY_S = 1.0
"""The start position must be held this long before the count-in [s]; ours."""
AWAY_S = 60.0
"""Who has not been seen for this long has left [s]; ours."""
SURE_HELD_S = 4.0
"""A hold of this length names an exercise that was not [s]; repetitions do when one counted."""


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


_BEFORE = (Stage.SETUP, Stage.COUNTDOWN, Stage.READY)


class Lesson:
    """Lead one person through one set.

    Parameters
    ----------
    exercise : Exercise or None
        None recognises it.
    amount : Amount, optional
        How much there is to do; the usual dose if not given.
    target : float
        As for `Session`.
    introduced : bool
        Whether the person was told already what is to be done.

    Attributes
    ----------
    coach : Coach or None
        None while the exercise is not recognised yet.
    session : Session or None
        Likewise.
    stage : Stage
    caption : Line or None
        The last thing said that is worth showing.
    body : Body or None
        What was seen last.
    t : float
        Time of the last frame [s], NaN before the first.
    """

    def __init__(
        self,
        exercise: Exercise | None,
        amount: Amount | None = None,
        *,
        target: float = 1.0,
        introduced: bool = False,
    ) -> None:
        self.coach: Coach | None = None
        self.session: Session | None = None
        self._recogniser: Recogniser | None = None
        if exercise is None:
            self._recogniser = Recogniser(target=target)
        else:
            self.coach = Coach(exercise, amount or Amount.of(exercise))
            self.session = Session(exercise, source="live", target=target)
        self.stage = Stage.SETUP
        self.caption: Line | None = None
        self.body: Body | None = None
        self.t = math.nan
        self._introduced = introduced
        self._voice = Voice()
        self._before = Stage.SETUP
        self._placed_since = self._lost_at = self._seen_t = math.nan
        self._counts_since = math.nan  # the attempt that is known to count, by its start
        self._asked = -math.inf
        self._reminders = Reminders()

    # -- frames ----------------------------------------------------------------------------------

    def update(self, frame: PoseFrame) -> list[Line]:
        """Take the next frame; return what to say now."""
        if math.isnan(self.t):
            self._introduce(frame.t)
        self.t = frame.t
        self.body = None if frame.is_missing else body_in(frame)
        if self.body is not None:
            self._seen_t = self.t
        if not self.stage.is_over:
            self._follow(frame)
        return self._speak()

    def _introduce(self, t: float) -> None:
        self.t = self._seen_t = t
        self._reminders.begin(t)
        if self._introduced:
            return
        if self.coach is None:
            self._say(phrases.WATCHING, Kind.INFO)
        else:
            self._say(phrases.introduction(self.coach.exercise), Kind.INFO)

    def _follow(self, frame: PoseFrame) -> None:
        if self.session is None or self.coach is None:
            self._recognise(frame)
            return
        # whoever is found again is told what is left after all that ended meanwhile
        events = sorted(self.session.update(frame), key=lambda one: isinstance(one, PersonFound))
        for event in events:
            self._hear(event, self.coach)
        if self.stage.is_over:
            return
        if self.stage is Stage.LOST and self.t - self._lost_at > AWAY_S:
            self._finish(Line(phrases.AWAY, Kind.INFO, Beep.DONE))
        elif self.stage is Stage.ACTIVE:
            if self.coach.phase is None:
                self._offer(self._reminders.of_view(self.t, self.problems))
            elif self.coach.phase != HoldTracker.PAUSED and self._may_count(self.session):
                self._offer(self.coach.tick(self.held_s))
        elif self.stage in (Stage.SETUP, Stage.COUNTDOWN):
            self._place(self.session, self.coach)

    def _may_count(self, session: Session) -> bool:
        """Tell whether what is under way has been seen to be what is counted.

        Who turns the head alone is told nothing of a hold.
        """
        since = session.since
        if since is not None and since != self._counts_since and self.t - self._asked >= ASK_S:
            self._asked = self.t
            self._counts_since = since if session.may_count() else math.nan
        return since is None or since == self._counts_since

    def _recognise(self, frame: PoseFrame) -> None:
        """Follow every exercise until one of them has surely been done."""
        if self._recogniser is None:
            return
        exercise = self._recogniser.update(frame).exercise
        if exercise is None:
            self._offer(self._reminders.of_place(self.t, self.problems, seen=self._is_seen))
            return
        session = self._recogniser.sessions[exercise.name]
        report = session.report()
        if report.repetitions or (session.held_s or 0.0) >= SURE_HELD_S:
            coach = Coach(exercise, Amount.of(exercise))
            for event in report.events:
                coach.hear(event)
            self.session, self.coach, self._recogniser = session, coach, None
            self.stage = Stage.ACTIVE
            self._say(phrases.recognised(exercise, coach.progress.count), Kind.INFO, Beep.GOOD)

    def _hear(self, event: Event, coach: Coach) -> None:
        match event:
            case PersonLost():
                self._lose(coach)
            case PersonFound():
                self._find(coach)
        began, lines = coach.phase is None, coach.hear(event)
        if coach.phase is not None and self.stage in _BEFORE:
            self.stage = Stage.ACTIVE
            self._voice.forget(Kind.SETUP, Kind.INFO)
        if began and coach.phase is not None and isinstance(coach.exercise.mode, Hold):
            self._voice.forget(Kind.CUE, Kind.PRAISE, Kind.INFO)  # of the hold before
        if self.stage is Stage.ACTIVE or (
            self.stage is Stage.LOST and isinstance(event, RepetitionDone)
        ):
            self._offer(lines)
        if coach.progress.is_done:
            self._finish(*coach.closing())

    # -- stages ----------------------------------------------------------------------------------

    def _place(self, session: Session, coach: Coach) -> None:
        """Lead the person into place; count them in when they are."""
        if self._reminders.hinder(self.problems) or not session.in_position:
            self._placed_since, self.stage = math.nan, Stage.SETUP
            position = phrases.GET_INTO[coach.exercise.posture]
            self._offer(
                self._reminders.of_place(
                    self.t, self.problems, seen=self._is_seen, position=position
                )
            )
        elif math.isnan(self._placed_since):
            self._placed_since = self.t
        elif self.stage is Stage.COUNTDOWN:
            if self._voice.is_silent(self.t):
                self.stage = Stage.READY
                self._say(phrases.READY, Kind.INFO, Beep.GOOD)
        elif self.t - self._placed_since >= STEADY_S:
            self.stage = Stage.COUNTDOWN
            self._voice.forget(Kind.SETUP, Kind.INFO)
            if not self.problems:
                self._say(phrases.I_SEE_YOU, Kind.INFO, Beep.GOOD)
            self._offer(self._reminders.of_view(self.t, self.problems))
            self._say(phrases.amount(coach.exercise, coach.progress.amount), Kind.INFO)
            if enough := phrases.enough(coach.exercise, session.target):
                self._say(enough, Kind.INFO)
            for number in ("Three.", "Two.", "One."):
                self._say(number, Kind.INFO, Beep.TICK)

    @property
    def _is_seen(self) -> bool:
        return self.t - self._seen_t <= LOST_S

    def _lose(self, coach: Coach) -> None:
        if self.stage in (Stage.ACTIVE, Stage.READY):
            self._before, self.stage, self._lost_at = self.stage, Stage.LOST, self.t
            clock = isinstance(coach.exercise.mode, Hold) and self.held_s is not None
            self._voice.forget(Kind.HOLD, Kind.CUE, Kind.PRAISE, Kind.INFO)
            self._say(phrases.lost(coach.progress.count, clock=clock), Kind.SETUP, Beep.WARN)

    def _find(self, coach: Coach) -> None:
        if self.stage is Stage.LOST:
            self.stage = self._before
            left_s = coach.left_s(self.held_s)
            if left_s is None:
                left = phrases.to_go(coach.progress.left)
            else:
                left = phrases.seconds_left(round(left_s))
            self._say(phrases.found(left), Kind.SETUP, Beep.GOOD)

    def _finish(self, *closing: Line, stage: Stage = Stage.DONE) -> None:
        """End the set; what is left to say is said at once, one line after the other."""
        if self.stage.is_over:
            return
        self.stage = stage
        if self.session is not None and self.coach is not None:
            for event in self.session.finish():
                self.coach.hear(event)
        self._voice.forget(*(kind for kind in Kind if kind is not Kind.PRAISE))
        self._offer(list(closing))

    # -- what the person asks for ----------------------------------------------------------------

    def pause(self) -> list[Line]:
        """Count nothing until `resume`."""
        if not self.stage.is_over and self.stage is not Stage.PAUSED:
            self._before = self._before if self.stage is Stage.LOST else self.stage
            self.stage = Stage.PAUSED
            self._voice.forget(*Kind)
            self._voice.give_way()
            self._say(phrases.PAUSED, Kind.SETUP, Beep.TICK)
        return self._speak()

    def resume(self) -> list[Line]:
        """Go on counting."""
        if self.stage is Stage.PAUSED:
            self.stage = self._before
            self._voice.give_way()
            self._say(phrases.GOING_ON, Kind.SETUP, Beep.TICK)
        return self._speak()

    def skip(self) -> list[Line]:
        """Leave out what is left on this side; of the whole set where that is all there is."""
        progress = self.coach.progress if self.coach else None
        side = progress.last_side if progress else None
        if progress is not None and side is not None and progress.left_on(side):
            progress.skipped.add(side)
        if progress is None or side not in progress.skipped or progress.is_done:
            return self.stop()
        self._voice.give_way()
        self._say(phrases.SKIPPED, Kind.SETUP, Beep.TICK)
        return self._speak()

    def hurts(self) -> list[Line]:
        """Stop at once."""
        self._finish(Line(phrases.STOPPING, Kind.STOP, Beep.WARN), stage=Stage.STOPPED)
        return self._speak()

    def stop(self) -> list[Line]:
        """End the set."""
        self._finish(Line(phrases.ENDED, Kind.INFO, Beep.DONE))
        return self._speak()

    # -- how it stands ---------------------------------------------------------------------------

    @property
    def exercise(self) -> Exercise | None:
        """What is being done, None while that is not known."""
        return None if self.coach is None else self.coach.exercise

    @property
    def problems(self) -> dict[str, Turn | None]:
        """What is wrong with the camera's view now, and which way to turn where that helps."""
        watched = self.session or self._recogniser
        return {} if watched is None else watched.problems

    @property
    def held_s(self) -> float | None:
        """How long the hold under way has lasted [s], None without one."""
        if self.coach is None or self.session is None:
            return None
        return self.coach.held_s(self.t, self.session.held_s)

    @property
    def has_begun(self) -> bool:
        """Whether anything was done that must not be lost."""
        return self.stage not in _BEFORE

    @property
    def rests(self) -> bool:
        """Whether the person is in position and keeps still in it."""
        session = self.session
        return session is not None and session.in_position and session.since is None

    def report(self) -> Report:
        """Return the report on everything so far."""
        if self.session is not None:
            return self.session.report()
        return (self._recogniser or Recogniser()).report()

    # -- speaking --------------------------------------------------------------------------------

    def _speak(self) -> list[Line]:
        lines = self._voice.flush() if self.stage.is_over else self._voice.speak(self.t)
        for line in lines:
            if line.kind not in (Kind.COUNT, Kind.HOLD):
                self.caption = line
        return lines

    def _offer(self, lines: list[Line]) -> None:
        for line in lines:
            self._voice.offer(self.t, line)

    def _say(
        self, text: str, kind: Kind, beep: Beep | None = None, arrow: str | None = None
    ) -> None:
        self._offer([Line(text, kind, beep, arrow)])
