"""Rendered people touch the floor where they should, bend as people do, and repeat exactly."""

from __future__ import annotations

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("numba", reason="rendering needs numba: pip install 'formcheck[bench]'")

from benchmarks.body import Body, body_named, body_names
from benchmarks.figure import Figure, joints
from benchmarks.film import ANGLES, inside_angle
from benchmarks.movement import SEVERITIES, Quality, Timeline
from benchmarks.moves import moves
from benchmarks.performance import Performance, Script
from benchmarks.render import Order, render
from benchmarks.shot import BODIES_OF, SPLITS, TEST, TUNE, bodies_of, draw, numbers_with_faults
from benchmarks.stances import Poser, limb_radii

EXERCISES = sorted(moves())
TOUCH_M = 0.02
BODIES = ("woman_old_thin", "man_middle_heavy", "man_young_strong")
RANGE_DEG = {"hip": (18, 180), "knee": (18, 180), "shoulder": (0, 180), "elbow": (25, 180)}
"""Inside angles a healthy joint reaches."""
ON_FLOOR = {
    "bird_dog": ("lowerleg", "wrist finger"),
    "bridge": ("foot toe", "spine clavicle shoulder neck", "head neck"),
    "cat_cow": ("lowerleg", "wrist finger", "foot toe"),
    "childs_pose": ("lowerleg", "wrist finger", "foot toe", "head neck"),
    "knee_to_chest": ("spine pelvis root",),
    "partial_crunch": ("spine pelvis root",),
    "seated_twist": ("pelvis root upperleg", "wrist finger"),
}
"""Parts that touch the floor throughout, or, in child's pose, in the middle of the hold."""


def performed(
    exercise: str, body: str = "woman_middle", fault: str | None = None, share: float = 1.0,
    variant: str = "", seed: int = 3,
) -> Performance:  # fmt: skip
    move = moves()[exercise]
    faults = {}
    if fault:
        kind = move.FAULTS[fault]
        faults = {fault: kind.low + share * (kind.high - kind.low)}
    variant = variant or getattr(move, "VARIANTS", ("",))[0]
    script = Script((faults, faults), (Quality(), Quality()), hold_s=2.0, variant=variant)
    return move.perform(Poser(body_named(body)), script, np.random.default_rng(seed))


def times(performance: Performance, n: int = 24) -> list[float]:
    return np.linspace(0, performance.timeline.now_s, n).tolist()


def lowest(performance: Performance, t: float, bones: str = "") -> float:
    figure = performance.at(t)
    part = figure.body.part(*bones.split()) if bones else None
    return float(figure.now.skin(part)[:, 2].min())


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("exercise", sorted(ON_FLOOR))
def test_what_rests_on_the_floor_touches_it(exercise: str, body: str) -> None:
    performance = performed(exercise, body)
    hold = next(iter(performance.repetitions[0].holds.values()))
    moments = [np.mean(hold)] if exercise == "childs_pose" else times(performance, 12)
    for t in moments:
        for part in ON_FLOOR[exercise]:
            assert abs(lowest(performance, float(t), part)) < TOUCH_M, (t, part)


def faults() -> list[tuple[str, str | None]]:
    named = [(name, fault) for name in EXERCISES for fault in moves()[name].FAULTS]
    return [*((name, None) for name in EXERCISES), *named]


@pytest.mark.parametrize(("exercise", "fault"), faults())
def test_nothing_sinks_or_floats(exercise: str, fault: str | None) -> None:
    performance = performed(exercise, fault=fault)
    heights = [lowest(performance, t) for t in times(performance)]
    assert min(heights) > -TOUCH_M
    assert max(heights) < TOUCH_M


@pytest.mark.parametrize("variant", moves()["distractors"].VARIANTS)
def test_distractors_touch_the_floor_and_count_nothing(variant: str) -> None:
    performance = performed("distractors", variant=variant)
    heights = [lowest(performance, t) for t in times(performance)]
    assert min(heights) > -TOUCH_M
    assert max(heights) < TOUCH_M
    assert performance.repetitions == []
    assert {one.what for one in performance.attempts} == {variant}


