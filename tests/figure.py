"""A drawn person for tests: joint angles in, `PoseFrame`s out, exact by construction.

The figure lives in the filmed plane and faces right. It is drawn from the hips (on the back) or
from the knees (on all fours); the body mask is made of capsules, and of a parabola for the back.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from formcheck.landmarks import FLOW_SHAPE, Landmark, PoseFrame, Side, mask_size

SIZE = (640, 360)
TRUNK, NECK, UPPER_ARM, FOREARM, THIGH, SHANK, FOOT = 120.0, 40.0, 62.0, 58.0, 92.0, 92.0, 35.0
"""Lengths [px]."""
LIMB, HEAD = 11.0, 20.0
"""Half widths [px]."""

SEAT = (320.0, 250.0)
"""Where the hips of somebody who sits before the camera are [px]."""
PX_PER_M = 250.0

BONES = [
    (Landmark.LEFT_HIP, Landmark.LEFT_SHOULDER),
    *((Landmark.of(side, a), Landmark.of(side, b)) for side in Side for a, b in (
        ("HIP", "KNEE"), ("KNEE", "ANKLE"), ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"),
    )),
]  # fmt: skip
"""What moves in the picture; the first is the back."""
POINTS, AREA = 12, 0.14
"""Points on a bone, and what share of a cell each covers."""
BACK_SWAY = 1.2
"""How far the back moves in the picture for each percent of curvature [px]."""

Inside = Callable[[np.ndarray], np.ndarray]


def direction(degrees: float) -> np.ndarray:
    """Unit vector, 0 to the right, 90 up on the screen."""
    return np.array([np.cos(np.radians(degrees)), -np.sin(np.radians(degrees))])


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Angles as the measures name them [deg]; left and right where they may differ."""

    posture: str = "all fours"
    trunk: float = 0.0
    """On all fours: shoulders above hips. On the back: hips above shoulders."""
    hip: dict[str, float] = field(default_factory=lambda: {"left": 90.0, "right": 90.0})
    knee: dict[str, float] = field(default_factory=lambda: {"left": 90.0, "right": 90.0})
    arm: dict[str, float] = field(default_factory=lambda: {"left": 90.0, "right": 90.0})
    elbow: dict[str, float] = field(default_factory=lambda: {"left": 178.0, "right": 178.0})
    curvature: float = 0.0
    """Sagitta of the back over its chord [%], rounded positive."""
    nod: float = 0.0
    """How far the face is turned towards the chest; 0 looks straight ahead."""
    shift: tuple[float, float] = (0.0, 0.0)
    hidden: tuple[str, ...] = ()
    """Names of landmarks the camera does not show, e.g. "RIGHT_WRIST"."""
    turned: float = 5.0
    """How far the camera is off the side view."""


def both(value: float) -> dict[str, float]:
    """The same angle on both sides."""
    return {"left": value, "right": value}


def frame(t: float, pose: Pose, *, mask: bool = True) -> PoseFrame:
    """Draw one pose."""
    points, world = _points(pose)
    image = np.zeros((33, 2))
    visibility = np.full(33, 0.99)
    for name, point in points.items():
        image[Landmark[name]] = point
    for name in pose.hidden:
        visibility[Landmark[name]] = 0.1
    return PoseFrame(
        t=t,
        size=SIZE,
        image=image,
        world=world,
        visibility=visibility,
        presence=visibility,
        mask=_mask(points, pose) if mask else None,
    )


def film(t: np.ndarray, poses: list[Pose], *, mask: bool = True) -> Iterator[PoseFrame]:
    """Draw one pose for each time [s], with the motion between them."""
    drawn = (frame(float(time), pose, mask=mask) for time, pose in zip(t, poses, strict=True))
    return with_motion(drawn, (BACK_SWAY * pose.curvature for pose in poses))


