"""Whether a recipient is who the legal basis says: names on record against what was typed. Pure.

42 CFR 2.23 and 45 CFR 164.524 open the record to the client, and 45 CFR 164.502(g) to whoever stands in for the client.
A copy directed to somebody else needs a written consent that names them (42 CFR 2.31).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import is_active
from ehr_desk.chart.disclosures.bases import CONSENT, LegalBasis
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.forms import Finding

CLIENT, REPRESENTATIVE = "client", "personal representative"
_EMERGENCY = "medical emergency"
_BETWEEN = frozenset("PSZ")
_UNSEEN = frozenset({"Cf", "Cc"})
_AFTER_NAME = re.compile(r"[,;:(/|\u060c\u3001\uff0c]")
_FEWEST = 2
"""Words of a name that are enough to know somebody by."""
_OFFICE = (
    "mother father parent stepmother stepfather sister brother son daughter spouse wife husband partner aunt uncle "
    "grandmother grandfather grandparent foster adoptive cousin niece nephew friend legal personal health care "
    "healthcare medical proxy power of attorney poa durable agent surrogate representative guardian conservator "
    "custodian trustee executor administrator county court appointed by order the client ms mr mrs mx dr mom mum dad "
    "mama papa grandma grandpa step next kin in fact caregiver carer case worker social hcpoa dpoa her his their "
    "clients"
)
_WHAT_SOMEBODY_IS = frozenset(_OFFICE.split())
"""Words of what somebody is to a client, or by which office they act; and what stands before names."""
_JOINED = frozenset("'’ʼ`´")
# Letters that Unicode does not take apart, as people write them where they have no such key.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@dataclass(frozen=True)
class KnownPeople:
    """Whom the record knows. ``representatives``: names and authority as written where somebody stood in for the
    client; ``staff``: names with credential of those who work here now."""

    client: ClientRow
    clinic: str = ""
    representatives: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()


def words_in(name: str) -> tuple[str, ...]:
    """The words of a name without case, diacritics and punctuation: "D’Ángelo, Łukasz" is "dangelo", "lukasz"."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    kept = (
        " " if unicodedata.category(one)[0] in _BETWEEN else one
        for one in parts
        if one not in _JOINED and not unicodedata.combining(one) and unicodedata.category(one) not in _UNSEEN
    )
    return tuple("".join(kept).translate(_LETTERS).split())


def is_client(typed: str, client: ClientRow) -> bool:
    """Whether a name is the client's: family name with given or preferred name, in any order, with nothing else."""
    family, own = words_in(client.family_name), words_in(f"{client.given_name} {client.preferred_name}")
    said = set(words_in(typed))
    if not said:
        return False
    if said <= {*family, *own} and (said & set(family) or not family) and (said & set(own) or not own):
        return True
    # Scripts without spaces, and double names written as one.
    joined = "".join(words_in(typed))
    names = [("".join(words_in(one)), "".join(family)) for one in (client.given_name, client.preferred_name)]
    return any(one and joined in (one + last, last + one) for one, last in names)


def is_among(typed: str, known: Sequence[str]) -> bool:
    """Whether a name is in one of these texts, each a name with what the person is after it ("Rosa Vega, mother"): two
    words of the name at least, or all it has, one of them at its beginning. What the person is makes no name, before it
    or after it ("Mother: Rosa Vega")."""
    said = set(words_in(typed))
    return any(_is_named(said, one) for one in known)


def _is_named(said: set[str], text: str) -> bool:
    words = words_in(text)
    if not said or not said <= set(words) or _WHAT_SOMEBODY_IS.issuperset(said):
        return False
    return _has_name(said, text) or _has_name(said, _without_office(text))


def _has_name(said: set[str], text: str) -> bool:
    words, name = words_in(text), words_in(_AFTER_NAME.split(text, maxsplit=1)[0])
    if len(name) < _FEWEST:
        name = words[:_FEWEST]  # "Vega, Rosa, mother": the family name first
    enough = len(said.intersection(name)) >= min(_FEWEST, len(name))
    return enough and not said.isdisjoint(words[:_FEWEST])


