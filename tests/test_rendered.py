"""Rendered people against what the generator made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formcheck.events import HoldEnded, RepetitionDone
from formcheck.exercises import EXERCISES
from formcheck.recording import Recording
from formcheck.replay import load, replay
from formcheck.report import Report

FOLDER = Path(__file__).parents[1] / "fixtures" / "rendered"
RECORDINGS = sorted(FOLDER.glob("*.npz"))
FILMS = sorted(FOLDER.glob("*__good.webm"))
HOLD_TOLERANCE_S = 1.0
MOTION = {"jerky", "too_fast"}
NEVER_TOLD = {
    "back_peels_off": "moves no measure by more than bodies differ",
    "one_end": "is no repetition",
    "head_only": "is no repetition",
}
"""Faults of the generator that no exercise claims to find."""
NOT_FOUND = {
    ("bird_dog", "back_sags"): "a loose shirt hides the hollow",
    ("partial_crunch", "neck_pulled"): "the chin stays clear of the chest",
}
"""What these recordings show and formcheck does not find yet, with the reason."""


def truth(path: Path) -> dict[str, Any]:
    """Return what the generator made."""
    return tomllib.loads(path.with_suffix(".toml").read_text())


def done(report: Report) -> list[RepetitionDone | HoldEnded]:
    """Return the repetitions or holds of a report."""
    return [*report.repetitions, *report.holds]


def found(path: Path) -> Iterator[tuple[dict[str, Any], RepetitionDone | HoldEnded]]:
    """Yield each true repetition with the one found at that time."""
    made = truth(path)
    seen = done(replay(Recording.read(path), EXERCISES[made["exercise"]]))
    for one in made["repetitions"]:
        middle = (one["start_s"] + one["end_s"]) / 2
        for other in seen:
            if other.start_s <= middle <= other.end_s:
                yield one, other


def named(*paths: Path) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


@named(*FILMS)
def test_a_good_film_counts_and_has_no_form_fault(path: Path) -> None:
    made = truth(path)
    report = replay(load(path))
    assert report.exercise == made["exercise"]
    assert len(done(report)) == len(made["repetitions"])
    assert report.faults == {}


@named(*RECORDINGS)
def test_the_count_is_what_was_made(path: Path) -> None:
    made = truth(path)
    report = replay(Recording.read(path), EXERCISES[made["exercise"]])
    assert len(done(report)) == len(made["repetitions"])


@named(*RECORDINGS)
def test_sides_and_holds_are_what_was_made(path: Path) -> None:
    for one, other in found(path):
        assert (other.side and other.side.value) == one.get("side")
        held = other.held_s if isinstance(other, HoldEnded) else other.hold_s
        if held is not None:
            assert held == pytest.approx(one["hold_s"], abs=HOLD_TOLERANCE_S)


@named(*(path for path in RECORDINGS if not path.stem.endswith("__movement")))
def test_each_fault_is_found_where_it_was_made(path: Path) -> None:
    exercise = truth(path)["exercise"]
    for one, other in found(path):
        for fault in one["faults"].keys() - NEVER_TOLD.keys():
            assert (fault in other.faults) is ((exercise, fault) not in NOT_FOUND), one["start_s"]


@named(*RECORDINGS)
def test_a_good_repetition_has_no_fault(path: Path) -> None:
    for one, other in found(path):
        if not one["faults"] and one["movement"] == "smooth":
            assert other.faults == ()


def test_every_fault_is_shown_or_said_to_be_missing() -> None:
    shown = {
        (made["exercise"], fault)
        for made in map(truth, RECORDINGS)
        for one in made["repetitions"]
        for fault in one["faults"]
    }
    for name, exercise in EXERCISES.items():
        claimed = {fault.name for fault in exercise.faults} - MOTION
        assert {(name, fault) for fault in claimed} <= shown


@named(*(path for path in RECORDINGS if path.stem.endswith("__movement")))
def test_jerks_are_told_from_smooth_movement(path: Path) -> None:
    told = []
    for one, other in found(path):
        rough = bool(MOTION & set(other.faults))
        if one["movement"] == "smooth":
            assert not rough
        else:
            assert rough or set(other.cannot_judge) >= MOTION, one["movement"]
            told.append(rough)
    assert sum(told) >= 2
