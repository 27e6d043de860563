"""Smoothness: closed-form figures, drawn motion, and what must not change the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks import Jerky, Threshold, TooFast, Verdict
from formcheck.landmarks import Side
from formcheck.measures import HIP_RISE, LEGS_APART, SPINE_CURVATURE
from formcheck.modes import Cycle, Hold, Reps
from formcheck.movements import judge_movements, movements, standing
from formcheck.smoothness import NOT_ALL, averaged, judge, ldlj, lowpass, sparc
from formcheck.trace import N_COLUMNS, SMALL, Manner, Motion, Smoothness, Trace

TRUNK_PX = 120.0
WAY_PX = 60.0
Way = Callable[[np.ndarray], np.ndarray]
"""Progress 0..1 at shares 0..1 of the time."""


def minimum_jerk(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x * x)


def snatch(x: np.ndarray) -> np.ndarray:
    """Two fifths of the way at one go, in an eighth of the time."""
    return 0.6 * minimum_jerk(x) + 0.4 * minimum_jerk((x - 0.5) / 0.125 + 0.5)


def stops(x: np.ndarray) -> np.ndarray:
    """Four steps; half of the time is spent standing."""
    step = np.minimum(np.floor(np.clip(x, 0, 1) * 4), 3)
    return (step + minimum_jerk((np.clip(x, 0, 1) * 4 - step) / 0.5)) / 4


def tremor(x: np.ndarray) -> np.ndarray:
    """Eight waves of 4 % of the way: 4 Hz in 2 s."""
    window = minimum_jerk(np.minimum(x, 1 - x) / 0.12)
    return minimum_jerk(x) + 0.04 * window * np.sin(2 * np.pi * 8 * x)


def drawn(
    *ways: tuple[float, float, Way], rate: float = 30.0, size: float = 1.0, until: float = 6.0,
    noise: float = 0.0,
) -> Motion:  # fmt: skip
    """Draw motion: a limb that fills 30 cells goes each way between two times [s], and back."""
    t = np.arange(0, until, 1 / rate)
    place = np.zeros(t.size)
    for number, (start, end, way) in enumerate(ways):
        place += (-1) ** number * WAY_PX * size * way(np.clip((t - start) / (end - start), 0, 1))
    velocity = np.diff(place, prepend=0.0) * rate
    grid = np.zeros((t.size, 12, 16, 2))
    grid[:, 3:8, 4:10, 1] = velocity[:, None, None] * np.linspace(0.5, 1, 6)
    grid[:, 3:8, 4:10, 0] = 0.3 * velocity[:, None, None]
    body = np.random.default_rng(1).normal(0, 1, (t.size, 8, 10, 2))
    grid[:, 2:10, 3:13] += noise * body
    return Motion(t, grid, np.full(t.size, TRUNK_PX * size))


def manner(way: Way, lasts_s: float = 2.0, **how: float) -> Manner:
    """Judge one drawn movement that begins at 2 s."""
    return judge(drawn((2.0, 2.0 + lasts_s, way), **how), "out", 2.0, 2.0 + lasts_s).manner


EVERY_WAY = [
    (minimum_jerk, Manner.SMOOTH),
    (snatch, Manner.JERKY),
    (stops, Manner.JERKY),
    (tremor, Manner.JERKY),
]
each_way = pytest.mark.parametrize(("way", "expected"), EVERY_WAY)


# -- figures with a known answer ---------------------------------------------------------------


def test_sparc_and_ldlj_of_a_bell() -> None:
    t = np.arange(-1, 1, 0.01)
    bell = np.exp(-5 * t**2)
    assert sparc(bell, 100) == pytest.approx(-1.41403, abs=1e-5)
    assert ldlj(bell, 100) == pytest.approx(-5.81636, abs=1e-5)


@pytest.mark.parametrize("hz", [1.0, 2.5, 6.5, 12.0])
def test_lowpass_passes_what_a_butterworth_filter_passes_twice(hz: float) -> None:
    rate, cutoff = 30.0, 6.0
    t = np.arange(0, 20, 1 / rate)
    passed = lowpass(np.sin(2 * np.pi * hz * t), cutoff, rate)[150:-150]
    warped = np.tan(np.pi * hz / rate) / np.tan(np.pi * cutoff / rate)
    assert np.abs(passed).max() == pytest.approx(1 / (1 + warped**4), abs=0.01)


def test_lowpass_is_that_of_scipy() -> None:
    signal = pytest.importorskip("scipy.signal")
    noise = np.cumsum(np.random.default_rng(0).normal(size=300))
    theirs = signal.filtfilt(*signal.butter(2, 2.5 / 15), noise, padlen=200)
    assert lowpass(noise, 2.5, 30.0)[30:-30] == pytest.approx(theirs[30:-30], abs=0.02)


def test_lowpass_leaves_a_straight_line_alone() -> None:
    line = np.linspace(3, 10, 50)
    assert lowpass(line, 2.5, 30.0) == pytest.approx(line)


def test_active_time_of_a_minimum_jerk_movement() -> None:
    x = np.linspace(0, 1, 10_001)
    inside = (minimum_jerk(x) > 0.08) & (minimum_jerk(x) < 0.92)
    found = judge(drawn((2.0, 4.0, minimum_jerk)), "out", 2.0, 4.0)
    assert found.active_s == pytest.approx(2 * inside.mean(), abs=0.07)
    assert found.rate_hz == pytest.approx(30)


# -- verdicts ----------------------------------------------------------------------------------


@each_way
def test_manner(way: Way, expected: Manner) -> None:
    assert manner(way) is expected


def test_too_fast() -> None:
    assert manner(minimum_jerk, 0.6) is Manner.TOO_FAST
    assert manner(minimum_jerk, 1.2) is Manner.SMOOTH


@each_way
@pytest.mark.parametrize("size", [0.5, 3.0])
def test_the_size_of_the_picture_does_not_matter(way: Way, expected: Manner, size: float) -> None:
    assert manner(way, size=size) is expected


@each_way
@pytest.mark.parametrize("rate", [15.0, 24.0, 60.0])
def test_the_rate_does_not_matter(way: Way, expected: Manner, rate: float) -> None:
    assert manner(way, rate=rate) is expected


@each_way
def test_a_mirror_and_another_hour_change_nothing(way: Way, expected: Manner) -> None:
    motion = drawn((2.0, 4.0, way))
    before = judge(motion, "out", 2.0, 4.0)
    mirrored = judge(replace(motion, grid=motion.grid[:, :, ::-1] * [-1, 1]), "out", 2.0, 4.0)
    later = judge(replace(motion, t=motion.t + 3600), "out", 3602.0, 3604.0)
    assert before.manner is mirrored.manner is later.manner is expected
    assert mirrored.jerk == pytest.approx(before.jerk)
    assert later.jerk == pytest.approx(before.jerk, rel=0.05)


@each_way
def test_rest_around_a_movement_changes_nothing(way: Way, expected: Manner) -> None:
    motion = drawn((2.0, 4.0, way))
    tight, wide = (judge(motion, "out", 2.0 - more, 4.0 + more) for more in (0.0, 0.8))
    assert tight.manner is wide.manner is expected
    assert wide.jerk == pytest.approx(tight.jerk, rel=0.1)


@each_way
def test_pictures_shown_twice_change_nothing(way: Way, expected: Manner) -> None:
    motion = drawn((2.0, 4.0, way), rate=15.0, noise=1.0)
    t = np.arange(0, 2 * motion.t.size) / 30
    grid = np.zeros((t.size, *motion.grid.shape[1:]))
    grid[::2] = 2 * motion.grid  # all of the motion in half of the time
    twice = judge(Motion(t, grid, np.full(t.size, TRUNK_PX)), "out", 2.0, 4.0)
    assert twice.manner is expected
    assert twice.rate_hz == pytest.approx(15)


def test_a_picture_that_jumps_is_bridged() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk))
    motion.grid[85] += 40 * TRUNK_PX
    assert judge(motion, "out", 2.0, 4.0).manner is Manner.SMOOTH


# -- refusals ----------------------------------------------------------------------------------


def refused(motion: Motion, start: float = 2.0, end: float = 4.0) -> str | None:
    found = judge(motion, "out", start, end)
    assert (found.manner is Manner.CANNOT_JUDGE) == (found.reason is not None)
    return found.reason


def without(motion: Motion, gone: np.ndarray) -> Motion:
    return Motion(motion.t[~gone], motion.grid[~gone], motion.trunk_px[~gone])


def test_few_pictures_a_second_are_refused() -> None:
    assert refused(drawn((2.0, 4.0, snatch), rate=10)) == (
        "fewer than 12 different pictures a second"
    )
    assert refused(drawn((2.0, 4.0, snatch), rate=12)) is None


def test_gaps_are_refused_from_a_fifth_of_the_time() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk))
    gone = (motion.t > 2.5) & (motion.t < 3.2)
    assert refused(without(motion, gone)) == "too many pictures are missing"
    assert refused(without(motion, gone & (motion.t < 2.7))) is None


def test_what_was_not_filmed_is_refused() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk))
    assert refused(without(motion, motion.t > 3.5)) == "not all of it was seen"
    assert refused(without(motion, motion.t < 2.5)) == "not all of it was seen"
    assert refused(motion, 2.0, 2.1) == "too short a movement"


def test_small_movements_are_refused() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk))
    assert refused(replace(motion, trunk_px=15 * motion.trunk_px)) == "too small a movement"


def test_what_passes_before_the_camera_is_refused() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk))
    for first in (80, 123):  # during it, and just after its end at the 120th picture
        passed = replace(motion, grid=motion.grid.copy())
        passed.grid[first : first + 4] += 5 * TRUNK_PX
        assert refused(passed) == "something passed before the camera"


@pytest.mark.parametrize(("rows", "reason"), [(1, None), (3, "something passed before the camera")])
def test_what_covers_much_of_the_body_is_refused_however_slow(
    rows: int, reason: str | None
) -> None:
    motion = drawn((2.0, 4.0, minimum_jerk), noise=1.0)  # of a body of 8 rows
    motion.grid[80:84, 2 : 2 + rows] = 0
    assert refused(motion) == reason


def test_a_picture_that_shakes_all_the_time_is_refused() -> None:
    assert refused(drawn((2.0, 4.0, minimum_jerk), noise=1.0)) is None
    shaken = drawn((2.0, 4.0, minimum_jerk))
    shaken.grid[:, 2:10, 3:13] += 25 * np.sin(2 * np.pi * 4 * shaken.t)[:, None, None, None]
    assert refused(shaken) == "the picture shakes or is too noisy"


# -- which movements ---------------------------------------------------------------------------

ANY = Threshold(1.0, "deg", "test")
REPS = Reps(LEGS_APART, (ANY, ANY), ANY, ANY, ANY, "lift", "hold", "lower", LEGS_APART)
CYCLE = Cycle(SPINE_CURVATURE, (ANY, ANY), ANY, ANY, ANY, "cow", "cat", "between", "one end")
HOLD = Hold(HIP_RISE, *[ANY] * 6)


def trace(motion: Motion, *phases: tuple[float, str]) -> Trace:
    """Return an attempt with phases, each until a time [s], the first one from 2 s on."""
    t = motion.t[(motion.t >= 2.0) & (motion.t <= phases[-1][0])]
    name = np.array([next(name for until, name in phases if time <= until) for time in t], object)
    table = np.zeros((t.size, N_COLUMNS))
    return Trace(t, table, name, Side.LEFT, table[0], motion)


def lift_and_lower(up: Way = minimum_jerk, down: Way = minimum_jerk, late_s: float = 0.0) -> Trace:
    """Return an attempt whose phases begin late and end early, as trackers find them."""
    motion = drawn((2.0 + 1e-9, 4.0, up), (7.0, 9.0, down), until=12.0)
    return trace(motion, (4.0 - late_s, "lift"), (7.0 + late_s, "hold"), (9.0 - late_s, "lower"))


def manners(of: Trace, mode: Reps | Cycle | Hold) -> dict[str, Manner]:
    return {one.movement: one.manner for one in judge_movements(of, mode)}


def held(motion: Motion, since: float, until: float) -> Trace:
    """Return a hold whose measure is high, and stands still, between two times [s]."""
    t = motion.t[(motion.t >= since - 0.5) & (motion.t <= until + 0.5)]
    phase = np.where((t >= since) & (t <= until), "hold", "pause").astype(object)
    table = np.full((t.size, N_COLUMNS), 60.0)
    return Trace(t, table, phase, Side.LEFT, 0 * table[0], motion, 1.0)


def test_a_hold_stands_from_where_the_body_rests_to_where_it_leaves() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk), (14.0, 16.0, minimum_jerk), until=19.0)
    still = standing(held(motion, 3.95, 14.1), HOLD)
    t = still.t[still.phase == "hold"]
    assert t[0] == pytest.approx(4.0, abs=0.2)
    assert t[-1] == pytest.approx(14.0, abs=0.2)


def test_a_hold_without_motion_stays_as_it_was() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk), (14.0, 16.0, minimum_jerk), until=19.0)
    blind = replace(held(motion, 3.9, 14.1), motion=None)
    assert standing(blind, HOLD) is blind


def test_what_came_before_rest_is_another_movement() -> None:
    motion = drawn(
        (1.0, 2.0, minimum_jerk), (2.5, 4.5, minimum_jerk), (14.0, 16.0, minimum_jerk), until=19.0
    )
    told = replace(held(motion, 4.5, 14.0), left_rest_s=2.6, back_at_rest_s=16.0)
    (_, start, end), _ = movements(told, motion, HOLD)
    assert (start, end) == (pytest.approx(2.4, abs=0.4), pytest.approx(4.5, abs=0.4))


def test_each_way_of_a_repetition_is_judged_by_itself() -> None:
    assert manners(lift_and_lower(), REPS) == {"lift": Manner.SMOOTH, "lower": Manner.SMOOTH}
    found = manners(lift_and_lower(down=snatch), REPS)
    assert found == {"lift": Manner.SMOOTH, "lower": Manner.JERKY}


def test_a_way_lasts_as_long_as_the_body_moves() -> None:
    late = lift_and_lower(late_s=0.5)
    assert late.motion is not None
    (_, start, end), (_, down, _) = movements(late, late.motion, REPS)
    assert start == pytest.approx(2.1, abs=0.25)
    assert end == pytest.approx(3.9, abs=0.25)
    assert down == pytest.approx(7.1, abs=0.25)


def test_a_longer_hold_changes_nothing() -> None:
    longer = drawn((2.0, 4.0, snatch), (10.0, 12.0, minimum_jerk), until=14.0)
    found = manners(trace(longer, (4.0, "lift"), (10.0, "hold"), (12.0, "lower")), REPS)
    assert found == manners(lift_and_lower(up=snatch), REPS)


def test_swings_end_at_the_turns_even_without_a_hold() -> None:
    motion = drawn((2.0, 3.5, minimum_jerk), (3.5, 5.0, minimum_jerk), (5.0, 6.5, minimum_jerk),
                   until=8.0)  # fmt: skip
    swings = trace(motion, (3.0, "between"), (4.0, "cow"), (4.5, "between"), (5.5, "cat"),
                   (6.0, "between"))  # fmt: skip
    (name, start, end), (other, since, until) = movements(swings, motion, CYCLE)
    assert (name, other) == ("cow", "cat")
    assert (start, end) == pytest.approx((2.1, 3.5), abs=0.25)
    assert (since, until) == pytest.approx((3.5, 5.0), abs=0.25)


def test_ways_into_a_pose_and_out_of_it_are_found_in_the_motion() -> None:
    motion = drawn((1.5, 3.0, minimum_jerk), (7.5, 9.0, stops), until=12.0)
    held = trace(motion, (8.0, "hold"))
    assert manners(held, HOLD) == {"in": Manner.SMOOTH, "out": Manner.JERKY}


def test_a_way_that_never_comes_to_a_stand_is_left_out() -> None:
    motion = drawn((1.5, 3.0, minimum_jerk), (7.5, 9.0, stops), until=8.4)
    assert manners(trace(motion, (8.0, "hold")), HOLD) == {"in": Manner.SMOOTH}


def test_without_motion_there_is_no_verdict() -> None:
    blind = replace(lift_and_lower(), motion=None)
    assert judge_movements(blind, REPS) == ()
    assert Jerky()(blind) is TooFast()(blind) is Verdict.CANNOT_JUDGE


def test_checks_follow_the_worst_movement() -> None:
    def verdicts(of: Trace) -> tuple[Verdict, Verdict]:
        told = replace(of, smoothness=judge_movements(of, REPS))
        return Jerky()(told), TooFast()(told)

    assert verdicts(lift_and_lower()) == (Verdict.RIGHT, Verdict.RIGHT)
    assert verdicts(lift_and_lower(down=tremor)) == (Verdict.WRONG, Verdict.RIGHT)
    hasty = lift_and_lower(up=lambda x: minimum_jerk(x * 4))
    assert verdicts(hasty) == (Verdict.RIGHT, Verdict.WRONG)


def test_motion_is_averaged_over_time_and_not_over_frames() -> None:
    motion = drawn((2.0, 4.0, minimum_jerk), rate=60)
    sparse = Motion(motion.t[::4], motion.grid[::4], motion.trunk_px[::4])
    every, few = (averaged(one.t, one.grid)[:, 0] for one in (motion, sparse))
    assert few[4:-4] == pytest.approx(every[::4][4:-4], abs=0.05 * np.abs(every).max() + 1e-9)


def test_what_is_refused_alone_gives_no_verdict() -> None:
    small = Smoothness("lift", 2.0, 4.0, Manner.CANNOT_JUDGE, SMALL)
    blind = replace(lift_and_lower(), smoothness=(small,))
    assert Jerky()(blind) is TooFast()(blind) is Verdict.CANNOT_JUDGE
    seen = replace(blind, smoothness=(small, replace(small, manner=Manner.SMOOTH, reason=None)))
    assert Jerky()(seen) is TooFast()(seen) is Verdict.RIGHT


def test_half_of_what_moved_is_not_enough_to_call_it_smooth() -> None:
    hidden = Smoothness("lift", 2.0, 4.0, Manner.CANNOT_JUDGE, NOT_ALL)
    smooth = replace(hidden, movement="lower", manner=Manner.SMOOTH, reason=None)
    seen = replace(lift_and_lower(), smoothness=(hidden, smooth))
    assert Jerky()(seen) is Verdict.CANNOT_JUDGE
    assert TooFast("lower")(seen) is Verdict.RIGHT
    jerky = replace(seen, smoothness=(hidden, replace(smooth, manner=Manner.JERKY)))
    assert Jerky()(jerky) is Verdict.WRONG


def test_sparc_looks_up_to_ten_hertz() -> None:
    t = np.arange(-1, 1, 0.01)
    bell = np.exp(-5 * t**2)
    below, above = (bell * (1 + 0.4 * np.cos(2 * np.pi * hz * t)) for hz in (8, 14))
    assert sparc(below, 100) < sparc(bell, 100) - 0.2
    assert sparc(above, 100) == pytest.approx(sparc(bell, 100), abs=0.01)
