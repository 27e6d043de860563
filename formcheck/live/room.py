"""One live set: pose model, lesson and recording behind a token, whatever happens to the socket."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..coach.dose import Amount
from ..coach.lesson import Lesson
from ..coach.lines import Line
from ..coach.status import status
from ..exercises import find
from ..landmarks import PoseFrame
from .pictures import FrameClock, decoded, unpacked

Json = dict[str, Any]


class PoseSource(Protocol):
    """Finds the person in pictures; the pose model, or something simpler in tests."""

    def estimate(self, picture: npt.NDArray[np.uint8], t: float) -> PoseFrame:
        """Return what is seen of the person at time `t` [s]."""


PoseSources = Callable[[], AbstractContextManager[PoseSource]]


class Room:
    """Everything of one set. Used by one thread at a time."""

    def __init__(self, order: Json, poses: PoseSources) -> None:
        exercise = find(order["exercise"])
        amount = Amount.of(exercise, order.get("repetitions"), order.get("hold_s"))
        self.lesson = Lesson(exercise, amount, target=order.get("target") or 1.0)
        self._poses = poses()
        self._pose = self._poses.__enter__()
        self._clock = FrameClock()

    def frame(self, message: bytes) -> Json:
        """Take a message with a frame; return the answer."""
        t_ms, jpeg = unpacked(message)
        picture = decoded(jpeg)
        frame = self._pose.estimate(picture, self._clock(t_ms))
        lines = self.lesson.update(frame)
        return {"type": "frame", "t_ms": t_ms, "scene": None, **self._state(lines)}

    def greet(self) -> Json:
        """Return the first message of a set."""
        return {"type": "state", **self._state([])}

    def ask(self, what: str) -> Json:
        """Do what the person asks for: pause, resume, skip, hurts or stop."""
        return {"type": "state", **self._state(getattr(self.lesson, what)())}

    def close(self) -> None:
        """Free the pose model."""
        self._poses.__exit__(None, None, None)

    def done(self) -> Json:
        """Return the message that ends a set."""
        return {"type": "done", **self._state([]), "summary": self.lesson.report().as_dict(),
                "recording": None}  # fmt: skip

    def _state(self, lines: list[Line]) -> Json:
        return {"status": status(self.lesson), "say": [line.as_dict() for line in lines]}
