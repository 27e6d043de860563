"""What is said: one line of speech, with the beep that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a line is for, the most urgent first."""

    STOP = "stop"
    COUNT = "count"
    HOLD = "hold"
    CUE = "cue"
    SETUP = "setup"
    PRAISE = "praise"
    INFO = "info"


class Beep(StrEnum):
    """A sound for those who have no voice, or have muted it."""

    TICK = "tick"
    GOOD = "good"
    WARN = "warn"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say.

    Attributes
    ----------
    text : str
        As it is spoken and shown.
    kind : Kind
    beep : Beep or None
    arrow : str or None
        Which way, for the strip: "up", "down", "left", "right", "turn_left" or "turn_right".
    interrupts : bool
        Whether it cuts off what is being said.
    id : int
        Number in order of speaking, from 1; 0 for a line that has not been said yet.
    """

    text: str
    kind: Kind
    beep: Beep | None = None
    arrow: str | None = None
    interrupts: bool = False
    id: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as JSON has them."""
        return {
            "id": self.id,
            "text": self.text,
            "kind": self.kind.value,
            "beep": self.beep and self.beep.value,
            "interrupts": self.interrupts,
        }
