"""On which exact days a consent counts (42 CFR 2.31(a)(7), (c)), and which day "today" is at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import is_active
from ehr_desk.chart.disclosures.reader import years_before
from ehr_desk.common.clock import SettableClock

DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


def consent(given_on: date, expires_on: date | None, revoked_on: date | None) -> ConsentRow:
    return ConsentRow(
        consent_id="c",
        kind="specific disclosure",
        recipient="Bayview Counseling",
        recipient_kind="treating provider",
        purpose="Care",
        scope=["progress summary"],
        given_on=given_on,
        expires_on=expires_on,
        expires_event="",
        revoked_on=revoked_on,
        entry_id="c",
    )


@given(DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_it_counts_from_its_first_through_its_last_day_and_not_on_the_day_it_is_taken_back(
    given_on: date, expires_on: date | None, revoked_on: date | None, on: date
) -> None:
    expected = given_on <= on
    expected = expected and (expires_on is None or on <= expires_on)
    expected = expected and (revoked_on is None or on < revoked_on)
    assert is_active(consent(given_on, expires_on, revoked_on), on) is expected


@given(DAYS)
def test_a_consent_of_one_day_counts_on_that_day_only(day: date) -> None:
    one = consent(day, day, None)
    around = [day - timedelta(days=1), day, day + timedelta(days=1)]
    assert [is_active(one, each) for each in around] == [False, True, False]


@pytest.mark.parametrize(
    ("utc", "zone", "today"),
    [
        # Half past ten in the evening in Ohio is the next day in UTC.
        (datetime(2026, 11, 22, 3, 30, tzinfo=UTC), "America/New_York", date(2026, 11, 21)),
        # The night in which the clocks go back has its hour twice and stays one day.
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", date(2026, 11, 1)),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", date(2026, 11, 1)),
        (datetime(2026, 11, 1, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 10, 31)),
        # The night in which they go forward.
        (datetime(2026, 3, 8, 4, 59, tzinfo=UTC), "America/New_York", date(2026, 3, 7)),
        (datetime(2026, 3, 9, 3, 59, tzinfo=UTC), "America/New_York", date(2026, 3, 8)),
        (datetime(2028, 3, 1, 4, 0, tzinfo=UTC), "America/New_York", date(2028, 2, 29)),
        (datetime(2026, 12, 31, 11, 0, tzinfo=UTC), "Pacific/Auckland", date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_on_the_clinics_wall(utc: datetime, zone: str, today: date) -> None:
    assert SettableClock(utc.astimezone(ZoneInfo(zone))).today() == today


def test_a_consent_ends_with_the_clinics_day_and_not_with_that_of_utc() -> None:
    evening = SettableClock(datetime(2026, 11, 21, 22, 30, tzinfo=ZoneInfo("America/New_York")))
    last = consent(date(2026, 1, 1), date(2026, 11, 21), None)
    assert is_active(last, evening.today())
    assert not is_active(last, evening.now().date())


@given(DAYS, st.integers(1, 6))
def test_the_same_day_years_before_is_never_later_than_that_and_knows_leap_days(day: date, years: int) -> None:
    before = years_before(day, years)
    assert before.year == day.year - years
    assert (before.month, before.day) == (
        (2, 28) if (day.month, day.day) == (2, 29) and years % 4 else (day.month, day.day)
    )
