"""Imports run one way, and the light commands stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "formcheck"

ORDER = (
    "landmarks", "geometry", "outline", "body", "readings", "measures", "posture", "trace",
    "filters", "checks", "conditions", "modes", "exercise", "exercises", "smoothness", "attempts",
    "holds", "movements", "cycles", "phases", "camera", "events", "baseline", "report", "memory",
    "setup", "verdicts", "presence", "position", "session", "recognition", "words", "summary",
    "comparison",
    "coach", "arrays", "recording", "journal", "video", "motion", "surroundings", "second_look",
    "pose", "replay", "changes", "tables", "sheet", "pictures", "handout", "folders", "player",
    "live", "batch", "cluster", "terminal", "desk", "arguments", "cli", "ui",
)  # fmt: skip
"""From the floor up: a module or folder imports only what stands before it."""
CORE = ORDER[: ORDER.index("video")]
OWNERS = {
    "mediapipe": {"pose.py"},
    "cv2": {"pose.py", "motion.py", "surroundings.py", "video.py", "pictures", "live"},
    "av": {"pictures"},
    "streamlit": {"live", "ui", "app.py"},
    "starlette": {"live", "player"},
    "cryptography": {"live"},
    "platformdirs": {"folders.py"},
    "matplotlib": {"pictures"},
    "jinja2": {"handout"},
    "distributed": {"cluster.py"},
    "rich": {"terminal.py", "tables.py"},
}
VOCABULARY = {
    "checks",
    "conditions",
    "exercise",
    "landmarks",
    "measures",
    "modes",
    "posture",
    "trace",
}


def imports(path: Path) -> set[str]:
    """Return the top-level names a file imports; our own modules as ``formcheck.name``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                package = path.relative_to(ROOT).parts[: -node.level]
                base = ".".join((*package, *filter(None, (node.module,))))
            else:
                base = node.module or ""
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return names


def our_modules(path: Path) -> set[str]:
    """Return the names of formcheck's own modules a file imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("formcheck.")} - {
        "__version__"
    }


def sources() -> list[Path]:
    return [*sorted(PACKAGE.rglob("*.py")), ROOT / "app.py"]


def files(name: str) -> list[Path]:
    """Return the file of a module, or the files of a folder."""
    return [*PACKAGE.glob(f"{name}.py"), *sorted(PACKAGE.glob(f"{name}/*.py"))]


def test_every_module_has_its_place() -> None:
    there = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in sources()[:-1]}
    assert there - {"__init__", "__main__"} == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_run_downward(name: str) -> None:
    below = {*ORDER[: ORDER.index(name)], name}
    for path in files(name):
        assert our_modules(path) <= below, path


@pytest.mark.parametrize("library", OWNERS)
def test_library_has_one_owner(library: str) -> None:
    users = {
        path.relative_to(ROOT).parts[0] if path.parent == ROOT
        else path.relative_to(PACKAGE).parts[0]
        for path in sources()
        if any(name == library or name.startswith(f"{library}.") for name in imports(path))
    }  # fmt: skip
    assert users <= OWNERS[library]


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "exercises").glob("[!_]*.py")), ids=lambda path: path.stem
)
def test_exercise_knows_only_the_vocabulary(path: Path) -> None:
    assert our_modules(path) <= VOCABULARY
    assert {name.split(".")[0] for name in imports(path)} <= {"formcheck", "numpy"}


def test_core_needs_numpy_alone() -> None:
    allowed = {"formcheck", "numpy", "__future__", *sys.stdlib_module_names}
    for name in CORE:
        for path in files(name):
            assert {found.split(".")[0] for found in imports(path)} - allowed == set(), path


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["show", "bridge"], ["--version"]])
def test_light_commands_load_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from formcheck.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'mediapipe', 'cv2', 'av', 'streamlit', 'matplotlib'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_engine_reads_no_clock() -> None:
    for name in CORE:
        for path in files(name):
            clocks = imports(path) & {"time", "datetime", "threading", "asyncio", "random"}
            assert clocks == set(), path
