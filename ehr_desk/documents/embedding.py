"""Fonts inside the PDF: one composite font (Identity-H) for each face used, cut down to the glyphs of the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFObjectReference

from ehr_desk.documents.fonts import Face, Glyphs
from ehr_desk.documents.pdfparts import PdfDict, PdfStream, number, text_string
from ehr_desk.documents.shaping import Piece
from ehr_desk.documents.theme import Type


class FontEmbedder:
    """Collects the glyphs a document uses and writes one composite font (Identity-H) per face.

    ``everyday``: the text faces carry all glyphs that English papers use. That is a few kilobytes more, and a cut that
    was made and packed for the paper before.
    """

    def __init__(self, document: Any, *, compress: bool = True, everyday: bool = False) -> None:
        self._everyday = everyday
        self._document = document
        self._compress = compress
        self._names: dict[str, str] = {}
        self._faces: dict[str, Face] = {}
        self._text_of: dict[str, dict[int, str]] = {}
        self._styles: dict[tuple[Face, Type], str] = {}
        self._copying: dict[Glyphs, bool] = {}

    def line_operators(self, x: float, y: float, pieces: Sequence[Piece]) -> list[str]:
        """One text object that sets these pieces one after the other from (x, y) on.

        The reader moves on by the widths in the font, which are those the pieces were shaped with, so only the line's
        start is given.
        """
        shown = _Shown()
        shown.operators.append(f"BT 1 0 0 1 {number(x)} {number(y)} Tm")
        copying = self._copying
        face: Face | None = None
        type_: Type | None = None
        rise = 0.0
        for piece in pieces:
            # Words set before carry an equal type that need not be the same object.
            other = piece.type is not type_ and piece.type != type_
            if other or piece.face is not face or piece.rise != rise:
                shown.set(self._style_operators(piece, rise))
                face, type_, rise = piece.face, piece.type, piece.rise
            glyphs = piece.glyphs
            copies = copying.get(glyphs)
            if copies is None:
                copies = copying[glyphs] = _copies_itself(piece, self._text_of.setdefault(piece.face.name, {}))
            codes = glyphs.codes if glyphs.codes is not None else _lifted(piece)
            if copies:
                shown.codes.append(codes)
            else:
                shown.set(f"/Span <</ActualText {text_string(piece.text)}>> BDC")
                shown.codes.append(codes)
                shown.set("EMC")
        shown.set("0 Ts ET" if rise else "ET")
        return shown.operators

    def _style_operators(self, piece: Piece, before: float) -> str:
        face, type_ = piece.face, piece.type
        known = self._styles.get((face, type_))
        if known is None:
            name = self._names.get(face.name)
            if name is None:
                name = self._names[face.name] = f"F{len(self._names) + 1}"
                self._faces[face.name] = face
            red, green, blue = type_.colour
            known = f"/{name} {number(type_.size)} Tf {number(red)} {number(green)} {number(blue)} rg"
            self._styles[face, type_] = known
        return known if piece.rise == before else f"{known} {number(piece.rise)} Ts"

    def write(self) -> None:
        """Add the fonts to the document; call once, after the last page."""
        fonts = self._document.idToObject[pdfdoc.BasicFonts].dict
        for name, resource in self._names.items():
            fonts[resource] = self._font(self._faces[name], self._text_of[name])

    def _font(self, face: Face, text_of: dict[int, str]) -> PDFObjectReference:
        reference = self._document.Reference
        glyphs = sorted(text_of)
        program = face.program(frozenset(glyphs) | (face.everyday() if self._everyday and face.base else frozenset()))
        base = f"/{program.mark}+{face.name}"
        entries = {"Length1": len(program.data), **({"Filter": "/FlateDecode"} if self._compress else {})}
        content = program.packed if self._compress else program.data
        metrics = face.metrics()
        descriptor = PdfDict(
            {
                "Type": "/FontDescriptor",
                "FontName": base,
                "Flags": 4,
                "FontBBox": PDFArray([int(metrics[side]) for side in ("left", "bottom", "right", "top")]),
                "ItalicAngle": int(metrics["italic"]),
                "Ascent": int(metrics["ascent"]),
                "Descent": int(metrics["descent"]),
                "CapHeight": 660,
                "StemV": 80,
                "FontFile2": reference(PdfStream(entries, content, compress=False)),
            }
        )
        descendant = PdfDict(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": base,
                "CIDSystemInfo": PdfDict({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
                "CIDToGIDMap": "/Identity",
                "FontDescriptor": reference(descriptor),
                "DW": 1000,
                "W": _widths(face, glyphs),
            }
        )
        font: PDFObjectReference = reference(
            PdfDict(
                {
                    "Type": "/Font",
                    "Subtype": "/Type0",
                    "BaseFont": base,
                    "Encoding": "/Identity-H",
                    "DescendantFonts": PDFArray([reference(descendant)]),
                    "ToUnicode": reference(PdfStream({}, _to_unicode(text_of), compress=self._compress)),
                }
            )
        )
        return font


class _Shown:
    """The operators of one text object; glyph codes wait until something else must stand between them."""

    __slots__ = ("codes", "operators")

    def __init__(self) -> None:
        self.operators: list[str] = []
        self.codes: list[str] = []

    def set(self, operators: str) -> None:
        if self.codes:
            self.operators.append(f"[{''.join(self.codes).replace('><', '')}] TJ")
            self.codes = []
        self.operators.append(operators)


def _lifted(piece: Piece) -> str:
    """The codes of glyphs some of which stand above or below their line (marks of several scripts)."""
    glyphs, size = piece.glyphs, piece.type.size
    parts: list[str] = []
    for glyph, advance, (dx, dy) in zip(glyphs.ids, glyphs.advances, glyphs.offsets, strict=True):
        parts.append(f"{-dx} " if dx else "")
        code = f"<{glyph:04X}>"
        parts.append(
            f"] TJ {number(dy * size / 1000 + piece.rise)} Ts [{code}] TJ {number(piece.rise)} Ts [" if dy else code
        )
        rest = piece.face.advance(glyph) - advance + dx
        parts.append(f"{rest} " if rest else "")
    return "".join(parts)


def _copies_itself(piece: Piece, known: dict[int, str]) -> bool:
    """Note what each glyph stands for; ``False`` when copied text needs the characters spelled out beside the glyphs.

    Right-to-left words whose every glyph has its own character are not spelled out: readers turn such glyphs round
    themselves, and some would turn the spelled-out text round as well.
    """
    glyphs = piece.glyphs
    fits = glyphs.each_its_own and not piece.box
    for glyph, text in zip(glyphs.ids, ("\u25a1",) * len(glyphs.ids) if piece.box else glyphs.texts, strict=True):
        if known.setdefault(glyph, text) != text:
            fits = False
    return fits


def _widths(face: Face, glyphs: Sequence[int]) -> str:
    """The width array, written out: reportlab would format each number by itself."""
    parts: list[str] = []
    run: list[int] = []
    for glyph in [*glyphs, -1]:
        if run and glyph != run[-1] + 1:
            parts.append(f"{run[0]} [{' '.join(str(face.advance(each)) for each in run)}]")
            run = []
        run.append(glyph)
    return f"[{' '.join(parts)}]"


def _to_unicode(text_of: dict[int, str]) -> bytes:
    pairs = [f"<{glyph:04X}> <{text_of[glyph].encode('utf-16-be').hex().upper()}>" for glyph in sorted(text_of)]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
