"""What every document made from an entry shares: who it is about, where its sentences come from, signatures, notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ehr_desk.chart.entries.grounds import ALL_PRIVATE, PRIVACY, SEALED, WRONG_CLIENT
from ehr_desk.documents.days import day, moment
from ehr_desk.documents.model import (
    ADDENDUM_SLOTS,
    AUTHOR_FIELD,
    CLIENT_FIELD,
    SUPERVISOR_FIELD,
    Block,
    Bullets,
    ClientHeader,
    Fact,
    Heading,
    Notice,
    Paragraph,
    Sentence,
    Signatures,
    SignatureSlot,
    SourceLine,
    Sources,
)
from ehr_desk.forms import Item, display

Json = Any
_BULLET = re.compile(r"^\s*[-\u2022*]\s+(.*)$")
_ENTRY_ID = re.compile(r"[0-9a-f]{32}")
_SHORT_ID = 8
_GROUND_WORDS = {
    WRONG_CLIENT: "It was written for the wrong client.",
    PRIVACY: "It held what must stay private.",
    ALL_PRIVATE: "It held what must stay private.",
    SEALED: "It held what belongs into a sealed note.",
}
_CLIENT_SIGNS = frozenset(
    {
        "consent",
        "treatment_plan",
        "plan_review",
        "discharge_summary",
        "aftercare_plan",
        "safety_plan",
        "relapse_plan",
    }
)
"""Forms whose paper the client may acknowledge by hand."""


@dataclass(frozen=True)
class NoticeText:
    """The wording that goes with every disclosure (42 CFR 2.32): in full once, short at the foot of every page."""

    full: str
    short: str


class SourceNotes:
    """Numbers the entries that sentences rest on, in order of first use. ``words``: what to print for entry ids."""

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._words = words or {}
        self._numbers: dict[str, int] = {}

    def number(self, entry: str) -> int:
        """The number of an entry, given as its id or in words."""
        return self._numbers.setdefault(self._text(entry.strip()), len(self._numbers) + 1)

    def numbers(self, entries: str) -> tuple[int, ...]:
        """The numbers of a cell that may name several entries, one to a line or separated by semicolons."""
        parts = [part for part in re.split(r"[;\n]", entries) if part.strip()]
        return tuple(sorted({self.number(part) for part in parts}))

    def blocks(self) -> list[Block]:
        """The list of sources; nothing when no source was used."""
        lines = tuple(SourceLine(number, text) for text, number in self._numbers.items())
        return [Heading("Sources", 3), Sources(lines)] if lines else []

    def _text(self, entry: str) -> str:
        known = self._words.get(entry)
        if known:
            return known
        return f"Entry {entry[:_SHORT_ID]}" if _ENTRY_ID.fullmatch(entry) else entry


def client_header(body: Mapping[str, Json]) -> ClientHeader:
    """The client of a signed body."""
    client = body.get("client", {})
    return ClientHeader(
        name=str(client.get("name", "")),
        date_of_birth=str(client.get("date_of_birth", "")),
        record_number=str(client.get("record_number", "")),
        preferred_name=str(client.get("preferred_name", "")),
        pronouns=str(client.get("pronouns", "")),
    )


def client_facts(client: ClientHeader, on: str) -> list[Fact]:
    """The client panel's first facts. ``on`` (ISO date) is the day the age is counted for."""
    called = client.preferred_name
    if client.pronouns:
        called = f"{called} ({client.pronouns})" if called else client.pronouns
    age = _age(client.date_of_birth, on)
    born = day(client.date_of_birth) + (f" ({age} y)" if age is not None else "")
    label = "Preferred name" if client.preferred_name else "Pronouns"
    facts = [
        Fact("Client", client.name),
        Fact(label, called),
        Fact("Date of birth", born),
        Fact("MRN", client.record_number),
    ]
    return [fact for fact in facts if fact.value]


def shown(item: Item, value: Json) -> str:
    """An answer as paper shows it: days and times in words, labels with a capital."""
    if item.type == "date":
        return day(str(value))
    if item.type == "datetime":
        return moment(str(value))
    words = display(item, value)
    return capital(words) if item.type in ("choice", "multi") else words


def capital(text: str) -> str:
    """The text with its first letter in upper case; the rest stays as it was typed."""
    return text[:1].upper() + text[1:]


def author_text(person: Mapping[str, Json]) -> str:
    """Name and credential of a signer in a body."""
    return ", ".join(str(person[key]) for key in ("name", "credential") if person.get(key))


def changed_word(body: Mapping[str, Json]) -> str:
    """What somebody did who signed a new version in place of the author."""
    return "amended" if body.get("kind") == "amendment_at_client_request" else "corrected"


def changed_why(body: Mapping[str, Json]) -> str:
    """Why a version was made, as papers say it; empty where no reason was given. On another than a clinical ground the
    ground only: what was typed tells mostly just what was taken back, and stays in the record. A paper made anew with
    an addendum says why that was added (``version_reason``)."""
    if "version_reason" in body:
        return str(body["version_reason"])
    return _GROUND_WORDS.get(str(body.get("ground") or ""), str(body.get("reason") or "").strip())


