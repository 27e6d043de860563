"""The pictures of a set, kept only where the person asks for them: a film beside the landmarks.

While a set goes on its film grows in the folder of its recording, in fragments that can be read
whatever ends the program. A set that goes on after that begins another piece; in the end all pieces
become one MP4 beside the recording, and picture and landmarks have the same times.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import av

from ..recording import written_whole
from ..video import Picture
from .film import film_writer

FRAGMENTS = {
    "movflags": "frag_keyframe+empty_moov+default_base_moof+frag_discont",
    "avoid_negative_ts": "disabled",
    "flush_packets": "1",
}
"""Without the discontinuity and the second line a piece that begins later would begin at 0."""
QUICKLY = {"preset": "ultrafast", "tune": "zerolatency", "crf": "24", "g": "20"}
"""A picture of 640x480 px takes 2.4 ms (p95 3.5); a fragment is about a second."""
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

    Nothing is coded anew, and a piece that was broken off counts as far as it goes. Where the whole
    cannot be written (a full disk, say), the pieces are moved beside the recording as they are:
    each can be played by itself.

    Raises
    ------
    OSError
        If not even that is possible; the pieces stay where they were.
    """
    parts, out = pieces(folder), film_of(folder)
    try:
        return out if _joined(parts, out) else None
    except (OSError, av.FFmpegError):
        for part in parts:
            part.replace(out.with_stem(f"{out.stem}_{part.stem}"))
        return None


def _joined(parts: list[Path], out: Path) -> bool:
    """Copy what can be read of the pieces into one film; return whether that was anything."""
    packets = (packet for part in parts for packet in _packets(part))
    first = next(packets, None)
    if first is None:
        return False
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".formcheck-") as place:
        film = Path(place) / "film.mp4"
        with av.open(str(film), "w", format="mp4", options={"movflags": "+faststart"}) as joined:
            stream = joined.add_stream_from_template(first.stream)
            for packet in chain([first], packets):
                packet.stream = stream
                joined.mux(packet)
        with film.open("rb") as file, written_whole(out) as whole:
            shutil.copyfileobj(file, whole, 1 << 20)
    return True


def _packets(part: Path) -> Iterator[av.Packet[av.VideoStream]]:
    """Yield the coded pictures of a piece, as far as it can be read."""
    with suppress(av.FFmpegError), av.open(str(part)) as source:  # broken off: there is no more
        for packet in source.demux(video=0):
            if packet.dts is not None:
                yield packet
