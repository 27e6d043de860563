"""Checks: each looks for one thing in the trace of an attempt and gives one of three answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from .landmarks import Array, Side
from .measures import Measure
from .trace import Trace, longest_s

SEEN_SHARE = 0.6
"""A measure seen in less than this share of a phase cannot be judged; ours."""


class Verdict(Enum):
    """The three answers to "is this fault there?"."""

    RIGHT = "right"
    WRONG = "wrong"
    CANNOT_JUDGE = "cannot judge"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number with its unit and where it comes from.

    `source` names a paper, a guideline, "ours" (our proposal), or "tuned on" which recordings.
    """

    value: float
    unit: str
    source: str


class Check(Protocol):
    """Look for a fault in an attempt; a plain function will do."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""


def judge(values: Array, wrong: Callable[[float], bool]) -> Verdict:
    """Judge the typical (median) of some values, if enough of them were seen."""
    seen = values[~np.isnan(values)]
    if not values.size or seen.size < SEEN_SHARE * values.size:
        return Verdict.CANNOT_JUDGE
    return Verdict.WRONG if wrong(float(np.median(seen))) else Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class _Typical:
    """Compare what a measure typically is during a phase.

    Attributes
    ----------
    measure : Measure
    threshold : Threshold
    during : str
        Name of the phase.
    of : callable, optional
        ``(Trace) -> Side``: whose measure; the side nearer to the camera if not given.
    change : bool
        Compare the change from rest instead of the value.
    """

    measure: Measure
    threshold: Threshold
    during: str
    of: Callable[[Trace], Side] | None = None
    change: bool = False

    def _values(self, trace: Trace) -> Array:
        part = trace.during(self.during)
        key = (self.measure, self.of(trace) if self.of else trace.side)
        return part.change(key) if self.change else part[key]


@dataclass(frozen=True, slots=True)
class Below(_Typical):
    """The measure is typically below a threshold during a phase."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        return judge(self._values(trace), lambda typical: typical < self.threshold.value)


@dataclass(frozen=True, slots=True)
class Above(_Typical):
    """The measure is typically above a threshold during a phase."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        return judge(self._values(trace), lambda typical: typical > self.threshold.value)


@dataclass(frozen=True, slots=True)
class Sustained:
    """The measure stays below (or above) a threshold for some time without a break."""

    measure: Measure
    threshold: Threshold
    for_s: Threshold
    above: bool = False

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        values = trace[self.measure]
        seen = ~np.isnan(values)
        bad = values > self.threshold.value if self.above else values < self.threshold.value
        if longest_s(trace.t, bad) >= self.for_s.value:
            return Verdict.WRONG
        return Verdict.RIGHT if seen.mean() >= SEEN_SHARE else Verdict.CANNOT_JUDGE


@dataclass(frozen=True, slots=True)
class Wanders:
    """The measure wanders further than a threshold during the attempt (5th to 95th percentile)."""

    measure: Measure
    threshold: Threshold

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        values = trace[self.measure]
        seen = values[~np.isnan(values)]
        if seen.size < SEEN_SHARE * values.size:
            return Verdict.CANNOT_JUDGE
        low, high = np.percentile(seen, [5, 95])
        return Verdict.WRONG if high - low > self.threshold.value else Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class ShorterThan:
    """A phase, or the whole attempt for None, takes less time than it should."""

    phase: str | None
    threshold: Threshold

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        lasts_s = trace.lasts_s(self.phase)
        if math.isnan(lasts_s):
            return Verdict.CANNOT_JUDGE
        return Verdict.WRONG if lasts_s < self.threshold.value else Verdict.RIGHT
