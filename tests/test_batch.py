"""Many clips at once: one bad file stops nothing, nothing is done twice, all ways agree."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import scenes
from perturb import every

from formcheck import batch as module
from formcheck.batch import Settings, batch, clips_in, kept_in
from formcheck.cli import main
from formcheck.recording import Recording

ROOT = Path(__file__).parents[1]
BRIDGE = Settings("bridge")


class Here(Executor):
    """Does everything at once, where it is asked."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def here(_workers=None):
    return nullcontext(Here())


def table(path):
    return {row["file"]: row for row in csv.DictReader(io.StringIO(path.read_text()))}


def filmed(**how):
    """Bridges, at ten pictures a second."""
    return Recording.of(every(scenes.bridge(**how), 3))


@pytest.fixture(scope="module")
def bridge():
    return filmed(reps=1)


@pytest.fixture
def folder(tmp_path, bridge):
    """Three good clips, one in a folder of its own, and three that cannot be read."""
    clips = tmp_path / "clips"
    (clips / "more").mkdir(parents=True)
    bridge.write(clips / "a.npz")
    filmed(reps=2).write(clips / "b.npz")
    filmed(reps=1, hold_s=1.0).write(clips / "more" / "c.npz")
    (clips / "empty.webm").write_bytes(b"")
    (clips / "text.mp4").write_text("this is no film")
    (clips / "zip.npz").write_bytes(b"PK\x03\x04 this is no archive")
    (clips / "notes.txt").write_text("not a clip at all")
    (clips / ".hidden.npz").write_bytes(b"")
    return clips


