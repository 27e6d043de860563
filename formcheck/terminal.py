"""What all commands share: reading clips with a progress bar, writing files, refusing in a line."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .exercise import Exercise
from .exercises import tuned
from .recording import Recording, written_whole
from .replay import Progress, is_recording, load

UNKNOWN = "{source}: cannot tell which exercise this is; name it with --exercise"


class RefusedError(Exception):
    """Bad use or bad input; the message is one line for the person who typed the command."""


def settled(exercise: Exercise | None, values: Mapping[str, float]) -> Exercise | None:
    """Return the exercise that was named, with the thresholds that were set."""
    if exercise is None:
        if values:
            raise RefusedError("--set changes the thresholds of one exercise; name --exercise too")
        return None
    try:
        return tuned(exercise, values)
    except KeyError as error:
        raise RefusedError(error.args[0]) from error


def landmarks(source: Path, model: Path | None) -> Recording:
    """Return the landmarks of a clip, with a progress bar where the pose model must run."""
    if is_recording(source):
        if model:
            raise RefusedError(f"{source}: a landmark recording needs no --model")
        return load(source)
    with progress_bar("Watching") as progress:
        return load(source, model=model, progress=progress)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """Show how far a long job is, and how long it will take, where somebody looks."""
    from rich import progress as rich_progress
    from rich.console import Console

    console = Console(stderr=True)
    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeRemainingColumn(),
        rich_progress.TextColumn("left"),
    )
    quiet = not console.is_terminal
    with rich_progress.Progress(*columns, console=console, transient=True, disable=quiet) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def check_outputs(source: Path, outs: Sequence[Path]) -> None:
    """Refuse, before any long work, outputs that could not be written in the end."""
    taken = {source.resolve(): "this would replace the input"}
    for out in outs:
        with written(out):
            if out.exists() and not out.is_file():
                raise RefusedError(f"{out}: not a regular file; give the name of a file")
            if out.resolve() in taken:
                raise RefusedError(f"{out}: {taken[out.resolve()]}; give another name")
            taken[out.resolve()] = "two outputs have this name"
            # Made, and gone at once; a name like the one that `written_whole` takes.
            with tempfile.NamedTemporaryFile(
                dir=out.parent, prefix=f".{out.name}.", suffix=".part"
            ):
                pass


@contextmanager
def written(out: Path) -> Iterator[None]:
    """Say so in one line where a file cannot be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RefusedError(f"{out}: cannot be written ({error.strerror or error})") from error


def write(out: Path, text: str) -> None:
    """Write a text, all or nothing."""
    with written(out), written_whole(out) as file:
        file.write(text.encode())


def show_all(what: object) -> None:
    """Print tables, as wide as the terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 100).print(what)
