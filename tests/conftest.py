from pathlib import Path

import pytest

REAL = Path(__file__).parents[2] / "shared" / "real"


@pytest.fixture(scope="session")
def real() -> Path:
    """Folder with ``clips/`` of real people and the ``recordings/`` made from them."""
    if not REAL.is_dir():
        pytest.skip(f"needs footage of real people in {REAL}, which is not in the repository")
    return REAL
