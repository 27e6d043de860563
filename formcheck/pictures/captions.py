"""What stands on the screen at a time: phase, count, and the last thing said."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from ..events import (
    AttemptDropped,
    Event,
    FaultSeen,
    HoldEnded,
    PersonLost,
    PhaseChanged,
    PositionTaken,
    RepetitionDone,
    SetupProblem,
)
from ..exercise import Exercise
from ..modes import Hold
from ..report import Report
from ..setup import remedy
from ..words import plain, seconds, sentence

STAYS_S = 4.0
"""A caption goes after this time [s]."""
FAULT_STAYS_S = 2.5
"""The cue of a fault gives way to nothing but another cue for this time [s]."""


class State(StrEnum):
    """What kind of thing is said; each has a colour, a shape and a word."""

    GOOD = "Good"
    FAULT = "Adjust"
    CANNOT_JUDGE = "Cannot judge"
    NEXT = "Next"
    LOST = "Paused"


@dataclass(frozen=True, slots=True)
class Caption:
    """Something said at a time [s]."""

    t: float
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """What stands on the screen at one time.

    Attributes
    ----------
    count : str
        Repetitions so far, or the seconds of the hold under way.
    phase : str
        Name of the phase, "rest" between repetitions.
    caption : Caption or None
    faults, unsure : tuple of str
        Names of the faults of the repetition or hold that this time lies in, and of those that
        cannot be judged in it.
    """

    count: str
    phase: str
    caption: Caption | None
    faults: tuple[str, ...]
    unsure: tuple[str, ...] = ()


class Captions:
    """The captions of a finished session.

    Parameters
    ----------
    exercise : Exercise
    report : Report
    """

    def __init__(self, exercise: Exercise, report: Report) -> None:
        self._exercise = exercise
        self._done: list[RepetitionDone | HoldEnded] = [*report.repetitions, *report.holds]
        self._phases = [e for e in report.events if isinstance(e, PhaseChanged)]
        self._captions: list[Caption] = []
        for event in report.events:
            self._add(event)

    def at(self, t: float) -> Status:
        """Return what stands on the screen at a time [s]."""
        changed = bisect_right(self._phases, t, key=lambda change: change.t)
        phase = self._phases[changed - 1].phase if changed else None
        count = str(sum(done.t <= t for done in self._done))
        if isinstance(self._exercise.mode, Hold):
            since = self._phases[changed - 1].t if phase is not None else t
            count = f"{t - since:.0f} s"
        said = bisect_right(self._captions, t, key=lambda caption: caption.t)
        caption = self._captions[said - 1] if said else None
        if caption is not None and t - caption.t > STAYS_S:
            caption = None
        within = next((done for done in self._done if done.start_s <= t <= done.end_s), None)
        found = (within.faults, within.cannot_judge) if within is not None else ((), ())
        return Status(count, phase or "rest", caption, *found)

    def _add(self, event: Event) -> None:
        caption = self._caption(event)
        if caption is None:
            return
        last = self._captions[-1] if self._captions else None
        cueing = (
            last is not None and last.state is State.FAULT and caption.t - last.t < FAULT_STAYS_S
        )
        if not cueing or caption.state is State.FAULT:
            self._captions.append(caption)

    def _caption(self, event: Event) -> Caption | None:
        match event:
            case FaultSeen(t=t, cue=cue):
                return Caption(t, State.FAULT, cue)
            case RepetitionDone() | HoldEnded():
                return self._verdict(event)
            case AttemptDropped(t=t, reason=reason):
                return Caption(t, State.NEXT, f"Not counted: {reason}.")
            case SetupProblem(problem=problem, turn=turn):
                # Told only after it has lasted; `t` says since when.
                at = max(event.t, self._captions[-1].t if self._captions else event.t)
                return Caption(at, State.NEXT, remedy(problem, turn))
            case PersonLost(t=t):
                return Caption(t, State.LOST, "I lost sight of you.")
            case PositionTaken(t=t):
                return Caption(t, State.NEXT, "Ready. Start when you like.")
        return None

    def _verdict(self, done: RepetitionDone | HoldEnded) -> Caption:
        """Say the most urgent cue, or what could not be judged, or that it was good."""
        for fault in self._exercise.faults:
            if fault.name in done.faults:
                return Caption(done.t, State.FAULT, fault.cue)
        if done.cannot_judge:
            names = ", ".join(plain(name) for name in done.cannot_judge)
            return Caption(done.t, State.CANNOT_JUDGE, sentence(names) + ".")
        if isinstance(done, HoldEnded):
            return Caption(done.t, State.GOOD, f"Held for {seconds(done.held_s)}.")
        return Caption(done.t, State.GOOD, f"Repetition {done.number} counted.")
