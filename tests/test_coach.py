"""What the coach says, as a pure function of events."""

import pytest

from formcheck.coach import phrases
from formcheck.coach.coach import Coach
from formcheck.coach.countdown import HoldCountdown
from formcheck.coach.cues import MOST
from formcheck.coach.dose import Amount
from formcheck.coach.lines import Kind, Line
from formcheck.coach.voice import Voice, takes_s
from formcheck.events import (
    POSE_LEFT,
    POSE_UNSEEN,
    AttemptDropped,
    FaultSeen,
    HoldEnded,
    HoldPaused,
    PhaseChanged,
    RepetitionDone,
    Rom,
)
from formcheck.exercises import EXERCISES
from formcheck.holds import TOO_SHORT
from formcheck.landmarks import Side

BRIDGE = EXERCISES["bridge"]
ROM = Rom("hip_angle", 40.0, "deg")
FORBIDDEN = {"perfect", "wrong", "bad", "failed", "score", "burn", "crush", "don't"}


def rep(number, *faults, t=None, unsure=(), side=None):
    t = 10.0 * number if t is None else t
    return RepetitionDone(t, number, t - 6, t, side, 4.0, ROM, faults, unsure)


def held(t, seconds, *faults, side=None, unsure=()):
    return HoldEnded(t, t - seconds, t, seconds, side, ROM, ROM, faults, unsure)


def coach_of(name, repetitions=None, hold_s=None):
    return Coach(EXERCISES[name], Amount.of(EXERCISES[name], repetitions, hold_s))


def texts(coach, *events):
    return [line.text for event in events for line in coach.hear(event)]


# -- counts ----------------------------------------------------------------------------------------


def test_repetitions_are_counted_and_the_last_but_one_announced():
    said = texts(coach_of("bridge", 4), *(rep(n) for n in (1, 2, 3)))
    assert said == ["One.", "Two.", "Three. One more."]


def test_the_last_one_is_left_to_the_closing_words():
    coach = coach_of("bridge", 2)
    assert texts(coach, rep(1), rep(2)) == ["One."]
    assert coach.progress.is_done
    assert [line.text for line in coach.closing()] == ["Two done, and steady throughout."]


def test_the_dose_is_announced_as_people_say_it():
    def said(name, *args):
        return phrases.amount(EXERCISES[name], Amount.of(EXERCISES[name], *args))

    assert said("bridge") == "Ten bridges. Hold each for four seconds."
    assert said("bridge", 1) == "One bridge. Hold it for four seconds."
    assert said("cat_cow") == "Ten cat-cows."
    assert said("bird_dog") == "Eight bird-dogs on each side. Hold each for five seconds."
    assert said("knee_to_chest") == "Hold for twenty seconds on each side."
    assert said("childs_pose", 2) == "Two holds of twenty seconds."


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_words(name):
    exercise = EXERCISES[name]
    said = [
        phrases.introduction(exercise),
        phrases.amount(exercise, Amount.of(exercise)),
        phrases.recognised(exercise, 1),
        phrases.switch(exercise.posture),
        *(fault.praise for fault in exercise.faults),
    ]
    for text in said:
        assert text.endswith(".")
        assert not FORBIDDEN & set(text.lower().replace(".", "").split())


# -- cues and praise -------------------------------------------------------------------------------


def test_a_cue_follows_the_count():
    assert texts(coach_of("bridge"), rep(1, "hips_low")) == ["One.", "Hips a little higher."]


def test_one_cue_at_a_time_and_the_most_urgent():
    said = texts(coach_of("bridge"), rep(1, "hold_too_short", "hips_low"))
    assert said == ["One.", "Hips a little higher."]


def test_the_next_most_urgent_follows_while_the_first_rests():
    coach = coach_of("bridge")
    coach.hear(rep(1, "hips_low", t=10))
    said = texts(coach, rep(2, "hips_low", "hold_too_short", t=15))
    assert said == ["Two.", "Hold for three seconds at the top."]


def test_a_cue_returns_only_if_the_fault_lasts():
    coach = coach_of("bridge", 20)
    cue = "Hips a little higher."
    said = [cue in texts(coach, rep(n, "hips_low")) for n in range(1, 11)]
    assert said == [True, True, False, True, False, False, False, False, False, False]
    assert sum(said) == MOST


def test_no_cue_soon_after_the_same_cue():
    coach = coach_of("bridge")
    coach.hear(rep(1, "hips_low", t=10))
    assert texts(coach, rep(2, "hips_low", t=14)) == ["Two."]


def test_praise_names_what_a_cue_has_mended():
    coach = coach_of("bridge")
    said = texts(coach, rep(1, "hips_low"), rep(2), rep(3))
    assert said == ["One.", "Hips a little higher.", "Two.", "Your hips are higher now. Good.",
                    "Three."]  # fmt: skip


