"""What a browser may fetch while a page shows a clip: its story, its scenes, and the film itself.

A page puts a clip on the shelf and keeps it; the shelf does not. When the visitor's session ends,
or opens another clip, the last one is gone from here too.
"""

from __future__ import annotations

import gzip
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

_PIECE = 1 << 18
"""Bytes of a film that are sent at a time."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_FILM_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/mp4",
    ".webm": "video/webm",
    ".mkv": "video/webm",
}
"""Films that some browser plays; of others the player draws a figure."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it was given: a file, or the content of one."""

    content: Path | bytes
    media_type: str

    @classmethod
    def of(cls, name: str, content: Path | bytes) -> Film | None:
        """Return a film that a browser may play, by the ending of its name."""
        kind = _FILM_TYPES.get(Path(name).suffix.lower())
        return None if kind is None else cls(content, kind)


@dataclass(eq=False)
class Shown:
    """A clip on the shelf.

    Attributes
    ----------
    story, track : bytes
        JSON of `formcheck.player.story` and `formcheck.player.track`.
    outlines : callable
        Returns the JSON of the outlines; called when a browser first asks for them.
    film : Film or None
    token : str
        Who knows it may fetch the clip.
    """

    story: bytes
    track: bytes
    outlines: Callable[[], bytes]
    film: Film | None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), init=False)
    _packed: dict[str, bytes] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        _SHELF[self.token] = self

    def packed(self, what: str) -> bytes:
        """Return the story, the track or the outlines, compressed."""
        if what not in self._packed:
            content = self.outlines() if what == "outlines" else getattr(self, what)
            self._packed[what] = gzip.compress(content, compresslevel=3)
        return self._packed[what]


_SHELF: WeakValueDictionary[str, Shown] = WeakValueDictionary()


def routes() -> list[BaseRoute]:
    """Return the routes that the player fetches from."""
    return [Route("/formcheck/replay/{token}/{what}", _serve)]


def _serve(request: Request) -> Response:
    """Answer a request; in a thread of its own, as compressing takes time."""
    shown, what = _SHELF.get(request.path_params["token"]), request.path_params["what"]
    if shown is None or what not in ("story", "track", "outlines", "film"):
        return Response(status_code=404)
    if what != "film":
        headers = {**_HEADERS, "Content-Encoding": "gzip"}
        return Response(shown.packed(what), headers=headers, media_type="application/json")
    if shown.film is None:
        return Response(status_code=404)
    if isinstance(shown.film.content, Path):
        return FileResponse(shown.film.content, headers=_HEADERS, media_type=shown.film.media_type)
    return _part(shown.film.content, shown.film.media_type, request.headers.get("range", ""))


def _part(content: bytes, media_type: str, asked: str) -> Response:
    """Return the part of a film that was asked for (RFC 9110, 14.2; one range), or all of it."""
    size = len(content)
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    start, end = 0, size
    if found and found[1]:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
    elif found and found[2]:
        start = max(size - int(found[2]), 0)
    headers = {**_HEADERS, "Accept-Ranges": "bytes"}
    if start >= end:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(end - start)
    partly = found is not None and (found[1] or found[2])
    if partly:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(
        _pieces(content, start, end), 206 if partly else 200, headers, media_type
    )


def _pieces(content: bytes, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _PIECE):
        yield content[at : min(at + _PIECE, end)]
