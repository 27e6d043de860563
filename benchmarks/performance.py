"""What one person does in front of the camera: the script, the movement and the truth about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .body import Pose
from .figure import Figure, blend
from .movement import Quality, State, Timeline, minimum_jerk
from .stances import Poser


@dataclass(frozen=True)
class FaultKind:
    """A fault as a parameter.

    Attributes
    ----------
    low, high : float
        Sizes it is made with, from the mildest to the worst; what is measured says `unit`.
    unit : str
        And what the number means, as in "deg inside the elbow".
    """

    low: float
    high: float
    unit: str

    def has(self, size: float) -> bool:
        """Return whether a size is at least as bad as the mildest."""
        return (size - self.low) * np.sign(self.high - self.low) >= 0


@dataclass(frozen=True)
class Script:
    """What to do.

    Attributes
    ----------
    faults : tuple of dict
        For each repetition or hold, the size of each fault it has.
    qualities : tuple of Quality
        For each repetition or hold, how its movements are made.
    pace : float
        Multiplies the time every movement takes; 1 is usual.
    hold_s : float
        How long to hold where the exercise asks for it [s].
    idle_s : tuple of float
        Rest before the first and after the last repetition [s].
    first_side : str
        "L" or "R".
    variant : str
        Which of several ways to do it, or which distractor.
    """

    faults: tuple[dict[str, float], ...]
    qualities: tuple[Quality, ...]
    pace: float = 1.0
    hold_s: float = 4.0
    idle_s: tuple[float, float] = (1.5, 1.5)
    first_side: str = "L"
    variant: str = ""

    def __iter__(self):  # type: ignore[no-untyped-def]
        """Yield number, faults and quality of each repetition."""
        return iter(zip(range(len(self.faults)), self.faults, self.qualities, strict=True))

    def side(self, number: int) -> str:
        """Return the side of a repetition: they alternate."""
        return self.first_side if number % 2 == 0 else other(self.first_side)


def other(side: str) -> str:
    """Return the other side."""
    return "R" if side == "L" else "L"


@dataclass
class Repetition:
    """One repetition or hold, as it was really made; times in s."""

    start_s: float
    end_s: float
    holds: dict[str, tuple[float, float]]
    side: str | None = None
    faults: dict[str, float] = field(default_factory=dict)
    quality: Quality = field(default_factory=Quality)


@dataclass
class Attempt:
    """Something that is no repetition but looks like one."""

    start_s: float
    end_s: float
    what: str


@dataclass
class Performance:
    """A movement, ready to be filmed.

    Attributes
    ----------
    timeline : Timeline
        The numbers the pose is made of.
    pose : callable
        Makes a figure of them.
    repetitions, attempts : list
        The truth.
    """

    timeline: Timeline
    pose: Callable[[State], Figure]
    repetitions: list[Repetition] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    def at(self, t: float) -> Figure:
        """Return the body at a time [s] of the exercise."""
        return self.pose(self.timeline.at(t))


class Arrival:
    """Getting into position: from pose to pose, touching the floor throughout.

    Parameters
    ----------
    poser : Poser
        Whose body.
    poses : sequence of Pose
        The way, ending with the first pose of the exercise.
    seconds : sequence of float
        How long each step takes [s].
    """

    def __init__(self, poser: Poser, poses: Sequence[Pose], seconds: Sequence[float]) -> None:
        self._poser, self._poses = poser, poses
        self._times = np.concatenate([[0.0], np.cumsum(seconds)])
        self._skin = poser.body.every_vertex[::4]

    @property
    def lasts_s(self) -> float:
        """How long it takes [s]."""
        return float(self._times[-1])

    def at(self, t: float) -> Figure:
        """Return the body at a time [s]."""
        step = int(np.clip(np.searchsorted(self._times, t, "right") - 1, 0, len(self._poses) - 2))
        whole = self._times[step + 1] - self._times[step]
        share = float(minimum_jerk(np.array((t - self._times[step]) / whole)))
        figure = self._poser.figure()
        figure.pose = blend(self._poses[step], self._poses[step + 1], share)
        figure.update()
        figure.shift(z=-figure.now.lowest(self._skin))
        return figure
