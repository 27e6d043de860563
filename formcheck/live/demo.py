"""The sample clips that play the camera for somebody who has none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..video import Video
from .app import CLIPS


@dataclass(frozen=True, slots=True)
class Sample:
    """A film of a rendered person who does one exercise.

    Attributes
    ----------
    file : str
        Its name in `CLIPS`.
    fps : float
        Pictures per second.
    pictures : int
    """

    file: str
    fps: float
    pictures: int


@cache
def sample(exercise: str) -> Sample | None:
    """Return the sample of an exercise, by its name; None where there is none."""
    path = CLIPS / f"{exercise}__good.webm"
    if not path.is_file():
        return None
    with Video(path) as video:
        return Sample(path.name, video.rate, sum(1 for _ in video.frames()))
