"""The tracker of poses that are held: its clock runs only while the pose is held and seen."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from .attempts import Attempt, Signal
from .landmarks import Array, Side
from .modes import Hold
from .trace import change_over

TOO_SHORT = "too short to be a hold"


class HoldTracker:
    """In the pose, out of it for a while, in it again, until it is left for good.

    A short excursion is forgiven; a longer one pauses the clock; one longer than the grace, or
    leaving the pose for the same one to the other side, ends the hold. Sides that are exchanged
    without leaving the pose are the pose model's mistake. What is told of a finished hold leaves
    out the ways in and out: it is held from where the measure first stands still to where it last
    does.
    """

    HELD, PAUSED = "hold", "pause"
    FORGIVEN_S = 0.5
    """An excursion of up to this long does not stop the clock [s]; ours."""
    CROSSING_S = 0.15
    """The pose is left for this long between sides [s]; ours, people take 0.25."""
    OTHER_SIDE_S = 1.0
    """The other side counts after this long [s]; ours."""
    STILL, SLOPE_S = 0.5, 0.3
    """A measure that changes by less than this share of it in a second, taken over this time [s],
    stands nearly still; tuned on 9 recordings and 40 rendered clips of holds."""
    AFTER_S = 1.0
    """A hold that is over is told this long after its grace [s], when the way out is over too;
    ours."""

    def __init__(self, spec: Hold) -> None:
        self.spec = spec
        self.phase: str | None = None
        self._signal = Signal()
        self._spans: list[list[float]] = []
        self._sign = 0.0
        self._other_since = self._changed = self._out_since = self._left_t = math.nan
        self._crossed = False

    @property
    def since(self) -> float | None:
        """Start of the hold under way [s], None outside."""
        return None if self.phase is None else self._spans[0][0]

    @property
    def side(self) -> Side | None:
        """Side of the hold under way by the sign of its measure; None outside or without sides."""
        if self.phase is None or not self.spec.sided:
            return None
        return Side.LEFT if self._sign > 0 else Side.RIGHT

    @property
    def held_s(self) -> float:
        """How long the last hold has been held so far [s]."""
        return sum(until - since for since, until in self._spans)

    def update(self, t: float, value: float) -> Attempt | None:
        """Take the measure at time `t` [s], NaN if unseen; return the hold that this ends."""
        v = value if math.isnan(value) else math.copysign(self._signal(t, abs(value)), value)
        slack = 0.0 if self.phase is None else self.spec.slack.value
        inside = abs(v) >= self.spec.held.value - slack
        if self.phase is not None and self._is_other_side(t, v, inside=inside):
            return self._change_sides()
        if inside:
            if self.phase == self.PAUSED and t - self._spans[-1][1] > self.spec.grace.value:
                return self._close()
            self._hold(t, v)
        elif self.phase is not None:
            out_s = t - self._spans[-1][1]
            if out_s > self.spec.grace.value + self.AFTER_S:
                return self._close()
            if out_s > self.FORGIVEN_S:
                self.phase = self.PAUSED
        return None

    def finish(self, t: float, reason: str) -> Attempt | None:  # noqa: ARG002
        """End the hold under way; what was held so far counts."""
        return None if self.phase is None else self._close()

    def phases(self, t: Array, values: Array) -> npt.NDArray[Any]:
        """Tell the frames of the last hold that count from those in which the clock stood."""
        phase = np.full(len(t), self.PAUSED, dtype=object)
        for since, until in self._spans:
            phase[(t >= since) & (t <= until)] = self.HELD
        size = np.abs(values)
        held = np.flatnonzero((phase == self.HELD) & ~np.isnan(size))
        slow = np.flatnonzero(self._slow(t[held], size[held]))
        least = MOST_OF_IT * np.median(size[held]) if held.size else 0.0
        kept = kept_to(t[held], size[held], self.spec.near.value, least, slow)
        if kept is not None:
            first, last = t[held][list(kept)]
            phase[(phase == self.HELD) & ((t < first) | (t > last))] = self.PAUSED
        return phase

    def _slow(self, t: Array, size: Array) -> npt.NDArray[np.bool_]:
        """Tell for each frame whether the measure stands nearly still."""
        if t.size < 2:
            return np.ones(t.size, bool)
        moves = np.abs(change_over(t, size, self.SLOPE_S))
        slow: npt.NDArray[np.bool_] = moves <= self.STILL * self.SLOPE_S * np.median(size)
        return slow

    def _hold(self, t: float, v: float) -> None:
        if self.phase is None:
            at_once = t - self._changed <= self.OTHER_SIDE_S + self.FORGIVEN_S
            start = self._changed if at_once else t
            self._spans, self._sign = [[start, t]], math.copysign(1.0, v)
            self._changed = self._other_since = self._out_since = math.nan
            self._crossed = False
        elif t - self._spans[-1][1] > self.FORGIVEN_S:
            self._spans.append([t, t])
        self._spans[-1][1] = t
        self.phase = self.HELD

    def _is_other_side(self, t: float, v: float, *, inside: bool) -> bool:
        """Tell whether the pose was left and has been taken to the other side for some time."""
        if not inside:
            if math.isnan(v):
                return False
            self._out_since = t if math.isnan(self._out_since) else self._out_since
            if t - self._out_since >= self.CROSSING_S:
                self._other_since = math.nan
                if not self._crossed:
                    self._crossed, self._left_t = True, self._out_since
            return False
        self._out_since = math.nan
        if v * self._sign > 0:
            self._crossed, self._other_since = False, math.nan
        elif self._crossed and math.isnan(self._other_since):
            self._other_since = t
        return t - self._other_since >= self.OTHER_SIDE_S

    def _change_sides(self) -> Attempt:
        """End the hold with its own side; the next one is dated back to the other side's start."""
        self._changed = self._other_since
        self._spans = [[a, min(b, self._left_t)] for a, b in self._spans if a <= self._left_t]
        return self._close()

    def _close(self) -> Attempt:
        self.phase = None
        start, end = self._spans[0][0], self._spans[-1][1]
        if self.held_s < self.spec.shortest.value:
            return Attempt(start, end, TOO_SHORT)
        return Attempt(start, end)


