"""Other thresholds for a run, and what they change."""

import json

import pytest
import scenes

from formcheck.changes import changes
from formcheck.cli import main
from formcheck.exercises import EXERCISES, find, thresholds, tuned
from formcheck.recording import Recording
from formcheck.replay import replay

BRIDGE = EXERCISES["bridge"]


@pytest.fixture(scope="module")
def bridges():
    return scenes.bridge(reps=2)


@pytest.fixture
def folder(tmp_path, bridges):
    Recording.of(bridges).write(tmp_path / "bridge.npz")
    Recording.of(scenes.bridge(reps=1, hold_s=1.0)).write(tmp_path / "short.npz")
    return tmp_path


def test_a_set_threshold_reaches_the_judging(bridges):
    before = replay(bridges, BRIDGE)
    after = replay(bridges, tuned(BRIDGE, {"HOLD": 30.0}))
    assert [rep.faults for rep in before.repetitions] == [(), ()]
    assert [rep.faults for rep in after.repetitions] == [("hold_too_short",)] * 2


def test_a_set_threshold_reaches_the_counting(bridges):
    report = replay(bridges, tuned(BRIDGE, {"COUNTS": 60.0}))
    assert not report.repetitions
    assert report.dropped


def test_a_set_threshold_reaches_functions_of_the_file(bridges):
    # THIGHS_FOLLOW stands in `not_counted` alone
    report = replay(bridges, tuned(BRIDGE, {"THIGHS_FOLLOW": 50.0}))
    assert not report.repetitions
    assert {attempt.reason for attempt in report.dropped} == {"the hips stayed down"}


def test_the_exercise_itself_stays_as_it_was(bridges):
    tuned(BRIDGE, {"HOLD": 30.0})
    assert find("bridge") is BRIDGE
    assert thresholds(BRIDGE)["HOLD"].value == 2.5
    assert tuned(BRIDGE, {}) is BRIDGE
    again = replay(bridges, tuned(BRIDGE, {"HOLD": 2.5}))
    assert again == replay(bridges, BRIDGE)


@pytest.mark.parametrize("name", list(EXERCISES))
def test_every_threshold_of_every_exercise_can_be_set(name):
    exercise = EXERCISES[name]
    for threshold, known in thresholds(exercise).items():
        values = {threshold: known.value + 1.0}
        assert tuned(exercise, values) != exercise or threshold  # runs
        changed = thresholds(exercise, values)
        assert changed[threshold].value == known.value + 1.0
        assert changed[threshold].unit == known.unit
        assert changed[threshold].source.startswith(
            f"set for this run, the file says {known.value:g}"
        )
        assert {k: v for k, v in changed.items() if k != threshold} == {
            k: v for k, v in thresholds(exercise).items() if k != threshold
        }


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(KeyError, match=r"did you mean LOW_HIPS\?.*REST_LOW, .*FOOT_UP"):
        tuned(BRIDGE, {"HIPS_LOW": 150})


def test_changes_are_told_by_repetition(bridges):
    before = replay(bridges, BRIDGE, source="a")
    assert changes(before, before) == []
    judged = changes(before, replay(bridges, tuned(BRIDGE, {"HOLD": 30.0}), source="a"))
    assert [(c.source, c.before, c.after) for c in judged] == [("a", "good", "hold too short")] * 2
    gone = changes(before, replay(bridges, tuned(BRIDGE, {"COUNTS": 60.0}), source="a"))
    assert {c.before for c in gone} == {"good"}
    assert all(c.after.startswith("not counted: ") for c in gone)
    came = changes(replay(bridges, tuned(BRIDGE, {"COUNTS": 60.0}), source="a"), before)
    assert [(c.after, c.before) for c in came] == [(c.before, c.after) for c in gone]


def test_diff_shows_what_would_change(folder, capsys):
    assert main(["diff", str(folder), "--exercise", "bridge", "--set", "HOLD=0.5"]) == 0
    out = capsys.readouterr().out
    assert "short.npz" in out
    assert "bridge.npz" not in out
    assert "1 of 3 repetitions or holds would change, in 1 of 2 recordings, with HOLD=0.5" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "HIPS_LOW=150"], "has no threshold HIPS_LOW"),
        (["--set", "HOLD"], "must be NAME=VALUE"),
        (["--set", "HOLD=nan"], "must be NAME=VALUE"),
        ([], "needs at least one --set"),
    ],
)
def test_diff_refuses_in_one_line(folder, capsys, arguments, message):
    assert main(["diff", str(folder), "--exercise", "bridge", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


def test_diff_needs_recordings(tmp_path, capsys):
    setting = ["--exercise", "bridge", "--set", "HOLD=1"]
    assert main(["diff", str(tmp_path), *setting]) == 2
    assert "no landmark recordings" in capsys.readouterr().err
    assert main(["diff", str(tmp_path / "gone"), *setting]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_replay_says_what_was_set(folder, capsys):
    clip = str(folder / "bridge.npz")
    assert main(["replay", clip, "--exercise", "bridge", "--set", "hold=30", "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["thresholds_changed"] == {"HOLD": 30.0}
    assert report["faults"] == {"hold_too_short": 2}
    assert main(["replay", clip, "--exercise", "bridge", "--set", "hold=30"]) == 0
    table = capsys.readouterr().out
    assert "Other thresholds than in the exercise's file\n- hold 30" in table
    assert main(["replay", clip, "--set", "HOLD=30"]) == 2
    assert "name --exercise too" in capsys.readouterr().err