def test_whose_form_has_another_fault_now_is_told_that_and_not_praised():
    coach = coach_of("bridge")
    coach.hear(rep(1, "hips_low"))
    assert texts(coach, rep(2, "over_arched")) == ["Two.", "Ribs down, hips a touch lower."]
    assert texts(coach, rep(3, "over_arched", t=24)) == ["Three."], "the cue rests; still no praise"
    assert texts(coach, rep(4)) == ["Four.", "Ribs down. Good line now."]


def test_no_praise_without_a_cue_before():
    assert texts(coach_of("bridge"), rep(1), rep(2)) == ["One.", "Two."]


def test_no_praise_for_what_could_not_be_judged():
    coach = coach_of("bridge")
    coach.hear(rep(1, "hips_low"))
    assert texts(coach, rep(2, unsure=("hips_low",))) == ["Two."]


def test_a_live_cue_is_given_at_once_and_not_again_after_the_attempt():
    coach = coach_of("bridge")
    cue = "Ribs down, hips a touch lower."
    assert texts(coach, FaultSeen(8.0, "over_arched", cue)) == [cue]
    assert texts(coach, rep(1, "over_arched", t=10)) == ["One."]


# -- what does not count ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("too small to count", ["That one was too small to count."]),
        ("the hips stayed down", ["Not counted: the hips stayed down."]),
        ("lost sight of the body", []),
        ("left the position", []),
    ],
)
def test_a_dropped_attempt_says_why(reason, said):
    assert texts(coach_of("bridge"), AttemptDropped(5.0, 3.0, 5.0, reason)) == said


def test_a_short_stay_is_told_of_only_where_a_hold_was_spoken_of():
    begun, left = PhaseChanged(4.0, "hold"), AttemptDropped(5.0, 4.0, 5.0, TOO_SHORT)
    unnoticed, counted = coach_of("childs_pose"), coach_of("childs_pose")
    assert texts(unnoticed, begun, left) == []
    counted.hear(begun)
    counted.tick(0.3)
    assert texts(counted, left) == ["That one was too short to be a hold."]


def test_the_same_reason_is_not_told_again_and_again():
    drops = [AttemptDropped(t, t - 1, t, "too small to count") for t in (5.0, 8.0, 14.0)]
    assert len(texts(coach_of("bridge"), *drops)) == 2


# -- holds -----------------------------------------------------------------------------------------


def countdown(whole, *, step=0.1, to=None):
    counter = HoldCountdown()
    counter.begin(whole, "And down.")
    said = []
    for i in range(round((to or whole + 1) / step)):
        line = counter.tick(i * step)
        if line is not None:
            said.append((round(i * step, 1), line.text))
    return said


def test_a_short_hold_is_counted_down_second_by_second():
    assert countdown(4.0) == [
        (0.2, "Hold. Four."), (1.0, "Three."), (2.0, "Two."), (3.0, "One."), (4.0, "And down."),
    ]  # fmt: skip


def test_of_a_long_hold_only_what_helps_is_said():
    assert [text for _, text in countdown(20.0)] == [
        "Hold. Twenty seconds.", "Ten seconds left.", "Five seconds left.", "Three.", "Two.",
        "One.", "And down.",
    ]  # fmt: skip


def test_a_clock_that_stands_says_nothing():
    counter = HoldCountdown()
    counter.begin(4.0, "And down.")
    assert [counter.tick(1.2) is not None for _ in range(5)] == [True] + [False] * 4


def test_a_pose_that_is_touched_for_a_moment_is_not_told_of():
    coach = coach_of("childs_pose")
    coach.hear(PhaseChanged(1.0, "hold"))
    assert [coach.tick(held_s) for held_s in (0.0, 0.1)] == [[], []]
    assert texts(coach, AttemptDropped(1.2, 1.0, 1.1, TOO_SHORT)) == []


def test_the_countdown_follows_the_top_of_a_repetition():
    coach = coach_of("bridge")
    coach.hear(PhaseChanged(1.0, "lift"))
    assert coach.held_s(1.5, None) is None
    coach.hear(PhaseChanged(2.0, "hold"))
    assert coach.held_s(3.5, None) == pytest.approx(1.5)
    coach.hear(PhaseChanged(4.0, "lower"))
    assert coach.held_s(4.1, None) is None
    coach.hear(PhaseChanged(4.2, "hold"))
    assert coach.held_s(5.0, None) == pytest.approx(3.0)
    coach.hear(PhaseChanged(6.0, "lower"))
    coach.hear(PhaseChanged(7.0, None))
    assert coach.held_s(7.5, None) is None


def test_after_a_countdown_a_count_does_not_sound_like_more_of_it():
    coach = coach_of("bridge")
    coach.hear(PhaseChanged(2.0, "hold"))
    coach.tick(1.0)
    assert texts(coach, rep(1)) == ["That's one."]


