"""Write the resting bodies the generator poses: shape, skeleton and skin weights, as plain numbers.

    python -m benchmarks.export_bodies

Needs ``torch`` and ``anny``, and nothing else here does: posing and rendering read the files this
leaves in ``benchmarks/bodies``. The bodies come from Anny (code Apache-2.0) and its MakeHuman data
(CC0). Only its default topology is used; its other topologies and extras carry non-commercial
licences and must stay out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent / "bodies"
FEMALE, MALE = 1.0, 0.0
YOUNG, MIDDLE, OLD = 0.67, 0.82, 1.0
"""Ages on the model's scale, where 2/3 is a young adult and 1 an old one."""
BONES_PER_VERTEX = 9
"""Weights kept for a vertex: all the model has."""

Shape = dict[str, float]


def _shape(
    sex: float, age: float, weight: float, height: float, muscle: float, origin: str
) -> Shape:
    """Return the model's parameters, each 0..1, of one adult."""
    mixed = {"african": 0.1, "asian": 0.1, "caucasian": 0.1}
    female = {"cupsize": 0.3 + 0.3 * weight, "firmness": 0.8 - 0.4 * age}
    return {
        "gender": sex, "age": age, "weight": weight, "height": height, "muscle": muscle,
        "proportions": 0.6, **(female if sex == FEMALE else {}), **mixed, origin: 0.8,
    }  # fmt: skip


