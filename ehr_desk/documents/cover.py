"""The cover sheet of a disclosure: what the document cannot say any more, and with a consent what that covers (42 CFR
2.32(b)) and the notice (2.32(a))."""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.chart.disclosures.cover import ConsentFacts, CoverFacts
from ehr_desk.common.days import in_words
from ehr_desk.documents.model import (
    Block,
    Bullets,
    Callout,
    ClientHeader,
    Document,
    Fact,
    Heading,
    Letterhead,
    Notice,
    Panel,
    Paragraph,
    sentences,
)
from ehr_desk.documents.render import Press

COVER_SHEET = "cover_sheet"
"""The kind of these documents, in the record that is attached to each."""
_UNSIGNED = "This sheet goes with the document named above and is not signed; that document is."


class CoverMaker:
    """Makes cover sheets on the clinic's letterhead; ``letterhead`` is asked anew for each one."""

    def __init__(self, letterhead: Callable[[], Letterhead], press: Press | None = None) -> None:
        self._letterhead = letterhead
        self._press = press or Press()

    def make(self, facts: CoverFacts) -> bytes:
        """The cover sheet as a PDF; not signed, it is made for one handing-out."""
        return self._press.render(_describe(facts, self._letterhead()))


def _describe(facts: CoverFacts, letterhead: Letterhead) -> Document:
    handed_out = (
        Fact("Handed to", facts.recipient),
        Fact("Purpose", facts.purpose),
        Fact("Client", facts.client_name),
        Fact("MRN", facts.record_number),
        Fact("Document", f"{facts.document_title}, {facts.document_id}"),
        Fact("Pages", str(facts.pages)),
        Fact("Handed out by", facts.staff_name),
        Fact("Legal basis", f"{facts.basis_title} ({facts.basis_law})"),
    )
    return Document(
        document_id=facts.document_id,
        version=facts.revision,
        kind=COVER_SHEET,
        title="Cover sheet",
        subtitle="What the client's consent covers" if facts.consent else "What has to be known of this document",
        letterhead=letterhead,
        client=ClientHeader(facts.client_name, record_number=facts.record_number),
        prepared_at=facts.prepared_at,
        blocks=(
            Panel(handed_out),
            Paragraph(sentences(_UNSIGNED), small=True),
            *([Callout("About this document", sentences(*facts.remarks), tone="warning")] if facts.remarks else []),
            *(_consent(facts.consent) if facts.consent else []),
        ),
        confidentiality="42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
    )


def _consent(consent: ConsentFacts) -> list[Block]:
    given = f"The client gave this consent on {in_words(consent.given_on)}. {_expiry(consent)}"
    limits = [Callout("The client's words, and limits", sentences(consent.limits), tone="warning")]
    return [
        Heading("The consent this rests on"),
        Paragraph(sentences(given)),
        Paragraph(sentences(f"It names as recipient: {consent.recipient}. ", f"Purpose: {consent.purpose}.")),
        Paragraph(sentences("It covers these parts of the record and no others:")),
        Bullets(sentences(*consent.scope)),
        *(limits if consent.limits else []),
        Notice("Notice of prohibition on redisclosure (42 CFR § 2.32)", consent.statement),
    ]


def _expiry(consent: ConsentFacts) -> str:
    if consent.expires_on is not None:
        return f"It ends on {in_words(consent.expires_on)}."
    return f"It ends: {consent.expires_event}." if consent.expires_event else "It names no end."