@pytest.mark.parametrize(("exercise", "fault"), faults())
def test_joints_bend_as_people_do(exercise: str, fault: str | None) -> None:
    performance = performed(exercise, fault=fault)
    for t in times(performance, 12):
        at = joints(performance.at(t).now)
        for name, parts in ANGLES.items():
            low, high = RANGE_DEG[name]
            for side in "LR":
                angle = inside_angle(*(at[f"{part}.{side}"] for part in parts))
                assert low <= angle <= high + 1e-6, (name, side, t)


@pytest.mark.parametrize(("exercise", "fault"), faults())
def test_labelled_faults_are_as_bad_as_the_mildest(exercise: str, fault: str | None) -> None:
    kinds, labelled = moves()[exercise].FAULTS, set()
    for body in BODIES:
        for share in (0.0, 1.0):
            performance = performed(exercise, body, fault, share)
            for one in performance.repetitions:
                assert all(kinds[name].has(size) for name, size in one.faults.items()), one.faults
                labelled |= set(one.faults)
            labelled |= {one.what for one in performance.attempts}
    assert fault in labelled or not fault


def test_a_trunk_tilts_over_a_bent_elbow_or_over_hips_that_sit_back() -> None:
    seen = set()
    for seed in range(6):
        performance = performed("bird_dog", fault="trunk_tilts", seed=seed)
        heights = [lowest(performance, t) for t in times(performance)]
        assert -TOUCH_M < min(heights) <= max(heights) < TOUCH_M
        one = performance.repetitions[0]
        at = joints(performance.at(one.holds["hold"][0]).now)
        support = "R" if one.side == "L" else "L"
        elbow = inside_angle(*(at[f"{part}.{support}"] for part in ANGLES["elbow"]))
        assert ("support_bends" in one.faults) == (elbow < 140)
        seen.add("support_bends" in one.faults)
    assert seen == {True, False}


def test_the_neck_of_a_cat_cow_goes_its_own_way() -> None:
    leads = []
    for seed in range(12):
        performance = performed("cat_cow", seed=seed)
        for one in performance.repetitions:
            cow, cat = (performance.timeline.at(one.holds[end][0]) for end in ("cow", "cat"))
            leads.append(cat["neck"] - cow["neck"])
            assert all(-45 <= end["neck"] <= 40 and abs(end["lean"]) <= 8 for end in (cow, cat))
    assert min(leads) < -20 < 50 < max(leads)
    assert any(abs(lead) < 12 for lead in leads)


def test_the_back_peels_off_and_the_shoulders_do_not() -> None:
    for body in BODIES:
        performance = performed("knee_to_chest", body, "back_peels_off")
        t = float(np.mean(performance.repetitions[0].holds["hold"]))
        assert abs(lowest(performance, t, "spine01 spine02 clavicle shoulder")) < TOUCH_M
        assert lowest(performance, t, "pelvis root upperleg01") > TOUCH_M


LIMBS = {
    "upperarm": ("shoulder", "elbow"), "lowerarm": ("elbow", "wrist"),
    "upperleg": ("hip", "knee"), "lowerleg": ("knee", "ankle"),
}  # fmt: skip
APART = (
    ("upperarm", "upperarm"), ("lowerarm", "lowerarm"), ("lowerleg", "lowerleg"),
    ("upperleg", "upperleg"), ("upperleg", "lowerleg"), ("lowerarm", "upperleg"),
    ("lowerarm", "lowerleg"), ("upperarm", "upperleg"), ("upperarm", "lowerleg"),
)  # fmt: skip
"""Limbs that may touch but not pass through each other. Hands may lie on anything: they end at the
wrist here. A thigh and shank of one leg may press together, and a thigh against the belly."""
GIVES = 0.62
"""Share of both radii that must remain: limbs are thinner at their ends, and flesh gives way."""


