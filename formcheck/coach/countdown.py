"""The countdown of a hold: whole seconds that are left, said as they pass."""

from __future__ import annotations

import math

from . import phrases
from .lines import Beep, Kind, Line

SPOKEN_TO_S = 6.0
"""Holds up to this long are counted down second by second [s]; of longer ones only their last."""
LAST_S = 3
"""The last so many seconds of a long hold are counted down [s]."""


class HoldCountdown:
    """Counts down one hold after another.

    Parameters
    ----------
    whole_s : float
        How long each is to be held [s].
    over : str
        What to say when it has been.
    """

    def __init__(self, whole_s: float, over: str) -> None:
        self._whole = whole_s
        self._over = over
        self.stop()

    @property
    def is_over(self) -> bool:
        """Whether the hold that is counted has been held long enough."""
        return self._left <= 0

    def stop(self) -> None:
        """Forget the hold that was counted; the next one is counted from its start."""
        self._left: float = math.inf

    def tick(self, held_s: float) -> Line | None:
        """Take how long the hold has been held [s]; return what to say at this second, if any."""
        left = max(math.ceil(self._whole - held_s - 1e-9), 0)
        if left >= self._left:
            return None
        begins, self._left = math.isinf(self._left), left
        if left == 0:
            return Line(self._over, Kind.COUNT, Beep.DONE)
        words = self._words(left, begins=begins)
        return None if words is None else Line(words, Kind.HOLD, Beep.TICK)

    def _words(self, left: int, *, begins: bool) -> str | None:
        if self._whole <= SPOKEN_TO_S:
            return ("Hold. " if begins else "") + phrases.sentence(phrases.number(left))
        if begins:
            return "Hold. " + phrases.sentence(phrases.seconds(left))
        if left <= LAST_S:
            return phrases.sentence(phrases.number(left))
        if left in (10, 5) or left == self._whole // 2:
            return phrases.sentence(phrases.seconds(left) + (" left" if left != 5 else ""))
        return None
