"""The live route, driven as a browser drives it."""

import functools
import io
import struct

import numpy as np
import pytest
import scenes
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from formcheck.live.access import TOKENS
from formcheck.live.app import Live

OWN = {"origin": "http://testserver"}


class Film:
    """A pose source that plays a drawn film, one frame for each picture."""

    def __init__(self, frames):
        self.frames = iter(frames)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def estimate(self, _picture, _t):
        return next(self.frames)


@functools.cache
def jpeg(width=640, height=480):
    out = io.BytesIO()
    Image.fromarray(np.zeros((height, width, 3), np.uint8)).save(out, "JPEG")
    return out.getvalue()


def message(t_ms, picture=None):
    return struct.pack("<d", t_ms) + (jpeg() if picture is None else picture)


@pytest.fixture
def client(tmp_path):
    live = Live(tmp_path, lambda: Film(scenes.bridge()))
    with TestClient(Starlette(routes=live.routes(), lifespan=live.lifespan)) as client:
        yield client


def test_a_clip_is_counted(client):
    with client.websocket_connect(f"/formcheck/live?token={TOKENS.issue()}", headers=OWN) as socket:
        socket.send_json({"type": "start", "exercise": "bridge", "repetitions": 2})
        assert socket.receive_json()["type"] == "state"
        said = []
        for i in range(len(scenes.bridge())):
            socket.send_bytes(message(i * 1000 / 30))
            answer = socket.receive_json()
            assert answer["type"] == "frame"
            said += [line["text"] for line in answer["say"]]
            if answer["status"]["stage"] == "done":
                break
        assert socket.receive_json()["type"] == "done"
    assert "One." in said


def test_a_foreign_page_is_refused(client):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(
            f"/formcheck/live?token={TOKENS.issue()}", headers={"origin": "http://elsewhere"}
        ),
    ):
        pass
