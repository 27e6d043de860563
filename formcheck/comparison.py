"""Two sessions of one exercise side by side: then and now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from .events import HoldEnded, RepetitionDone, Rom
from .exercise import Exercise
from .report import Report
from .words import NONE, amount, number_of, plain, sentence, unit_of_count


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
            range=_typical([one.value for one in ranges]),
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


def _typical(values: list[float | None] | list[float]) -> float | None:
    seen = [value for value in values if value is not None]
    return round(median(seen), 3) if seen else None


# -- words ---------------------------------------------------------------------------------------


def changes(exercise: Exercise, compared: Comparison) -> list[str]:
    """Return what changed between two sessions, in a few plain sentences."""
    then, now = compared.then, compared.now
    thing = unit_of_count(exercise)
    told = [f"Then {number_of(then.count, thing)}, now {number_of(now.count, thing)}."]
    if then.range is not None and now.range is not None and now.range_measure is not None:
        unit = now.range_unit or ""
        told.append(
            f"Typical range of the {plain(now.range_measure)}: then {amount(then.range, unit)}, "
            f"now {amount(now.range, unit)}."
        )
    for name in compared.faults[:2]:
        told.append(f"{sentence(name)}: then {_share(then, name)}, now {_share(now, name)}.")
    if then.count and now.count and not compared.faults:
        told.append("Nothing to correct in what a camera can see, then and now.")
    return told


def compared_rows(exercise: Exercise, compared: Comparison) -> list[tuple[str, str, str, str]]:
    """Return what is compared, then, now, and the change, ready to be read."""
    then, now = compared.then, compared.now
    unit, measure = now.range_unit or then.range_unit or "", now.range_measure or ""
    thing = unit_of_count(exercise)
    table = [
        (f"{thing.capitalize()}s counted", str(then.count), str(now.count),
         _change(then.count, now.count, "")),
        ("Not counted", str(then.dropped), str(now.dropped),
         _change(then.dropped, now.dropped, "")),
        ("Typical length", *_both(then.lasts_s, now.lasts_s, "s")),
        ("Typical hold", *_both(then.hold_s, now.hold_s, "s")),
        (f"Typical range, {plain(measure)}", *_both(then.range, now.range, unit)),
    ]  # fmt: skip
    table += [
        (sentence(name), _share(then, name), _share(now, name), "") for name in compared.faults
    ]
    unsure = sorted({*then.cannot_judge, *now.cannot_judge})
    table += [
        (f"Cannot judge: {plain(name)}", _share(then, name, unsure=True),
         _share(now, name, unsure=True), "")
        for name in unsure
    ]  # fmt: skip
    return [row for row in table if row[1:3] != (NONE, NONE)]


def _both(then: float | None, now: float | None, unit: str) -> tuple[str, str, str]:
    return amount(then, unit), amount(now, unit), _change(then, now, unit)


def _change(then: float | None, now: float | None, unit: str) -> str:
    if then is None or now is None:
        return ""
    size = amount(abs(now - then), unit) if unit else str(abs(now - then))
    if size == (amount(0.0, unit) if unit else "0"):
        return "same"
    return f"{'+' if now > then else chr(0x2212)}{size}"


def _share(of: Figures, name: str, *, unsure: bool = False) -> str:
    found = (of.cannot_judge if unsure else of.faults).get(name, 0)
    return f"{found} of {of.count}"
