"""What a consent must hold and what it covers. Pure. Source: 42 CFR 2.31 (2024 rule, 89 FR 12472)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ehr_desk.chart.consents.classes import class_in
from ehr_desk.chart.consents.effects import is_revocation, taken_back
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding

WHOLE_RECORD = "whole record"
# The only kind that may have no end (2.31(a)(7)) and needs the consequences of refusing (2.31(a)(10)).
TREATMENT_PAYMENT_OPERATIONS = "treatment, payment and operations"

# Role, what is missing, paragraph of 42 CFR 2.31(a).
_ELEMENTS = (
    ("discloser", "who may disclose", "(2)"),
    ("scope", "what may be disclosed", "(3)"),
    ("recipient", "who may receive it", "(4)"),
    ("purpose", "the purpose", "(5)"),
    ("revoke_contact", "how the client can revoke it", "(6)"),
    ("signed_by", "who signed", "(8)"),
)


def covers(consent: ConsentRow, *, recipient: str, scope_needed: Collection[str], on: date) -> list[str]:
    """The reasons why a consent does not permit a disclosure; none when it does.

    42 CFR 2.31(c): nothing is disclosed on a consent that has expired, is deficient, or is known to be revoked.
    2.31(a)(3) and (4): only what it describes, only to whom it names. 2.31(a)(7): it counts through the day it ends
    on. An event that ends it (``expires_event``) is words; whoever releases judges whether it has happened.
    2.31(a)(8): without the client's signature there is no consent. Recipients are compared without regard to case and
    spacing. SUD counseling notes are never part of the "whole record": they need a consent of their own (2.31(b)).
    """
    reasons = []
    if consent.unsigned:
        reasons.append("It waits for the client's signature on the screen.")
    if on < consent.given_on:
        reasons.append("It had not been given yet on that day.")
    if consent.revoked_on is not None and consent.revoked_on <= on:
        reasons.append("It has been revoked.")
    if consent.expires_on is not None and consent.expires_on < on:
        reasons.append("It has ended.")
    if _plain(recipient) != _plain(consent.recipient):
        reasons.append("It names another recipient.")
    given = {_plain(part) for part in consent.scope}
    lacking = [part for part in scope_needed if _plain(part) not in given and not _in_whole(part, given)]
    if lacking == [WHOLE_RECORD]:
        reasons.append("It does not cover this kind of document. Only a consent for the whole record does.")
    elif lacking:
        reasons.append(f"It does not cover: {', '.join(lacking)}.")
    return reasons


def is_active(consent: ConsentRow, on: date) -> bool:
    """Whether it counts on a day, whoever asks for whatever."""
    return not covers(consent, recipient=consent.recipient, scope_needed=(), on=on)


def may_name_class(consent: ConsentRow) -> bool:
    """Whether it is for treatment, payment and operations: only such a consent may name a class, 2.31(a)(4)(i)."""
    return _plain(consent.kind) == TREATMENT_PAYMENT_OPERATIONS


def names_class(consent: ConsentRow) -> bool:
    """Whether the consent names classes of recipients instead of one."""
    return may_name_class(consent) and class_in(consent.recipient)


def check_consent(filled: Filled) -> list[Finding]:
    """The elements of 42 CFR 2.31(a), and days that fit each other. Without them a consent is deficient (2.31(c))."""
    if "consent" not in filled.form.states:
        return []
    if is_revocation(filled):
        return _check_taken_back(filled)
    if filled.text("consent_id"):
        return _check_revocation_of(filled)
    found = [
        Finding("must", _item(filled, role), f"The consent does not say {words} (42 CFR 2.31(a){paragraph}).")
        for role, words, paragraph in _ELEMENTS
        if not filled.value(role) and not _asked_by_form(filled, role)
    ]
    return found + _check_end(filled) + _check_refusal(filled) + _check_revoked(filled)


def _check_end(filled: Filled) -> list[Finding]:
    expires_on = filled.day("expires_on")
    if expires_on is not None and expires_on < filled.effective_on:
        return [Finding("must", _item(filled, "expires_on"), "The consent would end before it is given.")]
    if expires_on or filled.text("expires_event").strip():
        return []
    if _is_tpo(filled):
        return []
    at = _item(filled, "expiry_kind") or _item(filled, "expires_on")
    return [Finding("must", at, "The consent has no end. Give a date or an event (42 CFR 2.31(a)(7)).")]


def _check_refusal(filled: Filled) -> list[Finding]:
    role = "refuse_consequences"
    if not _is_tpo(filled) or filled.text(role).strip() or _asked_by_form(filled, role):
        return []
    text = "The consent does not say what refusing would mean (42 CFR 2.31(a)(10))."
    return [Finding("must", _item(filled, role), text)]


def _check_revoked(filled: Filled) -> list[Finding]:
    on = filled.day("revoked_on")
    if filled.value("revoked") is not True or on is None:
        return []
    if on < filled.effective_on:
        return [Finding("must", _item(filled, "revoked_on"), "The consent would be revoked before it is given.")]
    if on > filled.today:
        return [Finding("must", _item(filled, "revoked_on"), "The revocation lies in the future.")]
    return []


def _check_revocation_of(filled: Filled) -> list[Finding]:
    known: list[ConsentRow] = list(filled.chart.rows("consents"))
    if any(row.consent_id == filled.text("consent_id") for row in known):
        return []
    return [Finding("must", _item(filled, "consent_id"), "There is no such consent on the record.")]


def _check_taken_back(filled: Filled) -> list[Finding]:
    at = _item(filled, "revocations")
    rows = filled.rows("revocations")
    chosen = taken_back(filled)
    if rows and not chosen and all(row.get("taken_back") is not None for row in rows):
        return [Finding("must", at, "No consent is marked as taken back.")]
    known: dict[str, ConsentRow] = {row.consent_id: row for row in filled.chart.rows("consents")}
    found = []
    for consent_id in chosen:
        row = known.get(consent_id)
        if row is None:
            found.append(Finding("must", at, "There is no such consent on the record."))
        elif filled.effective_on < row.given_on:
            text = f"The consent for {row.recipient} would be taken back before it is given."
            found.append(Finding("must", _item(filled, "effective_on"), text))
    return found


def _is_tpo(filled: Filled) -> bool:
    return _plain(filled.text("consent_kind")) == TREATMENT_PAYMENT_OPERATIONS


def _in_whole(part: str, given: Collection[str]) -> bool:
    return WHOLE_RECORD in given and "counseling note" not in _plain(part)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _asked_by_form(filled: Filled, role: str) -> bool:
    item = next(filled.items(role), None)
    return item is not None and item.required


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
