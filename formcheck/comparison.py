"""Two sessions of one exercise side by side: then and now."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from .events import HoldEnded, RepetitionDone, Rom
from .report import Report


@dataclass(frozen=True, slots=True)
class Figures:
    """What one session comes to.

    Attributes
    ----------
    source : str
        What was watched.
    count, dropped : int
        Repetitions or holds; attempts that were not counted.
    lasts_s, hold_s : float or None
        Typical (median) time of a repetition, and of its hold [s].
    range, range_unit, range_measure
        Typical range of a repetition, or how far into the pose a hold went; None where not seen.
    faults, cannot_judge : dict
        In how many repetitions or holds each fault was found, and could not be looked for.
    """

    source: str
    count: int
    dropped: int
    lasts_s: float | None
    hold_s: float | None
    range: float | None
    range_unit: str | None
    range_measure: str | None
    faults: dict[str, int]
    cannot_judge: dict[str, int]

    @classmethod
    def of(cls, report: Report) -> Figures:
        """Sum up a report."""
        done: list[RepetitionDone | HoldEnded] = [*report.repetitions, *report.holds]
        ranges = [one.rom if isinstance(one, RepetitionDone) else one.reached for one in done]
        holds = [one.hold_s if isinstance(one, RepetitionDone) else one.held_s for one in done]
        first: Rom | None = ranges[0] if ranges else None
        return cls(
            source=report.source,
            count=len(done),
            dropped=len(report.dropped),
            lasts_s=_typical([one.end_s - one.start_s for one in done]),
            hold_s=_typical(holds),
            # a hold to the right reads negative
            range=_typical([None if r.value is None else abs(r.value) for r in ranges]),
            range_unit=None if first is None else first.unit,
            range_measure=None if first is None else first.measure,
            faults=report.faults,
            cannot_judge=dict(sorted(Counter(n for o in done for n in o.cannot_judge).items())),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions of one exercise."""

    exercise: str
    then: Figures
    now: Figures

    @classmethod
    def of(cls, then: Report, now: Report) -> Comparison:
        """Compare two reports.

        Raises
        ------
        ValueError
            If they are not of one exercise, or of none.
        """
        if then.exercise is None or then.exercise != now.exercise:
            raise ValueError(
                "two sessions can be compared only if they are of one exercise, got "
                f"{then.exercise or 'none'} in {then.source} and {now.exercise or 'none'} in "
                f"{now.source}"
            )
        return cls(then.exercise, Figures.of(then), Figures.of(now))

    @property
    def faults(self) -> tuple[str, ...]:
        """Faults found in either session, the commonest first."""
        both = Counter(self.then.faults) + Counter(self.now.faults)
        return tuple(sorted(both, key=lambda name: (-both[name], name)))

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        return asdict(self)


def _typical(values: list[float | None] | list[float]) -> float | None:
    seen = [value for value in values if value is not None]
    return round(median(seen), 3) if seen else None
