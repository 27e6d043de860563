"""What the real pipeline makes of a rendered clip: landmarks, kept beside it, and the reports.

The pose model looks at each clip once. What it saw stays beside the clip as NAME.landmarks.npz, an
ordinary landmark recording that also says which film and which model it was made from. Where the
film itself is missing, such a recording is enough.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from formcheck.body import Body
from formcheck.events import FaultSeen
from formcheck.exercises import EXERCISES
from formcheck.geometry import joint_angle
from formcheck.landmarks import Side
from formcheck.measures import SPINE_CURVATURE
from formcheck.modes import Hold
from formcheck.recognition import Recogniser
from formcheck.recording import Recording
from formcheck.report import Report

from .accuracy import Compared, compared

Array = npt.NDArray[np.floating[Any]]

DISTRACTORS = "distractors"
BANDS_DEG = (0, 10, 20, 30, 45, 60)
"""How far a camera stands off its view, in bands."""
IN_VIEW_DEG = 30.0
"""Cameras further off the view an exercise asks for are beyond what we promise."""
ENDING = ".landmarks.npz"


class ScoreError(ValueError):
    """A folder of clips cannot be scored; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Found:
    """A repetition or hold as the engine reported it; times in s."""

    start_s: float
    end_s: float
    hold_s: float | None
    side: str | None
    faults: tuple[str, ...]
    cannot_judge: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """A clip: what is true, what the pose model saw and what the engine said.

    Attributes
    ----------
    truth : dict
        The clip's truth file.
    t : (n,) float
        Times of the frames [s].
    image : (n, 33, 2) float
        Landmarks [px]; NaN where nobody is seen.
    found : tuple of Found
        What was counted, where formcheck has the exercise.
    cues : int
        How often the engine named a fault, during an attempt or after it.
    recognised : str or None
        The exercise that was recognised without being told.
    recognised_s : float or None
        Since when, without a change [s].
    elsewhere : dict of (int, int)
        Repetitions and holds that each exercise counted that nobody does here.
    compared : Compared or None
        What the pose model saw beside what is true, where the truth of the pictures is there.
    flexion_deg, curvature, neck_deg : (n,) float or None
        True bending of the spine, and of cat-cow curvature measured [%] and 180 deg less the angle
        ear-shoulder-hip; rounded is positive in all three.
    """

    truth: dict[str, Any]
    t: Array
    image: Array
    found: tuple[Found, ...] = ()
    cues: int = 0
    recognised: str | None = None
    recognised_s: float | None = None
    elsewhere: dict[str, tuple[int, int]] = field(default_factory=dict)
    compared: Compared | None = None
    flexion_deg: Array | None = None
    curvature: Array | None = None
    neck_deg: Array | None = None

    @property
    def in_view(self) -> bool:
        """Whether the camera stands where the exercise asks for it."""
        return bool(self.truth["camera"]["off_view_deg"] <= IN_VIEW_DEG)

    @property
    def band(self) -> str:
        """How far off its view the clip is filmed, as a band [deg]."""
        i = int(np.searchsorted(BANDS_DEG[1:-1], self.truth["camera"]["off_view_deg"]))
        return f"{BANDS_DEG[i]:02}-{BANDS_DEG[i + 1]}"

    @property
    def in_position(self) -> npt.NDArray[np.bool_]:
        """Whether the person has got into position, for each frame."""
        return np.asarray(self.t >= self.truth["in_position_from_s"])

    @property
    def is_clean(self) -> bool:
        """Whether somebody does the exercise, smoothly and without a fault."""
        done = self.truth["repetitions"]
        smooth = all(one["movement"] == "smooth" and not one["faults"] for one in done)
        return bool(done) and smooth and not self.truth["attempts"]


def truths(folder: Path) -> dict[Path, dict[str, Any]]:
    """Return the truth of each finished clip of a folder, by the truth's path.

    Raises
    ------
    ScoreError
        If there are none.
    """
    found = {path: tomllib.loads(path.read_text()) for path in sorted(folder.glob("[!.]*.toml"))}
    if not found:
        raise ScoreError(
            f"{folder}: no rendered clips there; make some with "
            f"'python -m benchmarks.render --seed 7 --count 8 --out {folder}'"
        )
    return found


