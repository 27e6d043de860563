"""The benchmark's figures: what is counted as right, and the other ways to count."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import peers, score
from benchmarks.watched import Found, ScoreError, Seen, landmarks, truths
from formcheck.exercises import EXERCISES
from formcheck.landmarks import Landmark, PoseFrame
from formcheck.recording import Recording


def true(start_s: float, end_s: float, *faults: str, **more: Any) -> dict[str, Any]:
    rest = {"hold_s": 3.0, "movement": "smooth", "holds": {}}
    return {"start_s": start_s, "end_s": end_s, "faults": dict.fromkeys(faults, 1), **rest, **more}


def found(start_s: float, end_s: float, *faults: str, **more: Any) -> Found:
    rest: dict[str, Any] = {"hold_s": 3.0, "side": None, "cannot_judge": (), **more}
    return Found(start_s, end_s, faults=faults, **rest)


def clip(exercise: str = "bridge", repetitions: tuple[Any, ...] = (), **more: Any) -> Seen:
    truth = {
        "clip": more.pop("name", "a"), "exercise": exercise, "split": "tune", "seed": 1,
        "repetitions": list(repetitions), "attempts": [], "in_position_from_s": 0.0,
        "camera": {"off_view_deg": more.pop("off", 0.0)}, "person": {"body": "man"},
    }  # fmt: skip
    t = more.pop("t", np.linspace(0, 60, 7))
    return Seen(truth, t, more.pop("image", np.full((len(t), 33, 2), np.nan)), **more)


def test_counting_of_pairs_and_of_nothing() -> None:
    assert score.counting([(3, 3), (3, 2), (2, 4), (1, 1)]) == {
        "exact": 0.5, "mae": 0.75, "obo": 0.75,
    }  # fmt: skip
    assert score.counting([]) == {"exact": None, "mae": None, "obo": None}


def test_matching_prefers_the_longest_overlap_and_uses_each_once() -> None:
    one, two, three = true(0, 10), true(10, 20), true(30, 40)
    late, early, nowhere = found(9, 19), found(8, 9), found(50, 60)
    assert score.matched([one, two, three], [late, early, nowhere]) == [(one, early), (two, late)]


def test_faults_found_missed_invented_and_not_judged() -> None:
    pairs = [
        (true(0, 1, "hips_low"), found(0, 1, "hips_low")),
        (true(2, 3, "hips_low"), found(2, 3)),
        (true(4, 5, "hips_low"), found(4, 5, cannot_judge=("hips_low",))),
        (true(6, 7), found(6, 7, "hips_low")),
    ]
    assert score.fault_scores(pairs, "hips_low") == {
        "precision": 1 / 2, "recall": 1 / 3, "cannot_judge": 1 / 4,
    }  # fmt: skip
    assert score.fault_scores(pairs, "dropped") == {
        "precision": None, "recall": None, "cannot_judge": 0,
    }  # fmt: skip


def test_holds_and_sides_of_an_exercise() -> None:
    done = (true(0, 9, side="left"), true(10, 19, side="right"), true(20, 29, side="left"))
    seen = (found(0, 9, hold_s=3.5, side="left"), found(10, 19, hold_s=2.9, side="left"))
    scores = score.exercise_scores("bird_dog", [clip("bird_dog", done, found=seen)])
    assert scores is not None
    assert scores["hold_median_s"] == pytest.approx(0.3)
    assert scores["side"] == 0.5
    assert (scores["exact"], scores["mae"], scores["obo"]) == (0, 1, 1)


def test_wrong_cues_are_those_of_clean_clips() -> None:
    clean = clip(repetitions=(true(0, 9),), cues=1)
    faulty = clip(repetitions=(true(0, 9, "dropped"),), cues=5)
    jerky = clip(repetitions=(true(0, 9, movement="snatch"),), cues=5)
    failed = clip(repetitions=(true(0, 9),), cues=5)
    failed.truth["attempts"].append({"what": "one_end"})
    assert score.wrong_cues([clean, clean, faulty, jerky, failed]) == pytest.approx(10)
    assert score.wrong_cues([faulty]) is None


def test_spine_needs_the_same_slope_but_not_the_same_zero() -> None:
    flexion = np.array([-30, 0, 10, 40, 20, -10, 5.0])
    clips = [
        clip("cat_cow", flexion_deg=flexion, curvature=flexion / 3 + zero, neck_deg=-flexion)
        for zero in (0.0, 8.0)
    ]
    scores = score.spine_scores(clips)
    assert scores["r"] == pytest.approx(1)
    assert scores["rmse_deg"] == pytest.approx(0, abs=1e-9)
    assert scores["ear_shoulder_hip_r"] == pytest.approx(-1)
    assert score.spine_scores([]) == {"r": None, "rmse_deg": None, "ear_shoulder_hip_r": None}


def test_the_keys_of_the_json() -> None:
    clips = [
        clip(repetitions=(true(0, 9),), found=(found(0, 9),)),
        clip(repetitions=(true(0, 9),), off=31.0),
        clip("distractors", false_repetitions=2, false_holds=1, off=50.0),
    ]
    result = score.score(clips, clips, "tune")
    json.dumps(result, allow_nan=False)
    assert list(result) == [
        "set", "seed", "exercises", "distractors", "wrong_cues_per_10min", "spine", "peers",
    ]  # fmt: skip
    assert (result["set"], result["seed"]) == ("tune", 1)
    assert set(result["exercises"]) == set(score.NAMES) >= set(EXERCISES)
    bridge = result["exercises"]["bridge"]
    assert list(bridge) == [
        "clips", "exact", "mae", "obo", "hold_median_s", "hold_p95_s", "side", "recognised",
        "faults", "jerky",
    ]  # fmt: skip
    assert bridge["clips"] == 1  # the other one is filmed from too far off
    assert result["exercises"]["cat_cow"] is None
    assert result["distractors"] == {"clips": 1, "false_repetitions": 2, "false_holds": 1}
    assert set(result["peers"]) == set(peers.PEERS)
    assert set(result["peers"][peers.ONE]["bridge"]) == {"exact", "mae", "obo"}
    assert result["peers"][peers.EAR]["bridge"] is None
    assert list(score.tables(result, result["peers"]))


def test_peers_started_by_hand_do_not_see_how_somebody_gets_there() -> None:
    hips = np.array([120, 175, 120, 120, 175, 120.0])
    one = clip(repetitions=(true(30, 60),), t=np.arange(6) * 10.0, image=bending(hips))
    one.truth["in_position_from_s"] = 25.0
    for started, off in ((False, 1), (True, 0)):
        scores = score.peer_scores([one], [], started=started)
        assert scores[peers.TWO]["bridge"]["mae"] == off


@pytest.mark.parametrize(("off", "name"), [(0, "00-10"), (10, "00-10"), (29, "20-30"),
                                           (45.1, "45-60"), (70, "45-60")])  # fmt: skip
def test_bands_of_the_camera(off: float, name: str) -> None:
    assert score.band(clip(off=off)) == name


def test_an_empty_folder_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ScoreError, match="no rendered clips"):
        truths(tmp_path)
    monkeypatch.setattr(sys, "argv", ["score", str(tmp_path)])
    with pytest.raises(SystemExit):
        score.main()
    assert "benchmarks.render" in capsys.readouterr().err.replace("\n", "")


def test_half_written_clips_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".b.part.toml").write_text("half = ")
    (tmp_path / "a.toml").write_text('exercise = "bridge"')
    assert [path.name for path in truths(tmp_path)] == ["a.toml"]


def test_landmarks_are_looked_for_once_and_again_when_film_or_model_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def watch(path: Path) -> list[tuple[None, PoseFrame]]:
        looks.append(path.name)
        return [(None, PoseFrame.missing(0.0))]

    model = SimpleNamespace(watch=watch, MODEL_SHA256="one")
    monkeypatch.setitem(sys.modules, "formcheck.pose", model)
    film = tmp_path / "a.mp4"
    film.write_bytes(b"one")
    assert len(landmarks(film)) == len(landmarks(film)) == 1
    assert len(looks) == 1
    film.write_bytes(b"two")
    landmarks(film)
    assert len(looks) == 2
    model.MODEL_SHA256 = "two"
    landmarks(film)
    assert len(looks) == 3
    assert zipfile.ZipFile(tmp_path / "a.landmarks.npz").testzip() is None
    film.unlink()
    assert isinstance(landmarks(film), Recording)
    with pytest.raises(ScoreError, match="render it again"):
        landmarks(tmp_path / "b.mp4")


def test_thresholds_count_what_comes_back() -> None:
    curve = np.array([0, 5, 9, np.nan, 9, 4, 9, 1, 0, 9.0])
    assert peers.crossings(curve, 2, 8) == 1
    assert peers.crossings(curve, 5, 5) == 2
    assert peers.crossings(np.full(3, np.nan), 2, 8) == 0


def test_both_ends_are_needed() -> None:
    assert peers.both_ends(np.array([0, 0, 20, 0, -20, 0, 0, 20, -20, 0.0])) == 2
    assert peers.both_ends(np.array([0, 0, 20, 0, 0, 20, 0, 0.0])) == 0
    assert peers.both_ends(np.full(3, np.nan)) == 0


def bending(hips_deg: np.ndarray) -> np.ndarray:
    """Return landmarks of a trunk that lies level and thighs that bend at the hips."""
    image = np.zeros((len(hips_deg), 33, 2))
    shapes = {"SHOULDER": (100.0, 0.0), "ELBOW": (100.0, 30.0), "WRIST": (100.0, 60.0)}
    for name, at in shapes.items():
        for side in ("LEFT", "RIGHT"):
            image[:, Landmark[f"{side}_{name}"]] = at
    turned = np.radians(hips_deg)
    thigh = 80 * np.stack([np.cos(turned), np.sin(turned)], axis=1)
    for side in ("LEFT", "RIGHT"):
        image[:, Landmark[f"{side}_KNEE"]] = thigh
        image[:, Landmark[f"{side}_ANKLE"]] = thigh + np.array((0.0, 70.0))
    return image


def test_the_driving_angle_is_the_inside_angle_of_the_joint() -> None:
    assert peers.driving_angle("bridge", bending(np.array([90.0, 120, 200]))) == pytest.approx(
        [90, 120, 160]
    )


def test_the_neck_of_a_cat_bends() -> None:
    image = bending(np.array([120.0, 120]))
    for side in ("LEFT", "RIGHT"):
        image[:, Landmark[f"{side}_EAR"]] = (140.0, 0.0), (100.0, 40.0)
    assert peers.driving_angle("cat_cow", image) == pytest.approx([0, 90])


def test_a_pose_is_the_same_elsewhere_bigger_and_mirrored() -> None:
    image = bending(np.array([120.0]))
    pose = peers.embedding(image)
    assert peers.embedding(3 * image + 50) == pytest.approx(pose)
    examples = np.concatenate([pose] * 10 + [pose * (-1, 1) + 0.05] * 10)
    far = np.repeat([True, False], 10)
    assert peers.votes(pose * (-1, 1), examples, far).tolist() == [10]


def test_nearest_poses_count_mirrored_bigger_and_never_from_themselves() -> None:
    rests, tops = bending(np.linspace(110, 125, 12)), bending(np.linspace(165, 180, 12))
    examples = (peers.embedding(np.concatenate([rests, tops])), np.repeat([False, True], 12))
    curve = 145 - 30 * np.cos(np.linspace(0, 6 * np.pi, 240))
    mirrored = 3 * bending(curve) * (-1, 1) + 50
    mirrored[40] = np.nan
    truth = clip(name="other").truth
    assert peers.counts(truth, mirrored, {"a": examples})[peers.NEAREST] == 3
    assert peers.counts(truth, mirrored, {"other": examples})[peers.NEAREST] is None
    assert peers.count_nearest(mirrored, [(examples[0][:4], examples[1][:4])]) is None


def test_examples_are_the_rest_and_the_far_end() -> None:
    t = np.arange(0, 20, 0.5)
    bridge = clip(repetitions=(true(2, 10, holds={"hold": [4, 7]}),)).truth
    assert peers.extremes(bridge, t) == ([4], [11])
    cat_cow = clip("cat_cow", (true(2, 10, holds={"cow": [4, 5], "cat": [7, 8]}),)).truth
    assert peers.extremes(cat_cow, t) == ([9], [15])
