"""The live view in a real browser: what a person sees, hears and presses, from Start to the report.

Nothing here leaves the computer: the browser knows no host but localhost, and a request to any
other fails the test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_kit import (
    ALLOWED,
    CHROMIUM,
    FAKE_CAMERA,
    PATIENCE_MS,
    SPY,
    App,
    camera_file,
    chromium,
)

from formcheck.coach import phrases
from formcheck.coach.dose import Amount
from formcheck.coach.lesson import Lesson
from formcheck.coach.transcript import transcript
from formcheck.exercises import EXERCISES
from formcheck.recording import Recording
from formcheck.replay import load, replay

api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Playwright's own pipes
]
RENDERED = Path(__file__).parents[1] / "fixtures" / "rendered"
HOLD_TOLERANCE_S = 0.5
"""JPEG and another decoder change each landmark a little, and with it where a hold begins; as much
as a hold of 20 s may be off against what a person sees."""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    with api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("app"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def browser(playwright) -> Iterator[Any]:
    """A browser whose camera is allowed and shows a test picture."""
    with chromium(playwright, FAKE_CAMERA, ALLOWED) as running:
        yield running


class Visit:
    """A person at the page: what was sent to them, and what is on their screen."""

    def __init__(self, browser: Any, url: str, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.context.add_init_script(SPY)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.answers: list[dict[str, Any]] = []
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._local)
        self.page.on("websocket", self._listen)
        self.url = url

    def _local(self, request: Any) -> None:
        if not re.match(r"(https?|wss?)://localhost[:/]|data:|blob:", request.url):
            self.trouble.append(f"asked for {request.url}")

    def _listen(self, line: Any) -> None:
        if "/formcheck/live" in line.url:
            line.on("framereceived", lambda text: self.answers.append(json.loads(text)))

    def open(self, title: str | None = None) -> Visit:
        self.page.goto(self.url)
        self.start.wait_for()
        if title is not None:
            self.page.get_by_role("button", name=title, exact=True).click()
            # The focus moves there once the button starts what was chosen.
            api.expect(self.start).to_be_focused(timeout=PATIENCE_MS)
        return self

    @property
    def start(self) -> Any:
        return self.page.get_by_role("button", name="Start", exact=True)

    @property
    def stage(self) -> Any:
        return self.page.locator("dialog.stage")

    def see(self, text: str) -> None:
        api.expect(self.stage).to_contain_text(text, timeout=PATIENCE_MS)

    def press(self, name: str) -> None:
        self.stage.get_by_role("button", name=name).click()

    def until(self, found: Callable[[], Any]) -> Any:
        """Wait, without holding up the browser's messages."""
        for _ in range(PATIENCE_MS // 50):
            if one := found():
                return one
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing came of it; trouble: {self.trouble}")

    def done(self) -> dict[str, Any]:
        """Wait for the end of the set and for the page that tells about it."""
        end = self.until(lambda: next((a for a in self.answers if a["type"] == "done"), None))
        self.page.get_by_role("button", name="Another set").wait_for()
        return end

    def lines(self) -> list[str]:
        return [line["text"] for answer in self.answers for line in answer.get("say", ())]

    def heard(self) -> list[str]:
        return self.page.evaluate("said")


@pytest.fixture
def visit() -> Iterator[Callable[..., Visit]]:
    """Let somebody visit the page; in the end nothing may have gone wrong unseen."""
    visits: list[Visit] = []

    def one(*args: Any, **context: Any) -> Visit:
        visits.append(Visit(*args, **context))
        return visits[-1]

    yield one
    for each in visits:
        each.context.close()
        assert each.trouble == []


def told(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return what a report says about each repetition or hold, the times left out."""
    return [
        (one["side"], one["faults"], one["cannot_judge"])
        for one in [*report["repetitions"], *report["holds"]]
    ]


def held(report: dict[str, Any]) -> list[float]:
    seconds = [one["hold_s"] for one in report["repetitions"] if one["hold_s"] is not None]
    return seconds + [one["held_s"] for one in report["holds"]]


# -- a whole set -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_sample_clip_is_counted_judged_and_coached_as_in_replay(name, app, browser, visit):
    exercise = EXERCISES[name]
    recording = load(RENDERED / f"{name}__good.webm")
    lesson = Lesson(exercise, Amount.of(exercise))
    lines = [line.text for _, line in transcript(lesson, recording)]

    person = visit(browser, app.url).open(exercise.title)
    person.page.get_by_role("button", name="No camera?").click()
    end = person.done()

    live, expected = end["summary"], lesson.report().as_dict()
    assert told(live) == told(expected) == told(replay(recording, exercise).as_dict())
    assert told(live), "the film shows something to count"
    assert held(live) == pytest.approx(held(expected), abs=HOLD_TOLERANCE_S)
    assert person.lines() == lines
    assert person.heard() == lines
    kept = Recording.read(app.data / "formcheck" / "recordings" / end["recording"])
    assert len(kept) == sum(answer["type"] == "frame" for answer in person.answers)
    assert told(replay(kept, exercise).as_dict()) == told(live)


def test_a_sample_clip_that_does_not_play_on_is_asked_for_again(app, browser, visit):
    person = visit(browser, app.url).open("Bridge")
    person.page.get_by_role("button", name="No camera?").click()
    person.until(lambda: len(person.answers) > 3)
    # What a play and a pause that cross leave behind: a film that stands still, and says nothing.
    person.stage.locator("video").evaluate(
        "video => { video.pause(); video.play = () => Promise.reject(new Error('crossed')); }"
    )
    seen = len(person.answers)
    person.until(lambda: len(person.answers) > seen + 3)


def test_a_sample_clip_that_shows_no_picture_for_a_moment_goes_on(app, browser, visit):
    person = visit(browser, app.url).open("Bridge")
    person.page.get_by_role("button", name="No camera?").click()
    person.until(lambda: len(person.answers) > 3)
    person.stage.locator("video").evaluate(
        """() => {
            const real = VideoFrame;
            let missing = 3;
            globalThis.VideoFrame = function (video) {
                if (missing-- > 0) throw new DOMException("no picture", "InvalidStateError");
                return new real(video);
            };
        }"""
    )
    seen = len(person.answers)
    person.until(lambda: len(person.answers) > seen + 3)


def real_clips() -> list[Path]:
    return sorted((Path(__file__).parents[2] / "shared" / "real" / "clips").glob("c*.mp4"))


@pytest.mark.parametrize(
    "film",
    [
        pytest.param(film, id=film.stem)
        for film in (RENDERED / "bridge__good.webm", RENDERED / "cat_cow__good.webm", *real_clips())
    ],
)
def test_what_the_webcam_sees_is_counted(film, app, playwright, visit, tmp_path):
    """A film as the webcam, slowed down: whatever pictures get through, the count is right."""
    exercise = EXERCISES[film.stem.split("__")[0]]
    expected = replay(load(film), exercise).as_dict()
    count = len(told(expected))
    slower = 2 if film.suffix == ".webm" else 3
    camera = camera_file(film, tmp_path / "camera.y4m", slower=slower)
    # A hold lasts longer in the slowed film; less than all of it is asked for.
    hold_s = int((slower - 1) * min(held(expected))) if expected["holds"] else None
    with chromium(
        playwright, FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={camera}"
    ) as browser:
        person = visit(browser, app.url).open(exercise.title)
        for label, value in (("Repetitions|Holds", count), ("Hold each", hold_s)):
            if value is not None:
                field = person.page.get_by_label(re.compile(label))
                field.fill(str(value))
                field.press("Enter")
        # Start takes the dose that stands below it, which changes once the page has run again.
        dose = phrases.amount(exercise, Amount.of(exercise, count, hold_s))
        api.expect(person.page.locator(".after")).to_contain_text(dose, timeout=PATIENCE_MS)
        person.start.click()
        end = person.done()
        person.context.close()
    live = end["summary"]
    assert end["status"]["count"] == count
    assert [side for side, *_ in told(live)] == [side for side, *_ in told(expected)]
    kept = Recording.read(app.data / "formcheck" / "recordings" / end["recording"])
    assert told(replay(kept, exercise).as_dict()) == told(live)


def test_nothing_counted_is_lost_when_the_server_dies(browser, visit, tmp_path):
    app = App(tmp_path)
    try:
        person = visit(browser, app.url).open("Bridge")
        person.page.get_by_role("button", name="No camera?").click()
        counted = person.until(
            lambda: next((a for a in person.answers if a.get("status", {}).get("count")), None)
        )
        written_ms = counted["t_ms"] + 3000  # the recording is written every two seconds
        person.until(lambda: person.answers[-1].get("t_ms", 0) > written_ms)
        app.kill()
        person.see("formcheck stopped answering")
        person.see("1 repetition")
        app.start()
        end = person.done()
        person.page.close()  # while there is a server: it may still be fetching the player
    finally:
        app.close()
    # The second repetition of the film falls into the time in which nobody was looking.
    assert end["status"]["count"] >= 1
    first, *_ = end["summary"]["repetitions"]
    assert first["start_s"] < counted["t_ms"] / 1000
    person.trouble = [one for one in person.trouble if "localhost" not in one]


# -- what goes wrong -------------------------------------------------------------------------------

STATUS = {
    "stage": "active", "exercise": "bridge", "title": "Bridge", "phase": "hold", "count": 6,
    "of": 10, "side": None, "sides": None, "hold": {"held_s": 1.0, "of_s": 4.0, "running": True},
    "gauge": None, "pips": ["good"] * 6 + ["now"] + ["todo"] * 3, "checklist": [],
    "plan_view": None, "badge": "Cannot judge: far foot",
    "strip": {"state": "fault", "text": "Hips a little higher", "word": "Adjust", "arrow": "up"},
}  # fmt: skip


class Engine:
    """Stands in for the engine: always the same status, and it notes what it was told."""

    def __init__(self, page: Any, status: dict[str, Any] = STATUS, error: Any = None) -> None:
        self.told: list[dict[str, Any]] = []
        self.status, self.error = status, error
        self.line: Any = None
        page.route_web_socket(re.compile("/formcheck/live"), self._answer)

    def _answer(self, line: Any) -> None:
        self.line = line
        line.on_message(self._message)

    def _message(self, message: Any) -> None:
        if not isinstance(message, str):
            self.send("frame", t_ms=0.0, scene=None)
            return
        self.told.append(json.loads(message))
        if self.error is not None:
            self.line.send(json.dumps({"type": "error", **self.error}))
            self.line.close(code=4401)
        else:
            self.send("state", set="one")

    def send(self, kind: str, **more: Any) -> None:
        self.line.send(json.dumps({"type": kind, "status": self.status, "say": [], **more}))

    def was_told(self) -> list[str]:
        return [message["type"] for message in self.told]


def begun(person: Visit) -> Engine:
    """Start a set of which six repetitions are done."""
    engine = Engine(person.page)
    person.open("Bridge").start.click()
    person.see("of 10")
    return engine


def test_who_may_not_go_all_the_way_says_so(app, browser, visit):
    person = visit(browser, app.url)
    engine = Engine(person.page)
    person.open("Bridge")
    person.page.get_by_role("combobox", name="How far").click()
    person.page.get_by_role("option", name="Half way").click()
    after = person.page.locator(".after")
    api.expect(after).to_contain_text("Half way is far enough.", timeout=PATIENCE_MS)
    person.start.click()
    person.see("of 10")
    assert engine.told[0]["target"] == 0.5


def test_a_camera_that_is_not_allowed_is_said(app, playwright, visit):
    with chromium(playwright, FAKE_CAMERA) as browser:
        person = visit(browser, app.url).open()
        person.start.click()
        person.see("told not to use the camera")
        person.press("Leave")
        api.expect(person.stage).to_have_count(0)
        api.expect(person.start).to_be_focused()
        person.context.close()


def test_where_there_is_no_camera_a_sample_is_offered(app, playwright, visit):
    with chromium(playwright) as browser:
        person = visit(browser, app.url).open("Bridge")
        Engine(person.page)
        person.start.click()
        person.see("I find no camera")
        person.press("Use a sample clip")
        person.see("of 10")
        person.context.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [("NotReadableError", "Another program has the camera"), (None, "no camera to this address")],
)
def test_a_camera_that_cannot_be_had_is_said(error, said, app, browser, visit):
    person = visit(browser, app.url)
    broken = (
        "navigator.mediaDevices.getUserMedia = async () => "
        f"{{ throw new DOMException('', '{error}') }}"
        if error
        else "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
        "Object.defineProperty(window, 'isSecureContext', { value: false })"
    )
    person.page.add_init_script(broken)
    person.open()
    person.start.click()
    person.see(said)


def test_an_unplugged_camera_stops_the_clock_and_comes_back(app, browser, visit):
    person = visit(browser, app.url)
    engine = begun(person)
    person.stage.locator("video").evaluate(
        "video => video.srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
    )
    person.see("The camera was unplugged")
    person.see("6 repetitions")
    person.page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    person.until(lambda: "resume" in engine.was_told())
    assert engine.was_told() == ["start", "pause", "resume"]
    api.expect(person.stage.get_by_role("alertdialog")).to_be_hidden()
    assert "The camera is gone. The clock is paused." in person.heard()


def test_a_hidden_page_pauses_and_goes_on(app, browser, visit):
    person = visit(browser, app.url)
    engine = begun(person)
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    person.page.evaluate(hide, True)
    person.see("this page was not in front")
    assert "This page is hidden now, so I paused." in person.heard()
    person.page.evaluate(hide, False)
    person.until(lambda: "resume" in engine.was_told())
    assert engine.was_told() == ["start", "pause", "resume"]
    api.expect(person.stage.get_by_role("alertdialog")).to_be_hidden()


def test_a_lost_line_is_said_and_taken_up_again(app, browser, visit):
    person = visit(browser, app.url)
    engine = begun(person)
    engine.line.close(code=1011)
    person.until(lambda: len(engine.told) == 2)
    assert engine.told[1] == {**engine.told[0], "continues": "one"}
    api.expect(person.stage.get_by_role("alertdialog")).to_be_hidden()
    assert "I lost the connection. The clock is paused." in person.heard()


def test_a_refused_token_is_said_plainly(app, browser, visit):
    person = visit(browser, app.url)
    engine = Engine(person.page, error={"code": "token", "text": "Load this page again to go on."})
    person.open("Bridge").start.click()
    person.see("Load this page again to go on.")
    person.page.wait_for_timeout(1500)
    assert engine.was_told() == ["start"], "it does not try again what cannot work"


def test_a_second_tab_does_not_talk_over_the_first(app, browser, visit):
    first = visit(browser, app.url)
    begun(first)
    second = first.context.new_page()
    second.goto(app.url)
    second.get_by_role("button", name="Start", exact=True).click()
    api.expect(second.locator("dialog.stage")).to_contain_text(
        "running in another tab", timeout=PATIENCE_MS
    )


# -- hands, eyes and ears --------------------------------------------------------------------------


def test_keys_do_what_they_say(app, browser, visit):
    person = visit(browser, app.url)
    engine = begun(person)
    for key in ("s", " ", "H", "Escape"):
        person.page.keyboard.press(key)
    person.until(lambda: len(engine.told) == 4)
    assert engine.was_told() == ["start", "skip", "pause", "hurts"]
    assert person.stage.is_visible(), "Esc is left to full screen"


def test_mute_is_kept_between_visits(app, browser, visit):
    person = visit(browser, app.url)
    engine = begun(person)
    line = {"id": 1, "text": "Seven.", "kind": "count", "beep": None, "interrupts": False}
    engine.send("state", say=[line])
    person.until(lambda: "Seven." in person.heard())
    person.page.keyboard.press("m")
    api.expect(person.stage.get_by_role("button", name="Sound on")).to_have_attribute(
        "aria-pressed", "true"
    )
    engine.send("state", say=[{**line, "text": "Eight."}])
    begun(person)
    assert person.heard() == []
    api.expect(person.stage.get_by_role("button", name="Sound on")).to_be_visible()


def test_without_a_voice_the_words_stay(app, browser, visit):
    person = visit(browser, app.url)
    person.page.add_init_script("window.speechSynthesis.getVoices = () => []")
    engine = begun(person)
    engine.send("state", say=[{"id": 1, "text": "Four.", "kind": "count", "beep": None,
                               "interrupts": False}])  # fmt: skip
    person.see("Hips a little higher")
    assert person.heard() == []


def test_what_changes_is_told_to_screen_readers(app, browser, visit):
    person = visit(browser, app.url)
    begun(person)
    api.expect(person.stage.locator(".strip")).to_have_attribute("aria-live", "polite")
    api.expect(person.stage.locator(".heard")).to_have_text("6 of 10")
    api.expect(person.stage.get_by_role("img", name="Hold, 3 seconds left")).to_be_visible()


LOOKS = {
    "hold": {},
    "sides": {"sides": {"left": 3, "right": 3}, "side": "right", "of": 16, "pips": ["good"] * 16},
    "gauge": {"hold": None, "gauge": {"value": 0.8, "low": -0.5, "high": 0.5,
                                      "names": ["Cow", "Cat"]}},
    "long": {"strip": {"state": "setup", "word": "Set up", "arrow": "down",
                       "text": "Step back a little. I need to see you from head to foot."}},
    "setup": {"stage": "setup", "plan_view": {"turned_deg": 60.0, "side": "left", "ok": False},
              "checklist": [{"text": "Whole body in view", "state": "done"},
                            {"text": "One side to the camera", "state": "done"},
                            {"text": "Lie on your back with your knees bent", "state": "now"}]},
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("size", [(390, 844), (360, 640), (844, 390), (1440, 900)])
def test_everything_fits_on_the_screen(look, size, app, browser, visit):
    width, height = size
    person = visit(browser, app.url, viewport={"width": width, "height": height})
    Engine(person.page, {**STATUS, **LOOKS[look]})
    person.open("Bridge").start.click()
    person.see(LOOKS[look].get("strip", STATUS["strip"])["text"])
    outside = person.stage.evaluate(
        """(stage) => [...stage.querySelectorAll("button, .strip p, .strip b, .big, .pips, .ring, "
             + ".gauge, .checklist li, .badge, .rate")]
          .filter((one) => one.getClientRects().length)
          .map((one) => [one.className || one.textContent, one.getBoundingClientRect()])
          .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1
                             || box.top < -1 || box.bottom > innerHeight + 1)
          .map(([name, box]) => `${name} ${box.left} ${box.top} ${box.right} ${box.bottom}`)"""
    )
    assert outside == []
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_fits_a_phone(app, browser, visit):
    person = visit(browser, app.url, viewport={"width": 390, "height": 844}).open("Cat-cow")
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 390
    box = person.start.bounding_box()
    assert box["y"] + box["height"] < 844, "Start stands above the fold"
