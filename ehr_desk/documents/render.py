"""From a document to the bytes of its PDF. The same document and fonts always give the same bytes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ehr_desk.common.canonical import canonical
from ehr_desk.common.paths import resources_dir
from ehr_desk.documents import theme
from ehr_desk.documents.blocks import BlockSetter
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.flow import FEW_PAGES, Box, Placed, paginate
from ehr_desk.documents.fonts import FontSet
from ehr_desk.documents.model import Block, Contents, Document, Notice, Signatures, SignatureSlot
from ehr_desk.documents.pages import Furniture, LetterheadBox, title_boxes
from ehr_desk.documents.pdfparts import About
from ehr_desk.documents.shaping import Shaper, clean
from ehr_desk.documents.signature_boxes import signature_group
from ehr_desk.documents.text import headlines

Step = Callable[[float], None]
"""Is told how much is done, from 0 to 1; raises to give up."""
_DESCRIBED, _LAID_OUT, _DRAWN = 0.2, 0.5, 0.95
"""How much of the time goes by until the blocks are boxes, the boxes are on pages, the pages are drawn."""
RECORD_NAME = "record.json"


@dataclass(frozen=True)
class Printed:
    """A rendered document."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class _Text:
    """A document without its ending as boxes. ``level``: of its last heading."""

    blocks: tuple[Block, ...]
    boxes: list[Box]
    level: int


class Press:
    """Renders documents. Holds the fonts, so keep one for the life of the program; use it from one thread at a time."""

    def __init__(self, fonts: FontSet | None = None, profile: bytes | None = None) -> None:
        self._fonts = fonts or FontSet(resources_dir() / "fonts")
        self._profile = profile
        self._shaper = Shaper(self._fonts)

    @property
    def shaper(self) -> Shaper:
        """The shaper with this press's fonts (signature blocks are set with it)."""
        return self._shaper

    @property
    def profile(self) -> bytes:
        """The sRGB profile of the output intent; empty when the program has none."""
        if self._profile is None:
            path = resources_dir() / "colour" / "srgb.icc"
            self._profile = path.read_bytes() if path.is_file() else b""
        return self._profile

    def pages(
        self, document: Document, record: bytes | None = None, step: Step = lambda _done: None
    ) -> list[list[Placed]]:
        """The boxes of a document on their pages. ``record``: its canonical record, where that is known already.

        ``step`` is called for each block and each box.
        """
        return self._paged(document, printed_record(document) if record is None else record, step)[0]

    def _paged(
        self, document: Document, record: bytes, step: Step = lambda _done: None, text: _Text | None = None
    ) -> tuple[list[list[Placed]], _Text]:
        """The pages, and the text on them to be used again: ``text`` is that of a document which ends otherwise."""
        sha256 = hashlib.sha256(record).hexdigest()
        sheet = theme.sheet_of(document.letterhead.page, large=document.large)
        width = sheet.text_width
        later = (sheet.height - theme.TOP_LATER, theme.BOTTOM)
        code = paper_code(document.document_id, sha256)
        tick = _ticking(step, len(document.blocks))
        setter = BlockSetter(self._shaper, width, later[0] - later[1], code, tick)
        if text is None or text.blocks != document.blocks[: len(text.blocks)]:
            blocks = document.blocks[: _ending(document.blocks)]
            boxes: list[Box] = [LetterheadBox(self._shaper, document.letterhead, large=document.large)]
            boxes += title_boxes(self._shaper, document)
            boxes += setter.boxes(blocks)
            text = _Text(blocks, boxes, setter.level)
        setter.level = text.level
        boxes = text.boxes + setter.boxes(document.blocks[len(text.blocks) :])
        first = (sheet.height - theme.TOP_FIRST, theme.BOTTOM)
        return paginate(boxes, width, first, later, lambda done: step(_between(_DESCRIBED, _LAID_OUT, done))), text

    def _laid_out(self, document: Document, step: Step) -> tuple[Document, bytes, list[list[Placed]]]:
        """The document, its record and its pages; without places for addenda and, after them, without the long notice
        where only they ask for another page."""
        record = printed_record(document, lambda: step(0.0))
        pages, text = self._paged(document, record, step)
        half = theme.sheet_of(document.letterhead.page, large=document.large).height / 2
        if 1 < len(pages) <= FEW_PAGES and pages[-1][-1].top > half:
            for shorter in _shorter(document):
                if len(self._paged(shorter, record, text=text)[0]) < len(pages):
                    its_record = printed_record(shorter)
                    return shorter, its_record, self._paged(shorter, its_record, text=text)[0]
        return document, record, pages

    def render(self, document: Document, *, compress: bool = True) -> bytes:
        """The PDF, unsigned, with its signature places reserved and its record attached."""
        return self.print(document, compress=compress).pdf

    def print(self, document: Document, *, compress: bool = True, step: Step = lambda _done: None) -> Printed:
        """The PDF and how many pages it has. ``step`` is told how much is done (0 to 1); what it raises ends it."""
        document, record, pages = self._laid_out(document, step)
        sheet = theme.sheet_of(document.letterhead.page, large=document.large)
        size = theme.PAGE_SIZES[document.letterhead.page]
        canvas = PaperCanvas(size, language=document.language, compress=compress, tagged=True, scale=sheet.scale)
        canvas.places = {
            headline.tag: (at, each.top)
            for at, placed in enumerate(pages)
            for each in placed
            for headline in headlines([each.box])
        }
        furniture = Furniture(self._shaper, document)
        count = len(pages)
        for number in range(1, count + 1):
            # What is drawn is let go: the boxes of a long paper take more room than its pages.
            placed, pages[number - 1] = pages[number - 1], []
            furniture.draw(canvas, number, count)
            for each in placed:
                each.box.draw(canvas, sheet.margin, each.top, sheet.text_width)
            furniture.over(canvas)
            canvas.showPage()
            step(_between(_LAID_OUT, _DRAWN, number / count))
        about = About(
            title=f"{document.title} {document.document_id}",
            author=document.letterhead.name,
            subject=f"{document.kind}, version {document.version}",
            at=document.prepared_at,
            identity=record,
            profile=self.profile,
        )
        pdf = canvas.finish(about, (RECORD_NAME, record), lambda: step(_DRAWN))
        step(1.0)
        return Printed(pdf, count)


