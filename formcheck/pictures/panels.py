"""Boxes with words on a picture: the count, the last thing said, the name of a fault."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .captions import Caption, State, Status
from .palette import STAGE

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

LOOKS: dict[State, tuple[Colour, Colour]] = {
    State.GOOD: (STAGE.panel, STAGE.white),
    State.FAULT: (STAGE.fault, STAGE.stage),
    State.CANNOT_JUDGE: (STAGE.panel, STAGE.unsure),
    State.NEXT: (STAGE.panel, STAGE.white),
    State.LOST: (STAGE.panel, STAGE.white),
}
"""Colours of the strip and its words."""

_FONT = cv2.FontFace("sans")
_FINE = 4
"""Bits of a pixel that shapes are placed to."""


def scale(picture: Picture) -> float:
    """Return how large lines and words are: 1 for a picture whose longer side is 960 px."""
    return max(0.45, float(max(picture.shape[:2])) / 960)


def draw_count(picture: Picture, status: Status) -> None:
    """Write the count and the phase into the upper left corner."""
    size = scale(picture)
    big, small = round(64 * size), round(28 * size)
    pad, gap = round(16 * size), round(14 * size)
    wide = text_width(status.count, big, 700)
    phase = status.phase.capitalize()
    box = pad, pad, 2 * pad + wide + gap + text_width(phase, small, 600), round(84 * size)
    _panel(picture, box, STAGE.panel)
    base = pad + round(65 * size)
    _write(picture, status.count, (2 * pad, base), big, STAGE.white, 700)
    _write(picture, phase, (2 * pad + wide + gap, base), small, STAGE.good, 600)


def draw_caption(picture: Picture, caption: Caption) -> None:
    """Write the last thing said along the lower edge, with the sign and word of its kind."""
    height, width = picture.shape[:2]
    size = scale(picture)
    pad, sign = round(16 * size), round(40 * size)
    room = width - 5 * pad - sign
    letters = round(38 * size)
    lines = _lines(caption.text, letters, room)
    if len(lines) > 1:
        letters = round(30 * size)
        lines = _lines(caption.text, letters, room)
    pitch = round(1.25 * letters)
    tall = round(26 * size) + pitch * len(lines) + 2 * pad
    top = height - tall - pad
    fill, ink = LOOKS[caption.state]
    _panel(picture, (pad, top, width - 2 * pad, tall), fill, dashed=caption.state)
    draw_sign(picture, caption.state, (2 * pad + sign // 2, top + tall // 2), sign, ink)
    left = 3 * pad + sign
    base = top + pad + round(16 * size)
    _write(picture, caption.state.value, (left, base), round(20 * size), ink, 500)
    for i, line in enumerate(lines):
        _write(picture, line, (left, base + round(8 * size) + (i + 1) * pitch - pitch // 5),
               letters, ink, 600)  # fmt: skip


def draw_tag(picture: Picture, text: str, at: tuple[float, float]) -> None:
    """Write the name of a fault above a point, inside the picture."""
    size = scale(picture)
    letters, pad = round(26 * size), round(10 * size)
    wide = 3 * pad + letters + text_width(text, letters, 600)
    tall = letters + 2 * pad
    left = round(min(max(at[0] - wide / 2, pad), max(picture.shape[1] - wide - pad, pad)))
    top = round(min(max(at[1] - 2.6 * tall, pad), picture.shape[0] - tall - pad))
    _panel(picture, (left, top, wide, tall), STAGE.stage)
    draw_sign(picture, State.FAULT, (left + pad + letters // 2, top + tall // 2), letters,
              STAGE.fault)  # fmt: skip
    base = top + pad + round(0.82 * letters)
    _write(picture, text, (left + 2 * pad + letters, base), letters, STAGE.fault, 600)


def draw_sign(
    picture: Picture, state: State, middle: tuple[int, int], size: int, ink: Colour
) -> None:
    """Draw the shape of a state: tick in a circle, triangle, dashed square, arrow, brackets."""
    x, y = middle
    r = size / 2
    line = max(2, size // 12)
    hole = STAGE.fault if ink == STAGE.stage else STAGE.stage
    match state:
        case State.GOOD:
            cv2.circle(picture, (x, y), round(r), STAGE.good, -1, cv2.LINE_AA)
            tick = [(x - 0.45 * r, y + 0.05 * r), (x - 0.1 * r, y + 0.4 * r),
                    (x + 0.48 * r, y - 0.35 * r)]  # fmt: skip
            _lines_through(picture, tick, hole, line)
        case State.FAULT:
            fill(picture, triangle((x, y + 0.1 * r), r), ink)
            _lines_through(picture, [(x, y - 0.3 * r), (x, y + 0.15 * r)], hole, line)
            cv2.circle(picture, (x, round(y + 0.42 * r)), max(1, line // 2), hole, -1, cv2.LINE_AA)
        case State.CANNOT_JUDGE:
            _dashed(picture, (round(x - r), round(y - r), size, size), ink, line)
            _write(picture, "?", (round(x - 0.28 * size), round(y + 0.3 * size)),
                   round(0.8 * size), ink, 700)  # fmt: skip
        case State.NEXT:
            _lines_through(picture, [(x - 0.7 * r, y), (x + 0.7 * r, y)], ink, line)
            head = [(x + 0.1 * r, y - 0.5 * r), (x + 0.7 * r, y), (x + 0.1 * r, y + 0.5 * r)]
            _lines_through(picture, head, ink, line)
        case State.LOST:
            for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                corner = [(x + 0.4 * i * r, y + j * r), (x + i * r, y + j * r),
                          (x + i * r, y + 0.4 * j * r)]  # fmt: skip
                _lines_through(picture, corner, ink, line)


def triangle(middle: tuple[float, float], r: float) -> list[tuple[float, float]]:
    """Return the corners of a triangle that points up."""
    x, y = middle
    return [(x, y - r), (x + 0.95 * r, y + 0.75 * r), (x - 0.95 * r, y + 0.75 * r)]


def fill(picture: Picture, corners: list[tuple[float, float]], colour: Colour) -> None:
    """Fill a convex shape."""
    points = np.round(np.array(corners) * 2**_FINE).astype(np.int32)
    cv2.fillConvexPoly(picture, points, colour, cv2.LINE_AA, _FINE)


def text_width(text: str, letters: int, weight: int) -> int:
    """Return the width of a text [px]."""
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _FONT, letters, weight)
    return int(width)


def _write(
    picture: Picture, text: str, at: tuple[int, int], letters: int, colour: Colour, weight: int
) -> None:
    cv2.putText(picture, text, at, colour, _FONT, letters, weight)


def _lines(text: str, letters: int, room: int) -> list[str]:
    """Break a text into lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, letters, 600) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _panel(
    picture: Picture, box: tuple[int, int, int, int], colour: Colour, dashed: State | None = None
) -> None:
    """Fill a box with round corners; what cannot be judged has a dashed edge."""
    left, top, wide, tall = box
    r = min(round(12 * scale(picture)), tall // 2)
    cv2.rectangle(picture, (left + r, top), (left + wide - r, top + tall), colour, -1)
    cv2.rectangle(picture, (left, top + r), (left + wide, top + tall - r), colour, -1)
    for x in (left + r, left + wide - r):
        for y in (top + r, top + tall - r):
            cv2.circle(picture, (x, y), r, colour, -1, cv2.LINE_AA)
    if dashed is State.CANNOT_JUDGE:
        _dashed(picture, box, STAGE.unsure, max(2, r // 4))


def _dashed(picture: Picture, box: tuple[int, int, int, int], colour: Colour, line: int) -> None:
    left, top, wide, tall = box
    corners = [(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        dashes = max(3, round(max(abs(x1 - x0), abs(y1 - y0)) / (7 * line)))
        for i in range(dashes):
            ends = [(i + 0.25) / dashes, (i + 0.75) / dashes]
            part = [(x0 + s * (x1 - x0), y0 + s * (y1 - y0)) for s in ends]
            _lines_through(picture, part, colour, line)


def _lines_through(
    picture: Picture, points: list[tuple[float, float]], colour: Colour, width: int
) -> None:
    fine = np.round(np.array(points) * 2**_FINE).astype(np.int32)
    cv2.polylines(picture, [fine], False, colour, width, cv2.LINE_AA, _FINE)
