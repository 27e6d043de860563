"""The measures of one attempt, from its first frame to its last."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from .body import Body
from .landmarks import Array, Side
from .measures import MEASURES, Measure

Key = Measure | tuple[Measure, Side]
"""A measure on the side the attempt is judged from, or on a given side."""

_COLUMNS = {
    (measure.name, side): number
    for number, (measure, side) in enumerate(
        (measure, side) for measure in MEASURES for side in (Side if measure.sided else (None,))
    )
}

N_COLUMNS = len(_COLUMNS)
"""How many measures there are, those of each side counted twice."""


def column(measure: Measure, side: Side) -> int:
    """Return the column of a measure, on a side where it has sides."""
    return _COLUMNS[measure.name, side if measure.sided else None]


@lru_cache(maxsize=2)
def sample(body: Body) -> tuple[float, ...]:
    """Return all measures of a body, on both sides; NaN where the camera does not show them."""
    return tuple(
        value
        for measure in MEASURES
        for value in (
            (measure(body, Side.LEFT), measure(body, Side.RIGHT))
            if measure.sided
            else (measure(body, Side.LEFT),)
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """The motion grids of an attempt and of the seconds around it.

    Attributes
    ----------
    t : (m,) float
        Times [s].
    grid : (m, 12, 16, 2) float
        Velocity in each cell [px/s], see `formcheck.motion`.
    trunk_px : (m,) float
        Length of the trunk [px], to tell large movements from small.
    """

    t: Array
    grid: Array
    trunk_px: Array


class Manner(StrEnum):
    """How a movement goes over time."""

    SMOOTH = "smooth"
    JERKY = "jerky"
    TOO_FAST = "too fast"
    CANNOT_JUDGE = "cannot judge"


SMALL, SHORT = "too small a movement", "too short a movement"
"""Reasons why something was hardly a movement: it says nothing of the others."""


@dataclass(frozen=True, slots=True)
class Smoothness:
    """How smooth one movement of an attempt is, see `formcheck.smoothness`.

    Attributes
    ----------
    movement : str
        Name of the movement, as a rule that of the phase.
    start_s, end_s : float
        Where it was looked for [s].
    manner : Manner
    reason : str or None
        Why it cannot be judged.
    jerk : float or None
        Energy of the progress between 2.5 and 6.5 Hz [% of the way times square root of s].
    active_s : float or None
        Time from 8 to 92 % of the way [s].
    sparc, ldlj : float or None
        Spectral arc length and log dimensionless jerk of the speed; nearer 0 is smoother. Reported,
        never judged.
    rate_hz, bandwidth_hz : float or None
        Pictures a second, and the highest frequency in that speed [Hz].
    """

    movement: str
    start_s: float
    end_s: float
    manner: Manner
    reason: str | None = None
    jerk: float | None = None
    active_s: float | None = None
    sparc: float | None = None
    ldlj: float | None = None
    rate_hz: float | None = None
    bandwidth_hz: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Measures over time.

    Attributes
    ----------
    t : (n,) float
        Times [s].
    table : (n, columns) float
        One row per frame, see `sample`; NaN where a measure was not seen.
    phase : (n,) str
        Name of the phase of each frame.
    side : Side
        The side nearer to the camera during the attempt.
    rest : (columns,) float
        The same measures at rest, just before the attempt.
    motion : Motion or None
        How the picture moved; None where the frames do not say.
    target : float
        Share of the range good form asks for that the person means to reach.
    sides_before : tuple of Side
        The sides of the repetitions or holds before this one.
    smoothness : tuple of Smoothness
        How smooth its movements were; empty while the attempt is under way.
    left_rest_s, back_at_rest_s : float
        When what drives the count was last at rest before a hold and first after it [s]; infinite
        where that was not seen.
    """

    t: Array
    table: Array
    phase: npt.NDArray[Any]
    side: Side
    rest: Array
    motion: Motion | None = None
    target: float = 1.0
    sides_before: tuple[Side, ...] = ()
    smoothness: tuple[Smoothness, ...] = ()
    left_rest_s: float = -math.inf
    back_at_rest_s: float = math.inf

    def __getitem__(self, key: Key) -> Array:
        """Return the values of a measure, shape (n,)."""
        values: Array = self.table[:, self._column(key)]
        return values

    def change(self, key: Key) -> Array:
        """Return the values of a measure less its value at rest, shape (n,)."""
        column = self._column(key)
        change: Array = self.table[:, column] - self.rest[column]
        return change

    def at_rest(self, key: Key) -> float:
        """Return a measure at rest, NaN where it was not seen there."""
        return float(self.rest[self._column(key)])

    def during(self, phase: str | None) -> Trace:
        """Return the part of the attempt in a phase; all of it for None."""
        if phase is None:
            return self
        chosen = self.phase == phase
        return replace(self, t=self.t[chosen], table=self.table[chosen], phase=self.phase[chosen])

    def hiding(self, key: Key, frames: npt.NDArray[np.bool_]) -> Trace:
        """Return the same trace, but a measure was not seen in some of its frames."""
        table = self.table.copy()
        table[frames, self._column(key)] = math.nan
        return replace(self, table=table)

    def lasts_s(self, phase: str | None) -> float:
        """Return how long a phase, or the whole for None, lasts [s]; NaN where there is none of it.

        It begins with the last frame before it and ends with the first one after it, so that few
        frames a second do not make it shorter than it was.
        """
        inside = np.ones(self.t.size, bool) if phase is None else self.phase == phase
        frames = np.flatnonzero(inside)
        if not frames.size:
            return math.nan
        first, last = max(frames[0] - 1, 0), min(frames[-1] + 1, self.t.size - 1)
        return float(self.t[last] - self.t[first])

    def _column(self, key: Key) -> int:
        measure, side = key if isinstance(key, tuple) else (key, self.side)
        return column(measure, side)


