"""What an argument of the command line may be; any other is refused with what to write instead."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from .exercise import Exercise
from .exercises import find


def exercise(name: str) -> Exercise:
    """Return the exercise of that name."""
    try:
        return find(name)
    except KeyError as error:
        raise ArgumentTypeError(error.args[0]) from error


def setting(text: str) -> tuple[str, float]:
    """Return the threshold that NAME=VALUE names, and its value."""
    name, equals, value = text.partition("=")
    number = _number(value)
    if not equals or not math.isfinite(number):
        raise ArgumentTypeError(f"'{text}' must be NAME=VALUE, e.g. HOLD=3")
    return name.strip().upper(), number


def share(text: str) -> float:
    """Return a share above 0, up to 1."""
    value = _number(text)
    if not 0 < value <= 1:
        raise ArgumentTypeError(f"'{text}' must be a share above 0 to 1, such as 0.5")
    return value


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number between two, which may be either."""

    def read(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"'{text}' must be a whole number, {least} to {most}")
        return int(text)

    return read


def file(ending: str) -> Callable[[str], Path]:
    """Return what reads the name of a file with this ending."""

    def read(name: str) -> Path:
        if Path(name).suffix.lower() != ending:
            raise ArgumentTypeError(f"'{name}' must end in {ending}")
        return Path(name)

    return read


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
