"""Bridge: on the back, knees bent, feet flat; press through the heels and lift the hips.

One repetition is lift, hold, lower. It is counted by how far the hips rise above the shoulders from
the person's own rest, and judged by the line shoulder-hip-knee, which is straight at the top.

Film from the side at mat height, head and feet in the picture.

What this cannot judge: which muscles work, whether the pelvis is level or the knees drift apart
(that needs a view from the feet), and pressure under the heels.

References
----------
.. [1] Healthwise, bridging exercise leaflet: shoulders, hips and knees in a straight line.
.. [2] Ho et al. 2020, gluteal activity in bridges: knee flexion of 90-120 (60-90 as measured here)
   favours the gluteus.
"""

import numpy as np

from formcheck.checks import (
    Above,
    Below,
    Confirmed,
    ShorterThan,
    Threshold,
    Unless,
    Verdict,
    enough_seen,
    judge,
)
from formcheck.conditions import Within
from formcheck.exercise import HURRIED_LIFT, JERKY, Dose, Exercise, Fault, Guideline, View
from formcheck.landmarks import Side
from formcheck.measures import (
    FOOT_GAP,
    FOOT_RISE,
    HIP_ANGLE,
    HIP_RISE,
    KNEE_ANGLE,
    KNEE_PULL,
    KNEE_RISE,
    SHIN_RISE,
)
from formcheck.modes import Reps
from formcheck.posture import Posture
from formcheck.trace import Trace, typical

# -- What is a repetition? ---------------------------------------------------------------------
REST_LOW = Threshold(
    -16, "deg", "ours, for pillows and a camera that looks down, -14; 3 bridge recordings: 0..8"
)
REST_HIGH = Threshold(20, "deg", "tuned on 3 bridge recordings: 0..8; rendered and oblique, 17")
TILTED = Threshold(-12, "deg", "ours: a rest as low as this is a tilted view, or shoulders up")
CLEAR = Threshold(20, "deg", "tuned on rendered crunches, whose way down reads to 11; a bridge, 39")
STARTS = Threshold(3, "deg", "tuned on 3 bridge recordings; pelvic tilts move it by 2")
COUNTS = Threshold(3.2, "deg", "tuned on rendered low hips, 4; tilts reach 2")
THIGHS_FOLLOW = Threshold(
    0.4, "share", "tuned on 3 bridge recordings, 0.6-1.4, and crunches, 0-0.2"
)
THIGHS_FALL = Threshold(
    3, "share", "tuned on 3 bridge recordings, 1.3-1.7, and knees that fall to a side, 6.4"
)
DRAWN_UP = Threshold(60, "deg", "tuned on rendered ones: knees to chest 83-148, raised feet 0")
AT_END = 3
"""Frames at the end of an attempt that show what comes after it; ours."""
LOWEST = 10
"""The thighs are lowest in this share of the time at the top [%]; ours."""
QUICK = Threshold(
    3, "s", "tuned on rendered knees drawn up at the end, 0.9-2.4; bridges take 3.1 or more"
)
SMALL = Threshold(4.3, "deg", "tuned on rendered hips that such a knee lifts, 2.9-3.4")
FASTEST = Threshold(0.8, "s", "ours: quicker ones are jumps of the picture")
FEET_DOWN = Threshold(158, "deg", "tuned on rendered feet far off, 155; straighter legs lie down")
KNEES_FOLDED = Threshold(15, "deg", "by anatomy: no knee folds further")
KNEES_UP = Threshold(-10, "deg", "tuned on 3 bridge recordings: 17 or more at the top, less slack")
SHINS_UP = Threshold(
    14, "deg", "tuned on 3 bridge recordings, 60 or more, and rendered raised feet, 16"
)
UPRIGHT = Threshold(90, "deg", "by definition")

# -- What is good form? ------------------------------------------------------------------------
OFF_SIDE = Threshold(45, "deg", "tuned on 3 bridge recordings: up to 37; ours beyond")
LOW_HIPS = Threshold(165, "deg", "in line is 165-185 [1]; rendered low ones read 154-164, good 172")
ARCHED = Threshold(207, "deg", "tuned on rendered ones: arched 215-221, others to 201; see [1]")
KNEE_WIDE = Threshold(115, "deg", "ours: about 90 at the top, 70-100 good, plus 15; see [2]")
KNEE_TIGHT = Threshold(57, "deg", "tuned on rendered near feet, 43-59; good 61, a recording 59")
TIGHT_DOUBT = Threshold(4.5, "deg", "tuned on 20 rendered near feet, which read to 61")
HOLD = Threshold(2.5, "s", "source article: hold 3-5 s, less the error of the edges")
DROP = Threshold(0.51, "s", "tuned on rendered drops, 0.35-0.5; a good recording takes 0.53")
DROP_DOUBT = Threshold(0.1, "s", "ours: 2 pictures at 20 a second")
FOOT_UP = Threshold(13, "%", "tuned on rendered feet: raised 13.2-94, both down up to 12.6")
FOOT_DOUBT = Threshold(3, "%", "tuned on rendered feet: some raised by 0.15 m read 11")
SUNK = Threshold(-20, "%", "tuned on rendered near feet that read as raised, -61..-39; others -15")
BOTH_UP = Threshold(20, "%", "tuned on a rendered foot, 36; 3 bridge recordings reach 13")


