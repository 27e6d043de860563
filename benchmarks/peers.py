"""Other ways to count repetitions, on the same landmarks, re-implemented from their descriptions.

========================= ========================================================================
peer                      how it counts
========================= ========================================================================
one fixed threshold       the usual hobby counter: each time a joint angle passes one fixed value
two fixed thresholds      the same as a state machine: up beyond one value, then down below another
k nearest poses           in the style of the pose classification sample of Google ML Kit
ear-shoulder-hip          cat-cow by the landmarks alone: both ends, from the person's own middle
========================= ========================================================================

The joint angle is the one such counters use for the movement: shoulder-hip-knee for the bridge (the
mean of both sides) and the bird-dog (the straighter side), ear-shoulder-hip for cat-cow. It is not
smoothed. Nobody publishes fixed values for these exercises; see `THRESHOLDS_DEG` for ours.

The nearest-pose counter follows the published sample: landmarks are moved to the middle of the hips
and scaled by the trunk, a pose is described by the differences of `PAIRS`, and compared with each
example as it is and mirrored; of the 30 examples whose worst difference is least, the 10 with the
least mean difference vote; the vote is smoothed exponentially (0.2), and a repetition begins above
6 votes and counts when they fall below 4. It differs from the sample in one way: landmarks are 2-D.
Its examples are rest and far end of the tune split's repetitions, never of the clip itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.landmarks import Landmark, Side

Array = npt.NDArray[np.floating[Any]]

ONE, TWO = "one_fixed_threshold", "two_fixed_thresholds"
NEAREST, EAR = "nearest_poses", "ear_shoulder_hip"
PEERS = (ONE, TWO, NEAREST, EAR)

THRESHOLDS_DEG = {"bridge": (140.0, 155.0), "bird_dog": (132.0, 151.0), "cat_cow": (24.0, 46.0)}
"""Low and high value of the driving angle; the single threshold is half way between them. Tuned on
the first 20 clips of tune seed 31: one and two thirds of the way from rest (medians 125, 113, 3) to
the far end (171, 170, 67)."""
EITHER_END_DEG = 12.0
"""Ear-shoulder-hip this far from the clip's median is an end."""

NEIGHBOURS, CANDIDATES = 10, 30
SMOOTHING, ENTER, EXIT = 0.2, 6.0, 4.0
LIMBS = (
    ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"), ("HIP", "KNEE"), ("KNEE", "ANKLE"),
    ("SHOULDER", "WRIST"), ("HIP", "ANKLE"), ("HIP", "WRIST"), ("SHOULDER", "ANKLE"),
)  # fmt: skip
ACROSS = ("ELBOW", "KNEE", "WRIST", "ANKLE")


def angle(a: Array, vertex: Array, b: Array) -> Array:
    """Return the inside angle at `vertex` in each frame [deg]; all of shape (n, 2)."""
    u, v = a - vertex, b - vertex
    cross = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    return np.asarray(np.degrees(np.arctan2(np.abs(cross), (u * v).sum(axis=1))))


def middle(image: Array, part: str) -> Array:
    """Return the point between the left and the right landmark in each frame."""
    left, right = (image[:, Landmark.of(side, part)] for side in Side)
    return (left + right) / 2


def driving_angle(exercise: str, image: Array) -> Array:
    """Return the joint angle a hobby counter watches [deg]; it rises towards the far end."""
    if exercise == "cat_cow":
        parts = (middle(image, part) for part in ("EAR", "SHOULDER", "HIP"))
        return 180 - angle(*parts)
    hips = np.stack([
        angle(*(image[:, Landmark.of(side, part)] for part in ("SHOULDER", "HIP", "KNEE")))
        for side in Side
    ])  # fmt: skip
    return np.asarray(hips.max(axis=0) if exercise == "bird_dog" else hips.mean(axis=0))


def crossings(curve: Array, low: float, high: float) -> int:
    """Count how often a curve goes above `high` and then below `low`; NaN is passed over.

    >>> crossings(np.array([0, 9, 6, 9, 0, np.nan, 9, 9]), 5, 8)
    1
    """
    out, count = False, 0
    for value in curve[~np.isnan(curve)]:
        if not out and value > high:
            out = True
        elif out and value < low:
            out, count = False, count + 1
    return count


def both_ends(curve: Array) -> int:
    """Count pairs of a high and a low end, in either order, from the curve's own median."""
    known = curve[~np.isnan(curve)]
    known = known - np.median(known) if len(known) else known
    ends = np.sign(known[np.abs(known) > EITHER_END_DEG])
    changes = int((np.diff(ends) != 0).sum())
    return (changes + 1) // 2


