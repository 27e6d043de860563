"""One clip as drawn from (seed, number): who does what, where, and how it is filmed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import count
from types import ModuleType

import numpy as np

from .body import body_names
from .camera import Camera
from .clothes import Outfit
from .movement import SEVERITIES, Quality
from .moves import moves
from .performance import Script
from .studio import Lens, Room

TUNE, VALIDATION, TEST = SPLITS = "tune", "validation", "test"
BODIES_OF = {
    TUNE: (
        "man_middle_heavy", "man_old_heavy", "man_young", "man_young_thin", "woman_middle",
        "woman_old", "woman_young", "woman_young_thin",
    ),
    TEST: (
        "man_middle_full", "man_middle_narrow", "man_old_full", "man_old_narrow", "man_young_full",
        "man_young_narrow", "woman_middle_full", "woman_middle_narrow", "woman_old_full",
        "woman_old_narrow", "woman_young_full", "woman_young_narrow",
    ),
}  # fmt: skip
"""Bodies to tune on, and bodies to score at the end; all that are not named here are for
validation: they show what fails on others than those it was tuned on."""
IN_PLACE, INTO_POSITION, WALKS_IN = "in_place", "into_position", "walks_in"
RATES = {10: 0.1, 12: 0.12, 15: 0.33, 20: 0.25, 25: 0.1, 30: 0.1}
"""Pictures a second, and how often."""


@dataclass(frozen=True)
class View:
    """What is drawn of the camera; where it stands follows from the room the movement needs."""

    azimuth_deg: float
    height_m: float
    width_deg: float
    spare: float

    def camera(self, distance_m: float, look_at: tuple[float, float, float]) -> Camera:
        """Return the camera at a distance."""
        return Camera(self.azimuth_deg, distance_m, self.height_m, self.width_deg, look_at)


@dataclass(frozen=True)
class Shot:
    """Everything that makes a clip.

    Attributes
    ----------
    arrival : str
        Whether the clip begins in position, or with getting into it, or with walking in.
    hidden_at : float or None
        When something passes between camera and person, as a share of the clip.
    """

    name: str
    exercise: str
    split: str
    seed: int
    number: int
    body: str
    outfit: Outfit
    room: Room
    dim: bool
    view: View
    lens: Lens
    fps: int
    script: Script
    arrival: str
    hidden_at: float | None

    @property
    def off_view_deg(self) -> float:
        """How far the camera stands off the view that the exercise asks for [deg]."""
        return off_view_deg(self.view.azimuth_deg, moves()[self.exercise].VIEW_DEG)

    @property
    def faults(self) -> set[str]:
        """The faults that are meant to be made in it."""
        return {name for faults in self.script.faults for name in faults}


def off_view_deg(azimuth_deg: float, view_deg: float) -> float:
    """Return the angle between a camera and the view an exercise asks for; both sides serve."""
    turned = azimuth_deg - view_deg
    return abs((turned + 90) % 180 - 90) if view_deg == 0 else abs((turned + 180) % 360 - 180)


def generator(seed: int, exercise: str, number: int) -> np.random.Generator:
    """Return the one source of chance of a clip."""
    return np.random.default_rng([seed, number, zlib.crc32(exercise.encode())])


def bodies_of(split: str) -> list[str]:
    """Return the names of a split's bodies."""
    named = {name for names in BODIES_OF.values() for name in names}
    return [
        name for name in body_names() if name in BODIES_OF.get(split, set(body_names()) - named)
    ]


