"""Make ``pose_landmarker_full.task`` from the weights in the mediapipe 0.10.21 wheel.

MediaPipe 1.2 reads a pose model only from a ``.task`` bundle: an uncompressed zip of a detector
and a landmark model whose metadata say how pictures are normalised. Its wheel holds no such file.
The wheel of 0.10.21 holds both models, without the metadata, and the writer that adds them. Run
this where that version is installed (see README.md):

    python models/build_bundle.py

The result is the same, byte for byte, on every run.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import struct
import zipfile
from importlib.metadata import version
from pathlib import Path

MEDIAPIPE = "0.10.21"
BUNDLE = Path(__file__).with_name("pose_landmarker_full.task")
MODELS = (
    # name in the bundle, weights in the wheel, mean and standard deviation of the input [0..255]
    ("pose_detector.tflite", "modules/pose_detection/pose_detection.tflite", 127.5, 127.5),
    ("pose_landmarks_detector.tflite", "modules/pose_landmark/pose_landmark_full.tflite", 0, 255),
)
ALIGNMENT = 16
"""MediaPipe maps the weights from the file and copies those that do not start at such a byte."""


def with_normalisation(weights: bytes, mean: float, std: float) -> bytes:
    """Return a TFLite model that tells that its input is ``(picture - mean) / std``."""
    from mediapipe.tasks.python.metadata.metadata_writers.metadata_writer import MetadataWriter

    writer = MetadataWriter.create(bytearray(weights))
    writer.add_general_info("pose")
    writer.add_image_input([mean], [std])
    model, _ = writer.populate()
    return bytes(model)


def padding(start: int) -> bytes:
    """Return the zip extra field after which data is aligned, for a field that starts there."""
    length = -(start + 4) % ALIGNMENT
    return struct.pack("<HH", 0xD935, length) + bytes(length)  # the id that Android's zipalign uses


def bundle(package: Path) -> bytes:
    """Return the bundle made from an installed mediapipe package."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, weights, mean, std in MODELS:
            entry = zipfile.ZipInfo(name)  # dated 1980, so that today's date is not in the bytes
            entry.create_system = 3  # and neither is the system it was made on
            entry.external_attr = 0o644 << 16
            entry.extra = padding(file.tell() + zipfile.sizeFileHeader + len(name))
            archive.writestr(entry, with_normalisation((package / weights).read_bytes(), mean, std))
    return file.getvalue()


def main() -> None:
    """Write the bundle and print its sha256."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("output", nargs="?", type=Path, default=BUNDLE)
    output: Path = parser.parse_args().output
    if version("mediapipe") != MEDIAPIPE:
        parser.error(f"needs mediapipe {MEDIAPIPE}, found {version('mediapipe')}; see README.md")
    import mediapipe

    data = bundle(Path(mediapipe.__file__).parent)
    output.write_bytes(data)
    print(f"{hashlib.sha256(data).hexdigest()}  {output}  {len(data)} bytes")


if __name__ == "__main__":
    main()