def not_counted(trace: Trace) -> str | None:
    """Refuse what raises the hips, or seems to, but is no bridge.

    Where no thigh ever follows down, the shoulders moved; a foot that is raised meanwhile lifts its
    thigh, so what counts is the lower one where it is lowest. Thighs that go down much further than
    the hips come up have fallen to a side. A knee drawn to the chest takes the hips along, at first
    a little and for a moment. Who comes down from a crunch seems to lift the hips a little as well.
    """
    top, rest = trace.during("hold"), trace.at_rest(HIP_RISE)
    rise = typical(top.change(HIP_RISE)) or 0.0
    if rest < REST_LOW.value or (rest < TILTED.value and rise < CLEAR.value):
        return "it began with the shoulders up"
    quick = trace.t[-1] - trace.t[0] < QUICK.value
    if quick and rise < SMALL.value:
        return "too small to count"
    pull = np.abs(trace[KNEE_PULL]) - DRAWN_UP.value
    drawn_up = judge(pull[trace.phase == "hold"]), judge(pull[-AT_END:])
    if Verdict.WRONG in (drawn_up if quick else drawn_up[:1]):
        return "a knee was drawn up"
    fall = top.change(KNEE_RISE) + THIGHS_FALL.value * top.change(HIP_RISE)
    if judge(-fall) is Verdict.WRONG:
        return "the knees fell to a side"
    lower_thigh = np.fmin(*(top.change((KNEE_RISE, side)) for side in Side))
    left = lower_thigh + THIGHS_FOLLOW.value * top.change(HIP_RISE)
    stayed = enough_seen(left) and float(np.nanpercentile(left, LOWEST)) > 0
    return "the hips stayed down" if stayed else None


def feet_stay_over_the_floor(trace: Trace) -> bool:
    """Tell whether the feet are read well: those that seem to sink into the floor are not."""
    sunk = typical(trace.during("hold").change(FOOT_RISE))
    return sunk is None or sunk > SUNK.value


def foot_up(trace: Trace) -> Verdict:
    """Find a raised foot: the higher one rises further, or the lower one passes it.

    A gap that only shrinks comes with the view, as the hips rise. Where the other foot is hidden,
    the pose model at times draws both where the raised one is: then the nearer one seems to rise.
    """
    risen = trace.during("hold").change(FOOT_RISE)
    if judge(risen - BOTH_UP.value) is Verdict.WRONG:
        return Verdict.WRONG
    gap, rest = trace.during("hold")[FOOT_GAP], trace.at_rest(FOOT_GAP)
    now = gap * np.sign(rest)
    further, past = now - abs(rest), np.where(now < 0, abs(rest) - now, 0.0)
    return judge(np.maximum(further, past) - FOOT_UP.value, FOOT_DOUBT)


FOOT_IS_UP = Confirmed(foot_up, by=feet_stay_over_the_floor)

EXERCISE = Exercise(
    name="bridge",
    title="Bridge",
    view=View.SIDE,
    view_within=OFF_SIDE,
    posture=Posture.ON_THE_BACK,
    passes=(Posture.UPRIGHT,),  # as the steep trunk of an arched one reads
    position=(
        Within(KNEE_ANGLE, FEET_DOWN, KNEES_FOLDED),
        Within(KNEE_RISE, UPRIGHT, KNEES_UP),
        Within(SHIN_RISE, UPRIGHT, SHINS_UP),
    ),
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
        refuse=not_counted,
    ),
    faults=(
        Fault(
            "foot_off_floor",
            "Keep both feet on the floor.",
            FOOT_IS_UP,
            "ours",
            praise="Both feet stay down now. Good.",
        ),
        Fault(
            "over_arched",
            "Ribs down, hips a touch lower.",
            Above(HIP_ANGLE, ARCHED, "hold"),
            "[1]",
            live=True,
            praise="Ribs down. Good line now.",
            arrow="down",
        ),
        Fault(
            "hips_low",
            "Hips a little higher.",
            Unless(FOOT_IS_UP, Below(HIP_ANGLE, LOW_HIPS, "hold")),
            "[1]",
            praise="Your hips are higher now. Good.",
            reach=True,
            arrow="up",
        ),
        Fault(
            "dropped",
            "Lower slowly.",
            ShorterThan("lower", DROP, DROP_DOUBT),
            "ours",
            needs_view=False,
            praise="You lowered slowly. Good.",
        ),
        Fault(
            "hold_too_short",
            "Hold for three seconds at the top.",
            ShorterThan("hold", HOLD),
            "source article",
            needs_view=False,
            praise="You held that one longer. Good.",
        ),
        Fault(
            "feet_too_far",
            "Bring your feet closer to you.",
            Unless(FOOT_IS_UP, Above(KNEE_ANGLE, KNEE_WIDE, "hold")),
            "ours",
            praise="Your feet are well placed now.",
        ),
        Fault(
            "feet_too_near",
            "Move your feet a little further away.",
            Unless(FOOT_IS_UP, Below(KNEE_ANGLE, KNEE_TIGHT, "hold", doubt=TIGHT_DOUBT)),
            "ours",
            praise="Your feet are well placed now.",
        ),
        JERKY,
        HURRIED_LIFT,
    ),
    dose=Dose(repetitions=(10, 12), hold_s=(3, 5), per_side=False, source="source article"),
    guideline=Guideline(165, 185, from_rest=False, source="[1], with 10 of room"),
    cannot_judge=(
        "Whether the pelvis is level and the knees stay hip-width apart.",
        "Which muscles work, and pressure through the heels.",
    ),
)
