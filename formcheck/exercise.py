"""What an exercise is: a view, a position, what is counted, its faults and its dose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from .checks import Check, Jerky, Threshold, TooFast
from .conditions import Approach, Within
from .modes import Cycle, Hold, Reps
from .posture import Posture


class View(StrEnum):
    """Where the camera has to stand."""

    SIDE = "side"
    FRONT = "front"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of it: repetitions (each side, where there are sides) and seconds of holding."""

    repetitions: tuple[int, int]
    hold_s: tuple[float, float] | None
    per_side: bool
    source: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is done wrong.

    Attributes
    ----------
    name : str
        In snake case; stands in reports.
    cue : str
        What to do, imperative, at most eight words.
    check : Check
        Finds it.
    source : str
        Who says it is a fault.
    praise : str
        What to say when its cue has mended it: what is better now, at most eight words.
    live : bool
        Worth saying while it happens, not only after the repetition.
    needs_view : bool
        Cannot be judged when the camera stands too far off the exercise's view.
    reach : bool
        Asks how far the person goes, so that a personal target moves its limit towards rest.
    arrow : str or None
        Which way the cue asks to go: "up" or "down".
    """

    name: str
    cue: str
    check: Check
    source: str
    praise: str
    live: bool = False
    needs_view: bool = True
    reach: bool = False
    arrow: str | None = None


@dataclass(frozen=True, slots=True)
class Guideline:
    """How far somebody publishes that one should go.

    Attributes
    ----------
    least, most : float
        In the unit of the measure whose range is reported.
    from_rest : bool
        Counted from the person's own rest, not from the measure's zero.
    source : str
        Who says so.
    """

    least: float
    most: float
    from_rest: bool
    source: str


JERKY = Fault(
    "jerky",
    "Move smoothly, without jerks.",
    Jerky(),
    "source article",
    needs_view=False,
    praise="That was smoother.",
)
TOO_FAST = Fault(
    "too_fast",
    "Move more slowly.",
    TooFast(),
    "source article",
    needs_view=False,
    praise="A good, slow pace now.",
)
"""Faults that every exercise can have."""
HURRIED_LIFT = replace(TOO_FAST, check=TooFast("lift"))
"""The same where the way down has a fault of its own."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: what is counted, what is judged, and what cannot be.

    Attributes
    ----------
    name, title : str
        In snake case, and as people say it.
    view : View
        Where the camera has to stand.
    view_within : Threshold
        How far off that view it may stand before form cannot be judged.
    posture : Posture
        Nothing is counted in any other.
    guideline : Guideline or None
        How far one should go, where that is published.
    passes : tuple of Posture
        Others that it may pass through: who sits up leaves the floor for a while.
    approach : Approach or None
        What tells it from others before its position is reached.
    starts : str
        What else to do before the first movement, as a sentence to be spoken.
    position : tuple of Within
        What else must hold while it is done.
    mode : Reps, Cycle or Hold
        What is counted.
    faults : tuple of Fault
        The most urgent first: the order is the order of the cues.
    dose : Dose
    cannot_judge : tuple of str
        What no camera at this place can see, in plain words.
    """

    name: str
    title: str
    view: View
    view_within: Threshold
    posture: Posture
    position: tuple[Within, ...]
    mode: Reps | Cycle | Hold
    faults: tuple[Fault, ...]
    dose: Dose
    cannot_judge: tuple[str, ...]
    guideline: Guideline | None = None
    passes: tuple[Posture, ...] = ()
    approach: Approach | None = None
    starts: str = ""

    @property
    def has_reach(self) -> bool:
        """Whether a fault asks how far the person goes, so that a personal target matters."""
        return any(fault.reach for fault in self.faults)

    @property
    def phases(self) -> tuple[str, ...]:
        """Names of the phases of an attempt."""
        match self.mode:
            case Reps(out=out, top=top, back=back):
                return out, top, back
            case Cycle(low=low, between=between, high=high):
                return low, between, high
            case Hold():
                return ("hold",)
