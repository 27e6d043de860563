"""Pictures of a body and of a report: overlay, annotated film, plot."""

import shutil
import subprocess
import sys
from pathlib import Path

import av
import clip_files
import cv2
import numpy as np
import pytest
import scenes
from figure import Pose, frame
from perturb import mirrored

from formcheck.body import Body
from formcheck.events import HoldEnded, Rom
from formcheck.exercises import EXERCISES, find
from formcheck.landmarks import PoseFrame, Side
from formcheck.pictures import film as film_module
from formcheck.pictures.captions import STAYS_S, Captions, State
from formcheck.pictures.film import annotate
from formcheck.pictures.overlay import draw, paint
from formcheck.pictures.palette import PAGE, STAGE
from formcheck.pictures.panels import draw_sign
from formcheck.pictures.plot import figure, plot_recording
from formcheck.pictures.scene import OwnBack, scene_of
from formcheck.pictures.timeline import Timeline
from formcheck.recording import Recording

SIZE = (640, 360)
BRIDGE = EXERCISES["bridge"]
RENDERED = Path(__file__).parents[1] / "fixtures" / "rendered"
UP = Pose(posture="on the back", trunk=20, hip={"left": 150, "right": 150})


def blank():
    return np.zeros((SIZE[1], SIZE[0], 3), np.uint8)


def count(picture, colour):
    """Return how many pixels have exactly this colour."""
    return int((picture == colour).all(axis=2).sum())


def texts(drawn):
    """Return every word on a plot."""
    found = [text.get_text() for text in drawn.texts]
    for panel in drawn.axes:
        found += [text.get_text() for text in panel.texts]
    return found


@pytest.fixture(scope="module")
def hurried():
    """Two bridges, held too short, then one that the film cuts off, with a gap before it."""
    frames = scenes.bridge(reps=3, hold_s=1.0)
    frames = frames[: int(0.8 * len(frames))]
    return [PoseFrame.missing(f.t, f.size) if 8.7 < f.t < 9.0 else f for f in frames]


@pytest.fixture(scope="module")
def timeline(hurried):
    return Timeline.of(hurried, BRIDGE)


# -- body ----------------------------------------------------------------------------------------


def draw_body(picture, seen, exercise=BRIDGE, faults=()):
    paint(picture, scene_of(seen, exercise, Side.LEFT, faults=faults))


def test_near_side_is_drawn_where_it_is():
    picture, seen = blank(), frame(0.0, UP)
    draw_body(picture, seen)
    knee, ankle = (seen.image[i] for i in (25, 27))
    for point in (knee, ankle, (knee + ankle) / 2):
        x, y = np.round(point).astype(int)
        assert tuple(picture[y, x]) == STAGE.good
    assert count(picture, STAGE.unsure) == count(picture, STAGE.fault) == 0


def test_what_is_hidden_is_drawn_as_not_judged():
    picture = blank()
    hidden = frame(0.0, Pose(posture="on the back", hidden=("LEFT_ANKLE",)))
    draw_body(picture, hidden)
    assert count(picture, STAGE.unsure) > 50


def test_a_fault_is_thick_and_has_an_arrow_to_where_the_hip_belongs():
    good, faulty, seen = blank(), blank(), frame(0.0, UP)
    draw_body(good, seen)
    draw_body(faulty, seen, faults=("hips_low",))
    assert count(faulty, STAGE.fault) > 500
    assert count(faulty, STAGE.white) > 100  # the line from shoulder to knee
    shoulder, hip, knee = (seen.image[i].astype(float) for i in (11, 23, 25))
    along = (knee - shoulder) / np.hypot(*(knee - shoulder))
    foot = shoulder + along * ((hip - shoulder) @ along)
    x, y = np.round(hip + 1.05 * (foot - hip)).astype(int)
    assert tuple(faulty[y, x]) == STAGE.fault


def test_a_fault_without_a_place_is_only_named():
    picture = blank()
    draw_body(picture, frame(0.0, UP), faults=("hold_too_short",))
    assert 50 < count(picture, STAGE.fault) < 3000
    assert count(picture, STAGE.white) == 0


def test_the_contour_of_the_back_is_drawn_only_where_it_is_meant():
    for name, contour in (("cat_cow", True), ("bridge", False)):
        seen = frame(0.0, Pose(curvature=9.0))
        picture = blank()
        draw_body(picture, seen, EXERCISES[name])
        middle = (seen.image[11] + seen.image[23]) / 2  # of the straight line, shoulder to hip
        x, y = np.round(middle).astype(int)
        assert (tuple(picture[y, x]) == STAGE.good) is not contour


