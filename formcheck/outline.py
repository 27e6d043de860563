"""The line of the back and the body's ends, from the body mask: what landmarks cannot give.

The pose model has no landmark between shoulder and hip, so landmarks alone cannot tell a rounded
back from a hollow one. The body mask can: its edge along the back is the back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .geometry import Point
from .landmarks import Array, Mask

RAYS = 33
"""Rays cast across the chord; more change the curvature by less than 0.1 %."""
FROM, TO = 0.05, 0.80
"""Part of the chord that is looked at, 0 hip to 1 shoulder. Stopping at 0.80 keeps out the neck and
the drift of the shoulder landmark."""
REACH = 1.2
"""Length of a ray in chord lengths; shorter ones end inside the roundest backs."""
STEP_PX = 0.5
"""Distance of two samples along a ray [px of the mask]."""
MIN_CHORD_PX = 24.0
"""A shorter trunk [px of the mask] is too coarse: a drawn one of 24 px errs by up to 5 %."""
MAX_GAP = 0.25
"""Share of a ray that may lie outside before it meets the body."""
RIM_PX = 1.0
"""A ray that ends this near to the rim is cut off by the frame [px of the mask]."""
MIN_RAYS = 0.7
"""Share of rays that must leave the body cleanly."""


@dataclass(frozen=True, slots=True, eq=False)
class BackContour:
    """The edge of the back over the chord from hip to shoulder.

    Attributes
    ----------
    points : (n, 2) float
        Where the rays leave the body, from hip to shoulder [px of the filmed frame].
    curvature : float
        Signed sagitta over chord [%]; rounded back positive, hollow back negative.
    """

    points: Array
    curvature: float


def back_contour(
    mask: Mask, shoulder: Point, hip: Point, front: int, *, frame_width: int
) -> BackContour | None:
    """Measure the back between hip and shoulder.

    Rays leave the chord at right angles, away from the front. Their lengths h(s), in chord lengths,
    are fitted by ``h = a (s - m)^2 + b s + c`` around the middle m of the part looked at, which is
    w long; the curvature is ``-100 a w / 4``, the sagitta of that parabola over its chord.

    Parameters
    ----------
    mask : (mask height, mask width) bool
        Body mask.
    shoulder, hip : (x, y)
        Points [px] of the filmed frame.
    front : int
        Which way the front lies from hip to shoulder: 1 clockwise, -1 the other way.
    frame_width : int
        Width of the filmed frame [px].

    Returns
    -------
    BackContour or None
        None when the trunk is too small in the picture, a point is unknown, or the rays do not
        leave the body cleanly (cut by the frame, or the hip or shoulder outside the mask).
    """
    scale = mask.shape[1] / frame_width
    base = np.asarray(hip, float) * scale
    chord = np.asarray(shoulder, float) * scale - base
    length = math.hypot(*chord)
    if not length >= MIN_CHORD_PX:
        return None
    normal = front * np.array([chord[1], -chord[0]]) / length
    s = np.linspace(FROM, TO, RAYS)
    reach = np.arange(0.0, REACH * length, STEP_PX)
    along = base + s[:, None] * chord
    inside = _sample(mask, along[:, None] + reach[:, None] * normal)
    crossing, clean = _exit(inside)
    leaves = along + (crossing * STEP_PX)[:, None] * normal
    clean &= _within(leaves, mask)
    if np.count_nonzero(clean) < MIN_RAYS * RAYS:
        return None
    h = crossing[clean] * STEP_PX / length
    s = s[clean]
    middle = (FROM + TO) / 2
    terms = np.stack([(s - middle) ** 2, s, np.ones_like(s)], axis=1)
    a = float(np.linalg.lstsq(terms, h, rcond=None)[0][0])
    return BackContour(leaves[clean] / scale, -100.0 * a * (TO - FROM) / 4)


def underside(mask: Mask, *, frame_width: int) -> tuple[Array, Array]:
    """Return the lowest point of the mask in each column that shows any of it.

    Parameters
    ----------
    mask : (mask height, mask width) bool
        Body mask.
    frame_width : int
        Width of the filmed frame [px].

    Returns
    -------
    x, y : (n,) float
        From left to right [px of the filmed frame].
    """
    columns = np.flatnonzero(mask.any(axis=0))
    rows = mask.shape[0] - np.argmax(mask[::-1, columns], axis=0)
    scale = frame_width / mask.shape[1]
    return (columns + 0.5) * scale, rows * scale


def is_near(mask: Mask, point: Point, within_px: float, *, frame_width: int) -> bool:
    """Tell whether a point lies inside the mask or about so far from it [px of the filmed frame].

    A square is looked at and not a circle: the corners reach a little further.
    """
    scale = mask.shape[1] / frame_width
    x, y, reach = point[0] * scale, point[1] * scale, within_px * scale
    left, top = max(int(x - reach), 0), max(int(y - reach), 0)
    return bool(mask[top : int(y + reach) + 1, left : int(x + reach) + 1].any())


def _within(points: Array, mask: Mask) -> npt.NDArray[np.bool_]:
    """Tell which points lie clear of the mask's rim, where the frame and not the body ends."""
    height, width = mask.shape
    x, y = points[:, 0], points[:, 1]
    inside: npt.NDArray[np.bool_] = (
        (x > RIM_PX) & (x < width - RIM_PX) & (y > RIM_PX) & (y < height - RIM_PX)
    )
    return inside


def _sample(mask: Mask, points: Array) -> Array:
    """Read the mask between its pixels (bilinear); outside the frame there is no body."""
    height, width = mask.shape
    # pixel centres lie at half coordinates
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - x0, y - y0
    padded = np.zeros((height + 2, width + 2))
    padded[1:-1, 1:-1] = mask
    x0, y0 = np.clip(x0 + 1, 0, width), np.clip(y0 + 1, 0, height)
    top = padded[y0, x0] * (1 - fx) + padded[y0, x0 + 1] * fx
    bottom = padded[y0 + 1, x0] * (1 - fx) + padded[y0 + 1, x0 + 1] * fx
    return np.asarray(top * (1 - fy) + bottom * fy)


def _exit(inside: Array) -> tuple[Array, Mask]:
    """Return the sample number, with fraction, where each ray leaves the body, and which do.

    A ray may start outside: the belly of a well rounded back lies behind the chord. What counts is
    the far edge of the first stretch of body it meets.
    """
    body = inside >= 0.5
    entered = np.logical_or.accumulate(body, axis=1)
    left = entered & ~body
    first = left.argmax(axis=1)
    entry = body.argmax(axis=1)
    clean = left.any(axis=1) & (entry <= MAX_GAP * inside.shape[1])
    rows = np.arange(len(inside))
    before, after = inside[rows, np.maximum(first - 1, 0)], inside[rows, first]
    fraction = (before - 0.5) / np.maximum(before - after, 1e-9)
    return np.maximum(first - 1, 0) + fraction, clean