def with_motion(
    frames: Iterable[PoseFrame], sways: Iterable[float] = itertools.repeat(0.0)
) -> Iterator[PoseFrame]:
    """Add motion grids: how points along the limbs move, and the back by its sway [px]."""
    before = None
    for one, sway in zip(frames, sways, strict=False):
        bones = [(one.image[a], one.image[b]) for a, b in BONES]
        along = np.linspace(0, 1, POINTS)[:, None]
        points = np.concatenate([a + along * (b - a) for a, b in bones])
        points[:POINTS, 1] -= sway
        grid = np.zeros(FLOW_SHAPE)
        if before is not None:
            velocity = (points - before[1]) / (one.t - before[0])
            columns, rows = (
                np.clip((points[:, i] / SIZE[i] * FLOW_SHAPE[1 - i]).astype(int), 0,
                        FLOW_SHAPE[1 - i] - 1)
                for i in (0, 1)
            )  # fmt: skip
            np.add.at(grid, (rows, columns), velocity * AREA)
        before = one.t, points
        yield replace(one, flow=grid)


def ramp(t: np.ndarray, *knots: tuple[float, float]) -> np.ndarray:
    """A value that rests at each knot (time [s], value) and moves smoothly between them."""
    times = np.array([time for time, _ in knots])
    values = np.array([value for _, value in knots])
    i = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(times) - 2)
    x = np.clip((t - times[i]) / (times[i + 1] - times[i]), 0, 1)
    return values[i] + (values[i + 1] - values[i]) * x**3 * (10 - 15 * x + 6 * x**2)


def _points(pose: Pose) -> tuple[dict[str, np.ndarray], np.ndarray]:
    shift = np.array(pose.shift)
    if pose.posture == "on the back":
        # the head lies left, the shoulders stay on the floor and the hips rise
        shoulder = np.array([210.0, 250.0]) + shift
        hip = shoulder + TRUNK * direction(pose.trunk)
        up_the_trunk = 180.0 + pose.trunk
    else:
        hip = np.array([230.0, 190.0]) + shift
        shoulder = hip + TRUNK * direction(pose.trunk)
        up_the_trunk = pose.trunk
    points: dict[str, np.ndarray] = {}
    for side in Side:
        s, offset = side.name, (-3.0 if side is Side.LEFT else 3.0)
        o = np.array([0.0, offset])
        # screen angles run against the clock, the front of the body lies clockwise of the trunk
        thigh = up_the_trunk - pose.hip[side]
        knee = hip + THIGH * direction(thigh)
        shank = thigh + 180.0 + pose.knee[side]
        ankle = knee + SHANK * direction(shank)
        upper = up_the_trunk + 180.0 + pose.arm[side]
        elbow = shoulder + UPPER_ARM * direction(upper)
        forearm = upper + 180.0 - pose.elbow[side]
        wrist = elbow + FOREARM * direction(forearm)
        points |= {
            f"{s}_SHOULDER": shoulder + o, f"{s}_HIP": hip + o, f"{s}_KNEE": knee + o,
            f"{s}_ANKLE": ankle + o, f"{s}_ELBOW": elbow + o, f"{s}_WRIST": wrist + o,
            f"{s}_HEEL": ankle + o, f"{s}_FOOT_INDEX": ankle + FOOT * direction(shank - 70) + o,
        }  # fmt: skip
    ear = shoulder + NECK * direction(up_the_trunk - pose.nod)
    points |= {"LEFT_EAR": ear, "RIGHT_EAR": ear}
    points["NOSE"] = ear + 12 * direction(up_the_trunk - 90 - pose.nod)
    world = np.zeros((33, 3))
    for name, point in points.items():
        world[Landmark[name], :2] = (point - hip) / 250
    across = np.array([np.sin(np.radians(pose.turned)), 0, np.cos(np.radians(pose.turned))])
    for side in Side:
        sign = 1 if side is Side.LEFT else -1
        for part in ("SHOULDER", "HIP"):
            world[Landmark.of(side, part)] = (
                np.append((shoulder if part == "SHOULDER" else hip) - hip, 0) / 250
                + sign * 0.17 * across
            )
    return points, world


