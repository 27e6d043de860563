"""Render clips of people doing the exercises, with the truth about each.

    python -m benchmarks.render --seed 7 --count 20 --out clips [--exercise bridge]
    python -m benchmarks.render --set standard --out clips

The same seed gives the same clips. Clips that are there already are kept, so a run that was stopped
can be started again.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import cv2
from rich.progress import track

from .camera import SIZE
from .film import Film
from .moves import moves
from .shot import SPLITS, TEST, draw, numbers_with_faults
from .truth import clip_truth, toml, write_frames

SETS = Path(__file__).parent


class Order(NamedTuple):
    """A clip to be rendered."""

    exercise: str
    split: str
    seed: int
    number: int
    out: Path


def render(order: Order) -> str:
    """Render one clip: NAME.mp4, NAME.npz and, last, NAME.toml; return its name.

    Nothing half-written is left under those names.
    """
    cv2.setNumThreads(1)
    film = Film(*draw(order.exercise, order.split, order.seed, order.number))
    name = film.shot.name
    done = order.out / f"{name}.toml"
    if done.exists():
        return name
    parts = {end: order.out / f".{name}.part.{end}" for end in ("mp4", "npz", "toml")}
    rows = _write_video(parts["mp4"], film)
    write_frames(parts["npz"], film.times, rows)
    parts["toml"].write_text(toml(clip_truth(film)))
    for end in ("mp4", "npz", "toml"):
        os.replace(parts[end], order.out / f"{name}.{end}")
    return name


def _write_video(path: Path, film: Film) -> list[dict[str, Any]]:
    """Write the pictures; return the truth about each."""
    codec = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, codec, float(film.shot.fps), SIZE)
    if not writer.isOpened():
        raise OSError(f"{path}: cannot write a video there")
    rows = []
    try:
        for picture, truth in film.frames():
            writer.write(picture)
            rows.append(truth)
    finally:
        writer.release()
    return rows


def orders_of_set(name: str, out: Path, exercise: str | None) -> Iterator[Order]:
    """Yield the clips of a set described in NAME.toml."""
    for part in tomllib.loads((SETS / f"{name}.toml").read_text())["part"]:
        split, seed = part["split"], part["seed"]
        numbers = {
            one: numbers_with_faults(one, split, seed, part["each_fault"], part["within_deg"])
            if "each_fault" in part
            else range(part["clips_each"])
            for one in part["exercises"]
            if exercise in (None, one)
        }
        for row in zip_longest(*numbers.values()):
            for one, number in zip(numbers, row, strict=True):
                if number is not None:
                    yield Order(one, split, seed, number, out)


def orders_of_seed(
    seed: int, count: int, split: str, out: Path, exercise: str | None
) -> Iterator[Order]:
    """Yield so many clips of a seed, the exercises in turn."""
    names = [exercise] if exercise else list(moves())
    for i in range(count):
        yield Order(names[i % len(names)], split, seed, i // len(names), out)


def main() -> None:
    """Render what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", help="a set described in benchmarks/NAME.toml")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--count", type=int, default=len(moves()))
    parser.add_argument("--split", choices=SPLITS, default=TEST, help="whose bodies")
    parser.add_argument("--exercise", choices=moves())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    if (options.set is None) == (options.seed is None):
        parser.error("give either --set or --seed")
    options.out.mkdir(parents=True, exist_ok=True)
    if options.set:
        orders = list(orders_of_set(options.set, options.out, options.exercise))
    else:
        orders = list(
            orders_of_seed(
                options.seed, options.count, options.split, options.out, options.exercise
            )
        )
    if options.workers == 1:
        for order in track(orders, "clips"):
            render(order)
        return
    with ProcessPoolExecutor(options.workers) as pool:
        for _ in track(pool.map(render, orders), "clips", total=len(orders)):
            pass


if __name__ == "__main__":
    main()
