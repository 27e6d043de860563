"""Recordings of real people against what a person saw in them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import perturb
import pytest
from conftest import REAL
from test_exercises import done, watch

from formcheck.events import HoldEnded
from formcheck.exercises import EXERCISES
from formcheck.modes import Hold
from formcheck.recording import Recording

FIXTURES = Path(__file__).parents[1] / "fixtures"
HOLD_TOLERANCE_S = 0.7
"""Labels are good to 0.3 s at each end of a hold."""
STILL_TOLERANCE_S = 1.0
"""Child's pose and twist are entered and left more slowly."""
ARMS_LATER_S = {"childs_pose__polybag": 1.2}
"""The label begins when the arms have come to rest, so much after hips and trunk."""


def label(path: Path) -> dict[str, Any]:
    """Return what a person saw: exercise, repetitions and, where told, sides, holds and faults."""
    own = path.with_suffix(".toml")
    if own.is_file():
        return tomllib.loads(own.read_text())
    seen = tomllib.loads((REAL / "labels.toml").read_text()).get(path.stem, {})
    result = {"exercise": path.stem.split("__")[0], "repetitions": seen.get("reps", 0)}
    if "reps" not in seen:
        result |= {key: seen[key] for key in ("holds", "sides") if key in seen}
    if result["exercise"] == "bird_dog":
        result |= {"holds": seen["holds"], "sides": [side.split()[0] for side in seen["sides"]]}
    if "SAME-SIDE" in seen.get("form", ""):
        result["faults"] = ["same_side"]
    return result


def recordings() -> list[Path]:
    """Return the committed recordings and, where present, those that are not in the repository."""
    return [*sorted(FIXTURES.glob("*.npz")), *sorted(REAL.glob("recordings/*.npz"))]


def doing_one_of_ours() -> list[Path]:
    """Return the recordings that show one of the exercises there are."""
    return [path for path in recordings() if label(path)["exercise"] in EXERCISES]


each_recording = pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
each_of_ours = pytest.mark.parametrize("path", doing_one_of_ours(), ids=lambda path: path.stem)
each_exercise = pytest.mark.parametrize("name", EXERCISES)


def expected(path: Path, name: str) -> int:
    seen = label(path)
    if seen["exercise"] != name:
        return 0
    if isinstance(EXERCISES[name].mode, Hold):
        return len(seen.get("holds", []))
    return int(seen["repetitions"])


def test_there_are_recordings_of_real_people(real: Path) -> None:
    assert len(list(real.glob("recordings/*.npz"))) >= 30


@each_exercise
@each_recording
def test_count_is_what_a_person_saw(path: Path, name: str) -> None:
    report = watch(EXERCISES[name], Recording.read(path))
    assert len(done(report)) == expected(path, name)


@each_of_ours
def test_sides_holds_and_faults_are_what_a_person_saw(path: Path) -> None:
    seen = label(path)
    found = done(watch(EXERCISES[seen["exercise"]], Recording.read(path)))
    if "sides" in seen:
        assert [one.side and one.side.value for one in found] == seen["sides"]
    if "holds" in seen:
        wanted = [end - start for start, end in seen["holds"]]
        held = [one.held_s if isinstance(one, HoldEnded) else one.hold_s for one in found]
        slow = seen["exercise"] in ("childs_pose", "seated_twist")
        tolerance = STILL_TOLERANCE_S if slow else HOLD_TOLERANCE_S
        assert held == pytest.approx(wanted, abs=max(tolerance, ARMS_LATER_S.get(path.stem, 0)))
    if "faults" in seen:
        assert {fault for one in found for fault in one.faults} == set(seen["faults"])


HARMLESS = {
    "mirrored": perturb.mirrored,
    "twice the pixels": lambda frames: perturb.scaled(frames, 2.0),
    "an hour later": lambda frames: perturb.later(frames, 3600.0),
    "half the frames": lambda frames: perturb.every(frames, 2),
    "dropouts": perturb.with_dropouts,
    "2 px of noise": lambda frames: perturb.noisy(frames, 2.0),
}


@pytest.mark.parametrize("change", HARMLESS)
@each_of_ours
def test_count_survives(path: Path, change: str) -> None:
    name = label(path)["exercise"]
    recording = Recording.read(path)
    if change == "half the frames" and len(recording) < 20 * recording.t[-1]:
        pytest.skip("its frame rate is low already")
    report = watch(EXERCISES[name], HARMLESS[change](recording))
    assert len(done(report)) == expected(path, name)
