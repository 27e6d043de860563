"""Landmark recordings: what the pose model saw, as numbers, without a picture of the person.

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

import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from .landmarks import FLOW_SHAPE, LIGHT_SHAPE, N_LANDMARKS, PoseFrame, mask_size

MAX_FRAMES = 120_000
"""An hour at 33 frames per second, which takes 1.2 GB; more is refused before memory is taken."""
MAX_SIDE = 16_384
"""Longest frame side a recording may claim [px]."""

Arrays = dict[str, npt.NDArray[Any]]

_REQUIRED = ("t", "image", "world", "visibility", "size")
_OPTIONAL = ("presence", "mask_size", "mask", "flow", "light", "people", "target")
_ALWAYS = ("t", "image", "world", "visibility", "presence")
_PARTS = ("mask", "flow", "light", "people")
"""What every frame has, and what it may lack."""
_DTYPES = {
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
_FRAME_SHAPES: dict[str, tuple[int, ...]] = {
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


class Recording:
    """The frames of one clip, kept as compact as in the file (about 8 kB a frame).

    Iterate over it, or index it, to get `PoseFrame`s; replaying them through a session gives bit
    for bit what the live session gave.
    """

    def __init__(self, arrays: Arrays) -> None:
        _check(arrays)
        self._arrays = arrays

    @classmethod
    def of(cls, frames: Iterable[PoseFrame], *, target: float = 1.0) -> Recording:
        """Collect frames, all of one size and in the order of their times.

        `target` is the person's own, as for `formcheck.session.Session`.

        Raises
        ------
        RecordingError
            If there are no frames, their sizes differ or their times do not increase.
        """
        own = {} if target == 1 else {"target": np.array(target, np.float64)}
        return cls(_arrays(frames) | own)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Recording:
        """Read a landmark recording.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        RecordingError
            If the file is not a recording, or an array is missing or has the wrong shape, type or
            values.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                return cls(_read_arrays(archive))
        except FileNotFoundError:
            raise
        except RecordingError as error:
            raise RecordingError(f"{path}: {error}") from None
        except Exception as error:  # a damaged archive makes the zip reader raise all sorts
            raise RecordingError(
                f"{path}: not a readable landmark recording ({error}); "
                "make one with 'formcheck record'"
            ) from error

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the recording, all or nothing.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        with written_whole(path) as file:
            np.savez_compressed(file, allow_pickle=False, **self._arrays)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the filmed frame [px]."""
        width, height = self._arrays["size"].tolist()
        return width, height

    @property
    def t(self) -> npt.NDArray[np.float64]:
        """Times of the frames [s], shape (n,)."""
        return self._arrays["t"]

    @property
    def target(self) -> float:
        """Share of the usual range that the person meant to reach, as for a session."""
        return float(self._arrays["target"]) if "target" in self._arrays else 1.0

    def __len__(self) -> int:
        return len(self._arrays["t"])

    def __getitem__(self, i: int) -> PoseFrame:
        arrays = self._arrays
        t = float(arrays["t"][i])
        light, people = self._light(i), self._people(i)
        if np.isnan(arrays["image"][i, 0, 0]):
            return PoseFrame.missing(t, self.size, light=light, people=people)
        mask = None
        if "mask" in arrays:
            width = int(arrays["mask_size"][0])
            mask = np.unpackbits(arrays["mask"][i], axis=1, count=width).astype(bool)
        return PoseFrame(
            t=t,
            size=self.size,
            image=arrays["image"][i],
            world=arrays["world"][i],
            visibility=arrays["visibility"][i],
            presence=arrays.get("presence", arrays["visibility"])[i],
            mask=mask,
            flow=arrays["flow"][i] if "flow" in arrays else None,
            light=light,
            people=people,
        )

    def _light(self, i: int) -> npt.NDArray[np.float16] | None:
        light = self._arrays["light"][i] if "light" in self._arrays else None
        return None if light is None or np.isnan(light).all() else light

    def _people(self, i: int) -> int | None:
        people = int(self._arrays["people"][i]) if "people" in self._arrays else -1
        return None if people < 0 else people

    def __iter__(self) -> Iterator[PoseFrame]:
        return (self[i] for i in range(len(self)))


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when it is complete.

    What is written goes to a temporary file beside it, which is renamed at the end and removed if
    anything fails.
    """
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _read_arrays(archive: zipfile.ZipFile) -> Arrays:
    """Read the known arrays, looking at type and shape before their data is unpacked."""
    arrays: Arrays = {}
    members = set(archive.namelist())
    for key in (*_REQUIRED, *_OPTIONAL):
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
        elif key in _REQUIRED:
            raise RecordingError(f"key '{key}' is missing")
    return arrays


