"""Partial crunch: on the back, knees bent, hands behind the head; lift the shoulders a little.

One repetition is lift, top, lower. Lace the fingers behind the head, brace the belly, and lift
until the shoulder blades leave the floor; the neck stays relaxed, the lower back and the feet stay
down. It is counted by how far the trunk rises from the person's own way of lying. Legs held up in
the air are fine.

Some back specialists, McGill [2] among them, advise people with back pain against full crunches and
for a smaller curl-up with a hand under the lower back. If yours does, keep to that.

Film from the side at mat height, the whole body in the picture, head and elbows too.

What this cannot judge: whether the hands pull, as long as the head does not follow them, the neck
while somebody sits up, whether the lower back stays down, and breathing. From the feet or the head
any lift looks like a sit-up: then it counts, and judges nothing.

References
----------
.. [1] American College of Sports Medicine, curl-up test: the trunk at 30 degrees to the mat, the
   shoulder blades off it, the lower back down; 20 a minute.
.. [2] McGill, Low Back Disorders: the curl-up in place of sit-ups.
"""

import numpy as np

from formcheck.checks import (
    Above,
    Check,
    Given,
    ShorterThan,
    Threshold,
    Unless,
    Verdict,
    judge,
    mostly_within,
)
from formcheck.conditions import Within
from formcheck.exercise import HURRIED_LIFT, JERKY, Dose, Exercise, Fault, Guideline, View
from formcheck.landmarks import Array
from formcheck.measures import (
    ANKLE_RISE,
    FACE_ANGLE,
    HAND_TO_HEAD,
    KNEE_ANGLE,
    KNEE_RISE,
    LEGS_APART,
    TRUNK_AIM,
    TRUNK_RISE,
)
from formcheck.modes import Reps
from formcheck.posture import Posture
from formcheck.trace import Trace

# -- What is a repetition? ---------------------------------------------------------------------
REST_LOW = Threshold(-23, "deg", "tuned on a rendered rest seen from over the head, -21")
REST_HIGH = Threshold(62, "deg", "tuned on 4 recordings: rest 0..8, from the feet 52-58")
SITTING = Threshold(30, "deg", "ours: from the side nobody lies like that")
STARTS = Threshold(3, "deg", "tuned on 4 recordings: lying still moves it by 1")
COUNTS = Threshold(5, "deg", "tuned on 4 recordings: 12-100")
FASTEST = Threshold(0.6, "s", "tuned on 4 recordings: quick ones take 1.2")
SLOWEST = Threshold(15, "s", "ours: good ones take 2-6; who stays up longer does something else")
HEAD_DOWN = Threshold(-24, "deg", "tuned on a rendered rest seen from over the head, -21")
FOLDED = Threshold(130, "deg", "ours: sit-ups reach 101")
KNEES_BENT = Threshold(140, "deg", "tuned on 4 recordings: up to 119; roll-ups 170")
TOGETHER = Threshold(45, "deg", "tuned on 4 recordings: up to 11; one knee pulled up 60-140")
HIPS_UP = Threshold(-12, "deg", "ours, for pillows: rest is -5..13 in recordings; a bridge, -15")
AT_HEAD = Threshold(60, "%", "tuned on 3 recordings: 4-55; hands on the floor or a leg 70 or more")
CLEAR = Threshold(20, "deg", "ours: a lift this large needs no hands to be told from a wriggle")
THIGHS_TURN = Threshold(0.6, "share", "ours: a hip that sinks turns the thigh about as much")

# -- What is good form? ------------------------------------------------------------------------
OFF_SIDE = Threshold(65, "deg", "ours: lifted elbows make a true side view read 30-56")
AIMED = Threshold(26, "deg", "tuned on 4 recordings: up to 15 from the side, 40 from the feet")
SIT_UP = Threshold(47, "deg", "tuned on rendered lifts: good ones read to 44, sit-ups 52; see [1]")
SMALL = Threshold(12.5, "deg", "tuned on rendered small lifts, 7-12; good 17, a recording 13")
NECK = Threshold(20, "deg", "tuned on 110 rendered lifts: most pulled necks 19-68, free to 34")
CHIN = Threshold(129, "deg", "tuned on the same: pulled 120-151, two 106-113; free 84-128.5")
CHIN_DOUBT = Threshold(9, "deg", "tuned on the same: where they overlap")
FEET_UP = Threshold(9, "deg", "tuned on rendered feet: raised by 0.11 m 7-9.6; others move by 5")
FEET_DOUBT = Threshold(2.5, "deg", "tuned on the same: the smallest read as 7")
DROP = Threshold(0.65, "s", "tuned on rendered drops, 0.25-0.7; good ones 1.1 or more")


