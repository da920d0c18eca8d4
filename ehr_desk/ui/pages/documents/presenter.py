"""Papers and their ledger as rows and choices. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import names_class
from ehr_desk.chart.disclosures.bases import LegalBasis, basis_of
from ehr_desk.chart.disclosures.recipients import CLIENT
from ehr_desk.chart.disclosures.rows import PROTECTED, DisclosureRequest, DisclosureRow
from ehr_desk.chart.entries.client_signs import PaperStanding
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.common.clock import Clock
from ehr_desk.forms import Finding
from ehr_desk.ui.dialogs.release import BasisChoice, ConsentChoice
from ehr_desk.ui.pages.record.family import consent_state, counts
from ehr_desk.ui.pages.record.words import count, local_of
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import Level, Message
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.chart.entries.acknowledging import Pad
    from ehr_desk.documents.verdict import Verification

PAPER_COLUMNS = (
    Column("Document"),
    Column("Of", 114, whole=True),
    Column("Client signed", 118, whole=True),
)
CLIENT_SIGNED = 2
"""The column that takes no room where no paper listed was signed by the client or waits for that."""
LEDGER_COLUMNS = (
    Column("When", 112, whole=True),
    Column("Document", 140),
    Column("Recipient", least=130),
    Column("Purpose", 140),
    Column("Legal basis", 122, whole=True),
    Column("How", 90, whole=True),
    Column("By", 130),
    Column("Outcome", 108, whole=True),
)
_KINDS = {
    "progress_summary": "Progress summary",
    "discharge_summary": "Discharge summary",
    "aftercare_plan": "Aftercare plan",
    "treatment_plan": "Treatment plan",
    "plan_review": "Plan review",
    "attendance_letter": "Attendance letter",
    "note": "Note",
    "whole_chart": "Whole chart",
    "large_print": "Large print",
    "form": "Other document",
}
MADE_FROM_FORMS = (
    ("attendance_letter", "Attendance letter"),
    ("progress_summary", "Progress summary"),
    ("discharge_summary", "Discharge summary"),
    ("aftercare_plan", "Aftercare plan"),
)
"""Documents that begin as a draft: the form, the words of the menu."""
WHOLE_CHART = (
    "Every signed entry with all its versions, in one document with contents and bookmarks. Of what was taken back or "
    "entered in error it tells that it was, not what it said. It is kept here and leaves only when you hand it out. "
    "Sealed notes are never part of it."
)
LARGE_PRINT = "The same words in 18 point type, to take home. It is kept here beside the signed document."
_PRINT = "Print it (Hand out), let the client sign the print, and keep the original."
_ADD_DEVICE = "An administrator adds or renews a device in Settings, Signing."
_MADE_TO_ORDER = frozenset({"whole_chart", "large_print"})
_WAYS = {
    "save": "saved as a file",
    "print": "printed",
    PROTECTED: "protected copy",
}
_OUTCOMES = {
    "started": "begun, end not known",
    "released": "handed out",
    "not completed": "not handed out",
    "may have left": "failed on the way, may have left",
}


def kind_word(kind: str) -> str:
    """What a paper is."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


def listed(papers: Sequence[PaperInfo], *, notes: bool = False) -> list[PaperInfo]:
    """The papers to show: those made to be handed out, and the others where they are wanted too."""
    return [one for one in papers if notes or one.kind != "note"]


def of_an_entry(info: PaperInfo | None) -> bool:
    """Whether a paper is an entry's own, which a client may sign."""
    return info is not None and info.kind not in _MADE_TO_ORDER


Standings = Mapping[str, PaperStanding]
"""How papers stand, by their number."""


def paper_rows(papers: Iterable[PaperInfo], clock: Clock, standing: Standings | None = None) -> list[TableRow]:
    """The papers, those of the newest day first, as the list shows it; of one day by when their author signed: what is
    put on one later does not make it a new one."""
    known = standing or {}

    def place(one: PaperInfo) -> tuple[date, str]:
        made = known[one.document_id].made_at if one.document_id in known else one.made_at
        return _day_of(one, known.get(one.document_id), clock), made

    newest = sorted(papers, key=place, reverse=True)
    return [_paper(one, known.get(one.document_id), clock) for one in newest]


def paper_words(one: PaperStanding) -> str:
    """A paper in words: "Consent to disclose (Mill Counseling) of 5 Nov 2026"."""
    return f"{_titled(one)} of {show_date(one.on)}"


def waiting_words(one: PaperStanding | None) -> tuple[str, str]:
    """That a paper waits for its client, and what to do; empty where it does not."""
    if one is None or not one.waits:
        return "", ""
    return (
        "This document waits for the client's signature on the screen.",
        "Its answer says \u201csigned on this screen\u201d, and nothing was drawn yet. Press Client signs.",
    )


