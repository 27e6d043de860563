"""Bridge: on the back, feet flat, lift the hips, hold, lower."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import SIDES
from ..figure import Figure, span_at
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script
from ..rotations import Array, angle_between
from ..stances import UPPER_BACK, Poser, solve

FAULTS = {
    "hips_low": FaultKind(150, 138, "deg shoulder-hip-knee at the top, 180 in line"),
    "over_arched": FaultKind(203, 211, "deg shoulder-hip-knee at the top, 180 in line"),
    "foot_off_floor": FaultKind(0.14, 0.30, "m one foot is raised"),
    "dropped": FaultKind(0.35, 0.18, "s to come down"),
    "hold_too_short": FaultKind(1.6, 0.3, "s at the top"),
    "feet_too_far": FaultKind(122, 140, "deg inside the knee at the top"),
    "feet_too_near": FaultKind(54, 47, "deg inside the knee at the top"),
}
EXCLUSIVE = (
    {"hips_low", "over_arched", "foot_off_floor"},
    {"feet_too_far", "feet_too_near"},
    {"over_arched", "feet_too_near"},
)
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (3.0, 5.0), (2, 4), "back"
WHOLE_CLIP = ("feet_too_far", "feet_too_near")
"""Faults that last through all repetitions: the feet stay where they are."""
FOLDED_DEG = 30.0
"""Inside angle of a knee whose heel is at the buttock: no feet stand nearer."""


@dataclass(frozen=True)
class _Bed:
    """How one body lies: tilt and bending at rest, where the shoulders are [m], where the feet."""

    pitch: float
    flexion: float
    shoulders_x: float
    feet_x: float
    neck: float


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some lifts."""
    whole = {name: size for name, size in script.faults[0].items() if name in WHOLE_CLIP}
    knee = next(iter(whole.values()), float(rng.uniform(74, 96)))
    bed = _bed(poser, poser.lying_deg + float(rng.uniform(-4, 5)))
    lines = [
        faults.get("hips_low", faults.get("over_arched", float(rng.uniform(170, 181))))
        for faults in script.faults
    ]
    line = float(np.median(lines))
    knee = max(knee, _least_knee(poser, bed, line))
    whole = dict.fromkeys(whole, knee)
    bed = _feet_placed(poser, bed, knee, line)
    timeline = Timeline({"rise": 0.0, "foot.L": 0.0, "foot.R": 0.0}, rng)
    done = Performance(timeline, lambda state: _pose(poser, bed, state))
    timeline.wait(script.idle_s[0])
    for number, faults, quality in script:
        top = _rise_for(poser, bed, lines[number])
        move_s = float(rng.uniform(1.3, 2.2)) * script.pace
        start_s, _ = timeline.move(move_s, quality, rise=top)
        foot = f"foot.{script.side(number)}"
        if "foot_off_floor" in faults:
            timeline.move(0.5, **{foot: faults["foot_off_floor"]})
        held = timeline.wait(faults.get("hold_too_short", script.hold_s))
        if "foot_off_floor" in faults:
            timeline.move(0.5, **{foot: 0.0})
            held = held[0] - 0.5, timeline.now_s
        _, end_s = timeline.move(faults.get("dropped", move_s), quality, rise=0.0)
        down_s = timeline.quickness()
        if FAULTS["dropped"].has(down_s):
            faults = faults | {"dropped": down_s}
        timeline.wait(float(rng.uniform(0.7, 1.4)))
        made = {name: s for name, s in faults.items() if name not in WHOLE_CLIP} | whole
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, None, made, quality))
    timeline.wait(script.idle_s[1])
    return done


def _bed(poser: Poser, flexion: float) -> _Bed:
    figure = poser.figure()
    pitch = poser.lie(figure, flexion_deg=flexion)
    shoulders_x = float(figure.now.middle("upperarm01")[0])
    poser.rest_head(figure, guess_deg=10)
    return _Bed(pitch, flexion, shoulders_x, 0.45, 10.0)


def _trunk(poser: Poser, bed: _Bed, rise: float) -> Figure:
    """Return the body with its hips lifted so far [deg], shoulders where they were."""
    figure = poser.figure()
    arch = 0.3 * rise
    figure.trunk(
        hips=np.zeros(3), pitch_deg=bed.pitch - rise + 0.5 * arch, flexion_deg=bed.flexion - arch
    )
    figure.shift(x=bed.shoulders_x - float(figure.now.middle("upperarm01")[0]))
    figure.settle("pelvis", "root", "neck01", "neck02", *UPPER_BACK)
    return figure


def _least_knee(poser: Poser, bed: _Bed, line_deg: float) -> float:
    """Return the inside angle of raised hips' knees whose heels lie at the buttocks [deg]."""
    lying = _trunk(poser, bed, 0.0).now.middle("upperleg01")
    heels_x = float(lying[0]) + span_at(FOLDED_DEG, poser.body.leg_m)
    figure = _trunk(poser, bed, _rise_for(poser, bed, line_deg))
    poser.stand_foot(figure, "L", heels_x)
    hip, knee, ankle = (figure.now.at(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))
    return angle_between(hip - knee, ankle - knee)


def _feet_placed(poser: Poser, bed: _Bed, knee_deg: float, line_deg: float) -> _Bed:
    """Return where the feet stand so that knees are bent as told when the hips are up."""
    for _ in range(3):
        figure = _trunk(poser, bed, _rise_for(poser, bed, line_deg))
        hips = figure.now.middle("upperleg01")
        span = span_at(knee_deg, poser.body.leg_m)
        drop = hips[2] - poser.clear.sole
        feet_x = float(hips[0] + np.sqrt(max(span**2 - drop**2, 0.01)))
        bed = _Bed(bed.pitch, bed.flexion, bed.shoulders_x, feet_x, bed.neck)
    return bed


def _rise_for(poser: Poser, bed: _Bed, line_deg: float) -> float:
    """Return the rise at which shoulder-hip-knee is as told [deg]."""

    def error(rise: float) -> float:
        figure = _trunk(poser, bed, rise)
        poser.stand_foot(figure, "L", bed.feet_x)
        return _line(figure) - line_deg

    return float(np.clip(solve(error, 22, step=3, tolerance=0.2), 6, 48))


def _line(figure: Figure) -> float:
    """Return shoulder-hip-knee [deg], beyond 180 where the hips are above the line."""
    now = figure.now
    shoulder, hip, knee = (
        now.at(f"{bone}.L") * (1, 0, 1) for bone in ("upperarm01", "upperleg01", "lowerleg01")
    )
    return 180 + _elevation(hip - shoulder) - _elevation(knee - hip)


def _elevation(way: Array) -> float:
    return float(np.degrees(np.arctan2(way[2], way[0])))


def _pose(poser: Poser, bed: _Bed, state: State) -> Figure:
    figure = _trunk(poser, bed, state["rise"])
    poser.rest_head(figure, guess_deg=bed.neck + 0.8 * state["rise"])
    for side in SIDES:
        poser.stand_foot(figure, side, bed.feet_x, raised_m=state[f"foot.{side}"])
        poser.arm_beside(figure, side)
    return figure
