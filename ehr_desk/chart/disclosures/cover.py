"""What the door asks of the paper floor: a cover sheet (``ehr_desk.documents``) for disclosures with consent, and for
papers of which something has to be known that cannot stand in them any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ehr_desk.chart.consents.rows import ConsentRow


@dataclass(frozen=True)
class ConsentFacts:
    """The explanation of the consent's scope that goes with the document, 42 CFR 2.32(b), and the statement, 2.32(a).

    ``statement`` has empty lines between its paragraphs. ``limits``: what the client said of the scope, as written.
    """

    recipient: str
    purpose: str
    scope: tuple[str, ...]
    limits: str
    given_on: date
    expires_on: date | None
    expires_event: str
    statement: str


def explained(consent: ConsentRow, statement: str) -> ConsentFacts:
    """What a cover sheet tells of a consent, with the notice's ``statement``."""
    return ConsentFacts(
        recipient=consent.recipient,
        purpose=consent.purpose,
        scope=tuple(consent.scope),
        limits=consent.limits,
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        expires_event=consent.expires_event,
        statement=statement,
    )


@dataclass(frozen=True)
class CoverFacts:
    """What a cover sheet says. ``prepared_at`` is aware and in the desk's own zone; ``consent``: what it rests on,
    where that is a consent.
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
    staff_name: str
    prepared_at: datetime
    demonstration: bool
    consent: ConsentFacts | None = None
    remarks: tuple[str, ...] = ()
    """What has to be known of the document and cannot stand in it: it was signed before."""


class CoverSheet(Protocol):
    """Makes the cover sheet (a PDF)."""

    def make(self, facts: CoverFacts) -> bytes: ...
