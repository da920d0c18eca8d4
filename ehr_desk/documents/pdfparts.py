"""Objects of the PDF file that reportlab does not write itself: archival metadata, attachments, signature fields."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from ehr_desk.documents.shaping import clean
from ehr_desk.documents.xmp import PRODUCER, xmp_packet
from ehr_desk.documents.xmp import About as About

_LEVEL = 5


class PdfDict(PDFDictionary):
    """A dictionary that writes what is text already as it stands; reportlab would look at each value three times."""

    def format(self, document: Any, IND: bytes = b" ") -> bytes:  # noqa: N803 - reportlab's name
        parts: list[bytes] = []
        for key in sorted(self.dict):
            value = self.dict[key]
            text = value.encode("latin-1") if type(value) is str else pdfdoc.format(value, document)
            parts.append(b"/" + key.encode("ascii") + b" " + text)
        return b"<<" + IND.join(parts) + b">>"


class PdfStream(pdfdoc.PDFStream):
    """A stream whose data end with a line end before ``endstream``, as PDF/A 6.1.7.1 wants."""

    def __init__(self, entries: dict[str, Any], content: bytes, *, compress: bool = True) -> None:
        if compress:
            entries = {**entries, "Filter": "/FlateDecode"}
            content = zlib.compress(content, _LEVEL)
        super().__init__(PdfDict(entries), content)

    def format(self, document: Any) -> bytes:
        head = PdfDict({**self.dictionary.dict, "Length": len(self.content)}).format(document)
        content: bytes = self.content
        return head + b"\nstream\n" + content + b"\nendstream\n"


class _Info(PDFDictionary):
    """The document information dictionary; answers what ``PDFDocument`` asks its own one."""

    invariant = 1

    def digest(self, _: object) -> None:
        """The file identifier is set from the content, nothing is added here."""


def number(value: float) -> str:
    """A number as short as a PDF may have it, the same on every platform."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_BULGE = 0.4477
"""How far the control points of a quarter circle stand from its corner, in parts of the radius."""


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> str:
    """The path of a rectangle with its lower left corner at (x, y), its corners rounded if a radius is given."""
    if not radius:
        return f"{number(x)} {number(y)} {number(width)} {number(height)} re"
    near, far = radius * _BULGE, radius
    left, right = [number(x + by) for by in (0, near, far)], [number(x + width - by) for by in (0, near, far)]
    low, high = [number(y + by) for by in (0, near, far)], [number(y + height - by) for by in (0, near, far)]
    return (
        f"{left[2]} {low[0]} m {right[2]} {low[0]} l "
        f"{right[1]} {low[0]} {right[0]} {low[1]} {right[0]} {low[2]} c {right[0]} {high[2]} l "
        f"{right[0]} {high[1]} {right[1]} {high[0]} {right[2]} {high[0]} c {left[2]} {high[0]} l "
        f"{left[1]} {high[0]} {left[0]} {high[1]} {left[0]} {high[2]} c {left[0]} {low[2]} l "
        f"{left[0]} {low[1]} {left[1]} {low[0]} {left[2]} {low[0]} c h"
    )


