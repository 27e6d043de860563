"""How a movement goes over time: smooth, stop-and-go, snatched, trembling; slow or fast.

A `Timeline` moves named numbers (angles, shares) from level to level. What those numbers mean is
for the pose that is made of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from .rotations import Array

SMOOTH, STOP_AND_GO, SNATCH, TREMOR = "smooth", "stop_and_go", "snatch", "tremor"
SEVERITIES = {
    STOP_AND_GO: (0.25, 0.40, 0.55, 0.70),
    SNATCH: (0.30, 0.50, 0.70, 0.90),
    TREMOR: (0.02, 0.04, 0.07, 0.11),
}
"""Stop-and-go: share of each step spent standing. Snatch: share of the travel done at one go.
Tremor: zero-to-peak amplitude as a share of the travel."""
STEPS = 400
SETTLED = 0.02
"""What is nearer to its end than this share of its way has arrived: settling time's 2 % band."""
LOW, HIGH = 0.1, 0.9
"""Rise time is the time between these shares of a way."""
State = dict[str, float]


@dataclass(frozen=True)
class Quality:
    """How a movement is done; severity as in `SEVERITIES`, 0 where it is smooth."""

    kind: str = SMOOTH
    severity: float = 0.0


def minimum_jerk(x: Array) -> Array:
    """Return the progress 0..1 of the smoothest movement at shares 0..1 of its time.

    >>> minimum_jerk(np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    x = np.clip(x, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x * x)


def progress(quality: Quality, duration_s: float, rng: np.random.Generator) -> Array:
    """Return the progress, 0 to 1, of one movement at `STEPS` even steps of its time."""
    x = np.linspace(0, 1, STEPS)
    plain = _natural(duration_s, rng)
    size = quality.severity
    if quality.kind == SNATCH:
        lasts = min(float(rng.uniform(0.20, 0.32)) / duration_s, 0.9)
        middle = rng.uniform(0.25, 0.75) * (1 - lasts) + lasts / 2
        return (1 - size) * plain + size * minimum_jerk((x - middle) / lasts + 0.5)
    if quality.kind == STOP_AND_GO:
        count = int(np.clip(round(duration_s / rng.uniform(0.35, 0.75)), 2, 6))
        step = np.minimum(np.floor(x * count), count - 1)
        return (step + minimum_jerk((x * count - step) / (1 - size))) / count
    if quality.kind == TREMOR:
        rate_hz = rng.uniform(3, 5)
        window = minimum_jerk(np.minimum(x, 1 - x) / 0.12)
        swell = 1 + 0.4 * np.sin(2 * np.pi * (0.7 * duration_s * x + rng.random()))
        waver = 0.3 * np.sin(2 * np.pi * (0.5 * duration_s * x + rng.random()))
        wave = np.sin(2 * np.pi * (rate_hz * duration_s * x + waver + rng.random()))
        return plain + size * window * swell * wave
    return plain


def _natural(duration_s: float, rng: np.random.Generator) -> Array:
    """Return the progress of a smooth movement as people make it: skewed, a little uneven."""
    x = np.linspace(0, 1, STEPS)
    skewed = x ** np.exp(rng.uniform(-0.3, 0.3))
    ramp = np.clip(np.minimum(x, 1 - x) / rng.uniform(0.2, 0.35), 0, 1)
    even = ramp * ramp * (3 - 2 * ramp)
    share = rng.uniform(0, 0.8)
    speed = (1 - share) * np.gradient(minimum_jerk(skewed), x) + share * even / even.mean()
    ripple = np.sin(2 * np.pi * (rng.uniform(0.3, 0.9) * duration_s * x + rng.random()))
    speed = np.maximum(speed * (1 + rng.uniform(0, 0.2) * ripple), 0)
    way = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    return np.asarray(way / way[-1])


def _rise_time(way: Array) -> float:
    """Return the share of its time that a way takes from 10 to 90 %."""
    return float(np.flatnonzero(way < HIGH)[-1] - np.flatnonzero(way > LOW)[0]) / (way.size - 1)


@dataclass(frozen=True)
class _Segment:
    start_s: float
    end_s: float
    before: State
    after: State
    way: Array


class Timeline:
    """Named numbers that move from level to level.

    Parameters
    ----------
    start : dict
        Their levels at time 0.
    rng : numpy Generator
        For the unevenness of human movement.
    """

    def __init__(self, start: State, rng: np.random.Generator) -> None:
        self.now_s = 0.0
        self.state = dict(start)
        self._rng = rng
        self._segments: list[_Segment] = []

    def wait(self, duration_s: float) -> tuple[float, float]:
        """Keep every level; return from when to when [s]."""
        return self.move(duration_s)

    def move(
        self, duration_s: float, quality: Quality | None = None, **levels: float
    ) -> tuple[float, float]:
        """Move some numbers to new levels; return from when to when [s]."""
        after = self.state | levels
        way = progress(quality or Quality(), duration_s, self._rng)
        end_s = self.now_s + duration_s
        self._segments.append(_Segment(self.now_s, end_s, self.state, after, way))
        start_s, self.now_s, self.state = self.now_s, end_s, after
        return start_s, end_s

    def settled(self, since_s: float, to_s: float) -> tuple[float, float]:
        """Return when a stay between two movements begins and ends to the eye [s].

        Nobody sees the last 2 % of a way: a stay begins when the movement before it has come that
        near for good, and ends when the one after it has gone that far.
        """
        for segment in self._segments:
            if segment.before == segment.after:
                continue
            times = np.linspace(segment.start_s, segment.end_s, STEPS)
            if math.isclose(segment.end_s, since_s):
                since_s = float(times[np.abs(1 - segment.way) > SETTLED][-1])
            elif math.isclose(segment.start_s, to_s):
                to_s = float(times[np.abs(segment.way) > SETTLED][0])
        return since_s, to_s

    def quickness(self) -> float:
        """Return how long the last movement would have taken at its pace, had it been smooth [s].

        What is snatched goes most of its way at one go, so its rise time is compared.
        """
        last = self._segments[-1]
        smooth = _rise_time(minimum_jerk(np.linspace(0, 1, STEPS)))
        return (last.end_s - last.start_s) * _rise_time(last.way) / smooth

    def at(self, t: float) -> State:
        """Return every number at a time [s]; before the start and after the end they stay."""
        starts = [segment.start_s for segment in self._segments]
        segment = self._segments[max(bisect_right(starts, t) - 1, 0)]
        share = np.clip((t - segment.start_s) / (segment.end_s - segment.start_s), 0, 1)
        done = float(np.interp(share, np.linspace(0, 1, STEPS), segment.way))
        return {
            name: level + (segment.after[name] - level) * done
            for name, level in segment.before.items()
        }
