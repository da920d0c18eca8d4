"""What must hold for a client's facts, and how clients are found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import UserError
from ehr_desk.common.letters import APOSTROPHES, HYPHENS, PLAIN

_LONGEST = 400
OLDEST_AGE = 120
_UNSEEN = frozenset(f"{APOSTROPHES}\u0640")  # the last one draws Arabic letters out
_AROUND_DIGITS, _BETWEEN_DIGITS = "()+-.", "()-."
_PHONE_PART = 5
_BEFORE_A_NAME = re.compile(r"(?<=\w)-(?=[^\W\d_])")
_HYPHENS = str.maketrans(dict.fromkeys(HYPHENS, "-"))


@dataclass(frozen=True)
class ClientFacts:
    """What is asked when a client is added; ``record_number`` may be left empty, the desk then gives one."""

    family_name: str
    given_name: str
    date_of_birth: date
    record_number: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    emergency_contact: str = ""
    primary_staff_id: str = ""


def tidy(facts: ClientFacts) -> ClientFacts:
    """The facts in normal form: NFC, no control characters or halves of characters, single spaces."""
    return ClientFacts(
        family_name=_plain(facts.family_name),
        given_name=_plain(facts.given_name),
        date_of_birth=facts.date_of_birth,
        record_number=_plain(facts.record_number),
        preferred_name=_plain(facts.preferred_name),
        pronouns=_plain(facts.pronouns),
        phone=_plain(facts.phone),
        email=_plain(facts.email),
        address=_plain(facts.address),
        emergency_contact=_plain(facts.emergency_contact),
        primary_staff_id=facts.primary_staff_id,
    )


def check_facts(facts: ClientFacts, today: date) -> None:
    """Refuse facts that cannot be right, with what to do."""
    if not facts.family_name and not facts.given_name:
        raise UserError("The client has no name.", "Enter a family name or a given name.")
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, str) and len(value) > _LONGEST:
            raise UserError(
                f"The {field.name.replace('_', ' ')} is longer than {_LONGEST} characters.", "Shorten it, please."
            )
    if facts.date_of_birth > today:
        raise UserError("The date of birth lies in the future.", "Check the year.")
    if today.year - facts.date_of_birth.year > OLDEST_AGE:
        raise UserError(f"The date of birth makes this person older than {OLDEST_AGE}.", "Check the year.")


def find(clients: Iterable[ClientRow], text: str) -> list[ClientRow]:
    """The clients whose names, record number, date of birth or phone hold every word of the text.

    Case, accents, apostrophes and the order of words do not matter, nor whether two names are written with a hyphen;
    letters with a stroke are found as plain ones; digits are found wherever they stand. A phone number is found as the
    screen shows it and with its digits set apart in any other way ("(419) 555-0117", "419.555.0117"). A date of birth
    is found as the screen shows it ("14 Mar 1987"), as a calendar has it ("3/14/1987", "03/14/1987"), in ISO form, and
    in digits alone ("03141987", "19870314").
    """
    words = [part for word in _folded(text).split() for part in _parts(word)]
    return [client for client in clients if all(_stands(word, _haystack(client)) for word in words)]


def _parts(word: str) -> list[str]:
    """A hyphen between names may be a space in the record; before a digit (a date, a number) it stands as it is."""
    if any(character.isdigit() for character in word):
        return _BEFORE_A_NAME.split(word)
    return [part for part in word.split("-") if part]


def _stands(word: str, haystack: str) -> bool:
    # A month has a beginning: "1/4/1987" is not meant to find 11/4/1987.
    return f" {word}" in f" {haystack}" if "/" in word else word in haystack or _digits_of(word) in haystack


def _digits_of(word: str) -> str:
    """What is written like a part of a phone number as bare digits, anything else as it is: so few digits with a hyphen
    between them may as well be a day ("03-14")."""
    inner = word.strip(_AROUND_DIGITS)
    digits = "".join(character for character in inner if character not in _BETWEEN_DIGITS)
    return digits if digits.isdigit() and (digits == inner or len(digits) >= _PHONE_PART) else word


def _haystack(client: ClientRow) -> str:
    digits = "".join(character for character in client.phone if character.isdigit())
    parts = (client.given_name, client.family_name, client.preferred_name, client.record_number)
    return _folded(" ".join((*parts, *_written(client.date_of_birth), client.phone, digits)))


def _written(day: date) -> tuple[str, ...]:
    """A day as people write it: ISO, in words as on the screen, month/day/year with and without leading zeros, and in
    digits alone, month or year first."""
    return (
        day.isoformat(),
        in_words(day),
        f"{day.month}/{day.day}/{day.year}",
        f"{day.month:02}/{day.day:02}/{day.year}",
        f"{day:%m%d%Y}",
        f"{day:%Y%m%d}",
    )


def _folded(text: str) -> str:
    # Before the decomposition, which makes a space of an acute accent that stands for an apostrophe.
    seen = "".join(_digit(one) for one in text.casefold() if one not in _UNSEEN)
    parts = unicodedata.normalize("NFKD", seen)
    plain = "".join(one for one in parts if not unicodedata.combining(one) and one not in _UNSEEN)
    return plain.translate(PLAIN).translate(_HYPHENS)


def _digit(character: str) -> str:
    """A digit of any script as ours; anything else as it is."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _plain(text: str) -> str:
    visible = "".join(
        " " if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} else character
        for character in unicodedata.normalize("NFC", text)
    )
    return " ".join(visible.split())
