"""The measures of one attempt, from its first frame to its last."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from .landmarks import Array, Side
from .measures import MEASURES, Body, Measure

Key = Measure | tuple[Measure, Side]
"""A measure on the side the attempt is judged from, or on a given side."""

_COLUMNS = {
    (measure.name, side): number
    for number, (measure, side) in enumerate(
        (measure, side) for measure in MEASURES for side in (Side if measure.sided else (None,))
    )
}


def sample(body: Body) -> list[float]:
    """Return all measures of a body, on both sides; NaN where the camera does not show them."""
    return [
        value
        for measure in MEASURES
        for value in (
            (measure(body, Side.LEFT), measure(body, Side.RIGHT))
            if measure.sided
            else (measure(body, Side.LEFT),)
        )
    ]


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
    """

    t: Array
    table: Array
    phase: npt.NDArray[Any]
    side: Side
    rest: Array

    def __getitem__(self, key: Key) -> Array:
        """Return the values of a measure, shape (n,)."""
        values: Array = self.table[:, self._column(key)]
        return values

    def change(self, key: Key) -> Array:
        """Return the values of a measure less its value at rest, shape (n,)."""
        column = self._column(key)
        change: Array = self.table[:, column] - self.rest[column]
        return change

    def during(self, phase: str | None) -> Trace:
        """Return the part of the attempt in a phase; all of it for None."""
        if phase is None:
            return self
        chosen = self.phase == phase
        return replace(self, t=self.t[chosen], table=self.table[chosen], phase=self.phase[chosen])

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
        return _COLUMNS[measure.name, side if measure.sided else None]


def rom(values: Array) -> float | None:
    """Return the range of motion: largest less smallest value; None when nothing was seen."""
    seen = values[~np.isnan(values)]
    return float(seen.max() - seen.min()) if seen.size else None


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
