"""The live route, driven as a browser drives it."""

import json
from time import sleep

import numpy as np
import pytest
import scenes
from live_client import SIZE, Drawn, bridges, browser, jpeg, message
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from formcheck.coach.dose import Amount
from formcheck.coach.lesson import Lesson
from formcheck.coach.transcript import transcript
from formcheck.exercises import EXERCISES
from formcheck.live import access, limits, pictures, room, rooms, socket
from formcheck.live.access import TOKENS, Tokens, is_own_origin
from formcheck.live.app import Live
from formcheck.pictures.kept_film import KeptFilm, film_of, join, pieces
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.video import Video

BRIDGE = EXERCISES["bridge"]
TIMES = [frame.t for frame in bridges()]


@pytest.fixture
def live(tmp_path):
    return Live(tmp_path, Drawn(bridges()))


@pytest.fixture
def client(live):
    with TestClient(Starlette(routes=live.routes(), lifespan=live.lifespan)) as client:
        yield client


def error_of(page):
    """Return the error that ends a connection, and the code it is closed with."""
    answer = page.take()
    assert answer["type"] == "error"
    with pytest.raises(WebSocketDisconnect) as closed:
        page.take()
    return answer, closed.value.code


# -- a set -----------------------------------------------------------------------------------------


def test_a_set_is_coached_recorded_and_replays_bit_for_bit(client, live):
    with browser(client) as page:
        first = page.start(repetitions=2)
        assert first["type"] == "state"
        assert first["ask"] == {"long_side": 640, "fps": 30}
        end = page.show_all(TIMES)
        events = live.rooms[first["set"]].lesson.report().events
    assert end["type"] == "done"
    assert (end["summary"]["count"], end["summary"]["exercise"]) == (2, "bridge")
    assert page.said[-1] == "Two done, and steady throughout."

    path = live.rooms.folder / end["recording"]
    recording = Recording.read(path)
    assert replay(recording, BRIDGE).events == events
    lesson = Lesson(BRIDGE, Amount.of(BRIDGE, 2))
    assert [line.text for _, line in transcript(lesson, recording)] == page.said


def test_every_frame_gets_one_answer_with_its_time(client):
    with browser(client) as page:
        page.start()
        for t in TIMES[:5]:
            answer = page.show(t)
            assert answer["type"] == "frame"
            assert answer["t_ms"] == pytest.approx(1000 * t)
            assert answer["scene"]["size"] == [640, 360]  # the drawn person's own picture


def test_no_recording_where_it_is_switched_off(client, tmp_path):
    with browser(client) as page:
        page.start(repetitions=2, record=False)
        end = page.show_all(TIMES)
    assert end["recording"] is None
    assert list(tmp_path.iterdir()) == []


def test_pictures_are_kept_only_where_that_is_asked_for(client, tmp_path, monkeypatch):
    # This browser shows faster than a camera: on a loaded machine the disk may lag far behind it.
    monkeypatch.setattr(room, "MOST_TO_FILM", len(TIMES))
    with browser(client) as page:
        page.start(repetitions=2)
        page.show_all(TIMES[:5])
        page.start(repetitions=2, film=True)
        end = page.show_all(TIMES[5:])
    assert len(list(tmp_path.glob("*.mp4"))) == 1
    recording = Recording.read(tmp_path / end["recording"])
    with Video(film_of(tmp_path / end["recording"])) as film:
        times = [t for t, _ in film.frames()]
        assert film.size == SIZE
    assert times == pytest.approx(recording.t, abs=0.001)


