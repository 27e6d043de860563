"""formcheck in the browser; run it with ``streamlit run app.py`` or ``formcheck app``."""

import streamlit as st

from formcheck.live.app import PAGES, Live

live = Live()
app = st.App(PAGES, routes=live.routes(), lifespan=live.lifespan)
