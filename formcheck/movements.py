"""The movements of an attempt that are judged for smoothness: from where to where they last.

Each is taken by itself, never across a hold or a turn: the way out and the way back of a
repetition, each swing of a cycle, the ways into a pose and out of it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from .holds import MOST_OF_IT, HoldTracker, kept_to
from .landmarks import Array
from .modes import Cycle, Hold, Reps
from .smoothness import MARGIN_S, averaged, between, judge
from .trace import Motion, Smoothness, Trace, rolling_median

STILL, STILL_S = 0.15, 0.6
"""Below this share of the fastest, for this long [s], a person stands still; the stops on the way
of a jerky movement are shorter. Tuned on rendered bodies."""
AT_EDGE_S = 1.5, 0.5
"""Going into a pose is fastest this little before it stands still, or after that [s]."""
REACH_S = 4.0
"""Further from there they are not looked for [s]."""
REST = 0.12
"""Slower than this share of the fastest, a body has come to rest in its pose; tuned on rendered
bodies, and on recordings of people, who settle slowly."""
LATER_S = 0.1
"""Motion may begin a hold this much later [s] than its measure stands still: hands and feet that
people move in the pose are no way into it. Tuned on recordings of people."""
TOGETHER_S = 0.4
"""Measures that tell a hold together are smoothed over this long [s]; ours."""
IN, OUT = "in", "out"
"""Names of the ways into a pose and out of it."""

Way = tuple[str, float, float]
"""Name, start and end [s] of a movement."""


def judge_movements(trace: Trace, mode: Reps | Cycle | Hold) -> tuple[Smoothness, ...]:
    """Return how smooth each movement of a finished attempt was; none where motion is unknown."""
    if trace.motion is None:
        return ()
    return tuple(judge(trace.motion, *way) for way in movements(trace, trace.motion, mode))


def movements(trace: Trace, motion: Motion, mode: Reps | Cycle | Hold) -> list[Way]:
    """Return name, start [s] and end [s] of each movement of a finished attempt.

    What neither begins nor ends within the motion is left out.
    """
    t = trace.t
    match mode:
        case Reps():
            top = t[trace.phase == mode.top]
            ways = [(mode.out, t[0], top[0]), (mode.back, top[-1], t[-1])] if top.size else []
        case Cycle():
            ways = _swings(trace, mode)
        case Hold():
            found = (IN, _way_in(trace, motion)), (OUT, _way_out(trace, motion))
            return [(name, *way) for name, way in found if way is not None]
    return [(name, *_widened(motion, float(start), float(end))) for name, start, end in ways]


def _swings(trace: Trace, mode: Cycle) -> list[Way]:
    """Return the ways from the middle of the time at one end to that at the other.

    The first leads from neutral to an end.
    """
    ends = [(name, t) for name, t in zip(trace.phase, trace.t, strict=True) if name != mode.between]
    turns = [
        (name, np.median([t for _, t in at])) for name, at in groupby(ends, lambda end: end[0])
    ]
    since = [trace.t[0], *(t for _, t in turns)]
    return [(name, start, end) for start, (name, end) in zip(since, turns, strict=False)]


def _widened(motion: Motion, start_s: float, end_s: float) -> tuple[float, float]:
    """Begin a way earlier and end it later [s] where the body was moving on that way."""
    part = between(motion, start_s - MARGIN_S, end_s + MARGIN_S)
    t = part.t
    if t.size < 2:
        return start_s, end_s
    around = averaged(t, part.grid)
    inside = (t >= start_s) & (t <= end_s)
    speed, along = np.linalg.norm(around, axis=1), around @ around[inside].sum(axis=0)
    other = t[(speed < STILL * speed[inside].max(initial=0.0)) | (along < 0)]
    # Where motion is not known as far as the way itself, that is for `judge` to refuse.
    start = min(start_s, max(other[other <= start_s].max(initial=t[0]), t[0]))
    end = max(end_s, min(other[other >= end_s].min(initial=t[-1]), t[-1]))
    return float(start), float(end)


def standing(trace: Trace, mode: Hold) -> Trace:
    """Begin and end what is held where the body comes to rest in its pose and leaves it.

    Several measures tell it together, or motion does where the exercise has but one.
    """
    held = np.flatnonzero(trace.phase == HoldTracker.HELD)
    if not held.size:
        return trace
    if mode.along:
        return _together(trace, mode, held)
    if trace.motion is None:
        return trace
    t, phase, size = trace.t, trace.phase.copy(), np.abs(mode.reach(trace))
    near = t[size >= mode.near.value * np.nanmedian(size[held])]
    middle = (t[held[0]] + t[held[-1]]) / 2
    start = _rests_from(trace.motion, _way_in(trace, trace.motion), near[0], middle)
    back, way = _backwards(trace.motion), _way_out(trace, trace.motion)
    turned = None if way is None else (-way[1], -way[0])
    end = _rests_from(back, turned, -near[-1], -middle)
    if start is not None:
        phase[: held[0]] = HoldTracker.HELD
        phase[t < min(start, t[held[0]] + LATER_S)] = HoldTracker.PAUSED
    if end is not None:
        phase[held[-1] :] = HoldTracker.HELD
        phase[t > max(-end, t[held[-1]] - LATER_S)] = HoldTracker.PAUSED
    return replace(trace, phase=phase)


def _together(trace: Trace, mode: Hold, held: npt.NDArray[np.int_]) -> Trace:
    """Begin and end what is held where the measures, together, are near what they keep to.

    Each tells a share of its own way from rest, and weighs as much as it stands still in the pose.
    """
    seen = np.flatnonzero(~np.isnan(trace[mode.measure]))
    t, stays = trace.t[seen], trace.phase[seen] == HoldTracker.HELD
    share, weight = np.zeros(seen.size), 0.0
    for measure in (mode.measure, *mode.along):
        change = rolling_median(t, trace.change(measure)[seen], TOGETHER_S)
        way, wavers = float(np.median(change[stays])), max(float(np.std(change[stays])), 1e-9)
        if math.isfinite(way) and way:
            share += change / way * (way / wavers) ** 2
            weight += (way / wavers) ** 2
    every, least = np.arange(seen.size), MOST_OF_IT * weight
    kept = kept_to(t, share, mode.near.value, least, every) if weight else None
    if kept is None:
        return trace
    first, last = seen[list(kept)]
    phase = trace.phase.copy()
    phase[: held[0]] = phase[held[-1] :] = HoldTracker.HELD
    phase[:first] = phase[last + 1 :] = HoldTracker.PAUSED
    return replace(trace, phase=phase)


def _rests_from(
    motion: Motion, way: tuple[float, float] | None, near_s: float, middle_s: float
) -> float | None:
    """Return when a body that is near its pose first rests after a movement [s], if it does."""
    if way is None:
        return None
    t, speed = motion.t, np.linalg.norm(averaged(motion.t, motion.grid), axis=1)
    moved = (t >= way[0]) & (t <= way[1])
    fastest = int(np.argmax(np.where(moved, speed, 0.0)))
    rests = t[(t >= max(near_s, t[fastest])) & (speed < REST * speed[fastest])]
    return float(rests[0]) if rests.size and rests[0] < middle_s else None


def _backwards(motion: Motion) -> Motion:
    """Return a motion as if time ran the other way."""
    return Motion(-motion.t[::-1], motion.grid[::-1], motion.trunk_px[::-1])


def _way_in(trace: Trace, motion: Motion) -> tuple[float, float] | None:
    """Return the way into a pose, from standstill to standstill [s]; None if it was not seen."""
    held = trace.t[trace.phase == HoldTracker.HELD]
    if not held.size:
        return None
    until = min(held[0] + REACH_S, (held[0] + held[-1]) / 2)
    return _around(between(motion, held[0] - REACH_S, until), held[0], trace.left_rest_s)


def _way_out(trace: Trace, motion: Motion) -> tuple[float, float] | None:
    """Return the way out of a pose, likewise."""
    turned = _way_in(_turned(trace), _backwards(motion))
    return None if turned is None else (-turned[1], -turned[0])


def _turned(trace: Trace) -> Trace:
    """Return what a trace says of its hold as if time ran the other way."""
    return replace(
        trace,
        t=-trace.t[::-1],
        phase=trace.phase[::-1],
        left_rest_s=-trace.back_at_rest_s,
        back_at_rest_s=-trace.left_rest_s,
    )


def _around(motion: Motion, edge_s: float, rested_s: float) -> tuple[float, float] | None:
    """Return the movement that ends about then, from standstill to standstill; None without one.

    Where the body was at rest `rested_s`, what it did before is another movement.
    """
    t = motion.t
    before_s, after_s = AT_EDGE_S
    near = np.flatnonzero((t >= edge_s - before_s) & (t <= edge_s + after_s))
    if near.size < 2:
        return None
    speed = np.linalg.norm(averaged(t, motion.grid), axis=1)
    peak = int(near[np.argmax(speed[near])])
    moves = speed >= STILL * speed[peak]
    start = t[peak] - _lasts_s((t[peak] - t)[: peak + 1][::-1], moves[: peak + 1][::-1])
    still = t[~moves & (t < rested_s)]
    from_rest = bool(start < rested_s and still.size)
    if from_rest:
        start = max(start, still[-1])
    end = t[peak] + _lasts_s((t - t[peak])[peak:], moves[peak:])
    if (start < t[0] + STILL_S and not from_rest) or end > t[-1] - STILL_S:
        return None
    return float(start), float(end)


def _lasts_s(after_s: Array, moves: Array) -> float:
    """Return for how long a movement goes on before it stands still [s]."""
    lasts = 0.0
    for time, moving in zip(after_s.tolist(), moves.tolist(), strict=True):
        if time - lasts > STILL_S:
            break
        if moving:
            lasts = time
    return lasts
