"""The exercises as movements, one module each, found by their names."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def moves() -> dict[str, ModuleType]:
    """Return each exercise's module by name.

    Each has ``perform(poser, script, rng) -> Performance``, ``FAULTS`` (name to `FaultKind`),
    ``EXCLUSIVE`` (sets of faults that cannot be made together), ``VIEW_DEG`` (azimuth it is filmed
    from), ``HOLD_S`` (shortest and longest good hold), ``REPS`` (fewest and most) and ``STARTS``
    ("knees", "back" or "seat").
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
