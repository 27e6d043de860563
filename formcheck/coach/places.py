"""Getting into the picture: what is still to be done, and how to say it."""

from __future__ import annotations

from typing import Any

from ..body import Body
from ..exercise import Exercise, View
from ..landmarks import Side
from ..measures import SHOULDER_TURN
from ..posture import Posture, posture
from ..setup import MARGIN, REMEDIES, off_view
from . import phrases

QUARTER_DEG = 60.0
"""A turn by this much or more is a quarter turn [deg]; ours."""
ROOM = 0.15
"""So much empty picture above or below lets the screen be tilted [share of its height]; ours."""

Json = dict[str, Any]


def advice(problem: str, body: Body, exercise: Exercise) -> tuple[str, str | None]:
    """Return what to say about a problem of set-up, and the arrow that goes with it."""
    if problem == "cut_off":
        return _into_frame(body)
    stands = posture(body) in (Posture.UPRIGHT, Posture.SITTING)
    if stands and problem == "turned":
        return _turn(90.0 - abs(_heading(body)), left=_heading(body) >= 0)
    if stands and problem == "turned_away" and exercise.view is View.FRONT:
        return _turn(abs(_heading(body)), left=_heading(body) < 0)
    return REMEDIES[problem], None


def _heading(body: Body) -> float:
    """Return where the shoulders face [deg]: 0 the camera, positive to the person's left."""
    return SHOULDER_TURN(body, Side.LEFT)


def _turn(by_deg: float, *, left: bool) -> tuple[str, str]:
    side = "left" if left else "right"
    much = "a quarter" if by_deg >= QUARTER_DEG else "a little"
    return f"Turn {much} to your {side}.", f"turn_{side}"


def _into_frame(body: Body) -> tuple[str, str | None]:
    """Tell stepping back from tilting the screen, and which end of the body is missing."""
    _, height = body.frame.size
    margin = MARGIN * max(body.frame.size)
    rows = {part: [body.at(side, part)[1] for side in Side] for part in ("EAR", "ANKLE", "HIP")}
    every = [y for ys in rows.values() for y in ys]
    below, above = max(every) > height + margin, min(every) < -margin
    if below and not above and min(every) > ROOM * height:
        return "Tilt the screen down a little.", "down"
    if above and not below and max(every) < (1 - ROOM) * height:
        return "Tilt the screen up a little.", "up"
    if max(rows["ANKLE"]) > height + margin or min(rows["ANKLE"]) < -margin:
        return "Step back a little. I need to see your feet.", None
    return REMEDIES["cut_off"], None


def checklist(exercise: Exercise, problems: list[str], *, seen: bool, placed: bool) -> list[Json]:
    """Return the steps of set-up: what is done, what comes now, what comes next."""
    view = "One side to the camera" if exercise.view is View.SIDE else "Facing the camera"
    in_view = seen and not {"cut_off", "off_centre", "too_small"} & set(problems)
    turned = in_view and not {"turned", "turned_away", "from_behind"} & set(problems)
    steps = [
        ("Whole body in view", in_view),
        (view, turned),
        (phrases.GET_INTO[exercise.posture].rstrip("."), turned and placed),
    ]
    now = next((i for i, (_, done) in enumerate(steps) if not done), len(steps))
    return [
        {"text": text, "state": "done" if done else "now" if i == now else "next"}
        for i, (text, done) in enumerate(steps)
    ]


def plan_view(body: Body, exercise: Exercise, side: Side) -> Json:
    """Return how the body lies seen from above: how far it is turned off the view asked for."""
    off_deg = off_view(body, exercise.view)
    return {
        "turned_deg": round(off_deg),
        "side": side.value,
        "view": exercise.view.value,
        "ok": off_deg <= exercise.view_within.value,
    }
