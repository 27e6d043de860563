"""How much faster two processes check a folder than one: `formcheck batch` with either, in turn.

    python -m benchmarks.batch FOLDER [--clips N] [--rounds N] [--workers N]

Only films count, as recordings need no pose model. Every run is a new program with nothing kept
from the one before, so starting up and loading the model are part of it, as for whoever uses it.
Run it on a machine that does nothing else: one worker alone keeps more than one core busy, which
the second column tells, and that bounds what a second worker can add.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from formcheck.batch import CLIPS, clips_in

FILMS = CLIPS - {".npz"}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall clock [s], processor time of all its processes [s], and its CSV."""

    wall_s: float
    cpu_s: float
    csv: bytes


def some(folder: Path, n: int | None) -> list[Path]:
    """Return so many films of a folder, evenly from the smallest to the largest file."""
    films = sorted(
        (clip for clip in clips_in(folder) if clip.suffix.lower() in FILMS),
        key=lambda clip: clip.stat().st_size,
    )
    if n is None or n >= len(films):
        return films
    return [films[i * (len(films) - 1) // max(n - 1, 1)] for i in range(n)]


def run(folder: Path, workers: int) -> Run:
    """Check a folder with so many processes, from nothing."""
    with tempfile.TemporaryDirectory() as out:
        csv = Path(out) / "report.csv"
        command = [sys.executable, "-m", "formcheck", "batch", str(folder), "--out", str(csv)]
        before, began = _cpu_s(), time.perf_counter()
        done = subprocess.run(
            [*command, "--workers", str(workers)], capture_output=True, text=True, check=False
        )
        wall_s, cpu_s = time.perf_counter() - began, _cpu_s() - before
        if not csv.exists():
            raise SystemExit(done.stderr)
        return Run(wall_s, cpu_s, csv.read_bytes())


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print each run, and the ratio of the medians."""
    parser = argparse.ArgumentParser(description="How much faster many processes are than one.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, help="all if not given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    walls: dict[int, list[float]] = {1: [], args.workers: []}
    tables = set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, film in enumerate(some(args.folder.resolve(), args.clips)):
            (folder / f"{number:03}-{film.name}").symlink_to(film)
        print(f"{len(list(folder.iterdir()))} films\n\nworkers    wall s   cores busy", flush=True)
        for _ in range(args.rounds):
            for workers, times in walls.items():
                one = run(folder, workers)
                times.append(one.wall_s)
                tables.add(one.csv)
                print(f"{workers:7}{one.wall_s:10.1f}{one.cpu_s / one.wall_s:13.2f}", flush=True)
    alone, together = (median(times) for times in walls.values())
    print(f"\n{args.workers} workers are {alone / together:.2f} times as fast as one")
    if len(tables) > 1:
        raise SystemExit("the runs did not give the same CSV")


if __name__ == "__main__":
    main()
