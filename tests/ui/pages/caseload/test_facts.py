"""What is wrong with typed facts, in words, beside the right field."""

from __future__ import annotations

from datetime import date

from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.caseload.facts import facts_from, place_of, problems

TODAY = date(2026, 12, 8)


def test_a_name_and_a_birth_date_are_enough() -> None:
    values = {"family_name": "Osei", "date_of_birth": "3 Feb 1990"}
    assert problems(values, TODAY) == {}
    assert facts_from(values, TODAY, "s-1").date_of_birth == date(1990, 2, 3)


def test_what_is_no_date_is_said_to_be_none() -> None:
    found = problems({"family_name": "Osei", "date_of_birth": "someday"}, TODAY)
    assert "not a date" in found["date_of_birth"]


def test_somebody_older_than_anybody_is_asked_about_the_year() -> None:
    found = problems({"family_name": "Osei", "date_of_birth": "1 Jan 1850"}, TODAY)
    assert "Check the year" in found["date_of_birth"]


def test_a_name_of_too_many_letters_is_said_at_the_name() -> None:
    found = problems({"family_name": "o" * 500, "date_of_birth": "3 Feb 1990"}, TODAY)
    assert list(found) == ["family_name"]


def test_an_error_of_the_record_finds_its_field() -> None:
    assert place_of(UserError("This record number belongs to another client.")) == "record_number"