def test_signs_differ_in_shape_not_only_in_colour():
    shapes = []
    for state in State:
        picture = np.full((60, 60, 3), STAGE.panel, np.uint8)
        draw_sign(picture, state, (30, 30), 40, STAGE.white)
        shapes.append((picture != STAGE.panel).any(axis=2))
    for i, one in enumerate(shapes):
        assert one.any()
        for other in shapes[:i]:
            assert (one != other).sum() > 50


@pytest.mark.parametrize("size", [(160, 120), (640, 360), (480, 854), (1920, 1080)])
def test_words_stay_inside_the_picture(size, timeline):
    """A border that is cut off afterwards would show whatever lay outside."""
    captions = Captions(BRIDGE, timeline.report)
    width, height = size
    for t in timeline.t[::15]:
        picture = np.zeros((height, width, 3), np.uint8)
        draw(picture, PoseFrame.missing(t, size), BRIDGE, Side.LEFT, captions.at(t))
        assert picture.any()
        edges = (picture[:4], picture[-4:], picture[:, :4], picture[:, -4:])
        assert not any(edge.any() for edge in edges)


# -- captions ------------------------------------------------------------------------------------


def test_cue_comes_when_a_repetition_ends_and_goes_after_a_while(timeline):
    captions = Captions(BRIDGE, timeline.report)
    first = timeline.report.repetitions[0]
    said = captions.at(first.t + 0.1)
    assert said.count == "1"
    assert said.caption.state is State.FAULT
    assert said.caption.text == "Hold for three seconds at the top."
    assert captions.at(first.t - 0.1).count == "0"
    assert captions.at(first.t - 0.1).faults == ("hold_too_short",)
    assert captions.at(first.t + STAYS_S + 0.1).caption != said.caption


def test_phases_follow_the_movement(timeline):
    captions = Captions(BRIDGE, timeline.report)
    phases = [captions.at(t).phase for t in timeline.t]
    order = [phase for i, phase in enumerate(phases) if i == 0 or phase != phases[i - 1]]
    assert order[:5] == ["rest", "lift", "hold", "lower", "rest"]


def test_good_is_said_and_a_cue_is_not_pushed_away():
    frames = scenes.bridge(reps=1)
    report = Timeline.of(frames, BRIDGE).report
    assert Captions(BRIDGE, report).at(report.repetitions[0].t).caption.state is State.GOOD
    gone = scenes.bridge(reps=1, hold_s=1.0)
    last = gone[-1].t
    gone += [PoseFrame.missing(last + i / 30, SIZE) for i in range(1, 150)]
    report = Timeline.of(gone, BRIDGE).report
    captions = Captions(BRIDGE, report)
    assert captions.at(last + 0.9).caption.state is State.FAULT


DEPTH = Rom("knee_fold", 150.0, "deg")


def test_a_hold_shows_its_seconds():
    held = HoldEnded(9.0, 2.0, 8.0, 5.5, Side.LEFT, DEPTH, DEPTH, (), ())
    assert Captions(BRIDGE, Timeline.of([], BRIDGE).report)._caption(held).text == "Held for 5.5 s."


@pytest.mark.parametrize("near", list(Side))
def test_the_side_that_is_seen_is_drawn_and_plotted(near):
    far = tuple(f"{near.other.name}_{part}" for part in ("KNEE", "ELBOW", "WRIST"))
    pose = Pose(elbow={near: 150.0, near.other: 100.0}, hidden=far)
    timeline = Timeline.of([frame(i / 30, pose) for i in range(5)], EXERCISES["cat_cow"])
    assert timeline.side is near
    elbow = next(values for measure, values in timeline.judged if measure.name == "elbow_angle")
    assert elbow == pytest.approx(150, abs=1)


def test_own_flat_back_is_the_one_at_rest():
    frames = scenes.GOOD["cat_cow"]()
    timeline = Timeline.of(frames, EXERCISES["cat_cow"])
    rest = OwnBack.of(Body(frames[5]))
    assert timeline.own_back.away == pytest.approx(rest.away, abs=0.01)
    assert Timeline.of(scenes.bridge(reps=1), BRIDGE).own_back is None


