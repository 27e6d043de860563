import doctest
import os
import socket
import struct
import wave

import cv2
import numpy as np
import pytest

from formcheck import video as video_module
from formcheck.video import Video, VideoError, next_time

RATE = 25.0
N = 30


def pictures(n=N, size=(160, 120)):
    """Return pictures with a bright square in the upper left corner that grows."""
    width, height = size
    drawn = []
    for i in range(n):
        picture = np.full((height, width, 3), 30, np.uint8)
        picture[: height // 4, : width // 4 + i] = 250
        drawn.append(picture)
    return drawn


def write(path, drawn=None, codec="mp4v"):
    drawn = pictures() if drawn is None else drawn
    height, width = drawn[0].shape[:2]
    writer = cv2.VideoWriter(
        str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*codec), RATE, (width, height)
    )
    assert writer.isOpened()
    for picture in drawn:
        writer.write(picture)
    writer.release()
    return path


def write_gif(path, durations_ms):
    animation = cv2.Animation()
    animation.frames = pictures(len(durations_ms))
    animation.durations = durations_ms
    assert cv2.imwriteanimation(str(path), animation)
    return path


def read(path, progress=None):
    with Video(path) as video:
        return list(video.frames(progress))


def refusal(path):
    """Return the message a file is refused with: one line that names the file and a next step."""
    with pytest.raises(VideoError) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert "; " in message
    return message


class FakeCapture:
    """A decoder that gives these pictures at these times [s]."""

    def __init__(self, drawn, times):
        self._frames = iter(zip(drawn, times, strict=True))
        self.t = None

    def read(self):
        picture, self.t = next(self._frames, (None, None))
        return picture is not None, picture

    def get(self, prop):
        assert prop == cv2.CAP_PROP_POS_MSEC
        return 1000 * self.t

    def release(self):
        pass


def faked(path, drawn, times):
    """Return an open video whose decoder is replaced by a fake one."""
    video = Video(write(path))
    video.close()
    video._capture = FakeCapture(drawn, times)
    return video


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.mp4", "mp4v"),
        ("a.mov", "mp4v"),
        ("a.avi", "MJPG"),
        ("a.mkv", "mp4v"),
        ("a.webm", "VP80"),
        ("A.MP4", "mp4v"),
        ("clip%03d.mp4", "mp4v"),
        ("Übung 1 (Brücke).mp4", "mp4v"),
    ],
)
def test_common_containers_and_odd_names_are_read(tmp_path, name, codec):
    path = tmp_path / name
    write(tmp_path / f"plain{path.suffix.lower()}", codec=codec).rename(path)
    with Video(path) as video:
        assert (video.size, video.rate, video.count) == ((160, 120), RATE, N)
        frames = list(video.frames())
    np.testing.assert_allclose([t for t, _ in frames], np.arange(N) / RATE, atol=1e-3)
    for (_, picture), drawn in zip(frames, pictures(), strict=True):
        assert (picture.dtype, picture.shape) == (np.uint8, (120, 160, 3))
        assert np.abs(picture.astype(int) - drawn).mean() < 6


def test_large_pictures_and_many_of_them_are_read(tmp_path, monkeypatch):
    large = write(tmp_path / "4k.mp4", pictures(2, (3840, 2160)))
    assert [picture.shape for _, picture in read(large)] == [(2160, 3840, 3)] * 2
    monkeypatch.setitem(globals(), "RATE", 240.0)
    fast = write(tmp_path / "fast.mp4", pictures(12))
    with Video(fast) as video:
        assert video.rate == pytest.approx(240, rel=0.01)
        times = [t for t, _ in video.frames()]
    np.testing.assert_allclose(times, np.arange(12) / 240, atol=5e-4)


def test_varying_frame_rate_keeps_its_true_times(tmp_path):
    durations = [100, 200, 50, 300, 100, 100]
    times = [t for t, _ in read(write_gif(tmp_path / "a.gif", durations))]
    np.testing.assert_allclose(times, [0, 0.1, 0.3, 0.35, 0.65, 0.75], atol=1e-6)


