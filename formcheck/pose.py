"""Landmarks and body mask of the person in a picture; nothing else in formcheck knows MediaPipe."""

from __future__ import annotations

import functools
import hashlib
import math
import os
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import mediapipe  # type: ignore[import-untyped]
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision  # type: ignore[import-untyped]

from .landmarks import Array, Mask, PoseFrame, mask_size
from .motion import MotionGrid
from .second_look import SecondLook
from .surroundings import Company, light_of
from .video import Picture, Progress, Video

MODEL_FILE = "pose_landmarker_full.task"
MODEL_SHA256 = "ca158fa89b3c96843e826e3fd3b4edf491bd57c4e0e50ad175360a1a12ef1c3f"
_MODEL_FOLDERS = (
    Path(__file__).parent / "models",  # installed from a wheel
    Path(__file__).parents[1] / "models",  # in a source checkout
)
_MODEL_PARTS = {"pose_detector.tflite", "pose_landmarks_detector.tflite"}
_BODY = 0.5
"""The model's body mask counts as body from here on [0..1]."""


class ModelError(ValueError):
    """The pose model is missing or damaged; the message names the file and what to do."""


class PoseEstimator:
    """Finds one person in the pictures of one clip or session, given in order.

    Use it in a ``with`` statement: that loads the model, and frees it whatever happens. Entered
    again, it starts afresh. The model follows the person from picture to picture, so each clip or
    session needs an estimator of its own, used by one thread at a time and not across a fork.

    Parameters
    ----------
    model : path, optional
        A MediaPipe pose landmarker bundle; by default the one that comes with formcheck.
    motion : bool
        Compute the motion grid too, on a second thread while the model looks for the person.
    company : bool
        Look for a second person every two seconds too.

    Raises
    ------
    ModelError
        If the bundle is missing or damaged.

    References
    ----------
    Bazarevsky et al., "BlazePose: On-device Real-time Body Pose Tracking", 2020,
    arXiv:2006.10204.
    """

    def __init__(
        self, model: Path | None = None, *, motion: bool = True, company: bool = True
    ) -> None:
        self._model = model_path() if model is None else _checked_bundle(model)
        self._with_motion, self._with_company = motion, company
        self._landmarker: Any = None
        self._finder: Any = None

    def __enter__(self) -> Self:
        self._size: tuple[int, int] | None = None
        self._has_found = False
        self._t, self._ms = -math.inf, -1
        self._motion = MotionGrid() if self._with_motion else None
        self._company = Company(self._somebody) if self._with_company else None
        self._second_look = SecondLook(self._somebody)
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._landmarker = _load(self._model)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        open_ones = [one for one in (self._landmarker, self._finder) if one is not None]
        self._landmarker = self._finder = None
        self._worker.shutdown()
        with _stderr_silenced():  # some versions take their leave with a line each
            for landmarker in open_ones:
                landmarker.close()

    def estimate(self, picture: Picture, t: float) -> PoseFrame:
        """Return what is seen of the person in the next picture.

        Parameters
        ----------
        picture : (height, width, 3) uint8
            Blue, green and red; the same size every time.
        t : float
            Time [s], later than that of the picture before.

        Raises
        ------
        ValueError
            If the picture has the wrong type or shape, another size than the one before or, with
            motion, is more than 7 times as long as narrow, if `t` does not increase, or if the
            estimator is not open.
        """
        if self._landmarker is None:
            raise ValueError("the pose estimator is not open; use it inside its 'with' statement")
        size = self._checked_size(picture)
        if not self._t < t < math.inf:
            raise ValueError(f"t must be finite and increase, got {t:g} s after {self._t:g} s")
        self._size, self._t = size, t
        # MediaPipe counts whole milliseconds and takes each only once.
        self._ms = max(self._ms + 1, round(1000 * t))

        motion = self._motion
        begun = None if motion is None else self._worker.submit(motion.begin, picture)
        # Each part of the model takes up its work with a line of its own; the last to do so needs
        # somebody in the picture.
        with nullcontext() if self._has_found else _stderr_silenced():
            found = self._landmarker.detect_for_video(_image(picture), self._ms)
        self._has_found = self._has_found or bool(found.pose_landmarks)
        if found.pose_landmarks:
            followed = _points(found.pose_landmarks[0], size)
            if self._second_look.refutes(picture, t, followed):
                found = self._afresh(picture)
        mask = _body_mask(found, size)
        flow = None
        if motion is not None and begun is not None:
            begun.result()
            flow = motion.finish(t, mask)
        frame = _pose_frame(found, t, size, mask, flow, light_of(picture, mask))
        if self._company is None:
            return frame
        return replace(frame, people=self._company.people(picture, frame))

    def _afresh(self, picture: Picture) -> Any:
        """Forget whom the model followed; return what it finds in this picture."""
        with _stderr_silenced():
            self._landmarker.close()
        self._landmarker = _load(self._model)
        with _stderr_silenced():
            return self._landmarker.detect_for_video(_image(picture), self._ms)

    def _somebody(self, picture: Picture) -> Array | None:
        """Return the landmarks [px] of somebody in a single picture, None without anybody."""
        if self._finder is None:
            self._finder = _load(self._model, alone=True)
        with _stderr_silenced():
            found = self._finder.detect(_image(picture)).pose_landmarks
        return _points(found[0], self._checked_size(picture)) if found else None

    def _checked_size(self, picture: Picture) -> tuple[int, int]:
        if picture.dtype != np.uint8 or picture.shape[2:] != (3,) or not picture.size:
            raise ValueError(
                "picture must be uint8 of shape (height, width, 3), "
                f"got {picture.dtype} of shape {picture.shape}"
            )
        height, width, _ = picture.shape
        if self._size not in (None, (width, height)):
            raise ValueError(
                f"all pictures must have one size, got {width}x{height} px after "
                f"{self._size[0]}x{self._size[1]} px"
            )
        return width, height


