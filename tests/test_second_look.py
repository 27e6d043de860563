"""When somebody is followed wrongly: what fresh looks at a picture and its mirror image say."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.landmarks import Landmark
from formcheck.second_look import DOUBT_S, LOOK_S, SecondLook

WIDTH = 640
PICTURE = np.zeros((360, WIDTH, 3), np.uint8)
PICTURE[:, : WIDTH // 2] = 255
"""White on its left half, so that its mirror image is another."""
TRUNK = 100.0


def body(hips_off: float = 0.0) -> np.ndarray:
    """Somebody lying, head left; all below the shoulders is drawn this many trunks too far."""
    points = np.zeros((33, 2))
    along = {"SHOULDER": 0, "ELBOW": 50, "WRIST": 100, "HIP": 100, "KNEE": 190, "ANKLE": 200}
    for mark in Landmark:
        side, _, part = mark.name.partition("_")
        x = along.get(part, 0)
        points[mark] = 250 + x + (hips_off * TRUNK if x else 0), 200 + 20 * (side == "LEFT")
    return points


FOLDED = body(1.5)
FOLDED[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]] = FOLDED[[11, 12]] + np.float32([40, 0])
SOMEBODY_ELSE = body() + np.float32([0, 150])


def mirrored(points: np.ndarray) -> np.ndarray:
    """The same body in the mirror image, its left taken for its right."""
    swapped = points.copy()
    for mark in Landmark:
        side, _, part = mark.name.partition("_")
        if side in ("LEFT", "RIGHT") and part:
            swapped[mark] = points[Landmark[f"{'RIGHT' if side == 'LEFT' else 'LEFT'}_{part}"]]
    return np.float32([WIDTH - 1, 0]) - swapped * (1, -1)


def finder(fresh: np.ndarray | None, in_mirror: np.ndarray | None, seen: list[bool]):
    """Finds one body in the picture and another in its mirror image; notes which was looked at."""

    def find(picture: np.ndarray) -> np.ndarray | None:
        is_mirror = not picture[0, 0].any()
        seen.append(is_mirror)
        return in_mirror if is_mirror else fresh

    return find


@pytest.mark.parametrize(
    ("followed", "fresh", "in_mirror", "refuted"),
    [
        (body(1.5), body(), mirrored(body()), True),
        (body(), body(), mirrored(body()), False),
        (body(), body(1.5), mirrored(body()), False),
        (body(1.5), body(), mirrored(body(1.5)), False),
        (body(1.5), body(), None, False),
        (body(1.5), None, mirrored(body()), False),
        (FOLDED, body(), mirrored(body()), False),
        (body(1.5), SOMEBODY_ELSE, mirrored(SOMEBODY_ELSE), False),
    ],
    ids=[
        "two looks agree", "all agree", "the fresh look is wrong", "the looks do not agree",
        "nobody in the mirror", "nobody", "it is folded", "it is somebody else",
    ],
)  # fmt: skip
def test_a_body_is_refuted_by_two_looks_that_agree(followed, fresh, in_mirror, refuted) -> None:
    look = SecondLook(finder(fresh, in_mirror, []))
    assert not look.refutes(PICTURE, 0.0, followed), "the first picture is a fresh look itself"
    assert look.refutes(PICTURE, DOUBT_S, followed) is refuted


def test_it_looks_once_and_seldom_while_there_is_no_doubt() -> None:
    seen: list[bool] = []
    look = SecondLook(finder(body(), mirrored(body()), seen))
    for t in np.arange(0, 10, 0.1):
        look.refutes(PICTURE, float(t), body())
    assert len(seen) == pytest.approx(10 / LOOK_S, abs=1)
    assert not any(seen), "nor at the mirror image"


def test_it_looks_more_often_in_doubt() -> None:
    seen: list[bool] = []
    look = SecondLook(finder(body(), None, seen))
    for t in np.arange(0, 10, 0.1):
        look.refutes(PICTURE, float(t), body(1.5))
    assert seen.count(True) == pytest.approx(10 / DOUBT_S, abs=4)
