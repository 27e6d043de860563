"""The pictures of a set, kept only where the person asks for them: a film beside the landmarks.

While a set goes on its film grows in the folder of its recording, in fragments that can be read
whatever ends the program. A set that goes on after that begins another piece; in the end all pieces
become one MP4 beside the recording, and picture and landmarks have the same times.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import av

from ..recording import written_whole
from ..video import Picture
from .film import film_writer

FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"}
QUICKLY = {"preset": "ultrafast", "tune": "zerolatency", "crf": "24", "g": "20"}
"""A picture takes 1 to 2 ms, beside the pose model's 25; a fragment is about a second."""
USUAL_HZ = 20
"""A first guess for the coder [Hz]; each picture has its own time."""


class KeptFilm:
    """A piece of a film under way; use it on one thread.

    Parameters
    ----------
    folder : Path
        That of the recording's pieces.
    size : (int, int)
        Width and height of the pictures [px].
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        path = folder / f"{len(pieces(folder)):03}.mp4"
        self._opened = film_writer(path, USUAL_HZ, size, layout=FRAGMENTS, coder=QUICKLY)
        self._write = self._opened.__enter__()

    def add(self, t: float, picture: Picture) -> None:
        """Add the picture at a time [s]."""
        self._write(t, picture)

    def close(self) -> None:
        """Write what the coder still holds."""
        self._opened.__exit__(None, None, None)


def pieces(folder: Path) -> list[Path]:
    """Return the pieces of the film in the folder of a recording, in order."""
    return sorted(folder.glob("[0-9]*.mp4"))


def film_of(recording: Path) -> Path:
    """Return where the film of a recording is, if it has one."""
    return recording.with_suffix(".mp4")


def join(folder: Path) -> Path | None:
    """Put the pieces in the folder of a recording together; return the film, None without one.

    Nothing is coded anew. A piece that was broken off counts as far as it goes.
    """
    parts = pieces(folder)
    if not parts:
        return None
    out = film_of(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".formcheck-") as place:
        film = Path(place) / "film.mp4"
        with av.open(str(film), "w", format="mp4", options={"movflags": "+faststart"}) as joined:
            stream = None
            for part in parts:
                stream = _append(part, joined, stream)
        if stream is None:
            return None
        with film.open("rb") as file, written_whole(out) as whole:
            shutil.copyfileobj(file, whole, 1 << 20)
    return out


def _append(
    part: Path, joined: av.container.OutputContainer, stream: av.VideoStream | None
) -> av.VideoStream | None:
    """Copy a piece as far as it can be read; return the stream that was written to."""
    try:
        with av.open(str(part)) as source:
            for packet in source.demux(video=0):
                if packet.dts is None:
                    continue
                if stream is None:
                    stream = joined.add_stream_from_template(source.streams.video[0])
                packet.stream = stream
                joined.mux(packet)
    except av.FFmpegError:  # broken off
        pass
    return stream
