"""Pose landmarks of one filmed frame: the only thing the engine ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]

N_LANDMARKS = 33
MASK_LONG_SIDE = 256
"""Longer side of a body mask [px]; the frame is scaled down to it."""
FLOW_SHAPE = (12, 16, 2)
"""Motion grid: rows, columns, velocity x and y."""
LIGHT_SHAPE = (4,)
"""Grey level of the body, its mean and spread, and the same of all around it."""


class Side(StrEnum):
    """A side of the body, as the person would name it."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Landmark(IntEnum):
    """The 33 landmarks of the MediaPipe pose model, in its order."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32

    @classmethod
    @cache
    def of(cls, side: Side, part: str) -> Landmark:
        """Return the landmark of a paired body part, e.g. ``of(Side.LEFT, "KNEE")``."""
        return cls[f"{side.name}_{part}"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoseFrame:
    """One person at one instant, or nobody.

    Everything is rounded to the precision of a landmark recording when the frame is made, so that
    a session that runs live and one that replays its recording see the same numbers.

    Parameters
    ----------
    t : float
        Time of the frame [s], finite.
    size : (int, int)
        Width and height of the filmed frame [px].
    image : (33, 2) float32
        Landmarks [px] of the filmed frame, x to the right, y down; NaN when nobody is seen.
    world : (33, 3) float32
        World landmarks [m], centred between the hips; NaN likewise.
    visibility, presence : (33,) float16
        The model's own confidences, 0..1; 0 when nobody is seen.
    mask : (mask height, mask width) bool, optional
        Body mask: the frame scaled so that its longer side is 256 px.
    flow : (12, 16, 2) float16, optional
        Motion grid [px/s of the filmed frame], see `formcheck.motion`.
    light : (4,) float16, optional
        Mean and standard deviation of the grey level [0..255] inside the body mask, then outside;
        NaN inside when nobody is seen.
    people : int, optional
        How many people a second look found; None where there was no such look, as in most frames.

    Raises
    ------
    ValueError
        If an array has another shape, `size` no pixels, or `t` is not finite.
    """

    t: float
    size: tuple[int, int]
    image: Array
    world: Array
    visibility: Array
    presence: Array
    mask: Mask | None = None
    flow: Array | None = None
    light: Array | None = None
    people: int | None = None

    def __post_init__(self) -> None:
        if not np.isfinite(self.t):
            raise ValueError(f"t must be a finite time in seconds, got {self.t}")
        if min(self.size) < 1:
            raise ValueError(f"size must be at least 1x1 px, got {self.size[0]}x{self.size[1]}")
        object.__setattr__(self, "t", float(self.t))
        for name, dtype, shape in (
            ("image", np.float32, (N_LANDMARKS, 2)),
            ("world", np.float32, (N_LANDMARKS, 3)),
            ("visibility", np.float16, (N_LANDMARKS,)),
            ("presence", np.float16, (N_LANDMARKS,)),
            ("flow", np.float16, FLOW_SHAPE),
            ("light", np.float16, LIGHT_SHAPE),
        ):
            value = getattr(self, name)
            if value is None and name in ("flow", "light"):
                continue
            array = np.asarray(value, dtype)
            if array.shape != shape:
                raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
            object.__setattr__(self, name, array)
        if self.mask is not None:
            expected = mask_size(self.size)[::-1]
            if self.mask.dtype != np.bool_ or self.mask.shape != expected:
                raise ValueError(
                    f"mask must be bool of shape {expected} for a frame of {self.size[0]}x"
                    f"{self.size[1]} px, got {self.mask.dtype} of shape {self.mask.shape}"
                )

    @classmethod
    def missing(
        cls,
        t: float,
        size: tuple[int, int] = (640, 480),
        *,
        light: Array | None = None,
        people: int | None = None,
    ) -> PoseFrame:
        """Return the frame of an empty room."""
        nowhere = np.full((N_LANDMARKS, 3), np.nan)
        unseen = np.zeros(N_LANDMARKS)
        return cls(
            t=t, size=size, image=nowhere[:, :2], world=nowhere, visibility=unseen,
            presence=unseen, light=light, people=people,
        )  # fmt: skip

    @property
    def is_missing(self) -> bool:
        """True when nobody was found in the frame."""
        return bool(np.isnan(self.image[0, 0]))


def mask_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return width and height [px] of the body mask of a frame of this width and height [px]."""
    width, height = size
    scale = MASK_LONG_SIDE / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))
