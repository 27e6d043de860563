"""Turn a shot into pictures and the truth about each of them."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from .body import SIDES, Pose, body_named
from .camera import SIZE, Camera
from .clothes import dressed
from .figure import SPINE, Figure, joints
from .moves import moves
from .performance import Arrival, Performance
from .rotations import Array, across, unit
from .shot import IN_PLACE, WALKS_IN, Shot
from .stances import Poser
from .studio import Picture, Studio

MARGIN_PX = 14
MASK_SIZE = 256, 192
"""Width and height of the outlines kept as truth [px]."""
PASSES_S = 0.7
"""Something that passes between camera and person takes this long [s]."""


class Film:
    """A clip in the making.

    Parameters
    ----------
    shot : Shot
        What to film.
    rng : numpy Generator
        The clip's own, as `draw` left it.
    """

    def __init__(self, shot: Shot, rng: np.random.Generator) -> None:
        self.shot = shot
        self._rng = rng
        self.body, self._colours = dressed(body_named(shot.body), shot.outfit)
        self.poser = Poser(self.body)
        move = moves()[shot.exercise]
        self.performance: Performance = move.perform(self.poser, shot.script, rng)
        self.arrival = self._arrival(move.STARTS)
        self.begins_s = self.arrival.lasts_s if self.arrival else 0.0
        self.lasts_s = self.begins_s + self.performance.timeline.now_s
        self.camera, self._middle = self._camera()
        self._studio = Studio(self.camera, shot.room, rng)
        self._sway = rng.uniform(0, 2 * np.pi, 2)

    @property
    def times(self) -> Array:
        """When each picture is taken [s]."""
        return np.arange(int(self.lasts_s * self.shot.fps)) / self.shot.fps

    def figure(self, t: float) -> Figure:
        """Return the body at a time of the clip [s], in the room."""
        if self.arrival and t < self.begins_s:
            figure = self.arrival.at(t)
        else:
            figure = self.performance.at(t - self.begins_s)
        figure.shift(x=-self._middle)
        return figure

    def frames(self) -> Iterator[tuple[Picture, dict[str, Array]]]:
        """Yield each picture (h, w, 3) and the truth about it, by name."""
        for t in self.times.tolist():
            figure = self.figure(t)
            skin = figure.now.skin()
            clean, outline = self._studio.shoot(skin, self.body.triangles, self._colours)
            clean = self._blurred(clean, skin, t)
            self._pass_by(clean, t)
            truth = truth_of(figure, self.camera)
            truth["lowest_m"] = skin[:, 2].min()
            small = cv2.resize(outline, MASK_SIZE, interpolation=cv2.INTER_AREA) > 127
            truth["mask"] = np.packbits(small, axis=1)
            yield self.shot.lens.seen(clean, self._rng), truth

    def _blurred(self, clean: Array, skin: Array, t: float) -> Array:
        """Return the picture with the movement while the shutter was open."""
        open_s = self.shot.lens.motion_blur / self.shot.fps
        if not open_s or t < open_s:
            return clean
        before = self.figure(t - open_s).now.skin()
        moved_px = np.abs(self.camera.project(skin) - self.camera.project(before))[:, :2].max()
        steps = int(min(np.ceil(moved_px / 3), 4))
        total = clean.copy()
        for step in range(1, steps):
            at = self.figure(t - open_s * step / steps).now.skin()
            total += self._studio.shoot(at, self.body.triangles, self._colours)[0]
        return total / max(steps, 1)

    def _pass_by(self, picture: Array, t: float) -> None:
        """Let something dark pass before the camera; changes the picture."""
        if self.shot.hidden_at is None:
            return
        start = self.shot.hidden_at * self.lasts_s
        share = (t - start) / PASSES_S
        if 0 <= share <= 1:
            wide = 130
            left = int(-wide + share * (SIZE[0] + wide))
            picture[:, max(left, 0) : max(left + wide, 0)] = (60, 62, 70)

    def _arrival(self, starts: str) -> Arrival | None:
        """Return the way into position, from standing or from outside the picture."""
        if self.shot.arrival == IN_PLACE:
            return None
        poser, first = self.poser, self.performance.at(0.0).pose
        standing = poser.standing(0.0)
        if starts == "knees":
            way, seconds = [poser.kneeling().pose, first], [1.6, 1.4]
        else:
            squat = poser.standing(0.0, bend_deg=85)
            way, seconds = [squat.pose, poser.sitting(knees_m=0.25).pose, first], [1.1, 1.0, 1.6]
        walk: list[Pose] = []
        if self.shot.arrival == WALKS_IN:
            walk = [
                poser.standing(-0.5 * steps, stride_deg=18 if steps % 2 else -18).pose
                for steps in range(6, 0, -1)
            ]
        poses = [*walk, standing.pose, standing.pose, *way]
        return Arrival(poser, poses, [*[0.5] * len(walk), 0.8, *seconds])

    def _camera(self) -> tuple[Camera, float]:
        """Place the camera so that the whole movement is seen; return that and its middle x [m]."""
        sample = self.body.every_vertex[::9]
        end_s = self.performance.timeline.now_s
        times = np.linspace(0, end_s, int(np.clip(end_s / 0.8, 8, 40)))
        skins = np.concatenate([self.performance.at(float(t)).now.skin(sample) for t in times])
        low, high = skins.min(axis=0), skins.max(axis=0)
        middle = float(low[0] + high[0]) / 2
        skins[:, 0] -= middle
        look_at = 0.0, 0.0, float(np.clip((low[2] + high[2]) / 2, 0.2, 0.6))
        view, near, far = self.shot.view, 1.2, 4.5
        for _ in range(12):
            distance = (near + far) / 2
            camera = view.camera(distance, look_at)
            x, y, ahead = camera.project(skins).T
            inside = (
                (ahead.min() > 0.3)
                & (x.min() > MARGIN_PX) & (x.max() < SIZE[0] - MARGIN_PX)
                & (y.min() > MARGIN_PX) & (y.max() < SIZE[1] - MARGIN_PX)
            )  # fmt: skip
            near, far = (near, distance) if inside else (distance, far)
        return view.camera(min(far * view.spare, 4.5), look_at), middle


def truth_of(figure: Figure, camera: Camera) -> dict[str, Array]:
    """Return joints, joint angles and spine flexion of a body in one picture.

    Angles are inside angles in space [deg], 180 straight; spine flexion is the sum over the spine's
    bones, 0 for the resting shape, rounded positive; shoulder turn is that of the shoulder line
    against the hip line, seen along the trunk, to the left positive.
    """
    at = joints(figure.now)
    points = np.array(list(at.values()))
    truth = {"joints_m": points, "joints_px": camera.project(points)[:, :2]}
    for name, parts in ANGLES.items():
        truth[f"{name}_deg"] = np.array([
            inside_angle(*(at[f"{part}.{side}"] for part in parts)) for side in SIDES
        ])  # fmt: skip
    trunk = (at["shoulder.L"] + at["shoulder.R"] - at["hip.L"] - at["hip.R"]) / 2
    level = np.hypot(trunk[0], trunk[1])
    truth["trunk_elevation_deg"] = np.degrees(np.arctan2(trunk[2], level))
    truth["shoulder_turn_deg"] = np.array(_turned(at))
    turned = figure.pose.turned
    bends = [turned[bone] for bone in SPINE if bone in turned]
    truth["spine_flexion_deg"] = np.array(sum(_bend(bone) for bone in bends))
    return truth


ANGLES = {
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
    "shoulder": ("hip", "shoulder", "elbow"),
    "elbow": ("shoulder", "elbow", "wrist"),
}


def inside_angle(a: Array, vertex: Array, b: Array) -> float:
    """Return the angle between two points seen from a third [deg]."""
    u, v = a - vertex, b - vertex
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v)), u @ v)))


def _turned(at: dict[str, Array]) -> float:
    """Return how far the shoulders are turned to the left of the hips [deg]."""
    hips, shoulders = at["hip.L"] - at["hip.R"], at["shoulder.L"] - at["shoulder.R"]
    along = at["shoulder.L"] + at["shoulder.R"] - at["hip.L"] - at["hip.R"]
    a, b = across(hips, along), across(shoulders, along)
    return float(np.degrees(np.arctan2(np.cross(a, b) @ unit(along), a @ b)))


def _bend(rotation: Array) -> float:
    """Return how far a spine bone is bent forward in its parent [deg]."""
    return float(np.degrees(np.arctan2(rotation[2, 1], rotation[2, 2])))