@pytest.mark.parametrize(
    ("matrix", "turns", "size"),
    [
        ((0, 1, -1, 0), 3, (120, 160)),
        ((-1, 0, 0, -1), 2, (160, 120)),
        ((0, -1, 1, 0), 1, (120, 160)),
    ],
)
def test_video_of_a_turned_phone_is_upright(tmp_path, matrix, turns, size):
    data = bytearray(write(tmp_path / "a.mp4").read_bytes())
    at = data.index(b"tkhd") + 44  # ISO/IEC 14496-12, 8.3.2: matrix of a version 0 track header
    a, b, c, d = (65536 * entry for entry in matrix)
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path = tmp_path / "turned.mp4"
    path.write_bytes(data)
    with Video(path) as video:
        assert video.size == size
        _, picture = next(video.frames())
    assert np.abs(picture.astype(int) - np.rot90(pictures()[0], turns)).mean() < 6


def test_progress_counts_what_was_handled_and_names_the_total(tmp_path):
    told = []
    with Video(write(tmp_path / "a.mp4")) as video:
        for i, _ in enumerate(video.frames(lambda *counts: told.append(counts))):
            assert len(told) == i
    assert told == [(i + 1, N) for i in range(N)]


def test_a_trimmed_phone_video_is_not_taken_for_an_incomplete_one(tmp_path):
    """An edit list hides the second half of the samples, which the file still counts."""
    data = bytearray(write(tmp_path / "a.mp4", pictures(100)).read_bytes())
    at = data.index(b"elst") + 12
    (duration,) = struct.unpack(">I", data[at : at + 4])
    data[at : at + 4] = struct.pack(">I", duration // 2)
    path = tmp_path / "trimmed.mp4"
    path.write_bytes(data)
    with Video(path) as video:
        assert video.count == 100
        assert len(list(video.frames())) == 50


# --- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([0, 0.1, 0.3, 0.35], [0, 0.1, 0.3, 0.35]),
        ([0, 0, 0, 0], [0, 0.04, 0.08, 0.12]),  # none at all
        ([np.nan, np.nan, 0.08], [0, 0.04, 0.08]),
        ([-5, 0.04, 0.08], [0, 0.04, 0.08]),
        ([0, 0.04, 0.04, 0.12], [0, 0.04, 0.08, 0.12]),  # repeated
        ([0, 0.08, 0.04, 0.2], [0, 0.08, 0.12, 0.2]),  # reversed
        ([0, 0.04, 0.0401, 0.12], [0, 0.04, 0.08, 0.12]),  # too near to be a frame of its own
        ([0, 0.04, np.inf, 0.12], [0, 0.04, 0.08, 0.12]),
    ],
)
def test_bad_times_are_replaced_by_the_nominal_interval(tmp_path, told, expected):
    video = faked(tmp_path / "a.mp4", pictures(len(told)), told)
    np.testing.assert_allclose([t for t, _ in video.frames()], expected, atol=1e-9)


def test_examples_of_next_time():
    assert doctest.testmod(video_module) == (0, 2)
    assert next_time(0.0, 1e9, 0.1) == 1e9


# --- what is refused ------------------------------------------------------------------------------


def test_missing_file(tmp_path):
    assert "no such file" in refusal(tmp_path / "nothing.mp4")


def test_folder(tmp_path):
    assert "a folder, not a video" in refusal(tmp_path)


def test_empty_file(tmp_path):
    path = tmp_path / "a.mp4"
    path.touch()
    assert "empty" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipe_does_not_hang(tmp_path):
    path = tmp_path / "a.mp4"
    os.mkfifo(path)
    assert "not a regular file" in refusal(path)


def test_overlong_name():
    assert "cannot be read (File name too long)" in refusal("a" * 5000 + ".mp4")


def test_text_with_the_name_of_a_video(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("hello\n" * 1000)
    assert "no video can be read from it" in refusal(path)


def test_sound_only(tmp_path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 8000, "NONE", "NONE"))
        file.writeframes(bytes(16000))
    assert "sound only" in refusal(path)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp"])
@pytest.mark.parametrize("stem", ["a", "img%03d"])
def test_picture_and_series_of_pictures(tmp_path, stem, suffix):
    for name in (stem, "img001", "img002", "img003"):
        cv2.imwrite(str(tmp_path / f"{name}{suffix}"), pictures()[0])
    assert "a picture, not a video" in refusal(tmp_path / f"{stem}{suffix}")


def test_single_frame(tmp_path):
    assert "a single picture" in refusal(write(tmp_path / "a.mp4", pictures(1)))


