"""What keeps the camera from seeing an exercise: named problems, each with a plain remedy."""

from __future__ import annotations

import math

from .body import Body
from .events import SetupProblem, SetupSolved
from .exercise import Exercise, View
from .landmarks import Side
from .measures import FRONT_ANGLE, VIEW_ANGLE, Measure

REMEDIES = {
    "from_behind": "Turn around. I need to see you from the front.",
    "turned_away": "Turn to face the camera.",
    "turned": "Turn so that one side of your body faces the camera.",
    "cut_off": "Step back a little. I need to see you from head to foot.",
    "off_centre": "Move to the middle of the picture.",
    "too_small": "Come a little closer to the camera.",
}
"""Every problem this module can name, with what to do about it."""

PROBLEM_S = 1.0
"""A problem must last this long to be told, or be gone as long to be solved [s]."""

MIN_TRUNK = 0.1
"""A trunk shorter than this share of the longer side of the frame is too coarse; ours."""
MARGIN = 0.02
"""A landmark further outside the frame than this share of its longer side is cut off; ours."""

BEHIND_DEG = 125.0
"""Further than this off the front is from behind; tuned on 3 recordings of sitting people: twists
filmed from the side reach 105, one from behind reads 155 or more."""
ROOM = 0.9
"""Who spans less than this share of the frame fits into it; ours."""

_ENDS = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE", "WRIST")

_OFF_VIEW = {View.SIDE: VIEW_ANGLE, View.FRONT: FRONT_ANGLE}


def problems(body: Body, exercise: Exercise) -> set[str]:
    """Return the names of what is wrong with this frame for this exercise."""
    found = _out_of_frame(body)
    off_deg = off_view(body, exercise.view)
    if exercise.view is View.FRONT and off_deg > BEHIND_DEG:
        found.add("from_behind")
    elif off_deg > exercise.view_within.value:
        found.add("turned" if exercise.view is View.SIDE else "turned_away")
    if body.trunk_length < MIN_TRUNK * max(body.frame.size):
        found.add("too_small")
    return found


def _out_of_frame(body: Body) -> set[str]:
    """Tell whether somebody is cut off, and whether moving sideways would do."""
    points = [body.at(side, part) for side in Side for part in _ENDS]
    width, height = body.frame.size
    margin = MARGIN * max(width, height)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if top < -margin or bottom > height + margin:
        return {"cut_off"}
    if left >= -margin and right <= width + margin:
        return set()
    return {"off_centre"} if right - left < ROOM * width else {"cut_off"}


def measure_of(view: View) -> Measure:
    """Return the measure of how far a camera is off a view."""
    return _OFF_VIEW[view]


def off_view(body: Body, view: View = View.SIDE) -> float:
    """Return how far the camera is off a view [deg]; what cannot be told is as far as can be."""
    angle = measure_of(view)(body, Side.LEFT)
    if not math.isnan(angle):
        return angle
    return 90.0 if view is View.SIDE else 180.0


def view_name(off_deg: float, view: View = View.SIDE) -> str:
    """Return the word for a camera this far off a view: side, oblique, front or back."""
    if view is View.FRONT and off_deg > BEHIND_DEG:
        return "back"
    if off_deg <= 35:
        return view.value
    if off_deg <= 60:
        return "oblique"
    return (View.FRONT if view is View.SIDE else View.SIDE).value


class SetupWatch:
    """Tell a problem when it has lasted, and that it is solved when it has been gone as long."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._troubles: dict[str, tuple[bool, float]] = dict.fromkeys(REMEDIES, (False, math.nan))

    def update(self, t: float, body: Body) -> list[SetupProblem | SetupSolved]:
        """Take the body at time `t` [s]; return what is new."""
        found, news = problems(body, self._exercise), list[SetupProblem | SetupSolved]()
        for name, (told, since) in self._troubles.items():
            if (name in found) == told:
                since = math.nan
            elif math.isnan(since):
                since = t
            elif t - since >= PROBLEM_S:
                told, since = not told, math.nan
                news.append(SetupProblem(t - PROBLEM_S, name) if told else SetupSolved(t, name))
            self._troubles[name] = told, since
        return news

    def finish(self, t: float) -> list[SetupProblem | SetupSolved]:
        """End what has not been solved."""
        return [SetupSolved(t, name) for name, (told, _) in self._troubles.items() if told]
