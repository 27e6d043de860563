"""The contract every discovered exercise keeps, and exercises made to break it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module

import numpy as np
import perturb
import pytest
from figure import Pose, film
from scenes import FAULTY, GOOD

from formcheck.checks import ShorterThan, Threshold
from formcheck.exercise import Exercise, Fault
from formcheck.exercises import EXERCISES, find, sheet, thresholds
from formcheck.landmarks import PoseFrame
from formcheck.report import Report
from formcheck.session import Session

each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
ALL_FAULTS = [(name, fault.name) for name, e in EXERCISES.items() for fault in e.faults]


def watch(exercise: Exercise, frames: Iterable[PoseFrame]) -> Report:
    session = Session(exercise)
    for frame in frames:
        session.update(frame)
    session.finish()
    return session.report()


# -- what the sheet says ---------------------------------------------------------------------------


def complaints(exercise: Exercise, doc: str, numbers: dict[str, Threshold]) -> list[str]:
    """Return everything an exercise's sheet lacks."""
    found = []
    if "cannot judge" not in doc or not exercise.cannot_judge:
        found.append("does not say what it cannot judge")
    if "Film from" not in doc:
        found.append("does not say how to film it")
    if "References" not in doc:
        found.append("names no references")
    for name, number in numbers.items():
        if not number.unit or not number.source:
            found.append(f"{name} has no unit or no source")
    if not exercise.faults:
        found.append("judges nothing")
    names = [fault.name for fault in exercise.faults]
    if len(set(names)) < len(names):
        found.append("names a fault twice")
    for fault in exercise.faults:
        if len(fault.cue.split()) > 8 or not fault.cue.endswith("."):
            found.append(f"cue '{fault.cue}' is not a sentence of at most eight words")
        if re.search(r"\b(wrong|bad|not|don't|never|perfect|failed?)\b", fault.cue, re.I):
            found.append(f"cue '{fault.cue}' says what is wrong, not what to do")
        if not fault.source:
            found.append(f"fault {fault.name} has no source")
        if (exercise.name, fault.name) not in FAULTY:
            found.append(f"fault {fault.name} has no film that shows it")
    return found


@each_exercise
def test_sheet_is_complete(exercise: Exercise) -> None:
    assert complaints(exercise, sheet(exercise), thresholds(exercise)) == []


@each_exercise
def test_name_is_the_name_of_its_file(exercise: Exercise) -> None:
    assert import_module(f"formcheck.exercises.{exercise.name}").EXERCISE is exercise


def test_the_contract_bites() -> None:
    good = EXERCISES["bridge"]
    shouting = Fault(
        "shouting",
        "This is wrong, so wrong, do not do it",
        ShorterThan(None, Threshold(1, "s", "")),
        "",
    )
    bad = replace(good, faults=(shouting, shouting), cannot_judge=())
    found = complaints(bad, "A sheet.", {"N": Threshold(1, "", "")})
    for part in ("cannot judge", "film it", "references", "no unit", "twice", "eight words",
                 "what to do", "no source", "no film"):  # fmt: skip
        assert any(part in complaint for complaint in found), part


# -- what it counts --------------------------------------------------------------------------------


@each_exercise
def test_two_good_repetitions_count_and_have_no_fault(exercise: Exercise) -> None:
    report = watch(exercise, GOOD[exercise.name]())
    assert [(rep.number, rep.faults, rep.cannot_judge) for rep in report.repetitions] == [
        (1, (), ()),
        (2, (), ()),
    ]
    assert report.dropped == ()
    assert report.view == "side"


@each_exercise
@pytest.mark.parametrize("other", GOOD)
def test_another_exercise_counts_nothing(exercise: Exercise, other: str) -> None:
    if other != exercise.name:
        assert watch(exercise, GOOD[other]()).repetitions == ()


@each_exercise
def test_empty_room_gives_no_event(exercise: Exercise) -> None:
    report = watch(exercise, (PoseFrame.missing(i / 30) for i in range(300)))
    assert report.events == ()
    assert (report.tracked_share, report.view) == (0.0, None)


@each_exercise
@pytest.mark.parametrize("pose", [Pose(), Pose(posture="on the back"), Pose(trunk=88)])
def test_a_minute_of_stillness_counts_nothing(exercise: Exercise, pose: Pose) -> None:
    frame = next(film(np.zeros(1), [pose]))
    still = (replace(frame, t=i / 5) for i in range(300))
    report = watch(exercise, perturb.noisy(still, 1.0))
    assert (report.repetitions, report.holds, report.dropped) == ((), (), ())


UNCHANGED = {
    "mirrored": perturb.mirrored,
    "twice the pixels": lambda frames: perturb.scaled(frames, 2.0),
    "half the pixels": lambda frames: perturb.scaled(frames, 0.5),
    "an hour later": lambda frames: perturb.later(frames, 3600.0),
    "15 frames a second": lambda frames: perturb.every(frames, 2),
    "dropouts": perturb.with_dropouts,
    "2 px of noise": lambda frames: perturb.noisy(frames, 2.0),
}


@each_exercise
@pytest.mark.parametrize("change", UNCHANGED)
def test_count_does_not_depend_on(exercise: Exercise, change: str) -> None:
    report = watch(exercise, UNCHANGED[change](GOOD[exercise.name]()))
    assert len(report.repetitions) == 2


@each_exercise
def test_mirror_swaps_sides_and_nothing_else(exercise: Exercise) -> None:
    plain = watch(exercise, GOOD[exercise.name]()).repetitions
    mirrored = watch(exercise, perturb.mirrored(GOOD[exercise.name]())).repetitions
    assert [rep.side and rep.side.other for rep in plain] == [rep.side for rep in mirrored]
    assert [rep.faults for rep in plain] == [rep.faults for rep in mirrored]


@each_exercise
def test_same_frames_give_same_events(exercise: Exercise) -> None:
    frames = GOOD[exercise.name]()
    assert watch(exercise, frames).events == watch(exercise, frames).events


# -- what it judges --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "fault"), ALL_FAULTS, ids=map("-".join, ALL_FAULTS))
def test_fault_is_found_and_it_alone(name: str, fault: str) -> None:
    report = watch(EXERCISES[name], FAULTY[name, fault]())
    assert [rep.faults for rep in report.repetitions] == [(fault,), (fault,)]


@each_exercise
def test_nothing_is_judged_from_the_front(exercise: Exercise) -> None:
    needs_view = {fault.name for fault in exercise.faults if fault.needs_view}
    frames = [turned(frame, 80) for frame in GOOD[exercise.name]()]
    report = watch(exercise, frames)
    assert report.view == "front"
    assert report.setup[0][2] == "turned"
    for rep in report.repetitions:
        assert needs_view == set(rep.cannot_judge)


def turned(frame: PoseFrame, degrees: float) -> PoseFrame:
    """Say that the camera stands elsewhere, without moving a landmark in the picture."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return replace(frame, world=frame.world @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]]))


# -- finding one -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bird_dog", "Bird-dog", " bird dog "])
def test_exercise_is_found_by_name_or_title(name: str) -> None:
    assert find(name).name == "bird_dog"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("brigde", "did you mean 'bridge'?"), ("squat", "there are: bird_dog, bridge, cat_cow")],
)
def test_unknown_exercise_suggests(name: str, hint: str) -> None:
    with pytest.raises(KeyError, match=re.escape(hint)):
        find(name)
