from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.checks import (
    Above,
    Below,
    Confirmed,
    Given,
    Pulses,
    ShorterThan,
    Sustained,
    Threshold,
    Verdict,
    Wanders,
    judge,
)
from formcheck.landmarks import Side
from formcheck.measures import ELBOW_ANGLE, HIP_ANGLE, KNEE_ANGLE, MEASURES, SPINE_CURVATURE
from formcheck.trace import Trace, bridged, count_turns, longest_s, median_seen, rom, time_s

RIGHT, WRONG, CANNOT_JUDGE = Verdict.RIGHT, Verdict.WRONG, Verdict.CANNOT_JUDGE
COLUMNS = [(m, side) for m in MEASURES for side in (tuple(Side) if m.sided else (None,))]


def limit(value):
    return Threshold(value, "deg", "test")


def row(values):
    """Return a row of a trace's table; what is not given is not seen."""
    return [values.get(column, nan) for column in COLUMNS]


def trace(columns, *, phase="hold", side=Side.LEFT, rest=None, dt=0.1):
    """Return a trace of a few measures, each {(measure, side): values}."""
    n = len(next(iter(columns.values())))
    return Trace(
        t=5 + dt * np.arange(n),
        table=np.array([row({key: v[i] for key, v in columns.items()}) for i in range(n)]),
        phase=np.array([phase] * n if isinstance(phase, str) else phase, dtype=object),
        side=side,
        rest=np.array(row(rest or {})),
    )


def hips(values, **options):
    return trace({(HIP_ANGLE, Side.LEFT): values}, **options)


# -- The trace ---------------------------------------------------------------------------------


def test_a_measure_is_taken_on_the_side_of_the_attempt_or_on_a_given_one():
    t = trace(
        {
            (HIP_ANGLE, Side.LEFT): [1, 2],
            (HIP_ANGLE, Side.RIGHT): [3, 4],
            (SPINE_CURVATURE, None): [5, 6],
        },
        side=Side.RIGHT,
        rest={(HIP_ANGLE, Side.RIGHT): 1, (HIP_ANGLE, Side.LEFT): 10},
    )
    assert t[HIP_ANGLE].tolist() == [3, 4]
    assert t[HIP_ANGLE, Side.LEFT].tolist() == [1, 2]
    assert t[SPINE_CURVATURE].tolist() == t[SPINE_CURVATURE, Side.LEFT].tolist() == [5, 6]
    assert t.change(HIP_ANGLE).tolist() == [2, 3]
    assert t.change((HIP_ANGLE, Side.LEFT)).tolist() == [-9, -8]
    assert np.isnan(t[KNEE_ANGLE]).all()


def test_a_phase_is_a_part_of_the_trace():
    t = hips([1, 2, 3, 4], phase=["lift", "hold", "hold", "lower"])
    assert t.during("hold")[HIP_ANGLE].tolist() == [2, 3]
    assert t.during("hold").phase.tolist() == ["hold", "hold"]
    # from the last frame before it to the first one after it
    assert t.lasts_s("hold") == pytest.approx(0.3)
    assert t.lasts_s("lower") == pytest.approx(0.1)
    assert np.isnan(t.lasts_s("rest"))
    assert t.during(None) is t
    assert t.lasts_s(None) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 5, 3], 4), ([-2, nan, 7, nan], 9), ([3], 0), ([nan, nan], None), ([], None)],
)
def test_rom_is_largest_less_smallest_of_what_was_seen(values, expected):
    assert rom(np.array(values, float)) == expected


T = np.array([0, 1, 2, 4, 5, 5.5])


@pytest.mark.parametrize(
    ("true", "in_all", "longest"),
    [
        ([1, 1, 1, 1, 1, 1], 5.5, 5.5),
        ([0, 0, 0, 0, 0, 0], 0, 0),
        ([0, 1, 0, 1, 0, 1], 0, 0),  # one frame has no length
        ([1, 1, 0, 1, 1, 1], 2.5, 1.5),
        ([0, 0, 1, 1, 0, 0], 2, 2),
        ([1, 1, 1, 0, 1, 1], 2.5, 2),
    ],
)
def test_time_is_taken_between_frames_at_which_something_was_true(true, in_all, longest):
    true = np.array(true, bool)
    assert time_s(T, true) == in_all
    assert longest_s(T, true) == longest


def test_no_frames_take_no_time():
    assert time_s(np.array([]), np.array([], bool)) == 0
    assert longest_s(np.array([]), np.array([], bool)) == 0


