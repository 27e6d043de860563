"""The routes that the pages need beside Streamlit's own: the live socket and its files."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from streamlit import net_util

from ..folders import recordings_folder
from ..player import shelf
from .eyes import PoseSource, PoseSources
from .rooms import Rooms
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


def _ask_nobody_outside() -> None:
    """Keep Streamlit from asking a server on the internet for this computer's address.

    It does so to print it, and to compare it with the origin of a page that it does not know. An
    address that is known already, and matches nothing, keeps both from it.
    """
    net_util._external_ip = ""


class Live:
    """The live coach as part of a web application.

    Parameters
    ----------
    folder : Path, optional
        Where recordings go; the user's data folder if not given.
    poses : callable
        Makes what finds the person in the pictures of one set.
    """

    def __init__(self, folder: Path | None = None, poses: PoseSources = _pose_model) -> None:
        self.rooms = Rooms(poses, folder or recordings_folder())

    def routes(self) -> list[BaseRoute]:
        """Return the routes to mount."""
        return [
            WebSocketRoute("/formcheck/live", LiveRoute(self.rooms).serve),
            Mount("/formcheck/web", StaticFiles(directory=WEB)),
            Mount("/formcheck/player", StaticFiles(directory=PLAYER)),
            Mount("/formcheck/clips", StaticFiles(directory=CLIPS)),
            *shelf.routes(),
        ]

    @property
    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        """What happens when the server starts and stops."""

        @asynccontextmanager
        async def living(_: Any) -> AsyncIterator[None]:
            _ask_nobody_outside()
            self.rooms.tidy(time.time())
            try:
                yield
            finally:
                await self.rooms.close_all()

        return living
