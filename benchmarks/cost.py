"""What one frame costs: the pose model, the motion grid, both at once, and all that comes after.

    python -m benchmarks.cost VIDEO [--exercise NAME] [--frames N]

Every frame goes through all of them in turn, in one run, so that other work on the machine burdens
them alike: trust the ratios more than the milliseconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.motion import MotionGrid
from formcheck.pose import PoseEstimator
from formcheck.session import Session
from formcheck.video import Video

WARM_UP = 10
"""First frames that are not counted."""

POSE, MOTION, BOTH, ENGINE = "pose model", "motion grid", "both, side by side", "engine"

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Stopwatch:
    """Milliseconds of each run of each part."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = {}

    def time(
        self, part: str, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Do some work and note how long it took."""
        start = time.perf_counter()
        result = work(*given, **named)
        self.ms.setdefault(part, []).append(1000 * (time.perf_counter() - start))
        return result


def engine(exercise: str) -> Callable[[PoseFrame], object]:
    """Return what takes a pose frame and does everything after it."""
    return Session(EXERCISES[exercise]).update


def measure(path: Path, exercise: str, n: int) -> tuple[tuple[int, int], Stopwatch]:
    """Return the size of the pictures of a video and what its first frames cost."""
    with Video(path) as video:
        frames = list(islice(video.frames(), n))  # decoded before, so as not to disturb
    watch, grid, update = Stopwatch(), MotionGrid(), engine(exercise)
    with PoseEstimator(motion=False) as alone, PoseEstimator() as together:
        for t, picture in frames:
            mask = watch.time(POSE, alone.estimate, picture, t).mask
            watch.time(MOTION, grid.update, picture, t, mask)
            frame = watch.time(BOTH, together.estimate, picture, t)
            watch.time(ENGINE, update, frame)
    return video.size, watch


def table(ms: dict[str, list[float]]) -> str:
    """Return medians and 95th percentiles [ms], and each median as a share of the pose model's."""
    whole = np.median(ms[POSE][WARM_UP:])
    lines = [f"{'':20}{'median ms':>10}{'p95 ms':>10}{'of pose':>10}"]
    for part, times in ms.items():
        median, p95 = np.percentile(times[WARM_UP:], [50, 95])
        lines.append(f"{part:20}{median:10.2f}{p95:10.2f}{median / whole:10.3f}")
    return "\n".join(lines)


def main() -> None:
    """Print what a frame costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--exercise", choices=EXERCISES, default="bird_dog")
    parser.add_argument("--frames", type=int, default=200)
    options = parser.parse_args()
    try:
        size, watch = measure(options.video, options.exercise, options.frames)
    except ValueError as error:
        parser.error(str(error))
    print(f"{options.video.name}, {size[0]}x{size[1]} px, {len(watch.ms[POSE])} frames")
    print(table(watch.ms))


if __name__ == "__main__":
    main()
