"""Whether the pose model follows a person as it would see them if it looked afresh."""

from __future__ import annotations

import math

import numpy as np

from .landmarks import Array, Landmark, Side
from .surroundings import Find, overlap
from .video import Picture

LOOK_S, DOUBT_S = 2.0, 0.5
"""A second look is taken this often [s of the frames], and sooner at the start and in doubt."""
APART, ALIKE = 0.6, 0.25
"""Bodies further apart than this, and closer than that [trunk lengths]; tuned on 1,920 pictures of
320 rendered clips: mistakes lie 0.9 to 1.8 apart, two fresh looks that agree up to 0.15."""
SAME_PERSON = 0.3
"""Boxes that share this much of their common area hold one person; mistakes share 0.4 to 0.8."""
_PARTS = ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
_LEFT, _RIGHT = ([Landmark.of(side, part) for part in _PARTS] for side in Side)


class SecondLook:
    """Finds out from time to time that somebody is followed wrongly.

    The pose model looks for a person only until it has found one; what it takes for hips then, it
    follows. Of 320 rendered clips it took knees for hips in two from beginning to end, in a third
    for a while. Looking at a single picture afresh does not tell, for that fails too, of folded
    bodies above all. But where a fresh look at a picture and one at its mirror image agree with
    each other and not with the body that is followed, they were right in all 9 pictures of 1,920.

    Parameters
    ----------
    find : callable
        Finds one person in a single picture, see `formcheck.surroundings.Find`.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._next_t = math.nan

    def refutes(self, picture: Picture, t: float, followed: Array) -> bool:
        """Tell whether two fresh looks agree that a body is elsewhere than it is followed.

        Parameters
        ----------
        picture : (height, width, 3) uint8
            Blue, green and red.
        t : float
            Time [s].
        followed : (33, 2) float
            The landmarks [px].
        """
        if math.isnan(self._next_t):
            self._next_t = t + DOUBT_S
        if t < self._next_t:
            return False
        fresh = self._find(picture)
        agree = fresh is not None and _apart(fresh, followed) < APART
        self._next_t = t + (LOOK_S if agree else DOUBT_S)
        if agree or fresh is None or overlap(fresh, followed) < SAME_PERSON:
            return False
        mirrored = self._find(np.ascontiguousarray(picture[:, ::-1]))
        if mirrored is None:
            return False
        return _apart(fresh, mirrored * (-1, 1) + (picture.shape[1] - 1, 0)) < ALIKE


def _apart(body: Array, other: Array) -> float:
    """Return how far two bodies are apart [trunk lengths], whichever side they take for which."""
    one, two = ((points[_LEFT] + points[_RIGHT]) / 2 for points in (body, other))
    trunk = float(np.linalg.norm(one[_PARTS.index("SHOULDER")] - one[_PARTS.index("HIP")]))
    return float(np.linalg.norm(one - two, axis=1).mean()) / max(trunk, 1.0)
