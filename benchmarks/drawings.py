"""Draw the outline figures of the exercises, as the pages show them, from the rendered bodies.

    python -m benchmarks.drawings [--out formcheck/ui/figures]

A figure is a body at the far end of a good repetition, its back line, and the floor.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import cv2
import numpy as np

from formcheck.geometry import turn
from formcheck.outline import back_contour

from .camera import SIZE
from .figure import joints
from .fixtures import SPEC, film_of
from .rotations import Array

OUT = Path(__file__).parents[1] / "formcheck" / "ui" / "figures"
FINE = 4
"""Outlines are traced on a picture this many times finer than the camera's."""
WIDE, HIGH, FLOOR = 240, 124, 116
"""Size of a figure, and where its floor lies [px]."""
ROOM = 4
TOLERANCE_PX = 0.35
"""An outline may be this far off for the sake of fewer points [px of the figure]."""
LEAST_HOLE_PX = 30
"""Smaller gaps between limbs are closed [px^2 of the figure]."""
AT_S = {
    "bird_dog": 4.5, "bridge": 4.7, "cat_cow": 7.2, "childs_pose": 12.0,
    "knee_to_chest": 12.0, "partial_crunch": 2.9, "seated_twist": 14.0,
}  # fmt: skip
"""When each film's body is at the far end [s]."""
BODY = "woman_young"
HIDDEN = {"bridge", "seated_twist"}
"""An arm or the trunk itself hides these backs: their line goes straight from hip to shoulder."""
OFF_VIEW_DEG = {"seated_twist": 50.0}
"""From straight in front the legs would be too short to be legs."""
MOST_TRUNK_PX = 66
"""No trunk is drawn longer, so that the bodies look alike [px of the figure]."""


def drawing(exercise: str) -> str:
    """Return the figure of an exercise as SVG."""
    spec = tomllib.loads(SPEC.read_text())[f"{exercise}__good"]
    film = film_of(exercise, spec | {"body": BODY, "off_view_deg": OFF_VIEW_DEG.get(exercise, 0.0)})
    figure = film.figure(AT_S[exercise])
    skin = film.camera.project(figure.now.skin())[:, :2] * FINE
    mask = np.zeros((SIZE[1] * FINE, SIZE[0] * FINE), np.uint8)
    for corners in np.round(skin[film.body.triangles]).astype(np.int32):
        cv2.fillConvexPoly(mask, corners, 1)
    low, high = skin.min(axis=0), skin.max(axis=0)
    at = {name: film.camera.project(point)[:2] * FINE for name, point in joints(figure.now).items()}
    shoulder, hip, knee = (
        (at[f"{part}.L"] + at[f"{part}.R"]) / 2 for part in ("shoulder", "hip", "knee")
    )
    scale = min(
        (WIDE - 2 * ROOM) / (high[0] - low[0]),
        (FLOOR - ROOM) / (high[1] - low[1]),
        MOST_TRUNK_PX / float(np.hypot(*(shoulder - hip))),
    )
    shift = np.array([WIDE / 2 - scale * (low[0] + high[0]) / 2, FLOOR - scale * high[1]])
    front = 1 if turn(tuple(shoulder - hip), tuple(knee - hip)) > 0 else -1
    contour = back_contour(
        mask.astype(bool), tuple(shoulder), tuple(hip), front, frame_width=mask.shape[1]
    )
    hidden = exercise in HIDDEN or contour is None
    back = np.array([hip, shoulder]) if hidden else contour.points[::4]
    outlines = [outline * scale + shift for outline in _outlines(mask, scale)]
    return _svg(outlines, back * scale + shift)


def _outlines(mask: Array, scale: float) -> list[Array]:
    """Return the closed lines around a body and around the gaps inside it [px of the mask]."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.6 / scale)
    found, _ = cv2.findContours(
        (soft > 0.5).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    big = [one for one in found if cv2.contourArea(one) * scale**2 > LEAST_HOLE_PX]
    return [cv2.approxPolyDP(one, TOLERANCE_PX / scale, True)[:, 0].astype(float) for one in big]


def _svg(outlines: list[Array], back: Array) -> str:
    body = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "z" for line in outlines)
    spine = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in back)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">'
        f'<path d="M4 {FLOOR + 1}H{WIDE - 4}" stroke="#788078" stroke-width="1.5"/>'
        f'<path d="{body}" fill="#789488" fill-rule="evenodd"/>'
        f'<path d="{spine}" fill="none" stroke="#1B5E50" stroke-width="4.5" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


def main() -> None:
    """Draw all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for exercise in AT_S:
        (out / f"{exercise}.svg").write_text(drawing(exercise))


if __name__ == "__main__":
    main()
