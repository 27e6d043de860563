"""What a page may ask for, checked word by word: the text comes from outside."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import Any, Self

from ..coach.dose import Amount
from ..coach.lesson import Lesson
from ..exercises import EXERCISES

MAX_TEXT = 4096
"""A longer message is no order of ours [characters]."""
ASKS = ("pause", "resume", "skip", "hurts", "stop")
MOST_REPETITIONS, MOST_HOLD_S = 50, 120.0


class OrderError(ValueError):
    """A message cannot be understood; the text says what was wrong with it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, from the message that starts a set.

    Attributes
    ----------
    exercise : str or None
        Its name; None where it is to be recognised.
    repetitions : int or None
        On each side, where there are sides; the usual dose if None.
    hold_s : float or None
        Likewise [s].
    record : bool
        Whether the landmarks are kept.
    film : bool
        Whether the pictures are kept with them.
    target : float
        As for `formcheck.session.Session`.
    """

    exercise: str | None = None
    repetitions: int | None = None
    hold_s: float | None = None
    record: bool = True
    film: bool = False
    target: float = 1.0

    @classmethod
    def of(cls, message: dict[str, Any]) -> Self:
        """Read the message.

        Raises
        ------
        OrderError
            If a value is none of those allowed.
        """
        exercise = message.get("exercise")
        if exercise is not None and (not isinstance(exercise, str) or exercise not in EXERCISES):
            raise OrderError(f"No exercise is called {str(exercise)[:40]!r}.")
        repetitions = _number(message, "repetitions", 1, MOST_REPETITIONS)
        return cls(
            exercise=exercise,
            repetitions=None if repetitions is None else int(repetitions),
            hold_s=_number(message, "hold_s", 1, MOST_HOLD_S),
            record=message.get("record", True) is not False,
            film=message.get("film") is True,
            target=_number(message, "target", 0.05, 1) or 1.0,
        )

    def lesson(self, *, introduced: bool = False) -> Lesson:
        """Return a lesson that does it, see `Lesson`."""
        if self.exercise is None:
            return Lesson(None, target=self.target, introduced=introduced)
        exercise = EXERCISES[self.exercise]
        amount = Amount.of(exercise, self.repetitions, self.hold_s)
        return Lesson(exercise, amount, target=self.target, introduced=introduced)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, from which `of` makes it again."""
        return asdict(self)


def message_in(text: str) -> dict[str, Any]:
    """Return the message in a text.

    Raises
    ------
    OrderError
        If it is not a JSON object with a known type.
    """
    if len(text) > MAX_TEXT:
        raise OrderError(f"A message of {len(text)} characters is longer than {MAX_TEXT}.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OrderError("A message came in that is not JSON.") from error
    if not isinstance(message, dict) or message.get("type") not in ("start", *ASKS):
        raise OrderError("A message came in that I do not know.")
    return message


def _number(message: dict[str, Any], key: str, least: float, most: float) -> float | None:
    value = message.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise OrderError(f"{key} must be a number, got {value!r}.")
    if not least <= value <= most:
        raise OrderError(f"{key} must be {least:g} to {most:g}, got {value:g}.")
    return float(value)