def gap(at: dict[str, np.ndarray], radii: dict[str, float]) -> tuple[float, str]:
    """Return the least distance between axes of limbs as a share of their radii, and where."""
    points = np.linspace(0, 1, 15)[:, None]
    axes = {
        (limb, side): at[f"{a}.{side}"] + points * (at[f"{b}.{side}"] - at[f"{a}.{side}"])
        for limb, (a, b) in LIMBS.items()
        for side in "LR"
    }
    found = []
    for one, two in APART:
        for a, b in ("LR", "RL") if one[-3:] == two[-3:] else ("LR", "RL", "LL", "RR"):
            # Thighs meet at the hips.
            first = 6 if one == two == "upperleg" else 0
            way = axes[one, a][first:, None] - axes[two, b][first:]
            least = float(np.linalg.norm(way, axis=2).min())
            found.append((least / (radii[one] + radii[two]), f"{one}.{a} {two}.{b}"))
    trunk = [(at[f"{joint}.L"] + at[f"{joint}.R"]) / 2 for joint in ("hip", "shoulder")]
    middle = trunk[0] + np.linspace(0.2, 0.9, 15)[:, None] * (trunk[1] - trunk[0])
    for limb, side in axes:
        if limb.startswith("lower"):
            least = float(np.linalg.norm(axes[limb, side][:, None] - middle, axis=2).min())
            found.append((least / (radii[limb] + radii["trunk"]), f"{limb}.{side} trunk"))
    return min(found)


def radii_of(body: Body) -> dict[str, float]:
    """Return how thick the limbs and, from front to back, the trunk are [m]."""
    now = Figure(body).now
    waist = now.skin(body.part("spine03", "spine04"))
    return limb_radii(body) | {"trunk": float(np.ptp(waist[:, 1])) / 2}


EVERYTHING = [
    *((name, fault, "") for name, fault in faults() if name != "distractors"),
    *(("distractors", None, variant) for variant in moves()["distractors"].VARIANTS),
]


@pytest.mark.parametrize(("exercise", "fault", "variant"), EVERYTHING)
def test_limbs_do_not_pass_through_each_other(
    exercise: str, fault: str | None, variant: str
) -> None:
    for body in BODIES[:2]:
        radii = radii_of(body_named(body))
        performance = performed(exercise, body, fault, variant=variant)
        for t in times(performance, 24):
            share, limbs = gap(joints(performance.at(t).now), radii)
            assert share > GIVES, (limbs, body, t)


def test_a_shank_through_the_other_leg_is_noticed() -> None:
    body = body_named("woman_middle")
    figure = performed("bridge").at(0.0)
    assert gap(joints(figure.now), radii_of(body))[0] > GIVES
    other = figure.now.at("lowerleg01.R") * 0.5 + figure.now.at("foot.R") * 0.5
    figure.leg("L", other - np.array([0, 0.05, 0.0]), knee_towards=np.array([0, 0, 1.0]), foot=0.0)
    assert gap(joints(figure.now), radii_of(body))[0] < GIVES


@pytest.mark.parametrize("exercise", EXERCISES)
def test_truth_is_in_order(exercise: str) -> None:
    performance = performed(exercise)
    ends = [0.0]
    for one in performance.repetitions:
        assert ends[-1] <= one.start_s < one.end_s <= performance.timeline.now_s
        for since, to in one.holds.values():
            assert one.start_s <= since < to <= one.end_s + 1e-9
        ends.append(one.end_s)
    assert len(performance.repetitions) == (0 if exercise == "distractors" else 2)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_shots_of_a_seed_repeat(exercise: str) -> None:
    for number in range(6):
        first, again = (draw(exercise, TUNE, 5, number)[0] for _ in range(2))
        assert first == again
        for split in SPLITS:
            assert draw(exercise, split, 5, number)[0].body in bodies_of(split)


