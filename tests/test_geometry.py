import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formcheck.geometry import (
    distance,
    elevation,
    from_vertical,
    joint_angle,
    middle,
    minus,
    turn,
)

NAN = math.nan
ORIGIN = (0.0, 0.0)

quick = settings(deadline=None)
numbers = st.floats(-2000, 2000)
points = st.tuples(numbers, numbers)


def apart(*pairs):
    """Leave out points so close that their direction is rounding error."""
    assume(all(distance(a, b) > 0.1 for a, b in pairs))


def same(angle):
    return pytest.approx(angle, abs=1e-6)


def test_vector_middle_and_distance_in_closed_form():
    assert minus((5, 7), (2, 3)) == (3, 4)
    assert middle((0, 2), (4, 10)) == (2, 6)
    assert distance((2, 3), (5, 7)) == 5


@pytest.mark.parametrize(
    ("a", "b", "degrees"),
    [
        ((1, 0), (0, 1), 90),  # y points down, so right to down is clockwise
        ((0, 1), (1, 0), -90),
        ((0, -1), (1, 0), 90),
        ((3, 0), (5, 0), 0),
        ((1, 0), (-2, 0), 180),
        ((1, 0), (1, 1), 45),
        ((1, 0), (-1, math.sqrt(3)), 120),
        ((1, 0), (-1, -math.sqrt(3)), -120),
    ],
)
def test_turn_is_clockwise_positive_on_the_screen(a, b, degrees):
    assert turn(a, b) == same(degrees)


@pytest.mark.parametrize(
    ("a", "b", "degrees"),
    [
        ((-1, 0), (2, 0), 180),
        ((1, 0), (2, 0), 0),
        ((1, 0), (0, 2), 90),
        ((1, 0), (0, -2), 90),
        ((1, 0), (1, math.sqrt(3)), 60),
        ((1, 0), (-1, -1), 135),
    ],
)
def test_joint_angle_is_the_interior_angle(a, b, degrees):
    assert joint_angle(a, ORIGIN, b) == same(degrees)


@pytest.mark.parametrize(
    ("tip", "above_level", "off_vertical"),
    [
        ((1, 0), 0, 90),
        ((-1, 0), 0, 90),
        ((0, -1), 90, 0),  # up on the screen
        ((0, 1), -90, 0),
        ((2, -2), 45, 45),
        ((-2, -2), 45, 45),
        ((-2, 2), -45, 45),
        ((math.sqrt(3), -1), 30, 60),
    ],
)
def test_elevation_and_from_vertical_do_not_care_which_way_the_person_faces(
    tip, above_level, off_vertical
):
    assert elevation(ORIGIN, tip) == same(above_level)
    assert from_vertical(ORIGIN, tip) == same(off_vertical)


@pytest.mark.parametrize(
    "angle",
    [
        turn(ORIGIN, (1, 0)),
        turn((1, 0), ORIGIN),
        turn((1, 0), (0.0, -0.0)),
        turn((NAN, 0), (1, 0)),
        turn((1, 0), (1, NAN)),
        joint_angle((1, 2), (1, 2), (3, 4)),
        joint_angle((1, 2), (3, 4), (3, 4)),
        joint_angle((NAN, NAN), (3, 4), (5, 6)),
        joint_angle((1, 2), (3, NAN), (5, 6)),
        joint_angle((1, 2), (3, 4), (NAN, 6)),
        elevation((1, 2), (1, 2)),
        elevation((1, NAN), (3, 2)),
        elevation((1, 2), (NAN, 2)),
        from_vertical((1, 2), (1, 2)),
        from_vertical((NAN, 2), (3, 2)),
        from_vertical((1, 2), (1, NAN)),
        distance((1, NAN), (3, 4)),
        middle((NAN, 0), (1, 0))[0],
    ],
)
def test_coinciding_points_and_unknown_coordinates_give_nan(angle):
    assert math.isnan(angle)


def moved(point, *, degrees=0.0, scale=1.0, by=ORIGIN, mirror=False):
    x, y = (-point[0] if mirror else point[0]), point[1]
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return scale * (c * x - s * y) + by[0], scale * (s * x + c * y) + by[1]


@quick
@given(points, points, points, st.floats(-360, 360), st.floats(0.1, 10), points, st.booleans())
def test_joint_angle_survives_rotation_scale_translation_and_mirror(
    a, vertex, b, degrees, scale, by, mirror
):
    apart((a, vertex), (b, vertex))
    there = (moved(p, degrees=degrees, scale=scale, by=by, mirror=mirror) for p in (a, vertex, b))
    assert joint_angle(*there) == same(joint_angle(a, vertex, b))


@quick
@given(points, points, points)
def test_joint_angle_is_symmetric_and_within_0_to_180(a, vertex, b):
    apart((a, vertex), (b, vertex))
    angle = joint_angle(a, vertex, b)
    assert 0 <= angle <= 180
    assert joint_angle(b, vertex, a) == angle


@quick
@given(points, points)
def test_turn_is_antisymmetric_and_mirrors_to_its_negative(a, b):
    apart((a, ORIGIN), (b, ORIGIN))
    angle = turn(a, b)
    assume(abs(angle) < 180 - 1e-6)  # half a turn goes either way
    assert turn(b, a) == same(-angle)
    assert turn(moved(a, mirror=True), moved(b, mirror=True)) == same(-angle)


@quick
@given(points, st.floats(-179, 179), st.floats(0.1, 10))
def test_turn_is_the_angle_one_vector_was_turned_by(a, degrees, scale):
    apart((a, ORIGIN))
    assert turn(a, moved(a, degrees=degrees, scale=scale)) == same(degrees)


@quick
@given(points, points)
def test_elevation_and_from_vertical_add_up_to_a_right_angle(base, tip):
    apart((base, tip))
    assert abs(elevation(base, tip)) + from_vertical(base, tip) == same(90)
    assert elevation(tip, base) == same(-elevation(base, tip))
    assert from_vertical(tip, base) == from_vertical(base, tip)
