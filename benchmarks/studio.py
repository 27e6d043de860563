"""The room and its light; pictures of a body in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from .camera import SIZE, Camera
from .raster import rasterise, shade_body, shade_floor, vertex_normals
from .rotations import Array, Y, unit

Picture = npt.NDArray[np.uint8]
SHADOW_MAP = 384
NO_BODY = -1e9
"""Depth in the shadow map where there is no body."""
SHADOW_EDGE = np.ones((13, 13), np.uint8)
"""As far as a soft shadow reaches around the body [pixels of the shadow map]."""
BEHIND_M = 1.8
"""How far behind the mat the wall stands."""
MAT_M = (-1.0, 1.0, -0.36, 0.36)
"""Ends of the mat: x from, to, y from, to."""
JPEG_QUALITY = 75
"""Webcams and phones compress too; and noise that is not there need not be stored."""


@dataclass(frozen=True)
class Room:
    """Colours (blue, green, red, 0..255) and light of a room.

    Attributes
    ----------
    brightness : float
        1 is a well-lit room, 0.35 a dim one.
    light_from : tuple of float
        Direction towards the lamp or window.
    """

    floor: tuple[int, int, int]
    wall: tuple[int, int, int]
    mat: tuple[int, int, int]
    brightness: float
    light_from: tuple[float, float, float]
    picture_at_m: float

    @staticmethod
    def drawn(rng: np.random.Generator, *, dim: bool) -> Room:
        """Draw one at random."""

        def colour(low: int, high: int) -> tuple[int, int, int]:
            b, g, r = rng.integers(low, high, 3).tolist()
            return b, g, r

        tone = int(rng.integers(110, 190))
        warm = int(rng.integers(0, 45))
        return Room(
            floor=(tone - warm, tone - warm // 2, tone),
            wall=colour(165, 235),
            mat=colour(50, 190),
            brightness=float(rng.uniform(0.32, 0.45) if dim else rng.uniform(0.85, 1.1)),
            light_from=(float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.7, 0.2)), 1.0),
            picture_at_m=float(rng.uniform(-1.2, 1.2)),
        )


class Studio:
    """A camera in a room.

    Parameters
    ----------
    camera : Camera
        What the pictures are taken with; it does not move.
    room : Room
        Where it stands.
    rng : numpy Generator
        For the grain of floor and wall.
    """

    def __init__(self, camera: Camera, room: Room, rng: np.random.Generator) -> None:
        self.camera, self.room = camera, room
        ahead = unit(np.array(room.light_from))
        right = unit(np.cross(Y, ahead))
        self._light = np.stack([right, np.cross(ahead, right), ahead])
        rays = camera.rays()
        to_floor = np.where(rays[..., 2] < -1e-6, -camera.eye[2] / rays[..., 2], np.inf)
        wall_normal = camera.axes[2] * (1, 1, 0) / np.linalg.norm(camera.axes[2][:2])
        middle = np.array(camera.look_at)
        room_depth = (middle - camera.eye) @ wall_normal + BEHIND_M
        to_wall = room_depth / np.maximum(rays @ wall_normal, 1e-6)
        self._is_floor = to_floor < to_wall
        reach = np.where(self._is_floor, to_floor, to_wall)[..., None]
        seen = camera.eye + reach * rays
        self._floor_xy = seen[..., :2].astype(np.float32)
        along_wall = seen @ camera.axes[0] - middle @ camera.axes[0]
        self._empty = self._furnished(seen, along_wall, rng).astype(np.float32)

    def _furnished(self, seen: Array, along_wall: Array, rng: np.random.Generator) -> Array:
        """Return the picture (h, w, 3) of the empty room."""
        x, y, z = np.moveaxis(seen, -1, 0)
        plank = np.floor(y / 0.12).astype(int)
        tones = rng.normal(1, 0.05, 256)[plank % 256]
        grain = 0.03 * np.sin(9 * x + 7.1 * plank + 2 * np.sin(3.3 * x + plank))
        seam = 0.15 * (np.abs((y / 0.12) % 1 - 0.5) > 0.48)
        floor = np.array(self.room.floor) * (tones + grain - seam)[..., None]
        left, right, near, far = MAT_M
        on_mat = (x > left) & (x < right) & (y > near) & (y < far)
        ribs = 1 + 0.03 * np.sin(x * 180)
        floor = np.where(on_mat[..., None], np.array(self.room.mat) * ribs[..., None], floor)
        wall = (
            np.array(self.room.wall) * (1 - 0.06 * np.clip(np.abs(along_wall) / 2, 0, 1))[..., None]
        )
        wall = np.where((z < 0.10)[..., None], 236.0, wall)
        framed = (np.abs(along_wall - self.room.picture_at_m) < 0.35) & (np.abs(z - 1.5) < 0.28)
        wall = np.where(framed[..., None], np.array([90.0, 120.0, 110.0]), wall)
        return np.where(self._is_floor[..., None], floor, wall)

    def shoot(
        self, skin: Array, triangles: npt.NDArray[np.int32], colours: npt.NDArray[np.float32]
    ) -> tuple[Array, Picture]:
        """Return the clean picture (h, w, 3), 0..255, and the body's outline (h, w), 255 inside."""
        width, height = SIZE
        normals = vertex_normals(skin, triangles)
        shadow, scale, left, low = self._shadow(skin, triangles)
        picture = self._empty.copy()
        near_shadow = cv2.dilate((shadow > NO_BODY).astype(np.uint8), SHADOW_EDGE)
        shade_floor(
            picture, self._is_floor, self._floor_xy, self._light, shadow, near_shadow,
            scale, left, low,
        )  # fmt: skip
        x, y, ahead = self.camera.project(skin).T
        inverse = np.where(ahead > 0.1, 1 / np.maximum(ahead, 0.1), np.nan)
        owner = np.full((height, width), -1, np.int32)
        bary = np.empty((height, width, 2), np.float32)
        nearest = np.zeros((height, width), np.float32)
        rasterise(x.copy(), y.copy(), inverse, triangles, -1.0, nearest, owner, bary)
        outline = np.zeros((height, width), np.uint8)
        shade_body(
            picture, outline, owner, bary, triangles, inverse, skin, normals, colours,
            self._light, shadow, scale, left, low, 0.55, 0.62,
        )  # fmt: skip
        return picture * np.float32(self.room.brightness), outline

    def _shadow(
        self, skin: Array, triangles: npt.NDArray[np.int32]
    ) -> tuple[Array, float, float, float]:
        """Return how near the lamp the body is, seen from the lamp: map, pixels a metre, corner."""
        u, v, depth = (skin @ self._light.T).T
        left, low = float(u.min()) - 0.1, float(v.min()) - 0.1
        scale = (SHADOW_MAP - 1) / max(float(u.max()) + 0.1 - left, float(v.max()) + 0.1 - low)
        nearest = np.full((SHADOW_MAP, SHADOW_MAP), NO_BODY, np.float32)
        owner = np.full(nearest.shape, -1, np.int32)
        bary = np.empty((*nearest.shape, 2), np.float32)
        x, y = (u - left) * scale, (v - low) * scale
        rasterise(x, y, depth.copy(), triangles, 1.0, nearest, owner, bary)
        return nearest, scale, left, low


