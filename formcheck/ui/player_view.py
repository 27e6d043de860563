"""The replay player as a Streamlit component; what it shows, it fetches from the shelf."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from ..player import shelf
from .component import loader

WEB = Path(shelf.__file__).parent / "web"


def player(shown: shelf.Shown, *, key: str = "player", small: bool = False) -> None:
    """Draw the player of a clip; the page must keep the clip as long as it shows it.

    Parameters
    ----------
    shown : Shown
    key : str
        Tells players of one page apart.
    small : bool
        Leave out the worst moments, for two players side by side.
    """
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    draw = st.components.v2.component(
        "formcheck_player",
        html='<div class="replay"></div>',
        css=_css(),
        js=loader("player/player.js"),
    )
    draw(
        key=key,
        data={
            "token": shown.token,
            "base": f"/{base}" if base else "",
            "film": shown.film is not None,
            "small": small,
        },
    )


@cache
def _css() -> str:
    return (WEB / "player.css").read_text(encoding="utf-8")
