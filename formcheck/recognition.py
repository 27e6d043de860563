"""Which exercise is being done, from the frames alone: every exercise follows them, one fits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .body import body_in
from .camera import Turn
from .events import Event, HoldEnded, RepetitionDone
from .exercise import Exercise
from .exercises import EXERCISES
from .landmarks import PoseFrame
from .modes import Hold
from .report import Report
from .session import Session

MOVING, READY = 1.0, 0.02
"""What a second of an attempt under way, and of merely being in position, is worth of a second of a
repetition or hold that counted; tuned on rendered clips: many exercises begin in one position."""
ALONE = 2.5
"""The same of an attempt in a position that no other exercise is done in; tuned on rendered child's
poses."""
COMING, COMING_MOST_S = 10.0, 0.2
"""The same of being on the way into such a position, for so long at most [s]; ours: a fifth of a
second of it says as much as two seconds of a repetition."""
FADES_S = 2.0
"""Being on the way is forgotten as slowly as it was seen, in this time at most [s]; ours."""
SET_OFF = 0.3
"""Share of that for attempts that began later than another one that is under way: one movement sets
off several; ours. Not for one that is seen to be on the way."""
OUTLASTS_S = 12.0
"""Out and back takes no longer than this, its hold included [s]: what lasts longer while a pose is
held is that pose; by the doses, 5 s of holding."""
READY_MOST_S = 10.0
"""Resting longer in a position says no more about what is going to be done in it [s]; ours."""
DOUBT_S = 0.5
"""Evidence that speaks for none of the exercises [s of a repetition]; ours."""
SURE, SURER, STILL_SURE = 0.5, 0.6, 0.3
"""An exercise is named from the first share of the evidence on, instead of another one from the
second, and as long as it keeps the third; ours: on 107 rendered clips 0.55 to 0.7 do the same."""
ASK_S = 0.5
"""An attempt under way is asked so often [s] whether it could count; ours."""
NONE_OF_THEM = "Which exercise this is: too little of any was seen."
GAP_S = 0.5
"""Evidence does not grow over longer gaps between frames [s]."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What is being done.

    Attributes
    ----------
    exercise : Exercise or None
        None where nothing, or too little, speaks for one.
    sure : float
        Share of all the evidence that speaks for it, or for the likeliest if none is named.
    since_s : float or None
        Since when that has been the guess, on the clock of the frames [s].
    """

    exercise: Exercise | None
    sure: float
    since_s: float | None


class Recogniser:
    """Follow one person doing an unknown exercise.

    Feed it every frame with `update`, then call `finish` once. `sessions` are ordinary sessions of
    every exercise, so that the one that is recognised has seen it all from the start.

    Parameters
    ----------
    source : str
        Where the frames come from; only repeated in the report.
    target : float
        As for `Session`.
    """

    def __init__(self, *, source: str = "", target: float = 1.0) -> None:
        self.sessions = {
            name: Session(one, source=source, target=target) for name, one in EXERCISES.items()
        }
        self._holds = {name for name, one in EXERCISES.items() if isinstance(one.mode, Hold)}
        self.guess = Guess(None, 0.0, None)
        self._done = dict.fromkeys(self.sessions, 0.0)
        self._moving = dict.fromkeys(self.sessions, 0.0)
        self._ready = dict.fromkeys(self.sessions, 0.0)
        self._coming = dict.fromkeys(self.sessions, 0.0)
        self._asked = dict.fromkeys(self.sessions, (-math.inf, True))
        self._counted = dict.fromkeys(self.sessions, (-math.inf, -math.inf))
        self._t = math.nan

    def update(self, frame: PoseFrame) -> Guess:
        """Take the next frame; return what is being done, as far as is known."""
        elapsed = frame.t - self._t
        passed = min(elapsed, GAP_S) if elapsed > 0 else 0.0
        self._t = frame.t
        for name, session in self.sessions.items():
            self._hear(name, session.update(frame))
            since = session.since
            if since is None:
                self._asked[name] = frame.t, True
            elif frame.t - self._asked[name][0] >= ASK_S:
                self._asked[name] = frame.t, session.may_count()
            if since is None or not self._asked[name][1]:
                self._moving[name] = 0.0
            else:
                self._moving[name] = frame.t - self._alone_since(name, since)
            comes = passed if _comes(session, frame) else -passed
            self._coming[name] = min(max(self._coming[name] + comes, 0.0), FADES_S)
            if session.in_position:
                self._ready[name] = min(self._ready[name] + passed, READY_MOST_S)
        return self._weigh()

    def finish(self) -> Guess:
        """End all sessions; return what was done."""
        for name, session in self.sessions.items():
            self._hear(name, session.finish())
            self._moving[name] = self._coming[name] = 0.0
        return self._weigh()

    @property
    def problems(self) -> dict[str, Turn | None]:
        """What is wrong with the camera's view for every exercise it may become."""
        first, *others = (session.problems for session in self.sessions.values())
        return {name: turn for name, turn in first.items() if all(name in one for one in others)}

    def report(self) -> Report:
        """Return the report on the exercise that is recognised, or one that tells of none."""
        if self.guess.exercise is None:
            report = next(iter(self.sessions.values())).report()
            return replace(
                report, exercise=None, events=(), limits=(NONE_OF_THEM,), own=None, sure=0.0
            )
        report = self.sessions[self.guess.exercise.name].report()
        return replace(report, sure=self.guess.sure)

    def _hear(self, name: str, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case RepetitionDone(start_s=start, end_s=end):
                    self._done[name] += end - start
                    self._counted[name] = start, end
                case HoldEnded(start_s=start, end_s=end, held_s=held):
                    self._done[name] += held
                    self._counted[name] = start, end

    def _alone_since(self, name: str, since: float) -> float:
        """Return since when an attempt that began then speaks for an exercise [s].

        What went on while another exercise counted something, from its start to its end, was that.
        """
        within = (
            end for other, (start, end) in self._counted.items() if other != name and start >= since
        )
        return max((since, *within))

    def _under_way(self) -> dict[str, float]:
        """Return for how long each exercise has an attempt under way that may be one [s]."""
        is_held = any(self._moving[name] for name in self._holds)
        return {
            name: 0.0 if is_held and name not in self._holds and lasts_s > OUTLASTS_S else lasts_s
            for name, lasts_s in self._moving.items()
        }

    def _weigh(self) -> Guess:
        under_way = self._under_way()
        longest = max(under_way.values())
        placed = [name for name, session in self.sessions.items() if session.in_position]
        moving = {name: ALONE if placed == [name] else MOVING for name in self.sessions}
        evidence = {
            name: self._done[name]
            + moving[name]
            * under_way[name]
            * (SET_OFF if under_way[name] < longest and not self._coming[name] else 1.0)
            + COMING * min(self._coming[name], COMING_MOST_S)
            + READY * self._ready[name]
            for name in self.sessions
        }
        everything = sum(evidence.values()) + DOUBT_S
        share = {name: evidence[name] / everything for name in self.sessions}
        best = max(share, key=lambda name: share[name])
        named = self.guess.exercise
        if share[best] >= (SURER if named else SURE):
            named = self.sessions[best].exercise
        elif named is not None and share[named.name] < STILL_SURE:
            named = None
        sure = share[best if named is None else named.name]
        since = self.guess.since_s if named is self.guess.exercise else self._t
        self.guess = Guess(named, sure, None if named is None else since)
        return self.guess


def _comes(session: Session, frame: PoseFrame) -> bool:
    """Tell whether somebody is on the way into an exercise's position."""
    comes = session.exercise.approach
    return comes is not None and not frame.is_missing and comes(body_in(frame), session.side)


def recognise(frames: Iterable[PoseFrame]) -> Guess:
    """Return which exercise some frames show."""
    recogniser = Recogniser()
    for frame in frames:
        recogniser.update(frame)
    return recogniser.finish()