def watch(
    path: str | os.PathLike[str], model: Path | None = None, *, progress: Progress | None = None
) -> Iterator[tuple[Picture, PoseFrame]]:
    """Yield each picture of a video file with the pose found in it.

    Nothing is opened before the first picture is asked for; file and model are closed at the end,
    after an error, and when the iterator itself is closed.

    Parameters
    ----------
    path : path
        The video file.
    model : path, optional
        As for `PoseEstimator`.
    progress : callable, optional
        Called after each picture, see `formcheck.video.Progress`.

    Raises
    ------
    VideoError, ModelError
        If the file is no usable video, or the model is missing or damaged.
    """
    with Video(path) as video, PoseEstimator(model) as estimator:
        for t, picture in video.frames(progress):
            yield picture, estimator.estimate(picture, t)


@functools.cache
def model_path() -> Path:
    """Return the pose model that comes with formcheck, verified once per process.

    Raises
    ------
    ModelError
        If it is missing or not the file it should be.
    """
    paths = [folder / MODEL_FILE for folder in _MODEL_FOLDERS]
    path = next((path for path in paths if path.is_file()), paths[0])
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
    if found != MODEL_SHA256:
        raise ModelError(
            f"{path}: the pose model is missing or damaged: expected sha256 {MODEL_SHA256}, found "
            f"{found}; reinstall formcheck, rebuild the model with models/build_bundle.py, or give "
            "another with --model PATH"
        )
    return path


def _checked_bundle(path: Path) -> Path:
    """Return the path of a bundle if it has the parts of one."""
    try:
        with zipfile.ZipFile(path) as archive:
            missing = _MODEL_PARTS - set(archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unusable(path, reason) from error
    if missing:
        raise _unusable(path, f"{' and '.join(sorted(missing))} missing")
    return path


def _unusable(path: Path, reason: str) -> ModelError:
    return ModelError(
        f"{path}: not a usable pose model ({reason}); give a MediaPipe pose landmarker bundle "
        "(.task) or leave --model out"
    )


def _load(model: Path, *, alone: bool = False) -> Any:
    """Return a MediaPipe landmarker for one person in a row of pictures, or in pictures alone."""
    _stay_offline()
    mode = vision.RunningMode
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)),
        running_mode=mode.IMAGE if alone else mode.VIDEO,
        output_segmentation_masks=not alone,
    )
    try:
        with _stderr_silenced():
            return vision.PoseLandmarker.create_from_options(options)
    except (ValueError, RuntimeError) as error:
        raise _unusable(model, str(error).splitlines()[0]) from error


def _image(picture: Picture) -> Any:
    return mediapipe.Image(mediapipe.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _points(landmarks: Any, size: tuple[int, int]) -> Array:
    """Return landmarks [px]: MediaPipe tells them as fractions of width and height."""
    points: Array = np.array([(mark.x, mark.y) for mark in landmarks]) * size
    return points


def _body_mask(found: Any, size: tuple[int, int]) -> Mask | None:
    if not found.pose_landmarks:
        return None
    likely = np.squeeze(found.segmentation_masks[0].numpy_view(), axis=2)
    mask: Mask = cv2.resize(likely, mask_size(size), interpolation=cv2.INTER_AREA) > _BODY
    return mask


def _pose_frame(
    found: Any, t: float, size: tuple[int, int], mask: Mask | None, flow: Array | None, light: Array
) -> PoseFrame:
    """Translate what MediaPipe found."""
    if mask is None:
        return PoseFrame.missing(t, size, light=light)
    landmarks, world = found.pose_landmarks[0], found.pose_world_landmarks[0]
    return PoseFrame(
        t=t,
        size=size,
        image=_points(landmarks, size),
        world=np.array([(mark.x, mark.y, mark.z) for mark in world]),
        visibility=np.array([mark.visibility for mark in landmarks]),
        presence=np.array([mark.presence for mark in landmarks]),
        mask=mask,
        flow=flow,
        light=light,
    )


@functools.cache
def _stay_offline() -> None:
    """Keep MediaPipe from reporting its use over the network.

    Its library posts usage statistics (no pictures, no landmarks) to its maker, once a minute and
    when a landmarker closes, and has no option against it. formcheck promises that nothing leaves
    the machine. On Linux the library posts with libcurl, which takes its proxy from the
    environment and, where that is of a kind that does not exist, gives up before it looks up a
    name or opens a connection. Set below `os.environ`, so that Python code does not see it;
    programs started from here inherit it.
    """
    os.putenv("https_proxy", "off://formcheck-sends-nothing")  # libcurl looks at this one first
    for exception in ("no_proxy", "NO_PROXY"):
        os.unsetenv(exception)


_STDERR = threading.Lock()


@contextmanager
def _stderr_silenced() -> Iterator[None]:
    """Drop what is written to the error stream, by native code too.

    MediaPipe's library greets each new landmarker and its first picture with warnings about
    itself, and takes leave of it likewise; no setting stops them. What really goes wrong comes as
    an exception.
    """
    with _STDERR:
        try:
            stderr = os.dup(2)
        except OSError:  # closed: nothing to silence
            yield
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
