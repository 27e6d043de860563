"""How much there is to do in one set, and how much of it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from ..events import HoldEnded, RepetitionDone
from ..exercise import Exercise
from ..landmarks import Side
from ..modes import Hold

LONG_S = 10.0
"""Doses of holding from here on begin at their lower end, shorter ones in their middle [s]: 20 to
30 s is 20, 3 to 5 s is 4."""
ENOUGH = 0.8
"""Share of a long hold that is as good as the whole: the exercises' own 16 of 20 s."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much there is to do.

    Attributes
    ----------
    repetitions : int
        Repetitions or holds; on each side, where there are sides.
    hold_s : float or None
        How long each is held [s].
    per_side : bool
    """

    repetitions: int
    hold_s: float | None
    per_side: bool

    @classmethod
    def of(
        cls, exercise: Exercise, repetitions: int | None = None, hold_s: float | None = None
    ) -> Self:
        """Return the dose of an exercise; what is given replaces the usual."""
        dose = exercise.dose
        usual = None
        if dose.hold_s is not None:
            least, most = dose.hold_s
            usual = least if least >= LONG_S else (least + most) / 2
        return cls(
            repetitions or dose.repetitions[0],
            usual if hold_s is None or usual is None else hold_s,
            dose.per_side,
        )

    @property
    def in_all(self) -> int:
        """Repetitions or holds on all sides together."""
        return self.repetitions * (2 if self.per_side else 1)


@dataclass(slots=True)
class Progress:
    """What is done of a dose; only events move it.

    Attributes
    ----------
    amount : Amount
    exercise : Exercise
    count : int
        Repetitions or holds counted.
    sides : dict
        The same for each side.
    held_s : dict
        Time held on each side [s]; None is the side of exercises without sides.
    marks : list of str
        How each went: "good", "fault" or "unsure".
    skipped : set
        Sides the person chose to leave out.
    last_side : Side or None
        Of the last repetition or hold.
    """

    amount: Amount
    exercise: Exercise
    count: int = 0
    sides: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    held_s: dict[Side | None, float] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    skipped: set[Side | None] = field(default_factory=set)
    last_side: Side | None = None

    def add(self, event: RepetitionDone | HoldEnded, *, least_s: float = 0.0) -> None:
        """Take a repetition or hold, of which at least so much was counted down [s]."""
        self.count += 1
        self.marks.append(self._mark(event))
        self.last_side = event.side
        if event.side is not None:
            self.sides[event.side] += 1
        if isinstance(event, HoldEnded):
            held_s = max(event.held_s, least_s)
            self.held_s[event.side] = self.held_s.get(event.side, 0.0) + held_s

    def _mark(self, event: RepetitionDone | HoldEnded) -> str:
        if event.faults:
            return "fault"
        half = len(self.exercise.faults) / 2
        return "unsure" if len(event.cannot_judge) > half else "good"

    def begun_s(self, side: Side | None) -> float:
        """Return what is held already of a hold that was not finished, on a side [s]."""
        whole = self.amount.hold_s
        if not whole or not self.left_on(side):
            return 0.0
        done = self.amount.repetitions - self.left_on(side)
        return max(self.held_s.get(side, 0.0) - done * whole, 0.0)

    def left_s(self, side: Side | None) -> float:
        """Return what is left of the hold that was not finished, on a side [s]."""
        return max((self.amount.hold_s or 0.0) - self.begun_s(side), 0.0)

    @property
    def left(self) -> int:
        """Repetitions or holds that are left, on all sides together."""
        if self.amount.per_side:
            return sum(self.left_on(side) for side in Side)
        return self.left_on(None)

    def left_on(self, side: Side | None) -> int:
        """Repetitions or holds that are left on a side; None where there are no sides."""
        if side in self.skipped:
            return 0
        if isinstance(self.exercise.mode, Hold):
            whole = self.amount.hold_s or 0.0
            held = self.held_s.get(side, 0.0)
            done = int((held + (1 - ENOUGH) * whole) // whole) if whole else self.count
        else:
            done = self.count if side is None else self.sides[side]
        return max(self.amount.repetitions - done, 0)

    @property
    def is_done(self) -> bool:
        """Whether the dose is done."""
        return self.left == 0
