"""What is drawn of a body: one description, painted on a film, on a page and in a report alike.

A scene says where lines, joints, the back and the mark of a fault lie, and which of three states
each is in. How wide and in which colour they are is the painters' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

import numpy as np

from ..body import Body, body_in
from ..exercise import Exercise
from ..geometry import Point
from ..landmarks import Array, PoseFrame, Side
from ..measures import SPINE_CURVATURE
from ..words import sentence
from .limbs import CHAINS, PARTS, Limb, doubted, judged_by, marked

LEAST_WAY, LEAST_ARROW = 0.08, 0.3
"""A joint nearer than this to where it belongs needs no arrow; no arrow is shorter than that
[trunk lengths]."""
_SMOOTH = 3
"""Neighbours on each side that a point of the back is averaged with, for the eye only."""


class Mark(StrEnum):
    """The state of something drawn; painters give each a colour and a shape."""

    GOOD = "good"
    FAULT = "fault"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a limb, between two joints [px]."""

    parts: tuple[str, str]
    at: tuple[Point, Point]
    state: Mark


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint [px]."""

    part: str
    at: Point
    state: Mark


@dataclass(frozen=True, slots=True)
class Back:
    """The line of the back, from hip to shoulder [px]."""

    at: tuple[Point, ...]
    state: Mark


@dataclass(frozen=True, slots=True)
class Target:
    """The line a joint belongs on, and the arrow that goes there from the joint [px]."""

    at: tuple[Point, Point]
    arrow: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Tag:
    """The name of a fault and the point that it names [px]."""

    text: str
    at: Point
    state: Mark


@dataclass(frozen=True, slots=True, eq=False)
class OwnBack:
    """A person's own flat back, kept so that it can be laid on their trunk at another time.

    Attributes
    ----------
    along, away : (n,) float
        From hip to shoulder, and across that on the side of the back [lengths of that chord].
    """

    along: Array
    away: Array

    @classmethod
    def of(cls, body: Body) -> Self | None:
        """Keep the back of a body that lies or kneels flat; None where it is not seen."""
        if body.back is None:
            return None
        hip, chord, normal = _chord(body)
        points = (_smooth(body.back.points) - hip) / (chord @ chord)
        return cls(points @ chord, points @ normal)

    def on(self, body: Body) -> tuple[Point, ...]:
        """Return the points of this back on the chord of a body [px]."""
        hip, chord, normal = _chord(body)
        return _points(hip + self.along[:, None] * chord + self.away[:, None] * normal)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is drawn of a body in one frame, of its nearer side [px of that frame].

    Attributes
    ----------
    size : (int, int)
        Width and height of the frame [px].
    lines, joints : tuple
    back : Back
        The contour where the exercise is about it, else the straight line from hip to shoulder.
    own_back : tuple of (x, y) or None
        The person's own flat back on the same chord, where it is known.
    target : Target or None
    tag : Tag or None
    box : (left, top, right, bottom) or None
        What the picture shows of the body.
    """

    size: tuple[int, int]
    lines: tuple[Line, ...]
    joints: tuple[Joint, ...]
    back: Back
    own_back: tuple[Point, ...] | None
    target: Target | None
    tag: Tag | None
    box: tuple[float, float, float, float] | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as JSON has them; coordinates to a tenth of a pixel."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def scene_of(
    frame: PoseFrame,
    exercise: Exercise,
    side: Side,
    *,
    faults: Sequence[str] = (),
    unsure: Sequence[str] = (),
    own_back: OwnBack | None = None,
) -> Scene | None:
    """Say what is drawn of a frame.

    Parameters
    ----------
    frame : PoseFrame
    exercise : Exercise
    side : Side
        The side nearer to the camera.
    faults, unsure : sequence of str
        Names of faults that are there, of which the first is marked, and of faults that cannot be
        judged.
    own_back : OwnBack, optional
        The person's own flat back.

    Returns
    -------
    Scene or None
        None where nobody is seen.
    """
    if frame.is_missing:
        return None
    body = body_in(frame)
    name = next(iter(faults), None)
    limb = None if name is None else marked(body, exercise, side, name)
    wrong = limb.links if limb else set[frozenset[str]]()
    unclear = doubted(exercise, unsure)

    def state(a: str, b: str) -> Mark:
        link = frozenset((a, b))
        if link in wrong:
            return Mark.FAULT
        seen = body.shows(side, a) and body.shows(side, b)
        return Mark.GOOD if seen and link not in unclear else Mark.UNSURE

    return Scene(
        size=frame.size,
        lines=tuple(
            Line((a, b), (body.at(side, a), body.at(side, b)), state(a, b))
            for chain in CHAINS
            for a, b in pairwise(chain)
        ),
        joints=tuple(_joint(body, side, part, limb) for part in PARTS),
        back=_back(body, exercise, side, state("HIP", "SHOULDER")),
        own_back=own_back.on(body) if own_back and about_back(exercise) else None,
        target=_target(body, side, limb) if limb and limb.straight else None,
        tag=None if name is None else _tag(body, side, name, limb),
        box=_box(body),
    )


