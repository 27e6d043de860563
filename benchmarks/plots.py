"""Pictures of the scores: how well the spine is measured, how often counts and faults are right."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from PIL import Image

from formcheck.exercises import EXERCISES
from formcheck.pictures.palette import PAGE
from formcheck.pictures.plot import font

from . import peers
from .accuracy import Array, correlation
from .spine import curvature, neck, pooled, slope
from .watched import Seen

DPI, WIDE_IN = 200, 8.4
DOTS, COLOURS = 3000, 64
"""More of them would only make the file bigger."""
FORMCHECK = "formcheck"
LOOKS = {
    FORMCHECK: ("formcheck", PAGE.pine, "o"),
    peers.ONE: ("one threshold", PAGE.adjust, "^"),
    peers.TWO: ("two thresholds", PAGE.ochre, "s"),
    peers.NEAREST: ("nearest poses", PAGE.unsure, "D"),
    peers.EAR: ("ear-shoulder-hip", PAGE.edge, "v"),
}
"""Name, colour and shape of each way to count."""
OUTCOMES = {
    "hits": ("told", PAGE.pine),
    "unjudged": ("cannot judge", PAGE.edge),
    "missed": ("missed", PAGE.adjust),
}
"""What became of faults that were there."""
Scores = Mapping[str, Any]


def write(folder: Path, clips: Sequence[Seen], result: Scores, started: Scores) -> None:
    """Write spine.png, counting.png and faults.png, each where there is something to show.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    clips : sequence of Seen
        Those the scores are of.
    result, started : dict
        All scores, and those of peers that were started by hand.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "spine": spine(clips),
        "counting": counting(result, started),
        "faults": faults(result),
    }
    for name, figure in drawn.items():
        if figure is not None:
            save(figure, folder / f"{name}.png")


def save(figure: Figure, path: Path) -> None:
    """Write a picture as PNG, in few colours so that the file is small."""
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=DPI)
    picture = Image.open(whole).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True, dpi=(DPI, DPI))


def spine(clips: Sequence[Seen]) -> Figure | None:
    """Draw both measures of the bending of the spine against the truth."""
    pairs = [pooled(clips, measured) for measured in (curvature, neck)]
    if any(correlation(*pair) is None for pair in pairs):
        return None
    figure = canvas(4.75)
    scaled = [(x * slope(x, y), y) for x, y in pairs]
    widest = 10 * float(np.ceil(np.percentile(np.abs(np.concatenate(scaled, axis=1)), 99.8) / 10))
    titles = "Curve of the back in the outline (formcheck)", "Ear-shoulder-hip, from landmarks"
    for i, (pair, title) in enumerate(zip(scaled, titles, strict=True)):
        panel = figure.add_axes((0.085 + 0.475 * i, 0.125, 0.42, 0.743))
        cloud(panel, *pair, widest, PAGE.adjust if i else PAGE.pine)
        panel.set_title(title, loc="left", fontproperties=font(11, bold=True), color=PAGE.ink)
        if i:
            panel.tick_params(labelleft=False)
        else:
            label(panel.set_ylabel, "measured, less the clip's median [deg]")
    count = sum(clip.curvature is not None for clip in clips)
    figure.text(0.085, 0.945, f"Pictures of {count} cat-cow clips, rounded positive, each measure "
                "scaled by its best line; on the grey line it is right",
                fontproperties=font(9.5), color=PAGE.ink2)  # fmt: skip
    return figure


def cloud(panel: Axes, measured: Array, true: Array, widest: float, colour: str) -> None:
    """Draw dots on one panel, all axes from -widest to widest [deg]."""
    chosen = np.random.default_rng(0).permutation(len(true))[:DOTS]
    prepare(panel)
    panel.set(xlim=(-widest, widest), ylim=(-widest, widest), aspect="equal")
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MultipleLocator(20 if widest < 90 else 40))
    panel.axline((0, 0), slope=1, color=PAGE.edge, lw=1, zorder=1)
    panel.scatter(true[chosen], measured[chosen], s=5, color=colour, alpha=0.35, lw=0, zorder=2)
    off = float(np.sqrt(np.mean((measured - true) ** 2)))
    r = correlation(measured, true) or 0.0
    panel.text(0.05, 0.95, f"r = {r:.3f}\noff by {off:.1f} deg (rms)", transform=panel.transAxes,
               va="top", fontproperties=font(11), color=PAGE.ink, linespacing=1.4)  # fmt: skip
    label(panel.set_xlabel, "true bending of the spine [deg]")