def embedding(image: Array) -> Array:
    """Describe each pose by differences of landmarks in trunk lengths, shape (n, pairs, 2)."""
    hips, shoulders = middle(image, "HIP"), middle(image, "SHOULDER")
    trunk = np.linalg.norm(shoulders - hips, axis=1)
    pairs = [shoulders - hips]
    for start, end in LIMBS:
        for side in Side:
            pairs.append(image[:, Landmark.of(side, end)] - image[:, Landmark.of(side, start)])
    for part in ACROSS:
        left, right = (image[:, Landmark.of(side, part)] for side in Side)
        pairs.append(right - left)
    scaled = np.stack(pairs, axis=1) / np.maximum(trunk, 1e-6)[:, None, None]
    return np.asarray(scaled)


def votes(poses: Array, examples: Array, far: npt.NDArray[np.bool_]) -> Array:
    """Return how many of the nearest examples of each pose are of the far end, 0 to `NEIGHBOURS`.

    Parameters
    ----------
    poses, examples : (n, pairs, 2), (m, pairs, 2)
        From `embedding`.
    far : (m,) bool
        Which examples are of the far end.
    """
    mirror = np.array([-1.0, 1.0])
    result = np.full(len(poses), np.nan)
    for i, pose in enumerate(poses):
        if np.isnan(pose).any():
            continue
        gaps = np.stack([np.abs(examples - pose), np.abs(examples - pose * mirror)])
        near = np.argsort(gaps.max(axis=(2, 3)).min(axis=0))[:CANDIDATES]
        nearest = near[np.argsort(gaps.mean(axis=(2, 3)).min(axis=0)[near])[:NEIGHBOURS]]
        result[i] = far[nearest].sum() * NEIGHBOURS / len(nearest)
    return result


def smoothed(values: Array) -> Array:
    """Return the exponential moving average of the known values."""
    known = values[~np.isnan(values)]
    for i in range(1, len(known)):
        known[i] = SMOOTHING * known[i] + (1 - SMOOTHING) * known[i - 1]
    return known


def extremes(truth: Mapping[str, Any], t: Array) -> tuple[list[int], list[int]]:
    """Return the frames at rest and at the far end that a clip gives as examples.

    The far end is the middle of each repetition's last hold (of cat-cow: the cat, and the middle of
    the cow is the near end); rest is where the repetition begins.
    """
    near, far = [], []
    for one in truth["repetitions"]:
        middles = {name: float(np.mean(span)) for name, span in one["holds"].items()}
        if not middles:
            continue
        rest_s = middles.get("cow", one["start_s"])
        near.append(int(np.argmin(np.abs(t - rest_s))))
        far.append(int(np.argmin(np.abs(t - list(middles.values())[-1]))))
    return near, far


Taught = tuple[Array, npt.NDArray[np.bool_]]
"""Poses, and which of them are of the far end."""
Examples = dict[str, Taught]
"""What each clip teaches."""


def examples_of(truth: Mapping[str, Any], t: Array, image: Array) -> Examples:
    """Return what a clip teaches the nearest-pose counter."""
    near, far = extremes(truth, t)
    poses = embedding(image[near + far])
    is_far = np.array([False] * len(near) + [True] * len(far), bool)
    known = ~np.isnan(poses).any(axis=(1, 2))
    return {truth["clip"]: (poses[known], is_far[known])}


def count_nearest(image: Array, examples: Iterable[Taught]) -> int | None:
    """Count by the nearest poses; None where there are too few examples."""
    poses, far = (np.concatenate(parts) for parts in zip(*examples, strict=True))
    if len(poses) < NEIGHBOURS:
        return None
    return crossings(smoothed(votes(embedding(image), poses, far)), EXIT, ENTER)


def counts(
    truth: Mapping[str, Any], image: Array, examples: Mapping[str, Taught]
) -> dict[str, int | None]:
    """Return what each peer counts in a clip; None where a peer does not do the exercise."""
    exercise = truth["exercise"]
    result: dict[str, int | None] = dict.fromkeys(PEERS)
    if exercise in THRESHOLDS_DEG:
        (low, high), curve = THRESHOLDS_DEG[exercise], driving_angle(exercise, image)
        result[ONE] = crossings(curve, (low + high) / 2, (low + high) / 2)
        result[TWO] = crossings(curve, low, high)
        if exercise == "cat_cow":
            result[EAR] = both_ends(curve)
    others = [one for clip, one in examples.items() if clip != truth["clip"]]
    if others:
        result[NEAREST] = count_nearest(image, others)
    return result
