"""What the door asks of the paper floor: a cover sheet for disclosures with consent (``ehr_desk.documents``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True)
class CoverFacts:
    """The explanation of the consent's scope that goes with the document, 42 CFR 2.32(b), and the statement, 2.32(a).

    ``prepared_at`` is aware and in the desk's own zone. ``statement`` has empty lines between its paragraphs.
    ``consent_limits``: what the client said of the scope, as written.
    """

    document_id: str
    revision: int
    document_title: str
    pages: int
    client_name: str
    record_number: str
    recipient: str
    purpose: str
    basis_title: str
    basis_law: str
    consent_kind: str
    consent_recipient: str
    consent_purpose: str
    consent_scope: tuple[str, ...]
    consent_limits: str
    consent_given_on: date
    consent_expires_on: date | None
    consent_expires_event: str
    statement: str
    notice_version: str
    staff_name: str
    prepared_at: datetime
    demonstration: bool
    remarks: tuple[str, ...] = ()
    """What has to be known of the document and cannot stand in it: it was signed before."""


class CoverSheet(Protocol):
    """Makes the cover sheet (a PDF)."""

    def make(self, facts: CoverFacts) -> bytes: ...
