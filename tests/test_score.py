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
from PIL import Image

from benchmarks import accuracy, counting, peers, plots, score, spine, tables, watched
from benchmarks.watched import Found, ScoreError, Seen, landmarks, truths
from formcheck.exercises import EXERCISES
from formcheck.landmarks import Landmark, PoseFrame
from formcheck.measures import Body
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
    assert counting.counting([(3, 3), (3, 2), (2, 4), (1, 1)]) == {
        "exact": 0.5, "mae": 0.75, "obo": 0.75,
    }  # fmt: skip
    assert counting.counting([]) == {"exact": None, "mae": None, "obo": None}


def test_matching_prefers_the_longest_overlap_and_uses_each_once() -> None:
    one, two, three = true(0, 10), true(10, 20), true(30, 40)
    late, early, nowhere = found(9, 19), found(8, 9), found(50, 60)
    assert counting.matched([one, two, three], [late, early, nowhere]) == [
        (one, early),
        (two, late),
    ]


def test_faults_found_missed_invented_and_not_judged() -> None:
    pairs = [
        (true(0, 1, "hips_low"), found(0, 1, "hips_low")),
        (true(2, 3, "hips_low"), found(2, 3)),
        (true(4, 5, "hips_low"), found(4, 5, cannot_judge=("hips_low",))),
        (true(6, 7), found(6, 7, "hips_low")),
    ]
    assert counting.told(counting.fault_cases(pairs, "hips_low")) == {
        "hits": 1, "unjudged": 1, "missed": 1, "false": 1,
        "precision": 1 / 2, "recall": 1 / 3, "recall_judged": 1 / 2, "cannot_judge": 1 / 4,
    }  # fmt: skip
    assert counting.told(counting.fault_cases(pairs, "dropped")) == {
        "hits": 0, "unjudged": 0, "missed": 0, "false": 0,
        "precision": None, "recall": None, "recall_judged": None, "cannot_judge": 0,
    }  # fmt: skip


def test_holds_and_sides_of_an_exercise() -> None:
    done = (true(0, 9, side="left"), true(10, 19, side="right"), true(20, 29, side="left"))
    seen = (found(0, 9, hold_s=3.5, side="left"), found(10, 19, hold_s=2.9, side="left"))
    scores = counting.exercise_scores("bird_dog", [clip("bird_dog", done, found=seen)])
    assert scores is not None
    assert scores["hold_median_s"] == pytest.approx(0.3)
    assert scores["side"] == 0.5
    assert (scores["exact"], scores["mae"], scores["obo"]) == (0, 1, 1)


def test_all_exercises_together_are_scored_repetition_by_repetition() -> None:
    raised = true(0, 9, "foot_off_floor", movement="snatch")
    bridge = clip(repetitions=(raised,), found=(found(0, 9, "foot_off_floor", "hips_low"),))
    twist = clip(
        "seated_twist", (true(0, 9, "forced", side="left"), true(10, 19, side="right")),
        found=(found(0, 9, hold_s=3.5, side="left"),), recognised="seated_twist", recognised_s=1.0,
    )  # fmt: skip
    scores = counting.pooled_scores({"bridge": [bridge], "seated_twist": [twist], "cat_cow": []})
    assert scores is not None
    assert (scores["clips"], scores["exact"], scores["side"]) == (2, 0.5, 1)
    assert (scores["recognised"], scores["recognised_soon"]) == (0.5, 0.5)
    assert (scores["faults"]["precision"], scores["faults"]["recall"]) == (1 / 2, 1 / 2)
    assert (scores["jerky"]["precision"], scores["jerky"]["recall"]) == (None, 0)
    assert counting.pooled_scores({"bridge": []}) is None


def test_wrong_cues_are_those_of_clean_clips() -> None:
    clean = clip(repetitions=(true(0, 9),), cues=1)
    faulty = clip(repetitions=(true(0, 9, "dropped"),), cues=5)
    jerky = clip(repetitions=(true(0, 9, movement="snatch"),), cues=5)
    failed = clip(repetitions=(true(0, 9),), cues=5)
    failed.truth["attempts"].append({"what": "one_end"})
    assert counting.wrong_cues([clean, clean, faulty, jerky, failed]) == pytest.approx(10)
    assert counting.wrong_cues([faulty]) is None


