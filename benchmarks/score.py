"""Score formcheck, and other ways to count, on rendered clips.

    python -m benchmarks.score clips [--set test] [--json FILE] [--plots DIR] [--workers 2]

The first run watches every clip with the pose model; what it sees is kept, so later runs are quick.

What the figures mean. Repetitions, or holds where the exercise is one, are found by the most
overlap in time with the true ones, each once; hold, side and faults are those of repetitions found.
*exact*, *mae* and *obo* are of counts: share of clips that are right, mean absolute error, share at
most one off. Recall of a fault is over repetitions that truly have it; one that cannot be judged is
not found. A fault named where only a related one is true is a false positive. *jerky* should be
named, or "too_fast", where a repetition is truly not smooth; "too_fast" takes part in the faults of
the exercises of which the truth tells it. A wrong cue is a fault named, jerky among them, in a clip
whose repetitions have none and are all smooth. *all* pools the exercises: each fault of each
repetition is a case there. Counted elsewhere: what each exercise counts in clips of the others,
from wherever they are filmed; false in view, all that is counted and that nobody does in the clips
that count.

The spine: curvature and truth, frame by frame of the cat-cow clips, pooled after each clip's median
is taken away; one line through the origin turns the curvature into degrees for the error. *per
clip* is r within each clip, median and 5th percentile. What the pose model itself is worth stands
in `accuracy`: landmarks, outline and angles in the pictures in which somebody is in position.

Only clips filmed within 30 degrees of the view the exercise asks for count, except among
distractors, elsewhere and in the breakdowns by view.

The peers in `peers` get the whole clip as formcheck does. Getting into position costs them one
repetition or so, and the last column says what is left of that if somebody starts them by hand. The
nearest poses are learned from the tune clips in the folder, whatever is scored.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from .accuracy import angle_scores, landmark_scores, mask_scores
from .counting import (
    NAMES,
    exercise_scores,
    false_counts,
    false_elsewhere,
    peer_scores,
    pooled_scores,
    view_scores,
    wrong_cues,
)
from .shot import SPLITS, TUNE
from .spine import spine_scores
from .tables import breakdown, tables
from .watched import DISTRACTORS, ScoreError, Seen, truths, watch_all

Result = dict[str, Any]


def pose_scores(clips: Sequence[Seen]) -> Result | None:
    """Return what the pose model is worth in the clips of one exercise."""
    there = [clip.compared for clip in clips if clip.compared is not None]
    if not there:
        return None
    return {
        "landmarks": landmark_scores(there),
        "mask": mask_scores(there),
        "angles": angle_scores(there),
    }


def score(clips: Sequence[Seen], teachers: Sequence[Seen], split: str) -> Result:
    """Return all scores as in the JSON file."""
    near = [clip for clip in clips if clip.in_view]
    by_name = {name: [one for one in near if one.truth["exercise"] == name] for name in NAMES}
    nothing = [clip for clip in clips if clip.truth["exercise"] == DISTRACTORS]
    seeds = sorted({clip.truth["seed"] for clip in clips})
    return {
        "set": split,
        "seed": seeds[0] if len(seeds) == 1 else seeds,
        "exercises": {name: exercise_scores(name, by_name[name]) for name in NAMES},
        "all": pooled_scores(by_name),
        "distractors": false_counts(nothing),
        "wrong_cues_per_10min": wrong_cues(near),
        "spine": spine_scores(near, clips),
        "peers": peer_scores(near, [clip for clip in teachers if clip.in_view]),
        "pose": {name: pose_scores(by_name[name]) for name in NAMES},
        "false_elsewhere": false_elsewhere(clips),
        "false_in_view": false_counts(near),
        "by_view": view_scores(clips),
    }


def watched(options: argparse.Namespace) -> tuple[list[Seen], list[Seen]]:
    """Return the clips to score, and those the nearest poses are learned from."""
    found = truths(options.folder)
    wanted = [path for path, one in found.items()
              if options.set is None or one["split"] in (options.set, TUNE)]  # fmt: skip
    clips = list(track(watch_all(wanted, options.workers), "clips", total=len(wanted)))
    scored = [one for one in clips if options.set in (None, one.truth["split"])]
    if not scored:
        raise ScoreError(f"{options.folder}: no clips of the {options.set} set there")
    return scored, [one for one in clips if one.truth["split"] == TUNE]


def main() -> None:
    """Score a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the rendered clips are")
    parser.add_argument("--set", choices=SPLITS, help="whose bodies; all if not given")
    parser.add_argument("--json", type=Path, help="write the scores to this file too")
    parser.add_argument("--plots", type=Path, help="write the pictures of them here")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    try:
        scored, teachers = watched(options)
    except ScoreError as error:
        parser.error(str(error))
    result = score(scored, teachers, options.set or "all")
    near = [one for one in scored if one.in_view]
    started = peer_scores(near, [one for one in teachers if one.in_view], started=True)
    console = Console()
    for one in tables(result, started):
        console.print(one)
    console.print(breakdown("degrees off the view", scored, lambda clip: clip.band))
    console.print(breakdown("body", near, lambda clip: clip.truth["person"]["body"]))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    if options.plots:
        # only here: drawing takes a while to load
        from .plots import write

        write(options.plots, near, result, started)


if __name__ == "__main__":
    main()
