"""Whether somebody is seen, without cuts in the film, and which side is nearer to the camera."""

from __future__ import annotations

import math

from .body import Body, near_side
from .geometry import distance
from .landmarks import Side

LOST_S = 0.5
"""Nobody seen for longer than this is lost [s]; shorter gaps are bridged."""
CUT_TRUNKS, CUT_TRUNKS_PER_S = 0.5, 8.0
"""Hips that jump this far [trunk lengths], this fast [trunk lengths/s], mean a cut in the film."""
CUT_S = 0.15
"""They have to stay there this long [s]: something that passes before the camera makes them jump
there and back; ours."""


class Presence:
    """Follow who is seen from frame to frame.

    Attributes
    ----------
    present : bool
        Whether somebody is seen, or was a moment ago.
    seen_t : float
        When somebody was last seen [s], NaN before.
    frames : int
        In how many frames somebody was seen.
    side : Side
        The side that is seen better.
    """

    def __init__(self) -> None:
        self.present = False
        self.seen_t = math.nan
        self.frames = 0
        self.side = Side.LEFT
        self._body: Body | None = None
        self._elsewhere_t = math.nan
        self._near = 0.0

    def missed(self, t: float) -> bool:
        """Take a frame that shows nobody; return whether this makes the person lost."""
        lost = self.present and self.unseen_s(t) > LOST_S
        if lost:
            self.present = False
        return lost

    def unseen_s(self, t: float) -> float:
        """Return for how long nobody has been seen [s], NaN if nobody ever was."""
        return t - self.seen_t

    def is_elsewhere(self, t: float, body: Body) -> bool:
        """Tell whether the next body cannot be where the last one was."""
        if not self.present or self._body is None or not body.trunk_length:
            return False
        jump = distance(body.mid("HIP"), self._body.mid("HIP")) / body.trunk_length
        was_there = not math.isnan(self._elsewhere_t)
        far = jump > (
            CUT_TRUNKS if was_there else max(CUT_TRUNKS, CUT_TRUNKS_PER_S * self.unseen_s(t))
        )
        if far != was_there:
            self._elsewhere_t = t if far else math.nan
        return far

    def is_cut(self, t: float) -> bool:
        """Tell whether the body has been elsewhere for so long that the film was cut."""
        return t - self._elsewhere_t >= CUT_S

    def seen(self, t: float, body: Body, *, keep_side: bool) -> None:
        """Take the next body; the better seen side is weighed over a second, or kept."""
        gap = self.unseen_s(t)
        weight = 1.0 if math.isnan(gap) or gap > LOST_S else 1 - math.exp(-gap)
        self._near += weight * (near_side(body) - self._near)
        if not keep_side:
            self.side = Side.LEFT if self._near >= 0 else Side.RIGHT
        self._body, self.seen_t, self.present = body, t, True
        self._elsewhere_t = math.nan
        self.frames += 1
