"""Bird-dog on all fours: one arm forward, the opposite leg back, hold."""

from __future__ import annotations

import numpy as np

from ..body import HAND, SIDES
from ..figure import Figure, span_at
from ..movement import State, Timeline
from ..performance import FaultKind, Performance, Repetition, Script, other
from ..rotations import Array, X, Y, Z, turn, unit
from ..stances import STRAIGHT, Poser

FAULTS = {
    "same_side": FaultKind(1, 1, "arm and leg of one side"),
    "back_sags": FaultKind(34, 58, "deg of spine flexion lost"),
    "leg_high": FaultKind(220, 234, "deg shoulder-hip-ankle, 180 in line"),
    "trunk_tilts": FaultKind(18, 27, "deg the trunk tilts"),
    "support_bends": FaultKind(128, 100, "deg inside the elbow"),
    "leg_low": FaultKind(150, 135, "deg shoulder-hip-ankle, 180 in line"),
    "knee_bent": FaultKind(130, 95, "deg inside the knee"),
    "arm_low": FaultKind(132, 114, "deg hip-shoulder-wrist, 180 in line"),
}
EXCLUSIVE = (
    {"leg_high", "leg_low", "knee_bent"},
    {"trunk_tilts", "support_bends", "back_sags"},
)
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (3.0, 6.0), (2, 4), "knees"
AT_EASE: State = {
    "sag": 0, "elbow": STRAIGHT, "arm_line": 180, "leg_line": 180, "knee": 172,
    **{f"{limb}.{side}": 0.0 for limb in ("arm", "leg") for side in SIDES},
}  # fmt: skip


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some repetitions, sides in turn."""
    flat = poser.flat_deg + float(rng.uniform(-6, 4))
    neck = float(rng.uniform(-28, -10))
    timeline = Timeline(AT_EASE, rng)
    done = Performance(timeline, lambda state: _pose(poser, state, flat, neck))
    timeline.wait(script.idle_s[0])
    for number, faults, quality in script:
        arm = script.side(number)
        leg = arm if "same_side" in faults else other(arm)
        made = dict(faults)
        elbow = faults.get("support_bends", STRAIGHT)
        if "trunk_tilts" in faults:
            elbow = _elbow_for_tilt(poser, flat, faults["trunk_tilts"])
            made["support_bends"] = elbow
        line = faults.get("leg_high", faults.get("leg_low", float(rng.uniform(180, 195))))
        levels = {
            "sag": faults.get("back_sags", float(rng.uniform(0, 8))),
            "elbow": elbow,
            "arm_line": faults.get("arm_low", float(rng.uniform(164, 181))),
            "leg_line": line,
            "knee": faults.get("knee_bent", float(rng.uniform(165, 174))),
        }
        move_s = float(rng.uniform(1.3, 2.0)) * script.pace
        timeline.state |= {"arm_line": levels["arm_line"], "leg_line": line, "knee": levels["knee"]}
        made |= _reached(_pose(poser, AT_EASE | levels, flat, neck, out=(arm, leg)), made, arm, leg)
        out = {f"arm.{arm}": 1.0, f"leg.{leg}": 1.0}
        start_s, _ = timeline.move(move_s, quality, **levels, **out)
        held = timeline.wait(script.hold_s)
        back = dict.fromkeys(out, 0.0)
        _, end_s = timeline.move(move_s, quality, **back, sag=0, elbow=STRAIGHT)
        timeline.wait(float(rng.uniform(0.5, 1.2)))
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, arm, made, quality))
    timeline.wait(script.idle_s[1])
    return done


def _elbow_for_tilt(poser: Poser, flat: float, tilt_deg: float) -> float:
    """Return how far the supporting elbow bends when the chest sinks so far [deg inside]."""
    figure = poser.figure()

    def elevation(elbow: float) -> float:
        reach = span_at(elbow, poser.body.arm_m)
        poser.on_knees(figure, lean_deg=0, flexion_deg=flat, reach_m=reach)
        trunk = figure.now.middle("upperarm01") - figure.now.middle("upperleg01")
        return float(np.degrees(np.arctan2(trunk[2], trunk[0])))

    level = elevation(STRAIGHT)
    bends = np.arange(60.0, STRAIGHT, 2.0)
    tilts = np.array([level - elevation(elbow) for elbow in bends])
    return float(bends[np.argmin(np.abs(tilts - tilt_deg))])


def _reached(figure: Figure, made: dict[str, float], arm: str, leg: str) -> dict[str, float]:
    """Return the true size of faults that the floor may have limited."""
    now = figure.now
    shoulder, hip = now.middle("upperarm01"), now.middle("upperleg01")
    lines = {
        "arm_low": front_angle(hip, shoulder, now.at(f"wrist.{arm}")),
        "leg_low": front_angle(now.at(f"foot.{leg}"), hip, shoulder),
    }
    return {name: line for name, line in lines.items() if name in made}


def front_angle(behind: Array, vertex: Array, ahead: Array) -> float:
    """Return the angle below a point of someone on all fours [deg]; 180 is straight."""
    back, front = behind - vertex, ahead - vertex
    turned = np.arctan2(back[2], back[0]) - np.arctan2(front[2], front[0])
    return float(360 - np.degrees(turned) % 360)


def _pose(
    poser: Poser, state: State, flat: float, neck: float, out: tuple[str, str] | None = None
) -> Figure:
    """Return the body; ``out`` names an arm and a leg that are fully out."""
    if out:
        state = state | {f"arm.{out[0]}": 1.0, f"leg.{out[1]}": 1.0}
    figure = poser.figure()
    poser.on_knees(
        figure,
        lean_deg=0,
        flexion_deg=flat - state["sag"],
        reach_m=span_at(state["elbow"], poser.body.arm_m),
        neck_deg=neck,
    )
    for side in SIDES:
        poser.kneel(figure, side)
        if state[f"leg.{side}"] > 0:
            _raise_leg(figure, side, state, poser.clear.instep)
        poser.lean_on_hand(figure, side)
        if state[f"arm.{side}"] > 0:
            _raise_arm(figure, side, state, poser.clear.palm)
    return figure


def _raise_arm(figure: Figure, side: str, state: State, above_m: float) -> None:
    """Swing an arm from the floor to its place in line with the trunk, above the floor."""
    out = state[f"arm.{side}"]
    figure.shoulder_blades(side, raised_deg=18 * out)
    shoulder, wrist = figure.now.at(f"upperarm01.{side}"), figure.now.at(f"wrist.{side}")
    goal = turn(Y, 180 - state["arm_line"]) @ _trunk(figure)
    reach = span_at(STRAIGHT - 24 * np.sin(np.pi * out), figure.body.arm_m)
    start_m = float(np.linalg.norm(wrist - shoulder))
    reach = start_m + (reach - start_m) * min(1.0, 3 * out)
    goal = _over_floor(goal, shoulder[2] - above_m, reach)
    way = _swing(wrist - shoulder, goal, out)
    goal = shoulder + reach * way
    sign = _sign(side)
    hand = figure.body.part(*HAND, every=2)
    for _ in range(2):
        figure.arm(
            side, goal, elbow_towards=-X * (1 - out) + (Y * sign - Z) * out,
            fingers=unit(X * (1 - out) + way * out), palm=unit(-Z * (1 - out) - Y * sign * out),
        )  # fmt: skip
        goal = goal + Z * max(0.0, 0.003 - figure.now.lowest(hand))


def _raise_leg(figure: Figure, side: str, state: State, above_m: float) -> None:
    """Swing a leg from kneeling to its place behind the trunk, toes above the floor."""
    out = state[f"leg.{side}"]
    hip, ankle = figure.now.at(f"upperleg01.{side}"), figure.now.at(f"foot.{side}")
    over = 0.6 * (172 - state["knee"]) / 2
    goal = turn(Y, state["leg_line"] - 180 + over) @ -_trunk(figure)
    start_m = float(np.linalg.norm(ankle - hip))
    reach = start_m + (span_at(state["knee"], figure.body.leg_m) - start_m) * out
    goal = _over_floor(goal, hip[2] - above_m, reach)
    way = _swing(ankle - hip, goal, out)
    goal = hip + reach * way
    towards = X * (1 - out) - Z * (0.3 + out)
    toes = figure.body.part("toe", "foot", every=2)
    for _ in range(2):
        figure.leg(side, goal, knee_towards=towards, foot=-55 + 20 * out)
        goal = goal + Z * max(0.0, 0.003 - figure.now.lowest(toes))


def _over_floor(way: Array, room_m: float, reach_m: float) -> Array:
    """Return a direction, raised as far as a limb so long needs to stay above the floor."""
    lowest = -min(room_m / reach_m, 0.98)
    if way[2] >= lowest:
        return way
    return np.array([np.copysign(np.sqrt(1 - lowest**2), way[0]), 0.0, lowest])


def _trunk(figure: Figure) -> Array:
    """Return the direction from hips to shoulders in the plane of the mat's length."""
    way = figure.now.middle("upperarm01") - figure.now.middle("upperleg01")
    return unit(way * (1, 0, 1))


def _swing(start: Array, goal: Array, share: float) -> Array:
    """Return a direction on the way between two, turning about the y axis."""
    sideways = unit(start)[1] * (1 - share)
    angles = [float(np.degrees(np.arctan2(-way[2], way[0]))) for way in (start, goal)]
    change = (angles[1] - angles[0] + 180) % 360 - 180
    flat = turn(Y, angles[0] + change * share) @ X
    return np.asarray(flat * np.sqrt(1 - sideways**2) + Y * sideways)


def _sign(side: str) -> float:
    return 1.0 if side == "L" else -1.0
