"""Motion grid: how fast each part of the body moves in the picture, from signed optical flow.

Landmarks of the far side of a body jump between frames just as a snatch does, so whether a movement
is smooth is judged from the picture itself. Between consecutive frames, scaled to 240 px on their
longer side:

1. dense flow by dense inverse search (Kroeger et al., ECCV 2016), preset "fast";
2. minus the median flow outside the body: what the camera did;
3. zero outside the body;
4. averaged over the cells of a grid of 12 rows and 16 columns, cells counted in full even where the
   body covers only a part of them, and divided by the time between the frames.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .landmarks import FLOW_SHAPE, Array, Mask
from .video import Picture

LONG_SIDE = 240
"""Longer side of the picture that flow is computed on [px]."""
_LEAST_SIDE = 32
"""Shorter side below which OpenCV's flow reads outside its picture [px]."""
_BODY_MARGIN = np.ones((5, 5), np.uint8)
"""The body is widened by 2 px: its edge is where most of the flow is seen."""
_MOST = float(np.finfo(np.float16).max)


class MotionGrid:
    """The motion grids of one clip or session, frame by frame.

    `update` does a frame at once. `begin` and `finish` are its two halves: `begin` needs only the
    picture, so it can run on another thread while the pose model finds the body mask that
    `finish` needs. The result is the same, bit for bit.
    """

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        self._grey: npt.NDArray[np.uint8] | None = None
        self._flow: Array | None = None
        self._px = 1.0
        self._t = np.nan

    def update(self, picture: Picture, t: float, mask: Mask | None) -> npt.NDArray[np.float16]:
        """Return the motion grid of the next frame.

        Parameters
        ----------
        picture : (height, width, 3) uint8
            Blue, green and red; the same size for every frame.
        t : float
            Time [s], later than that of the frame before.
        mask : bool array, optional
            Body mask in any resolution; None if nobody is seen.

        Returns
        -------
        (12, 16, 2) float16
            Mean velocity x, y [px/s of the picture] of each cell; 0 without a body and in the
            first frame.

        Raises
        ------
        ValueError
            If the picture is more than 7 times as long as it is narrow or has another size than
            the one before, or `t` does not increase.
        """
        self.begin(picture)
        return self.finish(t, mask)

    def begin(self, picture: Picture) -> None:
        """Compute the flow from the frame before to this one."""
        height, width = picture.shape[:2]
        self._px = max(width, height) / LONG_SIDE
        size = round(width / self._px), round(height / self._px)
        if min(size) < _LEAST_SIDE:
            raise ValueError(f"a picture of {width}x{height} px is too narrow to see motion in")
        grey = cv2.resize(
            cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA
        ).astype(np.uint8, copy=False)
        before, self._grey = self._grey, grey
        if before is None:
            self._flow = None
        elif before.shape != grey.shape:
            raise ValueError(f"the picture size changed to {width}x{height} px")
        else:
            # None is no first guess, which the stubs of OpenCV do not foresee.
            self._flow = self._search.calc(before, grey, None)  # type: ignore[call-overload]

    def finish(self, t: float, mask: Mask | None) -> npt.NDArray[np.float16]:
        """Return the motion grid of the frame last given to `begin`."""
        if t <= self._t:
            raise ValueError(f"t must increase, got {t:g} s after {self._t:g} s")
        elapsed, self._t = t - self._t, t
        flow = self._flow
        if flow is None or mask is None or not mask.any():
            return np.zeros(FLOW_SHAPE, np.float16)
        height, width = flow.shape[:2]
        body = cv2.dilate(
            cv2.resize(mask.view(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST),
            _BODY_MARGIN,
        ).astype(bool)
        # A body that fills the picture leaves nothing to tell the camera's own motion from.
        camera = [0.0 if body.all() else np.median(flow[..., axis][~body]) for axis in (0, 1)]
        rows, columns, _ = FLOW_SHAPE
        grid = cv2.resize(
            (flow - np.array(camera, np.float32)) * body[..., None],
            (columns, rows),
            interpolation=cv2.INTER_AREA,
        )
        velocity: npt.NDArray[np.float16] = np.clip(
            grid * (self._px / elapsed), -_MOST, _MOST
        ).astype(np.float16)
        return velocity
