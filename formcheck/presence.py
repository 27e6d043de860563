"""Whether somebody is seen, without cuts in the film, and which side is nearer to the camera."""

from __future__ import annotations

import math
from collections import deque

from .body import Body, near_side
from .geometry import Point, distance
from .landmarks import Side

LOST_S = 0.5
"""Nobody seen for longer than this is lost [s]; shorter gaps are bridged."""
CUT_TRUNKS, CUT_TRUNKS_PER_S = 0.5, 8.0
"""Hips that jump this far [trunk lengths], this fast [trunk lengths/s], mean a cut in the film."""
CUT_S = 0.15
"""They have to stay there this long [s]: something that passes before the camera makes them jump
there and back; ours."""
BACK_S = 1.0
"""Hips that are where they were this little ago [s] have come back from such a jump; ours."""


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
        self._hips: deque[tuple[float, Point]] = deque()
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
        """Tell whether the next body can be nowhere where the last ones were."""
        if not self.present or not body.trunk_length:
            return False
        jump = min(distance(body.mid("HIP"), hip) for _, hip in self._hips) / body.trunk_length
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
        if not math.isnan(self._elsewhere_t):  # a cut: nobody can come back to before it
            self._hips.clear()
        self._hips.append((t, body.mid("HIP")))
        while t - self._hips[0][0] > BACK_S:
            self._hips.popleft()
        self.seen_t, self.present = t, True
        self._elsewhere_t = math.nan
        self.frames += 1
