"""What the pose model reads wrongly costs no repetition and makes no cue: other signs tell."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import perturb
import pytest
from figure import Pose, Sitting, both, film, frame, ramp, seated, with_motion
from scenes import FPS, bird_dog, bridge, cat_cow, knee_to_chest, partial_crunch, seated_twist
from test_checks import trace
from test_exercises import done, watch

from formcheck.body import Body
from formcheck.checks import Verdict
from formcheck.coach.dose import Amount
from formcheck.coach.lesson import Lesson
from formcheck.coach.transcript import transcript
from formcheck.exercise import Exercise
from formcheck.exercises import EXERCISES
from formcheck.exercises.bird_dog import (
    arms_out,
    both_out,
    reaches_out,
    same_side,
    working_arm,
)
from formcheck.exercises.bridge import not_counted
from formcheck.exercises.childs_pose import elbows_bent
from formcheck.exercises.knee_to_chest import is_in_hand
from formcheck.exercises.seated_twist import hips_lift, too_little, trunk_leans
from formcheck.landmarks import Landmark, PoseFrame, Side
from formcheck.measures import (
    ANKLE_RISE,
    ARM_LINE,
    ELBOW_ANGLE,
    FLOOR_REACH,
    FOLD,
    FOOT_GAP,
    FOOT_RISE,
    FRONT_ANGLE,
    HAND_AHEAD,
    HAND_TO_HEAD,
    HAND_TO_LEG,
    HAND_TO_THIGH,
    HIP_RISE,
    HIP_WIDTH,
    KNEE_ANGLE,
    KNEE_PULL,
    KNEE_RISE,
    LEG_SPLIT,
    LEGS_APART,
    REACH_AHEAD,
    SHOULDER_SLANT,
    SHOULDER_WIDTH,
    SIDE_LEAN,
    SPINE_CURVATURE,
    THIGH_LEAN,
    TRUNK_AIM,
    TRUNK_ELEVATION,
    TRUNK_RISE,
    TRUNK_TURN,
    UPPER_ARM,
    UPPER_BODY_TURN,
    Measure,
)
from formcheck.posture import Posture, posture
from formcheck.trace import Trace
from formcheck.verdicts import is_kept

BIRD_DOG, BRIDGE, CAT_COW, KNEE_TO_CHEST, CRUNCH, TWIST = (
    EXERCISES[name]
    for name in (
        "bird_dog", "bridge", "cat_cow", "knee_to_chest", "partial_crunch", "seated_twist",
    )
)  # fmt: skip
LEG = ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
ARM = ("ELBOW", "WRIST")


def turned_about(one: PoseFrame, centre: str, names: Iterable[str], degrees: float) -> PoseFrame:
    """Turn landmarks about another one in the picture, clockwise."""
    image = one.image.copy()
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    for name in names:
        x, y = image[Landmark[name]] - image[Landmark[centre]]
        image[Landmark[name]] = image[Landmark[centre]] + (c * x - s * y, s * x + c * y)
    return replace(one, image=image)


def said(frames: Iterable[PoseFrame]) -> list[str]:
    """Return what the coach says to a twist."""
    return [line.text for _, line in transcript(Lesson(TWIST, Amount.of(TWIST)), frames)]


def test_what_floats_beside_the_body_is_guessed() -> None:
    def shows(one: PoseFrame, away_px: float) -> bool:
        image = one.image.copy()
        image[Landmark.LEFT_WRIST, 0] += away_px
        return Body(replace(one, image=image)).shows(Side.LEFT, "WRIST")

    kneeling = frame(0, Pose())
    assert shows(kneeling, 15)
    assert not shows(kneeling, 50)
    assert shows(replace(kneeling, mask=None), 50)


def test_a_far_leg_guessed_ahead_is_none_lifted_back() -> None:
    def guessed(degrees: float) -> list[PoseFrame]:
        names = [f"RIGHT_{part}" for part in LEG]
        return [
            turned_about(one, "RIGHT_HIP", names, degrees) if one.t > 4 else one
            for one in cat_cow()
        ]

    ahead = -60.0  # the head is to the right
    assert len(watch(CAT_COW, guessed(ahead)).repetitions) == 2
    assert not done(watch(CAT_COW, guessed(-ahead)))
    lifted = watch(CAT_COW, guessed(35.0))  # a knee that stays on the floor leans no thigh so far
    assert not done(lifted)
    assert "a leg was lifted" in {one.reason for one in lifted.dropped}


def test_the_steep_trunk_of_an_arched_bridge_does_not_end_it() -> None:
    report = watch(BRIDGE, bridge(rise=50, hip=210))
    assert ["over_arched" in one.faults for one in report.repetitions] == [True, True]


@pytest.mark.parametrize(("knee", "named"), [(56, True), (58, False)])
def test_near_feet_are_told_up_to_what_good_ones_read(knee: float, *, named: bool) -> None:
    report = watch(BRIDGE, bridge(reps=1, knee=knee))
    assert ["feet_too_near" in one.faults for one in report.repetitions] == [named]


@pytest.mark.parametrize(("rise", "named"), [(13, True), (14, False)])
def test_small_lifts_are_told_up_to_what_a_good_one_reads(rise: float, *, named: bool) -> None:
    report = watch(CRUNCH, partial_crunch(reps=1, rise=rise))
    assert ["too_small" in one.faults for one in report.repetitions] == [named]


def test_who_is_filmed_from_over_the_head_lies_head_down_in_the_picture() -> None:
    every, degrees = list(Landmark.__members__), -22  # the head is to the right
    slanting = (turned_about(one, "LEFT_HIP", every, degrees) for one in partial_crunch())
    report = watch(CRUNCH, (replace(one, mask=None) for one in slanting))
    assert len(report.repetitions) == 2


def test_hips_that_come_down_are_no_crunch_where_no_hand_is_at_the_head() -> None:
    def refused(rest: float, hand: float) -> bool:
        lifted = {
            (TRUNK_RISE, None): [rest, rest + 25, rest + 25, rest + 25],
            (HAND_TO_HEAD, None): [hand] * 4,
            (TRUNK_AIM, None): [40.0] * 4,
        }
        at_rest = {(TRUNK_RISE, None): rest}
        seen = trace(lifted, phase=["lift", *["top"] * 3], rest=at_rest)
        return CRUNCH.mode.refuse(seen) is not None

    assert refused(-20, hand=90)
    assert not refused(-20, hand=20)
    assert not refused(-5, hand=90)


def test_knees_that_fall_to_a_side_are_no_bridge() -> None:
    times = np.arange(0, 12, 1 / FPS)
    out = ramp(times, (0, 0), (2, 0), (4, 1), (7, 1), (9, 0), (12, 0))

    def rolling(falls: float) -> list[PoseFrame]:
        poses = [
            Pose(
                posture="on the back", trunk=6 * u, hip=both(125 + u * (6 + falls)),
                knee=both(70 + u * falls), arm=both(10),
            )
            for u in out
        ]  # fmt: skip
        return list(film(times, poses, mask=False))

    assert len(watch(BRIDGE, rolling(6)).repetitions) == 1
    report = watch(BRIDGE, rolling(40))
    assert not report.repetitions
    assert {one.reason for one in report.dropped} == {"the knees fell to a side"}


def arm_guessed(how: Callable[[PoseFrame, PoseFrame], PoseFrame]) -> list[PoseFrame]:
    """Return two bird-dogs in which the raised arm's landmarks are read otherwise."""
    rest = frame(0, Pose(trunk=8))
    return [how(one, rest) for one in bird_dog()]


