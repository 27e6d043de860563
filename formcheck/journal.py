"""A landmark recording that grows: kept in pieces while it is made, whole when it is over.

While a set goes on its frames lie in a folder ``NAME.part`` beside the file they will become, in
pieces of a few seconds, each a recording of its own that appears complete or not at all. Whatever
ends the program, what is there can be read.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .arrays import RecordingError
from .landmarks import PoseFrame
from .recording import Recording, written_whole

PIECE_S = 2.0
"""A piece holds about this long [s]: so much is lost at most."""
ORDER_FILE, SKIPS_FILE = "order.json", "skips.json"
JOINED = ".joined"
"""Ending of a folder whose pieces are in the recording already."""
LOG = logging.getLogger(__name__)


class Journal:
    """The recording of a set under way.

    Parameters
    ----------
    path : Path
        The ``.npz`` file it becomes. If its folder of pieces is there already, it goes on.
    order : dict
        What was asked for, kept beside the frames so that the set can go on after a crash.
    """

    def __init__(self, path: Path, order: dict[str, Any]) -> None:
        self.path = path
        self.folder = path.with_suffix(".part")
        self._frames: list[PoseFrame] = []
        self.folder.mkdir(parents=True, exist_ok=True)
        self._number = len(pieces(self.folder))
        with written_whole(self.folder / ORDER_FILE) as file:
            file.write(json.dumps(order).encode())

    def add(self, frame: PoseFrame) -> bool:
        """Take the next frame; return whether a piece is ready to be written."""
        self._frames.append(frame)
        return frame.t - self._frames[0].t >= PIECE_S

    def take(self) -> list[PoseFrame]:
        """Hand out the frames that are not written yet, for `write`."""
        frames, self._frames = self._frames, []
        return frames

    def write(self, frames: list[PoseFrame]) -> None:
        """Write a piece, all or nothing. May run beside `add`, not beside itself.

        Frames that cannot be written are taken back, to be written with the next.
        """
        if not frames:
            return
        try:
            Recording.of(frames).write(self.folder / f"{self._number:06}.npz")
        except OSError:
            self._frames[:0] = frames
            raise
        self._number += 1

    def note_skip(self, t: float) -> None:
        """Note that the person left something out at a time [s], which no frame shows."""
        with written_whole(self.folder / SKIPS_FILE) as file:
            file.write(json.dumps([*skips_in(self.folder), t]).encode())

    def close(self) -> Path | None:
        """Write what is left and put the pieces together; return the file, None if it is empty."""
        self.write(self.take())
        return whole(self.folder)


def pieces(folder: Path) -> list[Path]:
    """Return the pieces of a recording in a ``.part`` folder, in order."""
    return sorted(folder.glob("[0-9]*.npz"))


def frames_in(folder: Path) -> Iterator[PoseFrame]:
    """Yield the frames of all pieces that can be read; one that cannot costs no other."""
    for piece in pieces(folder):
        try:
            yield from Recording.read(piece)
        except RecordingError:
            LOG.exception("%s: these seconds of the recording are lost", piece)


def order_in(folder: Path) -> dict[str, Any]:
    """Return what was asked for."""
    order: dict[str, Any] = json.loads((folder / ORDER_FILE).read_bytes())
    return order


def skips_in(folder: Path) -> list[float]:
    """Return the times at which the person left something out [s]."""
    path = folder / SKIPS_FILE
    skips: list[float] = json.loads(path.read_bytes()) if path.is_file() else []
    return skips


def whole(folder: Path) -> Path | None:
    """Put the pieces together into the file they belong to, and remove them.

    Returns
    -------
    Path or None
        The recording; None where there was no frame.

    Raises
    ------
    RecordingError
        If no piece can be read; they are left where they are.
    """
    path = folder.with_suffix(".npz") if pieces(folder) else None
    if path is not None:
        try:
            target = float(order_in(folder).get("target", 1.0))
        except (OSError, ValueError):  # the frames are worth more than what was asked for
            target = 1.0
        frames = list(frames_in(folder))
        if not frames:
            raise RecordingError(f"{folder}: none of the pieces of this recording can be read")
        Recording.of(frames, target=target).write(path)
    # renamed first: were it taken for a whole one half removed, what is left would replace the file
    shutil.rmtree(folder.rename(folder.with_suffix(JOINED)))
    return path
