"""What is counted: repetitions out and back, cycles between two ends, or holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .checks import Threshold
from .conditions import Within
from .landmarks import Array, Side
from .measures import Measure
from .trace import Trace


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
    near : Threshold
        What is told of a hold begins and ends where the measure is within this share of what it
        then keeps to.
    sided : bool
        Whether there is one for each side of the body.
    told_by : (Measure, Threshold), optional
        The side is told only where this measure is at least so large.
    refuse : callable, optional
        ``(Trace) -> str or None``: a reason not to count a hold after all.
    rest : tuple of Within, optional
        The measure is taken from the person's own rest, which is learned from the first quiet
        moment in which these hold.
    along : tuple of Measure, optional
        Others that go into the pose along with it, and tell that beginning and end together.
    """

    measure: Measure
    held: Threshold
    slack: Threshold
    grace: Threshold
    shortest: Threshold
    kept: Threshold
    near: Threshold
    sided: bool = False
    told_by: tuple[Measure, Threshold] | None = None
    refuse: Callable[[Trace], str | None] | None = None
    rest: tuple[Within, ...] = ()
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
