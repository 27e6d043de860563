"""What a session tells: everything seen, spoken or reported is made from these."""

from __future__ import annotations

from dataclasses import dataclass

from .camera import Turn
from .landmarks import Side
from .trace import Smoothness


@dataclass(frozen=True, slots=True)
class Rom:
    """Range of motion of one repetition: largest minus smallest value of a measure.

    `low` and `high` are those two values, to be compared with the person's own rest and with what a
    guideline asks for. All three are None where too little of the movement was seen.
    """

    measure: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PositionTaken:
    """The person is in the position the exercise is done in; counting is on."""

    t: float


@dataclass(frozen=True, slots=True)
class PositionLeft:
    """The person left that position; counting is off."""

    t: float


@dataclass(frozen=True, slots=True)
class PersonLost:
    """Nobody has been seen for half a second."""

    t: float


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody is seen again, or for the first time."""

    t: float


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """The camera cannot see what it needs.

    Attributes
    ----------
    problem : str
        A name from `formcheck.setup`, whose `remedy` has the words.
    turn : Turn or None
        How to turn, where that is the remedy and the direction can be told.
    """

    t: float
    problem: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class SetupSolved:
    """A problem with the camera is gone."""

    t: float
    problem: str


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The movement entered another phase; None is rest.

    `side` is the side of a hold as it begins, where there are sides; how it ends tells it for sure.
    """

    t: float
    phase: str | None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class FaultSeen:
    """A fault that is worth a word while it happens."""

    t: float
    fault: str
    cue: str


@dataclass(frozen=True, slots=True)
class RepetitionDone:
    """One repetition was completed, well or badly.

    Attributes
    ----------
    start_s, end_s : float
        Of the repetition, on the clock of the frames [s].
    hold_s : float or None
        Time at the far end [s]; None where the exercise has no such end.
    side : Side or None
        The side that worked, where the exercise has sides.
    faults, cannot_judge : tuple of str
        Names of faults found, and of faults that could not be looked for.
    smoothness : tuple of Smoothness
        How smooth each of its movements was; empty where motion is unknown.
    """

    t: float
    number: int
    start_s: float
    end_s: float
    side: Side | None
    hold_s: float | None
    rom: Rom
    faults: tuple[str, ...]
    cannot_judge: tuple[str, ...]
    smoothness: tuple[Smoothness, ...] = ()


POSE_LEFT, POSE_UNSEEN = "the pose was left", "the pose is not seen"
"""Why the clock of a hold stands still."""


@dataclass(frozen=True, slots=True)
class HoldPaused:
    """The clock of a hold stands still: `POSE_LEFT` or `POSE_UNSEEN`."""

    t: float
    reason: str


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """A hold is over.

    Attributes
    ----------
    start_s, end_s : float
        From when the pose was first held to when it was last held [s].
    held_s : float
        The time it was really held and seen [s].
    side : Side or None
        The side it was to, where the exercise has sides.
    reached : Rom
        How far into the pose the person was, typically.
    wobble : Rom
        How far that went to and fro while it was held.
    faults, cannot_judge : tuple of str
        Names of faults found, and of faults that could not be looked for.
    smoothness : tuple of Smoothness
        How smooth each of its movements was; empty where motion is unknown.
    """

    t: float
    start_s: float
    end_s: float
    held_s: float
    side: Side | None
    reached: Rom
    wobble: Rom
    faults: tuple[str, ...]
    cannot_judge: tuple[str, ...]
    smoothness: tuple[Smoothness, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptDropped:
    """Something that began like a repetition or hold and was none."""

    t: float
    start_s: float
    end_s: float
    reason: str


Event = (
    PositionTaken
    | PositionLeft
    | PersonLost
    | PersonFound
    | SetupProblem
    | SetupSolved
    | PhaseChanged
    | FaultSeen
    | RepetitionDone
    | HoldPaused
    | HoldEnded
    | AttemptDropped
)
