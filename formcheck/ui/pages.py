"""The script that Streamlit runs for each visitor: which pages there are, and how they look."""

from pathlib import Path

import streamlit as st

from formcheck import ui
from formcheck.ui import live_page, replay_page

FOLDER = Path(ui.__file__).parent

st.set_page_config(page_title="formcheck", page_icon=FOLDER / "icon.svg", layout="wide")
st.html(FOLDER / "style.css")
dark = st.context.theme.type == "dark"
st.logo(FOLDER / ("logo-dark.svg" if dark else "logo.svg"), size="large")
st.navigation(
    [
        st.Page(live_page.page, title="Exercise", url_path="exercise", default=True),
        st.Page(replay_page.page, title="Replay", url_path="replay"),
    ],
    position="top",
).run()