def rom(values: Array) -> float | None:
    """Return the range of motion: largest less smallest value; None when nothing was seen."""
    seen = values[~np.isnan(values)]
    return float(seen.max() - seen.min()) if seen.size else None


def typical(values: Array) -> float | None:
    """Return the median of what was seen; None when nothing was."""
    seen = values[~np.isnan(values)]
    return float(np.median(seen)) if seen.size else None


def spread(values: Array) -> float | None:
    """Return the distance from the 5th to the 95th percentile; None when nothing was seen."""
    seen = values[~np.isnan(values)]
    return float(np.ptp(np.percentile(seen, [5, 95]))) if seen.size else None


def change_over(t: Array, values: Array, over_s: float) -> Array:
    """Return how much values change over so long around each time [s]; shape (n,)."""
    half = over_s / 2
    change: Array = np.interp(t + half, t, values) - np.interp(t - half, t, values)
    return change


def rolling_median(t: Array, values: Array, over_s: float) -> Array:
    """Return the median around each time, over so long [s]; shape (n,)."""
    return np.array([np.median(values[np.abs(t - time) <= over_s / 2]) for time in t])


def count_turns(values: Array, size: float) -> int:
    """Return how often values turn round after a way of at least `size`, up or down."""
    turns, direction = 0, 0
    low = high = values[0] if values.size else 0.0
    for value in values.tolist():
        low, high = min(low, value), max(high, value)
        if direction <= 0 and value - low >= size:
            turns, direction, high = turns + (direction < 0), 1, value
        elif direction >= 0 and high - value >= size:
            turns, direction, low = turns + (direction > 0), -1, value
    return turns


def time_s(t: Array, true: npt.NDArray[np.bool_]) -> float:
    """Return the time for which something was true [s], between frames at which it was."""
    both = true[1:] & true[:-1]
    return float(np.diff(t)[both].sum())


def longest_s(t: Array, true: npt.NDArray[np.bool_]) -> float:
    """Return the longest time without a break for which something was true [s]."""
    longest, since = 0.0, None
    for time, now in zip(t.tolist(), true.tolist(), strict=True):
        if not now:
            since = None
            continue
        since = time if since is None else since
        longest = max(longest, time - since)
    return longest


def bridged(t: Array, true: npt.NDArray[np.bool_], gap_s: float) -> npt.NDArray[np.bool_]:
    """Return what was true, with gaps of up to `gap_s` [s] filled; shape (n,)."""
    filled = true.copy()
    frames = np.flatnonzero(true)
    for before, after in pairwise(frames):
        if t[after] - t[before] <= gap_s:
            filled[before:after] = True
    return filled


def median_seen(table: Array) -> Array:
    """Return the median of each column, leaving out NaN; NaN for a column without a number."""
    middle = np.full(table.shape[1], np.nan)
    seen = ~np.isnan(table).all(axis=0)
    middle[seen] = np.nanmedian(table[:, seen], axis=0)
    return middle
