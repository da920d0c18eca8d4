"""What released files are called."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.disclosures.naming import stem_of

DAY = date(2026, 11, 21)


def test_a_file_is_named_after_number_and_day_only() -> None:
    assert stem_of("D-0117A20317", DAY) == "D-0117A20317-2026-11-21"


@pytest.mark.parametrize(
    ("client", "named"),
    [
        ("Marisol Vega-Ortiz", "Marisol-Vega-Ortiz"),
        ("O'Rourke / ..\\Bäckström: <x>", "O-Rourke-Bäckström-x"),
        ("श्रेष्ठा प्रिया", "श्रेष्ठा-प्रिया"),
        ("سارة الحداد", "سارة-الحداد"),
    ],
)
def test_a_client_s_name_keeps_its_letters_and_nothing_a_file_system_refuses(client: str, named: str) -> None:
    assert stem_of("D-1", DAY, client) == f"{named}-D-1-2026-11-21"


def test_a_long_name_is_cut_and_one_without_letters_is_left_out() -> None:
    assert len(stem_of("D-1", DAY, "Anna " * 60)) < 80
    assert stem_of("D-1", DAY, "...") == "D-1-2026-11-21"