SHAPES: dict[str, Shape] = {
    "woman_young": _shape(FEMALE, YOUNG, 0.45, 0.39, 0.5, "caucasian"),
    "woman_young_thin": _shape(FEMALE, YOUNG, 0.15, 0.47, 0.4, "asian"),
    "woman_young_short": _shape(FEMALE, YOUNG, 0.50, 0.19, 0.5, "african"),
    "woman_middle": _shape(FEMALE, MIDDLE, 0.60, 0.37, 0.45, "african"),
    "woman_middle_heavy": _shape(FEMALE, MIDDLE, 0.92, 0.34, 0.4, "caucasian"),
    "woman_old": _shape(FEMALE, OLD, 0.55, 0.31, 0.3, "caucasian"),
    "woman_old_thin": _shape(FEMALE, OLD, 0.25, 0.27, 0.25, "asian"),
    "man_young": _shape(MALE, YOUNG, 0.50, 0.42, 0.6, "caucasian"),
    "man_young_strong": _shape(MALE, YOUNG, 0.55, 0.47, 0.9, "african"),
    "man_young_thin": _shape(MALE, YOUNG, 0.18, 0.44, 0.45, "asian"),
    "man_middle": _shape(MALE, MIDDLE, 0.65, 0.37, 0.5, "asian"),
    "man_middle_heavy": _shape(MALE, MIDDLE, 0.97, 0.34, 0.4, "caucasian"),
    "man_old": _shape(MALE, OLD, 0.45, 0.30, 0.3, "caucasian"),
    "man_old_heavy": _shape(MALE, OLD, 0.80, 0.32, 0.3, "african"),
    "woman_young_strong": _shape(FEMALE, YOUNG, 0.40, 0.50, 0.85, "african"),
    "woman_middle_thin": _shape(FEMALE, MIDDLE, 0.22, 0.42, 0.35, "asian"),
    "woman_old_heavy": _shape(FEMALE, OLD, 0.85, 0.30, 0.3, "african"),
    "man_young_heavy": _shape(MALE, YOUNG, 0.88, 0.38, 0.5, "caucasian"),
    "man_middle_tall": _shape(MALE, MIDDLE, 0.50, 0.55, 0.55, "caucasian"),
    "man_old_thin": _shape(MALE, OLD, 0.20, 0.33, 0.3, "asian"),
    "woman_young_tall": _shape(FEMALE, YOUNG, 0.48, 0.58, 0.5, "caucasian"),
    "woman_middle_short": _shape(FEMALE, MIDDLE, 0.72, 0.20, 0.4, "asian"),
    "woman_old_strong": _shape(FEMALE, OLD, 0.42, 0.42, 0.6, "african"),
    "man_young_short": _shape(MALE, YOUNG, 0.58, 0.24, 0.6, "asian"),
    "man_middle_thin": _shape(MALE, MIDDLE, 0.22, 0.40, 0.45, "african"),
    "man_old_strong": _shape(MALE, OLD, 0.52, 0.36, 0.75, "caucasian"),
    "woman_young_heavy": _shape(FEMALE, YOUNG, 0.84, 0.36, 0.4, "asian"),
    "woman_middle_strong": _shape(FEMALE, MIDDLE, 0.45, 0.44, 0.75, "caucasian"),
    "woman_old_short": _shape(FEMALE, OLD, 0.62, 0.16, 0.35, "african"),
    "man_young_tall": _shape(MALE, YOUNG, 0.42, 0.50, 0.5, "african"),
    "man_middle_strong": _shape(MALE, MIDDLE, 0.60, 0.43, 0.85, "asian"),
    "man_old_short": _shape(MALE, OLD, 0.66, 0.20, 0.4, "caucasian"),
    "woman_young_broad": _shape(FEMALE, YOUNG, 0.66, 0.30, 0.6, "african"),
    "woman_middle_tall": _shape(FEMALE, MIDDLE, 0.52, 0.54, 0.45, "caucasian"),
    "woman_old_tall": _shape(FEMALE, OLD, 0.36, 0.46, 0.35, "asian"),
    "man_young_broad": _shape(MALE, YOUNG, 0.72, 0.34, 0.75, "caucasian"),
    "man_middle_short": _shape(MALE, MIDDLE, 0.76, 0.22, 0.5, "african"),
    "man_old_tall": _shape(MALE, OLD, 0.48, 0.52, 0.45, "asian"),
    "woman_young_small": _shape(FEMALE, YOUNG, 0.28, 0.22, 0.4, "asian"),
    "woman_young_lean": _shape(FEMALE, YOUNG, 0.30, 0.53, 0.7, "african"),
    "woman_middle_broad": _shape(FEMALE, MIDDLE, 0.76, 0.40, 0.6, "asian"),
    "woman_middle_stout": _shape(FEMALE, MIDDLE, 0.86, 0.24, 0.4, "african"),
    "woman_old_broad": _shape(FEMALE, OLD, 0.70, 0.38, 0.45, "caucasian"),
    "woman_old_lean": _shape(FEMALE, OLD, 0.30, 0.40, 0.5, "african"),
    "man_young_small": _shape(MALE, YOUNG, 0.32, 0.26, 0.45, "caucasian"),
    "man_young_stout": _shape(MALE, YOUNG, 0.82, 0.28, 0.6, "asian"),
    "man_middle_broad": _shape(MALE, MIDDLE, 0.70, 0.42, 0.7, "caucasian"),
    "man_middle_lean": _shape(MALE, MIDDLE, 0.32, 0.48, 0.6, "asian"),
    "man_old_broad": _shape(MALE, OLD, 0.68, 0.40, 0.55, "african"),
    "man_old_stout": _shape(MALE, OLD, 0.84, 0.25, 0.4, "caucasian"),
    "woman_young_slight": _shape(FEMALE, YOUNG, 0.20, 0.32, 0.35, "caucasian"),
    "woman_young_round": _shape(FEMALE, YOUNG, 0.76, 0.26, 0.45, "caucasian"),
    "woman_middle_slight": _shape(FEMALE, MIDDLE, 0.28, 0.30, 0.4, "african"),
    "woman_middle_fit": _shape(FEMALE, MIDDLE, 0.38, 0.48, 0.7, "asian"),
    "woman_old_slight": _shape(FEMALE, OLD, 0.20, 0.22, 0.3, "caucasian"),
    "woman_old_round": _shape(FEMALE, OLD, 0.78, 0.22, 0.35, "asian"),
    "man_young_slight": _shape(MALE, YOUNG, 0.25, 0.34, 0.4, "african"),
    "man_young_fit": _shape(MALE, YOUNG, 0.45, 0.46, 0.8, "asian"),
    "man_middle_slight": _shape(MALE, MIDDLE, 0.28, 0.28, 0.4, "asian"),
    "man_middle_round": _shape(MALE, MIDDLE, 0.86, 0.30, 0.45, "african"),
    "man_old_slight": _shape(MALE, OLD, 0.26, 0.24, 0.3, "african"),
    "man_old_fit": _shape(MALE, OLD, 0.40, 0.44, 0.65, "asian"),
    "woman_young_sturdy": _shape(FEMALE, YOUNG, 0.58, 0.34, 0.75, "asian"),
    "woman_young_spare": _shape(FEMALE, YOUNG, 0.24, 0.44, 0.55, "african"),
    "woman_middle_sturdy": _shape(FEMALE, MIDDLE, 0.58, 0.28, 0.65, "caucasian"),
    "woman_middle_spare": _shape(FEMALE, MIDDLE, 0.26, 0.50, 0.55, "caucasian"),
    "woman_old_sturdy": _shape(FEMALE, OLD, 0.58, 0.34, 0.55, "african"),
    "woman_old_spare": _shape(FEMALE, OLD, 0.27, 0.34, 0.4, "caucasian"),
    "man_young_sturdy": _shape(MALE, YOUNG, 0.65, 0.30, 0.7, "african"),
    "man_young_spare": _shape(MALE, YOUNG, 0.28, 0.54, 0.5, "caucasian"),
    "man_middle_sturdy": _shape(MALE, MIDDLE, 0.62, 0.32, 0.65, "caucasian"),
    "man_middle_spare": _shape(MALE, MIDDLE, 0.25, 0.52, 0.5, "african"),
    "man_old_sturdy": _shape(MALE, OLD, 0.58, 0.30, 0.6, "asian"),
    "man_old_spare": _shape(MALE, OLD, 0.30, 0.48, 0.4, "caucasian"),
    "woman_young_wiry": _shape(FEMALE, YOUNG, 0.23, 0.41, 0.67, "caucasian"),
    "woman_young_solid": _shape(FEMALE, YOUNG, 0.66, 0.37, 0.57, "asian"),
    "woman_middle_wiry": _shape(FEMALE, MIDDLE, 0.28, 0.36, 0.65, "african"),
    "woman_middle_solid": _shape(FEMALE, MIDDLE, 0.67, 0.42, 0.53, "caucasian"),
    "woman_old_wiry": _shape(FEMALE, OLD, 0.31, 0.44, 0.65, "asian"),
    "woman_old_solid": _shape(FEMALE, OLD, 0.81, 0.30, 0.39, "african"),
    "man_young_wiry": _shape(MALE, YOUNG, 0.32, 0.39, 0.64, "caucasian"),
    "man_young_solid": _shape(MALE, YOUNG, 0.76, 0.47, 0.66, "asian"),
    "man_middle_wiry": _shape(MALE, MIDDLE, 0.23, 0.32, 0.6, "african"),
    "man_middle_solid": _shape(MALE, MIDDLE, 0.82, 0.30, 0.63, "caucasian"),
    "man_old_wiry": _shape(MALE, OLD, 0.29, 0.39, 0.59, "asian"),
    "man_old_solid": _shape(MALE, OLD, 0.79, 0.40, 0.41, "african"),
    "woman_young_narrow": _shape(FEMALE, YOUNG, 0.36, 0.23, 0.45, "asian"),
    "woman_young_full": _shape(FEMALE, YOUNG, 0.81, 0.50, 0.49, "african"),
    "woman_middle_narrow": _shape(FEMALE, MIDDLE, 0.33, 0.34, 0.51, "caucasian"),
    "woman_middle_full": _shape(FEMALE, MIDDLE, 0.61, 0.53, 0.69, "asian"),
    "woman_old_narrow": _shape(FEMALE, OLD, 0.37, 0.45, 0.26, "african"),
    "woman_old_full": _shape(FEMALE, OLD, 0.65, 0.28, 0.41, "caucasian"),
    "man_young_narrow": _shape(MALE, YOUNG, 0.34, 0.38, 0.6, "asian"),
    "man_young_full": _shape(MALE, YOUNG, 0.65, 0.49, 0.58, "african"),
    "man_middle_narrow": _shape(MALE, MIDDLE, 0.24, 0.23, 0.69, "caucasian"),
    "man_middle_full": _shape(MALE, MIDDLE, 0.67, 0.31, 0.41, "asian"),
    "man_old_narrow": _shape(MALE, OLD, 0.34, 0.40, 0.57, "african"),
    "man_old_full": _shape(MALE, OLD, 0.73, 0.23, 0.59, "caucasian"),
}


