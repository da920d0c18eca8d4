"""What of an earlier answer still stands in a later one."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.chart.entries.carried_check import stands


@pytest.mark.parametrize(
    ("was", "now", "left"),
    [
        ("Lives alone now.", "Since May: Lives alone now. Sees the sister weekly.", True),
        ("Lives alone.", "Since May: Lives alone. Sees the sister weekly.", False),
        ("Lives alone.", "Lives alone.", True),
        ("First part.\n\nLives alone now.", "Lives alone now. Sees the sister weekly.", True),
        ([{"_id": "a", "said": "Lives alone now."}], [{"_id": "b", "said": "So: Lives alone now.", "on": "x"}], True),
        ([{"_id": "a", "said": "Lives alone"}], [{"_id": "b", "said": "Lives alone", "on": "x"}], False),
        ("", "Lives alone now.", False),
    ],
)
def test_three_words_are_enough_to_know_a_text_again_inside_of_another(was: Any, now: Any, left: bool) -> None:
    assert stands(was, now) is left
