"""What a change of thresholds alters in the reports on a set of recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .events import HoldEnded, RepetitionDone
from .report import Report
from .words import plain

Done = RepetitionDone | HoldEnded


@dataclass(frozen=True, slots=True)
class Change:
    """A repetition or hold of which two reports on one recording say different things.

    Attributes
    ----------
    source : str
        The recording.
    start_s, end_s : float
        Of the repetition or hold [s].
    before, after : str
        What each report says of it.
    """

    source: str
    start_s: float
    end_s: float
    before: str
    after: str


def changes(before: Report, after: Report) -> list[Change]:
    """Return every repetition or hold that two reports on one recording tell differently."""
    found = []
    for one, other in _pairs(_done(before), _done(after)):
        told = _say(one, before, other), _say(other, after, one)
        shown = one or other
        if told[0] != told[1] and shown is not None:
            found.append(Change(before.source, shown.start_s, shown.end_s, *told))
    return found


def _done(report: Report) -> list[Done]:
    return sorted((*report.repetitions, *report.holds), key=lambda done: done.start_s)


def _pairs(before: list[Done], after: list[Done]) -> Iterator[tuple[Done | None, Done | None]]:
    """Join those that overlap for more than half of the shorter one; others stay alone."""
    left = list(after)
    for one in before:
        other = next((o for o in left if _overlap(one, o) > 0.5), None)
        if other is not None:
            left.remove(other)
        yield one, other
    yield from ((None, other) for other in left)


def _overlap(one: Done, other: Done) -> float:
    common = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return common / max(min(one.end_s - one.start_s, other.end_s - other.start_s), 1e-9)


def _say(done: Done | None, report: Report, elsewhere: Done | None) -> str:
    """Return what a report says of a repetition, or why it does not count it."""
    if done is None:
        if elsewhere is None:
            return ""
        reasons = (a.reason for a in report.dropped if a.end_s > elsewhere.start_s
                   and a.start_s < elsewhere.end_s)  # fmt: skip
        return f"not counted: {next(reasons, 'no attempt was seen')}"
    said = [", ".join(map(plain, done.faults)) or "good"]
    if done.cannot_judge:
        names = ", ".join(map(plain, done.cannot_judge))
        said = [*(said if done.faults else []), f"cannot judge {names}"]
    return "; ".join(said)
