"""The WebSocket route: frames in, lessons out."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from .access import TOKENS, is_own_origin
from .pictures import FrameError
from .room import PoseSources, Room

ASKS = {"pause", "resume", "skip", "hurts", "stop"}


class RefusedError(Exception):
    """The connection ends; `code` names why, the text is for the person."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class LiveRoute:
    """Takes connections of the live route."""

    def __init__(self, poses: PoseSources) -> None:
        self._poses = poses

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection."""
        if not is_own_origin(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(4403)
            return
        await socket.accept()
        if not TOKENS.admits(socket.query_params.get("token", "")):
            await socket.send_json(
                {"type": "error", "code": "bad_token",
                 "text": "formcheck was started again. Load this page again to go on."}
            )  # fmt: skip
            await socket.close(4401)
            return
        await _Connection(socket, self._poses).serve()


class _Connection:
    def __init__(self, socket: WebSocket, poses: PoseSources) -> None:
        self._socket, self._poses = socket, poses
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self._room: Room | None = None
        self._over = False

    async def serve(self) -> None:
        try:
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                if message.get("bytes") is not None:
                    await self._frame(message["bytes"])
                elif message.get("text") is not None:
                    await self._text(message["text"])
        except WebSocketDisconnect:
            pass
        finally:
            if self._room is not None:
                await self._run(self._room.close)
            self._worker.shutdown(wait=False)

    async def _run(self, work: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, *args)

    async def _frame(self, message: bytes) -> None:
        if self._room is None:
            return
        try:
            answer = await self._run(self._room.frame, message)
        except FrameError as error:
            answer = {"type": "error", "code": "bad_frame", "text": str(error)}
        await self._socket.send_json(answer)
        await self._tell_end()

    async def _text(self, text: str) -> None:
        order = json.loads(text)
        if order.get("type") == "start":
            self._room = await self._run(Room, order, self._poses)
            await self._socket.send_json(self._room.greet())
        elif order.get("type") in ASKS and self._room is not None:
            await self._socket.send_json(await self._run(self._room.ask, order["type"]))
            await self._tell_end()

    async def _tell_end(self) -> None:
        if self._room is not None and self._room.lesson.stage.is_over and not self._over:
            self._over = True
            await self._socket.send_json(self._room.done())
