"""Whether a paper says what its entry says: the words of the record attached to it, held against the signed entry.

An author whose own program was changed can sign an entry together with a paper that shows other words; both signatures
are good. So the paper is described anew from the signed bodies and the kept forms, and the words of that description
have to be those of the attached record, every one and in the same order: title, number and version, client, day and
author, each label and answer, earlier addenda, and the text in each place for a later one.

What may rightly have changed since is left out: the letterhead, the notice and the line at the foot, what sources are
called and their numbers, the bands of a chart. How it was laid out is left out too: pages, large or small, list or
table, which empty places and notices gave way.

What this cannot find: pages, and the drawing of an addendum in its place, that show something else than the record and
the text beside them (that would need them drawn anew); a word moved from the end of one answer to the beginning of the
next; a number, version or hash of an earlier paper that was named wrongly in the box of a new version; and any paper
from before this program's words (``derived.WORDING``), which is not compared at all.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.chart.entries.paper import EarlierPaper, ToldOn
from ehr_desk.chart.entries.replay import UNREADABLE, Fault
from ehr_desk.chart.entries.told_on import first_states, require_same_words
from ehr_desk.common.canonical import parse
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.documents.kinds.choice import LETTERS, composer_of, describe
from ehr_desk.documents.kinds.continued import addenda, describe_continued, waiting_in, words_of
from ehr_desk.documents.kinds.frame import NoticeText
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.model import ADDENDUM_SLOTS, AUTHOR_FIELD, Document, Letterhead
from ehr_desk.documents.shaping import clean
from ehr_desk.documents.signing_versions import amendment_box
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting

Json = Any
_NO_LETTERHEAD, _NO_NOTICE = Letterhead(""), NoticeText("", "")
_OF_PAPER = ("document_id", "version", "kind", "title", "subtitle", "prepared_at", "client", "facts")
_LEFT_OUT = frozenset({"Notice", "Sources"})
_NO_WORDS = frozenset({"block", "align", "tone", "sources", "bands"})
_BOX = "Amendment"
OTHER_WORDS = "a paper does not say what its entry says"
_NOT_HANDED_OUT = "It is not handed out. Have the entry corrected. Tell an administrator."
_EARLIER = re.compile(r"version (\d{1,9}), document (D-[0-9A-Z]{1,40})\b.* Its SHA-256 is ([0-9a-f]{64})\.", re.DOTALL)
_ATTACHED = re.compile(rb"/Subtype /application#2Fjson /Type /EmbeddedFile>>\nstream\n")
_MOST = 1 << 26
"""No record of a paper has more bytes than this."""


def say_the_same(sitting: Sitting, document_id: str, pdf: bytes) -> bool:
    """True for a stored paper, in its newest state, that says what its entry says, and where that cannot be told: the
    check of the record names an entry that cannot be read. Raises ``OtherWords`` for any other."""
    with sitting.read() as session:
        require_same_words(session, says, document_id, pdf, _NOT_HANDED_OUT)
    return True


def says(pdf: bytes, told: ToldOn) -> bool:
    """Whether a paper in its newest state says what it has to tell: its record, and the places for addenda."""
    try:
        written = [clean(words_of(one.body, one.form)) for one in told.written]
        found, there = _filled(pdf), [words for words in written if words]
        # What a damaged record lost may be an addendum, or the state of the paper that has it.
        places = found == there or (told.lost and (set(found) <= set(there) or set(there) <= set(found)))
        return places and _record_says(attached_record(pdf), told)
    except (*UNREADABLE, PdfError):
        return False


def other_words(sitting: Sitting) -> list[Fault]:
    """Names every paper whose first state does not say what its entry says (1.5 to 3 ms for each)."""
    faults = []
    with sitting.read() as session:
        for document_id, pdf, told in first_states(session):
            try:
                good = _record_says(_record(pdf), told)
            except (*UNREADABLE, PdfError, zlib.error):
                good = False
            faults += [] if good else [Fault(OTHER_WORDS, document_id)]
    return faults


def _record(pdf: bytes) -> bytes:
    """The attached record; read from the bytes where they are as this program writes them, which takes no time."""
    found = list(_ATTACHED.finditer(pdf))
    if len(found) == 1:
        return zlib.decompressobj().decompress(pdf[found[0].end() :], _MOST)
    return attached_record(pdf)


def _record_says(attached: bytes, told: ToldOn) -> bool:
    record = parse(attached)
    words = _words(record)
    return any(_words(_as_record(document)) == words for document in _described(told, _earlier(record, told)))


def _earlier(record: Json, told: ToldOn) -> EarlierPaper | None:
    """The paper that this one says it takes the place of: which one, and its hash, are taken at their word."""
    first = record["blocks"][0]
    boxed = first["block"] == "Callout" and first["title"] == _BOX
    if boxed != told.replaces and not (boxed and told.made.body["previous"]):  # the earlier one may have been lost
        raise ValueError("the box of a new version stands where there is none, or is missing")
    if not boxed:
        return None
    found = _EARLIER.search(" ".join(sentence["text"] for sentence in first["sentences"]))
    if found is None:
        raise ValueError("the box of a new version names no earlier one")
    return EarlierPaper(found[2], 0, int(found[1]), 0, "", found[3], b"")


def _described(told: ToldOn, before: EarlierPaper | None) -> Iterator[Document]:
    """The paper as it should be; what takes the place of another both ways: with that one inside, and without."""
    body, form = told.content.body, told.content.form
    at = datetime.fromisoformat(str(told.made.body["signed_local"]))
    if told.made.body.get("continues"):
        for stays in (False, True):
            yield describe_continued(
                [told.content, *told.added, told.made],
                replace(_given(before), stays=stays),
                letterhead=_NO_LETTERHEAD,
                prepared_at=at,
                notice=_NO_NOTICE,
                scales={},
                compose=_compose,
            )
        return
    added = () if form.paper in LETTERS else told.added
    document = describe(
        body,
        form,
        letterhead=_NO_LETTERHEAD,
        prepared_at=at,
        notice=_NO_NOTICE,
        added=addenda(added, _compose, waiting_in(body)),
    )
    if before is None:
        yield document
        return
    for stays in (False, True):
        box = amendment_box(body, replace(before, stays=stays), len(added))
        yield replace(document, blocks=(box, *document.blocks))


def _given(before: EarlierPaper | None) -> EarlierPaper:
    if before is None:
        raise ValueError("a paper that was made anew says so")
    return before


def _compose(body: Mapping[str, Json], form: Form) -> EntryComposer:
    return composer_of(body, form, {})


def _as_record(document: Document) -> Json:
    return {**vars(document), "prepared_at": document.prepared_at.isoformat(timespec="seconds")}


def _words(record: Json) -> list[str]:
    """What a record, or a document, says: word by word, in its order."""
    texts: list[str] = []
    for name in _OF_PAPER:
        _gather(record[name], texts)
    for block in record["blocks"]:
        parts = _parts(block)
        kind = parts["block"] if parts is block else type(block).__name__
        if kind == "Signatures":
            slots = [_parts(slot) for slot in parts["slots"]]
            texts += [slot["expected"] for slot in slots if slot["field"] == AUTHOR_FIELD]
        elif kind not in _LEFT_OUT:
            _gather(block, texts, numbers=kind == "Chart")
    return clean(" ".join(texts)).split()


def _parts(value: Json) -> Mapping[str, Json]:
    """The parts of a JSON object, or of a dataclass, by name."""
    return value if isinstance(value, dict) else vars(value)


def _gather(value: Json, texts: list[str], *, numbers: bool = True) -> None:
    """Every text in a part of a record. Numbers are told in a chart; elsewhere they say how something is set, and
    those of the sources. The cells of a row are kept apart: in which column something stands is what it says."""
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list | tuple):
        for part in value:
            _gather(part, texts, numbers=numbers)
    elif isinstance(value, int | float):
        if numbers and not isinstance(value, bool):
            texts.append(repr(float(value)))
    elif value is not None:
        parts = _parts(value)
        for name in sorted(parts):
            if name == "cells":
                texts.append(" \u2502 ".join(parts[name]))
            elif name not in _NO_WORDS:
                _gather(parts[name], texts, numbers=numbers)


def _filled(pdf: bytes) -> list[str]:
    """What stands in the places for addenda, those that are filled."""
    root = PdfFileReader(io.BytesIO(pdf)).root
    fields: Any = root["/AcroForm"]["/Fields"] if "/AcroForm" in root else ()
    each = (fields[at] for at in range(len(fields)))
    texts = {str(one["/T"]): str(one["/V"]) for one in each if "/V" in one and str(one.get("/FT")) == "/Tx"}
    found = [texts.get(slot.text_field, "") for slot in ADDENDUM_SLOTS]
    return [text for text in found if text]
