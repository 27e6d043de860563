"""Reports as single HTML files: they need no network, and print on A4."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .. import __version__
from ..checks import Threshold
from ..comparison import Comparison, changes, compared_rows
from ..exercise import Exercise
from ..pictures.plot import DPI, caption, figure
from ..pictures.timeline import Timeline
from ..recording import Recording
from ..report import Report
from ..summary import filming, headline, own_range, smoothness, summary, unseen
from ..words import NONE, amount, dose, length, plain, rows, seconds, sentence, unit_of_count
from .findings import findings

HERE = Path(__file__).parent
PAPER_IN = 9.0
"""Width that a plot is drawn for [in]: printed, its words are then a little smaller than text."""

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
            "length": length(report.duration_s),
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


# -- parts of the page ---------------------------------------------------------------------------


def _common() -> dict[str, object]:
    return {"version": __version__, "style": Markup((HERE / "style.css").read_text("utf-8"))}


def _columns(exercise: Exercise, report: Report) -> dict[str, list[object]]:
    """Return the cells of the table, without columns that say nothing."""
    done = rows(report)
    smooth = [smoothness(one.smoothness) for one in report.repetitions]
    smooth += [smoothness(one.smoothness) for one in report.holds]
    reached = [amount(hold.reached.value, hold.reached.unit) for hold in report.holds]
    ranges = [row.range for row in done[: len(report.repetitions)]] + reached
    columns: dict[str, list[object]] = {
        unit_of_count(exercise).capitalize(): [row.number for row in done],
        "Start": [row.start for row in done],
        "Lasts": [row.lasts for row in done],
        "Held": [row.hold for row in done],
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
