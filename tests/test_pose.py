import gc
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from formcheck import pose
from formcheck.motion import MotionGrid
from formcheck.pose import ModelError, PoseEstimator, model_path, watch
from formcheck.recording import Recording
from formcheck.video import Video, VideoError

SIZE = (160, 120)
GREY = np.full((120, 160, 3), 128, np.uint8)


class FakeLandmarker:
    """Sees nobody, notes the times it is given and whether it was closed."""

    def __init__(self):
        self.times_ms = []
        self.closed = False

    def detect_for_video(self, image, t_ms):
        assert not self.closed
        assert (image.width, image.height) == SIZE
        self.times_ms.append(t_ms)
        return SimpleNamespace(pose_landmarks=[])

    def detect(self, _):
        return SimpleNamespace(pose_landmarks=[])

    def close(self):
        self.closed = True


@pytest.fixture
def landmarker(monkeypatch):
    """The fake model that every estimator gets."""
    fake = FakeLandmarker()
    monkeypatch.setattr(pose, "_load", lambda *_, **__: fake)
    return fake


@pytest.fixture
def clip(tmp_path):
    """A video of 10 grey pictures."""
    path = tmp_path / "grey.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 25, SIZE)
    for _ in range(10):
        writer.write(GREY)
    writer.release()
    return path


# --- a real person --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filmed(real):
    """The first 40 pictures of a bird-dog, their frames, and the frames of its recording."""
    path = real / "clips" / "bird_dog__polybag.mp4"
    recorded = Recording.read(real / "recordings" / "bird_dog__polybag.npz")
    with Video(path) as video, PoseEstimator() as estimator:
        seen = [
            (t, picture, estimator.estimate(picture, t))
            for (t, picture), _ in zip(video.frames(), range(40), strict=False)
        ]
    return seen, recorded


def test_real_clip_gives_the_frames_of_its_recording(filmed):
    seen, recorded = filmed
    for (t, picture, frame), expected in zip(seen, recorded, strict=False):
        assert frame.t == t == pytest.approx(expected.t)
        assert frame.size == expected.size == (picture.shape[1], picture.shape[0])
        assert not frame.is_missing
        np.testing.assert_allclose(frame.image, expected.image, atol=2)
        np.testing.assert_allclose(frame.world, expected.world, atol=0.02)
        np.testing.assert_allclose(frame.visibility, expected.visibility, atol=0.02)
        np.testing.assert_allclose(frame.presence, expected.presence, atol=0.02)
        assert (frame.mask != expected.mask).mean() < 0.002
        np.testing.assert_allclose(frame.flow, expected.flow, atol=2)


def test_motion_beside_the_model_is_the_motion_computed_alone(filmed):
    grid = MotionGrid()
    for t, picture, frame in filmed[0]:
        np.testing.assert_array_equal(frame.flow, grid.update(picture, t, frame.mask))
    assert np.abs(filmed[0][-1][2].flow).max() > 0


def test_motion_can_be_left_out_and_entering_again_starts_afresh(filmed):
    estimator = PoseEstimator(motion=False)
    for _ in range(2):
        with estimator:
            for t, picture, expected in filmed[0][:5]:
                frame = estimator.estimate(picture, t)
                assert frame.flow is None
                np.testing.assert_array_equal(frame.image, expected.image)


def test_who_is_followed_wrongly_is_looked_for_afresh(filmed, monkeypatch):
    monkeypatch.setattr(pose.SecondLook, "refutes", lambda _, __, t, ___: t == wrong_t)
    *first, (wrong_t, picture, followed) = filmed[0][:20]
    with PoseEstimator(motion=False) as estimator:
        for t, before, _ in first:
            estimator.estimate(before, t)
        frame = estimator.estimate(picture, wrong_t)
    with PoseEstimator(motion=False) as estimator:
        np.testing.assert_array_equal(frame.image, estimator.estimate(picture, wrong_t).image)
    assert np.abs(frame.image - followed.image).max() > 0


def test_nobody_in_the_picture():
    with PoseEstimator() as estimator:
        for t in (0.5, 1.0):
            frame = estimator.estimate(GREY, t)
            assert frame.is_missing
            assert (frame.t, frame.size, frame.mask, frame.flow) == (t, SIZE, None, None)


# --- times, pictures, closing ---------------------------------------------------------------------


