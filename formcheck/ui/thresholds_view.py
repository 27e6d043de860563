"""What a clip was counted and judged by, for whoever wants to know exactly."""

from __future__ import annotations

import streamlit as st

from ..exercises import thresholds
from ..words import dose, plain, sentence
from .analysis import Analysis


def thresholds_used(analysis: Analysis) -> None:
    """Draw the settings and thresholds of a clip, folded away."""
    exercise, report = analysis.exercise, analysis.report
    with st.expander("Settings and thresholds used"):
        sure = "" if report.sure is None else f", recognised ({report.sure:.0%} sure)"
        st.markdown(
            f"**{exercise.title}**{sure}. Usual amount: {dose(exercise.dose)}. "
            f"Personal target: {report.target:.0%} of the range good form asks for. "
            f"Side nearer to the camera: {analysis.timeline.side.value}."
        )
        named = thresholds(exercise)
        st.table(
            {
                "Threshold": [sentence(plain(name.lower())) for name in named],
                "Value": [f"{one.value:g} {one.unit}" for one in named.values()],
                "Where it comes from": [one.source for one in named.values()],
            },
            border="horizontal",
        )
