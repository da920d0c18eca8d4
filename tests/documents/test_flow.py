"""Boxes on pages."""

from __future__ import annotations

from itertools import pairwise

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box, paginate

AREA = (100.0, 0.0)


class Slab(Box):
    """So many points high, with a wish for ten points of distance."""

    above = below = 10.0

    def __init__(self, height: float) -> None:
        self._height = height

    def height(self, width: float) -> float:
        return self._height

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        """Nothing to see."""


def _distances(heights: list[float]) -> list[list[float]]:
    """The distances between the boxes of each page."""
    pages = paginate([Slab(height) for height in heights], 100, AREA, AREA)
    return [[one.top - one.box.height(100) - two.top for one, two in pairwise(page)] for page in pages]


def test_what_fits_has_the_distances_it_wants() -> None:
    assert _distances([20, 20, 20]) == [[10, 10]]


def test_a_little_less_space_saves_a_page_and_no_page_is_closer_than_it_must_be() -> None:
    # Three and three boxes with eight and a half points between them; the second page has room for ten.
    assert _distances([28, 28, 27, 26, 26, 26]) == [[8.5, 8.5], [10, 10]]


def test_where_less_space_saves_no_page_none_is_taken() -> None:
    assert _distances([60, 60, 60]) == [[], [], []]
