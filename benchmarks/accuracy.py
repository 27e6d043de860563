"""How well the pose model sees: landmarks, outline and joint angles beside the truth.

Landmarks are compared in the picture, in percent of the true trunk there, from hips to shoulders.
The model marks where it sees a joint and the truth is where the bone turns, so a few percent would
remain even if nothing were wrong. Angles are measured in the picture as formcheck measures them, on
the side nearer to the camera, and the truth is the angle in space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.body import Body
from formcheck.landmarks import Landmark, Mask, PoseFrame, Side
from formcheck.measures import MEASURES

Array = npt.NDArray[np.floating[Any]]
Pictures = Mapping[str, npt.NDArray[Any]]
Result = dict[str, Any]

JOINTS = "shoulder", "elbow", "wrist", "hip", "knee", "ankle"
"""Joints compared; the truth has left and right of each in turn, then the eyes."""
SIDES = Side.LEFT, Side.RIGHT
LANDMARKS = [Landmark.of(side, joint.upper()) for joint in JOINTS for side in SIDES]
LEGS = [i for i, joint in enumerate(JOINTS) if joint in ("knee", "ankle")]
APART = 0.2
"""Legs this far apart in the picture [trunk lengths] could be told from each other."""
MEASURED = {
    "hip": "hip_angle",
    "knee": "knee_angle",
    "shoulder": "upper_arm",
    "elbow": "elbow_angle",
    "trunk_elevation": "trunk_elevation",
}
"""Formcheck's measure of each angle in the truth; one that it does not have is left out."""


@dataclass(frozen=True)
class Compared:
    """What the pose model saw in the n pictures of a clip in which somebody is in position.

    Attributes
    ----------
    found : (n,) bool
        Whether it saw somebody.
    near : int
        The side nearer to the camera: 0 left, 1 right.
    off_pct : (n, 6, 2) float
        From each landmark to its joint [% of the true trunk], by `JOINTS` and side; NaN where
        nobody was found, here and below.
    swapped : (n,) float
        1 where the legs are taken for each other; NaN too where they are not `APART`.
    iou : (n,) float
        Overlap of the outlines, 0..1.
    angles : dict of (2, n) float
        Each angle as measured and as it is [deg]; the first is NaN where it cannot be measured.
    """

    found: npt.NDArray[np.bool_]
    near: int
    off_pct: Array
    swapped: Array
    iou: Array
    angles: dict[str, Array]


def compared(
    frames: Sequence[PoseFrame],
    bodies: Sequence[Body | None],
    truth: Mapping[str, Any],
    pictures: Pictures,
) -> Compared:
    """Compare what was seen of a clip with the truth of its pictures."""
    t = np.array([frame.t for frame in frames])
    chosen = np.flatnonzero(t >= truth["in_position_from_s"])
    at = np.abs(t[chosen, None] - pictures["t"]).argmin(axis=1)
    frames, bodies = [frames[i] for i in chosen], [bodies[i] for i in chosen]
    image = np.array([frame.image[LANDMARKS] for frame in frames]).reshape(-1, 6, 2, 2)
    joints = pictures["joints_px"][at][:, :12].reshape(-1, 6, 2, 2)
    near = near_side(pictures["joints_m"][at], truth["camera"])
    rows = pictures["mask"][at]
    width = int(pictures["mask_size"][0])
    return Compared(
        found=np.array([body is not None for body in bodies], bool),
        near=near,
        off_pct=100 * np.linalg.norm(image - joints, axis=3) / trunk_px(joints)[:, None, None],
        swapped=swapped(image, joints),
        iou=np.array([
            np.nan if frame.mask is None
            else overlap(frame.mask, np.unpackbits(row, axis=1, count=width).astype(bool))
            for frame, row in zip(frames, rows, strict=True)
        ]),
        angles=angles(bodies, {name: pictures[f"{name}_deg"][at] for name in MEASURED}, near),
    )  # fmt: skip


def near_side(joints_m: Array, camera: Mapping[str, float]) -> int:
    """Return the side, 0 left and 1 right, whose shoulder and hip are nearer to the camera."""
    azimuth, far = np.radians(camera["azimuth_deg"]), camera["distance_m"]
    lens = far * np.sin(azimuth), -far * np.cos(azimuth), camera["height_m"]
    away = np.linalg.norm(joints_m[:, :12] - lens, axis=2).reshape(-1, 6, 2)
    left, right = away[:, [JOINTS.index("shoulder"), JOINTS.index("hip")]].mean(axis=(0, 1))
    return int(right < left)


