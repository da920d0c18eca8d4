"""An entry is late when more hours than the clinic allows lie between its service and its signature."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ehr_desk.chart.entries.late import is_late, service_ended
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

LIBRARY = FormLibrary.load(forms_dir())
NOTE, PHQ9 = LIBRARY.get("dap_note"), LIBRARY.get("phq9")
ON = date(2026, 10, 14)
ANSWERS = {"session_date": "2026-10-14", "start_time": "10:00", "end_time": "10:50"}
ENDED = datetime(2026, 10, 14, 10, 50)


@pytest.mark.parametrize(
    ("after", "late"), [(timedelta(0), False), (timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)]
)
def test_a_note_is_late_once_the_hours_after_its_end_are_over(after: timedelta, late: bool) -> None:
    assert service_ended(NOTE, ANSWERS, ON) == ENDED
    assert is_late(NOTE, ANSWERS, ON, ENDED + after, 24) is late


def test_what_has_a_day_and_no_time_counts_from_the_end_of_the_day() -> None:
    assert not is_late(PHQ9, {}, ON, datetime(2026, 10, 15, 23, 59), 24)
    assert is_late(PHQ9, {}, ON, datetime(2026, 10, 16, 0, 1), 24)


def test_half_typed_times_are_left_to_the_form() -> None:
    assert not is_late(NOTE, {"end_time": "10:"}, ON, datetime(2026, 10, 15, 23, 0), 24)


def test_the_clinics_own_wall_counts_whatever_utc_says() -> None:
    there = datetime(2026, 10, 15, 10, 40, tzinfo=ZoneInfo("America/New_York"))
    assert not is_late(NOTE, ANSWERS, ON, there, 24)
