"""One checked clip, with all that the pages show of it. Knows nothing of Streamlit."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property, partial

from ..exercise import Exercise
from ..exercises import EXERCISES
from ..pictures.timeline import Timeline
from ..player.shelf import Shown
from ..player.story import story
from ..player.track import drawn, track
from ..recording import Recording
from ..replay import SourceError, load, replay
from ..report import Report
from ..summary import unrecognised
from .clips import Clip
from .work import Steps


class UnknownExerciseError(ValueError):
    """No exercise was recognised in a clip; the message says what to do."""

    def __init__(self, report: Report, clip: Clip, recording: Recording) -> None:
        super().__init__(unrecognised(report))
        self.clip, self.recording = clip, recording


@dataclass(frozen=True, eq=False)
class Analysis:
    """A clip, its landmarks, what was found in them, and what the player is sent of it."""

    clip: Clip
    recording: Recording
    timeline: Timeline
    shown: Shown

    @property
    def exercise(self) -> Exercise:
        """The exercise that was looked for."""
        return self.timeline.exercise

    @property
    def report(self) -> Report:
        """What was found."""
        return self.timeline.report

    @cached_property
    def plot(self) -> bytes:
        """The plot as a PNG; drawn once."""
        from ..pictures.plot import DPI, figure

        out = io.BytesIO()
        figure(self.timeline).savefig(out, format="png", dpi=DPI)
        return out.getvalue()


def steps(clip: Clip, *, watched: bool) -> Steps:
    """Return the steps of checking a clip; one that was watched before need not be again."""
    watching = 0.02 if watched or clip.is_recording else 0.75
    return Steps(
        ("Watching the clip", watching), ("Recognising the exercise", 0.08),
        ("Counting and judging", 0.1), ("Drawing the overlay", 0.05), ("Drawing the figure", 0.02),
    )  # fmt: skip


def check(
    clip: Clip,
    exercise: Exercise | None,
    recording: Recording | None,
    progress: Steps,
    *,
    target: float | None = None,
) -> Analysis:
    """Check a clip from start to end.

    Parameters
    ----------
    clip : Clip
    exercise : Exercise or None
        None to recognise it.
    recording : Recording or None
        Its landmarks, where it was watched before.
    progress : Steps
        As from `steps`.
    target : float or None
        As for `formcheck.session.Session`; None for the recording's own.

    Raises
    ------
    SourceError
        If the clip cannot be used; the message begins with its name.
    UnknownExerciseError
        If no exercise was recognised.
    Stopped
        If the work was told to stop.
    """
    if recording is None:
        recording = _watched(clip, progress)
    total = len(recording)
    target = recording.target if target is None else target
    progress.next_stage()
    if exercise is None:
        exercise = _recognised(clip, recording, progress, target)
    progress.next_stage()
    timeline = Timeline.of(
        progress.through(recording, total), exercise, source=clip.name, target=target
    )
    progress.next_stage()
    shown = Shown(
        story=json.dumps(story(recording, timeline), allow_nan=False).encode(),
        track=track(progress.through(recording, total), timeline),
        outlines=partial(drawn, recording),
        film=clip.film,
    )
    if clip.film is None:  # a figure will be drawn; for a film it is drawn only if need be
        progress.next_stage()
        shown.outlines = partial(bytes, drawn(progress.through(recording, total)))
    return Analysis(clip, recording, timeline, shown)


def _recognised(clip: Clip, recording: Recording, progress: Steps, target: float) -> Exercise:
    frames = progress.through(recording, len(recording))
    report = replay(frames, source=clip.name, target=target)
    if report.exercise is None:
        raise UnknownExerciseError(report, clip, recording)
    return EXERCISES[report.exercise]


def _watched(clip: Clip, progress: Steps) -> Recording:
    with clip.on_disk() as path:
        try:
            return load(path, progress=progress.step)
        except SourceError as error:
            # The message starts with a path that means nothing to the person.
            raise SourceError(f"{clip.name}: {str(error).removeprefix(f'{path}: ')}") from error
