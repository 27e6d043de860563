"""The page of an exercise and the README's table, as Markdown, from the exercises themselves."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from .exercise import Exercise
from .exercises import sheet, thresholds
from .words import amount, dose, plain, sentence

BEGIN, END = "<!-- exercises: begin -->", "<!-- exercises: end -->"
"""What stands in the README between these comes from `table`."""


def page(exercise: Exercise, pictures: Container[str]) -> str:
    """Return the page of an exercise.

    Parameters
    ----------
    exercise : Exercise
        Any of the registry.
    pictures : container of str
        File names in ``docs/exercises/pictures``; the page shows those that are there.
    """
    told = _told(exercise)
    name = exercise.name
    parts = [
        f"# {exercise.title}",
        *told["what"],
        *_picture(f"{name}.webp", f"{exercise.title}, as formcheck sees it", pictures),
        "## How to film",
        *told["film"],
        f"The camera looks from the {exercise.view}, best within 20 degrees of that view. "
        f"Beyond {exercise.view_within.value:g}, as the program estimates it, form is not judged.",
        *_picture(f"{name}-film.svg", "Where camera and mat stand", pictures),
        "## How much",
        f"{_capital(dose(exercise.dose))} ({exercise.dose.source}).",
        *_guideline(exercise),
        "## What is looked for",
        "The most urgent first: if there are several, the first is said.",
        _faults(exercise, pictures),
        "## What it cannot judge",
        *told["cannot"],
        "\n".join(f"- {limit}" for limit in exercise.cannot_judge),
        "## Every number",
        _numbers(exercise),
        *(["## References", *told["references"]] if told["references"] else []),
        f"*Made from [`{name}.py`](../../formcheck/exercises/{name}.py) by "
        "`python docs/make.py`; change it there.*",
    ]
    return "\n\n".join(parts) + "\n"


def table(exercises: Iterable[Exercise]) -> str:
    """Return the README's table of exercises."""
    lines = ["| exercise | how much | filmed from | what is looked for |", "|---|---|---|---|"]
    for one in exercises:
        faults = ", ".join(plain(fault.name) for fault in one.faults)
        lines.append(
            f"| [{one.title}](docs/exercises/{one.name}.md) | {dose(one.dose)} "
            f"| the {one.view} | {faults} |"
        )
    return "\n".join(lines)


def with_table(readme: str, exercises: Iterable[Exercise]) -> str:
    """Return the README with its table of exercises made anew.

    Raises
    ------
    ValueError
        If the marks that it stands between are missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md must hold {BEGIN!r} and, after it, {END!r}")
    return f"{before}{BEGIN}\n{table(exercises)}\n{END}{after}"


def _told(exercise: Exercise) -> dict[str, list[str]]:
    """Return the paragraphs of the exercise's own text, by what they are about."""
    text, _, references = sheet(exercise).partition("\nReferences\n----------\n")
    told: dict[str, list[str]] = {"what": [], "film": [], "cannot": [], "references": []}
    for paragraph in text.strip().split("\n\n"):
        line = " ".join(paragraph.split())
        if line.startswith("Film "):
            told["film"].append(line)
        elif line.startswith("What this cannot judge: "):
            told["cannot"].append(_capital(line.removeprefix("What this cannot judge: ")))
        else:
            told["what"].append(line)
    marks = re.split(r"^\.\. \[(\d+)\] ", references, flags=re.MULTILINE)[1:]
    if marks:
        told["references"] = ["\n".join(
            f"{number}. {' '.join(words.split())}"
            for number, words in zip(marks[::2], marks[1::2], strict=True)
        )]  # fmt: skip
    return told


def _picture(file: str, words: str, pictures: Container[str]) -> list[str]:
    return [f"![{words}](pictures/{file})"] if file in pictures else []


def _guideline(exercise: Exercise) -> list[str]:
    guide = exercise.guideline
    if guide is None:
        return ["How far one should go is not published; your own range is the ruler."]
    since = "from your own rest" if guide.from_rest else "at the far end"
    return [f"How far: {amount(guide.least, 'deg')} to {amount(guide.most, 'deg')} {since} "
            f"({guide.source})."]  # fmt: skip


def _faults(exercise: Exercise, pictures: Container[str]) -> str:
    lines = ["| | what | say | when | source |", "|---|---|---|---|---|"]
    for fault in exercise.faults:
        file = f"{exercise.name}-{fault.name}.svg"
        shown = f'<img src="pictures/{file}" width="180" alt="">' if file in pictures else ""
        when = "while it happens" if fault.live else "after it"
        view = "" if fault.needs_view else "; from any view"
        lines.append(
            f"| {shown} | {sentence(fault.name)} | {fault.cue} | {when}{view} | {fault.source} |"
        )
    return "\n".join(lines)


def _numbers(exercise: Exercise) -> str:
    lines = ["| threshold | value | where it comes from |", "|---|---|---|"]
    for name, one in thresholds(exercise).items():
        lines.append(f"| {plain(name.lower())} | {one.value:g} {one.unit} | {one.source} |")
    return "\n".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
