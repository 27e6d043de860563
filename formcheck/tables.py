"""Reports and exercises as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from .changes import Change
from .checks import Threshold
from .exercise import Exercise
from .report import Report
from .setup import remedy
from .summary import closing, headline, own_range, unrecognised
from .words import NONE, Row, dose, fault_named, plain, rows, seconds, sentence

_BOLD, _FAULT, _UNSURE, _QUIET = "bold", "yellow", "magenta", "dim"


def report_tables(exercise: Exercise | None, report: Report) -> Group:
    """Return a report as a person reads it: what was counted, found, and could not be seen."""
    if exercise is None:
        return Group(Text(unrecognised(report), style=_BOLD), Text(_source(report), style=_QUIET))
    return Group(
        Text(headline(exercise, report), style=_BOLD),
        Text(_source(report), style=_QUIET),
        *_done(exercise, report),
        *_section("Your range", own_range(exercise, report)),
        *_section("Not counted", (
            f"at {seconds(attempt.start_s)}: {attempt.reason}" for attempt in report.dropped
        )),
        *_section("Camera", (
            f"{seconds(one.start_s)} to {seconds(one.end_s)}, {plain(one.problem)}: "
            f"{remedy(one.problem, one.turn)}"
            for one in report.setup
        )),
        *_section("Cannot judge", report.limits),
        *_section("Other thresholds than in the exercise's file", (
            f"{plain(name.lower())} {value:g}" for name, value in report.changed
        )),
        Text(),
        Text(closing(exercise, report), style=_BOLD),
    )  # fmt: skip


def exercise_sheet(exercise: Exercise, sheet: str, thresholds: Mapping[str, Threshold]) -> Group:
    """Return all that is known of an exercise."""
    numbers = _table("Threshold", "Value", "Source")
    for name, threshold in thresholds.items():
        numbers.add_row(plain(name.lower()), f"{threshold.value:g} {threshold.unit}",
                        Text(threshold.source))  # fmt: skip
    faults = _table("Priority", "Fault", "Cue", "Told", "Source")
    for column in faults.columns[:-1]:
        column.no_wrap = True
    for priority, fault in enumerate(exercise.faults, 1):
        told = "live" if fault.live else "after"
        faults.add_row(str(priority), plain(fault.name), fault.cue, told, Text(fault.source))
    return Group(
        Text(exercise.title, style=_BOLD),
        Text(sheet.strip()),
        *_section("Dose", [f"{dose(exercise.dose)} ({exercise.dose.source})"]),
        *_section("Camera", [f"from the {exercise.view}, at most {exercise.view_within.value:g} "
                             f"{exercise.view_within.unit} off it"]),
        *_section("Cannot judge", exercise.cannot_judge),
        Text(),
        faults,
        Text(),
        numbers,
    )  # fmt: skip


def exercise_list(exercises: Iterable[Exercise]) -> Table:
    """Return the exercises there are, one a line."""
    table = _table("Name", "Exercise", "Dose")
    for exercise in exercises:
        table.add_row(exercise.name, exercise.title, dose(exercise.dose))
    return table


def change_table(changes: Iterable[Change]) -> Table:
    """Return what other thresholds change, one repetition or hold a line."""
    table = _table("Recording", "From", "To", "Now", "With the change")
    for change in changes:
        table.add_row(change.source, seconds(change.start_s), seconds(change.end_s),
                      change.before, change.after)  # fmt: skip
    return table


def _source(report: Report) -> str:
    view = f", camera: {report.view}" if report.view else ""
    return (
        f"{report.source}: {seconds(report.duration_s)}, "
        f"a person in {report.tracked_share:.0%} of the pictures{view}{_sure(report)}"
    )


def _sure(report: Report) -> str:
    return f", exercise recognised ({report.sure:.0%} sure)" if report.sure else ""


def _done(exercise: Exercise, report: Report) -> Iterable[RenderableType]:
    """Return the table of repetitions and holds, without columns that say nothing."""
    done = rows(report)
    if not done:
        return
    cells = {
        "No.": [str(row.number) for row in done],
        "Start": [row.start for row in done],
        "Lasts": [row.lasts for row in done],
        "Hold": [row.hold for row in done],
        "Side": [row.side for row in done],
        "Range": [row.range for row in done],
    }
    cells = {name: column for name, column in cells.items() if set(column) != {NONE}}
    table = _table(*cells, "Found", "Cannot judge")
    for column in table.columns[: len(cells)]:
        column.justify, column.no_wrap = "right", True
    for i, row in enumerate(done):
        unsure = Text(", ".join(plain(name) for name in row.cannot_judge) or NONE, _UNSURE)
        table.add_row(*(column[i] for column in cells.values()), _found(exercise, row), unsure)
    yield Text()
    yield table
    for name in dict.fromkeys(rep.rom.measure for rep in report.repetitions):
        yield Text(f"Range: {plain(name)}, largest less smallest.", style=_QUIET)


def _found(exercise: Exercise, row: Row) -> Text:
    if not row.faults:
        return Text("good" if not row.cannot_judge else NONE)
    lines = [f"! {sentence(name)}: {fault_named(exercise, name).cue}" for name in row.faults]
    return Text("\n".join(lines), _FAULT)


def _section(title: str, lines: Iterable[str]) -> list[Text]:
    lines = list(lines)
    if not lines:
        return []
    return [Text(), Text(title, style=_BOLD), *(Text(f"- {line}") for line in lines)]


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style=_BOLD)
    for column in columns:
        table.add_column(column)
    return table
