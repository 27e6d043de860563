"""Trackers on signals whose repetitions are known because they were drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.attempts import Attempt, Signal
from formcheck.checks import Threshold
from formcheck.cycles import CycleTracker
from formcheck.holds import HoldTracker, kept_to
from formcheck.measures import HIP_ANGLE, HIP_RISE, SPINE_CURVATURE
from formcheck.modes import Cycle, Hold, Reps
from formcheck.phases import LONGEST_S, RepTracker, tracker_for

END = "the film ended"
SMALL, QUICK = "too small to count", "too quick to be a repetition"
GIVEN_UP, ONE_END, SHORT = "did not come back to the start", "one end", "too short to be a hold"


def deg(value):
    return Threshold(value, "deg", "test")


def sec(value):
    return Threshold(value, "s", "test")


REPS = Reps(
    measure=HIP_RISE,
    rest=(deg(-12), deg(15)),
    starts=deg(4),
    counts=deg(8),
    fastest=sec(0.8),
    out="lift",
    top="hold",
    back="lower",
    rom=HIP_ANGLE,
)
CYCLE = Cycle(
    measure=SPINE_CURVATURE,
    neutral=(deg(-12), deg(4)),
    end=deg(2.5),
    full_swing=deg(18),
    fastest=sec(1),
    low="cow",
    high="cat",
    between="between",
    one_end=ONE_END,
)
HOLD = Hold(
    measure=HIP_ANGLE,
    held=deg(10),
    slack=deg(2),
    grace=sec(2),
    shortest=sec(2),
    kept=sec(2),
    near=Threshold(0.92, "share", "a test's"),
    sided=True,
)


def wave(*knots, fps=30, noise=0.0, seed=0):
    """Return times and values that move by a cosine from knot (time [s], value) to knot."""
    times, values = np.array(knots, float).T
    t = np.arange(round(times[0] * fps), round(times[-1] * fps) + 1) / fps
    i = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(times) - 2)
    x = (t - times[i]) / (times[i + 1] - times[i])
    smooth = values[i] + (values[i + 1] - values[i]) * (1 - np.cos(np.pi * x)) / 2
    return t, smooth + np.random.default_rng(seed).normal(0, noise, t.size)


def run(spec, t, values, *, finish=True):
    """Return the attempts a fresh tracker finds."""
    tracker = tracker_for(spec)
    found = [tracker.update(time, v) for time, v in zip(t.tolist(), values.tolist(), strict=True)]
    if finish:
        found.append(tracker.finish(float(t[-1]), END))
    return [attempt for attempt in found if attempt is not None]


def counted(attempts):
    return [a for a in attempts if a.reason is None]


def reasons(attempts):
    return [a.reason for a in attempts]


def live_phases(spec, t, values):
    """Return the phases a tracker names as they come, without repeats."""
    tracker, named = tracker_for(spec), []
    for time, value in zip(t.tolist(), values.tolist(), strict=True):
        tracker.update(time, value)
        if not named or named[-1] != tracker.phase:
            named.append(tracker.phase)
    return named


def test_each_mode_has_its_tracker():
    assert isinstance(tracker_for(REPS), RepTracker)
    assert isinstance(tracker_for(CYCLE), CycleTracker)
    assert isinstance(tracker_for(HOLD), HoldTracker)


# -- The signal --------------------------------------------------------------------------------


def test_a_clean_signal_keeps_its_threshold_and_a_noisy_one_must_stand_clear_of_its_noise():
    clean, noisy = Signal(), Signal()
    for i, value in enumerate(np.random.default_rng(0).normal(0, 1, 100)):
        assert clean(i / 30, 5.0) == 5
        noisy(i / 30, value)
    assert clean.at_least(0.1) == 0.1
    assert 1.5 < noisy.at_least(0.1) < 3.5
    assert noisy.at_least(10) == 10


# -- Repetitions -------------------------------------------------------------------------------


def reps(n, *, rest=0.0, rise=20.0, pause=0.8, up=1.0, hold=0.3, down=1.0, drift=0.0):
    """Return the knots of n repetitions; rest drifts by so much with each."""
    knots, t = [(0, rest), (pause, rest)], pause
    for i in range(n):
        top = rest + i * drift + rise
        for wait, value in ((up, top), (hold, top), (down, top - rise + drift), (pause, None)):
            t += wait
            knots.append((t, knots[-1][1] if value is None else value))
    return knots


def true_times(n, *, pause=0.8, up=1.0, hold=0.3, down=1.0, **_):
    length = up + hold + down
    return [(pause + i * (length + pause), (i + 1) * (pause + length)) for i in range(n)]


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
@pytest.mark.parametrize("noise", [0, 0.3])
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"rest": 10},
        {"rest": -10},
        {"hold": 4},
        {"up": 0.6, "down": 0.6},
        {"drift": 0.6},
        {"drift": -1.5},
        {"rise": 40},
    ],
    ids=str,
)
def test_clean_repetitions_are_counted_where_they_are(how, noise, fps):
    attempts = run(REPS, *wave(*reps(5, **how), fps=fps, noise=noise))
    assert reasons(attempts) == [None] * 5
    for attempt, (start, end) in zip(attempts, true_times(5, **how), strict=True):
        assert attempt.start_s == pytest.approx(start, abs=0.3)
        assert attempt.end_s == pytest.approx(end, abs=0.3)


@pytest.mark.parametrize("n", [0, 1, 2, 12])
def test_there_are_as_many_repetitions_as_were_done(n):
    assert len(counted(run(REPS, *wave(*reps(n), (50, 0), noise=0.3)))) == n


PUSHED = [(0, 0), (0.8, 0), (1.8, 20)]

REP_TABLE = {
    "back to 30 % of the way, again and again": (
        [*PUSHED, (2.6, 6), (3.4, 20), (4.2, 6), (5, 20), (6, 0), (7, 0)],
        [None, None, None],
    ),
    "a second push that is large from rest, if not from where it began": (
        [*PUSHED, (2.6, 6), (3.4, 13), (4.4, 0), (5, 0)],
        [None, None],
    ),
    "back to 70 % is only a sagging top": (
        [*PUSHED, (2.6, 14), (3.4, 20), (4.2, 14), (5, 20), (6, 0), (7, 0)],
        [None],
    ),
    "standing low without touching the floor": (
        [*PUSHED, (2.8, 5), (5.8, 5), (6.8, 20), (7.8, 5), (8.8, 5)],
        [None, None],
    ),
    "too small": (reps(2, rise=7), [SMALL, SMALL]),
    "just large enough": (reps(2, rise=9), [None, None]),
    "twitches": (reps(3, rise=5), []),
    "smaller than a twitch": (reps(3, rise=3), []),
    "too quick": (reps(2, up=0.3, hold=0.02, down=0.3), [QUICK, QUICK]),
    "ends at the top": ([*PUSHED, (3, 20)], [END]),
    "ends half-way back": ([*PUSHED, (2.4, 12)], [END]),
    "ends nearly back": ([*PUSHED, (2.8, 3.5)], [None]),
    "ends in a twitch": ([(0, 0), (0.8, 0), (1.8, 5)], []),
    "starts at the top": ([(0, 22), (1, 22), (2, 0), (3, 0)], []),
    "starts at the top, then one": (
        [(0, 22), (1, 22), (2, 0), (3, 0), (4, 20), (5, 0), (6, 0)],
        [None],
    ),
    "starts on the way down": ([(0, 18), (1.5, 0), (3, 0)], []),
    "rest where no rest can be": (reps(3, rest=25), []),
    "only lowers": ([(0, 10), (1, 10), (2, -10), (5, -10)], []),
    "lies down further between repetitions": (
        [(0, 5), (1, 5), (2, 25), (3, 0), (4, 0), (5, 20), (6, 0), (7, 0)],
        [None, None],
    ),
}


@pytest.mark.parametrize("case", REP_TABLE)
@pytest.mark.parametrize("fps", [15, 30])
def test_what_is_a_repetition(case, fps):
    knots, expected = REP_TABLE[case]
    assert reasons(run(REPS, *wave(*knots, fps=fps))) == expected


@pytest.mark.parametrize("amplitude", [0.5, 1.6])
def test_swaying_about_rest_gives_nothing(amplitude):
    t = np.arange(0, 60, 1 / 30)
    assert run(REPS, t, amplitude * np.sin(3 * t)) == []


@pytest.mark.parametrize(("fps", "noise"), [(10, 1.3), (15, 1.3), (30, 1.5), (60, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_noise_about_rest_gives_nothing(fps, noise, seed):
    assert run(REPS, *wave((0, 0), (60, 0), fps=fps, noise=noise, seed=seed)) == []


def test_who_does_not_come_back_is_given_up_and_can_begin_again():
    later = LONGEST_S + 5
    knots = [(0, 0), (1, 0), (2, 20), (later, 20), (later + 1, 0), (later + 2, 0)]
    again = [(later + 3, 20), (later + 4, 0), (later + 5, 0)]
    given_up, repetition = run(REPS, *wave(*knots, *again, fps=10))
    assert given_up.reason == GIVEN_UP
    assert given_up.end_s - given_up.start_s == pytest.approx(LONGEST_S, abs=0.2)
    assert repetition.reason is None
    assert repetition.start_s == pytest.approx(later + 2, abs=0.3)


@pytest.mark.parametrize("at", np.arange(0.5, 6.5, 0.25))
def test_a_fifth_of_a_second_without_a_measure_does_not_split_a_repetition(at):
    t, values = wave(*reps(2))
    seen = (t < at) | (t > at + 0.2)
    assert reasons(run(REPS, t[seen], values[seen])) == [None, None]


@pytest.mark.parametrize("spec", [REPS, CYCLE, HOLD], ids=["reps", "cycle", "hold"])
def test_nothing_is_under_way_after_finish(spec):
    t, values = wave((0, 0), (1, 0), (2, 15), (6, 15))
    tracker = tracker_for(spec)
    for time, value in zip(t.tolist(), values.tolist(), strict=True):
        tracker.update(time, value)
    assert tracker.since is not None
    assert tracker.finish(6.0, END) is not None
    assert tracker.finish(6.0, END) is None
    assert (tracker.phase, tracker.since) == (None, None)


@pytest.mark.parametrize("spec", [REPS, CYCLE, HOLD], ids=["reps", "cycle", "hold"])
def test_finish_before_anything_gives_nothing(spec):
    assert tracker_for(spec).finish(0.0, END) is None


@pytest.mark.parametrize("lasts_s", [0.07, 0.2])
@pytest.mark.parametrize("falls_to", [0.0, 6.0])
def test_a_limb_taken_for_another_for_a_moment_does_not_split_a_repetition(lasts_s, falls_to):
    t, values = wave(*reps(1, hold=4))
    for at in (2.5, 3.4, 4.2):
        values[(t >= at) & (t < at + lasts_s)] = falls_to
    (attempt,) = run(REPS, t, values)
    assert attempt.reason is None
    assert attempt.end_s == pytest.approx(6.8, abs=0.35)


def test_phases_follow_one_another_as_they_happen():
    names = live_phases(REPS, *wave(*reps(2, hold=1)))
    assert names == [None, "lift", "hold", "lower", None, "lift", "hold", "lower", None]


def test_the_top_is_named_when_the_measure_stands_there_and_not_on_the_way():
    t, values = wave((0, 0), (0.8, 0), (2.8, 21), (3.1, 21))
    way = t < 2.3
    assert live_phases(REPS, t[way], values[way]) == [None, "lift"]
    assert live_phases(REPS, t, values) == [None, "lift", "hold"]


def test_limbs_mixed_up_for_a_moment_are_no_top():
    t, values = wave((0, 0), (2, 30), (5, 30), (7, 0))
    mixed_up = (t > 6) & (t < 6.25)
    phase = RepTracker(REPS).phases(t, np.where(mixed_up, 45, values))
    hold = t[phase == "hold"]
    assert (hold[0], hold[-1]) == (pytest.approx(2, abs=0.3), pytest.approx(5, abs=0.3))


def test_phases_of_a_finished_repetition_are_split_where_it_comes_to_a_stand_and_leaves():
    # stands at 20 from 3 s to 5 s, with a waver that does not end the hold
    t, values = wave((0, 0), (1, 0), (3, 20), (3.8, 20), (4.0, 19), (4.2, 20), (5, 20), (7, 0))
    phase = RepTracker(REPS).phases(t, values)
    hold = t[phase == "hold"]
    assert (hold[0], hold[-1]) == (pytest.approx(3, abs=0.3), pytest.approx(5, abs=0.3))
    assert (np.diff(hold) < 0.05).all()
    assert set(phase[t < hold[0]]) == {"lift"}
    assert set(phase[t > hold[-1]]) == {"lower"}


def test_a_repetition_that_never_stands_has_its_top_as_hold():
    t, values = np.arange(9.0) / 10, np.array([0, 5, 10, 15, 20, 15, 10, 5, 0.0])
    phase = RepTracker(REPS).phases(t, values)
    assert phase.tolist() == ["lift"] * 4 + ["hold"] + ["lower"] * 4


@settings(deadline=None, max_examples=25)
@given(offset=st.integers(-10_000, 10_000), seed=st.integers(0, 100))
def test_only_differences_of_time_matter(offset, seed):
    for spec, knots in ((REPS, reps(2)), (CYCLE, cycles(2)), (HOLD, [(0, 0), (1, 15), (5, 15)])):
        t, values = wave(*knots, fps=32, noise=0.3, seed=seed)
        moved = run(spec, t + offset, values)
        assert [Attempt(a.start_s - offset, a.end_s - offset, a.reason) for a in moved] == run(
            spec, t, values
        )


@settings(deadline=None, max_examples=25)
@given(offset=st.floats(-10, 13), n=st.integers(0, 3), seed=st.integers(0, 100))
def test_where_rest_lies_does_not_matter(offset, n, seed):
    t, values = wave(*reps(n), fps=32, noise=0.3, seed=seed)
    assert len(counted(run(REPS, t, values + offset))) == n


# -- To and fro between two ends ---------------------------------------------------------------

NEUTRAL, CAT, COW = -4.0, 8.0, -16.0


def through(*stops, quiet=1.0, pace=2.0):
    """Return knots that go from stop to stop, each reached after `pace` seconds."""
    first = [(0, stops[0]), (quiet, stops[0])]
    return first + [(quiet + pace * (i + 1), stop) for i, stop in enumerate(stops[1:])]


def cycles(k, first=CAT, second=COW, begin=NEUTRAL):
    return [*through(begin, *[first, second] * k, NEUTRAL, NEUTRAL)]


CYCLE_TABLE = {
    "cat first": (cycles(1), 1),
    "cow first": (cycles(1, COW, CAT), 1),
    "three, cat first": (cycles(3), 3),
    "three, cow first": (cycles(3, COW, CAT), 3),
    "back to neutral each time": (through(NEUTRAL, *[CAT, NEUTRAL, COW, NEUTRAL] * 3), 3),
    "starts in cat": (through(CAT, *[COW, CAT] * 3, NEUTRAL), 3),
    "starts in cow": (through(COW, *[CAT, COW] * 3, NEUTRAL), 3),
    "starts on the move": (through(NEUTRAL, *[CAT, COW] * 2, NEUTRAL, quiet=0.01), 2),
    "starts on the move, quickly": (through(-4, *[4, -12] * 3, -4, quiet=0.01, pace=1), 3),
    "second end not left": (through(NEUTRAL, CAT, COW, COW), 0),
    "second end left": (through(NEUTRAL, CAT, COW, COW, COW + 3), 1),
    "twice into the second end": (through(NEUTRAL, CAT, COW, COW + 2, COW, NEUTRAL), 1),
    "twice into the second end, from neutral": (
        through(NEUTRAL, CAT, COW, NEUTRAL, COW, NEUTRAL),
        1,
    ),
    "twice into the first end": (through(NEUTRAL, CAT, CAT - 4, CAT, COW, NEUTRAL), 1),
    "a waver when the second end is left": (
        [*through(NEUTRAL, CAT, COW), (6.5, -6.3), (6.9, -6.8), (8.5, CAT), (10, NEUTRAL)],
        1,
    ),
    "small swings": (through(NEUTRAL, *[NEUTRAL + 2, NEUTRAL - 2] * 4, NEUTRAL), 0),
    "neutral thought too low": ([(0, -12), (0.8, -12), *cycles(3)[1:]], 3),
    "neutral thought too high": ([(0, 3), (0.8, 3), *cycles(3)[1:]], 3),
    "neutral too high until a full swing corrects it": (
        through(4, -14, 5.5, *[-12, 4.8] * 2, NEUTRAL),
        3,
    ),
    "neutral too low until a full swing corrects it": (
        through(-12, 6, -13.5, *[4, -12.8] * 2, NEUTRAL),
        3,
    ),
}


@pytest.mark.parametrize("case", CYCLE_TABLE)
@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_what_is_a_full_cycle(case, fps):
    knots, expected = CYCLE_TABLE[case]
    assert len(counted(run(CYCLE, *wave(*knots, fps=fps)))) == expected


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("noise", [0.4, 0.8])
@pytest.mark.parametrize("seed", range(4))
def test_noise_does_not_change_the_number_of_cycles(fps, noise, seed):
    assert len(counted(run(CYCLE, *wave(*cycles(4), fps=fps, noise=noise, seed=seed)))) == 4


@pytest.mark.parametrize("end", [CAT, COW])
def test_one_end_again_and_again_is_dropped_with_the_reason(end):
    attempts = run(CYCLE, *wave(*through(NEUTRAL, *[end, NEUTRAL] * 3)))
    assert reasons(attempts) == [ONE_END] * 3


def test_a_second_end_not_left_is_dropped_with_the_reason_of_the_end():
    assert reasons(run(CYCLE, *wave(*through(NEUTRAL, CAT, COW, COW)))) == [END]


def test_a_cycle_may_be_too_quick():
    attempts = run(CYCLE, *wave(*through(NEUTRAL, CAT, COW, NEUTRAL, NEUTRAL, pace=0.25)))
    assert reasons(attempts) == [QUICK]


def test_a_cycle_lasts_from_leaving_neutral_to_leaving_the_second_end():
    attempts = run(CYCLE, *wave(*cycles(3)))
    for i, attempt in enumerate(attempts):
        # neutral is passed a second before the first end is reached, but not the first time
        assert attempt.start_s == pytest.approx(2 + 4 * i if i else 1, abs=0.6)
        assert attempt.end_s == pytest.approx(5 + 4 * i, abs=0.6)


def test_half_a_second_of_rest_is_enough_to_know_where_a_cycle_starts():
    first, *_ = run(CYCLE, *wave(*through(NEUTRAL, CAT, COW, NEUTRAL, quiet=0.5, pace=1)))
    assert first.start_s == pytest.approx(0.7, abs=0.3)


def test_noise_about_neutral_gives_nothing():
    assert run(CYCLE, *wave((0, NEUTRAL), (60, NEUTRAL), noise=0.8)) == []


def test_nothing_is_followed_until_neutral_is_known():
    assert live_phases(CYCLE, *wave((0, NEUTRAL), (0.35, CAT))) == [None]


@pytest.mark.parametrize("at", np.arange(0.5, 8, 0.25))
def test_a_fifth_of_a_second_without_a_measure_does_not_split_a_cycle(at):
    t, values = wave(*cycles(2))
    seen = (t < at) | (t > at + 0.2)
    assert reasons(run(CYCLE, t[seen], values[seen])) == [None, None]


def test_phases_of_a_cycle_follow_one_another():
    names = live_phases(CYCLE, *wave(*cycles(1)))
    assert names == [None, "cat", "between", "cow", "between", None]


def test_phases_of_a_finished_cycle_are_its_outer_quarters():
    values = np.array([0, 2.4, 2.6, 7.4, 7.6, 10, 5, 0])
    assert CycleTracker(CYCLE).phases(np.arange(8.0), values).tolist() == [
        "cow", "cow", "between", "between", "cat", "cat", "between", "cow",
    ]  # fmt: skip


# -- Holds -------------------------------------------------------------------------------------

IN = [(0, 0), (1, 0), (1.2, 15)]

HOLD_TABLE = {
    "one hold": ([*IN, (6, 15), (6.2, 0), (9, 0)], [(1.1, 6.1, None)]),
    "to the right": ([(0, 0), (1, 0), (1.2, -15), (6, -15), (6.2, 0), (9, 0)], [(1.1, 6.1, None)]),
    "a short excursion": (
        [*IN, (3, 15), (3.1, 5), (3.3, 5), (3.4, 15), (6, 15), (6.2, 0), (9, 0)],
        [(1.1, 6.1, None)],
    ),
    "a pause": (
        [*IN, (3, 15), (3.1, 0), (4.3, 0), (4.4, 15), (6, 15), (6.2, 0), (9, 0)],
        [(1.1, 6.1, None)],
    ),
    "left for longer": (
        [*IN, (4, 15), (4.1, 0), (7, 0), (7.1, 15), (11, 15), (11.2, 0), (14, 0)],
        [(1.1, 4.05, None), (7.1, 11.1, None)],
    ),
    "the other side": (
        [*IN, (4, 15), (5, -15), (9, -15), (9.2, 0), (12, 0)],
        [(1.1, 4.45, None), (4.8, 9.1, None)],
    ),
    "within the slack": ([*IN, (3, 15), (3.2, 9), (5, 9), (5.2, 0), (8, 0)], [(1.1, 5.1, None)]),
    "too short": ([*IN, (2.5, 15), (2.7, 0), (6, 0)], [(1.1, 2.6, SHORT)]),
    "too short together": (
        [*IN, (2, 15), (2.1, 0), (3.5, 0), (3.6, 15), (4.2, 15), (4.3, 0), (8, 0)],
        [(1.1, 4.25, SHORT)],
    ),
    "finished inside": ([*IN, (6, 15)], [(1.1, 6, None)]),
    "finished inside, too short": ([*IN, (2, 15)], [(1.1, 2, SHORT)]),
    "finished in a pause": ([*IN, (6, 15), (6.1, 0), (7, 0)], [(1.1, 6.05, None)]),
    "below": ([(0, 0), (10, 9)], []),
}


@pytest.mark.parametrize("case", HOLD_TABLE)
@pytest.mark.parametrize("noise", [0, 0.3])
@pytest.mark.parametrize("fps", [15, 30, 60])
def test_what_is_a_hold(case, fps, noise):
    knots, expected = HOLD_TABLE[case]
    attempts = run(HOLD, *wave(*knots, fps=fps, noise=noise))
    assert reasons(attempts) == [reason for *_, reason in expected]
    for attempt, (start, end, _) in zip(attempts, expected, strict=True):
        assert attempt.start_s == pytest.approx(start, abs=0.25)
        assert attempt.end_s == pytest.approx(end, abs=0.25)


def test_the_clock_pauses_and_goes_on():
    *knots, (end, value) = HOLD_TABLE["a pause"][0]
    t, values = wave(*knots, (end + HoldTracker.AFTER_S, value))
    assert live_phases(HOLD, t, values) == [None, "hold", "pause", "hold", "pause", None]


def test_the_clock_stands_while_it_is_paused():
    t, values = wave(*HOLD_TABLE["a pause"][0])
    tracker = HoldTracker(HOLD)
    for time, value in zip(t, values, strict=True):
        tracker.update(time, value)
    assert tracker.held_s == pytest.approx(6.1 - 1.1 - 1.3, abs=0.25)
    held = t[tracker.phases(t, values) == "hold"]
    assert not ((held > 3.2) & (held < 4.2)).any()


@pytest.mark.parametrize(
    ("knots", "from_s", "to_s"),
    [
        ([(1, 0), (3, 40), (9, 40), (11, 0), (12, 0)], 2.7, 9.3),
        ([(1, 0), (3, 40), (9, 54), (11, 0), (12, 0)], 2.7, 9.3),  # sinks on slowly
        ([(1, 0), (1.6, 12), (5, 12), (6, 40), (12, 40), (14, 0), (15, 0)], 5.8, 12.3),
    ],  # rests a little over the threshold before it goes on
    ids=["at once", "sinking on", "in two steps"],
)
def test_a_hold_lasts_while_the_measure_is_all_but_there(knots, from_s, to_s):
    t, values = wave((0, 0), *knots)
    tracker = HoldTracker(HOLD)
    for time, value in zip(t, values, strict=True):
        tracker.update(time, value)
    held = t[tracker.phases(t, values) == "hold"]
    assert (held[0], held[-1]) == (pytest.approx(from_s, abs=0.2), pytest.approx(to_s, abs=0.2))


def test_what_is_not_seen_is_not_held():
    t, values = wave(*IN, (8, 15), (8.2, 0), (11 + HoldTracker.AFTER_S, 0))
    unseen = np.where((t > 3) & (t < 4.5), np.nan, values)
    tracker = HoldTracker(HOLD)
    ended = [tracker.update(time, v) for time, v in zip(t, unseen, strict=True)]
    assert reasons(filter(None, ended)) == [None]
    assert tracker.held_s == pytest.approx(8.1 - 1.1 - 1.5, abs=0.25)


def test_a_jump_on_the_way_is_no_part_of_what_is_kept_to():
    # 20 is jumped to for a moment on the way in and out; it is stood at from 3 s to 8 s
    t, size = wave((0, 2), (1, 2), (3, 20), (8, 20), (10, 2), (11, 2))
    size[(abs(t - 0.5) < 0.1) | (abs(t - 10.5) < 0.1)] = 20
    first, last = kept_to(t, size, 0.97, 0.6 * 20, np.arange(t.size))
    assert (t[first], t[last]) == (pytest.approx(3, abs=0.4), pytest.approx(8, abs=0.4))


def test_a_hold_ends_when_grace_is_over_not_before():
    t, values = wave(*IN, (6, 15), (6.1, 0), (7.9 + HoldTracker.AFTER_S, 0))
    assert run(HOLD, t, values, finish=False) == []
    t, values = wave(*IN, (6, 15), (6.1, 0), (8.4 + HoldTracker.AFTER_S, 0))
    assert reasons(run(HOLD, t, values, finish=False)) == [None]


def test_coming_back_after_the_grace_is_another_hold():
    out_s = HOLD.grace.value + HoldTracker.AFTER_S / 2
    t, values = wave(*IN, (6, 15), (6.1, 0), (6.1 + out_s, 0), (6.2 + out_s, 15), (12, 15))
    assert reasons(run(HOLD, t, values)) == [None, None]


def test_sides_that_are_exchanged_within_a_hold_do_not_end_it():
    t, values = wave(*IN, (12, 15), (12.2, 0), (16, 0))
    mixed_up = np.where((t > 4) & (t < 8), -values, values)
    assert reasons(run(HOLD, t, mixed_up)) == [None]


@pytest.mark.parametrize("frames", range(29, 34))
def test_the_other_side_that_was_left_again_does_not_begin_the_hold_that_follows(frames):
    left_s = 6.4 + frames / 30
    t, values = wave(
        *IN, (6, 15), (6.1, 0), (6.4, 0), (6.41, -15), (left_s, -15), (left_s + 0.01, 0),
        (14, 0), (14.2, -15), (20, -15), (20.2, 0), (24, 0),
    )  # fmt: skip
    assert counted(run(HOLD, t, values))[-1].start_s == pytest.approx(14.1, abs=0.25)


def test_the_other_side_that_is_touched_twice_is_not_taken():
    t, values = wave(
        *IN, (6, 15), (6.1, 0), (6.4, 0), (6.45, -15), (6.8, -15), (6.85, 0), (7.6, 0), (7.65, -15),
        (7.8, -15), (7.85, 0), (14, 0), (14.2, -15), (20, -15), (20.2, 0), (24, 0),
    )  # fmt: skip
    assert reasons(run(HOLD, t, values)) == [None, None]


@pytest.mark.parametrize("spec", [REPS, CYCLE, HOLD], ids=["reps", "cycle", "hold"])
def test_times_that_do_not_increase_are_refused(spec):
    tracker = tracker_for(spec)
    tracker.update(1.0, 0.0)
    with pytest.raises(ValueError, match="times must increase"):
        tracker.update(1.0, 0.0)
