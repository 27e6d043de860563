"""The positions exercises start from, each with its contact with the floor solved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .body import SIDES, Body
from .clearance import Clearance
from .figure import (
    EVENLY,
    SIGN,
    Figure,
    flat_foot,
    instep_foot,
    span_at,
)
from .rotations import Array, X, Y, Z, unit

UPPER_BACK = ("spine03", "spine02", "spine01", "clavicle", "shoulder01")
BUTTOCKS = ("pelvis", "root", "spine05", "upperleg01")
HEAD = ("head", "neck03", "neck02")
STRAIGHT = 174.0
"""Inside angle of an arm or leg that is held straight [deg]."""
FLAT_BACK_DEG = {"woman": 60.0, "man": 33.0}
"""Spine flexion that makes the back of these bodies look flat; at rest they are hollow.

Its outline is then as in photographs of flat backs: a sagitta of -4 to 3 % of the chord.
"""

LYING_DEG = {"woman": 22.0, "man": 4.0}
"""Spine flexion with which their whole back lies on the floor, low back and shoulders."""


class Poser:
    """Puts one body into stances.

    Parameters
    ----------
    body : Body
        As dressed.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.clear = Clearance(body)
        sex = body.name.split("_")[0]
        self.flat_deg, self.lying_deg = FLAT_BACK_DEG[sex], LYING_DEG[sex]
        self.arm_m = span_at(STRAIGHT, body.arm_m)
        self.thick = limb_radii(body)
        self.hand_x = self._hand_x()

    def figure(self) -> Figure:
        """Return the body, yet to be posed."""
        return Figure(self.body)

    # -- on hands and knees ----------------------------------------------------------------------

    def on_knees(
        self,
        figure: Figure,
        *,
        lean_deg: float,
        flexion_deg: float,
        reach_m: float,
        shares: Array = EVENLY,
        neck_deg: float = 0.0,
        hand_m: float = 0.0,
    ) -> None:
        """Place the trunk so that thighs lean as told and both arms can reach the floor.

        Parameters
        ----------
        figure : Figure
            Whose trunk to place; knees are at x = 0, hands at `hand_x`.
        lean_deg : float
            Thighs from upright, towards the head positive.
        reach_m : float
            From shoulder to wrist.
        flexion_deg, shares, neck_deg
            Of the spine and the neck.
        hand_m : float
            How far beyond `hand_x` the supporting hand stands.
        """  # fmt: skip
        lean = np.radians(lean_deg)
        thigh = self.body.leg_m[0]
        hips = np.array([thigh * np.sin(lean), 0, self.clear.knee + thigh * np.cos(lean)])
        spine = {"flexion_deg": flexion_deg, "shares": shares, "neck_deg": neck_deg}
        figure.trunk(hips=hips, pitch_deg=90, **spine)
        trunk = figure.now.middle("upperarm01") - hips
        way = np.array([self.hand_x + hand_m, 0, self.clear.palm]) - hips
        pitch = 90 + np.degrees(np.arctan2(trunk[2], trunk[0]) - _above(way, trunk, reach_m))
        figure.trunk(hips=hips, pitch_deg=float(pitch), **spine)

    def kneel(self, figure: Figure, side: str) -> None:
        """Put one shank on the floor behind the knee."""
        hip = figure.now.at(f"upperleg01.{side}")
        knee = np.array([0, hip[1], self.clear.knee])
        ankle = knee - X * self.body.leg_m[1]
        ankle[2] = self.clear.instep
        figure.leg_through(side, knee, ankle, foot=instep_foot(), knee_towards=X)

    def lean_on_hand(self, figure: Figure, side: str, *, x: float | None = None) -> None:
        """Put one palm on the floor under the shoulder; the elbow bends back and a little out."""
        shoulder = figure.now.at(f"upperarm01.{side}")
        wrist = np.array([self.hand_x if x is None else x, shoulder[1], self.clear.palm])
        out = -X + 0.3 * SIGN[side] * Y
        figure.arm(side, wrist, elbow_towards=out, fingers=X, palm=-Z)

    def _hand_x(self) -> float:
        """Return where the hands go so that thighs and arms are upright when the back is flat."""
        figure = self.figure()
        hips = np.array([0, 0, self.clear.knee + self.body.leg_m[0]])
        figure.trunk(hips=hips, pitch_deg=90, flexion_deg=self.flat_deg)
        trunk = float(np.linalg.norm(figure.now.middle("upperarm01") - hips))
        drop = hips[2] - self.clear.palm - self.arm_m
        return float(np.sqrt(trunk**2 - drop**2))

    # -- on the back -----------------------------------------------------------------------------

    def lie(self, figure: Figure, *, flexion_deg: float) -> float:
        """Lay the trunk on the floor, hips at x = 0, head towards -x; return the pelvis' tilt."""
        pitch = -90.0
        seat = self.body.part("pelvis", "root", "spine05", every=2)
        back = self.body.part(*UPPER_BACK, every=2)

        def gap(pitch: float) -> float:
            figure.trunk(hips=np.zeros(3), pitch_deg=pitch, flexion_deg=flexion_deg)
            return figure.now.lowest(back) - figure.now.lowest(seat)

        pitch = solve(gap, pitch, step=2.0)
        gap(pitch)
        figure.settle("pelvis", "root", *UPPER_BACK)
        return pitch

    def rest_head(self, figure: Figure, *, guess_deg: float = 0.0, over_m: float = 0.0) -> None:
        """Bend the neck until the head lies on the floor, or this far above it."""
        head = self.body.part(*HEAD, every=2)

        def height(neck: float) -> float:
            figure.neck(neck)
            return figure.now.lowest(head) - over_m

        figure.neck(float(np.clip(solve(height, guess_deg, step=3.0), -45, 62)))

    def stand_foot(self, figure: Figure, side: str, x: float, *, raised_m: float = 0.0) -> None:
        """Put one foot flat on the floor, toes towards +x, knee up."""
        hip = figure.now.at(f"upperleg01.{side}")
        ankle = np.array([x, hip[1] * 1.1, self.clear.sole + raised_m])
        figure.leg(side, ankle, knee_towards=Z + 0.3 * X, foot=flat_foot(X))

    def arm_beside(self, figure: Figure, side: str) -> None:
        """Lay one arm on the floor beside the body, palm down."""
        shoulder = figure.now.at(f"upperarm01.{side}")
        ahead = unit(X * (1 if figure.now.middle("upperleg01")[0] > shoulder[0] else -1))
        out = SIGN[side] * figure.now.frame("root")[:, 0] * (1, 1, 0)
        wrist = shoulder + 0.93 * self.arm_m * unit(ahead + 0.35 * out)
        wrist[2] = self.clear.palm
        figure.arm(side, wrist, elbow_towards=out + 0.2 * Z, fingers=ahead, palm=-Z)

    # -- upright ---------------------------------------------------------------------------------

    def standing(self, x: float = 0.0, *, stride_deg: float = 0.0, bend_deg: float = 0.0) -> Figure:
        """Return the body standing, or in mid-stride, or with knees and hips bent."""
        figure = self.figure()
        figure.trunk(hips=np.array([x, 0, 1.0]), pitch_deg=0.5 * bend_deg, flexion_deg=8)
        for side in SIDES:
            hip = figure.now.at(f"upperleg01.{side}")
            swing = np.radians(SIGN[side] * stride_deg)
            length = span_at(174 - bend_deg, self.body.leg_m)
            reach = length * np.array([np.sin(swing), 0, -np.cos(swing)])
            figure.leg(side, hip + reach, knee_towards=X, foot=flat_foot(X))
            shoulder = figure.now.at(f"upperarm01.{side}")
            hang = np.array([-np.sin(swing), 0.15 * SIGN[side], -np.cos(swing)])
            figure.arm(
                side, shoulder + 0.95 * self.arm_m * unit(hang + 0.01 * bend_deg * X),
                elbow_towards=-X, fingers=-Z, palm=-SIGN[side] * Y,
            )  # fmt: skip
        figure.settle("foot", "toe")
        return figure

    def kneeling(self) -> Figure:
        """Return the body upright on its knees."""
        figure = self.figure()
        height = self.clear.knee + self.body.leg_m[0]
        figure.trunk(hips=np.array([0, 0, height]), pitch_deg=5, flexion_deg=10)
        for side in SIDES:
            self.kneel(figure, side)
            shoulder = figure.now.at(f"upperarm01.{side}")
            reach = 0.95 * self.arm_m * unit(-Z + 0.35 * X)
            figure.arm(side, shoulder + reach, elbow_towards=-X, fingers=-Z, palm=-SIGN[side] * Y)
        return figure

    def sitting(self, *, knees_m: float = 0.0) -> Figure:
        """Return the body sitting with its legs along +x, heels `knees_m` drawn in."""
        figure = self.figure()
        figure.trunk(hips=np.zeros(3), pitch_deg=-8, flexion_deg=20)
        figure.settle("pelvis", "root", "spine05")
        heels = 0.985 * sum(self.body.leg_m) - knees_m
        for side in SIDES:
            self.stand_foot(figure, side, heels)
            shoulder = figure.now.at(f"upperarm01.{side}")
            wrist = shoulder * (1, 1.3, 0) - 0.2 * X + Z * self.clear.palm
            figure.arm(side, wrist, elbow_towards=-X, fingers=-X, palm=-Z)
        figure.settle(*BUTTOCKS)
        return figure