def not_taken(body: Mapping[str, Json]) -> list[str]:
    """That what was added before was handed back to its author and stands not on this paper; nothing where none was."""
    numbers = [str(one) for one in body.get("handed_back", ())]
    if not numbers:
        return []
    if len(numbers) == 1:
        return [f"The addendum of version {numbers[0]} was returned before it was co-signed and is not on this one."]
    which = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return [f"The addenda of versions {which} were returned before they were co-signed and are not on this one."]


def signature_blocks(
    body: Mapping[str, Json], notice: NoticeText | None, *, addenda: bool = True, by: str = ""
) -> list[Block]:
    """The reserved places and the notice, which stay on one page. ``by``: what the first signer is to this paper, where
    it is not the author, nor who signs in the author's place."""
    by = by or (f"{capital(changed_word(body))} by" if body.get("in_place_of") else "Author")
    slots = [SignatureSlot(AUTHOR_FIELD, by, author_text(body.get("author", {})))]
    if body.get("needs_cosignature") or body.get("cosign_required"):
        slots.append(SignatureSlot(SUPERVISOR_FIELD, "Supervisor"))
    if body.get("form", {}).get("id") in _CLIENT_SIGNS:
        slots.append(SignatureSlot(CLIENT_FIELD, "Client"))
    slots.extend(ADDENDUM_SLOTS if addenda else ())
    blocks: list[Block] = [Heading("Signatures"), Signatures(tuple(slots))]
    if notice and notice.full:
        blocks.append(Notice("Notice of prohibition on redisclosure (42 CFR \u00a7 2.32)", notice.full))
    return blocks


Pending = list[tuple[str, str]]
"""(sentence, entry) of the sentences that are still to be found."""


def note_blocks(text: str, rows: Sequence[tuple[str, str]] = (), notes: SourceNotes | None = None) -> list[Block]:
    """A typed note as paragraphs and lists. ``rows`` are (sentence, entry): a found sentence gets its entry's number.

    What the author wrote or changed is not found and has no number: nothing in the record says it.
    """
    pending, notes = list(rows) if notes else [], notes or SourceNotes()
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        blocks.extend(_chunk_blocks(chunk, pending, notes))
    return blocks


def note_sentences(
    text: str, rows: Sequence[tuple[str, str]] = (), notes: SourceNotes | None = None
) -> tuple[Sentence, ...]:
    """A typed note as one run of sentences (for call-outs), lines kept."""
    return tuple(_sentences(text.strip(), list(rows) if notes else [], notes or SourceNotes()))


def _chunk_blocks(chunk: str, pending: Pending, notes: SourceNotes) -> list[Block]:
    blocks: list[Block] = []
    lines: list[str] = []
    items: list[Sentence] = []

    def flush_lines() -> None:
        if lines:
            blocks.append(Paragraph(tuple(_sentences("\n".join(lines), pending, notes))))
            lines.clear()

    def flush_items() -> None:
        if items:
            blocks.append(Bullets(tuple(items)))
            items.clear()

    for line in chunk.split("\n"):
        bullet = _BULLET.match(line)
        if bullet:
            flush_lines()
            items.append(_joined(_sentences(bullet.group(1), pending, notes)))
        elif line.strip():
            flush_items()
            lines.append(line.strip())
    flush_lines()
    flush_items()
    return blocks


def _sentences(text: str, pending: Pending, notes: SourceNotes) -> list[Sentence]:
    """The text with each sentence that has sources apart; what was found leaves the list of pending ones."""
    found: dict[tuple[int, int], list[str]] = {}
    for row in sorted(pending, key=lambda one: -len(one[0])):
        spot = _spot(row[0], text, found)
        if spot:
            found.setdefault(spot, []).append(row[1])
            pending.remove(row)
    parts: list[Sentence] = []
    start = 0
    for begin, end in sorted(found):
        own = text[start:begin].strip()
        parts += [Sentence(own)] if own else []
        numbers = {number for entry in found[begin, end] for number in notes.numbers(entry)}
        parts.append(Sentence(text[begin:end], tuple(sorted(numbers))))
        start = end
    own = text[start:].strip()
    return [*parts, Sentence(own)] if own else parts


def _spot(sentence: str, text: str, taken: Mapping[tuple[int, int], object]) -> tuple[int, int] | None:
    """Where a sentence stands as a whole; rows of one sentence share its place, other sentences do not overlap it."""
    for match in re.finditer(rf"(?<!\S){re.escape(sentence.strip())}(?!\S)", text) if sentence.strip() else ():
        if match.span() in taken or not any(at < match.end() and match.start() < end for at, end in taken):
            return match.span()
    return None


def _joined(parts: Sequence[Sentence]) -> Sentence:
    text = " ".join(part.text for part in parts)
    return Sentence(text, tuple(sorted({number for part in parts for number in part.sources})))


def _age(born: str, on: str) -> int | None:
    """Completed years; dates may be missing or unreadable in a foreign body."""
    try:
        year, month, day = (int(part) for part in born.split("-"))
        then = [int(part) for part in on[:10].split("-")]
    except ValueError:
        return None
    age = then[0] - year - ((then[1], then[2]) < (month, day))
    return age if 0 <= age < 130 else None
