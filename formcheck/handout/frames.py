"""All measures of every frame, for programs."""

from __future__ import annotations

import csv
import io
import math
from bisect import bisect_right
from collections.abc import Iterable

from ..body import Body
from ..events import PhaseChanged
from ..landmarks import PoseFrame, Side
from ..measures import MEASURES
from ..report import Report
from ..words import rows

_UNITS = {"%": "percent", "trunk lengths": "trunk_lengths"}


def frames_csv(frames: Iterable[PoseFrame], report: Report, side: Side) -> str:
    """Return one CSV line for each frame.

    Parameters
    ----------
    frames : iterable of PoseFrame
    report : Report
        Made from these frames.
    side : Side
        Whose measures are written, where there is one for each side.

    Returns
    -------
    str
        Columns ``t_s``, ``seen`` (0 or 1), ``phase`` (empty at rest), ``number`` (of the repetition
        or hold, empty between them) and then every measure, with its unit in its name; empty where
        it was not seen.
    """
    phases = [event for event in report.events if isinstance(event, PhaseChanged)]
    done = rows(report)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f"{m.name}_{_UNITS.get(m.unit, m.unit)}" for m in MEASURES]
    writer.writerow(["t_s", "seen", "phase", "number", *names])
    for frame in frames:
        changed = bisect_right(phases, frame.t, key=lambda change: change.t)
        phase = phases[changed - 1].phase if changed else None
        number = next((row.number for row in done if row.start_s <= frame.t <= row.end_s), "")
        writer.writerow(
            [
                round(frame.t, 4),
                int(not frame.is_missing),
                phase or "",
                number,
                *_cells(frame, side),
            ]
        )
    return out.getvalue()


def _cells(frame: PoseFrame, side: Side) -> list[float | str]:
    if frame.is_missing:
        return [""] * len(MEASURES)
    body = Body(frame)
    values = (measure(body, side) for measure in MEASURES)
    return ["" if math.isnan(value) else round(value, 2) for value in values]
