"""The contract every discovered exercise keeps, and exercises made to break it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import perturb
import pytest
from figure import Pose, both, film
from scenes import FAULTY, GOOD

from formcheck.checks import ShorterThan, Threshold, Verdict
from formcheck.events import AttemptDropped, HoldEnded, RepetitionDone
from formcheck.exercise import Exercise, Fault, View
from formcheck.exercises import EXERCISES, find, sheet, thresholds
from formcheck.landmarks import PoseFrame
from formcheck.measures import Measure
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
        if not fault.praise.endswith(".") or not 2 < len(fault.praise.split()) <= 8:
            found.append(f"praise of '{fault.name}' is no sentence of three to eight words")
        if re.search(r"\b(perfect|wrong|bad|not|no longer|fail\w*)\b", fault.praise, re.I):
            found.append(f"praise '{fault.praise}' does not name what is better")
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


@each_exercise
def test_readme_lists_it(exercise: Exercise) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    assert f"| [{exercise.title}](docs/exercises/{exercise.name}.md) |" in readme


def test_the_contract_bites_on_a_bad_sheet() -> None:
    hurried = ShorterThan(None, Threshold(1, "s", ""))
    cue = "This is wrong, so wrong, do not do it"
    shouting = Fault("shouting", cue, hurried, source="", praise="Not so bad.")
    bad = replace(EXERCISES["bridge"], faults=(shouting, shouting), cannot_judge=())
    found = complaints(bad, "A sheet.", {"N": Threshold(1, "", "")})
    for part in ("cannot judge", "film it", "references", "no unit", "twice", "eight words",
                 "what to do", "no source", "no film", "what is better"):  # fmt: skip
        assert any(part in complaint for complaint in found), part


# -- what it counts --------------------------------------------------------------------------------


UNCHANGED = {
    "mirrored": perturb.mirrored,
    "twice the pixels": lambda frames: perturb.scaled(frames, 2.0),
    "half the pixels": lambda frames: perturb.scaled(frames, 0.5),
    "an hour later": lambda frames: perturb.later(frames, 3600.0),
    "15 frames a second": lambda frames: perturb.every(frames, 2),
    "dropouts": perturb.with_dropouts,
    "2 px of noise": lambda frames: perturb.noisy(frames, 2.0),
}
STILL = {
    "on hands and knees": Pose(),
    "lying": Pose(posture="on the back", hip=both(125), knee=both(70)),
    "standing": Pose(trunk=88, hip=both(175), knee=both(175), arm=both(5)),
}


def minute_of_stillness(pose: Pose) -> Iterable[PoseFrame]:
    frame = next(film(np.zeros(1), [pose]))
    return perturb.noisy((replace(frame, t=i / 5) for i in range(300)), 1.0)


def empty_room() -> Iterable[PoseFrame]:
    return (PoseFrame.missing(i / 30) for i in range(300))


Promise = Callable[[Exercise], bool]
PROMISES: dict[str, Promise] = {
    "two good repetitions or holds count, without a fault": lambda exercise: (
        [(one.faults, one.cannot_judge) for one in done(good(exercise))] == [((), ())] * 2
        and not good(exercise).dropped
    ),
    "an empty room gives no event": lambda exercise: not watch(exercise, empty_room()).events,
    "the same frames give the same events": lambda exercise: (
        watch(exercise, GOOD[exercise.name]()).events == good(exercise).events
    ),
    "a mirror swaps the sides and nothing else": lambda exercise: (
        [(one.side and one.side.other, one.faults) for one in done(good(exercise))]
        == [
            (one.side, one.faults)
            for one in done(watch(exercise, perturb.mirrored(GOOD[exercise.name]())))
        ]
    ),
}
for _name, _change in UNCHANGED.items():
    PROMISES[f"the count is the same: {_name}"] = lambda exercise, change=_change: (
        len(done(watch(exercise, change(GOOD[exercise.name]())))) == 2
    )
for _name, _pose in STILL.items():
    PROMISES[f"a minute of stillness counts nothing: {_name}"] = lambda exercise, pose=_pose: (
        not moved(watch(exercise, minute_of_stillness(pose)))
    )
for _name, _film in GOOD.items():
    PROMISES[f"another exercise counts nothing: {_name}"] = (
        lambda exercise, name=_name, film=_film: (
            name == exercise.name or not done(watch(exercise, film()))
        )
    )


def good(exercise: Exercise) -> Report:
    return watch(exercise, GOOD[exercise.name]())


def done(report: Report) -> list[RepetitionDone | HoldEnded]:
    """Return what counted."""
    return [*report.repetitions, *report.holds]


def moved(report: Report) -> list[RepetitionDone | HoldEnded | AttemptDropped]:
    return [*done(report), *report.dropped]


@pytest.mark.parametrize("promise", PROMISES)
@each_exercise
def test_promise_is_kept(exercise: Exercise, promise: str) -> None:
    assert PROMISES[promise](exercise)


ONLY_THE_SECOND = {"one_side_only"}
"""Faults that the first of two cannot have."""


@pytest.mark.parametrize(("name", "fault"), ALL_FAULTS, ids=map("-".join, ALL_FAULTS))
def test_fault_is_found_and_it_alone(name: str, fault: str) -> None:
    first, second = done(watch(EXERCISES[name], FAULTY[name, fault]()))
    assert first.faults == (() if fault in ONLY_THE_SECOND else (fault,))
    assert second.faults == (fault,)


@each_exercise
def test_nothing_is_judged_from_elsewhere(exercise: Exercise) -> None:
    needs_view = {fault.name for fault in exercise.faults if fault.needs_view}
    report = watch(exercise, (turned(frame, 80) for frame in GOOD[exercise.name]()))
    elsewhere = ("front", "turned") if exercise.view is View.SIDE else ("side", "turned_away")
    assert (report.view, report.setup[0].problem) == elsewhere
    assert [needs_view <= set(one.cannot_judge) for one in done(report)] == [True] * 2


def turned(frame: PoseFrame, degrees: float) -> PoseFrame:
    """Say that the camera stands elsewhere, without moving a landmark in the picture."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return replace(frame, world=frame.world @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]]))


