"""What has to hold of one frame: of a measure, or of the way into a position."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .body import Body
from .checks import Threshold
from .landmarks import Side
from .measures import Measure
from .posture import Posture, posture


@dataclass(frozen=True, slots=True)
class Within:
    """A condition on one frame: ``least <= measure <= most``; `least` is ``-most`` if not given.

    What is not seen does not break it.
    """

    measure: Measure
    most: Threshold
    least: Threshold | None = None

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body meets the condition."""
        value = self.measure(body, side)
        least = -self.most.value if self.least is None else self.least.value
        return math.isnan(value) or least <= value <= self.most.value


@dataclass(frozen=True, slots=True)
class Beyond:
    """A condition on one frame: the measure lies at least so far from zero, to either side.

    What is not seen does not break it.
    """

    measure: Measure
    least: Threshold

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body meets the condition."""
        return not abs(self.measure(body, side)) < self.least.value


@dataclass(frozen=True, slots=True)
class Approach:
    """How somebody looks on the way into a position, where no other exercise looks like that.

    Attributes
    ----------
    postures : tuple of Posture
        How the body is held on the way.
    looks : tuple of Within or Beyond
        What else shows it.
    """

    postures: tuple[Posture, ...]
    looks: tuple[Within | Beyond, ...]

    def __call__(self, body: Body, side: Side) -> bool:
        """Tell whether a body is seen to be on the way."""
        return posture(body) in self.postures and all(
            holds(body, side) and not math.isnan(holds.measure(body, side)) for holds in self.looks
        )
