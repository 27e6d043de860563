"""Partial crunch: on the back, knees bent, hands behind the head, lift the shoulders a little."""

from __future__ import annotations

import numpy as np

from ..body import SIDES
from ..figure import EVENLY, SIGN, Figure
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script
from ..rotations import Array, Z, unit
from ..stances import Poser, solve

FAULTS = {
    "too_small": FaultKind(12, 7, "deg the trunk rises"),
    "sit_up": FaultKind(48, 65, "deg the trunk rises"),
    "neck_pulled": FaultKind(30, 48, "deg the neck bends beyond the trunk"),
    "feet_lift": FaultKind(0.10, 0.25, "m the feet rise"),
    "dropped": FaultKind(0.7, 0.25, "s to come down"),
}
EXCLUSIVE = ({"too_small", "sit_up"}, {"sit_up", "dropped"})
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (0.3, 1.5), (2, 5), "back"
HIGH = np.array([0.06, 0.14, 0.24, 0.30, 0.26])
SLOW_S = 1.1
"""A good repetition takes at least so long to come down."""
UNDER_HEAD_M = 0.035
"""What the hands take up between head and floor."""


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some lifts."""
    bed = _Bed(poser, poser.lying_deg + float(rng.uniform(-4, 4)), float(rng.uniform(0.42, 0.55)))
    timeline = Timeline({"rise": 0.0, "neck": 0.0, "feet": 0.0}, rng)
    done = Performance(timeline, bed.pose)
    timeline.wait(script.idle_s[0])
    for _, faults, quality in script:
        rise = faults.get("too_small", faults.get("sit_up", float(rng.uniform(20, 32))))
        neck, feet = faults.get("neck_pulled", 0.0), faults.get("feet_lift", 0.0)
        move_s = float(rng.uniform(1.1, 1.8)) * script.pace
        start_s, _ = timeline.move(move_s, quality, rise=rise, neck=neck, feet=feet)
        held = timeline.wait(script.hold_s)
        down_s = faults.get("dropped", max(move_s, SLOW_S))
        _, end_s = timeline.move(down_s, quality, rise=0.0, neck=0.0, feet=0.0)
        down_s = timeline.quickness()
        if FAULTS["dropped"].has(down_s):
            faults = faults | {"dropped": down_s}
        timeline.wait(float(rng.uniform(0.5, 1.2)))
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, None, faults, quality))
    timeline.wait(script.idle_s[1])
    return done


class _Bed:
    """How one body lies, and how far it must bend to raise its shoulders."""

    def __init__(self, poser: Poser, flexion: float, feet: float) -> None:
        self._poser, self._flexion = poser, flexion
        self._feet_x = feet * sum(poser.body.leg_m)
        figure = poser.figure()
        self._pitch = poser.lie(figure, flexion_deg=flexion)
        poser.rest_head(figure, guess_deg=10, over_m=UNDER_HEAD_M)
        self._neck = 8.0
        rest = self._elevation(0.0)
        rises = np.array([0.0, 8, 16, 24, 32, 40, 50, 60, 70])
        bends = [0.0]
        for rise in rises[1:]:
            bends.append(solve(lambda b, r=rise: self._elevation(b) - rest - r, bends[-1] + 12,
                               step=4, tolerance=0.1))  # fmt: skip
        self._rises, self._bends = rises, np.array(bends)

    def _trunk(self, bend: float) -> Figure:
        """Return the body bent so far: first the spine, beyond 46 degrees the hips too."""
        spine = min(bend, 46.0)
        hips = bend - spine
        figure = self._poser.figure()
        shares = _mixed(self._flexion, spine)
        figure.trunk(
            hips=np.zeros(3), pitch_deg=self._pitch + hips, flexion_deg=self._flexion + spine,
            shares=shares,
        )  # fmt: skip
        figure.settle("pelvis", "root", "spine05", "spine04", "spine02", "spine01")
        return figure

    def _elevation(self, bend: float) -> float:
        now = self._trunk(bend).now
        way = now.middle("upperarm01") - now.middle("upperleg01")
        return float(np.degrees(np.arctan2(way[2], -way[0])))

    def pose(self, state: State) -> Figure:
        """Return the body."""
        bend = float(np.interp(state["rise"], self._rises, self._bends))
        figure = self._trunk(bend)
        lifted = min(state["rise"] / 12, 1.0)
        self._poser.rest_head(figure, guess_deg=8, over_m=UNDER_HEAD_M)
        if lifted > 0:
            resting = self._neck_now(figure)
            figure.neck(resting * (1 - lifted) + (14 + state["neck"]) * lifted)
        for side in SIDES:
            self._poser.stand_foot(figure, side, self._feet_x, raised_m=state["feet"])
            self._behind_head(figure, side)
        return figure

    def _neck_now(self, figure: Figure) -> float:
        bend = figure.pose.turned["head"]
        return 4 * float(np.degrees(np.arctan2(bend[2, 1], bend[2, 2])))

    def _behind_head(self, figure: Figure, side: str) -> None:
        """Lay a hand behind the head, elbow out."""
        size, sign = self._poser.body.height / 1.7, SIGN[side]
        frame = figure.now.frame("head")
        left, back, up = frame.T
        skull = figure.now.at("head") + size * (0.095 * up + 0.02 * back)
        wrist = skull + size * (sign * 0.105 * left + 0.085 * back - 0.02 * up)
        wrist[2] = max(wrist[2], 0.035)
        out = sign * left + 0.25 * Z
        fingers = unit(-sign * left + 0.25 * up)
        figure.arm(side, wrist, elbow_towards=out, fingers=fingers, palm=-back, curl_deg=8)


def _mixed(flexion: float, added: float) -> Array:
    """Return how a bending is spread of which the added part is high in the spine."""
    return (EVENLY * flexion + HIGH * added) / (flexion + added + 1e-6)