def under_the_body(one: PoseFrame, rest: PoseFrame, *, visibility: float) -> PoseFrame:
    """Say that both arms stand where they stood at rest."""
    image, seen = one.image.copy(), one.visibility.copy()
    for side in ("LEFT", "RIGHT"):
        shoulder = Landmark[f"{side}_SHOULDER"]
        for part in ARM:
            name = Landmark[f"{side}_{part}"]
            image[name] = one.image[shoulder] + rest.image[name] - rest.image[shoulder]
            seen[name] = visibility
    return replace(one, image=image, visibility=seen)


def test_the_outline_tells_of_an_arm_hidden_behind_the_head() -> None:
    hidden = arm_guessed(lambda one, rest: under_the_body(one, rest, visibility=0.1))
    assert len(watch(BIRD_DOG, hidden).repetitions) == 2
    unseen = [replace(one, mask=None) for one in hidden]
    report = watch(BIRD_DOG, unseen)
    assert not report.repetitions
    assert {one.reason for one in report.dropped} == {"a leg was lifted, but no arm"}


def test_an_arm_that_is_only_glimpsed_now_and_then_is_out() -> None:
    def glimpsed(one: PoseFrame) -> PoseFrame:
        seen = one.visibility.copy()
        if round(FPS * one.t) % 6:
            seen[[Landmark[f"{side}_{part}"] for side in ("LEFT", "RIGHT") for part in ARM]] = 0.1
        return replace(one, visibility=seen, mask=None)

    assert len(watch(BIRD_DOG, map(glimpsed, bird_dog())).repetitions) == 2


@pytest.mark.parametrize(("lasts_s", "count"), [(1.65, 0), (2.2, 2)])
def test_a_bird_dog_takes_longer_than_a_way_into_another_pose(lasts_s: float, count: int) -> None:
    frames = bird_dog()
    one, _ = watch(BIRD_DOG, frames).repetitions
    pace = lasts_s / (one.end_s - one.start_s)
    hurried = watch(BIRD_DOG, [replace(frame, t=pace * frame.t) for frame in frames])
    assert len(hurried.repetitions) == count


def test_a_leg_that_never_stands_still_is_held_at_no_time() -> None:
    sweeps = trace({(LEGS_APART, None): range(0, 100, 10), (UPPER_ARM, Side.LEFT): [150.0] * 10})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not both_out(sweeps).any()


