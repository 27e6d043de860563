"""Long work beside the page: it tells how far it is, and stops when it is told to or left alone.

The work runs on a thread of its own, so that the page stays usable; it knows nothing of Streamlit.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818  nothing is wrong
    """The work was told to stop."""


class Steps:
    """How far a piece of work is; its thread writes it, the page reads it.

    Parameters
    ----------
    *stages : (str, float)
        What is done one after the other, in words, and about what share of the time each takes.
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(
        self, *stages: tuple[str, float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        whole = sum(share for _, share in stages)
        self._stages = [(words, share / whole) for words, share in stages]
        self._clock, self._began = clock, clock()
        self._stage, self._done, self._total = 0, 0, 0
        self._stop = threading.Event()

    def stop(self) -> None:
        """Make the work stop at its next step."""
        self._stop.set()

    def next_stage(self) -> None:
        """Begin the next stage."""
        self._stage, self._done, self._total = self._stage + 1, 0, 0

    def step(self, done: int, total: int | None) -> None:
        """Note that so many of so many are done.

        Raises
        ------
        Stopped
            If the work shall stop.
        """
        self._done, self._total = done, total or 0
        if self._stop.is_set():
            raise Stopped

    def through(self, things: Iterable[T], total: int) -> Iterator[T]:
        """Go through things, a step each."""
        for number, thing in enumerate(things):
            self.step(number, total)
            yield thing

    @property
    def share(self) -> float:
        """How much of the work is done, 0..1."""
        before = sum(share for _, share in self._stages[: self._stage])
        now = self._done / self._total if self._total else 0.0
        return min(before + self._stages[self._stage][1] * min(now, 1.0), 1.0)

    @property
    def words(self) -> str:
        """What is done now, and about how long all of it will take yet."""
        text = self._stages[self._stage][0]
        if self._done:
            text += f": picture {self._done}" + (f" of {self._total}" if self._total else "")
        share, elapsed_s = self.share, self._clock() - self._began
        return text + (f", {left(elapsed_s * (1 - share) / share)}" if share >= 0.02 else "")


def left(left_s: float) -> str:
    """Say about how much time is left.

    >>> left(12.2), left(300), left(0.2)
    ('about 12 seconds left', 'about 5 minutes left', 'about a second left')
    """
    if left_s < 1.5:
        return "about a second left"
    return (
        f"about {left_s:.0f} seconds left"
        if left_s < 90
        else f"about {left_s / 60:.0f} minutes left"
    )


class Work:
    """One piece of work on a thread of its own.

    When nobody holds it any more, as when the visitor has gone, the work stops by itself.

    Parameters
    ----------
    task : callable
        Gets the steps, and returns the result.
    steps : Steps
    """

    def __init__(self, task: Callable[[Steps], Any], steps: Steps) -> None:
        self.steps = steps
        self._outcome: dict[str, Any] = {}
        # The thread holds the task and the outcome, never this object.
        self._thread = threading.Thread(
            target=_run, args=(task, steps, self._outcome), daemon=True, name="formcheck-work"
        )
        weakref.finalize(self, steps.stop)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still going on."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Make it stop, and wait until nothing of it is left."""
        self.steps.stop()
        self._thread.join()

    def result(self) -> Any:
        """Return what came of it, once it is over.

        Raises
        ------
        Stopped
            If it was told to stop.
        Exception
            Whatever the task raised.
        """
        self._thread.join()
        if "error" in self._outcome:
            raise self._outcome["error"]
        return self._outcome["result"]


def _run(task: Callable[[Steps], Any], steps: Steps, outcome: dict[str, Any]) -> None:
    try:
        outcome["result"] = task(steps)
    except BaseException as error:  # the page tells it
        outcome["error"] = error
