"""Which parts of a body are drawn, and which of them a fault marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..body import Body
from ..checks import Check, Confirmed, Given, Unless
from ..exercise import Exercise, Fault
from ..landmarks import Side
from ..measures import Measure
from ..words import fault_named

CHAINS = (
    ("EAR", "SHOULDER"),
    ("SHOULDER", "ELBOW", "WRIST"),
    ("HIP", "KNEE", "ANKLE", "FOOT_INDEX"),
)
"""Limbs; the back joins shoulder and hip."""

PARTS = tuple(dict.fromkeys(part for chain in CHAINS for part in chain))
"""Everything on one side that is drawn."""


@dataclass(frozen=True, slots=True)
class Limb:
    """What a fault that is judged by a measure marks.

    Attributes
    ----------
    parts : tuple of str
        Its joints, from end to end.
    joint : str
        The one that carries the mark.
    straight : bool
        Whether that joint belongs on the line between the ends.
    """

    parts: tuple[str, ...]
    joint: str
    straight: bool = False

    @property
    def links(self) -> set[frozenset[str]]:
        """The lines it is made of."""
        return {frozenset(link) for link in pairwise(self.parts)}


LIMBS = {
    "hip_angle": Limb(("SHOULDER", "HIP", "KNEE"), "HIP", straight=True),
    "leg_line": Limb(("SHOULDER", "HIP", "KNEE", "ANKLE"), "HIP", straight=True),
    "knee_angle": Limb(("HIP", "KNEE", "ANKLE"), "KNEE"),
    "elbow_angle": Limb(("SHOULDER", "ELBOW", "WRIST"), "ELBOW", straight=True),
    "arm_line": Limb(("HIP", "SHOULDER", "ELBOW", "WRIST"), "SHOULDER"),
    "upper_arm": Limb(("HIP", "SHOULDER", "ELBOW"), "SHOULDER"),
    "thigh_lean": Limb(("HIP", "KNEE"), "KNEE"),
    "spine_curvature": Limb(("HIP", "SHOULDER"), "SHOULDER"),
}
"""By the name of the measure; a fault of any other is named, and marks nothing."""


def marked(body: Body, exercise: Exercise, side: Side, name: str) -> Limb | None:
    """Return what a fault marks, None where it has no place or lies on the side not drawn."""
    limb = limb_of(exercise, name)
    # A fault of the working side may lie on the side that is not drawn.
    far = getattr(plain_check(fault_named(exercise, name)), "of", None) is not None
    if limb is None or far or not all(body.shows(side, part) for part in limb.parts):
        return None
    return limb


def limb_of(exercise: Exercise, fault: str) -> Limb | None:
    """Return the limb that a fault is about, None where it has no place."""
    measure = judged_by(fault_named(exercise, fault))
    return None if measure is None else LIMBS.get(measure.name)


def plain_check(fault: Fault) -> Check:
    """Return what looks for a fault, without the condition it may depend on."""
    check = fault.check
    while isinstance(check, Confirmed | Given | Unless):
        check = check.check
    return check


def judged_by(fault: Fault) -> Measure | None:
    """Return the measure that a fault is judged by, None where it is by time or otherwise."""
    measure = getattr(plain_check(fault), "measure", None)
    return measure if isinstance(measure, Measure) else None


def doubted(exercise: Exercise, unsure: Sequence[str]) -> set[frozenset[str]]:
    """Return the lines that faults would mark which cannot be judged."""
    limbs = (limb_of(exercise, name) for name in unsure)
    return {link for limb in limbs if limb is not None for link in limb.links}
