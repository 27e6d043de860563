"""Whether the pose model follows a person as it would see them if it looked afresh."""

from __future__ import annotations

import math

import numpy as np

from .geometry import joint_angle
from .landmarks import Array, Landmark, Side
from .surroundings import Find, overlap
from .video import Picture

LOOK_S, DOUBT_S = 2.0, 0.5
"""A second look is taken this often [s of the frames], and sooner at the start and in doubt."""
APART, ALIKE = 0.6, 0.25
"""Bodies further apart than this, and closer than that [trunk lengths]; tuned on 1,920 pictures of
320 rendered clips: mistakes lie 0.9 to 1.8 apart, two fresh looks that agree up to 0.15."""
FOLDED_DEG = 70.0
"""Hips bent further than this are not looked at again: of a folded body both fresh looks can be
wrong alike, as of two in 480 rendered clips. Child's poses read 28 to 60; of 9 pictures of bodies
that were followed wrongly one read 41, the others 113 or more."""
SAME_PERSON = 0.3
"""Boxes that share this much of their common area hold one person; mistakes share 0.4 to 0.8."""
_PARTS = ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
_LEFT, _RIGHT = ([Landmark.of(side, part) for part in _PARTS] for side in Side)


class SecondLook:
    """Finds out from time to time that somebody is followed wrongly.

    The pose model looks for a person only until it has found one; what it takes for hips then, it
    follows: of 320 rendered clips it took knees for hips in two from beginning to end. Looking at a
    single picture afresh does not tell, for that fails too. But where a fresh look at a picture and
    one at its mirror image agree with each other and not with the body that is followed, they were
    right in all 8 pictures of 1,591, folded bodies left out.

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
        if t < self._next_t or _is_folded(followed):
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


def _is_folded(body: Array) -> bool:
    """Tell whether the hips are bent far."""
    shoulder, _, _, hip, knee, _ = _middles(body).tolist()
    return joint_angle(shoulder, hip, knee) < FOLDED_DEG


def _middles(body: Array) -> Array:
    """Return the points between the left and the right of each part [px]."""
    middles: Array = (body[_LEFT] + body[_RIGHT]) / 2
    return middles


def _apart(body: Array, other: Array) -> float:
    """Return how far two bodies are apart [trunk lengths], whichever side they take for which."""
    one, two = _middles(body), _middles(other)
    trunk = float(np.linalg.norm(one[_PARTS.index("SHOULDER")] - one[_PARTS.index("HIP")]))
    return float(np.linalg.norm(one - two, axis=1).mean()) / max(trunk, 1.0)