def _without_office(text: str) -> str:
    """A text from where the name begins, if it says first what the person is: "Mother (Rosa Vega)". What would leave
    less than a name stays whole."""
    parts = [words_in(one) for one in _AFTER_NAME.split(text)]
    named = [*dropwhile(_WHAT_SOMEBODY_IS.issuperset, parts)]
    if not named:
        return text
    first = [*dropwhile(_WHAT_SOMEBODY_IS.__contains__, named[0])]
    return ", ".join(" ".join(one) for one in (first, *named[1:])) if len(first) >= _FEWEST else text


def may_stand_in(typed: str, known: Sequence[str]) -> bool:
    """Whether one of these texts has every word of a name, two of them no office: what stands before a name is said in
    more words than any list has ("Tante Rosa Vega"), so somebody looks whether it is the one who acts."""
    said = set(words_in(typed))
    named = len(said - _WHAT_SOMEBODY_IS) >= _FEWEST
    return named and any(said <= set(words_in(text)) for text in known)


def is_discloser(discloser: str, people: KnownPeople) -> bool:
    """Whether a consent lets this program disclose; one that does not say who, from before it was kept, may."""
    said, clinic = set(words_in(discloser)), set(words_in(people.clinic))
    return not said or not clinic or clinic <= said or said <= clinic


def check_recipient(
    request: DisclosureRequest, basis: LegalBasis, people: KnownPeople, consents: Sequence[ConsentRow], on: date
) -> list[Finding]:
    """Who receives it is who the basis opens the record to, as far as the record knows."""
    if not request.recipient.strip():
        return []
    if basis.own_access:
        return _own_access(request, people, consents, on)
    if basis.within_program and not is_among(request.recipient, people.staff):
        text = "Nobody of this name works in this program now. Write the staff member's name, or choose another basis."
        return [Finding("must", "recipient", text)]
    if basis.key != CONSENT and request.recipient_kind == CLIENT and not is_client(request.recipient, people.client):
        return [Finding("must", "recipient", f"The client's name is {people.client.name}.")]
    if basis.key == CONSENT and request.recipient_kind == CLIENT and not is_client(request.recipient, people.client):
        text = "This is not the client's name. Choose what kind of recipient it is."
        return [Finding("must", "recipient_kind", text)]
    if basis.key == _EMERGENCY and _consented(request.recipient, consents, on):
        text = "A consent in this chart names this recipient. An emergency stands only where consent cannot be had."
        return [Finding("should", "basis", text)]
    return []


def _own_access(
    request: DisclosureRequest, people: KnownPeople, consents: Sequence[ConsentRow], on: date
) -> list[Finding]:
    kind, typed = request.recipient_kind, request.recipient
    if kind == CLIENT and is_client(typed, people.client):
        return []
    if kind == REPRESENTATIVE and is_among(typed, people.representatives):
        return [Finding("should", "recipient", "Make sure that this person may still act for the client.")]
    if _consented(typed, consents, on):
        text = 'A consent in this chart names this recipient. Choose "With the client\'s written consent" and that one.'
    elif kind == REPRESENTATIVE and may_stand_in(typed, people.representatives):
        said = next(one for one in people.representatives if may_stand_in(typed, [one]))
        text = f"The record says: \u201c{said}\u201d Make sure that this is who may act for the client."
        return [Finding("should", "recipient", text)]
    elif kind == REPRESENTATIVE:
        text = (
            "No admission and no consent in this chart names this person as somebody who may act for the client. "
            "Take a consent first, or record there with which authority they act (45 CFR 164.502(g))."
        )
    else:
        text = (
            f"The client's own access is for {people.client.name}. To send a copy to somebody else, take the client's "
            "written consent that names them (42 CFR 2.31)."
        )
    return [Finding("must", "recipient", text)]


def _consented(typed: str, consents: Sequence[ConsentRow], on: date) -> bool:
    return any(is_active(row, on) and words_in(row.recipient) == words_in(typed) for row in consents)
