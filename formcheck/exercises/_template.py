"""Name: one sentence that says what the person does.

One repetition is out, top, back. (Say it so that somebody can do it without a picture.)

Film from the side at mat height, the whole body in the picture.

What this cannot judge: say here what no camera at this place can see.

References
----------
.. [1] Author, year, title, DOI: where the numbers below come from.
"""

from formcheck.checks import Below, Threshold
from formcheck.conditions import Within
from formcheck.exercise import Dose, Exercise, Fault, View
from formcheck.measures import HIP_ANGLE, HIP_RISE, KNEE_ANGLE
from formcheck.modes import Reps
from formcheck.posture import Posture

# -- What is a repetition? Tuned on recordings: say which. ----------------------------------------
REST_LOW = Threshold(-10, "deg", "tuned on N recordings")
REST_HIGH = Threshold(10, "deg", "tuned on N recordings")
STARTS = Threshold(4, "deg", "tuned on N recordings")
COUNTS = Threshold(8, "deg", "tuned on N recordings; far less than good form asks for")
FASTEST = Threshold(0.8, "s", "ours: quicker ones are jumps of the picture")
FEET_DOWN = Threshold(135, "deg", "ours")

# -- What is good form? From a paper, a guideline, or "ours". --------------------------------------
OFF_SIDE = Threshold(40, "deg", "ours")
STRAIGHT = Threshold(155, "deg", "[1] page; less 10 of camera error")

EXERCISE = Exercise(
    name="template",  # the name of this file
    title="Template",
    view=View.SIDE,
    view_within=OFF_SIDE,
    posture=Posture.ON_THE_BACK,
    position=(Within(KNEE_ANGLE, FEET_DOWN),),
    mode=Reps(
        measure=HIP_RISE,
        rest=(REST_LOW, REST_HIGH),
        starts=STARTS,
        counts=COUNTS,
        fastest=FASTEST,
        out="lift",
        top="hold",
        back="lower",
        rom=HIP_ANGLE,
    ),
    faults=(  # the most urgent first
        Fault(
            "hips_low",
            "Hips a little higher.",
            Below(HIP_ANGLE, STRAIGHT, "hold"),
            "[1]",
            praise="Your hips are higher now. Good.",
            reach=True,  # it asks how far the person goes: a personal target moves its limit
            arrow="up",
        ),
    ),
    dose=Dose(repetitions=(10, 12), hold_s=(3, 5), per_side=False, source="[1]"),
    cannot_judge=("The same as above, one plain sentence each.",),
)
