"""How measures are read off a body in one frame; `measures` says what they mean, in which unit.

Angles are taken in pixels of the filmed plane, but for where the body faces: that comes from depth.
"""

from __future__ import annotations

import math

import numpy as np

from .body import Body
from .geometry import Point, distance, elevation, from_vertical, middle, minus, to_segment, turn
from .landmarks import Landmark, Side

MIN_REACH = 0.6
"""An arm that looks shorter than this [trunk lengths] points at the camera or has its hand outside
the picture, where the model guesses; tuned on the bird_dog recordings: real ones 0.9-1.2."""


GLIMPSE = 0.3
"""A knee behind the other leg or an arm is seen enough with this visibility; tuned on rendered
bodies, 0.47 of a far one drawn up, 0.43 of one under an arm that lies back."""

IN_LINE = 90.0
"""A limb this far from its fellow on all fours [deg] is in line with the trunk; by definition."""

FOOT_UP = 12.0
"""A foot is off the floor in full where the ankle lies this far above the hip [deg]; tuned on 46
rendered clips of people on their backs: feet on the floor to 9, of knees drawn up 18-90."""

CROSSED = 0.08
"""Feet that have changed sides by this [trunk lengths] are crossed; tuned on 22 rendered crossings,
0.09-0.76 but for 5 that read as side by side or apart; feet apart are 0.8 on their own sides."""

ON_FLOOR = 0.25
"""What is no higher above the floor than this [trunk lengths] lies on it; tuned on 9 rendered knees
drawn up beside a leg that looks alike: with 0.15, that leg seems lifted too in 3 of them."""


def curvature(body: Body, _: Side) -> float:
    """Return the curvature of the back, NaN where it has no line [%]."""
    return math.nan if body.back is None else body.back.curvature


def view_angle(body: Body, _: Side) -> float:
    """Return the larger of the turns that move shoulders or trunk out of the side view."""
    world = body.frame.world
    left, right = world[Landmark.LEFT_SHOULDER], world[Landmark.RIGHT_SHOULDER]
    x, y, z = (left - right).tolist()
    turned = math.degrees(math.atan2(math.hypot(x, y), abs(z)))
    return max(turned, trunk_aim(body, Side.LEFT))


def lean(body: Body, side: Side, base: str, tip: str) -> float:
    """Return the tilt of a limb from the vertical, positive towards the head [deg]."""
    dx, _ = minus(body.at(side, tip), body.at(side, base))
    tilt = from_vertical(body.at(side, base), body.at(side, tip))
    return math.copysign(tilt, dx * body.trunk[0])


def foot_gap(body: Body, _: Side) -> float:
    """Return how far the left ankle is above the right one [% of the trunk]."""
    left, right = body.at(Side.LEFT, "ANKLE"), body.at(Side.RIGHT, "ANKLE")
    return 100 * (right[1] - left[1]) / body.trunk_length if body.trunk_length else math.nan


def crossed_knee(body: Body, _: Side) -> float:
    """Return how far one knee is above the other once the feet have changed sides, else 0."""
    ankles, hips, knees = (
        minus(body.at(Side.LEFT, part), body.at(Side.RIGHT, part))
        for part in ("ANKLE", "HIP", "KNEE")
    )
    beyond = -ankles[0] * math.copysign(1.0, hips[0])
    if beyond < CROSSED * body.trunk_length:
        return 0.0
    return 100 * abs(knees[1]) / body.trunk_length if body.trunk_length else math.nan


def foot_rise(body: Body, side: Side) -> float:
    """Return how far the ankle is above the shoulders [% of the trunk]."""
    rise = body.mid("SHOULDER")[1] - body.at(side, "ANKLE")[1]
    return 100 * rise / body.trunk_length if body.trunk_length else math.nan


def arm_line(body: Body, side: Side) -> float:
    """Return the angle hip-shoulder-wrist, NaN of an arm that looks too short [deg]."""
    reach = distance(body.at(side, "SHOULDER"), body.at(side, "WRIST"))
    if reach < MIN_REACH * body.trunk_length:
        return math.nan
    return body.front_angle(side, "WRIST", "SHOULDER", "HIP")


def room_ahead(body: Body, _: Side) -> float:
    """Return the way from the shoulders to the edge of the picture, along the trunk."""
    (x, y), (dx, dy) = body.mid("SHOULDER"), body.trunk
    width, height = body.frame.size
    room_x = ((width if dx > 0 else 0.0) - x) / dx if dx else math.inf
    room_y = ((height if dy > 0 else 0.0) - y) / dy if dy else math.inf
    return min(room_x, room_y)


def reach_ahead(body: Body, _: Side) -> float:
    """Return how far the outline reaches beyond the shoulders, the way the head points."""
    if body.underside is None or not body.trunk_length:
        return math.nan
    ends = body.underside[0][[0, -1]]
    beyond = (ends - body.mid("SHOULDER")[0]) * math.copysign(1.0, body.trunk[0])
    return 100 * float(beyond.max()) / body.trunk_length


def floor_reach(body: Body, _: Side) -> float:
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


def trunk_aim(body: Body, _: Side) -> float:
    """Return how far the trunk points at the camera or away [deg]."""
    shoulders, hips = (
        body.frame.world[Landmark.of(Side.LEFT, part)]
        + body.frame.world[Landmark.of(Side.RIGHT, part)]
        for part in ("SHOULDER", "HIP")
    )
    x, y, z = (shoulders - hips).tolist()
    return math.degrees(math.atan2(abs(z), math.hypot(x, y)))


def trunk_rise(body: Body, _: Side) -> float:
    """Return how far the trunk has risen from lying on the back [deg]."""
    return math.degrees(math.atan2(-body.trunk[1], body.facing_up * body.trunk_length))


