"""A pinhole camera on a tripod."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .rotations import Array, Z, unit

SIZE = 640, 480
"""Width and height of every picture [px]."""


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and how wide it sees.

    Attributes
    ----------
    azimuth_deg : float
        Around the mat: 0 looks at the right side of someone who faces +x, 90 at their face.
    distance_m, height_m : float
        From the middle of the mat, along the floor; of the lens above the floor.
    width_deg : float
        Angle the picture's width covers.
    look_at : tuple of float
        Point in the middle of the picture [m].
    """

    azimuth_deg: float
    distance_m: float
    height_m: float
    width_deg: float
    look_at: tuple[float, float, float]

    @cached_property
    def eye(self) -> Array:
        """Where the lens is (3,) [m]."""
        azimuth = np.radians(self.azimuth_deg)
        out = self.distance_m * np.array([np.sin(azimuth), -np.cos(azimuth)])
        return np.array([self.look_at[0] + out[0], self.look_at[1] + out[1], self.height_m])

    @cached_property
    def axes(self) -> Array:
        """Directions right, down and ahead in the world, as rows (3, 3)."""
        ahead = unit(np.array(self.look_at) - self.eye)
        right = unit(np.cross(ahead, Z))
        return np.stack([right, -np.cross(right, ahead), ahead])

    @cached_property
    def focal_px(self) -> float:
        """Focal length [px]."""
        return float(SIZE[0] / 2 / np.tan(np.radians(self.width_deg / 2)))

    def project(self, points: Array) -> Array:
        """Return pixel x, y and distance ahead [m] (..., 3) of points (..., 3) [m]."""
        seen = (points - self.eye) @ self.axes.T
        ahead = seen[..., 2:]
        pixels = self.focal_px * seen[..., :2] / ahead + np.array(SIZE) / 2
        return np.concatenate([pixels, ahead], axis=-1)

    def rays(self) -> Array:
        """Return the direction each pixel looks in (h, w, 3)."""
        width, height = SIZE
        x = np.arange(width) + 0.5 - width / 2
        y = np.arange(height) + 0.5 - height / 2
        xx, yy = np.meshgrid(x / self.focal_px, y / self.focal_px)
        seen = np.stack([xx, yy, np.ones_like(xx)], axis=-1)
        return np.asarray(seen @ self.axes)
