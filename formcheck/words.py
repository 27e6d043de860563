"""A report in plain English: the words that the command line, the pictures and the pages share."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from .events import HoldEnded, RepetitionDone
from .exercise import Dose, Exercise, Fault
from .modes import Cycle, Hold
from .report import Report
from .setup import remedy

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


def most_wanted(exercise: Exercise, report: Report) -> Fault | None:
    """Return the one fault to work on next: the commonest, and of those the most urgent."""
    return max(
        (fault for fault in exercise.faults if fault.name in report.faults),
        key=lambda fault: report.faults[fault.name],
        default=None,
    )


def headline(exercise: Exercise, report: Report) -> str:
    """Return what was counted, e.g. "Bridge: 3 repetitions counted"."""
    count = len(report.repetitions) + len(report.holds)
    return f"{exercise.title}: {number_of(count, unit_of_count(exercise))} counted"


def unrecognised(report: Report) -> str:
    """Return what to say where no exercise was recognised."""
    if not report.tracked_share:
        return "Nobody was seen. Film the whole body, in good light."
    return "None of the exercises was recognised. Name it, if you know which one it is."


def closing(exercise: Exercise, report: Report) -> str:
    """Return what to take away from a report, in one or two plain sentences."""
    done = rows(report)
    if not report.tracked_share:
        return f"Nobody was seen. Film the whole body, from the {exercise.view}, in good light."
    if not done:
        return _nothing_counted(exercise, report)
    return _form(exercise, report, done) + _one_sided(exercise, done)


def _form(exercise: Exercise, report: Report, done: tuple[Row, ...]) -> str:
    fault = most_wanted(exercise, report)
    if fault is not None:
        share = f", in {report.faults[fault.name]} of {len(done)}" if len(done) > 1 else ""
        return f"{sentence(fault.name)}{share}. One thing for next time: {fault.cue}"
    if any(row.cannot_judge for row in done):
        return "Nothing to correct in what I could see; not everything could be judged."
    return "Nothing to correct in what a camera can see."


def _one_sided(exercise: Exercise, done: tuple[Row, ...]) -> str:
    """Return a reminder of the side that was left out, empty where none was."""
    sides = {row.side for row in done} - {NONE}
    if not exercise.dose.per_side or len(sides) != 1:
        return ""
    return f" Only the {sides.pop()} side was done: the other one is due."


def own_range(exercise: Exercise, report: Report) -> tuple[str, ...]:
    """Return how far the person went, against their own rest, a guideline and a personal target."""
    lines, own = [], report.own
    if own is not None and own.noise:  # what is zero at rest by definition says nothing of anybody
        unit = "°" if own.unit == "deg" else f" {own.unit}"
        rest = f"{amount(own.rest, own.unit)}, give or take {own.noise:.1f}{unit}"
        lines.append(f"At rest your {plain(own.measure)} reads {rest}.")
    lines += _held(exercise, report) if report.holds else _reached(exercise, report)
    guide = exercise.guideline
    if guide is not None and (report.repetitions or report.holds):
        unit = (report.repetitions[0].rom if report.repetitions else report.holds[0].reached).unit
        since = " from your own rest" if guide.from_rest else ""
        band = f"{amount(guide.least, unit)} to {amount(guide.most, unit)}"
        lines.append(f"The guideline asks for {band}{since}.")
    if report.target < 1:
        lines.append(_targeted(exercise, report.target))
    return tuple(lines)


def _targeted(exercise: Exercise, target: float) -> str:
    names = ", ".join(plain(fault.name) for fault in exercise.faults if fault.reach)
    if not names:
        return "Your own target changes nothing: no fault of this exercise asks how far you go."
    share = f"{target:.0%} of the usual range"
    return f"Judged against your own target, {share} ({names}); counted as always."


def _held(exercise: Exercise, report: Report) -> list[str]:
    """Return how far the person was in the pose, and how much that wavered."""
    reached = [hold.reached.value for hold in report.holds if hold.reached.value is not None]
    wobble = [hold.wobble.value for hold in report.holds if hold.wobble.value is not None]
    if not reached or not wobble:
        return []
    unit = report.holds[0].reached.unit
    from_rest = isinstance(exercise.mode, Hold) and exercise.mode.rest
    since = " from your own rest" if from_rest else ""
    at, by = amount(median(reached), unit), amount(median(wobble), unit)
    return [f"You held it at {at}{since}, typically, and wavered by {by}."]


def _reached(exercise: Exercise, report: Report) -> list[str]:
    own, unit = report.own, report.own.unit if report.own else ""
    ends = [(rep.rom.low, rep.rom.high) for rep in report.repetitions]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    if own is None or not known:
        return []
    low, high = (median(values) for values in zip(*known, strict=True))
    up, down = amount(high - own.rest, unit), amount(own.rest - low, unit)
    if isinstance(exercise.mode, Cycle):
        names = exercise.mode.high, exercise.mode.low
        return [f"From there {up} to the {names[0]} and {down} to the {names[1]}, typically."]
    return [f"The far end reads {amount(high, unit)}, {up} from your own rest, typically."]


def _nothing_counted(exercise: Exercise, report: Report) -> str:
    thing = unit_of_count(exercise)
    if report.setup:
        first = report.setup[0]
        return f"No complete {thing} was seen. {remedy(first.problem, first.turn)}"
    if report.dropped:
        reason = report.dropped[0].reason
        return f"No {thing} was counted. The first attempt was left out: {reason}."
    return f"No {thing} was seen. Is this {exercise.title.lower()}, from start to end?"


def _span(least: float, most: float) -> str:
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
