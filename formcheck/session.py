"""The engine: one `PoseFrame` in, the events it caused out. No clock, no threads, no files."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from .attempts import Attempt
from .body import Body, near_side
from .checks import Verdict
from .events import (
    AttemptDropped,
    Event,
    FaultSeen,
    HoldEnded,
    HoldPaused,
    PersonFound,
    PersonLost,
    PhaseChanged,
    PositionLeft,
    PositionTaken,
    RepetitionDone,
)
from .exercise import Exercise, Hold
from .geometry import distance
from .holds import HoldTracker, OwnRest
from .landmarks import PoseFrame, Side
from .memory import Memory
from .movements import judge_movements
from .phases import tracker_for
from .posture import posture
from .report import Report
from .setup import SetupWatch, off_view, view_name
from .trace import N_COLUMNS, Trace, column, sample
from .verdicts import hold_ended, repetition_done, verdict_on, verdicts_on

LOST_S = 0.5
"""Nobody seen for longer than this is lost [s]; shorter gaps are bridged."""
POSITION_S = 0.2
"""The position must be held this long to be taken [s]."""
LEAVE_S = 0.5
"""The position must be missed this long to be left [s]."""
LEAD_S = 1.5
"""Going into a hold takes about this long [s]: rest is what was before that."""
LIVE_S = 2.0
"""Faults that are told live are looked for in the last seconds [s]."""
CUT_TRUNKS, CUT_TRUNKS_PER_S = 0.5, 8.0
"""Hips that jump this far [trunk lengths], this fast [trunk lengths/s], mean a cut in the film."""
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
        self._target = target
        self._tracker = tracker_for(exercise.mode)
        self._own_rest = OwnRest()
        self._events: list[Event] = []
        self._frames = self._seen_frames = 0
        self._first_t = self._t = self._seen_t = math.nan
        self._present = False
        self._body: Body | None = None
        self._near = 0.0
        self._side = Side.LEFT
        self._in_position = False
        self._position_since = math.nan
        self._position_seen = math.nan
        self._views: list[float] = []
        self._views_in_position: list[float] = []
        self._setup = SetupWatch(exercise)
        lead_s = LEAD_S if isinstance(exercise.mode, Hold) else 0.0
        self._memory = Memory(lead_s=lead_s)
        self._told: set[str] = set()
        self._count = 0
        self._sides: list[Side] = []
        self._unjudged: dict[str, None] = {}

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
            self._seen(frame.t, Body(frame))
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
        if self._unjudged:
            names = ", ".join(name.replace("_", " ") for name in self._unjudged)
            limits.append(f"Not judged in at least one repetition of this recording: {names}.")
        return Report(
            exercise=self.exercise.name,
            source=self._source,
            duration_s=self._t - self._first_t if self._frames else 0.0,
            tracked_share=self._seen_frames / self._frames if self._frames else 0.0,
            view=view_name(float(np.median(views)), self.exercise.view) if views else None,
            events=tuple(self._events),
            limits=tuple(limits),
            target=self._target,
        )

    @property
    def since(self) -> float | None:
        """Start of the attempt under way [s], None when there is none."""
        return self._tracker.since

    @property
    def in_position(self) -> bool:
        """Whether the person is in the position the exercise is done in."""
        return self._in_position

    @property
    def side(self) -> Side:
        """The side that is judged: the one nearer to the camera."""
        return self._side

    @property
    def held_s(self) -> float | None:
        """How long the hold under way has been held so far [s], None without one."""
        if isinstance(self._tracker, HoldTracker) and self._tracker.since is not None:
            return self._tracker.held_s
        return None

    # -- one frame -------------------------------------------------------------------------------

    def _unseen(self, t: float) -> None:
        if self._present and t - self._seen_t > LOST_S:
            self._present = False
            self._events.append(PersonLost(t))
        if not self._present and t - self._seen_t > self._patience_s:
            self._leave_position(t, "lost sight of the body")
        self._wait(t)

    def _seen(self, t: float, body: Body) -> None:
        self._seen_frames += 1
        if not self._present:
            self._present = True
            self._events.append(PersonFound(t))
        elif self._is_cut(t, body):
            self._leave_position(t, "the picture jumped")
            self._memory.forget_motion()
        gap = t - self._seen_t
        self._body, self._seen_t = body, t
        self._views.append(off_view(body, self.exercise.view))
        self._events += self._setup.update(t, body)
        self._memory.watch(t, body, self._tracker.since)
        self._choose_side(body, gap)
        if self._watch_position(t, body):
            self._follow(t, body)
        else:
            self._wait(t)

    def _is_cut(self, t: float, body: Body) -> bool:
        if self._body is None or not body.trunk_length:
            return False
        jump = distance(body.mid("HIP"), self._body.mid("HIP")) / body.trunk_length
        return jump > max(CUT_TRUNKS, CUT_TRUNKS_PER_S * (t - self._seen_t))

    def _choose_side(self, body: Body, gap: float) -> None:
        """Keep the side that is seen better, over a second, and never change it in an attempt."""
        weight = 1.0 if math.isnan(gap) or gap > LOST_S else 1 - math.exp(-gap)
        self._near += weight * (near_side(body) - self._near)
        if self._tracker.since is None:
            self._side = Side.LEFT if self._near >= 0 else Side.RIGHT

    def _watch_position(self, t: float, body: Body) -> bool:
        """Return whether this frame is in position; an event tells when it has been for a while."""
        if self._holds_position(body):
            self._position_seen = t
            if math.isnan(self._position_since):
                self._position_since = t
            if not self._in_position and t - self._position_since >= POSITION_S:
                self._in_position = True
                self._events.append(PositionTaken(t))
            return True
        if not self._in_position or t - self._position_seen > self._patience_s:
            self._leave_position(t, "left the position")
        return False

    @property
    def _patience_s(self) -> float:
        """How long the position may be missed: in a hold, as long as its grace [s]."""
        mode = self.exercise.mode
        return mode.grace.value if isinstance(mode, Hold) else LEAVE_S

    def _holds_position(self, body: Body) -> bool:
        if posture(body) not in (self.exercise.posture, *self.exercise.passes):
            return False
        return all(holds(body, self._side) for holds in self.exercise.position)

    def _leave_position(self, t: float, reason: str) -> None:
        self._close(self._tracker.finish(t, reason))
        self._memory.forget()
        self._own_rest = OwnRest()
        self._position_since = math.nan
        if self._in_position:
            self._in_position = False
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
        since = self._tracker.since
        if since is not None:
            self._tell_live(t, since)

    def _driver(self, t: float, body: Body) -> float:
        """Return the measure that drives the count, from the person's own rest where it has one."""
        mode = self.exercise.mode
        value = mode.measure(body, self._side)
        if isinstance(mode, Hold) and mode.rest:
            resting = self._tracker.since is None and all(
                holds(body, self._side) for holds in mode.rest
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

    def _advance(self, t: float, value: float, row: list[float]) -> None:
        attempt = self._tracker.update(t, value)
        self._memory.add(t, value, row)
        if attempt is not None:
            self._close(attempt)
        self._memory.keep_from(t if self._tracker.since is None else self._tracker.since)

    def _tell_phase(self, frame: PoseFrame) -> None:
        self._events.append(PhaseChanged(frame.t, self._tracker.phase))
        if self._tracker.phase == HoldTracker.PAUSED:
            unseen = frame.is_missing or (
                math.isnan(self._memory.last_value) and self._holds_position(Body(frame))
            )
            reason = "I cannot see the pose" if unseen else "the pose was left"
            self._events.append(HoldPaused(frame.t, reason))

    def _trace(self, since: float, start: float, end: float) -> Trace:
        """Return the measures from `start` to `end` of the attempt that began at `since`."""
        trace = self._memory.trace(since, start, end)
        rest, mode = trace.rest, self.exercise.mode
        if isinstance(mode, Hold) and mode.rest:
            rest[column(mode.measure, self._side)] = self._own_rest.value
        return replace(
            trace,
            phase=self._tracker.phases(trace.t, self._memory.driving(start, end)),
            side=self._side,
            target=self._target,
            sides_before=tuple(self._sides),
        )

    def _tell_live(self, t: float, since: float) -> None:
        faults = [f for f in self.exercise.faults if f.live and f.name not in self._told]
        until = t - self._memory.lead_s
        if not faults or (until < t and until - since < LIVE_S):
            return
        trace = self._trace(since, max(since, until - LIVE_S), until)
        for fault in faults:
            if verdict_on(self.exercise, fault, trace) is Verdict.WRONG:
                self._told.add(fault.name)
                self._events.append(FaultSeen(t, fault.name, fault.cue))

    def _close(self, attempt: Attempt | None) -> None:
        """Turn what the tracker says of an attempt into an event."""
        told, self._told = self._told, set()
        if attempt is None:
            return
        start, end, reason = attempt.start_s, attempt.end_s, attempt.reason
        mode = self.exercise.mode
        if reason is None:
            trace = self._trace(start, start, end)
            reason = mode.refuse(trace) if mode.refuse else None
        if reason is not None:
            self._events.append(AttemptDropped(self._t, start, end, reason))
            return
        trace = replace(trace, smoothness=judge_movements(trace, mode))
        verdicts = verdicts_on(self.exercise, trace)
        wrong = tuple(n for n, v in verdicts.items() if v is Verdict.WRONG or n in told)
        unjudged = tuple(
            n for n, v in verdicts.items() if v is Verdict.CANNOT_JUDGE and n not in told
        )
        self._unjudged.update(dict.fromkeys(unjudged))
        done: HoldEnded | RepetitionDone
        if isinstance(mode, Hold):
            done = hold_ended(self._t, attempt, mode, trace, wrong, unjudged)
        else:
            self._count += 1
            done = repetition_done(self._t, attempt, mode, trace, self._count, wrong, unjudged)
        if done.side is not None:
            self._sides.append(done.side)
        self._events.append(done)
