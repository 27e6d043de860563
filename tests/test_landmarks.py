import numpy as np
import pytest

from formcheck.landmarks import Landmark, PoseFrame, Side, mask_size

SIZE = (640, 480)


def fields(**changes):
    rng = np.random.default_rng(0)
    return {
        "t": 1.25,
        "size": SIZE,
        "image": rng.uniform(0, 640, (33, 2)),
        "world": rng.normal(0, 1, (33, 3)),
        "visibility": rng.random(33),
        "presence": rng.random(33),
        "mask": rng.random((192, 256)) > 0.5,
        "flow": rng.normal(0, 100, (12, 16, 2)),
    } | changes


@pytest.mark.parametrize(
    ("field", "wrong", "expected"),
    [
        ("image", (33, 3), (33, 2)),
        ("image", (32, 2), (33, 2)),
        ("image", (66,), (33, 2)),
        ("world", (33, 2), (33, 3)),
        ("visibility", (33, 1), (33,)),
        ("presence", (32,), (33,)),
        ("flow", (16, 12, 2), (12, 16, 2)),
        ("flow", (12, 16), (12, 16, 2)),
    ],
)
def test_a_wrong_shape_is_refused_with_field_expected_and_actual(field, wrong, expected):
    with pytest.raises(ValueError, match="must have shape") as error:
        PoseFrame(**fields(**{field: np.zeros(wrong)}))
    assert str(error.value) == f"{field} must have shape {expected}, got {wrong}"


@pytest.mark.parametrize(
    ("mask", "got"),
    [
        (np.zeros((256, 192), bool), "bool of shape (256, 192)"),
        (np.zeros((480, 640), bool), "bool of shape (480, 640)"),
        (np.zeros((192, 256), np.uint8), "uint8 of shape (192, 256)"),
        (np.zeros((192, 256)), "float64 of shape (192, 256)"),
    ],
)
def test_a_mask_must_be_bool_and_fit_the_frame(mask, got):
    with pytest.raises(ValueError, match="mask must be bool") as error:
        PoseFrame(**fields(mask=mask))
    assert "(192, 256) for a frame of 640x480 px" in str(error.value)
    assert str(error.value).endswith(f"got {got}")


@pytest.mark.parametrize("t", [np.nan, np.inf, -np.inf])
def test_a_time_that_is_no_time_is_refused(t):
    with pytest.raises(ValueError, match=rf"t must be a finite time in seconds, got {t}"):
        PoseFrame(**fields(t=t))


def test_numbers_are_rounded_to_what_a_recording_keeps():
    given = fields()
    frame = PoseFrame(**given)
    for name, dtype in [
        ("image", np.float32),
        ("world", np.float32),
        ("visibility", np.float16),
        ("presence", np.float16),
        ("flow", np.float16),
    ]:
        kept = getattr(frame, name)
        assert kept.dtype == dtype
        np.testing.assert_array_equal(kept, given[name].astype(dtype))
        assert (kept != given[name]).any()
    assert frame.mask is given["mask"]


@pytest.mark.parametrize("t", [3, np.float32(0.1), np.float64(0.1)])
def test_the_time_is_a_plain_float(t):
    frame = PoseFrame(**fields(t=t))
    assert type(frame.t) is float
    assert frame.t == t


def test_mask_and_flow_may_be_absent():
    frame = PoseFrame(**fields(mask=None, flow=None))
    assert frame.mask is None
    assert frame.flow is None
    assert not frame.is_missing


def test_an_empty_room_is_nan_and_unseen():
    frame = PoseFrame.missing(2.5, SIZE)
    assert (frame.t, frame.size, frame.mask, frame.flow) == (2.5, SIZE, None, None)
    assert frame.is_missing
    assert np.isnan(frame.image).all()
    assert np.isnan(frame.world).all()
    assert not frame.visibility.any()
    assert not frame.presence.any()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (256, 192)),
        ((480, 640), (192, 256)),
        ((1920, 1080), (256, 144)),
        ((480, 848), (145, 256)),
        ((256, 256), (256, 256)),
        ((128, 64), (256, 128)),  # smaller frames are scaled up
        ((1000, 1), (256, 1)),  # never less than one pixel
    ],
)
def test_mask_is_the_frame_scaled_to_a_longer_side_of_256(size, expected):
    assert mask_size(size) == expected


def test_landmarks_are_numbered_as_the_model_numbers_them():
    assert [mark.value for mark in Landmark] == list(range(33))


@pytest.mark.parametrize(
    ("side", "part", "expected"),
    [
        (Side.LEFT, "KNEE", 25),
        (Side.RIGHT, "KNEE", 26),
        (Side.LEFT, "SHOULDER", 11),
        (Side.RIGHT, "FOOT_INDEX", 32),
    ],
)
def test_a_paired_landmark_is_found_by_side_and_part(side, part, expected):
    assert Landmark.of(side, part) == expected


def test_a_part_that_is_not_paired_is_refused():
    with pytest.raises(KeyError, match="LEFT_NOSE"):
        Landmark.of(Side.LEFT, "NOSE")


def test_the_other_side_is_the_other_side():
    assert Side.LEFT.other is Side.RIGHT
    assert Side.RIGHT.other is Side.LEFT