def face_angle(body: Body, _: Side) -> float:
    """Return the angle of the face against the trunk [deg]."""
    nose = body.frame.image[Landmark.NOSE]
    face = minus((float(nose[0]), float(nose[1])), body.mid("EAR"))
    return body.front * turn(body.trunk, face)


def _pull(body: Body, side: Side) -> float:
    """Return how far the hip is flexed, in full only where the foot is off the floor [deg]."""
    flexion = 180.0 - body.front_angle(side, "SHOULDER", "HIP", "KNEE")
    level = elevation(body.at(side, "HIP"), body.at(side, "ANKLE"))
    off_line = 180.0 - body.front_angle(side, "SHOULDER", "HIP", "ANKLE")
    return flexion * min(max(min(level, off_line) / FOOT_UP, 0.0), 1.0)


def knee_pull(body: Body, _: Side) -> float:
    """Return the pull of the leg drawn up further, NaN where its knee is not shown."""
    left, right = (_pull(body, side) for side in Side)
    if not body.shows(Side.LEFT if left >= right else Side.RIGHT, "KNEE", GLIMPSE):
        return math.nan
    return left if left >= right else -right


def hand_to_leg(body: Body, side: Side) -> float:
    """Return how far the nearer wrist is from a shin [% of the trunk]."""
    return _hand_to(body, body.at(side, "KNEE"), body.at(side, "ANKLE"))


def hand_to_thigh(body: Body, side: Side) -> float:
    """Return how far the nearer wrist is from the lower half of a thigh [% of the trunk]."""
    hip, knee = body.at(side, "HIP"), body.at(side, "KNEE")
    return _hand_to(body, middle(hip, knee), knee)


def _hand_to(body: Body, start: Point, end: Point) -> float:
    hands = [body.at(s, "WRIST") for s in Side if body.shows(s, "WRIST")]
    if not hands or not body.trunk_length:
        return math.nan
    return 100 * min(to_segment(hand, start, end) for hand in hands) / body.trunk_length


def hand_to_head(body: Body, _: Side) -> float:
    """Return how far the nearer wrist is from the ears [% of the trunk]."""
    hands = [body.at(s, "WRIST") for s in Side if body.shows(s, "WRIST")]
    if not hands or not body.trunk_length:
        return math.nan
    return 100 * min(distance(hand, body.mid("EAR")) for hand in hands) / body.trunk_length


def legs_apart(body: Body) -> float:
    """Compare the thighs alone: a raised arm drags the shoulders along."""
    left, right = (minus(body.at(side, "KNEE"), body.at(side, "HIP")) for side in Side)
    return abs(turn(left, right))


def limbs_apart(body: Body) -> float:
    """Average the angles of thighs and upper arms, where a raised arm shows; in line is enough."""
    arms = (minus(body.at(side, "ELBOW"), body.at(side, "SHOULDER")) for side in Side)
    legs = min(legs_apart(body), IN_LINE)
    return max(legs, (legs + min(abs(turn(*arms)), IN_LINE)) / 2)


def leg_split(body: Body) -> float:
    """Return the left hip angle less the right one [deg]."""
    left = body.front_angle(Side.LEFT, "SHOULDER", "HIP", "KNEE")
    return left - body.front_angle(Side.RIGHT, "SHOULDER", "HIP", "KNEE")


def fold(body: Body, side: Side) -> float:
    """Return how far thigh and trunk fold beyond a right angle, NaN of a knee not shown [deg]."""
    if not body.shows(side, "KNEE", GLIMPSE):
        return math.nan
    return max(90.0 - body.front_angle(side, "SHOULDER", "HIP", "KNEE"), 0.0)


def hand_ahead(body: Body, side: Side) -> float:
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


def line_heading(body: Body, part: str) -> float:
    """Return where the front of the line between two shoulders or hips points [deg]."""
    left, right = _world(body, part)
    return _heading(left[2] - right[2], right[0] - left[0])


def legs_heading(body: Body) -> float:
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


def upper_body_turn(body: Body, _: Side) -> float:
    """Average the headings of shoulders and ears: a turn shows in both, a wrong depth in one."""
    shoulders = line_heading(body, "SHOULDER")
    return between(0.0, shoulders + between(shoulders, line_heading(body, "EAR")) / 2)


def front_heading(body: Body) -> float:
    """Return where hips and legs face, seen from above [deg]; 0 is the camera, left positive."""
    hips = line_heading(body, "HIP")
    return between(0.0, hips + between(hips, legs_heading(body)) / 2)


def trunk_turn(body: Body, _: Side) -> float:
    """Return where the shoulders face against the legs [deg], to the left positive."""
    return between(legs_heading(body), line_heading(body, "SHOULDER"))


def front_angle(body: Body, _: Side) -> float:
    """Return how far the camera is off the front [deg]."""
    return abs(front_heading(body))


def side_lean(body: Body, _: Side) -> float:
    """Return how far the trunk leans in the picture [deg]."""
    dx, dy = body.trunk
    return math.degrees(math.atan2(dx, -dy))


def width(body: Body, part: str) -> float:
    """Return how far two parts are apart in the picture [% of the trunk]."""
    (lx, _ly), (rx, _ry) = body.at(Side.LEFT, part), body.at(Side.RIGHT, part)
    return 100 * abs(lx - rx) / body.trunk_length if body.trunk_length else math.nan


def shoulder_slant(body: Body, _: Side) -> float:
    """Return how far the shoulders slant against the trunk [deg]."""
    x, y = minus(body.at(Side.LEFT, "SHOULDER"), body.at(Side.RIGHT, "SHOULDER"))
    dx, dy = body.trunk
    return math.degrees(math.atan2(y, abs(x)) - math.atan2(dx, -dy)) if x or y else math.nan
