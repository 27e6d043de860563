import csv
import io
import json
from dataclasses import replace
from math import nan

import pytest

from formcheck.baseline import Own
from formcheck.camera import Amount, Turn
from formcheck.events import (
    AttemptDropped,
    FaultSeen,
    HoldEnded,
    PersonFound,
    PersonLost,
    PhaseChanged,
    PositionLeft,
    PositionTaken,
    RepetitionDone,
    Rom,
    SetupProblem,
    SetupSolved,
)
from formcheck.exercises import EXERCISES
from formcheck.landmarks import Side
from formcheck.report import Report
from formcheck.summary import closing, own_range


def repetition(number=1, faults=(), value=63.21049, side=None, hold_s=2.50004, cannot_judge=()):
    return RepetitionDone(
        t=9.0,
        number=number,
        start_s=2.00049,
        end_s=8.00051,
        side=side,
        hold_s=hold_s,
        rom=Rom("hip_angle", value, "deg"),
        faults=faults,
        cannot_judge=cannot_judge,
    )


def hold(faults=(), side=Side.RIGHT):
    return HoldEnded(
        t=40.0,
        start_s=20.0,
        end_s=39.5,
        held_s=18.25,
        side=side,
        reached=Rom("knee_fold", 151.23456, "deg"),
        wobble=Rom("knee_fold", None, "deg"),
        faults=faults,
        cannot_judge=("elbows_bend",),
    )


EVENTS = (
    PersonFound(0.0),
    SetupProblem(0.5, "turned", Turn(Amount.LITTLE, Side.LEFT, supine=True, deg=40.0)),
    SetupProblem(0.6, "cut_off"),
    SetupSolved(1.5, "cut_off"),
    SetupSolved(1.75, "turned"),
    PositionTaken(1.9),
    PhaseChanged(2.0, "lift"),
    FaultSeen(4.0, "over_arched", "Ribs down, hips a touch lower."),
    repetition(1, ("over_arched", "dropped"), side=Side.LEFT),
    AttemptDropped(12.0, 10.0, 12.0, "too small to count"),
    repetition(2, ("dropped",), hold_s=None, cannot_judge=("hips_low", "feet_too_far")),
    repetition(3),
    SetupProblem(13.0, "turned"),
    SetupSolved(14.0, "turned"),
    hold(("dropped",)),
    PositionLeft(44.0),
    PersonLost(45.0),
)


def report(*events, **changes):
    plain = {
        "exercise": "bridge",
        "source": "clip, one.mp4",
        "duration_s": 45.67891,
        "tracked_share": 0.98765,
        "view": "side",
        "events": events,
        "limits": ("Which muscles work.",),
    }
    return Report(**plain | changes)


def plain_range(measure, value):
    return {"measure": measure, "value": value, "unit": "deg", "low": None, "high": None}


def test_the_report_follows_schema_1():
    assert report(*EVENTS).as_dict() == {
        "schema": 1,
        "exercise": "bridge",
        "source": "clip, one.mp4",
        "duration_s": 45.679,
        "tracked_share": 0.988,
        "view": "side",
        "repetitions": [
            {
                "number": 1,
                "start_s": 2.0,
                "end_s": 8.001,
                "side": "left",
                "hold_s": 2.5,
                "rom": plain_range("hip_angle", 63.21),
                "faults": ["over_arched", "dropped"],
                "cannot_judge": [],
                "smoothness": None,
            },
            {
                "number": 2,
                "start_s": 2.0,
                "end_s": 8.001,
                "side": None,
                "hold_s": None,
                "rom": plain_range("hip_angle", 63.21),
                "faults": ["dropped"],
                "cannot_judge": ["hips_low", "feet_too_far"],
                "smoothness": None,
            },
            {
                "number": 3,
                "start_s": 2.0,
                "end_s": 8.001,
                "side": None,
                "hold_s": 2.5,
                "rom": plain_range("hip_angle", 63.21),
                "faults": [],
                "cannot_judge": [],
                "smoothness": None,
            },
        ],
        "holds": [
            {
                "start_s": 20.0,
                "end_s": 39.5,
                "held_s": 18.25,
                "side": "right",
                "faults": ["dropped"],
                "cannot_judge": ["elbows_bend"],
                "reached": plain_range("knee_fold", 151.235),
                "wobble": plain_range("knee_fold", None),
                "smoothness": None,
            }
        ],
        "dropped": [{"start_s": 10.0, "end_s": 12.0, "reason": "too small to count"}],
        "faults": {"dropped": 3, "over_arched": 1},
        "setup": [
            {"start_s": 0.5, "end_s": 1.75, "problem": "turned", "turn_deg": 40.0},
            {"start_s": 0.6, "end_s": 1.5, "problem": "cut_off", "turn_deg": None},
            {"start_s": 13.0, "end_s": 14.0, "problem": "turned", "turn_deg": None},
        ],
        "limits": ["Which muscles work."],
        "recognised": None,
        "target": 1.0,
        "own": None,
        "thresholds_changed": {},
    }


def test_how_sure_the_exercise_was_recognised_is_told():
    assert report(sure=0.87654).as_dict()["recognised"] == {"sure": 0.877}


def test_a_hold_may_have_no_side():
    assert report(hold(side=None)).as_dict()["holds"][0]["side"] is None


def test_keys_come_in_the_order_of_the_contract():
    data = report(*EVENTS).as_dict()
    assert " ".join(data) == (
        "schema exercise source duration_s tracked_share view repetitions holds dropped faults "
        "setup limits recognised target own thresholds_changed"
    )
    assert " ".join(data["repetitions"][0]) == (
        "number start_s end_s side hold_s rom faults cannot_judge smoothness"
    )
    assert " ".join(data["holds"][0]) == (
        "start_s end_s held_s side faults cannot_judge reached wobble smoothness"
    )


def test_json_reads_back_as_the_same_values():
    full = report(*EVENTS)
    assert json.loads(full.as_json()) == full.as_dict()
    assert full.as_json().endswith("}\n")


def test_a_session_without_events_is_an_empty_report():
    empty = report(view=None, limits=(), duration_s=0.0, tracked_share=0.0)
    assert json.loads(empty.as_json()) == {
        "schema": 1,
        "exercise": "bridge",
        "source": "clip, one.mp4",
        "duration_s": 0,
        "tracked_share": 0,
        "view": None,
        "repetitions": [],
        "holds": [],
        "dropped": [],
        "faults": {},
        "setup": [],
        "limits": [],
        "recognised": None,
        "target": 1.0,
        "own": None,
        "thresholds_changed": {},
    }
    assert len(empty.as_csv().splitlines()) == 1


@pytest.mark.parametrize(
    "broken",
    [
        report(repetition(value=nan)),
        report(repetition(hold_s=nan)),
        report(duration_s=nan),
        report(tracked_share=nan),
        report(AttemptDropped(1.0, nan, 1.0, "too small to count")),
    ],
    ids=["rom", "hold_s", "duration_s", "tracked_share", "dropped"],
)
def test_nan_never_gets_into_json(broken):
    with pytest.raises(ValueError, match="not JSON compliant"):
        broken.as_json()


def test_faults_are_counted_in_repetitions_and_holds_the_commonest_first():
    found = report(
        repetition(1, ("low",)),
        repetition(2, ("low", "fast", "arched")),
        hold(("fast", "low")),
        AttemptDropped(1.0, 0.0, 1.0, "low"),
    ).faults
    assert list(found.items()) == [("low", 3), ("fast", 2), ("arched", 1)]


def test_faults_as_common_as_one_another_come_in_alphabetical_order():
    assert list(report(repetition(1, ("b", "c", "a"))).faults) == ["a", "b", "c"]


