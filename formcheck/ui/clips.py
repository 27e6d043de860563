"""Clips a page can open: what somebody uploads, past sessions, and the examples."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..exercises import EXERCISES
from ..pictures.kept_film import film_of
from ..player.shelf import Film
from ..replay import CLIPS
from ..words import plain, sentence

FIXTURES = Path(__file__).parents[2] / "fixtures"
"""Recordings of a source checkout, named like ``cat_cow__polybag.npz``."""
FILMS = (Path(__file__).parents[1] / "clips", FIXTURES / "rendered")
"""Where the example films are: in an installed package, and in a source checkout."""

COPY = 1 << 20
"""Bytes of an upload that are written at a time."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to check.

    Attributes
    ----------
    key : str
        Tells it from every other clip of the session.
    name : str
        For people; never used as a path.
    content : Path or bytes
        The file, or what is in it.
    exercise : str or None
        Name of the exercise it shows, if known.
    beside : Path or None
        The film that belongs to a recording, where it was kept.
    """

    key: str
    name: str
    content: Path | bytes
    exercise: str | None = None
    beside: Path | None = None

    @property
    def film(self) -> Film | None:
        """The film for the browser; None where there is none that one could play."""
        if self.beside is not None:
            return Film.of(self.beside.name, self.beside)
        name = self.content.name if isinstance(self.content, Path) else self.name
        return Film.of(name, self.content)

    @property
    def is_recording(self) -> bool:
        """Whether there are landmarks only, as far as the name tells."""
        name = self.content.name if isinstance(self.content, Path) else self.name
        return name.lower().endswith(".npz")

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Give the clip as a file; that of an upload is gone afterwards, whatever happens."""
        if isinstance(self.content, Path):
            yield self.content
            return
        with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
            path = Path(folder) / f"clip{_ending(self.name)}"
            with path.open("wb") as file, memoryview(self.content) as content:
                for at in range(0, len(content), COPY):
                    file.write(content[at : at + COPY])
            yield path


def uploaded(name: str, file_id: str, file: BinaryIO) -> Clip:
    """Return what somebody uploaded; of a name like a path only the last part is kept."""
    last = PurePosixPath(name.replace("\\", "/")).name
    file.seek(0)
    # Streamlit keeps an upload as bytes; this shares them, and copies nothing.
    content = file.getvalue() if hasattr(file, "getvalue") else file.read()
    return Clip(key=f"upload:{file_id}", name=last or "clip", content=content)


def examples() -> list[Clip]:
    """Return the example clips, films first."""
    films = next((folder for folder in FILMS if folder.is_dir()), None)
    paths = [*sorted(films.glob("*__*.webm"))] if films else []
    return [_example(path) for path in [*paths, *sorted(FIXTURES.glob("*__*.npz"))]]


def past(folder: Path) -> list[Clip]:
    """Return the recordings of past sessions in a folder, the latest first."""
    paths = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [recorded(path) for path in paths]


def recorded(path: Path) -> Clip:
    """Return a past session; its name may begin with that of the exercise."""
    when = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    known = next((name for name in EXERCISES if name in path.stem), None)
    title = EXERCISES[known].title if known else sentence(path.stem)
    shown = f"{title}, {when.day} {when:%B %Y, %H:%M}"
    film = film_of(path)
    return Clip(
        key=f"past:{path.name}", name=shown, content=path, exercise=known,
        beside=film if film.is_file() else None,
    )  # fmt: skip


def _example(path: Path) -> Clip:
    stem = path.stem
    shown, source = stem.split("__", 1)
    known = EXERCISES.get(shown)
    kind = "film" if path.suffix == ".webm" else "recording"
    what = f"{known.title}, {plain(source)}" if known else f"Something else, {plain(source)}"
    return Clip(
        key=f"example:{path.name}", name=f"{what} ({kind})", content=path,
        exercise=shown if known else None,
    )  # fmt: skip


def _ending(name: str) -> str:
    """Return the ending of a file name if it is one we know; it may be anything."""
    ending = re.sub(r".*\.", ".", name).lower()
    return ending if ending in CLIPS else ""
