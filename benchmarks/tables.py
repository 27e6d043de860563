"""The scores for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.table import Table

from formcheck.exercises import EXERCISES

from .counting import NAMES, share
from .watched import Seen

Result = dict[str, Any]
COUNTED = ("exact", "mae", "obo", "hold_median_s", "hold_p95_s", "side")
RECOGNISED = ("recognised", "recognised_soon", "recognised_median_s", "recognised_p95_s")
VIEW_DIGITS = {"clips": 0, "near_median_pct": 1}


def number(value: float | None, digits: int = 2) -> str:
    """Return a number as it stands in a table, a dash for none."""
    return "-" if value is None else f"{value:.{digits}f}"


def table(title: str, *columns: str, words: int = 1) -> Table:
    """Return an empty table whose first columns are words."""
    result = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        name = column.replace("_", " ")  # which can be broken
        result.add_column(name, justify="right" if i >= words else "left", no_wrap=i < words)
    return result


def tables(result: Result, started: Result) -> Iterable[Table]:
    """Yield the scores, and beside them those of peers that were started by hand."""
    yield counted(result)
    yield recognised(result)
    yield judged(result)
    yield beside(result["peers"], started)
    yield pose(result["pose"])
    yield outlines(result["pose"])
    yield angles(result["pose"])
    yield elsewhere(result["false_elsewhere"])
    yield rest(result)
    yield spine(result["spine"]["by_view"])
    yield views(result["by_view"])


def counted(result: Result) -> Table:
    """Return what was counted."""
    done = table(f"Counting ({result['set']})", "", "clips", *COUNTED)
    for name, scores in (*result["exercises"].items(), ("all", result["all"])):
        if scores:
            done.add_row(name, str(scores["clips"]), *(number(scores[key]) for key in COUNTED))
    return done


def recognised(result: Result) -> Table:
    """Return how often and how soon after the first movement each exercise is named for good."""
    done = table("Recognition", "", *RECOGNISED)
    for name, scores in (*result["exercises"].items(), ("all", result["all"])):
        if scores:
            done.add_row(name, *(number(scores[key]) for key in RECOGNISED))
    return done


def judged(result: Result) -> Table:
    """Return each fault, and whether jerky movements are told."""
    done = table("Faults", "", "fault", "told", "not_judged", "missed", "false", "precision",
                 "recall", "of what can be judged", "cannot judge", words=2)  # fmt: skip
    counts = ("hits", "unjudged", "missed", "false")
    keys = ("precision", "recall", "recall_judged", "cannot_judge")
    every = result["all"] and result["all"] | {"faults": {"any of them": result["all"]["faults"]}}
    for name, scores in (*result["exercises"].items(), ("all", every)):
        faults = {**scores["faults"], "jerky": scores["jerky"]} if scores else {}
        for fault, one in faults.items():
            cells = (*(str(one[key]) for key in counts), *(number(one[key]) for key in keys))
            done.add_row(name, fault, *cells)
    return done


def beside(peers: Result, started: Result) -> Table:
    """Return how the peers count."""
    done = table("Peers on the same landmarks", "", "exercise", "exact", "mae", "obo",
                 "exact if started in position", words=2)  # fmt: skip
    for peer, by_name in peers.items():
        for name, one in by_name.items():
            if one:
                values = (*one.values(), started[peer][name]["exact"])
                done.add_row(peer, name, *(number(value) for value in values))
    return done


def pose(result: Result) -> Table:
    """Return how well the pose model finds joints."""
    done = table("Landmarks off their joints, % of the trunk", "", "median", "p95", "near median",
                 "near p95", "found", "legs swapped")  # fmt: skip
    for name, one in result.items():
        if one:
            *off, found, legs = one["landmarks"].values()
            cells = [number(value, 1) for value in off]
            done.add_row(name, *cells, number(found, 3), number(legs, 3))
    return done


def outlines(result: Result) -> Table:
    """Return how well the outlines overlap."""
    done = table("Overlap of the outlines, IoU", "", "median", "p5")
    for name, one in result.items():
        if one:
            done.add_row(name, *(number(value, 3) for value in one["mask"].values()))
    return done


def angles(result: Result) -> Table:
    """Return how well angles are measured in the picture."""
    done = table("Angles in the picture, near side, deg", "", "angle", "mae", "bias", "r",
                 "measured", words=2)  # fmt: skip
    for name, one in result.items():
        for angle, values in (one["angles"] if one else {}).items():
            digits = zip(values.values(), (1, 1, 2, 2), strict=True)
            done.add_row(name, angle, *(number(value, many) for value, many in digits))
    return done


def elsewhere(result: Result) -> Table:
    """Return what each exercise counts in clips of the others."""
    done = table("Counted in clips of other exercises", "counts", *NAMES)
    for name, by_clip in result.items():
        done.add_row(name, *(number(by_clip.get(other), 0) for other in NAMES))
    return done


def rest(result: Result) -> Table:
    """Return the figures that stand alone."""
    done = table("Everything else", "", "")
    for where, part in (("distractors", "distractors"), ("in view", "false_in_view")):
        for what, value in result[part].items():
            done.add_row(f"{where} {what}", number(value, 0))
    for what, value in result["spine"].items():
        for which, one in value.items() if what.endswith("per_clip") else ():
            done.add_row(f"spine {what} {which}", number(one, 3))
        if not isinstance(value, dict):
            done.add_row(f"spine {what}", number(value, 3))
    done.add_row("wrong cues per 10 min", number(result["wrong_cues_per_10min"]))
    return done


def spine(by_view: Result) -> Table:
    """Return how well the bending of the spine is measured, by how far off the view."""
    done = table("Spine by degrees off the view", "", "clips", "r", "ear-shoulder-hip r")
    for band, one in by_view.items():
        clips, *values = one.values()
        done.add_row(band, str(clips), *(number(value, 3) for value in values))
    return done


def views(by_view: Result) -> Table:
    """Return the most telling figures by how far off the view."""
    keys = ("clips", "exact", "hold_median_s", "fault_recall", "near_median_pct")
    done = table("All exercises by degrees off the view", "", *keys)
    for band, one in by_view.items():
        done.add_row(band, *(number(one[key], VIEW_DIGITS.get(key, 2)) for key in keys))
    return done


def breakdown(title: str, clips: Sequence[Seen], group: Callable[[Seen], str]) -> Table:
    """Return the exact share of each exercise for groups of clips, with how many there are."""
    there = [name for name in NAMES if name in EXERCISES]
    done, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for clip in clips:
        key = group(clip), clip.truth["exercise"]
        done[key] += 1
        right[key] += len(clip.found) == len(clip.truth["repetitions"])
    result = table(f"Exact share by {title}", title, *there)
    for one in sorted({row for row, name in done if name in there}):
        cells = ((share(right[one, name], done[one, name]), done[one, name]) for name in there)
        result.add_row(one, *(f"{number(exact)} of {n}" if n else "-" for exact, n in cells))
    return result
