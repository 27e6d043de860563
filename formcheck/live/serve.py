"""``formcheck app``: the pages and the live coach, served from this computer."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..folders import data_folder
from .app import PAGES, Live
from .certificate import EVERYWHERE, home_address, names_of_this_computer, own_certificate

SETTINGS = next(
    path
    for path in (
        PAGES.parent / "streamlit.toml",  # installed from a wheel
        PAGES.parents[2] / ".streamlit" / "config.toml",  # in a source checkout
    )
    if path.is_file()
)
"""Streamlit's settings: the same whether its own command or ours starts the pages."""
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to serve.

    Attributes
    ----------
    host : str
        "localhost" for this computer only; an address of it, or 0.0.0.0, for others too.
    port : int or None
        The usual one, or the next that is free, if None.
    https : bool
        Whether connections are encrypted, as phones' cameras ask for.
    cert, key : Path or None
        Certificate and key; our own if None.
    """

    host: str = "localhost"
    port: int | None = None
    https: bool = False
    cert: Path | None = None
    key: Path | None = None

    @property
    def is_blind(self) -> bool:
        """Whether browsers elsewhere will refuse to open their cameras."""
        return self.host not in HERE and not self.https


def serve(address: Address) -> None:
    """Serve until stopped."""
    import streamlit as st

    live = Live()
    app = st.App(PAGES, routes=live.routes(), lifespan=live.lifespan)
    app.run(config=settings(address, data_folder()))


def settings(address: Address, data: Path) -> dict[str, Any]:
    """Return Streamlit's settings for an address, by their dotted names.

    Parameters
    ----------
    address : Address
    data : Path
        The folder for a certificate of our own.
    """
    chosen = _flat(tomllib.loads(SETTINGS.read_text()))
    chosen["server.address"] = address.host
    if address.port is not None:
        chosen["server.port"] = address.port
    if address.host in EVERYWHERE:
        # Told its own address, Streamlit does not look for it.
        chosen["browser.serverAddress"] = home_address()
    if address.https:
        cert, key = address.cert, address.key
        if cert is None or key is None:
            cert, key = own_certificate(data, names_of_this_computer(address.host))
        chosen |= {"server.sslCertFile": str(cert), "server.sslKeyFile": str(key)}
    return chosen


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat
