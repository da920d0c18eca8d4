"""Marks on pages: reportlab's canvas with text set by HarfBuzz, reserved signature places, attachments and metadata.

``tag`` is where a structure tree will be written. Today it only marks who belongs to what, so that tagging can be added
here without a change to any caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ehr_desk.documents.embedding import FontEmbedder
from ehr_desk.documents.pdfparts import (
    About,
    PdfStream,
    add_attachment,
    add_metadata,
    add_signature_field,
)
from ehr_desk.documents.shaping import Piece
from ehr_desk.documents.theme import Colour


class PaperCanvas(Canvas):
    """Draws one document. Coordinates are points from the lower left corner."""

    # reportlab's own state, which its type stubs leave out.
    _doc: Any
    _code: list[str]
    _annotationrefs: list[Any]

    def __init__(self, size: tuple[float, float], *, language: str, compress: bool = True) -> None:
        super().__init__(
            "", pagesize=size, pageCompression=int(compress), invariant=1, pdfVersion=(1, 7), lang=language
        )
        self.size = size
        self._compress = compress
        self._embedder = FontEmbedder(self._doc, compress=compress)
        self._fields: list[pdfdoc.PDFObjectReference] = []

    def _make_preamble(self) -> None:
        # The stock preamble selects Helvetica, which would then be referenced and not embedded.
        self._preamble = "1 0 0 1 0 0 cm"

    @contextmanager
    def tag(self, role: str) -> Iterator[None]:
        """Everything drawn inside belongs to one structure element of this role ("Artifact": to none)."""
        del role
        yield

    def pieces(self, x: float, y: float, pieces: Sequence[Piece]) -> None:
        """Set shaped pieces one after the other, the baseline starting at (x, y)."""
        at = x
        for run in _runs(pieces):
            first = run[0]
            self._code.append(self._embedder.text_operators(at, y + first.rise, run))
            at += sum(piece.width for piece in run)

    def fill_box(self, x: float, y: float, width: float, height: float, colour: Colour, *, radius: float = 0.0) -> None:
        """A filled rectangle, its lower left corner at (x, y)."""
        self.setFillColorRGB(*colour)
        if radius:
            self.roundRect(x, y, width, height, radius, stroke=0, fill=1)
        else:
            self.rect(x, y, width, height, stroke=0, fill=1)

    def frame_box(
        self, x: float, y: float, width: float, height: float, colour: Colour, *, line: float = 0.7, radius: float = 0.0
    ) -> None:
        """An outlined rectangle."""
        self.setStrokeColorRGB(*colour)
        self.setLineWidth(line)
        if radius:
            self.roundRect(x, y, width, height, radius, stroke=1, fill=0)
        else:
            self.rect(x, y, width, height, stroke=1, fill=0)

    def rule(self, x: float, y: float, width: float, colour: Colour, line: float = 0.5) -> None:
        """A horizontal line."""
        self.segment(x, y, x + width, y, colour, line)

    def segment(self, x1: float, y1: float, x2: float, y2: float, colour: Colour, line: float = 0.5) -> None:
        """A straight line."""
        self.setStrokeColorRGB(*colour)
        self.setLineWidth(line)
        self.line(x1, y1, x2, y2)

    def reserve_signature(self, name: str, hint: str, x: float, y: float, width: float, height: float) -> None:
        """An empty signature field on the current page."""
        reference = add_signature_field(self._doc, name, hint, (x, y, x + width, y + height))
        self._fields.append(reference)
        self._addAnnotation(reference)

    def _addAnnotation(self, annotation: Any, name: Any = None, addtopage: Any = 1) -> None:  # noqa: N802 - reportlab's name
        """Annotations of ours are references already; reportlab would register them a second time."""
        self._annotationrefs.append(annotation)

    def finish(self, about: About, attachment: tuple[str, bytes] | None = None) -> bytes:
        """The bytes of the PDF. ``attachment`` is (file name, content)."""
        if attachment:
            add_attachment(self._doc, *attachment, at=about.at)
        add_metadata(self._doc, about)
        if self._fields:
            form = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray(self._fields), "SigFlags": 0})
            self._doc.Catalog.AcroForm = self._doc.Reference(form)
        self._embedder.write()
        return self._bytes()

    def _bytes(self) -> bytes:
        data = self._doc.GetPDFData(self)
        return data if isinstance(data, bytes) else data.encode("latin-1")

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page; its content becomes a stream whose end archival PDF accepts."""
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        page.Trans = None  # An empty transition says nothing and is unknown to archival checkers.
        content = page.stream if isinstance(page.stream, bytes) else page.stream.encode("latin-1")
        page.Contents = self._doc.Reference(PdfStream({}, content, compress=self._compress))


def _runs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Neighbours that share face, type and rise, to be set with one operator."""
    run: list[Piece] = []
    for piece in pieces:
        if run and (piece.face is not run[0].face or piece.type != run[0].type or piece.rise != run[0].rise):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run
