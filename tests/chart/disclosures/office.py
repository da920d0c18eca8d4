"""A real vault with a client, a document and a consent, and the door of one staff member."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.clients.service import ClientService
from ehr_desk.chart.disclosures.cover import CoverFacts
from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.disclosures.service import DisclosureService
from ehr_desk.chart.entries.amending import AmendingService
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.paper import SignsData
from ehr_desk.chart.entries.paper_reader import paper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.signing import SigningService
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.vault.sitting import Sitting
from tests.chart.entries.toy import PlainPaper, toy_library
from tests.clinical_forms.filled import CONSENT
from tests.support.one_person import DANA, PASSPHRASE

PROBATION = "County probation office"
MARISOL = ClientRow("c1", "DEMO-0001", "Vega-Ortiz", "Marisol", "Mari", "", date(1991, 3, 14), "", "", "", "", "s-dana")
"""Somebody of whom only the rules know."""
SIGNED_AGAIN = {name: CONSENT[name] for name in ("signed_by", "signed_how", "copy_given")} | {"signed_on": "2026-11-01"}
"""What a corrected consent asks again, as it was."""
GIVEN = Protection("kettle orbit meadow", PASSPHRASE)
"""A passphrase for a copy, given by who sits at the desk."""


@dataclass
class Covers:
    """A cover sheet that is plain text; keeps what it was asked to say."""

    asked: list[CoverFacts] = field(default_factory=list)

    def make(self, facts: CoverFacts) -> bytes:
        self.asked.append(facts)
        return f"cover for {facts.document_id}".encode()


class Copies:
    """Copies under a passphrase that are plain text."""

    def copy(self, pdf: bytes, passphrase: str, signer: SignsData, author: Author, at: datetime) -> bytes:
        return f"copy of {sha256_hex(pdf)} by {author.name}".encode()

    def sheet(self, pdf: bytes, passphrase: str, at: datetime) -> bytes:
        return b"closed " + pdf


@dataclass
class Office:
    """One sitting with everything a disclosure needs."""

    sitting: Sitting
    clock: SettableClock
    ids: SeededIds
    folder: Path

    def __post_init__(self) -> None:
        rooms, printed = heart(), PlainPaper()
        library = FormLibrary([*toy_library().all(), FormLibrary.load(forms_dir()).get("consent")])
        self.clients = ClientService(self.sitting, DANA, self.clock, self.ids)
        self.drafts = DraftService(self.sitting, DANA, library, rooms, self.clock, self.ids)
        self.amending = AmendingService(self.sitting, DANA, library, rooms, self.clock, self.ids)
        self.signing = SigningService(self.sitting, self.drafts, rooms, printed, self.clock, self.ids)
        self.covers = Covers()
        self.door = self.door_of(DANA)

    def door_of(self, me: StaffRow, *, demonstration: bool = False) -> DisclosureService:
        return DisclosureService(
            self.sitting,
            me,
            self.clock,
            self.ids,
            self.covers,
            lambda _pdf: True,
            Copies(),
            demonstration=demonstration,
        )

    def client(self, family_name: str = "Vega-Ortiz") -> ClientRow:
        return self.clients.add(ClientFacts(family_name, "Mari", date(1991, 3, 14)))

    def document(self, client: ClientRow) -> str:
        """A signed paper; returns its document id."""
        draft = self.drafts.start("toy_paper", client_id=client.id)
        self.drafts.save(draft.id, {"on": "2026-11-20", "text": "Snarkleflump craving.", "tokens": 1})
        return self.signing.sign([draft.id], PASSPHRASE).document_ids[0]

    def amend(self, document_id: str, kind: str, answers: dict[str, Any] | None = None) -> None:
        with self.sitting.read() as session:
            entry_id = paper(session, document_id)[0].entry_id
        draft = self.amending.start(entry_id, kind, reason="wrong day")
        self.drafts.save(draft.id, {**draft.answers, **(answers or {"on": "2026-11-20", "text": "More."})})
        self.signing.sign([draft.id], PASSPHRASE)

    def consent(self, client: ClientRow, **changes: Any) -> str:
        """A signed consent for the probation office; returns its id."""
        answers = CONSENT | {
            "signed_on": "2026-11-01",
            "consent_kind": "specific disclosure",
            "recipient": PROBATION,
            "scope": ["whole record"],
            "purpose": "Report of attendance",
        }
        answers.pop("recipient_relationship")
        draft = self.drafts.start("consent", client_id=client.id)
        self.drafts.save(draft.id, {**draft.answers, **answers, **changes})
        return self.signing.sign([draft.id], PASSPHRASE).entry_ids[0]

    def actions(self) -> list[str]:
        """The acts of the audit log, in order."""
        return [event.action for event in reversed(list(self.sitting.audit.events()))]


def request(document_id: str, **changes: Any) -> DisclosureRequest:
    """A request on the basis of a consent, to the probation office."""
    values: dict[str, Any] = {
        "document_id": document_id,
        "recipient": PROBATION,
        "recipient_kind": "court, probation or parole",
        "purpose": "Report of attendance",
        "basis": "consent",
        "how": "save",
    }
    return DisclosureRequest(**values | changes)


def own_access(document_id: str, **changes: Any) -> DisclosureRequest:
    """A request on the basis of the client's own access."""
    return request(document_id, basis="client access", recipient="Mari Vega-Ortiz", recipient_kind="client", **changes)


def stored(office: Office, document_id: str) -> bytes:
    """The bytes of a paper as the record holds them."""
    with office.sitting.read() as session:
        return paper(session, document_id)[1]


def forbidden(pdf: bytes, cover: bytes | None) -> None:
    """What hands a paper out that has to stay in."""
    raise AssertionError("nothing may leave")
