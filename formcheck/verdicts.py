"""What is said of a finished attempt: the verdicts on its faults, and its event."""

from __future__ import annotations

import numpy as np

from .attempts import Attempt
from .checks import Verdict
from .events import HoldEnded, RepetitionDone, Rom
from .exercise import Cycle, Exercise, Fault, Hold, Reps
from .holds import HoldTracker
from .landmarks import Side
from .setup import measure_of
from .trace import Trace, rom, spread, time_s, typical

Names = tuple[str, ...]


def verdict_on(exercise: Exercise, fault: Fault, trace: Trace) -> Verdict:
    """Judge one fault, but only what the camera can see from where it stands."""
    off_deg = typical(trace[measure_of(exercise.view)])
    beyond = off_deg is None or off_deg > exercise.view_within.value
    if fault.needs_view and beyond:
        return Verdict.CANNOT_JUDGE
    return fault.check(trace)


def verdicts_on(exercise: Exercise, trace: Trace) -> dict[str, Verdict]:
    """Judge all faults of an exercise, by name."""
    return {fault.name: verdict_on(exercise, fault, trace) for fault in exercise.faults}


def hold_ended(
    t: float, attempt: Attempt, mode: Hold, trace: Trace, wrong: Names, unjudged: Names
) -> HoldEnded:
    """Return the event of a hold that ended."""
    held = mode.reach(trace.during(HoldTracker.HELD))
    return HoldEnded(
        t=t,
        start_s=attempt.start_s,
        end_s=attempt.end_s,
        held_s=time_s(trace.t, trace.phase == HoldTracker.HELD),
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
        rom=Rom(mode.rom.name, rom(trace[mode.rom]), mode.rom.unit),
        faults=wrong,
        cannot_judge=unjudged,
        smoothness=trace.smoothness,
    )
