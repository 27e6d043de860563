"""The arrays of a landmark recording: names, shapes, types, and what is refused.

A recording is an ``.npz`` file (never pickled) with these arrays for its ``n`` frames:

===================== ============================ ==========================================
key                   shape, type                  meaning
===================== ============================ ==========================================
t                     (n,) float64                 time [s], strictly increasing
image                 (n, 33, 2) float32           landmarks [px]; NaN when nobody is seen
world                 (n, 33, 3) float32           world landmarks [m]; NaN likewise
visibility, presence  (n, 33) float16              0..1; 0 when nobody is seen
size                  (2,) int32                   frame width and height [px]
mask_size             (2,) int32                   mask width and height [px]
mask                  (n, height, ceil(width / 8)) body mask, `numpy.packbits` along each row
                      uint8
flow                  (n, 12, 16, 2) float16       motion grid [px/s]
light                 (n, 4) float16               grey level 0..255: mean and standard deviation
                                                   inside the body mask, then outside; NaN where
                                                   it was not measured
people                (n,) int8                    people found by a second look; -1 in frames
                                                   without one
target                () float64                   share of the usual range that the person meant
                                                   to reach, above 0 to 1; 1 where it is absent
===================== ============================ ==========================================

``presence``, ``flow``, ``light``, ``people``, ``target`` and the two mask keys may be absent.
Unknown keys are ignored.
"""

from __future__ import annotations

import zipfile
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from .landmarks import FLOW_SHAPE, LIGHT_SHAPE, N_LANDMARKS, mask_size

MAX_FRAMES = 120_000
"""An hour at 33 frames per second, which takes 1.2 GB; more is refused before memory is taken."""
MAX_SIDE = 16_384
"""Longest frame side a recording may claim [px]."""

Arrays = dict[str, npt.NDArray[Any]]

REQUIRED = ("t", "image", "world", "visibility", "size")
PARTS = ("mask", "flow", "light", "people")
"""What a frame may lack."""
DTYPES = {
    "t": "float64",
    "image": "float32",
    "world": "float32",
    "visibility": "float16",
    "presence": "float16",
    "size": "int32",
    "mask_size": "int32",
    "mask": "uint8",
    "flow": "float16",
    "light": "float16",
    "people": "int8",
    "target": "float64",
}
"""Of each key, in the order in which they are read."""
FRAME_SHAPES: dict[str, tuple[int, ...]] = {
    "image": (N_LANDMARKS, 2),
    "world": (N_LANDMARKS, 3),
    "visibility": (N_LANDMARKS,),
    "presence": (N_LANDMARKS,),
    "flow": FLOW_SHAPE,
    "light": LIGHT_SHAPE,
    "people": (),
}


class RecordingError(ValueError):
    """A file is not a landmark recording; the message names the file, the key and the value."""


def read_arrays(archive: zipfile.ZipFile) -> Arrays:
    """Read the known arrays, looking at type and shape before their data is unpacked."""
    arrays: Arrays = {}
    members = set(archive.namelist())
    for key in DTYPES:
        if f"{key}.npy" in members:
            try:
                with archive.open(f"{key}.npy") as file:
                    _check_header(key, file, arrays)
                with archive.open(f"{key}.npy") as file:
                    arrays[key] = np.lib.format.read_array(file, allow_pickle=False)
            except RecordingError:
                raise
            except Exception as error:  # numpy parses the header as Python, and raises as Python
                raise RecordingError(f"key '{key}' is damaged ({error})") from error
        elif key in REQUIRED:
            raise RecordingError(f"key '{key}' is missing")
    return arrays


def _check_header(key: str, file: IO[bytes], arrays: Arrays) -> None:
    """Refuse an array whose header tells another type or shape than ours."""
    version = np.lib.format.read_magic(file)
    if version != (1, 0):  # later ones allow headers of any size
        raise RecordingError(f"key '{key}' must be in npy format 1.0, got {version}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype != np.dtype(DTYPES[key]):
        raise RecordingError(f"key '{key}' must be of type {DTYPES[key]}, got {dtype}")
    if shape and shape[0] > MAX_FRAMES:
        raise RecordingError(
            f"key '{key}' has {shape[0]} frames, more than the {MAX_FRAMES} allowed"
        )
    _check_shape(key, shape, arrays)


def _check_shape(key: str, shape: tuple[int, ...], arrays: Arrays) -> None:
    """Compare a shape with what the arrays read before it (see `DTYPES`) ask for."""
    n = len(arrays["t"]) if "t" in arrays else 0
    if key == "t":
        if len(shape) != 1 or shape[0] == 0:
            raise RecordingError(f"key 't' must have shape (n,) with n > 0, got {shape}")
        return
    if key == "mask":
        if "mask_size" not in arrays:
            raise RecordingError("key 'mask_size' is missing beside 'mask'")
        _check_sizes(arrays)
        width, height = (int(side) for side in arrays["mask_size"])
        expected: tuple[int, ...] = (n, height, -(-width // 8))
    elif key in FRAME_SHAPES:
        expected = (n, *FRAME_SHAPES[key])
    else:
        expected = () if key == "target" else (2,)
    if shape != expected:
        raise RecordingError(f"key '{key}' must have shape {expected}, got {shape}")


def _check_sizes(arrays: Arrays) -> None:
    """Refuse frames of absurd size, and masks that are not of the size that goes with it."""
    width, height = (int(side) for side in arrays["size"])
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise RecordingError(f"key 'size' must lie within 1..{MAX_SIDE} px, got {[width, height]}")
    if "mask_size" in arrays:
        expected = list(mask_size((width, height)))
        if arrays["mask_size"].tolist() != expected:
            raise RecordingError(
                f"key 'mask_size' must be {expected} for a frame of {width}x{height} px, "
                f"got {arrays['mask_size'].tolist()}"
            )


def check_values(arrays: Arrays) -> None:
    """Refuse values that no recording of ours holds."""
    t = arrays["t"]
    if not np.isfinite(t).all():
        i = int(np.argmin(np.isfinite(t)))
        raise RecordingError(f"key 't' must be finite, frame {i} has {t[i]}")
    if (np.diff(t) <= 0).any():
        i = int(np.argmax(np.diff(t) <= 0))
        raise RecordingError(
            f"key 't' must strictly increase, frame {i + 1} has {t[i + 1]:g} s after {t[i]:g} s"
        )
    _check_sizes(arrays)
    if "target" in arrays and not 0 < arrays["target"] <= 1:
        raise RecordingError(f"key 'target' must be above 0 and at most 1, got {arrays['target']}")
    for key in ("image", "world"):
        if np.isinf(arrays[key]).any():
            raise RecordingError(f"key '{key}' must not hold infinite values")
        partly = np.isnan(arrays[key]).any((1, 2)) != np.isnan(arrays["image"]).all((1, 2))
        if partly.any():
            raise RecordingError(
                f"key '{key}' must be NaN for a whole frame or not at all, "
                f"frame {int(np.argmax(partly))} is partly NaN"
            )
