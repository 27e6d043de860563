"""How much a connection may send, and how fast the server can keep up."""

from __future__ import annotations

RATE_HZ, BURST = 90.0, 180.0
"""Messages a second in the long run, and at once: cameras give 60 at most."""
STEPS_HZ = (30, 24, 20, 15, 12)
"""Frame rates the server asks for; below 12, motion cannot be judged."""
SLACK = 1.15
"""The server must be this much faster than the rate it asks for; ours."""


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
    """Which frame rate to ask the browser for, from how long frames take."""

    FOLLOW = 0.05
    """Weight of the newest frame in the average."""

    def __init__(self) -> None:
        self._work_s = 0.0
        self.asked_hz = STEPS_HZ[0]

    def took(self, work_s: float) -> int | None:
        """Take how long a frame took [s]; return the rate to ask for, where it changes [Hz]."""
        if not self._work_s:
            self._work_s = min(work_s, 1 / STEPS_HZ[0])  # loading the model is no sign
        self._work_s += self.FOLLOW * (min(work_s, 0.5) - self._work_s)
        able = [hz for hz in STEPS_HZ if hz * self._work_s * SLACK <= 1] or [STEPS_HZ[-1]]
        wanted = able[0]
        # up again only with room to spare, so that it does not swing
        if wanted > self.asked_hz and wanted * self._work_s * SLACK**2 > 1:
            wanted = self.asked_hz
        if wanted == self.asked_hz:
            return None
        self.asked_hz = wanted
        return wanted
