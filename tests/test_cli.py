import csv
import doctest
import importlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import clip_files
import numpy as np
import pytest
import scenes

from formcheck import __version__, pose
from formcheck.cli import main
from formcheck.exercises import EXERCISES, thresholds
from formcheck.landmarks import PoseFrame
from formcheck.recording import Recording

ROOT = Path(__file__).parents[1]
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "formcheck").rglob("*.py"))
    if ">>> " in path.read_text()
]
BAD = (
    "missing", "missing recording", "empty", "text", "cut off", "sound only", "one picture",
    "picture", "tiny", "folder", "damaged recording", "text recording", "other archive",
)  # fmt: skip


@pytest.fixture(scope="module")
def hurried(tmp_path_factory):
    """A recording of two bridges that are held too short, and an attempt that was cut off."""
    frames = [*scenes.bridge(hold_s=1.0)]
    last = frames[-1].t
    frames += [PoseFrame.missing(last + i / 30, frames[0].size) for i in range(1, 40)]
    return clip_files.write_recording(tmp_path_factory.mktemp("clips") / "hurried.npz", frames)


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    return clip_files.bad_clips(tmp_path_factory.mktemp("bad"))


@pytest.fixture
def watched(monkeypatch, tmp_path):
    """A video, and a pose model that sees a bridge in it."""
    video = clip_files.write_video(tmp_path / "clip.mp4")
    frames = scenes.bridge(hold_s=1.0)

    def watch(_path, _model=None, *, progress=None):
        for i, frame in enumerate(frames):
            yield np.zeros((120, 160, 3), np.uint8), frame
            progress(i + 1, len(frames))

    monkeypatch.setattr(pose, "watch", watch)
    return video


