"""Replay a clip, film or landmark recording, through the same engine that runs live."""

from __future__ import annotations

import dataclasses
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from .arrays import RecordingError
from .exercise import Exercise
from .landmarks import PoseFrame
from .recognition import Recogniser
from .recording import Recording
from .report import Report
from .session import Session

CLIPS = (".mp4", ".mov", ".webm", ".avi", ".gif", ".mkv", ".m4v", ".npz")
"""What is taken for a clip by its name; the content decides what it really is."""
Progress = Callable[[int, int | None], None]
"""Called with the pictures done so far and, if the file tells, how many there are in all."""


class SourceError(ValueError):
    """A clip, or the pose model, cannot be used; the message says what is wrong and what to do."""


def is_recording(path: str | os.PathLike[str]) -> bool:
    """Tell a landmark recording from a video, by the name's ending or what is inside."""
    return Path(path).suffix.lower() == ".npz" or zipfile.is_zipfile(path)


def load(
    source: str | os.PathLike[str],
    *,
    model: Path | None = None,
    progress: Progress | None = None,
) -> Recording:
    """Return the landmarks of a clip.

    Those of a video are kept as in a recording made of it, so that both give the same report.

    Parameters
    ----------
    source : path
        A video or a landmark recording.
    model : path, optional
        Another pose model than the one that comes with formcheck.
    progress : callable, optional
        Called after each picture of a video.

    Raises
    ------
    SourceError
        If the file or the model is missing, damaged or not usable.
    """
    if is_recording(source):
        try:
            return Recording.read(source)
        except FileNotFoundError as error:
            raise SourceError(f"{source}: no such file; check the name") from error
        except RecordingError as error:
            raise SourceError(str(error)) from error

    # Only here: replaying a recording needs no pose model.
    from .pose import ModelError, watch
    from .video import VideoError

    try:
        return Recording.of(frame for _, frame in watch(source, model, progress=progress))
    except (ModelError, VideoError) as error:
        raise SourceError(str(error)) from error
    except RecordingError as error:
        raise SourceError(f"{source}: {error}") from error


def replay(
    frames: Iterable[PoseFrame],
    exercise: Exercise | None = None,
    *,
    source: str = "",
    target: float = 1.0,
    changed: Mapping[str, float] | None = None,
) -> Report:
    """Return the report on all of some frames, by the exercise that is recognised if none is named.

    Where none is recognised the report's `exercise` is None. `target` is the share of the usual
    range that the person means to reach; it shifts what is judged and never what is counted. The
    report repeats which thresholds of the exercise are `changed`, see `formcheck.exercises.tuned`.
    """
    follower = (
        Recogniser(source=source, target=target)
        if exercise is None
        else Session(exercise, source=source, target=target)
    )
    for frame in frames:
        follower.update(frame)
    follower.finish()
    return dataclasses.replace(follower.report(), changed=tuple(sorted((changed or {}).items())))
