"""The telling moment of each fault: where it shows most, and how much that was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..checks import Above, Below, ShorterThan
from ..exercise import Fault
from ..landmarks import Array
from ..words import Row, amount, rows, seconds
from .timeline import Timeline


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a fault shows most.

    Attributes
    ----------
    fault : Fault
    row : Row
        The repetition or hold.
    frame : int
        Number of the frame.
    t : float
        Its time [s].
    value : str
        What was measured, with its unit; empty where the fault has no one figure.
    aim : str
        What it should have been; empty likewise.
    """

    fault: Fault
    row: Row
    frame: int
    t: float
    value: str
    aim: str


def worst(timeline: Timeline) -> tuple[Moment, ...]:
    """Return the worst moment of each fault that was found, the most urgent fault first."""
    done = rows(timeline.report)
    moments = []
    for fault in timeline.exercise.faults:
        shown = [row for row in done if fault.name in row.faults]
        if shown:
            moments.append(max((_moment(timeline, fault, row) for row in shown), key=_first)[1])
    return tuple(moments)


def _first(pair: tuple[float, Moment]) -> float:
    return pair[0]


def _moment(timeline: Timeline, fault: Fault, row: Row) -> tuple[float, Moment]:
    """Return how bad a fault is in a repetition, and its moment there."""
    frame = timeline.peak(row.start_s, row.end_s)
    excess, value, aim = 0.0, "", ""
    match fault.check:
        case Below(threshold=limit) | Above(threshold=limit) if not (
            fault.check.change or fault.check.of
        ):
            values = _during(timeline, fault.check, row)
            if values.size:
                typical, unit = float(np.median(values)), fault.check.measure.unit
                below = isinstance(fault.check, Below)
                excess = limit.value - typical if below else typical - limit.value
                value = amount(typical, unit)
                aim = f"{amount(limit.value, unit)} or {'more' if below else 'less'}"
        case ShorterThan(phase=phase, threshold=limit):
            lasts_s = _lasts_s(timeline, phase, row)
            excess, value = -lasts_s, seconds(lasts_s)
            aim = f"{seconds(limit.value)} or longer"
    return excess, Moment(fault, row, frame, float(timeline.t[frame]), value, aim)


def _during(timeline: Timeline, check: Below | Above, row: Row) -> Array:
    """Return what was seen of the measure of a check in its phase of a repetition."""
    curves = dict(timeline.judged) | {timeline.exercise.mode.measure: timeline.driving}
    if check.measure not in curves:
        return np.empty(0)
    inside = np.zeros(timeline.t.size, bool)
    for start, end in _phase(timeline, check.during, row):
        inside |= (timeline.t >= start) & (timeline.t <= end)
    values = curves[check.measure][inside]
    return values[~np.isnan(values)]


def _lasts_s(timeline: Timeline, phase: str | None, row: Row) -> float:
    if phase is None:
        return row.end_s - row.start_s
    return sum(end - start for start, end in _phase(timeline, phase, row))


def _phase(timeline: Timeline, phase: str, row: Row) -> list[tuple[float, float]]:
    """Return the parts of a repetition that are of one phase [s]."""
    parts = (
        (max(start, row.start_s), min(end, row.end_s))
        for start, end, name in timeline.phases
        if name == phase
    )
    return [(start, end) for start, end in parts if end > start]
