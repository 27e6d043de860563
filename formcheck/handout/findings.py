"""The worst moment of each fault, and what it should look like, as drawings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..body import Body, near_side
from ..checks import Above, ShorterThan, Sustained, Wanders
from ..exercise import Fault
from ..landmarks import Array, PoseFrame, Side
from ..modes import Cycle
from ..pictures.drawing import drawing
from ..pictures.limbs import judged_by, limb_of, plain_check
from ..pictures.timeline import Timeline
from ..recording import Recording
from ..words import (
    NONE,
    Row,
    amount,
    number_of,
    numbered,
    plain,
    rows,
    seconds,
    sentence,
    unit_of_count,
)

FIGURES = Path(__file__).parent / "figures"
"""Good form of each exercise, of rendered people: a frame, or both ends of what goes to and fro."""
WORST_SHARE = 0.1
"""The worst moment is the one that a tenth of the frames go beyond: single frames may be jumps."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its caption.

    Attributes
    ----------
    svg, caption : str
    frame : int or None
        Number of the frame of the recording that is drawn; None for a figure of good form.
    """

    svg: str
    caption: str
    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that was found.

    Attributes
    ----------
    fault, cue : str
        Its name as people write it, and what to do about it.
    where : str
        In which repetitions or holds, and how many there are.
    limit : str
        From where on it is a fault; empty where no single number says so.
    worst, better : Picture or None
        Its worst moment, and what it should look like, where a picture can show that.
    """

    fault: str
    cue: str
    where: str
    limit: str
    worst: Picture | None
    better: Picture | None


def findings(recording: Recording, timeline: Timeline) -> list[Finding]:
    """Return the faults of a session, the most urgent first."""
    found = [f for f in timeline.exercise.faults if f.name in timeline.report.faults]
    return [_Search(recording, timeline, fault).finding() for fault in found]


