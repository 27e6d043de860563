"""What is said of an attempt: its faults, while it lasts and after it, and its event."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .attempts import Attempt
from .checks import Verdict
from .events import AttemptDropped, FaultSeen, HoldEnded, RepetitionDone, Rom
from .exercise import Exercise, Fault
from .holds import TOO_SHORT, HoldTracker
from .landmarks import Side
from .measures import Measure
from .modes import Cycle, Hold, Reps
from .movements import judge_movements, standing
from .setup import measure_of
from .trace import Trace, rom, spread, time_s, typical

Names = tuple[str, ...]


class Judge:
    """Judge the attempts of one session, one after the other.

    Attributes
    ----------
    sides : list of Side
        The sides of the repetitions or holds so far, where the exercise has sides.
    unjudged : dict
        Names of the faults that could not be looked for in at least one of them.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._told: set[str] = set()
        self._count = 0
        self.sides: list[Side] = []
        self.unjudged: dict[str, None] = {}

    def live(self, t: float, trace: Trace) -> list[FaultSeen]:
        """Return the faults of an attempt under way that are worth a word and are not told yet."""
        news = []
        for fault in self._exercise.faults:
            if (
                fault.live
                and fault.name not in self._told
                and verdict_on(self._exercise, fault, trace) is Verdict.WRONG
            ):
                self._told.add(fault.name)
                news.append(FaultSeen(t, fault.name, fault.cue))
        return news

    def finished(
        self, t: float, attempt: Attempt, trace: Trace | None
    ) -> RepetitionDone | HoldEnded | AttemptDropped:
        """Return the event of an attempt that is over; its trace is needed only if it counts."""
        told, self._told = self._told, set()
        mode, reason = self._exercise.mode, attempt.reason
        if trace is not None and isinstance(mode, Hold):
            trace = standing(trace, mode)
            if reason is None and not is_kept(trace, mode):
                reason = TOO_SHORT
        if trace is not None and reason is None and mode.refuse:
            reason = mode.refuse(trace)
        if trace is None or reason is not None:
            return AttemptDropped(t, attempt.start_s, attempt.end_s, reason or "")
        trace = replace(trace, smoothness=judge_movements(trace, mode))
        verdicts = verdicts_on(self._exercise, trace)
        wrong = tuple(n for n, v in verdicts.items() if v is Verdict.WRONG or n in told)
        unjudged = tuple(
            n for n, v in verdicts.items() if v is Verdict.CANNOT_JUDGE and n not in told
        )
        self.unjudged |= dict.fromkeys(unjudged)
        done: HoldEnded | RepetitionDone
        if isinstance(mode, Hold):
            done = hold_ended(t, attempt, mode, trace, wrong, unjudged)
        else:
            self._count += 1
            done = repetition_done(t, attempt, mode, trace, self._count, wrong, unjudged)
        if done.side is not None:
            self.sides.append(done.side)
        return done


def verdict_on(exercise: Exercise, fault: Fault, trace: Trace) -> Verdict:
    """Judge one fault, but only what the camera can see from where it stands."""
    off_deg = typical(trace[measure_of(exercise.view)])
    beyond = off_deg is None or off_deg > exercise.view_within.value
    if fault.needs_view and beyond:
        return Verdict.CANNOT_JUDGE
    return fault.check(trace if fault.reach else replace(trace, target=1.0))


def verdicts_on(exercise: Exercise, trace: Trace) -> dict[str, Verdict]:
    """Judge all faults of an exercise, by name."""
    return {fault.name: verdict_on(exercise, fault, trace) for fault in exercise.faults}


def held_s(trace: Trace) -> float:
    """Return for how long a pose was held, without the ways into it and out of it [s]."""
    return time_s(trace.t, trace.phase == HoldTracker.HELD)


def is_kept(trace: Trace, mode: Hold) -> bool:
    """Tell whether a pose was kept long enough in what is left without the ways.

    Where it is hardly reached, that is as long as else with both ways.
    """
    reach = typical(np.abs(mode.reach(trace.during(HoldTracker.HELD))))
    if reach is None or reach < mode.held.value - mode.slack.value:
        return False
    least = mode.kept if reach >= mode.held.value else mode.shortest
    return held_s(trace) >= least.value


def hold_ended(
    t: float, attempt: Attempt, mode: Hold, trace: Trace, wrong: Names, unjudged: Names
) -> HoldEnded:
    """Return the event of a hold that ended."""
    held = mode.reach(trace.during(HoldTracker.HELD))
    return HoldEnded(
        t=t,
        start_s=attempt.start_s,
        end_s=attempt.end_s,
        held_s=held_s(trace),
        side=mode.side(trace),
        reached=Rom(mode.measure.name, typical(np.abs(held)), mode.measure.unit),
        wobble=Rom(mode.measure.name, spread(held), mode.measure.unit),
        faults=wrong,
        cannot_judge=unjudged,
        smoothness=trace.smoothness,
    )


def repetition_done(
    t: float, attempt: Attempt, mode: Reps | Cycle, trace: Trace, number: int,
    wrong: Names, unjudged: Names,
) -> RepetitionDone:  # fmt: skip
    """Return the event of a repetition that was completed."""
    side: Side | None = None
    hold_s: float | None = None
    if isinstance(mode, Reps):
        side = mode.side(trace) if mode.side else None
        held = mode.holding(trace) if mode.holding else trace.phase == mode.top
        hold_s = time_s(trace.t, held)
    return RepetitionDone(
        t=t,
        number=number,
        start_s=attempt.start_s,
        end_s=attempt.end_s,
        side=side,
        hold_s=hold_s,
        rom=_range(mode.rom, trace),
        faults=wrong,
        cannot_judge=unjudged,
        smoothness=trace.smoothness,
    )


def _range(measure: Measure, trace: Trace) -> Rom:
    """Return the range of a measure, and the values it lies between."""
    values = trace[measure]
    moved = rom(values)
    ends = (None, None) if moved is None else (float(np.nanmin(values)), float(np.nanmax(values)))
    return Rom(measure.name, moved, measure.unit, *ends)
