"""Cat-cow on all fours: the back sinks, then rounds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import SIDES
from ..figure import EVENLY, Figure, span_at
from ..movement import Quality, State, Timeline
from ..performance import Attempt, FaultKind, Performance, Repetition, Script
from ..rotations import Array
from ..stances import STRAIGHT, Poser

FAULTS = {
    "elbows_bend": FaultKind(132, 95, "deg inside the elbow"),
    "rocking": FaultKind(26, 40, "deg the thighs swing from upright"),
    "too_fast": FaultKind(1.4, 1.1, "s for the whole repetition"),
    "one_end": FaultKind(1, 1, "only the cow, never the cat"),
    "head_only": FaultKind(1, 1, "the neck moves, the back does not"),
}
EXCLUSIVE = ({"one_end", "head_only", "too_fast", "rocking", "elbows_bend"},)
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (0.5, 1.6), (2, 4), "knees"
LOW_BACK = np.array([0.28, 0.28, 0.22, 0.14, 0.08])
HIGH_BACK = np.array([0.08, 0.12, 0.24, 0.28, 0.28])


NECK = -18.0
"""Bending of the neck at rest [deg]."""
HEADS = {
    "along": ((-45.0, -32.0), (26.0, 40.0)),
    "still": ((-24.0, -12.0), (-24.0, -12.0)),
    "own": ((-45.0, 40.0), (-45.0, 40.0)),
    "against": ((2.0, 36.0), (-44.0, -20.0)),
}
"""How people move the head: lowest and highest bending of the neck in cow and in cat [deg]."""
SWAY_DEG = 8.0
"""The thighs of good repetitions lean no further than this."""


@dataclass(frozen=True)
class _Levels:
    """Where spine, neck and thighs go in cow and in cat [deg]."""

    flexion: tuple[float, float]
    neck: tuple[float, float]
    lean: tuple[float, float]


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some repetitions of one cow and one cat each."""
    flat = poser.flat_deg + float(rng.uniform(-6, 4))
    share = float(rng.uniform(0.2, 0.8))
    shares = share * EVENLY + (1 - share) * (LOW_BACK if rng.random() < 0.5 else HIGH_BACK)
    head = list(HEADS)[rng.integers(len(HEADS))]
    sway = rng.uniform(-SWAY_DEG, SWAY_DEG, 2)
    timeline = Timeline({"flexion": flat, "neck": NECK, "lean": 0, "elbow": STRAIGHT}, rng)
    done = Performance(timeline, lambda state: _pose(poser, state, shares))
    timeline.wait(script.idle_s[0])
    for _, faults, quality in script:
        levels = _levels(flat, "along" if "head_only" in faults else head, sway, faults, rng)
        _repetition(done, script, faults, quality, levels, flat, rng)
    timeline.move(1.5 * script.pace, flexion=flat, neck=NECK, lean=0, elbow=STRAIGHT)
    timeline.wait(script.idle_s[1])
    return done


def _levels(
    flat: float, head: str, sway: Array, faults: dict[str, float], rng: np.random.Generator
) -> _Levels:
    """Draw how far one repetition goes."""
    flexion = flat - float(rng.uniform(30, 45)), flat + float(rng.uniform(40, 56))
    cow, cat = (float(rng.uniform(*ends)) for ends in HEADS[head])
    rock = faults.get("rocking")
    lean = (float(sway[0]), float(sway[1])) if rock is None else (rock, -rock)
    return _Levels((flat, flat) if "head_only" in faults else flexion, (cow, cat), lean)


def _repetition(
    done: Performance, script: Script, faults: dict[str, float], quality: Quality,
    levels: _Levels, flat: float, rng: np.random.Generator,
) -> None:  # fmt: skip
    timeline = done.timeline
    move_s, stay_s = float(rng.uniform(1.6, 2.6)) * script.pace, script.hold_s
    if "too_fast" in faults:
        move_s, stay_s = 0.42 * faults["too_fast"], 0.08 * faults["too_fast"]
    cow, cat = (
        {"flexion": levels.flexion[i], "neck": levels.neck[i], "lean": levels.lean[i]}
        for i in range(2)
    )
    elbow = faults.get("elbows_bend", STRAIGHT)
    start_s, _ = timeline.move(move_s, quality, **cow, elbow=elbow)
    held_cow = timeline.wait(stay_s)
    if "one_end" in faults:
        timeline.move(move_s, quality, flexion=flat, neck=NECK, lean=0)
        done.attempts.append(Attempt(start_s, timeline.now_s, "one_end"))
        timeline.wait(0.8)
        return
    timeline.move(move_s, quality, **cat, elbow=STRAIGHT)
    held_cat = timeline.wait(stay_s)
    if "head_only" in faults:
        done.attempts.append(Attempt(start_s, timeline.now_s, "head_only"))
        return
    holds = {"cow": held_cow, "cat": held_cat}
    done.repetitions.append(Repetition(start_s, timeline.now_s, holds, None, faults, quality))


def _pose(poser: Poser, state: State, shares: Array) -> Figure:
    figure = poser.figure()
    poser.on_knees(
        figure,
        lean_deg=state["lean"],
        flexion_deg=state["flexion"],
        reach_m=span_at(state["elbow"], poser.body.arm_m),
        shares=shares,
        neck_deg=state["neck"],
    )
    for side in SIDES:
        poser.kneel(figure, side)
        poser.lean_on_hand(figure, side)
    return figure
