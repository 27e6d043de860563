"""How a set went: the report of what was recorded, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

from ..exercises import EXERCISES
from ..folders import recordings_folder
from ..replay import SourceError
from ..summary import headline
from ..words import number_of
from .analysis import Analysis, check, steps
from .clips import recorded
from .markdown import literal
from .review import review
from .take_away import save_report


def show_result(finished: dict[str, Any]) -> None:
    """Draw the result of a set.

    Parameters
    ----------
    finished : dict
        As the browser told it: `summary`, `recording`, `said` and `stage`.
    """
    summary = finished.get("summary") or {}
    if finished.get("stage") == "stopped":
        st.warning(
            "You stopped because it hurt. Rest, and leave this exercise out for today. If the pain "
            "stays, or spreads down a leg, see a doctor or physiotherapist.",
            icon=":material/front_hand:",
        )
    analysis = _analysis(finished)
    if analysis is not None:
        st.header(headline(analysis.exercise, analysis.report))
        save_report(analysis)
        review(analysis)
    else:
        _briefly(summary)
    _said(finished.get("said") or ())


def _analysis(finished: dict[str, Any]) -> Analysis | None:
    """Look once at what was recorded; None where nothing was kept or recognised."""
    exercise = EXERCISES.get((finished.get("summary") or {}).get("exercise") or "")
    path = _recorded(finished.get("recording"))
    if exercise is None or path is None:
        return None
    key, kept = st.session_state.get("set", (None, None))
    if key != path:
        try:
            clip = recorded(path)
            with st.spinner("Looking at your set"):
                kept = check(clip, exercise, None, steps(clip, watched=False))
        except SourceError as error:
            st.error(literal(str(error)))
            return None
        st.session_state["set"] = path, kept
    return kept  # type: ignore[no-any-return]


def _recorded(name: object) -> Path | None:
    """Return the file of a recording; what the browser tells may be anything."""
    if not isinstance(name, str) or not name or PurePath(name).name != name:
        return None
    path = recordings_folder() / name
    return path if path.is_file() else None


def _briefly(summary: dict[str, Any]) -> None:
    """Tell how a set went whose landmarks were not kept."""
    exercise = EXERCISES.get(summary.get("exercise") or "")
    done = [*summary.get("repetitions", ()), *summary.get("holds", ())]
    thing = "hold" if summary.get("holds") else "repetition"
    name = exercise.title if exercise else "Your set"
    st.header(f"{name}: {number_of(len(done), thing)} counted")
    faults = summary.get("faults") or {}
    if exercise is not None and faults:
        wanted = max(faults, key=lambda one: faults[one])
        cue = next((fault.cue for fault in exercise.faults if fault.name == wanted), "")
        st.markdown(f"One thing for next time: {cue}")
    elif done:
        st.markdown("Nothing to correct in what a camera can see.")
    st.caption("This set was not kept, so there is nothing to look at again.")


def _said(lines: Sequence[object]) -> None:
    if not lines:
        return
    with st.expander("What I said", icon=":material/record_voice_over:"):
        st.markdown("\n".join(f"- {literal(str(line))}" for line in lines))
