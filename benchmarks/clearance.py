"""How high the joints of a body stand when hand, foot or knee rests on the floor."""

from __future__ import annotations

import numpy as np

from .body import FOOT, HAND, SIDES, Body
from .figure import Figure, flat_foot, instep_foot, lying_foot
from .rotations import Array, X, Y, Z


class Clearance:
    """How high the joints of a body stand above the floor they rest on [m].

    Attributes
    ----------
    palm, sole, instep, knee, heel : float
        Of the wrist over a flat hand; of the ankle over a flat foot, over a foot that lies on its
        back and over the heel of one whose toes point up; of a knee that is knelt on.
    """

    def __init__(self, body: Body) -> None:
        figure = Figure(body)
        figure.trunk(hips=np.array([0, 0, body.leg_m[0]]), pitch_deg=90)
        hip, shoulder = figure.now.middle("upperleg01"), figure.now.middle("upperarm01")
        instep = instep_foot()
        for side in SIDES:
            y = Y * figure.now.at(f"upperarm01.{side}")
            hand = np.array([shoulder[0], 0, shoulder[2] - 0.98 * sum(body.arm_m)]) + y
            figure.arm(side, hand, elbow_towards=-X, fingers=X, palm=-Z)
            y = Y * figure.now.at(f"upperleg01.{side}")
            knee = hip * (1, 0, 1) + y - Z * body.leg_m[0]
            figure.leg_through(side, knee, knee - X * body.leg_m[1], foot=instep, knee_towards=X)
        now = figure.now
        self.palm = now.at("wrist.L")[2] - now.lowest(body.part(*HAND))
        self.instep = now.at("foot.L")[2] - now.lowest(body.part(*FOOT))
        knees = body.part("upperleg02", "lowerleg01", "lowerleg02")
        self.knee = now.at("lowerleg01.L")[2] - now.lowest(knees)
        self.sole = over_foot(figure, flat_foot(X))
        self.heel = over_foot(figure, lying_foot())


def over_foot(figure: Figure, frame: Array) -> float:
    """Return how far the ankle is above the lowest point of a foot in a frame [m]."""
    for side in SIDES:
        figure.leg(side, figure.now.at(f"foot.{side}"), knee_towards=X, foot=frame)
    ankle: float = figure.now.at("foot.L")[2]
    return ankle - figure.now.lowest(figure.body.part(*FOOT))
