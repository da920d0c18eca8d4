"""Change since admission against published numbers: Gyani and others 2013, Kroenke 2002."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.record.thresholds import Threshold, change_words, read_thresholds

JUN, SEP, NOV = date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 1)
KNOWN = read_thresholds(resources_dir() / "measures" / "thresholds.toml")


def scores(*pairs: tuple[date, int]) -> list[MeasureRow]:
    return [MeasureRow("phq9", "PHQ-9 total", "phq9", on, at, 27, "", False, "e", None, None) for on, at in pairs]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (19, 7, "12 lower. Reliably better: 6 points or more are more than chance. A response: 50 percent or more"),
        (12, 7, "5 lower. Within chance: less than 6 points."),
        (12, 6, "6 lower. Reliably better: 6 points or more are more than chance. A response"),
        (16, 10, "6 lower. Reliably better: 6 points or more are more than chance."),
        (8, 14, "6 higher. Reliably worse: 6 points or more are more than chance."),
        (12, 12, "no change. Within chance"),
    ],
)
def test_the_phq9_changes_reliably_from_6_points_on(first: int, last: int, said: str) -> None:
    words = change_words(scores((SEP, first), (NOV, last)), SEP, KNOWN["phq9"])
    assert words.startswith(f"Since admission ({first} on 1 Sep 2026): {said}")


def test_below_5_the_phq9_is_in_remission() -> None:
    assert change_words(scores((SEP, 15), (NOV, 4)), SEP, KNOWN["phq9"]).endswith("Remission: below 5.")


def test_the_gad7_changes_reliably_from_4_points_on() -> None:
    assert "Within chance: less than 4" in change_words(scores((SEP, 10), (NOV, 7)), SEP, KNOWN["gad7"])
    assert "Reliably better" in change_words(scores((SEP, 11), (NOV, 7)), SEP, KNOWN["gad7"])


def test_scores_before_the_stay_are_no_baseline() -> None:
    assert "(12 on 1 Sep 2026)" in change_words(scores((JUN, 20), (SEP, 12), (NOV, 11)), SEP, KNOWN["phq9"])
    assert change_words(scores((JUN, 20), (NOV, 11)), SEP, KNOWN["phq9"]) == ""
    assert change_words(scores((JUN, 20), (SEP, 12)), None, None) == "Since the first time (20 on 1 Jun 2026): 8 lower."


def test_more_is_better_where_the_file_says_so() -> None:
    higher = Threshold("higher", reliable=3)
    assert "Reliably better" in change_words(scores((SEP, 10), (NOV, 14)), SEP, higher)


def test_what_has_no_published_number_says_so() -> None:
    assert "No reliable change is published" in change_words(scores((SEP, 3), (NOV, 0)), SEP, KNOWN["bam_use"])


def test_everything_that_is_judged_has_a_source() -> None:
    assert all(one.sources for one in KNOWN.values() if one.reliable)
