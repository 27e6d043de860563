"""The One Euro filter: steady at rest, quick in movement, causal.

References
----------
.. [1] G. Casiez, N. Roussel, D. Vogel, "1 Euro Filter: A Simple Speed-based Low-pass Filter for
   Noisy Input in Interactive Systems", CHI 2012, doi 10.1145/2207676.2208639
"""

from __future__ import annotations

import math

import numpy as np

from .landmarks import Array

MAX_GAP_S = 0.3
"""After a gap longer than this the filter starts afresh [s]."""


class OneEuro:
    """Smooth a value, or many at once, that arrives frame by frame.

    Parameters
    ----------
    min_cutoff_hz : float
        Cut-off frequency at rest [Hz]; lower is steadier.
    beta : float
        How much the cut-off rises with speed [1 / unit of the value].
    derivative_cutoff_hz : float
        Cut-off frequency of the speed estimate [Hz].

    Notes
    -----
    NaN policy: a NaN gives NaN back and leaves the filter as it was, element by element. After
    `MAX_GAP_S` without a number an element starts afresh, so nothing is dragged over a gap.
    """

    def __init__(
        self, *, min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float = 1.0
    ) -> None:
        self._min_cutoff = min_cutoff_hz
        self._beta = beta
        self._derivative_cutoff = derivative_cutoff_hz
        self._t: Array | None = None

    def __call__(self, t: float, value: Array | float) -> Array:
        """Take the value at time `t` [s] and return the smoothed value, of the same shape.

        Raises
        ------
        ValueError
            If the time does not increase.
        """
        x = np.asarray(value, float)
        if self._t is None:
            self._now = -math.inf
            self._t = np.full(x.shape, -np.inf)
            self._x = np.full(x.shape, np.nan)
            self._dx = np.zeros(x.shape)
        if t <= self._now:
            raise ValueError(f"times must increase: {t:g} s after {self._now:g} s")
        self._now = t
        known = ~np.isnan(x)
        dt = t - self._t
        fresh = known & (dt > MAX_GAP_S)
        follow = known & ~fresh
        dt = np.where(follow, dt, 1.0)
        speed = np.where(follow, (x - self._x) / dt, 0.0)
        dx = self._dx + _alpha(self._derivative_cutoff, dt) * (speed - self._dx)
        cutoff = self._min_cutoff + self._beta * np.abs(dx)
        smooth = self._x + _alpha(cutoff, dt) * (x - self._x)
        self._dx = np.where(follow, dx, np.where(fresh, 0.0, self._dx))
        self._x = np.where(follow, smooth, np.where(fresh, x, self._x))
        self._t = np.where(known, t, self._t)
        return np.where(known, self._x, np.nan)


def _alpha(cutoff_hz: Array | float, dt: Array) -> Array:
    """Return the weight of the new sample in a first-order low-pass."""
    return 1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * dt))
