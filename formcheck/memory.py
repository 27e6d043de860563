"""What a session remembers of the last seconds: the measures and the motion of an attempt."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np

from .body import Body
from .landmarks import Array, Side
from .trace import Motion, Trace, median_seen

REST_S = 1.0
"""The measures at rest are taken over this long before an attempt [s]."""
MOTION_S = 4.0
"""Motion is kept from this long before an attempt, and looked at until this long after [s]."""
FEW = 3
"""Frames that stand for rest where an attempt began at once."""


class Memory:
    """The rows and motion grids of the attempt under way, and of a while before it.

    Parameters
    ----------
    lead_s : float
        How long before its beginning an attempt had left rest at most [s].
    """

    def __init__(self, *, lead_s: float) -> None:
        self.lead_s = lead_s
        self._motion: deque[tuple[float, Array, float]] = deque()
        self._rows: deque[tuple[float, float, Sequence[float]]] = deque()

    @property
    def last_t(self) -> float:
        """Time of the last row [s], NaN without one."""
        return self._rows[-1][0] if self._rows else math.nan

    @property
    def last_value(self) -> float:
        """The last value of the measure that drives the count, NaN without one."""
        return self._rows[-1][1] if self._rows else math.nan

    def add(self, t: float, value: float, row: Sequence[float]) -> None:
        """Remember the driving measure and all measures at time `t` [s]."""
        self._rows.append((t, value, row))

    def keep_from(self, t: float) -> None:
        """Forget what is of no use to an attempt that begins at time `t` [s] or later."""
        while self._rows[0][0] < t - REST_S - self.lead_s:
            self._rows.popleft()

    def watch(self, t: float, body: Body, since: float | None) -> None:
        """Remember the motion at time `t` [s], where an attempt has been under way since then."""
        if body.frame.flow is not None:
            self._motion.append((t, body.frame.flow, body.trunk_length))
        keep_from = (t if since is None else since) - 2 * MOTION_S
        while self._motion and self._motion[0][0] < keep_from:
            self._motion.popleft()

    def forget(self) -> None:
        """Forget all measures."""
        self._rows.clear()

    def forget_motion(self) -> None:
        """Forget all motion: it leads into another picture."""
        self._motion.clear()

    def course(self, start: float = -math.inf, end: float = math.inf) -> tuple[Array, Array]:
        """Return the driving measure from `start` to `end` [s]: times [s] and values, (n,)."""
        course = [(t, value) for t, value, _ in self._rows if start <= t <= end]
        t, values = np.array(course).reshape(-1, 2).T
        return t, values

    def trace(self, since: float, start: float, end: float) -> Trace:
        """Return the measures from `start` to `end` [s] of the attempt that began at `since`.

        Its phases and all that the session knows better are left open.
        """
        rows = [row for row in self._rows if start <= row[0] <= end]
        t = np.array([row[0] for row in rows])
        return Trace(
            t=t,
            table=np.array([row[2] for row in rows]),
            phase=np.full(t.size, None, dtype=object),
            side=Side.LEFT,
            rest=median_seen(np.array(self._before(since) or [row[2] for row in rows[:FEW]])),
            motion=self._moved(start - MOTION_S, end + MOTION_S),
        )

    def _before(self, since: float) -> list[Sequence[float]]:
        """Return the measures before an attempt; its first ones where it had begun at once."""
        resting = [row[2] for row in self._rows if row[0] < since - self.lead_s]
        return resting or [row[2] for row in self._rows if row[0] < since][:FEW]

    def _moved(self, start: float, end: float) -> Motion | None:
        seen = [one for one in self._motion if start <= one[0] <= end]
        if not seen:
            return None
        t, grid, trunk = zip(*seen, strict=True)
        return Motion(np.array(t), np.array(grid, float), np.array(trunk))
