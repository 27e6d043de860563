"""The routes that the pages need beside Streamlit's own: the live socket and its files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from ..player import shelf
from .room import PoseSource, PoseSources
from .socket import LiveRoute

WEB = Path(__file__).parent / "web"
"""What the browser loads: scripts, styles, icons."""
PLAYER = Path(shelf.__file__).parent / "web"
"""The same of the replay player."""
CLIPS = next(
    folder
    for folder in (
        Path(__file__).parents[1] / "clips",  # installed from a wheel
        Path(__file__).parents[2] / "fixtures" / "rendered",  # in a source checkout
    )
    if folder.is_dir()
)
"""Films for those who have no camera."""
PAGES = Path(__file__).parents[1] / "ui" / "pages.py"
"""The script of the pages, as a file: Streamlit runs it, nothing imports it."""


def _pose_model() -> AbstractContextManager[PoseSource]:
    from ..pose import PoseEstimator  # loads the model's library: only when a set begins

    return PoseEstimator()


def routes(poses: PoseSources = _pose_model) -> list[BaseRoute]:
    """Return the routes, for ``st.App``.

    Parameters
    ----------
    poses : callable
        Makes what finds the person in the pictures of one set.
    """
    return [
        WebSocketRoute("/formcheck/live", LiveRoute(poses).serve),
        Mount("/formcheck/web", StaticFiles(directory=WEB)),
        Mount("/formcheck/player", StaticFiles(directory=PLAYER)),
        Mount("/formcheck/clips", StaticFiles(directory=CLIPS)),
        *shelf.routes(),
    ]
