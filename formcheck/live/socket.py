"""The WebSocket route: frames in, lessons out. The event loop only passes things on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .access import TOKENS, is_own_origin
from .eyes import Seen
from .limits import STEPS, Pace, Rate, Step
from .orders import Order, OrderError, message_in
from .pictures import MAX_BYTES, FrameError, Sent, sent
from .room import LOG, Json, Room
from .rooms import FullError, Rooms

GONE = WebSocketDisconnect, RuntimeError, OSError
"""What sending to a browser raises that is there no more."""


class RefusedError(Exception):
    """The connection ends; `code` names why, the text is for the person."""

    def __init__(self, code: str, close: int, text: str) -> None:
        super().__init__(text)
        self.code, self.close = code, close


TOKEN = RefusedError(
    "token", 4401, "formcheck was started again, or this page is hours old. What you did is kept. "
    "Load this page again to go on.",
)  # fmt: skip
BUSY = RefusedError(
    "busy", 4409, "Your exercise was opened in another window and goes on there. Nothing is lost. "
    "Close this one.",
)  # fmt: skip
RATE = RefusedError(
    "rate", 4429, "This page sends more pictures than I can use. Your count is kept. Load it again."
)
SIZE = RefusedError(
    "size", 4413, "The pictures of this camera are too large. Your count is kept. "
    "Choose another camera, or a smaller picture.",
)  # fmt: skip
FULL = RefusedError(
    "full", 4503, "Too many people exercise with this computer just now. Nothing is lost. "
    "Try again when one of them is done.",
)  # fmt: skip
SERVER = RefusedError(
    "server", 4500, "Something broke on this computer, not with you. Your count is kept. "
    "Load this page again to go on.",
)  # fmt: skip


class LiveRoute:
    """Takes the connections of the live route.

    Of two that use one token the newer goes on: when a network breaks off, the older one may look
    open for minutes, and the person on the floor must not be locked out by it.
    """

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._connections: dict[str, _Connection] = {}

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection from beginning to end."""
        if not is_own_origin(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(4403)  # before it is accepted: refused without a word
            return
        await socket.accept()
        token = socket.query_params.get("token", "")
        connection = _Connection(socket, self._rooms)
        if not TOKENS.admits(token):
            await connection.refuse(TOKEN)
            return
        older = self._connections.get(token)
        self._connections[token] = connection
        if older is not None:
            await older.refuse(BUSY)
        try:
            await connection.serve()
        finally:
            if self._connections.get(token) is connection:
                del self._connections[token]


class _Connection:
    def __init__(self, socket: WebSocket, rooms: Rooms) -> None:
        self._socket, self._rooms = socket, rooms
        self._room: Room | None = None
        self._newest: asyncio.Future[Sent] | None = None
        self._came = asyncio.Event()
        self._seen: asyncio.Queue[tuple[Room, Seen | FrameError, Step | None]] = asyncio.Queue(1)
        self._sending = asyncio.Lock()
        self._rate, self._pace = Rate(), Pace()

    async def serve(self) -> None:
        workers = [asyncio.create_task(self._go_on_with(do)) for do in (self._look, self._judge)]
        try:
            await self._receive()
        except RefusedError as error:
            await self.refuse(error)
        except (OrderError, FullError) as error:
            text = f"{error} Your count is kept. Load this page again to go on."
            await self.refuse(
                FULL if isinstance(error, FullError) else RefusedError("order", 4400, text)
            )
        except WebSocketDisconnect:
            pass
        except Exception:
            LOG.exception("The live connection broke")
            await self.refuse(SERVER)
        finally:
            for worker in workers:
                worker.cancel()
            if self._newest is not None:
                self._newest.cancel()
            self._leave()

    async def refuse(self, error: RefusedError) -> None:
        """Say why, and close."""
        self._leave()
        await self._send({"type": "error", "code": error.code, "text": str(error)})
        with suppress(*GONE):
            await self._socket.close(error.close)

    def _leave(self) -> None:
        room, self._room = self._room, None
        if room is not None:
            self._rooms.leave(room)

    # -- in --------------------------------------------------------------------------------------

    async def _receive(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if not self._rate.allows(time.monotonic()):
                raise RATE
            data = message.get("bytes")
            if data is not None:
                await self._take(data)
            else:
                await self._obey(message_in(message.get("text") or ""))

    async def _take(self, data: bytes) -> None:
        """Keep the newest frame for the worker; answer for the one that it overtook."""
        if len(data) > MAX_BYTES:
            raise SIZE
        if self._room is None:
            raise OrderError("A picture came in before the start.")
        if self._newest is not None:
            self._newest.cancel()
            await self._send({"type": "frame", "dropped": True, "scene": None, "say": []})
        # Unpacked while the pose model looks at the picture before.
        self._newest = asyncio.ensure_future(asyncio.to_thread(sent, data))
        self._came.set()

    async def _obey(self, message: Json) -> None:
        if message["type"] == "start":
            await self._start(message)
        elif self._room is not None:
            await self._send(*await self._on(self._room.thread, self._room.ask, message["type"]))

    async def _start(self, message: Json) -> None:
        order = Order.of(message)
        old, self._room = self._room, None
        if old is not None:
            await self._rooms.close(old)
        wanted = message.get("continues")
        room = await self._rooms.resume(wanted) if isinstance(wanted, str) else None
        self._room = room or await self._rooms.open(order)
        greeting = await self._on(self._room.thread, self._room.greet)
        ask = STEPS[0]._asdict()
        await self._send({**greeting, "ask": ask, "continued": room is not None})

    # -- work ------------------------------------------------------------------------------------

    async def _go_on_with(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do a piece of work again and again, until it cannot be done any more."""
        try:
            while True:
                await work()
        except Exception:
            LOG.exception("A frame could not be judged")
            await self.refuse(SERVER)

    async def _look(self) -> None:
        """Look at the newest frame, while the one before is judged."""
        await self._came.wait()
        self._came.clear()
        newest, self._newest, room = self._newest, None, self._room
        if newest is None or room is None:
            return
        began = time.perf_counter()
        seen: Seen | FrameError
        try:
            picture = await newest
            if room is not self._room:  # closed meanwhile: another set was started
                return
            seen = await self._on(room.eyes.thread, room.see, picture)
        except FrameError as error:
            seen = error
        await self._seen.put((room, seen, self._pace.took(time.perf_counter() - began)))

    async def _judge(self) -> None:
        """Answer what was seen, and ask for more or fewer frames."""
        room, seen, ask = await self._seen.get()
        if room is not self._room:
            return
        answers: list[Json]
        if isinstance(seen, FrameError):
            answers = [{"type": "error", "code": "bad_frame", "text": str(seen)}]
        else:
            answers = await self._on(room.thread, room.judge, seen)
        if ask is not None:
            answers[0]["ask"] = ask._asdict()
        await self._send(*answers)

    async def _on(self, thread: Executor, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.wrap_future(thread.submit(work, *args))

    async def _send(self, *messages: Json) -> None:
        """Send messages to a browser that may be gone; then `_receive` hears of it."""
        texts = [json.dumps(one, allow_nan=False, separators=(",", ":")) for one in messages]
        async with self._sending:
            with suppress(*GONE):
                for text in texts:
                    if self._socket.application_state is WebSocketState.CONNECTED:
                        await self._socket.send_text(text)
