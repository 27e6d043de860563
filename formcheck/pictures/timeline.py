"""What happened when: the curves behind a report, for pictures of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..body import Body, near_side
from ..events import PhaseChanged
from ..exercise import Exercise, Hold
from ..landmarks import Array, PoseFrame, Side
from ..measures import Measure
from ..report import Report
from ..session import Session

MOST_CURVES = 3
"""Measures that faults judge and that are shown; more would be a wall of lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """A report with the measures it was made from.

    Attributes
    ----------
    exercise : Exercise
    report : Report
    t : (n,) float
        Times of the frames [s].
    seen : (n,) bool
        Frames that show somebody.
    side : Side
        The side that is nearer to the camera most of the time.
    driving : (n,) float
        The measure that is counted by; NaN where it was not seen.
    judged : tuple of (Measure, (n,) float)
        Measures that faults are judged by, on that side: those of the faults that were found
        come first.
    """

    exercise: Exercise
    report: Report
    t: Array
    seen: npt.NDArray[np.bool_]
    side: Side
    driving: Array
    judged: tuple[tuple[Measure, Array], ...]

    @classmethod
    def of(cls, frames: Iterable[PoseFrame], exercise: Exercise, *, source: str = "") -> Timeline:
        """Replay frames, and keep the measures."""
        session = Session(exercise, source=source)
        measures = _judged(exercise)
        rows: list[list[float]] = []
        near, times, seen = 0.0, [], []
        blank = [math.nan] * (1 + 2 * len(measures))
        for frame in frames:
            session.update(frame)
            times.append(frame.t)
            seen.append(not frame.is_missing)
            if frame.is_missing:
                rows.append(blank)
                continue
            body = Body(frame)
            near += near_side(body)
            both = [m(body, side) for side in Side for m in measures]
            rows.append([exercise.mode.measure(body, Side.LEFT), *both])
        session.finish()
        report = session.report()
        table = np.array(rows).reshape(-1, len(blank))
        side = Side.LEFT if near >= 0 else Side.RIGHT
        first = 1 + len(measures) * (side is Side.RIGHT)
        telling = sorted(measures, key=lambda m: report.faults.keys().isdisjoint(measures[m]))
        columns = {m: table[:, first + i] for i, m in enumerate(measures)}
        return cls(
            exercise=exercise,
            report=report,
            t=np.array(times),
            seen=np.array(seen, bool),
            side=side,
            driving=table[:, 0],
            judged=tuple((m, columns[m]) for m in telling[:MOST_CURVES]),
        )

    @property
    def phases(self) -> list[tuple[float, float, str]]:
        """Start [s], end [s] and name of every phase but rest."""
        changes = [e for e in self.report.events if isinstance(e, PhaseChanged)]
        ends = [*(change.t for change in changes[1:]), float(self.t[-1])]
        return [
            (change.t, end, change.phase)
            for change, end in zip(changes, ends, strict=False)
            if change.phase is not None and end > change.t
        ]

    def peak(self, start_s: float, end_s: float) -> int:
        """Return the number of the frame that shows a repetition best.

        That is where the driving measure is furthest from where it began, or the middle of a hold.
        """
        inside = np.flatnonzero((self.t >= start_s) & (self.t <= end_s))
        values = self.driving[inside]
        known = inside[~np.isnan(values)]
        if isinstance(self.exercise.mode, Hold) or not known.size:
            return int(inside[inside.size // 2])
        away = np.abs(self.driving[known] - self.driving[known[0]])
        return int(known[np.argmax(away)])


def _judged(exercise: Exercise) -> dict[Measure, list[str]]:
    """Return measures that are not counted by, each with the faults that are judged by it."""
    found: dict[Measure, list[str]] = {}
    for fault in exercise.faults:
        measure = getattr(fault.check, "measure", None)
        if isinstance(measure, Measure) and measure is not exercise.mode.measure:
            found.setdefault(measure, []).append(fault.name)
    return found
