"""What keeps the camera from seeing an exercise: named problems, each with a plain remedy."""

from __future__ import annotations

import math
from collections import Counter

from .body import Body
from .camera import Turn, above_deg, turn_to
from .events import SetupProblem, SetupSolved
from .exercise import Exercise, View
from .landmarks import PoseFrame, Side
from .measures import FRONT_ANGLE, VIEW_ANGLE, Measure

REMEDIES = {
    "too_dark": "It is dark. Turn on a light.",
    "against_light": "The light is behind you. Draw the curtain.",
    "two_people": "I see two people. Only one of you, please.",
    "from_behind": "Turn around. I need to see you from the front.",
    "turned_away": "Turn to face the camera.",
    "turned": "Turn so that one side of your body faces the camera.",
    "aimed_high": "Tilt the screen down a little.",
    "aimed_low": "Tilt the screen up a little.",
    "camera_high": "The camera is high. Put it at mat height.",
    "cut_off": "Step back a little. I need to see you from head to foot.",
    "off_centre": "Move to the middle of the picture.",
    "too_small": "Come a little closer to the camera.",
}
"""Every problem this module can name, with what to do about it where no direction is known."""
TURNS = {"turned", "turned_away", "from_behind"}
"""Problems that turning solves."""

PROBLEM_S = 1.0
"""A problem must last this long to be told, or be gone as long to be solved [s]."""

MIN_TRUNK = 0.1
"""A trunk shorter than this share of the longer side of the frame is too coarse; ours."""
MARGIN = 0.02
"""A landmark further outside the frame than this share of its longer side is cut off; ours."""

OFF_SIDE_DEG = 25.0
"""Further than this off the side view joint angles begin to suffer; the estimate reads 23 at 30-35
true degrees, and at most 11 on the recordings of people filmed from the side."""
ABOVE_DEG = 17.0
"""A camera estimated higher than this above the body is 30 or more truly; tuned on rendered
people, in 42 clips at six heights: up to 14 below 28 true degrees."""
BEHIND_DEG = 125.0
"""Further than this off the front is from behind; tuned on 3 recordings of sitting people: twists
filmed from the side reach 105, one from behind reads 155 or more."""
ROOM = 0.9
"""Who spans less than this share of the frame fits into it; ours."""

DARK, FLAT = 80.0, 25.0
"""Surroundings darker than this mean grey level, and a body that varies less than this, are too
dark; tuned on rendered rooms, lit 124-186 and 27-57, dim 49-70 and 11-20, and 5 films of people,
87-135 and 35-58."""
SHADED, BRIGHT = 45.0, 120.0
"""A flat body darker than this before surroundings brighter than this has the light behind it;
ours; lit rendered people read 50 or more."""
LOOKS = 2
"""So many looks in a row must find a second person, or none, to be believed."""

_ENDS = ("EAR", "SHOULDER", "HIP", "KNEE", "ANKLE", "WRIST")

_OFF_VIEW = {View.SIDE: VIEW_ANGLE, View.FRONT: FRONT_ANGLE}


def remedy(problem: str, turn: Turn | None = None) -> str:
    """Return what to do about a problem, with the direction of a turn where it is known.

    >>> from formcheck.camera import Amount
    >>> remedy("turned", Turn(Amount.QUARTER, Side.LEFT, supine=False, deg=60.0))
    'Turn a quarter to your left.'
    >>> remedy("turned", Turn(Amount.LITTLE, Side.RIGHT, supine=True, deg=-30.0))
    'Turn a little, head to your right.'
    """
    if turn is None:
        return REMEDIES[problem]
    if turn.to is None:
        return f"Turn {turn.amount}, either way."
    return f"Turn {turn.amount}{', head' if turn.supine else ''} to your {turn.to}."


def problems(body: Body, exercise: Exercise) -> set[str]:
    """Return the names of what is wrong with this frame for this exercise."""
    found = _out_of_frame(body) | _wrong_view(body, exercise) | _poor_light(body.frame)
    if body.trunk_length < MIN_TRUNK * max(body.frame.size):
        found.add("too_small")
    return found


def _wrong_view(body: Body, exercise: Exercise) -> set[str]:
    """Tell a camera that stands aside or above; a height that cannot be told is no problem."""
    off_deg = off_view(body, exercise.view)
    if exercise.view is View.FRONT:
        if off_deg > BEHIND_DEG:
            return {"from_behind"}
        return {"turned_away"} if off_deg > exercise.view_within.value else set()
    turn = turn_to(body, View.SIDE)
    aside = off_deg > exercise.view_within.value if turn is None else abs(turn.deg) > OFF_SIDE_DEG
    found = {"turned"} if aside else set()
    return found | ({"camera_high"} if above_deg(body) > ABOVE_DEG else set())


