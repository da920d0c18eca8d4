"""Objects of the PDF file that reportlab does not write itself: archival metadata, attachments, signature fields."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from ehr_desk.documents.shaping import clean

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


def text_string(text: str) -> str:
    """A text string in UTF-16 with byte order mark, in hexadecimal."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def pdf_date(at: datetime) -> str:
    """An aware time as a PDF date string with its offset."""
    offset = at.strftime("%z")
    return f"(D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}')"


def add_signature_field(
    document: Any, name: str, hint: str, box: tuple[float, float, float, float]
) -> PDFObjectReference:
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
    reference: PDFObjectReference = document.Reference(field)
    return reference


def add_attachment(document: Any, name: str, content: bytes, *, at: datetime) -> None:
    """Embed a JSON file as the source of the document (``/AF``, found by every PDF reader under attachments)."""
    params = PDFDictionary(
        {
            "ModDate": pdf_date(at),
            "Size": len(content),
            "CheckSum": f"<{hashlib.md5(content, usedforsecurity=False).hexdigest()}>",
        }
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
    """What the file says about itself. ``identity`` is hashed to its identifier; ``profile`` is an sRGB profile."""

    title: str
    author: str
    subject: str
    at: datetime
    identity: bytes
    profile: bytes = b""


def add_metadata(document: Any, about: About) -> None:
    """Information dictionary, XMP, file identifier and, with a colour profile, the PDF/A-3b output intent."""
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
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>{part}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>" + " " * 512 + '<?xpacket end="w"?>'
    ).encode()
