"""One checked clip, with the pictures the page shows of it. Knows nothing of Streamlit."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from ..exercise import Exercise
from ..landmarks import PoseFrame
from ..pictures.palette import Palette
from ..pictures.timeline import Timeline
from ..recording import Recording
from ..replay import Progress, load
from ..report import Report
from ..words import Row, rows

MOST_FIGURES = 12
"""Repetitions of which a figure is kept; each takes 40 kB."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A report, its curves, and the telling frame of each repetition.

    Attributes
    ----------
    timeline : Timeline
    moments : tuple of (Row, PoseFrame)
        Repetitions or holds, each with the frame at its far end.
    """

    timeline: Timeline
    moments: tuple[tuple[Row, PoseFrame], ...]
    _pictures: dict[tuple[Palette, bool] | int, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, recording: Recording, exercise: Exercise, *, source: str) -> Analysis:
        """Check the landmarks of a clip."""
        timeline = Timeline.of(recording, exercise, source=source)
        done = rows(timeline.report)[:MOST_FIGURES]
        return cls(
            timeline,
            tuple((row, recording[timeline.peak(row.start_s, row.end_s)]) for row in done),
        )

    @property
    def exercise(self) -> Exercise:
        """The exercise that was looked for."""
        return self.timeline.exercise

    @property
    def report(self) -> Report:
        """What was found."""
        return self.timeline.report

    def plot(self, palette: Palette, *, narrow: bool) -> bytes:
        """Return the plot as a PNG; drawn once."""
        from ..pictures.plot import DPI, figure

        if (palette, narrow) not in self._pictures:
            out = io.BytesIO()
            drawn = figure(self.timeline, palette=palette, narrow=narrow, titled=False)
            drawn.savefig(out, format="png", dpi=DPI)
            self._pictures[palette, narrow] = out.getvalue()
        return self._pictures[palette, narrow]

    def figure(self, number: int) -> bytes:
        """Return the figure of one of the `moments` as a PNG; drawn once."""
        from ..pictures.overlay import figure, png

        if number not in self._pictures:
            row, frame = self.moments[number]
            drawn = figure(frame, self.exercise, self.timeline.side, faults=row.faults)
            self._pictures[number] = png(drawn)
        return self._pictures[number]


def landmarks(path: Path, progress: Progress) -> Recording:
    """Return the landmarks of a clip; see `formcheck.replay.load`."""
    return load(path, progress=progress)


def time_left(done: int, total: int | None, elapsed_s: float) -> tuple[float, str]:
    """Return the share that is done, 0..1, and how to say what is left.

    Examples
    --------
    >>> time_left(30, 120, elapsed_s=4.0)
    (0.25, 'Watching the clip: picture 30 of 120, about 12 seconds left')
    >>> time_left(30, None, elapsed_s=4.0)
    (0.0, 'Watching the clip: picture 30')
    """
    if not total:
        return 0.0, f"Watching the clip: picture {done}"
    left_s = elapsed_s / max(done, 1) * max(total - done, 0)
    left = f"{left_s:.0f} seconds" if left_s < 90 else f"{left_s / 60:.0f} minutes"
    return min(
        done / total, 1.0
    ), f"Watching the clip: picture {done} of {total}, about {left} left"
