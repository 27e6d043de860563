"""A report in plain English: the words that the command line, the pictures and the pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .events import HoldEnded, RepetitionDone
from .exercise import Dose, Exercise, Fault
from .modes import Hold
from .report import Report

NONE = "–"  # noqa: RUF001  an en dash: the empty cell of a table
"""Stands in a table where there is nothing to say."""
FROM = {
    "side": "from the side",
    "oblique": "at an angle",
    "front": "from the front",
    "back": "from behind",
}
"""Where a camera stood, by the view that a report names."""


@dataclass(frozen=True, slots=True)
class Row:
    """One repetition or hold, ready to be read.

    Attributes
    ----------
    number : int
        Counted from 1.
    start_s, end_s : float
        On the clock of the frames [s].
    start, lasts, hold, side, range : str
        Table cells; `NONE` where the exercise has no such thing.
    faults, cannot_judge : tuple of str
        Names of faults, as in the report.
    """

    number: int
    start_s: float
    end_s: float
    start: str
    lasts: str
    hold: str
    side: str
    range: str
    faults: tuple[str, ...]
    cannot_judge: tuple[str, ...]


def rows(report: Report) -> tuple[Row, ...]:
    """Return the repetitions of a report, and then its holds."""
    return tuple(
        [
            _row(rep, rep.number, rep.hold_s, amount(rep.rom.value, rep.rom.unit))
            for rep in report.repetitions
        ]
        + [_row(hold, number, hold.held_s, NONE) for number, hold in enumerate(report.holds, 1)]
    )


def _row(done: RepetitionDone | HoldEnded, number: int, hold_s: float | None, moved: str) -> Row:
    return Row(
        number=number,
        start_s=done.start_s,
        end_s=done.end_s,
        start=seconds(done.start_s),
        lasts=seconds(done.end_s - done.start_s),
        hold=NONE if hold_s is None else seconds(hold_s),
        side=NONE if done.side is None else done.side.value,
        range=moved,
        faults=done.faults,
        cannot_judge=done.cannot_judge,
    )


def plain(name: str) -> str:
    """Return a name as people write it.

    >>> plain("hips_low")
    'hips low'
    """
    return name.replace("_", " ")


def sentence(name: str) -> str:
    """Return a name as people write it at the start of a line.

    >>> sentence("hips_low")
    'Hips low'
    """
    text = plain(name)
    return text[:1].upper() + text[1:]


def seconds(value: float) -> str:
    """Return a time as people write it.

    >>> seconds(3.14)
    '3.1 s'
    """
    return f"{value:.1f} s"


def length(duration_s: float) -> str:
    """Return how long something took, to the second.

    >>> length(75.2), length(8)
    ('1 min 15 s', '8 s')
    """
    minutes, rest = divmod(round(duration_s), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def amount(value: float | None, unit: str) -> str:
    """Return a value with its unit, rounded to what it is worth; `NONE` for an unknown one.

    >>> amount(59.7, "deg"), amount(20.26, "%"), amount(0.8, "s")
    ('60°', '20 %', '0.8 s')
    """
    if value is None:
        return NONE
    if unit == "deg":
        return f"{value:.0f}°"
    return seconds(value) if unit == "s" else f"{value:.0f} {unit}"


def number_of(count: int, thing: str) -> str:
    """Return a count with its noun.

    >>> number_of(1, "repetition"), number_of(3, "hold"), number_of(0, "hold")
    ('1 repetition', '3 holds', 'no hold')
    """
    return f"{count or 'no'} {thing}{'s' if count > 1 else ''}"


def numbered(where: Iterable[Row], thing: str) -> str:
    """Return which repetitions or holds are meant, e.g. "repetition 2" or "holds 1, 3"."""
    numbers = [str(row.number) for row in where]
    return f"{thing}{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def unit_of_count(exercise: Exercise) -> str:
    """Return what is counted: "repetition" or "hold"."""
    return "hold" if isinstance(exercise.mode, Hold) else "repetition"


def dose(of: Dose) -> str:
    """Return a dose as one phrase, e.g. "10 to 12 repetitions, each held for 3 to 5 s"."""
    text = f"{_span(*of.repetitions)} repetitions"
    if of.hold_s is not None and of.repetitions == (1, 1):
        text = f"one hold of {_span(*of.hold_s)} s"
    elif of.hold_s is not None:
        text += f", each held for {_span(*of.hold_s)} s"
    return text + (", on each side" if of.per_side else "")


def fault_named(exercise: Exercise, name: str) -> Fault:
    """Return the fault of an exercise that has this name."""
    return next(fault for fault in exercise.faults if fault.name == name)


def _span(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
