"""Clips as files, for tests of what people give formcheck."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from formcheck.landmarks import PoseFrame
from formcheck.recording import Recording
from formcheck.video import Video

CODECS = {
    ".mov": ("libx264", "yuv420p"),
    ".mp4": ("libx264", "yuv420p"),
    ".avi": ("mjpeg", "yuvj420p"),
    ".gif": ("gif", "rgb8"),
}
"""What the films of each kind are made of here, and how their colours are kept."""


def write_recording(path: Path, frames: Iterable[PoseFrame]) -> Path:
    Recording.of(frames).write(path)
    return path


def write_video(path: Path, n: int = 20, size: tuple[int, int] = (160, 120)) -> Path:
    """Write pictures that get lighter, 25 a second."""
    codec = cv2.VideoWriter.fourcc(*"MJPG" if path.suffix == ".avi" else "mp4v")
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, codec, 25.0, size)
    assert writer.isOpened()
    for i in range(n):
        writer.write(np.full((size[1], size[0], 3), 30 + 5 * i, np.uint8))
    writer.release()
    return path


def copy_film(film: Path, out: Path, start_s: float, end_s: float, *, uneven: bool = False) -> Path:
    """Copy a part of a film into another kind of file; `uneven` leaves out pictures here and there.

    What is left keeps its time, as with a phone that is short of light.
    """
    codec, pixels = CODECS[out.suffix]
    with Video(film) as video, av.open(str(out), "w") as copy:
        rate = Fraction(round(video.rate))
        stream = copy.add_stream(codec, rate=rate)
        (stream.width, stream.height), stream.pix_fmt = video.size, pixels
        for number, (t, picture) in enumerate(video.frames()):
            if not start_s <= t < end_s or (uneven and number % 7 in (2, 3, 5)):
                continue
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=pixels)
            frame.pts, frame.time_base = number - round(start_s * rate), 1 / rate
            copy.mux(stream.encode(frame))
        copy.mux(stream.encode(None))
    return out


def write_sound(path: Path) -> Path:
    with path.open("wb") as handle, wave.open(handle, "wb") as file:
        file.setparams((1, 2, 8000, 8000, "NONE", "NONE"))
        file.writeframes(bytes(16000))
    return path


def bad_clips(folder: Path) -> dict[str, Path]:
    """Write one file for every way in which a clip can be unusable."""
    whole = write_video(folder / "whole.mp4").read_bytes()
    paths = {
        name: folder / file
        for name, file in {
            "missing": "missing.mp4",
            "missing recording": "missing.npz",
            "empty": "empty.mp4",
            "text": "text.mp4",
            "cut off": "cut.mp4",
            "sound only": "sound.mp4",
            "one picture": "one.mp4",
            "picture": "picture.png",
            "tiny": "tiny.avi",
            "folder": "folder.mp4",
            "damaged recording": "damaged.npz",
            "text recording": "text.npz",
            "other archive": "other.npz",
        }.items()
    }
    paths["empty"].touch()
    paths["text"].write_text("hello\n" * 1000)
    paths["cut off"].write_bytes(whole[: len(whole) // 2])
    write_sound(paths["sound only"])
    write_video(paths["one picture"], 1)
    cv2.imwrite(str(paths["picture"]), np.zeros((120, 160, 3), np.uint8))
    write_video(paths["tiny"], 5, (10, 10))
    paths["folder"].mkdir()
    good = write_recording(
        folder / "good.npz", (PoseFrame.missing(i / 30) for i in range(9))
    ).read_bytes()
    paths["damaged recording"].write_bytes(good[: len(good) // 2])
    paths["text recording"].write_text("hello")
    np.savez(paths["other archive"], a=np.zeros(3))
    return paths
