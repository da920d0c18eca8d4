"""A client's facts as they are typed: what is missing, in words, beside the field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts, check_facts, tidy
from ehr_desk.common.errors import UserError
from ehr_desk.ui.widgets.dates import read_date


@dataclass(frozen=True)
class FactField:
    """One field: its key, its words, a quiet sentence below, and how wide it is (of 12)."""

    key: str
    words: str
    help: str = ""
    span: int = 6


FIELDS = (
    FactField("given_name", "Given name"),
    FactField("family_name", "Family name"),
    FactField("preferred_name", "Preferred name", "How they want to be called, if different.", 4),
    FactField("pronouns", "Pronouns", "As the client says them.", 4),
    FactField("date_of_birth", "Date of birth", "For example 14 Mar 1987.", 4),
    FactField("record_number", "Record number", "Leave empty to be given the next free one.", 4),
    FactField("phone", "Phone", "", 4),
    FactField("email", "Email", "", 4),
    FactField("address", "Address", "", 12),
    FactField("emergency_contact", "Emergency contact", "Name, relationship and phone.", 12),
)
_WORDS = {field.key: field.words.lower() for field in FIELDS}


def values_of(client: ClientRow) -> dict[str, str]:
    """A client's facts as the fields show them."""
    return {field.key: str(getattr(client, field.key)) for field in FIELDS}


def problems(values: Mapping[str, str], today: date) -> dict[str, str]:
    """What is wrong, by field, with what to do."""
    found: dict[str, str] = {}
    if not values.get("given_name", "").strip() and not values.get("family_name", "").strip():
        found["family_name"] = "The client has no name. Enter a family name or a given name."
    born = _born(values, today)
    if not values.get("date_of_birth", "").strip():
        found["date_of_birth"] = "The date of birth is missing. Enter it, for example 14 Mar 1987."
    elif born is None:
        found["date_of_birth"] = "This is not a date. Write it for example as 14 Mar 1987."
    if not found and born is not None:
        try:
            check_facts(tidy(facts_of(values, born, "")), today)
        except UserError as error:
            found[place_of(error)] = str(error)
    return found


def facts_of(values: Mapping[str, str], born: date, primary_staff_id: str) -> ClientFacts:
    """The typed values as facts."""
    texts = {field.key: values.get(field.key, "") for field in FIELDS if field.key != "date_of_birth"}
    return ClientFacts(date_of_birth=born, primary_staff_id=primary_staff_id, **texts)


def facts_from(values: Mapping[str, str], today: date, primary_staff_id: str) -> ClientFacts:
    """The facts of values without problems."""
    born = _born(values, today)
    if born is None:
        raise UserError("The date of birth is missing.", "Enter it, for example 14 Mar 1987.")
    return facts_of(values, born, primary_staff_id)


def place_of(error: UserError) -> str:
    """The field that an error of the record speaks of."""
    text = error.message.lower()
    return next((key for key, words in _WORDS.items() if words in text), "family_name")


def _born(values: Mapping[str, str], today: date) -> date | None:
    return read_date(values.get("date_of_birth", ""), today)
