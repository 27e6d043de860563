"""Bodies whose back is a parabola of known sagitta, drawn pixel by pixel."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from formcheck.landmarks import mask_size
from formcheck.outline import FROM, TO, back_contour

NAN = math.nan
ERROR = 0.7
"""What the pixels of a mask cost when the trunk is 85 px of it or longer [% of curvature]."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A trunk on all fours, facing right, before it is turned, mirrored or moved."""

    curvature: float = 0.0
    """Sagitta over chord of the part that is measured [%]."""
    chord: float = 220.0
    """From hip to shoulder [px]."""
    size: tuple[int, int] = (640, 480)
    degrees: float = 8.0
    """Turned clockwise by this; askew, as level backs show the stairs of the pixels most."""
    mirror: bool = False
    centre: tuple[float, float] | None = None
    """Of the chord [px]; the centre of the frame if not given."""
    thick: float = 0.3
    """From belly to back [chord lengths]."""
    ends: float = 0.12
    """How far the back lies from the chord at both ends of the measured part [chord lengths]."""

    @property
    def axes(self):
        """Unit vectors along the chord and from belly to back."""
        turn = math.radians(self.degrees)
        flip = [-1, 1] if self.mirror else [1, 1]
        return np.array(
            [[math.cos(turn), math.sin(turn)], [math.sin(turn), -math.cos(turn)]]
        ) * np.array(flip)

    @property
    def front(self):
        return 1 if not self.mirror else -1

    def at(self, s, h):
        """Point [px] at `s` along the chord and `h` off it, in chord lengths."""
        along, out = self.axes
        centre = np.array(self.centre or np.array(self.size) / 2)
        return centre + self.chord * ((s - 0.5) * along + h * out)

    def back(self, s):
        """The back line; by the formula of `back_contour` its curvature is the one asked for."""
        w, m = TO - FROM, (FROM + TO) / 2
        return self.ends + self.curvature / 100 * w * (1 - ((s - m) / (w / 2)) ** 2)

    def chord_frame(self, points):
        """Return `s` and `h` of points [px]."""
        along, out = self.axes
        off = points - self.at(0, 0)
        return off @ along / self.chord, off @ out / self.chord

    @property
    def mask(self):
        width, height = mask_size(self.size)
        y, x = np.mgrid[:height, :width] + 0.5
        s, h = self.chord_frame(np.stack([x, y], axis=-1) * self.size[0] / width)
        trunk = (np.abs(s - 0.5) < 0.65) & (h < self.back(s)) & (h > self.back(s) - self.thick)
        thigh = (s > -0.15) & (s < 0.03) & (h <= 0) & (h > -0.7)
        return trunk | thigh

    def measure(self, **changes):
        points = {
            "shoulder": tuple(self.at(1, 0)),
            "hip": tuple(self.at(0, 0)),
            "front": self.front,
        }
        return back_contour(self.mask, **points | changes, frame_width=self.size[0])


@pytest.mark.parametrize("degrees", [0, 7, 45, 90, 200])
@pytest.mark.parametrize("chord", [80, 150, 260])
def test_a_flat_back_has_no_curvature(chord, degrees):
    contour = Figure(chord=chord, degrees=degrees).measure()
    assert contour.curvature == pytest.approx(0, abs=ERROR)


@pytest.mark.parametrize(("chord", "error"), [(100, 2.5), (160, 1.3), (220, ERROR), (280, ERROR)])
@pytest.mark.parametrize("curvature", [-15, -10, -5, -2, 2, 5, 10, 15, 20])
def test_an_arc_has_the_curvature_it_was_drawn_with(curvature, chord, error):
    contour = Figure(curvature=curvature, chord=chord, ends=0.2).measure()
    assert contour.curvature == pytest.approx(curvature, abs=error)


@pytest.mark.parametrize("curvature", [-10, 0, 14])
@pytest.mark.parametrize(
    "change",
    [
        {"mirror": True},
        {"degrees": 30},
        {"degrees": -75},
        {"degrees": 180},  # on the back
        {"mirror": True, "degrees": 90},
        {"size": (480, 640)},
        {"size": (1920, 1440), "chord": 660},
        {"size": (160, 120), "chord": 55},
        {"centre": (300.3, 260.7)},
    ],
    ids=str,
)
def test_mirrored_turned_moved_and_scaled_figures_agree(curvature, change):
    contour = Figure(**{"curvature": curvature, "ends": 0.2} | change).measure()
    assert contour.curvature == pytest.approx(curvature, abs=ERROR)


def test_a_mirrored_picture_gives_the_mirrored_contour():
    plain, mirrored = (Figure(curvature=9, mirror=m).measure() for m in (False, True))
    np.testing.assert_allclose(mirrored.points, plain.points * [-1, 1] + [640, 0], atol=1e-6)
    assert mirrored.curvature == pytest.approx(plain.curvature)