def _joint(body: Body, side: Side, part: str, limb: Limb | None) -> Joint:
    at = body.at(side, part)
    if limb is not None and part == limb.joint:
        return Joint(part, at, Mark.FAULT)
    return Joint(part, at, Mark.GOOD if body.shows(side, part) else Mark.UNSURE)


def _tag(body: Body, side: Side, fault: str, limb: Limb | None) -> Tag:
    at = body.at(side, limb.joint) if limb else body.mid("SHOULDER")
    return Tag(sentence(fault), at, Mark.FAULT)


def about_back(exercise: Exercise) -> bool:
    """Tell whether an exercise counts or judges by the curvature of the back."""
    judged = map(judged_by, exercise.faults)
    return SPINE_CURVATURE in (exercise.mode.measure, *judged)


def _back(body: Body, exercise: Exercise, side: Side, state: Mark) -> Back:
    """Return the contour of the back where the exercise is about it, else shoulder to hip."""
    straight = (body.at(side, "HIP"), body.at(side, "SHOULDER"))
    if not about_back(exercise):
        return Back(straight, state)
    if body.back is None:
        return Back(straight, Mark.UNSURE)
    return Back(_points(_smooth(body.back.points)), state)


def _smooth(points: Array) -> Array:
    padded = np.concatenate([points[:1]] * _SMOOTH + [points] + [points[-1:]] * _SMOOTH)
    kernel = np.ones(2 * _SMOOTH + 1) / (2 * _SMOOTH + 1)
    return np.stack([np.convolve(padded[:, i], kernel, "valid") for i in (0, 1)], axis=1)


def _chord(body: Body) -> tuple[Array, Array, Array]:
    """Return the hips, the way from there to the shoulders, and that turned to the back [px]."""
    hip = np.array(body.mid("HIP"))
    chord = np.array(body.trunk)
    normal = np.array([chord[1], -chord[0]])
    # The knees tell front from back, as for the contour itself.
    return hip, chord, -normal if normal @ (np.array(body.mid("KNEE")) - hip) > 0 else normal


def _target(body: Body, side: Side, limb: Limb) -> Target | None:
    """Return the line between the ends of a limb, and an arrow to it from the joint between."""
    a, b, joint = (
        np.array(body.at(side, part)) for part in (limb.parts[0], limb.parts[-1], limb.joint)
    )
    along = (b - a) / max(float(np.hypot(*(b - a))), 1.0)
    way = a + along * float((joint - a) @ along) - joint
    length = float(np.hypot(*way))
    if length < LEAST_WAY * body.trunk_length:
        return None
    tip = joint + way * max(1.0, LEAST_ARROW * body.trunk_length / length)
    (line_a, line_b), (start, end) = _points(np.array([a, b])), _points(np.array([joint, tip]))
    return Target((line_a, line_b), (start, end))


def _box(body: Body) -> tuple[float, float, float, float] | None:
    """Return the rectangle around all that is seen of a body [px]."""
    frame = body.frame
    points = np.array(
        [body.at(side, part) for side in Side for part in PARTS if body.shows(side, part)]
    ).reshape(-1, 2)
    if frame.mask is not None and frame.mask.any():
        rows, columns = (np.flatnonzero(frame.mask.any(axis=axis)) for axis in (1, 0))
        px = frame.size[0] / frame.mask.shape[1]
        corners = px * np.array(
            [[columns[0], rows[0]], [columns[-1] + 1, rows[-1] + 1]], dtype=float
        )
        points = np.concatenate([points, corners])
    if not len(points):
        return None
    left, top = np.clip(points.min(axis=0), 0, frame.size).tolist()
    right, bottom = np.clip(points.max(axis=0), 0, frame.size).tolist()
    return left, top, right, bottom


def _points(of: Array) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in of.tolist())


def _plain(value: Any) -> Any:
    """Return part of a scene as JSON has it."""
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value.value if isinstance(value, Mark) else value