def draw(exercise: str, split: str, seed: int, number: int) -> tuple[Shot, np.random.Generator]:
    """Draw a clip; return it with its generator, to be used on."""
    rng = generator(seed, exercise, number)
    move = moves()[exercise]
    pool = bodies_of(split)
    dim = bool(rng.random() < 0.12)
    shot = Shot(
        name=f"{exercise}_{split}_{seed}_{number:03d}",
        exercise=exercise,
        split=split,
        seed=seed,
        number=number,
        body=pool[rng.integers(len(pool))],
        outfit=Outfit.drawn(rng),
        room=Room.drawn(rng, dim=dim),
        dim=dim,
        view=_view(move, rng),
        lens=Lens(
            noise=float(rng.uniform(0.8, 2) if rng.random() < 0.8 else rng.uniform(3, 6)),
            softness_px=float(rng.uniform(0.4, 1.0) if rng.random() < 0.85 else 2.0),
            motion_blur=0.5 if rng.random() < 0.3 else 0.0,
        ),
        fps=int(rng.choice(list(RATES), p=list(RATES.values()))),
        script=_script(move, number, rng),
        arrival=str(rng.choice([IN_PLACE, INTO_POSITION, WALKS_IN], p=[0.65, 0.25, 0.10])),
        hidden_at=float(rng.uniform(0.2, 0.8)) if rng.random() < 0.1 else None,
    )
    return shot, rng


def numbers_with_faults(
    exercise: str, split: str, seed: int, each: int, within_deg: float
) -> list[int]:
    """Return numbers of clips within the view, so many for each fault, the faults in turn.

    A clip with two faults stands for the one that has fewer so far.
    """
    chosen: dict[str, list[int]] = {name: [] for name in moves()[exercise].FAULTS}
    numbers = count()
    while min(map(len, chosen.values()), default=each) < each:
        shot, _ = draw(exercise, split, seed, next(numbers))
        if shot.faults and shot.off_view_deg <= within_deg:
            fewest = min(sorted(shot.faults), key=lambda name: len(chosen[name]))
            if len(chosen[fewest]) < each:
                chosen[fewest].append(shot.number)
    return [number for turn in zip(*chosen.values(), strict=True) for number in turn]


def _view(move: ModuleType, rng: np.random.Generator) -> View:
    """Draw a camera: mostly near the view the exercise asks for, sometimes far off."""
    if rng.random() < 0.75:
        off = float(np.clip(rng.normal(0, 12), -28, 28))
    else:
        off = float(rng.choice([-1, 1]) * rng.uniform(28, 60))
    half = 180.0 if move.VIEW_DEG == 0 and rng.random() < 0.5 else 0.0
    return View(
        azimuth_deg=move.VIEW_DEG + half + off,
        height_m=float(rng.uniform(0.3, 1.2)),
        width_deg=float(rng.uniform(48, 72)),
        spare=float(rng.uniform(1.05, 1.4)),
    )


def _script(move: ModuleType, number: int, rng: np.random.Generator) -> Script:
    """Draw what is done: two clips in five are clean, the others have one fault or two."""
    count = int(rng.integers(move.REPS[0], move.REPS[1] + 1))
    kinds = list(move.FAULTS)
    chosen: list[str] = []
    if kinds and number % 5 >= 2:
        chosen.append(kinds[(number - number // 5 * 2) % len(kinds)])
        second = kinds[rng.integers(len(kinds))]
        together = any({chosen[0], second} <= pair for pair in move.EXCLUSIVE)
        if rng.random() < 0.25 and second != chosen[0] and not together:
            chosen.append(second)
    faults = tuple(
        {name: _size(move, name, rng) for name in chosen if rng.random() < 0.75}
        for _ in range(count)
    )
    if chosen and not any(faults):
        faults = ({chosen[0]: _size(move, chosen[0], rng)}, *faults[1:])
    jerky = rng.random() < 0.25
    qualities = tuple(_quality(rng) if jerky else Quality() for _ in range(count))
    variants = getattr(move, "VARIANTS", ("",))
    return Script(
        faults=faults,
        qualities=qualities,
        pace=float(np.exp(rng.uniform(np.log(0.75), np.log(1.6)))),
        hold_s=float(rng.uniform(*move.HOLD_S)),
        idle_s=(float(rng.uniform(1, 3)), float(rng.uniform(1, 2.5))),
        first_side="LR"[rng.integers(2)],
        variant=variants[number % len(variants)],
    )


def _size(move: ModuleType, name: str, rng: np.random.Generator) -> float:
    kind = move.FAULTS[name]
    return float(kind.low + (kind.high - kind.low) * rng.random())


def _quality(rng: np.random.Generator) -> Quality:
    kinds = list(SEVERITIES)
    kind = kinds[rng.integers(len(kinds))]
    return Quality(kind, float(rng.choice(SEVERITIES[kind])))