@pytest.mark.parametrize(
    ("hold_s", "cues"), [(2.0, []), (4.0, ["Hold for three seconds at the top."])]
)
def test_who_chose_to_hold_for_less_is_not_asked_for_more(hold_s, cues):
    coach = coach_of("bridge", hold_s=hold_s)
    assert texts(coach, rep(1, "hold_too_short")) == ["One.", *cues]
    assert coach.progress.marks == ["fault" if cues else "good"]


def test_a_hold_that_ended_early_says_what_is_left():
    said = texts(coach_of("childs_pose"), PhaseChanged(1, "hold"), held(14, 12.0, "came_up_early"))
    assert said == ["Twelve seconds. Eight more, when you are ready."]


def test_the_rest_of_a_hold_completes_it():
    coach = coach_of("childs_pose")
    coach.hear(PhaseChanged(1, "hold"))
    coach.hear(held(14, 12.0))
    coach.hear(PhaseChanged(14, None))
    coach.hear(PhaseChanged(20, "hold"))
    assert coach.tick(0.2)[0].text == "Hold. Eight seconds."
    coach.hear(held(29, 8.0))
    assert coach.progress.is_done


def test_a_hold_counted_down_to_its_end_is_whole_however_it_is_measured():
    coach = coach_of("childs_pose")
    coach.hear(PhaseChanged(1, "hold"))
    coach.tick(0.2)
    coach.tick(20.0)
    coach.hear(held(22, 15.0))
    assert coach.progress.is_done


def test_sides_are_switched_once_one_is_done():
    coach = coach_of("knee_to_chest")
    said = texts(coach, PhaseChanged(1, "hold"), held(22, 20.5, side=Side.LEFT))
    assert said == ["Switch sides. Other leg, when you are ready."]
    assert not coach.progress.is_done
    coach.hear(held(50, 20.5, side=Side.RIGHT))
    assert coach.progress.is_done


def held_to_its_end(coach, t, side, measured_s):
    """Hold a side until it is counted down; return what is said then, and after it."""
    coach.hear(PhaseChanged(t, "hold", side))
    coach.tick(0.2)
    said = [line.text for line in coach.tick(20.0)]
    return said + texts(coach, PhaseChanged(t + 20, None), held(t + 22, measured_s, side=side))


def test_who_has_held_one_side_to_its_end_is_sent_to_the_other_at_once():
    coach = coach_of("knee_to_chest")
    over, after = held_to_its_end(coach, 1, Side.LEFT, 20.5)
    assert over == "And come out slowly. Then the other leg."
    assert after == "One to go."
    assert held_to_its_end(coach, 40, Side.RIGHT, 20.5) == ["And come out slowly."]


def test_each_side_is_counted_down_from_what_is_left_of_it():
    coach = coach_of("knee_to_chest")
    coach.hear(PhaseChanged(1, "hold", Side.LEFT))
    texts(coach, PhaseChanged(15, None), held(16, 14.0, side=Side.LEFT))
    coach.hear(PhaseChanged(20, "hold", Side.RIGHT))
    assert coach.tick(0.2)[0].text == "Hold. Twenty seconds."
    texts(coach, PhaseChanged(28, None), held(29, 8.0, side=Side.RIGHT))
    coach.hear(PhaseChanged(40, "hold", Side.LEFT))
    assert coach.tick(0.2)[0].text == "Hold. Six."
    coach.tick(6.0)
    coach.hear(held(47, 4.0, side=Side.LEFT))
    assert coach.progress.left_on(Side.LEFT) == 0, "the six that were counted down are credited"
    assert coach.progress.held_s[Side.LEFT] == pytest.approx(20.0), "and no more than those"
    assert coach.progress.left_s(Side.RIGHT) == pytest.approx(12.0)


def test_who_holds_the_side_that_is_done_is_told_so_soon_and_once():
    coach = coach_of("knee_to_chest")
    coach.hear(held(22, 20.5, side=Side.LEFT))
    coach.hear(PhaseChanged(30, "hold", Side.LEFT))
    assert coach.tick(0.5) == []
    assert [line.text for line in coach.tick(1.0)] == [
        "Switch sides. Other leg, when you are ready."
    ]
    assert coach.tick(5.0) == []
    assert texts(coach, held(36, 6.0, side=Side.LEFT)) == ["One to go."]


def test_one_side_cannot_do_the_work_of_both():
    coach = coach_of("bird_dog", 2)
    said = [texts(coach, rep(n, side=Side.LEFT)) for n in (1, 2, 3)]
    assert said[1] == ["Two.", "That side is done. Two more on the other."]
    assert not coach.progress.is_done


