"""Video files, picture by picture, each with its true time; nothing else in formcheck opens one.

Only regular files on this machine are opened, as one of the containers in `_CONTAINERS`: never an
address, a camera, a playlist or a numbered series of pictures.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

_CONTAINERS = "mov,mp4,matroska,webm,avi,gif,mpegts,mpeg,asf,flv,ogg"
# OpenCV reads both when it opens a file. Without the first, FFmpeg would follow a playlist that
# calls itself .mp4 to other files and hosts, and read 'img%03d.png' as a series of pictures.
os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = (
    f"protocol_whitelist;file|format_whitelist;{_CONTAINERS}"
)
os.environ["OPENCV_FFMPEG_LOGLEVEL"] = "-8"  # quiet: what goes wrong is told by `VideoError`
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

Picture = npt.NDArray[np.uint8]
"""Blue, green and red [0..255], shape (height, width, 3)."""
Progress = Callable[[int, int | None], None]
"""Called with the pictures done so far and, if the file tells, how many there are in all."""

MIN_SIDE = 64
"""Shortest side of a video [px]; a person in a smaller one has no elbows."""
MAX_SIDE = 8192
"""Longest side of a video [px]."""
MAX_ASPECT = 4
"""Longest side over shortest side; a body fills no narrower strip."""

_USUAL_RATE = 30.0
_PLAUSIBLE_RATES = (1.0, 240.0)
_LEAST_STEP_S = 0.001


class VideoError(ValueError):
    """A file is no usable video; the message names the file, what is wrong and what to do."""


class Video:
    """A video file, open for reading once from start to end.

    Pictures come upright: a phone that was held sideways notes so in the file.

    Parameters
    ----------
    path : path
        An existing file.

    Attributes
    ----------
    size : (int, int)
        Width and height of the upright pictures [px].
    rate : float
        Nominal pictures per second; 30 if the file tells none that can be true.
    count : int or None
        About how many pictures there are, if the file tells.

    Raises
    ------
    VideoError
        If there is no such file, it is incomplete, no video, or of unusable size.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        _check_file(self._path)
        self._is_mp4 = _is_mp4(self._path)
        self._capture = cv2.VideoCapture(str(self._path.resolve()), cv2.CAP_FFMPEG)
        try:
            self._check_content()
            self.size = (
                int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
                int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            )
            self._check_size()
        except BaseException:
            self.close()
            raise
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        least, most = _PLAUSIBLE_RATES
        self.rate = rate if least <= rate <= most else _USUAL_RATE
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.count = int(count) if count >= 1 else None

    def frames(self, progress: Progress | None = None) -> Iterator[tuple[float, Picture]]:
        """Yield the time [s] and the picture of each frame, in order.

        Times are the file's own, so a varying frame rate is kept. One that does not come at least
        1 ms after its predecessor (repeated, reversed or missing) is put one nominal frame
        interval after it.

        Parameters
        ----------
        progress : callable, optional
            Called after each frame, see `Progress`.

        Raises
        ------
        VideoError
            If there are fewer than two frames, their size changes, or they end long before the
            time that the file promises.
        """
        t, done = -1 / self.rate, 0
        while True:
            more, picture = self._capture.read()
            if not more:
                break
            if picture.shape != (self.size[1], self.size[0], 3):
                raise self._error(
                    f"the picture size changes after {t:.1f} s",
                    "record it again without turning the phone or changing the camera",
                )
            t = next_time(t, self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000, 1 / self.rate)
            yield t, np.asarray(picture, np.uint8)
            done += 1
            if progress is not None:
                progress(done, self.count)
        self._check_end(t + 1 / self.rate, done)

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_content(self) -> None:
        if self._capture.isOpened():
            return
        if not self._is_mp4 and cv2.haveImageReader(str(self._path)):
            raise self._error("a picture, not a video", "give a video of the whole exercise")
        raise self._error(
            "no video can be read from it: it is damaged, incomplete, has sound only or is "
            "something else",
            "play it to see, then record or export it again as MP4",
        )

    def _check_size(self) -> None:
        width, height = self.size
        short, long = sorted(self.size)
        if short < MIN_SIDE or long > MAX_SIDE or long > MAX_ASPECT * short:
            raise self._error(
                f"the picture is {width}x{height} px; the sides must lie within {MIN_SIDE} and "
                f"{MAX_SIDE} px and one be at most {MAX_ASPECT} times the other",
                "export it again in a usual size such as 1280x720",
            )

    def _check_end(self, end_s: float, done: int) -> None:
        """Compare what was read with what the file promised, once everything is read."""
        if done == 0:
            raise self._error(
                "none of its pictures can be decoded", "export it again as MP4 (H.264)"
            )
        if done == 1:
            raise self._error("a single picture, not a video", "give a video of the whole exercise")
        # An MP4 or MOV file was found complete before it was opened. What a phone trims away from
        # one still counts in it, so its count is no promise.
        promised_s = 0.0 if self.count is None or self._is_mp4 else self.count / self.rate
        if promised_s - end_s > max(1.0, 0.05 * promised_s):
            raise self._error(
                f"incomplete: it stops after {end_s:.1f} s of {promised_s:.1f} s",
                "copy or export it again",
            )

    def _error(self, wrong: str, remedy: str) -> VideoError:
        return VideoError(f"{self._path}: {wrong}; {remedy}")


