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

import numpy as np

from .body import Body
from .geometry import distance, elevation, from_vertical, joint_angle, minus, to_segment, turn
from .landmarks import Landmark, Side

MIN_REACH = 0.6
"""An arm that looks shorter than this [trunk lengths] points at the camera or has its hand outside
the picture, where the model guesses; tuned on the bird_dog recordings: real ones 0.9-1.2."""


GLIMPSE = 0.3
"""A knee drawn up behind the other leg is seen enough with this visibility; tuned on rendered
bodies, 0.47 while held on the far side."""

IN_LINE = 90.0
"""A limb this far from its fellow on all fours [deg] is in line with the trunk; by definition."""

FOOT_UP = 12.0
"""A foot is off the floor in full where the ankle lies this far above the hip [deg]; tuned on 46
rendered clips of people on their backs: feet on the floor to 9, of knees drawn up 18-90."""

CROSSED = 0.08
"""Feet that have changed sides by this [trunk lengths] are crossed; tuned on 20 rendered crossings,
0.09-0.71 but for 6 that read as side by side; uncrossed feet are 0.2 or more on their own side."""

ON_FLOOR = 0.25
"""What is no higher above the floor than this [trunk lengths] lies on it; tuned on 9 rendered knees
drawn up beside a leg that looks alike: with 0.15, that leg seems lifted too in 3 of them."""


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
    return 100 * (right[1] - left[1]) / body.trunk_length if body.trunk_length else math.nan


def _crossed_knee(body: Body, _: Side) -> float:
    ankles, hips, knees = (
        minus(body.at(Side.LEFT, part), body.at(Side.RIGHT, part))
        for part in ("ANKLE", "HIP", "KNEE")
    )
    beyond = -ankles[0] * math.copysign(1.0, hips[0])
    if beyond < CROSSED * body.trunk_length:
        return 0.0
    return 100 * abs(knees[1]) / body.trunk_length if body.trunk_length else math.nan


def _foot_rise(body: Body, side: Side) -> float:
    rise = body.mid("SHOULDER")[1] - body.at(side, "ANKLE")[1]
    return 100 * rise / body.trunk_length if body.trunk_length else math.nan


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


def _reach_ahead(body: Body, _: Side) -> float:
    """Return how far the outline reaches beyond the shoulders, the way the head points."""
    if body.underside is None or not body.trunk_length:
        return math.nan
    ends = body.underside[0][[0, -1]]
    beyond = (ends - body.mid("SHOULDER")[0]) * math.copysign(1.0, body.trunk[0])
    return 100 * float(beyond.max()) / body.trunk_length


def _floor_reach(body: Body, _: Side) -> float:
    """Return how far the outline lies on the floor beyond the hips, away from the head.

    The floor is what is lowest under the hips. Where the head is nearer to the camera than the
    hips, the trunk shows how the floor rises in the picture.
    """
    (dx, dy), length = body.trunk, body.trunk_length
    if body.underside is None or not dx:
        return math.nan
    x, y = body.underside
    beyond = (body.mid("HIP")[0] - x) * math.copysign(1.0, dx)
    under_hips = y[np.abs(beyond) < ON_FLOOR * length]
    if not under_hips.size:
        return math.nan
    floor = under_hips.max() - max(dy / abs(dx), 0.0) * np.maximum(beyond, 0.0)
    return 100 * float(beyond[y >= floor - ON_FLOOR * length].max()) / length


def _trunk_aim(body: Body, _: Side) -> float:
    shoulders, hips = (
        body.frame.world[Landmark.of(Side.LEFT, part)]
        + body.frame.world[Landmark.of(Side.RIGHT, part)]
        for part in ("SHOULDER", "HIP")
    )
    x, y, z = (shoulders - hips).tolist()
    return math.degrees(math.atan2(abs(z), math.hypot(x, y)))


def _trunk_rise(body: Body, _: Side) -> float:
    return math.degrees(math.atan2(-body.trunk[1], body.facing_up * body.trunk_length))


def _face_angle(body: Body, _: Side) -> float:
    nose = body.frame.image[Landmark.NOSE]
    face = minus((float(nose[0]), float(nose[1])), body.mid("EAR"))
    return body.front * turn(body.trunk, face)


def _pull(body: Body, side: Side) -> float:
    """Return how far the hip is flexed, in full only where the foot is off the floor [deg]."""
    flexion = 180.0 - body.front_angle(side, "SHOULDER", "HIP", "KNEE")
    level = elevation(body.at(side, "HIP"), body.at(side, "ANKLE"))
    off_line = 180.0 - body.front_angle(side, "SHOULDER", "HIP", "ANKLE")
    return flexion * min(max(min(level, off_line) / FOOT_UP, 0.0), 1.0)


def _knee_pull(body: Body, _: Side) -> float:
    """Return the pull of the leg drawn up further, NaN where its knee is not shown."""
    left, right = (_pull(body, side) for side in Side)
    if not body.shows(Side.LEFT if left >= right else Side.RIGHT, "KNEE", GLIMPSE):
        return math.nan
    return left if left >= right else -right


