"""Reports to print, comparisons, and the measures of every frame."""

import csv
import html
import io
import re
import shutil

import numpy as np
import pytest
import scenes
from figure import Pose, frame

from formcheck.body import Body
from formcheck.cli import main
from formcheck.comparison import Comparison
from formcheck.exercises import EXERCISES, thresholds, tuned
from formcheck.handout.findings import FIGURES, findings, reference
from formcheck.handout.frames import frames_csv
from formcheck.handout.page import comparison_page, report_page
from formcheck.landmarks import PoseFrame, Side
from formcheck.measures import MEASURES
from formcheck.pictures.drawing import drawing
from formcheck.pictures.timeline import Timeline
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.summary import filming, own_range, smoothness, summary
from formcheck.trace import Manner, Smoothness

BRIDGE = EXERCISES["bridge"]


def made(frames, exercise=BRIDGE, source="clip.mp4"):
    recording = Recording.of(frames)
    return recording, Timeline.of(recording, exercise, source=source)


@pytest.fixture(scope="module")
def low():
    """A good bridge, and one with low hips."""
    good = scenes.bridge(reps=1)
    later = [
        PoseFrame(
            t=f.t + good[-1].t + 1 / 30, size=f.size, image=f.image, world=f.world,
            visibility=f.visibility, presence=f.presence, mask=f.mask, flow=f.flow,
        )
        for f in scenes.FAULTY["bridge", "hips_low"]()
    ]  # fmt: skip
    return made([*good, *later])


@pytest.fixture(scope="module")
def page(low):
    return report_page(*low, thresholds(BRIDGE))


def words(page):
    return " ".join(
        html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)).split()
    )


def test_the_table_of_holds_has_their_numbers_and_how_long_they_were_held():
    recording = Recording.of(scenes.childs_pose())
    timeline = Timeline.of(recording, EXERCISES["childs_pose"])
    text = words(report_page(recording, timeline, thresholds(timeline.exercise)))
    assert "Hold Start Lasts Held " in text
    first, second = (f"{hold.held_s:.1f} s" for hold in timeline.report.holds)
    assert re.search(rf"Found 1 \S+ s \S+ s {first} .* 2 \S+ s \S+ s {second} ", text)


def test_report_tells_everything_in_words(low, page):
    _, timeline = low
    text = words(page)
    report = timeline.report
    assert f"Bridge: {len(report.repetitions)} repetitions counted" in text
    assert "Hips a little higher." in text
    assert "Found where hip angle below 165°" in text
    for rep in report.repetitions:
        assert f"{rep.start_s:.1f} s" in text
    for limit in BRIDGE.cannot_judge:
        assert limit in text
    assert "Camera at mat height" in text
    for name, threshold in thresholds(BRIDGE).items():
        assert name.lower().replace("_", " ") in text.lower()
        assert threshold.source in text
    assert "not a medical device" in text


def test_the_own_range_stands_beside_the_guideline(low, page):
    _, timeline = low
    told = own_range(BRIDGE, timeline.report)
    assert len(told) == 3
    assert words(page).count("Your range") == 1
    for line in told:
        assert words(page).count(line) == 1


def test_what_is_drawn_is_judged_by_the_personal_target_too(low):
    recording, usual = low
    own = Timeline.of(recording, BRIDGE, source="clip.mp4", target=0.5)
    assert own.report == replay(recording, BRIDGE, source="clip.mp4", target=0.5)
    assert own.report.faults != usual.report.faults
    assert "hips low" in words(report_page(recording, own, thresholds(BRIDGE)))
    nearly = Timeline.of(recording, BRIDGE, target=0.9)
    assert [one.limit for one in findings(recording, usual) if one.fault == "Hips low"] != [""]
    assert [one.limit for one in findings(recording, nearly) if one.fault == "Hips low"] == [""]


def test_report_needs_no_network_and_runs_no_script(page):
    assert "default-src 'none'" in page
    assert "<script" not in page
    addresses = re.findall(r"(?:src|href)=\"([^\"]*)\"", page) + re.findall(r"url\(([^)]*)\)", page)
    assert addresses
    assert all(address.startswith("data:image/png;base64,") for address in addresses)


def test_report_is_the_same_every_time(low, page):
    assert report_page(*low, thresholds(BRIDGE)) == page


def test_names_of_files_are_shown_as_they_are(low):
    recording, _ = low
    name = "<b>&'\".npz"
    timeline = Timeline.of(recording, BRIDGE, source=f"folder/{name}")
    page = report_page(recording, timeline, thresholds(BRIDGE))
    assert "<b>&'" not in page
    assert name in words(page)