def pad_stop(pad: Pad, clock: Clock) -> tuple[str, str]:
    """Why a client cannot sign a paper on the screen, and the way out; empty where they can."""
    if pad.paper.drawn_at:
        at = local_of(pad.paper.drawn_at, clock)
        return f"The client signed this document on {show_date(at.date())} at {at:%H:%M}.", "Nothing is to be done."
    if not pad.free:
        return "This document has no place for the client's signature.", _PRINT
    if not pad.devices:
        return "No device has a valid certificate, so nothing can be drawn yet.", f"{_ADD_DEVICE} {_PRINT}"
    return "", ""


def ledger_rows(rows: Iterable[DisclosureRow], papers: Mapping[str, PaperInfo], clock: Clock) -> list[TableRow]:
    """What was handed out; what was not completed is struck through."""
    zone = clock.local().tzinfo
    made = []
    for one in rows:
        at = one.at.astimezone(zone)
        basis = basis_of(one.basis)
        cells = (
            f"{show_date(at.date())} {at:%H:%M}",
            papers[one.document_id].title if one.document_id in papers else kind_word(one.document_kind),
            f"{one.recipient} ({one.recipient_kind})",
            one.purpose,
            basis.title if basis else one.basis,
            _WAYS.get(one.how, one.how),
            one.staff_name,
            _OUTCOMES.get(one.outcome, one.outcome),
        )
        made.append(TableRow(one.id, cells, struck=one.outcome == "not completed", tooltip="\n".join(cells)))
    return made


def basis_choices(bases: Iterable[LegalBasis], client: str) -> list[BasisChoice]:
    """The legal bases for the dialog; the client's own access fills in the client's name."""
    return [
        BasisChoice(
            one.key,
            one.title,
            one.law,
            tuple((need.field, need.words) for need in one.needs),
            one.caution,
            *((client, CLIENT) if one.own_access else ()),
        )
        for one in bases
    ]


def consent_choices(consents: Sequence[ConsentRow], today: date) -> list[ConsentChoice]:
    """The client's consents, those that count first; others say why they do not."""
    ordered = sorted(consents, key=lambda one: (not counts(one, today), one.recipient.casefold()))
    return [_consent(one, today) for one in ordered]


def request_of(document_id: str, answers: Mapping[str, str]) -> DisclosureRequest:
    """The dialog's answers as a request."""
    return DisclosureRequest(document_id=document_id, **answers)


def messages(findings: Iterable[Finding]) -> list[Message]:
    """Findings for the dialog."""
    levels: dict[str, Level] = {"must": "must", "should": "should", "tip": "tip"}
    return [Message(levels.get(one.level, "should"), one.text, one.item) for one in findings]


def verdict_words(result: Verification) -> tuple[str, str, Level]:
    """The result of checking a paper: head, details, level."""
    sentences = result.sentences()
    level: Level = "tip" if result.exit_code == 0 else "should" if result.exit_code == 2 else "must"
    return sentences[0] if sentences else "", " ".join(sentences[1:]), level


def title_of(one: PaperInfo) -> str:
    """A paper in a few words: "Progress summary, 2 pages, 1 signature"."""
    return f"{one.title}, {count(one.pages, 'page')}, {count(one.signatures, 'signature')}"


def _paper(one: PaperInfo, standing: PaperStanding | None, clock: Clock) -> TableRow:
    at = local_of(standing.made_at if standing else one.made_at, clock)
    whole = title = _titled(standing) if standing else one.title
    if one.replaced_by:
        # At the beginning, where it is never cut: which version counts is looked for here.
        title = f"Replaced: {whole}, version {one.version}"
        whole = f"{whole}, version {one.version}, replaced by version {one.replaced_by}"
    elif one.version > 1:
        title = whole = f"{title}, version {one.version}"
    client = ""
    if standing is not None and standing.drawn_at:
        client = show_date(local_of(standing.drawn_at, clock).date())
    elif standing is not None and standing.waits:
        client = "Waits"
    made = f"Made {show_date(at.date())} {at:%H:%M}, {count(one.pages, 'page')}, {count(one.signatures, 'signature')}"
    made = f"Version {one.version}. {made}" if one.version else made
    tooltip = "\n".join((whole, made, one.document_id))
    on = show_date(_day_of(one, standing, clock))
    return TableRow(one.document_id, (title, on, client), tone="text3" if one.replaced_by else "", tooltip=tooltip)


def _day_of(one: PaperInfo, standing: PaperStanding | None, clock: Clock) -> date:
    """The day that a paper is about; of one made to order, when it was made."""
    return standing.on if standing else one.on or local_of(one.made_at, clock).date()


def _titled(one: PaperStanding) -> str:
    return f"{one.title} ({one.subject})" if one.subject else one.title


def _consent(one: ConsentRow, today: date) -> ConsentChoice:
    state = "" if counts(one, today) else f" ({consent_state(one, today)})"
    covers = ", ".join(one.scope)
    recipient = "" if names_class(one) else one.recipient
    return ConsentChoice(one.consent_id, f"{one.recipient}: {covers}{state}", recipient, one.purpose)
