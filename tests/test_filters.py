import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.filters import MAX_GAP_S, OneEuro

NAN = math.nan
CUTOFF_HZ, BETA = 1.5, 0.1


def run(t, values, **options):
    smooth = OneEuro(**{"min_cutoff_hz": CUTOFF_HZ, "beta": BETA, **options})
    return np.array([smooth(time, value) for time, value in zip(t, values, strict=True)])


def clock(seconds, fps=32.0):
    return np.arange(round(seconds * fps)) / fps


def noise(n, seed=0):
    return np.random.default_rng(seed).normal(0, 1, n)


def by_the_paper(t, values, derivative_cutoff_hz=1.0):
    def weight(cutoff_hz, dt):
        return 1 / (1 + 1 / (2 * math.pi * cutoff_hz * dt))

    smooth, speed = [values[0]], 0.0
    for dt, step in zip(np.diff(t), values[1:], strict=True):
        off = step - smooth[-1]
        speed += weight(derivative_cutoff_hz, dt) * (off / dt - speed)
        smooth.append(smooth[-1] + weight(CUTOFF_HZ + BETA * abs(speed), dt) * off)
    return smooth


@pytest.mark.parametrize("options", [{}, {"derivative_cutoff_hz": 3.0}])
def test_it_is_the_filter_of_the_paper_at_uneven_times(options):
    t = np.cumsum(np.random.default_rng(1).uniform(0.01, 0.1, 100))
    values = 20 * np.sin(3 * t) + noise(t.size)
    np.testing.assert_allclose(run(t, values, **options), by_the_paper(t, values, **options))


def test_a_constant_stays_what_it_is():
    t = clock(3)
    assert (run(t, np.full(t.size, 12.3)) == 12.3).all()


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_step_without_beta_is_a_first_order_low_pass(fps):
    t = clock(3, fps)
    alpha = 1 / (1 + fps / (2 * math.pi * CUTOFF_HZ))
    expected = 5 * (1 - (1 - alpha) ** np.arange(t.size))
    np.testing.assert_allclose(run(t, np.where(t > 0, 5.0, 0.0), beta=0), expected, atol=1e-9)
    assert expected[-1] == pytest.approx(5, abs=1e-3)


def test_a_step_converges_without_overshoot():
    t = clock(3)
    out = run(t, np.where(t > 1, 5.0, 0.0))
    assert (np.diff(out) >= 0).all()
    assert out[-1] == pytest.approx(5, abs=0.01)


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("beta", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("speed", [5.0, -40.0])
def test_lag_behind_a_ramp_is_that_of_the_cutoff_at_its_speed(fps, beta, speed):
    t = clock(8, fps)
    lag_s = (speed * t[-1] - run(t, speed * t, beta=beta)[-1]) / speed
    # the paper takes speed from the last smoothed value, which adds the lag to it
    cutoff = CUTOFF_HZ + beta * abs(speed) * (1 + lag_s * fps)
    assert lag_s == pytest.approx(1 / (2 * math.pi * cutoff), rel=1e-3)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_lag_is_less_in_quick_movement(fps):
    t = clock(8, fps)
    slow, quick = ((v * t[-1] - run(t, v * t)[-1]) / v for v in (2, 50))
    assert quick < 0.5 * slow


def test_noise_is_damped_more_at_rest_than_in_movement():
    t = clock(40)
    rest, ramp = noise(t.size), 50 * t + noise(t.size)
    late = t > 10
    left_at_rest = np.std(run(t, rest)[late])
    left_in_movement = np.std((run(t, ramp) - 50 * t)[late])
    assert left_at_rest < 0.5
    assert left_in_movement > 1.4 * left_at_rest


@pytest.mark.parametrize("fps", [15, 60])
def test_a_movement_looks_alike_at_other_frame_rates(fps):
    def movement(t):
        return 20 * (1 - np.cos(np.pi * t))

    coarse, fine = clock(4, fps), clock(4, 240)
    out, exact = run(coarse, movement(coarse)), run(fine, movement(fine))
    np.testing.assert_allclose(out, np.interp(coarse, fine, exact), atol=1.3)


def test_many_values_at_once_are_filtered_like_each_alone():
    rng = np.random.default_rng(3)
    t = np.cumsum(rng.uniform(0.01, 0.12, 120))
    values = rng.normal(0, 5, (120, 2, 3))
    values[rng.random(values.shape) < 0.3] = NAN
    values[40:60, 0] = NAN  # longer than the gap that starts afresh
    out = run(t, values)
    assert out.shape == values.shape
    for i in np.ndindex(2, 3):
        np.testing.assert_array_equal(out[:, *i], run(t, values[:, *i]))


def test_the_past_does_not_depend_on_the_future():
    t, values = clock(2), noise(64)
    changed = np.where(t < 1, values, 99.0)
    np.testing.assert_array_equal(run(t, values)[t < 1], run(t, changed)[t < 1])


def test_nan_gives_nan_and_leaves_the_filter_as_it_was():
    t, values = clock(2), noise(64)
    lost = np.zeros(64, bool)
    lost[[0, 1, 7, 20, 21, 22, 23]] = True  # at most four frames, an eighth of a second
    out = run(t, np.where(lost, NAN, values))
    assert np.isnan(out[lost]).all()
    np.testing.assert_array_equal(out[~lost], run(t[~lost], values[~lost]))


@pytest.mark.parametrize("calls", ["NaN while it lasts", "no calls at all"])
def test_after_a_long_gap_it_starts_afresh(calls):
    t = clock(4)
    values = 100 + noise(t.size)
    gap = (t > 1) & (t <= 1 + 1.2 * MAX_GAP_S)
    values[t > 1] -= 100
    if calls == "NaN while it lasts":
        out = run(t, np.where(gap, NAN, values))
    else:
        out = np.full(t.size, NAN)
        out[~gap] = run(t[~gap], values[~gap])
    after = t > 1 + 1.2 * MAX_GAP_S
    np.testing.assert_array_equal(out[after], run(t[after], values[after]))


def test_a_gap_just_short_enough_is_bridged():
    t = np.array([0.0, 0.9 * MAX_GAP_S])
    out = run(t, [0.0, 10.0])
    assert 0 < out[1] < 10


def test_elements_of_an_array_have_their_own_gaps():
    t = clock(1)
    values = np.zeros((t.size, 2))
    values[8:24, 0] = NAN
    values[24:] = 10
    out = run(t, values)
    assert out[24, 0] == 10
    assert 0 < out[24, 1] < 10


@pytest.mark.parametrize("value", [1.0, NAN])
@pytest.mark.parametrize("t", [2.0, 1.9, -5.0])
def test_times_that_do_not_increase_are_refused_and_do_no_harm(t, value):
    smooth, untouched = (OneEuro(min_cutoff_hz=1, beta=0) for _ in range(2))
    for each in (smooth, untouched):
        each(1.9, 1.0)
        each(2.0, value)
    with pytest.raises(ValueError, match=rf"times must increase: {t:g} s after 2 s"):
        smooth(t, 5.0)
    assert smooth(2.1, 3.0) == untouched(2.1, 3.0)


@settings(deadline=None, max_examples=30)
@given(st.integers(-5000, 5000), st.lists(st.floats(-500, 500) | st.just(NAN), max_size=20))
def test_only_differences_of_time_matter(shift, values):
    t = np.arange(len(values)) / 16
    np.testing.assert_array_equal(run(t, values), run(t + shift, values))
