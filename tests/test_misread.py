"""What the pose model reads wrongly costs no repetition and makes no cue: other signs tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from figure import Pose, Sitting, film, frame, seated, with_motion
from scenes import FPS, bird_dog, cat_cow, seated_twist
from test_exercises import done, watch

from formcheck.exercises import EXERCISES
from formcheck.landmarks import Landmark, PoseFrame

BIRD_DOG, CAT_COW, TWIST = (EXERCISES[name] for name in ("bird_dog", "cat_cow", "seated_twist"))
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


def test_an_arm_that_hangs_while_the_outline_reaches_out_is_not_judged() -> None:
    read = arm_guessed(lambda one, rest: under_the_body(one, rest, visibility=0.99))
    for one in watch(BIRD_DOG, read).repetitions:
        assert "arm_low" not in one.faults
        assert "arm_low" in one.cannot_judge


def test_a_turn_of_the_whole_body_is_no_twist() -> None:
    times = np.arange(0, 30, 1 / FPS)
    drawn = [seated(t, Sitting(faces=40 * float(np.clip((t - 3) / 2, 0, 1)))) for t in times]
    assert not done(watch(TWIST, with_motion(drawn)))


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


def test_an_outline_that_flickers_is_no_cat_and_ends_none() -> None:
    frames = cat_cow()
    times = np.array([one.t for one in frames])
    odd = list(film(times, [Pose(trunk=5, curvature=25.0)] * times.size))
    mixed = [odd[i] if one.t % 2.5 < 0.12 else one for i, one in enumerate(frames)]
    assert len(watch(CAT_COW, mixed).repetitions) == 2
