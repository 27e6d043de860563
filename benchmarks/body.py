"""A body: skeleton, skin and the numbers of its shape; forward kinematics and skinning.

Conventions: metres; the body's axes are x to its left, y to its back, z up. Each bone has a frame
with those axes, equal to the body's when the person stands with arms and legs hanging straight down
and palms inward. A pose is the frame of the root and, for each bone, the rotation of its frame in
its parent's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt

from .rotations import Array, Z, aligning, turn

FOLDER = Path(__file__).parent / "bodies"
SIDES = ("L", "R")
DOWN = -Z
HAND = ("wrist", "finger", "metacarpal")
FOOT = ("foot", "toe")


@dataclass
class Pose:
    """The frame of the root [m] and the rotations of bones that are turned in their parents."""

    root: Array = field(default_factory=lambda: np.zeros(3))
    facing: Array = field(default_factory=lambda: np.eye(3))
    turned: dict[str, Array] = field(default_factory=dict)


@dataclass
class Posed:
    """Where a pose puts the bones of a body: frames (b, 3, 3) and heads (b, 3) [m]."""

    body: Body
    frames: Array
    heads: Array

    def at(self, bone: str) -> Array:
        """Return where a bone begins [m]."""
        return self.heads[self.body.index[bone]]

    def middle(self, bone: str) -> Array:
        """Return the point between a bone's left and right [m]."""
        return (self.at(f"{bone}.L") + self.at(f"{bone}.R")) / 2

    def frame(self, bone: str) -> Array:
        """Return the frame of a bone (3, 3)."""
        return self.frames[self.body.index[bone]]

    def skin(self, vertices: npt.NDArray[np.int64] | None = None) -> Array:
        """Return the skin, or some of its vertices (n, 3) [m]."""
        body = self.body
        turned = self.frames @ body.straight
        moved = self.heads - np.einsum("bij,bj->bi", turned, body.heads)
        which = body.every_vertex if vertices is None else vertices
        skinned: Array = _skin(which, body.vertices, body.bones, body.weights, turned, moved)
        return skinned

    def lowest(self, vertices: npt.NDArray[np.int64]) -> float:
        """Return the height of the lowest of some vertices [m]."""
        return float(self.skin(vertices)[:, 2].min())


