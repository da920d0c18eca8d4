"""What a document says, before anything of it is drawn.

Pure data: other parts of the program describe a document with these and know no PDF. ``Document.record()``
is the same content as JSON; it is attached to the PDF, so a paper carries exactly what is printed on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal

PageSize = Literal["letter", "a4"]
Tone = Literal["neutral", "warning", "danger"]


@dataclass(frozen=True)
class Letterhead:
    """The clinic as it signs its letters. ``logo`` is a PNG or JPEG; without one the program draws a plain mark."""

    name: str
    address: tuple[str, ...] = ()
    phone: str = ""
    tagline: str = ""
    demo: bool = False
    logo: bytes = b""
    page: PageSize = "letter"


@dataclass(frozen=True)
class ClientHeader:
    """Who the document is about. ``date_of_birth`` is an ISO date."""

    name: str
    date_of_birth: str = ""
    record_number: str = ""
    preferred_name: str = ""
    pronouns: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; level 2 opens a section, level 3 a part of one, level 4 a part of that. ``look``: the level it is set
    like, where that is not its own: 1 opens an entry among many, whose headings then look as on a paper of its own."""

    text: str
    level: int = 2
    look: int = field(default=0, metadata={"told": False})


@dataclass(frozen=True)
class Sentence:
    """A stretch of text and the numbers of the sources it was assembled from."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    sentences: tuple[Sentence, ...]
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[Sentence, ...]


@dataclass(frozen=True)
class Fact:
    """A label over its value."""

    label: str
    value: str
    sources: tuple[int, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Panel:
    """Facts in a grid on a tinted ground: who, and the frame of the stay."""

    facts: tuple[Fact, ...]
    columns: int = 4


@dataclass(frozen=True)
class Card:
    """Facts below each other on a ground of their own, on one page: a row of a table where there is no room for one."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Facts:
    """Facts in a grid on plain ground: the short answers of a form."""

    facts: tuple[Fact, ...]
    columns: int = 3


@dataclass(frozen=True)
class KeyFigure:
    """One number that matters, its label and a word of context."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """Up to four key figures side by side."""

    tiles: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Column:
    """A table column. ``share`` is its part of the width (0 in any column: all widths follow the content)."""

    title: str
    share: float = 0.0
    align: Literal["left", "right"] = "left"
    strong: bool = False


@dataclass(frozen=True)
class Row:
    """A table row with the numbers of its sources."""

    cells: tuple[str, ...]
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    summary: str = ""


@dataclass(frozen=True)
class MedicationLine:
    """One medication: what, how, what for, and what happened to it."""

    name: str
    directions: str
    purpose: str = ""
    change: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Medications:
    """Medication lines; a name and its directions are never parted by a page. ``last`` is the last column's title."""

    lines: tuple[MedicationLine, ...]
    last: str = "Status and changes"


@dataclass(frozen=True)
class Callout:
    """Something that must be seen: risk, crisis line, allergy."""

    title: str
    sentences: tuple[Sentence, ...]
    tone: Tone = "danger"


@dataclass(frozen=True)
class BandRange:
    """A named stretch of one measure's own scale, both ends included."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """One measure over time. ``points``: (ISO date, value) in time order; ``maximum``: the top of its scale."""

    name: str
    points: tuple[tuple[str, float], ...]
    maximum: float
    bands: tuple[BandRange, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Measures over time, each on its own scale and with its own bands. ``alt`` is the description in words."""

    series: tuple[Series, ...]
    alt: str


@dataclass(frozen=True)
class Notice:
    """A boxed legal notice."""

    title: str
    text: str


@dataclass(frozen=True)
class Contents:
    """The headings that follow, with their pages: sections, and with ``levels`` of 3 their parts too."""

    levels: int = 2


@dataclass(frozen=True)
class SourceLine:
    """What a source number stands for."""

    number: int
    text: str


@dataclass(frozen=True)
class Sources:
    """The list of sources in small type."""

    lines: tuple[SourceLine, ...]


@dataclass(frozen=True)
class SignatureSlot:
    """A place reserved for a signature. ``field`` is its name in the PDF, ``label`` its printed heading.

    ``text_field``: the name of a text field beside it, reserved for an addendum.
    """

    field: str
    label: str
    expected: str = ""
    text_field: str = ""


@dataclass(frozen=True)
class Signatures:
    """The group of reserved signature places."""

    slots: tuple[SignatureSlot, ...]


Block = (
    Heading
    | Paragraph
    | Bullets
    | Panel
    | Card
    | Facts
    | KeyFigures
    | Table
    | Medications
    | Callout
    | Chart
    | Contents
    | Notice
    | Sources
    | Signatures
)

AUTHOR_FIELD = "Author"
SUPERVISOR_FIELD = "Supervisor"
CLIENT_FIELD = "Client"
ADDENDUM_SLOTS = (
    SignatureSlot("Addendum 1 signature", "Addendum 1", text_field="Addendum 1"),
    SignatureSlot("Addendum 2 signature", "Addendum 2", text_field="Addendum 2"),
)
"""Places for what is added after signing; filled and signed in one go, every earlier signature stays valid."""


@dataclass(frozen=True)
class Document:
    """Everything one PDF says. ``prepared_at`` is aware and in the zone in which times are printed."""

    document_id: str
    version: int
    kind: str
    title: str
    letterhead: Letterhead
    client: ClientHeader
    prepared_at: datetime
    blocks: tuple[Block, ...]
    subtitle: str = ""
    confidentiality: str = ""
    language: str = "en-US"
    draft: bool = False
    large: bool = False
    """Large print: running text of 18 points."""
    facts: dict[str, str] = field(default_factory=dict)
    """Machine-readable facts for the attached record (entry id and the like); not printed."""

    def record(self) -> dict[str, Any]:
        """The content as JSON: exactly what is printed, in order, and the machine-readable facts."""
        return {
            "document_id": self.document_id,
            "version": self.version,
            "kind": self.kind,
            "title": self.title,
            "subtitle": self.subtitle,
            "language": self.language,
            "prepared_at": self.prepared_at.isoformat(timespec="seconds"),
            "clinic": {
                "name": self.letterhead.name,
                "address": list(self.letterhead.address),
                "phone": self.letterhead.phone,
                "tagline": self.letterhead.tagline,
                "demo": self.letterhead.demo,
            },
            "client": _plain(self.client),
            "blocks": [{"block": type(block).__name__, **_plain(block)} for block in self.blocks],
            "confidentiality": self.confidentiality,
            "facts": dict(self.facts),
            **({"large_print": True} if self.large else {}),
        }


def sentences(*texts: str | Sentence) -> tuple[Sentence, ...]:
    """Plain strings as sentences without sources."""
    return tuple(Sentence(text) if isinstance(text, str) else text for text in texts)


def _plain(value: Any) -> Any:
    """Dataclasses as JSON objects; empty values stay, so equal documents have equal records. What only says how
    something is set is no part of what is printed."""
    if is_dataclass(value) and not isinstance(value, type):
        told = (part.name for part in fields(value) if part.metadata.get("told", True))
        return {name: _plain(getattr(value, name)) for name in told}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
