"""What is known of a clip, as files: a .toml for the clip, a .npz for its pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .film import MASK_SIZE, Film
from .moves import moves
from .performance import Repetition
from .rotations import Array

SIDE_NAMES = {"L": "left", "R": "right", None: None}


def clip_truth(film: Film) -> dict[str, Any]:
    """Return what is true of a clip; all times in s from its first picture."""
    shot, start = film.shot, film.begins_s
    camera, script = film.camera, shot.script
    return {
        "clip": shot.name,
        "exercise": shot.exercise,
        "variant": script.variant,
        "split": shot.split,
        "seed": shot.seed,
        "number": shot.number,
        "fps": shot.fps,
        "pictures": len(film.times),
        "arrival": shot.arrival,
        "in_position_from_s": start,
        "pace": script.pace,
        "neutral_spine_flexion_deg": film.poser.flat_deg,
        "person": {
            "body": shot.body,
            "height_m": film.body.height,
            "clothing": shot.outfit.clothing,
            "barefoot": shot.outfit.barefoot,
        },
        "camera": {
            "azimuth_deg": camera.azimuth_deg,
            "off_view_deg": shot.off_view_deg,
            "distance_m": camera.distance_m,
            "height_m": camera.height_m,
            "width_deg": camera.width_deg,
            "noise": shot.lens.noise,
            "softness_px": shot.lens.softness_px,
            "motion_blur": shot.lens.motion_blur,
            "dim": shot.dim,
            "brief_occlusion": shot.hidden_at is not None,
        },
        "repetitions": [_repetition(film, one) for one in film.performance.repetitions],
        "attempts": [
            {"start_s": one.start_s + start, "end_s": one.end_s + start, "what": one.what}
            for one in film.performance.attempts
        ],
    }


def _repetition(film: Film, one: Repetition) -> dict[str, Any]:
    start, kinds = film.begins_s, moves()[film.shot.exercise].FAULTS
    settled = film.performance.timeline.settled
    holds = {name: settled(*span) for name, span in one.holds.items()}
    return {
        "start_s": one.start_s + start,
        "end_s": one.end_s + start,
        **({"side": SIDE_NAMES[one.side]} if one.side else {}),
        "movement": one.quality.kind,
        "severity": one.quality.severity,
        "hold_s": sum(to - since for since, to in holds.values()),
        "holds": {name: [since + start, to + start] for name, (since, to) in holds.items()},
        "faults": {
            name: {"size": size, "unit": kinds[name].unit} for name, size in one.faults.items()
        },
    }


def toml(table: Mapping[str, Any], path: str = "") -> str:
    """Return nested tables, lists of tables and plain values as TOML; numbers to 4 decimals."""
    plain, nested = [], []
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            nested.append(f"\n[{name}]\n{toml(value, name)}")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            nested += [f"\n[[{name}]]\n{toml(item, name)}" for item in value]
        else:
            plain.append(f"{key} = {_value(value)}\n")
    return "".join(plain + nested)


def _value(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if not math.isfinite(value):
        raise ValueError(f"{value} does not belong into a truth file")
    return repr(round(float(value), 4))


def write_frames(path: Path, times: Array, rows: Iterable[Mapping[str, Array]]) -> None:
    """Write the truth about each picture; see `film.truth_of` for names and units."""
    rows = list(rows)
    arrays = {name: np.stack([np.asarray(row[name]) for row in rows]) for name in rows[0]}
    for name, array in arrays.items():
        if array.dtype != np.uint8:
            arrays[name] = array.astype(np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, t=times, mask_size=np.array(MASK_SIZE, np.int32), **arrays)
