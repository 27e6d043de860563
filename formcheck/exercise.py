"""The vocabulary an exercise file is written in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from .body import Body
from .checks import Check, Jerky, Threshold, TooFast
from .landmarks import Array, Side
from .measures import Measure
from .posture import Posture, posture
from .trace import Trace


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
    live : bool
        Worth saying while it happens, not only after the repetition.
    needs_view : bool
        Cannot be judged when the camera stands too far off the exercise's view.
    praise : str
        What to say when its cue has mended it: what is better now, at most eight words.
    reach : bool
        Asks how far the person goes, so that a personal target moves its limit towards rest.
    arrow : str or None
        Which way the cue asks to go: "up" or "down".
    """

    name: str
    cue: str
    check: Check
    source: str
    live: bool = False
    needs_view: bool = True
    praise: str = ""
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
class Within:
    """A condition on one frame: ``least <= measure <= most``; `least` is ``-most`` if not given.

    What is not seen does not break it.
    """

    measure: Measure
    most: Threshold
    least: Threshold | None = None

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body meets the condition."""
        value = self.measure(body, side)
        least = -self.most.value if self.least is None else self.least.value
        return math.isnan(value) or least <= value <= self.most.value


@dataclass(frozen=True, slots=True)
class Beyond:
    """A condition on one frame: the measure lies at least so far from zero, to either side.

    What is not seen does not break it.
    """

    measure: Measure
    least: Threshold

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body meets the condition."""
        return not abs(self.measure(body, side)) < self.least.value


@dataclass(frozen=True, slots=True)
class Approach:
    """How somebody looks on the way into a position, where no other exercise looks like that.

    Attributes
    ----------
    postures : tuple of Posture
        How the body is held on the way.
    looks : tuple of Within or Beyond
        What else shows it.
    """

    postures: tuple[Posture, ...]
    looks: tuple[Within | Beyond, ...]

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body is seen to be on the way."""
        return posture(body) in self.postures and all(
            holds(body, side) and not math.isnan(holds.measure(body, side)) for holds in self.looks
        )


@dataclass(frozen=True, slots=True)
class Reps:
    """Out from rest to a far end and back again.

    Attributes
    ----------
    measure : Measure
        Drives the count; rises on the way out.
    rest : (Threshold, Threshold)
        Where the measure can lie at rest.
    starts : Threshold
        Rise above the person's own rest that begins an attempt.
    counts : Threshold
        Rise that makes it a repetition.
    fastest : Threshold
        A shorter attempt is no repetition.
    out, top, back : str
        Names of the phases.
    rom : Measure
        Its range of motion is reported, on the side that works.
    refuse : callable, optional
        ``(Trace) -> str or None``: a reason not to count an attempt after all.
    side : callable, optional
        ``(Trace) -> Side``: the side that works, where there are sides.
    begins : Measure, optional
        Drives the count instead of `measure` until an attempt is under way.
    holding : callable, optional
        ``(Trace) -> (n,) bool``: frames that belong to the hold; the top phase if not given.
    """

    measure: Measure
    rest: tuple[Threshold, Threshold]
    starts: Threshold
    counts: Threshold
    fastest: Threshold
    out: str
    top: str
    back: str
    rom: Measure
    refuse: Callable[[Trace], str | None] | None = None
    side: Callable[[Trace], Side] | None = None
    begins: Measure | None = None
    holding: Callable[[Trace], npt.NDArray[np.bool_]] | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """To and fro between two ends; one repetition reaches both, in either order.

    Attributes
    ----------
    measure : Measure
        Drives the count.
    neutral : (Threshold, Threshold)
        Where the person's own neutral can lie; learned within this from the first quiet moment.
    end : Threshold
        Distance from neutral that reaches an end.
    full_swing : Threshold
        A swing of this size reaches the other end wherever neutral was thought to be.
    fastest : Threshold
        A shorter attempt is no repetition.
    low, high : str
        Names of the ends, also of the phases there.
    between : str
        Name of the phase between them.
    one_end : str
        Reason given when only one end was reached.
    refuse : callable, optional
        ``(Trace) -> str or None``: a reason not to count an attempt after all.
    """

    measure: Measure
    neutral: tuple[Threshold, Threshold]
    end: Threshold
    full_swing: Threshold
    fastest: Threshold
    low: str
    high: str
    between: str
    one_end: str
    refuse: Callable[[Trace], str | None] | None = None

    @property
    def rom(self) -> Measure:
        """What the range of motion is reported of."""
        return self.measure


NEAR = Threshold(0.92, "share", "tuned on 3 recordings and 24 rendered clips of both sides")
"""Where a hold that says nothing of its own begins and ends."""
TELLING = 3
"""Frames of the ways in and out that tell a side."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Going into a pose and staying there; the clock runs while it is held and seen.

    Attributes
    ----------
    measure : Measure
        How far the person is in the pose; where there are sides, positive to the left and negative
        to the right.
    held : Threshold
        From here on the pose is held, well or badly.
    slack : Threshold
        It may fall back by this much before the clock stops.
    grace : Threshold
        A pause longer than this ends the hold.
    shortest : Threshold
        A shorter stay, with both ways, is no hold.
    kept : Threshold
        Nor is one that is shorter without them.
    sided : bool
        Whether there is one for each side of the body.
    told_by : (Measure, Threshold), optional
        The side is told only where this measure is at least so large.
    refuse : callable, optional
        ``(Trace) -> str or None``: a reason not to count a hold after all.
    rest : tuple of Within, optional
        The measure is taken from the person's own rest, which is learned from the first quiet
        moment in which these hold.
    near : Threshold, optional
        What is told of a hold begins and ends where the measure is within this share of what it
        then keeps to.
    along : tuple of Measure, optional
        Others that go into the pose along with it, and tell that beginning and end together.
    """

    measure: Measure
    held: Threshold
    slack: Threshold
    grace: Threshold
    shortest: Threshold
    kept: Threshold
    sided: bool = False
    told_by: tuple[Measure, Threshold] | None = None
    refuse: Callable[[Trace], str | None] | None = None
    rest: tuple[Within, ...] = ()
    near: Threshold = NEAR
    along: tuple[Measure, ...] = ()

    def reach(self, trace: Trace) -> Array:
        """Return how far the person is in the pose, shape (n,)."""
        return trace.change(self.measure) if self.rest else trace[self.measure]

    def side(self, trace: Trace) -> Side | None:
        """Return the side a hold was to, None where there are none.

        The ways in and out tell it: in between, the pose model at times takes one leg for another.
        """
        if not self.sided:
            return None
        reach, held = self.reach(trace), np.flatnonzero(trace.phase == "hold")
        sure = reach
        if self.told_by is not None:
            measure, least = self.told_by
            sure = np.where(trace[measure] >= least.value, reach, np.nan)
        ways = np.concatenate([sure[: held[0]], sure[held[-1] + 1 :]]) if held.size else sure
        enough = (part for part in (ways, sure) if np.count_nonzero(~np.isnan(part)) >= TELLING)
        return Side.LEFT if np.nansum(next(enough, reach)) > 0 else Side.RIGHT


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
