"""Every module in this folder without a leading underscore is an exercise; nothing lists them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..checks import Threshold
from ..exercise import Exercise
from ._tuned import tuned_module

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


def tuned(exercise: Exercise, values: Mapping[str, float]) -> Exercise:
    """Return an exercise with other values for some of the thresholds of its file.

    Parameters
    ----------
    exercise : Exercise
    values : mapping of str to float
        By the names that stand in the file, in the units that stand there, e.g. ``{"HOLD": 3}``.

    Raises
    ------
    KeyError
        If a name is no threshold of the file; the message lists those there are.
    """
    if not values:
        return exercise
    module = tuned_module(import_module(f"{__name__}.{exercise.name}"), values)
    changed: Exercise = module.EXERCISE
    return changed


def sheet(exercise: Exercise) -> str:
    """Return what the exercise's file says about itself."""
    return import_module(f"{__name__}.{exercise.name}").__doc__ or ""


def how_to_film(exercise: Exercise) -> str:
    """Return what the exercise's file says about the camera."""
    paragraphs = sheet(exercise).split("\n\n")
    return next((" ".join(one.split()) for one in paragraphs if one.startswith("Film ")), "")


def thresholds(
    exercise: Exercise, values: Mapping[str, float] | None = None
) -> dict[str, Threshold]:
    """Return the named thresholds of an exercise, in the order of its file; see `tuned`."""
    module = import_module(f"{__name__}.{exercise.name}")
    if values:
        module = tuned_module(module, values)
    return {name: value for name, value in vars(module).items() if isinstance(value, Threshold)}