def strongest(
    bones: npt.NDArray[np.int64], weights: npt.NDArray[np.float32], keep: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the strongest bones of each vertex and their weights in 1/255, which sum to 255.

    Parameters
    ----------
    bones, weights : array (n, k)
        Bone numbers and skin weights, in any order.
    keep : int
        How many to keep.
    """
    order = np.argsort(-weights, axis=1)[:, :keep]
    bones = np.take_along_axis(bones, order, axis=1)
    kept = np.take_along_axis(weights, order, axis=1)
    parts = np.floor(kept / kept.sum(axis=1, keepdims=True) * 255).astype(np.int64)
    parts[:, 0] += 255 - parts.sum(axis=1)
    return bones.astype(np.uint8), parts.astype(np.uint8)


def write_topology(model: Any, path: Path) -> None:
    """Write what all bodies share: triangles, bone names and parents, skin weights."""
    bones, weights = strongest(
        model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy(), BONES_PER_VERTEX
    )
    np.savez_compressed(
        path,
        triangles=model.faces.numpy().astype(np.uint16),
        bone_names=np.array([str(name) for name in model.bone_labels]),
        parents=np.array([int(parent) for parent in model.bone_parents], np.int16),
        skin_bones=bones,
        skin_weights=weights,
    )


def write_body(model: Any, shape: Shape, path: Path) -> float:
    """Write one resting body; return its height [m].

    Vertices are kept as 16-bit steps between their least and greatest coordinate: steps of 0.03 mm.
    """
    import torch

    given = {name: shape.get(name, 0.5) for name in model.phenotype_labels}
    rest = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
    body = model(pose_parameters=rest, phenotype_kwargs=given)
    vertices = body["rest_vertices"][0].numpy()
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    np.savez_compressed(
        path,
        vertices=np.round((vertices - low) / (high - low) * 65535).astype(np.uint16),
        low=low,
        high=high,
        heads=body["rest_bone_heads"][0].numpy().astype(np.float32),
        shape=np.array([f"{name}={value:g}" for name, value in given.items()]),
    )
    return float((high - low)[2])


def main() -> None:
    """Write the topology and every body."""
    import anny
    import torch

    model = anny.Anny(topology="anny", phenotypes="all", local_changes="none").to(torch.float32)
    FOLDER.mkdir(exist_ok=True)
    write_topology(model, FOLDER / "topology.npz")
    for name, shape in SHAPES.items():
        print(f"{name:22}{write_body(model, shape, FOLDER / f'{name}.npz'):5.2f} m")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.npz"))
    print(f"{len(SHAPES)} bodies, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