def _check_header(key: str, file: IO[bytes], arrays: Arrays) -> None:
    """Refuse an array whose header tells another type or shape than ours."""
    version = np.lib.format.read_magic(file)
    if version != (1, 0):  # later ones allow headers of any size
        raise RecordingError(f"key '{key}' must be in npy format 1.0, got {version}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype != np.dtype(_DTYPES[key]):
        raise RecordingError(f"key '{key}' must be of type {_DTYPES[key]}, got {dtype}")
    if shape and shape[0] > MAX_FRAMES:
        raise RecordingError(
            f"key '{key}' has {shape[0]} frames, more than the {MAX_FRAMES} allowed"
        )
    _check_shape(key, shape, arrays)


def _check_shape(key: str, shape: tuple[int, ...], arrays: Arrays) -> None:
    """Compare a shape with what the arrays read before it (see `_REQUIRED`) ask for."""
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
    elif key in _FRAME_SHAPES:
        expected = (n, *_FRAME_SHAPES[key])
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


def _check(arrays: Arrays) -> None:
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


def _arrays(frames: Iterable[PoseFrame]) -> Arrays:
    """Collect frames in one buffer for each key: a list of arrays would take all of it twice."""
    buffers = {key: bytearray() for key in ("t", *_FRAME_SHAPES, "mask")}
    sizes: set[tuple[int, int]] = set()
    known: set[str] = set()
    n = 0
    for frame in frames:
        n += 1
        sizes.add(frame.size)
        if len(sizes) > 1 or n > MAX_FRAMES:
            break
        known |= {key for key in _PARTS if getattr(frame, key) is not None}
        for key, buffer in buffers.items():
            buffer += np.asarray(_cell(frame, key), _DTYPES[key]).tobytes()
    if len(sizes) != 1:
        raise RecordingError(
            f"a recording needs frames of one size, got {sorted(sizes) or 'no frames'}"
        )
    if n > MAX_FRAMES:
        raise RecordingError(f"more than the {MAX_FRAMES} frames allowed; cut it into parts")
    size = sizes.pop()
    width, height = mask_size(size)
    shapes = {"t": (), **_FRAME_SHAPES, "mask": (height, -(-width // 8))}
    arrays: Arrays = {
        key: np.frombuffer(buffer, _DTYPES[key]).reshape(n, *shapes[key])
        for key, buffer in buffers.items()
        if key in known or key not in _PARTS
    }
    arrays["size"] = np.array(size, np.int32)
    if "mask" in known:
        arrays["mask_size"] = np.array((width, height), np.int32)
    return arrays


def _cell(frame: PoseFrame, key: str) -> Any:
    """Return what a frame puts under a key; what it does not know has a value of its own."""
    value = getattr(frame, key)
    match key:
        case "mask":
            width, height = mask_size(frame.size)
            return np.packbits(np.zeros((height, width), bool) if value is None else value, axis=1)
        case "flow":
            return np.zeros(FLOW_SHAPE) if value is None else value
        case "light":
            return np.full(LIGHT_SHAPE, np.nan) if value is None else value
        case "people":
            return -1 if value is None else value
    return value
