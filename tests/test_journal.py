"""The recording of a set under way: whatever ends the program, what is there can be read."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import scenes

from formcheck.exercises import EXERCISES
from formcheck.journal import PIECE_S, Journal, frames_in, order_in, pieces, whole
from formcheck.landmarks import PoseFrame
from formcheck.live.rooms import KEPT_S, Rooms
from formcheck.recording import Recording
from formcheck.replay import replay

BRIDGE = EXERCISES["bridge"]
ORDER = {"exercise": "bridge", "repetitions": 7}


def kept(journal, frames):
    for frame in frames:
        if journal.add(frame):
            journal.write(journal.take())
    journal.write(journal.take())
    return frames


def test_pieces_make_the_same_recording(tmp_path):
    frames = scenes.bridge()
    journal = Journal(tmp_path / "set.npz", ORDER)
    kept(journal, frames)
    assert len(pieces(journal.folder)) > 3
    path = journal.close()
    assert path == tmp_path / "set.npz"
    assert [entry.name for entry in tmp_path.iterdir()] == ["set.npz"]
    assert replay(Recording.read(path), BRIDGE).events == replay(frames, BRIDGE).events


def test_the_personal_target_is_kept(tmp_path):
    for target, order in ((1.0, ORDER), (0.5, ORDER | {"target": 0.5})):
        journal = Journal(tmp_path / "set.npz", order)
        kept(journal, scenes.bridge(1))
        assert Recording.read(journal.close()).target == target


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("{")])
def test_frames_are_kept_even_where_the_order_is_lost(tmp_path, damage):
    journal = Journal(tmp_path / "set.npz", ORDER)
    kept(journal, scenes.bridge(1))
    damage(journal.folder / "order.json")
    assert len(Recording.read(whole(journal.folder))) == len(scenes.bridge(1))


def test_a_piece_in_which_nobody_is_seen_fits_in(tmp_path):
    frames = [*scenes.bridge(1)]
    empty = [PoseFrame.missing(frames[-1].t + i / 10, frames[0].size) for i in range(1, 40)]
    journal = Journal(tmp_path / "set.npz", ORDER)
    kept(journal, frames + empty)
    recording = Recording.read(journal.close())
    assert len(recording) == len(frames) + len(empty)
    assert replay(recording, BRIDGE).events == replay(frames + empty, BRIDGE).events


def test_an_empty_set_leaves_nothing_behind(tmp_path):
    assert Journal(tmp_path / "set.npz", ORDER).close() is None
    assert list(tmp_path.iterdir()) == []


def test_a_set_goes_on_where_it_was(tmp_path):
    frames = scenes.bridge()
    for part in (frames[:200], frames[200:]):
        journal = Journal(tmp_path / "set.npz", ORDER)
        kept(journal, part)
        journal.write(journal.take())
        assert order_in(journal.folder) == ORDER
    assert [frame.t for frame in frames_in(journal.folder)] == [frame.t for frame in frames]


LIVING = """
import sys, time
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, "tests")
import scenes
from formcheck.journal import Journal
journal = Journal(Path(sys.argv[1]), {"exercise": "bridge"})
for frame in scenes.bridge(20):
    if journal.add(frame):
        journal.write(journal.take())
        print(frame.t, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_mid_way_only_seconds_are_lost(tmp_path):
    root = Path(__file__).parents[1]
    path = tmp_path / "set.npz"
    program = subprocess.Popen(
        [sys.executable, "-c", LIVING, str(path)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    written = [float(program.stdout.readline()) for _ in range(6)]
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()

    folder = path.with_suffix(".part")
    frames = list(frames_in(folder))
    assert frames[-1].t >= written[-1] - PIECE_S
    assert len(replay(frames, BRIDGE).repetitions) == len(
        replay([f for f in scenes.bridge(20) if f.t <= frames[-1].t], BRIDGE).repetitions
    )

    os.utime(folder, (0, 0))
    rooms = Rooms(lambda: pytest.fail("no pose model is needed"), tmp_path)
    assert rooms.tidy(now=time.time()) == [path]
    assert len(Recording.read(path)) == len(frames)
    assert not folder.exists()


def test_a_half_written_piece_is_not_read(tmp_path):
    journal = Journal(tmp_path / "set.npz", ORDER)
    kept(journal, scenes.bridge(1))
    (journal.folder / ".000009.npz.abc.part").write_bytes(b"half")
    read = list(frames_in(journal.folder))
    assert read
    assert whole(journal.folder) == tmp_path / "set.npz"


def test_what_may_still_go_on_is_left_alone(tmp_path):
    journal = Journal(tmp_path / "set.npz", ORDER)
    kept(journal, scenes.bridge(1))
    rooms = Rooms(lambda: pytest.fail("no pose model is needed"), tmp_path)
    assert rooms.tidy(now=time.time()) == []
    assert rooms.tidy(now=time.time() + KEPT_S + 60) == [tmp_path / "set.npz"]


def test_a_damaged_piece_does_not_keep_the_app_from_starting(tmp_path, caplog):
    journal = Journal(tmp_path / "set.npz", ORDER)
    (journal.folder / "000000.npz").write_bytes(b"damaged")
    rooms = Rooms(lambda: pytest.fail("no pose model is needed"), tmp_path)
    assert rooms.tidy(now=time.time() + KEPT_S + 60) == []
    assert "cannot be finished" in caplog.text
    assert journal.folder.exists()  # nothing that somebody recorded is thrown away


def test_a_damaged_piece_costs_no_other(tmp_path, caplog):
    journal = Journal(tmp_path / "set.npz", ORDER)
    frames = kept(journal, scenes.bridge(2))
    second = pieces(journal.folder)[1]
    lost = len(Recording.read(second))
    second.write_bytes(second.read_bytes()[:200])
    path = whole(journal.folder)
    assert len(Recording.read(path)) == len(frames) - lost
    assert str(second) in caplog.text


def test_killed_while_the_pieces_are_removed_nothing_is_lost(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "set.npz", {**ORDER, "target": 0.5})
    frames = kept(journal, scenes.bridge(2))

    def killed(folder):
        next(folder.glob("000000*")).unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            whole(journal.folder)
    rooms = Rooms(lambda: pytest.fail("no pose model is needed"), tmp_path)
    assert rooms.tidy(now=time.time() + KEPT_S + 60) == []
    recording = Recording.read(tmp_path / "set.npz")
    assert (len(recording), recording.target) == (len(frames), 0.5)
    assert list(tmp_path.iterdir()) == [tmp_path / "set.npz"]


def test_a_full_disk_loses_no_frame(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "set.npz", ORDER)
    frames = list(scenes.bridge(1))
    with monkeypatch.context() as patched:
        patched.setattr(Recording, "write", full)
        for frame in frames[:90]:
            if journal.add(frame):
                with pytest.raises(OSError, match="No space left"):
                    journal.write(journal.take())
    for frame in frames[90:]:
        journal.add(frame)
    assert [frame.t for frame in Recording.read(journal.close())] == [f.t for f in frames]


def full(*_):
    raise OSError(28, "No space left on device")
