"""How far somebody may go: a personal target, asked for in words."""

from __future__ import annotations

import streamlit as st

from ..coach.phrases import WAYS
from ..exercise import Exercise
from ..words import sentence

ALL = "All the way"


def reach(exercise: Exercise | None, *, key: str, usual: str = ALL) -> float | None:
    """Ask for the share of the usual range; None stands for the `usual` answer.

    Nothing is asked where no fault of the exercise is about how far one goes.
    """
    if exercise is not None and not exercise.has_reach:
        return None
    return st.selectbox(
        "How far",
        (None, *WAYS),
        format_func=lambda share: sentence(WAYS[share]) if share else usual,
        key=key,
        width="stretch",
        help="If you may not go all the way yet. It shifts what is judged, never what is counted.",
    )