@dataclass(frozen=True)
class Lens:
    """What a cheap camera does to a picture.

    Attributes
    ----------
    noise : float
        Standard deviation [grey levels].
    softness_px : float
        Blur of the lens.
    motion_blur : float
        Share of the time between two pictures that the shutter is open.
    """

    noise: float
    softness_px: float
    motion_blur: float

    def seen(self, clean: Array, rng: np.random.Generator) -> Picture:
        """Return what comes out of the camera (h, w, 3)."""
        height, width = clean.shape[:2]
        soft = cv2.GaussianBlur(clean, (0, 0), self.softness_px) if self.softness_px else clean
        coarse = self.noise * grain(rng, (height // 2 + 1, width // 2 + 1, 3))
        fine = 0.6 * self.noise * grain(rng, (height, width, 1))
        noisy = soft + cv2.resize(coarse, (width, height)) + fine
        sharp = np.clip(np.round(noisy), 0, 255).astype(np.uint8)
        _, packed = cv2.imencode(".jpg", sharp, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def grain(rng: np.random.Generator, shape: tuple[int, int, int]) -> npt.NDArray[np.float32]:
    """Return normal noise: a random piece of one large sheet, which is quicker than drawing it."""
    sheet = _sheet()
    top, left = (int(rng.integers(sheet.shape[i] - shape[i])) for i in range(2))
    return sheet[top : top + shape[0], left : left + shape[1], : shape[2]]


@cache
def _sheet() -> npt.NDArray[np.float32]:
    width, height = SIZE
    return np.random.default_rng(0).standard_normal((2 * height, 2 * width, 3), np.float32)
