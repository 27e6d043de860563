"""The person's own rest: what a measure reads in the first quiet second, and its noise there."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from .exercise import Exercise
from .measures import Measure
from .modes import Cycle, Reps

QUIET_S = 1.0
"""Somebody who keeps still for this long is at rest [s]."""
QUIET = 4.0
"""A measure [deg or %] that stays within this for so long keeps still; landmarks of people who lie
still wander by 1-3."""
FEWEST = 5
"""Fewer frames tell nothing of noise."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is the person's own.

    Attributes
    ----------
    measure, unit : str
        What was measured.
    rest : float
        Its value at rest: on all fours the own flat back.
    noise : float
        Its standard deviation while the person kept still: smaller changes mean nothing.
    """

    measure: str
    unit: str
    rest: float
    noise: float


class Baseline:
    """Learns what is the person's own from the first quiet second in position.

    Attributes
    ----------
    own : Own or None
        None until there was such a second.
    """

    def __init__(self, exercise: Exercise) -> None:
        mode = exercise.mode
        self.measure: Measure = getattr(mode, "rom", mode.measure)
        self.own: Own | None = None
        self._band = -math.inf, math.inf
        match mode:
            case Reps(rest=(low, high)) | Cycle(neutral=(low, high)):
                self._band = low.value, high.value
        self._recent: deque[tuple[float, float]] = deque()

    def may_rest(self, driving: float) -> bool:
        """Tell whether one can be at rest where the measure that drives the count reads this.

        Who is filmed from the top of a bridge on keeps still there too.
        """
        low, high = self._band
        return low <= driving <= high

    def watch(self, t: float, value: float) -> None:
        """Take the measure at time `t` [s] of somebody in position and between attempts."""
        if self.own is not None or math.isnan(value):
            return
        recent = self._recent
        if recent and t - recent[-1][0] > QUIET_S / 2:
            recent.clear()
        recent.append((t, value))
        if t - recent[0][0] < QUIET_S:
            return
        values = np.array([value for _, value in recent])
        if values.size >= FEWEST and np.ptp(values) <= QUIET:
            rest, noise = float(np.median(values)), float(values.std())
            self.own = Own(self.measure.name, self.measure.unit, rest, noise)
        recent.popleft()
