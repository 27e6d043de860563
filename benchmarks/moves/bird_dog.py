"""Bird-dog on all fours: one arm forward, the opposite leg back, hold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..body import FOOT, HAND, SIDES
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
    "leg_low": FaultKind(174, 164, "deg shoulder-hip-ankle, 180 in line"),
    "knee_bent": FaultKind(130, 95, "deg inside the knee"),
    "arm_low": FaultKind(132, 114, "deg hip-shoulder-wrist, 180 in line"),
}
EXCLUSIVE = (
    {"leg_high", "leg_low", "knee_bent"},
    {"trunk_tilts", "support_bends", "back_sags"},
)
VIEW_DEG, HOLD_S, REPS, STARTS = 0.0, (3.0, 6.0), (2, 4), "knees"
TRUNK = ("sag", "elbow", "lean", "hand")
"""What places the trunk."""
AIMS_DEG = 3.0
"""Low limbs are aimed this much lower, for the shoulder's lift and the knee's bend."""
AT_EASE: State = {
    "sag": 0, "elbow": STRAIGHT, "arm_line": 180, "leg_line": 180, "knee": 172,
    "lean": 0, "hand": 0,
    **{f"{limb}.{side}": 0.0 for limb in ("arm", "leg") for side in SIDES},
}  # fmt: skip


def perform(poser: Poser, script: Script, rng: np.random.Generator) -> Performance:
    """Return some repetitions, sides in turn."""
    flat = poser.flat_deg + float(rng.uniform(-6, 4))
    neck = float(rng.uniform(-28, -10))
    sits_back = bool(rng.random() < 0.5)
    timeline = Timeline(AT_EASE, rng)
    done = Performance(timeline, lambda state: _pose(poser, state, flat, neck))
    timeline.wait(script.idle_s[0])
    for number, faults, quality in script:
        arm = script.side(number)
        leg = arm if "same_side" in faults else other(arm)
        levels = _levels(faults, rng)
        if "trunk_tilts" in faults:
            tilted = _sat_back if sits_back else _chest_sunk
            levels |= tilted(poser, flat, faults["trunk_tilts"] + 0.5)
        move_s = float(rng.uniform(1.3, 2.0)) * script.pace
        timeline.state |= {name: levels[name] for name in ("arm_line", "leg_line", "knee")}
        made = _made(_pose(poser, AT_EASE | levels, flat, neck, out=(arm, leg)), faults, arm, leg)
        made |= _tilt_made(poser, flat, levels)
        out = {f"arm.{arm}": 1.0, f"leg.{leg}": 1.0}
        start_s, _ = timeline.move(move_s, quality, **levels, **out)
        held = timeline.wait(script.hold_s)
        back = dict.fromkeys(out, 0.0) | {name: AT_EASE[name] for name in TRUNK}
        _, end_s = timeline.move(move_s, quality, **back)
        timeline.wait(float(rng.uniform(0.5, 1.2)))
        done.repetitions.append(Repetition(start_s, end_s, {"hold": held}, arm, made, quality))
    timeline.wait(script.idle_s[1])
    return done


def _levels(faults: dict[str, float], rng: np.random.Generator) -> State:
    """Return what a repetition with these faults looks like when arm and leg are out."""
    line = faults.get("leg_high", faults.get("leg_low", AIMS_DEG + float(rng.uniform(183, 197))))
    return {
        "sag": faults.get("back_sags", float(rng.uniform(0, 8))),
        "elbow": faults.get("support_bends", STRAIGHT),
        "arm_line": faults.get("arm_low", AIMS_DEG + float(rng.uniform(164, 181))) - AIMS_DEG,
        "leg_line": line if "leg_high" in faults else line - AIMS_DEG,
        "knee": faults.get("knee_bent", float(rng.uniform(165, 174))),
    }


def _elevation(poser: Poser, flat: float, levels: State) -> float:
    """Return how far the trunk rises towards the shoulders [deg]."""
    figure = poser.figure()
    _place_trunk(poser, figure, AT_EASE | levels, flat, 0.0)
    trunk = _trunk(figure)
    return float(np.degrees(np.arctan2(trunk[2], trunk[0])))


def _chest_sunk(poser: Poser, flat: float, tilt_deg: float) -> State:
    """Return how far the supporting elbow bends for the chest to sink so far."""
    level = _elevation(poser, flat, {})
    bends = np.arange(60.0, STRAIGHT, 2.0)
    tilts = [level - _elevation(poser, flat, {"elbow": elbow}) for elbow in bends]
    return {"elbow": float(np.interp(tilt_deg, tilts[::-1], bends[::-1]))}


def _sat_back(poser: Poser, flat: float, tilt_deg: float) -> State:
    """Return how the hips sink back for the trunk to rise so far, arm straight, hand drawn in."""
    level, lean = _elevation(poser, flat, {}), -(20.0 + tilt_deg)
    hands = np.arange(-0.36, 0.1, 0.02)
    states = [{"lean": lean, "hand": float(hand)} for hand in hands]
    tilts = np.array([_elevation(poser, flat, state) - level for state in states])
    return states[int(np.argmin(np.abs(tilts - tilt_deg)))]


def _made(figure: Figure, faults: dict[str, float], arm: str, leg: str) -> dict[str, float]:
    """Return the faults there really are, with their true size: the floor limits arm and leg."""
    now = figure.now
    shoulder, hip = now.middle("upperarm01"), now.middle("upperleg01")
    line = front_angle(now.at(f"foot.{leg}"), hip, shoulder)
    true = {
        "arm_low": front_angle(hip, shoulder, now.at(f"wrist.{arm}")),
        "leg_low": line,
        "leg_high": line,
    }
    sizes = {name: true.get(name, size) for name, size in faults.items() if name != "trunk_tilts"}
    return {name: size for name, size in sizes.items() if FAULTS[name].has(size)}


def _tilt_made(poser: Poser, flat: float, levels: State) -> dict[str, float]:
    """Return the same for the trunk's tilt and the elbow, which come together."""
    tilt = abs(_elevation(poser, flat, levels) - _elevation(poser, flat, {}))
    sizes = {"trunk_tilts": tilt, "support_bends": levels["elbow"]}
    return {name: size for name, size in sizes.items() if FAULTS[name].has(size)}


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
    _place_trunk(poser, figure, state, flat, neck)
    for side in SIDES:
        poser.kneel(figure, side)
        if state[f"leg.{side}"] > 0:
            _raise_leg(figure, side, state, poser.clear.instep)
        poser.lean_on_hand(figure, side, x=poser.hand_x + state["hand"])
        if state[f"arm.{side}"] > 0:
            _raise_arm(figure, side, state, poser.clear.palm)
    return figure


