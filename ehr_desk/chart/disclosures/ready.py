"""A disclosure about to leave: what the door looked at, what leaves, under which names, and its line of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.disclosures.naming import stem_of
from ehr_desk.chart.disclosures.recipients import KnownPeople
from ehr_desk.chart.disclosures.rows import STARTED, DisclosureRequest, DisclosureRow, DocumentFacts
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import sha256_hex


@dataclass(frozen=True)
class Found:
    """Everything the door looks at, from one snapshot."""

    info: PaperInfo
    pdf: bytes
    document: DocumentFacts
    client: ClientRow
    consents: list[ConsentRow]
    people: KnownPeople


@dataclass(frozen=True)
class Ready:
    """A permitted disclosure with what will leave."""

    request: DisclosureRequest
    found: Found
    cover: bytes | None
    notice_version: str
    protected: bytes | None = None
    """The copy under a passphrase that leaves in place of the paper; ``cover`` is under the same one then."""

    def files(self, on: date, *, named: bool) -> list[tuple[str, bytes]]:
        """What leaves, each under its name. ``named``: after the client too, but for copies under a passphrase."""
        client = self.found.client.name if named and self.protected is None else ""
        stem = stem_of(self.found.info.document_id, on, client)
        pdf = self.found.pdf
        if self.protected is not None:
            stem, pdf = f"{stem}-protected", self.protected
        return [(f"{stem}.pdf", pdf), *([(f"{stem}-cover.pdf", self.cover)] if self.cover is not None else [])]

    def line(self, number: str, at: datetime, me: StaffRow) -> DisclosureRow:
        """The ledger's line that it was started."""
        request, info = self.request, self.found.info
        return DisclosureRow(
            id=number,
            at=at,
            staff_id=me.id,
            staff_name=me.signature_name,
            client_id=info.client_id,
            document_id=info.document_id,
            revision=info.revision,
            document_kind=info.kind,
            sha256=info.sha256,
            recipient=request.recipient.strip(),
            recipient_kind=request.recipient_kind,
            purpose=request.purpose.strip(),
            basis=request.basis,
            consent_id=request.consent_id,
            how=request.how,
            emergency_personnel=request.emergency_personnel.strip(),
            emergency_affiliation=request.emergency_affiliation.strip(),
            emergency_nature=request.emergency_nature.strip(),
            court_order=request.court_order.strip(),
            subpoena=request.subpoena.strip(),
            reference=request.reference.strip(),
            note=request.note.strip(),
            notice_version=self.notice_version,
            cover_sha256=sha256_hex(self.cover) if self.cover is not None else "",
            outcome=STARTED,
        )
