"""The replay page, run by Streamlit itself but without a browser."""

import io
import json
import tempfile
from contextlib import suppress

import clip_files
import pytest
import scenes
from streamlit.testing.v1 import AppTest

from formcheck.exercises import EXERCISES
from formcheck.handout.page import report_page
from formcheck.landmarks import PoseFrame
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.ui import analysis as analysis_module
from formcheck.ui import clips, opening, take_away
from formcheck.ui.clips import uploaded


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Two recordings in the place of the bundled ones, and one past session."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    clip_files.write_recording(folder / "bridge__hurried.npz", scenes.bridge(hold_s=1.0))
    clip_files.write_recording(
        folder / "none__empty_room.npz", (PoseFrame.missing(i / 30) for i in range(60))
    )
    past = tmp_path / "past"
    past.mkdir()
    clip_files.write_recording(past / "2026-11-25-bridge.npz", scenes.bridge())
    monkeypatch.setattr(clips, "FIXTURES", folder)
    monkeypatch.setattr(clips, "FILMS", ())
    monkeypatch.setattr(opening, "recordings_folder", lambda: past)
    return folder


@pytest.fixture
def nothing_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(clips, "FIXTURES", tmp_path / "nowhere")
    monkeypatch.setattr(clips, "FILMS", ())
    monkeypatch.setattr(opening, "recordings_folder", lambda: tmp_path / "nowhere")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where uploads go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def opened():
    page = AppTest.from_string("from formcheck.ui.replay_page import page; page()")
    page.default_timeout = 120
    return sound(page.run())


def sound(page):
    assert not page.exception
    return page


def button(page, label):
    (found,) = (one for one in page.button if one.label == label)
    return found


def pressed(page, label="Check this clip"):
    """Press the one big button, and wait for the work beside the page, if it still goes on."""
    page = sound(button(page, label).click().run())
    if "replay work" not in page.session_state:
        return page
    page.session_state["replay work"]._thread.join()
    return sound(page.run())


def choosing(kind, name, page=None):
    page = page or opened()
    page.radio[0].set_value(kind).run()
    (box,) = (one for one in page.selectbox if one.label in ("Example", "Session"))
    return box.set_value(next(one for one in box.options if name in one)).run()


def example(name, page=None):
    return choosing("An example", name, page)


def upload(name, content, exercise="bridge"):
    page = opened()
    page.file_uploader[0].set_value((name, content, "video/mp4")).run()
    return pressed(page.selectbox[0].set_value(exercise).run())


def shown(page):
    """Return what is told of the open clip."""
    return json.loads(page.session_state["replay open"].shown.story)


@pytest.mark.usefixtures("kept")
def test_an_example_is_checked_and_told_in_plain_words():
    page = pressed(example("Bridge, hurried"))
    assert page.title[0].value == "Bridge, hurried \\(recording\\)"
    assert "2 repetitions counted" in page.caption[0].value
    told = shown(page)
    (fault,) = (one for one in told["found"] if one["kind"] == "fault")
    assert fault["text"] == "Hold too short"
    assert fault["where"] == "repetitions 1, 2"
    assert fault["cue"] == "Hold for three seconds at the top."
    assert set(EXERCISES["bridge"].cannot_judge) <= set(told["limits"])
    assert [row["number"] for row in told["table"]["rows"]] == [1, 2]
    assert all("hold too short" in row["faults"] for row in told["table"]["rows"])
    assert "Side" not in told["table"]["heads"]


@pytest.mark.usefixtures("kept")
def test_a_past_session_is_opened():
    page = pressed(choosing("A past session", "Bridge"))
    assert len(shown(page)["rows"]) == 2


def test_a_past_session_shows_its_film_where_it_was_kept(tmp_path):
    recording = tmp_path / "bridge.npz"
    recording.write_bytes(b"")
    assert clips.recorded(recording).film is None
    film = tmp_path / "bridge.mp4"
    film.write_bytes(b"")
    clip = clips.recorded(recording)
    assert (clip.film.content, clip.film.media_type) == (film, "video/mp4")
    assert clip.is_recording


