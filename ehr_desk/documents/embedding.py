"""Fonts inside the PDF: one composite font (Identity-H) for each face used, cut down to the glyphs of the document."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from ehr_desk.documents.fonts import Face
from ehr_desk.documents.pdfparts import PdfStream, number, text_string
from ehr_desk.documents.shaping import Piece


class FontEmbedder:
    """Collects the glyphs a document uses and writes one composite font (Identity-H) per face."""

    def __init__(self, document: Any, *, compress: bool = True) -> None:
        self._document = document
        self._compress = compress
        self._names: dict[str, str] = {}
        self._faces: dict[str, Face] = {}
        self._text_of: dict[str, dict[int, str]] = {}

    def text_operators(self, x: float, y: float, pieces: Sequence[Piece]) -> str:
        """One text object that sets these pieces, all of one face and type, from (x, y) on."""
        face, type_ = pieces[0].face, pieces[0].type
        known = self._text_of.setdefault(face.name, {})
        if face.name not in self._names:
            self._names[face.name] = f"F{len(self._names) + 1}"
            self._faces[face.name] = face
        colour = " ".join(number(part) for part in type_.colour)
        parts = [f"BT /{self._names[face.name]} {number(type_.size)} Tf {colour} rg 1 0 0 1 {number(x)} {number(y)} Tm"]
        shown = _Shown(face)
        for piece in pieces:
            if _copies_itself(piece, known):
                shown.add(piece)
                continue
            parts.append(shown.flush())
            parts.append(f"/Span <</ActualText {text_string(piece.text)}>> BDC")
            shown.add(piece)
            parts.append(shown.flush())
            parts.append("EMC")
        parts.append(shown.flush())
        parts.append("ET")
        return " ".join(part for part in parts if part)

    def write(self) -> None:
        """Add the fonts to the document; call once, after the last page."""
        fonts = self._document.idToObject[pdfdoc.BasicFonts].dict
        for name, resource in self._names.items():
            fonts[resource] = self._font(self._faces[name], self._text_of[name])

    def _font(self, face: Face, text_of: dict[int, str]) -> PDFObjectReference:
        reference = self._document.Reference
        glyphs = sorted(text_of)
        program = face.subset(set(glyphs))
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        base = f"/{tag}+{face.name}"
        metrics = face.metrics()
        descriptor = PDFDictionary(
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
                "FontFile2": reference(PdfStream({"Length1": len(program)}, program, compress=self._compress)),
            }
        )
        descendant = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": base,
                "CIDSystemInfo": PDFDictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
                "CIDToGIDMap": "/Identity",
                "FontDescriptor": reference(descriptor),
                "DW": 1000,
                "W": _widths(face, glyphs),
            }
        )
        font: PDFObjectReference = reference(
            PDFDictionary(
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
    """Glyphs waiting to be shown, with the shifts that kerning and marks need."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._parts: list[str] = []
        self._codes = ""

    def add(self, piece: Piece) -> None:
        glyphs = piece.glyphs
        for glyph, advance, (dx, dy) in zip(glyphs.ids, glyphs.advances, glyphs.offsets, strict=True):
            if dx:
                self._shift(-dx)
            if dy:
                self._lift(dy * piece.type.size / 1000)
            self._codes += f"{glyph:04X}"
            if dy:
                self._lift(0)
            rest = self._face.advance(glyph) - advance + dx
            if rest:
                self._shift(rest)

    def flush(self) -> str:
        self._end_codes()
        if not self._parts:
            return ""
        shown = "[" + "".join(self._parts) + "] TJ"
        self._parts = []
        return shown

    def _shift(self, by: int) -> None:
        self._end_codes()
        self._parts.append(str(by) + " ")

    def _lift(self, to: float) -> None:
        self._end_codes()
        self._parts.append(f"] TJ {number(to)} Ts [")

    def _end_codes(self) -> None:
        if self._codes:
            self._parts.append(f"<{self._codes}>")
            self._codes = ""


def _copies_itself(piece: Piece, known: dict[int, str]) -> bool:
    """Note what each glyph stands for; ``False`` when copied text needs the characters spelled out beside the glyphs.

    Right-to-left words whose every glyph has its own character are not spelled out: readers turn such glyphs round
    themselves, and some would turn the spelled-out text round as well.
    """
    glyphs = piece.glyphs
    starts = sorted({*glyphs.clusters, len(piece.text)})
    ends = dict(pairwise(starts))
    fits = not piece.box and len(ends) == len(glyphs.ids)
    for glyph, cluster in zip(glyphs.ids, glyphs.clusters, strict=True):
        text = "\u25a1" if piece.box else piece.text[cluster : ends[cluster]]
        fits = known.setdefault(glyph, text) == text and fits
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