def test_spine_needs_the_same_slope_but_not_the_same_zero() -> None:
    flexion = np.array([-30, 0, 10, 40, 20, -10, 5.0])
    clips = [
        clip("cat_cow", flexion_deg=flexion, curvature=flexion / 3 + zero, neck_deg=-flexion)
        for zero in (0.0, 8.0)
    ]
    scores = spine.spine_scores(clips, clips)
    assert scores["r"] == pytest.approx(1)
    assert scores["rmse_deg"] == pytest.approx(0, abs=1e-9)
    assert scores["ear_shoulder_hip_r"] == pytest.approx(-1)
    nothing = spine.spine_scores([], [])
    assert (nothing["r"], nothing["rmse_deg"], nothing["ear_shoulder_hip_r"]) == (None, None, None)


def test_spine_within_each_clip_and_by_view() -> None:
    flexion = np.array([-30, 0, 10, 40, 20, -10, 5.0])
    noisy = flexion * (1, 1, 1, -1, 1, 1, 1)
    straight = clip("cat_cow", flexion_deg=flexion, curvature=flexion, neck_deg=noisy)
    oblique = clip("cat_cow", flexion_deg=flexion, curvature=noisy, neck_deg=flexion, off=35.0)
    scores = spine.spine_scores([straight], [straight, oblique, clip(off=15.0)])
    r = float(np.corrcoef(noisy, flexion)[0, 1])
    assert scores["per_clip"] == pytest.approx({"r_median": 1, "r_p5": 1})
    assert scores["ear_shoulder_hip_per_clip"] == pytest.approx({"r_median": r, "r_p5": r})
    assert list(scores["by_view"]) == ["00-10", "30-45"]
    assert scores["by_view"]["00-10"] == pytest.approx(
        {"clips": 1, "r": 1, "ear_shoulder_hip_r": r}
    )
    assert scores["by_view"]["30-45"] == pytest.approx(
        {"clips": 1, "r": r, "ear_shoulder_hip_r": 1}
    )


def test_the_keys_of_the_json() -> None:
    clips = [
        clip(repetitions=(true(0, 9),), found=(found(0, 9),)),
        clip(repetitions=(true(0, 9),), off=31.0),
        clip("distractors", elsewhere={"bridge": (1, 1), "cat_cow": (1, 0)}, off=50.0),
    ]
    result = score.score(clips, clips, "tune")
    json.dumps(result, allow_nan=False)
    assert list(result)[:8] == [
        "set", "seed", "exercises", "all", "distractors", "wrong_cues_per_10min", "spine", "peers",
    ]  # fmt: skip
    assert list(result["spine"])[:3] == ["r", "rmse_deg", "ear_shoulder_hip_r"]
    assert (result["set"], result["seed"]) == ("tune", 1)
    assert set(result["exercises"]) == set(counting.NAMES) >= set(EXERCISES)
    bridge = result["exercises"]["bridge"]
    assert list(bridge) == [
        "clips", "exact", "mae", "obo", "hold_median_s", "hold_p95_s", "side", "recognised",
        "recognised_soon", "recognised_median_s", "recognised_p95_s", "faults", "jerky",
    ]  # fmt: skip
    assert bridge["clips"] == 1  # the other one is filmed from too far off
    assert result["exercises"]["cat_cow"] is None
    assert result["distractors"] == {"clips": 1, "false_repetitions": 2, "false_holds": 1}
    assert result["false_in_view"] == {"clips": 1, "false_repetitions": 0, "false_holds": 0}
    assert set(result["peers"]) == set(peers.PEERS)
    assert set(result["peers"][peers.ONE]["bridge"]) == {"exact", "mae", "obo"}
    assert result["peers"][peers.EAR]["bridge"] is None
    assert list(tables.tables(result, result["peers"]))


def test_how_soon_an_exercise_is_recognised() -> None:
    clips = [
        clip(repetitions=(true(10, 20),), recognised=name, recognised_s=since_s)
        for name, since_s in (("bridge", 11.0), ("bridge", 15.0), ("cat_cow", 10.5), (None, None))
    ]
    assert counting.recognition(clips) == {
        "recognised": 0.5, "recognised_soon": 0.25, "recognised_median_s": 3.0,
        "recognised_p95_s": pytest.approx(4.8),
    }  # fmt: skip
    assert counting.recognition([clip()])["recognised_soon"] is None