def test_who_may_not_go_all_the_way_is_judged_by_that(tmp_path, monkeypatch):
    Recording.of(scenes.FAULTY["bridge", "hips_low"](), target=0.5).write(tmp_path / "bridge.npz")
    monkeypatch.setattr(opening, "recordings_folder", lambda: tmp_path)
    page = choosing("A past session", "Bridge")
    (how_far,) = (one for one in page.selectbox if one.label == "How far")
    assert how_far.options[0] == "As it was set then"
    for chosen, target in ((None, 0.5), (0.75, 0.75)):
        page = choosing("A past session", "Bridge")
        (how_far,) = (one for one in page.selectbox if one.label == "How far")
        page = pressed(how_far.set_value(chosen).run())
        assert page.session_state["replay open"].report.target == target


@pytest.mark.usefixtures("kept")
def test_what_is_taken_away_is_the_report():
    page = pressed(example("Bridge, hurried"))
    labels = [one.label for one in page.download_button]
    assert labels == [
        "Save report", "Repetitions, CSV", "Frames, CSV", "Everything, JSON", "Plot, PNG"
    ]  # fmt: skip
    open_ = page.session_state["replay open"]
    again = replay(scenes.bridge(hold_s=1.0), EXERCISES["bridge"], source=open_.clip.name)
    assert open_.report.as_dict() == again.as_dict()
    assert open_.plot.startswith(b"\x89PNG")
    assert "Hold too short" in report_page(open_.recording, open_.timeline, {})


@pytest.mark.usefixtures("kept")
def test_reruns_do_not_check_again(monkeypatch):
    page = pressed(example("Bridge, hurried"))
    monkeypatch.setattr(analysis_module.Timeline, "of", lambda *_, **__: pytest.fail("again"))
    page = sound(page.run())
    assert page.title[0].value.startswith("Bridge, hurried")


@pytest.mark.usefixtures("kept")
def test_another_exercise_does_not_watch_the_clip_again(monkeypatch):
    page = pressed(example("Bridge, hurried"))
    page = sound(button(page, "Open another").click().run())
    assert page.title[0].value == "Replay"
    monkeypatch.setattr(analysis_module, "load", lambda *_, **__: pytest.fail("again"))
    page = example("Bridge, hurried", page)
    (box,) = (one for one in page.selectbox if one.label == "Exercise")
    page = pressed(box.set_value("cat_cow").run())
    assert "no repetition counted" in page.caption[0].value


@pytest.mark.usefixtures("kept")
def test_an_empty_room_is_said_in_words():
    page = pressed(example("empty room"))
    assert page.info[0].value.startswith("Nobody was seen.")
    assert page.title[0].value == "Replay"


@pytest.mark.usefixtures("kept")
def test_cancelling_stops_the_work_and_leaves_nothing(monkeypatch, temporary):
    monkeypatch.setattr(analysis_module, "load", _endless)
    page = example("Bridge, hurried")
    page = sound(button(page, "Check this clip").click().run())
    work = page.session_state["replay work"]
    assert work.running
    assert [one.label for one in page.button] == ["Cancel"]
    page = sound(button(page, "Cancel").click().run())
    assert not work.running
    assert page.title[0].value == "Replay"
    assert page.info[0].value.startswith("Cancelled")
    kept = ("replay work", "replay open", "replay watched")
    assert not any(key in page.session_state for key in kept)
    assert not list(temporary.iterdir())


@pytest.mark.usefixtures("kept")
def test_making_the_video_tells_how_far_it_is_and_can_be_cancelled(monkeypatch, temporary):
    monkeypatch.setattr(clips.Clip, "is_recording", False)
    monkeypatch.setattr(take_away, "annotate", lambda *_, progress: _endless(_, progress=progress))
    page = pressed(example("Bridge, hurried"))
    page = sound(button(page, "Make video with overlay, MP4").click().run())
    work = page.session_state["film work"]
    assert work.running
    assert work.steps.words.startswith("Drawing on the film")
    page = sound(button(page, "Cancel").click().run())
    assert not work.running
    assert button(page, "Make video with overlay, MP4")
    assert not list(temporary.iterdir())