class _Search:
    """Looks for the moments that show one fault."""

    def __init__(self, recording: Recording, timeline: Timeline, fault: Fault) -> None:
        self._recording, self._timeline, self._fault = recording, timeline, fault
        self._check = plain_check(fault)
        self._thing = unit_of_count(timeline.exercise)
        done = rows(timeline.report)
        self._with = [row for row in done if fault.name in row.faults]
        self._without = [row for row in done if fault.name not in (*row.faults, *row.cannot_judge)]
        self._all = len(done)

    def finding(self) -> Finding:
        fault = self._fault
        return Finding(
            fault=sentence(fault.name),
            cue=fault.cue,
            where=f"{numbered(self._with, self._thing)}, of {number_of(self._all, self._thing)}",
            limit=self._limit(),
            worst=self._worst(),
            better=self._better(),
        )

    def _limit(self) -> str:
        threshold = getattr(self._check, "threshold", None)
        eased = self._fault.reach and self._timeline.report.target < 1
        if threshold is None or eased:
            return ""
        value = amount(threshold.value, threshold.unit)
        match self._check:
            case ShorterThan(phase=phase):
                return f"{plain(phase) if phase else 'all of it'} takes less than {value}"
            case Wanders(measure=wandering):
                return f"{plain(wandering.name)} wanders by more than {value}"
            case Above(measure=changing, change=True):
                return f"{plain(changing.name)} changes by more than {value}"
        measure = judged_by(self._fault)
        if measure is None:
            return ""
        return f"{plain(measure.name)} {'above' if self._above else 'below'} {value}"

    @property
    def _above(self) -> bool:
        check = self._check
        return isinstance(check, Above) or (isinstance(check, Sustained) and check.above)

    @cached_property
    def _worst_moment(self) -> tuple[Row, int, float | None]:
        moments = [self._worst_of(row) for row in self._with]
        known = [moment for moment in moments if moment[2] is not None]
        sign = -1 if self._above else 1
        return min(known, key=lambda moment: sign * (moment[2] or 0.0), default=moments[0])

    def _worst(self) -> Picture | None:
        row, i, value = self._worst_moment
        frame = self._recording[i]
        if frame.is_missing:
            return None
        unit = measure.unit if (measure := judged_by(self._fault)) is not None else ""
        said = f", {amount(value, unit)}" if value is not None else self._time_of(row)
        caption = f"{sentence(self._fault.name)}{said}, {self._thing} {row.number}"
        return Picture(self._draw(frame, (self._fault.name,), caption), caption, i)

    def _worst_of(self, row: Row) -> tuple[Row, int, float | None]:
        """Return a repetition, its worst frame, and the measure there where one tells."""
        inside, values = self._values(row)
        known = ~np.isnan(values)
        if not known.any() or isinstance(self._check, Wanders):
            return row, self._timeline.peak(row.start_s, row.end_s), None
        share = 1 - WORST_SHARE if self._above else WORST_SHARE
        worst = float(np.quantile(values[known], share))
        at = int(np.nanargmin(np.abs(values - worst)))
        return row, int(inside[at]), float(values[at])

    def _better(self) -> Picture | None:
        """Return the person's own best, else a figure of good form."""
        timeline, limb = self._timeline, limb_of(self._timeline.exercise, self._fault.name)
        if limb is None or getattr(self._check, "of", None) is not None:
            return None
        # a repetition with another fault is no example
        own = [self._typical_of(row) for row in self._without if not row.faults]
        shown = [moment for moment in own if not self._recording[moment[1]].is_missing]
        if shown:
            shown.sort(key=lambda moment: moment[2] or 0.0)
            row, i, value = shown[len(shown) // 2]
            unit = measure.unit if (measure := judged_by(self._fault)) is not None else ""
            said = f", {amount(value, unit)}" if value is not None else ""
            caption = f"A good one of yours{said}, {self._thing} {row.number}"
            return Picture(self._draw(self._recording[i], (), caption), caption, i)
        frame = self._like_worst(timeline.exercise.name)
        caption = "What it should look like"
        mirrored = _faces_right(frame) != _faces_right(self._recording[self._worst_moment[1]])
        side = _near(frame)
        return Picture(
            drawing(frame, timeline.exercise, side, mirrored=mirrored, label=caption), caption
        )

    def _like_worst(self, exercise: str) -> PoseFrame:
        """Return the figure of good form for the end that is nearer to the worst: cat, or cow."""
        (row, i, _), timeline = self._worst_moment, self._timeline
        values = timeline.driving[(timeline.t >= row.start_s) & (timeline.t <= row.end_s)]
        high = timeline.driving[i] >= (np.nanmin(values) + np.nanmax(values)) / 2
        measure = timeline.exercise.mode.measure
        frames = sorted(reference(exercise), key=lambda one: measure(Body(one), Side.LEFT))
        return frames[-1 if high else 0]

    def _typical_of(self, row: Row) -> tuple[Row, int, float | None]:
        inside, values = self._values(row)
        known = ~np.isnan(values)
        worst = self._timeline.driving[self._worst_moment[1]]
        away = np.abs(self._timeline.driving[inside] - worst)
        if isinstance(self._timeline.exercise.mode, Cycle) and not np.isnan(away).all():
            at = int(np.nanargmin(away))  # the same end of the movement
            return row, int(inside[at]), float(values[at]) if known[at] else None
        if not known.any():
            return row, self._timeline.peak(row.start_s, row.end_s), None
        at = int(np.nanargmin(np.abs(values - np.median(values[known]))))
        return row, int(inside[at]), float(values[at])

    def _values(self, row: Row) -> tuple[npt.NDArray[np.intp], Array]:
        """Return the frames of a repetition in which the fault is looked for, and the measure."""
        timeline, during = self._timeline, getattr(self._check, "during", None)
        t, measure = timeline.t, judged_by(self._fault)
        inside = (t >= row.start_s) & (t <= row.end_s)
        if during is not None:
            phase = np.zeros(t.size, bool)
            for start, end, name in timeline.phases:
                phase |= (t >= start) & (t < end) & (name == during)
            inside &= phase
        chosen = np.flatnonzero(inside)
        told = getattr(self._check, "of", None) is None and not getattr(
            self._check, "change", False
        )
        if measure is None or not told:
            return chosen, np.full(chosen.size, np.nan)
        return chosen, np.array([self._measured(measure, int(i)) for i in chosen])

    def _measured(self, measure: object, i: int) -> float:
        frame = self._recording[i]
        if frame.is_missing or not callable(measure):
            return float("nan")
        return float(measure(Body(frame), self._timeline.side))

    def _time_of(self, row: Row) -> str:
        """Return how long the phase took that is too short."""
        if not isinstance(self._check, ShorterThan):
            return ""
        mode = self._timeline.exercise.mode
        if row.hold != NONE and self._check.phase == getattr(mode, "top", "hold"):
            return f", {row.hold}"
        phases = [
            end - start
            for start, end, name in self._timeline.phases
            if name == self._check.phase and row.start_s <= start <= row.end_s
        ]
        return f", {seconds(phases[0])}" if phases else ""

    def _draw(self, frame: PoseFrame, faults: tuple[str, ...], label: str) -> str:
        timeline = self._timeline
        return drawing(
            frame, timeline.exercise, timeline.side, faults=faults, own_back=timeline.own_back,
            label=label,
        )  # fmt: skip


@cache
def reference(exercise: str) -> Recording:
    """Return the frames of good form."""
    return Recording.read(FIGURES / f"{exercise}.npz")


def _near(frame: PoseFrame) -> Side:
    return Side.LEFT if near_side(Body(frame)) >= 0 else Side.RIGHT


def _faces_right(frame: PoseFrame) -> bool:
    return not frame.is_missing and Body(frame).trunk[0] > 0
