"""Who may change the clinic's settings, and what nobody can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ehr_desk.common.errors import Refused, UserError
from tests.support.clinic import TestClinic


def test_a_therapist_cannot_change_the_letterhead(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    with pytest.raises(Refused, match="administrator, supervisor"):
        desk.clinic.save(replace(desk.clinic.read(), name="Another Clinic"))
    desk.lock()


def test_a_supervisor_changes_the_letterhead(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    desk.clinic.save(replace(desk.clinic.read(), phone="(419) 555-0190"))
    assert desk.clinic.read().phone == "(419) 555-0190"
    desk.lock()


def test_a_clinics_record_never_becomes_a_demonstration(clinic: TestClinic) -> None:
    desk = clinic.desk("administrator")
    with pytest.raises(Refused, match="demonstration"):
        desk.clinic.save(replace(desk.clinic.read(), demonstration=True))
    desk.lock()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weekly_minutes_minimum": -1}, "minutes a week"),
        ({"weekly_minutes_adolescents": 20000}, "minutes a week"),
        ({"week_starts_on": 7}, "day of the week"),
        ({"late_entry_hours": 0}, "no time after which"),
        ({"name": "Riverbend " * 13}, "too long for a letterhead"),
    ],
)
def test_a_minimum_and_a_week_have_bounds(clinic: TestClinic, change: dict[str, Any], message: str) -> None:
    desk = clinic.desk("administrator")
    with pytest.raises(UserError, match=message):
        desk.clinic.save(replace(desk.clinic.read(), **change))
    desk.lock()
