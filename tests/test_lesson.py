"""A whole lesson, from films of drawn people: hands-free from start to end."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import scenes
from figure import Pose, both, film

from formcheck.coach.dose import Amount
from formcheck.coach.lesson import AWAY_S, Lesson, Stage
from formcheck.coach.lines import Kind
from formcheck.coach.status import status, summary
from formcheck.coach.transcript import transcript
from formcheck.exercises import EXERCISES
from formcheck.landmarks import PoseFrame
from formcheck.replay import replay
from formcheck.setup import REMEDIES

BRIDGE = EXERCISES["bridge"]
SEEN = "I can see you from head to foot."


def lying(seconds, **pose):
    """Lie ready for a bridge and do nothing."""
    times = np.arange(0, seconds, 1 / scenes.FPS)
    ready = Pose(posture="on the back", hip=both(125), knee=both(70), arm=both(10), **pose)
    return list(film(times, [ready] * len(times), mask=False))


def nobody(seconds):
    return [PoseFrame.missing(i / scenes.FPS) for i in range(round(seconds * scenes.FPS))]


def joined(*films):
    """Show films one after the other."""
    frames, start = [], 0.0
    for one in films:
        frames += [shifted(frame, start) for frame in one]
        start = frames[-1].t + 1 / scenes.FPS
    return frames


def shifted(frame, by_s):
    return replace(frame, t=frame.t + by_s)


@cache
def bridges(reps=2, **kind):
    return scenes.bridge(reps, **kind)


def lesson_of(repetitions=10, hold_s=None, name="bridge"):
    exercise = EXERCISES[name]
    return Lesson(exercise, Amount.of(exercise, repetitions, hold_s))


def lines(lesson, frames):
    return [line for frame in frames for line in lesson.update(frame)]


def texts(lesson, frames):
    return [line.text for line in lines(lesson, frames)]


def test_a_person_who_lies_ready_is_counted_in():
    lesson = lesson_of()
    said = texts(lesson, lying(16))
    assert said == [
        "Bridge. Lie on your back with your knees bent.",
        SEEN,
        "Ten bridges. Hold each for four seconds.",
        "Three.", "Two.", "One.",
        "Ready. Start when you like.",
    ]  # fmt: skip
    assert lesson.stage is Stage.READY


def test_who_may_not_go_all_the_way_is_told_how_far_is_enough():
    half = texts(Lesson(BRIDGE, target=0.5), lying(16))
    assert half[3] == "Half way is far enough."
    whole = texts(Lesson(BRIDGE), lying(16))
    assert [*half[:3], *half[4:]] == whole


def test_nothing_is_counted_in_while_the_camera_sees_too_little():
    said = texts(lesson_of(), lying(12, turned=75))
    assert "Ready. Start when you like." not in said
    assert "Turn so that one side of your body faces the camera." in said


def test_who_cannot_be_seen_better_is_not_said_to_be_seen_from_head_to_foot():
    said = texts(lesson_of(), lying(45, turned=75))
    assert said.count("Turn so that one side of your body faces the camera.") == 3
    assert "Three." in said, "it is not held up for ever"
    assert SEEN not in said


def in_the_dark(frames):
    light = np.array([40.0, 5.0, 40.0, 5.0], np.float32)
    return [replace(frame, light=light) for frame in frames]


def test_poor_light_is_told_before_the_count_in_and_holds_nobody_up():
    said = texts(lesson_of(), in_the_dark(lying(20)))
    assert said.count(REMEDIES["too_dark"]) == 1
    assert said.index(REMEDIES["too_dark"]) < said.index("Three.")
    assert said[-1] == "Ready. Start when you like."
    assert SEEN not in said


def test_what_hinders_the_view_later_is_told_between_repetitions():
    two = bridges()
    rest_t = next(frame.t for frame in two if frame.t > two[-1].t / 2)
    said = list(transcript(lesson_of(), joined(two, in_the_dark(bridges()))))
    (told_t,) = [t for t, line in said if line.text == REMEDIES["too_dark"]]
    assert told_t > rest_t
    assert [line.text for _, line in said if "four" in line.text] == ["That's four."]


def test_whose_exercise_is_not_known_yet_is_helped_into_view_too():
    assert texts(Lesson(None), nobody(15))[1:] == ["I cannot see anybody. Come into the picture."]
    said = texts(Lesson(None), in_the_dark(lying(6)))
    assert said[1:] == [REMEDIES["too_dark"]]


def test_an_empty_room_is_spoken_to_now_and_then_and_not_for_ever():
    said = texts(lesson_of(), nobody(90))
    assert said.count("I cannot see anybody. Come into the picture.") == 3


def test_who_starts_at_once_is_not_held_up():
    lesson = lesson_of()
    said = lines(lesson, bridges())
    assert "Ready. Start when you like." not in [line.text for line in said]
    counts = [line.text for line in said if line.kind is Kind.COUNT]
    assert [text for text in counts if text != "And down."] == ["That's one.", "That's two."]


def test_the_set_ends_by_itself():
    lesson = lesson_of(2)
    said = texts(lesson, bridges())
    assert lesson.stage is Stage.DONE
    assert said[-1] == "Two done, and steady throughout."
    assert lines(lesson, [PoseFrame.missing(99.0)]) == []


@pytest.mark.parametrize("name", ["bridge", "cat_cow"])
def test_the_lesson_counts_what_a_replay_counts(name):
    frames = bridges() if name == "bridge" else scenes.cat_cow()
    lesson = lesson_of(name=name)
    lines(lesson, frames)
    lesson.stop()
    assert lesson.report().events == replay(frames, EXERCISES[name]).events


def test_the_same_frames_give_the_same_words():
    once, again = (
        [(t, line.text) for t, line in transcript(lesson_of(2), bridges())] for _ in range(2)
    )
    assert once == again


def test_lost_and_found_again_with_what_is_left():
    lesson = lesson_of()
    said = texts(lesson, joined(bridges(1), nobody(5), lying(3)))
    assert "I lost sight of you. Your one is kept." in said
    assert said[-1] == "There you are. Nine to go."
    assert lesson.coach.progress.count == 1


def test_lost_looks_like_lost():
    lesson = lesson_of()
    lines(lesson, joined(bridges(1), nobody(3)))
    shown = status(lesson)
    assert (shown["stage"], shown["strip"]["state"], shown["count"]) == ("lost", "lost", 1)


def test_who_leaves_ends_the_set():
    lesson = lesson_of()
    said = texts(lesson, joined(bridges(1), nobody(AWAY_S + 3)))
    assert lesson.stage is Stage.DONE
    assert said[-1].endswith("what you did is kept.")
    assert len(lesson.report().repetitions) == 1


def test_pain_stops_at_once():
    lesson = lesson_of()
    lines(lesson, bridges()[:200])
    (line,) = lesson.hurts()
    assert line.text == "Stopping now. Come down slowly and rest. You can end here."
    assert (line.kind, line.interrupts, lesson.stage) == (Kind.STOP, True, Stage.STOPPED)
    assert lines(lesson, bridges()[200:]) == []
    assert status(lesson)["strip"]["state"] == "stop"


def test_a_pause_counts_nothing_and_loses_nothing():
    lesson = lesson_of()
    first = bridges(1)
    lines(lesson, first)
    (line,) = lesson.pause()
    assert (line.text, line.interrupts) == ("Paused. Your count is kept.", True)
    pause = [shifted(frame, first[-1].t + 0.1) for frame in nobody(5)]
    assert texts(lesson, pause) == []
    assert lesson.stage is Stage.PAUSED
    lesson.resume()
    after = [shifted(frame, pause[-1].t + 0.1) for frame in bridges(1)]
    lines(lesson, after)
    assert lesson.coach.progress.count == 2


def test_a_long_hold_tells_what_is_left_when_the_person_is_back():
    lesson = lesson_of(1, name="childs_pose")
    pose = scenes.childs_pose()
    held = [frame for frame in pose if frame.t < 12]
    said = texts(lesson, joined(held, nobody(3), [shifted(f, 0) for f in pose if f.t > 8]))
    assert "I lost sight of you. The clock is paused." in said
    (back,) = [text for text in said if text.startswith("There you are.")]
    assert back.endswith("seconds left.")


def test_any_exercise_is_recognised_and_counted_from_the_start():
    lesson = Lesson(None)
    said = texts(lesson, scenes.cat_cow(3))
    assert said[0] == "Start any exercise you like. I will tell you which one I see."
    (named,) = [i for i, text in enumerate(said) if text.startswith("This is a cat-cow")]
    assert said[named] == "This is a cat-cow, and that was one. I count along."
    assert said[named + 1] == "Two."
    lesson.stop()
    assert lesson.report().events == replay(scenes.cat_cow(3), EXERCISES["cat_cow"]).events


def test_skip_leaves_a_side_out():
    lesson = lesson_of(1, 6.0, name="knee_to_chest")
    assert status(lesson)["sides"] == {"left": 0, "right": 0}
    lesson.skip()
    assert lesson.stage is Stage.DONE  # nothing begun: the whole set is left out


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stage_is_plain_json_at_every_moment(name):
    lesson = lesson_of(3, name=name)
    films = {"bridge": bridges, "cat_cow": scenes.cat_cow}
    for frame in films.get(name, bridges)()[::9]:
        lesson.update(frame)
        shown = status(lesson)
        assert json.loads(json.dumps(shown, allow_nan=False)) == shown
        assert len([step for step in shown["checklist"] if step["state"] == "now"]) <= 1
    json.dumps(summary(lesson), allow_nan=False)


def test_pips_follow_what_was_seen():
    lesson = lesson_of(4)
    lines(lesson, bridges(2, hip=146.0, rise=12.0))
    assert status(lesson)["pips"] == ["fault", "fault", "now", "todo"]


def test_the_hold_ring_runs_at_the_top():
    lesson = lesson_of()
    rings = []
    for frame in bridges(1):
        lesson.update(frame)
        rings.append(status(lesson)["hold"])
    held = [ring["held_s"] for ring in rings if ring]
    assert max(held) > 3
    assert all(ring["of_s"] == 4 for ring in rings if ring)


def test_the_gauge_shows_both_ends_of_a_cat_cow():
    lesson = lesson_of(name="cat_cow")
    values = []
    for frame in scenes.cat_cow():
        lesson.update(frame)
        gauge = status(lesson)["gauge"]
        if gauge:
            assert gauge["names"] == ["Cow", "Cat"]
            values.append(gauge["value"])
    assert min(values) < gauge["low"] < gauge["high"] < max(values)
