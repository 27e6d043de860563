"""Clips a page can open: what somebody uploads, and the examples of a source checkout."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..exercises import EXERCISES
from ..words import plain, sentence

FIXTURES = Path(__file__).parents[2] / "fixtures"
"""Example clips, named like ``cat_cow__polybag.npz``; there are none in an installed package."""

ENDINGS = ("mp4", "mov", "m4v", "webm", "mkv", "avi", "gif", "npz")
"""What can be uploaded."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to check.

    Attributes
    ----------
    key : str
        Tells it from every other clip of the session.
    name : str
        For people; never used as a path.
    file : Path or binary file
        Where its content is.
    exercise : str or None
        Name of the exercise it shows, if known.
    """

    key: str
    name: str
    file: Path | BinaryIO
    exercise: str | None = None

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give the clip as a file; that of an upload is gone afterwards, whatever happens."""
        if isinstance(self.file, Path):
            yield self.file
            return
        with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
            path = Path(folder) / f"clip{_ending(self.name)}"
            self.file.seek(0)
            with path.open("wb") as file:
                shutil.copyfileobj(self.file, file)
            yield path


def uploaded(name: str, file_id: str, file: BinaryIO) -> Clip:
    """Return what somebody uploaded; of a name like a path only the last part is kept."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return Clip(key=f"upload:{file_id}", name=last or "clip", file=file)


def examples() -> list[Clip]:
    """Return the example clips, by name."""
    paths = [p for p in sorted(FIXTURES.glob("*__*")) if p.suffix in (".npz", ".mp4")]
    return [
        Clip(
            key=f"example:{path.name}",
            name=_title(path.stem),
            file=path,
            exercise=path.stem.split("__")[0] if path.stem.split("__")[0] in EXERCISES else None,
        )
        for path in paths
    ]


def _title(stem: str) -> str:
    shown, source = stem.split("__", 1)
    known = EXERCISES.get(shown)
    return f"{known.title}, {plain(source)}" if known else f"{sentence(source)} (something else)"


def _ending(name: str) -> str:
    """Return the ending of a file name if it is one we know; it may be anything."""
    ending = re.sub(r".*\.", "", name).lower()
    return f".{ending}" if ending in ENDINGS else ""
