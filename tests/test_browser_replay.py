"""The replay page in a real browser: open a clip, look at a repetition, step, play, cancel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clip_files
import pytest
import scenes
from browser_kit import CHROMIUM, PATIENCE_MS, App, chromium

from formcheck.exercises import EXERCISES
from formcheck.pictures.captions import Captions
from formcheck.pictures.scene import scene_of
from formcheck.pictures.timeline import Timeline
from formcheck.recording import Recording

api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Playwright's own pipes
]
FILM = Path(__file__).parents[1] / "fixtures" / "rendered" / "bridge__hips_low.webm"
"""Two bridges with low hips, as its label says."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright, chromium(playwright) as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("app"))
    yield running
    running.close()


class Visit:
    """A person at the replay page."""

    def __init__(self, browser: Any, app: App, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", self._local)
        self.page.goto(f"{app.url}/replay")

    def _local(self, request: Any) -> None:
        if not re.match(r"(https?|wss?)://localhost[:/]|data:|blob:", request.url):
            self.trouble.append(f"asked for {request.url}")

    def choose(self, clip: Path) -> Visit:
        self.page.locator("input[type=file]").set_input_files(clip)
        return self

    def check(self) -> Visit:
        self.page.get_by_role("button", name="Check this clip").click()
        return self

    def ready(self) -> Visit:
        self.page.locator(".replay[data-state=ready]").wait_for()
        return self

    @property
    def slider(self) -> Any:
        return self.page.get_by_role("slider", name="Time in the clip")

    def now(self, what: str) -> float:
        return float(self.page.locator(".replay").get_attribute(f"data-{what}"))

    def player(self, of: str) -> Any:
        """Return something of the player, named ``player`` in the expression."""
        return self.page.locator(".replay").evaluate(
            f"(root) => {{ const {{ player }} = root; return {of}; }}"
        )

    def until(self, of: str) -> None:
        """Wait for something of the player."""
        root = self.page.locator(".replay").element_handle()
        self.page.wait_for_function(
            f"(root) => {{ const {{ player }} = root; return {of}; }}", arg=root
        )

    def settled(self) -> Visit:
        """Wait until the picture that was asked for is shown."""
        self.until(
            "!player.find('video').seeking && Number(player.root.dataset.frame) === player.frame"
        )
        return self

    def go(self) -> None:
        assert self.trouble == []
        self.context.close()


@pytest.fixture(scope="module")
def film(browser, app) -> Iterator[Visit]:
    """A film that was uploaded and recognised."""
    visit = Visit(browser, app, viewport={"width": 1440, "height": 900})
    yield visit.choose(FILM).check().ready()
    visit.go()


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    """Two hurried bridges, as landmarks alone."""
    folder = tmp_path_factory.mktemp("clips")
    return clip_files.write_recording(folder / "hurried.npz", scenes.bridge(hold_s=1.0))


@pytest.fixture(scope="module")
def figure(browser, app, recording) -> Iterator[Visit]:
    """A recording that was uploaded, on a phone."""
    visit = Visit(browser, app, viewport={"width": 390, "height": 844})
    yield visit.choose(recording).check().ready()
    visit.go()


def test_what_was_counted_and_found_is_told(film):
    page = film.page
    assert (
        "2 repetitions counted"
        in page.locator("[data-testid=stCaptionContainer]").first.inner_text()
    )
    assert page.locator(".reps tbody tr").count() == 2
    assert "hips low" in page.locator(".reps tbody").inner_text()
    assert page.locator(".track .rep").count() == 2
    assert film.page.locator(".replay").get_attribute("data-film") == "yes"


def test_the_second_repetition_is_shown_where_it_is(film):
    film.page.locator(".track .rep-1[data-go]").click()
    film.settled()
    film.page.locator(".track .rep-2[data-go]").click()
    film.settled()
    assert film.now("rep") == 2
    row = film.player("player.story.rows[1]")
    assert row["start"] <= film.now("time") <= row["end"]
    # film, overlay and curve are at the same frame
    frame = int(film.now("frame"))
    assert film.player("player.scenes.nearest(player.find('video').currentTime - 0.02)") == frame
    assert film.now("value") == film.player(f"player.story.curves[0].values[{frame}]")
    assert film.player("player.scene") == film.player(f"player.scenes.at({frame})")
    assert film.player(PAINTED)
    cursor = film.player("new DOMMatrix(getComputedStyle(player.timeline.cursor).transform).e")
    assert cursor == pytest.approx(
        film.player(f"player.timeline.x(player.scenes.t[{frame}])"), abs=1
    )
    assert film.page.locator("tr.lit").get_attribute("data-rep") == "2"


PAINTED = """(() => {
  const { canvas } = player.overlay;
  const [x, y] = player.scene.joints.find(({ part }) => part === "HIP").at;
  const scale = canvas.width / player.scene.size[0];
  return player.overlay.getImageData(scale * x, scale * y, 1, 1).data[3] === 255;
})()"""
"""Whether something is painted where the hip is."""


def test_rows_and_findings_lead_to_their_moment(film):
    film.page.locator("tbody tr[data-rep='1'] td").last.click()
    film.settled()
    assert film.now("rep") == 1
    film.page.locator(".finding.fault").first.click()
    film.settled()
    first = film.now("time")
    film.page.locator(".finding.fault").first.click()
    film.settled()
    assert film.now("time") != first  # the same fault, in the other repetition


def test_all_can_be_done_with_keys(film):
    film.slider.focus()
    press = film.page.keyboard.press
    press("Home")
    film.settled()
    assert film.now("frame") == 0
    press("ArrowRight")
    film.settled()
    assert film.now("time") == pytest.approx(0.5, abs=0.06)
    press(".")
    film.settled()
    there = film.now("frame")
    press(",")
    film.settled()
    assert film.now("frame") == there - 1
    press("n")
    film.settled()
    assert film.now("time") == pytest.approx(film.player("player.story.marks[0].t"), abs=0.01)
    said = film.slider.get_attribute("aria-valuetext")
    assert "repetition 1" in said
    assert "Hips low" in said
    assert float(film.slider.get_attribute("aria-valuenow")) == film.now("time")
    press("PageDown")
    film.settled()
    assert film.now("rep") == 2
    press("End")
    film.settled()
    assert film.now("frame") == film.player("player.scenes.count") - 1


def test_it_plays_slowly_and_stops(film):
    film.slider.focus()
    film.page.keyboard.press("Home")
    film.settled()
    film.page.locator("[data-rate='0.5']").click()
    film.slider.focus()
    film.page.keyboard.press("Space")
    film.until("Number(player.root.dataset.frame) > 4")
    assert film.player("player.find('video').playbackRate") == 0.5
    film.page.keyboard.press("Space")
    assert film.player("player.find('video').paused")
    film.page.locator("[data-rate='1']").click()


def test_a_figure_is_drawn_of_a_recording(figure, recording):
    root = figure.page.locator(".replay")
    assert root.get_attribute("data-film") == "no"
    frames = Recording.read(recording)
    timeline = Timeline.of(frames, EXERCISES["bridge"])
    captions = Captions(timeline.exercise, timeline.report)
    for i in (0, len(frames) // 3, len(frames) - 1):
        status = captions.at(frames[i].t)
        scene = scene_of(
            frames[i], timeline.exercise, timeline.side, faults=status.faults, unsure=status.unsure
        )
        assert figure.player(f"player.scenes.at({i})") == roughly(scene.as_dict())


def roughly(value: Any) -> Any:
    """Return plain values that equal those rounded another way."""
    if isinstance(value, dict):
        return {name: roughly(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [roughly(one) for one in value]
    return pytest.approx(value, abs=0.11) if isinstance(value, float) else value


def test_a_phone_has_room_for_everything(figure):
    page = figure.page
    page.locator(".track .rep-2[data-go]").click()
    figure.settled()
    assert figure.now("rep") == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollWidth") <= 390
    for name in ("Play", "One picture back", "To the next finding"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] + box["width"] <= 390


def test_the_figure_moves_when_played(figure):
    figure.page.get_by_role("button", name="Play").click()
    before = figure.now("frame")
    figure.until(f"Number(player.root.dataset.frame) !== {before}")
    figure.page.get_by_role("button", name="Pause").click()
    assert figure.page.locator(".replay").get_attribute("data-playing") == "false"


def test_work_can_be_cancelled(browser, app):
    visit = Visit(browser, app)
    visit.choose(FILM).check()
    visit.page.get_by_role("button", name="Cancel").click()
    visit.page.get_by_text("Cancelled. Nothing of it was kept.").wait_for()
    visit.page.get_by_role("button", name="Check this clip").wait_for()
    assert visit.page.locator(".replay").count() == 0
    visit.go()


def test_a_bad_file_is_told(browser, app, tmp_path):
    bad = tmp_path / "holiday.mp4"
    bad.write_text("not a film")
    visit = Visit(browser, app)
    visit.choose(bad).check()
    visit.page.get_by_text("no video can be read from it").wait_for()
    visit.go()
