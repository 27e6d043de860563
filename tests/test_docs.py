"""The pages and the README say what the exercises say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from formcheck.exercises import EXERCISES, thresholds
from formcheck.sheet import page, with_table

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "exercises"
ANEW = "run 'python docs/make.py'"


def pictures() -> set[str]:
    return {path.name for path in (PAGES / "pictures").iterdir()}


@pytest.mark.parametrize("name", EXERCISES)
def test_page_is_what_the_exercise_says(name: str) -> None:
    assert (PAGES / f"{name}.md").read_text() == page(EXERCISES[name], pictures()), ANEW


@pytest.mark.parametrize("name", EXERCISES)
def test_page_holds_every_cue_threshold_and_limit(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text()
    for fault in EXERCISES[name].faults:
        assert fault.cue in text
    for threshold in thresholds(EXERCISES[name]).values():
        assert f"{threshold.value:g} {threshold.unit} | {threshold.source}" in text
    for limit in EXERCISES[name].cannot_judge:
        assert limit in text


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_its_pictures_and_shows_them(name: str) -> None:
    text = (PAGES / f"{name}.md").read_text()
    shown = set(re.findall(r"pictures/([\w.-]+)", text))
    assert {f"{name}.webp", f"{name}-film.svg"} <= shown <= pictures(), ANEW


def test_readme_table_is_what_the_exercises_say() -> None:
    readme = (ROOT / "README.md").read_text()
    assert readme == with_table(readme, EXERCISES.values()), ANEW


def test_no_page_is_left_of_an_exercise_that_is_gone() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(EXERCISES)


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="exercises: begin"):
        with_table("# formcheck", EXERCISES.values())


def test_docs_stay_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "docs").rglob("*.*")) < 3_000_000
