"""What a report comes to, in sentences: for the command line, the pictures and the pages."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from .exercise import Exercise, Fault
from .modes import Cycle, Hold
from .report import Report
from .setup import remedy
from .smoothness import GAPS, NOISY, NOT_ALL, PASSED, TOO_FEW
from .trace import Manner, Smoothness
from .words import (
    FROM,
    NONE,
    Row,
    amount,
    length,
    number_of,
    numbered,
    plain,
    rows,
    sentence,
    unit_of_count,
)

FILMING = {
    TOO_FEW: "Film 25 or 30 pictures a second, in good light.",
    NOISY: "Stand the camera on something firm, and add light.",
    PASSED: "Keep the space between you and the camera free.",
    GAPS: "Keep your whole body in the picture.",
    NOT_ALL: "Keep your whole body in the picture.",
}
"""How to film what could not be judged for these reasons."""


def headline(exercise: Exercise, report: Report) -> str:
    """Return what was counted, e.g. "Bridge: 3 repetitions counted"."""
    count = len(report.repetitions) + len(report.holds)
    return f"{exercise.title}: {number_of(count, unit_of_count(exercise))} counted"


def unrecognised(report: Report) -> str:
    """Return what to say where no exercise was recognised."""
    if not report.tracked_share:
        return "Nobody was seen. Film the whole body, in good light."
    return "None of the exercises was recognised. Name it, if you know which one it is."


def summary(exercise: Exercise, report: Report) -> list[str]:
    """Return what happened, in a few plain sentences."""
    done, thing = rows(report), unit_of_count(exercise)
    told = []
    if done:
        clean = sum(not row.faults and not row.cannot_judge for row in done)
        good = f"; nothing to correct in {clean} of them" if 0 < clean < len(done) else ""
        told.append(f"{number_of(len(done), thing)} counted in {length(report.duration_s)}{good}.")
    told.append(closing(exercise, report))
    if done and report.dropped:
        more = len(report.dropped)
        told.append(f"{number_of(more, 'attempt')} did not count.")
    return told


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


def _nothing_counted(exercise: Exercise, report: Report) -> str:
    thing = unit_of_count(exercise)
    if report.setup:
        first = report.setup[0]
        return f"No complete {thing} was seen. {remedy(first.problem, first.turn)}"
    if report.dropped:
        reason = report.dropped[0].reason
        return f"No {thing} was counted. The first attempt was left out: {reason}."
    return f"No {thing} was seen. Is this {exercise.title.lower()}, from start to end?"


def most_wanted(exercise: Exercise, report: Report) -> Fault | None:
    """Return the one fault to work on next: the commonest, and of those the most urgent."""
    return max(
        (fault for fault in exercise.faults if fault.name in report.faults),
        key=lambda fault: report.faults[fault.name],
        default=None,
    )


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


def unseen(exercise: Exercise, report: Report) -> list[str]:
    """Return what could not be judged, and in which repetitions."""
    done, thing = rows(report), unit_of_count(exercise)
    told = []
    for name in dict.fromkeys(name for row in done for name in row.cannot_judge):
        where = numbered((row for row in done if name in row.cannot_judge), thing)
        told.append(f"{sentence(name)}: {where}.")
    return told


def filming(exercise: Exercise, report: Report) -> list[str]:
    """Return how to film it better next time, the most useful first."""
    told = [remedy(one.problem, one.turn) for one in report.setup]
    if report.view is not None and report.view != exercise.view:
        told.append(f"Film from the {exercise.view}: this camera filmed {FROM[report.view]}.")
    moved = [one.smoothness for one in report.repetitions]
    moved += [one.smoothness for one in report.holds]
    reasons = {one.reason for of in moved for one in of if one.manner is Manner.CANNOT_JUDGE}
    told += [remedy for reason, remedy in FILMING.items() if reason in reasons]
    if report.tracked_share < 0.95:
        told.append("Keep your whole body in the picture, in good light.")
    told.append("Camera at mat height, two to three metres away, close-fitting clothes.")
    return list(dict.fromkeys(told))


def smoothness(of: Iterable[Smoothness]) -> str:
    """Return how smooth the movements of a repetition were, in a few words."""
    manners = {one.movement: one.manner for one in of}
    if not manners or set(manners.values()) == {Manner.CANNOT_JUDGE}:
        return "not judged"
    odd = [
        f"{movement} {'not judged' if manner is Manner.CANNOT_JUDGE else manner.value}"
        for movement, manner in manners.items()
        if manner is not Manner.SMOOTH
    ]
    return ", ".join(odd) or "smooth"