# -- annotated film ------------------------------------------------------------------------------


def read(path):
    """Return the times [s] and the pictures of a film."""
    with av.open(str(path)) as film:
        assert [stream.type for stream in film.streams] == ["video"]
        assert film.streams.video[0].codec_context.name == "h264"
        assert film.streams.video[0].codec_context.pix_fmt == "yuv420p"
        frames = [(frame.time, frame.to_ndarray(format="bgr24")) for frame in film.decode(video=0)]
    return [t for t, _ in frames], [picture for _, picture in frames]


@pytest.fixture
def filmed(tmp_path):
    """A video of 160x120 px and what was seen in it: nobody."""
    clip = clip_files.write_video(tmp_path / "clip.mp4", 20)
    recording = Recording.of(PoseFrame.missing(i / 25, (160, 120)) for i in range(20))
    return clip, recording, Timeline.of(recording, BRIDGE)


def test_film_keeps_times_and_pictures(filmed, tmp_path):
    done = []
    out = tmp_path / "out.mp4"
    annotate(*filmed, out, progress=lambda i, n: done.append((i, n)))
    times, pictures = read(out)
    assert times == pytest.approx([i / 25 for i in range(20)], abs=1e-4)
    assert pictures[10].shape == (120, 160, 3)
    middle = [int(picture[60:80, 120:].mean()) for picture in pictures]
    assert middle[0] < 40  # coding costs a few grey levels
    assert np.diff(middle) == pytest.approx(5, abs=3)
    assert done[-1] == (20, 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "out.mp4"]


