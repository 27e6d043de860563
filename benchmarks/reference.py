"""Make the figures of good form in ``formcheck/handout/figures``, of rendered people.

Usage: ``python -m benchmarks.reference``, after `benchmarks.fixtures`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formcheck.exercises import EXERCISES
from formcheck.modes import Cycle
from formcheck.pictures.timeline import Timeline
from formcheck.recording import Recording
from formcheck.replay import load

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "formcheck" / "handout" / "figures"


def main() -> None:
    """Take the telling frames of the first repetition of each film of good form."""
    for name, exercise in EXERCISES.items():
        recording = load(ROOT / "fixtures" / "rendered" / f"{name}__good.webm")
        timeline = Timeline.of(recording, exercise)
        report = timeline.report
        done = (*report.repetitions, *report.holds)[0]
        frames = [recording[i] for i in _telling(timeline, done.start_s, done.end_s)]
        Recording.of(frames).write(FIGURES / f"{name}.npz")
        times = ", ".join(f"{frame.t:.2f} s" for frame in frames)
        print(f"{name}: {times}, faults found: {report.faults}")


def _telling(timeline: Timeline, start_s: float, end_s: float) -> list[int]:
    """Return the frame that shows a repetition best; of one to and fro, those of both ends."""
    if not isinstance(timeline.exercise.mode, Cycle):
        return [timeline.peak(start_s, end_s)]
    inside = np.flatnonzero((timeline.t >= start_s) & (timeline.t <= end_s))
    values = timeline.driving[inside]
    return sorted(int(inside[at]) for at in (np.nanargmin(values), np.nanargmax(values)))


if __name__ == "__main__":
    main()
