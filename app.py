"""formcheck in the browser; run it with ``streamlit run app.py`` or ``formcheck app``."""

import streamlit as st

from formcheck.live.app import PAGES, routes

app = st.App(PAGES, routes=routes())
