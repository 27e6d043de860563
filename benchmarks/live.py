"""Measure the live view: frames a second, round trip, and how long a cue takes to be heard.

    python -m benchmarks.live [--film FILM.webm] [--seconds 30] [--rate 30 15 ...] [--size 640x480]

Browser, server and pose model share this computer, as they do at home; a film is the webcam, at its
own rate or at the rates given. Round trip: from handing a picture to the socket to its answer. Cue:
from the moment the camera took the picture to the moment the voice is told to speak. Lost: pictures
the camera showed the page that were never looked at. Run it alone: a loaded machine measures its
load.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
from playwright.sync_api import sync_playwright

from formcheck.pose import PoseEstimator
from formcheck.video import Video
from tests.browser_kit import (
    ALLOWED,
    FAKE_CAMERA,
    PATIENCE_MS,
    SPY,
    App,
    chromium,
    write_y4m,
)

FILM = Path(__file__).parents[1] / "fixtures" / "rendered" / "bridge__good.webm"
WARM_UP_S = 8
"""Loading the model, and the first pictures, are not measured [s]."""

WATCH = """
(() => {
  const seen = (window.measured = { sent: [], trips: [], cues: [], shown: 0, first: null });
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      if (!String(args[0]).includes("/formcheck/live")) return;
      const waiting = [];
      this.measuredSend = (what) => {
        if (what instanceof Blob) waiting.push(performance.now());
      };
      this.addEventListener("message", ({ data }) => {
        const now = performance.now();
        const answer = JSON.parse(data);
        if (answer.type !== "frame") return;
        seen.trips.push([now, now - waiting.shift()]);
        for (const line of answer.say) seen.cues.push([now, now - answer.t_ms, line.text]);
      });
    }
    send(what) {
      this.measuredSend?.(what);
      if (what instanceof Blob) seen.sent.push(performance.now());
      super.send(what);
    }
  };
  const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (then) {
    return ask.call(this, (now, about) => {
      seen.first ??= [now, about.presentedFrames];
      seen.last = [now, about.presentedFrames];
      (seen.shownAt ??= []).push([now, about.presentedFrames]);
      then(now, about);
    });
  };
})();
"""


def main() -> None:
    """Print one row of figures for each rate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--film", type=Path, default=FILM)
    parser.add_argument("--exercise", default="Bridge", help="title on the page")
    parser.add_argument("--rate", type=int, nargs="+", default=[30, 15], help="of the camera [Hz]")
    parser.add_argument("--size", default="640x480", help="of the camera [px]")
    parser.add_argument("--seconds", type=int, default=30, help="measured for each rate")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    alone_ms = pose_model_ms(options.film, width, height)
    print(f"pose model alone, nothing else running: {alone_ms:.0f} ms a picture")
    print(f"{'source':>14} {'sent':>8} {'lost':>7} {'round trip p50 / p95':>22} {'cue p50':>9}")
    for rate in options.rate:
        with tempfile.TemporaryDirectory() as folder:
            camera = write_camera(options.film, Path(folder) / "camera.y4m", rate, width, height)
            figures = measure(camera, Path(folder), options.exercise, options.seconds)
        print(
            f"{options.size} {rate:3d} Hz {figures['sent_hz']:5.1f} Hz {figures['lost']:6.1%} "
            f"{figures['trip_ms']:8.0f} / {figures['trip_p95_ms']:.0f} ms "
            f"{figures['cue_ms']:12.0f} ms"
        )
        print(json.dumps(figures))


def pose_model_ms(film: Path, width: int, height: int) -> float:
    """Return the median time that the pose model itself takes for a picture [ms].

    What a computer can do live depends on this above all, so the rest is best read against it.
    """
    took = []
    with Video(film) as video, PoseEstimator(motion=False, company=False) as estimator:
        for t, picture in islice(video.frames(), 100):
            small = cv2.resize(picture, (width, height))
            began = time.perf_counter()
            estimator.estimate(small, t)
            took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def write_camera(film: Path, out: Path, rate: int, width: int, height: int) -> Path:
    """Write a film at another rate and size, as Chromium plays it for a webcam."""
    with Video(film) as video:
        pictures = [picture for _, picture in video.frames()]
        share = Fraction(video.rate).limit_denominator(1000) / rate
    shown = (pictures[int(i * share)] for i in range(int(len(pictures) / share)))
    return write_y4m((cv2.resize(picture, (width, height)) for picture in shown), rate, out)


def measure(camera: Path, data: Path, exercise: str, seconds: int) -> dict[str, Any]:
    """Run one set before a camera; return what was measured after the warm-up."""
    app = App(data)
    flags = (FAKE_CAMERA, ALLOWED, f"--use-file-for-fake-video-capture={camera}")
    try:
        with sync_playwright() as playwright, chromium(playwright, *flags) as browser:
            context = browser.new_context()
            context.add_init_script(SPY)
            context.add_init_script(WATCH)
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(app.url)
            page.get_by_role("button", name=exercise, exact=True).click()
            page.get_by_role("heading", name=exercise, level=1).wait_for()
            page.get_by_role("button", name=re.compile("^Start$")).click()
            page.wait_for_function("measured.trips.length > 3")
            page.wait_for_timeout(1000 * WARM_UP_S)
            since = page.evaluate("performance.now()")
            page.wait_for_timeout(1000 * seconds)
            seen = page.evaluate("measured")
            context.close()
    finally:
        app.close()
    return figures_of(seen, since)


def figures_of(seen: dict[str, Any], since: float) -> dict[str, Any]:
    """Return rates and delays of what happened after a time [ms]."""
    sent = [t for t in seen["sent"] if t >= since]
    trips = sorted(trip for t, trip in seen["trips"] if t >= since)
    cues = [delay for t, delay, _ in seen["cues"] if t >= since]
    shown = [(t, n) for t, n in seen["shownAt"] if t >= since]
    presented = shown[-1][1] - shown[0][1]
    span_s = (shown[-1][0] - shown[0][0]) / 1000
    return {
        "source_hz": presented / span_s,
        "sent_hz": len(sent) / span_s,
        "lost": max(0.0, 1 - len(sent) / max(presented, 1)),
        "trip_ms": statistics.median(trips),
        "trip_p95_ms": trips[int(0.95 * len(trips))],
        "cue_ms": statistics.median(cues) if cues else float("nan"),
        "cues": len(cues),
    }


if __name__ == "__main__":
    main()