def test_a_clock_that_cannot_see_says_so():
    said = texts(coach_of("childs_pose"), HoldPaused(9.0, POSE_UNSEEN))
    assert said == ["I cannot see the pose. The clock is paused."]


def test_who_comes_out_of_a_hold_early_hears_that_the_clock_is_paused():
    coach, out = coach_of("childs_pose"), HoldPaused(9.0, POSE_LEFT)
    coach.hear(PhaseChanged(1, "hold"))
    assert texts(coach, out) == [], "nothing was said of a hold yet"
    coach.tick(8.0)
    assert texts(coach, out) == ["You came out. The clock is paused."]
    coach.tick(20.0)
    assert texts(coach, HoldPaused(29.0, POSE_LEFT)) == [], "it was time to come out"


def test_what_cannot_be_judged_of_a_hold_is_said_once():
    coach = coach_of("seated_twist")
    unsure = tuple(fault.name for fault in EXERCISES["seated_twist"].faults)
    said = texts(coach, held(14, 12.0, side=Side.LEFT, unsure=unsure))
    assert "I count, but I cannot judge everything from here." in said
    again = texts(coach, held(40, 12.0, side=Side.RIGHT, unsure=unsure))
    assert "I count, but I cannot judge everything from here." not in again


# -- the end ---------------------------------------------------------------------------------------


def test_steady_is_said_only_of_a_steady_set():
    coach = coach_of("bridge", 3)
    texts(coach, rep(1, "hips_low"), rep(2), rep(3))
    assert [line.text for line in coach.closing()] == ["Three done. Set complete."]


def test_what_lasted_is_advice_for_next_time():
    coach = coach_of("bridge", 3)
    texts(coach, rep(1, "hips_low"), rep(2, "hips_low"), rep(3))
    assert coach.closing()[-1].text == "For next time: hips a little higher."


def test_steady_is_not_said_of_what_could_not_be_seen():
    coach = coach_of("bridge", 1)
    coach.hear(rep(1, unsure=tuple(fault.name for fault in BRIDGE.faults)))
    assert [line.text for line in coach.closing()] == ["One done. Set complete."]
    coach = coach_of("bridge", 2)
    texts(coach, rep(1, unsure=tuple(fault.name for fault in BRIDGE.faults)), rep(2))
    assert [line.text for line in coach.closing()] == ["Two done. Set complete."]


# -- one mouth -------------------------------------------------------------------------------------


def spoken(voice, until, step=0.05):
    said = []
    for i in range(round(until / step)):
        said += [(round(i * step, 2), line) for line in voice.speak(i * step)]
    return said


def test_nothing_is_said_while_something_is_said():
    voice = Voice()
    voice.offer(0.0, Line("Four.", Kind.COUNT))
    voice.offer(0.0, Line("Hips a little higher.", Kind.CUE))
    (first, four), (then, cue) = spoken(voice, 5)
    assert (four.text, cue.text) == ("Four.", "Hips a little higher.")
    assert then - first >= takes_s(four) - 0.05


def test_a_newer_count_replaces_one_that_waits():
    voice = Voice()
    voice.offer(0.0, Line("A long cue that takes its time to be said.", Kind.CUE))
    voice.speak(0.0)
    voice.offer(0.5, Line("Four.", Kind.COUNT))
    voice.offer(1.0, Line("Five.", Kind.COUNT))
    assert "Four." not in [line.text for _, line in spoken(voice, 8)]
    voice.offer(9.0, Line("Six.", Kind.COUNT))
    voice.offer(9.0, Line("Seven.", Kind.COUNT))
    assert [line.text for line in voice.speak(9.0)] == ["Seven."]


def test_what_is_out_of_date_is_not_said():
    voice = Voice()
    voice.offer(0.0, Line(" ".join(["word"] * 12), Kind.CUE))
    voice.speak(0.0)
    voice.offer(0.1, Line("Three.", Kind.HOLD))
    assert spoken(voice, 8) == []


def test_a_cue_cuts_praise_off_and_stop_cuts_everything():
    voice = Voice()
    voice.offer(0.0, Line("Your hips are higher now. Good.", Kind.PRAISE))
    voice.speak(0.0)
    voice.offer(0.3, Line("Lower slowly.", Kind.CUE))
    (cue,) = voice.speak(0.3)
    assert cue.interrupts
    voice.offer(0.4, Line(phrases.STOPPING, Kind.STOP))
    (stop,) = voice.speak(0.4)
    assert stop.interrupts
    assert [cue.id, stop.id] == [2, 3]


def test_the_same_events_give_the_same_lines():
    events = [rep(1, "hips_low"), rep(2), AttemptDropped(25, 23, 25, "too small to count"), rep(3)]
    assert texts(coach_of("bridge"), *events) == texts(coach_of("bridge"), *events)
