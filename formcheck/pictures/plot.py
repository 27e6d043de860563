"""A picture of one recording: what was measured, what was counted, and why.

From top to bottom: the measure that is counted by, phases, repetitions (and attempts that were not
counted), findings, the measures that faults are judged by, and when somebody was seen.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..exercise import Exercise
from ..landmarks import Array
from ..measures import Measure
from ..recording import Recording, written_whole
from ..summary import headline
from ..words import amount, plain, sentence
from .lanes import Lanes
from .palette import PAGE
from .timeline import Timeline, limits

WIDE_IN, NARROW_IN = 11.2, 3.7
"""Widths of the picture [in]: for a page, and for a phone."""
DPI = 200
BASE_PT, SMALL_PT, TITLE_PT = 10.5, 9.5, 16.0
"""Sizes of text [pt]; a page shows the picture at 100 pixels an inch."""
_CURVE_IN, _JUDGED_IN, _SEEN_IN = 2.0, 0.85, 0.14
_BREAK_S = 0.3
"""Gaps in a curve up to this long are drawn through [s]."""


def plot_recording(
    recording: Recording, exercise: Exercise, out: str | os.PathLike[str]
) -> Timeline:
    """Replay a recording and write a PNG of what happened, all or nothing.

    Raises
    ------
    OSError
        If the picture cannot be written.
    """
    timeline = Timeline.of(recording, exercise, source=Path(out).stem, target=recording.target)
    drawn = figure(timeline)
    with written_whole(out) as file:
        drawn.savefig(file, format="png", dpi=DPI)
    return timeline


def figure(
    timeline: Timeline,
    *,
    narrow: bool = False,
    titled: bool = True,
    width_in: float | None = None,
) -> Figure:
    """Draw what happened.

    Parameters
    ----------
    timeline : Timeline
    narrow : bool
        For a phone: the same in a third of the width.
    titled : bool
        Say at the top what was counted; a page does so itself.
    width_in : float, optional
        Another width [in] than `WIDE_IN` or `NARROW_IN`.
    """
    width = width_in or (NARROW_IN if narrow else WIDE_IN)
    left, right = (0.5, 0.15) if narrow else (1.45, 0.3)
    inch_per_s = (width - left - right) / max(float(timeline.t[-1] - timeline.t[0]), 1.0)
    lanes = Lanes(timeline, font, inch_per_s=inch_per_s, narrow=narrow)
    head = (0.95 if titled else 0.1) + (0.25 if narrow else 0.0)
    gap = 0.42 if narrow else 0.2
    heights = [_CURVE_IN, lanes.height_in, *[_JUDGED_IN] * len(timeline.judged), _SEEN_IN]
    height = head + sum(heights) + gap * (len(heights) - 1) + 0.4
    drawn = Figure(figsize=(width, height), facecolor=PAGE.surface)
    FigureCanvasAgg(drawn)
    panels: list[Axes] = []
    top = height - head
    for tall in heights:
        box = (left / width, (top - tall) / height, 1 - (left + right) / width, tall / height)
        panels.append(drawn.add_axes(box))
        top -= tall + gap
    if titled:
        _title(drawn, timeline)
    _curve_panel(panels[0], timeline, lanes, narrow)
    lanes.draw(panels[1])
    for panel, (measure, values) in zip(panels[2:], timeline.judged, strict=False):
        _judged_panel(panel, timeline, measure, values, narrow)
        lanes.shade(panel)
    _seen_panel(panels[-1], timeline, narrow)
    return drawn


def caption(exercise: Exercise) -> str:
    """Return what the curve and the marks behind it mean."""
    measure = exercise.mode.measure
    return (
        f"{sentence(measure.name)} [{amount(1, measure.unit).strip('1 ')}]: {measure.meaning}. "
        "Bands are phases; hatched: not counted."
    )


def _title(drawn: Figure, timeline: Timeline) -> None:
    width, height = drawn.get_size_inches()
    for down, text, style, colour in (
        (0.35, headline(timeline.exercise, timeline.report), font(TITLE_PT, bold=True),
         PAGE.ink),
        (0.66, caption(timeline.exercise), font(BASE_PT), PAGE.ink2),
    ):  # fmt: skip
        drawn.text(
            0.2 / width, 1 - down / height, text, fontproperties=style, color=colour, va="center"
        )


@cache
def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the first of the system's fonts that the pages use too."""
    there = set(fontManager.get_font_names())
    wanted = ("Segoe UI", "Helvetica Neue", "Roboto", "Liberation Sans", "Arial")
    family = next((name for name in wanted if name in there), "DejaVu Sans")
    return FontProperties(family=family, size=size, weight="bold" if bold else "normal")


def _curve_panel(panel: Axes, timeline: Timeline, lanes: Lanes, narrow: bool) -> None:
    measure = timeline.exercise.mode.measure
    _prepare(panel, timeline, measure, narrow, ticks=4)
    lanes.shade(panel)
    _line(panel, timeline.t, timeline.driving, PAGE.pine, 2.2)
    _limits(panel, timeline, measure)
    panel.spines["bottom"].set_visible(True)


