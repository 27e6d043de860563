"""Reports as single HTML files: they need no network, and print on A4."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .. import __version__
from ..checks import Threshold
from ..comparison import Comparison, Figures
from ..exercise import Exercise
from ..pictures.plot import DPI, caption, figure
from ..pictures.timeline import Timeline
from ..recording import Recording
from ..report import Report
from ..setup import remedy
from ..trace import Manner, Smoothness
from ..words import (
    FROM,
    NONE,
    amount,
    closing,
    dose,
    headline,
    number_of,
    own_range,
    plain,
    rows,
    seconds,
    sentence,
    unit_of_count,
)  # fmt: skip
from .findings import findings

HERE = Path(__file__).parent
PAPER_IN = 9.0
"""Width that a plot is drawn for [in]: printed, its words are then a little smaller than text."""
FILMING = {
    "fewer than 12 different pictures a second": "Film 25 or 30 pictures a second, in good light.",
    "the picture shakes or is too noisy": "Stand the camera on something firm, and add light.",
    "something passed before the camera": "Keep the space between you and the camera free.",
    "too many pictures are missing": "Keep your whole body in the picture.",
    "not all of it was seen": "Keep your whole body in the picture.",
}
"""How to film what could not be judged for these reasons of `formcheck.smoothness`."""

_PAGES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_PAGES.filters |= {"sentence": sentence, "plain": plain, "svg": Markup}


def report_page(
    recording: Recording, timeline: Timeline, thresholds: Mapping[str, Threshold]
) -> str:
    """Return the report on one session as an HTML page.

    Parameters
    ----------
    recording : Recording
    timeline : Timeline
        Made from that recording.
    thresholds : mapping of str to Threshold
        Those that it was counted and judged by.
    """
    exercise, report = timeline.exercise, timeline.report
    return _PAGES.get_template("report.html.jinja").render(
        _common()
        | {
            "title": headline(exercise, report),
            "exercise": exercise,
            "report": report,
            "file": Path(report.source).name,
            "length": _length(report.duration_s),
            "summary": summary(exercise, report),
            "dose": dose(exercise.dose),
            "thing": unit_of_count(exercise),
            "columns": _columns(exercise, report),
            "range_note": _range_note(report),
            "own_range": own_range(exercise, report),
            "findings": findings(recording, timeline),
            "plot": _plot(timeline),
            "plot_caption": caption(exercise),
            "dropped": [(seconds(a.start_s), a.reason) for a in report.dropped],
            "unseen": unseen(exercise, report),
            "filming": filming(exercise, report),
            "thresholds": [
                (plain(name.lower()), f"{one.value:g} {one.unit}", one.source)
                for name, one in thresholds.items()
            ],
        }
    )


def comparison_page(then: Timeline, now: Timeline) -> str:
    """Return two sessions of one exercise side by side as an HTML page.

    Raises
    ------
    ValueError
        If they are not of one exercise.
    """
    comparison = Comparison.of(then.report, now.report)
    exercise = now.exercise
    return _PAGES.get_template("comparison.html.jinja").render(
        _common()
        | {
            "title": f"{exercise.title}: then and now",
            "exercise": exercise,
            "then": Path(comparison.then.source).name,
            "now": Path(comparison.now.source).name,
            "summary": changes(exercise, comparison),
            "rows": compared_rows(exercise, comparison),
            "plots": [_plot(then, narrow=True), _plot(now, narrow=True)],
            "plot_caption": caption(exercise),
            "views": (then.report.view, now.report.view),
        }
    )


# -- words ---------------------------------------------------------------------------------------


def summary(exercise: Exercise, report: Report) -> list[str]:
    """Return what happened, in a few plain sentences."""
    done, thing = rows(report), unit_of_count(exercise)
    told = []
    if done:
        clean = sum(not row.faults and not row.cannot_judge for row in done)
        good = f"; nothing to correct in {clean} of them" if 0 < clean < len(done) else ""
        told.append(f"{number_of(len(done), thing)} counted in {_length(report.duration_s)}{good}.")
    told.append(closing(exercise, report))
    if done and report.dropped:
        more = len(report.dropped)
        told.append(f"{number_of(more, 'attempt')} did not count.")
    return told


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


def unseen(exercise: Exercise, report: Report) -> list[str]:
    """Return what could not be judged, and in which repetitions."""
    done, thing = rows(report), unit_of_count(exercise)
    told = []
    for name in dict.fromkeys(name for row in done for name in row.cannot_judge):
        where = ", ".join(str(row.number) for row in done if name in row.cannot_judge)
        things = f"{thing}s" if "," in where else thing
        told.append(f"{sentence(name)}: {things} {where}.")
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


# -- parts of the page ---------------------------------------------------------------------------


def _common() -> dict[str, object]:
    return {"version": __version__, "style": Markup((HERE / "style.css").read_text("utf-8"))}


def _columns(exercise: Exercise, report: Report) -> dict[str, list[object]]:
    """Return the cells of the table, without columns that say nothing."""
    done = rows(report)
    smooth = [smoothness(one.smoothness) for one in report.repetitions]
    smooth += [smoothness(one.smoothness) for one in report.holds]
    reached = [amount(hold.reached.value and abs(hold.reached.value), hold.reached.unit)
               for hold in report.holds]  # fmt: skip
    ranges = [row.range for row in done[: len(report.repetitions)]] + reached
    columns: dict[str, list[object]] = {
        unit_of_count(exercise).capitalize(): [row.number for row in done],
        "Start": [row.start for row in done],
        "Lasts": [row.lasts for row in done],
        "Hold": [row.hold for row in done],
        "Side": [row.side for row in done],
        "Range": list(ranges),
        "Movement": list(smooth),
        "Found": list(done),
    }
    return {name: cells for name, cells in columns.items() if set(map(str, cells)) != {NONE}}


def _range_note(report: Report) -> str:
    """Return what the range is of, and how good it is."""
    measured = [(rep.rom, "largest less smallest") for rep in report.repetitions]
    measured += [(hold.reached, "typical while held") for hold in report.holds]
    if not measured:
        return ""
    rom, how = measured[0]
    error = ", from one camera, good to about six degrees" if rom.unit == "deg" else ""
    return f"Range: {plain(rom.measure)}, {how}{error}."


def _plot(timeline: Timeline, *, narrow: bool = False) -> str:
    """Return the plot as the address of a picture that needs no network."""
    out = io.BytesIO()
    width_in = None if narrow else PAPER_IN
    drawn = figure(timeline, narrow=narrow, titled=False, width_in=width_in)
    drawn.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


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


def _length(duration_s: float) -> str:
    minutes, rest = divmod(round(duration_s), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