def test_a_support_that_is_drawn_where_the_stretched_arm_is_ends_no_bird_dog() -> None:
    def one_arm(one: PoseFrame) -> PoseFrame:
        image = one.image.copy()
        left, right = ([Landmark[f"{side}_{part}"] for part in ARM] for side in ("LEFT", "RIGHT"))
        lifted, support = (left, right) if image[left[1], 1] < image[right[1], 1] else (right, left)
        if image[support[1], 1] - image[lifted[1], 1] > 60:
            image[support] = image[lifted]
        return replace(one, image=image)

    assert len(watch(BIRD_DOG, map(one_arm, bird_dog())).repetitions) == 2


def test_a_hidden_arm_need_not_reach_as_far_ahead_as_one_that_seems_to_support() -> None:
    def held(*, hidden: bool) -> Trace:
        upper = {(UPPER_ARM, side): [75.0] * 4 for side in Side}
        if hidden:
            upper[UPPER_ARM, Side.LEFT] = [np.nan] * 4
        reach = {(REACH_AHEAD, None): [97.0] * 4}
        return trace(upper | reach, rest={(REACH_AHEAD, None): 67.0})

    assert reaches_out(held(hidden=True))
    assert not reaches_out(held(hidden=False))


def test_an_arm_that_hangs_while_the_outline_reaches_out_is_not_judged() -> None:
    read = arm_guessed(lambda one, rest: under_the_body(one, rest, visibility=0.99))
    for one in watch(BIRD_DOG, read).repetitions:
        assert "arm_low" not in one.faults
        assert "arm_low" in one.cannot_judge


def bird_dog_read(
    *, arms: dict[Side, list[float]], rest: float = np.nan, split: list[float] | None = None
) -> Trace:
    """Return a bird-dog's way out, hold and way back, as far as arms and legs tell the side."""
    phase = ["reach"] * 5 + ["hold"] * 10 + ["return"] * 5
    columns = {(measure, side): values for side, values in arms.items()
               for measure in (UPPER_ARM, ARM_LINE)}  # fmt: skip
    return trace(
        columns | {(LEG_SPLIT, None): split or [60.0] * 20},
        phase=phase,
        rest={(UPPER_ARM, side): rest for side in Side},
    )


@pytest.mark.parametrize(("rest", "sides"), [(62.0, [Side.RIGHT]), (85.0, []), (np.nan, [])])
def test_a_low_arm_is_told_from_its_own_rest(rest: float, sides: list[Side]) -> None:
    low = bird_dog_read(arms={Side.LEFT: [np.nan] * 20, Side.RIGHT: [108.0] * 20}, rest=rest)
    assert arms_out(low) == sides


def test_arms_that_are_mixed_up_say_nothing_of_the_side() -> None:
    near = [150.0] * 6 + [55.0] * 14  # the model changes its mind as the way out ends
    mixed_up = bird_dog_read(arms={Side.RIGHT: near, Side.LEFT: [56.0] * 6 + [170.0] * 14})
    assert arms_out(mixed_up) == list(Side)
    assert working_arm(mixed_up) is Side.RIGHT, "opposite the leg"
    assert same_side(mixed_up) is Verdict.CANNOT_JUDGE
    told = bird_dog_read(arms={Side.RIGHT: [55.0] * 20, Side.LEFT: [170.0] * 20})
    assert same_side(told) is Verdict.WRONG


def test_a_leg_that_goes_back_as_the_other_one_is_mixed_up() -> None:
    arms = {Side.RIGHT: [55.0] * 20, Side.LEFT: [170.0] * 20}
    ways = [-60.0] * 5 + [60.0] * 10 + [-60.0] * 5
    assert same_side(bird_dog_read(arms=arms, split=ways)) is Verdict.CANNOT_JUDGE
    assert same_side(bird_dog_read(arms=arms)) is Verdict.WRONG


def test_feet_that_nearly_lift_are_in_doubt() -> None:
    (lift,) = watch(CRUNCH, partial_crunch(1, feet=8)).repetitions
    assert "feet_lift" in lift.cannot_judge
    assert not lift.faults


@pytest.mark.parametrize(
    ("tips", "verdict"),
    [(10, Verdict.RIGHT), (14, Verdict.CANNOT_JUDGE), (18, Verdict.WRONG)],
)
def test_hips_that_nearly_tip_are_in_doubt(tips: float, verdict: Verdict) -> None:
    seen = {UPPER_BODY_TURN: 40.0, SIDE_LEAN: tips + 4.0}  # a turn tips the trunk by a tenth
    rest = {(UPPER_BODY_TURN, None): 0.0}
    held = trace({(one, None): [value] * 8 for one, value in seen.items()}, rest=rest)
    assert hips_lift(held) is verdict


