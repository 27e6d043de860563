"""The tracker of exercises that go to and fro between two ends. It counts; it does not judge."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from .attempts import Attempt, Signal
from .landmarks import Array
from .modes import Cycle


class CycleTracker:
    """From neutral to one end and to the other, in either order; done when the second is left.

    Neutral is learned from the first quiet moment; who is on the move, or rests where neutral
    cannot be, gets the middle of what is possible. Until then nothing is followed. A full swing
    reaches both ends wherever neutral was thought to be: some people begin in one of them.
    """

    LEARN_S = 1.2
    """Neutral is looked for in the first so many seconds [s]."""
    QUIET_S = 0.5
    """A measure that keeps still for this long is neutral [s]; ours."""
    INSET = 0.2
    """Neutral lies further than this share of a full swing from either end; ours."""
    HOME = 0.6
    """Share of the distance to an end that is back in neutral; ours."""
    LEAVE = 0.05
    """Share of the swing by which an end is left; ours."""
    FLICKER, FLICKER_S, STEP_S = 0.45, 0.2, 0.1
    """A change by this share of a full swing from one frame to the next, at most the last time [s]
    apart, is left out until it has stayed for the first [s]: something passed before the back."""

    def __init__(self, spec: Cycle) -> None:
        self.spec = spec
        self._signal = Signal()
        self._before = (-math.inf, math.nan)
        self._flickers = False
        self._forget()

    def _forget(self) -> None:
        self.phase: str | None = None
        self._learned: list[tuple[float, float]] = []
        self.neutral = math.nan
        self._done_in: str | None = None
        self._may_have_begun_in_an_end = True
        self._begin(math.nan)

    def _begin(self, t: float) -> None:
        self._start = t
        self._first: str | None = None
        self._second: str | None = None
        self._left: float | None = None
        self._extreme = {self.spec.low: math.inf, self.spec.high: -math.inf}

    @property
    def since(self) -> float | None:
        """Start of the attempt under way [s], None before the first end."""
        return None if self._first is None else self._start

    def update(self, t: float, value: float) -> Attempt | None:
        """Take the measure at time `t` [s]; return the attempt that this ends, if any."""
        if self._is_flicker(t, value):
            return None
        v = self._signal(t, value)
        end = self._signal.at_least(self.spec.end.value)
        if math.isnan(self.neutral) and not self._learn(t, v):
            return None
        zone = self._zone(v, end)
        near_neutral = abs(v - self.neutral) < self.HOME * end
        if self._done_in is not None and (
            zone == self._done_in or (zone is None and not near_neutral)
        ):
            self._start = t
            return None
        self._done_in = None
        for end_name, furthest in ((self.spec.low, min), (self.spec.high, max)):
            if zone == end_name or self._may_have_begun_in_an_end:
                self._extreme[end_name] = furthest(self._extreme[end_name], v)
        self._swing_fully(v)
        attempt = None
        if self._first is None:
            if near_neutral:
                self._start = t
            self._first = zone
        elif self._second is None:
            attempt = self._between_ends(t, zone, near_neutral)
        elif self._leaves_second(v, end):
            return self._complete(t)
        self.phase = zone or (self.spec.between if self._first else None)
        return attempt

    def finish(self, t: float, reason: str) -> Attempt | None:
        """End what is under way; a second end that was reached but not left does not count."""
        attempt = None
        if self._first is not None:
            attempt = Attempt(self._start, t, reason if self._second else self.spec.one_end)
        self._forget()
        return attempt

    def phases(self, t: Array, values: Array) -> npt.NDArray[Any]:
        """Call the outer quarters of the swing by their ends, the rest by what lies between."""
        low, high = values.min(), values.max()
        phase = np.full(len(t), self.spec.between, dtype=object)
        phase[values < low + 0.25 * (high - low)] = self.spec.low
        phase[values > high - 0.25 * (high - low)] = self.spec.high
        return phase

    def _is_flicker(self, t: float, value: float) -> bool:
        """Tell whether a value may be a flicker; what stays was a movement."""
        before, last = self._before
        far = abs(value - last) > self.FLICKER * self.spec.full_swing.value
        self._flickers = far and t - before <= (self.FLICKER_S if self._flickers else self.STEP_S)
        if not self._flickers:
            self._before = t, value
        return self._flickers

    def _learn(self, t: float, v: float) -> bool:
        """Take neutral from the first quiet moment; tell whether it is known now."""
        if not self._learned:
            self._start = t
        self._learned.append((t, v))
        recent = sorted(value for time, value in self._learned if time >= t - self.QUIET_S)
        waited = t - self._start
        quiet = waited >= self.QUIET_S and recent[-1] - recent[0] < 0.5 * self.spec.end.value
        if not quiet and waited < self.LEARN_S:
            return False
        low, high = (limit.value for limit in self.spec.neutral)
        found = recent[len(recent) // 2]
        self.neutral = found if quiet and low <= found <= high else (low + high) / 2
        return True

    def _zone(self, v: float, end: float) -> str | None:
        if v > self.neutral + end:
            return self.spec.high
        if v < self.neutral - end:
            return self.spec.low
        return None

    def _swing_fully(self, v: float) -> None:
        """Take both ends as reached after a full swing, wherever it began."""
        swing = self.spec.full_swing.value
        if self._second is None and v - self._extreme[self.spec.low] >= swing:
            self._first, self._second = self.spec.low, self.spec.high
        elif self._second is None and self._extreme[self.spec.high] - v >= swing:
            self._first, self._second = self.spec.high, self.spec.low

    def _between_ends(self, t: float, zone: str | None, near_neutral: bool) -> Attempt | None:
        """Watch the way from the first end to the second, or back to the first again."""
        if zone is None:
            if self._left is None and near_neutral:
                self._left = t
            return None
        if zone != self._first:
            self._second = zone
            return None
        if self._left is None:
            return None
        again = Attempt(self._start, self._left, self.spec.one_end)
        self._begin(self._left)
        self._first = zone
        return again

    def _leaves_second(self, v: float, end: float) -> bool:
        high, low = self._extreme[self.spec.high], self._extreme[self.spec.low]
        retreat = high - v if self._second == self.spec.high else v - low
        return retreat >= max(self.LEAVE * (high - low), 0.4 * end)

    def _complete(self, t: float) -> Attempt:
        low, high = self._extreme[self.spec.low], self._extreme[self.spec.high]
        inset = self.INSET * (high - low)
        self.neutral = min(max(self.neutral, low + inset), high - inset)
        start, self._done_in = self._start, self._second
        self._may_have_begun_in_an_end = False
        self._begin(t)
        self.phase = self.spec.between
        if t - start < self.spec.fastest.value:
            return Attempt(start, t, "too quick to be a repetition")
        return Attempt(start, t)
