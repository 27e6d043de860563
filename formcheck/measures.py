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

from . import readings
from .body import Body
from .geometry import elevation, joint_angle
from .landmarks import Side


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


SPINE_CURVATURE = Measure(
    "spine_curvature", "%", "sagitta of the back over its chord; rounded positive, hollow negative",
    readings.curvature, sided=False,
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
    lambda body, _: readings.leg_split(body), sided=False,
)  # fmt: skip
LEGS_APART = Measure(
    "legs_apart", "deg", "angle between the thighs; 0 side by side",
    lambda body, _: readings.legs_apart(body), sided=False,
)  # fmt: skip
LIMBS_APART = Measure(
    "limbs_apart", "deg", "angle between the thighs, or its mean with that between upper arms",
    lambda body, _: readings.limbs_apart(body), sided=False,
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
    readings.arm_line, ("WRIST",),
)  # fmt: skip
UPPER_ARM = Measure(
    "upper_arm", "deg", "hip-shoulder-elbow; 90 at right angles to the trunk, 180 in line",
    lambda body, side: joint_angle(*(body.at(side, p) for p in ("HIP", "SHOULDER", "ELBOW"))),
    ("ELBOW",),
)  # fmt: skip
THIGH_LEAN = Measure(
    "thigh_lean", "deg", "hip over knee; 0 upright, positive: hips towards the head",
    lambda body, side: readings.lean(body, side, "KNEE", "HIP"), ("KNEE",),
)  # fmt: skip
LEG_BACK = Measure(
    "leg_back", "deg", "hip over knee of the leg further back; 0 upright, 90 knee as high as hip",
    lambda body, _: max(readings.lean(body, side, "KNEE", "HIP") for side in Side), sided=False,
)  # fmt: skip
ARM_LEAN = Measure(
    "arm_lean", "deg", "shoulder over wrist; 0 upright, positive: shoulder ahead of the hand",
    lambda body, side: readings.lean(body, side, "WRIST", "SHOULDER"), ("WRIST",),
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
    readings.foot_gap, ("ANKLE",), sided=False,
)  # fmt: skip
FOOT_RISE = Measure(
    "foot_rise", "%", "ankle above the shoulders in the picture, in trunk lengths",
    readings.foot_rise, ("ANKLE",),
)  # fmt: skip
ANKLE_HEIGHT = Measure(
    "ankle_height", "%", "ankle above the picture's lower edge, in its heights; seen or guessed",
    lambda body, side: 100 * (1 - body.at(side, "ANKLE")[1] / body.frame.size[1]),
)  # fmt: skip
ROOM_AHEAD = Measure(
    "room_ahead", "trunk lengths", "from the shoulders to the frame's edge, along the trunk",
    readings.room_ahead, sided=False,
)  # fmt: skip
REACH_AHEAD = Measure(
    "reach_ahead", "%", "the outline beyond the shoulders, towards the head, in trunk lengths",
    readings.reach_ahead, sided=False,
)  # fmt: skip
FLOOR_REACH = Measure(
    "floor_reach", "%", "the outline on the floor beyond the hips, feetwards, in trunk lengths",
    readings.floor_reach, sided=False,
)  # fmt: skip
VIEW_ANGLE = Measure(
    "view_angle", "deg", "how far the camera is off the side view; 90 is front, back or feet",
    readings.view_angle, sided=False,
)  # fmt: skip
TRUNK_AIM = Measure(
    "trunk_aim", "deg", "how far the trunk points at the camera or away from it; 0 across",
    readings.trunk_aim, sided=False,
)  # fmt: skip
TRUNK_RISE = Measure(
    "trunk_rise", "deg", "trunk above lying on the back; 90 upright, more is bent forward",
    readings.trunk_rise, sided=False,
)  # fmt: skip
FACE_ANGLE = Measure(
    "face_angle", "deg", "ear to nose against the trunk; 90 looks straight ahead, 180 at the feet",
    readings.face_angle, ("EAR",), sided=False,
)  # fmt: skip
ANKLE_RISE = Measure(
    "ankle_rise", "deg", "ankle above the hip; 0 level, 90 straight up",
    lambda body, side: elevation(body.at(side, "HIP"), body.at(side, "ANKLE")), ("ANKLE",),
)  # fmt: skip
KNEE_PULL = Measure(
    "knee_pull", "deg", "flexion of a lifted leg; 0 with both feet down, negative to the right",
    readings.knee_pull, sided=False,
)  # fmt: skip
HAND_TO_LEG = Measure(
    "hand_to_leg", "%", "from the nearer wrist to this side's shin, in trunk lengths",
    readings.hand_to_leg, ("KNEE",),
)  # fmt: skip
HAND_TO_THIGH = Measure(
    "hand_to_thigh", "%", "from the nearer wrist to this side's lower thigh, in trunk lengths",
    readings.hand_to_thigh, ("KNEE",),
)  # fmt: skip
HAND_TO_HEAD = Measure(
    "hand_to_head", "%", "from the nearer wrist to the ears, in trunk lengths",
    readings.hand_to_head, ("EAR",), sided=False,
)  # fmt: skip
FOLD = Measure(
    "fold", "deg", "thigh folded towards the trunk beyond a right angle; 0 at right angles or more",
    readings.fold,
)  # fmt: skip
HAND_AHEAD = Measure(
    "hand_ahead", "%", "wrist beyond the ears along the trunk, in trunk lengths",
    readings.hand_ahead, ("WRIST",),
)  # fmt: skip
FRONT_ANGLE = Measure(
    "front_angle", "deg", "how far the camera is off the front of hips and legs; 180 is behind",
    readings.front_angle, sided=False,
)  # fmt: skip
UPPER_BODY_TURN = Measure(
    "upper_body_turn", "deg", "mean of where shoulders and head face; 0 the camera, left positive",
    readings.upper_body_turn, sided=False,
)  # fmt: skip
TRUNK_TURN = Measure(
    "trunk_turn", "deg", "where the shoulders face against hips and legs; to the left positive",
    readings.trunk_turn, sided=False,
)  # fmt: skip
CROSSED_KNEE = Measure(
    "crossed_knee", "%", "one knee above the other in trunk lengths, feet crossed; else 0",
    readings.crossed_knee, sided=False,
)  # fmt: skip
SIDE_LEAN = Measure(
    "side_lean", "deg", "trunk off the vertical in the picture; positive to the picture's right",
    readings.side_lean, sided=False,
)  # fmt: skip
SHOULDER_WIDTH = Measure(
    "shoulder_width", "%", "between the shoulders in the picture, across the trunk, in its lengths",
    lambda body, _: readings.width(body, "SHOULDER"), sided=False,
)  # fmt: skip
HIP_WIDTH = Measure(
    "hip_width", "%", "between the hips in the picture, across the trunk, in its lengths",
    lambda body, _: readings.width(body, "HIP"), sided=False,
)  # fmt: skip
SHOULDER_SLANT = Measure(
    "shoulder_slant", "deg", "shoulder line against the trunk; left shoulder low is positive",
    readings.shoulder_slant, sided=False,
)  # fmt: skip

MEASURES: tuple[Measure, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Measure)
)
"""Every measure there is, in the order above."""
