import io
import os
import stat
import tracemalloc
import zipfile
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from formcheck.arrays import MAX_FRAMES, RecordingError
from formcheck.landmarks import FLOW_SHAPE, PoseFrame, mask_size
from formcheck.recording import Recording, written_whole

SIZE = (64, 36)  # mask 256 x 144
N = 3


def frame(t, *, size=SIZE, mask=True, flow=True, seed=0):
    rng = np.random.default_rng([seed, round(1000 * abs(t))])
    width, height = mask_size(size)
    return PoseFrame(
        t=t,
        size=size,
        image=rng.uniform(0, 64, (33, 2)),
        world=rng.normal(0, 1, (33, 3)),
        visibility=rng.random(33),
        presence=rng.random(33),
        mask=rng.random((height, width)) > 0.5 if mask else None,
        flow=rng.normal(0, 100, FLOW_SHAPE) if flow else None,
    )


def film(n=N, **options):
    return [frame(i / 30, **options) for i in range(n)]


def assert_same(actual, expected):
    for field in fields(PoseFrame):
        a, b = getattr(actual, field.name), getattr(expected, field.name)
        assert type(a) is type(b), field.name
        if isinstance(b, np.ndarray):
            assert a.dtype == b.dtype, field.name
            np.testing.assert_array_equal(a, b, field.name)
        else:
            assert a == b, field.name


def arrays(**changes):
    """Return what a recording of three frames holds; None takes a key away."""
    mask = np.packbits(np.random.default_rng(0).random((N, 144, 256)) > 0.5, axis=2)
    plain = {
        "t": np.arange(N) / 30,
        "image": np.ones((N, 33, 2), np.float32),
        "world": np.ones((N, 33, 3), np.float32),
        "visibility": np.ones((N, 33), np.float16),
        "presence": np.ones((N, 33), np.float16),
        "size": np.array(SIZE, np.int32),
        "mask_size": np.array([256, 144], np.int32),
        "mask": mask,
        "flow": np.zeros((N, *FLOW_SHAPE), np.float16),
    }
    return {k: v for k, v in (plain | changes).items() if v is not None}


def changed(key, at, value):
    """Return one of those arrays with another value somewhere."""
    array = arrays()[key].copy()
    array[at] = value
    return {key: array}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "clip.npz"


def header(shape, dtype="<f4"):
    """Return an array file that claims this shape and holds no data."""
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        out, {"descr": dtype, "fortran_order": False, "shape": shape}
    )
    return out.getvalue()


def headed(text, version=b"\x01\x00"):
    """Return an array file with any header."""
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text.encode()


