"""Whether somebody is in the position an exercise is done in: taken, missed for a moment, left."""

from __future__ import annotations

import math
from enum import Enum

from .body import Body
from .exercise import Exercise
from .holds import HoldTracker
from .landmarks import Side
from .modes import Hold
from .posture import posture

POSITION_S = 0.2
"""The position must be held this long to be taken [s]."""
LEAVE_S = 0.5
"""The position must be missed this long to be left [s]."""


class Place(Enum):
    """Where a frame finds somebody."""

    INSIDE = "in position"
    MISSED = "out of it for a moment"
    OUTSIDE = "not in position"


class PositionWatch:
    """Follow whether the position is held.

    Attributes
    ----------
    taken : bool
        Whether it has been held for a while and was not left since.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self.taken = False
        self._since = self._held_t = math.nan

    @property
    def patience_s(self) -> float:
        """How long the position may be missed [s]: in a hold, until that is told to be over."""
        mode = self._exercise.mode
        return mode.grace.value + HoldTracker.AFTER_S if isinstance(mode, Hold) else LEAVE_S

    def holds(self, body: Body, side: Side) -> bool:
        """Tell whether a body is in position."""
        if posture(body) not in (self._exercise.posture, *self._exercise.passes):
            return False
        return all(holds(body, side) for holds in self._exercise.position)

    def update(self, t: float, body: Body, side: Side) -> Place:
        """Take the body at time `t` [s]; return where it is."""
        if self.holds(body, side):
            self._held_t = t
            if math.isnan(self._since):
                self._since = t
            self.taken = self.taken or t - self._since >= POSITION_S
            return Place.INSIDE
        patient = self.taken and t - self._held_t <= self.patience_s
        return Place.MISSED if patient else Place.OUTSIDE

    def leave(self) -> bool:
        """Start anew; return whether the position had been taken."""
        had, self.taken = self.taken, False
        self._since = math.nan
        return had
