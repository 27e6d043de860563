"""How a set went: the report of what was recorded, and what was said."""

from __future__ import annotations

from typing import Any

import streamlit as st


def show_result(finished: dict[str, Any]) -> None:
    """Draw the result of a set.

    Parameters
    ----------
    finished : dict
        As the browser told it: `summary`, `recording`, `said` and `stage`.
    """
    st.title("Your set")
    st.json(finished)
