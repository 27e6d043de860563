"""Cat-cow on all fours: the back sinks, then rounds up."""

from __future__ import annotations

import numpy as np

from ..body import SIDES
from ..figure import EVENLY, Figure, span_at
from ..movement import Quality, State, Timeline
from ..performance import Attempt, FaultKind, Performance, Repetition, Script
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


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some repetitions of one cow and one cat each."""
    flat = poser.flat_deg + float(rng.uniform(-6, 4))
    share = float(rng.uniform(0.2, 0.8))
    shares = share * EVENLY + (1 - share) * (LOW_BACK if rng.random() < 0.5 else HIGH_BACK)
    timeline = Timeline({"flexion": flat, "neck": -18, "lean": 0, "elbow": STRAIGHT}, rng)
    done = Performance(timeline, lambda state: _pose(poser, state, flat, shares))
    timeline.wait(script.idle_s[0])
    for _, faults, quality in script:
        cow, cat = flat - float(rng.uniform(30, 45)), flat + float(rng.uniform(40, 56))
        _repetition(done, script, faults, quality, (cow, cat, flat), rng)
    timeline.move(1.5 * script.pace, flexion=flat, neck=-18, lean=0, elbow=STRAIGHT)
    timeline.wait(script.idle_s[1])
    return done


def _repetition(
    done: Performance, script: Script, faults: dict[str, float], quality: Quality,
    levels: tuple[float, float, float], rng: np.random.Generator,
) -> None:  # fmt: skip
    timeline, (cow, cat, flat) = done.timeline, levels
    move_s, stay_s = float(rng.uniform(1.6, 2.6)) * script.pace, script.hold_s
    if "too_fast" in faults:
        move_s, stay_s = 0.42 * faults["too_fast"], 0.08 * faults["too_fast"]
    elbow, rock = faults.get("elbows_bend", STRAIGHT), faults.get("rocking", 0.0)
    if "head_only" in faults:
        cow = cat = flat
    start_s, _ = timeline.move(move_s, quality, flexion=cow, neck=-42, lean=rock, elbow=elbow)
    held_cow = timeline.wait(stay_s)
    if "one_end" in faults:
        timeline.move(move_s, quality, flexion=flat, neck=-18)
        done.attempts.append(Attempt(start_s, timeline.now_s, "one_end"))
        timeline.wait(0.8)
        return
    timeline.move(move_s, quality, flexion=cat, neck=38, lean=-rock, elbow=STRAIGHT)
    held_cat = timeline.wait(stay_s)
    if "head_only" in faults:
        done.attempts.append(Attempt(start_s, timeline.now_s, "head_only"))
        return
    holds = {"cow": held_cow, "cat": held_cat}
    done.repetitions.append(Repetition(start_s, timeline.now_s, holds, None, faults, quality))


def _pose(poser: Poser, state: State, flat: float, shares: np.ndarray) -> Figure:
    figure = poser.figure()
    rounded = (state["flexion"] - flat) / 45
    poser.on_knees(
        figure,
        lean_deg=state["lean"] + 3.0 * max(rounded, 0.0),
        flexion_deg=state["flexion"],
        reach_m=span_at(state["elbow"], poser.body.arm_m),
        shares=shares,
        neck_deg=state["neck"],
    )
    for side in SIDES:
        poser.kneel(figure, side)
        poser.lean_on_hand(figure, side)
    return figure
