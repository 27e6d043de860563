"""The command line. Nothing else in formcheck prints."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from . import __version__
from .exercise import Exercise
from .exercises import EXERCISES, find, sheet, thresholds
from .recognition import recognise
from .recording import Recording, written_whole
from .replay import Progress, SourceError, is_recording, load, replay

STDOUT = Path("-")
_UNKNOWN = "{source}: cannot tell which exercise this is; name it with --exercise"


class RefusedError(Exception):
    """Bad use or bad input; the message is one line for the person who typed the command."""


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one line."""

    def error(self, message: str) -> NoReturn:
        raise RefusedError(f"{message} (see '{self.prog} --help')")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns
    -------
    int
        0 done, 2 bad use or bad input, 130 stopped by Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character shows "?"
            stream.reconfigure(errors="replace")
    try:
        args = _parser().parse_args(argv)
        args.run(args)
        sys.stdout.flush()
    except (RefusedError, SourceError) as error:
        print("formcheck:", " ".join(str(error).split()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as 'head', has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="formcheck", allow_abbrev=False,
        description="Counts and checks back-pain exercises, from a video of one person.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"formcheck {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    _add_app(commands.add_parser("app", help="the live coach and all pages, in your browser"))
    _add_replay(commands.add_parser("replay", help="count and check the exercise in a clip"))

    command = commands.add_parser("record", help="keep the landmarks of a video, not its pictures")
    command.add_argument("source", metavar="VIDEO", type=Path, help="video of one person")
    command.add_argument("out", metavar="OUT.npz", type=_npz, help="landmark recording to write")
    _add_model(command)
    command.set_defaults(run=_record)

    command = commands.add_parser("coach", help="print what the live coach says to a clip")
    command.add_argument("source", metavar="SOURCE", type=Path, help="video or landmark recording")
    _add_exercise(command)
    command.add_argument("--repetitions", metavar="N", type=_count,
                         help="on each side; the usual dose if not given")  # fmt: skip
    command.add_argument("--hold", metavar="SECONDS", type=_duration, help="likewise")
    _add_model(command)
    command.set_defaults(run=_coach)

    command = commands.add_parser("plot", help="draw what was measured and counted in a clip")
    command.add_argument("source", metavar="RECORDING", type=Path,
                         help="landmark recording or video")  # fmt: skip
    _add_exercise(command)
    command.add_argument("--out", metavar="FILE.png", type=_png,
                         help="default: named like the recording, in this folder")  # fmt: skip
    _add_model(command)
    command.set_defaults(run=_plot)

    command = commands.add_parser("list", help="name the exercises")
    command.set_defaults(run=_list)

    command = commands.add_parser("show", help="tell all about an exercise")
    command.add_argument("exercise", metavar="NAME", type=_exercise, help="see 'formcheck list'")
    command.set_defaults(run=_show)
    return parser


def _add_app(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", metavar="ADDRESS", default="localhost",
                         help="an address of this computer, or 0.0.0.0, to be reached from others; "
                         "only from this one if not given")  # fmt: skip
    command.add_argument("--port", metavar="N", type=_port, help="8501, or the next free one")
    command.add_argument("--https", action="store_true", help="encrypt: browsers on other devices "
                         "open their cameras only then")  # fmt: skip
    command.add_argument("--cert", metavar="FILE", type=Path, help="certificate for --https; "
                         "one is made if not given")  # fmt: skip
    command.add_argument("--key", metavar="FILE", type=Path, help="and its key")
    command.set_defaults(run=_app)


def _add_replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SOURCE", type=Path, help="video or landmark recording")
    _add_exercise(command)
    command.add_argument("--target", metavar="SHARE", type=_target, default=1.0,
                         help="judge against this share of the usual range, above 0 to 1, "
                         "for who may not go all the way; counting stays")  # fmt: skip
    command.add_argument("--json", metavar="FILE", type=Path, help="write the report as JSON; "
                         "'-' prints it instead of the table")  # fmt: skip
    command.add_argument("--csv", metavar="FILE", type=Path, help="write the repetitions as CSV")
    command.add_argument("--annotate", metavar="OUT.mp4", type=_mp4,
                         help="write a copy of the video with everything drawn on it")  # fmt: skip
    _add_model(command)
    command.set_defaults(run=_replay)


# -- commands ------------------------------------------------------------------------------------


def _replay(args: argparse.Namespace) -> None:
    to_stdout = args.json == STDOUT
    recorded = is_recording(args.source)
    if recorded and args.annotate:
        raise RefusedError(
            f"{args.source}: a landmark recording holds no pictures to draw on; --annotate needs "
            "the video"
        )
    written = [out for out in (args.json, args.csv, args.annotate) if out and out != STDOUT]
    _check_outputs(args.source, written)
    recording = _load(args)
    report = replay(recording, args.exercise, source=str(args.source), target=args.target)
    if args.annotate and report.exercise is None:
        raise RefusedError(_UNKNOWN.format(source=args.source))
    if args.json and not to_stdout:
        _write(args.json, report.as_json())
    if args.csv:
        _write(args.csv, report.as_csv())
    if args.annotate:
        _annotate(args, recording, EXERCISES[str(report.exercise)])
    if to_stdout:
        print(report.as_json(), end="")
        return
    from .tables import report_tables

    _show_all(report_tables(EXERCISES.get(report.exercise or ""), report))
    for out in written:
        print(f"Written: {out}")


def _annotate(args: argparse.Namespace, recording: Recording, exercise: Exercise) -> None:
    from .pictures.film import annotate
    from .pictures.timeline import Timeline

    timeline = Timeline.of(recording, exercise)
    with _written(args.annotate), _progress("Drawing") as progress:
        annotate(args.source, recording, timeline, args.annotate, progress=progress)


def _app(args: argparse.Namespace) -> None:
    if (args.cert is None) != (args.key is None):
        raise RefusedError("--cert and --key go together; give both, or neither")
    if args.cert is not None and not args.https:
        raise RefusedError("--cert and --key are for --https; add it")
    for file in (args.cert, args.key):
        if file is not None and not file.is_file():
            raise RefusedError(f"{file}: no such file; check the name")
    from .folders import recordings_folder
    from .live.serve import Address, serve

    address = Address(args.host, args.port, args.https, args.cert, args.key)
    if address.is_blind:
        print("formcheck: browsers on other devices open their cameras only with --https",
              file=sys.stderr)  # fmt: skip
    print(f"Live sets are kept (landmarks, no pictures) in {recordings_folder()}")
    serve(address)


def _coach(args: argparse.Namespace) -> None:
    from .coach.dose import Amount
    from .coach.lesson import Lesson
    from .coach.transcript import transcript

    recording = _load(args)
    exercise: Exercise | None = args.exercise
    amount = None if exercise is None else Amount.of(exercise, args.repetitions, args.hold)
    if exercise is None and (args.repetitions or args.hold):
        raise RefusedError("--repetitions and --hold need --exercise")
    for t, line in transcript(Lesson(exercise, amount), recording):
        print(f"{t:7.1f} s  {line.text}")


def _record(args: argparse.Namespace) -> None:
    if is_recording(args.source):
        raise RefusedError(f"{args.source}: a landmark recording already; give a video")
    _check_outputs(args.source, [args.out])
    recording = _load(args)
    with _written(args.out):
        recording.write(args.out)
    print(f"Written: {args.out} ({len(recording)} pictures)")


def _plot(args: argparse.Namespace) -> None:
    out = args.out or Path(f"{args.source.stem}.png")
    _check_outputs(args.source, [out])
    recording = _load(args)
    exercise = args.exercise or recognise(recording).exercise
    if exercise is None:
        raise RefusedError(_UNKNOWN.format(source=args.source))
    from .pictures.plot import plot_recording

    with _written(out):
        plot_recording(recording, exercise, out)
    print(f"Written: {out}")


def _list(_: argparse.Namespace) -> None:
    from .tables import exercise_list

    _show_all(exercise_list(EXERCISES.values()))


def _show(args: argparse.Namespace) -> None:
    from .tables import exercise_sheet

    _show_all(exercise_sheet(args.exercise, sheet(args.exercise), thresholds(args.exercise)))


# -- what they share -----------------------------------------------------------------------------


def _add_exercise(command: argparse.ArgumentParser) -> None:
    command.add_argument("--exercise", metavar="NAME", type=_exercise,
                         help="see 'formcheck list'; recognised if not given")  # fmt: skip


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", metavar="PATH", type=Path,
                         help="another MediaPipe pose landmarker bundle (.task)")  # fmt: skip


def _exercise(name: str) -> Exercise:
    try:
        return find(name)
    except KeyError as error:
        raise argparse.ArgumentTypeError(error.args[0]) from error


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdigit() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"'{text}' must be a whole number, {least} to {most}")
    return int(text)


def _port(text: str) -> int:
    return _whole(text, 1, 65535)


def _count(text: str) -> int:
    return _whole(text, 1, 50)


def _duration(text: str) -> int:
    return _whole(text, 1, 120)


def _target(text: str) -> float:
    try:
        target = float(text)
    except ValueError:
        target = 0.0
    if not 0 < target <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' must be a share above 0 to 1, such as 0.5")
    return target


def _named(name: str, ending: str) -> Path:
    if Path(name).suffix.lower() != ending:
        raise argparse.ArgumentTypeError(f"'{name}' must end in {ending}")
    return Path(name)


def _mp4(name: str) -> Path:
    return _named(name, ".mp4")


def _npz(name: str) -> Path:
    return _named(name, ".npz")


def _png(name: str) -> Path:
    return _named(name, ".png")


def _load(args: argparse.Namespace) -> Recording:
    """Return the landmarks of the source, with a progress bar where the pose model must run."""
    if is_recording(args.source):
        if args.model:
            raise RefusedError(f"{args.source}: a landmark recording needs no --model")
        return load(args.source)
    with _progress("Watching") as progress:
        return load(args.source, model=args.model, progress=progress)


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
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


def _check_outputs(source: Path, outs: Sequence[Path]) -> None:
    """Refuse, before any long work, outputs that could not be written in the end."""
    taken = {source.resolve(): "this would replace the input"}
    for out in outs:
        with _written(out):
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
def _written(out: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RefusedError(f"{out}: cannot be written ({error.strerror or error})") from error


def _write(out: Path, text: str) -> None:
    with _written(out), written_whole(out) as file:
        file.write(text.encode())


def _show_all(what: object) -> None:
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 100).print(what)
