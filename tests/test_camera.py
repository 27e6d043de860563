"""Which way to turn, how high the camera stands, and what is said of it: people turned by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.body import Body
from formcheck.camera import Amount, Turn, above_deg, turn_to
from formcheck.events import SetupProblem
from formcheck.exercise import View
from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame, Side
from formcheck.recording import Recording
from formcheck.session import Session
from formcheck.setup import REMEDIES, SetupWatch, remedy, view_name
from formcheck.words import FROM

FIXTURES = Path(__file__).parents[1] / "fixtures"
ON_ALL_FOURS = Recording.read(FIXTURES / "cat_cow__polybag.npz")[60]
ON_THE_BACK = Recording.read(FIXTURES / "none__pelvic_tilt.npz")[60]


def turned(frame: PoseFrame, deg: float) -> PoseFrame:
    """Turn somebody about the vertical, anticlockwise seen from above."""
    cos, sin = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    x, y, z = frame.world.T  # x right, y down, z away from the camera
    return replace(frame, world=np.stack([cos * x - sin * z, y, sin * x + cos * z], axis=1))


def raised(frame: PoseFrame, deg: float) -> PoseFrame:
    """Raise the camera by an angle around somebody."""
    cos, sin = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    x, y, z = frame.world.T
    return replace(frame, world=np.stack([x, cos * y - sin * z, sin * y + cos * z], axis=1))


@pytest.mark.parametrize("deg", [-50, -35, 35, 50])
def test_on_all_fours_the_way_back_is_the_other_way(deg: float) -> None:
    turn = turn_to(Body(turned(ON_ALL_FOURS, deg)), View.SIDE)
    assert turn is not None
    # who was turned anticlockwise, to the left, turns to the right again
    assert turn.to is (Side.RIGHT if deg > 0 else Side.LEFT)
    assert turn.deg == pytest.approx(-deg, abs=12)


@pytest.mark.parametrize("deg", [-50, -35, 35, 50])
def test_on_the_back_left_and_right_change_places(deg: float) -> None:
    turn = turn_to(Body(turned(ON_THE_BACK, deg)), View.SIDE)
    assert turn is not None
    assert turn.to is (Side.LEFT if deg > 0 else Side.RIGHT)
    assert turn.supine


def test_at_right_angles_both_ways_are_as_good() -> None:
    turn = turn_to(Body(turned(ON_ALL_FOURS, 88)), View.SIDE)
    assert turn is not None
    assert (turn.amount, turn.to) == (Amount.QUARTER, None)


def test_no_direction_where_shoulders_and_trunk_do_not_agree() -> None:
    world = ON_THE_BACK.world.copy()
    pairs = [(11, 12), (23, 24)]
    for left, right in pairs:  # halfway round
        middle = (world[left] + world[right]) / 2
        along = (world[11] + world[12] - world[23] - world[24]) / 4
        world[left], world[right] = middle + along, middle - along
    assert turn_to(Body(replace(ON_THE_BACK, world=world)), View.SIDE) is None


@pytest.mark.parametrize("frame", [ON_ALL_FOURS, ON_THE_BACK])
def test_a_raised_camera_is_told_and_one_at_the_mat_is_not(frame: PoseFrame) -> None:
    low, high = above_deg(Body(raised(frame, -10))), above_deg(Body(raised(frame, 20)))
    assert high - low == pytest.approx(30, abs=8)


def test_height_is_unknown_when_filmed_obliquely() -> None:
    assert math.isnan(above_deg(Body(turned(raised(ON_ALL_FOURS, 30), 60))))


def told(frames: list[PoseFrame]) -> list[SetupProblem]:
    watch = SetupWatch(EXERCISES["cat_cow"])
    news = [
        event
        for frame in frames
        for event in (
            watch.unseen(frame.t, frame) if frame.is_missing else watch.update(frame.t, Body(frame))
        )
    ]
    return [event for event in news if isinstance(event, SetupProblem)]


def over(frame: PoseFrame, seconds: float = 6.0, **changes: object) -> list[PoseFrame]:
    return [replace(frame, t=i / 10, **changes) for i in range(int(10 * seconds))]  # type: ignore[arg-type]


def test_the_direction_is_in_the_event() -> None:
    problems = {one.problem: one for one in told(over(turned(ON_ALL_FOURS, 45)))}
    turn = problems["turned"].turn
    assert remedy("turned", turn) == "Turn a little to your right."


def test_a_second_person_is_told_after_two_looks_and_not_after_one() -> None:
    def looks(*people: int) -> list[PoseFrame]:
        return [
            replace(one, people=people[i // 20] if i % 20 == 0 and i // 20 < len(people) else None)
            for i, one in enumerate(over(ON_ALL_FOURS, 12))
        ]

    assert "two_people" in {one.problem for one in told(looks(1, 2, 2))}
    assert "two_people" not in {one.problem for one in told(looks(1, 2, 1, 2, 1))}


def test_the_dark_is_told_though_nobody_is_seen() -> None:
    nobody = PoseFrame.missing(0.0, light=np.array([math.nan, math.nan, 20, 8]))
    assert [one.problem for one in told(over(nobody))] == ["too_dark"]


def test_what_is_not_measured_is_no_problem() -> None:
    problems = {one.problem for one in told(over(ON_ALL_FOURS, light=None, people=None))}
    assert problems == {"off_centre"}  # as a person saw: the feet are cut off


def test_light_and_people_replay_from_a_recording(tmp_path: Path) -> None:
    frames = over(ON_ALL_FOURS, light=(30.0, 10.0, 60.0, 20.0))
    frames = [replace(one, people=2 if i % 20 == 0 else None) for i, one in enumerate(frames)]
    Recording.of(frames).write(tmp_path / "dark.npz")

    def events(seen: list[PoseFrame] | Recording) -> list[object]:
        session = Session(EXERCISES["cat_cow"])
        for frame in seen:
            session.update(frame)
        return [*session.finish(), *session.report().events]

    live = events(frames)
    assert {"too_dark", "two_people"} <= {
        one.problem for one in live if isinstance(one, SetupProblem)
    }
    assert events(Recording.read(tmp_path / "dark.npz")) == live


@pytest.mark.parametrize("problem", REMEDIES)
def test_remedies_are_plain(problem: str) -> None:
    for sentence in remedy(problem).split(". "):
        assert len(sentence.split()) <= 11
    assert "!" not in remedy(problem)


def test_remedy_says_how_far_and_which_way() -> None:
    half = Turn(Amount.HALF, None, supine=False, deg=175.0)
    assert remedy("from_behind", half) == "Turn half round, either way."


def test_there_are_words_for_wherever_the_camera_stands() -> None:
    assert {view_name(off, view) for off in range(181) for view in View} == set(FROM)
