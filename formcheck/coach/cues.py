"""Which one thing to say about form: priority, patience, and praise that is earned."""

from __future__ import annotations

from ..events import FaultSeen, HoldEnded, RepetitionDone
from ..exercise import Exercise, Fault
from .lines import Beep, Kind, Line

REST_S = 8.0
"""The same cue is not given again within this time [s]; ours."""
GROWS = 1
"""Each time a cue was given, one more attempt passes before it is given again; ours."""
MOST = 3
"""A cue is given at most this often in one set; then it is for the report; ours."""


class Cues:
    """Remembers which cues were given, and what became of them.

    After an attempt it gives the cue of the most urgent fault that is not resting; after one
    without a fault it praises what a cue has mended. Never both: one thing at a time, and nobody
    is praised for hips that came up too far.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._faults = {fault.name: fault for fault in exercise.faults}
        self._given: dict[str, list[float]] = {}
        self._passed: dict[str, int] = {}
        self._unmended: set[str] = set()
        self.seen: dict[str, int] = {}

    def live(self, event: FaultSeen) -> Line | None:
        """Return the cue for a fault seen while it happens, if it is time for one."""
        return self._cue(event.t, (event.fault,))

    def after(self, event: RepetitionDone | HoldEnded) -> Line | None:
        """Return what to say about form after an attempt: one line, or nothing."""
        for name in event.faults:
            self._passed[name] = self._passed.get(name, 0) + 1
            self.seen[name] = self.seen.get(name, 0) + 1
        return self._cue(event.t, event.faults) if event.faults else self._praise(event)

    def most_wanted(self, least: int) -> Fault | None:
        """Return the fault seen most often, if that is so many times at least."""
        often = {name: n for name, n in self.seen.items() if n >= least}
        return max(
            (fault for fault in self._faults.values() if fault.name in often),
            key=lambda fault: often[fault.name],
            default=None,
        )

    def _cue(self, t: float, names: tuple[str, ...]) -> Line | None:
        for fault in self._faults.values():
            if fault.name in names and self._may_be_given(t, fault):
                self._given.setdefault(fault.name, []).append(t)
                self._passed[fault.name] = 0
                self._unmended.add(fault.name)
                return Line(fault.cue, Kind.CUE, Beep.WARN, fault.arrow)
        return None

    def _may_be_given(self, t: float, fault: Fault) -> bool:
        given = self._given.get(fault.name, [])
        if not given:
            return True
        return (
            len(given) < MOST
            and t - given[-1] >= REST_S
            and self._passed.get(fault.name, 0) >= GROWS * len(given)
        )

    def _praise(self, event: RepetitionDone | HoldEnded) -> Line | None:
        """Praise what a cue has mended: judged after it, and nothing was found."""
        judged = self._unmended - set(event.cannot_judge)
        mended = [fault for fault in self._faults.values() if fault.name in judged]
        self._unmended -= {fault.name for fault in mended}
        if not mended:
            return None
        return Line(mended[0].praise, Kind.PRAISE, Beep.GOOD)
