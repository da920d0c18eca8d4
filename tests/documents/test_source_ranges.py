"""Long runs of source numbers are told as ranges."""

from __future__ import annotations

import pytest

from ehr_desk.documents.render import Press
from ehr_desk.documents.source_marks import ranges
from ehr_desk.documents.text import plain
from ehr_desk.documents.theme import BODY


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((4,), "4"), ((1, 2), "1,2"), ((1, 3, 4, 5, 9), "1,3\u20135,9"), ((5, 4, 3, 3), "3\u20135")],
)
def test_runs_of_three_and_more_are_drawn_together(numbers: tuple[int, ...], told: str) -> None:
    assert ranges(numbers) == told


@pytest.mark.parametrize("width", range(76, 200, 4))
def test_a_range_of_numbers_never_breaks_over_two_lines(press: Press, width: int) -> None:
    text = plain(press.shaper, "The client attended 23 sessions.\u202f2\u201314 The next one, 9\u201311 h.", BODY)
    lines = ["".join(piece.text for piece in line.pieces) for line in text.lines(width)]
    assert not any(line.rstrip().endswith("\u2013") for line in lines)
    assert any("2\u201314" in line for line in lines)
    assert any("9\u201311" in line for line in lines)
