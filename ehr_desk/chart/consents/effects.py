"""What a signed entry can state about consents."""

from __future__ import annotations

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

GIVEN = "consent.given"
REVOKED = "consent.revoked"


def consent(filled: Filled) -> list[Effect]:
    """A consent given, and its revocation where the form says so.

    Revoked by correcting the entry that gave it, the consent states both: it was good until the revocation. A form
    with the role ``consent_id`` revokes another entry's consent and gives none; so does one with the table
    ``revocations``, for every consent that is marked as taken back.
    """
    if is_revocation(filled):
        return [_revoked(filled, consent_id) for consent_id in taken_back(filled)]
    other = filled.text("consent_id")
    found = [] if other else [_given(filled)]
    if filled.value("revoked") is True:
        on = filled.day("revoked_on") or filled.effective_on
        to = filled.text("recipient").strip() or _recipient_of(filled, other)
        sentence = f"Consent to disclose to {to or 'the recipient'} revoked on {in_words(on)}."
        data: dict[str, Json] = {"consent_id": other or filled.entry_id, "how": filled.text("revoked_how")}
        found.append(Effect(REVOKED, on, data, sentence))
    return found


def is_revocation(filled: Filled) -> bool:
    """Whether the form lists consents to take back, and gives none."""
    return next(filled.items("revocations"), None) is not None


def taken_back(filled: Filled) -> list[str]:
    """The ids of the consents that the form marks as taken back."""
    return [str(row.get("consent_id") or "") for row in filled.rows("revocations") if row.get("taken_back") is True]


def _revoked(filled: Filled, consent_id: str) -> Effect:
    on = filled.effective_on
    sentence = (
        f"Consent to disclose to {_recipient_of(filled, consent_id) or 'the recipient'} revoked on {in_words(on)}."
    )
    return Effect(REVOKED, on, {"consent_id": consent_id, "how": filled.text("revoked_how")}, sentence)


def _given(filled: Filled) -> Effect:
    scope = filled.value("scope")
    expires_on = filled.day("expires_on")
    data: dict[str, Json] = {
        "kind": filled.text("consent_kind").strip(),
        "recipient": filled.text("recipient").strip(),
        "recipient_kind": (filled.text("recipient_kind") or filled.text("relationship")).strip(),
        "purpose": filled.text("purpose").strip(),
        "scope": [str(part) for part in scope] if isinstance(scope, list) else [],
        "limits": filled.text("scope_detail").strip(),
        "discloser": filled.text("discloser").strip(),
        "expires_on": expires_on.isoformat() if expires_on else "",
        "expires_event": filled.text("expires_event").strip(),
    }
    parts = ", ".join(data["scope"])
    sentence = f"Consent to disclose to {data['recipient']}" + (f": {parts}" if parts else "")
    if expires_on:
        sentence += f"; ends on {in_words(expires_on)}"
    elif data["expires_event"]:
        sentence += f"; ends when: {data['expires_event'].rstrip('.')}"
    return Effect(GIVEN, filled.effective_on, data, sentence + ".")


def _recipient_of(filled: Filled, consent_id: str) -> str:
    return next((row.recipient for row in filled.chart.rows("consents") if row.consent_id == consent_id), "")