def test_set_thresholds_are_told(low):
    recording, _ = low
    exercise = tuned(BRIDGE, {"HOLD": 9})
    page = report_page(recording, Timeline.of(recording, exercise), thresholds(BRIDGE, {"HOLD": 9}))
    assert "set for this run, the file says 2.5" in words(page)


def test_worst_moment_stands_beside_a_good_repetition(low):
    recording, timeline = low
    finding = next(f for f in findings(recording, timeline) if f.fault == "Hips low")
    bad = next(r for r in timeline.report.repetitions if "hips_low" in r.faults)
    good = next(r for r in timeline.report.repetitions if not r.faults)
    assert finding.worst.caption.endswith(f"repetition {bad.number}")
    angle = int(re.search(r"(\d+)°", finding.worst.caption)[1])
    assert angle < 165
    assert finding.better.caption.endswith(f"repetition {good.number}")
    assert int(re.search(r"(\d+)°", finding.better.caption)[1]) > 160
    assert "#94480A" in finding.worst.svg
    assert "#94480A" not in finding.better.svg


def test_without_a_good_repetition_a_figure_shows_the_form():
    recording, timeline = made(scenes.FAULTY["bridge", "hips_low"]())
    finding = next(f for f in findings(recording, timeline) if f.fault == "Hips low")
    assert finding.better.caption == "What it should look like"


@pytest.mark.parametrize("end", ["cat", "cow"])
def test_good_form_is_shown_at_the_end_where_it_went_wrong(end):
    """Arms that bend in the cow are put right by a picture of the cow."""
    exercise, straight, bent = EXERCISES["cat_cow"], scenes.cat_cow(), scenes.cat_cow(elbow=120)

    def there(frame):
        curvature = Body(frame).back.curvature
        return curvature > 3 if end == "cat" else curvature < -10

    recording, timeline = made(
        [b if there(s) else s for s, b in zip(straight, bent, strict=True)], exercise
    )
    (finding,) = (f for f in findings(recording, timeline) if f.fault == "Elbows bend")
    most = max if end == "cat" else min
    figure = most(reference("cat_cow"), key=lambda one: Body(one).back.curvature)
    drawn = {
        drawing(figure, exercise, side, mirrored=mirrored, label=finding.better.caption)
        for side in Side
        for mirrored in (True, False)
    }
    assert finding.better.caption == "What it should look like"
    assert finding.better.svg in drawn


def test_a_fault_of_time_needs_no_picture_of_good_form():
    recording, timeline = made(scenes.bridge(reps=1, hold_s=1.0))
    (finding,) = [f for f in findings(recording, timeline) if f.fault == "Hold too short"]
    assert finding.better is None
    assert finding.limit == "hold takes less than 2.5 s"
    held = timeline.report.repetitions[0].hold_s
    assert f"{held:.1f} s" in finding.worst.caption


@pytest.mark.parametrize("name", list(EXERCISES))
def test_every_exercise_has_a_figure_of_good_form_and_a_report(name):
    assert not any(frame.is_missing for frame in reference(name))
    recording, timeline = made(scenes.GOOD[name](), EXERCISES[name])
    assert "Cannot judge" in words(report_page(recording, timeline, thresholds(EXERCISES[name])))
    assert {path.stem for path in FIGURES.glob("*.npz")} == set(EXERCISES)


def test_nobody_seen_makes_a_report_too():
    frames = [PoseFrame.missing(i / 30) for i in range(60)]
    recording, timeline = made(frames)
    text = words(report_page(recording, timeline, thresholds(BRIDGE)))
    assert "Nobody was seen." in text
    assert "Keep your whole body in the picture" in text


def test_summary_counts_the_good_ones(low):
    _, timeline = low
    first = summary(BRIDGE, timeline.report)[0]
    assert first.startswith(f"{len(timeline.report.repetitions)} repetitions counted in ")


def test_filming_says_what_hindered():
    frames = scenes.bridge(reps=1)
    report = replay([PoseFrame.missing(f.t, f.size) if f.t > 2 else f for f in frames], BRIDGE)
    assert "Keep your whole body in the picture, in good light." in filming(BRIDGE, report)


@pytest.mark.parametrize(
    ("manners", "told"),
    [
        ((), "not judged"),
        ((Manner.CANNOT_JUDGE, Manner.CANNOT_JUDGE), "not judged"),
        ((Manner.SMOOTH, Manner.SMOOTH), "smooth"),
        ((Manner.SMOOTH, Manner.JERKY), "lower jerky"),
        ((Manner.TOO_FAST, Manner.CANNOT_JUDGE), "lift too fast, lower not judged"),
    ],
)
def test_smoothness_in_a_few_words(manners, told):
    names = ("lift", "lower")
    assert smoothness(Smoothness(n, 0, 1, m) for n, m in zip(names, manners, strict=False)) == told


