"""The movements of an attempt that are judged for smoothness: from where to where they last.

Each is taken by itself, never across a hold or a turn: the way out and the way back of a
repetition, each swing of a cycle, the ways into a pose and out of it.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np

from .exercise import Cycle, Hold, Reps
from .landmarks import Array
from .smoothness import MARGIN_S, averaged, between, judge
from .trace import Motion, Smoothness, Trace

STILL, STILL_S = 0.15, 0.6
"""Below this share of the fastest, for this long [s], a person stands still; the stops on the way
of a jerky movement are shorter. Tuned on rendered bodies."""
AT_EDGE_S = 1.0
"""Going into a pose and leaving it are fastest this near to where its clock starts or ends [s]."""
REACH_S = 4.0
"""Further from there they are not looked for [s]."""
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
            middle = (t[0] + t[-1]) / 2
            before = between(motion, t[0] - REACH_S, min(t[0] + REACH_S, middle))
            after = between(motion, max(t[-1] - REACH_S, middle), t[-1] + REACH_S)
            found = (IN, _around(before, t[0])), (OUT, _around(after, t[-1]))
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


def _around(motion: Motion, edge_s: float) -> tuple[float, float] | None:
    """Return the movement around a time, from standstill to standstill; None if there is none."""
    t = motion.t
    near = np.flatnonzero(np.abs(t - edge_s) <= AT_EDGE_S)
    if near.size < 2:
        return None
    speed = np.linalg.norm(averaged(t, motion.grid), axis=1)
    peak = int(near[np.argmax(speed[near])])
    moves = speed >= STILL * speed[peak]
    start = t[peak] - _lasts_s((t[peak] - t)[: peak + 1][::-1], moves[: peak + 1][::-1])
    end = t[peak] + _lasts_s((t - t[peak])[peak:], moves[peak:])
    if start < t[0] + STILL_S or end > t[-1] - STILL_S:
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
