"""Which credential is held on a day."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.staff.rows import CredentialRow
from ehr_desk.chart.staff.rules import fault_on, held_on, require_credential
from ehr_desk.common.errors import UserError

TRAINEE = CredentialRow("1", "CT", "", True, date(2024, 3, 1), date(2026, 2, 28))
LICENSED = CredentialRow("2", "LPCC", "E.0001", False, date(2026, 2, 10), date(2028, 2, 9))
EVER = CredentialRow("3", "MD")


@pytest.mark.parametrize(
    ("day", "credential", "fault"),
    [
        (date(2023, 1, 1), "CT", "not valid yet"),
        (date(2024, 3, 1), "CT", ""),
        (date(2026, 2, 9), "CT", ""),
        (date(2026, 2, 10), "LPCC", ""),  # where two overlap, the one that began last
        (date(2028, 2, 9), "LPCC", ""),
        (date(2028, 2, 10), "LPCC", "expired"),
        (date.max, "LPCC", "expired"),
    ],
)
def test_both_days_of_a_credential_belong_to_it(day: date, credential: str, fault: str) -> None:
    held = held_on([LICENSED, TRAINEE], day)
    assert (held.credential, fault_on(held.valid_from, held.valid_until, day)) == (credential, fault)


def test_a_credential_without_days_is_always_valid_until_a_later_one_begins() -> None:
    assert held_on([EVER], date(1990, 1, 1)).credential == "MD"
    assert held_on([EVER, LICENSED], date(2026, 1, 1)).credential == "MD"
    assert held_on([EVER, LICENSED], date(2027, 1, 1)).credential == "LPCC"
    assert held_on([EVER, LICENSED], date(2029, 1, 1)).credential == "MD"


def test_a_credential_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UserError, match="ends before"):
        require_credential("therapist", "LPCC", date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(UserError, match="missing"):
        require_credential("therapist", " ", None, None)
    with pytest.raises(UserError, match="not known"):
        require_credential("owner", "LPCC", None, None)
    require_credential("administrator", "", None, None)
