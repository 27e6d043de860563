"""Choosing a clip: an upload, a past session or an example, and what to look for in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from ..exercise import Exercise
from ..exercises import EXERCISES, how_to_film
from ..folders import recordings_folder
from ..replay import CLIPS
from .clips import Clip, examples, past, uploaded
from .reach import ALL, reach

OWN, PAST, EXAMPLE = "My own clip", "A past session", "An example"
RECOGNISE = "Recognise it"
AS_THEN = "As it was set then"
HOW_TO_FILM_ANY = "Film from the side, at mat height, the whole body in the picture."


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be checked, and how.

    Attributes
    ----------
    clip : Clip or None
        None so far.
    exercise : Exercise or None
        None to recognise it.
    target : float or None
        As for `formcheck.session.Session`; None for the clip's own.
    """

    clip: Clip | None
    exercise: Exercise | None
    target: float | None


def choose(*, only: Exercise | None = None, key: str = "") -> Choice:
    """Ask for a clip and what to look for in it.

    Parameters
    ----------
    only : Exercise, optional
        The one to look for, where there is no choice.
    key : str
        Keeps the widgets apart from those of another such choice.
    """
    kept = {PAST: past(recordings_folder()), EXAMPLE: examples()}
    kinds = [OWN, *(kind for kind, clips in kept.items() if clips)]
    left, right = st.columns([1.36, 1], gap="medium")
    with left:
        kind = st.radio("Clip", kinds, horizontal=True, key=f"{key}kind") if kinds[1:] else OWN
        clip = _upload(key) if kind == OWN else _kept(kind, kept[kind], key)
    with right:
        exercise = only if only is not None else _exercise(clip, key)
        st.caption(how_to_film(exercise) if exercise else HOW_TO_FILM_ANY)
        recorded = clip is not None and clip.is_recording
        target = reach(exercise, key=f"{key}reach", usual=AS_THEN if recorded else ALL)
    return Choice(clip, exercise, target)


def _upload(key: str) -> Clip | None:
    file = st.file_uploader(
        "Video or landmark recording",
        type=list(CLIPS),
        key=f"{key}upload",
        help="A film of one person doing one exercise, or what 'formcheck record' made of it. "
        "Up to 500 MB, about a minute of 4K video from a phone.",
    )
    return None if file is None else uploaded(file.name, file.file_id, file)


def _kept(kind: str, clips: list[Clip], key: str) -> Clip:
    """Choose one of several clips."""
    name: Callable[[Clip], str] = lambda one: one.name  # noqa: E731
    return st.selectbox(
        "Session" if kind == PAST else "Example", clips, format_func=name, key=f"{key}{kind}"
    )


def _exercise(clip: Clip | None, key: str) -> Exercise | None:
    known = clip.exercise if clip is not None and clip.exercise else RECOGNISE
    names = [RECOGNISE, *EXERCISES]
    name = st.selectbox(
        "Exercise",
        names,
        index=names.index(known),
        format_func=lambda one: EXERCISES[one].title if one in EXERCISES else one,
        key=f"{key}exercise {clip.key if clip and clip.exercise else ''}",
    )
    return EXERCISES.get(name)
