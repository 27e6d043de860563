"""What is drawn of a body, said as plain data."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
import scenes
from figure import SIZE, Pose, frame
from perturb import mirrored, scaled

from formcheck.body import Body
from formcheck.exercises import EXERCISES
from formcheck.landmarks import Landmark, PoseFrame, Side
from formcheck.pictures.limbs import CHAINS, LIMBS, PARTS, judged_by
from formcheck.pictures.scene import LEAST_ARROW, Mark, OwnBack, scene_of

BRIDGE, CAT_COW, BIRD_DOG = (EXERCISES[name] for name in ("bridge", "cat_cow", "bird_dog"))
LOW = Pose(posture="on the back", trunk=20, hip={"left": 150, "right": 150})
LINES = {frozenset(link) for chain in CHAINS for link in itertools.pairwise(chain)}


def states(scene):
    """Lines and joints by their state."""
    found = {mark: set() for mark in Mark}
    for line in scene.lines:
        found[line.state].add("-".join(line.parts))
    for joint in scene.joints:
        found[joint.state].add(joint.part)
    return found


def test_all_of_the_near_side_is_drawn_and_good():
    seen = frame(0.0, LOW)
    scene = scene_of(seen, BRIDGE, Side.LEFT)
    assert {frozenset(line.parts) for line in scene.lines} == LINES
    assert [joint.part for joint in scene.joints] == list(PARTS)
    assert states(scene)[Mark.FAULT] == states(scene)[Mark.UNSURE] == set()
    for joint in scene.joints:
        assert joint.at == pytest.approx(seen.image[Landmark.of(Side.LEFT, joint.part)], abs=1e-4)
    assert scene.size == SIZE
    assert scene.tag is scene.target is scene.own_back is None


def test_what_is_hidden_is_unsure_and_so_is_what_hangs_on_it():
    hidden = frame(0.0, replace(LOW, hidden=("LEFT_ANKLE",)))
    unsure = states(scene_of(hidden, BRIDGE, Side.LEFT))[Mark.UNSURE]
    assert unsure == {"ANKLE", "KNEE-ANKLE", "ANKLE-FOOT_INDEX"}
    far = states(scene_of(hidden, BRIDGE, Side.RIGHT))
    assert far[Mark.UNSURE] == set()


def test_a_fault_marks_its_limb_and_says_where_the_joint_belongs():
    seen = frame(0.0, LOW)
    scene = scene_of(seen, BRIDGE, Side.LEFT, faults=("hips_low", "dropped"))
    assert states(scene)[Mark.FAULT] == {"HIP", "HIP-KNEE"}
    assert scene.back.state is Mark.FAULT
    assert (scene.tag.text, scene.tag.state) == ("Hips low", Mark.FAULT)
    shoulder, hip, knee = (seen.image[i].astype(float) for i in (11, 23, 25))
    assert scene.tag.at == pytest.approx(hip, abs=1e-4)
    assert np.array(scene.target.at) == pytest.approx(np.array([shoulder, knee]), abs=1e-4)
    start, tip = (np.array(point) for point in scene.target.arrow)
    assert start == pytest.approx(hip, abs=1e-4)
    along = (knee - shoulder) / np.hypot(*(knee - shoulder))
    assert (tip - hip) @ along == pytest.approx(0, abs=1e-3)  # straight to the line
    assert tip[1] < hip[1]  # low hips go up
    assert np.hypot(*(tip - hip)) >= LEAST_ARROW * Body(seen).trunk_length - 1e-3


def test_a_joint_that_is_where_it_belongs_gets_no_arrow():
    straight = frame(0.0, replace(LOW, hip={"left": 178, "right": 178}))
    assert scene_of(straight, BRIDGE, Side.LEFT, faults=("hips_low",)).target is None


@pytest.mark.parametrize(
    ("exercise", "fault", "hidden"),
    [
        (BRIDGE, "hold_too_short", ()),  # has no place
        (BRIDGE, "hips_low", ("LEFT_KNEE",)),  # is not seen
        (BIRD_DOG, "leg_high", ()),  # may lie on the side that is not drawn
    ],
)
def test_a_fault_without_a_place_is_only_named(exercise, fault, hidden):
    seen = frame(0.0, replace(LOW, hidden=hidden))
    scene = scene_of(seen, exercise, Side.LEFT, faults=(fault,))
    assert states(scene)[Mark.FAULT] == set()
    assert scene.back.state is Mark.GOOD
    assert scene.target is None
    assert scene.tag.at == pytest.approx(Body(seen).mid("SHOULDER"))


def test_what_cannot_be_judged_is_unsure_but_a_fault_is_a_fault():
    seen = frame(0.0, LOW)
    scene = scene_of(seen, BRIDGE, Side.LEFT, unsure=("feet_too_far", "dropped"))
    assert states(scene)[Mark.UNSURE] == {"HIP-KNEE", "KNEE-ANKLE"}
    scene = scene_of(seen, BRIDGE, Side.LEFT, faults=("hips_low",), unsure=("feet_too_far",))
    assert states(scene)[Mark.UNSURE] == {"KNEE-ANKLE"}
    assert "HIP-KNEE" in states(scene)[Mark.FAULT]


def test_the_back_is_its_contour_only_where_the_exercise_is_about_it():
    seen = frame(0.0, Pose(curvature=9.0))
    ends = [tuple(seen.image[i].tolist()) for i in (23, 11)]
    assert list(scene_of(seen, BRIDGE, Side.LEFT).back.at) == ends
    back = scene_of(seen, CAT_COW, Side.LEFT).back
    assert len(back.at) > 20
    assert back.state is Mark.GOOD
    hip, shoulder = (np.array(end) for end in ends)
    assert np.hypot(*(np.array(back.at[0]) - hip)) < np.hypot(*(np.array(back.at[0]) - shoulder))
    unseen = scene_of(frame(0.0, Pose(), mask=False), CAT_COW, Side.LEFT).back
    assert (list(unseen.at), unseen.state) == (
        [tuple(seen.image[i].tolist()) for i in (23, 11)],
        Mark.UNSURE,
    )


def test_own_flat_back_lies_on_the_trunk_wherever_that_is():
    flat = frame(0.0, Pose())
    own = OwnBack.of(Body(flat))
    same = scene_of(flat, CAT_COW, Side.LEFT, own_back=own)
    assert np.array(same.own_back) == pytest.approx(np.array(same.back.at), abs=1e-3)
    moved = frame(1.0, Pose(shift=(40.0, -12.0), trunk=10, curvature=9.0))
    scene = scene_of(moved, CAT_COW, Side.LEFT, own_back=own)
    as_flat = scene_of(frame(1.0, Pose(shift=(40.0, -12.0), trunk=10)), CAT_COW, Side.LEFT)
    own_at, flat_at = np.array(scene.own_back), np.array(as_flat.back.at)
    assert np.abs(own_at[len(own_at) // 2] - flat_at[len(flat_at) // 2]).max() < 2.5
    # a rounded back stands out of it
    assert scene.back.at[len(own_at) // 2][1] < own_at[len(own_at) // 2][1] - 3
    assert scene_of(moved, BRIDGE, Side.LEFT, own_back=own).own_back is None


def test_box_holds_the_body_and_stays_in_the_picture():
    seen = frame(0.0, Pose())
    left, top, right, bottom = scene_of(seen, CAT_COW, Side.LEFT).box
    rows, columns = np.nonzero(seen.mask)
    low, high = (
        2.5 * np.array([columns.min(), rows.min()]),
        2.5 * np.array([columns.max() + 1, rows.max() + 1]),
    )
    assert (left, top, right, bottom) == pytest.approx((*low, *high), abs=2.5)
    part = scene_of(frame(0.0, Pose(shift=(-230.0, 0.0)), mask=False), CAT_COW, Side.LEFT)
    assert 0 <= part.box[0] < part.box[2] <= SIZE[0]
    nothing = frame(0.0, Pose(shift=(-2000.0, 0.0)), mask=False)
    assert scene_of(nothing, CAT_COW, Side.LEFT).box is None


def test_nobody_gives_no_scene():
    assert scene_of(PoseFrame.missing(0.0), BRIDGE, Side.LEFT) is None


def test_a_mirror_mirrors_the_scene():
    seen = frame(0.0, LOW)
    scene = scene_of(seen, BRIDGE, Side.LEFT, faults=("hips_low",))
    (glass,) = mirrored([seen])
    other = scene_of(glass, BRIDGE, Side.RIGHT, faults=("hips_low",))
    assert states(scene) == states(other)
    for one, two in zip(scene.joints, other.joints, strict=True):
        assert two.at == pytest.approx((SIZE[0] - one.at[0], one.at[1]), abs=1e-3)
    tip, mirrored_tip = scene.target.arrow[1], other.target.arrow[1]
    assert mirrored_tip == pytest.approx((SIZE[0] - tip[0], tip[1]), abs=1e-3)


def test_more_pixels_draw_the_same():
    seen = frame(0.0, LOW)
    (large,) = scaled([seen], 2.0)
    one, two = (
        scene_of(f, BRIDGE, Side.LEFT, faults=("hips_low",)).target.arrow for f in (seen, large)
    )
    assert 2 * np.array(one) == pytest.approx(np.array(two), abs=1e-3)


def test_a_scene_is_plain_json():
    own = OwnBack.of(Body(frame(0.0, Pose())))
    scene = scene_of(
        frame(0.0, LOW), CAT_COW, Side.LEFT, faults=("elbows_bend",), own_back=own
    ).as_dict()
    assert json.loads(json.dumps(scene, allow_nan=False)) == scene
    assert list(scene) == [
        "size", "lines", "joints", "back", "own_back", "target", "tag", "box"
    ]  # fmt: skip
    assert set(scene["lines"][0]) == {"parts", "at", "state"}
    assert set(scene["joints"][0]) == {"part", "at", "state"}
    assert set(scene["tag"]) == {"text", "at", "state"}
    assert scene["tag"]["state"] == "fault"
    coordinates = [*scene["box"], *np.ravel(scene["own_back"]), *scene["joints"][0]["at"]]
    assert all(round(float(value), 1) == value for value in coordinates)


def test_every_limb_is_marked_by_a_fault():
    faults = (fault for exercise in EXERCISES.values() for fault in exercise.faults)
    measures = {measure.name for fault in faults if (measure := judged_by(fault)) is not None}
    assert set(LIMBS) <= measures
    for limb in LIMBS.values():
        assert limb.joint in limb.parts
        assert limb.links <= LINES | {frozenset(("HIP", "SHOULDER"))}


@pytest.mark.parametrize("name", list(EXERCISES))
def test_every_fault_of_every_exercise_can_be_drawn(name):
    exercise, seen = EXERCISES[name], scenes.GOOD[name]()[40]
    for fault in exercise.faults:
        scene = scene_of(
            seen, exercise, Side.LEFT, faults=(fault.name,), unsure=(fault.name,)
        ).as_dict()
        assert scene["tag"]["text"].lower() == fault.name.replace("_", " ")
        json.dumps(scene, allow_nan=False)
