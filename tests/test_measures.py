"""Measures against a drawn figure whose angles are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import perturb
import pytest
from figure import Pose, Sitting, both, frame, seated
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.body import Body, near_side
from formcheck.geometry import turn
from formcheck.landmarks import Landmark, PoseFrame, Side
from formcheck.measures import (
    ANKLE_RISE,
    ARM_LEAN,
    ARM_LINE,
    ELBOW_ANGLE,
    FACE_ANGLE,
    FLOOR_REACH,
    FOOT_GAP,
    FRONT_ANGLE,
    HAND_TO_HEAD,
    HAND_TO_LEG,
    HAND_TO_THIGH,
    HIP_ANGLE,
    HIP_RISE,
    KNEE_ANGLE,
    KNEE_PULL,
    KNEE_RISE,
    LEG_LINE,
    LEG_SPLIT,
    LEGS_APART,
    LIMBS_APART,
    MEASURES,
    ROOM_AHEAD,
    SHIN_RISE,
    SHOULDER_SLANT,
    SIDE_LEAN,
    SPINE_CURVATURE,
    THIGH_LEAN,
    TRUNK_AIM,
    TRUNK_ELEVATION,
    TRUNK_RISE,
    TRUNK_TURN,
    UPPER_ARM,
    UPPER_BODY_TURN,
    VIEW_ANGLE,
    Measure,
)
from formcheck.posture import Posture, posture

SIGNED = (
    FOOT_GAP, LEG_SPLIT, KNEE_PULL, UPPER_BODY_TURN, TRUNK_TURN, SIDE_LEAN,
    SHOULDER_SLANT,
)  # fmt: skip
LYING = Pose(posture="on the back", trunk=20, hip=both(150), knee=both(80), arm=both(20))
BIRD_DOG = Pose(
    hip={"left": 185.0, "right": 92.0},
    knee={"left": 180.0, "right": 90.0},
    arm={"left": 85.0, "right": 170.0},
)


def value(measure: Measure, pose: Pose, side: Side = Side.LEFT) -> float:
    return measure(Body(frame(0.0, pose)), side)


@pytest.mark.parametrize(
    ("measure", "pose", "expected"),
    [
        (TRUNK_ELEVATION, Pose(trunk=12), 12),
        (HIP_RISE, LYING, 20),
        (HIP_ANGLE, Pose(hip=both(75)), 75),
        (HIP_ANGLE, LYING, 150),
        (HIP_ANGLE, replace(LYING, hip=both(195)), 195),
        (KNEE_ANGLE, Pose(knee=both(63)), 63),
        (ELBOW_ANGLE, Pose(elbow=both(140)), 140),
        (UPPER_ARM, Pose(arm=both(70)), 70),
        (ARM_LINE, Pose(arm=both(160), elbow=both(180)), 160),
        (ARM_LINE, Pose(arm=both(195), elbow=both(180)), 195),
        (LEG_LINE, BIRD_DOG, 185),
        (LEG_SPLIT, BIRD_DOG, 93),
        (LEGS_APART, BIRD_DOG, 93),
        (LIMBS_APART, BIRD_DOG, 90),
        (LIMBS_APART, replace(BIRD_DOG, hip=both(92)), 42.5),
        (LIMBS_APART, replace(BIRD_DOG, arm=both(85)), 90),
        (THIGH_LEAN, Pose(hip=both(110)), 20),
        (THIGH_LEAN, Pose(hip=both(75)), -15),
        (ARM_LEAN, Pose(arm=both(100), elbow=both(180)), -10),
        (KNEE_RISE, LYING, 50),
        (SHIN_RISE, LYING, 50),
        (VIEW_ANGLE, Pose(turned=35), 35),
        (TRUNK_RISE, replace(LYING, trunk=-30), 30),
        (TRUNK_RISE, replace(LYING, trunk=20), -20),
        (TRUNK_RISE, replace(LYING, trunk=-110), 110),
        (FACE_ANGLE, LYING, 90),
        (FACE_ANGLE, replace(LYING, nod=25), 115),
        (ANKLE_RISE, replace(LYING, trunk=0, hip=both(125), knee=both(180)), 55),
        (KNEE_PULL, replace(LYING, hip={"left": 40.0, "right": 120.0}), 140),
        (KNEE_PULL, replace(LYING, hip={"left": 120.0, "right": 40.0}), -140),
        (KNEE_PULL, replace(LYING, trunk=0, hip=both(125), knee=both(70)), 0),
        (KNEE_PULL, replace(LYING, trunk=-30, hip=both(100), knee=both(60)), 0),
        (TRUNK_AIM, LYING, 0),
        (SPINE_CURVATURE, Pose(curvature=0), 0),
        (SPINE_CURVATURE, Pose(curvature=12), 12),
        (SPINE_CURVATURE, Pose(curvature=-15), -15),
    ],
    ids=lambda v: v.name if isinstance(v, Measure) else None,
)
def test_measure_reads_what_was_drawn(measure: Measure, pose: Pose, expected: float) -> None:
    tolerance = 1.0 if measure is SPINE_CURVATURE else 0.2
    assert value(measure, pose) == pytest.approx(expected, abs=tolerance)


def test_foot_gap_is_in_trunk_lengths_and_positive_where_the_left_foot_is_higher() -> None:
    level = value(FOOT_GAP, LYING)
    right_up = replace(LYING, knee={"left": 80.0, "right": 170.0})
    left_up = replace(LYING, knee={"left": 170.0, "right": 80.0})
    assert abs(level) == pytest.approx(5, abs=0.1)  # the two sides are drawn 6 px apart
    assert value(FOOT_GAP, right_up) < -60
    assert value(FOOT_GAP, left_up) > 60
    (mirrored,) = perturb.mirrored([frame(0.0, right_up, mask=False)])
    assert FOOT_GAP(Body(mirrored), Side.LEFT) == pytest.approx(-value(FOOT_GAP, right_up))


def test_room_ahead_ends_at_the_edge() -> None:
    # shoulders at x = 350 of 640 px, trunk 120 px long and level
    assert value(ROOM_AHEAD, Pose()) == pytest.approx((640 - 350) / 120, abs=0.01)


def test_hands_are_told_in_trunk_lengths_from_leg_and_head() -> None:
    # the wrist lies on the hip-shoulder line, 120 px from the shoulder and 40 px more from the ear
    flat = replace(LYING, trunk=0, hip=both(180), knee=both(180), arm=both(0), elbow=both(180))
    assert value(HAND_TO_LEG, flat) == pytest.approx(92 / 120 * 100, abs=1)
    assert value(HAND_TO_THIGH, flat) == pytest.approx(92 / 2 / 120 * 100, abs=1)
    assert value(HAND_TO_HEAD, flat) == pytest.approx(160 / 120 * 100, abs=1)
    behind_the_thigh = replace(flat, hip=both(90), knee=both(90), arm=both(20))
    assert value(HAND_TO_THIGH, behind_the_thigh) < 10
    assert value(HAND_TO_LEG, behind_the_thigh) > 30
    away = replace(flat, hidden=("LEFT_WRIST", "RIGHT_WRIST"))
    assert np.isnan(value(HAND_TO_LEG, away))
    assert np.isnan(value(HAND_TO_HEAD, away))


def test_trunk_that_points_at_the_camera_aims_at_it() -> None:
    seen = frame(0.0, LYING)
    turned = seen.world @ np.array([[0.5, 0, -(0.75**0.5)], [0, 1, 0], [0.75**0.5, 0, 0.5]])
    aim = TRUNK_AIM(Body(replace(seen, world=turned)), Side.LEFT)
    assert aim == pytest.approx(54, abs=2)


def test_a_leg_that_stays_on_the_floor_reaches_beyond_the_hips() -> None:
    up, stands, lies = 40.0, 125.0, 180.0
    one_up = replace(LYING, trunk=0, hip={"left": up, "right": stands}, knee=both(70))
    assert value(FLOOR_REACH, one_up) > 80
    long = replace(one_up, hip={"left": up, "right": lies}, knee={"left": 70, "right": 176})
    assert value(FLOOR_REACH, long) > 150
    assert value(FLOOR_REACH, replace(one_up, hip=both(up))) < 30
    assert np.isnan(FLOOR_REACH(Body(frame(0.0, one_up, mask=False)), Side.LEFT))
    (mirrored,) = perturb.mirrored([frame(0.0, one_up)])
    expected = pytest.approx(value(FLOOR_REACH, one_up), abs=3)  # a pixel of the mask is 2 %
    assert FLOOR_REACH(Body(mirrored), Side.LEFT) == expected


def test_the_floor_rises_in_the_picture_where_the_head_is_nearer() -> None:
    nearer = replace(LYING, trunk=20, hip={"left": 40.0, "right": 180.0})
    long = replace(nearer, knee={"left": 70.0, "right": 176.0})
    assert value(FLOOR_REACH, long) > 150


def test_knee_that_is_drawn_up_must_be_shown() -> None:
    pulled = replace(LYING, hip={"left": 40.0, "right": 120.0})
    assert np.isnan(value(KNEE_PULL, replace(pulled, hidden=("LEFT_KNEE",))))
    assert value(KNEE_PULL, replace(pulled, hidden=("RIGHT_KNEE",))) == pytest.approx(140)


@settings(max_examples=40, deadline=None)
@given(
    hip=st.floats(40, 220),
    knee=st.floats(20, 175),
    trunk=st.floats(-20, 40),
)
def test_mirror_swaps_sides_only(hip: float, knee: float, trunk: float) -> None:
    pose = Pose(trunk=trunk, hip={"left": hip, "right": 90.0}, knee={"left": knee, "right": 90.0})
    plain = frame(0.0, pose, mask=False)
    (mirrored,) = perturb.mirrored([plain])
    for measure in MEASURES:
        if measure in (*SIGNED, SPINE_CURVATURE):
            continue  # signed by side; needs the mask
        for side in Side:
            assert measure(Body(mirrored), side.other) == pytest.approx(
                measure(Body(plain), side), abs=0.01, nan_ok=True
            ), measure.name


@pytest.mark.parametrize(
    ("measure", "part"),
    [(KNEE_ANGLE, "KNEE"), (KNEE_ANGLE, "ANKLE"), (ELBOW_ANGLE, "WRIST"), (HIP_ANGLE, "KNEE"),
     (ARM_LINE, "WRIST"), (UPPER_ARM, "ELBOW"), (LEG_LINE, "ANKLE"), (THIGH_LEAN, "KNEE")],
)  # fmt: skip
def test_hidden_landmark_cannot_be_measured(measure: Measure, part: str) -> None:
    pose = Pose(hidden=(f"LEFT_{part}",))
    assert np.isnan(value(measure, pose, Side.LEFT))
    assert not np.isnan(value(measure, pose, Side.RIGHT))


def test_landmark_on_the_rim_cannot_be_measured() -> None:
    seen = frame(0.0, Pose())
    image = seen.image.copy()
    image[Landmark.LEFT_WRIST] = (seen.size[0] - 2, 200)
    body = Body(replace(seen, image=image))
    assert np.isnan(ELBOW_ANGLE(body, Side.LEFT))
    assert not np.isnan(ELBOW_ANGLE(body, Side.RIGHT))


def test_foreshortened_arm_cannot_be_measured() -> None:
    assert np.isnan(value(ARM_LINE, Pose(arm=both(170), elbow=both(25))))


def test_back_needs_a_mask() -> None:
    assert np.isnan(SPINE_CURVATURE(Body(frame(0.0, Pose(), mask=False)), Side.LEFT))


def test_near_side_is_the_one_that_is_seen() -> None:
    hidden = tuple(f"LEFT_{part}" for part in ("KNEE", "ELBOW", "WRIST"))
    assert near_side(Body(frame(0.0, Pose(hidden=hidden)))) < -0.5
    assert near_side(Body(frame(0.0, Pose()))) == 0


def test_measures_have_distinct_names_units_and_conventions() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert all(measure.unit and measure.meaning for measure in MEASURES)


STANDING = Pose(trunk=88, hip=both(175), knee=both(175), arm=both(5))
KNEELING_UP = Pose(trunk=80, hip=both(170), knee=both(90), arm=both(10))
PRONE = Pose(trunk=2, hip=both(178), knee=both(175), arm=both(170))
PLANK = Pose(trunk=10, hip=both(178), knee=both(175), arm=both(80))
CHEST_DOWN = Pose(trunk=-15, arm=both(165))
SAT_BACK = Pose(
    trunk=30,
    hip={"left": 65, "right": 178},
    knee={"left": 35, "right": 115},
    arm={"left": 50, "right": 170},
)
ON_HEELS = Pose(trunk=-15, hip=both(30), knee=both(25), arm=both(170))


def test_a_leg_raised_high_does_not_turn_the_back_over():
    raised = Pose(hip={"left": 115, "right": 250}, knee={"left": 90, "right": 175}, trunk=20)
    body = Body(frame(0.0, replace(raised, curvature=4)))
    knee, hip = body.mid("KNEE"), body.mid("HIP")
    assert turn(body.trunk, (knee[0] - hip[0], knee[1] - hip[1])) < 0  # both knees, on average
    assert SPINE_CURVATURE(body, Side.LEFT) == pytest.approx(4, abs=3)


@pytest.mark.parametrize(
    ("pose", "expected"),
    [
        (Pose(), Posture.ON_ALL_FOURS),
        (BIRD_DOG, Posture.ON_ALL_FOURS),
        (Pose(curvature=12, trunk=15), Posture.ON_ALL_FOURS),
        (LYING, Posture.ON_THE_BACK),
        (Pose(posture="on the back", hip=both(125), knee=both(70)), Posture.ON_THE_BACK),
        (STANDING, Posture.UPRIGHT),
        (KNEELING_UP, Posture.UPRIGHT),
        (PRONE, Posture.OTHER),
        (PLANK, Posture.OTHER),
        (ON_HEELS, Posture.FOLDED),
        (CHEST_DOWN, Posture.ON_THE_KNEES),
        (SAT_BACK, Posture.ON_THE_KNEES),
    ],
)
@pytest.mark.parametrize("mirror", [False, True])
def test_posture(pose: Pose, expected: Posture, mirror: bool) -> None:
    seen: PoseFrame = frame(0.0, pose, mask=False)
    if mirror:
        (seen,) = perturb.mirrored([seen])
    assert posture(Body(seen)) is expected


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("faces", [0, 40])
def test_turn_is_read_from_the_front(mirror: bool, faces: float) -> None:
    seen = seated(0.0, Sitting(turn=30, faces=faces))
    if mirror:
        (seen,) = perturb.mirrored([seen])
    body, sign = Body(seen), -1 if mirror else 1
    assert posture(body) is Posture.SITTING
    assert TRUNK_TURN(body, Side.LEFT) == pytest.approx(30 * sign, abs=0.1)
    assert UPPER_BODY_TURN(body, Side.LEFT) == pytest.approx((30 + faces) * sign, abs=0.1)
    assert FRONT_ANGLE(body, Side.LEFT) == pytest.approx(faces, abs=0.1)


def test_shoulders_and_head_share_a_turn() -> None:
    def drawn(turn: float) -> PoseFrame:
        return seated(0.0, Sitting(turn=turn))

    assert UPPER_BODY_TURN(Body(drawn(30)), Side.LEFT) == pytest.approx(30, abs=0.1)
    ears = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    for turned, head in ((0, 50), (50, 0), (-170, 160)):
        mixed = drawn(turned)
        mixed.world[ears] = drawn(head).world[ears]
        half = 175 if turned == -170 else 25
        assert UPPER_BODY_TURN(Body(mixed), Side.LEFT) == pytest.approx(half, abs=0.1)


def test_somebody_seen_from_behind_is_off_the_front_by_half_a_turn() -> None:
    body = Body(seated(0.0, Sitting(faces=180)))
    assert FRONT_ANGLE(body, Side.LEFT) == pytest.approx(180, abs=0.1)


def test_a_lean_to_the_left_is_to_the_right_of_the_picture() -> None:
    body = Body(seated(0.0, Sitting(tip=20)))
    assert SIDE_LEAN(body, Side.LEFT) == pytest.approx(20, abs=0.1)
    assert SHOULDER_SLANT(body, Side.LEFT) == pytest.approx(0, abs=0.1)
