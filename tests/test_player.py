"""What the replay player is sent, and how a browser fetches it."""

import gc
import json
from itertools import pairwise

import numpy as np
import pytest
import scenes
from starlette.applications import Starlette
from starlette.testclient import TestClient

from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.pictures.scene import scene_of
from formcheck.pictures.timeline import Timeline
from formcheck.player.shelf import Film, Shown, routes
from formcheck.player.story import story
from formcheck.player.track import drawn, track
from formcheck.recording import Recording
from formcheck.summary import own_range


@pytest.fixture(scope="module")
def recording():
    """Two hurried bridges, and then nobody."""
    frames = list(scenes.bridge(hold_s=1.0))
    end = frames[-1].t
    gone = [PoseFrame.missing(end + i / 30, frames[0].size) for i in range(1, 31)]
    return Recording.of([*frames, *gone])


@pytest.fixture(scope="module")
def timeline(recording):
    return Timeline.of(recording, EXERCISES["bridge"])


def test_a_packed_scene_is_the_scene(recording, timeline):
    packed = json.loads(track(recording, timeline))
    assert len(packed["frames"]) == len(packed["t"]) == len(recording)
    assert packed["frames"][-1] == 0
    row = packed["frames"][40]
    scene = scene_of(recording[40], timeline.exercise, timeline.side)
    points = np.array(row[0]).reshape(-1, 2) / packed["px"]
    assert points == pytest.approx(np.array([joint.at for joint in scene.joints]), abs=0.06)
    assert packed["parts"] == [joint.part for joint in scene.joints]
    links = [pair for chain in packed["chains"] for pair in pairwise(chain)]
    assert links == [line.parts for line in scene.lines]
    assert len(row[1]) == len(links)
    assert len(row[2]) == len(points)


def test_faults_are_named_in_their_repetition_only(recording, timeline):
    packed = json.loads(track(recording, timeline))
    assert packed["texts"] == ["Hold too short"]
    tagged = [t for t, row in zip(packed["t"], packed["frames"], strict=True) if row and row[6]]
    done = timeline.report.repetitions
    assert min(tagged) >= done[0].start_s - 1e-3
    assert max(tagged) <= done[-1].end_s + 1e-3


def test_outlines_are_there_where_somebody_is(recording):
    shapes = json.loads(drawn(recording))
    assert len(shapes) == len(recording)
    assert shapes[-1] == 0


def test_the_story_tells_what_the_report_has(recording, timeline):
    told = story(recording, timeline)
    json.dumps(told, allow_nan=False)
    assert [row["number"] for row in told["rows"]] == [1, 2]
    assert [mark["text"] for mark in told["marks"] if mark["kind"] == "fault"] == [
        "hold too short",
        "hold too short",
    ]
    first = told["curves"][0]
    assert first["name"] == "hip_angle"
    assert len(first["values"]) == len(recording)
    assert first["values"][-1] is None
    assert first["band"] == [165, 207]
    assert {limit["text"] for limit in first["limits"]} >= {"hips low under 165°"}
    assert {phase["name"]: phase["shape"] for phase in told["phases"]} == {
        "lift": "rises", "hold": "level", "lower": "falls"
    }  # fmt: skip
    assert told["range"] == list(own_range(timeline.exercise, timeline.report))
    assert told["range"][0].startswith("At rest your hip angle reads 1")
    (gone,) = told["unseen"]
    assert gone[0] == pytest.approx(timeline.t[-30], abs=0.05)
    for mark in told["marks"]:
        assert told["start_s"] <= mark["t"] <= told["end_s"]


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_can_be_told(name):
    recording = Recording.of(getattr(scenes, name)())
    told = story(recording, Timeline.of(recording, EXERCISES[name]))
    json.dumps(told, allow_nan=False)
    assert told["rows"]
    assert told["curves"]


# -- the shelf -----------------------------------------------------------------------------------

FILM = bytes(range(256)) * 4000


def put(film=None, outlines=lambda: b"[0]"):
    return Shown(story=b'{"a":1}', track=b"[]", outlines=outlines, film=film)


def address(shown, what):
    return f"/formcheck/replay/{shown.token}/{what}"


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes()))


def test_what_is_on_the_shelf_is_fetched(client):
    shown = put()
    answer = client.get(address(shown, "story"))
    assert answer.json() == {"a": 1}
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(address(shown, "track")).json() == []
    assert client.get(address(shown, "outlines")).json() == [0]
    assert client.get(address(shown, "film")).status_code == 404
    assert client.get(address(shown, "token")).status_code == 404
    assert client.get("/formcheck/replay/guessed/story").status_code == 404


def test_what_nobody_holds_is_gone(client):
    shown = put()
    where = address(shown, "story")
    del shown
    gc.collect()
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        (None, 200, 0, len(FILM)),
        ("bytes=0-", 206, 0, len(FILM)),
        ("bytes=100-299", 206, 100, 300),
        ("bytes=300000-900000", 206, 300000, 900001),
        ("bytes=-500", 206, len(FILM) - 500, len(FILM)),
        (f"bytes={len(FILM)}-", 416, 0, 0),
    ],
)
def test_parts_of_a_film_are_sent(client, tmp_path, as_file, asked, status, start, end):
    content = FILM
    if as_file:
        content = tmp_path / "a.webm"
        content.write_bytes(FILM)
    shown = put(Film.of("a.webm", content))
    answer = client.get(address(shown, "film"), headers={"Range": asked} if asked else {})
    assert answer.status_code == status
    if status != 416:
        assert answer.content == FILM[start:end]
        assert answer.headers["content-type"] == "video/webm"
        assert answer.headers["x-content-type-options"] == "nosniff"
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(FILM)}"


@pytest.mark.parametrize(
    ("name", "plays"),
    [("a.mp4", True), ("A.MOV", True), ("a.gif", False), ("a.avi", False), ("a.npz", False),
     ("a.html", False), ("", False)],
)  # fmt: skip
def test_only_films_are_given_to_browsers(name, plays):
    assert (Film.of(name, b"") is not None) is plays
