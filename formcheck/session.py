"""The engine: one `PoseFrame` in, the events it caused out. No clock, no threads, no files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .attempts import Attempt
from .baseline import Baseline
from .body import Body, body_in
from .camera import Turn
from .cycles import CycleTracker
from .events import (
    POSE_LEFT,
    POSE_UNSEEN,
    Event,
    HoldPaused,
    PersonFound,
    PersonLost,
    PhaseChanged,
    PositionLeft,
    PositionTaken,
)
from .exercise import Exercise
from .holds import HoldTracker, OwnRest, rests
from .landmarks import PoseFrame, Side
from .memory import Memory
from .modes import Hold, Reps
from .phases import tracker_for
from .position import Place, PositionWatch
from .presence import LOST_S, Presence
from .report import Report
from .setup import SetupWatch, off_view, view_name
from .trace import N_COLUMNS, Trace, column, sample
from .verdicts import Judge

LEAD_S = 1.5
"""Going into a hold takes about this long [s]: rest is what was before that."""
LIVE_S = 2.0
"""Faults that are told live are looked for in the last seconds [s]."""
NOTHING = [math.nan] * N_COLUMNS
"""The measures of a frame that does not show the pose."""
LATE = "the film ended before it was complete"


class Session:
    """Follow one person doing one exercise.

    Feed it every frame with `update`, then call `finish` once. The same frames always give the same
    events, live or replayed.

    Parameters
    ----------
    exercise : Exercise
        What is being done.
    source : str
        Where the frames come from; only repeated in the report.
    target : float
        How far the person means to go, as a share of what good form asks for, above 0 to 1; shifts
        what is judged and never what is counted.
    """

    def __init__(self, exercise: Exercise, *, source: str = "", target: float = 1.0) -> None:
        if not 0 < target <= 1:
            raise ValueError(f"target must be above 0 and at most 1, got {target:g}")
        self.exercise = exercise
        self._source = source
        self.target = target
        self._tracker = tracker_for(exercise.mode)
        self._own_rest = OwnRest()
        self._events: list[Event] = []
        self._frames = 0
        self._first_t = self._t = math.nan
        self._presence = Presence()
        self._position = PositionWatch(exercise)
        self._setup = SetupWatch(exercise)
        self._judge = Judge(exercise)
        self._baseline = Baseline(exercise)
        self._memory = Memory(lead_s=LEAD_S if isinstance(exercise.mode, Hold) else 0.0)
        self._views: list[float] = []
        self._views_in_position: list[float] = []

    def update(self, frame: PoseFrame) -> list[Event]:
        """Take the next frame; return the events it caused, oldest first.

        Raises
        ------
        ValueError
            If the frame is not later than the one before.
        """
        if frame.t <= self._t:
            raise ValueError(f"times must increase: {frame.t:g} s after {self._t:g} s")
        if not self._frames:
            self._first_t = frame.t
        self._t = frame.t
        self._frames += 1
        before = len(self._events)
        phase = self._tracker.phase
        if frame.is_missing:
            self._unseen(frame.t)
            self._events += self._setup.unseen(frame.t, frame)
        else:
            self._seen(frame.t, body_in(frame))
        if self._tracker.phase != phase:
            self._tell_phase(frame)
        return self._events[before:]

    def finish(self) -> list[Event]:
        """End the session; return the last events."""
        before = len(self._events)
        if self._frames:
            self._close(self._tracker.finish(self._t, LATE))
            self._events += self._setup.finish(self._t)
        return self._events[before:]

    def report(self) -> Report:
        """Return the report on everything so far; after `finish`, on all of it."""
        views = self._views_in_position or self._views
        limits = [*self.exercise.cannot_judge]
        if unjudged := self._judge.unjudged:
            names = ", ".join(name.replace("_", " ") for name in unjudged)
            limits.append(f"Not judged in at least one repetition of this recording: {names}.")
        return Report(
            exercise=self.exercise.name,
            source=self._source,
            duration_s=self._t - self._first_t if self._frames else 0.0,
            tracked_share=self._presence.frames / self._frames if self._frames else 0.0,
            view=view_name(float(np.median(views)), self.exercise.view) if views else None,
            events=tuple(self._events),
            limits=tuple(limits),
            target=self.target,
            own=self._baseline.own,
        )

    @property
    def since(self) -> float | None:
        """Start of the attempt under way [s], None when there is none."""
        return self._tracker.since

    def may_count(self) -> bool:
        """Tell whether what is under way could count; of a hold, if it ended now."""
        mode, since = self.exercise.mode, self._tracker.since
        if since is None or not isinstance(mode, Hold) or mode.refuse is None:
            return True
        return mode.refuse(self._trace(since, since, self._t)) is None

    @property
    def in_position(self) -> bool:
        """Whether the person is in the position the exercise is done in."""
        return self._position.taken

    @property
    def problems(self) -> dict[str, Turn | None]:
        """What is wrong with the camera's view now, and which way to turn where that helps."""
        return self._setup.standing

    @property
    def side(self) -> Side:
        """The side that is judged: the one nearer to the camera."""
        return self._presence.side

    @property
    def neutral(self) -> float | None:
        """Where the person's own neutral lies between two ends, None where it is not known."""
        tracker = self._tracker
        if isinstance(tracker, CycleTracker) and not math.isnan(tracker.neutral):
            return tracker.neutral
        return None

    @property
    def held_s(self) -> float | None:
        """How long the hold under way has been held so far [s], None without one."""
        if isinstance(self._tracker, HoldTracker) and self._tracker.since is not None:
            return self._tracker.held_s
        return None

    # -- one frame -------------------------------------------------------------------------------

    def _unseen(self, t: float) -> None:
        presence = self._presence
        if presence.missed(t):
            self._events.append(PersonLost(t))
        if not presence.present and presence.unseen_s(t) > self._position.patience_s:
            self._leave_position(t, "lost sight of the body")
        self._wait(t)

    def _seen(self, t: float, body: Body) -> None:
        if not self._presence.present:
            self._events.append(PersonFound(t))
        elif self._presence.is_elsewhere(t, body):
            if not self._presence.is_cut(t):
                self._events += self._setup.update(t, body)
                self._wait(t)
                return
            self._leave_position(t, "the picture jumped")
            self._memory.forget_motion()
        self._views.append(off_view(body, self.exercise.view))
        self._events += self._setup.update(t, body)
        self._memory.watch(t, body, self._tracker.since)
        self._presence.seen(t, body, keep_side=self._tracker.since is not None)
        if self._is_in_position(t, body):
            self._follow(t, body)
        else:
            self._wait(t)

    def _is_in_position(self, t: float, body: Body) -> bool:
        """Return whether this frame is in position; an event tells when it has been for a while."""
        had = self._position.taken
        place = self._position.update(t, body, self.side)
        if self._position.taken and not had:
            self._events.append(PositionTaken(t))
        if place is Place.OUTSIDE:
            self._leave_position(t, "left the position")
        return place is Place.INSIDE

    def _leave_position(self, t: float, reason: str) -> None:
        self._close(self._tracker.finish(t, reason))
        self._memory.forget()
        self._own_rest = OwnRest()
        if self._position.leave():
            self._events.append(PositionLeft(t))

    # -- attempts --------------------------------------------------------------------------------

    def _follow(self, t: float, body: Body) -> None:
        value = self._driver(t, body)
        if math.isnan(value):
            if t - self._memory.last_t > LOST_S:
                self._lose_movement(t)
            self._wait(t)
            return
        self._views_in_position.append(off_view(body, self.exercise.view))
        self._advance(t, value, sample(body))
        if self._tracker.since is None and self._baseline.may_rest(value):
            self._baseline.watch(t, self._baseline.measure(body, self.side))
        self._tell_live(t)

    def _driver(self, t: float, body: Body) -> float:
        """Return the measure that drives the count, from the person's own rest where it has one."""
        mode = self.exercise.mode
        if isinstance(mode, Reps) and mode.begins and self._tracker.since is None:
            return mode.begins(body, self.side)
        value = mode.measure(body, self.side)
        if isinstance(mode, Hold) and mode.rest:
            resting = self._tracker.since is None and all(
                holds(body, self.side) for holds in mode.rest
            )
            value -= self._own_rest(t, value, resting=resting)
        return value

    def _wait(self, t: float) -> None:
        """Let time pass while the pose is not held or not seen; only holds outlast that."""
        if isinstance(self._tracker, HoldTracker) and self._tracker.since is not None:
            self._advance(t, math.nan, NOTHING)

    def _lose_movement(self, t: float) -> None:
        """Give up what can no longer be followed; a hold gives itself up in time."""
        if not isinstance(self._tracker, HoldTracker):
            self._close(self._tracker.finish(t, "lost sight of the movement"))
            self._memory.forget()

    def _advance(self, t: float, value: float, row: Sequence[float]) -> None:
        attempt = self._tracker.update(t, value)
        self._memory.add(t, value, row)
        if attempt is not None:
            self._close(attempt)
        self._memory.keep_from(t if self._tracker.since is None else self._tracker.since)

    def _tell_phase(self, frame: PoseFrame) -> None:
        side = self._tracker.side if isinstance(self._tracker, HoldTracker) else None
        self._events.append(PhaseChanged(frame.t, self._tracker.phase, side))
        if self._tracker.phase == HoldTracker.PAUSED:
            unseen = frame.is_missing or (
                math.isnan(self._memory.last_value)
                and self._position.holds(body_in(frame), self.side)
            )
            self._events.append(HoldPaused(frame.t, POSE_UNSEEN if unseen else POSE_LEFT))

    def _trace(self, since: float, start: float, end: float) -> Trace:
        """Return the measures from `start` to `end` of the attempt that began at `since`.

        Its phases are those of the attempt so far: a part of it alone does not tell them.
        """
        trace = self._memory.trace(since, start, end)
        phase = self._tracker.phases(*self._memory.course(since, end))
        rest, mode = trace.rest, self.exercise.mode
        if isinstance(mode, Hold) and mode.rest:
            rest[column(mode.measure, self.side)] = self._own_rest.value
        return replace(
            trace,
            phase=phase[phase.size - trace.t.size :],
            side=self.side,
            target=self.target,
            sides_before=tuple(self._judge.sides),
        )

    def _tell_live(self, t: float) -> None:
        since, until = self._tracker.since, t - self._memory.lead_s
        if since is None or (until < t and until - since < LIVE_S):
            return
        if any(fault.live for fault in self.exercise.faults):
            trace = self._trace(since, max(since, until - LIVE_S), until)
            self._events += self._judge.live(t, trace)

    def _close(self, attempt: Attempt | None) -> None:
        """Turn what the tracker says of an attempt into an event."""
        if attempt is None:
            return
        start, end = attempt.start_s, attempt.end_s
        trace = self._trace(start, start, end) if attempt.reason is None else None
        if trace is not None and isinstance(self.exercise.mode, Hold):
            held_t = trace.t[trace.phase == HoldTracker.HELD]
            left, back = rests(*self._memory.course(), held_t)
            trace = replace(trace, left_rest_s=left, back_at_rest_s=back)
        self._events.append(self._judge.finished(self._t, attempt, trace))
