"""The table of repetitions or holds: one row each, and no column that says nothing."""

from __future__ import annotations

from typing import Any

from ..events import HoldEnded, RepetitionDone
from ..pictures.timeline import Timeline
from ..smoothness import JERKY
from ..summary import smoothness
from ..words import NONE, Row, amount, plain, rows, sentence, unit_of_count


def table(timeline: Timeline) -> dict[str, Any]:
    """Return the heads of the columns after "Found", the cells of each row, and notes on them."""
    report = timeline.report
    done: list[RepetitionDone | HoldEnded] = [*report.repetitions, *report.holds]
    thing = unit_of_count(timeline.exercise)
    columns = {
        "Hold": [row.hold for row in rows(report)],
        "Side": [row.side for row in rows(report)],
        "Range": [row.range for row in rows(report)],
        "Start": [row.start for row in rows(report)],
        "Lasts": [row.lasts for row in rows(report)],
        "Smoothness": [_smoothness(one) for one in done],
    }
    if report.holds:
        columns["Reached"] = [amount(one.reached.value, one.reached.unit) for one in report.holds]
    shown = {name: cells for name, cells in columns.items() if set(cells) - {NONE}}
    return {
        "first": "Rep" if thing == "repetition" else "Hold no.",
        "heads": list(shown),
        "rows": [_row(row, [cells[i] for cells in shown.values()])
                 for i, row in enumerate(rows(report))],
        "notes": _notes(timeline, shown),
    }  # fmt: skip


def _row(row: Row, cells: list[str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "faults": [plain(name) for name in row.faults],
        "unsure": [plain(name) for name in row.cannot_judge],
        "cells": cells,
    }


def _smoothness(done: RepetitionDone | HoldEnded) -> str:
    """Return how smooth the movements were, and the jerk of the least smooth one."""
    if not done.smoothness:
        return NONE
    jerks = [one.jerk for one in done.smoothness if one.jerk is not None]
    return smoothness(done.smoothness) + (f", {max(jerks):.1f}" if jerks else "")


def _notes(timeline: Timeline, shown: dict[str, list[str]]) -> list[str]:
    notes = []
    for rom in {rep.rom.measure: rep.rom for rep in timeline.report.repetitions}.values():
        error = " It comes from one camera and is good to about six degrees."
        notes.append(
            f"Range: {plain(rom.measure)}, largest less smallest."
            f"{error if rom.unit == 'deg' else ''}"
        )
    for reached in {hold.reached.measure: hold.reached for hold in timeline.report.holds}.values():
        notes.append(f"Reached: {sentence(reached.measure).lower()}, typically.")
    if "Smoothness" in shown:
        notes.append(
            "Smoothness: the figure is the jerk of the least smooth movement; "
            f"over {JERKY.value:g} is jerky."
        )
    return notes