def _endless(_, *, progress):
    while True:
        progress(1, 2)


@pytest.mark.usefixtures("kept")
def test_two_are_compared():
    page = pressed(example("Bridge, hurried"))
    page = sound(button(page, "Compare two").click().run())
    page = pressed(choosing("A past session", "Bridge", page), "Compare with this")
    assert page.title[0].value == "Two side by side"
    (table,) = page.table
    row = table.value.set_index("Bridge").loc["Hold too short"]
    assert list(row)[:2] == ["2 of 2", "0 of 2"]
    page = sound(button(page, "Back").click().run())
    assert page.title[0].value.startswith("Bridge, hurried")


@pytest.mark.usefixtures("nothing_kept")
def test_without_examples_only_uploads_are_offered():
    page = opened()
    assert not page.radio
    assert page.button[0].disabled


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("name", ["a.npz", "../../etc/a.npz", "..\\a.NPZ", "a b%00`*[x](y).npz"])
def test_an_upload_is_checked_and_removed(name, tmp_path, temporary):
    recording = clip_files.write_recording(tmp_path / "a.npz", scenes.bridge())
    page = upload(name, recording.read_bytes())
    assert "2 repetitions counted" in page.caption[0].value
    assert not list(temporary.iterdir())
    assert not (tmp_path.parent / "etc").exists()


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("case", ["empty", "text", "cut off", "sound only", "picture", "tiny"])
def test_bad_uploads_are_told_and_removed(case, tmp_path, temporary):
    bad = clip_files.bad_clips(tmp_path)[case]
    page = upload("../my *film*.mp4", bad.read_bytes())
    (error,) = page.error
    assert error.value.startswith("my \\*film\\*.mp4\\: ")
    assert str(temporary) not in error.value
    assert page.title[0].value == "Replay"
    assert not list(temporary.iterdir())


@pytest.mark.usefixtures("nothing_kept")
def test_a_damaged_recording_is_told(tmp_path, temporary):
    bad = clip_files.bad_clips(tmp_path)["damaged recording"]
    assert "not a readable landmark recording" in upload("a.npz", bad.read_bytes()).error[0].value
    assert not list(temporary.iterdir())


@pytest.mark.usefixtures("nothing_kept")
def test_a_real_film_is_checked(real, temporary):
    clip = real / "clips" / "bridge__physioplus.mp4"
    page = upload("holiday.mp4", clip.read_bytes())
    assert "1 repetition counted" in page.caption[0].value  # a person counted one
    assert not list(temporary.iterdir())


def test_an_upload_is_removed_after_a_bug_too(temporary):
    clip = uploaded("a.mp4", "1", io.BytesIO(b"film"))
    with suppress(ZeroDivisionError), clip.on_disk() as path:
        assert path.read_bytes() == b"film"
        1 / 0  # noqa: B018
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("name", "shown", "stored"),
    [
        ("a.mp4", "a.mp4", "clip.mp4"),
        ("/etc/passwd", "passwd", "clip"),
        ("..\\..\\a.MOV", "a.MOV", "clip.mov"),
        ("../", "..", "clip"),
        ("", "clip", "clip"),
        ("a.mp4/../b.sh", "b.sh", "clip"),
        ("a.mp4\0.npz", "a.mp4\0.npz", "clip.npz"),
    ],
)
def test_names_of_uploads_are_harmless(name, shown, stored, temporary):
    clip = uploaded(name, "1", io.BytesIO(b""))
    assert clip.name == shown
    with clip.on_disk() as path:
        assert path.name == stored
        assert path.parent.parent == temporary