@pytest.mark.parametrize(
    ("true", "gap_s", "expected"),
    [
        ([1, 0, 1, 0, 1, 0], 2, [1, 1, 1, 0, 1, 0]),
        ([1, 0, 1, 0, 1, 0], 3, [1, 1, 1, 1, 1, 0]),
        ([1, 0, 1, 0, 1, 0], 1.9, [1, 0, 1, 0, 1, 0]),
        ([0, 1, 0, 0, 0, 1], 9, [0, 1, 1, 1, 1, 1]),
        ([0, 0, 0, 0, 0, 0], 9, [0, 0, 0, 0, 0, 0]),
        ([0, 0, 0, 0, 0, 1], 9, [0, 0, 0, 0, 0, 1]),
    ],
)
def test_gaps_up_to_a_length_are_bridged_and_ends_are_not_extended(true, gap_s, expected):
    true = np.array(true, bool)
    before = true.copy()
    assert bridged(T, true, gap_s).tolist() == np.array(expected, bool).tolist()
    assert (true == before).all()


def test_the_median_leaves_out_what_was_not_seen():
    table = np.array([[1, nan, nan], [3, 4, nan], [9, nan, nan]])
    np.testing.assert_array_equal(median_seen(table), [3, 4, nan])
    assert np.isnan(median_seen(np.empty((0, 2)))).all()


# -- The checks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([11, 11, 1], WRONG),  # the typical value, not the mean or the last
        ([9, 9, 99], RIGHT),
        ([11, 11, 11, nan, nan], WRONG),  # 60 % seen is enough
        ([9, 9, 9, nan, nan], RIGHT),
        ([11, 11, nan, nan], CANNOT_JUDGE),
        ([nan], CANNOT_JUDGE),
        ([], CANNOT_JUDGE),
    ],
)
def test_judging_needs_enough_seen_and_takes_the_median(values, verdict):
    assert judge(np.array(values, float) - 10) is verdict


@pytest.mark.parametrize(
    ("values", "below", "above"),
    [
        ([150] * 5, WRONG, RIGHT),
        ([170] * 5, RIGHT, WRONG),
        ([160] * 5, RIGHT, RIGHT),  # at the threshold is neither below nor above
        ([150, 150, 150, 190, 190], WRONG, RIGHT),
        ([150, 150, nan, nan, nan], CANNOT_JUDGE, CANNOT_JUDGE),
    ],
)
def test_below_and_above_judge_the_phase_they_are_about(values, below, above):
    n = len(values)
    for surroundings in (0, 360):
        t = hips(
            [surroundings] * n + values + [surroundings] * n,
            phase=["lift"] * n + ["hold"] * n + ["lower"] * n,
        )
        assert Below(HIP_ANGLE, limit(160), "hold")(t) is below
        assert Above(HIP_ANGLE, limit(160), "hold")(t) is above


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        (154, WRONG, RIGHT),
        (156, WRONG, CANNOT_JUDGE),
        (160, CANNOT_JUDGE, CANNOT_JUDGE),
        (164, CANNOT_JUDGE, WRONG),
        (166, RIGHT, WRONG),
    ],
)
def test_what_is_in_doubt_is_not_called_right(value, below, above):
    t, doubt = hips([value] * 5), limit(5)
    assert Below(HIP_ANGLE, limit(160), "hold", doubt=doubt)(t) is below
    assert Above(HIP_ANGLE, limit(160), "hold", doubt=doubt)(t) is above


@pytest.mark.parametrize(("frames", "verdict"), [(4, WRONG), (6, CANNOT_JUDGE), (8, RIGHT)])
def test_a_time_may_be_in_doubt_too(frames, verdict):
    phase = ["lift"] * 3 + ["hold"] * frames + ["lower"] * 3  # 0.1 s each, and one to its end
    check = ShorterThan("hold", Threshold(0.55, "s", "test"), Threshold(0.2, "s", "test"))
    assert check(hips([170] * len(phase), phase=phase)) is verdict


def test_what_wanders_where_it_should_be_steady_cannot_be_judged():
    steady, mixed_up = ([150, 152, 154, 156, 158] * 4, [150, 150, 150, 190, 190] * 4)
    for values, verdict in ((steady, WRONG), (mixed_up, CANNOT_JUDGE)):
        t = hips(values, phase=["hold"] * 20)
        assert Below(HIP_ANGLE, limit(160), "hold")(t) is WRONG
        assert Below(HIP_ANGLE, limit(160), "hold", steady=limit(20))(t) is verdict
        assert Above(HIP_ANGLE, limit(140), "hold", steady=limit(20))(t) is verdict


@pytest.mark.parametrize("check", [Below, Above])
def test_a_phase_that_did_not_happen_cannot_be_judged(check):
    assert check(HIP_ANGLE, limit(160), "hold")(hips([150, 170], phase="lift")) is CANNOT_JUDGE


