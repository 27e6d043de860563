"""Clothes, skin and hair: the colour of each vertex and how far cloth stands off the skin."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .body import FOOT, SIDES, Body
from .raster import vertex_normals
from .rotations import Array

Colour = tuple[int, int, int]
"""Blue, green, red, 0..255."""
Vertices = npt.NDArray[np.bool_]

SKINS: tuple[Colour, ...] = (
    (190, 205, 238), (165, 190, 228), (140, 170, 215), (100, 130, 180), (70, 95, 140), (48, 62, 92),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (25, 25, 30), (35, 45, 60), (45, 70, 110), (110, 160, 200), (170, 170, 170), (215, 215, 215),
)  # fmt: skip
CLOTHINGS: dict[str, tuple[str, str]] = {
    "tee_leggings": ("tee", "leggings"),
    "long_leggings": ("long", "leggings"),
    "tee_shorts": ("tee", "shorts"),
    "vest_shorts": ("vest", "shorts"),
    "loose_trousers": ("loose", "trousers"),
}
"""Top and bottom of each outfit."""
OFF_SKIN_M = {"vest": 0.004, "tee": 0.008, "long": 0.006, "loose": 0.018,
              "leggings": 0.003, "shorts": 0.008, "trousers": 0.012}  # fmt: skip


@dataclass(frozen=True)
class Outfit:
    """What somebody wears and looks like."""

    clothing: str
    skin: Colour
    hair: Colour
    top: Colour
    bottom: Colour
    barefoot: bool
    pattern: int

    @staticmethod
    def drawn(rng: np.random.Generator) -> Outfit:
        """Draw one at random."""

        def colour(low: int, high: int) -> Colour:
            b, g, r = rng.integers(low, high, 3).tolist()
            return b, g, r

        return Outfit(
            clothing=list(CLOTHINGS)[rng.integers(len(CLOTHINGS))],
            skin=SKINS[rng.integers(len(SKINS))],
            hair=HAIRS[rng.integers(len(HAIRS))],
            top=colour(40, 220),
            bottom=colour(30, 180),
            barefoot=bool(rng.random() < 0.4),
            pattern=int(rng.integers(1 << 16)),
        )


def dressed(body: Body, outfit: Outfit) -> tuple[Body, npt.NDArray[np.float32]]:
    """Return a body whose skin is moved out to its clothes, and its vertices' colours (v, 3)."""
    colours = np.tile(np.array(outfit.skin, float), (len(body.vertices), 1))
    off_m = np.zeros(len(body.vertices))
    _paint_face(body, outfit, colours)
    top, bottom = CLOTHINGS[outfit.clothing]
    for garment, worn, colour in (
        (bottom, _bottom(body, bottom), outfit.bottom),
        (top, _top(body, top), outfit.top),
    ):
        colours[worn] = np.array(colour) * _pattern(body, outfit.pattern)[worn, None]
        off_m[worn] = OFF_SKIN_M[garment]
    if not outfit.barefoot:
        feet = body.part(*FOOT)
        colours[feet], off_m[feet] = (225, 228, 230), 0.005
    scalp = _scalp(body)
    colours[scalp], off_m[scalp] = outfit.hair, 0.008 * body.height
    clothed = copy.copy(body)
    normals = vertex_normals(body.vertices, body.triangles)
    clothed.vertices = body.vertices + normals * off_m[:, None]
    return clothed, np.clip(colours, 0, 255).astype(np.float32)


def _starts(body: Body, *bones: str) -> Vertices:
    return np.isin(body.every_vertex, body.part(*bones))


def _height(body: Body, bone: str) -> float:
    return float(body.heads[body.index[bone], 2])


def _top(body: Body, garment: str) -> Vertices:
    z, size = body.vertices[:, 2], body.height / 1.7
    trunk = _starts(body, "spine", "clavicle", "shoulder01", "pelvis", "root", "breast")
    hem = _height(body, "root") + (-0.06 if garment == "loose" else 0.02) * size
    sleeves = {
        "vest": (),
        "tee": ("upperarm01",),
        "long": ("upperarm", "lowerarm"),
        "loose": ("upperarm",),
    }[garment]
    worn = trunk & (z > hem)
    if sleeves:
        worn |= _starts(body, *sleeves)
    return worn & (z < _height(body, "neck01") + 0.02 * size)


def _bottom(body: Body, garment: str) -> Vertices:
    z, size = body.vertices[:, 2], body.height / 1.7
    trunk = _starts(body, "spine", "pelvis", "root")
    worn = _starts(body, "upperleg", "lowerleg") | (
        trunk & (z < _height(body, "root") + 0.06 * size)
    )
    if garment == "shorts":
        worn &= z > _height(body, "lowerleg01.L") + 0.12 * size
    return worn


def _scalp(body: Body) -> Vertices:
    eye, size = body.heads[body.index["eye.L"]], body.height / 1.7
    up, back = body.vertices[:, 2] - eye[2], body.vertices[:, 1] - eye[1]
    top = body.vertices[:, 2].max() - eye[2]
    covered = (up > 0.45 * top) | ((back > 0.085 * size) & (up > -0.055 * size))
    return _starts(body, "head", "neck03") & (
        covered | ((back > 0.055 * size) & (up > 0.02 * size))
    )


def _paint_face(body: Body, outfit: Outfit, colours: Array) -> None:
    size, v = body.height / 1.7, body.vertices
    head = _starts(body, "head")
    for side in SIDES:
        eye = body.heads[body.index[f"eye.{side}"]]
        ball = _starts(body, f"eye.{side}")
        colours[ball] = 235
        iris = np.hypot(v[:, 0] - eye[0], v[:, 2] - eye[2]) < 0.006 * size
        colours[ball & iris & (v[:, 1] < eye[1] - 0.010 * size)] = 40
        brow = np.abs(v[:, 2] - eye[2] - 0.020 * size) < 0.005 * size
        brow &= (np.abs(v[:, 0] - eye[0]) < 0.022 * size) & (v[:, 1] < eye[1])
        colours[head & brow] = np.array(outfit.hair) * 0.8
    mouth_z = _height(body, "eye.L") - 0.068 * size
    lips = (np.abs(v[:, 0]) < 0.022 * size) & (np.abs(v[:, 2] - mouth_z) < 0.007 * size)
    front = v[:, 1] < body.heads[body.index["eye.L"], 1] + 0.01 * size
    colours[head & lips & front] = np.array(outfit.skin) * (0.75, 0.62, 0.85)


def _pattern(body: Body, seed: int) -> Array:
    """Return the brightness (v,) of woven or printed cloth: blotches of 3-6 cm, or stripes."""
    rng = np.random.default_rng(seed)
    waves = rng.normal(0, 1, (6, 3)) * rng.uniform(60, 130)
    phases = rng.uniform(0, 2 * np.pi, 6)
    blotches = np.sin(body.vertices @ waves.T + phases).mean(axis=1)
    stripes = np.sign(np.sin(body.vertices[:, 2] * 110)) if rng.random() < 0.25 else 0.0
    return np.asarray(1 + 0.35 * blotches + 0.18 * stripes + rng.normal(0, 0.04, len(blotches)))