def text_string(text: str) -> str:
    """A text string in UTF-16 with byte order mark, in hexadecimal."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def pdf_date(at: datetime) -> str:
    """An aware time as a PDF date string with its offset."""
    offset = at.strftime("%z")
    return f"(D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}')"


def reference_text(document: Any, reference: PDFObjectReference) -> str:
    """A reference as it stands in the file: ``12 0 R``."""
    number, version = document.idToObjectNumberAndVersion[reference.name]
    return f"{number} {version} R"


def add_link(
    document: Any, words: str, page: int, top: float, box: tuple[float, float, float, float]
) -> tuple[PDFObjectReference, PdfDict]:
    """A link to a height (points) on a page counted from 0; ``words`` say where it leads (PDF/UA-1, 7.18.5)."""
    annotation = PdfDict(
        {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": PDFArray([round(part, 3) for part in box]),
            "Border": "[0 0 0]",
            "Contents": text_string(words),
            "F": 4,
            "P": document.thisPageRef(),
            "Dest": PDFArray([PDFObjectReference(f"Page{page + 1}"), "/XYZ", "null", round(top), "null"]),
        }
    )
    return document.Reference(annotation), annotation


def add_signature_field(
    document: Any, name: str, hint: str, box: tuple[float, float, float, float]
) -> tuple[PDFObjectReference, PdfDict]:
    """An empty signature field as a widget of the page being made; the caller puts the reference on the page."""
    width, height = box[2] - box[0], box[3] - box[1]
    empty = PdfStream(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": PDFArray([0, 0, round(width, 3), round(height, 3)]),
            "Resources": PdfDict({}),
        },
        b"",
        compress=False,
    )
    field = PdfDict(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": text_string(name),
            "TU": text_string(hint),
            "Rect": PDFArray([round(part, 3) for part in box]),
            "F": 132,
            "P": document.thisPageRef(),
            "AP": PdfDict({"N": document.Reference(empty)}),
        }
    )
    return document.Reference(field), field


def add_text_field(
    document: Any, name: str, hint: str, box: tuple[float, float, float, float]
) -> tuple[PDFObjectReference, PdfDict]:
    """An empty field for lines of text as a widget of the page being made; the caller puts it on the page.

    Read-only for people: what stands there is written by the program together with a signature.
    """
    empty = PdfStream(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": PDFArray([0, 0, round(box[2] - box[0], 3), round(box[3] - box[1], 3)]),
            "Resources": PdfDict({}),
        },
        b"",
        compress=False,
    )
    field = PdfDict(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Tx",
            "T": text_string(name),
            "TU": text_string(hint),
            "Ff": 1 << 12 | 1,
            "DA": "(0 g)",
            "Rect": PDFArray([round(part, 3) for part in box]),
            "F": 4,
            "P": document.thisPageRef(),
            "AP": PdfDict({"N": document.Reference(empty)}),
        }
    )
    return document.Reference(field), field


def add_attachment(document: Any, name: str, content: bytes, *, at: datetime, compress: bool = True) -> None:
    """Embed a JSON file as the source of the document (``/AF``, found by every PDF reader under attachments)."""
    params = PdfDict(
        {
            "ModDate": pdf_date(at),
            "Size": len(content),
            "CheckSum": f"<{hashlib.md5(content, usedforsecurity=False).hexdigest()}>",
        }
    )
    entries = {"Type": "/EmbeddedFile", "Subtype": "/application#2Fjson", "Params": params}
    stream = PdfStream(entries, content, compress=compress)
    file = document.Reference(stream)
    specification = document.Reference(
        PdfDict(
            {
                "Type": "/Filespec",
                "F": f"({name})",
                "UF": text_string(name),
                "Desc": text_string("What is printed in this document, as data"),
                "AFRelationship": "/Source",
                "EF": PdfDict({"F": file, "UF": file}),
            }
        )
    )
    names = PdfDict({"EmbeddedFiles": PdfDict({"Names": PDFArray([text_string(name), specification])})})
    catalog = document.Catalog
    catalog.Names = document.Reference(names)
    catalog.AF = PDFArray([specification])


def add_metadata(document: Any, about: About, *, tagged: bool = False, compress: bool = True) -> None:
    """Information dictionary, XMP, file identifier and, with a colour profile, the output intent.

    With a profile and tags the file claims PDF/A-3a and PDF/UA-1, with a profile alone PDF/A-3b.
    """
    info = {
        "Title": about.title,
        "Author": about.author,
        "Subject": about.subject,
        "Producer": PRODUCER,
        "Creator": PRODUCER,
    }
    entries = {key: text_string(clean(value)) for key, value in info.items() if value}
    document.info = _Info({**entries, "CreationDate": pdf_date(about.at), "ModDate": pdf_date(about.at)})
    digest = hashlib.sha256(about.identity).hexdigest()[:32]
    document._ID = f"[<{digest}><{digest}>]\n".encode()
    catalog = document.Catalog
    catalog.__NoDefault__ = [*type(catalog).__NoDefault__, "AF", "OutputIntents"]
    catalog.ViewerPreferences = PdfDict({"DisplayDocTitle": "true"})
    packet = xmp_packet(about, tagged=tagged)
    catalog.Metadata = document.Reference(PdfStream({"Type": "/Metadata", "Subtype": "/XML"}, packet, compress=False))
    if about.profile:
        intent = {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": "(sRGB)",
            "Info": "(sRGB IEC61966-2.1)",
            "DestOutputProfile": document.Reference(PdfStream({"N": 3}, about.profile, compress=compress)),
        }
        catalog.OutputIntents = PDFArray([document.Reference(PdfDict(intent))])
