"""Angles and distances of points in the filmed plane: pure functions.

A point is an ``(x, y)`` pair [px], x to the right and y *down*, as in a picture. A function that
needs a direction gives NaN where its two points coincide, and NaN coordinates give NaN.
"""

from __future__ import annotations

import math

Point = tuple[float, float]


def minus(a: Point, b: Point) -> Point:
    """Return the vector from `b` to `a`."""
    return a[0] - b[0], a[1] - b[1]


def middle(a: Point, b: Point) -> Point:
    """Return the point half-way between two points."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def distance(a: Point, b: Point) -> float:
    """Return the distance of two points [px]."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def turn(a: Point, b: Point) -> float:
    """Return the angle that turns vector `a` into vector `b` [deg, -180..180], clockwise positive.

    >>> turn((0.0, -1.0), (1.0, 0.0))
    90.0
    """
    if a == (0.0, 0.0) or b == (0.0, 0.0):
        return math.nan
    return math.degrees(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]))


def joint_angle(a: Point, vertex: Point, b: Point) -> float:
    """Return the interior angle at `vertex` between `a` and `b` [deg, 0..180]; 180 is straight.

    >>> joint_angle((1.0, 0.0), (0.0, 0.0), (0.0, 2.0))
    90.0
    """
    return abs(turn(minus(a, vertex), minus(b, vertex)))


def elevation(base: Point, tip: Point) -> float:
    """Return how far `tip` lies above the horizontal through `base` [deg, -90..90].

    >>> elevation((0.0, 0.0), (-2.0, -2.0))
    45.0
    """
    dx, dy = minus(tip, base)
    return math.degrees(math.atan2(-dy, abs(dx))) if dx or dy else math.nan


def to_segment(point: Point, a: Point, b: Point) -> float:
    """Return the distance of a point from the line between `a` and `b` [px].

    >>> to_segment((3.0, 4.0), (0.0, 0.0), (0.0, 9.0))
    3.0
    """
    along, way = minus(b, a), minus(point, a)
    squared = along[0] ** 2 + along[1] ** 2
    share = (along[0] * way[0] + along[1] * way[1]) / squared if squared else 0.0
    share = min(max(share, 0.0), 1.0)
    return distance(way, (share * along[0], share * along[1]))


def from_vertical(base: Point, tip: Point) -> float:
    """Return the angle between the line through two points and the vertical [deg, 0..90].

    >>> from_vertical((0.0, 0.0), (0.0, 5.0))
    0.0
    """
    dx, dy = minus(tip, base)
    return math.degrees(math.atan2(abs(dx), abs(dy))) if dx or dy else math.nan