def test_a_disk_that_lags_costs_pictures_never_landmarks(client, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_TO_FILM", 1)
    add = KeptFilm.add
    monkeypatch.setattr(KeptFilm, "add", lambda self, *what: (sleep(0.2), add(self, *what)))
    with browser(client) as page:
        page.start(repetitions=2, film=True)
        end = page.show_all(TIMES)
    recording = Recording.read(tmp_path / end["recording"])
    with Video(film_of(tmp_path / end["recording"])) as film:
        times = [t for t, _ in film.frames()]
    assert 0 < len(times) < len(recording)
    assert set(np.round(times, 3)) <= set(np.round(recording.t, 3))


def test_pain_ends_the_set_at_once(client):
    with browser(client) as page:
        page.start()
        page.show_all(TIMES[:40])
        answer = page.ask("hurts")
        assert answer["say"][0]["interrupts"]
        assert answer["status"]["stage"] == "stopped"
        assert page.take()["type"] == "done"


def test_a_pause_looks_at_no_picture(client):
    with browser(client) as page:
        page.start()
        page.show_all(TIMES[:20])
        assert page.ask("pause")["status"]["stage"] == "paused"
        assert page.show(TIMES[20] + 1)["scene"] is None
        assert page.ask("resume")["status"]["stage"] != "paused"


def test_another_set_follows_on_the_same_connection(client, tmp_path):
    with browser(client) as page:
        first = page.start()
        page.show_all(TIMES[:20])
        second = page.start()
        assert second["set"] != first["set"]
        assert second["status"]["count"] == 0
    assert (tmp_path / f"{first['set']}.npz").is_file()


def test_the_pose_model_is_closed_whatever_happens(tmp_path):
    opened, closed = Drawn.opened, Drawn.closed
    live = Live(tmp_path, Drawn(bridges()))
    with TestClient(Starlette(routes=live.routes(), lifespan=live.lifespan)) as client:
        with browser(client) as page:
            page.start()
            page.show(0.0)
        assert Drawn.opened == opened + 1
    assert Drawn.closed == closed + 1
    assert len(list(tmp_path.glob("*.npz"))) == 1  # and the recording is whole


# -- going on --------------------------------------------------------------------------------------


def test_a_lost_socket_loses_nothing(client):
    token = TOKENS.issue()
    half = len(TIMES) // 2 + 15
    with browser(client, token) as page:
        set_id = page.start()["set"]
        page.show_all(TIMES[:half])
        count = page.status["count"]
    assert count == 1
    with browser(client, token) as page:
        answer = page.start(continues=set_id)
        assert answer["continued"]
        assert (answer["set"], answer["status"]["count"]) == (set_id, 1)
        page.show(TIMES[half] + 5)
        assert "I lost sight of you. Your one is kept." in page.said


def test_a_stopped_server_loses_nothing(tmp_path):
    half = len(TIMES) // 2 + 15
    before = Live(tmp_path, Drawn(bridges()))
    with TestClient(Starlette(routes=before.routes())) as client, browser(client) as page:
        set_id = page.start(repetitions=7)["set"]
        page.show_all(TIMES[:half])
        assert page.status["count"] == 1
    after = Live(tmp_path, Drawn(bridges()))
    with TestClient(Starlette(routes=after.routes())) as client, browser(client) as page:
        answer = page.start(continues=set_id)
        assert answer["continued"]
        assert (answer["status"]["count"], answer["status"]["of"]) == (1, 7)
        recorded_size = jpeg(*bridges()[0].size)
        assert page.show(0.0, recorded_size)["type"] == "frame"


def test_a_film_goes_on_where_the_server_stopped(tmp_path):
    picture = jpeg(*bridges()[0].size)
    half = len(TIMES) // 2
    before = Live(tmp_path, Drawn(bridges()))
    with TestClient(Starlette(routes=before.routes())) as client, browser(client) as page:
        set_id = page.start(repetitions=7, film=True)["set"]
        for t in TIMES[:half]:
            page.show(t, picture)
    folder = tmp_path / f"{set_id}.part"
    before.rooms[set_id].thread.submit(lambda: None).result()
    (piece,) = folder.glob("*.mp4")
    broken = piece.read_bytes()  # as a power cut leaves it: no end, and half a fragment
    piece.write_bytes(broken[: len(broken) * 2 // 3])
    after = Live(tmp_path, Drawn(bridges()))
    with TestClient(Starlette(routes=after.routes())) as client, browser(client) as page:
        page.start(continues=set_id)
        for t in TIMES[half : half + 20]:
            page.show(t, picture)
        page.ask("stop")
        end = page.take()
    with Video(film_of(tmp_path / end["recording"])) as film:
        times = [t for t, _ in film.frames()]
    recording = Recording.read(tmp_path / end["recording"])
    assert len(times) > 40
    assert times == sorted(times)
    assert times[-20:] == pytest.approx(recording.t[-20:], abs=0.001)
    assert [one.suffix for one in sorted(tmp_path.iterdir())] == [".mp4", ".npz"]


def test_a_film_that_cannot_be_joined_is_kept_in_pieces(tmp_path, monkeypatch):
    folder = tmp_path / "set.part"
    folder.mkdir()
    film = KeptFilm(folder, SIZE)
    for i in range(30):
        film.add(i / 15, pictures.decoded(jpeg()))
    film.close()

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("formcheck.pictures.kept_film.written_whole", full)
    assert join(folder) is None
    (piece,) = tmp_path.glob("*.mp4")
    with Video(piece) as kept:
        assert len(list(kept.frames())) == 30
    assert pieces(folder) == []


def test_a_side_left_out_stays_left_out_after_a_restart(tmp_path):
    frames = scenes.knee_to_chest(hold_s=6.0)[::3]  # fewer than may be sent at once
    order = {"exercise": "knee_to_chest", "repetitions": 2, "hold_s": 5}
    before = Live(tmp_path, Drawn(frames))
    with TestClient(Starlette(routes=before.routes())) as client, browser(client) as page:
        set_id = page.start(**order)["set"]
        for frame in frames:
            page.show(frame.t, jpeg(*frame.size))
            if page.status["count"]:
                break
        page.ask("skip")
        left_out = before.rooms[set_id].lesson.coach.progress.skipped
        assert len(left_out) == 1
    after = Live(tmp_path, Drawn(frames))
    with TestClient(Starlette(routes=after.routes())) as client, browser(client) as page:
        assert page.start(continues=set_id)["continued"]
        assert after.rooms[set_id].lesson.coach.progress.skipped == left_out


def test_a_smaller_picture_before_the_set_does_not_tell_everything_again(client):
    with browser(client) as page:
        page.start()
        page.show_all(TIMES[:10])
        told = list(page.said)
        for t in TIMES[10:20]:
            page.show(t, jpeg(320, 180))
    assert told
    assert page.said == told


def test_a_picture_of_the_same_shape_is_fitted_in_a_set_under_way(client):
    with browser(client) as page:
        page.start()
        page.show_all(TIMES[:150])
        assert page.status["stage"] == "active"
        assert page.show(TIMES[150], jpeg(2 * SIZE[0], 2 * SIZE[1]))["type"] == "frame"
        turned = page.show(TIMES[151], jpeg(SIZE[0], 2 * SIZE[1]))
        assert turned["code"] == "bad_frame"
        assert "Turn the camera back" in turned["text"]


def test_an_unknown_set_begins_anew_and_says_so(client):
    with browser(client) as page:
        answer = page.start(continues="../../etc/passwd")
        assert not answer["continued"]
        assert answer["status"]["count"] == 0


# -- who may come in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://elsewhere"}, {"origin": "http://testserver:81"}, {"origin": "null"}, {}],
)
def test_a_foreign_page_is_refused(client, headers):
    path = f"/formcheck/live?token={TOKENS.issue()}"
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(path, headers=headers),
    ):
        pass
    assert closed.value.code == 4403


def test_the_origin_follows_the_host_the_page_came_from(client):
    headers = {"origin": "https://192.168.1.20:8501", "host": "192.168.1.20:8501"}
    assert is_own_origin(**headers)
    with browser(client, **headers) as page:
        assert page.start()["type"] == "state"


@pytest.mark.parametrize("token", ["", "guess", "x" * 5000])
def test_a_bad_token_is_told_what_to_do(client, token):
    with browser(client, token) as page:
        answer, code = error_of(page)
    assert (answer["code"], code) == ("token", 4401)
    assert "Load this page again" in answer["text"]


def test_tokens_expire_unless_used():
    now = [0.0]
    tokens = Tokens(clock=lambda: now[0])
    token = tokens.issue()
    now[0] = access.LASTS_S - 1
    assert tokens.admits(token)
    now[0] += access.LASTS_S - 1
    assert tokens.admits(token)
    now[0] += access.LASTS_S + 1
    assert not tokens.admits(token)
    assert not tokens.admits(token)


def test_old_tokens_make_room_for_new_ones(monkeypatch):
    monkeypatch.setattr(access, "MOST", 3)
    tokens = Tokens()
    issued = [tokens.issue() for _ in range(4)]
    assert [tokens.admits(token) for token in issued] == [False, True, True, True]


def test_of_two_windows_the_newer_goes_on(client):
    token = TOKENS.issue()
    with browser(client, token) as old:
        set_id = old.start()["set"]
        old.show_all(TIMES[:10])
        with browser(client, token) as new:
            assert new.start(continues=set_id)["continued"]
            answer, code = error_of(old)
            assert (answer["code"], code) == ("busy", 4409)
            assert new.show(TIMES[10])["type"] == "frame"


def test_only_so_many_sets_at_a_time(client, monkeypatch):
    monkeypatch.setattr(rooms, "MOST", 1)
    with browser(client) as first, browser(client) as second:
        first.start()
        second.socket.send_json({"type": "start", "exercise": "bridge"})
        answer, code = error_of(second)
        assert (answer["code"], code) == ("full", 4503)
        assert first.show(0.0)["type"] == "frame"


# -- what may come in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "[]", "7", "{}", '{"type": "launch"}', "[" * 3000, "x" * 5000,
        '{"type": "start", "exercise": "yoga"}', '{"type": "start", "exercise": ["bridge"]}',
        '{"type": "start", "exercise": "bridge", "repetitions": 1e9}',
        '{"type": "start", "exercise": "bridge", "repetitions": true}',
        '{"type": "start", "exercise": "bridge", "hold_s": NaN}',
        '{"type": "start", "exercise": "bridge", "target": -1}',
    ],
)  # fmt: skip
def test_garbled_text_ends_the_connection_with_a_plain_word(client, text):
    with browser(client) as page:
        page.socket.send_text(text)
        answer, code = error_of(page)
    assert (answer["code"], code) == ("order", 4400)
    assert answer["text"].endswith("Your count is kept. Load this page again to go on.")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"1234567", message(0.0, b"no picture"), message(0.0, jpeg()[:200]),
        message(float("nan")), message(float("inf")), message(0.0, jpeg(2000, 100)),
        message(0.0, jpeg(2400, 1800)), message(0.0, jpeg(16, 16)),
    ],
)  # fmt: skip
def test_a_frame_that_cannot_be_used_is_told_and_the_next_one_is_taken(client, data):
    with browser(client) as page:
        page.start()
        page.socket.send_bytes(data)
        answer = page.take()
        assert (answer["type"], answer["code"]) == ("error", "bad_frame")
        assert page.show(0.0)["type"] == "frame"


