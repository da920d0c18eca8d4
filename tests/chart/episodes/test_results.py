"""Stays that cannot be, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehr_desk.chart.episodes.fold import fold_episodes
from ehr_desk.chart.episodes.results import impossible
from tests.chart.episodes.test_episodes import closed, opened

DAY = date(2026, 9, 28)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


def test_stays_one_after_the_other_and_on_the_same_day_are_possible() -> None:
    rows = [
        opened("a", days(0)),
        closed("a", days(20)),
        opened("b", days(20)),
        closed("b", days(30)),
        opened("c", days(60)),
    ]
    assert impossible(fold_episodes(rows)) == []


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([opened("a", days(0)), opened("b", days(20))], "Two stays would be open at once"),
        ([opened("a", days(20)), closed("a", days(0))], "would end before it"),
        ([opened("a", days(0)), closed("a", days(20)), opened("b", days(10))], "would overlap the one that begins"),
        ([opened("a", days(0)), opened("b", days(20)), closed("b", days(30))], "without an end would overlap"),
    ],
)
def test_what_is_impossible_is_told_in_words(history: list[object], words: str) -> None:
    (sentence,) = impossible(fold_episodes(history))  # type: ignore[arg-type]
    assert words in sentence