def test_a_neck_is_not_judged_in_a_sit_up() -> None:
    sits, lifts = (watch(CRUNCH, partial_crunch(1, rise=rise, nod=70)).repetitions[0]
                   for rise in (62, 26))  # fmt: skip
    assert "neck_pulled" in sits.cannot_judge
    assert "neck_pulled" in lifts.faults


@pytest.mark.parametrize(("visibility", "tells"), [(0.43, True), (0.2, False)])
def test_a_knee_under_an_arm_still_tells_the_fold(visibility: float, *, tells: bool) -> None:
    one = frame(0, Pose(trunk=-15, hip=both(30), knee=both(25), arm=both(60)), mask=False)
    seen = one.visibility.copy()
    seen[Landmark.LEFT_KNEE] = visibility
    folded = FOLD(Body(replace(one, visibility=seen)), Side.LEFT)
    assert folded == pytest.approx(60 if tells else np.nan, abs=1, nan_ok=True)


@pytest.mark.parametrize(
    ("turn", "off_front", "refused"), [(9.4, 75, True), (9.4, 20, False), (20, 75, False)]
)
def test_shoulders_that_hardly_turn_are_no_twist_from_the_side(
    turn: float, off_front: float, *, refused: bool
) -> None:
    seen = {UPPER_BODY_TURN: turn, FRONT_ANGLE: off_front, TRUNK_TURN: 20, HIP_WIDTH: 50,
            SHOULDER_WIDTH: 60}  # fmt: skip
    rest = {(UPPER_BODY_TURN, None): 0.0, (HIP_WIDTH, None): 50, (SHOULDER_WIDTH, None): 80}
    held = trace({(one, None): [value] * 8 for one, value in seen.items()}, rest=rest)
    assert (TWIST.mode.refuse(held) == "the shoulders hardly turned") is refused


@pytest.mark.parametrize(("leans", "told"), [(-35.0, Verdict.WRONG), (-48.0, Verdict.CANNOT_JUDGE)])
def test_a_knee_is_not_read_where_the_hips_sit_far_back(leans: float, told: Verdict) -> None:
    held = trace({
        (LEG_SPLIT, None): [60.0] * 10,
        (KNEE_ANGLE, Side.LEFT): [115.0] * 10,
        (THIGH_LEAN, Side.RIGHT): [leans] * 10,
    })  # fmt: skip
    knee_bent = next(fault for fault in BIRD_DOG.faults if fault.name == "knee_bent")
    assert knee_bent.check(held) is told


@pytest.mark.parametrize(("thigh", "kneels"), [(0.3, True), (0.2, False)])
def test_a_thigh_that_a_high_camera_shortens_still_kneels(thigh: float, *, kneels: bool) -> None:
    one = frame(0, Pose(trunk=8))
    image = one.image.copy()
    for side in ("LEFT", "RIGHT"):
        hip, knee = Landmark[f"{side}_HIP"], Landmark[f"{side}_KNEE"]
        below = [0, thigh * Body(one).trunk_length] - (image[knee] - image[hip])
        image[[Landmark[f"{side}_{part}"] for part in LEG]] += below
    short = Body(replace(one, image=image, mask=None))
    assert (posture(short) is Posture.ON_THE_KNEES) == kneels


@pytest.mark.parametrize(
    ("elbow", "hand", "verdict"),
    [
        (176.0, 66.0, Verdict.RIGHT),
        (165.0, 66.0, Verdict.CANNOT_JUDGE),
        (165.0, 80.0, Verdict.RIGHT),
        (176.0, 55.0, Verdict.WRONG),
    ],
)
def test_hands_rather_near_are_of_bent_arms_unless_an_elbow_reads_straight(
    elbow: float, hand: float, verdict: Verdict
) -> None:
    columns = {
        (measure, side): [value] * 5
        for side in Side
        for measure, value in ((ELBOW_ANGLE, elbow), (HAND_AHEAD, hand), (UPPER_ARM, 150.0))
    }
    assert elbows_bent(trace(columns)) is verdict


@pytest.mark.parametrize(
    ("rest", "rise", "refused"),
    [(-14, 11, "it began with the shoulders up"), (-14, 30, None), (-5, 11, None)],
)
def test_a_bridge_that_begins_head_high_has_to_be_a_large_one(
    rest: float, rise: float, refused: str | None
) -> None:
    top = {(HIP_RISE, None): [rest + rise] * 4, (KNEE_PULL, None): [0.0] * 4}
    top |= {(KNEE_RISE, side): [40.0 - rise] * 4 for side in Side}
    at_rest = {(HIP_RISE, None): rest} | {(KNEE_RISE, side): 40.0 for side in Side}
    assert not_counted(trace(top, rest=at_rest)) == refused


@pytest.mark.parametrize(
    ("rise", "dt", "refused"), [(4, 0.1, "too small to count"), (4, 0.4, None), (5, 0.1, None)]
)
def test_a_small_bridge_has_to_last(rise: float, dt: float, refused: str | None) -> None:
    top = {(HIP_RISE, None): [float(rise)] * 12, (KNEE_PULL, None): [0.0] * 12}
    top |= {(KNEE_RISE, side): [40.0 - rise] * 12 for side in Side}
    at_rest = {(HIP_RISE, None): 0.0} | {(KNEE_RISE, side): 40.0 for side in Side}
    assert not_counted(trace(top, rest=at_rest, dt=dt)) == refused