def test_model_gets_strictly_increasing_milliseconds_and_frames_keep_their_times(landmarker):
    times = [-1.0, 0.0, 0.0001, 0.0002, 0.0335, 0.0337, 1.0]
    with PoseEstimator() as estimator:
        assert [estimator.estimate(GREY, t).t for t in times] == times
    assert landmarker.times_ms == [0, 1, 2, 3, 34, 35, 1000]


@pytest.mark.parametrize("t", [1.0, 0.5, np.nan, np.inf])
def test_time_must_be_finite_and_increase(landmarker, t):
    with PoseEstimator() as estimator:
        estimator.estimate(GREY, 1.0)
        with pytest.raises(ValueError, match="t must be finite and increase, got"):
            estimator.estimate(GREY, t)
        assert estimator.estimate(GREY, 1.5).t == 1.5
    assert landmarker.times_ms == [1000, 1500]


@pytest.mark.parametrize(
    "picture",
    [
        GREY.astype(np.float32),
        GREY[..., 0],
        GREY[..., :2],
        np.zeros((120, 160, 4), np.uint8),
        np.zeros((0, 160, 3), np.uint8),
    ],
)
def test_picture_must_be_three_bytes_a_pixel(landmarker, picture):
    wanted = r"picture must be uint8 of shape \(height, width, 3\)"
    with PoseEstimator() as estimator, pytest.raises(ValueError, match=wanted):
        estimator.estimate(picture, 0.0)
    assert landmarker.times_ms == []


@pytest.mark.usefixtures("landmarker")
def test_picture_size_must_stay():
    with PoseEstimator() as estimator:
        estimator.estimate(GREY, 0.0)
        with pytest.raises(ValueError, match="one size, got 120x160 px after 160x120 px"):
            estimator.estimate(GREY.transpose(1, 0, 2), 0.1)


def test_views_of_a_picture_are_taken_as_they_look(filmed):
    t, picture, expected = filmed[0][0]
    with PoseEstimator() as estimator:
        frame = estimator.estimate(np.ascontiguousarray(picture[..., ::-1])[..., ::-1], t)
    np.testing.assert_array_equal(frame.image, expected.image)


def test_it_works_only_inside_its_with_statement(landmarker):
    estimator = PoseEstimator()
    with pytest.raises(ValueError, match="not open"):
        estimator.estimate(GREY, 0.0)
    with estimator:
        estimator.estimate(GREY, 0.0)
    assert landmarker.closed
    with pytest.raises(ValueError, match="not open"):
        estimator.estimate(GREY, 1.0)


def test_it_is_closed_after_an_error(landmarker):
    with pytest.raises(ZeroDivisionError), PoseEstimator():
        raise ZeroDivisionError
    assert landmarker.closed


def test_watch_gives_each_picture_with_its_frame_and_reports_progress(landmarker, clip):
    told = []
    pairs = list(watch(clip, progress=lambda *counts: told.append(counts)))
    np.testing.assert_allclose([frame.t for _, frame in pairs], np.arange(10) / 25)
    assert all(np.abs(picture.astype(int) - 128).max() < 5 for picture, _ in pairs)
    assert told == [(i + 1, 10) for i in range(10)]
    assert landmarker.closed


def test_watch_closes_everything_when_left_early(landmarker, clip, monkeypatch):
    closed = []
    monkeypatch.setattr(Video, "close", lambda self: closed.append(self))
    watching = watch(clip)
    next(watching)
    assert not landmarker.closed
    assert not closed
    watching.close()
    assert landmarker.closed
    assert len(closed) == 1


@pytest.mark.usefixtures("landmarker")
def test_watch_passes_on_what_is_wrong_with_the_file(tmp_path):
    with pytest.raises(VideoError, match="no such file"):
        next(watch(tmp_path / "a.mp4"))


# --- the model file -------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two empty folders in place of those where the model is looked for."""
    pair = tmp_path / "wheel", tmp_path / "checkout"
    for folder in pair:
        folder.mkdir()
    monkeypatch.setattr(pose, "_MODEL_FOLDERS", pair)
    model_path.cache_clear()
    yield pair
    model_path.cache_clear()


