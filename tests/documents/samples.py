"""Documents that tests print."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ehr_desk.documents.model import (
    AUTHOR_FIELD,
    SUPERVISOR_FIELD,
    BandRange,
    Block,
    Bullets,
    Callout,
    Chart,
    ClientHeader,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    KeyFigure,
    KeyFigures,
    Letterhead,
    MedicationLine,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Row,
    Sentence,
    Series,
    Signatures,
    SignatureSlot,
    SourceLine,
    Sources,
    Table,
    sentences,
)

AT = datetime(2026, 11, 21, 14, 34, 5, tzinfo=timezone(timedelta(hours=-5)))
LETTERHEAD = Letterhead(
    "Riverbend Recovery Center",
    ("1840 Canal Street, Suite 300", "Millbrook, OH 44901"),
    "Tel (419) 555-0142",
    demo=True,
)
CLIENT = ClientHeader("Marisol Vega-Ortiz", "1991-03-14", "DEMO-20317", "Mari", "she/her")
NAMES = (
    "سارة الحداد \U0001f338",
    "الآنسة لمياء علاء الدين",
    "שרה בן־דוד",
    "श्रेष्ठा प्रिया",
    "শ্রেয়া চৌধুরী",
    "ஸ்ரீதேவி கிருஷ்ணன்",
    "ศรีสุดา น้ำผึ้ง",
    "ሰላማዊት ገብረማርያም",
    "Nguyễn Thị Ánh Ngọc",
    "Ольга Ёлкина",
    "李小龍",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd",
)
_BANDS = (BandRange("minimal", 0, 4), BandRange("mild", 5, 9), BandRange("severe", 10, 27))


def document(
    *blocks: Block, title: str = "Discharge summary", client: ClientHeader = CLIENT, page: str = "letter"
) -> Document:
    """A document with these blocks, or with one of each kind."""
    letterhead = Letterhead(**{**LETTERHEAD.__dict__, "page": page})
    return Document(
        document_id="D-0117A20317",
        version=1,
        kind="discharge_summary",
        title=title,
        letterhead=letterhead,
        client=client,
        prepared_at=AT,
        blocks=(*(blocks or EVERYTHING), *SIGNATURES),
        subtitle="ASAM Level 2.1",
        confidentiality="42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
    )


SIGNATURES: tuple[Block, ...] = (
    Heading("Signatures"),
    Signatures(
        (SignatureSlot(AUTHOR_FIELD, "Author", "Dana Whitlock, LPCC-S"), SignatureSlot(SUPERVISOR_FIELD, "Supervisor"))
    ),
    Notice("Notice of prohibition on redisclosure", "This record is protected. " * 12),
)
EVERYTHING: tuple[Block, ...] = (
    Panel((Fact("Client", "Marisol Vega-Ortiz"), Fact("MRN", "DEMO-20317"), Fact("Reason", "Completed", wide=True))),
    KeyFigures((KeyFigure("PHQ-9", "17 \u2192 6", "mild"), KeyFigure("Sessions attended", "46"))),
    Heading("Diagnoses"),
    Table((Column("Code", 1), Column("Diagnosis", 4)), (Row(("F11.21", "Opioid dependence, in remission"), (1,)),)),
    Heading("Course"),
    Paragraph((Sentence("She entered after two overdoses.", (1,)), Sentence("She attended 46 of 50 sessions."))),
    Bullets(sentences("an additional session", "a revision of the plan")),
    Facts((Fact("Copy given to", "Client"), Fact("How", "On paper"))),
    Chart((Series("PHQ-9", (("2026-07-09", 17.0), ("2026-10-29", 6.0)), 27, _BANDS),), "PHQ-9 fell from 17 to 6."),
    Medications(
        (MedicationLine("Sertraline", "100 mg every morning", "Depression", "Raised: partial response", (1,)),)
    ),
    Callout("Risk", (Sentence("In a crisis call or text 988.", (1,)),)),
    Sources((SourceLine(1, "Admission, 2026-07-09, D. Whitlock"),)),
)
