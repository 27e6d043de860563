"""The command line. Nothing else in formcheck prints."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from . import __version__, arguments
from .exercise import Exercise
from .exercises import EXERCISES, sheet, thresholds
from .recognition import recognise
from .recording import Recording
from .replay import SourceError, is_recording, replay
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
)  # fmt: skip

STDOUT = Path("-")


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
        _silence(2)  # the pose model may be loading still, and would greet
        return 130
    except BrokenPipeError:  # the reader, such as 'head', has had enough
        _silence(sys.stdout.fileno())
    return 0


def _silence(stream: int) -> None:
    """Drop whatever else is written to a stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


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
    command.add_argument(
        "out", metavar="OUT.npz", type=arguments.file(".npz"), help="landmark recording to write"
    )
    _add_model(command)
    command.set_defaults(run=_record)

    command = commands.add_parser("coach", help="print what the live coach says to a clip")
    command.add_argument("source", metavar="SOURCE", type=Path, help="video or landmark recording")
    _add_exercise(command)
    command.add_argument("--repetitions", metavar="N", type=arguments.whole(1, 50),
                         help="on each side; the usual dose if not given")  # fmt: skip
    command.add_argument("--hold", metavar="SECONDS", type=arguments.whole(1, 120), help="likewise")
    _add_model(command)
    command.set_defaults(run=_coach)

    command = commands.add_parser("plot", help="draw what was measured and counted in a clip")
    command.add_argument("source", metavar="RECORDING", type=Path,
                         help="landmark recording or video")  # fmt: skip
    _add_exercise(command)
    command.add_argument("--out", metavar="FILE.png", type=arguments.file(".png"),
                         help="default: named like the recording, in this folder")  # fmt: skip
    _add_model(command)
    command.set_defaults(run=_plot)

    _add_desk(commands)

    command = commands.add_parser("list", help="name the exercises")
    command.set_defaults(run=_list)

    command = commands.add_parser("show", help="tell all about an exercise")
    command.add_argument(
        "exercise", metavar="NAME", type=arguments.exercise, help="see 'formcheck list'"
    )
    command.set_defaults(run=_show)
    return parser


def _add_app(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", metavar="ADDRESS", default="localhost",
                         help="an address of this computer, or 0.0.0.0, to be reached from others; "
                         "only from this one if not given")  # fmt: skip
    command.add_argument(
        "--port", metavar="N", type=arguments.whole(1, 65535), help="8501, or the next free one"
    )
    command.add_argument("--https", action="store_true", help="encrypt: browsers on other devices "
                         "open their cameras only then")  # fmt: skip
    command.add_argument("--cert", metavar="FILE", type=Path, help="certificate for --https; "
                         "one is made if not given")  # fmt: skip
    command.add_argument("--key", metavar="FILE", type=Path, help="and its key")
    command.set_defaults(run=_app)


def _add_replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="SOURCE", type=Path, help="video or landmark recording")
    _add_exercise(command)
    command.add_argument("--target", metavar="SHARE", type=arguments.share,
                         help="judge against this share of the usual range, above 0 to 1, "
                         "for who may not go all the way; counting stays; a recorded set has "
                         "its own if not given")  # fmt: skip
    command.add_argument("--json", metavar="FILE", type=Path, help="write the report as JSON; "
                         "'-' prints it instead of the table")  # fmt: skip
    command.add_argument("--csv", metavar="FILE", type=Path, help="write the repetitions as CSV")
    command.add_argument("--frames-csv", metavar="FILE", type=Path,
                         help="write phase and measures of every picture as CSV")  # fmt: skip
    command.add_argument("--annotate", metavar="OUT.mp4", type=arguments.file(".mp4"),
                         help="write a copy of the video with everything drawn on it")  # fmt: skip
    _add_set(command)
    _add_model(command)
    command.set_defaults(run=_replay)


