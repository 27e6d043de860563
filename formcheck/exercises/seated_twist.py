"""Seated twist: sit tall, one leg long, the other foot across it; turn towards the bent knee, stay.

One hold is one turn of the shoulders, to the side that it is named by, for twenty to thirty
seconds; then the other. It is counted by how far shoulders and head, on average, turn from the
person's own rest: depth from one camera may miss a turn in either. A head that turns alone is none.

Film from the front or three-quarter front at mat height, the whole body in the picture.

What this cannot judge: anything from behind; turns under about twenty degrees, which look like
sitting straight; exact degrees, which depth from one camera does not give; and leaning straight
back without a turn.

References
----------
.. [1] Source article: turn towards the bent knee, arm as support, hold 20-30 seconds a side.
"""

import numpy as np

from formcheck.checks import Check, Given, ShorterThan, Threshold, Verdict, judge
from formcheck.conditions import Approach, Beyond, Within
from formcheck.exercise import JERKY, TOO_FAST, Dose, Exercise, Fault, View
from formcheck.landmarks import Array
from formcheck.measures import (
    CROSSED_KNEE,
    FRONT_ANGLE,
    HIP_WIDTH,
    SHOULDER_SLANT,
    SHOULDER_WIDTH,
    SIDE_LEAN,
    TRUNK_TURN,
    UPPER_BODY_TURN,
)
from formcheck.modes import Hold
from formcheck.posture import Posture
from formcheck.trace import Trace, typical

# -- What is a hold? ---------------------------------------------------------------------------
HELD = Threshold(10, "deg", "tuned on 2 recordings, 59-82, and 70 rendered holds, 15 or more")
SLACK = Threshold(4, "deg", "ours: half of what is not told from rest")
GRACE = Threshold(1.0, "s", "ours")
SHORTEST = Threshold(3.0, "s", "tuned on 2 recordings, 4 with both ways; bending to a shoe, 2.7")
KEPT = Threshold(1.8, "s", "tuned on 2 recordings, 2.1 or more")
NEAR = Threshold(0.97, "share", "tuned on 2 recordings and 68 rendered holds: 0.1 s off")
BEHIND = Threshold(125, "deg", "tuned on 3 recordings: from the side to 105, from behind 155-180")
RESTS = Threshold(38, "deg", "tuned on 13 rendered sweeps: a crossed leg reads as 5-36 of turn")
UPRIGHT = Threshold(12, "deg", "ours: further over, somebody is still sitting down")
BENT = Threshold(55, "deg", "ours: further over, this is another exercise")
AWAY = Threshold(95, "deg", "by anatomy: no trunk turns further; 2 recordings reach 82")
KNEE_UP = Threshold(25, "%", "tuned on 22 rendered legs set across: 15 read 35-79, others 3-13")
PAST_LEGS = Threshold(13, "deg", "tuned on 31 rendered clips, 15 or more, and sitting up, 11")
AROUND = Threshold(40, "deg", "ours: further round, narrow shoulders say nothing of a turn")

# -- What is good form? ------------------------------------------------------------------------
OFF_FRONT = Threshold(60, "deg", "ours: three-quarter at most")
NEAR_FRONT = Threshold(25, "deg", "tuned on 64 rendered holds: at 27-28 off, 5 read wrongly")
FRONT = Threshold(30, "deg", "tuned on a rendered clip: at 35 off, level hips look tipped")
SQUARE = Threshold(20, "deg", "tuned on 45 rendered holds: at 23 off and more, turns look small")
LITTLE = Threshold(23.5, "deg", "tuned on 70 rendered holds: small 18-31; good 28 or more, 3 20-26")
LITTLE_DOUBT = Threshold(8, "deg", "tuned on the same: small ones to 31, two 42 and 57")
MOST_READ = Threshold(75, "deg", "tuned on 15 rendered clips: legs read wrongly make it up to 143")
FAR = Threshold(64.5, "deg", "tuned on 70 rendered holds: most forced ones 65-75; others to 64")
FAR_DOUBT = Threshold(7, "deg", "tuned on the same: forced ones from 60, most others to 57")
TIPPED = Threshold(
    16.5, "deg", "tuned on 160 rendered holds: level to 16, three 18-19; tipped 10-44"
)
TIPPED_DOUBT = Threshold(4.5, "deg", "tuned on the same: most level hips read to 12")
TIPS_ANYWAY = Threshold(0.1, "share", "tuned on 13 rendered sweeps: a turn tips the trunk")
LEANS = Threshold(-10, "deg", "tuned on 84 rendered holds: upright to -11.5; leaning -18..21")
LEAN_DOUBT = Threshold(8.5, "deg", "tuned on the same: where they meet")
TURNS = Threshold(21, "deg", "ours: of rest; less of a turn says nothing of leaning")
TURNS_UP = Threshold(0.36, "share", "tuned on 13 rendered sweeps: a turn reads as leaning by this")
DOSE = Threshold(16, "s", "source article [1]: 20-30 s, less 4")


def towards(trace: Trace, values: Array) -> Array:
    """Return values, positive to the left, as positive to the side turned to; NaN if unknown."""
    turn = typical(trace.change(UPPER_BODY_TURN))
    return values * (np.nan if turn is None else np.copysign(1.0, turn))


def narrowed(held: Trace, hips: Array | float = 1.0) -> Array:
    """Return the turn by which the shoulders look as narrow as they do, beside the hips [deg]."""
    width = held[SHOULDER_WIDTH] / held.at_rest(SHOULDER_WIDTH)
    turn: Array = np.degrees(np.arccos(np.minimum(width / hips, 1.0)))
    return turn


def past_legs(held: Trace) -> Array:
    """Return how far the shoulders face past where the legs point [deg]."""
    return np.minimum(towards(held, held[TRUNK_TURN]), MOST_READ.value)


