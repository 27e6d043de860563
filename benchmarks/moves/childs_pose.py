"""Child's pose: from all fours sit back on the heels, arms long, head down, and stay."""

from __future__ import annotations

import numpy as np

from ..body import SIDES, Body
from ..figure import SIGN, Figure, instep_foot, span_at
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script
from ..rotations import X, Y, Z, unit
from ..stances import HEAD, STRAIGHT, Poser, solve

FAULTS = {
    "hips_high": FaultKind(48, 68, "deg inside the knee"),
    "elbows_bent": FaultKind(130, 95, "deg inside the elbow"),
    "arms_back": FaultKind(1, 1, "the arms lie back beside the legs"),
    "bouncing": FaultKind(5, 11, "deg the thighs swing to and fro"),
    "came_up_early": FaultKind(14, 5, "s held"),
}
EXCLUSIVE = ({"hips_high", "bouncing"}, {"elbows_bent", "arms_back"}, {"hips_high", "arms_back"})
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (20.0, 24.0), (1, 1), "knees"


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return one hold, from all fours and back to it."""
    down = _Down(poser, float(rng.uniform(0.10, 0.16)), float(rng.uniform(8, 20)))
    knee = float(rng.uniform(24, 32))
    timeline = Timeline({"down": 0.0, "knee": knee, "elbow": STRAIGHT, "back": 0.0}, rng)
    done = Performance(timeline, down.pose)
    timeline.wait(script.idle_s[0])
    for _, faults, quality in script:
        deg = faults.get("hips_high", knee)
        timeline.state |= {
            "knee": deg,
            "elbow": faults.get("elbows_bent", STRAIGHT - 4),
            "back": float("arms_back" in faults),
        }
        move_s = float(rng.uniform(1.8, 3.0)) * script.pace
        start_s, since = timeline.move(move_s, quality, down=1.0)
        last_s = faults.get("came_up_early", script.hold_s)
        if "bouncing" in faults:
            while timeline.now_s < since + last_s - 1:
                timeline.move(0.45, knee=deg + faults["bouncing"])
                timeline.move(0.45, knee=deg)
        else:
            timeline.wait(last_s)
        held = since, timeline.now_s
        _, end_s = timeline.move(move_s, quality, down=0.0)
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, None, faults, quality))
    timeline.wait(script.idle_s[1])
    return done


class _Down:
    """The way from all fours to the heels, knees, feet and hands on the floor throughout."""

    def __init__(self, poser: Poser, spread_m: float, extra_deg: float) -> None:
        self._poser, self._body = poser, poser.body
        self._spread_m = spread_m
        self._flexion = poser.flat_deg + extra_deg
        figure = poser.figure()
        poser.on_knees(figure, lean_deg=0, flexion_deg=poser.flat_deg, reach_m=poser.arm_m)
        facing = figure.pose.facing
        self._start_pitch = float(np.degrees(np.arctan2(facing[0, 2], facing[2, 2])))
        self._pitch: dict[float, float] = {}

    def pose(self, state: State) -> Figure:
        """Return the body at a share of the way down, with a knee angle at its end."""
        share, knee = state["down"], round(state["knee"], 1)
        pitch = self._start_pitch + (self._head_down(knee) - self._start_pitch) * share
        figure = self._trunk(share, knee, pitch)
        for side in SIDES:
            if state["back"] > 0:
                self._arm_back(figure, side, share)
            else:
                self._arm(figure, side, share, state["elbow"])
        return figure

    def _trunk(self, share: float, knee: float, pitch: float) -> Figure:
        figure, body, clear = self._poser.figure(), self._body, self._poser.clear
        spread = self._spread_m * share
        thigh = float(np.sqrt(body.leg_m[0] ** 2 - spread**2))
        slope = np.radians(90 + (knee - 90) * share)
        hips = np.array([-thigh * np.cos(slope), 0, clear.knee + thigh * np.sin(slope)])
        flat = self._poser.flat_deg
        figure.trunk(
            hips=hips,
            pitch_deg=pitch,
            flexion_deg=flat + (self._flexion - flat) * share,
            neck_deg=-18 + 24 * share,
        )
        for side, sign in (("L", 1), ("R", -1)):
            hip = figure.now.at(f"upperleg01.{side}")
            joint = np.array([0, hip[1] + sign * spread, clear.knee])
            ankle = joint - X * np.sqrt(body.leg_m[1] ** 2 - (0.8 * spread) ** 2)
            ankle[1] -= sign * 0.8 * spread
            ankle[2] = clear.instep
            figure.leg_through(side, joint, ankle, foot=instep_foot(), knee_towards=X + Z * share)
        return figure

    def _head_down(self, knee: float) -> float:
        """Return the pelvis' tilt at which the forehead is on the floor [deg]."""
        if knee not in self._pitch:
            head = self._body.part(*HEAD, every=3)

            def height(pitch: float) -> float:
                return self._trunk(1.0, knee, pitch).now.lowest(head) - 0.005

            self._pitch[knee] = solve(height, 78, step=4)
        return self._pitch[knee]

    def _arm(self, figure: Figure, side: str, share: float, elbow: float) -> None:
        """Slide a hand from under the shoulder as far forward as the arm reaches."""
        figure.raise_shoulder(side, 18 * share)
        shoulder = figure.now.at(f"upperarm01.{side}")
        reach = span_at(elbow, self._body.arm_m)
        palm = self._poser.clear.palm
        far = shoulder[0] + np.sqrt(max(reach**2 - (shoulder[2] - palm) ** 2, 0.0))
        x = self._poser.hand_x + (far - self._poser.hand_x) * share
        limit = _farthest(self._body, shoulder, palm)
        wrist = np.array([min(x, limit), shoulder[1], palm])
        out = (1.0 if side == "L" else -1.0) * np.array([0.0, 1.0, 0.0])
        towards = -X * (1 - share) + out * (0.3 + share) + Z * 0.5 * share
        figure.arm(side, wrist, elbow_towards=towards, fingers=X, palm=-Z)

    def _arm_back(self, figure: Figure, side: str, share: float) -> None:
        """Bring a hand around from under the shoulder to beside the shin, palm down."""
        now, sign = figure.now, SIGN[side]
        shoulder, palm = now.at(f"upperarm01.{side}"), self._poser.clear.palm
        thick, swept = self._poser.thick, np.pi * share
        clear = abs(float(now.at(f"lowerleg01.{side}")[1])) + thick["upperleg"] + thick["lowerarm"]
        wide = clear - abs(float(shoulder[1]))
        drop = float(shoulder[2]) - palm
        reach = np.sqrt(max(span_at(STRAIGHT - 10, self._body.arm_m) ** 2 - drop**2 - wide**2, 0.0))
        start = np.array([self._poser.hand_x, shoulder[1], palm])
        goal = np.array([shoulder[0] - reach, sign * clear, palm])
        wrist = start + (goal - start) * share
        wrist += np.sin(swept) * (0.12 * sign * Y + 0.05 * Z)
        out = (0.3 + share) * sign * Y - (1 - share) * X + 0.5 * share * Z
        figure.arm(
            side, wrist, elbow_towards=out,
            fingers=unit(X * np.cos(swept) + sign * Y * np.sin(swept)), palm=-Z,
        )  # fmt: skip


def _farthest(body: Body, shoulder: np.ndarray, palm: float) -> float:
    reach = span_at(STRAIGHT, body.arm_m)
    return float(shoulder[0] + np.sqrt(max(reach**2 - (shoulder[2] - palm) ** 2, 0.0)))
