"""The page that checks a clip: choose it, wait, read what was seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from ..exercise import Exercise
from ..exercises import EXERCISES, sheet
from ..recording import Recording
from ..replay import SourceError, replay
from ..words import unrecognised
from .analysis import Analysis, landmarks, time_left
from .clips import ENDINGS, Clip, examples, uploaded
from .markdown import literal
from .report_view import show

OWN, EXAMPLE = "My own clip", "An example"
RECOGNISE = "Recognise it"
HOW_TO_FILM_ANY = "Film from the side, at mat height, the whole body in the picture."
_REDRAW_S = 0.25
"""The progress bar moves this often [s]; each move takes time from the work itself."""


def page() -> None:
    """Draw the page."""
    st.title("Check a clip")
    st.caption("It is looked at on this computer. Nothing is sent anywhere, nothing is kept.")
    with st.container(key="card_choose", border=True):
        clip, exercise = _choose()
        start = st.button(
            "Check this clip", type="primary", key="start", disabled=clip is None, width="stretch"
        )
    if clip is None:
        return
    if start:
        _check(clip, exercise)
    analysis = _kept("analysis", (clip.key, exercise))
    if analysis is not None:
        show(analysis, name=f"{analysis.exercise.name}-report")


def _choose() -> tuple[Clip | None, Exercise | None]:
    """Return the clip, if one is chosen, and the exercise to look for, None to recognise it."""
    bundled = examples()
    left, right = st.columns([1.36, 1], gap="medium")
    with left:
        chosen = st.radio("Clip", (OWN, EXAMPLE), horizontal=True) if bundled else OWN
        clip = _example(bundled) if chosen == EXAMPLE else _upload()
    known = clip.exercise if clip is not None and clip.exercise else RECOGNISE
    names = [RECOGNISE, *EXERCISES]
    with right:
        name = st.selectbox(
            "Exercise",
            names,
            index=names.index(known),
            format_func=lambda one: EXERCISES[one].title if one in EXERCISES else one,
            key=f"exercise {clip.key if chosen == EXAMPLE and clip else ''}",
        )
        exercise = EXERCISES.get(name)
        st.caption(_how_to_film(exercise) if exercise else HOW_TO_FILM_ANY)
    return clip, exercise


def _example(bundled: list[Clip]) -> Clip:
    return st.selectbox("Example", bundled, format_func=lambda one: one.name)


def _upload() -> Clip | None:
    file = st.file_uploader(
        "Video or landmark recording",
        type=list(ENDINGS),
        help="A film of one person doing one exercise, or what 'formcheck record' made of it.",
    )
    return None if file is None else uploaded(file.name, file.file_id, file)


def _how_to_film(exercise: Exercise) -> str:
    """Return what the exercise's sheet says about the camera."""
    parts = sheet(exercise).split("\n\n")
    return next((" ".join(part.split()) for part in parts if part.startswith("Film")), "")


def _check(clip: Clip, exercise: Exercise | None) -> None:
    """Look at a clip, and keep what was found for the reruns of this page."""
    recording: Recording | None = _kept("recording", clip.key)
    bar = st.progress(0.0, text="Opening the clip")
    try:
        with clip.on_disk() as path:
            try:
                if recording is None:
                    recording = landmarks(path, _moving(bar))
            except SourceError as error:
                # The message starts with a path that means nothing to the person.
                st.error(literal(f"{clip.name}: {str(error).removeprefix(f'{path}: ')}"))
                return
    finally:
        bar.empty()
    _keep("recording", clip.key, recording)
    report = replay(recording, exercise)
    if report.exercise is None:
        st.info(unrecognised(report))
        return
    found = EXERCISES[report.exercise]
    _keep("analysis", (clip.key, exercise), Analysis.of(recording, found, source=clip.name))


def _moving(bar: st.delta_generator.DeltaGenerator) -> Callable[[int, int | None], None]:
    """Return what moves a progress bar, and tells the time left."""
    began = drawn = time.monotonic()

    def progress(done: int, total: int | None) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn >= _REDRAW_S:
            drawn = now
            share, text = time_left(done, total, now - began)
            bar.progress(share, text=text)

    return progress


def _kept(what: str, key: object) -> Any:
    """Return what was kept last, if it was kept under this key."""
    last_key, kept = st.session_state.get(what, (None, None))
    return kept if last_key == key else None


def _keep(what: str, key: object, value: object) -> None:
    """Keep one thing of a kind, instead of the one before."""
    st.session_state[what] = (key, value)