@pytest.mark.parametrize(
    ("of", "below"),
    [(None, RIGHT), (lambda _: Side.LEFT, RIGHT), (lambda t: t.side.other, WRONG)],
)
def test_a_check_may_look_at_another_side(of, below):
    t = trace({(HIP_ANGLE, Side.LEFT): [170] * 3, (HIP_ANGLE, Side.RIGHT): [90] * 3})
    assert Below(HIP_ANGLE, limit(160), "hold", of=of)(t) is below
    assert Above(HIP_ANGLE, limit(160), "hold", of=of)(t) is (WRONG if below is RIGHT else RIGHT)


@pytest.mark.parametrize(
    ("rest", "above"), [(100, WRONG), (115, RIGHT), (200, RIGHT), (nan, CANNOT_JUDGE)]
)
def test_a_check_may_compare_the_change_from_rest(rest, above):
    t = hips([120] * 4, rest={(HIP_ANGLE, Side.LEFT): rest})
    assert Above(HIP_ANGLE, limit(10), "hold", change=True)(t) is above


def test_the_change_is_that_of_the_side_looked_at():
    t = trace(
        {(HIP_ANGLE, Side.LEFT): [100], (HIP_ANGLE, Side.RIGHT): [100]},
        rest={(HIP_ANGLE, Side.LEFT): 100, (HIP_ANGLE, Side.RIGHT): 50},
    )
    other = Above(HIP_ANGLE, limit(10), "hold", of=lambda _: Side.RIGHT, change=True)
    assert other(t) is WRONG


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([170] * 10, RIGHT),
        ([145] * 10, RIGHT),
        ([130] * 6 + [170] * 6, WRONG),
        ([170] * 6 + [130] * 6, WRONG),
        ([130] * 5 + [170] + [130] * 5, RIGHT),  # twice too short
        ([130] * 5 + [nan] + [130] * 5, RIGHT),  # what is not seen is a break
        ([130] * 6 + [nan] * 20, WRONG),  # seen is seen
        ([170] * 6 + [nan] * 4, RIGHT),
        ([170] * 6 + [nan] * 5, CANNOT_JUDGE),
        ([nan] * 10, CANNOT_JUDGE),
    ],
)
def test_sustained_needs_the_whole_time_without_a_break(values, verdict):
    for_s = Threshold(0.45, "s", "test")  # six frames take 0.5 s
    t = trace({(ELBOW_ANGLE, Side.LEFT): values})
    assert Sustained(ELBOW_ANGLE, limit(145), for_s)(t) is verdict
    mirrored = trace({(ELBOW_ANGLE, Side.LEFT): [290 - v for v in values]})
    assert Sustained(ELBOW_ANGLE, limit(145), for_s, above=True)(mirrored) is verdict


def test_sustained_looks_at_all_phases_on_the_side_of_the_attempt():
    for_s = Threshold(0.45, "s", "test")
    columns = {(ELBOW_ANGLE, Side.LEFT): [130] * 6, (ELBOW_ANGLE, Side.RIGHT): [170] * 6}
    phases = ["lift"] * 3 + ["lower"] * 3
    check = Sustained(ELBOW_ANGLE, limit(145), for_s)
    assert check(trace(columns, phase=phases)) is WRONG
    assert check(trace(columns, phase=phases, side=Side.RIGHT)) is RIGHT


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (np.linspace(100, 124.5, 101), WRONG),  # 90 % of which is just over 22
        (np.linspace(100, 124.4, 101), RIGHT),
        ([10] * 97 + [90] * 2 + [-90], RIGHT),  # outliers
        ([0] * 10 + [30] * 10, WRONG),
        ([0, 30, 0] + [nan] * 2, WRONG),
        ([0, 30, 0] + [nan] * 3, CANNOT_JUDGE),
        ([nan] * 5, CANNOT_JUDGE),
    ],
)
def test_wanders_leaves_out_the_outermost_tenth(values, verdict):
    assert Wanders(HIP_ANGLE, limit(22))(hips(list(values))) is verdict


@pytest.mark.parametrize(
    ("phase", "least_s", "verdict"),
    [
        ("hold", 0.55, WRONG),
        ("hold", 0.45, RIGHT),
        ("lower", 0.15, WRONG),  # one frame, and the way to it
        ("lower", 0.05, RIGHT),
        ("rest", 0.05, CANNOT_JUDGE),
        (None, 0.75, WRONG),
        (None, 0.65, RIGHT),
    ],
)
def test_shorter_than_takes_the_time_of_a_phase_or_of_all(phase, least_s, verdict):
    t = hips([0.0] * 8, phase=["lift"] * 3 + ["hold"] * 4 + ["lower"])
    assert ShorterThan(phase, Threshold(least_s, "s", "test"))(t) is verdict


