"""The live view as a Streamlit component: camera, stage and voice are the browser's own."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from ..coach import phrases
from ..coach.dose import Amount
from ..exercise import Exercise
from ..live import access, demo
from ..live.app import WEB
from .component import loader

ANY_SAMPLE = "bridge"
"""What is shown where no exercise was chosen."""


def live_view(exercise: Exercise | None, start: dict[str, Any]) -> dict[str, Any] | None:
    """Draw the button that starts a set, with what belongs to it.

    Parameters
    ----------
    exercise : Exercise or None
        None to let it be recognised.
    start : dict
        What the engine is told when the set starts.

    Returns
    -------
    dict or None
        Once after a set: `summary`, `recording`, `said` and `stage`, as the browser has them.
    """
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    prefix = f"/{base}" if base else ""
    data = {
        "token": _token(),
        "base": prefix,
        "start": start,
        "clip": _clip(exercise, prefix),
        "amount": _amount(exercise, start),
    }
    draw = st.components.v2.component(
        "formcheck_live", html='<div class="formcheck"></div>', css=_css(), js=loader("web/main.js")
    )
    found = draw(key="live", data=data, on_result_change=lambda: None, on_asked_change=lambda: None)
    return dict(found.result) if found.result else None


def _token() -> str:
    """Return this visitor's token for the live route."""
    if "token" not in st.session_state:
        st.session_state["token"] = access.TOKENS.issue()
    return str(st.session_state["token"])


def _amount(exercise: Exercise | None, start: dict[str, Any]) -> str:
    """Return what is to be done, in the words in which it will be said."""
    if exercise is None:
        return ""
    amount = Amount.of(exercise, start["repetitions"], start["hold_s"])
    return f"{phrases.amount(exercise, amount)} {phrases.enough(exercise, start['target'])}"


def _clip(exercise: Exercise | None, prefix: str) -> dict[str, Any] | None:
    sample = demo.sample(exercise.name if exercise else ANY_SAMPLE)
    if sample is None:
        return None
    return {
        "name": sample.file,
        "url": f"{prefix}/formcheck/clips/{sample.file}",
        "fps": sample.fps,
        "pictures": sample.pictures,
    }


@cache
def _css() -> str:
    return (WEB / "live.css").read_text(encoding="utf-8")