def next_time(previous: float, told: float, interval: float) -> float:
    """Return the time of the frame after one at `previous`, believing the file where possible.

    Parameters
    ----------
    previous : float
        Time of the frame before [s].
    told : float
        Time in the file [s]; NaN if missing.
    interval : float
        Nominal time between frames [s].

    Examples
    --------
    >>> next_time(1.0, 1.25, interval=0.5)
    1.25
    >>> next_time(1.0, 1.0, interval=0.5)
    1.5
    """
    if math.isfinite(told) and told >= previous + _LEAST_STEP_S:
        return told
    return previous + interval


def _check_file(path: Path) -> None:
    """Refuse whatever is not a complete regular file, before a decoder sees it."""
    try:
        if path.is_dir():
            raise VideoError(f"{path}: a folder, not a video; give one of the files in it")
        if not path.exists():
            raise VideoError(
                f"{path}: no such file; check the name (only files on this machine are opened, "
                "no addresses)"
            )
        if not path.is_file():
            raise VideoError(f"{path}: not a regular file; give a video file")
        size, promised = path.stat().st_size, _promised_bytes(path)
    except OSError as error:
        raise VideoError(
            f"{path}: cannot be read ({error.strerror}); check its name and permissions"
        ) from error
    if size == 0:
        raise VideoError(f"{path}: the file is empty; copy or export it again")
    if size < promised:
        raise VideoError(
            f"{path}: incomplete, only the first {int(100 * size / promised)} % of it is there; "
            "copy or export it again"
        )


def _is_mp4(path: Path) -> bool:
    """Tell whether a file is of the MP4 and MOV family (ISO/IEC 14496-12)."""
    with path.open("rb") as file:
        return file.read(8)[4:] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def _promised_bytes(path: Path) -> int:
    """Return how long an MP4 or MOV file says that it is [bytes]; 0 if it does not say.

    Such a file is a row of boxes, each led by its length (ISO/IEC 14496-12, 4.2), so a copy that
    was cut off is told at once, even where FFmpeg would read the part that is there.
    """
    if not _is_mp4(path):
        return 0
    end = path.stat().st_size
    start = promised = 0
    with path.open("rb") as file:
        while start < end and len(head := file.read(16)) == 16:
            length: int
            length, kind, long_length = struct.unpack(">I4sQ", head)
            if length == 1:
                length = long_length
            if length < 8:  # 0 means 'to the end of the file'; 2 to 7 are nonsense
                break
            start += length
            if kind in (b"mdat", b"moov"):
                promised = start
            file.seek(min(start, end))
    return promised
