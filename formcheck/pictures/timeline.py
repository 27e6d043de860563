"""What happened when: the curves behind a report, for pictures of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..body import Body, body_in, near_side
from ..checks import Above, Below, Sustained
from ..events import PhaseChanged
from ..exercise import Exercise, Fault
from ..landmarks import Array, PoseFrame, Side
from ..measures import Measure
from ..modes import Hold
from ..report import Report
from ..session import Session
from ..words import NONE, Row, plain, rows
from .limbs import judged_by, plain_check
from .scene import OwnBack, about_back

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
    own_back : OwnBack or None
        The person's own flat back, where the exercise is about the back and it was seen at rest.
    """

    exercise: Exercise
    report: Report
    t: Array
    seen: npt.NDArray[np.bool_]
    side: Side
    driving: Array
    judged: tuple[tuple[Measure, Array], ...]
    own_back: OwnBack | None = None

    @classmethod
    def of(
        cls,
        frames: Iterable[PoseFrame],
        exercise: Exercise,
        *,
        source: str = "",
        target: float = 1.0,
    ) -> Timeline:
        """Replay frames, and keep the measures."""
        session = Session(exercise, source=source, target=target)
        measures = _judged(exercise)
        rows: list[list[float]] = []
        near, times, seen = 0.0, [], []
        watched = [exercise.mode.measure, *measures]
        blank = [math.nan] * (2 * len(watched))
        flat = _FlatBack() if about_back(exercise) else None
        for frame in frames:
            session.update(frame)
            times.append(frame.t)
            seen.append(not frame.is_missing)
            if frame.is_missing:
                rows.append(blank)
                continue
            body = body_in(frame)
            near += near_side(body)
            rows.append([measure(body, side) for side in Side for measure in watched])
            if flat is not None and session.in_position and session.since is None:
                flat.add(body)
        session.finish()
        report = session.report()
        table = np.array(rows).reshape(-1, len(blank))
        side = Side.LEFT if near >= 0 else Side.RIGHT
        first = len(watched) * (side is Side.RIGHT)
        telling = sorted(measures, key=lambda m: report.faults.keys().isdisjoint(measures[m]))
        columns = {m: table[:, first + i] for i, m in enumerate(measures, 1)}
        return cls(
            exercise=exercise,
            report=report,
            t=np.array(times),
            seen=np.array(seen, bool),
            side=side,
            driving=table[:, first],
            judged=tuple((m, columns[m]) for m in telling[:MOST_CURVES]),
            own_back=None if flat is None else flat.typical,
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

    @property
    def stretches(self) -> list[tuple[float, float, bool]]:
        """Start [s] and end [s] of all stretches, and whether somebody was seen in them."""
        t, edges = self.t, np.flatnonzero(np.diff(self.seen.astype(int))) + 1
        return [
            (float(t[part[0]]), float(t[min(part[-1] + 1, t.size - 1)]), bool(self.seen[part[0]]))
            for part in np.split(np.arange(t.size), edges)
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


@dataclass(frozen=True, slots=True)
class Note:
    """What is written under the repetitions.

    Attributes
    ----------
    t : float
        When [s].
    kind : str
        "fault", "unsure" or "dropped".
    text : str
    """

    t: float
    kind: str
    text: str


def notes(timeline: Timeline) -> list[Note]:
    """Return what was found, could not be judged and was not counted, in order of time."""
    found = []
    for row in rows(timeline.report):
        t = float(timeline.t[timeline.peak(row.start_s, row.end_s)])
        found += [Note(t, "fault", plain(name)) for name in row.faults]
        if row.cannot_judge:
            names = ", ".join(map(plain, row.cannot_judge))
            found.append(Note(t, "unsure", f"cannot judge: {names}"))
    found += [
        Note((one.start_s + one.end_s) / 2, "dropped", f"not counted: {one.reason}")
        for one in timeline.report.dropped
    ]
    return sorted(found, key=lambda note: note.t)


def details(row: Row) -> list[str]:
    """Return what to write into the box of a repetition, from the longest to the shortest."""
    if row.range == NONE:
        return [f"held {row.hold}", row.hold]
    side = "" if row.side == NONE else f"{row.side}, "
    return [f"{side}range {row.range}", side + row.range, row.range]


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a measure begins to be a fault.

    Attributes
    ----------
    fault : Fault
    value : float
        In the measure's own unit.
    below : bool
        Whether lower values are the fault, or higher ones.
    """

    fault: Fault
    value: float
    below: bool


def limits(exercise: Exercise, measure: Measure) -> list[Limit]:
    """Return the limits that hold for a measure itself, not for its change or its spread."""
    found = []
    for fault in exercise.faults:
        check = plain_check(fault)
        if getattr(check, "measure", None) is not measure or getattr(check, "change", False):
            continue
        if isinstance(check, Below | Above):
            found.append(Limit(fault, check.threshold.value, isinstance(check, Below)))
        elif isinstance(check, Sustained):
            found.append(Limit(fault, check.threshold.value, not check.above))
    return found


class _FlatBack:
    """The typical of the first backs seen at rest in the position of the exercise."""

    FRAMES = 31

    def __init__(self) -> None:
        self._seen: list[tuple[float, OwnBack]] = []

    def add(self, body: Body) -> None:
        if len(self._seen) < self.FRAMES and body.back is not None:
            own = OwnBack.of(body)
            if own is not None:
                self._seen.append((body.back.curvature, own))

    @property
    def typical(self) -> OwnBack | None:
        if not self._seen:
            return None
        by_curvature = sorted(self._seen, key=lambda one: one[0])
        return by_curvature[len(by_curvature) // 2][1]


def _judged(exercise: Exercise) -> dict[Measure, list[str]]:
    """Return measures that are not counted by, each with the faults that are judged by it."""
    found: dict[Measure, list[str]] = {}
    for fault in exercise.faults:
        measure = judged_by(fault)
        if measure is not None and measure is not exercise.mode.measure:
            found.setdefault(measure, []).append(fault.name)
    return found