@pytest.mark.parametrize(("dt", "refused"), [(0.1, "a knee was drawn up"), (0.4, None)])
def test_a_rise_that_ends_with_a_knee_drawn_up_is_a_bridge_only_where_it_lasts(
    dt: float, refused: str | None
) -> None:
    phase = ["lift"] * 4 + ["hold"] * 8 + ["lower"] * 4
    columns = {(HIP_RISE, None): [12.0] * 16, (KNEE_PULL, None): [0.0] * 13 + [70.0] * 3}
    columns |= {(KNEE_RISE, side): [30.0] * 16 for side in Side}
    at_rest = {(HIP_RISE, None): 0.0} | {(KNEE_RISE, side): 40.0 for side in Side}
    assert not_counted(trace(columns, phase=phase, rest=at_rest, dt=dt)) == refused


@pytest.mark.parametrize(("sinks", "verdict"), [(-5, Verdict.WRONG), (-40, Verdict.CANNOT_JUDGE)])
def test_a_foot_that_seems_to_sink_into_the_floor_is_not_judged(
    sinks: float, verdict: Verdict
) -> None:
    (check,) = (fault.check for fault in BRIDGE.faults if fault.name == "foot_off_floor")
    held = {(FOOT_RISE, Side.LEFT): [sinks] * 5, (FOOT_GAP, None): [60.0] * 5}
    read = trace(held, rest={(FOOT_RISE, Side.LEFT): 0.0, (FOOT_GAP, None): 10.0})
    assert check(read) is verdict


@pytest.mark.parametrize(
    ("exercise", "fault", "measure", "readings"),
    [
        (BIRD_DOG, "back_sags", SPINE_CURVATURE, (-20, -8, -1)),
        (BIRD_DOG, "trunk_tilts", TRUNK_ELEVATION, (21, 18, 16)),
        (BRIDGE, "feet_too_near", KNEE_ANGLE, (56, 60, 63)),
    ],
)
def test_where_right_and_wrong_read_alike_nothing_is_judged(
    exercise: Exercise, fault: str, measure: Measure, readings: tuple[float, ...]
) -> None:
    (check,) = (one.check for one in exercise.faults if one.name == fault)
    key = measure, (Side.LEFT if measure.sided else None)
    read = (trace({key: [float(value)] * 5}, rest={key: 0.0}) for value in readings)
    assert [check(one) for one in read] == [Verdict.WRONG, Verdict.CANNOT_JUDGE, Verdict.RIGHT]


@pytest.mark.parametrize(
    ("turn", "verdict"),
    [(20, Verdict.WRONG), (28, Verdict.CANNOT_JUDGE), (36, Verdict.RIGHT)],
)
def test_a_turn_is_the_mean_of_three_readings(turn: float, verdict: Verdict) -> None:
    wide = {(SHOULDER_WIDTH, None): 80.0, (UPPER_BODY_TURN, None): 0.0}
    readings = {UPPER_BODY_TURN: turn - 9.0, TRUNK_TURN: turn + 9.0}
    readings[SHOULDER_WIDTH] = 80 * np.cos(np.radians(turn))
    assert (
        too_little(trace({(one, None): [v] * 5 for one, v in readings.items()}, rest=wide))
        is verdict
    )


@pytest.mark.parametrize(("far_thigh_falls", "refused"), [(7, None), (0, "the hips stayed down")])
def test_a_bridge_is_told_by_the_thigh_that_is_seen_to_follow(
    far_thigh_falls: float, refused: str | None
) -> None:
    top = {
        (HIP_RISE, None): [8.0] * 4,
        (KNEE_PULL, None): [0.0] * 4,
        (KNEE_RISE, Side.LEFT): [32.0] * 4,
        (KNEE_RISE, Side.RIGHT): [36.0 - far_thigh_falls] * 4,
    }
    rest = {(HIP_RISE, None): 3.0, (KNEE_RISE, Side.LEFT): 33.0, (KNEE_RISE, Side.RIGHT): 36.0}
    assert not_counted(trace(top, rest=rest)) == refused


def test_a_turn_of_the_whole_body_is_no_twist() -> None:
    times = np.arange(0, 30, 1 / FPS)
    drawn = [seated(t, Sitting(faces=40 * float(np.clip((t - 3) / 2, 0, 1)))) for t in times]
    assert not done(watch(TWIST, with_motion(drawn)))


@pytest.mark.parametrize(
    ("turn", "stays_s", "kept"),
    [(12, 2.1, True), (12, 1.5, False), (8, 2.1, False), (8, 3.3, True), (5, 20, False)],
)
def test_a_turn_that_reads_small_is_a_hold_where_it_stays(
    turn: float, stays_s: float, *, kept: bool
) -> None:
    at_rest = {(UPPER_BODY_TURN, None): 0.0}
    stays = trace({(UPPER_BODY_TURN, None): [turn] * int(10 * stays_s)}, rest=at_rest)
    assert is_kept(stays, TWIST.mode) is kept


