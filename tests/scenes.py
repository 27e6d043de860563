"""Drawn films of the exercises: done well, and with each fault."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from figure import Pose, both, film, ramp

from formcheck.landmarks import PoseFrame, Side

FPS = 30.0
Film = list[PoseFrame]


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
    sag: float = 0.0,
    tilt: float = 0.0,
    support: float = 175.0,
    same_side: bool = False,
) -> Film:
    knots, t = [(0.0, 0.0)], 1.0
    for _ in range(reps):
        knots += [(t, 0.0), (t + 1.5, 1.0), (t + 1.5 + hold_s, 1.0), (t + 3.0 + hold_s, 0.0)]
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


GOOD: dict[str, Callable[[], Film]] = {
    name: cache(scene)
    for name, scene in (("cat_cow", cat_cow), ("bridge", bridge), ("bird_dog", bird_dog))
}
"""Two repetitions without a fault; everything can be judged."""

FAULTY: dict[tuple[str, str], Callable[[], Film]] = {
    ("cat_cow", "elbows_bend"): lambda: cat_cow(elbow=125),
    ("cat_cow", "rocking"): lambda: cat_cow(rock=14),
    ("cat_cow", "too_fast"): lambda: cat_cow(way_s=0.45),
    ("bridge", "foot_off_floor"): lambda: bridge(foot_up=True),
    ("bridge", "over_arched"): lambda: bridge(hip=209, rise=36),
    ("bridge", "hips_low"): lambda: bridge(hip=146, rise=12),
    ("bridge", "dropped"): lambda: bridge(lower_s=0.3),
    ("bridge", "hold_too_short"): lambda: bridge(hold_s=0.5),
    ("bridge", "feet_too_far"): lambda: bridge(knee=126),
    ("bridge", "feet_too_near"): lambda: bridge(knee=40),
    ("bird_dog", "same_side"): lambda: bird_dog(same_side=True),
    ("bird_dog", "back_sags"): lambda: bird_dog(sag=-19),
    ("bird_dog", "leg_high"): lambda: bird_dog(hip=226),
    ("bird_dog", "trunk_tilts"): lambda: bird_dog(tilt=22),
    ("bird_dog", "support_bends"): lambda: bird_dog(support=125),
    ("bird_dog", "leg_low"): lambda: bird_dog(hip=146),
    ("bird_dog", "knee_bent"): lambda: bird_dog(knee=128),
    ("bird_dog", "arm_low"): lambda: bird_dog(arm=132),
}
"""The same with one fault, clearly there."""