def _hand_to_leg(body: Body, side: Side) -> float:
    hands = [body.at(s, "WRIST") for s in Side if body.shows(s, "WRIST")]
    if not hands or not body.trunk_length:
        return math.nan
    shin = body.at(side, "KNEE"), body.at(side, "ANKLE")
    return 100 * min(to_segment(hand, *shin) for hand in hands) / body.trunk_length


def _hand_to_head(body: Body, _: Side) -> float:
    hands = [body.at(s, "WRIST") for s in Side if body.shows(s, "WRIST")]
    if not hands or not body.trunk_length:
        return math.nan
    return 100 * min(distance(hand, body.mid("EAR")) for hand in hands) / body.trunk_length


def _legs_apart(body: Body) -> float:
    """Compare the thighs alone: a raised arm drags the shoulders along."""
    left, right = (minus(body.at(side, "KNEE"), body.at(side, "HIP")) for side in Side)
    return abs(turn(left, right))


def _limbs_apart(body: Body) -> float:
    """Average the angles of thighs and upper arms, where a raised arm shows; in line is enough."""
    arms = (minus(body.at(side, "ELBOW"), body.at(side, "SHOULDER")) for side in Side)
    legs = min(_legs_apart(body), IN_LINE)
    return max(legs, (legs + min(abs(turn(*arms)), IN_LINE)) / 2)


def _leg_split(body: Body) -> float:
    left = body.front_angle(Side.LEFT, "SHOULDER", "HIP", "KNEE")
    return left - body.front_angle(Side.RIGHT, "SHOULDER", "HIP", "KNEE")


def _fold(body: Body, side: Side) -> float:
    return max(90.0 - body.front_angle(side, "SHOULDER", "HIP", "KNEE"), 0.0)


def _hand_ahead(body: Body, side: Side) -> float:
    """Return how far the wrist lies beyond the ears, along the trunk [% of its length]."""
    if not body.trunk_length:
        return math.nan
    (dx, dy), (x, y) = body.trunk, minus(body.at(side, "WRIST"), body.mid("EAR"))
    return 100 * (x * dx + y * dy) / body.trunk_length**2


def _heading(x: float, z: float) -> float:
    """Return where something points, seen from above [deg]; 0 at the camera, left positive."""
    return math.degrees(math.atan2(x, -z))


def _world(body: Body, part: str) -> tuple[list[float], list[float]]:
    world = body.frame.world
    left, right = (world[Landmark.of(side, part)].tolist() for side in Side)
    return left, right


def _line_heading(body: Body, part: str) -> float:
    """Return where the front of the line between two shoulders or hips points [deg]."""
    left, right = _world(body, part)
    return _heading(left[2] - right[2], right[0] - left[0])


def _legs_heading(body: Body) -> float:
    """Return where knees and ankles lie, seen from the hips [deg]; one leg may cross the other."""
    hips, knees, ankles = (_world(body, part) for part in ("HIP", "KNEE", "ANKLE"))
    x, z = (
        sum(point[i] for point in (*knees, *ankles)) - 2 * sum(point[i] for point in hips)
        for i in (0, 2)
    )
    return _heading(x, z)


def between(a: float, b: float) -> float:
    """Return the turn from heading `a` to heading `b` [deg, -180..180]."""
    return (b - a + 180.0) % 360.0 - 180.0


def _upper_body_turn(body: Body, _: Side) -> float:
    """Average the headings of shoulders and ears: a turn shows in both, a wrong depth in one."""
    shoulders = _line_heading(body, "SHOULDER")
    return between(0.0, shoulders + between(shoulders, _line_heading(body, "EAR")) / 2)


def front_heading(body: Body) -> float:
    """Return where hips and legs face, seen from above [deg]; 0 is the camera, left positive."""
    hips = _line_heading(body, "HIP")
    return between(0.0, hips + between(hips, _legs_heading(body)) / 2)


def _front_angle(body: Body, _: Side) -> float:
    return abs(front_heading(body))


def _side_lean(body: Body, _: Side) -> float:
    dx, dy = body.trunk
    return math.degrees(math.atan2(dx, -dy))


def _width(body: Body, part: str) -> float:
    (lx, _ly), (rx, _ry) = body.at(Side.LEFT, part), body.at(Side.RIGHT, part)
    return 100 * abs(lx - rx) / body.trunk_length if body.trunk_length else math.nan