def test_peers_started_by_hand_do_not_see_how_somebody_gets_there() -> None:
    hips = np.array([120, 175, 120, 120, 175, 120.0])
    one = clip(repetitions=(true(30, 60),), t=np.arange(6) * 10.0, image=bending(hips))
    one.truth["in_position_from_s"] = 25.0
    for started, off in ((False, 1), (True, 0)):
        scores = counting.peer_scores([one], [], started=started)
        assert scores[peers.TWO]["bridge"]["mae"] == off


@pytest.mark.parametrize(("off", "name"), [(0, "00-10"), (10, "00-10"), (29, "20-30"),
                                           (45.1, "45-60"), (70, "45-60")])  # fmt: skip
def test_bands_of_the_camera(off: float, name: str) -> None:
    assert clip(off=off).band == name


def test_the_seeds_of_a_mixed_set() -> None:
    clips = [clip(), clip(), clip()]
    clips[1].truth["seed"] = 0
    assert score.score(clips, clips, "tune")["seed"] == [0, 1]


def test_jerky_or_snatched_is_told_of_what_is_not_smooth(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = tuple(SimpleNamespace(name=name) for name in ("dropped", "too_fast", "jerky"))
    done = (
        true(0, 9, "dropped", movement="tremor"), true(10, 19, movement="snatch"),
        true(20, 29), true(30, 39), true(40, 49, movement="stop_and_go"),
    )  # fmt: skip
    seen = (
        found(0, 9, "jerky", "too_fast", "dropped"), found(10, 19, "too_fast"),
        found(20, 29, "jerky"), found(30, 39, "too_fast"), found(40, 49),
    )  # fmt: skip
    clips = [clip(repetitions=done, found=seen)]
    monkeypatch.setitem(EXERCISES, "bridge", SimpleNamespace(name="bridge", faults=faults[:1]))
    before = counting.exercise_scores("bridge", clips)
    assert before is not None
    assert before["jerky"] == counting.told([])
    monkeypatch.setitem(EXERCISES, "bridge", SimpleNamespace(name="bridge", faults=faults))
    scores = counting.exercise_scores("bridge", clips)
    assert scores is not None
    assert (scores["jerky"]["precision"], scores["jerky"]["recall"]) == (2 / 4, 2 / 3)
    assert list(scores["faults"]) == ["dropped"]  # no truth tells of too fast ones
    assert scores["faults"]["dropped"]["precision"] == 1
    done[3]["faults"]["too_fast"] = 1
    timed = counting.exercise_scores("bridge", clips)
    assert timed is not None
    too_fast = timed["faults"]["too_fast"]
    assert (too_fast["precision"], too_fast["recall"], too_fast["false"]) == (1 / 3, 1, 2)
    assert (timed["jerky"]["precision"], timed["jerky"]["recall"]) == (2 / 3, 2 / 3)


def test_recall_is_told_of_all_and_of_what_could_be_judged() -> None:
    cases = [
        (True, True, True), (True, True, False), (True, False, True), (True, False, False),
        (False, False, True),
    ]  # fmt: skip
    assert counting.told(cases) == {
        "hits": 2, "unjudged": 1, "missed": 1, "false": 0,
        "precision": 1, "recall": 2 / 4, "recall_judged": 2 / 3, "cannot_judge": 3 / 5,
    }  # fmt: skip


def test_what_is_counted_in_clips_of_others() -> None:
    clips = [
        clip("bridge", elsewhere={"cat_cow": (2, 0), "bird_dog": (0, 0)}, off=50.0),
        clip("childs_pose", elsewhere={"cat_cow": (0, 1), "bridge": (0, 0), "bird_dog": (0, 0)}),
        clip("distractors", elsewhere={"cat_cow": (7, 7)}),
    ]
    counts = counting.false_elsewhere(clips)
    assert set(counts) == set(EXERCISES)
    assert (counts["cat_cow"]["bridge"], counts["cat_cow"]["childs_pose"]) == (2, 1)
    assert (counts["bridge"]["childs_pose"], counts["bridge"]["cat_cow"]) == (0, None)
    assert "bridge" not in counts["bridge"]


def test_figures_by_view() -> None:
    reps = (true(0, 9, "dropped", "hips_low", "not_ours"),)
    clips = [
        clip(repetitions=reps, found=(found(0, 9, "dropped", hold_s=3.5),), compared=standing()),
        clip(repetitions=reps, off=15.0),
    ]
    views = counting.view_scores(clips)
    assert views["00-10"] == pytest.approx({
        "clips": 1, "exact": 1, "hold_median_s": 0.5, "fault_recall": 0.5, "near_median_pct": 0,
    })  # fmt: skip
    assert (views["10-20"]["exact"], views["10-20"]["hold_median_s"]) == (0, None)


TRUE_PX = np.array([
    [(100, 100), (110, 100)], [(100, 150), (110, 150)], [(100, 200), (110, 200)],
    [(100, 200), (110, 200)], [(80, 300), (130, 300)], [(60, 400), (150, 400)],
], float)  # fmt: skip
"""Joints of somebody who stands, feet apart; the trunk is 100 px long."""


CAMERA = {"azimuth_deg": 0.0, "distance_m": 3.0, "height_m": 1.0, "off_view_deg": 0.0}


def standing_frames(seen_px: np.ndarray = TRUE_PX, *, mask: bool = True) -> list[PoseFrame]:
    """Return two pictures in which the pose model sees this, and one with nobody."""
    image, outline = np.zeros((33, 2)), np.zeros((192, 256), bool)
    image[accuracy.LANDMARKS] = seen_px.reshape(-1, 2)
    outline[50:150, 50:100] = True
    frames = [
        PoseFrame(t=t, size=(640, 480), image=image, world=np.zeros((33, 3)),
                  visibility=np.ones(33), presence=np.ones(33), mask=outline if mask else None)
        for t in (0.0, 1.0)
    ]  # fmt: skip
    return [*frames, PoseFrame.missing(2.0)]


def standing_truth() -> dict[str, np.ndarray]:
    """Return the truth of three pictures of somebody who stands, left side to the camera."""
    half = np.zeros((192, 256), bool)
    half[50:100, 50:100] = True
    joints = np.concatenate([TRUE_PX.reshape(-1, 2), np.zeros((2, 2))])
    depth = np.concatenate([np.tile([(0, -0.2, 1), (0, 0.2, 1)], (6, 1)), np.zeros((2, 3))])
    return {
        "t": np.arange(3.0), "joints_px": np.stack([joints] * 3),
        "joints_m": np.stack([depth] * 3), "mask_size": np.array([256, 192]),
        "mask": np.stack([np.packbits(half, axis=1)] * 3),
        **{f"{name}_deg": np.full((3, 2), 170.0) for name in ("hip", "knee", "shoulder", "elbow")},
        "trunk_elevation_deg": np.full(3, 80.0), "shoulder_turn_deg": np.zeros(3),
        "spine_flexion_deg": np.arange(3.0),
    }  # fmt: skip


def standing(seen_px: np.ndarray = TRUE_PX, *, mask: bool = True) -> accuracy.Compared:
    """Compare pictures of somebody who stands; the first is from before the position."""
    frames = standing_frames(seen_px, mask=mask)
    bodies = [None if frame.is_missing else Body(frame) for frame in frames]
    truth = {"in_position_from_s": 0.5, "camera": CAMERA}
    return accuracy.compared(frames, bodies, truth, standing_truth())


def test_what_is_made_of_a_clip(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        'exercise = "bridge"\nin_position_from_s = 0.5\n[camera]\n'
        + "".join(f"{key} = {value}\n" for key, value in CAMERA.items())
    )
    Recording.of(standing_frames()).write(tmp_path / "a.landmarks.npz")
    without = watched.seen(path)
    assert (without.compared, without.flexion_deg) == (None, None)
    np.savez(tmp_path / "a.npz", **standing_truth())  # type: ignore[arg-type]
    one = watched.seen(path)
    assert one.compared is not None
    assert one.compared.found.tolist() == [True, False]
    assert one.flexion_deg is not None
    assert one.flexion_deg.tolist() == [0, 1, 2]
    assert one.elsewhere == {name: (0, 0) for name in EXERCISES if name != "bridge"}


def test_landmarks_are_compared_where_somebody_is_in_position() -> None:
    scores = accuracy.landmark_scores([standing()])
    assert scores == {
        "both_median_pct": 0, "both_p95_pct": 0, "near_median_pct": 0, "near_p95_pct": 0,
        "found": 0.5, "legs_swapped": 0,
    }  # fmt: skip
    far_off = TRUE_PX.copy()
    far_off[:, 1] += (30, 40)  # the right side; the left one is nearer to this camera
    scores = accuracy.landmark_scores([standing(far_off)])
    assert (scores["both_p95_pct"], scores["near_p95_pct"]) == (50, 0)
    assert scores["both_median_pct"] == 25


def test_the_near_side_is_the_one_towards_the_camera() -> None:
    joints_m = standing_truth()["joints_m"]
    assert accuracy.near_side(joints_m, CAMERA) == 0
    assert accuracy.near_side(joints_m, CAMERA | {"azimuth_deg": 180.0}) == 1


def test_legs_that_are_taken_for_each_other() -> None:
    crossed = TRUE_PX.copy()
    crossed[4:] = crossed[4:, ::-1]
    assert accuracy.landmark_scores([standing(crossed)])["legs_swapped"] == 1
    together = TRUE_PX[None].copy()
    together[:, 4:, 0] = together[:, 4:, 1] - (5, 0)
    assert np.isnan(accuracy.swapped(crossed[None], together)).all()


def test_outlines_overlap_by_half_also_at_another_size() -> None:
    assert accuracy.mask_scores([standing()]) == {"iou_median": 0.5, "iou_p5": 0.5}
    assert accuracy.mask_scores([standing(mask=False)]) == {"iou_median": None, "iou_p5": None}
    true_mask = np.zeros((20, 40), bool)
    true_mask[:10] = True
    assert accuracy.overlap(true_mask[::2, ::2], true_mask) == 1
    assert np.isnan(accuracy.overlap(~true_mask & true_mask, true_mask & ~true_mask))


def test_angles_of_the_near_side_beside_the_truth() -> None:
    scores = accuracy.angle_scores([standing(mask=False)])
    assert set(scores) >= {"hip", "knee", "shoulder", "elbow", "trunk_elevation"}
    assert scores["trunk_elevation"] == pytest.approx(
        {"mae_deg": 10, "bias_deg": 10, "r": None, "measured": 1}
    )
    assert scores["elbow"]["bias_deg"] == pytest.approx(10)  # straight in the picture
    thigh_deg = np.degrees(np.arctan2(20, 100))
    assert scores["hip"]["bias_deg"] == pytest.approx(10 - thigh_deg)
    other_way = TRUE_PX.copy()
    other_way[4, 0] = 120, 300  # the same angle on the other side of the body
    folded = accuracy.angle_scores([standing(other_way, mask=False)])
    assert folded["hip"]["bias_deg"] == pytest.approx(10 - thigh_deg)


def test_angles_that_are_not_measured_are_left_out() -> None:
    one = standing()
    one.angles["elbow"][0] = np.nan
    assert accuracy.angle_scores([one])["elbow"] == {
        "mae_deg": None, "bias_deg": None, "r": None, "measured": 0,
    }  # fmt: skip


def test_bias_has_a_sign_and_r_follows() -> None:
    one = standing()
    one.angles["elbow"] = np.array([[150.0, 100], [160, 120]])
    scores = accuracy.angle_scores([one])["elbow"]
    assert (scores["mae_deg"], scores["bias_deg"]) == (15, -15)
    assert scores["r"] == pytest.approx(1)


def test_plots_are_small_and_sharp(tmp_path: Path) -> None:
    flexion = np.linspace(-30, 40, 400)
    done = clip("cat_cow", (true(0, 9, "rocking"),), found=(found(0, 9),),
                t=np.linspace(0, 60, 400), flexion_deg=flexion, curvature=flexion / 3,
                neck_deg=flexion)  # fmt: skip
    result = score.score([done], [done], "tune")
    plots.write(tmp_path / "new", [done], result, result["peers"])
    for name in ("spine", "counting", "faults"):
        path = tmp_path / "new" / f"{name}.png"
        with Image.open(path) as picture:
            assert picture.info["dpi"] == pytest.approx((200, 200), abs=1)
            assert picture.width > 1000
        assert path.stat().st_size < 150_000
    assert plots.spine([clip()]) is None
    nothing = score.score([clip()], [], "tune")
    assert plots.faults(nothing) is None


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
