"""One mouth: what waits to be said, and which of it is said when."""

from __future__ import annotations

import math
from dataclasses import replace

from .lines import Kind, Line

BREATH_S, WORD_S = 0.35, 0.33
"""Saying a line takes this long, and as much more for each word [s]; ours, about 150 words a
minute."""

WAITS_S = {
    Kind.STOP: math.inf,
    Kind.COUNT: 2.0,
    Kind.HOLD: 0.6,
    Kind.CUE: 4.0,
    Kind.SETUP: 4.0,
    Kind.PRAISE: 3.0,
    Kind.INFO: 12.0,
}
"""A line that could not be said within this time is out of date [s]; ours."""
REPLACES = {Kind.COUNT, Kind.HOLD, Kind.SETUP}
"""Of these only the newest is worth saying."""
GIVES_WAY = {
    Kind.COUNT: {Kind.PRAISE, Kind.INFO},
    Kind.CUE: {Kind.PRAISE, Kind.INFO},
    Kind.HOLD: {Kind.INFO},
    Kind.SETUP: {Kind.INFO},
}
"""What each kind may cut off: words that matter less than being on time."""

_URGENCY = {kind: rank for rank, kind in enumerate(Kind)}


class Voice:
    """Says one line at a time, the most urgent first, and nothing that is out of date."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, Line]] = []
        self._saying: Line | None = None
        self._until = -math.inf
        self._count = 0

    def offer(self, t: float, line: Line) -> None:
        """Take something to say, at time `t` [s]."""
        if line.kind is Kind.STOP:
            self._waiting.clear()
        if line.kind in REPLACES:
            self._waiting = [one for one in self._waiting if one[1].kind is not line.kind]
        self._waiting.append((t, line))

    def forget(self, *kinds: Kind) -> None:
        """Drop what waits of some kinds: it no longer applies."""
        self._waiting = [one for one in self._waiting if one[1].kind not in kinds]

    def give_way(self) -> None:
        """Let the next line cut off what is being said: the person asked for something."""
        self._saying = None

    def speak(self, t: float) -> list[Line]:
        """Return what is to be said at time `t` [s]: nothing or one line."""
        self._waiting = [(at, line) for at, line in self._waiting if t - at <= WAITS_S[line.kind]]
        if not self._waiting:
            return []
        at, line = min(self._waiting, key=lambda one: (_URGENCY[one[1].kind], one[0]))
        cuts_off = t < self._until and self._cuts_off(line)
        if t < self._until and not cuts_off:
            return []
        self._waiting.remove((at, line))
        self._saying = line = self._numbered(line, interrupts=cuts_off)
        self._until = t + takes_s(line)
        return [line]

    def flush(self) -> list[Line]:
        """Return all that waits, in order: nothing comes after it."""
        waiting, self._waiting = self._waiting, []
        return [
            self._numbered(line, interrupts=number == 0 and self._cuts_off(line))
            for number, (_, line) in enumerate(waiting)
        ]

    def _numbered(self, line: Line, *, interrupts: bool) -> Line:
        self._count += 1
        return replace(line, id=self._count, interrupts=interrupts)

    def is_silent(self, t: float) -> bool:
        """Tell whether nothing is being said and nothing waits."""
        return t >= self._until and not self._waiting

    def _cuts_off(self, line: Line) -> bool:
        if line.kind is Kind.STOP or self._saying is None:
            return True
        return self._saying.kind in GIVES_WAY.get(line.kind, ())


def takes_s(line: Line) -> float:
    """Return about how long it takes to say a line [s].

    >>> round(takes_s(Line("Hips a little higher.", Kind.CUE)), 2)
    1.67
    """
    return BREATH_S + WORD_S * len(line.text.split())
