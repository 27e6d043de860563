"""What is counted and judged, beside the truth; see `score` for what each figure means."""

from __future__ import annotations

import pkgutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from formcheck.exercises import EXERCISES

from . import moves, peers
from .accuracy import landmark_scores, numbers, percentiles
from .watched import DISTRACTORS, Found, Seen

NAMES = sorted({one.name for one in pkgutil.iter_modules(moves.__path__)} - {DISTRACTORS})
JERKY, TOO_FAST = "jerky", "too_fast"
"""How it is moved; the truth tells the first as `movement`, the second of some exercises only."""
SOON_S = 2.0
"""An exercise should be recognised this soon after its first movement [s]."""
Pair = tuple[dict[str, Any], Found]
Case = tuple[bool, bool, bool]
"""Of something that may be wrong: whether it is, is named, and could not be judged."""
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


def pairs_of(clips: Iterable[Seen]) -> list[Pair]:
    """Return the true repetitions that were found, with what was found."""
    return [pair for clip in clips for pair in matched(clip.truth["repetitions"], clip.found)]


def hold_errors(pairs: Iterable[Pair]) -> list[float]:
    """Return how far each hold is off [s]."""
    return [abs(found.hold_s - true["hold_s"]) for true, found in pairs if found.hold_s is not None]


def told(cases: Sequence[Case]) -> Result:
    """Return what became of the true cases, how many others were named, and what that makes.

    That is precision and recall, recall of what was not refused, and the share of refusals.
    """
    hits = sum(is_so and is_named for is_so, is_named, _ in cases)
    false = sum(is_named and not is_so for is_so, is_named, _ in cases)
    unjudged = sum(is_so and refused and not is_named for is_so, is_named, refused in cases)
    missed = sum(is_so for is_so, _, _ in cases) - hits - unjudged
    return {
        "hits": hits,
        "unjudged": unjudged,
        "missed": missed,
        "false": false,
        "precision": share(hits, hits + false),
        "recall": share(hits, hits + unjudged + missed),
        "recall_judged": share(hits, hits + missed),
        "cannot_judge": share(sum(refused for _, _, refused in cases), len(cases)),
    }


def fault_cases(pairs: Iterable[Pair], fault: str) -> list[Case]:
    """Return how one fault is told.

    Only its own name counts: naming it where a related fault is true is a false positive.
    """
    return [
        (fault in true["faults"], fault in found.faults, fault in found.cannot_judge)
        for true, found in pairs
    ]


def is_timed(clips: Iterable[Seen]) -> bool:
    """Tell whether the truth says of some repetition that it is too fast."""
    return any(TOO_FAST in one["faults"] for clip in clips for one in clip.truth["repetitions"])


def form_faults(name: str, clips: Sequence[Seen]) -> list[str]:
    """Return the faults of an exercise that the truth could tell, in the exercise's order.

    Never "jerky"; "too_fast" where some repetition truly is.
    """
    left_out = {JERKY} if is_timed(clips) else {JERKY, TOO_FAST}
    return [fault.name for fault in EXERCISES[name].faults if fault.name not in left_out]


def rough_cases(name: str, pairs: Iterable[Pair]) -> list[Case]:
    """Return how movements that are not smooth are told, as "jerky" or too fast.

    What is truly too fast may be told so, smooth or not: that says nothing of smoothness.
    """
    if JERKY not in {fault.name for fault in EXERCISES[name].faults}:
        return []
    cases = []
    for true, found in pairs:
        uneven = true["movement"] != "smooth"
        hurried = TOO_FAST in found.faults and (uneven or TOO_FAST not in true["faults"])
        cases.append((uneven, JERKY in found.faults or hurried, JERKY in found.cannot_judge))
    return cases


def recognition(clips: Iterable[Seen]) -> Result:
    """Return whether exercises are named where they are done, and how long after the beginning."""
    clips = [clip for clip in clips if clip.truth["repetitions"]]
    delays = [
        clip.recognised_s - clip.truth["repetitions"][0]["start_s"]
        for clip in clips
        if clip.recognised == clip.truth["exercise"] and clip.recognised_s is not None
    ]
    median, p95 = percentiles(numbers(delays), 50, 95)
    return {
        "recognised": share(sum(clip.recognised == clip.truth["exercise"] for clip in clips),
                            len(clips)),
        "recognised_soon": share(sum(delay <= SOON_S for delay in delays), len(clips)),
        "recognised_median_s": median,
        "recognised_p95_s": p95,
    }  # fmt: skip