def _out_of_frame(body: Body) -> set[str]:
    """Tell whether somebody is cut off, and whether moving or tilting the camera would do."""
    points = [body.at(side, part) for side in Side for part in _ENDS]
    width, height = body.frame.size
    margin = MARGIN * max(width, height)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    aside = left < -margin or right > width + margin
    over, under = top < -margin, bottom > height + margin
    if not (aside or over or under):
        return set()
    if right - left >= ROOM * width or bottom - top >= ROOM * height or (aside and (over or under)):
        return {"cut_off"}
    if aside:
        return {"off_centre"}
    return {"aimed_high"} if under else {"aimed_low"}


def _poor_light(frame: PoseFrame) -> set[str]:
    if frame.light is None:
        return set()
    body, spread, around, around_spread = frame.light.tolist()
    if math.isnan(body):  # nobody is seen: perhaps because of the dark
        return {"too_dark"} if around < DARK and around_spread < FLAT else set()
    if spread >= FLAT:
        return set()
    if around < DARK:
        return {"too_dark"}
    return {"against_light"} if body < SHADED and around > BRIGHT else set()


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
    """Tell a problem when it has lasted, and that it is solved when it has been gone as long.

    Attributes
    ----------
    standing : dict
        The problems that are told and not solved, and which way to turn where that helps.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._troubles: dict[str, tuple[bool, float]] = dict.fromkeys(REMEDIES, (False, math.nan))
        self._turns: list[tuple[float, Turn | None]] = []
        self._looks: list[bool] = []
        self._crowded = False
        self.standing: dict[str, Turn | None] = {}

    def update(self, t: float, body: Body) -> list[SetupProblem | SetupSolved]:
        """Take the body at time `t` [s]; return what is new."""
        found = problems(body, self._exercise)
        if found & TURNS:
            self._turns.append((t, turn_to(body, self._exercise.view)))
        return self._news(t, found | self._company(body.frame), set(REMEDIES))

    def unseen(self, t: float, frame: PoseFrame) -> list[SetupProblem | SetupSolved]:
        """Take a frame that shows nobody: only light and company can be told."""
        return self._news(t, _poor_light(frame) | self._company(frame), {"too_dark", "two_people"})

    def finish(self, t: float) -> list[SetupProblem | SetupSolved]:
        """End what has not been solved."""
        return [SetupSolved(t, name) for name, (told, _) in self._troubles.items() if told]

    def _company(self, frame: PoseFrame) -> set[str]:
        if frame.people is not None:
            self._looks = [*self._looks, frame.people > 1][-LOOKS:]
            if len(set(self._looks)) == 1 and len(self._looks) == LOOKS:
                self._crowded = self._looks[0]
        return {"two_people"} if self._crowded else set()

    def _news(self, t: float, found: set[str], known: set[str]) -> list[SetupProblem | SetupSolved]:
        """Return what has lasted long enough, of the problems this frame can tell of."""
        news = list[SetupProblem | SetupSolved]()
        for name in REMEDIES:
            if name not in known:
                continue
            told, since = self._troubles[name]
            if (name in found) == told:
                since = math.nan
            elif math.isnan(since):
                since = t
            elif t - since >= PROBLEM_S:
                told, since = not told, math.nan
                news.append(self._told(t - PROBLEM_S, name) if told else self._solved(t, name))
            self._troubles[name] = told, since
        return news

    def _told(self, since: float, name: str) -> SetupProblem:
        problem = self._problem(since, name)
        self.standing[name] = problem.turn
        return problem

    def _solved(self, t: float, name: str) -> SetupSolved:
        del self.standing[name]
        return SetupSolved(t, name)

    def _problem(self, since: float, name: str) -> SetupProblem:
        """Return a problem with the turn that most frames since ask for; None where they differ."""
        self._turns = [(t, turn) for t, turn in self._turns if t >= since]
        if name not in TURNS:
            return SetupProblem(since, name)
        words = Counter(remedy(name, turn) for _, turn in self._turns)
        [(common, times)] = words.most_common(1)
        if 2 * times <= len(self._turns):
            return SetupProblem(since, name)
        same = [turn for _, turn in self._turns if remedy(name, turn) == common]
        return SetupProblem(since, name, same[-1])