def test_a_set_of_faults_has_as_many_clips_of_each_and_all_within_the_view() -> None:
    numbers = numbers_with_faults("bridge", TUNE, 5, each=2, within_deg=10)
    shots = [draw("bridge", TUNE, 5, number)[0] for number in numbers]
    assert len(set(numbers)) == len(numbers) == 2 * len(moves()["bridge"].FAULTS)
    assert all(shot.off_view_deg <= 10 for shot in shots)
    made = [name for shot in shots for name in shot.faults]
    assert all(made.count(name) >= 2 for name in moves()["bridge"].FAULTS)


def test_every_body_is_of_one_split() -> None:
    assert len(body_names()) >= 12
    pools = [bodies_of(split) for split in SPLITS]
    assert sorted(name for pool in pools for name in pool) == body_names()
    assert all(len(pool) >= 6 for pool in pools)
    assert all(sorted(names) == bodies_of(split) for split, names in BODIES_OF.items())


@pytest.mark.parametrize("kind", SEVERITIES)
def test_movement_arrives_however_it_is_made(kind: str) -> None:
    for severity in SEVERITIES[kind]:
        timeline = Timeline({"way": 0.0}, np.random.default_rng(1))
        start, end = timeline.move(1.5, Quality(kind, severity), way=10.0)
        assert timeline.at(start)["way"] == pytest.approx(0.0, abs=1e-6)
        assert timeline.at(end)["way"] == pytest.approx(10.0, abs=1e-6)


@pytest.mark.parametrize("kind", SEVERITIES)
def test_a_stay_lasts_while_nothing_is_seen_to_move(kind: str) -> None:
    timeline = Timeline({"way": 0.0}, np.random.default_rng(1))
    timeline.wait(1.0)
    for severity in SEVERITIES[kind]:
        _, arrives = timeline.move(1.5, Quality(kind, severity), way=10.0)
        stay = timeline.wait(2.0)
        timeline.move(1.5, Quality(kind, severity), way=0.0)
        since, to = timeline.settled(*stay)
        assert since < arrives < stay[1] < to
        ways = [timeline.at(t)["way"] for t in np.linspace(since, to, 200)]
        assert min(ways) > 9.6
        timeline.wait(1.0)


def pictures(path: Path) -> list[np.ndarray]:
    video = cv2.VideoCapture(str(path))
    found = []
    while True:
        more, picture = video.read()
        if not more:
            return found
        found.append(picture)


def test_a_clip_renders_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.film.Film.times", property(lambda _: np.arange(4) / 10))
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        name = render(Order("bridge", TEST, 3, 1, folder))
    first, again = (
        [(folder / f"{name}.{end}") for end in ("toml", "npz", "mp4")] for folder in folders
    )
    assert first[0].read_bytes() == again[0].read_bytes()
    with np.load(first[1]) as a, np.load(again[1]) as b:
        assert a.files == b.files
        assert all(np.array_equal(a[key], b[key]) for key in a.files)
    shown = pictures(first[2]), pictures(again[2])
    assert len(shown[0]) == 4
    assert all(np.array_equal(x, y) for x, y in zip(*shown, strict=True))
    truth = tomllib.loads(first[0].read_text())
    assert truth["exercise"] == "bridge"
    assert sorted(path.suffix for path in folders[0].iterdir()) == [".mp4", ".npz", ".toml"]


@pytest.mark.parametrize(("quality", "lasts_s"), [(Quality(), 2.0), (Quality("snatch", 0.9), 0.3)])
def test_what_is_snatched_is_as_quick_as_it_looks(quality: Quality, lasts_s: float) -> None:
    timeline = Timeline({"rise": 1.0}, np.random.default_rng(3))
    timeline.move(2.0, quality, rise=0.0)
    assert timeline.quickness() == pytest.approx(lasts_s, rel=0.35)
