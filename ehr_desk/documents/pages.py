"""What stands on every page around the text: letterhead, running header, footer, and the mark of a draft."""

from __future__ import annotations

import io
from dataclasses import replace

from reportlab.lib.utils import ImageReader

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.days import day, printed
from ehr_desk.documents.flow import Box
from ehr_desk.documents.layout import Columns, Stack
from ehr_desk.documents.model import ClientHeader, Document, Letterhead
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.text import Headline, Text, plain
from ehr_desk.documents.theme import Type

_LOGO = 25.0
_WIDEST, _HIGHEST = 130.0, 34.0
"""The room of a clinic's own logo."""
DEMO = "Synthetic demonstration record"


class LetterheadBox(Box):
    """Mark, clinic and address over a rule."""

    def __init__(self, shaper: Shaper, letterhead: Letterhead, *, large: bool = False) -> None:
        self._letterhead = letterhead
        tagline = DEMO if letterhead.demo else letterhead.tagline
        names = [plain(shaper, letterhead.name, Type(13, 16, "semibold"))]
        names += [plain(shaper, tagline, Type(8.4, 11, "regular", theme.QUIET))] if tagline else []
        lines = [*letterhead.address, *([letterhead.phone] if letterhead.phone else [])]
        if large:  # Side by side there is room for neither.
            together = " \u00b7 ".join(line.replace(" ", "\u00a0") for line in lines)
            names += [plain(shaper, together, theme.LABEL)] if lines else []
            self._columns = Columns([Stack(names)], [1])
        else:
            address = [plain(shaper, line, theme.LABEL, align="right") for line in lines]
            self._columns = Columns([Stack(names), Stack(address)], [1.25, 1], gap=16)
        self._logo = _logo_size(letterhead.logo, _WIDEST / 2 if large else _WIDEST)
        self._beside = self._logo[0] + 7
        self.below = 16.0

    def height(self, width: float) -> float:
        return max(self._columns.height(width - self._beside), self._logo[1]) + 11

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        height = self.height(width)
        wide, high = self._logo
        logo_top = top - (height - 11 - high) / 2
        if self._letterhead.logo:
            with canvas.figure(f"Logo of {self._letterhead.name}", (x, logo_top - high, x + wide, logo_top)):
                picture = ImageReader(io.BytesIO(self._letterhead.logo))
                canvas.drawImage(picture, x, logo_top - high, wide, high, mask="auto")
        with canvas.tag("Artifact"):
            if not self._letterhead.logo:
                self._draw_mark(canvas, x, logo_top)
            canvas.rule(x, top - height, width, theme.ACCENT, 1.4)
        inner = self._columns.height(width - self._beside)
        self._columns.draw(canvas, x + self._beside, top - (height - 11 - inner) / 2, width - self._beside)

    def _draw_mark(self, canvas: PaperCanvas, x: float, top: float) -> None:
        canvas.fill_box(x, top - _LOGO, _LOGO, _LOGO, theme.ACCENT, radius=5)
        # A plain rising line: the mark of a clinic that has not set its own logo.
        canvas.setStrokeColorRGB(*theme.WHITE)
        canvas.setLineWidth(1.6)
        canvas.setLineCap(1)
        path = canvas.beginPath()
        path.moveTo(x + 6, top - 16.5)
        path.curveTo(x + 10, top - 19.5, x + 11.5, top - 15, x + 13, top - 12.5)
        path.curveTo(x + 14.5, top - 10, x + 16, top - 8.5, x + 19, top - 9)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setLineCap(0)


def _logo_size(logo: bytes, widest: float) -> tuple[float, float]:
    """Width and height on paper: as large as its room, in its own proportions."""
    if not logo:
        return _LOGO, _LOGO
    wide, high = ImageReader(io.BytesIO(logo)).getSize()
    scale = min(widest / wide, _HIGHEST / high)
    return wide * scale, high * scale


def title_boxes(shaper: Shaper, document: Document) -> list[Box]:
    """The document's title and the line below it."""
    boxes: list[Box] = [Headline(shaper, Span(document.title, theme.TITLE), 1)]
    if document.subtitle:
        boxes.append(Text(shaper, (Span(document.subtitle, theme.SUBTITLE),), below=4, stays_with_next=True))
    return boxes