def _place_trunk(poser: Poser, figure: Figure, state: State, flat: float, neck: float) -> None:
    poser.on_knees(
        figure,
        lean_deg=state["lean"],
        flexion_deg=flat - state["sag"],
        reach_m=span_at(state["elbow"], poser.body.arm_m),
        neck_deg=neck,
        hand_m=state["hand"],
    )


def _raise_arm(figure: Figure, side: str, state: State, above_m: float) -> None:
    """Swing an arm from the floor to its place in line with the trunk, above the floor."""
    out = state[f"arm.{side}"]
    figure.raise_shoulder(side, 18 * out)
    shoulder, wrist = figure.now.at(f"upperarm01.{side}"), figure.now.at(f"wrist.{side}")
    goal = turn(Y, 180 - state["arm_line"]) @ _trunk(figure)
    reach = span_at(STRAIGHT - 24 * np.sin(np.pi * out), figure.body.arm_m)
    start_m = float(np.linalg.norm(wrist - shoulder))
    reach = start_m + (reach - start_m) * min(1.0, 3 * out)
    goal = _over_floor(goal, shoulder[2] - above_m, reach)
    way = _swing(wrist - shoulder, goal, out)
    goal = shoulder + reach * way
    sign = _sign(side)
    hand = _part(figure, side, *HAND)
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
    relaxed = 20.0 if state["leg_line"] > FAULTS["leg_low"].low else -12.0
    toes, knee = _part(figure, side, *FOOT), _part(figure, side, "lowerleg", "upperleg02")
    for _ in range(3):
        figure.leg(side, goal, knee_towards=towards, foot=-55 + relaxed * out)
        goal = goal + Z * max(0.0, 0.003 - figure.now.lowest(toes))
        goal = goal + Z * 2 * max(0.0, 0.003 - figure.now.lowest(knee))


def _part(figure: Figure, side: str, *bones: str) -> npt.NDArray[np.int64]:
    """Return some skin of one side only: the other may not be in its place yet."""
    part = figure.body.part(*bones, every=2)
    return part[np.char.endswith(figure.body.main_bone[part], f".{side}")]


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
