"""Many clips at once: a report on each, on any `concurrent.futures` executor, in one CSV.

Each clip is watched in a process of its own kind: workers are spawned, never forked, because the
pose model hangs in a forked one. What is done is kept beside the CSV, one file for a clip, named by
the content of the clip and by everything its report depends on; so a run that was killed goes on
where it was, and one that is repeated has nothing to do.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .exercises import EXERCISES, tuned
from .recording import written_whole
from .replay import CLIPS, Progress, SourceError, load, replay

AHEAD = 2
"""Clips that wait for each worker; few, so that when a process dies few are under suspicion."""
COLUMNS = (
    "file", "exercise", "sure", "duration_s", "tracked_share", "view", "repetitions", "holds",
    "held_s", "dropped", "faults", "cannot_judge", "error",
)  # fmt: skip

Pool = Callable[[int | None], AbstractContextManager[Executor]]
"""Opens an executor; called again, with a number of workers or None, when one has broken."""
Result = dict[str, Any]
"""``{"report": Report.as_dict()}`` or ``{"error": str}``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the report on a clip depends on besides the clip.

    Attributes
    ----------
    exercise : str or None
        Recognised in each clip if not given.
    changed : mapping of str to float
        Other values of the thresholds of that exercise.
    model : path or None
        Another pose model than the one that comes with formcheck.
    """

    exercise: str | None = None
    changed: Mapping[str, float] = field(default_factory=dict)
    model: Path | None = None

    def key(self, clip: Path) -> str:
        """Return the name of the result: a digest of the clip, these settings and our own code."""
        digest = hashlib.sha256(_engine().encode())
        model = None if self.model is None else _digest(self.model)
        settings = [self.exercise, sorted(self.changed.items()), model]
        digest.update(json.dumps(settings).encode())
        digest.update(_digest(clip).encode())
        return digest.hexdigest()[:32]


@contextmanager
def processes(workers: int | None = None) -> Iterator[Executor]:
    """Open so many processes of this machine, as many as it has processors if not given."""
    spawned = multiprocessing.get_context("spawn")
    cores = os.cpu_count() or 1
    threads = max(cores // (workers or cores), 1)
    with ProcessPoolExecutor(
        workers, mp_context=spawned, initializer=_use_threads, initargs=(threads,)
    ) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _use_threads(n: int) -> None:
    """Keep OpenCV in this process to its share of the processors.

    By default it takes them all, and its threads wait busily for work that other processes then
    lack the processor for. Unlike a call, this does not load it where only recordings are read.
    """
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", str(n))


def clips_in(folder: Path) -> list[Path]:
    """Return the clips of a folder and of those in it, in the order of their names."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in CLIPS and path.is_file() and not path.name.startswith(".")
    )