class Furniture:
    """Draws header and footer of the pages of one document."""

    def __init__(self, shaper: Shaper, document: Document) -> None:
        self._shaper = shaper
        self._document = document
        sheet = theme.sheet_of(document.letterhead.page, large=document.large)
        self._size, self._width, self._margin = (sheet.width, sheet.height), sheet.text_width, sheet.margin

    def draw(self, canvas: PaperCanvas, page: int, pages: int) -> None:
        """Header (from the second page on) and footer."""
        if page > 1:
            with canvas.artifact("Header"):
                self._header(canvas)
        with canvas.artifact("Footer"):
            self._footer(canvas, page, pages)

    def over(self, canvas: PaperCanvas) -> None:
        """What lies over the text: the mark of a draft."""
        if self._document.draft:
            with canvas.artifact("Watermark"):
                self._draft(canvas)

    def _header(self, canvas: PaperCanvas) -> None:
        top = self._size[1] - 29
        document = self._document
        bold = Type(theme.HEADER.size, theme.HEADER.leading, "semibold")
        quiet = Type(theme.HEADER.size, theme.HEADER.leading, "regular", theme.QUIET)
        # Large print has no room for everything: the clinic is on the first page.
        name = "" if document.large else document.letterhead.name
        clinic = one_line(self._shaper, name, quiet, self._width * 0.3)
        title = one_line(self._shaper, document.title, bold, self._width * (0.45 if document.large else 0.3))
        used = self._shaper.width(title, bold) + self._shaper.width(clinic, quiet) + 24
        client = replace(document.client, date_of_birth="") if document.large else document.client
        who = _about(self._shaper, client, quiet, self._width - used)
        Text(self._shaper, (Span(title, bold), Span(theme.WIDE + who, quiet)), role="Span").draw(
            canvas, self._margin, top, self._width
        )
        plain(self._shaper, clinic, quiet, align="right", role="Span").draw(canvas, self._margin, top, self._width)
        canvas.rule(self._margin, top - 15, self._width, theme.HAIRLINE, 0.6)

    def _footer(self, canvas: PaperCanvas, page: int, pages: int) -> None:
        document = self._document
        canvas.rule(self._margin, 44, self._width, theme.HAIRLINE, 0.6)
        strong = Type(theme.FOOTER.size, theme.FOOTER.leading, "semibold", theme.AMBER)
        notice = theme.WIDE + document.confidentiality if document.confidentiality else ""
        # A paper about nobody, such as the letter with the root certificate, is for everybody who gets it.
        mark = "CONFIDENTIAL" if document.client.name or notice else ""
        first = (Span(mark, strong), Span(notice, theme.FOOTER))
        notes = Text(self._shaper, first, role="Span")
        notes.draw(canvas, self._margin, 41, self._width - 60)
        below = 41 - notes.height(self._width - 60)
        where = Type(theme.FOOTER.size, theme.FOOTER.leading, "semibold", theme.QUIET)
        number = f"Page {page} of {pages}"
        plain(self._shaper, number, where, align="right", role="Span").draw(canvas, self._margin, 41, self._width)
        parts = [
            f"Document {document.document_id}",
            f"version {document.version}",
            *([] if document.large else [f"prepared {printed(document.prepared_at)}"]),
        ]
        line = one_line(self._shaper, " \u00b7 ".join(parts), theme.FOOTER, self._width)
        plain(self._shaper, line, theme.FOOTER, role="Span").draw(canvas, self._margin, below, self._width)
        if document.letterhead.demo:
            demo = Type(theme.FOOTER.size, theme.FOOTER.leading, "italic", theme.QUIET)
            plain(self._shaper, DEMO, demo, align="right", role="Span").draw(canvas, self._margin, below, self._width)

    def _draft(self, canvas: PaperCanvas) -> None:
        type_ = Type(56, 64, "semibold", theme.QUIET)
        text = "Draft \u2013 not signed"
        width = self._shaper.width(text, type_)
        canvas.saveState()
        canvas.translate(self._size[0] / 2, self._size[1] / 2)
        canvas.rotate(52)
        canvas.setFillAlpha(0.16)
        plain(self._shaper, text, type_, role="Span").draw(canvas, -width / 2, 30, width + 2)
        canvas.restoreState()


def _about(shaper: Shaper, client: ClientHeader, type_: Type, room: float) -> str:
    """The client in one line; a name too long for the line is shortened, birth date and number never are."""
    rest = [f"DOB {day(client.date_of_birth)}"] if client.date_of_birth else []
    rest += [f"MRN {client.record_number}"] if client.record_number else []
    tail = "".join(f" \u00b7 {part}" for part in rest)
    return one_line(shaper, client.name, type_, room - shaper.width(tail, type_) - 12) + tail


def one_line(shaper: Shaper, text: str, type_: Type, room: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    text = " ".join(text.split())
    if shaper.width(text, type_) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if shaper.width(text[:middle] + "\u2026", type_) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "\u2026"
