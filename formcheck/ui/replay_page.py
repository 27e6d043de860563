"""The page that looks at a clip the way a coach would: open it, wait, read and replay it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ..replay import SourceError
from ..words import FROM, number_of, unit_of_count
from .analysis import Analysis, UnknownExerciseError, check, steps
from .compare_view import compare
from .markdown import literal
from .opening import Choice, choose
from .review import review
from .take_away import save_report
from .work import Stopped, Work

_POLL_S = 0.4
"""The progress bar moves this often [s]; each move takes time from the work itself."""
_OPEN, _OTHER = "replay open", "replay other"
"""Keys of the clip that is shown, and of the one it is compared with."""


def page() -> None:
    """Draw the page."""
    work: Work | None = st.session_state.get("replay work")
    if work is not None:
        _waiting(work)
    elif st.session_state.get("replay comparing"):
        _comparing()
    elif _OPEN in st.session_state:
        _shown(st.session_state[_OPEN])
    else:
        _opening()


# -- opening and waiting -----------------------------------------------------------------------


def _opening() -> None:
    st.title("Replay")
    st.caption("A clip is looked at on this computer. Nothing is sent anywhere, nothing is kept.")
    _trouble()
    with st.container(key="card_choose", border=True):
        choice = choose()
        pressed = st.button(
            "Check this clip", type="primary", key="start", disabled=choice.clip is None,
            width="stretch",
        )  # fmt: skip
    if pressed:
        _begin(choice, _OPEN)
        st.rerun()


def _trouble() -> None:
    kind, text = st.session_state.get("replay trouble", ("", ""))
    if kind == "error":
        st.error(literal(text), icon=":material/error:")
    elif kind:
        st.info(literal(text), icon=":material/info:")


def _begin(choice: Choice, place: str) -> None:
    """Start to check a clip, beside the page."""
    clip = choice.clip
    assert clip is not None, "the button waits for one"
    key, recording = st.session_state.get("replay watched", (None, None))
    recording = recording if key == clip.key else None
    st.session_state.pop("replay trouble", None)
    st.session_state["replay place"] = place
    st.session_state["replay name"] = clip.name
    st.session_state["replay work"] = Work(
        lambda progress: check(clip, choice.exercise, recording, progress, target=choice.target),
        steps(clip, watched=recording is not None),
    )


def _waiting(work: Work) -> None:
    st.title("Looking at the clip")
    st.caption(literal(st.session_state["replay name"]))
    with st.container(key="card_waiting", border=True):
        _progress(work)


@st.fragment(run_every=_POLL_S)
def _progress(work: Work) -> None:
    """Show how far the work is; the rest of the page stays as it is."""
    if not work.running:
        _finished(work)
        st.rerun()
    st.progress(work.steps.share, text=work.steps.words)
    if st.button("Cancel", key="cancel", icon=":material/close:"):
        work.stop()
        _finished(work)
        st.rerun()


def _finished(work: Work) -> None:
    """Keep what came of the work, and say what went wrong."""
    if st.session_state.pop("replay work", None) is not work:
        return
    try:
        analysis: Analysis = work.result()
    except Stopped:
        st.session_state["replay trouble"] = ("info", "Cancelled. Nothing of it was kept.")
    except SourceError as error:
        st.session_state["replay trouble"] = ("error", str(error))
    except UnknownExerciseError as error:
        st.session_state["replay watched"] = (error.clip.key, error.recording)
        st.session_state["replay trouble"] = ("info", str(error))
    else:
        st.session_state["replay watched"] = (analysis.clip.key, analysis.recording)
        st.session_state[st.session_state["replay place"]] = analysis


# -- what was found ----------------------------------------------------------------------------


def _shown(analysis: Analysis) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="replay_head"):
        with st.container(key="replay_title"):
            st.title(literal(_title(analysis)))
            st.caption(literal(_caption(analysis)))
        st.button("Open another", key="another", on_click=_another)
        st.button("Compare two", key="compare", on_click=_set, args=("replay comparing", True))
        save_report(analysis)
    review(analysis)


def _title(analysis: Analysis) -> str:
    name = analysis.clip.name
    title = analysis.exercise.title
    return name if name.startswith(title) else f"{title}: {name}"


def _caption(analysis: Analysis) -> str:
    """Say how long it is, what was counted, and how it was filmed."""
    report, t = analysis.report, analysis.timeline.t
    counted = number_of(
        len(report.repetitions) + len(report.holds), unit_of_count(analysis.exercise)
    )
    rate = (len(t) - 1) / max(float(t[-1] - t[0]), 0.001)
    where = f" {FROM[report.view]}" if report.view else ""
    return (
        f"{report.duration_s:.0f} seconds, {counted} counted. "
        f"Filmed{where}, {rate:.0f} pictures a second."
    )


def _another() -> None:
    for key in (_OPEN, _OTHER, "replay trouble"):
        st.session_state.pop(key, None)


def _set(key: str, value: Any) -> None:
    st.session_state[key] = value


# -- two side by side --------------------------------------------------------------------------


def _comparing() -> None:
    here: Analysis = st.session_state[_OPEN]
    there: Analysis | None = st.session_state.get(_OTHER)
    with st.container(horizontal=True, vertical_alignment="center", key="replay_head"):
        st.title("Two side by side")
        st.button("Back", key="back", on_click=_set, args=("replay comparing", False))
        if there is not None:
            st.button("Another one", key="another_one", on_click=_drop_other)
    if there is not None:
        compare(here, there)
        return
    st.caption(literal(f"Choose what to compare with {here.clip.name}."))
    _trouble()
    with st.container(key="card_choose", border=True):
        choice = choose(only=here.exercise, key="other ")
        pressed = st.button(
            "Compare with this", type="primary", key="start_other", disabled=choice.clip is None,
            width="stretch",
        )  # fmt: skip
    if pressed:
        _begin(choice, _OTHER)
        st.rerun()


def _drop_other() -> None:
    st.session_state.pop(_OTHER, None)