def trunk_px(joints: Array) -> Array:
    """Return the true distance from the hips to the shoulders in each picture [px]."""
    shoulders, hips = (joints[:, JOINTS.index(one)].mean(axis=1) for one in ("shoulder", "hip"))
    return np.asarray(np.linalg.norm(shoulders - hips, axis=1))


def swapped(image: Array, joints: Array) -> Array:
    """Return 1 where knees and ankles lie nearer to those of the other leg, else 0.

    NaN where the true legs are not `APART` or nobody was found.
    """
    seen, true = image[:, LEGS], joints[:, LEGS]
    own, other, gap = (
        np.linalg.norm(one, axis=-1).reshape(len(image), -1).mean(axis=1)
        for one in (seen - true, seen - true[:, :, ::-1], true[:, :, 0] - true[:, :, 1])
    )
    unknown = np.isnan(own) | (gap < APART * trunk_px(joints))
    return np.where(unknown, np.nan, other < own)


def overlap(seen: Mask, true: Mask) -> float:
    """Return the intersection of two outlines over their union; NaN of nothing."""
    if seen.shape != true.shape:
        size = true.shape[1], true.shape[0]
        seen = cv2.resize(seen.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    union = int((seen | true).sum())
    return int((seen & true).sum()) / union if union else float("nan")


def angles(bodies: Sequence[Body | None], true: Mapping[str, Array], near: int) -> dict[str, Array]:
    """Return each angle of the near side as measured and as it is, shape (2, n) [deg]."""
    result = {}
    for measure in MEASURES:
        for name in (name for name, wanted in MEASURED.items() if wanted == measure.name):
            values = [np.nan if body is None else measure(body, SIDES[near]) for body in bodies]
            measured = np.array(values, float)
            if measure.name == "hip_angle":  # told on the front of the body, 0..360 deg
                measured = np.minimum(measured, 360 - measured)
            there = true[name][:, near] if true[name].ndim == 2 else true[name]
            result[name] = np.stack([measured, there])
    return result


def correlation(x: Array, y: Array) -> float | None:
    """Return Pearson's r, None where it does not exist."""
    if len(x) < 2 or not x.std() or not y.std():
        return None
    return float(np.corrcoef(x, y)[0, 1])


def percentiles(values: Array, *wanted: float) -> list[float | None]:
    """Return percentiles of the values that are known, None of nothing."""
    known = values[~np.isnan(values)]
    return [float(np.percentile(known, one)) if len(known) else None for one in wanted]


def numbers(values: Sequence[float]) -> Array:
    """Return numbers as an array."""
    return np.array(values, float)


def mean(values: Array) -> float | None:
    """Return the mean of the values that are known, None of nothing."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def joined(parts: Sequence[Array]) -> Array:
    """Return the values of all clips, one after the other."""
    return np.concatenate([np.ravel(part) for part in parts]) if parts else np.empty(0)


def landmark_scores(clips: Sequence[Compared]) -> Result:
    """Return how far landmarks are from the joints, and how often somebody was found."""
    both = percentiles(joined([clip.off_pct for clip in clips]), 50, 95)
    near = percentiles(joined([clip.off_pct[:, :, clip.near] for clip in clips]), 50, 95)
    return {
        "both_median_pct": both[0],
        "both_p95_pct": both[1],
        "near_median_pct": near[0],
        "near_p95_pct": near[1],
        "found": mean(joined([clip.found.astype(float) for clip in clips])),
        "legs_swapped": mean(joined([clip.swapped for clip in clips])),
    }


def mask_scores(clips: Sequence[Compared]) -> Result:
    """Return how well the outlines overlap."""
    median, p5 = percentiles(joined([clip.iou for clip in clips]), 50, 5)
    return {"iou_median": median, "iou_p5": p5}


def angle_scores(clips: Sequence[Compared]) -> Result:
    """Return the error of each angle [deg]; `measured` is the share of found pictures with one."""
    result = {}
    for name in [name for name in MEASURED if any(name in clip.angles for clip in clips)]:
        seen, true = np.concatenate([clip.angles[name] for clip in clips], axis=1)
        known = ~np.isnan(seen)
        found = joined([clip.found for clip in clips]).astype(bool)
        off = (seen - true)[known]
        result[name] = {
            "mae_deg": mean(np.abs(off)),
            "bias_deg": mean(off),
            "r": correlation(seen[known], true[known]),
            "measured": mean(known[found].astype(float)),
        }
    return result
