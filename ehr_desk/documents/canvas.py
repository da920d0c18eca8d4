"""Marks on pages: reportlab's canvas with text set by HarfBuzz, tags, reserved signature places and bookmarks.

Every mark belongs to a structure element or is an artifact (PDF/UA-1, 7.1): ``tag`` and ``artifact`` say which. A
marked-content sequence is opened when the first mark of an element is made and closed when its tag is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ehr_desk.documents.embedding import FontEmbedder
from ehr_desk.documents.outline import Bookmark, Outline
from ehr_desk.documents.pdfparts import (
    About,
    PdfStream,
    add_attachment,
    add_link,
    add_metadata,
    add_signature_field,
    add_text_field,
    number,
    rectangle,
    reference_text,
)
from ehr_desk.documents.shaping import Piece
from ehr_desk.documents.structure import Element, StructureTree, Tag
from ehr_desk.documents.theme import Colour
from ehr_desk.documents.writing import write_file

ArtifactKind = Literal["Layout", "Header", "Footer", "Watermark", "Repeated"]
_ARTIFACTS = {
    "Layout": "/Artifact <</Type/Layout>> BDC",
    "Header": "/Artifact <</Type/Pagination/Subtype/Header>> BDC",
    "Footer": "/Artifact <</Type/Pagination/Subtype/Footer>> BDC",
    "Watermark": "/Artifact <</Type/Pagination/Subtype/Watermark>> BDC",
    "Repeated": "/Artifact <</Type/Pagination>> BDC",
}
_EAGER = frozenset({"TD", "TH", "LBody"})
"""A row has all its cells and a list item its body, also where they are empty."""


class PaperCanvas(Canvas):
    """Draws one document. Coordinates are points from the lower left corner; ``scale`` enlarges all of them.

    ``tagged`` documents have a structure tree; what is drawn to become part of another file has none.
    """

    # reportlab's own state, which its type stubs leave out.
    _doc: Any
    _code: list[str]
    _annotationrefs: list[Any]

    def __init__(
        self,
        size: tuple[float, float],
        *,
        language: str,
        compress: bool = True,
        tagged: bool = False,
        scale: float = 1.0,
    ) -> None:
        self._scale = scale
        self._tree = StructureTree() if tagged else None
        self._stack: list[Tag] = []
        self._open: Element | None = None
        self._in_artifact = False
        self._page_keys: list[int] = []
        self._outline = Outline()
        super().__init__(
            "", pagesize=size, pageCompression=int(compress), invariant=1, pdfVersion=(1, 7), lang=language
        )
        self.size = size
        self.places: dict[Tag | str, tuple[int, float]] = {}
        """Where headings stand, by their tags: page (counted from 0) and height; for lists of contents."""
        self._compress = compress
        self._embedder = FontEmbedder(self._doc, compress=compress, everyday=tagged)
        self._fields: list[pdfdoc.PDFObjectReference] = []
        self._begin_page()

    def _make_preamble(self) -> None:
        # The stock preamble selects Helvetica, which would then be referenced and not embedded.
        self._preamble = ""

    @contextmanager
    def tag(self, tag: Tag | str) -> Iterator[None]:
        """Everything drawn inside belongs to this structure element.

        "Artifact" is decoration that belongs to none; "Span" and tags inside artifacts change nothing.
        """
        if tag == "Artifact":
            with self.artifact():
                yield
            return
        if self._tree is None or self._in_artifact or tag == "Span":
            yield
            return
        self._close()
        self._stack.append(tag if isinstance(tag, Tag) else Tag(tag))
        if self._stack[-1].role in _EAGER:
            self._element()
        try:
            yield
        finally:
            self._close()
            self._stack.pop()

    @contextmanager
    def artifact(self, kind: ArtifactKind = "Layout") -> Iterator[None]:
        """Everything drawn inside is decoration or repeats what is said elsewhere; readers aloud skip it."""
        if self._tree is None or self._in_artifact:
            yield
            return
        self._close()
        self._code.append(_ARTIFACTS[kind])
        self._in_artifact = True
        try:
            yield
        finally:
            self._in_artifact = False
            self._code.append("EMC")

    @contextmanager
    def figure(self, alt: str, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Everything drawn inside is one picture, described by ``alt``; ``box``: left, bottom, right, top."""
        sides = " ".join(number(side * self._scale) for side in box)
        with self.tag(Tag("Figure", f"<</O/Layout/Placement/Block/BBox[{sides}]>>", alt)):
            self._mark()
            yield

    def _element(self) -> Element:
        """The element that marks made now belong to."""
        assert self._tree is not None  # noqa: S101 - callers ask only when there is one
        element = self._tree.document
        for tag in self._stack:
            element = self._tree.element(tag, element)
        return element

    def _mark(self) -> None:
        """A mark of the current element follows."""
        if self._tree is None or self._in_artifact or self._open is not None:
            return
        self._open = self._element()
        self._code.append(f"/{self._open.tag.role} <</MCID {self._tree.mark(self._open)}>> BDC")

    def _close(self) -> None:
        if self._open is not None:
            self._code.append("EMC")
            self._open = None

    def pieces(self, x: float, y: float, pieces: Sequence[Piece]) -> None:
        """Set shaped pieces one after the other, the baseline starting at (x, y)."""
        if pieces:
            self._mark()
            self._code.extend(self._embedder.line_operators(x, y, pieces))

    def read_pieces(self, x: float, y: float, pieces: Sequence[tuple[float, Piece]]) -> None:
        """Set shaped pieces in reading order, each at its own distance from (x, y)."""
        self._mark()
        for distance, piece in pieces:
            operators = self._embedder.line_operators(x + distance, y, (piece,))
            if piece.level % 2 and len(piece.glyphs.ids) > 1:
                # The glyphs of these stand in the file from left to right, against the order of reading (14.8.2.3.3).
                operators = ["/ReversedChars BMC", *operators, "EMC"]
            self._code.extend(operators)

    def fill_box(self, x: float, y: float, width: float, height: float, colour: Colour, *, radius: float = 0.0) -> None:
        """A filled rectangle, its lower left corner at (x, y)."""
        red, green, blue = colour
        self._code.append(f"{number(red)} {number(green)} {number(blue)} rg {rectangle(x, y, width, height, radius)} f")

    def frame_box(
        self, x: float, y: float, width: float, height: float, colour: Colour, *, line: float = 0.7, radius: float = 0.0
    ) -> None:
        """An outlined rectangle."""
        red, green, blue = colour
        self._code.append(
            f"{number(red)} {number(green)} {number(blue)} RG {number(line)} w "
            f"{rectangle(x, y, width, height, radius)} S"
        )

    def rule(self, x: float, y: float, width: float, colour: Colour, line: float = 0.5) -> None:
        """A horizontal line."""
        self.segment(x, y, x + width, y, colour, line)

    def segment(self, x1: float, y1: float, x2: float, y2: float, colour: Colour, line: float = 0.5) -> None:
        """A straight line."""
        red, green, blue = colour
        self._code.append(
            f"{number(red)} {number(green)} {number(blue)} RG {number(line)} w "
            f"{number(x1)} {number(y1)} m {number(x2)} {number(y2)} l S"
        )

    def fill_cells(self, cells: Sequence[tuple[float, float, float]], height: float, colour: Colour) -> None:
        """Rectangles of one height as one path; a cell is its lower left corner and its width."""
        red, green, blue = colour
        high = number(height)
        path = " ".join([f"{number(x)} {number(y)} {number(width)} {high} re" for x, y, width in cells])
        self._code.append(f"{number(red)} {number(green)} {number(blue)} rg {path} f")

    def bookmark(self, text: str, level: int, top: float) -> None:
        """An entry of the document's outline that leads here; levels count from 1."""
        self._outline.add(Bookmark(text, level, len(self._page_keys) - 1, top * self._scale))

    def reserve_signature(self, name: str, hint: str, x: float, y: float, width: float, height: float) -> None:
        """An empty signature field on the current page."""
        reference, field = add_signature_field(self._doc, name, hint, self._scaled(x, y, x + width, y + height))
        self._fields.append(reference)
        self._own(reference, field, Tag("Form"))

    def reserve_text(self, name: str, hint: str, x: float, y: float, width: float, height: float) -> None:
        """An empty field for lines of text on the current page."""
        reference, field = add_text_field(self._doc, name, hint, self._scaled(x, y, x + width, y + height))
        self._fields.append(reference)
        self._own(reference, field, Tag("Form"))

    def link(self, words: str, page: int, top: float, box: tuple[float, float, float, float]) -> None:
        """Lead from a box of this page to a place on a page (counted from 0), inside the tag ``Link``."""
        reference, annotation = add_link(self._doc, words, page, top * self._scale, self._scaled(*box))
        self._own(reference, annotation, None)

    def _scaled(self, *sides: float) -> tuple[float, float, float, float]:
        left, bottom, right, top = (side * self._scale for side in sides)
        return left, bottom, right, top

    def _own(self, reference: Any, annotation: Any, tag: Tag | None) -> None:
        """Put an annotation on the page and under its structure element."""
        self._addAnnotation(reference)
        if self._tree is None:
            return
        self._close()
        parent = self._element()
        element = self._tree.element(tag, parent) if tag else parent
        annotation["StructParent"] = self._tree.annotation(element, reference_text(self._doc, reference))

    def _addAnnotation(self, annotation: Any, name: Any = None, addtopage: Any = 1) -> None:  # noqa: N802 - reportlab's name
        """Annotations of ours are references already; reportlab would register them a second time."""
        self._annotationrefs.append(annotation)

    def finish(
        self,
        about: About,
        attachment: tuple[str, bytes] | None = None,
        tick: Callable[[], None] = lambda: None,
    ) -> bytes:
        """The bytes of the PDF. ``attachment`` is (name, content); ``tick`` is called now and then and may raise."""
        if attachment:
            add_attachment(self._doc, *attachment, at=about.at, compress=self._compress)
        add_metadata(self._doc, about, tagged=self._tree is not None, compress=self._compress)
        if self._fields:
            form = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray(self._fields), "SigFlags": 0})
            self._doc.Catalog.AcroForm = self._doc.Reference(form)
        self._embedder.write()
        return write_file(self._doc, self._tree, self._outline, tick)

    def _begin_page(self) -> None:
        self._page_keys.append(self._tree.begin_page() if self._tree else 0)
        if self._scale != 1:
            self._code.append(f"{number(self._scale)} 0 0 {number(self._scale)} 0 0 cm")

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page; its content becomes a stream whose end archival PDF accepts."""
        name = self._doc.thisPageName()
        key = self._page_keys[-1]
        super().showPage()
        page = self._doc.idToObject[name]
        page.Trans = None  # An empty transition says nothing and is unknown to archival checkers.
        if self._tree:
            page.__NoDefault__ = [*type(page).__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = key, "/S"
        content = page.stream if isinstance(page.stream, bytes) else page.stream.encode("latin-1")
        page.Contents = self._doc.Reference(PdfStream({}, content, compress=self._compress))
        self._begin_page()