def test_bundled_model_is_the_one_that_was_checked_in():
    assert model_path() == Path(__file__).parents[1] / "models" / "pose_landmarker_full.task"
    assert hashlib.sha256(model_path().read_bytes()).hexdigest() == pose.MODEL_SHA256


def test_model_is_found_in_the_package_first_and_hashed_once(folders, monkeypatch):
    model_path.cache_clear()
    source = Path(__file__).parents[1] / "models" / pose.MODEL_FILE
    for folder in reversed(folders):
        shutil.copy(source, folder)
        assert model_path() == folder / pose.MODEL_FILE
        with monkeypatch.context() as patch:
            patch.setattr(hashlib, "sha256", None)
            assert model_path() == folder / pose.MODEL_FILE
        model_path.cache_clear()


def test_damaged_model_is_refused_with_both_hashes_and_the_remedy(folders):
    path = folders[1] / pose.MODEL_FILE
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError) as caught:
        PoseEstimator()
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert pose.MODEL_SHA256 in message
    assert hashlib.sha256(b"not a model").hexdigest() in message
    assert "reinstall formcheck" in message
    assert "models/build_bundle.py" in message
    assert "--model PATH" in message
    shutil.copy(Path(__file__).parents[1] / "models" / pose.MODEL_FILE, path)
    assert model_path() == path  # a refusal is not remembered


def test_missing_model_is_refused(folders):
    with pytest.raises(ModelError, match="found no file; reinstall formcheck") as caught:
        PoseEstimator()
    assert str(folders[0] / pose.MODEL_FILE) in str(caught.value)


@pytest.mark.usefixtures("folders")
def test_own_model_is_used_without_a_hash(tmp_path):
    path = tmp_path / "own.task"
    with (
        zipfile.ZipFile(Path(__file__).parents[1] / "models" / pose.MODEL_FILE) as bundled,
        zipfile.ZipFile(path, "w") as own,
    ):
        for name in bundled.namelist():
            own.writestr(name, bundled.read(name))
    assert hashlib.sha256(path.read_bytes()).hexdigest() != pose.MODEL_SHA256
    with PoseEstimator(path) as estimator:
        assert estimator.estimate(GREY, 0.0).is_missing


def test_own_model_that_is_none_is_refused(tmp_path):
    path = tmp_path / "own.task"
    with pytest.raises(ModelError, match=r"own\.task: not a usable pose model \(No such file"):
        PoseEstimator(path)
    path.write_text("hello")
    with pytest.raises(ModelError, match=r"own\.task: .* \(File is not a zip file\); give a"):
        PoseEstimator(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pose_detector.tflite", b"hello")
    with pytest.raises(ModelError, match=r"\(pose_landmarks_detector\.tflite missing\)"):
        PoseEstimator(path)
    with pytest.raises(ModelError, match=r"\(Is a directory\)"):
        PoseEstimator(tmp_path)


def test_own_model_with_unreadable_parts_is_refused_when_loaded(tmp_path):
    path = tmp_path / "own.task"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
            archive.writestr(name, b"hello")
    estimator = PoseEstimator(path)
    with pytest.raises(ModelError, match=r"own\.task: not a usable pose model"), estimator:
        pass
    gc.collect()


# --- nothing said, nothing sent -------------------------------------------------------------------

USE_THE_MODEL = """
import os
import numpy as np
from formcheck.pose import PoseEstimator
for _ in range(2):
    with PoseEstimator() as estimator:
        estimator.estimate(np.full((120, 160, 3), 128, np.uint8), 0.0)
        estimator.estimate(np.full((120, 160, 3), 128, np.uint8), 0.1)
os.system("printenv no_proxy NO_PROXY")  # exceptions from the proxy, as the library sees them
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how to stop it is known for Linux only")
def test_model_stays_offline_and_silent():
    """The library reports its use through the proxy of the environment, if it can reach one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
        proxies = dict.fromkeys(("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), proxy)
        done = subprocess.run(
            [sys.executable, "-c", USE_THE_MODEL],
            env={**os.environ, **proxies, "no_proxy": "*", "NO_PROXY": "*"},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            timeout=120,
        )
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_error_stream_comes_back(capfd):
    def fail():
        with pose._stderr_silenced():
            os.write(2, b"during ")
            raise ZeroDivisionError

    os.write(2, b"before ")
    with pytest.raises(ZeroDivisionError):
        fail()
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"
