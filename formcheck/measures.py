"""Named measures of a body in one frame: joint angles, inclinations, the curvature of the back.

Angles are taken in pixels of the filmed plane. A joint angle is the interior angle, 180 deg when
straight; hip, leg and arm angles are taken on the front of the body (0..360 deg), so that more than
180 deg means "beyond straight". A measure that needs a landmark the camera does not really show is
NaN: the pose model invents what is hidden or outside the frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .geometry import Point, distance, elevation, from_vertical, joint_angle, middle, minus, turn
from .landmarks import Landmark, PoseFrame, Side
from .outline import BackContour, back_contour

MIN_VISIBILITY = 0.5
"""Knees, elbows, wrists and ankles under this are hidden; in cat-cow near 0.98, far 0.33."""

EDGE = 0.02
"""Landmarks this near to the edge [share of the longer side] are guesses: hands that leave the
picture are put on its rim; tuned on the bird_dog recordings."""

MIN_REACH = 0.6
"""An arm that looks shorter than this [trunk lengths] points at the camera or has its hand outside
the picture, where the model guesses; tuned on the bird_dog recordings: real ones 0.9-1.2."""

_INDEX = {(side, part): Landmark.of(side, part) for side in Side for part in (
    "EAR", "SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "FOOT_INDEX",
)}  # fmt: skip


class Body:
    """The person in one frame, asked for points and directions by name.

    Parameters
    ----------
    frame : PoseFrame
        A frame that shows somebody.
    """

    def __init__(self, frame: PoseFrame) -> None:
        self.frame = frame
        self._points: list[list[float]] = frame.image.tolist()
        self._visibility: list[float] = frame.visibility.tolist()

    def at(self, side: Side, part: str) -> Point:
        """Return a landmark [px], seen or not."""
        x, y = self._points[_INDEX[side, part]]
        return x, y

    def mid(self, part: str) -> Point:
        """Return the point between the left and the right landmark [px]."""
        return middle(self.at(Side.LEFT, part), self.at(Side.RIGHT, part))

    def visibility(self, side: Side, part: str) -> float:
        """Return the model's visibility of a landmark, 0..1."""
        return self._visibility[_INDEX[side, part]]

    def shows(self, side: Side, part: str) -> bool:
        """Tell whether a landmark is visible and inside the frame, clear of its edge."""
        x, y = self.at(side, part)
        width, height = self.frame.size
        edge = EDGE * max(width, height)
        return (
            edge <= x <= width - edge
            and edge <= y <= height - edge
            and self.visibility(side, part) >= MIN_VISIBILITY
        )

    @cached_property
    def trunk(self) -> Point:
        """Vector from the hips to the shoulders [px]."""
        return minus(self.mid("SHOULDER"), self.mid("HIP"))

    @cached_property
    def trunk_length(self) -> float:
        """Distance from the hips to the shoulders [px]."""
        return math.hypot(*self.trunk)

    @cached_property
    def front(self) -> int:
        """Which way the front of the body lies from the trunk: 1 clockwise, -1 the other way.

        Knees only bend backwards, which tells it reliably; the face has the lesser vote, for
        straight legs.
        """
        votes = 0.0
        for side in Side:
            hip, knee, ankle = (self.at(side, part) for part in ("HIP", "KNEE", "ANKLE"))
            votes -= math.sin(math.radians(turn(minus(hip, knee), minus(ankle, knee))))
        nose = self._points[Landmark.NOSE]
        face = minus((nose[0], nose[1]), self.mid("EAR"))
        votes += 0.5 * math.sin(math.radians(turn(self.trunk, face)))
        return 1 if votes >= 0 else -1

    @cached_property
    def facing_up(self) -> float:
        """How far the front of the trunk points up: 1 on the back, -1 on all fours, 0 upright."""
        return -self.front * self.trunk[0] / self.trunk_length if self.trunk_length else math.nan

    @cached_property
    def back(self) -> BackContour | None:
        """The line of the back, None where it cannot be measured."""
        if self.frame.mask is None:
            return None
        return back_contour(
            self.frame.mask,
            self.mid("SHOULDER"),
            self.mid("HIP"),
            self.mid("KNEE"),
            frame_width=self.frame.size[0],
        )

    def front_angle(self, side: Side, a: str, vertex: str, b: str) -> float:
        """Return the angle at `vertex` on the front of the body [deg, 0..360]."""
        at = self.at(side, vertex)
        angle = self.front * turn(minus(self.at(side, a), at), minus(self.at(side, b), at))
        return angle % 360.0


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured in a frame.

    Attributes
    ----------
    name, unit, meaning : str
        ``meaning`` states the convention: what is zero, what is positive.
    compute : callable
        ``(Body, Side) -> float``; a measure that is not `sided` ignores the side.
    parts : tuple of str
        Landmarks (without side) that must be shown, else the measure is NaN.
    sided : bool
        Whether there is one for each side of the body.
    """

    name: str
    unit: str
    meaning: str
    compute: Callable[[Body, Side], float]
    parts: tuple[str, ...] = ()
    sided: bool = True

    def __call__(self, body: Body, side: Side) -> float:
        """Measure, or return NaN where the camera does not show what is needed."""
        sides = (side,) if self.sided else tuple(Side)
        if all(body.shows(s, part) for s in sides for part in self.parts):
            return self.compute(body, side)
        return math.nan


def _curvature(body: Body, _: Side) -> float:
    return math.nan if body.back is None else body.back.curvature


def _view_angle(body: Body, _: Side) -> float:
    """Return the larger of the turns that move shoulders or trunk out of the side view."""
    world = body.frame.world
    left, right = world[Landmark.LEFT_SHOULDER], world[Landmark.RIGHT_SHOULDER]
    across = (left - right).tolist()
    hips = world[Landmark.LEFT_HIP] + world[Landmark.RIGHT_HIP]
    along = ((left + right - hips) / 2).tolist()
    turned = math.atan2(math.hypot(across[0], across[1]), abs(across[2]))
    away = math.atan2(abs(along[2]), math.hypot(along[0], along[1]))
    return math.degrees(max(turned, away))


def _lean(body: Body, side: Side, base: str, tip: str) -> float:
    """Return the tilt of a limb from the vertical, positive towards the head [deg]."""
    dx, _ = minus(body.at(side, tip), body.at(side, base))
    tilt = from_vertical(body.at(side, base), body.at(side, tip))
    return math.copysign(tilt, dx * body.trunk[0])


def _foot_gap(body: Body, _: Side) -> float:
    left, right = body.at(Side.LEFT, "ANKLE"), body.at(Side.RIGHT, "ANKLE")
    return 100 * abs(left[1] - right[1]) / body.trunk_length if body.trunk_length else math.nan


def _arm_line(body: Body, side: Side) -> float:
    reach = distance(body.at(side, "SHOULDER"), body.at(side, "WRIST"))
    if reach < MIN_REACH * body.trunk_length:
        return math.nan
    return body.front_angle(side, "WRIST", "SHOULDER", "HIP")


def _room_ahead(body: Body, _: Side) -> float:
    (x, y), (dx, dy) = body.mid("SHOULDER"), body.trunk
    width, height = body.frame.size
    room_x = ((width if dx > 0 else 0.0) - x) / dx if dx else math.inf
    room_y = ((height if dy > 0 else 0.0) - y) / dy if dy else math.inf
    return min(room_x, room_y)


def _leg_split(body: Body) -> float:
    left = body.front_angle(Side.LEFT, "SHOULDER", "HIP", "KNEE")
    return left - body.front_angle(Side.RIGHT, "SHOULDER", "HIP", "KNEE")


SPINE_CURVATURE = Measure(
    "spine_curvature", "%", "sagitta of the back over its chord; rounded positive, hollow negative",
    _curvature, sided=False,
)  # fmt: skip
TRUNK_ELEVATION = Measure(
    "trunk_elevation", "deg", "shoulders above the hips; 0 level, 90 upright",
    lambda body, _: elevation(body.mid("HIP"), body.mid("SHOULDER")), sided=False,
)  # fmt: skip
HIP_RISE = Measure(
    "hip_rise", "deg", "hips above the shoulders; 0 level",
    lambda body, _: -elevation(body.mid("HIP"), body.mid("SHOULDER")), sided=False,
)  # fmt: skip
HIP_ANGLE = Measure(
    "hip_angle", "deg", "shoulder-hip-knee on the front of the body; 180 in line, more is arched",
    lambda body, side: body.front_angle(side, "SHOULDER", "HIP", "KNEE"), ("KNEE",),
)  # fmt: skip
LEG_LINE = Measure(
    "leg_line", "deg", "shoulder-hip-ankle on the front of the body; 180 in line, more is above",
    lambda body, side: body.front_angle(side, "SHOULDER", "HIP", "ANKLE"), ("ANKLE",),
)  # fmt: skip
LEG_SPLIT = Measure(
    "leg_split", "deg", "left hip angle minus right hip angle; positive: left leg further back",
    lambda body, _: _leg_split(body), sided=False,
)  # fmt: skip
LEGS_APART = Measure(
    "legs_apart", "deg", "angle between the thighs; 0 side by side",
    lambda body, _: abs(_leg_split(body)), sided=False,
)  # fmt: skip
KNEE_ANGLE = Measure(
    "knee_angle", "deg", "hip-knee-ankle; 180 straight",
    lambda body, side: joint_angle(*(body.at(side, p) for p in ("HIP", "KNEE", "ANKLE"))),
    ("KNEE", "ANKLE"),
)  # fmt: skip
ELBOW_ANGLE = Measure(
    "elbow_angle", "deg", "shoulder-elbow-wrist; 180 straight",
    lambda body, side: joint_angle(*(body.at(side, p) for p in ("SHOULDER", "ELBOW", "WRIST"))),
    ("ELBOW", "WRIST"),
)  # fmt: skip
ARM_LINE = Measure(
    "arm_line", "deg", "hip-shoulder-wrist on the front of the body; 180 in line, more is above",
    _arm_line, ("WRIST",),
)  # fmt: skip
UPPER_ARM = Measure(
    "upper_arm", "deg", "hip-shoulder-elbow; 90 at right angles to the trunk, 180 in line",
    lambda body, side: joint_angle(*(body.at(side, p) for p in ("HIP", "SHOULDER", "ELBOW"))),
    ("ELBOW",),
)  # fmt: skip
THIGH_LEAN = Measure(
    "thigh_lean", "deg", "hip over knee; 0 upright, positive: hips towards the head",
    lambda body, side: _lean(body, side, "KNEE", "HIP"), ("KNEE",),
)  # fmt: skip
ARM_LEAN = Measure(
    "arm_lean", "deg", "shoulder over wrist; 0 upright, positive: shoulder ahead of the hand",
    lambda body, side: _lean(body, side, "WRIST", "SHOULDER"), ("WRIST",),
)  # fmt: skip
KNEE_RISE = Measure(
    "knee_rise", "deg", "knee above the hip; 0 level, 90 straight up",
    lambda body, side: elevation(body.at(side, "HIP"), body.at(side, "KNEE")), ("KNEE",),
)  # fmt: skip
SHIN_RISE = Measure(
    "shin_rise", "deg", "knee above the ankle; 0 level, 90 straight up",
    lambda body, side: elevation(body.at(side, "ANKLE"), body.at(side, "KNEE")), ("KNEE", "ANKLE"),
)  # fmt: skip
FOOT_GAP = Measure(
    "foot_gap", "%", "height between the two ankles in trunk lengths",
    _foot_gap, ("ANKLE",), sided=False,
)  # fmt: skip
ROOM_AHEAD = Measure(
    "room_ahead", "trunk lengths", "from the shoulders to the frame's edge, along the trunk",
    _room_ahead, sided=False,
)  # fmt: skip
VIEW_ANGLE = Measure(
    "view_angle", "deg", "how far the camera is off the side view; 90 is front, back or feet",
    _view_angle, sided=False,
)  # fmt: skip

MEASURES: tuple[Measure, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Measure)
)
"""Every measure there is, in the order above."""


def near_side(body: Body) -> float:
    """Return how much better the left side is seen than the right, -1..1.

    Shoulders and hips are left out: the model gives them full visibility even when hidden.
    """
    parts = ("KNEE", "ELBOW", "WRIST")
    return sum(
        body.visibility(Side.LEFT, part) - body.visibility(Side.RIGHT, part) for part in parts
    ) / len(parts)
