"""Long runs of source numbers are told as ranges."""

from __future__ import annotations

import pytest

from ehr_desk.documents.blocks import _ranges


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((4,), "4"), ((1, 2), "1,2"), ((1, 3, 4, 5, 9), "1,3\u20135,9"), ((5, 4, 3, 3), "3\u20135")],
)
def test_runs_of_three_and_more_are_drawn_together(numbers: tuple[int, ...], told: str) -> None:
    assert _ranges(numbers) == told
