"""Rotation matrices, and the little of their arithmetic that posing a body needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

X, Y, Z = np.eye(3)
"""Axes. Of the world: along the mat, across it, up. Of a body: to its left, to its back, up."""
EPS = 1e-9


def unit(vector: Array) -> Array:
    """Return a vector of the same direction and length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), EPS))


def across(vector: Array, axis: Array) -> Array:
    """Return the direction of the part of a vector that is at right angles to an axis."""
    axis = unit(axis)
    return unit(vector - (vector @ axis) * axis)


def angle_between(a: Array, b: Array) -> float:
    """Return the angle between two vectors [deg]."""
    return float(np.degrees(np.arccos(np.clip(unit(a) @ unit(b), -1, 1))))


def turn(axis: Array, angle_deg: float) -> Array:
    """Return the rotation about an axis by an angle [deg], counter-clockwise seen from its tip."""
    x, y, z = unit(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(angle_deg)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def aligning(source: Array, target: Array) -> Array:
    """Return the shortest rotation that turns one direction into another."""
    source, target = unit(source), unit(target)
    axis = np.cross(source, target)
    sine = float(np.linalg.norm(axis))
    if sine < EPS:
        return np.eye(3)
    return turn(axis, float(np.degrees(np.arctan2(sine, source @ target))))


def columns(x: Array, y: Array, z: Array) -> Array:
    """Return the rotation that takes the axes to three directions."""
    return np.stack([x, y, z], axis=1)


def quaternion(rotation: Array) -> Array:
    """Return a rotation matrix as a unit quaternion (w, x, y, z) with w >= 0."""
    m = rotation
    squares = np.array([
        1 + m[0, 0] + m[1, 1] + m[2, 2],
        1 + m[0, 0] - m[1, 1] - m[2, 2],
        1 - m[0, 0] + m[1, 1] - m[2, 2],
        1 - m[0, 0] - m[1, 1] + m[2, 2],
    ])  # fmt: skip
    largest = int(np.argmax(squares))
    a, b, c = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    d, e, f = m[0, 1] + m[1, 0], m[0, 2] + m[2, 0], m[1, 2] + m[2, 1]
    rows = (
        (squares[0], a, b, c),
        (a, squares[1], d, e),
        (b, d, squares[2], f),
        (c, e, f, squares[3]),
    )
    q = unit(np.array(rows[largest], dtype=float))
    return q if q[0] >= 0 else -q


def between(a: Array, b: Array, share: float) -> Array:
    """Return the rotation a share of the shortest way from one rotation to another."""
    way = quaternion(a.T @ b)
    angle = 2 * np.degrees(np.arctan2(np.linalg.norm(way[1:]), way[0]))
    if np.linalg.norm(way[1:]) < EPS:
        return a
    return np.asarray(a @ turn(way[1:], float(angle) * share))


def twist_about_z(rotation: Array) -> float:
    """Return how far a rotation turns about its own z axis [deg]; the rest of it is a swing."""
    q = quaternion(rotation)
    return float(np.degrees(2 * np.arctan2(q[3], q[0])) + 180) % 360 - 180
