"""The page, run by Streamlit itself but without a browser."""

import io
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path

import clip_files
import pytest
import scenes
from streamlit.testing.v1 import AppTest

from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.replay import replay
from formcheck.ui import analysis as analysis_module
from formcheck.ui import clips
from formcheck.ui.analysis import time_left
from formcheck.ui.clips import uploaded

ROOT = Path(__file__).parents[1]


@pytest.fixture
def examples(tmp_path, monkeypatch):
    """Two recordings in the place of the bundled ones."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    clip_files.write_recording(folder / "bridge__hurried.npz", scenes.bridge(hold_s=1.0))
    clip_files.write_recording(
        folder / "none__empty_room.npz", (PoseFrame.missing(i / 30) for i in range(60))
    )
    monkeypatch.setattr(clips, "FIXTURES", folder)
    return folder


@pytest.fixture
def no_examples(tmp_path, monkeypatch):
    monkeypatch.setattr(clips, "FIXTURES", tmp_path / "nowhere")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where uploads go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def opened():
    page = AppTest.from_file(str(ROOT / "formcheck" / "ui" / "pages.py"), default_timeout=60).run()
    assert not page.exception
    return page


def checked(page):
    """Press the one big button."""
    (button,) = (b for b in page.button if b.label == "Check this clip")
    page = button.click().run()
    assert not page.exception
    return page


def example(name):
    page = opened()
    page.radio[0].set_value("An example").run()
    return (
        page.selectbox[0]
        .set_value(next(clip for clip in clips.examples() if clip.name == name))
        .run()
    )


def upload(name, content, exercise="bridge"):
    page = opened()
    page.file_uploader[0].set_value((name, content, "video/mp4")).run()
    return checked(page.selectbox[0].set_value(exercise).run())


def words(page):
    kinds = (page.markdown, page.caption, page.header, page.subheader, page.error)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.mark.usefixtures("examples")
def test_example_is_checked_and_told_in_plain_words():
    page = checked(example("Bridge, hurried"))
    assert page.header[0].value == "Bridge: 2 repetitions counted"
    said = words(page)
    assert "Hold too short] repetitions 1, 2" in said
    assert "**Hold for three seconds at the top.**" in said
    assert "Cannot judge" in said
    for limit in EXERCISES["bridge"].cannot_judge:
        assert limit in said
    assert "_" not in "".join(line for line in said.splitlines() if "material" not in line)
    (table,) = page.table
    assert list(table.value["Repetition"]) == ["1", "2"]
    assert all("hold too short" in found for found in table.value["Found"])
    assert "Side" not in table.value


@pytest.mark.usefixtures("examples")
def test_what_is_downloaded_is_the_report():
    page = checked(example("Bridge, hurried"))
    labels = [button.label for button in page.download_button]
    assert labels == ["Everything, JSON", "Repetitions, CSV", "Picture, PNG"]
    kept = page.session_state["analysis"][1].report
    again = replay(scenes.bridge(hold_s=1.0), EXERCISES["bridge"], source="Bridge, hurried")
    assert kept.as_dict() == again.as_dict()


@pytest.mark.usefixtures("examples")
def test_each_repetition_can_be_looked_at():
    page = checked(example("Bridge, hurried"))
    page = page.segmented_control[0].set_value(1).run()
    assert not page.exception
    captions = [caption for image in page.image for caption in image.captions]
    assert len(captions) == 3  # the figure, the plot for wide and for narrow screens
    assert captions[0].startswith("Repetition 2, from ")


@pytest.mark.usefixtures("examples")
def test_reruns_do_not_check_again(monkeypatch):
    page = checked(example("Bridge, hurried"))
    monkeypatch.setattr(analysis_module.Timeline, "of", lambda *_, **__: pytest.fail("again"))
    page = page.segmented_control[0].set_value(0).run()
    assert not page.exception
    assert page.header[0].value == "Bridge: 2 repetitions counted"


@pytest.mark.usefixtures("examples")
def test_another_exercise_does_not_watch_the_clip_again(monkeypatch):
    page = checked(example("Bridge, hurried"))
    monkeypatch.setattr(analysis_module, "load", lambda *_, **__: pytest.fail("again"))
    page = page.selectbox[1].set_value("cat_cow").run()
    assert not page.header  # nothing old is shown under the new name
    page = checked(page)
    assert page.header[0].value == "Cat-cow: no repetition counted"


@pytest.mark.usefixtures("examples")
def test_an_empty_room_is_said_in_words():
    page = example("Empty room (something else)")
    assert not page.header
    page = checked(page)
    assert page.info[0].value.startswith("Nobody was seen.")
    assert not page.table


@pytest.mark.usefixtures("no_examples")
def test_without_examples_only_uploads_are_offered():
    page = opened()
    assert not page.radio
    assert page.button[0].disabled
    assert not page.header


@pytest.mark.usefixtures("no_examples")
@pytest.mark.parametrize("name", ["a.npz", "../../etc/a.npz", "..\\a.NPZ", "a b%00`*[x](y).npz"])
def test_an_upload_is_checked_and_removed(name, tmp_path, temporary):
    recording = clip_files.write_recording(tmp_path / "a.npz", scenes.bridge())
    page = upload(name, recording.read_bytes())
    assert page.header[0].value == "Bridge: 2 repetitions counted"
    assert not list(temporary.iterdir())
    assert not (tmp_path.parent / "etc").exists()


@pytest.mark.usefixtures("no_examples")
@pytest.mark.parametrize("case", ["empty", "text", "cut off", "sound only", "picture", "tiny"])
def test_bad_uploads_are_told_and_removed(case, tmp_path, temporary):
    bad = clip_files.bad_clips(tmp_path)[case]
    page = upload("../my *film*.mp4", bad.read_bytes())
    (error,) = page.error
    assert error.value.startswith("my \\*film\\*.mp4\\: ")
    assert str(temporary) not in error.value
    assert not page.header
    assert not list(temporary.iterdir())


@pytest.mark.usefixtures("no_examples")
def test_a_damaged_recording_is_told(tmp_path, temporary):
    bad = clip_files.bad_clips(tmp_path)["damaged recording"]
    assert "not a readable landmark recording" in upload("a.npz", bad.read_bytes()).error[0].value
    assert not list(temporary.iterdir())


@pytest.mark.usefixtures("no_examples")
def test_a_real_film_is_checked(real, temporary):
    clip = real / "clips" / "bridge__physioplus.mp4"
    page = upload("holiday.mp4", clip.read_bytes())
    assert page.header[0].value == "Bridge: 1 repetition counted"  # a person counted one
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


def test_time_left_is_told_in_words():
    assert time_left(30, 120, elapsed_s=4.0) == (
        0.25,
        "Watching the clip: picture 30 of 120, about 12 seconds left",
    )
    assert time_left(10, 6010, elapsed_s=1.0)[1].endswith("about 10 minutes left")
    assert time_left(130, 120, elapsed_s=4.0)[0] == 1.0
    assert time_left(30, None, elapsed_s=4.0) == (0.0, "Watching the clip: picture 30")


def test_nothing_is_fetched_or_reported():
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        config = tomllib.load(file)
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "localhost"
    for path in (ROOT / "formcheck" / "ui").iterdir():
        if path.suffix in (".css", ".svg", ".py"):
            text = path.read_text().replace("http://www.w3.org/2000/svg", "")
            assert "http" not in text
            assert "@import" not in text
    assert (
        'page_icon=":material' not in (ROOT / "formcheck/ui/pages.py").read_text()
    )  # fetched from outside


def test_the_entry_only_wires():
    assert len((ROOT / "app.py").read_text().splitlines()) < 60
