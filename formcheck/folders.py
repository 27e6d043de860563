r"""Where formcheck keeps what belongs to the person: recordings, and the certificate for https.

The place is the one each system has for a user's data: ``~/.local/share/formcheck`` on Linux,
``~/Library/Application Support/formcheck`` on macOS, ``%LOCALAPPDATA%\formcheck`` on Windows.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return the folder, made if need be, readable by its owner alone."""
    folder = platformdirs.user_data_path("formcheck", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def recordings_folder() -> Path:
    """Return the folder of the landmark recordings of live sets."""
    folder = data_folder() / "recordings"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