def batch(
    folder: Path,
    out: Path,
    settings: Settings,
    *,
    pool: Pool = processes,
    workers: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Report on every clip of a folder, in one CSV that appears when all are done.

    Parameters
    ----------
    folder : path
    out : path
        The CSV file; reports on single clips are kept beside it, in the folder `kept_in`.
    settings : Settings
    pool : callable, optional
        Opens the executor; processes of this machine if not given.
    workers : int, optional
        How many; what the pool thinks best if not given.
    progress : callable, optional
        Called after each clip.

    Returns
    -------
    int
        How many clips could not be read; each is a row that says why.

    Raises
    ------
    OSError
        If the CSV or its folder cannot be written.
    """
    clips = clips_in(folder)
    kept = kept_in(out)
    kept.mkdir(exist_ok=True)
    results, todo = _sorted_out(clips, kept, settings)

    def tell() -> None:
        if progress is not None:
            progress(len(results), len(clips))

    tell()
    for clip, result in _run(list(todo), settings, pool, workers):
        if not result.pop("passing", False):
            with written_whole(todo[clip]) as file:
                file.write(json.dumps(result, indent=1).encode())
        results[clip] = result
        tell()
    with written_whole(out) as file:
        file.write(_csv([(clip.relative_to(folder), results[clip]) for clip in clips]).encode())
    return sum("error" in result for result in results.values())


def kept_in(out: Path) -> Path:
    """Return the folder that keeps the reports on single clips."""
    return out.with_name(f"{out.stem}.clips")


def check_clip(clip: Path, settings: Settings) -> Result:
    """Report on one clip; this is what a worker does.

    Whatever goes wrong with the clip is the result; what may go well another time is marked as
    ``passing`` and not kept.
    """
    try:
        exercise = EXERCISES[settings.exercise] if settings.exercise else None
        if exercise is not None:
            exercise = tuned(exercise, settings.changed)
        recording = load(clip, model=settings.model)
        # the name is left to the CSV: the same clip may lie elsewhere tomorrow
        report = replay(recording, exercise, target=recording.target, changed=settings.changed)
    except SourceError as error:
        return {"error": " ".join(str(error).replace(str(clip), clip.name).split())}
    except Exception as error:
        return {"error": f"{clip.name}: {type(error).__name__}: {error}", "passing": True}
    return {"report": report.as_dict()}


def _run(
    clips: list[Path], settings: Settings, pool: Pool, workers: int | None
) -> Iterator[tuple[Path, Result]]:
    """Yield each clip with its result, as they come.

    A clip that kills the process that reads it takes all that ran beside it along: these are tried
    again one by one, and only the one that kills again is at fault.
    """
    waiting = list(reversed(clips))
    while waiting:
        suspects: list[Path] = []
        with pool(workers) as executor:
            for clip, result in _feed(executor, waiting, settings, _ahead(executor, workers)):
                if result is None:
                    suspects.append(clip)
                else:
                    yield clip, result
        for clip in suspects:
            with pool(1) as executor:
                (result,) = (found for _, found in _feed(executor, [clip], settings, 1))
            yield clip, result or {"error": f"{clip.name}: the process that read it died"}


def _feed(
    executor: Executor, waiting: list[Path], settings: Settings, ahead: int | None
) -> Iterator[tuple[Path, Result | None]]:
    """Take clips from the end of a list and yield their results; None where the process died."""
    running: dict[Future[Result], Path] = {}
    broken = False
    while running or (waiting and not broken):
        while waiting and not broken and (ahead is None or len(running) < ahead):
            clip = waiting.pop()
            try:
                running[executor.submit(check_clip, clip, settings)] = clip
            except BrokenProcessPool:
                waiting.append(clip)
                broken = True
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            clip = running.pop(future)
            try:
                yield clip, future.result()
            except BrokenProcessPool:
                broken = True
                yield clip, None
            except Exception as error:  # of the executor: a lost machine, a worker killed
                yield clip, {"error": f"{clip.name}: {type(error).__name__}: {error}",
                             "passing": True}  # fmt: skip


def _ahead(executor: Executor, workers: int | None) -> int | None:
    """Return how many clips to hand out at a time; None for all, where workers are not counted."""
    known = workers or getattr(executor, "_max_workers", None)
    return AHEAD * int(known) if known else None


def _sorted_out(
    clips: Sequence[Path], kept: Path, settings: Settings
) -> tuple[dict[Path, Result], dict[Path, Path]]:
    """Return what is known of clips already, and where that of the others will be kept.

    The longest of those come first, or the last one keeps one worker busy while the others have
    gone home; recordings last, whatever their size: no pose model has to watch them.
    """
    results: dict[Path, Result] = {}
    todo: dict[Path, Path] = {}
    length: dict[Path, tuple[bool, int]] = {}
    for clip in clips:
        try:
            path = kept / f"{settings.key(clip)}.json"
            length[clip] = clip.suffix.lower() != ".npz", clip.stat().st_size
        except OSError as error:
            results[clip] = {"error": f"{clip}: cannot be read ({error.strerror})"}
            continue
        if (known := _known(path)) is not None:
            results[clip] = known
        else:
            todo[clip] = path
    return results, {
        clip: todo[clip] for clip in sorted(todo, key=length.__getitem__, reverse=True)
    }


def _known(path: Path) -> Result | None:
    """Return a result that was kept, None where there is none or it is damaged."""
    try:
        result: Result = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return result if {"report", "error"} & result.keys() else None


def _csv(results: Sequence[tuple[Path, Result]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for name, result in results:
        row: dict[str, Any] = {"file": name.as_posix(), "error": result.get("error")}
        writer.writerow(row | _cells(result.get("report")))
    return out.getvalue()


def _cells(report: dict[str, Any] | None) -> dict[str, Any]:
    """Return the figures of one report."""
    if report is None:
        return {}
    done = [*report["repetitions"], *report["holds"]]
    unsure = sorted({name for one in done for name in one["cannot_judge"]})
    held = [hold["held_s"] for hold in report["holds"]]
    return {
        **{key: report[key] for key in ("exercise", "duration_s", "tracked_share", "view")},
        "sure": report["recognised"] and report["recognised"]["sure"],
        "repetitions": len(report["repetitions"]),
        "holds": len(held),
        "held_s": round(sum(held), 3) if held else None,
        "dropped": len(report["dropped"]),
        "faults": " ".join(f"{name}:{count}" for name, count in report["faults"].items()),
        "cannot_judge": " ".join(unsure),
    }


@functools.cache
def _engine() -> str:
    """Return a digest of formcheck itself: another version may report something else."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
