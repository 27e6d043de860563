"""Knee-to-chest: on the back, pull one knee to the chest with both hands; then the other."""

from __future__ import annotations

import numpy as np

from ..body import SIDES
from ..figure import EVENLY, Figure, lying_foot, middle_joint
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script
from ..rotations import Array, X, Y, Z, across, angle_between, turn, unit
from ..stances import Poser

FAULTS = {
    "shallow": FaultKind(72, 95, "deg shoulder-hip-knee"),
    "head_lifts": FaultKind(18, 32, "deg the shoulders rise"),
    "back_peels_off": FaultKind(14, 30, "deg the pelvis rolls up"),
    "pulsing": FaultKind(8, 20, "deg the thigh swings to and fro"),
    "came_up_early": FaultKind(14, 5, "s held"),
    "one_side_only": FaultKind(1, 1, "the second hold is on the same side again"),
}
EXCLUSIVE = (
    {"pulsing", "shallow"},
    {"back_peels_off", "shallow"},
    {"back_peels_off", "head_lifts"},
)
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (18.0, 22.0), (2, 2), "back"
LOW = np.array([0.40, 0.32, 0.20, 0.08, 0.0])
HIGH = np.array([0.05, 0.1, 0.2, 0.3, 0.35])


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return one hold for each side."""
    bed = _Bed(poser, "bent" if rng.random() < 0.5 else "straight",
               poser.lying_deg + float(rng.uniform(-4, 5)))  # fmt: skip
    start = {f"pull.{side}": 0.0 for side in SIDES} | {"hip": 45.0, "knee": 70.0}
    start |= {"lift": 0.0, "roll": 0.0}
    timeline = Timeline(start, rng)
    done = Performance(timeline, bed.pose)
    timeline.wait(script.idle_s[0])
    only = any("one_side_only" in faults for faults in script.faults)
    for number, faults, quality in script:
        side = script.first_side if only else script.side(number)
        deg = faults.get("shallow", float(rng.uniform(32, 48)))
        timeline.state |= {"hip": deg, "knee": float(rng.uniform(62, 80))}
        move_s = float(rng.uniform(1.6, 2.6)) * script.pace
        trunk = {"lift": faults.get("head_lifts", 0.0), "roll": faults.get("back_peels_off", 0.0)}
        start_s, since = timeline.move(move_s, quality, **{f"pull.{side}": 1.0}, **trunk)
        last_s = faults.get("came_up_early", script.hold_s)
        if "pulsing" in faults:
            while timeline.now_s < since + last_s - 1:
                timeline.move(0.5, hip=deg + faults["pulsing"])
                timeline.move(0.5, hip=deg)
        else:
            timeline.wait(last_s)
        held = since, timeline.now_s
        _, end_s = timeline.move(move_s, quality, **{f"pull.{side}": 0.0}, lift=0.0, roll=0.0)
        timeline.wait(float(rng.uniform(0.6, 1.5)))
        made = {name: size for name, size in faults.items() if name != "one_side_only"}
        if only and number:
            made["one_side_only"] = 1.0
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, side, made, quality))
    timeline.wait(script.idle_s[1])
    return done


class _Bed:
    """How one body lies, and what each pose adds to that."""

    def __init__(self, poser: Poser, legs: str, flexion: float) -> None:
        self._poser, self._legs, self._flexion = poser, legs, flexion
        figure = poser.figure()
        self._pitch = poser.lie(figure, flexion_deg=flexion)
        self._feet_x = 0.52 * sum(poser.body.leg_m)

    def pose(self, state: State) -> Figure:
        """Return the body."""
        figure = self._poser.figure()
        self._trunk(figure, 1.7 * state["lift"], state["roll"])
        self._poser.rest_head(figure, guess_deg=10, over_m=0.008 * state["lift"])
        pulls = {side: state[f"pull.{side}"] for side in SIDES}
        for side in SIDES:
            self._rest_leg(figure, side)
            if pulls[side] > 0:
                self._pull_leg(figure, side, state, pulls[side])
        active = max(SIDES, key=lambda side: pulls[side])
        for side in SIDES:
            self._poser.arm_beside(figure, side)
            if pulls[active] > 0:
                self._clasp(figure, side, active, pulls[active])
        return figure

    def _trunk(self, figure: Figure, lift: float, roll: float) -> None:
        """Bend the upper back and roll the pelvis up; the shoulders stay where they were."""
        shoulders_x = 0.0
        for more in (0.0, roll):
            figure.trunk(
                hips=np.zeros(3), pitch_deg=self._pitch - more,
                flexion_deg=self._flexion + lift + more, shares=_mixed(self._flexion, lift, more),
            )  # fmt: skip
            shoulders_x = shoulders_x or float(figure.now.middle("upperarm01")[0])
        figure.shift(x=shoulders_x - float(figure.now.middle("upperarm01")[0]))
        figure.settle("pelvis", "root", "spine05", "spine04", "spine02", "spine01")

    def _rest_leg(self, figure: Figure, side: str) -> None:
        if self._legs == "bent":
            self._poser.stand_foot(figure, side, self._feet_x)
            return
        hip = figure.now.at(f"upperleg01.{side}")
        ankle = np.array([0.0, hip[1] * 1.4, self._poser.clear.heel])
        ankle[0] = hip[0] + 0.988 * sum(self._poser.body.leg_m)
        figure.leg(side, ankle, knee_towards=Z, foot=lying_foot())

    def _pull_leg(self, figure: Figure, side: str, state: State, pull: float) -> None:
        """Swing a leg from where it rests towards the chest; angles go evenly."""
        now, body = figure.now, self._poser.body
        hip = now.at(f"upperleg01.{side}")
        trunk = unit((now.middle("upperarm01") - now.middle("upperleg01")) * (1, 0, 1))
        thigh, shank = now.at(f"lowerleg01.{side}") - hip, now.at(f"foot.{side}")
        shank = shank - now.at(f"lowerleg01.{side}")
        hip_deg = angle_between(trunk, thigh) * (1 - pull) + state["hip"] * pull
        knee_deg = angle_between(-thigh, shank) * (1 - pull) + state["knee"] * pull
        up = turn(Y, hip_deg) @ trunk
        knee = hip + body.leg_m[0] * up + Y * (1 - pull) * thigh[1]
        ankle = knee + body.leg_m[1] * (turn(Y, -(180 - knee_deg)).T @ up)
        figure.leg_through(side, knee, ankle, foot=-20.0 * pull, knee_towards=Z - X)

    def _clasp(self, figure: Figure, side: str, active: str, pull: float) -> None:
        """Bring a hand from the floor onto the shin of the pulled leg, below the knee."""
        now, sign = figure.now, 1.0 if side == "L" else -1.0
        knee, ankle = now.at(f"lowerleg01.{active}"), now.at(f"foot.{active}")
        shank = unit(ankle - knee)
        front = across(knee - now.at(f"upperleg01.{active}"), shank)
        thick = self._poser.thick["lowerleg"]
        goal = knee + 0.24 * (ankle - knee) + front * (thick + 0.01) + sign * Y * (thick + 0.045)
        start = now.at(f"wrist.{side}")
        way = start + (goal - start) * pull + Z * 0.22 * np.sin(np.pi * pull)
        shoulder = now.at(f"upperarm01.{side}")
        elbow = middle_joint(shoulder, way, self._poser.body.arm_m, sign * Y)
        reach = unit(way - elbow)
        fingers = unit((1 - pull) * X + pull * (-sign * Y + 0.4 * reach))
        palm = unit(-Z * (1 - pull) - front * pull)
        out = sign * Y + 0.2 * Z * (1 - pull) - 0.2 * Z * pull
        figure.arm(side, way, elbow_towards=out, fingers=fingers, palm=palm, curl_deg=25 * pull)


def _mixed(flexion: float, high: float, low: float) -> Array:
    """Return how a bending is spread of which added parts are high and low in the spine."""
    return (EVENLY * flexion + HIGH * high + LOW * low) / (flexion + high + low + 1e-6)
