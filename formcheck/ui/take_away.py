"""Buttons that save what was found: the report to print, tables, the film, a picture."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import streamlit as st

from ..exercises import thresholds
from ..handout.frames import frames_csv
from ..handout.page import report_page
from ..pictures.film import annotate
from .analysis import Analysis
from .work import Steps, Stopped, Work

_POLL_S = 0.4


def save_report(analysis: Analysis) -> None:
    """Draw the button that saves the report to print; it is made when the button is pressed."""
    st.download_button(
        "Save report",
        lambda: report_page(analysis.recording, analysis.timeline, thresholds(analysis.exercise)),
        f"{_name(analysis)}.html",
        "text/html",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key="save_report",
    )


def take_away(analysis: Analysis) -> None:
    """Draw the buttons that save everything else."""
    report, name = analysis.report, _name(analysis)
    with st.container(key="card_downloads", border=True):
        st.subheader("Take it away")
        with st.container(horizontal=True):
            if not analysis.clip.is_recording:
                with st.container(width="content"):
                    _film(analysis)
            for label, content, ending, kind in (
                ("Repetitions, CSV", report.as_csv, "csv", "text/csv"),
                (
                    "Frames, CSV",
                    lambda: frames_csv(analysis.recording, report, analysis.timeline.side),
                    "frames.csv",
                    "text/csv",
                ),
                ("Everything, JSON", report.as_json, "json", "application/json"),
                ("Plot, PNG", lambda: analysis.plot, "png", "image/png"),
            ):
                st.download_button(
                    label, content, f"{name}.{ending}", kind, icon=":material/download:",
                    on_click="ignore", key=f"save {ending}",
                )  # fmt: skip
        st.caption("Save report, above, makes one HTML file that prints on A4.")


def _name(analysis: Analysis) -> str:
    return f"{analysis.exercise.name}-report"


@st.fragment
def _film(analysis: Analysis) -> None:
    """Offer the film with the overlay: it takes a while to make, so it is made only if wanted."""
    made = st.session_state.get("film made")
    work: Work | None = st.session_state.get("film work")
    if made is not None and made[0] is analysis:
        st.download_button(
            "Video with overlay, MP4", made[1], f"{_name(analysis)}.mp4", "video/mp4",
            icon=":material/download:", on_click="ignore", key="save film",
        )  # fmt: skip
    elif work is not None:
        _making(analysis, work)
    else:
        st.button(
            "Make video with overlay, MP4", icon=":material/movie:", key="make_film",
            on_click=_begin, args=(analysis,),
        )  # fmt: skip


def _begin(analysis: Analysis) -> None:
    st.session_state["film work"] = Work(
        lambda progress: _annotated(analysis, progress), Steps(("Drawing on the film", 1.0))
    )


@st.fragment(run_every=_POLL_S)
def _making(analysis: Analysis, work: Work) -> None:
    with st.container(key="making_film"):
        if work.running:
            st.progress(work.steps.share, text=work.steps.words)
            if not st.button("Cancel", key="cancel_film", icon=":material/close:"):
                return
            work.stop()
        st.session_state.pop("film work", None)
        with suppress(Stopped):
            st.session_state["film made"] = (analysis, work.result())
        st.rerun()


def _annotated(analysis: Analysis, progress: Steps) -> bytes:
    """Return the film with everything drawn on it; nothing of it stays on disk."""
    with (
        analysis.clip.on_disk() as clip,
        tempfile.TemporaryDirectory(prefix="formcheck-") as folder,
    ):
        out = Path(folder) / "film.mp4"
        annotate(clip, analysis.recording, analysis.timeline, out, progress=progress.step)
        return out.read_bytes()