def _shoulder_slant(body: Body, _: Side) -> float:
    (x, y), (dx, dy) = (
        minus(body.at(Side.LEFT, "SHOULDER"), body.at(Side.RIGHT, "SHOULDER")),
        (body.trunk),
    )
    return math.degrees(math.atan2(y, abs(x)) - math.atan2(dx, -dy)) if x or y else math.nan


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
    lambda body, _: _legs_apart(body), sided=False,
)  # fmt: skip
LIMBS_APART = Measure(
    "limbs_apart", "deg", "angle between the thighs, or its mean with that between upper arms",
    lambda body, _: _limbs_apart(body), sided=False,
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
LEG_BACK = Measure(
    "leg_back", "deg", "hip over knee of the leg further back; 0 upright, 90 knee as high as hip",
    lambda body, _: max(_lean(body, side, "KNEE", "HIP") for side in Side), sided=False,
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
    "foot_gap", "%", "left ankle above the right one in the picture, in trunk lengths",
    _foot_gap, ("ANKLE",), sided=False,
)  # fmt: skip
FOOT_RISE = Measure(
    "foot_rise", "%", "ankle above the shoulders in the picture, in trunk lengths",
    _foot_rise, ("ANKLE",),
)  # fmt: skip
ANKLE_HEIGHT = Measure(
    "ankle_height", "%", "ankle above the picture's lower edge, in its heights; seen or guessed",
    lambda body, side: 100 * (1 - body.at(side, "ANKLE")[1] / body.frame.size[1]),
)  # fmt: skip
ROOM_AHEAD = Measure(
    "room_ahead", "trunk lengths", "from the shoulders to the frame's edge, along the trunk",
    _room_ahead, sided=False,
)  # fmt: skip
REACH_AHEAD = Measure(
    "reach_ahead", "%", "the outline beyond the shoulders, towards the head, in trunk lengths",
    _reach_ahead, sided=False,
)  # fmt: skip
FLOOR_REACH = Measure(
    "floor_reach", "%", "the outline on the floor beyond the hips, feetwards, in trunk lengths",
    _floor_reach, sided=False,
)  # fmt: skip
VIEW_ANGLE = Measure(
    "view_angle", "deg", "how far the camera is off the side view; 90 is front, back or feet",
    _view_angle, sided=False,
)  # fmt: skip
TRUNK_AIM = Measure(
    "trunk_aim", "deg", "how far the trunk points at the camera or away from it; 0 across",
    _trunk_aim, sided=False,
)  # fmt: skip
TRUNK_RISE = Measure(
    "trunk_rise", "deg", "trunk above lying on the back; 90 upright, more is bent forward",
    _trunk_rise, sided=False,
)  # fmt: skip
FACE_ANGLE = Measure(
    "face_angle", "deg", "ear to nose against the trunk; 90 looks straight ahead, 180 at the feet",
    _face_angle, ("EAR",), sided=False,
)  # fmt: skip
ANKLE_RISE = Measure(
    "ankle_rise", "deg", "ankle above the hip; 0 level, 90 straight up",
    lambda body, side: elevation(body.at(side, "HIP"), body.at(side, "ANKLE")), ("ANKLE",),
)  # fmt: skip
KNEE_PULL = Measure(
    "knee_pull", "deg", "flexion of a lifted leg; 0 with both feet down, negative to the right",
    _knee_pull, sided=False,
)  # fmt: skip
HAND_TO_LEG = Measure(
    "hand_to_leg", "%", "from the nearer wrist to this side's shin, in trunk lengths",
    _hand_to_leg, ("KNEE",),
)  # fmt: skip
HAND_TO_HEAD = Measure(
    "hand_to_head", "%", "from the nearer wrist to the ears, in trunk lengths",
    _hand_to_head, ("EAR",), sided=False,
)  # fmt: skip
FOLD = Measure(
    "fold", "deg", "thigh folded towards the trunk beyond a right angle; 0 at right angles or more",
    _fold, ("KNEE",),
)  # fmt: skip
HAND_AHEAD = Measure(
    "hand_ahead", "%", "wrist beyond the ears along the trunk, in trunk lengths",
    _hand_ahead, ("WRIST",),
)  # fmt: skip
FRONT_ANGLE = Measure(
    "front_angle", "deg", "how far the camera is off the front of hips and legs; 180 is behind",
    _front_angle, sided=False,
)  # fmt: skip
UPPER_BODY_TURN = Measure(
    "upper_body_turn", "deg", "mean of where shoulders and head face; 0 the camera, left positive",
    _upper_body_turn, sided=False,
)  # fmt: skip
TRUNK_TURN = Measure(
    "trunk_turn", "deg", "where the shoulders face against hips and legs; to the left positive",
    lambda body, _: between(_legs_heading(body), _line_heading(body, "SHOULDER")), sided=False,
)  # fmt: skip
CROSSED_KNEE = Measure(
    "crossed_knee", "%", "one knee above the other in trunk lengths, feet crossed; else 0",
    _crossed_knee, sided=False,
)  # fmt: skip
SIDE_LEAN = Measure(
    "side_lean", "deg", "trunk off the vertical in the picture; positive to the picture's right",
    _side_lean, sided=False,
)  # fmt: skip
SHOULDER_WIDTH = Measure(
    "shoulder_width", "%", "between the shoulders in the picture, across the trunk, in its lengths",
    lambda body, _: _width(body, "SHOULDER"), sided=False,
)  # fmt: skip
HIP_WIDTH = Measure(
    "hip_width", "%", "between the hips in the picture, across the trunk, in its lengths",
    lambda body, _: _width(body, "HIP"), sided=False,
)  # fmt: skip
SHOULDER_SLANT = Measure(
    "shoulder_slant", "deg", "shoulder line against the trunk; left shoulder low is positive",
    _shoulder_slant, sided=False,
)  # fmt: skip

MEASURES: tuple[Measure, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Measure)
)
"""Every measure there is, in the order above."""
