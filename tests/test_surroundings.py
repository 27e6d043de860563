"""Light and company, measured in pictures made for it."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.landmarks import PoseFrame
from formcheck.surroundings import LOOK_S, Company, light_of

SIZE = (256, 128)
LEFT_HALF = np.zeros((128, 256), bool)
LEFT_HALF[:, :128] = True


def person(t: float) -> PoseFrame:
    """Somebody who fills the left half."""
    image = np.stack([np.linspace(10, 110, 33), np.linspace(10, 110, 33)], axis=1)
    return PoseFrame(
        t=t, size=SIZE, image=image, world=np.zeros((33, 3)), visibility=np.ones(33),
        presence=np.ones(33), mask=LEFT_HALF,
    )  # fmt: skip


def test_light_is_taken_inside_and_outside_the_body() -> None:
    picture = np.full((128, 256, 3), 200, np.uint8)
    picture[:, :128] = 40
    assert light_of(picture, LEFT_HALF).tolist() == pytest.approx([40, 0, 200, 0])


def test_without_a_body_all_is_outside() -> None:
    body, _, around, _ = light_of(np.full((128, 256, 3), 30, np.uint8), None).tolist()
    assert np.isnan(body)
    assert around == 30


@pytest.mark.parametrize(("shift", "people"), [(128.0, 2), (0.0, 1), (None, 1)])
def test_who_stands_apart_is_a_second_person(shift: float | None, people: int) -> None:
    seen: list[np.ndarray] = []

    def find(picture: np.ndarray) -> np.ndarray | None:
        seen.append(picture)
        return None if shift is None else person(0).image + np.float32([shift, 0])

    company = Company(find)  # type: ignore[arg-type]
    picture = np.full((128, 256, 3), 200, np.uint8)
    picture[:, :128] = 40
    found = [company.people(picture, person(t / 10)) for t in range(int(25 * LOOK_S))]
    assert [one for one in found if one is not None] == [people, people]
    assert (seen[0] == 200).all(), "the first person is painted over"
    assert (picture[:, :128] == 40).all(), "and the picture is left alone"
