"""Drawn films of the exercises: done well, and with each fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
from figure import (
    FOREARM,
    THIGH,
    TRUNK,
    UPPER_ARM,
    Pose,
    Sitting,
    both,
    film,
    ramp,
    seated,
    with_motion,
)

from formcheck.landmarks import PoseFrame, Side

FPS = 30.0
Film = list[PoseFrame]


def out_and_back(t: float, way_s: float, hold_s: float, end: float) -> list[tuple[float, float]]:
    """Return knots from 0 to an end, staying there, and back."""
    last = t + 2 * way_s + hold_s
    return [(t, 0.0), (t + way_s, end), (t + way_s + hold_s, end), (last, 0.0)]


def cat_cow(
    reps: int = 2,
    *,
    cat: float = 9.0,
    cow: float = -16.0,
    neutral: float = -6.0,
    way_s: float = 2.0,
    elbow: float = 175.0,
    rock: float = 0.0,
) -> Film:
    knots, t = [(0.0, neutral), (1.0, neutral)], 1.0
    for _ in range(reps):
        for end in (cat, cow):
            knots += [(t + way_s, end), (t + 1.5 * way_s, end)]
            t = knots[-1][0]
    knots += [(t + way_s, neutral), (t + way_s + 1.0, neutral)]
    times = np.arange(0, knots[-1][0], 1 / FPS)
    poses = [
        Pose(
            curvature=k,
            trunk=5,
            elbow=both(elbow),
            hip=both(95 + rock * np.sin(2 * np.pi * time / 3)),
        )
        for time, k in zip(times, ramp(times, *knots), strict=True)
    ]
    return list(film(times, poses))


def bridge(
    reps: int = 2,
    *,
    rise: float = 25.0,
    hip: float = 175.0,
    knee: float = 85.0,
    hold_s: float = 3.5,
    lift_s: float = 1.5,
    lower_s: float = 1.5,
    foot_up: bool = False,
    turned: float = 5.0,
) -> Film:
    knots, t = [(0.0, 0.0)], 1.0
    for _ in range(reps):
        knots += [(t, 0.0), (t + lift_s, 1.0)]
        t += lift_s + hold_s
        knots += [(t, 1.0), (t + lower_s, 0.0)]
        t += lower_s + 1.0
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    poses = [
        Pose(
            posture="on the back",
            trunk=u * rise,
            hip=both(125 + u * (hip - 125)),
            knee=both(70 + u * (knee - 70)) | ({"right": 70 + 95 * u} if foot_up else {}),
            arm=both(10),
            turned=turned,
        )
        for u in ramp(times, *knots)
    ]
    return list(film(times, poses, mask=False))


def bird_dog(
    reps: int = 2,
    *,
    arm: float = 172.0,
    hip: float = 184.0,
    knee: float = 176.0,
    hold_s: float = 5.2,
    way_s: float = 1.5,
    sag: float = 0.0,
    tilt: float = 0.0,
    support: float = 175.0,
    same_side: bool = False,
) -> Film:
    knots, t = [(0.0, 0.0)], 1.0
    for _ in range(reps):
        knots += [
            (t, 0.0),
            (t + way_s, 1.0),
            (t + way_s + hold_s, 1.0),
            (t + 2 * way_s + hold_s, 0.0),
        ]
        t += 4.0 + hold_s
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    poses = []
    for time, u in zip(times, ramp(times, *knots), strict=True):
        rep = int((time - 0.5) // (4.0 + hold_s)) if time > 0.5 else 0
        arm_side = Side.LEFT if rep % 2 == 0 else Side.RIGHT
        leg_side = arm_side if same_side else arm_side.other
        poses.append(
            Pose(
                curvature=-5 + u * sag,
                trunk=8 + u * tilt,
                arm=both(82 - u * tilt) | {arm_side: 82 + u * (arm - 82)},
                hip=both(98 + u * tilt) | {leg_side: 98 + u * (hip - 98)},
                knee=both(90) | {leg_side: 90 + u * (knee - 90)},
                elbow={arm_side: 175.0, arm_side.other: support},
            )
        )
    return list(film(times, poses))


def partial_crunch(
    reps: int = 2,
    *,
    rise: float = 26.0,
    nod: float = 0.0,
    feet: float = 0.0,
    lift_s: float = 1.5,
    lower_s: float = 1.8,
) -> Film:
    knots, t = [(0.0, 0.0)], 1.0
    for _ in range(reps):
        knots += [(t, 0.0), (t + lift_s, 1.0), (t + lift_s + 0.8, 1.0)]
        t += lift_s + 0.8 + lower_s
        knots += [(t, 0.0)]
        t += 1.0
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    poses = [
        Pose(
            posture="on the back",
            trunk=-u * rise,
            hip=both(125 - u * (rise + feet)),
            knee=both(70),
            arm=both(165),
            elbow=both(35),
            nod=u * nod,
        )
        for u in ramp(times, *knots)
    ]
    return list(film(times, poses, mask=False))


def knee_to_chest(
    holds: int = 2,
    *,
    hip: float = 42.0,
    hold_s: float = 20.0,
    way_s: float = 2.0,
    lift: float = 0.0,
    pulse: float = 0.0,
    one_side: bool = False,
    other: float = 128.0,
) -> Film:
    knots, t = [(0.0, 0.0)], 2.0
    for _ in range(holds):
        knots += [
            (t, 0.0),
            (t + way_s, 1.0),
            (t + way_s + hold_s, 1.0),
            (t + 2 * way_s + hold_s, 0.0),
        ]
        t += 6.0 + hold_s
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    poses = []
    for time, u in zip(times, ramp(times, *knots), strict=True):
        number = int((time - 1.0) // (6.0 + hold_s)) if time > 1.0 else 0
        side = Side.LEFT if number % 2 == 0 or one_side else Side.RIGHT
        swing = pulse * (1 - np.cos(2 * np.pi * time)) / 2 if u == 1.0 else 0.0
        pulled = other + u * (hip + swing - other)
        arm, elbow = _reach(pulled)
        poses.append(
            Pose(
                posture="on the back",
                trunk=-u * lift,
                hip=both(other - u * lift) | {side: pulled},
                knee=both(70 if other < 150 else 170) | {side: 70.0},
                arm=both(arm),
                elbow=both(elbow),
            )
        )
    return list(film(times, poses, mask=False))


def childs_pose(
    holds: int = 2,
    *,
    knee: float = 27.0,
    hold_s: float = 21.0,
    way_s: float = 2.0,
    arm: float = 174.0,
    elbow: float = 176.0,
    swing: float = 0.0,
) -> Film:
    knots, t = [(0.0, 0.0)], 2.0
    for _ in range(holds):
        knots += [
            (t, 0.0),
            (t + way_s, 1.0),
            (t + way_s + hold_s, 1.0),
            (t + 2 * way_s + hold_s, 0.0),
        ]
        t += 7.0 + hold_s
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    poses = []
    for time, u in zip(times, ramp(times, *knots), strict=True):
        bounce = swing * (1 - np.cos(2 * np.pi * time)) / 2 if u == 1.0 else 0.0
        bent = 92 + u * (knee + bounce - 92)
        # hips sink along a line through the knees, which stay
        poses.append(
            Pose(
                trunk=10 - 12 * u,
                hip=both(bent + 8 - 14 * u),
                knee=both(bent),
                arm=both(78 + u * (arm - 78)),
                elbow=both(176 + u * (elbow - 176)),
                shift=(-40 * u, 70 * u),
            )
        )
    return list(film(times, poses, mask=False))


def seated_twist(
    holds: int = 2,
    *,
    turn: float = 40.0,
    hold_s: float = 21.0,
    way_s: float = 2.0,
    tip: float = 0.0,
    lean: float = -6.0,
    faces: float = 0.0,
) -> Film:
    knots, t = [(0.0, 0.0)], 2.5
    for i in range(holds):
        side = 1.0 if i % 2 == 0 else -1.0
        knots += [
            (t, 0.0),
            (t + way_s, side),
            (t + way_s + hold_s, side),
            (t + 2 * way_s + hold_s, 0.0),
        ]
        t += 7.5 + hold_s
    knots += [(t, 0.0)]
    times = np.arange(0, t, 1 / FPS)
    drawn = (
        seated(
            float(time),
            Sitting(turn=u * turn, tip=u * tip, lean=-8 + abs(u) * (lean + 8), faces=faces),
        )
        for time, u in zip(times, ramp(times, *knots), strict=True)
    )
    return list(with_motion(drawn))


def jerky(frames: Film) -> Film:
    """Let the motion come in jerks, three and a half a second; the landmarks stay as they are."""
    return [
        replace(one, flow=(1 + 1.8 * np.sin(7 * np.pi * one.t)) * np.asarray(one.flow))
        for one in frames
    ]


def _reach(hip: float) -> tuple[float, float]:
    """Return the arm and elbow angles with which a hand is at the knee of a leg."""
    knee = np.array([TRUNK - THIGH * np.cos(np.radians(hip)), THIGH * np.sin(np.radians(hip))])
    far = min(float(np.hypot(*knee)), UPPER_ARM + FOREARM - 1)
    elbow = (UPPER_ARM**2 + FOREARM**2 - far**2) / (2 * UPPER_ARM * FOREARM)
    beside = (UPPER_ARM**2 + far**2 - FOREARM**2) / (2 * UPPER_ARM * far)
    towards = np.degrees(np.arctan2(knee[1], knee[0]))
    return float(towards - np.degrees(np.arccos(beside))), float(np.degrees(np.arccos(elbow)))


GOOD: dict[str, Callable[[], Film]] = {
    name: cache(scene)
    for name, scene in (
        ("cat_cow", cat_cow),
        ("bridge", bridge),
        ("bird_dog", bird_dog),
        ("partial_crunch", partial_crunch),
        ("knee_to_chest", knee_to_chest),
        ("childs_pose", childs_pose),
        ("seated_twist", seated_twist),
    )
}
"""Two repetitions or holds without a fault; everything can be judged."""

FAULTY: dict[tuple[str, str], Callable[[], Film]] = {
    ("cat_cow", "elbows_bend"): lambda: cat_cow(elbow=125),
    ("cat_cow", "rocking"): lambda: cat_cow(rock=14),
    ("cat_cow", "too_fast"): lambda: cat_cow(way_s=0.45),
    ("bridge", "foot_off_floor"): lambda: bridge(foot_up=True),
    ("bridge", "over_arched"): lambda: bridge(hip=214, rise=36),
    ("bridge", "hips_low"): lambda: bridge(hip=146, rise=12),
    ("bridge", "dropped"): lambda: bridge(lower_s=0.3),
    ("bridge", "hold_too_short"): lambda: bridge(hold_s=0.5),
    ("bridge", "feet_too_far"): lambda: bridge(knee=126, rise=15),  # or the feet would rise
    ("bridge", "feet_too_near"): lambda: bridge(knee=40),
    ("bird_dog", "same_side"): lambda: bird_dog(same_side=True),
    ("bird_dog", "back_sags"): lambda: bird_dog(sag=-19),
    ("bird_dog", "leg_high"): lambda: bird_dog(hip=226),
    ("bird_dog", "trunk_tilts"): lambda: bird_dog(tilt=22),
    ("bird_dog", "support_bends"): lambda: bird_dog(support=125, tilt=-8),
    ("bird_dog", "leg_low"): lambda: bird_dog(hip=146),
    ("bird_dog", "knee_bent"): lambda: bird_dog(knee=128),
    ("bird_dog", "arm_low"): lambda: bird_dog(arm=132),
    ("partial_crunch", "neck_pulled"): lambda: partial_crunch(nod=70),
    ("partial_crunch", "sit_up"): lambda: partial_crunch(rise=62),
    ("partial_crunch", "feet_lift"): lambda: partial_crunch(feet=24),
    ("partial_crunch", "dropped"): lambda: partial_crunch(lower_s=0.5),
    ("partial_crunch", "too_small"): lambda: partial_crunch(rise=8),
    ("knee_to_chest", "head_lifts"): lambda: knee_to_chest(lift=20),
    ("knee_to_chest", "pulsing"): lambda: knee_to_chest(pulse=12),
    ("knee_to_chest", "shallow"): lambda: knee_to_chest(hip=82),
    ("knee_to_chest", "came_up_early"): lambda: knee_to_chest(hold_s=9),
    ("knee_to_chest", "one_side_only"): lambda: knee_to_chest(one_side=True),
    ("childs_pose", "bouncing"): lambda: childs_pose(swing=9),
    ("childs_pose", "hips_high"): lambda: childs_pose(knee=58),
    ("childs_pose", "arms_back"): lambda: childs_pose(arm=35),
    ("childs_pose", "elbows_bent"): lambda: childs_pose(elbow=95),
    ("childs_pose", "came_up_early"): lambda: childs_pose(hold_s=9),
    ("seated_twist", "forced"): lambda: seated_twist(turn=72),
    ("seated_twist", "hips_lift"): lambda: seated_twist(tip=26),
    ("seated_twist", "trunk_leans"): lambda: seated_twist(lean=28),
    ("seated_twist", "too_little"): lambda: seated_twist(turn=19),
    ("seated_twist", "came_up_early"): lambda: seated_twist(hold_s=9),
    ("bridge", "too_fast"): lambda: bridge(lift_s=0.55),
    ("bird_dog", "too_fast"): lambda: bird_dog(way_s=0.55),
    ("partial_crunch", "too_fast"): lambda: partial_crunch(lift_s=0.55),
    ("knee_to_chest", "too_fast"): lambda: knee_to_chest(way_s=0.6),
    ("childs_pose", "too_fast"): lambda: childs_pose(way_s=0.6),
    ("seated_twist", "too_fast"): lambda: seated_twist(way_s=0.6),
}
"""The same with one fault, clearly there."""
FAULTY |= {(name, "jerky"): lambda film=film: jerky(film()) for name, film in GOOD.items()}