def _add_desk(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Add what is done with clips at leisure."""
    command = commands.add_parser("report", help="a report to print, on one clip or two compared")
    command.add_argument("source", metavar="SOURCE", type=Path, help="video or landmark recording")
    command.add_argument("now", metavar="LATER", type=Path, nargs="?",
                         help="a later one, to stand beside it")  # fmt: skip
    _add_exercise(command)
    command.add_argument("--out", metavar="FILE.html", type=arguments.file(".html"),
                         help="default: named like the clip, in this folder")  # fmt: skip
    _add_set(command)
    _add_model(command)
    command.set_defaults(run=_desk("report"))

    command = commands.add_parser("diff", help="which repetitions other thresholds would change")
    command.add_argument("folder", metavar="FOLDER", type=Path, help="landmark recordings")
    command.add_argument("--exercise", metavar="NAME", type=arguments.exercise, required=True,
                         help="see 'formcheck list'")  # fmt: skip
    _add_set(command)
    command.set_defaults(run=_desk("diff"))

    command = commands.add_parser("batch", help="a report on every clip of a folder, as CSV")
    command.add_argument("folder", metavar="FOLDER", type=Path, help="videos and recordings")
    command.add_argument("--out", metavar="REPORT.csv", type=arguments.file(".csv"), required=True,
                         help="started again, it goes on where it was stopped")  # fmt: skip
    _add_exercise(command)
    command.add_argument("--workers", metavar="N", type=arguments.whole(1, 256),
                         help="clips at a time; one for each processor if not given")  # fmt: skip
    command.add_argument("--scheduler", metavar="tcp://HOST:PORT",
                         help="of a Dask cluster that does the work")  # fmt: skip
    _add_set(command)
    _add_model(command)
    command.set_defaults(run=_desk("run_batch"))


def _desk(name: str) -> Callable[[argparse.Namespace], None]:
    def run(args: argparse.Namespace) -> None:
        from . import desk

        print(getattr(desk, name)(args))

    return run


# -- commands ------------------------------------------------------------------------------------


def _replay(args: argparse.Namespace) -> None:
    to_stdout = args.json == STDOUT
    recorded = is_recording(args.source)
    if recorded and args.annotate:
        raise RefusedError(
            f"{args.source}: a landmark recording holds no pictures to draw on; --annotate needs "
            "the video"
        )
    outs = (args.json, args.csv, args.frames_csv, args.annotate)
    written = [out for out in outs if out and out != STDOUT]
    check_outputs(args.source, written)
    changed = dict(args.set)
    exercise = settled(args.exercise, changed)
    recording = _load(args)
    target = recording.target if args.target is None else args.target
    report = replay(recording, exercise, source=str(args.source), target=target, changed=changed)
    exercise = exercise or EXERCISES.get(report.exercise or "")
    if (args.annotate or args.frames_csv) and exercise is None:
        raise RefusedError(UNKNOWN.format(source=args.source))
    if args.json and not to_stdout:
        write(args.json, report.as_json())
    if args.csv:
        write(args.csv, report.as_csv())
    if exercise is not None and (args.annotate or args.frames_csv):
        _draw(args, recording, exercise, target)
    if to_stdout:
        print(report.as_json(), end="")
        return
    from .tables import report_tables

    show_all(report_tables(exercise, report))
    for out in written:
        print(f"Written: {out}")


def _draw(
    args: argparse.Namespace, recording: Recording, exercise: Exercise, target: float
) -> None:
    """Write what needs every picture again."""
    from .pictures.timeline import Timeline

    timeline = Timeline.of(recording, exercise, target=target)
    if args.frames_csv:
        from .handout.frames import frames_csv

        write(args.frames_csv, frames_csv(recording, timeline.report, timeline.side))
    if not args.annotate:
        return
    from .pictures.film import annotate

    with written(args.annotate), progress_bar("Drawing") as progress:
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
    for t, line in transcript(Lesson(exercise, amount, target=recording.target), recording):
        print(f"{t:7.1f} s  {line.text}")


def _record(args: argparse.Namespace) -> None:
    if is_recording(args.source):
        raise RefusedError(f"{args.source}: a landmark recording already; give a video")
    check_outputs(args.source, [args.out])
    recording = _load(args)
    with written(args.out):
        recording.write(args.out)
    print(f"Written: {args.out} ({len(recording)} pictures)")


def _plot(args: argparse.Namespace) -> None:
    out = args.out or Path(f"{args.source.stem}.png")
    check_outputs(args.source, [out])
    recording = _load(args)
    exercise = args.exercise or recognise(recording).exercise
    if exercise is None:
        raise RefusedError(UNKNOWN.format(source=args.source))
    from .pictures.plot import plot_recording

    with written(out):
        plot_recording(recording, exercise, out)
    print(f"Written: {out}")


def _list(_: argparse.Namespace) -> None:
    from .tables import exercise_list

    show_all(exercise_list(EXERCISES.values()))


def _show(args: argparse.Namespace) -> None:
    from .tables import exercise_sheet

    show_all(exercise_sheet(args.exercise, sheet(args.exercise), thresholds(args.exercise)))


# -- what they share -----------------------------------------------------------------------------


def _add_exercise(command: argparse.ArgumentParser) -> None:
    command.add_argument("--exercise", metavar="NAME", type=arguments.exercise,
                         help="see 'formcheck list'; recognised if not given")  # fmt: skip


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", metavar="PATH", type=Path,
                         help="another MediaPipe pose landmarker bundle (.task)")  # fmt: skip


def _add_set(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set", metavar="NAME=VALUE", type=arguments.setting, action="append", default=[],
        help="another value for a threshold of the exercise, see 'formcheck show'; may be given "
        "several times",
    )  # fmt: skip


def _load(args: argparse.Namespace) -> Recording:
    return landmarks(args.source, args.model)
