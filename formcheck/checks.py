"""Checks: each looks for one thing in the trace of an attempt and gives one of three answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from .landmarks import Array, Side
from .measures import Measure
from .trace import SHORT, SMALL, Key, Manner, Trace, count_turns, longest_s, rolling_median, spread

SEEN_SHARE = 0.6
"""A measure seen in less than this share of a phase cannot be judged; ours."""
MOSTLY = 0.75
"""A condition must hold in this share of an attempt; ours."""
PULSE_S = 0.25
"""Pulsing is looked for in medians over this time [s]; tuned on rendered holds."""
TREMBLES = 1.5
"""So many times more turns without those medians are a tremble; ours, pulsing has 1.1."""


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


def enough_seen(values: Array) -> bool:
    """Tell whether enough of some values was seen for a judgement."""
    return bool(values.size and (~np.isnan(values)).mean() >= SEEN_SHARE)


def mostly_within(trace: Trace, measure: Measure, most: Threshold) -> bool:
    """Tell whether a measure mostly (3 frames of 4) stays within a threshold."""
    values = trace[measure]
    return bool(values.size and (values <= most.value).mean() >= MOSTLY)


def judge(beyond: Array, doubt: Threshold | None = None) -> Verdict:
    """Judge by how far beyond its limit something typically (median) is, if enough was seen.

    Short of the limit by no more than `doubt`, right and wrong look alike: it cannot be judged.
    """
    if not enough_seen(beyond):
        return Verdict.CANNOT_JUDGE
    typically = float(np.nanmedian(beyond))
    if typically > 0:
        return Verdict.WRONG
    in_doubt = doubt is not None and typically > -doubt.value
    return Verdict.CANNOT_JUDGE if in_doubt else Verdict.RIGHT


def towards_rest(trace: Trace, limit: float, rest: float) -> float:
    """Return where a limit lies for the target a person has: a share of the way to it from rest.

    NaN where that way is not known.
    """
    return limit if trace.target == 1.0 else rest + trace.target * (limit - rest)


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
    steady : Threshold, optional
        What wanders further meanwhile (5th to 95th percentile) is the pose model's doubt, and
        cannot be judged.
    doubt : Threshold, optional
        Short of the threshold by no more than this, right and wrong look alike.
    start : Threshold, optional
        Where the way to the threshold begins, for a personal target; the person's own rest if not
        given.
    """

    measure: Measure
    threshold: Threshold
    during: str
    of: Callable[[Trace], Side] | None = None
    change: bool = False
    steady: Threshold | None = None
    doubt: Threshold | None = None
    start: Threshold | None = None

    def _values(self, trace: Trace) -> Array:
        part, key = trace.during(self.during), self._key(trace)
        return part.change(key) if self.change else part[key]

    def _judge(self, beyond: Array) -> Verdict:
        if self.steady is not None and (spread(beyond) or 0.0) > self.steady.value:
            return Verdict.CANNOT_JUDGE
        return judge(beyond, self.doubt)

    def _limit(self, trace: Trace) -> float:
        if self.start is not None:
            rest = self.start.value
        else:
            rest = 0.0 if self.change else trace.at_rest(self._key(trace))
        return towards_rest(trace, self.threshold.value, rest)

    def _key(self, trace: Trace) -> Key:
        return self.measure, self.of(trace) if self.of else trace.side


@dataclass(frozen=True, slots=True)
class Below(_Typical):
    """The measure is typically below a threshold during a phase."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        # whose rest lies beyond the threshold is not asked for more than anybody else
        limit = np.minimum(self._limit(trace), self.threshold.value)
        return self._judge(limit - self._values(trace))


@dataclass(frozen=True, slots=True)
class Above(_Typical):
    """The measure is typically above a threshold during a phase."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        limit = np.maximum(self._limit(trace), self.threshold.value)
        return self._judge(self._values(trace) - limit)


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
        way = spread(values)
        if way is None or np.isnan(values).mean() > 1 - SEEN_SHARE:
            return Verdict.CANNOT_JUDGE
        return Verdict.WRONG if way > self.threshold.value else Verdict.RIGHT


@dataclass(frozen=True, slots=True)
class Pulses:
    """During a phase a measure goes to and fro by more than a size, more often than it may.

    What trembles faster than people move is the pose model's doubt, and cannot be judged. Nor can
    what does so by less, but by more than the size of `doubt`.
    """

    measure: Measure
    during: str
    size: Threshold
    turns: Threshold
    doubt: Threshold | None = None

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        part = trace.during(self.during)
        seen = ~np.isnan(part[self.measure])
        if not seen.size or seen.mean() < SEEN_SHARE:
            return Verdict.CANNOT_JUDGE
        t, values = part.t[seen], part[self.measure][seen]
        steadied = rolling_median(t, values, PULSE_S)
        turns = count_turns(steadied, self.size.value)
        if turns <= self.turns.value:
            small = count_turns(steadied, (self.doubt or self.size).value)
            return Verdict.CANNOT_JUDGE if small > self.turns.value else Verdict.RIGHT
        doubted = count_turns(values, self.size.value) > TREMBLES * turns
        return Verdict.CANNOT_JUDGE if doubted else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class Given:
    """Judge only where another measure mostly (3 frames of 4) stays within a threshold."""

    measure: Measure
    most: Threshold
    check: Check

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        within = mostly_within(trace, self.measure, self.most)
        return self.check(trace) if within else Verdict.CANNOT_JUDGE


@dataclass(frozen=True, slots=True)
class Unless:
    """Judge only where something else is not wrong that would spoil the reading."""

    spoiler: Check
    check: Check

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        if self.spoiler(trace) is Verdict.WRONG:
            return Verdict.CANNOT_JUDGE
        return self.check(trace)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What reads as wrong is so only where something else bears it out."""

    check: Check
    by: Callable[[Trace], bool]

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        verdict = self.check(trace)
        doubted = verdict is Verdict.WRONG and not self.by(trace)
        return Verdict.CANNOT_JUDGE if doubted else verdict


@dataclass(frozen=True, slots=True)
class ShorterThan:
    """A phase, or the whole attempt for None, takes less time than it should."""

    phase: str | None
    threshold: Threshold
    doubt: Threshold | None = None

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        return judge(np.array([self.threshold.value - trace.lasts_s(self.phase)]), self.doubt)


@dataclass(frozen=True, slots=True)
class Jerky:
    """One of the movements of the attempt is jerky, see `formcheck.smoothness`."""

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        return _moves(trace, Manner.JERKY)


@dataclass(frozen=True, slots=True)
class TooFast:
    """One of the movements of the attempt, or one by name, is too fast; see `smoothness`."""

    movement: str | None = None

    def __call__(self, trace: Trace, /) -> Verdict:
        """Return the verdict on one attempt."""
        return _moves(trace, Manner.TOO_FAST, self.movement)


def _moves(trace: Trace, manner: Manner, movement: str | None = None) -> Verdict:
    manners = {
        one.manner
        for one in trace.smoothness
        if movement in (None, one.movement) and one.reason not in (SMALL, SHORT)
    }
    if manner in manners:
        return Verdict.WRONG
    unsure = not manners or Manner.CANNOT_JUDGE in manners
    return Verdict.CANNOT_JUDGE if unsure else Verdict.RIGHT