def _mask(points: dict[str, np.ndarray], pose: Pose) -> np.ndarray:
    width, height = mask_size(SIZE)
    scale = width / SIZE[0]
    mask = np.zeros((height, width), bool)
    hip = (points["LEFT_HIP"] + points["RIGHT_HIP"]) / 2 * scale
    shoulder = (points["LEFT_SHOULDER"] + points["RIGHT_SHOULDER"]) / 2 * scale
    chord = shoulder - hip
    length = np.hypot(*chord)
    along = chord / length
    back = np.array([along[1], -along[0]]) * (-1 if pose.posture == "on the back" else 1)

    def fill(a: np.ndarray, b: np.ndarray, margin: float, inside: Inside) -> None:
        x0, y0 = np.maximum(np.minimum(a, b) - margin, 0).astype(int)
        x1, y1 = (np.maximum(a, b) + margin).astype(int) + 1
        part = mask[y0:y1, x0:x1]
        y, x = np.mgrid[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]]
        part |= inside(np.stack([x + 0.5, y + 0.5], axis=-1))

    def trunk(grid: np.ndarray) -> np.ndarray:
        s, h = ((grid - hip) @ along) / length, ((grid - hip) @ back) / length
        # the parabola whose curvature over the measured part (0.05..0.80) is the one asked for
        edge = 0.22 + 0.75 * pose.curvature / 100 * (1 - (2 * (s - 0.425) / 0.75) ** 2)
        return (s > -0.12) & (s < 1.1) & (h < edge) & (h > -0.14 + np.minimum(edge - 0.22, 0))

    def limb(a: np.ndarray, b: np.ndarray, half: float) -> Inside:
        d = b - a
        return lambda grid: (
            np.linalg.norm(
                grid - a - np.clip(((grid - a) @ d) / max(d @ d, 1e-9), 0, 1)[..., None] * d,
                axis=-1,
            )
            < half
        )

    fill(hip, shoulder, length, trunk)
    bones = [
        ("HIP", "KNEE"), ("KNEE", "ANKLE"), ("ANKLE", "FOOT_INDEX"),
        ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"),
    ]  # fmt: skip
    limbs = [(f"{side.name}_{a}", f"{side.name}_{b}", LIMB) for side in Side for a, b in bones]
    for first, last, half in [*limbs, ("LEFT_EAR", "NOSE", HEAD)]:
        a, b = points[first] * scale, points[last] * scale
        fill(a, b, half * scale, limb(a, b, half * scale))
    return mask


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Somebody who sits on the floor before the camera, one foot set down across the other leg."""

    turn: float = 0.0
    """Shoulders against hips [deg], to the left positive."""
    tip: float = 0.0
    """Trunk to the person's left [deg]."""
    lean: float = 0.0
    """Trunk back [deg]."""
    faces: float = 0.0
    """Where the hips face [deg]; 0 the camera, to the left positive."""


def seated(t: float, pose: Sitting) -> PoseFrame:
    """Draw somebody who sits, without perspective."""
    # x is the person's left, y down, z away from the camera [m], while the person faces it
    back, side = np.radians(pose.lean), np.radians(pose.tip)
    up = np.array([np.sin(side), -np.cos(side) * np.cos(back), np.cos(side) * np.sin(back)])
    aside = np.array([np.cos(side), np.sin(side), 0.0])
    ahead = np.cross(aside, up)
    angle = np.radians(pose.turn)
    left = np.cos(angle) * aside - np.sin(angle) * ahead
    front = np.cos(angle) * ahead + np.sin(angle) * aside
    chest = 0.48 * up
    points = {"NOSE": chest + 0.2 * up + 0.1 * front}
    for sign, name in ((1, "LEFT"), (-1, "RIGHT")):
        hip, shoulder = np.array([0.1 * sign, 0, 0]), chest + 0.17 * sign * left
        ankle = np.array([0.1 * sign, 0, -0.8])
        elbow = shoulder + np.array([0.05 * sign, 0.25, 0.03])
        points |= {
            f"{name}_HIP": hip, f"{name}_KNEE": np.array([0.1 * sign, -0.02, -0.4]),
            f"{name}_ANKLE": ankle, f"{name}_HEEL": ankle,
            f"{name}_FOOT_INDEX": ankle + np.array([0, -0.15, 0]), f"{name}_SHOULDER": shoulder,
            f"{name}_ELBOW": elbow, f"{name}_WRIST": elbow + np.array([0.05 * sign, 0.2, 0.05]),
            f"{name}_EAR": chest + 0.2 * up + 0.07 * sign * left,
        }  # fmt: skip
    c, s = np.cos(np.radians(pose.faces)), np.sin(np.radians(pose.faces))
    around = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    world = np.zeros((33, 3))
    for name, point in points.items():
        world[Landmark[name]] = point @ around
    image = np.array(SEAT) + PX_PER_M * world[:, :2]
    seen = np.full(33, 0.99)
    return PoseFrame(t=t, size=SIZE, image=image, world=world, visibility=seen, presence=seen)