STAY_S = 2.0
"""What a measure settles to is what it keeps to for this long [s]: people sink on slowly; ours."""
MOST_OF_IT = 0.6
"""Less than this share of the typical value is the way there; ours."""


def kept_to(
    t: Array, size: Array, near: float, least: float, among: npt.NDArray[np.int_]
) -> tuple[int, int] | None:
    """Return the first frame near what a measure then keeps to, the last near what it kept to.

    None if there is none.

    Parameters
    ----------
    t, size : (n,) float
        Times [s] and the measure.
    near : float
        Share of what it keeps to that is near.
    least : float
        What it keeps to on the way in or out, or in a jump of the landmarks, is less.
    among : (m,) int
        Frames that are asked, in order.
    """

    def is_near(frame: int, later_s: Array) -> bool:
        kept = np.median(size[(later_s >= 0) & (later_s <= STAY_S)])
        return bool(kept >= least and size[frame] >= near * kept)

    frames = among.tolist()
    first = next((i for i in frames if is_near(i, t - t[i])), None)
    last = next((i for i in reversed(frames) if is_near(i, t[i] - t)), None)
    return None if first is None or last is None else (first, last)


REST_SHARE = 0.15
"""Share of the way into a pose that is still rest; ours."""


def rests(t: Array, values: Array, held_t: Array) -> tuple[float, float]:
    """Return when a measure was last at rest before a hold and first after it [s].

    They are infinite where that was not seen. Rest is where the measure comes nearest to zero in
    the seconds before or after the hold.
    """
    if not held_t.size:
        return -math.inf, math.inf
    size = np.abs(values)
    before, after = t < held_t[0], t > held_t[-1]
    high = float(np.nanmedian(size[~before & ~after]))

    def at_rest(part: npt.NDArray[np.bool_]) -> Array:
        low = np.nanmin(size[part], initial=high)
        at: Array = t[part & (size <= low + REST_SHARE * (high - low))]
        return at

    return (
        float(at_rest(before).max(initial=-math.inf)),
        float(at_rest(after).min(initial=math.inf)),
    )


class OwnRest:
    """Where a measure lies while the person rests: learned in a quiet moment, followed slowly."""

    QUIET, QUIET_S = 4.0, 0.3
    """A measure that stays within this for this long [s] is quiet; ours, people sit still by 2."""
    FOLLOW_S = 8.0
    """Time constant with which rest follows the measure [s]; tuned on 4 recordings and 47 rendered
    clips of twists, where 5 to 12 do the same: with 3, a small turn is soon taken for rest."""

    def __init__(self) -> None:
        self.value = math.nan
        self._recent: deque[tuple[float, float]] = deque()

    def __call__(self, t: float, value: float, *, resting: bool) -> float:
        """Take the measure at time `t` [s], and whether it can be rest; return rest, NaN so far."""
        if not resting or math.isnan(value):
            self._recent.clear()
            return self.value
        self._recent.append((t, value))
        while len(self._recent) > 2 and t - self._recent[1][0] >= self.QUIET_S:
            self._recent.popleft()
        values = [v for _, v in self._recent]
        if t - self._recent[0][0] >= self.QUIET_S and max(values) - min(values) <= self.QUIET:
            if math.isnan(self.value):
                self.value = sorted(values)[len(values) // 2]
            else:
                dt = t - self._recent[-2][0]
                self.value += (1 - math.exp(-dt / self.FOLLOW_S)) * (value - self.value)
        return self.value