@pytest.mark.parametrize(
    ("turn", "slants", "at_rest", "verdict"),
    [
        (45, 8.0, 0.0, Verdict.WRONG),
        (45, -8.0, 0.0, Verdict.RIGHT),
        (20, 8.0, 0.0, Verdict.CANNOT_JUDGE),  # hardly a turn
        (45, 0.0, 0.0, Verdict.CANNOT_JUDGE),  # may be either
        (45, 8.0, 12.0, Verdict.RIGHT),  # the camera stands awry
        (45, -4.0, -12.0, Verdict.RIGHT),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_trunk_leans_where_the_far_shoulder_drops_for_a_real_turn(
    turn: float, slants: float, at_rest: float, verdict: Verdict, sign: int
) -> None:
    values = {UPPER_BODY_TURN: sign * turn, SHOULDER_SLANT: sign * slants}
    rest = {(UPPER_BODY_TURN, None): 0.0, (SHOULDER_SLANT, None): sign * at_rest}
    read = trace({(measure, None): [v] * 20 for measure, v in values.items()}, rest=rest)
    assert trunk_leans(read) is verdict


def test_legs_that_seem_to_turn_along_do_not_hide_a_twist() -> None:
    def turned_along(one: PoseFrame) -> PoseFrame:
        left, right = one.world[Landmark.LEFT_SHOULDER], one.world[Landmark.RIGHT_SHOULDER]
        angle = np.arctan2(left[2] - right[2], left[0] - right[0])
        c, s = np.cos(angle), np.sin(angle)
        world = one.world.copy()
        for side in ("LEFT", "RIGHT"):
            for part in LEG:
                world[Landmark[f"{side}_{part}"]] @= np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        return replace(one, world=world)

    assert len(watch(TWIST, map(turned_along, seated_twist())).holds) == 2


def test_a_turn_that_depth_does_not_show_is_told_by_the_head() -> None:
    frames = seated_twist()
    shoulders = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]

    def shallow(one: PoseFrame, names: list[Landmark]) -> PoseFrame:
        world = one.world.copy()
        world[names] = frames[0].world[names]
        world[names, 0] = one.world[names, 0]
        return replace(one, world=world)

    ears = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    for names in (shoulders, ears):
        held = watch(TWIST, (shallow(one, names) for one in frames)).holds
        assert [one.side for one in held] == [Side.LEFT, Side.RIGHT]


def test_a_head_that_turns_alone_is_no_twist() -> None:
    still = seated(0.0, Sitting(lean=-8))

    def only_the_head(one: PoseFrame) -> PoseFrame:
        image, world = still.image.copy(), still.world.copy()
        for part in ("NOSE", "LEFT_EAR", "RIGHT_EAR"):
            image[Landmark[part]], world[Landmark[part]] = (
                one.image[Landmark[part]], one.world[Landmark[part]],
            )  # fmt: skip
        return replace(one, image=image, world=world)

    twist = seated_twist(turn=60)
    frames = list(map(only_the_head, twist))
    assert not watch(TWIST, frames).holds
    assert not any(text.startswith("Hold.") for text in said(frames))
    assert any(text.startswith("Hold.") for text in said(twist))


def test_depth_that_wanders_does_not_move_the_ends_of_a_twist() -> None:
    def wandering(one: PoseFrame) -> PoseFrame:
        angle = np.radians(9 * np.sin(2 * np.pi * one.t / 5))
        world = one.world.copy()
        for part in ("LEFT_SHOULDER", "RIGHT_SHOULDER", "LEFT_EAR", "RIGHT_EAR"):
            x, _, z = world[Landmark[part]]
            world[Landmark[part], [0, 2]] = x, z + angle * x
        return replace(one, world=world)

    steady = seated_twist(tip=8)
    read = list(map(wandering, steady))
    held = [one.held_s for one in watch(TWIST, steady).holds]
    for frames in (read, perturb.with_dropouts(read, every_s=6)):
        told = [one.held_s for one in watch(TWIST, frames).holds]
        assert told == pytest.approx(held, abs=0.2)


def test_an_outline_that_flickers_is_no_cat_and_ends_none() -> None:
    frames = cat_cow()
    times = np.array([one.t for one in frames])
    odd = list(film(times, [Pose(trunk=5, curvature=25.0)] * times.size))
    mixed = [odd[i] if one.t % 2.5 < 0.12 else one for i, one in enumerate(frames)]
    assert len(watch(CAT_COW, mixed).repetitions) == 2


def test_a_far_support_that_seems_bent_is_judged_only_where_the_shoulders_sink() -> None:
    far, near = watch(BIRD_DOG, bird_dog(support=125)).repetitions
    assert near.faults == ("support_bends",)
    assert not far.faults
    assert "support_bends" in far.cannot_judge


def test_what_a_slanting_view_makes_of_a_twist_is_not_judged() -> None:
    def judged(fault: str, **pose: float) -> list[bool]:
        holds = watch(TWIST, seated_twist(1, **pose)).holds
        return [fault in one.faults for one in holds if fault not in one.cannot_judge]

    assert judged("hips_lift", tip=26) == [True]
    assert judged("hips_lift", tip=26, faces=35) == []
    assert judged("too_little", turn=19) == [True]
    assert judged("too_little", turn=19, faces=26) == []


@pytest.mark.parametrize(("tilt", "named"), [(16, False), (21, True)])
def test_a_back_that_reads_as_tilted_a_little_is_level(tilt: float, named: bool) -> None:
    report = watch(BIRD_DOG, bird_dog(reps=1, tilt=tilt))
    assert ["trunk_tilts" in rep.faults for rep in report.repetitions] == [named]


def test_a_leg_that_is_nearly_stretched_is_still_in_a_bridge() -> None:
    report = watch(BRIDGE, bridge(reps=1, rise=14, hip=168, knee=138))
    assert len(report.repetitions) == 1


def test_legs_that_are_together_do_not_tell_whose_knee_is_drawn_up() -> None:
    seen = {
        (KNEE_PULL, None): [90, 100, 95, -130, -131, -130, 80],
        (LEGS_APART, None): [4, 6, 5, 70, 71, 70, 6],
    }
    hold = trace(seen, phase=["pause"] * 3 + ["hold"] * 3 + ["pause"])
    assert KNEE_TO_CHEST.mode.side(hold) is Side.RIGHT


def test_a_far_leg_taken_for_the_near_one_does_not_end_a_bird_dog() -> None:
    def mixed_up(one: PoseFrame) -> PoseFrame:
        image = one.image.copy()
        for part in LEG:
            image[Landmark[f"RIGHT_{part}"]] = image[Landmark[f"LEFT_{part}"]] + (3, -3)
        return replace(one, image=image)

    frames = [mixed_up(one) if 4.5 < one.t < 5.5 else one for one in bird_dog(1, hold_s=6)]
    assert len(watch(BIRD_DOG, frames).repetitions) == 1


def test_an_arm_alone_begins_no_bird_dog() -> None:
    times = np.arange(0, 12, 1 / FPS)
    poses = [
        Pose(trunk=8, arm=both(82) | {"left": 82 + 90 * u}, hip=both(98))
        for u in ramp(times, (0, 0), (3, 0), (4.5, 1), (8, 1), (9.5, 0), (12, 0))
    ]
    report = watch(BIRD_DOG, film(times, poses))
    assert not done(report)
    assert not report.dropped


def test_a_foot_swung_up_by_a_bent_knee_is_no_high_leg() -> None:
    bent, straight = (watch(BIRD_DOG, bird_dog(1, hip=hip, knee=knee)).repetitions[0]
                      for hip, knee in ((188, 110), (222, 176)))  # fmt: skip
    assert "leg_high" in straight.faults
    assert "leg_high" not in bent.faults
    assert "knee_bent" in bent.faults


@pytest.mark.parametrize(("knee", "told"), [(145, True), (132, False)])
def test_a_low_leg_is_told_only_of_a_long_knee(knee: float, *, told: bool) -> None:
    for one in watch(BIRD_DOG, bird_dog(hip=140, knee=knee)).repetitions:
        assert ("leg_low" in one.faults) is told
        assert ("leg_low" in one.cannot_judge) is not told


def test_hips_that_rise_with_a_knee_drawn_up_make_no_bridge() -> None:
    times = np.arange(0, 16, 1 / FPS)
    poses = [
        Pose(
            posture="on the back",
            trunk=7 * u,
            hip=both(125 + 14 * u) | {"right": 125 - 85 * u},
            knee=both(70),
            arm=both(10),
        )
        for u in ramp(times, (0, 0), (2, 0), (4, 1), (10, 1), (12, 0), (16, 0))
    ]
    report = watch(BRIDGE, film(times, poses))
    assert not done(report)


def test_where_no_hand_is_seen_the_knee_has_to_come_closer() -> None:
    def refused(pull: float, hand: list[float]) -> bool:
        seen = {
            (KNEE_PULL, None): [pull] * 4,
            (LEGS_APART, None): [24] * 4,
            (TRUNK_RISE, None): [0] * 4,
            (HAND_TO_LEG, Side.LEFT): hand,
        }
        return KNEE_TO_CHEST.mode.refuse(trace(seen)) == "no hand held the leg"

    never = [np.nan] * 4
    assert refused(70, never)
    assert not refused(90, never)
    assert not refused(70, [30] * 4)
    assert refused(90, [np.nan, np.nan, np.nan, 160])


def test_a_hand_far_from_the_other_leg_may_hold_the_one_that_is_hidden() -> None:
    def refused(pull: float) -> bool:
        seen = {
            (KNEE_PULL, None): [pull] * 4,
            (LEGS_APART, None): [90.0] * 4,
            (TRUNK_RISE, None): [0.0] * 4,
            (HAND_TO_LEG, Side.LEFT): [140.0] * 4,
            (HAND_TO_LEG, Side.RIGHT): [8.0, np.nan, np.nan, np.nan],
        }
        return KNEE_TO_CHEST.mode.refuse(trace(seen)) == "no hand held the leg"

    assert not refused(-130)
    assert refused(130)


def refusal(apart: float, reach: float, hand: float, pull: float = 80.0) -> str | None:
    seen = {
        (KNEE_PULL, None): [pull] * 4,
        (LEGS_APART, None): [apart] * 4,
        (TRUNK_RISE, None): [0.0] * 4,
        (FLOOR_REACH, None): [reach] * 4,
        (HAND_TO_LEG, Side.LEFT): [hand] * 4,
    }
    return KNEE_TO_CHEST.mode.refuse(trace(seen))


def test_legs_that_look_alike_are_told_by_what_lies_on_the_floor() -> None:
    alike, unlike, lies, lifted, near, unseen = 6.0, 60.0, 100.0, 20.0, 10.0, np.nan
    assert refusal(alike, lies, near) is None
    assert refusal(alike, lifted, near) == "both legs were up"
    assert refusal(15.0, lifted, near) == "both legs were up"
    assert refusal(unlike, lifted, near) is None
    assert refusal(unlike, lifted, near, pull=150) == "both legs were up"
    assert refusal(alike, unseen, near) == "both legs were up"
    assert refusal(15.0, unseen, near) is None


@pytest.mark.parametrize(("thigh", "held"), [(17, True), (51, False)])
def test_a_hand_behind_the_thigh_holds_the_leg(thigh: float, *, held: bool) -> None:
    columns = {(LEGS_APART, None): [3.0] * 10, (KNEE_PULL, None): [77.0] * 10}
    columns |= {(HAND_TO_LEG, side): [43.0] * 10 for side in Side}
    columns |= {(HAND_TO_THIGH, side): [float(thigh)] * 10 for side in Side}
    assert is_in_hand(trace(columns)) == held


def test_legs_that_look_alike_need_a_hand_nearby() -> None:
    assert refusal(6, 100, 45) == "no hand held the leg"
    assert refusal(60, 100, 45) is None
    assert refusal(6, 100, np.nan) == "no hand held the leg"


def test_a_side_is_told_where_the_legs_never_come_apart() -> None:
    for pull, side in ((80, Side.LEFT), (-80, Side.RIGHT)):
        hold = trace({(KNEE_PULL, None): [pull] * 6, (LEGS_APART, None): [7] * 6})
        assert KNEE_TO_CHEST.mode.side(hold) is side


def test_a_leg_seen_badly_is_not_called_shallow() -> None:
    check = next(fault.check for fault in KNEE_TO_CHEST.faults if fault.name == "shallow")

    def verdict(pulls: list[float], foot: float) -> Verdict:
        seen = {
            (KNEE_PULL, None): pulls,
            (LEGS_APART, None): [40.0] * 4,
            (ANKLE_RISE, Side.LEFT): [foot] * 4,
        }
        return check(trace(seen, rest={(KNEE_PULL, None): 0.0}))

    still, wandering, close = [95.0] * 4, [80.0, 90.0, 100.0, 110.0], [130.0] * 4
    assert verdict(still, 30) is Verdict.WRONG
    assert verdict(still, 70) is Verdict.CANNOT_JUDGE
    assert verdict(still, np.nan) is Verdict.CANNOT_JUDGE
    assert verdict(wandering, 30) is Verdict.CANNOT_JUDGE
    assert verdict(close, 70) is Verdict.RIGHT


def test_a_leaning_trunk_that_reads_as_all_fours_ends_no_twist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def misread(body: Body) -> Posture:
        return Posture.ON_ALL_FOURS if 6 < body.frame.t < 20 else posture(body)

    monkeypatch.setattr("formcheck.position.posture", misread)
    (held,) = watch(TWIST, seated_twist(1)).holds
    assert held.held_s == pytest.approx(21, abs=0.7)


def test_legs_mixed_up_in_a_hold_are_no_pulses() -> None:
    def exchanged(one: PoseFrame) -> PoseFrame:
        image = one.image.copy()
        for part in ("HIP", *LEG):
            left, right = Landmark[f"LEFT_{part}"], Landmark[f"RIGHT_{part}"]
            image[[left, right]] = image[[right, left]]
        return replace(one, image=image)

    mixed = [
        exchanged(one) if 6 < one.t < 22 and one.t % 1 < 0.3 else one for one in knee_to_chest(1)
    ]
    (held,) = watch(KNEE_TO_CHEST, mixed).holds
    assert "pulsing" not in held.faults
    assert "pulsing" in held.cannot_judge
