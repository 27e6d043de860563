"""Score formcheck, and other ways to count, on rendered clips.

    python -m benchmarks.score clips [--set test] [--json FILE] [--workers 2]

The first run watches every clip with the pose model; what it sees is kept, so later runs are quick.

What the figures mean. Repetitions are found by the most overlap in time with the true ones, each
once; hold, side and faults are those of repetitions found. *exact*, *mae* and *obo* are of counts:
share of clips that are right, mean absolute error, share at most one off. Recall of a fault is
over repetitions that truly have it; one that cannot be judged is not found. A wrong cue is a fault
named in a clip whose repetitions have none and are all smooth. The spine: curvature and truth,
frame by frame of the cat-cow clips, pooled after each clip's median is taken away; one line through
the origin turns the curvature into degrees for the error. Only clips filmed within 30 degrees of
the view the exercise asks for count, except among distractors and in the breakdown by view.

The peers in `peers` get the whole clip as formcheck does. Getting into position costs them one
repetition or so, and the last column says what is left of that if somebody starts them by hand. The
nearest poses are learned from the tune clips in the folder, whatever is scored.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from formcheck.exercises import EXERCISES

from . import moves, peers
from .watched import DISTRACTORS, Array, Found, ScoreError, Seen, truths, watch_all

NAMES = sorted({one.name for one in pkgutil.iter_modules(moves.__path__)} - {DISTRACTORS})
BANDS_DEG = (0, 10, 20, 30, 45, 60)
Pair = tuple[dict[str, Any], Found]
Result = dict[str, Any]


def share(parts: float, whole: float) -> float | None:
    """Return a share, None of nothing."""
    return parts / whole if whole else None


def counting(pairs: Iterable[tuple[int, int]]) -> Result:
    """Return exact, mae and obo of pairs of a true count and a count."""
    off = [abs(true - count) for true, count in pairs]
    return {
        "exact": share(off.count(0), len(off)),
        "mae": share(sum(off), len(off)),
        "obo": share(off.count(0) + off.count(1), len(off)),
    }


def matched(true: Sequence[dict[str, Any]], found: Sequence[Found]) -> list[Pair]:
    """Pair repetitions that overlap in time, the longest overlap first, each at most once."""
    overlaps = sorted(
        (
            (min(one["end_s"], other.end_s) - max(one["start_s"], other.start_s), i, j)
            for i, one in enumerate(true)
            for j, other in enumerate(found)
        ),
        key=lambda overlap: -overlap[0],
    )
    pairs: dict[int, int] = {}
    for overlap_s, i, j in overlaps:
        if overlap_s > 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(true[i], found[j]) for i, j in sorted(pairs.items())]


def fault_scores(pairs: Sequence[Pair], fault: str) -> Result:
    """Return precision, recall and share that cannot be judged of one fault."""
    hits = sum(fault in true["faults"] and fault in found.faults for true, found in pairs)
    return {
        "precision": share(hits, sum(fault in found.faults for _, found in pairs)),
        "recall": share(hits, sum(fault in true["faults"] for true, _ in pairs)),
        "cannot_judge": share(sum(fault in found.cannot_judge for _, found in pairs), len(pairs)),
    }


def exercise_scores(name: str, clips: Sequence[Seen]) -> Result | None:
    """Return the scores of one exercise; None where formcheck or the folder has none of it."""
    if name not in EXERCISES or not clips:
        return None
    pairs = [pair for clip in clips for pair in matched(clip.truth["repetitions"], clip.found)]
    holds = [
        abs(found.hold_s - true["hold_s"]) for true, found in pairs if found.hold_s is not None
    ]
    sides = [true["side"] == found.side for true, found in pairs if "side" in true]
    median, p95 = np.percentile(holds, [50, 95]).tolist() if holds else (None, None)
    return {
        "clips": len(clips),
        **counting((len(clip.truth["repetitions"]), len(clip.found)) for clip in clips),
        "hold_median_s": median,
        "hold_p95_s": p95,
        "side": share(sum(sides), len(sides)),
        "recognised": None,
        "faults": {fault.name: fault_scores(pairs, fault.name) for fault in EXERCISES[name].faults},
        "jerky": {"precision": None, "recall": None},
    }


def distractor_scores(clips: Sequence[Seen]) -> Result:
    """Return what was counted where there is nothing to count; nothing without clips."""
    return {
        "clips": len(clips),
        "false_repetitions": sum(clip.false_repetitions for clip in clips) if clips else None,
        "false_holds": sum(clip.false_holds for clip in clips) if clips else None,
    }


def wrong_cues(clips: Iterable[Seen]) -> float | None:
    """Return the wrong cues in 10 minutes of clips in which nothing is wrong."""
    clean = [clip for clip in clips if clip.truth["exercise"] in EXERCISES and clip.is_clean]
    minutes = sum(float(clip.t[-1] - clip.t[0]) for clip in clean) / 60
    return share(10 * sum(clip.cues for clip in clean), minutes)


def pooled(clips: Iterable[Seen], measure: Callable[[Seen], Array | None]) -> tuple[Array, Array]:
    """Return a measure and the true bending of the spine, each less its median in the clip."""
    parts: list[tuple[Array, Array]] = [(np.empty(0), np.empty(0))]
    for clip in clips:
        values = measure(clip)
        if values is None or clip.flexion_deg is None:
            continue
        known = ~np.isnan(values) & clip.in_position
        if known.any():
            x, y = values[known], clip.flexion_deg[known]
            parts.append((x - np.median(x), y - np.median(y)))
    xs, ys = zip(*parts, strict=True)
    return np.concatenate(xs), np.concatenate(ys)


def correlation(x: Array, y: Array) -> float | None:
    """Return Pearson's r, None where it does not exist."""
    if len(x) < 2 or not x.std() or not y.std():
        return None
    return float(np.corrcoef(x, y)[0, 1])


