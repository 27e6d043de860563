"""Make the small rendered fixtures: films and landmark recordings, each with its truth.

    python -m benchmarks.fixtures [--out fixtures/rendered] [NAME ...]

`fixtures.toml` says what is made. A film shows one thing, good or with a fault; a recording runs
through several repetitions, the first of them good, and has no pictures. What is in the TOML files
is what the generator made, never what formcheck says.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from rich.progress import track

from formcheck.pose import watch
from formcheck.recording import Recording

from .camera import SIZE
from .film import Film
from .movement import Quality
from .moves import moves
from .performance import Script
from .shot import IN_PLACE, TUNE, View, draw
from .studio import Lens, Picture
from .truth import clip_truth, toml

SPEC = Path(__file__).with_name("fixtures.toml")
OUT = Path(__file__).parents[1] / "fixtures" / "rendered"
SEED = 7
QUALITY = "34"
"""Constant quality of the VP9 encoder: 0 is best, 63 worst."""


def film_of(name: str, spec: dict[str, Any]) -> Film:
    """Return the film a fixture's entry describes."""
    shot, rng = draw(spec["exercise"], TUNE, SEED, spec.get("number", 0))
    move = moves()[spec["exercise"]]
    done = spec["repetitions"]
    script = Script(
        faults=tuple(_sizes(move.FAULTS, one) for one in done),
        qualities=tuple(Quality(*one.get("movement", ("smooth", 0.0))) for one in done),
        pace=spec.get("pace", 1.0),
        hold_s=spec.get("hold_s", float(np.mean(move.HOLD_S))),
        idle_s=(1.2, 1.0),
        first_side=spec.get("first_side", "L"),
        variant=shot.script.variant,
    )
    filmed = replace(
        shot,
        name=name,
        seed=SEED,
        body=spec.get("body", shot.body),
        room=replace(shot.room, brightness=1.0),
        dim=False,
        view=View(move.VIEW_DEG + spec.get("off_view_deg", 8.0), 0.6, 55.0, 1.1),
        lens=Lens(noise=0.6, softness_px=0.6, motion_blur=0.0),
        fps=spec.get("fps", 12),
        script=script,
        arrival=IN_PLACE,
        hidden_at=None,
    )
    return Film(filmed, rng)


def _sizes(kinds: dict[str, Any], one: dict[str, Any]) -> dict[str, float]:
    """Return the size of each fault named: half way between mildest and worst if not told."""
    named = one.get("faults", [])
    middle = {name: (kinds[name].low + kinds[name].high) / 2 for name in named}
    return middle | {name: one[name] for name in named if name in one}


def write_film(path: Path, pictures: list[Picture], fps: int) -> None:
    """Write pictures as VP9, which every browser plays."""
    with av.open(str(path), "w", format="webm") as file:
        stream = file.add_stream("libvpx-vp9", rate=fps, options={"crf": QUALITY, "b:v": "0"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        for picture in pictures:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        file.mux(stream.encode())


def make(name: str, spec: dict[str, Any], out: Path) -> None:
    """Make one fixture: NAME.webm or NAME.npz, and NAME.toml."""
    film = film_of(name, spec)
    pictures = [picture for picture, _ in film.frames()]
    part = out / f".{name}.part.webm"
    write_film(part, pictures, film.shot.fps)
    if spec["kind"] == "recording":
        Recording.of(frame for _, frame in watch(part)).write(out / f"{name}.npz")
        part.unlink()
    else:
        os.replace(part, out / f"{name}.webm")
    (out / f"{name}.toml").write_text(toml(clip_truth(film)))


def main() -> None:
    """Make all fixtures, or those named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="all that are missing if not given"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    specs = tomllib.loads(SPEC.read_text())
    missing = [name for name in specs if not (options.out / f"{name}.toml").exists()]
    for name in track(options.names or missing, "fixtures"):
        make(name, specs[name], options.out)


if __name__ == "__main__":
    main()