def test_the_back_lies_away_from_the_front():
    figure = Figure(curvature=12, thick=0.35)
    behind = figure.measure(front=-figure.front)
    assert figure.measure().curvature == pytest.approx(12, abs=ERROR)
    # seen from the other side the belly is the back, and it is hollow
    assert behind.curvature == pytest.approx(-12, abs=ERROR)
    assert (figure.chord_frame(behind.points)[1] < 0).all()


@pytest.mark.parametrize("curvature", [25, 30, 38])
def test_a_back_so_round_that_the_chord_lies_outside_the_body_is_measured(curvature):
    figure = Figure(curvature=curvature, ends=0.25)
    m = (FROM + TO) / 2
    assert figure.back(m) - figure.thick > 0  # the chord really is outside
    contour = figure.measure()
    assert len(contour.points) == 33
    assert contour.curvature == pytest.approx(curvature, abs=ERROR)


@pytest.mark.parametrize("curvature", [-12, 0, 18])
@pytest.mark.parametrize("degrees", [0, 20, 133])
def test_points_lie_on_the_back_in_order_from_hip_to_shoulder(curvature, degrees):
    figure = Figure(curvature=curvature, degrees=degrees, ends=0.2)
    s, h = figure.chord_frame(figure.measure().points)
    np.testing.assert_allclose(s, np.linspace(FROM, TO, 33), atol=1e-9)
    pixel = 640 / 256 / figure.chord
    np.testing.assert_allclose(h, figure.back(s), atol=pixel)


def test_rays_that_start_in_a_hole_of_the_mask_find_the_back():
    figure = Figure(curvature=5, thick=0.5, ends=0.3)
    mask = figure.mask
    x, y = (figure.at(0.4, 0) * 256 / 640).astype(int)
    assert mask[y - 4 : y + 4, x - 6 : x + 6].all()
    mask[y - 4 : y + 4, x - 6 : x + 6] = False
    points = [tuple(figure.at(*at)) for at in [(1, 0), (0, 0)]]
    contour = back_contour(mask, *points, figure.front, frame_width=640)
    assert len(contour.points) == 33
    assert contour.curvature == pytest.approx(5, abs=ERROR)


@pytest.mark.parametrize(("chord", "measured"), [(61, True), (59, False), (0, False)])
def test_a_trunk_under_24_px_of_the_mask_is_too_small(chord, measured):
    figure = Figure(chord=220)
    shoulder, hip = figure.at(chord / 220, 0), figure.at(0, 0)
    assert (figure.measure(shoulder=tuple(shoulder), hip=tuple(hip)) is not None) == measured


@pytest.mark.parametrize("point", ["shoulder", "hip"])
@pytest.mark.parametrize("unknown", [(NAN, NAN), (NAN, 240.0), (320.0, NAN)])
def test_an_unknown_point_gives_none(point, unknown):
    assert Figure().measure(**{point: unknown}) is None


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_mask_without_an_edge_gives_none(everywhere):
    figure = Figure()
    points = [tuple(figure.at(*at)) for at in [(1, 0), (0, 0)]]
    mask = np.full((192, 256), everywhere)
    assert back_contour(mask, *points, figure.front, frame_width=640) is None


@pytest.mark.parametrize("shift", [0, 0.8, 1.6])  # rays that meet the edge at other fractions
@pytest.mark.parametrize(
    ("degrees", "centre"),
    [(0, (320, 10)), (180, (320, 470)), (90, (630, 240)), (-90, (10, 240))],
    ids=["top", "bottom", "right", "left"],
)
def test_a_back_cut_by_the_frame_gives_none(degrees, centre, shift):
    figure = Figure(curvature=10, degrees=degrees, centre=tuple(np.array(centre) + shift))
    assert figure.measure() is None


@pytest.mark.parametrize("curvature", [-8, 0, 10])
@pytest.mark.parametrize(("outside", "measured"), [(0.3, True), (0.4, False)])
def test_a_shoulder_outside_the_frame_leaves_a_shorter_back_or_none(curvature, outside, measured):
    centre = 640 - 220 * (0.5 - outside), 240  # this share of the chord lies beyond the edge
    contour = Figure(curvature=curvature, degrees=0, ends=0.2, centre=centre).measure()
    assert (contour is not None) == measured
    if contour is not None:
        assert contour.curvature == pytest.approx(curvature, abs=ERROR)


def test_hips_and_shoulders_far_from_the_body_give_none():
    figure = Figure()
    far = {name: tuple(figure.at(s, -1.2)) for name, s in [("shoulder", 1), ("hip", 0)]}
    assert figure.measure(**far) is None
