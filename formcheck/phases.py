"""Trackers: they turn one measure over time into attempts. They count; they do not judge."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from .attempts import SETTLE_S, Attempt, Signal, Tracker
from .cycles import CycleTracker
from .holds import HoldTracker
from .landmarks import Array
from .modes import Cycle, Hold, Reps
from .trace import change_over

LONGEST_S = 90.0
"""An attempt that does not come back within this time is given up [s]; ours."""


def tracker_for(mode: Reps | Cycle | Hold) -> Tracker:
    """Return a fresh tracker for a mode."""
    match mode:
        case Reps():
            return RepTracker(mode)
        case Cycle():
            return CycleTracker(mode)
        case Hold():
            return HoldTracker(mode)


class RepTracker:
    """Rest, out, top, back, rest: relative to the person's own rest, with hysteresis.

    Rest follows the measure down at once and up slowly, so it is where the person comes to lie,
    wherever that is. An attempt ends back near rest, or where the measure turns upwards again or
    comes to a standstill in the lower part of the way, so that nobody has to touch the floor.
    """

    TOP = 0.85
    """Share of the rise that belongs to the top (hold) of a repetition; ours."""
    STANDS, SLOPE_S = 0.27, 0.3
    """A measure that changes by less than this share of the rise in a second, taken over this time
    [s], stands still; tuned on 3 bridge recordings and 40 rendered bridges and crunches."""
    HOME = 0.12
    """Share of the rise that is back at rest."""
    LOW = 0.40
    """Share of the rise below which turning round or stopping ends a repetition."""
    MOVES = 0.02
    """Share of the rise that is a movement and not a standstill."""
    BOUNCE = 0.25
    """Share of the rise by which the measure turns upwards again."""
    LEAD_S = 1.0
    """An attempt is dated back to rest, but not further than this [s]."""
    STILL_S = 0.6
    """Standing for this long in the lower part is rest [s]."""
    DIP_S = 0.3
    """Who comes up again after less time in the lower half [s] has not been there: the pose model
    took one limb for another; tuned on rendered bird-dogs."""
    GLIMPSE_S = 0.3
    """The top is what is reached for this long in all [s]: a few pictures in which limbs are mixed
    up may lie higher; tuned on rendered bird-dogs."""
    REST_DOWN_S, REST_UP_S = 0.15, 4.0
    """Time constants with which rest follows the measure down and up [s]."""

    def __init__(self, spec: Reps) -> None:
        self.spec = spec
        self.phase: str | None = None
        self._signal = Signal()
        self._quiet: deque[tuple[float, float]] = deque()
        self._rest: float | None = None
        self._t = -math.inf

    @property
    def since(self) -> float | None:
        """Start of the attempt under way [s], None at rest."""
        return None if self.phase is None else self._start

    def update(self, t: float, value: float) -> Attempt | None:
        """Take the measure at time `t` [s]; return the attempt that this ends, if any."""
        v = self._signal(t, value)
        dt, self._t = min(t - self._t, 1.0), t
        if self._rest is None:
            self._settle(t, v)
        elif self.phase is None:
            self._at_rest(t, v, dt, self._rest)
        else:
            return self._under_way(t, v, self._rest)
        return None

    def finish(self, t: float, reason: str) -> Attempt | None:
        """End what is under way; a repetition that is nearly back counts."""
        attempt = None
        if self.phase is not None and self._rest is not None:
            nearly_back = self._rest + self.LOW * (self._peak - self._rest)
            if self.phase == self.spec.back and self._v <= nearly_back:
                attempt = self._close(t, self._rest)
            elif self._rise() >= 1.5 * self.spec.starts.value:
                attempt = Attempt(self._start, t, reason)
        self.phase, self._rest = None, None
        self._quiet.clear()
        return attempt

    def phases(self, t: Array, values: Array) -> npt.NDArray[Any]:
        """Split a finished attempt where the measure comes to a stand near its top, and leaves."""
        low = min(values[0], values[-1])
        in_a_glimpse = np.count_nonzero(t < t[0] + self.GLIMPSE_S)
        high = np.sort(values)[-in_a_glimpse:].min()
        near = values >= low + self.TOP * (high - low)
        risen = np.abs(change_over(t, values, self.SLOPE_S))
        still = near & (risen <= self.STANDS * self.SLOPE_S * (high - low))
        top = np.flatnonzero(still if still.any() else near)
        phase = np.full(len(t), self.spec.top, dtype=object)
        phase[: top[0]] = self.spec.out
        phase[top[-1] + 1 :] = self.spec.back
        return phase

    def _settle(self, t: float, v: float) -> None:
        """Wait until the measure stays quiet where rest can be."""
        self._quiet.append((t, v))
        while len(self._quiet) > 2 and t - self._quiet[1][0] >= SETTLE_S:
            self._quiet.popleft()
        values = [value for _, value in self._quiet]
        low, high = self.spec.rest
        if (
            t - self._quiet[0][0] >= SETTLE_S
            and max(values) - min(values) <= 0.5 * self.spec.starts.value
            and low.value <= v <= high.value
        ):
            self._rest, self._start, self._v = min(values), t, v

    def _at_rest(self, t: float, v: float, dt: float, rest: float) -> None:
        starts = self._signal.at_least(self.spec.starts.value)
        if v - rest > starts:
            self.phase = self.spec.out
            self._start = max(self._start, t - self.LEAD_S)
            self._peak = self._low = self._v = v
            self._rose = self._turned = t
            self._rose_to = v
            self._high_t = self._home_t = math.nan
            return
        if v - rest < 0.3 * starts:
            self._start = t
        time_constant = self.REST_DOWN_S if v < rest else self.REST_UP_S
        self._rest = rest + (1 - math.exp(-dt / time_constant)) * (v - rest)

    def _under_way(self, t: float, v: float, rest: float) -> Attempt | None:
        self._v = v
        if v > self._peak:
            self._peak, self._low, self._turned = v, v, t
        if v > self._rose_to + self.MOVES * self._rise():
            self._rose, self._rose_to = t, v
        rise = self._rise()
        if v < self._low - self.MOVES * rise:
            self._low, self._turned = v, t
        if v >= rest + 0.5 * rise:
            self._high_t = t if self._low > rest + self.LOW * rise else self._high_t
        if v < rest + self.TOP * rise:
            if self.phase != self.spec.out or v < self._peak - (1 - self.TOP) * rise:
                self.phase = self.spec.back
        elif self.phase == self.spec.back or t - self._rose > SETTLE_S:
            self.phase = self.spec.top
            self._low, self._high_t = v, t
        if t - self._start > LONGEST_S:
            self.phase, self._rest = None, None
            return Attempt(self._start, t, "did not come back to the start")
        home = rest + max(self.HOME * rise, 0.5 * self.spec.starts.value)
        if self.phase != self.spec.back:
            return None
        was_low = t - self._high_t >= self.DIP_S
        if v <= home:
            self._home_t = t if math.isnan(self._home_t) else self._home_t
            return self._close(self._home_t, v) if was_low else None
        self._home_t = math.nan
        if self._low <= rest + self.LOW * rise:
            if v > self._low + self.BOUNCE * rise:
                if was_low:
                    return self._close(self._turned, rest)
                self._low = v
            elif t - self._turned > self.STILL_S:
                return self._close(self._turned, v)
        return None

    def _rise(self) -> float:
        return self._peak - (self._rest or 0.0)

    def _close(self, end_s: float, rest: float) -> Attempt | None:
        """Go back to rest and say what the attempt was; None if it was a mere twitch."""
        rise, start = self._rise(), self._start
        self.phase, self._rest, self._start = None, rest, end_s
        if rise < self.spec.counts.value:
            if rise < 1.5 * self.spec.starts.value:
                return None
            return Attempt(start, end_s, "too small to count")
        if end_s - start < self.spec.fastest.value:
            return Attempt(start, end_s, "too quick to be a repetition")
        return Attempt(start, end_s)