def test_a_picture_is_measured_before_it_is_unpacked(monkeypatch):
    bomb = jpeg(6000, 5000)
    assert len(bomb) < pictures.MAX_BYTES
    monkeypatch.setattr(pictures.np, "asarray", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(pictures.FrameError, match="6000 x 5000"):
        pictures.decoded(bomb)


def test_a_message_that_is_too_large_ends_the_connection(client):
    with browser(client) as page:
        page.start()
        page.socket.send_bytes(bytes(pictures.MAX_BYTES + 1))
        answer, code = error_of(page)
    assert (answer["code"], code) == ("size", 4413)


def test_a_picture_before_the_start_is_refused(client):
    with browser(client) as page:
        page.socket.send_bytes(message(0.0))
        assert error_of(page)[1] == 4400


def test_a_turned_camera_starts_afresh_until_something_counts(client):
    with browser(client) as page:
        page.start()
        assert page.show(0.0)["type"] == "frame"
        assert page.show(0.1, jpeg(SIZE[1], 2 * SIZE[0]))["type"] == "frame"
        page.show_all(0.2 + t for t in TIMES[:80])
        assert page.status["stage"] == "active"


def test_a_camera_turned_mid_way_is_told_and_the_count_kept(client):
    with browser(client) as page:
        page.start()
        page.show_all(TIMES[:80])
        assert page.status["stage"] == "active"
        answer = page.show(TIMES[80], jpeg(SIZE[1], 2 * SIZE[0]))
        assert answer["code"] == "bad_frame"
        assert "Turn the camera back" in answer["text"]
        assert page.show(TIMES[81])["type"] == "frame"


def test_a_flood_ends_the_connection(client, monkeypatch):
    monkeypatch.setattr(limits, "BURST", 5.0)
    monkeypatch.setattr(limits, "RATE_HZ", 0.0)
    monkeypatch.setattr(socket.time, "monotonic", lambda: 0.0)
    with browser(client) as page:
        for _ in range(7):
            page.socket.send_text(json.dumps({"type": "pause"}))
        answer, code = error_of(page)
    assert (answer["code"], code) == ("rate", 4429)


def test_the_rate_fills_up_again():
    rate = limits.Rate()
    assert all(rate.allows(0.0) for _ in range(int(limits.BURST)))
    assert not rate.allows(0.0)
    assert rate.allows(1.0)


def test_what_breaks_inside_is_told_plainly(tmp_path, caplog):
    live = Live(tmp_path, Drawn(()))  # no frame to give: as if the pose model failed
    with (
        TestClient(Starlette(routes=live.routes(), lifespan=live.lifespan)) as client,
        browser(client) as page,
    ):
        page.start()
        page.socket.send_bytes(message(0.0))
        answer, code = error_of(page)
    assert (answer["code"], code) == ("server", 4500)
    assert "IndexError" not in answer["text"]
    assert "A frame could not be judged" in caplog.text


# -- pace and time ---------------------------------------------------------------------------------


def test_a_slow_machine_asks_for_fewer_and_smaller_frames_and_a_quick_one_for_more_again():
    pace = limits.Pace()
    asked = [pace.took(0.07) for _ in range(200)]
    assert [one for one in asked if one][-1] == (12, 480)
    asked = [pace.took(0.02) for _ in range(300)]
    assert [one for one in asked if one][-1] == (30, 640)
    assert [pace.took(0.02) for _ in range(50)] == [None] * 50


@pytest.mark.parametrize(
    ("ms", "seconds"),
    [
        ([5000, 5040, 5080], [0, 0.04, 0.08]),
        ([0, 0, -5, 40], [0, 0.001, 0.002, 0.04]),
        ([9000, 9040, 0, 40], [0, 0.04, 1.54, 1.58]),
    ],
)
def test_times_start_at_zero_and_always_increase(ms, seconds):
    clock = pictures.FrameClock()
    assert [clock(t) for t in ms] == pytest.approx(seconds)


def test_the_page_files_are_served(client):
    assert client.get("/formcheck/clips/bridge__good.webm").status_code == 200
    for path in ("/formcheck/web/../app.py", "/formcheck/web/%2e%2e/app.py"):
        assert client.get(path).status_code == 404
