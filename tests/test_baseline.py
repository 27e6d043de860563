"""The person's own rest and its noise: learned from the first quiet second, and only from that."""

from __future__ import annotations

from collections.abc import Iterable
from math import nan

import numpy as np
import perturb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import bridge, cat_cow

from formcheck.baseline import QUIET, Baseline, Own
from formcheck.exercise import Exercise
from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.session import Session

BRIDGE, CAT_COW = EXERCISES["bridge"], EXERCISES["cat_cow"]
DT = 0.1


def learned(values: Iterable[float], dt: float = DT) -> Own | None:
    """Return what is learned of values at so many seconds from one another."""
    baseline = Baseline(BRIDGE)
    for i, value in enumerate(values):
        baseline.watch(i * dt, value)
    return baseline.own


def own(exercise: Exercise, frames: Iterable[PoseFrame]) -> Own | None:
    session = Session(exercise)
    for frame in frames:
        session.update(frame)
    session.finish()
    return session.report().own


@settings(deadline=None, max_examples=50)
@given(
    rest=st.floats(-90, 180),
    wander=st.lists(st.floats(-0.49 * QUIET, 0.49 * QUIET), min_size=11, max_size=11),
    later=st.lists(st.floats(-180, 180), max_size=30),
)
def test_it_is_the_first_quiet_second_whatever_follows(
    rest: float, wander: list[float], later: list[float]
) -> None:
    quiet = rest + np.array(wander)
    found = learned([*quiet, *later])
    assert found is not None
    assert found.rest == pytest.approx(np.median(quiet))
    assert found.noise == pytest.approx(quiet.std())
    assert (found.measure, found.unit) == ("hip_angle", "deg")


@settings(deadline=None, max_examples=20)
@given(st.floats(1.1 * QUIET, 90))
def test_who_never_keeps_still_has_no_rest(moves: float) -> None:
    """Only a second within which the measure stays within `QUIET` is quiet."""
    assert learned([moves * i * DT for i in range(60)]) is None
    assert learned([moves * (i % 2) for i in range(60)]) is None


def test_rest_is_learned_when_the_movement_ends() -> None:
    found = learned([*np.linspace(60, 120, 20), *[120.0] * 12, *[60.0] * 20])
    assert found is not None
    assert found.rest == 120


@pytest.mark.parametrize(
    "values",
    [
        [90.0] * 9,  # not a second yet
        [90.0] * 9 + [nan] * 6 + [90.0] * 9,  # nobody knows what happened in between
        [nan] * 60,
    ],
    ids=["short", "gap", "unseen"],
)
def test_what_was_not_seen_is_not_rest(values: list[float]) -> None:
    assert learned(values) is None


def test_a_moment_unseen_does_not_matter() -> None:
    assert learned([90.0] * 5 + [nan] * 2 + [90.0] * 5) == Own("hip_angle", "deg", 90.0, 0.0)


def test_few_frames_tell_nothing_of_noise() -> None:
    assert learned([90.0] * 60, dt=0.4) is None


# -- in a session ----------------------------------------------------------------------------------


def test_rest_is_that_of_the_drawn_person_and_not_of_the_movement() -> None:
    found = own(BRIDGE, bridge(reps=1))
    assert found is not None
    assert found.rest == pytest.approx(125, abs=1)
    flat = own(CAT_COW, cat_cow(reps=1, neutral=-4.0))
    assert flat is not None
    assert flat.rest == pytest.approx(-4.0, abs=1)
    assert (flat.measure, flat.unit) == ("spine_curvature", "%")


def test_noise_is_that_of_the_landmarks() -> None:
    found = [own(BRIDGE, perturb.noisy(bridge(reps=1), px)) for px in (0.2, 0.6)]
    little, more = (one.noise for one in found if one)
    # an angle of 125 degrees between bones of 92 and 120 px, whose three ends tremble by so much
    a, b = 1 / 92, 1 / 120
    per_px = np.degrees(np.sqrt(2 * a**2 + 2 * b**2 - 2 * a * b * np.cos(np.radians(125))))
    assert little == pytest.approx(0.2 * per_px, rel=0.3)
    assert more == pytest.approx(3 * little, rel=0.3)


@pytest.mark.parametrize("begins", [1.2, 1.8, 2.6])
def test_the_top_of_a_bridge_is_not_rest_however_quiet(begins: float) -> None:
    """A film that begins on the way up, or at the top, shows no rest before it is over."""
    assert own(BRIDGE, [f for f in bridge(reps=1) if begins < f.t < 6.0]) is None


def test_nobody_in_position_has_no_rest() -> None:
    assert own(BRIDGE, cat_cow(reps=1)) is None
