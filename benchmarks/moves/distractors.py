"""Movements that look like the exercises and are none: nothing here is a repetition or a hold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..body import SIDES
from ..clearance import over_foot
from ..figure import EVENLY, SIGN, Figure, blend, flat_foot, lying_foot, pointed_foot
from ..movement import State, Timeline
from ..performance import Attempt, FaultKind, Performance, Script
from ..rotations import Array, X, Y, Z, turn, unit
from ..stances import BUTTOCKS, Poser, solve
from . import childs_pose

FAULTS: dict[str, FaultKind] = {}
EXCLUSIVE: tuple[set[str], ...] = ()
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (0.6, 2.0), (2, 4), "back"
LOW = np.array([0.36, 0.30, 0.20, 0.09, 0.05])


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Do one distractor some times over."""
    if script.variant == "childs_pose_to_all_fours":
        return _to_all_fours(poser, script, rng)
    pose = _POSES[script.variant](poser)
    timeline = Timeline({"out": 0.0, "left": float(script.first_side == "L")}, rng)
    done = Performance(timeline, pose)
    timeline.wait(script.idle_s[0])
    for number, _, quality in script:
        timeline.state["left"] = float(script.side(number) == "L")
        move_s = float(rng.uniform(1.1, 2.2)) * script.pace
        start_s, _ = timeline.move(move_s, quality, out=float(rng.uniform(0.8, 1.0)))
        timeline.wait(script.hold_s)
        _, end_s = timeline.move(move_s, quality, out=0.0)
        done.attempts.append(Attempt(start_s, end_s, script.variant))
        timeline.wait(float(rng.uniform(0.4, 1.0)))
    timeline.wait(script.idle_s[1])
    return done