def risen(trace: Trace) -> Array:
    """Return how far the trunk is above its lowest in this repetition, at the top.

    One follows the other without a rest, so rest would be too high.
    """
    return trace.during("top")[TRUNK_RISE] - float(trace[TRUNK_RISE].min())


def sat_up(trace: Trace) -> Verdict:
    """Find a trunk that rises too far."""
    return judge(risen(trace) - SIT_UP.value)


def too_small(trace: Trace) -> Verdict:
    """Find a trunk that rises too little for the target a person has."""
    return judge(trace.target * SMALL.value - risen(trace))


def not_counted(trace: Trace) -> str | None:
    """Refuse what only looks like a lift: hips that sink after a bridge, rocking while seated."""
    top = trace.during("top")
    rise = float(np.median(risen(trace)))
    free = Above(HAND_TO_HEAD, AT_HEAD, "top")(trace) is Verdict.WRONG
    if trace.t[-1] - trace.t[0] > SLOWEST.value:
        return "the shoulders stayed up too long for a crunch"
    if free and rise < CLEAR.value:
        return "no hand was at the head, and the lift was small"
    if free and rise > SIT_UP.value:
        return "no hand was at the head: somebody sat up"
    if free and trace.at_rest(TRUNK_RISE) < HIPS_UP.value:
        return "no hand was at the head, and it began with the hips up"
    if not mostly_within(trace, TRUNK_AIM, AIMED):
        return None
    if trace.at_rest(TRUNK_RISE) > SITTING.value:
        return "it began from sitting, not from lying"
    turned = judge(top.change(KNEE_RISE) - THIGHS_TURN.value * rise)
    return "the hips came down, the shoulders stayed" if free and turned is Verdict.WRONG else None


def head_pulled(trace: Trace) -> Verdict:
    """Find a face that turns further than the trunk rises and comes close to the chest."""
    top = trace.during("top")
    further = top.change(FACE_ANGLE) - risen(trace) - NECK.value
    close = top[FACE_ANGLE] - risen(trace) - CHIN.value
    return judge(np.minimum(further, close), CHIN_DOUBT)


def from_the_side(check: Check) -> Check:
    """Judge only where the trunk does not point at the camera: the view tells little here."""
    return Given(TRUNK_AIM, AIMED, check)


EXERCISE = Exercise(
    name="partial_crunch",
    title="Partial crunch",
    view=View.SIDE,
    view_within=OFF_SIDE,
    posture=Posture.ON_THE_BACK,
    starts="Put your hands behind your head.",
    passes=(Posture.UPRIGHT, Posture.SITTING),
    position=(
        Within(TRUNK_RISE, FOLDED, HEAD_DOWN),
        Within(KNEE_ANGLE, KNEES_BENT),
        Within(LEGS_APART, TOGETHER),
    ),
    mode=Reps(
        measure=TRUNK_RISE,
        rest=(REST_LOW, REST_HIGH),
        starts=STARTS,
        counts=COUNTS,
        fastest=FASTEST,
        out="lift",
        top="top",
        back="lower",
        rom=TRUNK_RISE,
        refuse=not_counted,
    ),
    faults=(
        Fault(
            "neck_pulled",
            "Relax your neck. Look up.",
            from_the_side(Unless(sat_up, head_pulled)),
            "source article",
            praise="Your neck is free now. Good.",
        ),
        Fault(
            "sit_up",
            "Lift only your shoulder blades.",
            from_the_side(sat_up),
            "[1], [2]",
            praise="A small lift. That is enough.",
            arrow="down",
        ),
        Fault(
            "feet_lift",
            "Keep both feet on the floor.",
            from_the_side(Above(ANKLE_RISE, FEET_UP, "top", change=True, doubt=FEET_DOUBT)),
            "[1]",
            praise="Your feet stay down now. Good.",
            arrow="down",
        ),
        Fault(
            "dropped",
            "Lower slowly.",
            from_the_side(ShorterThan("lower", DROP)),
            "source article",
            praise="You lowered slowly. Good.",
        ),
        Fault(
            "too_small",
            "Lift your shoulder blades off the floor.",
            from_the_side(too_small),
            "[1]",
            praise="Your shoulder blades came up. Good.",
            reach=True,
            arrow="up",
        ),
        JERKY,
        HURRIED_LIFT,
    ),
    dose=Dose(repetitions=(10, 15), hold_s=None, per_side=False, source="source article"),
    guideline=Guideline(20, 40, from_rest=True, source="ACSM curl-up: 30, with 10 of room"),
    cannot_judge=(
        "Whether the hands pull, as long as the head does not follow them.",
        "The neck while somebody sits up.",
        "Whether the lower back stays on the floor.",
        "Breathing.",
    ),
)
