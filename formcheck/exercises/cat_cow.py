"""Cat-cow: on all fours, let the back sink and look up, then round it up and let the head hang.

One repetition is one cow (back hollow) and one cat (back rounded), in either order. It is complete
when the second of the two has been reached and is being left. Breathe in to the cow, out to the
cat, three to five seconds each way.

Film from the side at mat height, the whole body in the picture. Wear something close-fitting.

What this cannot judge: which part of the spine moves, a back hidden by a loose shirt (it hides a
hollow back most), breathing, and any form at all when the camera stands far off the side.

References
----------
.. [1] Guideline wording "move from the back, arms stay straight", common to patient leaflets for
   this exercise.
"""

import numpy as np

from formcheck.checks import ShorterThan, Sustained, Threshold, TooFast, Verdict, Wanders
from formcheck.conditions import Within
from formcheck.exercise import JERKY, Dose, Exercise, Fault, View
from formcheck.measures import (
    ARM_LEAN,
    ELBOW_ANGLE,
    LEG_BACK,
    LEGS_APART,
    SPINE_CURVATURE,
    THIGH_LEAN,
)
from formcheck.modes import Cycle
from formcheck.posture import Posture
from formcheck.trace import Trace

# -- What is a repetition? ---------------------------------------------------------------------
NEUTRAL_LOW = Threshold(-12, "%", "tuned on 4 cat_cow recordings: flat backs -8..-5; bodies vary")
NEUTRAL_HIGH = Threshold(8, "%", "tuned on photographs, 2.4, and rendered flat backs, to 5.3")
END = Threshold(2.7, "%", "tuned on real and rendered ends, 3.4-16 away; lifted legs reach 2.6")
FULL_SWING = Threshold(17, "%", "tuned on 4 cat_cow recordings, one backwards: 18-30; one end 15")
FASTEST = Threshold(0.85, "s", "tuned on rendered hurried ones, 0.95 or more")
ON_HANDS = Threshold(45, "deg", "ours: further over, the arms no longer carry the body")
ON_KNEES = Threshold(57, "deg", "tuned on rendered rocking, to 54; further is another exercise")
BENDS = Threshold(
    9, "%", "tuned on rendered rocking: with cat-cows 10.7-32, without them up to 7.5"
)
LEG_UP = Threshold(22, "deg", "tuned on 32 rendered cat-cows, to 15, and lifted legs, 34 and 39")
MOST_OF_IT = 85
"""A leg that is up for the rest of the time [%] was lifted; ours."""
TRAVEL = Threshold(35, "deg", "ours: thighs that swing this far carry the back along; good ones 16")

# -- What is good form? ------------------------------------------------------------------------
OFF_SIDE = Threshold(40, "deg", "ours: rendered bodies keep r 0.99 to 30 off the side view")
ELBOW = Threshold(128, "deg", "tuned on rendered arms: straight ones read 130 or more, bent 85-122")
ELBOW_FOR = Threshold(0.5, "s", "ours")
ROCKING = Threshold(22, "deg", "ours: thighs stay within 15 of upright, plus camera error")
HURRIED = Threshold(1.5, "s", "ours: 3-5 s an end is typical, half of that is hurried")


def not_counted(trace: Trace) -> str | None:
    """Refuse what bends the back a little: rocking on hands and knees, lifting a leg."""
    rocks = (
        Wanders(THIGH_LEAN, TRAVEL)(trace) is Verdict.WRONG
        and Wanders(SPINE_CURVATURE, BENDS)(trace) is not Verdict.WRONG
    )
    if rocks:
        return "the hips travelled, more than the back moved"
    leg_up = np.minimum(trace[LEG_BACK], trace[LEGS_APART])
    return "a leg was lifted" if np.percentile(leg_up, MOST_OF_IT) > LEG_UP.value else None


def hurried(trace: Trace) -> Verdict:
    """All of it, or one way from end to end, takes too little time."""
    fast = TooFast()(trace)
    return fast if fast is Verdict.WRONG else ShorterThan(None, HURRIED)(trace)


EXERCISE = Exercise(
    name="cat_cow",
    title="Cat-cow",
    view=View.SIDE,
    view_within=OFF_SIDE,
    posture=Posture.ON_ALL_FOURS,
    position=(
        Within(LEG_BACK, ON_KNEES),
        Within(ARM_LEAN, ON_HANDS),
    ),
    mode=Cycle(
        measure=SPINE_CURVATURE,
        neutral=(NEUTRAL_LOW, NEUTRAL_HIGH),
        end=END,
        full_swing=FULL_SWING,
        fastest=FASTEST,
        low="cow",
        high="cat",
        between="between",
        one_end="only one end was reached, cat or cow",
        refuse=not_counted,
    ),
    faults=(
        Fault(
            "elbows_bend",
            "Keep your arms straight.",
            Sustained(ELBOW_ANGLE, ELBOW, ELBOW_FOR),
            "[1]",
            live=True,
            praise="Your arms stay straight now. Good.",
        ),
        Fault(
            "rocking",
            "Keep your hips above your knees.",
            Wanders(THIGH_LEAN, ROCKING),
            "ours",
            praise="Your hips stay over your knees now.",
        ),
        Fault(
            "too_fast",
            "Move more slowly, with your breath.",
            hurried,
            "ours",
            needs_view=False,
            praise="Slower now, with your breath. Good.",
        ),
        JERKY,
    ),
    dose=Dose(repetitions=(10, 15), hold_s=None, per_side=False, source="source article"),
    cannot_judge=(
        "Which part of the spine moves.",
        "A hollow back under a loose shirt.",
        "Breathing.",
    ),
)
