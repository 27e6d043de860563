"""An exercise with other thresholds than its file says: for finding better ones."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any


def tuned_module(module: ModuleType, values: Mapping[str, float]) -> ModuleType:
    """Run the file of an exercise afresh, with other values for some of its thresholds.

    The numbers are changed in the source, before any line of it runs. So every check, condition and
    function of the file sees the new ones, and the exercise itself is left as it was.

    Parameters
    ----------
    module : module
        Of an exercise.
    values : mapping of str to float
        New values by the names that stand in the file, in the units that stand there.

    Raises
    ------
    KeyError
        If a name is no threshold of the file; the message lists those there are.
    """
    path = Path(str(module.__file__))
    tree = ast.parse(path.read_text("utf-8"), str(path))
    calls = dict(filter(None, (_threshold(node) for node in tree.body)))
    for name, value in values.items():
        if name not in calls:
            raise KeyError(_unknown(name, list(calls), path.stem))
        number, _, source = calls[name].args
        old = ast.unparse(number)
        calls[name].args[0] = ast.copy_location(ast.Constant(float(value)), number)
        note = f"set for this run, the file says {old}: {ast.literal_eval(source)}"
        calls[name].args[2] = ast.copy_location(ast.Constant(note), source)
    fresh = ModuleType(module.__name__, module.__doc__)
    fresh.__file__ = module.__file__
    exec(compile(tree, str(path), "exec"), fresh.__dict__)
    return fresh


def _threshold(node: ast.stmt) -> tuple[str, ast.Call] | None:
    """Return name and call of a line like ``NAME = Threshold(1.0, "s", "ours")``."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Name(id="Threshold"), args=[_, _, _]) as call,
        ):
            return name, call
    return None


def _unknown(name: str, names: list[Any], exercise: str) -> str:
    words = set(name.upper().split("_"))
    near = [one for one in names if set(one.split("_")) == words]
    near = near or difflib.get_close_matches(name.upper(), names, n=1, cutoff=0.4)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"{exercise} has no threshold {name}{hint}; it has: {', '.join(names)}"
