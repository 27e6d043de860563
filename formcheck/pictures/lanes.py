"""The lanes under the curve of a plot: phases, repetitions, findings."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.textpath import TextPath

from ..modes import Cycle, Reps
from ..words import Row, rows
from .palette import PAGE
from .timeline import Timeline, details, notes

_LANE_IN, _LINE_IN = 0.36, 0.24
"""Heights of a lane, and of a line of findings [in]."""
_MOST_LINES = 6
_TEXT_PT = 10.0
_LOOKS = {"fault": ("^", PAGE.adjust), "unsure": ("s", PAGE.unsure), "dropped": ("x", PAGE.ink2)}
"""Marker and colour of each kind of note."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """Something found at a time [s]; the marker tells what kind it is without colour."""

    t: float
    text: str
    marker: str
    colour: str


class Lanes:
    """What is drawn under the curve.

    Parameters
    ----------
    timeline : Timeline
    font : callable
        ``(size, bold=...) -> FontProperties``.
    inch_per_s : float
        Scale of the time axis [in/s].
    narrow : bool
        Whether it is for a phone.
    """

    def __init__(
        self,
        timeline: Timeline,
        font: Callable[..., FontProperties],
        *,
        inch_per_s: float,
        narrow: bool,
    ) -> None:
        self._timeline = timeline
        self._font = font
        self._inch_per_s = inch_per_s
        self._narrow = narrow
        self._rows = rows(timeline.report)
        found = [_Finding(one.t, one.text, *_LOOKS[one.kind]) for one in notes(timeline)]
        self._lines = self._packed(found)
        self._pitch = _LANE_IN + (0.24 if narrow else 0.06)

    @property
    def height_in(self) -> float:
        """Height of all lanes [in]."""
        head = 0.24 if self._narrow and self._lines else 0.0
        return 2 * self._pitch + head + _LINE_IN * len(self._lines)

    def shade(self, panel: Axes) -> None:
        """Mark phases, and attempts that did not count, behind a curve."""
        for start, end, name in self._timeline.phases:
            fill, _ = self._phase_colours(name)
            panel.axvspan(start, end, color=fill, alpha=0.75, linewidth=0, zorder=0)
        for attempt in self._timeline.report.dropped:
            panel.axvspan(
                attempt.start_s, attempt.end_s, facecolor="none", edgecolor=PAGE.line,
                hatch="///", linewidth=0, zorder=0.5,
            )  # fmt: skip

    def draw(self, panel: Axes) -> None:
        """Draw the lanes, in inches from the top down."""
        t = self._timeline.t
        panel.set_xlim(float(t[0]), max(float(t[-1]), float(t[0]) + 1.0))
        panel.set_ylim(self.height_in, 0)
        panel.axis("off")
        down = 0.0
        for name, lane in (("Phases", self._phases), ("Counted", self._counted)):
            lane(panel, down)
            self._lane_name(panel, name, down, down + _LANE_IN / 2)
            down += self._pitch
        down += 0.24 if self._narrow else 0.0
        if self._lines:
            self._lane_name(panel, "Found", down, down + _LINE_IN / 2)
        for i, line in enumerate(self._lines):
            self._line(panel, line, down + (i + 0.5) * _LINE_IN)

    def _lane_name(self, panel: Axes, name: str, top: float, middle: float) -> None:
        across = ("axes fraction", "data")
        style: dict[str, Any] = {
            "fontproperties": self._font(10.5), "color": PAGE.ink2,
            "xycoords": across, "textcoords": "offset points", "annotation_clip": False,
        }  # fmt: skip
        if self._narrow:
            panel.annotate(name, (0, top), (0, 3), ha="left", va="bottom", **style)
        else:
            panel.annotate(name, (0, middle), (-48, 0), ha="right", va="center", **style)

    # -- phases ----------------------------------------------------------------------------------

    def _phase_colours(self, name: str) -> tuple[str, str]:
        """Return the soft and the full colour of a phase."""
        mode = self._timeline.exercise.mode
        if isinstance(mode, Reps):
            soft = PAGE.pinesoft if name == mode.top else PAGE.sunken
            return soft, PAGE.pine if name == mode.top else PAGE.sunken
        if isinstance(mode, Cycle) and name == mode.between:
            return PAGE.sunken, PAGE.sunken
        if isinstance(mode, Cycle) and name == mode.low:
            return PAGE.ochresoft, PAGE.ochre
        return PAGE.pinesoft, PAGE.pine

    def _phases(self, panel: Axes, top: float) -> None:
        """Draw each phase as a ramp up, a block or a ramp down, with its name where it fits."""
        mode = self._timeline.exercise.mode
        high, low = top + 0.04, top + _LANE_IN - 0.04
        for start, end, name in self._timeline.phases:
            _, fill = self._phase_colours(name)
            rises = isinstance(mode, Reps) and name == mode.out
            falls = isinstance(mode, Reps) and name == mode.back
            third = low - 0.35 * (low - high)
            corners = [
                (start, low), (start, third if rises else high),
                (end, third if falls else high), (end, low),
            ]  # fmt: skip
            panel.add_patch(Polygon(corners, facecolor=fill, edgecolor="none"))
            if self._fits(name, end - start):
                full = fill != PAGE.sunken
                panel.text(
                    (start + end) / 2, (high + low) / 2 + (0 if full else 0.04), name,
                    ha="center", va="center", fontproperties=self._font(_TEXT_PT, bold=full),
                    color=PAGE.surface if full else PAGE.ink,
                )  # fmt: skip

    # -- repetitions -----------------------------------------------------------------------------

    def _counted(self, panel: Axes, top: float) -> None:
        for row in self._rows:
            self._box(panel, row, top)
        for attempt in self._timeline.report.dropped:
            panel.add_patch(
                Rectangle(
                    (attempt.start_s, top + 0.05),
                    attempt.end_s - attempt.start_s,
                    _LANE_IN - 0.1,
                    facecolor=PAGE.surface,
                    edgecolor=PAGE.edge,
                    hatch="////",
                    linestyle="--",
                    linewidth=1,
                )
            )

    def _box(self, panel: Axes, row: Row, top: float) -> None:
        gap = 0.02 / self._inch_per_s
        panel.add_patch(
            FancyBboxPatch(
                (row.start_s + gap, top + 0.05),
                row.end_s - row.start_s - 2 * gap,
                _LANE_IN - 0.1,
                boxstyle="square,pad=0",
                facecolor=PAGE.surface,
                edgecolor=PAGE.pine,
                linewidth=1.5,
            )
        )
        middle, room = top + _LANE_IN / 2, row.end_s - row.start_s
        inset = 0.08 / self._inch_per_s
        left = room - 2 * (gap + inset)
        detail = next((d for d in details(row) if self._fits(f"{row.number}  {d}", left)), "")
        both = bool(detail)
        panel.text(
            row.start_s + gap + inset if both else row.start_s + room / 2, middle, str(row.number),
            ha="left" if both else "center", va="center", color=PAGE.pine,
            fontproperties=self._font(_TEXT_PT, bold=True),
        )  # fmt: skip
        if both:
            panel.text(
                row.end_s - gap - inset, middle, detail, ha="right", va="center",
                fontproperties=self._font(_TEXT_PT), color=PAGE.ink,
            )  # fmt: skip

    # -- findings --------------------------------------------------------------------------------

    def _packed(self, findings: Sequence[_Finding]) -> list[list[tuple[_Finding, float]]]:
        """Return lines of findings, each with the place of its left edge [s], none overlapping.

        When the lines run out, what is left is marked without words; the table has them.
        """
        first, last = float(self._timeline.t[0]), float(self._timeline.t[-1])
        lines: list[list[tuple[_Finding, float]]] = []
        ends: list[float] = []
        for finding in map(self._wrapped, findings):
            wide = self._width_s(finding.text) + 0.3 / self._inch_per_s
            left = max(first, min(finding.t, last - wide))
            tall = finding.text.count("\n") + 1
            free = next((i for i, end in enumerate(ends) if end <= left), len(lines))
            if tall > 1:
                free = len(lines)
            if free + tall > _MOST_LINES:
                lines[-1].append((replace(finding, text=""), finding.t))
                continue
            if free == len(lines):
                lines += [[] for _ in range(tall)]
                ends += [math.inf] * tall
            lines[free].append((finding, left))
            ends[free] = math.inf if tall > 1 else left + wide
        return lines

    def _wrapped(self, finding: _Finding) -> _Finding:
        """Return a finding with its words on as many lines as the picture is narrow."""
        room = float(self._timeline.t[-1] - self._timeline.t[0]) - 0.3 / self._inch_per_s
        tall = math.ceil(1.1 * self._width_s(finding.text) / max(room, 1.0))
        if tall <= 1:
            return finding
        text = textwrap.fill(finding.text, math.ceil(1.1 * len(finding.text) / tall))
        return replace(finding, text=text)

    def _line(self, panel: Axes, line: list[tuple[_Finding, float]], middle: float) -> None:
        for finding, left in line:
            at = left + 0.09 / self._inch_per_s
            hollow = finding.marker == "s"
            panel.plot(
                at, middle, finding.marker, color=finding.colour, markersize=7, clip_on=False,
                fillstyle="none" if hollow else "full", markeredgewidth=1.6 if hollow else 1.2,
            )  # fmt: skip
            for i, words in enumerate(finding.text.splitlines()):
                panel.text(
                    at + 0.11 / self._inch_per_s, middle + i * _LINE_IN, words, ha="left",
                    va="center", fontproperties=self._font(_TEXT_PT, bold=True),
                    color=finding.colour,
                )  # fmt: skip

    def _fits(self, text: str, room_s: float) -> bool:
        return self._width_s(text) + 0.1 / self._inch_per_s <= room_s

    def _width_s(self, text: str) -> float:
        """Return the width of a text on the time axis [s]."""
        if not text:
            return 0.0
        style = self._font(_TEXT_PT, bold=True)
        widths = [TextPath((0, 0), line, prop=style).get_extents().width for line in
                  text.splitlines()]  # fmt: skip
        return float(max(widths)) / 72 / self._inch_per_s
