"""The sets of this process: opened, left for a while, gone on with, and tidied up."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from pathlib import Path

from ..journal import JOINED, Journal, order_in, pieces, whole
from ..pictures.kept_film import join
from .eyes import PoseSources
from .orders import Order
from .room import LOG, Room

KEPT_S = 600.0
"""A set whose browser went away can be gone on with for this long [s]."""
MOST = 4
"""So many sets at a time; each has a pose model of its own."""


class FullError(RuntimeError):
    """Too many sets are under way."""


class Rooms:
    """Opens rooms, and keeps those that a browser has left.

    Parameters
    ----------
    poses : callable
        Makes what finds the person in the pictures of one set.
    folder : Path
        Where recordings go.
    """

    def __init__(self, poses: PoseSources, folder: Path) -> None:
        self._poses, self.folder = poses, folder
        self._rooms: dict[str, Room] = {}
        self._left: dict[str, asyncio.TimerHandle] = {}

    def __getitem__(self, set_id: str) -> Room:
        return self._rooms[set_id]

    async def open(self, order: Order) -> Room:
        """Return a room for a new set."""
        await self._make_space()
        name = time.strftime("%Y%m%d-%H%M%S") + f"_{order.exercise or 'any'}"
        return self._enter(f"{name}_{secrets.token_hex(8)}", order)

    async def resume(self, set_id: str) -> Room | None:
        """Return the room of a set to go on with, from memory or from disk; None if it is gone."""
        timer = self._left.pop(set_id, None)
        if timer is not None:
            timer.cancel()
        if set_id in self._rooms:
            return self._rooms[set_id]
        folder = self._journals().get(set_id)
        if folder is None or not pieces(folder):
            return None
        await self._make_space()
        room = self._enter(set_id, Order.of(order_in(folder)))
        await asyncio.wrap_future(room.thread.submit(room.restore, folder))
        return room

    def leave(self, room: Room) -> None:
        """Keep a room for a while: its browser may come back."""
        room.thread.submit(room.save)
        loop = asyncio.get_running_loop()
        self._left[room.set_id] = loop.call_later(
            KEPT_S, lambda: loop.create_task(self.close(room))
        )

    async def close(self, room: Room) -> None:
        """End a set for good."""
        timer = self._left.pop(room.set_id, None)
        if timer is not None:
            timer.cancel()
        if self._rooms.pop(room.set_id, None) is not None:
            await asyncio.wrap_future(room.thread.submit(room.close))
            for thread in (room.thread, room.eyes.thread):
                thread.shutdown(wait=False)

    async def close_all(self) -> None:
        """End everything: the server stops."""
        for room in list(self._rooms.values()):
            await self.close(room)

    def tidy(self, now: float) -> list[Path]:
        """Finish what an earlier run left behind, by the clock `now` [s]; return the recordings."""
        for folder in self.folder.glob(f"*{JOINED}"):
            shutil.rmtree(folder, ignore_errors=True)
        finished = []
        for set_id, folder in self._journals().items():
            if set_id in self._rooms or now - folder.stat().st_mtime < KEPT_S:
                continue
            try:
                join(folder)
                path = whole(folder)
            except Exception:  # a damaged disk must not keep the app from starting
                LOG.exception("%s: this recording cannot be finished", folder)
                continue
            finished += [path] if path else []
        return finished

    def _enter(self, set_id: str, order: Order) -> Room:
        journal = None
        if order.record:
            journal = Journal(self.folder / f"{set_id}.npz", order.as_dict())
        self._rooms[set_id] = room = Room(set_id, order, self._poses, journal)
        return room

    async def _make_space(self) -> None:
        for set_id in list(self._left):
            if len(self._rooms) < MOST:
                break
            await self.close(self._rooms[set_id])
        if len(self._rooms) >= MOST:
            raise FullError

    def _journals(self) -> dict[str, Path]:
        return {path.stem: path for path in self.folder.glob("*.part") if path.is_dir()}