def _judged_panel(
    panel: Axes,
    timeline: Timeline,
    measure: Measure,
    values: Array,
    narrow: bool,
) -> None:
    _prepare(panel, timeline, measure, narrow, ticks=2)
    _line(panel, timeline.t, values, PAGE.ochre, 1.8)
    if np.isnan(values).all():
        panel.set_yticks([])
        panel.text(
            0.5, 0.5, "cannot judge: not seen", transform=panel.transAxes, ha="center",
            va="center", fontproperties=font(BASE_PT), color=PAGE.unsure,
        )  # fmt: skip
    _limits(panel, timeline, measure)


def _seen_panel(panel: Axes, timeline: Timeline, narrow: bool) -> None:
    """Draw a strip: full where somebody was seen, hatched where nobody was; and the time axis."""
    _prepare(panel, timeline, None, narrow, ticks=0)
    panel.set_ylim(0, 1)
    panel.set_yticks([])
    for start, end, seen in timeline.stretches:
        panel.axvspan(
            start, end, facecolor=PAGE.pine if seen else PAGE.unsuresoft,
            edgecolor=PAGE.pine if seen else PAGE.unsure, hatch=None if seen else "////",
            linewidth=0.0,
        )  # fmt: skip
    panel.tick_params(
        bottom=True, labelbottom=True, length=4, color=PAGE.edge, labelcolor=PAGE.ink2,
        labelfontfamily=font(BASE_PT).get_name(), labelsize=BASE_PT,
    )  # fmt: skip
    panel.xaxis.set_major_locator(MaxNLocator(5 if narrow else 13, integer=True))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g} s"))
    _name(panel, "Seen; hatched: nobody" if narrow else "Seen", narrow)


def _prepare(
    panel: Axes,
    timeline: Timeline,
    measure: Measure | None,
    narrow: bool,
    *,
    ticks: int,
) -> None:
    """Take away what a chart does not need."""
    panel.set_facecolor(PAGE.surface)
    panel.set_xlim(float(timeline.t[0]), max(float(timeline.t[-1]), float(timeline.t[0]) + 1.0))
    for spine in panel.spines.values():
        spine.set_visible(False)
        spine.set_color(PAGE.edge)
    panel.tick_params(
        left=False, bottom=False, labelbottom=False, labelcolor=PAGE.ink2,
        labelfontfamily=font(BASE_PT).get_name(), labelsize=SMALL_PT, pad=2 if narrow else 4,
    )  # fmt: skip
    if measure is None:
        return
    panel.grid(axis="y", color=PAGE.line, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))
    panel.yaxis.set_major_formatter(
        FuncFormatter(lambda at, _: amount(at, measure.unit).replace("-", "\N{MINUS SIGN}"))
    )
    _name(panel, sentence(measure.name), narrow)


def _name(panel: Axes, text: str, narrow: bool) -> None:
    """Write what a panel shows: to its left, or above it on a phone."""
    if narrow:
        place, across, down = (0.0, 1.0, (0, 4)), "left", "bottom"
    else:
        place, across, down = (0.0, 0.5, (-48, 0)), "right", "center"
    panel.annotate(
        text if narrow else text.replace(" ", "\n", 1), place[:2], place[2],
        xycoords="axes fraction", textcoords="offset points", ha=across, va=down,
        fontproperties=font(BASE_PT), color=PAGE.ink2,
    )  # fmt: skip


def _line(panel: Axes, t: Array, values: Array, colour: str, width: float) -> None:
    """Draw a curve, through short gaps but not through long ones."""
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return
    parts = np.split(known, np.flatnonzero(np.diff(t[known]) > _BREAK_S) + 1)
    for part in parts:
        panel.plot(t[part], values[part], color=colour, linewidth=width, solid_capstyle="round")
    low, high = np.percentile(values[known], [0.5, 99.5])
    room = max(0.12 * (high - low), 2.0)
    panel.set_ylim(low - room, high + room)


def _limits(panel: Axes, timeline: Timeline, measure: Measure) -> None:
    """Draw the thresholds of the faults that are judged by a measure, where they are in reach."""
    low, high = panel.get_ylim()
    reach = 0.6 * (high - low)
    for limit in limits(timeline.exercise, measure):
        if not low - reach <= limit.value <= high + reach:
            continue
        low, high = min(low, limit.value - 0.1 * reach), max(high, limit.value + 0.1 * reach)
        panel.axhline(limit.value, color=PAGE.adjust, linewidth=1.2, dashes=(5, 4), zorder=1.5)
        panel.annotate(
            f"{plain(limit.fault.name)} {amount(limit.value, measure.unit)}",
            (1.0, limit.value), (-2, 2),
            xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
            va="bottom", fontproperties=font(SMALL_PT), color=PAGE.adjust,
            bbox={"facecolor": PAGE.surface, "edgecolor": "none", "pad": 1, "alpha": 0.85},
        )  # fmt: skip
    panel.set_ylim(low, high)
