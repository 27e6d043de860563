"""Work beside a page: it tells how far it is, and stops."""

import gc

import pytest

from formcheck.ui.work import Steps, Stopped, Work, left


def test_stages_add_up_and_the_time_left_is_told():
    now = [0.0]
    steps = Steps(("Watching", 3.0), ("Counting", 1.0), clock=lambda: now[0])
    assert (steps.share, steps.words) == (0.0, "Watching")
    now[0] = 12.0
    steps.step(50, 100)
    assert steps.share == pytest.approx(0.375)
    assert steps.words == "Watching: picture 50 of 100, about 20 seconds left"
    steps.next_stage()
    assert steps.share == pytest.approx(0.75)
    steps.step(7, None)
    assert steps.words.startswith("Counting: picture 7, ")
    steps.step(300, 100)  # a file may promise too few
    assert steps.share == 1.0


def test_times_left_are_rounded_to_what_they_are_worth():
    assert left(0.3) == "about a second left"
    assert left(89) == "about 89 seconds left"
    assert left(600) == "about 10 minutes left"


def test_the_result_or_the_error_comes_out():
    assert Work(lambda steps: sum(steps.through([1, 2, 3], 3)), Steps(("Adding", 1))).result() == 6
    with pytest.raises(ZeroDivisionError):
        Work(lambda _: 1 // 0, Steps(("Dividing", 1))).result()


def forever(steps):
    while True:
        steps.step(1, 2)


def test_it_stops_when_told():
    work = Work(forever, Steps(("Turning", 1)))
    assert work.running
    work.stop()
    assert not work.running
    with pytest.raises(Stopped):
        work.result()


def test_it_stops_when_nobody_waits_for_it():
    work = Work(forever, Steps(("Turning", 1)))
    thread = work._thread
    del work
    gc.collect()
    thread.join(timeout=60)
    assert not thread.is_alive()
