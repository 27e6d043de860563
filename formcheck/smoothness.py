"""Smooth, jerky or too fast: the rhythm of one movement, from its motion grids.

For a movement between two times:

1. signed speed: the motion grid of each picture, projected on the grid averaged over 0.25 s around
   it, so that what does not move along with the body cancels out;
2. progress: the way made so far, 0 at the start and 1 at the end, 30 times a second;
3. jerk J: what of the progress lies between 2.5 and 6.5 Hz, over the active part (8 to 92 % of the
   way), ``J = 100 sqrt(integral of b(t)^2 dt)`` [% of the way times square root of s]. A smooth
   movement has next to nothing up there; a snatch, stops on the way and a tremor all have.

The spectral arc length [1]_ and the log dimensionless jerk [1]_ of the speed are reported beside it
and judge nothing: on film they do not tell a snatch from a smooth movement.

Not found: slow and gentle stops, a tremor below 2.5 or above 6.5 Hz, what moves towards the camera.
The motion of the camera is subtracted before; what is left of a shake, and the noise of a dim
picture, go on while the body rests, and a jerk has to stand out from that.

References
----------
.. [1] S. Balasubramanian et al., "On the analysis of movement smoothness", J. NeuroEng. Rehab. 12,
   112 (2015), doi 10.1186/s12984-015-0090-9: SPARC with padding level 4, cut-off 10 Hz and
   amplitude threshold 0.05; LDLJ from a speed profile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import Threshold
from .landmarks import Array
from .trace import SHORT, SMALL, Manner, Motion, Smoothness, rolling_median

# -- What is jerky, what too fast? -------------------------------------------------------------
JERKY = Threshold(1.0, "% sqrt(s)", "tuned on people and rendered bodies: smooth ones up to 0.95")
JERKY_SLOW = Threshold(0.88, "% sqrt(s)", "tuned on rendered bodies, 15 Hz: most smooth to 0.87")
SLOW_RATE = Threshold(18, "1/s", "ours: with fewer pictures a second the lower limit holds")
QUICK = Threshold(0.7, "s", "tuned on people: quicker ways are steep, and the limit rises")
TOO_FAST = Threshold(0.45, "s", "ours: from 8 to 92 % of the way, about 0.8 s in all")

# -- What cannot be judged? --------------------------------------------------------------------
SLOWEST_RATE = Threshold(12, "1/s", "by sampling: about twice the frequencies looked at")
MOST_MISSED = Threshold(0.20, "share", "ours: of the time of the movement")
LEAST_WAY = Threshold(0.05, "trunk lengths", "tuned on rendered bodies: noise alone makes 0.015")
FASTEST = Threshold(3.0, "trunk lengths/s", "tuned on people: up to 2.1; an arm by the lens 3.9")
COVERED = Threshold(
    0.75,
    "share",
    "tuned on rendered bodies: moving limbs leave 0.8 of its cells, most passers 0.6-0.8",
)
STANDS_OUT = Threshold(4.0, "times", "tuned on rendered bodies: noise 3, jerks from 5 on")

TOO_FEW = f"fewer than {SLOWEST_RATE.value:g} different pictures a second"
PASSED = "something passed before the camera"
NOISY = "the picture shakes or is too noisy"
NOT_ALL = "not all of it was seen"
GAPS = "too many pictures are missing"

GRID_HZ = 30.0
"""Progress is looked at this often [Hz]."""
BAND_HZ = 2.5, 6.5
"""Where jerks show: smooth movements are slower, noise is faster [Hz]."""
SPEED_HZ = 6.0
"""Bandwidth of the speed that SPARC and LDLJ are reported of [Hz]."""
ACTIVE = 0.08, 0.92
"""Shares of the way between which a movement is active."""
AROUND_S = 0.25
"""Standard deviation of the Gaussian that motion is averaged with [s]."""
MARGIN_S = 1.0
"""What lies this far around a movement is filtered along with it [s]."""
QUIET_S, QUIET_SHARE = 0.5, 10.0
"""The noise of the picture is what the quietest tenth [%] of all stretches of this length [s], in
and around the movement, show."""
NEAR_S = 1.4
"""How much of the body is seen is compared with what is around that time, over so long [s]."""
SHORTEST_S = 0.15
"""In less time nothing can be told [s]."""
MISSED_S = 0.15
"""A longer time between two pictures is a gap [s]."""
REPEATS = ((1, 0.11, 1 / 3), (2, 0.11, 1 / 3), (1, 0.21, 1 / 20), (2, 0.21, 1 / 20))
"""So many pictures that, within this time [s], are this many times slower than those before and
after only repeat the one before: films are brought to higher rates that way."""


def judge(motion: Motion, name: str, start_s: float, end_s: float) -> Smoothness:
    """Judge one movement between two times [s]."""
    near = MARGIN_S + 2 * AROUND_S
    part = between(motion, start_s - near, end_s + near)
    reason = _not_filmed(part.t, start_s, end_s)
    if reason is None:
        course = _course(part, start_s, end_s)
        reason = course.refused()
    if reason is not None:
        return Smoothness(name, start_s, end_s, Manner.CANNOT_JUDGE, reason)
    return Smoothness(
        name,
        start_s,
        end_s,
        course.manner(),
        jerk=course.jerk,
        active_s=course.active_s,
        sparc=sparc(course.speed, GRID_HZ),
        ldlj=ldlj(course.speed, GRID_HZ),
        rate_hz=course.rate_hz,
        bandwidth_hz=SPEED_HZ,
    )


def sparc(speed: Array, rate_hz: float) -> float:
    """Return the spectral arc length of a speed profile [1]_; nearer 0 is smoother."""
    padded = 2 ** (int(np.ceil(np.log2(speed.size))) + 4)
    size = np.abs(np.fft.rfft(speed, padded))
    frequency = np.arange(size.size) * rate_hz / padded
    inside = frequency <= 10.0
    frequency, size = frequency[inside], size[inside] / size.max()
    loud = np.flatnonzero(size >= 0.05)
    part = slice(loud[0], loud[-1] + 1)
    across = np.diff(frequency[part]) / (frequency[part][-1] - frequency[part][0])
    return -float(np.hypot(across, np.diff(size[part])).sum())


def ldlj(speed: Array, rate_hz: float) -> float:
    """Return the log dimensionless jerk of a speed profile [1]_; nearer 0 is smoother."""
    lasts_s = speed.size / rate_hz
    jerk = np.diff(speed, 2) * rate_hz**2
    return -float(np.log(lasts_s**3 / np.abs(speed).max() ** 2 * (jerk**2).sum() / rate_hz))


def lowpass(values: Array, cutoff_hz: float, rate_hz: float) -> Array:
    """Return values filtered by a second-order Butterworth low-pass, forwards and backwards.

    At both ends the values are continued by themselves turned through half a circle, so that a
    straight line stays as it is.
    """
    line = np.linspace(values[0], values[-1], values.size)
    above = values - line
    endless = np.concatenate([above, -above[-2:0:-1]])
    turn = np.fft.rfftfreq(endless.size) * np.pi
    gain = 1 / (1 + (np.tan(turn) / np.tan(np.pi * cutoff_hz / rate_hz)) ** 4)
    filtered: Array = np.fft.irfft(np.fft.rfft(endless) * gain, endless.size)[: values.size] + line
    return filtered


def between(motion: Motion, start_s: float, end_s: float) -> Motion:
    """Return the part of a motion between two times [s]."""
    part = (motion.t >= start_s) & (motion.t <= end_s)
    return Motion(motion.t[part], motion.grid[part], motion.trunk_px[part])


def averaged(t: Array, grid: Array) -> Array:
    """Return the motion averaged over a while around each picture, shape (n, all cells) [px/s]."""
    weight = np.exp(-0.5 * ((t[:, None] - t) / AROUND_S) ** 2) * np.gradient(t)
    around: Array = weight @ grid.reshape(len(grid), -1) / weight.sum(axis=1, keepdims=True)
    return around


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """What is known of one movement, see `Smoothness`; way and pace in trunk lengths.

    `noise` is the jerk that the noise of the picture, or a shaking camera, would make by itself;
    `pace` is that of just before and after as well, which the averaging lets in; `seen` is the
    least share of the body that motion is seen of, of what is seen around that time.
    """

    jerk: float
    noise: float
    active_s: float
    way: float
    pace: float
    seen: float
    rate_hz: float
    speed: Array

    def refused(self) -> str | None:
        if round(self.rate_hz) < SLOWEST_RATE.value:
            return TOO_FEW
        if self.way < LEAST_WAY.value:
            return SMALL
        if self.pace > FASTEST.value or self.seen < COVERED.value:
            return PASSED
        if self.manner() is Manner.JERKY and self.jerk < STANDS_OUT.value * self.noise:
            return NOISY
        return None

    def manner(self) -> Manner:
        if self.active_s < TOO_FAST.value:
            return Manner.TOO_FAST
        limit = JERKY_SLOW.value if self.rate_hz < SLOW_RATE.value else JERKY.value
        limit *= max(1.0, QUICK.value / self.active_s) ** 2
        return Manner.JERKY if self.jerk > limit else Manner.SMOOTH


def _not_filmed(t: Array, start_s: float, end_s: float) -> str | None:
    """Return why what was filmed between two times [s] cannot be judged."""
    if end_s - start_s < SHORTEST_S:
        return SHORT
    seen = np.count_nonzero((t >= start_s) & (t <= end_s))
    if seen < 4 or t[0] > start_s + MISSED_S or t[-1] < end_s - MISSED_S:
        return NOT_ALL
    missed = np.diff(np.clip(t, start_s, end_s))[np.diff(t) > MISSED_S]
    if missed.sum() > MOST_MISSED.value * (end_s - start_s):
        return GAPS
    return None


def _course(motion: Motion, start_s: float, end_s: float) -> _Course:
    """Follow the movement between two times [s]."""
    t, grid = _distinct(motion.t, motion.grid)
    step = np.diff(t, prepend=t[0])
    inside = (t >= start_s) & (t <= end_s)
    around = (t >= start_s - AROUND_S) & (t <= end_s + AROUND_S)
    pace = _pace(grid) / float(np.nanmedian(motion.trunk_px))
    # A single picture that jumps, as films do where they stutter, is bridged.
    calm = pace <= FASTEST.value
    gone = np.cumsum(np.interp(t, t[calm], pace[calm]) * step)
    way = np.cumsum(np.interp(t, t[calm], _signed_speed(t, grid)[calm]) * step)
    even = np.arange(max(t[0], start_s - MARGIN_S), min(t[-1], end_s + MARGIN_S), 1 / GRID_HZ)
    part = np.flatnonzero((even >= start_s) & (even <= end_s))
    way = np.interp(even, t, way)
    slow = lowpass(way, SPEED_HZ, GRID_HZ)[part]
    whole = max(float(slow[-1] - slow[0]), 1e-9)
    share = (slow - slow[0]) / whole
    begin, end = _active(share)
    low, high = (lowpass(way, hz, GRID_HZ) for hz in BAND_HZ)
    power = (100 * (high - low) / whole) ** 2
    active_s = (end - begin) / GRID_HZ
    return _Course(
        jerk=float(np.sqrt(power[part][begin : end + 1].sum() / GRID_HZ)),
        noise=float(np.sqrt(_quietest(power) * active_s)),
        active_s=active_s,
        way=float(np.ptp(np.interp([start_s, end_s], t, gone))),
        pace=float(np.sort(pace[around])[-2:].min()),
        seen=_least_seen(motion, start_s - AROUND_S, end_s + AROUND_S),
        rate_hz=1 / float(np.median(step[inside][1:])),
        speed=_moving(np.gradient(share) * GRID_HZ),
    )


def _distinct(t: Array, grid: Array) -> tuple[Array, Array]:
    """Leave out pictures that repeat the one before; their motion goes to the next one."""
    size = np.linalg.norm(grid.reshape(len(grid), -1), axis=1)
    new = np.ones(t.size, bool)
    for count, within_s, share in REPEATS:
        for first in range(1, t.size - count):
            after = first + count
            most = share * min(size[first - 1], size[after])
            if t[after] - t[first - 1] <= within_s and size[first:after].max() < most:
                new[first:after] = False
    frames = np.flatnonzero(new)
    step = np.diff(t, prepend=t[0])[:, None, None, None]
    moved = np.add.reduceat(grid * step, np.concatenate([[0], frames[:-1] + 1]))
    t = t[frames]
    return t, moved / np.maximum(np.diff(t, prepend=t[0]), 1e-9)[:, None, None, None]


def _pace(grid: Array) -> Array:
    """Return the speed of the cells that move, weighted by their speed, shape (n,) [px/s]."""
    cells = np.linalg.norm(grid, axis=-1).reshape(len(grid), -1)
    pace: Array = (cells**2).sum(axis=1) / np.maximum(cells.sum(axis=1), 1e-9)
    return pace


def _least_seen(motion: Motion, start_s: float, end_s: float) -> float:
    """Return the least of the body that motion is seen of, as a share of what is around then."""
    cells = np.count_nonzero(motion.grid.any(axis=-1), axis=(1, 2)).astype(float)
    moves = cells > 0  # nothing does in a picture that repeats the one before
    t, cells = motion.t[moves], cells[moves]
    share = cells / rolling_median(t, cells, NEAR_S)
    return float(share[(t >= start_s) & (t <= end_s)].min(initial=1.0))


def _signed_speed(t: Array, grid: Array) -> Array:
    """Return how fast the body goes along with its own movement, shape (n,) [px/s, all cells]."""
    around = averaged(t, grid)
    along = (grid.reshape(around.shape) * around).sum(axis=1)
    speed: Array = along / np.maximum(np.linalg.norm(around, axis=1), 1e-9)
    return speed


def _active(share: Array) -> tuple[int, int]:
    """Return where the active part of a movement begins and ends."""
    middle = int(np.argmax(share >= 0.5))
    before = np.flatnonzero(share[: middle + 1] <= ACTIVE[0])
    after = np.flatnonzero(share[middle:] >= ACTIVE[1])
    end = middle + int(after[0]) if after.size else share.size - 1
    begin = int(before[-1]) if before.size else 0
    return begin, max(end, begin + 1)


def _quietest(power: Array) -> float:
    """Return what power there is even in the quietest moments."""
    length = min(round(QUIET_S * GRID_HZ), power.size)
    means = np.convolve(power, np.full(length, 1 / length), "valid")
    return float(np.percentile(means, QUIET_SHARE))


def _moving(speed: Array) -> Array:
    """Return a speed profile from the first to the last twentieth of its fastest."""
    moves = np.flatnonzero(speed >= 0.05 * speed.max())
    return speed[moves[0] : moves[-1] + 1]