def count_scores(clips: Sequence[Seen]) -> Result:
    """Return how clips are counted, timed and recognised."""
    pairs = pairs_of(clips)
    sides = [true["side"] == found.side for true, found in pairs if "side" in true]
    median, p95 = percentiles(numbers(hold_errors(pairs)), 50, 95)
    return {
        "clips": len(clips),
        **counting((len(clip.truth["repetitions"]), len(clip.found)) for clip in clips),
        "hold_median_s": median,
        "hold_p95_s": p95,
        "side": share(sum(sides), len(sides)),
        **recognition(clips),
    }


def exercise_scores(name: str, clips: Sequence[Seen]) -> Result | None:
    """Return the scores of one exercise; None where formcheck or the folder has none of it."""
    if name not in EXERCISES or not clips:
        return None
    pairs = pairs_of(clips)
    return {
        **count_scores(clips),
        "faults": {fault: told(fault_cases(pairs, fault)) for fault in form_faults(name, clips)},
        "jerky": told(rough_cases(name, pairs)),
    }


def pooled_scores(by_name: Mapping[str, Sequence[Seen]]) -> Result | None:
    """Return the scores of all exercises together; each fault of each repetition is a case.

    A single fault has so few that one of them decides; all together say how far a cue can be
    trusted.
    """
    there = {name: clips for name, clips in by_name.items() if name in EXERCISES and clips}
    if not there:
        return None
    pairs = {name: pairs_of(clips) for name, clips in there.items()}
    return {
        **count_scores([clip for clips in there.values() for clip in clips]),
        "faults": told([
            case
            for name, clips in there.items()
            for fault in form_faults(name, clips)
            for case in fault_cases(pairs[name], fault)
        ]),
        "jerky": told([case for name in there for case in rough_cases(name, pairs[name])]),
    }  # fmt: skip


def false_counts(clips: Sequence[Seen]) -> Result:
    """Return the repetitions and holds that were counted and that nobody did, None of no clips."""
    counts = [count for clip in clips for count in clip.elsewhere.values()]
    return {
        "clips": len(clips),
        "false_repetitions": sum(count[0] for count in counts) if clips else None,
        "false_holds": sum(count[1] for count in counts) if clips else None,
    }


def false_elsewhere(clips: Sequence[Seen]) -> Result:
    """Return what each exercise counts, repetitions and holds, in clips of each other one."""
    counts, filmed = Counter[tuple[str, str]](), {clip.truth["exercise"] for clip in clips}
    for clip in clips:
        for name, count in clip.elsewhere.items():
            counts[name, clip.truth["exercise"]] += sum(count)
    return {
        name: {other: counts[name, other] if other in filmed else None
               for other in NAMES if other != name}
        for name in EXERCISES
    }  # fmt: skip


def wrong_cues(clips: Iterable[Seen]) -> float | None:
    """Return the wrong cues in 10 minutes of clips in which nothing is wrong."""
    clean = [clip for clip in clips if clip.truth["exercise"] in EXERCISES and clip.is_clean]
    minutes = sum(float(clip.t[-1] - clip.t[0]) for clip in clean) / 60
    return share(10 * sum(clip.cues for clip in clean), minutes)


def view_scores(clips: Sequence[Seen]) -> Result:
    """Return the most telling figures of all exercises together, by how far off the view."""
    result = {}
    for band in sorted({clip.band for clip in clips}):
        there = [clip for clip in clips
                 if clip.band == band and clip.truth["exercise"] in EXERCISES]  # fmt: skip
        compared = [clip.compared for clip in clips if clip.band == band
                    and clip.compared and clip.truth["exercise"] != DISTRACTORS]  # fmt: skip
        pairs = pairs_of(there)
        result[band] = {
            "clips": len(there),
            "exact": counting((len(one.truth["repetitions"]), len(one.found)) for one in there)[
                "exact"
            ],
            "hold_median_s": percentiles(numbers(hold_errors(pairs)), 50)[0],
            "fault_recall": fault_recall(there),
            "near_median_pct": landmark_scores(compared)["near_median_pct"],
        }
    return result


def fault_recall(clips: Iterable[Seen]) -> float | None:
    """Return the share of all true faults that are found, of those formcheck looks for."""
    hits = there = 0
    for clip in clips:
        known = {fault.name for fault in EXERCISES[clip.truth["exercise"]].faults}
        for true, found in pairs_of([clip]):
            wanted = known & set(true["faults"])
            there += len(wanted)
            hits += len(wanted & set(found.faults))
    return share(hits, there)


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