def replaced(path, key, content, method=zipfile.ZIP_DEFLATED):
    """Write a recording in which the file of one key is replaced by other bytes."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, array in arrays().items():
            out = io.BytesIO()
            np.save(out, array)
            archive.writestr(f"{name}.npy", content if name == key else out.getvalue())
    return path


def refusal(path):
    """Return what the reader says of a file, with the memory it took to find out [bytes].

    Without the next step, which it always says too.
    """
    tracemalloc.start()
    try:
        with pytest.raises(RecordingError) as error:
            Recording.read(path)
        message, next_step = str(error.value).rsplit("; ", 1)
        assert next_step == "make one with 'formcheck record VIDEO FILE.npz'"
        return message, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# -- What is written is what is read -----------------------------------------------------------


@pytest.mark.parametrize("mask", [True, False])
@pytest.mark.parametrize("flow", [True, False])
@pytest.mark.parametrize("size", [SIZE, (641, 481), (480, 848)])
def test_frames_come_back_bit_for_bit(path, size, mask, flow):
    frames = film(4, size=size, mask=mask, flow=flow)
    frames[0] = PoseFrame.missing(frames[0].t, size)
    frames[2] = PoseFrame.missing(frames[2].t, size)
    Recording.of(iter(frames)).write(path)
    recording = Recording.read(path)
    assert len(recording) == 4
    assert recording.size == size
    assert recording.t.tolist() == [f.t for f in frames]
    for actual, expected in zip(recording, frames, strict=True):
        assert_same(actual, expected)
    assert_same(recording[-1], frames[-1])


def test_a_film_of_an_empty_room_comes_back(path):
    Recording.of([PoseFrame.missing(0.5, SIZE), PoseFrame.missing(1, SIZE)]).write(path)
    assert [f.is_missing for f in Recording.read(path)] == [True, True]
    with np.load(path) as file:
        assert set(file) == {"t", "image", "world", "visibility", "presence", "size"}


def test_a_recording_without_presence_takes_visibility_for_it(path):
    np.savez(path, **arrays(presence=None, visibility=np.full((N, 33), 0.5, np.float16)))
    assert (Recording.read(path)[0].presence == 0.5).all()


numbers = st.floats(-1e4, 1e4, width=32)
shares = st.floats(0, 1, width=16)


@st.composite
def any_frame(draw, t, size, mask, flow):
    if draw(st.booleans()):
        return PoseFrame.missing(t, size)
    return PoseFrame(
        t=t,
        size=size,
        image=draw(stnp.arrays(np.float32, (33, 2), elements=numbers)),
        world=draw(stnp.arrays(np.float32, (33, 3), elements=numbers)),
        visibility=draw(stnp.arrays(np.float16, 33, elements=shares)),
        presence=draw(stnp.arrays(np.float16, 33, elements=shares)),
        mask=draw(stnp.arrays(bool, mask_size(size)[::-1])) if mask else None,
        flow=draw(stnp.arrays(np.float16, FLOW_SHAPE, elements=shares)) if flow else None,
    )


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_any_film_comes_back_bit_for_bit(tmp_path_factory, data):
    size = data.draw(st.tuples(st.integers(1, 2000), st.integers(1, 2000)))
    times = data.draw(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4, unique=True))
    mask, flow = data.draw(st.booleans()), data.draw(st.booleans())
    frames = [data.draw(any_frame(t, size, mask, flow)) for t in sorted(times)]
    path = tmp_path_factory.mktemp("any") / "clip.npz"
    Recording.of(frames).write(path)
    for actual, expected in zip(Recording.read(path), frames, strict=True):
        assert_same(actual, expected)


def test_the_file_holds_exactly_the_keys_types_and_shapes_of_the_table(path):
    Recording.of(film()).write(path)
    with np.load(path, allow_pickle=False) as file:
        assert {key: (file[key].shape, file[key].dtype.name) for key in file} == {
            "t": ((N,), "float64"),
            "image": ((N, 33, 2), "float32"),
            "world": ((N, 33, 3), "float32"),
            "visibility": ((N, 33), "float16"),
            "presence": ((N, 33), "float16"),
            "size": ((2,), "int32"),
            "mask_size": ((2,), "int32"),
            "mask": ((N, 144, 32), "uint8"),
            "flow": ((N, 12, 16, 2), "float16"),
        }
        assert file["size"].tolist() == [64, 36]
        assert file["mask_size"].tolist() == [256, 144]
        np.testing.assert_array_equal(file["mask"][0], np.packbits(film()[0].mask, axis=1))


def test_a_recording_remembers_a_personal_target(path):
    assert Recording.of(film()).target == 1.0
    Recording.of(film(), target=0.5).write(path)
    assert Recording.read(path).target == 0.5


def test_unknown_keys_are_ignored(path):
    pickled = np.array([{"any": "thing"}], dtype=object)
    np.savez(path, **arrays(), heart_rate=np.ones(7), mood=pickled)
    assert len(Recording.read(path)) == N


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ([], "one size, got no frames"),
        ([frame(0), frame(1, size=(36, 64))], r"one size, got \[\(36, 64\), \(64, 36\)\]"),
        ([frame(1), frame(0.5)], "'t' must strictly increase, frame 1 has 0.5 s after 1 s"),
        ([frame(1), frame(1)], "'t' must strictly increase, frame 1 has 1 s after 1 s"),
    ],
)
def test_frames_that_are_no_film_are_refused(frames, message):
    with pytest.raises(RecordingError, match=message):
        Recording.of(frames)


def test_a_frame_without_pixels_is_refused():
    with pytest.raises(ValueError, match="size"):
        Recording.of([PoseFrame.missing(0, (0, 0))])


# -- What is not a recording is refused --------------------------------------------------------

OPTIONAL = ("presence", "mask", "flow")


@pytest.mark.parametrize("key", [key for key in arrays() if key not in OPTIONAL])
def test_a_missing_key_is_named(path, key):
    np.savez(path, **arrays(**{key: None}))
    message, _ = refusal(path)
    assert message.startswith(f"{path}: key '{key}' is missing")


@pytest.mark.parametrize("keys", [("presence",), ("flow",), ("mask", "mask_size"), ("mask",)])
def test_optional_keys_may_be_missing(path, keys):
    np.savez(path, **arrays(**dict.fromkeys(keys)))
    assert len(Recording.read(path)) == N


@pytest.mark.parametrize("key", arrays())
@pytest.mark.parametrize("big_endian", [False, True])
def test_a_wrong_type_is_named(path, key, big_endian):
    right = arrays()[key]
    wrong = right.astype(">i8" if big_endian else "complex64")
    np.savez(path, **arrays(**{key: wrong}))
    message, _ = refusal(path)
    assert message == f"{path}: key '{key}' must be of type {right.dtype}, got {wrong.dtype}"


@pytest.mark.parametrize("key", arrays())
@pytest.mark.parametrize(
    "reshape",
    [
        lambda a: a[None],
        lambda a: a[..., None],
        lambda a: a[..., :-1],
        lambda a: a[:-1],
        lambda a: a[:0],
        lambda a: a.ravel()[0],
        lambda a: np.concatenate([a, a]),
    ],
    ids=["more dims", "more dims at the end", "last cut", "frame cut", "empty", "scalar", "double"],
)
def test_a_wrong_shape_is_named(path, key, reshape):
    wrong = reshape(arrays()[key])
    np.savez(path, **arrays(**{key: wrong}))
    message, _ = refusal(path)
    if key == "t" and wrong.ndim == 1 and wrong.size:
        # then it is the others that do not fit
        assert message.startswith(f"{path}: key 'image' must have shape ({len(wrong)}, 33, 2), got")
    else:
        assert message.startswith(f"{path}: key '{key}' must have shape ")
        assert message.endswith(f"got {wrong.shape}")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (changed("t", 1, np.nan), "'t' must be finite, frame 1 has nan"),
        (changed("t", 2, np.inf), "'t' must be finite, frame 2 has inf"),
        (changed("t", 2, 0.01), "'t' must strictly increase, frame 2 has 0.01 s after 0.0333333"),
        (changed("t", 1, 0.0), "'t' must strictly increase, frame 1 has 0 s after 0 s"),
        (changed("image", (1, 5, 0), np.inf), "'image' must not hold infinite values"),
        (changed("world", (0, 0, 2), -np.inf), "'world' must not hold infinite values"),
        (changed("image", (1, 0, 0), np.nan), "'image' must be NaN for a whole frame or not at"),
        (changed("image", (2, 32, 1), np.nan), "not at all, frame 2 is partly NaN"),
        (changed("image", 1, np.nan), "'world' must be NaN for a whole frame or not at all"),
        (changed("world", 2, np.nan), "not at all, frame 2 is partly NaN"),
        (changed("size", 0, 0), "'size' must "),
        (changed("size", 1, -36), "'size' must lie within 1..16384 px, got [64, -36]"),
        (changed("size", 1, 16385), "'size' must lie within 1..16384 px, got [64, 16385]"),
        (changed("size", 0, 65), "'mask_size' must be [256, 142] for a frame of 65x36 px, got"),
        (changed("size", 0, 0) | {"mask": None}, "'size' must "),
        (changed("size", slice(None), 0), "'size' must "),
        (
            {"mask": None, "mask_size": np.array([144, 256], np.int32)},
            "'mask_size' must be [256, 144] for a frame of 64x36 px, got [144, 256]",
        ),
        ({"target": np.array(0.0)}, "'target' must be above 0 and at most 1, got 0.0"),
        ({"target": np.array(1.5)}, "'target' must be above 0 and at most 1, got 1.5"),
        ({"target": np.array(np.nan)}, "'target' must be above 0 and at most 1, got nan"),
        ({"target": np.ones(3)}, "'target' must have shape (), got (3,)"),
    ],
)
def test_values_no_recording_holds_are_named(path, changes, complaint):
    np.savez(path, **arrays(**changes))
    message, _ = refusal(path)
    assert message.startswith(f"{path}: key '")
    assert complaint in message


@pytest.mark.parametrize("key", arrays())
def test_pickles_are_never_opened(path, key):
    np.savez(path, **arrays(**{key: np.array([print] * N, dtype=object)}))
    message, _ = refusal(path)
    assert message.startswith(f"{path}: key '{key}' must be of type")
    assert message.endswith("got object")


def test_a_missing_file_is_just_that(path):
    with pytest.raises(FileNotFoundError):
        Recording.read(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"Not a recording.\n", b"PK\x03\x04 nearly a zip", header((3,))],
    ids=["empty", "text", "zip that is none", "bare array"],
)
def test_any_other_file_is_refused(path, content):
    path.write_bytes(content)
    message, _ = refusal(path)
    assert message.startswith(f"{path}: not a readable landmark recording (")


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path)[0].startswith(f"{tmp_path}: not a readable landmark recording")


def test_a_zip_of_something_else_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(path)[0] == f"{path}: key 't' is missing"


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(path, share):
    Recording.of(film()).write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert refusal(path)[0].startswith(f"{path}: not a readable landmark recording")


def readable(path):
    try:
        Recording.read(path)
    except RecordingError:
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_refused_or_read_but_never_crashes(path, seed):
    np.savez(path, **arrays(mask=None, mask_size=None, flow=None))
    whole, rng = path.read_bytes(), np.random.default_rng(seed)
    refused = 0
    for at in rng.integers(0, len(whole), 60):
        path.write_bytes(whole[:at] + bytes([rng.integers(256)]) + whole[at + 1 :])
        refused += not readable(path)
    assert refused > 40


PLAIN = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"


@pytest.mark.parametrize("key", ["t", "flow"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no array",
        header((N,))[:20],
        headed(PLAIN.replace("shape", "shapf")),
        headed(PLAIN.replace("'<f4'", "'<q9'")),
        headed(PLAIN.replace("'<f4'", "'<,4'")),
        headed(PLAIN.replace("'<f4'", "None")),
        headed(PLAIN.replace("(3,)", "(3.5,)")),
        headed(PLAIN.replace("}", "")),
        headed(PLAIN.replace("'descr'", "[]")),
        headed("if x:\n  y\n z"),
        headed("1" + "+1" * 4000),
        headed("-" * 9000 + "1"),
        headed(PLAIN, version=b"\x09\x09"),
    ],
    ids=[
        "empty", "text", "cut", "no shape", "no such type", "comma in type", "no type",
        "broken number of frames", "open bracket", "unhashable", "program", "long sum",
        "many signs", "version 9",
    ],
)  # fmt: skip
def test_a_key_that_holds_no_array_is_named(path, key, content):
    message, _ = refusal(replaced(path, key, content))
    assert message.startswith(f"{path}: key '{key}' ")


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def needs_a_password(zipped):
    zipped[zipped.index(LOCAL) + 6] |= 1
    zipped[zipped.index(CENTRAL) + 8] |= 1


def has_a_name_that_is_no_text(zipped):
    zipped[zipped.index(CENTRAL) + 9] |= 8
    zipped[zipped.index(CENTRAL) + 46] = 0xFF


def has_broken_data(zipped):
    zipped[zipped.index(b"t.npy") + 20] ^= 0xFF


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("damage", [needs_a_password, has_a_name_that_is_no_text, has_broken_data])
def test_a_zip_that_is_odd_in_itself_is_refused(path, method, damage):
    replaced(path, "none", b"", method)
    zipped = bytearray(path.read_bytes())
    damage(zipped)
    path.write_bytes(zipped)
    assert refusal(path)[0].startswith(f"{path}: ")


# -- Nobody's memory is filled -----------------------------------------------------------------

LITTLE = 1_000_000


@pytest.mark.parametrize(
    ("key", "claim", "complaint"),
    [
        ("t", header((MAX_FRAMES + 1,), "<f8"), f"has {MAX_FRAMES + 1} frames, more than the"),
        ("t", header((10**12,), "<f8"), f"more than the {MAX_FRAMES} allowed"),
        ("t", header((-1,), "<f8"), ""),
        ("image", header((MAX_FRAMES + 1, 33, 2)), f"has {MAX_FRAMES + 1} frames, more than"),
        ("image", header((N, 33, 10**9)), "must have shape (3, 33, 2)"),
        ("flow", header((N, 12, 10**9, 2), "<f2"), "must have shape (3, 12, 16, 2)"),
        ("mask", header((N, 10**6, 10**6), "|u1"), "must have shape (3, 144, 32)"),
        ("size", header((10**5,), "<i4"), "must have shape (2,)"),
    ],
)
def test_a_claim_of_many_frames_is_refused_before_memory_is_taken(path, key, claim, complaint):
    message, memory = refusal(replaced(path, key, claim))
    assert message.startswith(f"{path}: key '{key}' ")
    assert complaint in message
    assert memory < LITTLE


@pytest.mark.parametrize("key", arrays())
def test_a_header_that_claims_more_than_there_is_is_refused(path, key):
    right = arrays()[key]
    claim = header(right.shape, right.dtype.str)
    message, _ = refusal(replaced(path, key, claim + right.tobytes()[:-1]))
    assert message.startswith(f"{path}: key '{key}' is damaged")


def test_frames_are_collected_once():
    """A recording takes what its arrays take, not twice that while it is made."""
    n = 3000
    mask = np.zeros((192, 256), bool)
    film = (
        PoseFrame(
            t=i / 30, size=(640, 480), image=np.zeros((33, 2)), world=np.zeros((33, 3)),
            visibility=np.ones(33), presence=np.ones(33), mask=mask,
        )
        for i in range(n)
    )  # fmt: skip
    tracemalloc.start()
    recording = Recording.of(film)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(recording) == n
    assert peak < 1.5 * n * 7_000


def test_more_frames_than_allowed_are_not_collected(monkeypatch):
    monkeypatch.setattr("formcheck.recording.MAX_FRAMES", 3)
    with pytest.raises(RecordingError, match="more than the 3 frames allowed"):
        Recording.of(PoseFrame.missing(i / 30) for i in range(4))


def test_a_mask_may_not_be_larger_than_its_frame_asks_for(path):
    side = 2**14
    np.savez(path, **arrays(mask=None, mask_size=np.array([side, side], np.int32)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("mask.npy", header((N, side, side // 8), "|u1"))
    message, memory = refusal(path)
    assert message.startswith(f"{path}: key 'mask_size' must be [256, 144]")
    assert memory < LITTLE


def test_what_follows_an_array_is_not_unpacked(path):
    array = io.BytesIO()
    np.save(array, arrays()["t"])
    replaced(path, "t", array.getvalue() + bytes(20_000_000))
    tracemalloc.start()
    try:
        assert len(Recording.read(path)) == N
        assert tracemalloc.get_traced_memory()[1] < LITTLE
    finally:
        tracemalloc.stop()


def test_a_header_of_many_megabytes_is_not_unpacked(path):
    size = 50_000_000
    bomb = b"\x93NUMPY\x02\x00" + size.to_bytes(4, "little") + b" " * size
    message, memory = refusal(replaced(path, "t", bomb))
    assert message.startswith(f"{path}: key 't' ")
    assert memory < LITTLE


# -- All or nothing ----------------------------------------------------------------------------


def test_a_write_that_fails_midway_harms_nothing(path, monkeypatch):
    Recording.of(film()).write(path)
    before = path.read_bytes()

    def fails(file, **_):
        file.write(b"half of it")
        file.flush()
        assert path.read_bytes() == before  # nobody sees the half file under the name
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", fails)
    with pytest.raises(OSError, match="No space left"):
        Recording.of(film(5)).write(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_first_write_that_fails_leaves_nothing(path, monkeypatch):
    def interrupted(file, **_):
        file.write(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Recording.of(film()).write(path)
    assert not list(path.parent.iterdir())


def test_a_file_appears_only_when_it_is_complete(path):
    with written_whole(path) as file:
        file.write(b"first")
        file.flush()
        assert not path.exists()
        assert len(list(path.parent.iterdir())) == 1
    assert path.read_bytes() == b"first"
    assert list(path.parent.iterdir()) == [path]


def test_writing_replaces_the_old_file(path):
    for n in (3, 5):
        Recording.of(film(n)).write(path)
        assert len(Recording.read(path)) == n


def test_files_are_as_private_as_the_umask_says(path):
    before = os.umask(0o027)
    try:
        Recording.of(film()).write(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_a_folder_that_cannot_be_written_raises_os_error(tmp_path):
    (tmp_path / "file").touch()
    for folder in ("nowhere", "file"):
        with pytest.raises(OSError, match=folder):
            Recording.of(film()).write(tmp_path / folder / "clip.npz")


def test_writing_onto_a_folder_raises_os_error_and_leaves_nothing(tmp_path):
    (tmp_path / "clip.npz").mkdir()
    with pytest.raises(OSError, match=r"clip\.npz"):
        Recording.of(film()).write(tmp_path / "clip.npz")
    assert [p.name for p in tmp_path.iterdir()] == ["clip.npz"]
