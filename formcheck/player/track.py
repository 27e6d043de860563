"""What the player draws of each frame, packed: a scene takes about 150 bytes of JSON.

A frame is 0 where nobody is seen, else a row of

    [points, lines, joints, back, own back, target, tag, box]

with coordinates in tenths of a pixel: all joints in the order of `PARTS`; a letter for the state of
each line and joint; the back as its state and, where it is a contour, its points; the tag as its
place in the list of texts, and its point. What is not there is 0. ``scenes.js`` makes scenes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ..geometry import Point
from ..landmarks import PoseFrame
from ..pictures.captions import Captions
from ..pictures.limbs import CHAINS, PARTS
from ..pictures.outlines import outlines
from ..pictures.scene import Scene, scene_of
from ..pictures.timeline import Timeline

PX = 10
"""Coordinates are whole numbers of the frame's pixels divided by this."""
_FINER = 2
"""How much finer than its mask the outline of a figure is drawn."""


def track(frames: Iterable[PoseFrame], timeline: Timeline) -> bytes:
    """Return the scenes of all frames, packed, as JSON.

    Parameters
    ----------
    frames : iterable of PoseFrame
    timeline : Timeline
        Made from these frames.
    """
    captions = Captions(timeline.exercise, timeline.report)
    texts: list[str] = []
    packed: list[bytes] = []  # of many frames, text takes a tenth of the room of lists
    size = (0, 0)
    for frame in frames:
        status = captions.at(frame.t)
        scene = scene_of(
            frame, timeline.exercise, timeline.side,
            faults=status.faults, unsure=status.unsure, own_back=timeline.own_back,
        )  # fmt: skip
        size = frame.size
        packed.append(b"0" if scene is None else _json(_packed(scene, texts)))
    head = {
        "size": size,
        "t": [round(t, 4) for t in timeline.t.tolist()],
        "px": PX,
        "parts": PARTS,
        "chains": CHAINS,
        "texts": texts,
    }
    return b'%s,"frames":[%s]}' % (_json(head)[:-1], b",".join(packed))


def drawn(frames: Iterable[PoseFrame]) -> bytes:
    """Return the outlines of the body in all frames as JSON, 0 where there is none."""
    return b"[%s]" % b",".join(_json(_shapes(frame)) for frame in frames)


def _shapes(frame: PoseFrame) -> list[list[int]] | int:
    if frame.mask is None:
        return 0
    shapes = outlines(frame.mask, frame.size[0], finer=_FINER)
    return [_flat(shape.tolist(), 1) for shape in shapes]


def _packed(scene: Scene, texts: list[str]) -> list[Any]:
    contour = len(scene.back.at) > 2
    if scene.tag is not None and scene.tag.text not in texts:
        texts.append(scene.tag.text)
    return [
        _flat([joint.at for joint in scene.joints]),
        "".join(line.state[0] for line in scene.lines),
        "".join(joint.state[0] for joint in scene.joints),
        [scene.back.state[0], *(_flat(scene.back.at) if contour else ())],
        _flat(scene.own_back) if scene.own_back else 0,
        _flat([*scene.target.at, *scene.target.arrow]) if scene.target else 0,
        [texts.index(scene.tag.text), *_flat([scene.tag.at])] if scene.tag else 0,
        _flat([scene.box[:2], scene.box[2:]]) if scene.box else 0,
    ]


def _flat(points: Sequence[Point] | Sequence[tuple[float, ...]], px: int = PX) -> list[int]:
    return [round(px * value) for point in points for value in point]


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