class Body:
    """One resting body, ready to be posed.

    Parameters
    ----------
    name : str
        A file in ``benchmarks/bodies``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        with np.load(FOLDER / "topology.npz") as file:
            self.triangles = file["triangles"].astype(np.int32)
            self.names = [str(bone) for bone in file["bone_names"]]
            self.parents = file["parents"].astype(np.int64)
            self.bones = file["skin_bones"].astype(np.int64)
            self.weights = file["skin_weights"] / 255.0
        with np.load(FOLDER / f"{name}.npz") as file:
            span = (file["high"] - file["low"]).astype(float)
            self.vertices = file["low"] + file["vertices"] / 65535.0 * span
            self.heads = file["heads"].astype(float)
        self._parts: dict[tuple[tuple[str, ...], int], npt.NDArray[np.int64]] = {}
        self.index = {bone: i for i, bone in enumerate(self.names)}
        self.height = float(np.ptp(self.vertices[:, 2]))
        self.every_vertex = np.arange(len(self.vertices))
        self.main_bone = np.array(self.names)[self.bones[self.every_vertex, 0]]
        self.straight = self._straightened()
        above = np.maximum(self.parents, 0)
        self.offsets = np.einsum("bij,bj->bi", self.straight[above], self.heads - self.heads[above])
        self.arm_m = self.length("upperarm01", "lowerarm01"), self.length("lowerarm01", "wrist")
        self.leg_m = self.length("upperleg01", "lowerleg01"), self.length("lowerleg01", "foot")

    def length(self, bone: str, child: str) -> float:
        """Return the distance between two joints of the left side [m]."""
        between = self.heads[self.index[f"{bone}.L"]] - self.heads[self.index[f"{child}.L"]]
        return float(np.linalg.norm(between))

    def part(self, *bones: str, every: int = 1) -> npt.NDArray[np.int64]:
        """Return the vertices that move mainly with bones of these names' beginnings."""
        if (bones, every) not in self._parts:
            belongs = np.array([bone.startswith(bones) for bone in self.main_bone])
            self._parts[bones, every] = np.flatnonzero(belongs)[::every]
        return self._parts[bones, every]

    def posed(self, pose: Pose) -> Posed:
        """Return where a pose puts the bones."""
        local = np.tile(np.eye(3), (len(self.names), 1, 1))
        for bone, rotation in pose.turned.items():
            local[self.index[bone]] = rotation
        frames, heads = _chain(self.parents, self.offsets, local, pose.root, pose.facing)
        return Posed(self, frames, heads)

    def _straightened(self) -> Array:
        """Return for each bone the rotation from rest to hanging straight down, palms inward."""
        straight = np.tile(np.eye(3), (len(self.names), 1, 1))

        def way(bone: str, child: str) -> Array:
            return self.heads[self.index[child]] - self.heads[self.index[bone]]

        for side in SIDES:
            upper = aligning(way(f"upperarm01.{side}", f"lowerarm01.{side}"), DOWN)
            lower = aligning(upper @ way(f"lowerarm01.{side}", f"wrist.{side}"), DOWN) @ upper
            hand = aligning(lower @ way(f"wrist.{side}", f"finger3-1.{side}"), DOWN) @ lower
            knuckles = hand @ way(f"finger2-1.{side}", f"finger5-1.{side}")
            hand = turn(Z, float(np.degrees(np.arctan2(knuckles[0], knuckles[1])))) @ hand
            thigh = aligning(way(f"upperleg01.{side}", f"lowerleg01.{side}"), DOWN)
            shank = aligning(thigh @ way(f"lowerleg01.{side}", f"foot.{side}"), DOWN) @ thigh
            parts = {"upperarm": upper, "lowerarm": lower, "upperleg": thigh, "lowerleg": shank}
            parts |= dict.fromkeys(HAND, hand)
            for i, bone in enumerate(self.names):
                for start, rotation in parts.items():
                    if bone.startswith(start) and bone.endswith(f".{side}"):
                        straight[i] = rotation
        return straight


@cache
def body_named(name: str) -> Body:
    """Return a body, read once."""
    return Body(name)


def body_names() -> list[str]:
    """Return the names of all bodies there are, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.npz") if path.stem != "topology")


@numba.njit(cache=True)
def _chain(parents, offsets, local, root, facing):  # type: ignore[no-untyped-def]
    frames = np.empty_like(local)
    heads = np.empty_like(offsets)
    for i in range(len(parents)):
        p = parents[i]
        if p < 0:
            frames[i] = facing
            heads[i] = root
            continue
        for r in range(3):
            heads[i, r] = heads[p, r]
            for c in range(3):
                heads[i, r] += frames[p, r, c] * offsets[i, c]
                total = 0.0
                for k in range(3):
                    total += frames[p, r, k] * local[i, k, c]
                frames[i, r, c] = total
    return frames, heads


@numba.njit(cache=True)
def _skin(which, vertices, bones, weights, turned, moved):  # type: ignore[no-untyped-def]
    skin = np.zeros((len(which), 3))
    for n in range(len(which)):
        v = which[n]
        for k in range(bones.shape[1]):
            w = weights[v, k]
            if w == 0.0:
                continue
            b = bones[v, k]
            for r in range(3):
                skin[n, r] += w * (
                    turned[b, r, 0] * vertices[v, 0]
                    + turned[b, r, 1] * vertices[v, 1]
                    + turned[b, r, 2] * vertices[v, 2]
                    + moved[b, r]
                )
    return skin