# -- exercises that break a promise ----------------------------------------------------------------

BRIDGE = EXERCISES["bridge"]
IN_PIXELS = Measure(
    "hip_height", "px", "height of the hips in the picture",
    lambda body, _: (body.frame.size[1] - body.mid("HIP")[1]) / 8, sided=False,
)  # fmt: skip
HEAD_LEFT_ONLY = Measure(
    "slope", "deg", "slope of the trunk, right only when the head lies left in the picture",
    lambda body, _: math.degrees(math.atan2(body.trunk[1], -body.trunk[0])), sided=False,
)  # fmt: skip


def driven_by(measure: Measure) -> Exercise:
    anywhere = (Threshold(-1000, "", ""), Threshold(1000, "", ""))
    mode = replace(BRIDGE.mode, measure=measure, rest=anywhere, refuse=None)
    return replace(BRIDGE, mode=mode)


BAD = {
    "blind: finds no fault": (
        replace(BRIDGE, faults=(replace(BRIDGE.faults[2], check=lambda _: Verdict.RIGHT),)),
        lambda bad: watch(bad, FAULTY["bridge", "hips_low"]()).faults == {"hips_low": 2},
    ),
    "trigger-happy: finds faults in good form": (
        replace(BRIDGE, faults=(replace(BRIDGE.faults[2], check=lambda _: Verdict.WRONG),)),
        PROMISES["two good repetitions or holds count, without a fault"],
    ),
    "measures in pixels": (
        driven_by(IN_PIXELS),
        PROMISES["the count is the same: half the pixels"],
    ),
    "measures one way round only": (
        driven_by(HEAD_LEFT_ONLY),
        PROMISES["the count is the same: mirrored"],
    ),
    "does not look how the body lies": (
        replace(
            BRIDGE,
            posture=EXERCISES["bird_dog"].posture,
            position=(),
            mode=replace(EXERCISES["bird_dog"].mode, refuse=None),
            faults=(),
        ),
        PROMISES["another exercise counts nothing: bird_dog"],
    ),
    "asks for too long": (
        replace(BRIDGE, mode=replace(BRIDGE.mode, fastest=Threshold(20, "s", ""))),
        PROMISES["two good repetitions or holds count, without a fault"],
    ),
}


@pytest.mark.parametrize("flaw", BAD)
def test_the_contract_bites(flaw: str) -> None:
    bad, promise = BAD[flaw]
    assert not promise(bad)


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