def refusal(capfd, *args):
    """Return the one line a command is refused with."""
    assert main([str(arg) for arg in args]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("formcheck: ")
    assert "Traceback" not in err
    return err


def printed(capfd, *args):
    """Return what a command that succeeds prints."""
    assert main([str(arg) for arg in args]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    return out


# -- replay --------------------------------------------------------------------------------------


def test_table_says_all_that_the_report_holds(hurried, capfd):
    out = " ".join(printed(capfd, "replay", hurried, "--exercise", "Bridge").split())
    report = json.loads(printed(capfd, "replay", hurried, "--exercise", "bridge", "--json", "-"))
    assert "Bridge: 2 repetitions counted" in out
    for rep in report["repetitions"]:
        lasts = rep["end_s"] - rep["start_s"]
        assert f"{rep['number']} {rep['start_s']:.1f} s {lasts:.1f} s {rep['hold_s']:.1f} s" in out
        assert f"{rep['rom']['value']:.0f}°" in out
    assert out.count("! Hold too short: Hold for three") == 2
    assert "foot off floor" not in out
    for limit in EXERCISES["bridge"].cannot_judge:
        assert limit in out
    assert out.endswith(
        "Hold too short, in 2 of 2. One thing for next time: Hold for three seconds at the top."
    )


def test_attempts_that_do_not_count_and_camera_problems_are_told(tmp_path, capfd):
    clip = clip_files.write_recording(tmp_path / "a.npz", scenes.bridge(reps=1)[:120])
    out = printed(capfd, "replay", clip, "--exercise", "bridge")
    assert "no repetition counted" in out
    assert "Not counted" in out
    assert "the film ended before it was complete" in out
    turned = clip_files.write_recording(tmp_path / "b.npz", scenes.bridge(reps=1, turned=70))
    out = printed(capfd, "replay", turned, "--exercise", "bridge")
    assert "turned: Turn so that one side of your body faces the camera." in out


def test_empty_room_is_said_in_words(tmp_path, capfd):
    room = (PoseFrame.missing(i / 30) for i in range(60))
    clip = clip_files.write_recording(tmp_path / "room.npz", room)
    assert "Nobody was seen." in printed(capfd, "replay", clip, "--exercise", "cat_cow")


def test_the_exercise_is_recognised_where_none_is_named(hurried, tmp_path, capfd):
    out = " ".join(printed(capfd, "replay", hurried).split())
    assert "Bridge: 2 repetitions counted" in out
    assert re.search(r"exercise recognised \(\d\d% sure\)", out)
    report = json.loads(printed(capfd, "replay", hurried, "--json", "-"))
    assert report["exercise"] == "bridge"
    assert report["recognised"]["sure"] > 0.5
    printed(capfd, "plot", hurried, "--out", tmp_path / "a.png")


def test_what_is_no_exercise_is_said_to_be_none(watched, tmp_path, capfd, monkeypatch):
    room = [PoseFrame.missing(i / 30) for i in range(60)]
    clip = clip_files.write_recording(tmp_path / "room.npz", room)
    assert "Nobody was seen." in printed(capfd, "replay", clip)
    assert json.loads(printed(capfd, "replay", clip, "--json", "-"))["exercise"] is None
    assert "name it with --exercise" in refusal(capfd, "plot", clip)
    monkeypatch.setattr(pose, "watch", lambda *_, **__: ((None, frame) for frame in room))
    film = tmp_path / "seen.mp4"
    assert "name it with --exercise" in refusal(capfd, "replay", watched, "--annotate", film)
    assert not film.exists()


def test_files_are_written_beside_the_table(hurried, tmp_path, capfd):
    report, table = tmp_path / "a.json", tmp_path / "a.csv"
    out = printed(
        capfd, "replay", hurried, "--exercise", "bridge", "--json", report, "--csv", table
    )
    assert f"Written: {report}" in out
    assert json.loads(report.read_text())["repetitions"][1]["faults"] == ["hold_too_short"]
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert [(row["number"], row["faults"]) for row in rows] == [
        ("1", "hold_too_short"),
        ("2", "hold_too_short"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.json"]


def test_a_personal_target_as_the_readme_has_it(tmp_path, capfd):
    clip = clip_files.write_recording(tmp_path / "low.npz", scenes.FAULTY["bridge", "hips_low"]())
    command = "formcheck replay clip.mp4 --exercise bridge --target 0.5 "
    assert command in (ROOT / "README.md").read_text()
    args = [str(clip) if word == "clip.mp4" else word for word in command.split()[1:]]
    usual = json.loads(printed(capfd, *args[:-2], "--json", "-"))
    half = json.loads(printed(capfd, *args, "--json", "-"))
    assert usual["faults"] == {"hips_low": 2}
    assert half["faults"] == {}
    assert [rep["rom"] for rep in half["repetitions"]] == [
        rep["rom"] for rep in usual["repetitions"]
    ]
    table = printed(capfd, *args)
    assert "Judged against your own target, 50% of the usual range" in " ".join(table.split())
    assert "own target" not in printed(capfd, *args[:-2])


def test_what_is_drawn_knows_the_personal_target(tmp_path, monkeypatch, capfd):
    from formcheck.pictures.timeline import Timeline

    targets, usual = [], Timeline.of
    monkeypatch.setattr(
        Timeline,
        "of",
        lambda *args, **named: targets.append(named["target"]) or usual(*args, **named),
    )
    clip = clip_files.write_recording(tmp_path / "low.npz", scenes.FAULTY["bridge", "hips_low"]())
    args = ["replay", str(clip), "--exercise", "bridge", "--target", "0.5"]
    printed(capfd, *args, "--frames-csv", str(tmp_path / "frames.csv"))
    assert targets == [0.5]


def test_a_recorded_set_is_judged_by_the_target_it_was_made_with(tmp_path, capfd):
    clip = tmp_path / "low.npz"
    Recording.of(scenes.FAULTY["bridge", "hips_low"](), target=0.5).write(clip)
    args = ["replay", str(clip), "--exercise", "bridge", "--json", "-"]
    own = json.loads(printed(capfd, *args))
    assert (own["target"], own["faults"]) == (0.5, {})
    told = json.loads(printed(capfd, *args, "--target", "1"))
    assert (told["target"], told["faults"]) == (1.0, {"hips_low": 2})
    printed(capfd, "batch", str(tmp_path), "--out", str(tmp_path / "all.csv"), "--workers", "1")
    assert "hips_low" not in (tmp_path / "all.csv").read_text()
    spoken = printed(capfd, "coach", str(clip), "--exercise", "bridge")
    assert "higher" not in spoken
    printed(capfd, "report", str(clip), "--exercise", "bridge", "--out", str(tmp_path / "a.html"))
    assert "own target, 50% of the usual range" in (tmp_path / "a.html").read_text()
    printed(capfd, "plot", str(clip), "--exercise", "bridge", "--out", str(tmp_path / "a.png"))


@pytest.mark.parametrize("share", ["0", "1.5", "half", "nan"])
def test_a_target_that_is_no_share_is_refused(hurried, share, capfd):
    assert "--target" in refusal(capfd, "replay", hurried, "--target", share)


def test_json_on_stdout_is_alone(hurried, tmp_path, capfd):
    out = printed(
        capfd, "replay", hurried, "--exercise", "bridge", "--json", "-", "--csv", tmp_path / "a.csv"
    )
    assert json.loads(out)["source"] == str(hurried)


def test_video_and_its_recording_give_the_same_report(watched, tmp_path, capfd):
    recorded = tmp_path / "b.npz"
    printed(capfd, "record", watched, recorded)
    reports = [
        json.loads(printed(capfd, "replay", source, "--exercise", "bridge", "--json", "-"))
        for source in (watched, recorded)
    ]
    assert [report.pop("source") for report in reports] == [str(watched), str(recorded)]
    assert reports[0] == reports[1]
    assert len(reports[0]["repetitions"]) == 2


def test_real_video_and_its_recording_give_the_same_report(real, tmp_path, capfd):
    clip, recorded = real / "clips" / "bridge__physioplus.mp4", tmp_path / "b.npz"
    film = tmp_path / "film.mp4"
    seen = tmp_path / "a.json"
    printed(
        capfd, "replay", clip, "--exercise", "bridge", "--json", seen, "--annotate", film
    )  # fmt: skip
    printed(capfd, "record", clip, recorded)
    again = json.loads(printed(capfd, "replay", recorded, "--exercise", "bridge", "--json", "-"))
    first = json.loads(seen.read_text())
    assert {**first, "source": ""} == {**again, "source": ""}
    assert len(first["repetitions"]) == 1  # a person counted one
    assert film.stat().st_size > 10_000


# -- other commands ------------------------------------------------------------------------------


def test_record_keeps_what_was_seen(watched, tmp_path, capfd):
    out = tmp_path / "b.npz"
    frames = scenes.bridge(hold_s=1.0)
    assert f"{len(frames)} pictures" in printed(capfd, "record", watched, out)
    assert np.array_equal(Recording.read(out)[40].image, frames[40].image)


def test_plot_is_named_like_its_recording(hurried, tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed(capfd, "plot", hurried, "--exercise", "bridge")
    assert (tmp_path / "hurried.png").read_bytes().startswith(b"\x89PNG")
    printed(capfd, "plot", hurried, "--exercise", "bridge", "--out", tmp_path / "other.png")
    assert (tmp_path / "other.png").exists()


def test_list_and_show_tell_all_there_is(capfd):
    listed = printed(capfd, "list")
    for name, exercise in EXERCISES.items():
        assert name in listed
        shown = " ".join(printed(capfd, "show", name).split())
        for threshold in thresholds(exercise).values():
            assert f"{threshold.value:g} {threshold.unit}" in shown
        for number, fault in enumerate(exercise.faults, 1):
            told = "live" if fault.live else "after"
            assert f"{number} {fault.name.replace('_', ' ')} {fault.cue} {told}" in shown
        for limit in exercise.cannot_judge:
            assert limit in shown
        assert "Film" in shown


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_in_the_code(name):
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted
    assert not done.failed


def test_version(capfd):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capfd.readouterr().out == f"formcheck {__version__}\n"


@pytest.mark.parametrize("args", [["list"], ["show", "bridge"], ["--help"], ["replay", "--help"]])
def test_light_commands_load_nothing_heavy(args):
    heavy = {"mediapipe", "cv2", "streamlit", "matplotlib", "formcheck.pose"}
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('LOADED', sorted({heavy!r} & set(sys.modules))))\n"
        f"from formcheck.cli import main; main({args!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("LOADED []\n")


# -- bad use and bad input -----------------------------------------------------------------------


@pytest.mark.parametrize("case", BAD)
def test_bad_clips_are_refused_in_one_line(bad, case, capfd):
    err = refusal(capfd, "replay", bad[case], "--exercise", "bridge")
    assert str(bad[case]) in err
    assert ("landmark recording" in err) == (case in ("damaged recording", "text recording"))


def test_a_recording_is_known_by_its_content_too(hurried, tmp_path, capfd):
    renamed = tmp_path / "hurried.backup"
    renamed.write_bytes(hurried.read_bytes())
    assert "2 repetitions counted" in printed(capfd, "replay", renamed, "--exercise", "bridge")


def test_every_kind_of_bad_clip_is_tried(bad):
    assert set(bad) == set(BAD)


@pytest.mark.parametrize("case", ["empty", "missing", "one picture"])
def test_bad_clips_leave_no_recording(bad, case, tmp_path, capfd):
    refusal(capfd, "record", bad[case], tmp_path / "a.npz")
    refusal(capfd, "plot", bad[case], "--exercise", "bridge", "--out", tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("args", "named"),
    [
        ([], "COMMAND"),
        (["dance"], "dance"),
        (["replay"], "SOURCE"),
        (["replay", "a.npz", "--exercise", "brige"], "did you mean 'bridge'?"),
        (["show", "brige"], "did you mean 'bridge'?"),
        (["show", "qqqq"], "there are: "),
        (["list", "--loud"], "--loud"),
        (["replay", "a.mp4", "--exercise", "bridge", "--annotate", "a.gif"], "must end in .mp4"),
        (["record", "a.mp4", "b.mp4"], "must end in .npz"),
        (["plot", "a.npz", "--exercise", "bridge", "--out", "a.jpg"], "must end in .png"),
    ],
)
def test_bad_use_is_refused_in_one_line(args, named, capfd):
    assert named in refusal(capfd, *args)


def test_a_recording_cannot_be_drawn_on(hurried, tmp_path, capfd):
    film = tmp_path / "a.mp4"
    err = refusal(capfd, "replay", hurried, "--exercise", "bridge", "--annotate", film)
    assert "holds no pictures" in err
    assert "recording already" in refusal(capfd, "record", hurried, tmp_path / "b.npz")


@pytest.mark.parametrize("out", ["nowhere/a.json", ".", "a.npz/a.json", "x" * 250, "/dev/null"])
def test_outputs_are_refused_before_the_work(out, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.npz").touch()
    monkeypatch.setattr("formcheck.cli._load", lambda _: pytest.fail("the work was begun"))
    refusal(capfd, "replay", "a.mp4", "--exercise", "bridge", "--json", out)
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_input_and_outputs_are_not_replaced(hurried, tmp_path, capfd):
    before = hurried.read_bytes()
    replay = ("replay", hurried, "--exercise", "bridge")
    assert "replace the input" in refusal(capfd, *replay, "--csv", hurried)
    same = tmp_path / "a"
    assert "two outputs" in refusal(capfd, *replay, "--csv", same, "--json", same)
    assert hurried.read_bytes() == before


def test_a_full_disk_is_told_in_one_line(hurried, tmp_path, capfd, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    err = refusal(
        capfd, "replay", hurried, "--exercise", "bridge", "--json", tmp_path / "a.json"
    )  # fmt: skip
    assert "No space left on device" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [None, b"", b"not a bundle"])
def test_bad_models_are_refused(content, tmp_path, capfd):
    clip, model = clip_files.write_video(tmp_path / "a.mp4"), tmp_path / "m.task"
    if content is not None:
        model.write_bytes(content)
    err = refusal(capfd, "replay", clip, "--exercise", "bridge", "--model", model)
    assert str(model) in err


def test_a_recording_needs_no_model(hurried, capfd):
    err = refusal(capfd, "replay", hurried, "--exercise", "bridge", "--model", "m.task")
    assert "needs no --model" in err


def test_names_with_line_breaks_stay_on_one_line(tmp_path, capfd):
    refusal(capfd, "replay", tmp_path / "a\nb.npz", "--exercise", "bridge")


def test_real_bugs_are_not_hidden(hurried, monkeypatch):
    def broken(*_, **__):
        raise ValueError("a bug")

    monkeypatch.setattr("formcheck.cli.replay", broken)
    with pytest.raises(ValueError, match="a bug"):
        main(["replay", str(hurried), "--exercise", "bridge"])


# -- the process itself --------------------------------------------------------------------------


def test_ctrl_c_ends_it_quietly(hurried, monkeypatch, capfd):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("formcheck.cli.replay", interrupted)
    assert main(["replay", str(hurried), "--exercise", "bridge"]) == 130
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells when the model is there")
def test_ctrl_c_while_the_model_runs(real):
    clip = real / "clips" / "cat_cow__polybag.mp4"
    command = [sys.executable, "-m", "formcheck", "replay", str(clip), "--exercise", "cat_cow"]
    # what is started in the background may be told to ignore Ctrl-C, and passes that on
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeds
    ) as process:
        maps = Path(f"/proc/{process.pid}/maps")
        while "libmediapipe" not in maps.read_text():  # the same moment on any machine
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m formcheck show bridge | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"


def test_a_terminal_without_degree_signs_gets_question_marks(hurried):
    command = [sys.executable, "-m", "formcheck", "replay", str(hurried), "--exercise", "bridge"]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, check=True, env=ascii_only)
    assert b"?" in done.stdout
    assert done.stderr == b""
