"""How much a connection may send, and how fast the server can keep up."""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import NamedTuple

RATE_HZ, BURST = 90.0, 180.0
"""Messages a second in the long run, and at once: cameras give 60 at most."""


class Step(NamedTuple):
    """Frames as the server asks for them: how many a second, and their longer side [px]."""

    fps: int
    long_side: int


STEPS = (Step(30, 640), Step(24, 640), Step(20, 640), Step(15, 480), Step(12, 480))
"""Above 640 px the pose model sees nothing new; below 12 Hz, motion cannot be judged."""
SLACK = 1.1
"""To ask for more again the server must be this much faster than that takes; ours."""


class Rate:
    """A bucket of allowances that fills with time."""

    def __init__(self) -> None:
        self._level, self._t = BURST, 0.0

    def allows(self, t: float) -> bool:
        """Tell whether one more message may come at time `t` [s]."""
        self._level = min(BURST, self._level + RATE_HZ * max(t - self._t, 0.0))
        self._t = t
        if self._level < 1:
            return False
        self._level -= 1
        return True


class Pace:
    """Which frames to ask the browser for, from how long they take."""

    LAST, FEW = 40, 10
    """So many frames are looked at: of the median, one that took long, now and then, is no part."""

    def __init__(self) -> None:
        self._work_s: deque[float] = deque(maxlen=self.LAST)
        self.asked = STEPS[0]

    def took(self, work_s: float) -> Step | None:
        """Take how long a frame took [s]; return what to ask for, where it changes."""
        self._work_s.append(work_s)
        if len(self._work_s) < self.FEW:
            return None
        usual_s = median(self._work_s)
        wanted = next((one for one in STEPS if one.fps * usual_s <= 1), STEPS[-1])
        # up again only with room to spare, so that it does not swing
        if wanted.fps > self.asked.fps and wanted.fps * usual_s * SLACK > 1:
            wanted = self.asked
        if wanted == self.asked:
            return None
        self.asked = wanted
        return wanted
