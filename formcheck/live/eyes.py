"""The eyes of a live set: its pose model, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

import cv2
import numpy as np

from ..landmarks import PoseFrame
from ..video import Picture
from .pictures import FrameClock, FrameError, Sent

SAME_SHAPE = 0.02
"""Two pictures whose width over height differ by less are one picture, larger or smaller; ours."""


class PoseSource(Protocol):
    """Finds the person in pictures; the pose model, or something simpler in tests."""

    def estimate(self, picture: Picture, t: float) -> PoseFrame:
        """Return what is seen of the person at time `t` [s]."""


PoseSources = Callable[[], AbstractContextManager[PoseSource]]


class Seen(NamedTuple):
    """A picture that was looked at.

    Attributes
    ----------
    t_ms : float
        When it was taken, by the browser's clock [ms].
    t : float
        The same on the clock of the set [s].
    picture : Picture
        As it was looked at.
    frame : PoseFrame or None
        What was seen; None where nobody looked.
    """

    t_ms: float
    t: float
    picture: Picture
    frame: PoseFrame | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture [px]."""
        return self.picture.shape[1], self.picture.shape[0]


class Eyes:
    """Look at one picture after the other; use its methods on `thread` only, once that runs.

    Parameters
    ----------
    poses : callable
        Makes what finds the person.
    """

    def __init__(self, poses: PoseSources) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live-eyes")
        self._make_poses = poses
        self._poses: AbstractContextManager[PoseSource] | None = None
        self._size: tuple[int, int] | None = None
        self._clock = FrameClock()

    def go_on(self, t: float) -> None:
        """Let time go on from `t` [s]: the set began before these eyes opened."""
        self._clock = FrameClock(t)

    def see(self, sent: Sent, *, looks: bool, fixed: tuple[int, int] | None) -> Seen:
        """Look at a picture, if `looks`; `fixed` is the size it must have by now [px].

        Raises
        ------
        FrameError
            If it has another shape than that.
        """
        t, picture = self._clock(sent.t_ms), sent.picture
        if not looks:
            return Seen(sent.t_ms, t, picture, None)
        if fixed is not None:
            picture = _fitted(picture, fixed)
        size = picture.shape[1], picture.shape[0]
        if size != self._size:
            self.shut()
        if self._poses is None:
            self._poses, self._size = self._make_poses(), size
            self._source = self._poses.__enter__()
        return Seen(sent.t_ms, t, picture, self._source.estimate(picture, t))

    def shut(self) -> None:
        """Free the pose model."""
        poses, self._poses = self._poses, None
        if poses is not None:
            poses.__exit__(None, None, None)


def _fitted(picture: Picture, size: tuple[int, int]) -> Picture:
    """Return a picture in the size that a set under way has; only a larger or smaller one fits."""
    height, width = picture.shape[:2]
    if (width, height) == size:
        return picture
    if abs(width / height - size[0] / size[1]) < SAME_SHAPE:
        return cv2.resize(picture, size).astype(np.uint8, copy=False)
    raise FrameError(
        f"The picture was {size[0]} x {size[1]} and is {width} x {height} px now. "
        "Turn the camera back as it was; your count is kept."
    )
