"""Two sessions of one exercise side by side."""

from __future__ import annotations

import streamlit as st

from ..comparison import Comparison, changes, compared_rows
from ..handout.page import comparison_page
from .analysis import Analysis
from .player_view import player


def compare(one: Analysis, other: Analysis) -> None:
    """Draw two sessions, the earlier chosen one on the left."""
    comparison = Comparison.of(one.report, other.report)
    exercise = one.exercise
    st.markdown(" ".join(changes(exercise, comparison)))
    with st.container(key="card_compared", border=True):
        rows = compared_rows(exercise, comparison)
        st.table(
            {
                exercise.title: [row[0] for row in rows],
                "Then": [row[1] for row in rows],
                "Now": [row[2] for row in rows],
                "Change": [row[3] for row in rows],
            },
            border="horizontal",
        )
        st.caption("Then is the clip on the left, now the one on the right.")
        st.download_button(
            "Comparison, HTML", lambda: comparison_page(one.timeline, other.timeline),
            f"{exercise.name}-comparison.html", "text/html", icon=":material/download:",
            on_click="ignore", key="save_comparison",
        )  # fmt: skip
    for column, side, shown in zip(
        st.columns(2, gap="medium"), ("Then", "Now"), (one, other), strict=True
    ):
        with column:
            st.subheader(f"{side}: {shown.clip.name}")
            player(shown.shown, key=f"player {side}", small=True)
