"""Write a copy of a video with everything drawn on it that the session saw and said.

The film is H.264 in MP4 with its index in front, which every browser plays. It has no sound.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from ..recording import Recording, written_whole
from ..replay import Progress
from ..video import Picture, Video
from .captions import Captions
from .overlay import draw
from .timeline import Timeline

TICKS_PER_S = 90_000
"""Times in the film are whole numbers of these, as is usual; 11 microseconds each."""
_QUALITY: dict[str, object] = {"preset": "veryfast", "crf": "21"}
_INDEX_FIRST = {"movflags": "+faststart"}
_BT709 = 1
"""How colours are coded; said in the film, or players guess it from its size."""


def annotate(
    video: str | os.PathLike[str],
    recording: Recording,
    timeline: Timeline,
    out: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
) -> None:
    """Draw on each picture of a video, and write an MP4 that appears only when it is complete.

    Each picture keeps its own time, so a phone's varying rate is kept as it is.

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

    Raises
    ------
    OSError
        If the film cannot be written.
    """
    captions = Captions(timeline.exercise, timeline.report)
    with (
        written_whole(out) as whole,
        tempfile.TemporaryDirectory(dir=Path(out).parent, prefix=".formcheck-") as folder,
    ):
        film = Path(folder) / "film.mp4"
        with Video(video) as source, film_writer(film, source.rate, recording.size) as write:
            for (t, picture), frame in zip(source.frames(progress), recording, strict=True):
                draw(
                    picture, frame, timeline.exercise, timeline.side, captions.at(t),
                    own_back=timeline.own_back,
                )  # fmt: skip
                write(t, picture)
        with film.open("rb") as file:
            shutil.copyfileobj(file, whole, 1 << 20)


@contextmanager
def film_writer(
    film: Path,
    rate: float,
    size: tuple[int, int],
    *,
    layout: Mapping[str, str] = _INDEX_FIRST,
    coder: Mapping[str, object] = _QUALITY,
) -> Iterator[Callable[[float, Picture], None]]:
    """Open an H.264 film; give what adds a picture at a time [s].

    Parameters
    ----------
    film : Path
        The MP4 file.
    rate : float
        About so many pictures a second come [Hz].
    size : (int, int)
        Of the pictures [px]; sides are made even, as H.264 asks.
    layout : dict
        Options of FFmpeg's MP4 writer.
    coder : dict
        Options of x264.
    """
    width, height = (side & ~1 for side in size)
    with av.open(str(film), "w", format="mp4", options=dict(layout)) as container:
        stream = container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1001))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = dict(coder)
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS_PER_S)
        context.colorspace = context.color_primaries = context.color_trc = _BT709

        def write(t: float, picture: Picture) -> None:
            even = np.ascontiguousarray(picture[:height, :width])
            frame = av.VideoFrame.from_ndarray(even, format="bgr24")
            frame = frame.reformat(format="yuv420p", dst_colorspace=_BT709)
            frame.pts, frame.time_base = round(t * TICKS_PER_S), context.time_base
            container.mux(stream.encode(frame))

        yield write
        container.mux(stream.encode(None))
