"""The replay page in a real browser: open a clip, look at a repetition, step, play, cancel."""

from __future__ import annotations

import base64
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
H264 = 'video/mp4; codecs="avc1.640020"'


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

    def look_for(self, exercise: str) -> Visit:
        self.page.get_by_role("combobox", name="Exercise").click()
        self.page.get_by_role("option", name=exercise).click()
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
    assert "At rest your hip angle reads" in page.locator(".reps .range").inner_text()


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


def test_limits_are_named_where_they_are_seen(figure):
    """Also when a long clip is wider than the page, and scrolled."""
    figure.page.locator(".slider").scroll_into_view_if_needed()
    figure.player("(player.timeline.width = 2000, player.timeline.draw())")
    scrolled = "(view) => { view.scrollLeft = 900; return view.scrollLeft; }"
    assert figure.page.locator(".slider .scroll").evaluate(scrolled) == 900
    view = figure.page.locator(".slider .scroll").bounding_box()
    words = figure.page.locator(".slider .word").all()
    assert [one.inner_html() for one in words][-1] == "hips low under 165°"
    for box in (one.bounding_box() for one in words):
        assert view["x"] <= box["x"]
        assert box["x"] + box["width"] <= view["x"] + view["width"]
        assert view["y"] <= box["y"]


def test_two_sessions_are_compared_side_by_side(browser, app, recording, tmp_path):
    steady = clip_files.write_recording(tmp_path / "steady.npz", scenes.bridge(reps=1))
    visit = Visit(browser, app, viewport={"width": 1440, "height": 900})
    page = visit.choose(recording).look_for("Bridge").check().ready().page
    page.get_by_role("button", name="Compare two").click()
    page.get_by_text("Choose what to compare with").wait_for()
    visit.choose(steady)
    page.get_by_role("button", name="Compare with this").click()
    players = page.locator(".replay[data-state=ready]")
    players.nth(1).wait_for()
    then, now = (one.locator(".picture").bounding_box() for one in players.all())
    assert then["y"] == now["y"]
    assert then["x"] + then["width"] <= now["x"]
    assert [one.locator("tbody tr").count() for one in players.all()] == [2, 1]
    page.get_by_text("Then 2 repetitions, now 1 repetition.").wait_for()
    page.get_by_text("Hold too short: then 2 of 2, now 0 of 1.").wait_for()
    visit.go()


@pytest.mark.parametrize("name", ["phone.mov", "camera.avi", "loop.gif", "dim.mp4"])
def test_every_kind_of_film_is_looked_at(browser, app, tmp_path, name):
    """It is played where the browser can, else a figure is drawn; "dim" leaves out pictures."""
    clip = clip_files.copy_film(FILM, tmp_path / name, 1.5, 4.5, uneven=name == "dim.mp4")
    visit = Visit(browser, app, viewport={"width": 1000, "height": 900})
    visit.choose(clip).look_for("Bridge").check().ready()
    played = name.endswith((".mov", ".mp4")) and plays_h264(visit.page)
    assert visit.page.locator(".replay").get_attribute("data-film") == ("yes" if played else "no")
    visit.slider.focus()
    visit.page.keyboard.press("End")
    visit.settled()
    assert visit.now("time") == pytest.approx(35 / 12, abs=0.05)
    assert visit.player(PAINTED)
    assert visit.page.locator("[data-testid=stAlert]").count() == 0
    visit.go()


def plays_h264(page: Any) -> bool:
    can = "(kind) => document.createElement('video').canPlayType(kind)"
    return bool(page.evaluate(can, H264))


def test_the_film_with_the_overlay_plays(browser, film, tmp_path):
    if not plays_h264(film.page):
        pytest.skip("needs a browser that plays H.264; this Chromium was built without it")
    film.page.get_by_role("button", name="Make video with overlay, MP4").click()
    with film.page.expect_download() as download:
        film.page.get_by_role("button", name=re.compile("^(download )?Video with overlay")).click()
    download.value.save_as(tmp_path / "film.mp4")
    content = base64.b64encode((tmp_path / "film.mp4").read_bytes()).decode()
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_content(f"<video muted autoplay src='data:video/mp4;base64,{content}'></video>")
    page.wait_for_function("document.querySelector('video').currentTime > 0.2")
    length = page.locator("video").evaluate("(video) => video.duration")
    assert length == pytest.approx(film.player("player.find('video').duration"), abs=0.2)
    page.close()


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
