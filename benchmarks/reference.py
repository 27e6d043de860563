"""Make the figures of good form in ``formcheck/handout/figures``, of rendered people.

Usage: ``python -m benchmarks.reference``, after `benchmarks.fixtures`.
"""

from __future__ import annotations

from pathlib import Path

from formcheck.exercises import EXERCISES
from formcheck.pictures.timeline import Timeline
from formcheck.recording import Recording
from formcheck.replay import load

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "formcheck" / "handout" / "figures"


def main() -> None:
    """Take the telling frame of the first repetition of each film of good form."""
    for name, exercise in EXERCISES.items():
        recording = load(ROOT / "fixtures" / "rendered" / f"{name}__good.webm")
        timeline = Timeline.of(recording, exercise)
        report = timeline.report
        done = (*report.repetitions, *report.holds)[0]
        frame = recording[timeline.peak(done.start_s, done.end_s)]
        Recording.of([frame]).write(FIGURES / f"{name}.npz")
        print(f"{name}: {frame.t:.2f} s, faults found: {report.faults}")


if __name__ == "__main__":
    main()
