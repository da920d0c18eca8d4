"""The floor: what reportlab and pyHanko take for the same text and one signature when nothing else is asked of them.

No tags, no shaping, no attachment, no archival metadata, no check code; short cells are strings, not paragraphs.
"""

from __future__ import annotations

import functools
import io
from typing import Any
from xml.sax.saxutils import escape

from asn1crypto import pem
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from ehr_desk.common.paths import resources_dir
from ehr_desk.documents.model import (
    Bullets,
    Callout,
    Chart,
    Document,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Signatures,
    Sources,
    Table,
)
from tests.documents.keys import Authority, Handle

_LONG = 34
_RULES = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "Plain", 8.8, 11.4),
        ("FONT", (0, 0), (-1, 0), "Strong", 7.2, 9.4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor("#D5DBE1")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)
_GRID = TableStyle([("FONT", (0, 0), (-1, -1), "Plain", 9, 11.4), ("VALIGN", (0, 0), (-1, -1), "TOP")])


@functools.cache
def _styles() -> dict[str, ParagraphStyle]:
    rl_config.useA85, rl_config.shapeChecking = 0, 0
    folder = resources_dir() / "fonts"
    for name, file in (("Plain", "Regular"), ("Strong", "SemiBold")):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"SourceSans3-{file}.ttf")))
    looks = {"title": ("Strong", 20.5), "head": ("Strong", 12), "part": ("Strong", 10), "body": ("Plain", 9.6)}
    looks |= {"cell": ("Plain", 8.8), "small": ("Plain", 7.5)}
    return {
        name: ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.3, spaceAfter=3, alignment=TA_LEFT)
        for name, (font, size) in looks.items()
    }


def plain_pdf(document: Document) -> bytes:
    """The text of a document, laid out simply: letterhead, running footer, tables, boxes."""
    styles = _styles()
    letterhead = document.letterhead
    story: list[Flowable] = [
        Grid([[letterhead.name, "\n".join((*letterhead.address, letterhead.phone))]], style=_GRID),
        Text(escape(document.title), styles["title"]),
        Text(escape(document.subtitle), styles["body"]),
    ]
    for block in document.blocks:
        story += _flowables(block, styles)
    output = io.BytesIO()

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFont("Plain", 7.2)
        canvas.drawString(50, 34, f"CONFIDENTIAL  {document.confidentiality}")
        canvas.drawString(50, 24, f"Document {document.document_id} version {document.version}")
        canvas.drawRightString(562, 34, f"Page {canvas.getPageNumber()}")

    SimpleDocTemplate(output, leftMargin=50, rightMargin=50, topMargin=40, bottomMargin=56).build(
        story, onFirstPage=foot, onLaterPages=foot
    )
    return output.getvalue()


def _flowables(block: Any, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    if isinstance(block, Heading):
        return [Text(escape(block.text), styles["head" if block.level == 2 else "part"])]
    if isinstance(block, Paragraph):
        return [Text(escape(_joined(block.sentences)), styles["body"])]
    if isinstance(block, Bullets):
        return [Text("\u2022 " + escape(item.text), styles["body"]) for item in block.items]
    if isinstance(block, Panel | Facts):
        cells = [f"{fact.label}\n{fact.value}" for fact in block.facts]
        rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
        return [Grid([[*row, *[""] * (4 - len(row))] for row in rows], style=_GRID)] if rows else []
    if isinstance(block, KeyFigures):
        return [Grid([[f"{tile.label}\n{tile.value}\n{tile.note}" for tile in block.tiles]], style=_GRID)]
    if isinstance(block, Table):
        return _table([column.title for column in block.columns], [list(row.cells) for row in block.rows], styles)
    if isinstance(block, Medications):
        rows = [[line.name, line.directions, line.purpose, line.change] for line in block.lines]
        return _table(["Medication", "Directions", "For", block.last], rows, styles)
    if isinstance(block, Callout):
        return [Text(escape(block.title), styles["part"]), Text(escape(_joined(block.sentences)), styles["body"])]
    if isinstance(block, Chart):
        return [Text(escape(block.alt), styles["small"]), Spacer(1, 80)]
    if isinstance(block, Sources):
        return [Text(f"{line.number} {escape(line.text)}", styles["small"]) for line in block.lines]
    if isinstance(block, Signatures):
        return [Grid([[f"{slot.label} {slot.expected}" for slot in block.slots]], rowHeights=[60], style=_GRID)]
    if isinstance(block, Notice):
        return [KeepTogether([Text(escape(part), styles["small"]) for part in (block.title, block.text)])]
    return []


def _table(head: list[str], rows: list[list[str]], styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    cells: list[list[Any]] = [
        [Text(escape(text), styles["cell"]) if len(text) > _LONG else text for text in row] for row in rows
    ]
    width = 500 / len(head)
    return [Grid([head, *cells], colWidths=[width] * len(head), repeatRows=1, style=_RULES)] if rows else []


def _joined(parts: Any) -> str:
    return " ".join(part.text for part in parts)


def _certificates(bundle: bytes) -> list[Any]:
    return [Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]


class PlainSigner:
    """One invisible PAdES signature with pyHanko's own signer; the key is in memory and the size reserved."""

    def __init__(self, author: Handle, authority: Authority) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(_certificates(authority.chain_pem))
        key = author.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._signer = signers.SimpleSigner(
            signing_cert=_certificates(author.certificate_pem)[0],
            signing_key=PrivateKeyInfo.load(key),
            cert_registry=chain,
        )

    def sign(self, pdf: bytes) -> bytes:
        """The signed file."""
        metadata = signers.PdfSignatureMetadata(
            field_name="Author", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        output = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, self._signer, bytes_reserved=12288, output=output
        )
        return output.getvalue()
