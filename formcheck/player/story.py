"""What the player tells of a clip: its findings, repetitions and curves, in words and figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..handout.findings import Finding, Picture, findings
from ..landmarks import Array
from ..measures import Measure
from ..modes import Cycle, Hold, Reps
from ..pictures.timeline import Limit, Timeline, details, limits, notes
from ..recording import Recording
from ..setup import remedy
from ..summary import filming, own_range, summary
from ..words import (
    Row,
    amount,
    numbered,
    plain,
    rows,
    seconds,
    sentence,
    unit_of_count,
)
from .columns import table

Json = dict[str, Any]

FIGURES = 5
"""Significant digits of a value of a curve."""


def story(recording: Recording, timeline: Timeline) -> Json:
    """Return all that the player shows beside the pictures, as plain values.

    Parameters
    ----------
    recording : Recording
    timeline : Timeline
        Made from that recording.
    """
    report, found = timeline.report, findings(recording, timeline)
    return {
        "title": timeline.exercise.title,
        "thing": unit_of_count(timeline.exercise),
        "start_s": round(float(timeline.t[0]), 3),
        "end_s": round(float(timeline.t[-1]), 3),
        "summary": " ".join(summary(timeline.exercise, report)),
        "found": [
            *_faults(timeline, found),
            *_unsure(timeline),
            *_camera(timeline),
            *_dropped(timeline),
        ],
        "limits": list(report.limits),
        "filming": filming(timeline.exercise, report),
        "curves": _curves(timeline),
        "phases": _phases(timeline),
        "rows": [_row(timeline, row) for row in rows(report)],
        "dropped": [[_s(a.start_s), _s(a.end_s), a.reason] for a in report.dropped],
        "unseen": [[_s(start), _s(end)] for start, end, seen in timeline.stretches if not seen],
        "marks": [{"t": _s(one.t), "kind": one.kind, "text": one.text} for one in notes(timeline)],
        "table": table(timeline),
        "range": list(own_range(timeline.exercise, report)),
        "worst": _worst(timeline, found),
    }


# -- what was found ----------------------------------------------------------------------------


def _faults(timeline: Timeline, found: Sequence[Finding]) -> list[Json]:
    """Return the faults that were found, the most urgent first, with where to look."""
    thing, done = unit_of_count(timeline.exercise), rows(timeline.report)
    names = [f.name for f in timeline.exercise.faults if f.name in timeline.report.faults]
    told = []
    for name, finding in zip(names, found, strict=True):
        where = [row for row in done if name in row.faults]
        times = [_peak(timeline, row) for row in where]
        if finding.worst is not None and finding.worst.frame is not None:
            worst = float(timeline.t[finding.worst.frame])
            times = [worst, *(_peak(timeline, row) for row in where
                              if not row.start_s <= worst <= row.end_s)]  # fmt: skip
        told.append({
            "kind": "fault", "name": name, "text": finding.fault,
            "where": _where(where, thing, times[0]), "cue": finding.cue,
            "times": [_s(t) for t in times],
        })  # fmt: skip
    return told


def _where(where: Sequence[Row], thing: str, t: float) -> str:
    """Return "repetition 2, at 6.0 s", or "repetitions 1, 2"."""
    return numbered(where, thing) + (f", at {seconds(t)}" if len(where) == 1 else "")


def _unsure(timeline: Timeline) -> list[Json]:
    """Return what could not be judged; what could not be in the same repetitions is one item."""
    done = [row for row in rows(timeline.report) if row.cannot_judge]
    together: dict[tuple[Row, ...], list[str]] = {}
    for name in dict.fromkeys(name for row in done for name in row.cannot_judge):
        where = tuple(row for row in done if name in row.cannot_judge)
        together.setdefault(where, []).append(plain(name))
    return [
        {"kind": "unsure", "name": "unsure", "text": f"Cannot judge: {', '.join(names)}",
         "where": _where(where, unit_of_count(timeline.exercise), _peak(timeline, where[0])),
         "cue": "", "times": [_s(_peak(timeline, row)) for row in where]}
        for where, names in together.items()
    ]  # fmt: skip


def _camera(timeline: Timeline) -> list[Json]:
    return [
        {"kind": "camera", "name": one.problem, "text": f"Camera: {plain(one.problem)}",
         "where": f"{seconds(one.start_s)} to {seconds(one.end_s)}",
         "cue": remedy(one.problem, one.turn), "times": [_s(one.start_s)]}
        for one in timeline.report.setup
    ]  # fmt: skip


def _dropped(timeline: Timeline) -> list[Json]:
    return [
        {"kind": "dropped", "name": "dropped", "text": "Not counted",
         "where": f"at {seconds(attempt.start_s)}", "cue": sentence(attempt.reason) + ".",
         "times": [_s((attempt.start_s + attempt.end_s) / 2)]}
        for attempt in timeline.report.dropped
    ]  # fmt: skip


def _worst(timeline: Timeline, found: Sequence[Finding]) -> list[Json]:
    """Return the worst moment of each fault that a picture can show, beside what to aim for."""
    return [
        {
            "text": finding.fault,
            "cue": finding.cue,
            "limit": finding.limit,
            "worst": _picture(timeline, finding.worst),
            "better": None if finding.better is None else _picture(timeline, finding.better),
        }
        for finding in found
        if finding.worst is not None
    ]


def _picture(timeline: Timeline, picture: Picture) -> Json:
    """Return a frame for the browser to paint, or the drawing of a figure."""
    if picture.frame is None:
        return {"caption": picture.caption, "svg": picture.svg}
    t = float(timeline.t[picture.frame])
    return {"caption": f"{picture.caption}, at {seconds(t)}", "frame": picture.frame}


# -- what happened when ------------------------------------------------------------------------


def _row(timeline: Timeline, row: Row) -> Json:
    """Return a box of the timeline."""
    return {
        "number": row.number, "start": _s(row.start_s), "end": _s(row.end_s),
        "peak": _s(_peak(timeline, row)), "details": details(row),
        "faults": [sentence(name) for name in row.faults],
        "unsure": [plain(name) for name in row.cannot_judge],
    }  # fmt: skip


def _phases(timeline: Timeline) -> list[Json]:
    """Return the phases, each with its shape and how strongly it is drawn."""
    mode = timeline.exercise.mode

    def look(name: str) -> tuple[str, str]:
        if isinstance(mode, Reps):
            shape = {mode.out: "rises", mode.back: "falls"}.get(name, "level")
            return shape, "full" if name == mode.top else "soft"
        if isinstance(mode, Cycle):
            tone = {mode.low: "other", mode.high: "full"}.get(name, "soft")
            return "level", tone
        return "level", "full" if name == "hold" else "soft"

    return [
        {"start": _s(start), "end": _s(end), "name": name, "shape": look(name)[0],
         "tone": look(name)[1]}
        for start, end, name in timeline.phases
    ]  # fmt: skip


def _curves(timeline: Timeline) -> list[Json]:
    """Return the measure whose range is told first, then those that count and judge."""
    mode = timeline.exercise.mode
    measures = {mode.measure: timeline.driving, **dict(timeline.judged)}
    first = None if isinstance(mode, Hold) else mode.rom
    curves = [
        _curve(timeline, measure, values, _counting(timeline) if measure is mode.measure else ())
        for measure, values in sorted(measures.items(), key=lambda one: one[0] is not first)
    ]
    return [curve for curve in curves if curve is not None]


def _curve(
    timeline: Timeline,
    measure: Measure,
    values: Array,
    counting: Sequence[tuple[float, bool, str]] = (),
) -> Json | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, [0.5, 99.5]).tolist()
    room = max(0.12 * (high - low), 2.0)
    low, high = low - room, high + room
    reach = 0.6 * (high - low)
    near = [
        limit
        for limit in limits(timeline.exercise, measure)
        if low - reach <= limit.value <= high + reach
    ]
    shown = [limit.value for limit in near] + [value for value, _, _ in counting]
    low = min([low, *(value - 0.1 * reach for value in shown)])
    high = max([high, *(value + 0.25 * reach for value in shown)])  # room for what it means
    return {
        "name": measure.name,
        "title": sentence(measure.name),
        "unit": "°" if measure.unit == "deg" else f" {measure.unit}",
        "meaning": measure.meaning,
        "range": [_figure(low), _figure(high)],
        "values": [None if math.isnan(value) else _figure(value) for value in values.tolist()],
        "limits": [
            {"value": limit.value, "kind": "fault", "below": limit.below,
             "text": f"{plain(limit.fault.name)} {'under' if limit.below else 'over'} "
                     f"{amount(limit.value, measure.unit)}"}
            for limit in near
        ] + [
            {"value": _figure(value), "kind": "count", "below": below, "text": text}
            for value, below, text in counting
        ],
        "band": _band(near),
    }  # fmt: skip


def _band(near: Sequence[Limit]) -> list[float | None] | None:
    """Return the lowest and highest value that no limit minds; None where that is open."""
    if not near:
        return None
    lows = [limit.value for limit in near if limit.below]
    highs = [limit.value for limit in near if not limit.below]
    return [max(lows, default=None), min(highs, default=None)]


def _counting(timeline: Timeline) -> list[tuple[float, bool, str]]:
    """Return from where on the measure counts, whether that is below, and what it is called.

    Reckoned from the typical rest of this person.
    """
    mode = timeline.exercise.mode
    moving = np.zeros(timeline.t.size, bool)
    for start, end, _ in timeline.phases:
        moving |= (timeline.t >= start) & (timeline.t <= end)
    resting = timeline.driving[~moving & ~np.isnan(timeline.driving)]
    rest = float(np.median(resting)) if resting.size else math.nan
    base = rest
    match mode:
        case Reps():
            lines = [(rest + mode.counts.value, "counts from here")]
        case Cycle():
            lines = [(rest + mode.end.value, mode.high), (rest - mode.end.value, mode.low)]
        case Hold():
            base = rest if mode.rest else 0.0
            lines = [(base + mode.held.value, "held from here")]
            if mode.sided:
                lines.append((-base - mode.held.value, "held from here"))
    return [(value, value < base, text) for value, text in lines if not math.isnan(value)]


def _peak(timeline: Timeline, row: Row) -> float:
    return float(timeline.t[timeline.peak(row.start_s, row.end_s)])


def _s(t: float) -> float:
    return round(float(t), 3)


def _figure(value: float) -> float:
    return float(f"{value:.{FIGURES}g}")
