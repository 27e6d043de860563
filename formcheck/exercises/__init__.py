"""Every module in this folder without a leading underscore is an exercise; nothing lists them."""

from __future__ import annotations

import difflib
from importlib import import_module
from pkgutil import iter_modules

from ..checks import Threshold
from ..exercise import Exercise

EXERCISES: dict[str, Exercise] = {
    module.name: import_module(f"{__name__}.{module.name}").EXERCISE
    for module in iter_modules(__path__)
    if not module.name.startswith("_")
}


def find(name: str) -> Exercise:
    """Return an exercise by its name; "Bird-dog" will do for "bird_dog".

    Raises
    ------
    KeyError
        If there is none; the message suggests the nearest name.
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in EXERCISES:
        return EXERCISES[plain]
    near = difflib.get_close_matches(plain, EXERCISES, n=1, cutoff=0.4)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(EXERCISES)}"
    raise KeyError(f"no exercise is called '{name}'; {hint}")


def sheet(exercise: Exercise) -> str:
    """Return what the exercise's file says about itself."""
    return import_module(f"{__name__}.{exercise.name}").__doc__ or ""


def thresholds(exercise: Exercise) -> dict[str, Threshold]:
    """Return the named thresholds of an exercise, in the order of its file."""
    module = import_module(f"{__name__}.{exercise.name}")
    return {name: value for name, value in vars(module).items() if isinstance(value, Threshold)}