def test_drawing_marks_what_the_scene_marks():
    seen = frame(0.0, Pose(posture="on the back", trunk=20, hip={"left": 150, "right": 150}))
    good = drawing(seen, BRIDGE, Side.LEFT, label="a")
    faulty = drawing(seen, BRIDGE, Side.LEFT, faults=("hips_low",), label="a")
    assert good.count("<polygon") == faulty.count("<polygon") >= 1
    assert "#94480A" not in good
    assert faulty.count("#94480A") >= 4
    mirrored = drawing(seen, BRIDGE, Side.LEFT, mirrored=True, label="a")

    def across(svg):
        points = re.search(r'<polygon points="([^"]*)"', svg)[1].split()
        return np.array([float(point.split(",")[0]) for point in points])

    assert across(mirrored) == pytest.approx(400 - across(good), abs=0.11)
    with pytest.raises(ValueError, match="nobody"):
        drawing(PoseFrame.missing(0.0), BRIDGE, Side.LEFT, label="a")


# -- then and now --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two():
    then = Timeline.of(scenes.bridge(reps=2, hold_s=1.0), BRIDGE, source="then.npz")
    return then, Timeline.of(scenes.bridge(reps=3), BRIDGE, source="now.npz")


def test_two_sessions_compared(two):
    compared = Comparison.of(*(timeline.report for timeline in two))
    then, now = compared.then, compared.now
    assert (then.count, now.count) == (2, 3)
    assert (then.faults, now.faults) == ({"hold_too_short": 2}, {})
    assert now.hold_s > then.hold_s + 1
    assert now.range_measure == "hip_angle"


def test_comparison_page_has_both(two):
    text = words(comparison_page(*two))
    assert "Then 2 repetitions, now 3 repetitions." in text
    assert "Hold too short: then 2 of 2, now 0 of 3." in text
    assert "then.npz" in text
    assert "now.npz" in text


def test_different_exercises_are_not_compared(two):
    other = replay(scenes.GOOD["cat_cow"](), EXERCISES["cat_cow"], source="cat.npz")
    with pytest.raises(ValueError, match=r"bridge in then\.npz and cat_cow in cat\.npz"):
        Comparison.of(two[0].report, other)


# -- every frame ---------------------------------------------------------------------------------


def test_every_frame_is_a_line():
    frames = scenes.bridge(reps=1)
    frames[5] = PoseFrame.missing(frames[5].t, frames[5].size)
    recording, timeline = made(frames)
    table = list(csv.DictReader(io.StringIO(frames_csv(recording, timeline.report, Side.LEFT))))
    assert len(table) == len(frames)
    assert [float(line["t_s"]) for line in table] == pytest.approx(recording.t, abs=1e-4)
    assert table[5]["seen"] == "0"
    assert table[5]["hip_rise_deg"] == ""
    top = [line for line in table if line["phase"] == "hold"]
    assert top
    assert all(float(line["hip_rise_deg"]) > 15 and line["number"] == "1" for line in top)
    assert len(table[0]) == 4 + len(MEASURES)


# -- commands ------------------------------------------------------------------------------------


def test_report_command_writes_one_or_two(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Recording.of(scenes.bridge(reps=1)).write("one.npz")
    Recording.of(scenes.bridge(reps=2)).write("two.npz")
    assert main(["report", "one.npz", "--exercise", "bridge"]) == 0
    assert "Bridge: 1 repetition counted" in (tmp_path / "one.html").read_text()
    assert "one.html" in capsys.readouterr().out
    assert main(["report", "one.npz", "two.npz", "--out", "both.html"]) == 0
    assert "Bridge: then and now" in (tmp_path / "both.html").read_text()
    assert main(["report", "one.npz", "--out", "both.pdf"]) == 2
    frames = ["--frames-csv", "frames.csv"]
    assert main(["replay", "one.npz", "--exercise", "bridge", *frames]) == 0
    assert (tmp_path / "frames.csv").read_text().startswith("t_s,seen,phase,number,")


def test_report_prints_on_a4(page, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs Chromium")
    (tmp_path / "report.html").write_text(page)
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        view, asked = context.new_page(), []
        view.on("request", lambda request: asked.append(request.url))
        view.on("console", lambda message: asked.append(message.text))
        view.goto((tmp_path / "report.html").as_uri())
        wide = view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        loaded = view.evaluate("document.querySelector('img').naturalWidth > 0")
        paper = view.pdf(prefer_css_page_size=True)
        view.set_viewport_size({"width": 390, "height": 800})
        narrow = view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
    assert wide
    assert narrow
    assert loaded
    assert b"/MediaBox [0 0 594" in paper or b"/MediaBox [0 0 595" in paper
