"""The person in one frame: points, directions and angles by name, and what the camera shows."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

from .geometry import Point, middle, minus, turn
from .landmarks import Array, Landmark, PoseFrame, Side
from .outline import BackContour, back_contour, is_near, underside

MIN_VISIBILITY = 0.5
"""Knees, elbows, wrists and ankles under this are hidden; in cat-cow near 0.98, far 0.33."""

EDGE = 0.02
"""Landmarks this near to the edge [share of the longer side] are guesses: hands that leave the
picture are put on its rim; tuned on the bird_dog recordings."""

OFF_OUTLINE = 0.1
"""Landmarks further outside the outline than this [trunk lengths] are guesses; tuned on 35
recordings of people: in all but 3 of them, 99 % of the wrists, elbows, knees and ankles that are
visible lie within 0.09 of it."""

_INDEX = {(side, part): Landmark.of(side, part) for side in Side for part in (
    "EAR", "SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE", "FOOT_INDEX",
)}  # fmt: skip


class Body:
    """The person in one frame, asked for points and directions by name.

    Parameters
    ----------
    frame : PoseFrame
        A frame that shows somebody.
    """

    def __init__(self, frame: PoseFrame) -> None:
        self.frame = frame
        self._points: list[list[float]] = frame.image.tolist()
        self._visibility: list[float] = frame.visibility.tolist()

    def at(self, side: Side, part: str) -> Point:
        """Return a landmark [px], seen or not."""
        x, y = self._points[_INDEX[side, part]]
        return x, y

    def mid(self, part: str) -> Point:
        """Return the point between the left and the right landmark [px]."""
        return middle(self.at(Side.LEFT, part), self.at(Side.RIGHT, part))

    def visibility(self, side: Side, part: str) -> float:
        """Return the model's visibility of a landmark, 0..1."""
        return self._visibility[_INDEX[side, part]]

    def shows(self, side: Side, part: str, visibility: float = MIN_VISIBILITY) -> bool:
        """Tell whether a landmark is visible, clear of the frame's edge and on the body."""
        x, y = self.at(side, part)
        width, height = self.frame.size
        edge = EDGE * max(width, height)
        return (
            edge <= x <= width - edge
            and edge <= y <= height - edge
            and self.visibility(side, part) >= visibility
            and self._is_on_outline(x, y)
        )

    def _is_on_outline(self, x: float, y: float) -> bool:
        """Tell whether a point lies on the outline or near it; true without an outline."""
        if self.frame.mask is None:
            return True
        near = OFF_OUTLINE * self.trunk_length
        return is_near(self.frame.mask, (x, y), near, frame_width=self.frame.size[0])

    @cached_property
    def trunk(self) -> Point:
        """Vector from the hips to the shoulders [px]."""
        return minus(self.mid("SHOULDER"), self.mid("HIP"))

    @cached_property
    def trunk_length(self) -> float:
        """Distance from the hips to the shoulders [px]."""
        return math.hypot(*self.trunk)

    @cached_property
    def front(self) -> int:
        """Which way the front of the body lies from the trunk: 1 clockwise, -1 the other way.

        Knees only bend backwards, which tells it reliably; the face has the lesser vote, for
        straight legs.
        """
        votes = 0.0
        for side in Side:
            hip, knee, ankle = (self.at(side, part) for part in ("HIP", "KNEE", "ANKLE"))
            votes -= math.sin(math.radians(turn(minus(hip, knee), minus(ankle, knee))))
        nose = self._points[Landmark.NOSE]
        face = minus((nose[0], nose[1]), self.mid("EAR"))
        votes += 0.5 * math.sin(math.radians(turn(self.trunk, face)))
        return 1 if votes >= 0 else -1

    @cached_property
    def facing_up(self) -> float:
        """How far the front of the trunk points up: 1 on the back, -1 on all fours, 0 upright."""
        return -self.front * self.trunk[0] / self.trunk_length if self.trunk_length else math.nan

    @cached_property
    def back(self) -> BackContour | None:
        """The line of the back, None where it cannot be measured."""
        if self.frame.mask is None:
            return None
        return back_contour(
            self.frame.mask,
            self.mid("SHOULDER"),
            self.mid("HIP"),
            self.front,
            frame_width=self.frame.size[0],
        )

    @cached_property
    def underside(self) -> tuple[Array, Array] | None:
        """The lowest points of the body from left to right [px], None without an outline."""
        if self.frame.mask is None or not self.frame.mask.any():
            return None
        return underside(self.frame.mask, frame_width=self.frame.size[0])

    def front_angle(self, side: Side, a: str, vertex: str, b: str) -> float:
        """Return the angle at `vertex` on the front of the body [deg, 0..360]."""
        at = self.at(side, vertex)
        angle = self.front * turn(minus(self.at(side, a), at), minus(self.at(side, b), at))
        return angle % 360.0


@lru_cache(maxsize=2)
def body_in(frame: PoseFrame) -> Body:
    """Return the person in a frame; the same object to all who look at one frame in turn.

    What was measured once, the line of the back above all, need not be measured again by the next
    who asks: seven exercises, while it is not known which of them is done.
    """
    return Body(frame)


def near_side(body: Body) -> float:
    """Return how much better the left side is seen than the right, -1..1.

    Shoulders and hips are left out: the model gives them full visibility even when hidden.
    """
    parts = ("KNEE", "ELBOW", "WRIST")
    return sum(
        body.visibility(Side.LEFT, part) - body.visibility(Side.RIGHT, part) for part in parts
    ) / len(parts)
