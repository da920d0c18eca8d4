"""Objects of the PDF file that reportlab does not write itself: composite fonts, archival metadata, attachments, signature fields."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from ehr_desk.documents.fonts import Face
from ehr_desk.documents.shaping import Piece, clean

PRODUCER = "EHR Desk"
_LEVEL = 6


class PdfStream(pdfdoc.PDFStream):
    """A stream whose data end with a line end before ``endstream``, as PDF/A 6.1.7.1 wants."""

    def __init__(self, entries: dict[str, Any], content: bytes, *, compress: bool = True) -> None:
        if compress:
            entries = {**entries, "Filter": "/FlateDecode"}
            content = zlib.compress(content, _LEVEL)
        super().__init__(PDFDictionary(entries), content)

    def format(self, document: Any) -> bytes:
        entries = PDFDictionary({**self.dictionary.dict, "Length": len(self.content)})
        head: bytes = entries.format(document)
        return head + b"\nstream\n" + self.content + b"\nendstream\n"


class _Info(PDFDictionary):
    """The document information dictionary; answers what ``PDFDocument`` asks its own one."""

    invariant = 1

    def digest(self, _: object) -> None:
        """The file identifier is set from the content, nothing is added here."""


def number(value: float) -> str:
    """A number as short as a PDF may have it, the same on every platform."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_string(text: str) -> str:
    """A text string in UTF-16 with byte order mark, in hexadecimal."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def pdf_date(at: datetime) -> str:
    """An aware time as a PDF date string with its offset."""
    offset = at.strftime("%z")
    return f"(D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}')"


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
        return reference(
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
    ends = dict(zip(starts, starts[1:], strict=False))
    fits = not piece.box and len(ends) == len(glyphs.ids)
    for glyph, cluster in zip(glyphs.ids, glyphs.clusters, strict=True):
        text = "\u25a1" if piece.box else piece.text[cluster : ends[cluster]]
        fits = known.setdefault(glyph, text) == text and fits
    return fits


def _widths(face: Face, glyphs: Sequence[int]) -> PDFArray:
    widths: list[Any] = []
    run: list[int] = []
    for glyph in glyphs:
        if run and glyph != run[-1] + 1:
            widths += [run[0], PDFArray([face.advance(each) for each in run])]
            run = []
        run.append(glyph)
    if run:
        widths += [run[0], PDFArray([face.advance(each) for each in run])]
    return PDFArray(widths)


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


def add_signature_field(document: Any, name: str, hint: str, box: tuple[float, float, float, float]) -> PDFObjectReference:
    """An empty signature field as a widget of the page being made; the caller puts the reference on the page."""
    width, height = box[2] - box[0], box[3] - box[1]
    empty = PdfStream(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": PDFArray([0, 0, round(width, 3), round(height, 3)]),
            "Resources": PDFDictionary({}),
        },
        b"",
        compress=False,
    )
    field = PDFDictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": text_string(name),
            "TU": text_string(hint),
            "Rect": PDFArray([round(part, 3) for part in box]),
            "F": 132,
            "P": document.thisPageRef(),
            "AP": PDFDictionary({"N": document.Reference(empty)}),
        }
    )
    return document.Reference(field)  # type: ignore[no-any-return]


def add_attachment(document: Any, name: str, content: bytes, *, at: datetime) -> None:
    """Embed a JSON file as the source of the document (``/AF``, found by every PDF reader under attachments)."""
    params = PDFDictionary(
        {"ModDate": pdf_date(at), "Size": len(content), "CheckSum": f"<{hashlib.md5(content, usedforsecurity=False).hexdigest()}>"}
    )
    stream = PdfStream({"Type": "/EmbeddedFile", "Subtype": "/application#2Fjson", "Params": params}, content)
    file = document.Reference(stream)
    specification = document.Reference(
        PDFDictionary(
            {
                "Type": "/Filespec",
                "F": f"({name})",
                "UF": text_string(name),
                "Desc": text_string("What is printed in this document, as data"),
                "AFRelationship": "/Source",
                "EF": PDFDictionary({"F": file, "UF": file}),
            }
        )
    )
    names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray([text_string(name), specification])})})
    catalog = document.Catalog
    catalog.Names = document.Reference(names)
    catalog.AF = PDFArray([specification])


@dataclass(frozen=True)
class About:
    """What the file says about itself. ``identity`` is hashed to the file identifier; ``profile`` is an sRGB ICC profile."""

    title: str
    author: str
    subject: str
    at: datetime
    identity: bytes
    profile: bytes = b""


def add_metadata(document: Any, about: About) -> None:
    """Information dictionary, XMP, file identifier and, with a colour profile, the PDF/A-3b output intent."""
    info = {"Title": about.title, "Author": about.author, "Subject": about.subject, "Producer": PRODUCER, "Creator": PRODUCER}
    entries = {key: text_string(value) for key, value in info.items() if value}
    document.info = _Info({**entries, "CreationDate": pdf_date(about.at), "ModDate": pdf_date(about.at)})
    digest = hashlib.sha256(about.identity).hexdigest()[:32]
    document._ID = f"[<{digest}><{digest}>]\n".encode()
    catalog = document.Catalog
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "AF", "OutputIntents"]
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    packet = _xmp(about)
    catalog.Metadata = document.Reference(PdfStream({"Type": "/Metadata", "Subtype": "/XML"}, packet, compress=False))
    if about.profile:
        intent = {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": "(sRGB)",
            "Info": "(sRGB IEC61966-2.1)",
            "DestOutputProfile": document.Reference(PdfStream({"N": 3}, about.profile)),
        }
        catalog.OutputIntents = PDFArray([document.Reference(PDFDictionary(intent))])


def _xmp(about: About) -> bytes:
    title, author, subject = (escape(clean(text)) for text in (about.title, about.author, about.subject))
    moment = about.at.isoformat(timespec="seconds")
    part = "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" if about.profile else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>{part}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>" + " " * 512 + '<?xpacket end="w"?>'
    ).encode()
