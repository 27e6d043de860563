"""The sample clips that play the camera for somebody who has none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..video import Video

_FOLDERS = (
    Path(__file__).parent / "clips",  # in an installed package
    Path(__file__).parents[2] / "fixtures" / "rendered",  # in a source checkout
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A film of a rendered person who does one exercise.

    Attributes
    ----------
    file : str
        Its name in `folder`.
    fps : float
        Pictures per second.
    pictures : int
    """

    file: str
    fps: float
    pictures: int


def folder() -> Path:
    """Return where the sample clips are."""
    return next((one for one in _FOLDERS if one.is_dir()), _FOLDERS[0])


@cache
def sample(exercise: str) -> Sample | None:
    """Return the sample of an exercise, by its name; None where there is none."""
    path = folder() / f"{exercise}__good.webm"
    if not path.is_file():
        return None
    with Video(path) as video:
        times = [t for t, _ in video.frames()]
    return Sample(path.name, round((len(times) - 1) / (times[-1] - times[0]), 3), len(times))
