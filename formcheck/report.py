"""The report of a session: made from its events, nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from .baseline import Own
from .camera import Turn
from .events import (
    AttemptDropped,
    Event,
    HoldEnded,
    RepetitionDone,
    Rom,
    SetupProblem,
    SetupSolved,
)
from .trace import Smoothness

SCHEMA = 1
"""Version of the JSON report; it changes when a key changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with the camera's view from `start_s` to `end_s` [s], see `SetupProblem`."""

    start_s: float
    end_s: float
    problem: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in one session.

    Attributes
    ----------
    exercise : str or None
        Name of the exercise; None where none was recognised.
    source : str
        What was watched.
    duration_s : float
        From the first to the last frame [s].
    tracked_share : float
        Share of the frames that showed a person, 0..1.
    view : str or None
        Where the camera stood: "side", "oblique", "front" or "back"; None when nobody was seen.
    events : tuple of Event
        Everything the session told, in order.
    limits : tuple of str
        What could not be judged, in plain words.
    target : float
        How far the person meant to go, as a share of what good form asks for.
    sure : float or None
        How sure it is that this was the exercise, 0..1; None where somebody said so.
    own : Own or None
        The person's own rest and its noise; None where nobody kept still before moving.
    changed : tuple of (str, float)
        Thresholds of the exercise that had another value than its file says.
    """

    exercise: str | None
    source: str
    duration_s: float
    tracked_share: float
    view: str | None
    events: tuple[Event, ...]
    limits: tuple[str, ...]
    target: float = 1.0
    sure: float | None = None
    own: Own | None = None
    changed: tuple[tuple[str, float], ...] = ()

    @property
    def repetitions(self) -> tuple[RepetitionDone, ...]:
        """The repetitions, in order."""
        return tuple(e for e in self.events if isinstance(e, RepetitionDone))

    @property
    def holds(self) -> tuple[HoldEnded, ...]:
        """The holds, in order."""
        return tuple(e for e in self.events if isinstance(e, HoldEnded))

    @property
    def dropped(self) -> tuple[AttemptDropped, ...]:
        """Attempts that were not counted, in order."""
        return tuple(e for e in self.events if isinstance(e, AttemptDropped))

    @property
    def faults(self) -> dict[str, int]:
        """How many repetitions or holds show each fault, the commonest first."""
        found = Counter(
            fault
            for event in self.events
            if isinstance(event, RepetitionDone | HoldEnded)
            for fault in event.faults
        )
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def setup(self) -> list[Trouble]:
        """Everything that was wrong with the camera's view, in order."""
        since: dict[str, SetupProblem] = {}
        troubles = []
        for event in self.events:
            if isinstance(event, SetupProblem):
                since[event.problem] = event
            elif isinstance(event, SetupSolved):
                told = since.pop(event.problem, SetupProblem(event.t, event.problem))
                troubles.append(Trouble(told.t, event.t, told.problem, told.turn))
        # what is not solved yet lasts, as far as is known, to the last event
        last = self.events[-1].t if self.events else 0.0
        troubles += [Trouble(one.t, last, one.problem, one.turn) for one in since.values()]
        return sorted(troubles, key=lambda one: (one.start_s, one.end_s, one.problem))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, schema version 1."""
        return {
            "schema": SCHEMA,
            "exercise": self.exercise,
            "source": self.source,
            "duration_s": _round(self.duration_s),
            "tracked_share": _round(self.tracked_share),
            "view": self.view,
            "repetitions": [_repetition(rep) for rep in self.repetitions],
            "holds": [_hold(hold) for hold in self.holds],
            "dropped": [
                {"start_s": _round(a.start_s), "end_s": _round(a.end_s), "reason": a.reason}
                for a in self.dropped
            ],
            "faults": self.faults,
            "setup": [
                {
                    "start_s": _round(one.start_s),
                    "end_s": _round(one.end_s),
                    "problem": one.problem,
                    "turn_deg": None if one.turn is None else _round(one.turn.deg),
                }
                for one in self.setup
            ],
            "limits": list(self.limits),
            "recognised": None if self.sure is None else {"sure": _round(self.sure)},
            "target": _round(self.target),
            "own": self.own
            and {
                "measure": self.own.measure,
                "rest": _round(self.own.rest),
                "noise": _round(self.own.noise),
                "unit": self.own.unit,
            },
            "thresholds_changed": dict(self.changed),
        }

    def as_json(self) -> str:
        """Return the report as JSON text; NaN never appears in it."""
        return json.dumps(self.as_dict(), indent=2, allow_nan=False) + "\n"

    def as_csv(self) -> str:
        """Return one CSV line for each repetition, or for each hold."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["exercise", "kind", "number", "start_s", "end_s", "side", "hold_s",
             "rom", "rom_unit", "faults", "cannot_judge"]
        )  # fmt: skip
        report = self.as_dict()
        for rep in report["repetitions"]:
            writer.writerow(
                [self.exercise, "repetition", rep["number"], rep["start_s"], rep["end_s"],
                 rep["side"], rep["hold_s"], rep["rom"]["value"], rep["rom"]["unit"],
                 " ".join(rep["faults"]), " ".join(rep["cannot_judge"])]
            )  # fmt: skip
        for number, hold in enumerate(report["holds"], 1):
            writer.writerow(
                [self.exercise, "hold", number, hold["start_s"], hold["end_s"], hold["side"],
                 hold["held_s"], hold["reached"]["value"], hold["reached"]["unit"],
                 " ".join(hold["faults"]), " ".join(hold["cannot_judge"])]
            )  # fmt: skip
        return out.getvalue()


def _repetition(rep: RepetitionDone) -> dict[str, Any]:
    return {
        "number": rep.number,
        "start_s": _round(rep.start_s),
        "end_s": _round(rep.end_s),
        "side": rep.side and rep.side.value,
        "hold_s": None if rep.hold_s is None else _round(rep.hold_s),
        "rom": _range(rep.rom),
        "faults": list(rep.faults),
        "cannot_judge": list(rep.cannot_judge),
        "smoothness": _smoothness(rep.smoothness),
    }


def _hold(hold: HoldEnded) -> dict[str, Any]:
    return {
        "start_s": _round(hold.start_s),
        "end_s": _round(hold.end_s),
        "held_s": _round(hold.held_s),
        "side": hold.side and hold.side.value,
        "faults": list(hold.faults),
        "cannot_judge": list(hold.cannot_judge),
        "reached": _range(hold.reached),
        "wobble": _range(hold.wobble),
        "smoothness": _smoothness(hold.smoothness),
    }


def _range(of: Rom) -> dict[str, Any]:
    value = None if of.value is None else _round(of.value)
    low, high = (None if end is None else _round(end) for end in (of.low, of.high))
    return {"measure": of.measure, "value": value, "unit": of.unit, "low": low, "high": high}


def _smoothness(of: tuple[Smoothness, ...]) -> list[dict[str, Any]] | None:
    figures = ("jerk", "active_s", "sparc", "ldlj", "rate_hz", "bandwidth_hz")
    return [
        {
            "movement": one.movement,
            "start_s": _round(one.start_s),
            "end_s": _round(one.end_s),
            "manner": one.manner.value,
            "reason": one.reason,
        }
        | {
            name: None if (value := getattr(one, name)) is None else _round(value)
            for name in figures
        }
        for one in of
    ] or None


def _round(value: float) -> float:
    """Round to what the figures are worth: milliseconds, thousandths."""
    return round(float(value), 3)
