"""The colours of formcheck. What they mean is also told by a shape and a word, everywhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a page, its pictures and charts, as ``#rrggbb``.

    Attributes
    ----------
    surface, sunken, line, edge : str
        Card, quiet box, decoration, controls.
    ink, ink2 : str
        Text; captions and axes.
    pine, pinesoft : str
        Good, and the first series; its fill.
    adjust : str
        A fault.
    unsure, unsuresoft : str
        Cannot judge, and the third series; its fill.
    ochre, ochresoft : str
        The second series; its fill.
    """

    surface: str
    sunken: str
    line: str
    edge: str
    ink: str
    ink2: str
    pine: str
    pinesoft: str
    adjust: str
    unsure: str
    unsuresoft: str
    ochre: str
    ochresoft: str


PAGE = Palette(
    surface="#FFFFFF", sunken="#EAEBE4", line="#D3D6CC", edge="#788078", ink="#1C2927",
    ink2="#4C5955", pine="#1B5E50", pinesoft="#DCEBE4", adjust="#94480A",
    unsure="#51567C", unsuresoft="#E7E8F2", ochre="#7A5A10", ochresoft="#F1E9D2",
)  # fmt: skip
"""On paper and pages."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Colours on a picture of the person, the same in both themes, as (blue, green, red)."""

    stage: tuple[int, int, int] = (0x11, 0x13, 0x0C)
    panel: tuple[int, int, int] = (0x1E, 0x21, 0x17)
    white: tuple[int, int, int] = (0xFF, 0xFF, 0xFF)
    good: tuple[int, int, int] = (0xD0, 0xE8, 0x7C)
    fault: tuple[int, int, int] = (0x57, 0xB6, 0xFF)
    unsure: tuple[int, int, int] = (0xF5, 0xD2, 0xCD)


STAGE = Stage()