def limb_radii(body: Body) -> dict[str, float]:
    """Return how thick each limb is in its middle: its skin's median distance from its axis [m]."""
    now, found = Figure(body).now, {}
    for bone, child in (
        ("upperarm", "lowerarm01"), ("lowerarm", "wrist"),
        ("upperleg", "lowerleg01"), ("lowerleg", "foot"),
    ):  # fmt: skip
        start, end = now.at(f"{bone}01.L"), now.at(f"{child}.L")
        skin = now.skin(body.part(f"{bone}01.L", f"{bone}02.L")) - start
        along = skin @ unit(end - start)
        middle = np.abs(along / np.linalg.norm(end - start) - 0.5) < 0.2
        away = skin - np.outer(along, unit(end - start))
        found[bone] = float(np.median(np.linalg.norm(away[middle], axis=1)))
    return found


def _above(way: Array, trunk: Array, reach_m: float) -> float:
    """Return the trunk's elevation [rad] at which its end is `reach_m` from the end of `way`."""
    far, length = np.hypot(way[0], way[2]), np.hypot(trunk[0], trunk[2])
    cosine = (length**2 + far**2 - reach_m**2) / (2 * length * far)
    return float(np.arctan2(way[2], way[0]) + np.arccos(np.clip(cosine, -1, 1)))


def solve(
    error: Callable[[float], float], guess: float, *, step: float, tolerance: float = 5e-4
) -> float:
    """Return where a nearly straight function is zero, by the secant method."""
    a, b = guess, guess + step
    error_a, error_b = error(a), error(b)
    for _ in range(8):
        if abs(error_b) < tolerance or error_b == error_a:
            break
        a, b, error_a = b, b - np.clip(error_b * (b - a) / (error_b - error_a), -25, 25), error_b
        error_b = error(b)
    return float(b)