def counting(result: Scores, started: Scores) -> Figure | None:
    """Draw how often each way to count is right; hollow where it is started by hand."""
    there = [name for name, scores in result["exercises"].items() if scores]
    if not there:
        return None
    lanes = [(name, way) for name in there for way in LOOKS
             if way == FORMCHECK or result["peers"][way][name]]  # fmt: skip
    gaps = [there.index(name) * 0.9 + i for i, (name, _) in enumerate(lanes)]
    tall_in = 1.5 + 0.2 * (gaps[-1] + 1)
    figure = canvas(tall_in)
    panel = figure.add_axes((0.16, 0.55 / tall_in, 0.66, 1 - 1.2 / tall_in))
    prepare(panel)
    for (name, way), at in zip(lanes, gaps, strict=True):
        lane(panel, at, way, name, result, started)
    middles = [np.mean([at for (one, _), at in zip(lanes, gaps, strict=True) if one == name])
               for name in there]  # fmt: skip
    names = [f"{EXERCISES[one].title}\n{result['exercises'][one]['clips']} clips" for one in there]
    panel.set_yticks(middles, names, fontproperties=font(10.5), color=PAGE.ink)
    panel.set(xlim=(-3, 103), ylim=(gaps[-1] + 0.8, -0.8))
    panel.grid(visible=False, axis="y")
    label(panel.set_xlabel, "clips counted exactly [%]")
    figure.text(0.16, 1 - 0.32 / tall_in, "Counted exactly, on the same landmarks",
                fontproperties=font(11, bold=True), color=PAGE.ink)  # fmt: skip
    figure.text(0.16, 1 - 0.53 / tall_in, "Filled: given the whole clip. "
                "Hollow: started by hand once the person is in position.",
                fontproperties=font(9.5), color=PAGE.ink2)  # fmt: skip
    return figure


def lane(panel: Axes, at: float, way: str, name: str, result: Scores, started: Scores) -> None:
    """Draw one way to count in one exercise, with its name beside the picture."""
    words, colour, shape = LOOKS[way]
    if way == FORMCHECK:
        ends = [result["exercises"][name]["exact"]]
    else:
        ends = [one["peers"][way][name]["exact"] for one in (result, {"peers": started})]
    shares = [100 * share for share in ends]
    panel.plot(shares, [at] * len(shares), color=colour, lw=1.2, zorder=2)
    size = 8 if way == FORMCHECK else 5.5
    for share, fill, edge in zip(shares, (colour, PAGE.surface), (0, 1.2), strict=False):
        panel.plot(share, at, shape, color=colour, ms=size, mfc=fill, mew=edge, clip_on=False,
                   zorder=3 + (fill == colour))  # fmt: skip
    panel.text(105, at, words, va="center", color=colour,
               fontproperties=font(9.5, bold=way == FORMCHECK))  # fmt: skip


def faults(result: Scores) -> Figure | None:
    """Draw what became of each fault that was there, and how often it was named wrongly."""
    there = {name: {**scores["faults"], "jerky": scores["jerky"]}
             for name, scores in result["exercises"].items() if scores}  # fmt: skip
    rows = [(name, fault, one) for name, by_fault in there.items()
            for fault, one in by_fault.items()]  # fmt: skip
    rows = [row for row in rows if any(row[2][key] for key in (*OUTCOMES, "false"))]
    if not rows:
        return None
    names = [name for name, _, _ in rows]
    at = [i + 1.6 * len(set(names[: i + 1])) for i in range(len(rows))]
    tall_in = 1.0 + 0.19 * (at[-1] + 1)
    figure = canvas(tall_in)
    panel = figure.add_axes((0.27, 0.5 / tall_in, 0.5, 1 - 0.95 / tall_in))
    prepare(panel)
    for i, (y, (name, _, one)) in enumerate(zip(at, rows, strict=True)):
        outcomes(panel, y, one)
        if name not in names[:i]:
            panel.text(0, y - 0.95, EXERCISES[name].title, va="center", color=PAGE.ink,
                       fontproperties=font(10.5, bold=True))  # fmt: skip
    panel.set_yticks(at, [fault.replace("_", " ") for _, fault, _ in rows])
    for tick in panel.get_yticklabels():
        tick.set(fontproperties=font(9.5), color=PAGE.ink)
    panel.set(xlim=(0, 100), ylim=(at[-1] + 0.8, at[0] - 1.7))
    panel.grid(visible=False, axis="y")
    label(panel.set_xlabel, "of the faults that were there [%]")
    for x, (words, colour) in zip((0.27, 0.34, 0.47), OUTCOMES.values(), strict=True):
        figure.text(x, 1 - 0.3 / tall_in, f"\N{BLACK SQUARE} {words}", color=colour,
                    fontproperties=font(10, bold=True))  # fmt: skip
    return figure


def outcomes(panel: Axes, at: float, one: Scores) -> None:
    """Draw what became of one fault, with numbers beside it."""
    true, since = one["hits"] + one["unjudged"] + one["missed"], 0.0
    for key, (_, colour) in OUTCOMES.items():
        share = 100 * one[key] / max(true, 1)
        panel.barh(at, share, left=since, height=0.72, color=colour, lw=0, zorder=2)
        since += share
    words = f"{one['hits']} of {true}" + (f", {one['false']} wrongly" if one["false"] else "")
    panel.text(102, at, words, va="center", color=PAGE.adjust if one["false"] else PAGE.ink2,
               fontproperties=font(9.5))  # fmt: skip


def canvas(tall_in: float) -> Figure:
    """Return an empty picture."""
    return Figure(figsize=(WIDE_IN, tall_in), facecolor=PAGE.surface)


def prepare(panel: Axes) -> None:
    """Give a panel quiet axes and a grid."""
    panel.set_axisbelow(True)
    panel.grid(color=PAGE.sunken, lw=0.8)
    panel.tick_params(length=0, colors=PAGE.ink2, pad=6)
    for tick in (*panel.get_xticklabels(), *panel.get_yticklabels()):
        tick.set_fontproperties(font(9.5))
    for edge in panel.spines.values():
        edge.set_color(PAGE.line)


def label(axis: Any, text: str) -> None:
    """Name an axis."""
    axis(text, fontproperties=font(10.5), color=PAGE.ink2)