def _to_all_fours(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Come up from child's pose to all fours and go back, without staying."""
    done = childs_pose.perform(poser, script, rng)
    done.attempts = [Attempt(one.start_s, one.end_s, script.variant) for one in done.repetitions]
    done.repetitions = []
    return done


def _lying(poser: Poser) -> Callable[..., Figure]:
    """Return what lays the body down with knees bent, the low back bent further as told."""
    flexion = poser.lying_deg
    pitch = poser.lie(poser.figure(), flexion_deg=flexion)

    def lie(tilt_deg: float = 0.0) -> Figure:
        figure = poser.figure()
        shares = (EVENLY * flexion + LOW * tilt_deg) / (flexion + tilt_deg)
        figure.trunk(
            hips=np.zeros(3), pitch_deg=pitch - 0.8 * tilt_deg, flexion_deg=flexion + tilt_deg,
            shares=shares,
        )  # fmt: skip
        figure.settle("pelvis", "root", "spine")
        poser.rest_head(figure, guess_deg=10)
        for side in SIDES:
            poser.stand_foot(figure, side, 0.5 * sum(poser.body.leg_m))
            poser.arm_beside(figure, side)
        return figure

    return lie


def _pelvic_tilt(poser: Poser) -> Callable[[State], Figure]:
    lie = _lying(poser)
    return lambda state: lie(16 * state["out"])


def _heel_taps(poser: Poser) -> Callable[[State], Figure]:
    """Knees above the hips, shins level; one heel after the other taps the floor."""
    lie = _lying(poser)

    def pose(state: State) -> Figure:
        figure = lie()
        for side in SIDES:
            active = (side == "L") == (state["left"] > 0.5)
            angle = 88 - (46 * state["out"] if active else 0)
            hip = figure.now.at(f"upperleg01.{side}")
            thigh = turn(Y, -angle) @ X
            knee = hip + poser.body.leg_m[0] * thigh
            shank = turn(Y, 92) @ thigh
            ankle = knee + poser.body.leg_m[1] * shank
            ankle[2] = max(ankle[2], poser.clear.heel)
            figure.leg(side, ankle, knee_towards=Z - 0.3 * X, foot=-10.0)
        return figure

    return pose


def _trunk_rotation(poser: Poser) -> Callable[[State], Figure]:
    """Both knees drop to one side; the shoulders stay."""
    lie = _lying(poser)

    def pose(state: State) -> Figure:
        figure = lie()
        sign = 1.0 if state["left"] > 0.5 else -1.0
        lean = np.radians(48 * state["out"])
        for side in SIDES:
            ankle = figure.now.at(f"foot.{side}") * (1, 0.6, 1)
            knee = Z * np.cos(lean) + sign * Y * np.sin(lean)
            raised = max(0.0, 0.02 * state["out"])
            figure.leg(side, ankle + raised * Z, knee_towards=knee, foot=flat_foot(X))
        return figure

    return pose


def _sitting_up(poser: Poser) -> Callable[[State], Figure]:
    """From lying to sitting with the help of the hands, and back."""
    lie = _lying(poser)
    down, up = lie().pose, poser.sitting(knees_m=0.25).pose
    skin = poser.body.every_vertex[::3]

    def pose(state: State) -> Figure:
        figure = poser.figure()
        figure.pose = blend(down, up, min(state["out"] / 0.8, 1.0))
        figure.update()
        figure.shift(z=-figure.now.lowest(skin))
        return figure

    return pose


def _plank(poser: Poser) -> Callable[[State], Figure]:
    """On hands and toes; the hips sink and rise a little."""
    length = 0.985 * sum(poser.body.leg_m)
    toes = pointed_foot(unit(X - 1.6 * Z), unit(-X - 0.5 * Z))

    ankle_z = over_foot(poser.figure(), toes)

    def pose(state: State) -> Figure:
        figure = poser.figure()
        sag = 16 * state["out"] - 6
        shoulder_z = poser.clear.palm + 0.985 * poser.arm_m

        def height(slope: float) -> float:
            rise = np.radians(slope + 0.45 * sag)
            hips = np.array([length * np.cos(rise), 0, ankle_z + length * np.sin(rise)])
            figure.trunk(hips=hips, pitch_deg=88 - slope - 0.3 * sag, flexion_deg=18 - sag * 0.4,
                         neck_deg=-12)  # fmt: skip
            return float(figure.now.middle("upperarm01")[2]) - shoulder_z

        solve(height, 12, step=2)
        for side in SIDES:
            hip = figure.now.at(f"upperleg01.{side}")
            figure.leg(side, np.array([0, hip[1], ankle_z]), knee_towards=-Z, foot=toes)
            shoulder = figure.now.at(f"upperarm01.{side}")
            poser.lean_on_hand(figure, side, x=float(shoulder[0]))
        return figure

    return pose


def _tie_shoe(poser: Poser) -> Callable[[State], Figure]:
    """Sitting, one knee up: bend forward to the foot with both hands."""

    def pose(state: State) -> Figure:
        side = "L" if state["left"] > 0.5 else "R"
        figure, out = poser.figure(), state["out"]
        figure.trunk(
            hips=np.zeros(3), pitch_deg=-8 + 20 * out, flexion_deg=25 + 22 * out, neck_deg=10
        )
        for parts in (("pelvis", "root"), BUTTOCKS):
            figure.settle(*parts)
            _sitting_legs(poser, figure, side)
        foot = figure.now.at(f"foot.{side}")
        for hand in SIDES:
            _reach_foot(poser, figure, hand, foot, out)
        return figure

    return pose


def _sitting_legs(poser: Poser, figure: Figure, drawn_in: str) -> None:
    """Place one leg long, the other with its foot drawn in."""
    for side in SIDES:
        hip = figure.now.at(f"upperleg01.{side}")
        if side == drawn_in:
            foot = np.array([hip[0] + 0.76 * sum(poser.body.leg_m), 1.3 * hip[1], poser.clear.sole])
            figure.leg(side, foot, knee_towards=Z - 0.1 * SIGN[side] * Y, foot=flat_foot(X))
        else:
            far = hip[0] + 0.985 * sum(poser.body.leg_m)
            ankle = np.array([far, hip[1] * 1.2, poser.clear.heel])
            figure.leg(side, ankle, knee_towards=Z, foot=lying_foot())


def _reach_foot(poser: Poser, figure: Figure, side: str, foot: Array, share: float) -> None:
    shoulder, sign = figure.now.at(f"upperarm01.{side}"), SIGN[side]
    floor = poser.clear.palm
    reach = np.sqrt(max((0.985 * poser.arm_m) ** 2 - (shoulder[2] - floor) ** 2, 0.01))
    rest = np.array([shoulder[0], shoulder[1], floor]) + min(reach, 0.22) * unit(sign * Y - 1.2 * X)
    goal = foot + sign * Y * 0.13 + X * 0.06 + Z * 0.06
    way = (
        rest
        + (goal - rest) * share
        + Z * 0.2 * np.sin(np.pi * share)
        + (sign * Y * 0.12 * np.sin(np.pi * share))
    )
    figure.arm(
        side, way, elbow_towards=sign * Y - X * (1 - share), fingers=unit(X - Z * share),
        palm=unit(-Z * (1 - share) - sign * Y * share),
    )  # fmt: skip


_POSES: dict[str, Callable[[Poser], Callable[[State], Figure]]] = {
    "pelvic_tilt": _pelvic_tilt,
    "plank": _plank,
    "sitting_up": _sitting_up,
    "tying_a_shoe": _tie_shoe,
    "heel_taps": _heel_taps,
    "lower_trunk_rotation": _trunk_rotation,
}
VARIANTS = (*_POSES, "childs_pose_to_all_fours")
