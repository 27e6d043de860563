"""The engine: one `PoseFrame` in, the events it caused out. No clock, no threads, no files."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from .attempts import Attempt
from .checks import Verdict
from .events import (
    AttemptDropped,
    Event,
    FaultSeen,
    HoldEnded,
    PersonFound,
    PersonLost,
    PhaseChanged,
    PositionLeft,
    PositionTaken,
    RepetitionDone,
    Rom,
    SetupProblem,
    SetupSolved,
)
from .exercise import Exercise, Fault, Hold, Reps
from .geometry import distance
from .landmarks import PoseFrame, Side
from .measures import VIEW_ANGLE, Body, near_side
from .phases import tracker_for
from .posture import posture
from .report import Report
from .setup import REMEDIES, off_view, problems, view_name
from .trace import Trace, median_seen, rom, sample, time_s

LOST_S = 0.5
"""Nobody seen for longer than this is lost [s]; shorter gaps are bridged."""
POSITION_S = 0.2
"""The position must be held this long to be taken [s]."""
LEAVE_S = 0.5
"""The position must be missed this long to be left [s]."""
PROBLEM_S = 1.0
"""A problem with the view must last this long to be told, or to be solved [s]."""
REST_S = 1.0
"""The measures at rest are taken over this long before an attempt [s]."""
LIVE_S = 2.0
"""Faults that are told live are looked for in the last seconds [s]."""
CUT_TRUNKS, CUT_TRUNKS_PER_S = 0.5, 8.0
"""Hips that jump this far [trunk lengths], this fast [trunk lengths/s], mean a cut in the film."""
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
    """

    def __init__(self, exercise: Exercise, *, source: str = "") -> None:
        self.exercise = exercise
        self._source = source
        self._tracker = tracker_for(exercise.mode)
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
        self._troubles: dict[str, tuple[bool, float]] = dict.fromkeys(REMEDIES, (False, math.nan))
        self._rows: deque[tuple[float, float, list[float]]] = deque()
        self._told: set[str] = set()
        self._count = 0
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
        else:
            self._seen(frame.t, Body(frame))
        if self._tracker.phase != phase:
            self._events.append(PhaseChanged(frame.t, self._tracker.phase))
        return self._events[before:]

    def finish(self) -> list[Event]:
        """End the session; return the last events."""
        before = len(self._events)
        if self._frames:
            self._close(self._tracker.finish(self._t, LATE))
            for name, (told, _) in self._troubles.items():
                if told:
                    self._events.append(SetupSolved(self._t, name))
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
            view=view_name(float(np.median(views))) if views else None,
            events=tuple(self._events),
            limits=tuple(limits),
        )

    # -- one frame -------------------------------------------------------------------------------

    def _unseen(self, t: float) -> None:
        if self._present and t - self._seen_t > LOST_S:
            self._present = False
            self._events.append(PersonLost(t))
            self._leave_position(t, "lost sight of the body")

    def _seen(self, t: float, body: Body) -> None:
        self._seen_frames += 1
        if not self._present:
            self._present = True
            self._events.append(PersonFound(t))
        elif self._is_cut(t, body):
            self._leave_position(t, "the picture jumped")
        gap = t - self._seen_t
        self._body, self._seen_t = body, t
        self._watch_setup(t, body)
        self._choose_side(body, gap)
        if self._watch_position(t, body):
            self._follow(t, body)

    def _is_cut(self, t: float, body: Body) -> bool:
        if self._body is None or not body.trunk_length:
            return False
        jump = distance(body.mid("HIP"), self._body.mid("HIP")) / body.trunk_length
        return jump > max(CUT_TRUNKS, CUT_TRUNKS_PER_S * (t - self._seen_t))

    def _watch_setup(self, t: float, body: Body) -> None:
        """Tell a problem when it has lasted, and when it has been gone as long."""
        self._views.append(off_view(body))
        found = problems(body, self.exercise)
        for name, (told, since) in self._troubles.items():
            if (name in found) == told:
                since = math.nan
            elif math.isnan(since):
                since = t
            elif t - since >= PROBLEM_S:
                told, since = not told, math.nan
                self._events.append(
                    SetupProblem(t - PROBLEM_S, name) if told else SetupSolved(t, name)
                )
            self._troubles[name] = told, since

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
        if not self._in_position or t - self._position_seen > LEAVE_S:
            self._leave_position(t, "left the position")
        return False

    def _holds_position(self, body: Body) -> bool:
        if posture(body) is not self.exercise.posture:
            return False
        return all(holds(body, self._side) for holds in self.exercise.position)

    def _leave_position(self, t: float, reason: str) -> None:
        self._close(self._tracker.finish(t, reason))
        self._rows.clear()
        self._position_since = math.nan
        if self._in_position:
            self._in_position = False
            self._events.append(PositionLeft(t))

    # -- attempts --------------------------------------------------------------------------------

    def _follow(self, t: float, body: Body) -> None:
        value = self.exercise.mode.measure(body, self._side)
        if math.isnan(value):
            if self._rows and t - self._rows[-1][0] > LOST_S:
                self._close(self._tracker.finish(t, "lost sight of the movement"))
                self._rows.clear()
            return
        self._views_in_position.append(off_view(body))
        attempt = self._tracker.update(t, value)
        self._rows.append((t, value, sample(body)))
        if attempt is not None:
            self._close(attempt)
        since = self._tracker.since
        keep_from = (t if since is None else since) - REST_S
        while self._rows[0][0] < keep_from:
            self._rows.popleft()
        if since is not None:
            self._tell_live(t, since)

    def _trace(self, since: float, start: float, end: float) -> Trace:
        """Return the measures from `start` to `end` of the attempt that began at `since`."""
        rows = [row for row in self._rows if start <= row[0] <= end]
        before = [row[2] for row in self._rows if row[0] < since] or [row[2] for row in rows[:3]]
        t = np.array([row[0] for row in rows])
        return Trace(
            t=t,
            table=np.array([row[2] for row in rows]),
            phase=self._tracker.phases(t, np.array([row[1] for row in rows])),
            side=self._side,
            rest=median_seen(np.array(before)),
        )

    def _tell_live(self, t: float, since: float) -> None:
        faults = [f for f in self.exercise.faults if f.live and f.name not in self._told]
        if not faults:
            return
        trace = self._trace(since, max(since, t - LIVE_S), t)
        for fault in faults:
            if self._verdict(fault, trace) is Verdict.WRONG:
                self._told.add(fault.name)
                self._events.append(FaultSeen(t, fault.name, fault.cue))

    def _verdict(self, fault: Fault, trace: Trace) -> Verdict:
        """Judge only what the camera can see from where it stands."""
        off_view_deg = float(np.median(trace[VIEW_ANGLE]))
        if fault.needs_view and not off_view_deg <= self.exercise.view_within.value:
            return Verdict.CANNOT_JUDGE
        return fault.check(trace)

    def _close(self, attempt: Attempt | None) -> None:
        """Turn what the tracker says of an attempt into an event."""
        told, self._told = self._told, set()
        if attempt is None:
            return
        start, end, reason = attempt.start_s, attempt.end_s, attempt.reason
        mode = self.exercise.mode
        if reason is None:
            trace = self._trace(start, start, end)
            if not isinstance(mode, Hold) and mode.refuse is not None:
                reason = mode.refuse(trace)
        if reason is not None:
            self._events.append(AttemptDropped(self._t, start, end, reason))
            return
        verdicts = {fault.name: self._verdict(fault, trace) for fault in self.exercise.faults}
        wrong = tuple(n for n, v in verdicts.items() if v is Verdict.WRONG or n in told)
        unjudged = tuple(
            n for n, v in verdicts.items() if v is Verdict.CANNOT_JUDGE and n not in told
        )
        self._unjudged.update(dict.fromkeys(unjudged))
        if isinstance(mode, Hold):
            held_s = time_s(trace.t, trace.phase == "hold")
            self._events.append(HoldEnded(self._t, start, end, held_s, self._side, wrong, unjudged))
            return
        self._count += 1
        side = hold_s = None
        if isinstance(mode, Reps):
            side = mode.side(trace) if mode.side else None
            hold_s = time_s(
                trace.t, mode.holding(trace) if mode.holding else trace.phase == mode.top
            )
        self._events.append(
            RepetitionDone(
                t=self._t,
                number=self._count,
                start_s=start,
                end_s=end,
                side=side,
                hold_s=hold_s,
                rom=Rom(mode.rom.name, rom(trace[mode.rom]), mode.rom.unit),
                faults=wrong,
                cannot_judge=unjudged,
            )
        )