@pytest.mark.parametrize(
    ("values", "turns"),
    [
        ([], 0),
        ([0, 10, 20], 0),
        ([0, 10, 0], 1),
        ([0, 4, 0, 4, 0], 0),
        ([0, 5, 0, 5, 0], 3),
        ([0, 3, 6, 5, 9, 8, 2], 1),  # small steps back do not count
        ([9, 0, 9], 1),
    ],
)
def test_turns_are_counted_when_they_are_large_enough(values, turns):
    assert count_turns(np.array(values, float), 5) == turns


SWING = 6 * np.sin(2 * np.pi * np.arange(0, 10, 1 / 30))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (SWING, WRONG),
        (0.3 * SWING, RIGHT),
        (np.linspace(0, 60, 300), RIGHT),  # a drift
        (SWING + 30 * (np.arange(300) % 3 == 0), CANNOT_JUDGE),  # a tremble
        (np.where(np.arange(300) % 2, nan, SWING), CANNOT_JUDGE),
    ],
)
def test_pulsing_is_to_and_fro_at_the_pace_of_people(values, verdict):
    check = Pulses(HIP_ANGLE, "hold", limit(5), limit(4))
    assert check(hips(list(values), dt=1 / 30)) is verdict
    assert check(hips(list(values), dt=1 / 30, phase="pause")) is CANNOT_JUDGE


@pytest.mark.parametrize(("doubt", "verdict"), [(None, RIGHT), (2, CANNOT_JUDGE), (4.5, RIGHT)])
def test_small_pulses_are_in_doubt(doubt, verdict):
    t = hips(150 + SWING / 3, dt=1 / 30)  # by 4 deg, to and fro
    check = Pulses(HIP_ANGLE, "hold", limit(5), limit(4), doubt=doubt and limit(doubt))
    assert check(t) is verdict


@pytest.mark.parametrize(
    ("knee", "verdict"), [(10, WRONG), (30, CANNOT_JUDGE), (nan, CANNOT_JUDGE)]
)
def test_a_condition_decides_whether_a_check_is_asked(knee, verdict):
    t = trace({(HIP_ANGLE, Side.LEFT): [150] * 5, (KNEE_ANGLE, Side.LEFT): [knee] * 5})
    assert Given(KNEE_ANGLE, limit(20), Below(HIP_ANGLE, limit(160), "hold"))(t) is verdict


@pytest.mark.parametrize(
    ("found", "borne_out", "verdict"),
    [
        (WRONG, True, WRONG),
        (WRONG, False, CANNOT_JUDGE),
        (RIGHT, False, RIGHT),
        (CANNOT_JUDGE, True, CANNOT_JUDGE),
    ],
)
def test_what_reads_as_wrong_may_have_to_be_borne_out(found, borne_out, verdict):
    assert Confirmed(lambda _: found, by=lambda _: borne_out)(hips([150])) is verdict


# -- a personal target -----------------------------------------------------------------------------


def aimed(check, value, rest, target):
    return check(replace(hips([value] * 5, rest={(HIP_ANGLE, Side.LEFT): rest}), target=target))


def test_a_target_moves_the_threshold_that_share_of_the_way_from_rest():
    low = Below(HIP_ANGLE, limit(155), "hold")
    assert [aimed(low, 141, 125, target) for target in (1, 0.6, 0.5)] == [WRONG, WRONG, RIGHT]
    high = Above(HIP_ANGLE, limit(70), "hold")
    assert [aimed(high, 95, 110, target) for target in (1, 0.5, 0.3)] == [WRONG, WRONG, RIGHT]
    risen = Above(HIP_ANGLE, limit(20), "hold", change=True)
    assert [aimed(risen, 140, 125, target) for target in (1, 0.5)] == [RIGHT, RIGHT]


@settings(deadline=None, max_examples=100)
@given(st.floats(0, 360), st.floats(0, 360), st.floats(0.01, 1))
def test_a_target_never_asks_for_more(value, rest, target):
    for kind in (Below, Above):
        check = kind(HIP_ANGLE, limit(155), "hold")
        if aimed(check, value, rest, 1.0) is RIGHT:
            assert aimed(check, value, rest, target) is RIGHT


def test_a_way_that_begins_elsewhere_than_at_rest_has_its_own_start():
    sinks = Above(HIP_ANGLE, limit(44), "hold", start=limit(90))
    assert [aimed(sinks, 60, 55, target) for target in (1, 0.7, 0.5)] == [WRONG, WRONG, RIGHT]


def test_a_target_without_a_rest_cannot_be_judged():
    low = Below(HIP_ANGLE, limit(155), "hold")
    assert aimed(low, 140, nan, 1.0) is WRONG
    assert aimed(low, 140, nan, 0.5) is CANNOT_JUDGE