def spine_scores(clips: Sequence[Seen]) -> Result:
    """Return how well the bending of the spine is measured."""
    x, y = pooled(clips, lambda clip: clip.curvature)
    r = correlation(x, y)
    error = y - x * (x @ y) / (x @ x) if r is not None else None
    return {
        "r": r,
        "rmse_deg": None if error is None else float(np.sqrt(np.mean(error**2))),
        "ear_shoulder_hip_r": correlation(*pooled(clips, lambda clip: clip.neck_deg)),
    }


def peer_scores(
    clips: Sequence[Seen], teachers: Sequence[Seen], *, started: bool = False
) -> Result:
    """Return how the peers count; `teachers` are the clips the nearest poses are learned from.

    They get the whole clip, as formcheck does, or are `started` when the person is in position.
    """
    result: Result = {peer: dict.fromkeys(NAMES) for peer in peers.PEERS}
    for name in sorted({clip.truth["exercise"] for clip in clips} & EXERCISES.keys()):
        examples: peers.Examples = {}
        for one in teachers:
            if one.truth["exercise"] == name:
                examples |= peers.examples_of(one.truth, one.t, one.image)
        of_name = [clip for clip in clips if clip.truth["exercise"] == name]
        counts = [
            peers.counts(clip.truth, clip.image[clip.in_position | (not started)], examples)
            for clip in of_name
        ]
        true = [len(clip.truth["repetitions"]) for clip in of_name]
        for peer in peers.PEERS:
            counted = [count for one in counts if (count := one[peer]) is not None]
            if len(counted) == len(true):
                result[peer][name] = counting(zip(true, counted, strict=True))
    return result


def score(clips: Sequence[Seen], teachers: Sequence[Seen], split: str) -> Result:
    """Return all scores as in the JSON file."""
    near = [clip for clip in clips if clip.in_view]
    seeds = {clip.truth["seed"] for clip in clips}
    return {
        "set": split,
        "seed": seeds.pop() if len(seeds) == 1 else None,
        "exercises": {
            name: exercise_scores(name, [clip for clip in near if clip.truth["exercise"] == name])
            for name in NAMES
        },
        "distractors": distractor_scores(
            [clip for clip in clips if clip.truth["exercise"] == DISTRACTORS]
        ),
        "wrong_cues_per_10min": wrong_cues(near),
        "spine": spine_scores(near),
        "peers": peer_scores(near, [clip for clip in teachers if clip.in_view]),
    }


def number(value: float | None, digits: int = 2) -> str:
    """Return a number as it stands in a table, a dash for none."""
    return "-" if value is None else f"{value:.{digits}f}"


def table(title: str, *columns: str) -> Table:
    """Return an empty table whose first column is words."""
    result = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        result.add_column(column, justify="right" if i else "left")
    return result


def tables(result: Result, started: Result) -> Iterable[Table]:
    """Yield the scores for people, and those of peers that were started by hand."""
    keys = ("exact", "mae", "obo", "hold_median_s", "hold_p95_s", "side")
    counted = table(f"Counting ({result['set']})", "", "clips", *keys)
    judged = table("Faults", "", "fault", "precision", "recall", "cannot judge")
    for name, scores in result["exercises"].items():
        if scores:
            counted.add_row(name, str(scores["clips"]), *(number(scores[key]) for key in keys))
            for fault, one in scores["faults"].items():
                judged.add_row(name, fault, *(number(value) for value in one.values()))
    beside = table("Peers on the same landmarks", "", "exercise", "exact", "mae", "obo",
                   "exact if started in position")  # fmt: skip
    for peer, by_name in result["peers"].items():
        for name, one in by_name.items():
            if one:
                values = (*one.values(), started[peer][name]["exact"])
                beside.add_row(peer, name, *(number(value) for value in values))
    rest = table("Everything else", "", "")
    for key in ("distractors", "spine"):
        for what, value in result[key].items():
            rest.add_row(f"{key} {what}", number(value, 3 if key == "spine" else 0))
    rest.add_row("wrong cues per 10 min", number(result["wrong_cues_per_10min"]))
    yield from (counted, judged, beside, rest)


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


def band(clip: Seen) -> str:
    """Return how far off its view a clip is filmed, as a band [deg]."""
    i = int(np.searchsorted(BANDS_DEG[1:-1], clip.truth["camera"]["off_view_deg"]))
    return f"{BANDS_DEG[i]:02}-{BANDS_DEG[i + 1]}"


def main() -> None:
    """Score a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the rendered clips are")
    parser.add_argument("--set", choices=("tune", "test"), help="whose bodies; all if not given")
    parser.add_argument("--json", type=Path, help="write the scores to this file too")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    try:
        found = truths(options.folder)
        wanted = [path for path, one in found.items() if one["split"] in (options.set, "tune")
                  or options.set is None]  # fmt: skip
        clips = list(track(watch_all(wanted, options.workers), "clips", total=len(wanted)))
        scored = [one for one in clips if options.set in (None, one.truth["split"])]
        if not scored:
            raise ScoreError(f"{options.folder}: no clips of the {options.set} set there")
    except ScoreError as error:
        parser.error(str(error))
    teachers = [one for one in clips if one.truth["split"] == "tune"]
    result = score(scored, teachers, options.set or "all")
    console = Console()
    near = [one for one in scored if one.in_view]
    learned = [one for one in teachers if one.in_view]
    for one in tables(result, peer_scores(near, learned, started=True)):
        console.print(one)
    console.print(breakdown("degrees off the view", scored, band))
    console.print(breakdown("body", near, lambda clip: clip.truth["person"]["body"]))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
