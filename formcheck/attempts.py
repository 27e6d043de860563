"""Attempts, and what all trackers share: a smoothed signal that knows its own noise."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

from .filters import OneEuro
from .landmarks import Array

SETTLE_S = 0.12
"""How long a measure must keep still before a first attempt can begin [s]; ours, short because
clips often start just before the movement does."""
NOISE_FACTOR = 3.0
"""A movement must exceed the measure's own noise this many times."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A finished attempt; `reason` says why it does not count, None if it does."""

    start_s: float
    end_s: float
    reason: str | None = None


class Tracker(Protocol):
    """What a session needs from a mode."""

    phase: str | None

    def update(self, t: float, value: float) -> Attempt | None:
        """Take the measure at time `t` [s]; return the attempt that this ends, if any."""

    def finish(self, t: float, reason: str) -> Attempt | None:
        """End what is under way, because nothing more follows or it cannot be followed."""

    def phases(self, t: Array, values: Array) -> npt.NDArray[Any]:
        """Return the name of the phase of every frame of a finished attempt, shape (n,)."""

    @property
    def since(self) -> float | None:
        """Start of the attempt under way [s], None at rest."""


class Signal:
    """A measure, smoothed, with its own noise."""

    NOISE_FRAMES = 60
    """Noise is taken over so many of the last frames."""

    def __init__(self) -> None:
        self._smooth = OneEuro(min_cutoff_hz=2.0, beta=0.1)
        self._residuals: deque[float] = deque(maxlen=self.NOISE_FRAMES)

    def __call__(self, t: float, value: float) -> float:
        """Take the measure at time `t` [s]; return it smoothed."""
        smooth = float(self._smooth(t, value))
        self._residuals.append(abs(value - smooth))
        return smooth

    def at_least(self, threshold: float) -> float:
        """Return the threshold, or what stands clear of the noise if that is more."""
        noise = 1.4826 * sorted(self._residuals)[len(self._residuals) // 2]
        return max(threshold, NOISE_FACTOR * noise)
