"""What the tests of the live route share: a browser's side of it, and a person who is drawn."""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import scenes
from PIL import Image

from formcheck.landmarks import PoseFrame
from formcheck.live.access import TOKENS

OWN = {"origin": "http://testserver"}
SIZE = (64, 64)


@functools.cache
def bridges(reps: int = 2) -> tuple[PoseFrame, ...]:
    """Return drawn bridges, at 15 frames a second."""
    return tuple(scenes.bridge(reps))[::2]


class Drawn:
    """Stands in for the pose model: sees a drawn person, one frame in each picture."""

    opened = closed = 0

    def __init__(self, frames: tuple[PoseFrame, ...]) -> None:
        self._frames = frames
        self._next = 0

    def __call__(self) -> Drawn:
        return self

    def __enter__(self) -> Drawn:
        Drawn.opened += 1
        return self

    def __exit__(self, *error: object) -> None:
        Drawn.closed += 1

    def estimate(self, _picture: object, t: float) -> PoseFrame:
        frame = self._frames[self._next]
        self._next += 1
        return replace(frame, t=t)


@functools.cache
def jpeg(width: int = SIZE[0], height: int = SIZE[1]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.zeros((height, width, 3), np.uint8)).save(out, "JPEG")
    return out.getvalue()


def message(t_s: float, picture: bytes | None = None) -> bytes:
    return struct.pack("<d", 1000 * t_s) + (jpeg() if picture is None else picture)


class Browser:
    """One connection, as the page's script holds it."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.said: list[str] = []
        self.status: dict | None = None

    def start(self, **order):
        order = {"type": "start", "exercise": "bridge", "repetitions": 10} | order
        self.socket.send_json(order)
        return self.take()

    def ask(self, what):
        self.socket.send_json({"type": what})
        return self.take()

    def show(self, t_s, picture=None):
        self.socket.send_bytes(message(t_s, picture))
        return self.take()

    def show_all(self, times):
        """Show frames at these times; return the end of the set, if it came."""
        for t_s in times:
            self.show(t_s)
            if self.status["stage"] in ("done", "stopped"):
                return self.take()
        return None

    def take(self):
        answer = self.socket.receive_json()
        self.said += [line["text"] for line in answer.get("say", [])]
        self.status = answer.get("status", self.status)
        return answer


@contextmanager
def browser(client, token: str | None = None, **headers) -> Iterator[Browser]:
    token = TOKENS.issue() if token is None else token
    path = f"/formcheck/live?token={token}"
    with client.websocket_connect(path, headers=OWN | headers) as socket:
        yield Browser(socket)