def turned(held: Trace) -> Array:
    """Return the mean of three readings: from rest, against the legs, by narrow shoulders."""
    from_rest = np.abs(held.change(UPPER_BODY_TURN))
    return (from_rest + past_legs(held) + narrowed(held)) / 3


def not_counted(trace: Trace) -> str | None:
    """Refuse a turn of the whole body: legs and hips go where the shoulders go.

    Nor is it one, seen from further round, where the shoulders reach the limit now and then only,
    as they do at a shoe: from there, narrow shoulders say nothing.
    """
    held = trace.during("hold")
    turn = np.abs(held.change(UPPER_BODY_TURN))
    if np.nanpercentile(turn, 80) > AWAY.value:
        return "the shoulders faced away"
    from_the_side = np.nanmedian(held[FRONT_ANGLE]) > AROUND.value
    if from_the_side and np.nanmedian(turn) < HELD.value:
        return "the shoulders hardly turned"
    hips = np.minimum(held[HIP_WIDTH] / held.at_rest(HIP_WIDTH), 1.0)
    past = (past_legs(held) + narrowed(held, hips)) / 2
    stays = judge(PAST_LEGS.value - past)
    return "the shoulders did not turn past the legs" if stays is Verdict.WRONG else None


def too_little(trace: Trace) -> Verdict:
    """Tell whether the shoulders hardly turn."""
    turn = turned(trace.during("hold"))
    return judge(trace.target * LITTLE.value - turn, LITTLE_DOUBT)


def forced(trace: Trace) -> Verdict:
    """Tell whether the shoulders turn very far."""
    return judge(turned(trace.during("hold")) - FAR.value, FAR_DOUBT)


def hips_lift(trace: Trace) -> Verdict:
    """Tell whether the trunk tips to the side turned to, more than a turn does: a hip lifts."""
    held = trace.during("hold")
    tips = held[SIDE_LEAN] - TIPS_ANYWAY.value * held.change(UPPER_BODY_TURN)
    return judge(towards(held, tips) - TIPPED.value, TIPPED_DOUBT)


def trunk_leans(trace: Trace) -> Verdict:
    """Tell whether the far shoulder drops for its turn, as it does when the trunk leans back.

    A camera that stands awry slants the shoulders at rest too, and tipped hips slant them against
    rest: what drops does so both ways. Little of a turn says nothing of leaning.
    """
    held = trace.during("hold")
    turn = np.abs(held.change(UPPER_BODY_TURN))
    turn = np.where(turn < TURNS.value, np.nan, np.minimum(turn, MOST_READ.value))
    slants = (towards(held, one) for one in (held[SHOULDER_SLANT], held.change(SHOULDER_SLANT)))
    drops = np.tan(np.radians(np.minimum(*slants)))
    leans = np.degrees(np.arctan2(drops, np.tan(np.radians(turn))))
    return judge(leans - TURNS_UP.value * turn - LEANS.value, LEAN_DOUBT)


def from_the_front(check: Check, within: Threshold) -> Check:
    """Judge only what is filmed nearly from the front."""
    return Given(FRONT_ANGLE, within, check)


EXERCISE = Exercise(
    name="seated_twist",
    title="Seated twist",
    view=View.FRONT,
    view_within=OFF_FRONT,
    posture=Posture.SITTING,
    starts="Set one foot across the other leg, and turn towards that knee.",
    passes=(Posture.ON_ALL_FOURS,),  # as a trunk that leans to the side at times reads
    position=(Within(FRONT_ANGLE, BEHIND), Within(SIDE_LEAN, BENT)),
    approach=Approach(
        (Posture.SITTING,), (Within(FRONT_ANGLE, OFF_FRONT), Beyond(CROSSED_KNEE, KNEE_UP))
    ),
    mode=Hold(
        measure=UPPER_BODY_TURN,
        held=HELD,
        slack=SLACK,
        grace=GRACE,
        shortest=SHORTEST,
        kept=KEPT,
        near=NEAR,
        along=(SHOULDER_WIDTH, SIDE_LEAN),
        sided=True,
        refuse=not_counted,
        rest=(Within(TRUNK_TURN, RESTS), Within(SIDE_LEAN, UPRIGHT)),
    ),
    faults=(
        Fault(
            "forced",
            "Ease off and turn a little less.",
            from_the_front(forced, NEAR_FRONT),
            "ours",
            praise="An easier turn. That is enough.",
        ),
        Fault(
            "hips_lift",
            "Keep both hips on the floor.",
            from_the_front(hips_lift, FRONT),
            "[1]",
            live=True,
            praise="Both hips stay down now. Good.",
            arrow="down",
        ),
        Fault(
            "trunk_leans",
            "Sit tall.",
            from_the_front(trunk_leans, NEAR_FRONT),
            "ours",
            live=True,
            praise="You sit tall now. Good.",
            arrow="up",
        ),
        Fault(
            "too_little",
            "Turn your chest a little further.",
            from_the_front(too_little, SQUARE),
            "ours",
            praise="You turned further. Good.",
            reach=True,
        ),
        Fault(
            "came_up_early",
            "Stay turned for twenty seconds.",
            ShorterThan("hold", DOSE),
            "[1]",
            needs_view=False,
            praise="You stayed longer. Good.",
        ),
        JERKY,
        TOO_FAST,
    ),
    dose=Dose(repetitions=(1, 1), hold_s=(20, 30), per_side=True, source="source article"),
    cannot_judge=(
        "Anything when you are filmed from behind.",
        "Turns under about twenty degrees: they look like sitting straight.",
        "How many degrees you turn: one camera gives depth only roughly.",
        "Leaning straight back, unless you are turned.",
    ),
)
