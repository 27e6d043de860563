from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from formcheck.motion import MotionGrid
from formcheck.recording import Recording
from formcheck.video import Video

WIDTH, HEIGHT = 240, 180  # cells of 15 x 15 px, and no scaling
BODY = (slice(45, 135), slice(60, 150))  # rows and columns: cells 3..8 and 4..9
INSIDE = (slice(4, 8), slice(5, 9))  # cells of the body, its edge left out
DT = 0.04
FAITHFUL = {"rtol": 0.12, "atol": 4}  # what this flow makes of a pure shift of 1 to 4 px


def texture(seed, shape=(HEIGHT, WIDTH)):
    rough = np.random.default_rng(seed).integers(0, 256, shape).astype(np.uint8)
    return cv2.normalize(cv2.GaussianBlur(rough, (0, 0), 6), None, 0, 255, cv2.NORM_MINMAX)


def scene(body_at=(0, 0), camera_at=(0, 0)):
    """Return a picture of a textured square before a textured wall, each moved by x, y px."""
    wall = np.roll(texture(1), camera_at[::-1], (0, 1))
    square = np.roll(texture(2), body_at[::-1], (0, 1))
    picture = wall.copy()
    rows, columns = (
        slice(part.start + shift, part.stop + shift)
        for part, shift in zip(BODY, body_at[::-1], strict=True)
    )
    picture[rows, columns] = square[rows, columns]
    return np.repeat(picture[..., None], 3, axis=2)


def mask(rows=BODY[0], columns=BODY[1], shape=(HEIGHT, WIDTH)):
    body = np.zeros(shape, bool)
    body[rows, columns] = True
    return body


def motion(first, second, body, dt=DT):
    grid = MotionGrid()
    grid.update(first, 1.0, body)
    return grid.update(second, 1.0 + dt, body).astype(float)


@pytest.mark.parametrize("shift", [(3, 0), (0, -2), (-4, 1)])
def test_velocity_of_a_moved_body_is_its_shift_over_the_time(shift):
    flow = motion(scene(), scene(body_at=shift), mask())
    expected = np.broadcast_to(np.array(shift) / DT, flow[INSIDE].shape)
    np.testing.assert_allclose(flow[INSIDE], expected, **FAITHFUL)
    assert not flow[:2].any()
    assert not flow[:, :3].any()


def test_velocity_is_in_pixels_of_the_filmed_picture():
    small = scene(), scene(body_at=(3, 0))
    large = (cv2.resize(p, (2 * WIDTH, 2 * HEIGHT)) for p in small)
    flow = motion(*large, mask())
    np.testing.assert_allclose(flow[INSIDE][..., 0], 6 / DT, **FAITHFUL)


def test_velocity_uses_the_true_time_between_frames():
    pictures = scene(), scene(body_at=(3, 0))
    slow, fast = motion(*pictures, mask(), dt=0.08), motion(*pictures, mask(), dt=0.02)
    np.testing.assert_allclose(fast, 4 * slow, rtol=2e-3, atol=0.01)


def test_camera_motion_is_subtracted():
    panned = motion(scene(), scene(body_at=(3, 1), camera_at=(3, 1)), mask())
    np.testing.assert_allclose(panned[INSIDE], 0, atol=3)
    kept_still = motion(scene(), scene(camera_at=(-3, 0)), mask())
    np.testing.assert_allclose(kept_still[INSIDE][..., 0], 3 / DT, **FAITHFUL)


def test_without_any_background_nothing_is_subtracted():
    everywhere = mask(slice(None), slice(None))
    flow = motion(scene(), scene(body_at=(3, 0), camera_at=(3, 0)), everywhere)
    np.testing.assert_allclose(flow[INSIDE][..., 0], 3 / DT, **FAITHFUL)


def test_a_cell_counts_in_full_and_the_body_is_two_pixels_wider_than_its_mask():
    pictures = scene(), scene(body_at=(3, 0))
    columns = slice(90, 97)  # 7 px of cell 6; 2 px more on each side count
    flow = motion(*pictures, mask(columns=columns))
    whole = motion(*pictures, mask())
    np.testing.assert_allclose(flow[4:8, 6, 0], whole[4:8, 6, 0] * 9 / 15, rtol=0.05)
    np.testing.assert_allclose(flow[4:8, 5, 0], whole[4:8, 5, 0] * 2 / 15, rtol=0.1)


def test_mask_may_be_of_any_resolution():
    pictures = scene(), scene(body_at=(3, 0))
    coarse = mask()[::3, ::3]
    np.testing.assert_array_equal(motion(*pictures, coarse), motion(*pictures, mask()))


def test_first_frame_and_frames_without_a_person_are_zero():
    grid = MotionGrid()
    assert not grid.update(scene(), 0.0, mask()).any()
    assert not grid.update(scene((3, 0)), 0.1, None).any()
    assert not grid.update(scene((6, 0)), 0.2, np.zeros((HEIGHT, WIDTH), bool)).any()
    # The person is back: the frame before is still the one to compare with.
    back = grid.update(scene((9, 0)), 0.3, mask())
    assert (back.dtype, back.shape) == (np.float16, (12, 16, 2))
    np.testing.assert_allclose(back[INSIDE][..., 0], 3 / 0.1, **FAITHFUL)


def test_velocities_beyond_half_precision_stay_finite():
    flow = motion(scene(), scene(body_at=(3, 0)), mask(), dt=1e-6)
    assert np.isfinite(flow).all()
    assert flow[INSIDE][..., 0].min() == np.finfo(np.float16).max


def test_halves_on_two_threads_give_the_same_bits_whatever_the_thread_count():
    pictures = [scene((2 * i, i), (0, i % 2)) for i in range(5)]
    whole = MotionGrid()
    expected = [whole.update(p, i * DT, mask()) for i, p in enumerate(pictures)]
    before = cv2.getNumThreads()
    try:
        for threads in (1, 4):
            cv2.setNumThreads(threads)
            halves = MotionGrid()
            with ThreadPoolExecutor(1) as worker:
                for i, picture in enumerate(pictures):
                    worker.submit(halves.begin, picture).result()
                    np.testing.assert_array_equal(halves.finish(i * DT, mask()), expected[i])
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize("size", [(1000, 100), (100, 1000)])
def test_too_narrow_a_picture_is_refused(size):
    with pytest.raises(ValueError, match="too narrow"):
        MotionGrid().begin(np.zeros((*size, 3), np.uint8))


def test_another_picture_size_is_refused():
    grid = MotionGrid()
    grid.begin(np.zeros((180, 240, 3), np.uint8))
    with pytest.raises(ValueError, match="size changed to 180x240"):
        grid.begin(np.zeros((240, 180, 3), np.uint8))


def test_time_must_increase():
    grid = MotionGrid()
    grid.update(scene(), 1.0, mask())
    with pytest.raises(ValueError, match="t must increase, got 1 s after 1 s"):
        grid.update(scene(), 1.0, mask())


@pytest.mark.parametrize("clip", ["bird_dog__polybag", "bridge__physioplus"])
def test_real_clip_gives_the_flow_of_its_recording(real, clip):
    recording = Recording.read(real / "recordings" / f"{clip}.npz")
    grid = MotionGrid()
    with Video(real / "clips" / f"{clip}.mp4") as video:
        for i, (t, picture) in zip(range(60), video.frames(), strict=False):
            flow = grid.update(picture, t, recording[i].mask)
            np.testing.assert_allclose(flow, recording[i].flow, atol=0.5, err_msg=f"frame {i}")