@pytest.mark.parametrize("size", [(10, 10), (640, 62), (62, 640), (640, 128), (8448, 4096)])
def test_unusable_size(tmp_path, size):
    path = write(tmp_path / "a.avi", pictures(2, size), codec="MJPG")
    assert f"the picture is {size[0]}x{size[1]} px" in refusal(path)


def test_nonsense_lengths_in_an_mp4(tmp_path):
    path = tmp_path / "a.mp4"
    for length, long_length in ((0, 0), (1, 0), (5, 0), (1, 2**64 - 1), (2**32 - 1, 0)):
        path.write_bytes(struct.pack(">I4sQ", length, b"ftyp", long_length) + bytes(100))
        assert "no video can be read from it" in refusal(path)


@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_mp4_that_was_cut_off(tmp_path, part):
    whole = write(tmp_path / "a.mp4").read_bytes()  # its index is the last part of the file
    path = tmp_path / "part.mp4"
    path.write_bytes(whole[: int(part * len(whole))])
    assert "incomplete" in refusal(path)


def test_mp4_that_was_cut_off_behind_its_index_is_told_before_it_is_read(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (60, 120, 160, 3), np.uint8)
    whole = write(tmp_path / "a.mp4", list(noise)).read_bytes()
    at = whole.index(b"moov") - 4
    size = struct.unpack(">I", whole[at : at + 4])[0]
    index = bytearray(whole[at : at + size])
    table = index.index(b"stco")  # chunk offsets move back by the size of the index
    (chunks,) = struct.unpack(">I", index[table + 8 : table + 12])
    where = slice(table + 12, table + 12 + 4 * chunks)
    index[where] = (np.frombuffer(index[where], ">u4") + size).astype(">u4").tobytes()
    start = struct.unpack(">I", whole[:4])[0]
    path = tmp_path / "streamed.mp4"
    path.write_bytes(whole[:start] + index + whole[start:at] + whole[at + size :])
    assert len(read(path)) == 60
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(VideoError, match=r"streamed\.mp4: incomplete, only the first (49|50) % of"):
        Video(path)


def test_other_container_that_was_cut_off_is_told_after_the_last_picture(tmp_path):
    whole = write(tmp_path / "a.avi", pictures(100), codec="MJPG").read_bytes()
    path = tmp_path / "part.avi"
    path.write_bytes(whole[: len(whole) // 2])
    told = []
    with Video(path) as video:
        frames = video.frames(lambda done, total: told.append((done, total)))
        with pytest.raises(VideoError, match=r"incomplete: it stops after [12]\.\d s of 4\.0 s; "):
            list(frames)
    assert 25 <= len(told) <= 50


def test_change_of_size(tmp_path):
    drawn = [*pictures(3), *pictures(3, (120, 160))]
    video = faked(tmp_path / "a.mp4", drawn, np.arange(6) / RATE)
    with pytest.raises(VideoError, match=r"a\.mp4: the picture size changes after 0\.1 s; "):
        list(video.frames())


# --- nothing leaves the machine -------------------------------------------------------------------


@pytest.fixture
def server():
    """A listening socket that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("scheme", ["http", "rtsp", "tcp", "udp"])
def test_addresses_are_never_opened(server, scheme):
    address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}/a.mp4"
    with pytest.raises(VideoError, match="no such file"):
        Video(address)


@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "list.ffconcat", "list.mpd", "list.sdp"])
@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nURL\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile 'URL'\n",
    ],
)
def test_playlists_are_never_followed(server, tmp_path, name, text):
    url = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
    path = tmp_path / name
    path.write_text(text.replace("URL", url))
    assert "no video can be read from it" in refusal(path)


def test_playlists_of_files_are_never_followed(tmp_path):
    write(tmp_path / "a.mp4")
    path = tmp_path / "list.ffconcat"
    path.write_text("ffconcat version 1.0\nfile a.mp4\n")
    assert "no video can be read from it" in refusal(path)


def test_decoders_stay_silent(tmp_path, capfd):
    path = tmp_path / "a.mp4"
    path.write_text("#EXTM3U\n")
    refusal(path)
    whole = write(tmp_path / "b.avi", pictures(100), codec="MJPG").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "incomplete" in refusal(path)
    assert capfd.readouterr() == ("", "")
