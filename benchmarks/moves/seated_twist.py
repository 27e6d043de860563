"""Seated twist: one leg long, the other foot across it; turn the trunk towards the bent knee."""

from __future__ import annotations

import numpy as np

from ..body import SIDES
from ..figure import SIGN, Figure, lying_foot, span_at
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script, other
from ..rotations import Array, X, Y, Z, across, unit
from ..stances import BUTTOCKS, Poser

FAULTS = {
    "too_little": FaultKind(20, 14, "deg the spine turns"),
    "forced": FaultKind(60, 72, "deg the spine turns"),
    "trunk_leans": FaultKind(18, 30, "deg the trunk leans back"),
    "hips_lift": FaultKind(9, 16, "deg the pelvis tips to the side"),
    "came_up_early": FaultKind(14, 5, "s held"),
}
EXCLUSIVE = ({"too_little", "forced"}, {"trunk_leans", "hips_lift"})
VIEW_DEG, HOLD_S, REPS, STARTS = 90.0, (20.0, 23.0), (1, 2), "seat"


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return one hold for each side; between them the other leg is crossed over."""
    timeline = Timeline({"cross": 0.0, "turn": 0.0, "lean": 0.0, "roll": 0.0, "left": 0.0}, rng)
    bends = float(rng.uniform(24, 34))
    done = Performance(timeline, lambda state: _pose(poser, state, bends))
    timeline.state["left"] = 1.0 if script.first_side == "L" else 0.0
    for number, faults, quality in script:
        side = script.side(number)
        timeline.state["left"] = 1.0 if side == "L" else 0.0
        timeline.wait(script.idle_s[0])
        timeline.move(1.4, cross=1.0)
        timeline.wait(0.6)
        deg = faults.get("too_little", faults.get("forced", float(rng.uniform(32, 46))))
        move_s = float(rng.uniform(1.6, 2.6)) * script.pace
        sign = SIGN[side]
        start_s, since = timeline.move(
            move_s, quality, turn=sign * deg,
            lean=faults.get("trunk_leans", 0.0), roll=sign * faults.get("hips_lift", 0.0),
        )  # fmt: skip
        held = timeline.wait(faults.get("came_up_early", script.hold_s))
        _, end_s = timeline.move(move_s, quality, turn=0.0, lean=0.0, roll=0.0)
        timeline.wait(0.5)
        timeline.move(1.2, cross=0.0)
        made = dict(faults)
        done.repetitions.append(
            Repetition(start_s, end_s, {"hold": (since, held[1])}, side, made, quality)
        )
    timeline.wait(script.idle_s[1])
    return done


def _pose(poser: Poser, state: State, bends: float) -> Figure:
    bent = "L" if state["left"] > 0.5 else "R"
    figure = poser.figure()
    figure.trunk(
        hips=np.zeros(3),
        pitch_deg=-14 - state["lean"],
        flexion_deg=bends,
        twist_deg=state["turn"],
        roll_deg=state["roll"],
        neck_twist_deg=0.5 * state["turn"],
        neck_deg=8,
    )
    for parts in (("pelvis", "root"), BUTTOCKS):
        figure.settle(*parts)
        for side in SIDES:
            _long_leg(poser, figure, side, state["cross"] if side != bent else 0.0)
        _cross(poser, figure, bent, state["cross"])
    share = min(abs(state["turn"]) / 30, 1.0)
    _hand_behind(poser, figure, bent, share)
    _hand_on_knee(poser, figure, other(bent), bent, state["cross"] * share)
    return figure


def _long_leg(poser: Poser, figure: Figure, side: str, inward: float) -> None:
    """Lay one leg long; a share of the way to the middle, to make room for the foot across it."""
    hip = figure.now.at(f"upperleg01.{side}")
    ankle = np.array([0.0, hip[1] * (1.1 - inward), poser.clear.heel])
    drop = hip[2] - ankle[2]
    ankle[0] = hip[0] + np.sqrt((0.99 * sum(poser.body.leg_m)) ** 2 - drop**2)
    figure.leg(side, ankle, knee_towards=Z, foot=lying_foot())


def _cross(poser: Poser, figure: Figure, side: str, share: float) -> None:
    """Draw one foot in and set it down outside the other leg, whose knee it passes over."""
    hip, now = figure.now.at(f"upperleg01.{side}"), figure.now
    start, sign = now.at(f"foot.{side}"), SIGN[side]
    room = poser.thick["upperleg"] + poser.thick["lowerleg"]
    beyond = abs(float(now.at(f"lowerleg01.{other(side)}")[1])) + room
    goal = np.array([hip[0] + 0.60 * sum(poser.body.leg_m), -sign * beyond, poser.clear.sole])
    way = start + (goal - start) * share
    way[2] += 0.28 * np.sin(np.pi * share)
    tilt = np.radians(70 * (1 - share))
    toes = unit(X * np.cos(tilt) + Z * np.sin(tilt))
    back, up = -toes, unit(-X * np.sin(tilt) + Z * np.cos(tilt))
    foot = np.stack([np.cross(back, up), back, up], axis=1)
    figure.leg(side, way, knee_towards=Z - 0.2 * share * sign * Y, foot=foot)


def _hand_behind(poser: Poser, figure: Figure, side: str, share: float) -> None:
    """Support the trunk with one hand on the floor, further behind the more it turns."""
    sign, shoulder = SIGN[side], figure.now.at(f"upperarm01.{side}")
    floor = poser.clear.palm
    reach = np.sqrt(max((0.985 * poser.arm_m) ** 2 - (shoulder[2] - floor) ** 2, 0.01))
    toward = unit(-X * (0.9 + share) + sign * Y * (1 - 0.6 * share))
    wrist = np.array([shoulder[0], shoulder[1], floor]) + min(reach, 0.30) * toward
    figure.arm(side, wrist, elbow_towards=-X + sign * Y, fingers=unit(-X + sign * Y), palm=-Z)


def _hand_on_knee(poser: Poser, figure: Figure, side: str, bent: str, share: float) -> None:
    """Move a hand from the floor beside the hip to the shin below the bent knee."""
    now, sign = figure.now, SIGN[side]
    shoulder, knee = now.at(f"upperarm01.{side}"), now.at(f"lowerleg01.{bent}")
    floor = poser.clear.palm
    reach = np.sqrt(max((0.985 * poser.arm_m) ** 2 - (shoulder[2] - floor) ** 2, 0.01))
    rest = np.array([shoulder[0], shoulder[1], floor])
    rest += min(reach, 0.25) * unit(sign * Y + 0.2 * X)
    hip, ankle = now.at(f"upperleg01.{bent}"), now.at(f"foot.{bent}")
    shin = across(knee - hip, ankle - knee)
    goal = knee + 0.22 * (ankle - knee) + (poser.thick["lowerleg"] + 0.03) * shin + 0.08 * sign * Y
    way = rest + (goal - rest) * share + _over(share)
    nearest = span_at(42, poser.body.arm_m)
    if np.linalg.norm(way - shoulder) < nearest:
        way = shoulder + nearest * unit(way - shoulder)
    figure.arm(
        side, way, elbow_towards=sign * Y - (1 - share) * X + 0.3 * share * X,
        fingers=unit(X * (1 - share) + share * (0.4 * X - sign * Y - 0.2 * Z)),
        palm=unit(-Z * (1 - share) - shin * share),
    )  # fmt: skip


def _over(share: float) -> Array:
    """Return the arc [m] a hand makes over the legs."""
    return np.asarray((0.26 * Z + 0.06 * X) * np.sin(np.pi * share))
