"""What readers get of consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ConsentRow:
    """One written consent. ``consent_id`` is the id of the entry that gave it.

    ``scope`` names parts of the record in the form's words. ``expires_on`` is the last day on which it counts;
    ``expires_event`` an event in words. ``revoked_on`` is the first day on which it no longer counts.
    ``entry_id`` is the entry that spoke of it last. ``limits``: what the client said of the scope, 2.31(a)(3), as
    written; ``discloser``: who may disclose, 2.31(a)(2).
    """

    consent_id: str
    kind: str
    recipient: str
    recipient_kind: str
    purpose: str
    scope: list[str]
    given_on: date
    expires_on: date | None
    expires_event: str
    revoked_on: date | None
    entry_id: str
    limits: str = ""
    discloser: str = ""
