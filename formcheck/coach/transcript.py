"""Everything the coach says about a recording, with times, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..landmarks import PoseFrame
from .lesson import Lesson
from .lines import Line
from .voice import takes_s


def transcript(lesson: Lesson, frames: Iterable[PoseFrame]) -> Iterator[tuple[float, Line]]:
    """Yield when each line is said [s], and the line, while a lesson follows some frames.

    It ends with the lesson, or is stopped where the frames end before it.
    """
    t = 0.0
    for frame in frames:
        t = frame.t
        yield from _spoken(t, lesson.update(frame))
        if lesson.stage.is_over:
            return
    yield from _spoken(t, lesson.stop())


def _spoken(t: float, lines: list[Line]) -> Iterator[tuple[float, Line]]:
    for line in lines:
        yield t, line
        t += takes_s(line)