def test_film_has_its_index_in_front(filmed, tmp_path):
    annotate(*filmed, tmp_path / "out.mp4")
    content = (tmp_path / "out.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_film_of_a_varying_rate_keeps_its_times(filmed, tmp_path, monkeypatch):
    clip, _, _ = filmed
    times = [0.5, 0.54, 0.58, 0.62, 0.78, 0.81, 0.87]

    class Varying:
        rate = 25.0

        def __init__(self, _path):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def frames(self, _progress):
            return ((t, np.full((120, 160, 3), int(250 * t), np.uint8)) for t in times)

    monkeypatch.setattr(film_module, "Video", Varying)
    recording = Recording.of(PoseFrame.missing(t, (160, 120)) for t in times)
    annotate(clip, recording, Timeline.of(recording, BRIDGE), tmp_path / "out.mp4")
    told, pictures = read(tmp_path / "out.mp4")
    assert told == pytest.approx(times, abs=1e-4)
    assert pictures[4][70, 140].mean() == pytest.approx(195, abs=6)


def test_film_appears_whole_or_not_at_all(filmed, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("stopped")

    monkeypatch.setattr(film_module, "draw", broken)
    with pytest.raises(RuntimeError, match="stopped"):
        annotate(*filmed, tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_odd_sides_are_made_even(tmp_path):
    clip = clip_files.write_video(tmp_path / "clip.avi", 4, (161, 121))
    recording = Recording.of(PoseFrame.missing(i / 25, (161, 121)) for i in range(4))
    annotate(clip, recording, Timeline.of(recording, BRIDGE), tmp_path / "out.mp4")
    assert read(tmp_path / "out.mp4")[1][0].shape == (120, 160, 3)


def test_film_plays_in_a_browser(filmed, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        pytest.skip("needs Chromium")
    annotate(*filmed, tmp_path / "out.mp4")
    (tmp_path / "page.html").write_text('<video src="out.mp4" muted></video>')
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        played = page.evaluate(
            """() => new Promise((done) => {
              const film = document.querySelector("video");
              film.onerror = () => done([film.error.message]);
              film.onended = () => done([film.currentTime, film.videoWidth, film.videoHeight]);
              film.play();
            })"""
        )
        browser.close()
    assert played == [pytest.approx(0.8, abs=0.05), 160, 120]


def test_real_clip_is_drawn_on_its_body(real, tmp_path):
    name = "bridge__physioplus"
    recording = Recording.read(real / "recordings" / f"{name}.npz")
    timeline = Timeline.of(recording, BRIDGE)
    annotate(real / "clips" / f"{name}.mp4", recording, timeline, tmp_path / "out.mp4")
    times, pictures = read(tmp_path / "out.mp4")
    assert times == pytest.approx(recording.t.tolist(), abs=1e-4)
    knee = np.round(recording[45].image[25 if timeline.side is Side.LEFT else 26]).astype(int)
    assert np.abs(pictures[45][knee[1], knee[0]].astype(int) - STAGE.good).max() < 40


# -- plot ----------------------------------------------------------------------------------------


def test_plot_tells_what_happened_in_words(timeline):
    words = texts(figure(timeline))
    assert "Bridge: 2 repetitions counted" in words
    assert {"1", "2", "lift", "hold", "lower", "Phases", "Counted", "Seen"} <= set(words)
    assert words.count("hold too short") == 2
    assert "not counted: the film ended before it was complete" in words
    ranges = [f"range {rep.rom.value:.0f}°" for rep in timeline.report.repetitions]
    assert set(ranges) <= set(words)


def test_what_was_not_counted_or_not_seen_is_hatched(timeline):
    panels = figure(timeline).axes
    assert any(patch.get_hatch() for patch in panels[0].patches)
    assert any(patch.get_hatch() and patch.get_linestyle() == "--" for patch in panels[1].patches)
    strip = [(patch.get_x(), patch.get_width(), patch.get_hatch()) for patch in panels[-1].patches]
    assert [hatch is not None for *_, hatch in strip] == [False, True, False]
    start, width, _ = strip[1]
    assert (start, width) == (pytest.approx(8.7, abs=0.05), pytest.approx(0.3, abs=0.05))


def test_curves_are_the_measures_with_gaps_where_nothing_was_seen(timeline):
    curve = figure(timeline).axes[0].lines[0]
    assert np.nanmax(curve.get_ydata()) == pytest.approx(25, abs=1.5)
    assert np.isnan(timeline.driving).sum() == (~timeline.seen).sum() > 5


def test_limits_of_the_faults_are_drawn(timeline):
    words = texts(figure(timeline))
    assert "hips low 165°" in words


@pytest.mark.parametrize("change", [list, mirrored])
def test_the_curve_is_that_of_the_side_nearer_to_the_camera(change):
    recording = Recording.read(RENDERED / "childs_pose__faults.npz")
    timeline = Timeline.of(change(recording), EXERCISES["childs_pose"])
    first = timeline.report.holds[0]
    held = (timeline.t >= first.start_s) & (timeline.t <= first.end_s)
    assert not np.isnan(timeline.driving[held]).any()


@pytest.mark.parametrize("name", list(EXERCISES))
@pytest.mark.parametrize("narrow", [True, False])
def test_every_exercise_can_be_plotted(name, narrow):
    exercise = find(name)
    for frames in (scenes.GOOD[name](), [PoseFrame.missing(i / 30) for i in range(40)]):
        drawn = figure(Timeline.of(frames, exercise), narrow=narrow)
        drawn.canvas.draw()
        assert drawn.get_facecolor()[:3] == pytest.approx(
            tuple(int(PAGE.surface[i : i + 2], 16) / 255 for i in (1, 3, 5))
        )


def test_words_of_a_plot_do_not_lie_on_each_other():
    frames = scenes.bridge(reps=6, hold_s=0.6, lower_s=0.9, knee=140, foot_up=True)
    for narrow in (True, False):
        drawn = figure(Timeline.of(frames, BRIDGE), narrow=narrow)
        drawn.canvas.draw()
        found = [text for text in drawn.axes[1].texts if text.get_weight() == "bold"]
        boxes = [text.get_window_extent() for text in found if not text.get_text().isdigit()]
        assert len(boxes) > 3
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:i])


def test_plot_is_written_whole_or_not_at_all(hurried, tmp_path, monkeypatch):
    out = tmp_path / "a.png"
    recording = Recording.of(hurried)
    plot_recording(recording, BRIDGE, out)
    assert cv2.imread(str(out)).shape[1] == 2240
    out.unlink()
    monkeypatch.setattr("formcheck.pictures.plot.Figure.savefig", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        plot_recording(recording, BRIDGE, out)
    assert not list(tmp_path.iterdir())


def test_plotting_touches_no_global_state():
    code = "import sys, formcheck.pictures.plot; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- colours -------------------------------------------------------------------------------------


def luminance(colour):
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["ink", "ink2", "pine", "adjust", "unsure", "ochre"])
def test_words_can_be_read(name):
    rgb = [
        [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        for colour in (getattr(PAGE, name), PAGE.surface)
    ]
    assert contrast(*rgb) >= 4.5