def watch_all(paths: Iterable[Path], workers: int) -> Iterator[Seen]:
    """Yield what is made of each clip, in order."""
    if workers == 1:
        yield from map(seen, paths)
        return
    # not forked: the pose model would not survive it
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(seen, paths)


def seen(path: Path) -> Seen:
    """Return what is made of the clip with this truth file."""
    truth = tomllib.loads(path.read_text())
    recording = landmarks(path.with_suffix(".mp4"))
    frames = list(recording)
    recogniser = Recogniser()
    for frame in frames:
        recogniser.update(frame)
    guess = recogniser.finish()
    reports = {name: session.report() for name, session in recogniser.sessions.items()}
    result: dict[str, Any] = {
        "truth": truth,
        "t": recording.t,
        "image": np.array([frame.image for frame in frames]),
        "recognised": guess.exercise and guess.exercise.name,
        "recognised_s": guess.since_s,
        "elsewhere": {
            name: (len(report.repetitions), len(report.holds))
            for name, report in reports.items()
            if name != truth["exercise"]
        },
    }
    if report := reports.get(truth["exercise"]):
        result |= {"found": found_in(report), "cues": cues_in(report)}
    bodies = [None if frame.is_missing else Body(frame) for frame in frames]
    if truth["exercise"] == "cat_cow":
        result |= spine_of(bodies)
    kept = path.with_suffix(".npz")
    if kept.exists():
        with np.load(kept) as archive:
            pictures = dict(archive)
        result["compared"] = compared(frames, bodies, truth, pictures)
        flexion = np.interp(recording.t, pictures["t"], pictures["spine_flexion_deg"])
        result["flexion_deg"] = flexion
    return Seen(**result)


def found_in(report: Report) -> tuple[Found, ...]:
    """Return what a report counts: its holds where the exercise is one, else its repetitions."""
    if isinstance(EXERCISES[report.exercise or ""].mode, Hold):
        return tuple(
            Found(one.start_s, one.end_s, one.held_s, one.side and one.side.value, one.faults,
                  one.cannot_judge)
            for one in report.holds
        )  # fmt: skip
    return tuple(
        Found(one.start_s, one.end_s, one.hold_s, one.side and one.side.value, one.faults,
              one.cannot_judge)
        for one in report.repetitions
    )  # fmt: skip


def cues_in(report: Report) -> int:
    """Return how many faults a report names: one for each fault of each repetition or hold.

    What was said during an attempt that never counted is added.
    """
    found = found_in(report)
    live = [event.t for event in report.events if isinstance(event, FaultSeen)]
    loose = [t for t in live if not any(one.start_s <= t <= one.end_s for one in found)]
    return len(loose) + sum(len(one.faults) for one in found)


def spine_of(bodies: Iterable[Body | None]) -> dict[str, Array]:
    """Return the curvature of the back and the bend of the neck in each frame."""
    pairs = [
        (np.nan, np.nan)
        if body is None
        else (
            SPINE_CURVATURE(body, Side.LEFT),
            180 - joint_angle(body.mid("EAR"), body.mid("SHOULDER"), body.mid("HIP")),
        )
        for body in bodies
    ]
    curvature, neck = np.array(pairs, float).T
    return {"curvature": curvature, "neck_deg": neck}


def landmarks(film: Path) -> Recording:
    """Return the landmarks of a film: those kept beside it, or else looked for and kept."""
    kept = film.with_name(film.stem + ENDING)
    if not film.exists():
        if kept.exists():
            return Recording.read(kept)
        raise ScoreError(f"{film}: neither the film nor its landmarks are there; render it again")

    # Only here: with all landmarks kept, no pose model is needed.
    from formcheck.pose import MODEL_SHA256, watch

    origin = f"film {_sha256(film)} model {MODEL_SHA256}".encode()
    if kept.exists() and _origin(kept) == origin:
        return Recording.read(kept)
    recording = Recording.of(frame for _, frame in watch(film))
    part = film.with_name(f".{kept.name}")
    recording.write(part)
    with zipfile.ZipFile(part, "a") as archive:
        archive.comment = origin
    os.replace(part, kept)
    return recording


def _origin(path: Path) -> bytes:
    """Return what a recording was made from, nothing if it does not say."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment
    except zipfile.BadZipFile:
        return b""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
