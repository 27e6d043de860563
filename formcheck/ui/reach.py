"""How far somebody may go: a personal target, asked for in words."""

from __future__ import annotations

import streamlit as st

from ..exercise import Exercise

ALL = "All the way"
_LESS = {
    0.75: "Three quarters of the way",
    0.5: "Half way",
    0.25: "A quarter of the way",
}


def reach(exercise: Exercise | None, *, key: str, usual: str = ALL) -> float | None:
    """Ask for the share of the usual range; None stands for the `usual` answer.

    Nothing is asked where no fault of the exercise is about how far one goes.
    """
    if exercise is not None and not any(fault.reach for fault in exercise.faults):
        return None
    return st.selectbox(
        "How far",
        (None, *_LESS),
        format_func=lambda share: _LESS.get(share, usual),
        key=key,
        width=220,
        help="If you may not go all the way yet. It shifts what is judged, never what is counted.",
    )
