"""Frames as the browser sends them: eight bytes of time, then a JPEG. Checked before decoding."""

from __future__ import annotations

import io
import math
import struct
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from ..video import Picture

MAX_BYTES = 1_000_000
"""A larger message is no frame of ours: 1280 x 720 px take about 150 kB."""
MIN_SIDE, MAX_SIDE = 64, 1920
"""Sides of a frame [px]; larger ones cost time and memory and show no more."""
MAX_ASPECT = 4.0
"""No camera's picture is longer than this many times its width."""
_TIME = struct.Struct("<d")
_END = b"\xff\xd9"
"""The last bytes of every JPEG."""
_AS_SENT = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION


class FrameError(ValueError):
    """A message is no frame that can be used; the text says what to do."""


class Sent(NamedTuple):
    """A picture as it came in, and when it was taken [ms] by the browser's clock."""

    t_ms: float
    picture: Picture


def sent(message: bytes) -> Sent:
    """Return what a message holds.

    Raises
    ------
    FrameError
        As `unpacked` and `decoded`.
    """
    t_ms, jpeg = unpacked(message)
    return Sent(t_ms, decoded(jpeg))


def unpacked(message: bytes) -> tuple[float, bytes]:
    """Return the capture time [ms] and the JPEG of a message.

    Raises
    ------
    FrameError
        If the message is too short or too long, or its time is not a finite number.
    """
    if len(message) > MAX_BYTES:
        raise FrameError(f"A picture of {len(message)} bytes is larger than {MAX_BYTES}.")
    if len(message) <= _TIME.size:
        raise FrameError("A picture came in without its time.")
    (t_ms,) = _TIME.unpack_from(message)
    if not math.isfinite(t_ms):
        raise FrameError(f"A picture came in with the time {t_ms}.")
    return t_ms, message[_TIME.size :]


def decoded(jpeg: bytes) -> Picture:
    """Return the picture of a JPEG: (height, width, 3), blue, green, red.

    Its size is looked at before anything is unpacked, so that a small message cannot claim the
    memory of a huge picture.

    Raises
    ------
    FrameError
        If it is no JPEG, damaged, or of a size that no camera of ours has.
    """
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            _check(*image.size)
    except FrameError:
        raise
    except Exception as error:  # a damaged file makes the reader raise all sorts
        raise FrameError("A picture came in damaged.") from error
    # OpenCV unpacks three times as fast as Pillow, but paints over what is missing at the end.
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), _AS_SENT) if jpeg[-2:] == _END else None
    if picture is None:
        raise FrameError("A picture came in damaged.")
    return picture.astype(np.uint8, copy=False)


def _check(width: int, height: int) -> None:
    shorter, longer = sorted((width, height))
    if shorter < MIN_SIDE or longer > MAX_SIDE or longer > MAX_ASPECT * shorter:
        raise FrameError(
            f"A picture of {width} x {height} px came in; "
            f"its sides must be {MIN_SIDE} to {MAX_SIDE} px long."
        )


class FrameClock:
    """Turns the browser's capture times into times that start at zero and always increase.

    A jump back, or far ahead, is a clock that was set anew (a page loaded again, a film that begins
    again): time goes on a little after where it was.

    Parameters
    ----------
    last_s : float
        The last time of a set that goes on [s]; NaN for a new one.
    """

    LEAST_S, ANEW_S, MOST_S = 0.001, 1.5, 3600.0

    def __init__(self, last_s: float = math.nan) -> None:
        self._last = last_s
        self._offset_s = math.nan

    def __call__(self, t_ms: float) -> float:
        """Return the time of a frame [s]."""
        t = t_ms / 1000
        if math.isnan(self._last):
            self._offset_s = -t
        elif not -1.0 < t + self._offset_s - self._last < self.MOST_S:
            self._offset_s = self._last + self.ANEW_S - t
        shown = t + self._offset_s
        self._last = shown if math.isnan(self._last) else max(self._last + self.LEAST_S, shown)
        return self._last
