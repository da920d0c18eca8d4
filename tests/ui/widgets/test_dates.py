from datetime import date, time

import pytest

from ehr_desk.ui.widgets.dates import read_date, read_time, show_date, show_time

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("21 Nov 2026", date(2026, 11, 21)),
        ("21 november 2026", date(2026, 11, 21)),
        ("Nov 21, 2026", date(2026, 11, 21)),
        ("11/21/2026", date(2026, 11, 21)),
        ("21.11.2026", date(2026, 11, 21)),
        ("19910314", date(1991, 3, 14)),
        ("03141991", date(1991, 3, 14)),
        ("12312026", date(2026, 12, 31)),
        ("3/14/87", date(1987, 3, 14)),
        ("3/14/30", date(2030, 3, 14)),
        ("5 dec", date(2026, 12, 5)),
        ("12/5", date(2026, 12, 5)),
        ("today", TODAY),
        ("t", TODAY),
        ("yesterday", date(2026, 11, 20)),
        ("+7", date(2026, 11, 28)),
        ("-21", date(2026, 10, 31)),
        ("29 Feb 2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_the_way_people_type_them(typed: str, day: date) -> None:
    assert read_date(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "32 Nov 2026",
        "29 Feb 2027",
        "21/11/2026",
        "1 2 3 4",
        "2026",
        "٢١",
        "13141991",
        "19911314",
        "02302026",
    ],
)
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    assert read_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "at"),
    [("9", time(9)), ("0905", time(9, 5)), ("9:05", time(9, 5)), ("14.30", time(14, 30)), ("2:30 pm", time(14, 30)),
     ("12 am", time(0)), ("12pm", time(12)), ("23:59", time(23, 59))],
)  # fmt: skip
def test_times_are_read_the_way_people_type_them(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "25:00", "9:60", "13 pm", "noon", "0 am"])
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert read_time(typed) is None


def test_dates_and_times_are_shown_in_one_way() -> None:
    assert show_date(date(2026, 3, 1)) == "1 Mar 2026"
    assert show_time(time(9, 5)) == "09:05"
