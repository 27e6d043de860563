"""One live set: pose model, lesson and recording, whatever happens to the socket.

A room has one thread of its own, on which everything in it runs but two things: the eyes have
theirs, so that they look at a picture while the lesson follows the one before, and so has what
writes the recording, so that no frame waits for the disk. All end with the room.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..coach.lesson import Stage
from ..coach.lines import Line
from ..coach.status import status, summary
from ..journal import Journal, frames_in, skips_in
from ..landmarks import PoseFrame
from ..pictures.kept_film import KeptFilm, join
from ..pictures.scene import OwnBack, scene_of
from .eyes import Eyes, PoseSources, Seen
from .orders import Order
from .pictures import Sent

Json = dict[str, Any]
LOG = logging.getLogger(__name__)
UNSEEN_S = 0.6
"""While the person pauses, or no frames come, the session is told after this time that nobody is
seen [s]."""
MOST_TO_FILM = 40
"""So many pictures wait for the film's turn on the disk, two seconds of them, not more; ours."""
GAP_S = 1.0
"""A longer gap between frames is time in which nobody was seen [s]."""


class Room:
    """Everything of one set.

    Use its methods on its own thread only, by `thread.submit`; `see` by `eyes.thread.submit`.

    Parameters
    ----------
    set_id : str
        Names the set; hard to guess.
    order : Order
        What was asked for.
    poses : callable
        Makes what finds the person.
    journal : Journal or None
        Where the landmarks are kept; None where that is switched off.
    """

    def __init__(
        self, set_id: str, order: Order, poses: PoseSources, journal: Journal | None
    ) -> None:
        self.set_id, self.order = set_id, order
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live-pose")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="live-disk")
        self._written: Future[None] | None = None
        self._journal = journal
        self._film: KeptFilm | None = None
        self._to_film = list[Future[None]]()
        self.eyes = Eyes(poses)
        self._size: tuple[int, int] | None = None
        self._own_back: OwnBack | None = None
        self._told_end = False
        self.recording: Path | None = None
        self.lesson = order.lesson()

    # -- its life --------------------------------------------------------------------------------

    def restore(self, folder: Path) -> None:
        """Live through what was recorded, silently."""
        skips = skips_in(folder)
        for frame in frames_in(folder):
            while skips and skips[0] < frame.t:
                skips.pop(0)
                self.lesson.skip()
            self.lesson.update(frame)
            self._size = frame.size
        for _ in skips:
            self.lesson.skip()
        self.eyes.go_on(self.lesson.t)

    def close(self) -> None:
        """End the set: free the pose model, put the recording together."""
        self.eyes.thread.submit(self.eyes.shut).result()
        journal, self._journal = self._journal, None
        if journal is not None:
            self._disk.submit(self._end_film).result()
            join(journal.folder)
            self.recording = journal.close()
        self._disk.shutdown()

    def save(self) -> None:
        """Write what is recorded so far."""
        if self._journal is not None:
            self._disk.submit(self._journal.write, self._journal.take()).result()

    def _end_film(self) -> None:
        film, self._film = self._film, None
        try:
            if film is not None:
                film.close()
        except Exception:  # what is written can be read; the set must not be lost with the rest
            LOG.exception("The film could not be ended")

    # -- what comes in ---------------------------------------------------------------------------

    def see(self, sent: Sent) -> Seen:
        """Look at a picture; runs on the thread of the eyes, beside everything else.

        Raises
        ------
        FrameError
            If its size cannot be used in the set under way.
        """
        lesson = self.lesson
        return self.eyes.see(
            sent,
            looks=not (lesson.stage is Stage.PAUSED or lesson.stage.is_over),
            fixed=self._size if lesson.has_begun else None,
        )

    def judge(self, seen: Seen) -> list[Json]:
        """Follow what was seen in a picture; return the answers."""
        if self.lesson.stage.is_over:
            return [{"type": "frame", "t_ms": seen.t_ms, "scene": None, **self._state([])}]
        scene, lines, frame = None, list[Line](), seen.frame
        if frame is None or self.lesson.stage is Stage.PAUSED:
            lines = self._pass_time(seen.t, UNSEEN_S)
        else:
            if seen.size != self._size:
                self._begin_with(seen.size)
            if self._journal is not None and self.order.film:
                self._film_later(self._journal.folder, seen)
            lines = self._pass_time(frame.t, GAP_S)
            lines += self._follow(frame)
            scene = self._scene(frame)
        answer = {"type": "frame", "t_ms": seen.t_ms, "scene": scene, **self._state(lines)}
        return [answer, *self._end()]

    def ask(self, what: str) -> list[Json]:
        """Do what the person asks for: pause, resume, skip, hurts or stop."""
        if what == "skip" and self._journal is not None:
            self._disk.submit(self._journal.note_skip, self.lesson.t).result()
        lines = getattr(self.lesson, what)()
        return [{"type": "state", **self._state(lines)}, *self._end()]

    def greet(self) -> Json:
        """Return the message that answers a start."""
        return {"type": "state", "set": self.set_id, **self._state([])}

    def _begin_with(self, size: tuple[int, int]) -> None:
        """Begin a set with pictures of this size; anew, where it had not really begun."""
        if self._size is not None:
            self.lesson = self.order.lesson(introduced=True)
            if self._journal is not None:
                self.save()
                self._disk.submit(self._end_film).result()
                for piece in self._journal.folder.glob("[0-9]*"):
                    piece.unlink()
        self._size = size

    def _pass_time(self, t: float, longer_than_s: float) -> list[Line]:
        """Tell the session that nobody was seen for a while, where that is so."""
        if self._size is None or not t - self.lesson.t > longer_than_s:
            return []
        return self._follow(PoseFrame.missing(self.lesson.t + UNSEEN_S, self._size))

    def _follow(self, frame: PoseFrame) -> list[Line]:
        self._keep(frame)
        return self.lesson.update(frame)

    def _keep(self, frame: PoseFrame) -> None:
        if self._journal is None or not self._journal.add(frame):
            return
        if self._written is not None:
            if not self._written.done():
                return
            try:
                self._written.result()
            except OSError:
                LOG.exception("The recording could not be written; it is tried again")
        self._written = self._disk.submit(self._journal.write, self._journal.take())

    def _film_later(self, folder: Path, seen: Seen) -> None:
        """Have a picture added to the film, unless a slow disk is far behind with others."""
        self._to_film = [one for one in self._to_film if not one.done()]
        if len(self._to_film) < MOST_TO_FILM:
            self._to_film.append(self._disk.submit(self._film_it, folder, seen))

    def _film_it(self, folder: Path, seen: Seen) -> None:
        try:
            if self._film is None:
                self._film = KeptFilm(folder, seen.size)
            self._film.add(seen.t, seen.picture)
        except Exception:  # a film that fails must not stop the set
            LOG.exception("A picture could not be added to the film")

    # -- what goes out ---------------------------------------------------------------------------

    def _scene(self, frame: PoseFrame) -> Json | None:
        lesson, coach, session = self.lesson, self.lesson.coach, self.lesson.session
        if lesson.body is None or coach is None or session is None:
            return None
        if lesson.rests:
            self._own_back = OwnBack.of(lesson.body) or self._own_back
        under_way = coach.phase is not None
        scene = scene_of(
            frame,
            coach.exercise,
            session.side,
            faults=coach.marked if under_way else (),
            unsure=coach.unsure if under_way else (),
            own_back=self._own_back,
        )
        return None if scene is None else scene.as_dict()

    def _end(self) -> list[Json]:
        """Return the message that ends a set, once."""
        if self._told_end or not self.lesson.stage.is_over:
            return []
        self._told_end = True
        self.close()
        recording = None if self.recording is None else self.recording.name
        return [
            {
                "type": "done",
                **self._state([]),
                "summary": summary(self.lesson),
                "recording": recording,
            }
        ]

    def _state(self, lines: list[Line]) -> Json:
        return {"status": status(self.lesson), "say": [line.as_dict() for line in lines]}