def test_every_clip_has_a_row_and_bad_ones_say_why(folder, tmp_path):
    told = []
    bad = batch(
        folder, tmp_path / "out.csv", BRIDGE, pool=here,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    rows = table(tmp_path / "out.csv")
    assert list(rows) == ["a.npz", "b.npz", "empty.webm", "more/c.npz", "text.mp4", "zip.npz"]
    assert bad == 3
    assert [rows[name]["repetitions"] for name in ("a.npz", "b.npz", "more/c.npz")] == list("121")
    assert rows["more/c.npz"]["faults"] == "hold_too_short:1"
    assert rows["a.npz"]["error"] == ""
    assert "empty" in rows["empty.webm"]["error"]
    assert "no video can be read" in rows["text.mp4"]["error"]
    assert "not a readable landmark recording" in rows["zip.npz"]["error"]
    assert str(folder) not in (tmp_path / "out.csv").read_text()
    assert told == [(i, 6) for i in range(7)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clips", "out.clips", "out.csv"]
    assert len(list(kept_in(tmp_path / "out.csv").iterdir())) == 6


def test_nothing_is_done_twice(folder, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    batch(folder, out, BRIDGE, pool=here)
    first = out.read_bytes()
    monkeypatch.setattr(module, "check_clip", lambda *_: 1 / 0)
    out.unlink()
    batch(folder, out, BRIDGE, pool=here)
    assert out.read_bytes() == first


def test_the_longest_films_begin_first_and_recordings_last(tmp_path, monkeypatch):
    sizes = {"a.npz": 4000, "b.mp4": 20, "c.mp4": 3000, "d.webm": 100}
    (tmp_path / "clips").mkdir()
    for name, size in sizes.items():
        (tmp_path / "clips" / name).write_bytes(bytes(size))
    begun = []
    monkeypatch.setattr(
        module, "check_clip", lambda clip, _: begun.append(clip.name) or {"error": "none"}
    )
    batch(tmp_path / "clips", tmp_path / "out.csv", BRIDGE, pool=here)
    assert begun == ["c.mp4", "d.webm", "b.mp4", "a.npz"]
    assert list(table(tmp_path / "out.csv")) == sorted(sizes)


def _threads(_):
    import cv2

    return cv2.getNumThreads()


def test_processes_share_the_processors(monkeypatch):
    monkeypatch.delenv("OPENCV_FOR_THREADS_NUM", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    for workers, threads in ((2, 3), (8, 1)):
        with module.processes(workers) as pool:
            assert pool.submit(_threads, None).result() == threads


def test_what_changes_is_done_again(folder, tmp_path, monkeypatch, bridge):
    seen = []
    real = module.check_clip

    def watched(clip, settings):
        seen.append(clip.name)
        return real(clip, settings)

    monkeypatch.setattr(module, "check_clip", watched)
    out = tmp_path / "out.csv"
    batch(folder, out, BRIDGE, pool=here)
    assert len(seen) == 6
    seen.clear()
    bridge.write(folder / "b.npz")  # the content of a.npz by now
    batch(folder, out, BRIDGE, pool=here)
    assert seen == []
    assert table(out)["b.npz"]["repetitions"] == "1"
    other = Settings("bridge", {"HOLD": 30.0})
    batch(folder, out, other, pool=here)
    assert {"a.npz", "c.npz", "text.mp4"} <= set(seen)
    assert table(out)["a.npz"]["faults"] == "hold_too_short:1"
    seen.clear()
    (kept_in(out) / f"{other.key(folder / 'text.mp4')}.json").write_text("{")
    batch(folder, out, other, pool=here)
    assert seen == ["text.mp4"]


def test_another_version_does_it_again(folder, monkeypatch):
    before = BRIDGE.key(folder / "a.npz")
    monkeypatch.setattr(module, "_engine", lambda: "another")
    assert BRIDGE.key(folder / "a.npz") != before


def test_what_may_pass_is_not_kept(folder, tmp_path, monkeypatch):
    def out_of_memory(*_, **__):
        raise MemoryError("too large")

    out = tmp_path / "out.csv"
    monkeypatch.setattr(module, "load", out_of_memory)
    assert batch(folder, out, BRIDGE, pool=here) == 6
    assert "MemoryError: too large" in table(out)["a.npz"]["error"]
    monkeypatch.undo()
    assert batch(folder, out, BRIDGE, pool=here) == 3


def test_a_process_that_dies_costs_one_clip(folder, tmp_path):
    """Everything that runs beside it dies too, and is tried again alone."""
    opened = []

    class Fragile(Executor):
        """As a process pool does: once broken, everything fails."""

        def __init__(self):
            self.broken = False
            self.waiting = []

        def submit(self, _fn, clip, settings):
            if self.broken:
                raise BrokenProcessPool
            future = Future()
            if clip.name == "b.npz":
                self.broken = True
                for other in (*self.waiting, future):
                    if not other.done():
                        other.set_exception(BrokenProcessPool("died"))
            else:
                self.waiting.append(future)
                # alone, or afterwards; of the first pool's clips one waits for its fate
                if len(opened) > 1 or len(self.waiting) > 1:
                    future.set_result(module.check_clip(clip, settings))
            return future

    @contextmanager
    def pool(workers=None):
        opened.append(workers)
        yield Fragile()

    out = tmp_path / "out.csv"
    batch(folder, out, BRIDGE, pool=pool, workers=1)
    rows = table(out)
    assert rows["b.npz"]["error"] == "b.npz: the process that read it died"
    assert rows["a.npz"]["repetitions"] == rows["more/c.npz"]["repetitions"] == "1"
    assert opened[0] == 1


def test_all_ways_give_the_same_bytes(folder, tmp_path):
    outs = []
    pools = {"here": here, "threads": lambda _=None: ThreadPoolExecutor(3)}
    for name, pool in pools.items():
        outs.append(tmp_path / name / "out.csv")
        outs[-1].parent.mkdir()
        batch(folder, outs[-1], BRIDGE, pool=pool)
    for workers in (1, 2):
        outs.append(tmp_path / str(workers) / "out.csv")
        outs[-1].parent.mkdir()
        batch(folder, outs[-1], BRIDGE, workers=workers)
    assert len({out.read_bytes() for out in outs}) == 1
    kept = [{p.name: p.read_bytes() for p in kept_in(out).iterdir()} for out in outs]
    assert all(one == kept[0] for one in kept)


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_bytes(folder, tmp_path, capsys):
    distributed = pytest.importorskip("distributed", reason="needs Dask, formcheck[cluster]")
    batch(folder, tmp_path / "here.csv", BRIDGE, pool=here)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as local:
        out = tmp_path / "cluster.csv"
        arguments = ["--exercise", "bridge", "--scheduler", local.scheduler_address]
        assert main(["batch", str(folder), "--out", str(out), *arguments]) == 0
    assert out.read_bytes() == (tmp_path / "here.csv").read_bytes()
    assert "3 could not be read" in capsys.readouterr().out


def test_kill_and_run_again_finishes(tmp_path):
    clips = tmp_path / "clips"
    clips.mkdir()
    film = filmed(reps=1)
    for i in range(12):
        Recording.of(list(film)[i:]).write(clips / f"{i:02}.npz")
    command = [sys.executable, "-m", "formcheck", "batch", "clips", "--out", "out.csv",
               "--exercise", "bridge", "--workers", "1"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True)
    kept = kept_in(tmp_path / "out.csv")
    while run.poll() is None and len(list(kept.glob("*.json"))) < 2:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (tmp_path / "out.csv").exists()
    done = {path: path.stat().st_mtime_ns for path in kept.glob("*.json")}
    assert 2 <= len(done) < 12
    assert main(["batch", str(clips), "--out", str(tmp_path / "out.csv"), "--exercise", "bridge",
                 "--workers", "1"]) == 0  # fmt: skip
    assert len(table(tmp_path / "out.csv")) == 12
    assert {path: path.stat().st_mtime_ns for path in done} == done
    batch(clips, tmp_path / "other.csv", BRIDGE, pool=here)
    assert (tmp_path / "other.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_csv_appears_whole_or_not_at_all(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_csv", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        batch(folder, tmp_path / "out.csv", BRIDGE, pool=here)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--out", "x.csv"], "no such folder"),
        ([".", "--out", "x.csv"], "no clips in it"),
        (["clips", "--out", "x.txt"], "must end in .csv"),
        (["clips", "--out", "x.csv", "--workers", "0"], "whole number"),
        (["clips", "--out", "x.csv", "--set", "HOLD=1"], "name --exercise too"),
        (["clips", "--out", "gone/x.csv"], "cannot be written"),
        (["clips", "--out", "x.csv", "--exercise", "bridge", "--set", "X=1"], "no threshold X"),
    ],
)
def test_bad_use_is_refused_in_one_line(folder, tmp_path, monkeypatch, capsys, arguments, message):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "clips").symlink_to(folder)
    monkeypatch.chdir(empty)
    if arguments[0] == ".":
        (empty / "clips").unlink()
    assert main(["batch", *arguments]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert not list(empty.glob("*.clips"))


def test_clips_are_found_by_ending(folder):
    assert [path.name for path in clips_in(folder)] == [
        "a.npz", "b.npz", "empty.webm", "c.npz", "text.mp4", "zip.npz"
    ]  # fmt: skip
