"""Write a copy of a video with everything drawn on it that the session saw and said.

OpenCV's packages bring no encoder for H.264, which is what browsers play; where the one at hand has
it (``avc1``) it is used, otherwise the film is MPEG-4 Part 2 (``mp4v``), which desktop players play
and browsers do not. VP9, which they do, is there too, but took 0.15 s a picture where ``mp4v``
takes 1.5 ms.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np

from ..recording import Recording, written_whole
from ..replay import Progress
from ..video import Video
from .captions import Captions
from .overlay import draw
from .timeline import Timeline

CODECS = ("avc1", "mp4v")
"""Tried in this order."""


def annotate(
    video: str | os.PathLike[str],
    recording: Recording,
    timeline: Timeline,
    out: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
) -> str:
    """Draw on each picture of a video, and write an MP4 that appears only when it is complete.

    A film has one frame rate and a phone's video has not: the rate is that of the median time
    between two pictures, and pictures are repeated or left out so that the times stay true.

    Parameters
    ----------
    video : path
    recording : Recording
        What the pose model saw in that video, picture by picture.
    timeline : Timeline
        Made from that recording.
    out : path
        The MP4 file.
    progress : callable, optional
        Called after each picture.

    Returns
    -------
    str
        The codec, one of `CODECS`.

    Raises
    ------
    OSError
        If the film cannot be written.
    """
    interval = float(np.median(np.diff(recording.t))) if len(recording) > 1 else 1 / 30
    captions = Captions(timeline.exercise, timeline.report)
    with written_whole(out) as whole, tempfile.TemporaryDirectory(dir=Path(out).parent) as folder:
        film = Path(folder) / "film.mp4"
        writer, codec = _writer(film, 1 / interval, recording.size)
        written = 0
        try:
            with Video(video) as source:
                for (t, picture), frame in zip(source.frames(progress), recording, strict=True):
                    draw(picture, frame, timeline.exercise, timeline.side, captions.at(t))
                    due = round((t - float(recording.t[0])) / interval) + 1
                    for _ in range(due - written):
                        writer.write(picture[: picture.shape[0] & ~1, : picture.shape[1] & ~1])
                    written = max(written, due)
        finally:
            writer.release()
        with film.open("rb") as file:
            while block := file.read(1 << 20):
                whole.write(block)
    return codec


def _writer(film: Path, rate: float, size: tuple[int, int]) -> tuple[cv2.VideoWriter, str]:
    """Return a writer and its codec; sides are made even, which encoders ask for."""
    width, height = (side & ~1 for side in size)
    for codec in CODECS:
        code = cv2.VideoWriter.fourcc(*codec)
        writer = cv2.VideoWriter(str(film), cv2.CAP_FFMPEG, code, rate, (width, height))
        if writer.isOpened():
            return writer, codec
    raise OSError(f"OpenCV can write no film of {width}x{height} px")