def test_csv_has_a_line_for_each_repetition_and_hold():
    rows = list(csv.DictReader(io.StringIO(report(*EVENTS).as_csv())))
    assert [row["kind"] for row in rows] == ["repetition"] * 3 + ["hold"]
    assert rows[1] == {
        "exercise": "bridge",
        "kind": "repetition",
        "number": "2",
        "start_s": "2.0",
        "end_s": "8.001",
        "side": "",
        "hold_s": "",
        "rom": "63.21",
        "rom_unit": "deg",
        "faults": "dropped",
        "cannot_judge": "hips_low feet_too_far",
    }
    assert rows[3] == {
        "exercise": "bridge",
        "kind": "hold",
        "number": "1",
        "start_s": "20.0",
        "end_s": "39.5",
        "side": "right",
        "hold_s": "18.25",
        "rom": "151.235",
        "rom_unit": "deg",
        "faults": "dropped",
        "cannot_judge": "elbows_bend",
    }
    assert rows[0]["faults"] == "over_arched dropped"
    assert rows[0]["side"] == "left"


def test_csv_survives_commas_and_quotes():
    odd = 'bridge, "one\nleg"'
    rows = list(csv.DictReader(io.StringIO(report(repetition(), exercise=odd).as_csv())))
    assert [row["exercise"] for row in rows] == [odd]


# -- the person's own range ------------------------------------------------------------------------


def moved(*ends, measure="hip_angle", unit="deg"):
    """Return repetitions between these ends."""
    return [
        replace(repetition(), rom=Rom(measure, high and high - low, unit, low, high))
        for low, high in ends
    ]


def test_the_own_rest_its_noise_and_the_typical_far_end_stand_beside_the_guideline():
    told = report(
        *moved((124, 160), (126, 172), (None, None), (125, 168)),
        own=Own("hip_angle", "deg", 125.2, 0.64),
    )
    assert own_range(EXERCISES["bridge"], told) == (
        "At rest your hip angle reads 125°, give or take 0.6°.",
        "The far end reads 168°, 43° from your own rest, typically.",
        "The guideline asks for 165° to 185°.",
    )
    assert told.as_dict()["own"] == {
        "measure": "hip_angle", "rest": 125.2, "noise": 0.64, "unit": "deg",
    }  # fmt: skip


def test_a_guideline_may_count_from_the_own_rest():
    told = own_range(EXERCISES["partial_crunch"], report(*moved((0, 30), measure="trunk_rise")))
    assert told == ("The guideline asks for 20° to 40° from your own rest.",)


def test_both_ends_of_a_cycle_are_told_from_neutral():
    told = report(
        *moved((-16, 9), measure="spine_curvature", unit="%"),
        own=Own("spine_curvature", "%", -6.0, 0.5),
    )
    assert own_range(EXERCISES["cat_cow"], told)[1:] == (
        "From there 15 % to the cat and 10 % to the cow, typically.",
    )


def test_a_hold_tells_where_it_was_held():
    events = [
        replace(hold(), reached=Rom("knee_pull", at, "deg"), wobble=Rom("knee_pull", by, "deg"))
        for at, by in ((100, 2), (118, 3), (121, 9))
    ]
    assert own_range(EXERCISES["knee_to_chest"], report(*events)) == (
        "You held it at 118°, typically, and wavered by 3°.",
        "The guideline asks for 110° to 130°.",
    )
    turn = Own("upper_body_turn", "deg", 3.0, 1.0)
    assert own_range(EXERCISES["seated_twist"], report(*events, own=turn))[1:] == (
        "You held it at 118° from your own rest, typically, and wavered by 3°.",
    )


@pytest.mark.parametrize(("sides", "said"), [("left right", False), ("left left", True)])
def test_a_side_that_was_left_out_is_told(sides, said):
    events = [replace(hold(), side=Side(side), faults=()) for side in sides.split()]
    told = closing(EXERCISES["knee_to_chest"], report(*events))
    assert ("Only the left side was done: the other one is due." in told) is said


@pytest.mark.parametrize("name", EXERCISES)
def test_of_what_was_not_seen_nothing_is_told(name):
    assert own_range(EXERCISES[name], report()) == ()


def test_the_report_says_what_a_personal_target_changes():
    half = report(target=0.5)
    assert own_range(EXERCISES["bridge"], half) == (
        "Judged against your own target, 50% of the usual range (hips low); counted as always.",
    )
    assert own_range(EXERCISES["cat_cow"], half) == (
        "Your own target changes nothing: no fault of this exercise asks how far you go.",
    )
    assert half.as_dict()["target"] == 0.5
