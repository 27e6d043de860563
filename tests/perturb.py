"""Ways to change what a camera saw that must not change what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from formcheck.landmarks import Landmark, PoseFrame, mask_size

_SWAPPED = np.arange(33)
for _landmark in Landmark:
    _name = _landmark.name
    _other = _name.replace("LEFT", "RIGHT") if "LEFT" in _name else _name.replace("RIGHT", "LEFT")
    _SWAPPED[_landmark] = Landmark[_other]


def mirrored(frames: Iterable[PoseFrame]) -> Iterator[PoseFrame]:
    """The same in a mirror: left and right change places."""
    for f in frames:
        yield replace(
            f,
            image=(f.image * [-1, 1] + [f.size[0], 0])[_SWAPPED],
            world=(f.world * [-1, 1, 1])[_SWAPPED],
            visibility=f.visibility[_SWAPPED],
            presence=f.presence[_SWAPPED],
            mask=None if f.mask is None else f.mask[:, ::-1],
            flow=None if f.flow is None else f.flow[:, ::-1] * [-1, 1],
        )


def scaled(frames: Iterable[PoseFrame], factor: float) -> Iterator[PoseFrame]:
    """The same from a camera with more or fewer pixels."""
    for f in frames:
        size = (round(f.size[0] * factor), round(f.size[1] * factor))
        mask = f.mask
        if mask is not None and mask_size(size) != mask_size(f.size):
            width, height = mask_size(size)
            mask = np.pad(mask, ((0, 1), (0, 1)), mode="edge")[:height, :width]
        yield replace(f, size=size, image=f.image * factor, mask=mask)


def later(frames: Iterable[PoseFrame], seconds: float) -> Iterator[PoseFrame]:
    """The same on another clock."""
    return (replace(f, t=f.t + seconds) for f in frames)


def every(frames: Iterable[PoseFrame], n: int) -> Iterator[PoseFrame]:
    """Only every n-th frame."""
    return (f for i, f in enumerate(frames) if i % n == 0)


def with_dropouts(
    frames: Iterable[PoseFrame], every_s: float = 1.7, gap_s: float = 0.2
) -> Iterator[PoseFrame]:
    """Nobody is found for a moment, again and again."""
    for f in frames:
        gone = f.t % every_s > every_s - gap_s
        yield PoseFrame.missing(f.t, f.size) if gone else f


def noisy(frames: Iterable[PoseFrame], px: float, seed: int = 0) -> Iterator[PoseFrame]:
    """Landmarks that tremble by this standard deviation [px]."""
    rng = np.random.default_rng(seed)
    for f in frames:
        yield replace(f, image=f.image + rng.normal(0, px, f.image.shape))