def _ending(blocks: tuple[Block, ...]) -> int:
    """Where the signatures and what stands with them begin; a list of contents must see all that follows it."""
    if any(isinstance(block, Contents) for block in blocks):
        return 0
    return next((at for at in range(len(blocks)) if signature_group(blocks, at)), len(blocks))


def _ticking(step: Step, blocks: int) -> Callable[[], None]:
    """Something to call for each block: tells how much of the layout is done."""
    done = itertools.count(1)
    return lambda: step(_DESCRIBED * min(next(done) / max(blocks, 1), 1.0))


def _between(start: float, end: float, done: float) -> float:
    return start + (end - start) * done


def _shorter(document: Document) -> Iterator[Document]:
    """The document without what may be left out, the least of it first.

    Without a place for it an addendum makes the paper anew. The long notice of 42 CFR 2.32 is on the cover of what
    leaves, and the short one, which the rule allows in its place, at the foot of every page.
    """
    places = _without(document, lambda slot: bool(slot.text_field))
    if places != document:
        yield places
    blocks = tuple(block for block in places.blocks if not isinstance(block, Notice))
    if document.confidentiality and len(blocks) < len(places.blocks):
        yield replace(places, blocks=blocks)


def _without(document: Document, unwanted: Callable[[SignatureSlot], bool]) -> Document:
    blocks = tuple(
        replace(block, slots=tuple(slot for slot in block.slots if not unwanted(slot)))
        if isinstance(block, Signatures)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def printed_record(document: Document, tick: Callable[[], None] = lambda: None) -> bytes:
    """The canonical JSON (RFC 8785) of exactly what is printed; it is attached to the paper.

    ``tick`` is called now and then; it may raise.
    """
    told = document.record()
    tick()
    told = _as_printed(told)
    tick()
    return canonical(told)


def _as_printed(value: Any) -> Any:
    """The record with every text as it is printed."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _as_printed(part) for key, part in value.items()}
    return [_as_printed(part) for part in value] if isinstance(value, list) else value


def render(document: Document, *, press: Press | None = None, compress: bool = True) -> bytes:
    """The PDF of a document. Without a ``press`` the program's own fonts are opened for this one call."""
    return (press or Press()).render(document, compress=compress)
