"""Landmark recordings: what the pose model saw, as numbers, without a picture of the person."""

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

from .arrays import (
    DTYPES,
    FRAME_SHAPES,
    MAX_FRAMES,
    PARTS,
    Arrays,
    RecordingError,
    check_values,
    read_arrays,
)
from .landmarks import FLOW_SHAPE, LIGHT_SHAPE, PoseFrame, mask_size

MAKE_ONE = "make one with 'formcheck record VIDEO FILE.npz'"
"""The next step, where a file is no recording."""


class Recording:
    """The frames of one clip, kept as compact as in the file (about 8 kB a frame).

    Iterate over it, or index it, to get `PoseFrame`s; replaying them through a session gives bit
    for bit what the live session gave.
    """

    def __init__(self, arrays: Arrays) -> None:
        check_values(arrays)
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
                return cls(read_arrays(archive))
        except FileNotFoundError:
            raise
        except RecordingError as error:
            raise RecordingError(f"{path}: {error}; {MAKE_ONE}") from None
        except Exception as error:  # a damaged archive makes the zip reader raise all sorts
            raise RecordingError(
                f"{path}: not a readable landmark recording ({error}); {MAKE_ONE}"
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


def _arrays(frames: Iterable[PoseFrame]) -> Arrays:
    """Collect frames in one buffer for each key: a list of arrays would take all of it twice."""
    buffers = {key: bytearray() for key in ("t", *FRAME_SHAPES, "mask")}
    sizes: set[tuple[int, int]] = set()
    known: set[str] = set()
    n = 0
    for frame in frames:
        n += 1
        sizes.add(frame.size)
        if len(sizes) > 1 or n > MAX_FRAMES:
            break
        known |= {key for key in PARTS if getattr(frame, key) is not None}
        for key, buffer in buffers.items():
            buffer += np.asarray(_cell(frame, key), DTYPES[key]).tobytes()
    if len(sizes) != 1:
        raise RecordingError(
            f"a recording needs frames of one size, got {sorted(sizes) or 'no frames'}"
        )
    if n > MAX_FRAMES:
        raise RecordingError(f"more than the {MAX_FRAMES} frames allowed; cut it into parts")
    size = sizes.pop()
    width, height = mask_size(size)
    shapes = {"t": (), **FRAME_SHAPES, "mask": (height, -(-width // 8))}
    arrays: Arrays = {
        key: np.frombuffer(buffer, DTYPES[key]).reshape(n, *shapes[key])
        for key, buffer in buffers.items()
        if key in known or key not in PARTS
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
