"""The commands of the desk: report, diff, batch; each returns what to say when it is done."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from .arrays import RecordingError
from .batch import Pool, Settings, batch, clips_in, kept_in, processes
from .changes import Change, changes
from .exercises import thresholds
from .recognition import recognise
from .recording import Recording
from .replay import CLIPS, replay
from .terminal import (
    UNKNOWN,
    RefusedError,
    check_outputs,
    landmarks,
    progress_bar,
    settled,
    show_all,
    write,
    written,
)


def report(args: argparse.Namespace) -> str:
    """Write a report to print, on one clip or on two side by side."""
    from .handout.page import comparison_page, report_page
    from .pictures.timeline import Timeline

    values = dict(args.set)
    exercise = settled(args.exercise, values)
    sources = [args.source] if args.now is None else [args.source, args.now]
    out = args.out or Path(f"{sources[-1].stem}.html")
    for source in sources:
        check_outputs(source, [out])
    recordings = [landmarks(source, args.model) for source in sources]
    for source, recording in zip(sources, recordings, strict=True):
        exercise = exercise or recognise(recording).exercise
        if exercise is None:
            raise RefusedError(UNKNOWN.format(source=source))
    assert exercise is not None
    timelines = [
        Timeline.of(recording, exercise, source=str(source), target=recording.target)
        for source, recording in zip(sources, recordings, strict=True)
    ]
    if args.now is None:
        page = report_page(recordings[0], timelines[0], thresholds(exercise, values))
    else:
        page = comparison_page(*timelines)
    write(out, page)
    return f"Written: {out} (open it in a browser, and print it from there)"


def diff(args: argparse.Namespace) -> str:
    """Show which repetitions other thresholds would change, over a folder of recordings."""
    if not args.set:
        raise RefusedError("diff needs at least one --set NAME=VALUE to compare with")
    values = dict(args.set)
    other = settled(args.exercise, values)
    paths = [path for path in _clips(args.folder) if path.suffix.lower() == ".npz"]
    if not paths:
        raise RefusedError(
            f"{args.folder}: no landmark recordings in it; make some with 'formcheck record'"
        )
    found: list[Change] = []
    counted = 0
    with progress_bar("Comparing") as progress:
        for done, path in enumerate(paths, 1):
            try:
                recording = Recording.read(path)
            except RecordingError as error:
                raise RefusedError(str(error)) from error
            name = path.relative_to(args.folder).as_posix()
            before, after = (
                replay(recording, one, source=name, target=recording.target)
                for one in (args.exercise, other)
            )
            counted += len(before.repetitions) + len(before.holds)
            found += changes(before, after)
            progress(done, len(paths))
    from .tables import change_table

    if found:
        show_all(change_table(found))
    files = len({change.source for change in found})
    return (
        f"{len(found)} of {counted} repetitions or holds would change, in {files} of {len(paths)} "
        f"recordings, with {', '.join(f'{name}={value:g}' for name, value in values.items())}."
    )


def run_batch(args: argparse.Namespace) -> str:
    """Report on every clip of a folder in one CSV."""
    values = dict(args.set)
    settled(args.exercise, values)  # refuses what is unknown before any long work
    if not _clips(args.folder):
        endings = f"{', '.join(CLIPS[:-1])} or {CLIPS[-1]}"
        raise RefusedError(f"{args.folder}: no clips in it; they end in {endings}")
    check_outputs(args.folder, [args.out])
    settings = Settings(args.exercise and args.exercise.name, values, args.model)
    with progress_bar("Clips") as progress, written(args.out):
        bad = batch(
            args.folder, args.out, settings, pool=_pool(args.scheduler), workers=args.workers,
            progress=progress,
        )  # fmt: skip
    done = f"Written: {args.out} (reports on single clips in {kept_in(args.out)})"
    return f"{done}\n{bad} could not be read; the column 'error' says why." if bad else done


def _pool(scheduler: str | None) -> Pool:
    if scheduler is None:
        return processes
    from .cluster import NoClusterError, cluster

    try:
        with cluster(scheduler):
            pass
    except NoClusterError as error:
        raise RefusedError(str(error)) from error
    return partial(cluster, scheduler)


def _clips(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise RefusedError(f"{folder}: no such folder; check the name")
    return clips_in(folder)
