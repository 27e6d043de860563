"""Which exercise it is, from the frames alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import perturb
import pytest
from figure import PX_PER_M, Pose, Sitting, both, film, seated
from scenes import GOOD
from test_exercises import STILL, empty_room, minute_of_stillness, watch
from test_people import each_recording, label

from formcheck.events import PhaseChanged, PositionTaken, RepetitionDone, Rom
from formcheck.exercise import Exercise
from formcheck.exercises import EXERCISES
from formcheck.landmarks import Landmark, PoseFrame
from formcheck.recognition import Recogniser, recognise
from formcheck.recording import Recording
from formcheck.replay import replay

FIRST_MOVEMENT_S = 1.0
"""The drawn films begin with this long a rest."""


@pytest.mark.parametrize("name", GOOD)
def test_an_exercise_is_recognised_soon_and_surely(name: str) -> None:
    guess = recognise(GOOD[name]())
    assert guess.exercise is EXERCISES[name]
    assert guess.sure > 0.8
    assert guess.since_s is not None
    assert guess.since_s < FIRST_MOVEMENT_S + 3.5


def test_childs_pose_is_named_while_the_hips_go_back() -> None:
    frames = GOOD["childs_pose"]()
    taken = next(
        event.t
        for event in watch(EXERCISES["childs_pose"], frames).events
        if isinstance(event, PositionTaken)
    )
    since_s = recognise(frames).since_s
    assert since_s is not None
    assert since_s < taken


def named(rests: Pose, then: Pose, for_s: float) -> set[Exercise | None]:
    """Return what is named while somebody rests for two seconds and then does something."""
    poses = [rests] * 20 + [then] * round(10 * for_s)
    recogniser = Recogniser()
    frames = film(np.arange(len(poses)) / 10, poses)
    return {recogniser.update(frame).exercise for frame in frames}


def test_a_knee_on_its_way_is_named_before_it_is_held() -> None:
    lying = Pose(posture="on the back", hip=both(125), knee=both(70), arm=both(10))
    lifts = replace(lying, hip={"left": 138.0, "right": 125.0}, knee={"left": 165.0, "right": 70.0})
    poses = [lying] * 20 + [lifts] * 20
    assert not any(
        isinstance(event, PhaseChanged)
        for event in watch(EXERCISES["knee_to_chest"], film(np.arange(40) / 10, poses)).events
    )
    assert named(lying, lifts, 2) == {None, EXERCISES["knee_to_chest"]}
    assert named(lying, replace(lying, hip=both(138), knee=both(165)), 2) == {None}


def test_a_leg_going_back_is_named_at_once() -> None:
    kneeling = Pose(trunk=8, arm=both(82), hip=both(98))
    goes_back = replace(kneeling, hip={"left": 98.0, "right": 124.0})
    assert named(kneeling, goes_back, 0.4) == {None, EXERCISES["bird_dog"]}


def sits(*, foot_m: float, knee_m: float) -> list[PoseFrame]:
    """Return two seconds of somebody who sits, the left foot so far over, that knee so high."""
    one = seated(0.0, Sitting())
    image = one.image.copy()
    image[[Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT_INDEX], 0] -= (
        foot_m * PX_PER_M
    )
    image[Landmark.LEFT_KNEE, 1] -= knee_m * PX_PER_M
    return [replace(one, t=i / 10, image=image) for i in range(20)]


@pytest.mark.parametrize(
    ("foot_m", "knee_m", "name"),
    [(0.0, 0.0, None), (0.35, 0.25, "seated_twist"), (0.35, 0.05, None), (0.0, 0.25, None)],
    ids=["legs long", "one leg across", "tailor seat", "one knee up"],
)
def test_a_leg_set_across_tells_a_twist_before_it_begins(
    foot_m: float, knee_m: float, name: str | None
) -> None:
    recogniser = Recogniser()
    *_, guess = (recogniser.update(one) for one in sits(foot_m=foot_m, knee_m=knee_m))
    assert (guess.exercise and guess.exercise.name) == name


def test_a_leg_across_that_is_lost_from_sight_is_not_forgotten_at_once() -> None:
    recogniser = Recogniser()
    across, long = sits(foot_m=0.35, knee_m=0.25), sits(foot_m=0.0, knee_m=0.0)
    frames = [*across[:10], *(replace(one, t=one.t + 1.0) for one in long)]
    named = [recogniser.update(one).exercise for one in frames]
    assert named[10] is named[15] is EXERCISES["seated_twist"]
    assert named[-1] is None


def test_what_is_seen_to_come_is_not_set_off_by_another_attempt() -> None:
    recogniser = Recogniser()
    recogniser._moving |= {"bridge": 9.0, "knee_to_chest": 8.0}
    assert recogniser._weigh().exercise is EXERCISES["bridge"]
    recogniser = Recogniser()
    recogniser._moving |= {"bridge": 9.0, "knee_to_chest": 8.0}
    recogniser._coming["knee_to_chest"] = 1.0
    assert recogniser._weigh().exercise is EXERCISES["knee_to_chest"]


@pytest.mark.parametrize(("lasts_s", "name"), [(11.0, "partial_crunch"), (13.0, "knee_to_chest")])
def test_what_outlasts_a_repetition_while_a_pose_is_held_is_the_pose(
    lasts_s: float, name: str
) -> None:
    recogniser = Recogniser()
    recogniser._moving |= {"partial_crunch": lasts_s, "knee_to_chest": lasts_s - 1}
    assert recogniser._weigh().exercise is EXERCISES[name]


def test_a_repetition_may_last_while_nothing_else_is_held() -> None:
    recogniser = Recogniser()
    recogniser._moving["bridge"] = 30.0
    assert recogniser._weigh().exercise is EXERCISES["bridge"]


def test_another_exercise_takes_over_only_with_more_of_the_evidence() -> None:
    recogniser = Recogniser()
    done = recogniser._done
    done["bridge"] = 6.0
    assert recogniser._weigh().exercise is EXERCISES["bridge"]
    done["partial_crunch"] = 8.0
    assert recogniser._weigh().exercise is EXERCISES["bridge"]
    done["partial_crunch"] = 11.0
    assert recogniser._weigh().exercise is EXERCISES["partial_crunch"]


def test_an_attempt_in_which_another_exercise_is_counted_speaks_from_then_on() -> None:
    recogniser = Recogniser()
    done = RepetitionDone(4.0, 1, 2.0, 4.0, None, None, Rom("", None, ""), (), ())
    recogniser._hear("partial_crunch", [done])
    assert recogniser._alone_since("bridge", 1.0) == 4.0
    assert recogniser._alone_since("bridge", 3.0) == 3.0, "it began meanwhile"
    assert recogniser._alone_since("partial_crunch", 1.0) == 1.0, "its own"


def test_knees_that_are_not_seen_are_not_on_the_way_anywhere() -> None:
    kneels = Pose(trunk=8, hidden=("LEFT_KNEE", "RIGHT_KNEE"))
    recogniser = Recogniser()
    named = [recogniser.update(frame).exercise for frame in minute_of_stillness(kneels)]
    assert not any(named)


@pytest.mark.parametrize("name", GOOD)
def test_the_report_is_that_of_the_exercise(name: str) -> None:
    frames = GOOD[name]()
    told, found = watch(EXERCISES[name], frames), replay(frames)
    assert found.events == told.events
    assert found.exercise == name
    assert found.as_dict()["recognised"]["sure"] > 0.8
    assert told.as_dict()["recognised"] is None


@pytest.mark.parametrize("pose", STILL)
def test_stillness_is_no_exercise(pose: str) -> None:
    report = replay(minute_of_stillness(STILL[pose]))
    assert report.exercise is None
    assert report.own is None, "whose rest it would be, nobody knows"


def test_a_hold_that_would_be_refused_is_never_named() -> None:
    knees_up = Pose(posture="on the back", hip=both(60), knee=both(70), arm=both(10))
    times = np.arange(0, 8, 0.1)
    recogniser = Recogniser()
    guesses = {recogniser.update(frame).exercise for frame in film(times, [knees_up] * times.size)}
    assert guesses == {None}


def test_an_empty_room_is_no_exercise() -> None:
    report = replay(empty_room())
    assert report.exercise is None
    assert report.as_dict()["repetitions"] == []
    assert report.sure == 0


@pytest.mark.parametrize("name", GOOD)
def test_what_was_recognised_stays_while_it_goes_on(name: str) -> None:
    recogniser = Recogniser()
    guesses = [recogniser.update(frame).exercise for frame in GOOD[name]()]
    assert set(guesses) == {None, EXERCISES[name]}
    assert guesses == sorted(guesses, key=lambda one: one is not None)


@pytest.mark.parametrize("change", [perturb.mirrored, lambda film: perturb.every(film, 2)])
@pytest.mark.parametrize("name", GOOD)
def test_mirror_and_frame_rate_change_nothing(name: str, change) -> None:
    assert recognise(change(GOOD[name]())).exercise is EXERCISES[name]


@each_recording
def test_real_people_are_recognised(path) -> None:
    seen = label(path)
    ours = seen["exercise"] in EXERCISES and (seen["repetitions"] or seen.get("holds"))
    guess = recognise(Recording.read(path))
    assert guess.exercise is (EXERCISES[seen["exercise"]] if ours else None)
