"""The countdown of a hold: whole seconds that are left, said as they pass."""

from __future__ import annotations

import math

from . import phrases
from .lines import Beep, Kind, Line

SPOKEN_TO_S = 6.0
"""Holds up to this long are counted down second by second [s]; of longer ones only their last."""
LAST_S = 3
"""The last so many seconds of a long hold are counted down [s]; ours."""
BEGINS_S = 0.2
"""A hold is told of once it has lasted this long [s]: landmarks that flicker touch it for less;
ours, on a rendered child's pose that is lost for a while."""
MARKS_S = (60, 30, 20, 10, 5)
"""Of a long hold these are told [s left]; ours."""


class HoldCountdown:
    """Counts down one hold after another."""

    def __init__(self) -> None:
        self._over = ""
        self.whole_s = 0.0
        self._left: float = math.inf

    def begin(self, whole_s: float, over: str) -> None:
        """Count the next hold down from so many seconds; say `over` when it was held so long."""
        self.whole_s, self._over, self._left = whole_s, over, math.inf

    @property
    def has_begun(self) -> bool:
        """Whether the hold that is counted has been told of."""
        return not math.isinf(self._left)

    @property
    def is_over(self) -> bool:
        """Whether the hold that is counted has been held long enough."""
        return self._left <= 0

    def tick(self, held_s: float) -> Line | None:
        """Take how long the hold has been held [s]; return what to say at this second, if any."""
        left = max(math.ceil(self.whole_s - held_s - 1e-9), 0)
        if left >= self._left or (not self.has_begun and held_s < BEGINS_S):
            return None
        begins, self._left = not self.has_begun, left
        if left == 0:
            return Line(self._over, Kind.COUNT, Beep.DONE)
        words = self._words(left, begins=begins)
        return None if words is None else Line(words, Kind.HOLD, Beep.TICK)

    def _words(self, left: int, *, begins: bool) -> str | None:
        if self.whole_s <= SPOKEN_TO_S:
            return ("Hold. " if begins else "") + phrases.sentence(phrases.number(left))
        if begins:
            return "Hold. " + phrases.sentence(phrases.seconds(left))
        if left <= LAST_S:
            return phrases.sentence(phrases.number(left))
        if left in MARKS_S and left < self.whole_s - LAST_S:
            return phrases.sentence(phrases.seconds(left) + " left")
        return None
