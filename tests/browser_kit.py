"""The app in a process of its own, a browser without network, and a film as its camera."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2

from formcheck.video import Video

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)  # fmt: skip
FAKE_CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
PATIENCE_MS = 300_000
"""Nothing is judged by how long it takes; this only ends a test that hangs [ms]."""

SPY = """
(() => {
  window.said = [];
  const voice = { voiceURI: "test", name: "Test", lang: "en-GB", localService: true };
  const speak = (words) => { window.said.push(words.text); queueMicrotask(() => words.onend({})); };
  const nothing = () => {};
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [voice], speak, cancel: nothing,
    addEventListener: nothing, removeEventListener: nothing,
  } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})();
"""
"""Speaks nothing, keeps what would be spoken; every line is over at once."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Return Python's view of the environment; libraries of this process changed the real one."""
    return {**os.environ, "OMP_NUM_THREADS": "1", **more}


class App:
    """``streamlit run app.py`` on a port of its own, with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self._log = (data / "app.log").open("ab")
        self.start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}",
             "--server.headless=true", "--server.fileWatcherType=none"],
            cwd=ROOT, stdout=self._log, stderr=self._log,
            env=environment(XDG_DATA_HOME=str(self.data), PYTHONPATH=str(ROOT)),
        )  # fmt: skip
        while self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError((self.data / "app.log").read_text())

    def kill(self) -> None:
        """Stop it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self._log.close()


@contextmanager
def chromium(playwright: Any, *flags: str) -> Iterator[Any]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*FLAGS, *flags], env=environment()
    )
    try:
        yield browser
    finally:
        browser.close()


def camera_file(film: Path, out: Path, *, slower: int = 1, still_s: int = 10) -> Path:
    """Write a film as Chromium's fake camera reads it: what a webcam would see, again and again.

    The first picture stands still for a while, so that there is time to get ready, and so does the
    last, so that a set is over before the film begins again. Chromium keeps the file's own rate: a
    film played `slower` gives a loaded machine time to look at enough of it.
    """
    with Video(film) as video:
        pictures = [picture for _, picture in video.frames()]
        rate = max(1, round(video.rate / slower))
    still = still_s * rate
    return write_y4m([pictures[0]] * still + pictures + [pictures[-1]] * still, rate, out)


def write_y4m(pictures: Iterable[Any], rate: int, out: Path) -> Path:
    """Write pictures as the uncompressed film that Chromium takes for a camera."""
    with out.open("wb") as file:
        for i, picture in enumerate(pictures):
            height, width = (side // 2 * 2 for side in picture.shape[:2])
            if not i:
                file.write(f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
            even = picture[:height, :width]
            file.write(b"FRAME\n" + cv2.cvtColor(even, cv2.COLOR_BGR2YUV_I420).tobytes())
    return out
