"""Who may use the live route: pages of ours, by a token made for them, from their own address."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

LASTS_S = 12 * 3600.0
"""A token that was not used for this long has expired [s]; a page may lie open all day."""
MOST = 1000
"""So many tokens are kept; the one unused for longest goes first."""


class Tokens:
    """The tokens that pages were given in this process.

    Parameters
    ----------
    clock : callable
        Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: OrderedDict[str, float] = OrderedDict()

    def issue(self) -> str:
        """Return a new token."""
        token = secrets.token_urlsafe(32)
        self._used[token] = self._clock()
        while len(self._used) > MOST:
            self._used.popitem(last=False)
        return token

    def admits(self, token: str) -> bool:
        """Tell whether a token is one of ours and still good; using it keeps it good."""
        now = self._clock()
        if now - self._used.get(token, float("-inf")) > LASTS_S:
            self._used.pop(token, None)
            return False
        self._used[token] = now
        self._used.move_to_end(token)
        return True


TOKENS = Tokens()
"""Those of this process: the page's script issues them, the route admits them."""


def is_own_origin(origin: str | None, host: str | None) -> bool:
    """Tell whether a request comes from a page of this very server.

    Browsers always tell the origin of a WebSocket; whoever does not is no browser of ours.

    >>> is_own_origin("http://localhost:8501", "localhost:8501")
    True
    >>> is_own_origin("https://elsewhere.example", "localhost:8501")
    False
    >>> is_own_origin(None, "localhost:8501")
    False
    """
    if not origin or not host:
        return False
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
