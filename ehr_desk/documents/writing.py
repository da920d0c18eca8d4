"""The last step to a file: reportlab's objects one by one, structure tree and outline as runs of bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.pdfbase import pdfdoc

from ehr_desk.documents.outline import Outline
from ehr_desk.documents.pdfparts import text_string
from ehr_desk.documents.structure import StructureTree

# Four bytes above 127 tell transfer programs that the file is binary (PDF/A-3, 6.1.2).
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

# PDF/A-3, 6.1.7.1: a line end stands before ``endstream``; it is no part of the data.
_STREAM_END = b"endstream\nendobj\n"


_OFTEN = 500


def write_file(
    document: Any, tree: StructureTree | None, outline: Outline, tick: Callable[[], None] = lambda: None
) -> bytes:
    """The bytes of a reportlab document whose pages are finished. ``tick`` is called now and then; it may raise.

    This takes the place of ``PDFDocument.GetPDFData``: that one knows neither tags nor objects written beforehand.
    """
    catalog = document.Catalog
    catalog.Outlines = None
    tree_at = _reserve(document, tree.objects if tree else 0)
    outline_at = _reserve(document, outline.objects)
    if tree:
        catalog.StructTreeRoot = f"{tree_at} 0 R"
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
    if outline.objects:
        catalog.Outlines = f"{outline_at} 0 R"
    root, info = document.Reference(catalog), document.Reference(document.info)
    page_numbers = [_number(document, document.Reference(page)) for page in document.Pages.pages]
    made: dict[int, bytes] = {}
    if tree:
        for at, body in enumerate(tree.write(tree_at, page_numbers, text_string), start=tree_at):
            made[at] = body
            if at % _OFTEN == 0:
                tick()
    made.update(enumerate(outline.write(outline_at, page_numbers, text_string), start=outline_at))
    return _assembled(document, made, root, info, tick)


def _reserve(document: Any, count: int) -> int:
    """The first of so many object numbers that reportlab then leaves out."""
    first = int(document.objectcounter) + 1
    document.objectcounter += count
    return first


def _number(document: Any, reference: Any) -> int:
    return int(document.idToObjectNumberAndVersion[reference.name][0])


def _assembled(document: Any, made: dict[int, bytes], root: Any, info: Any, tick: Callable[[], None]) -> bytes:
    parts, offsets, offset = [_HEAD], [], len(_HEAD)
    number = 0
    while number < document.objectcounter:  # Formatting an object may register further ones.
        number += 1
        if number % _OFTEN == 0:
            tick()
        body = made.get(number)
        if body is None:
            name = document.numberToId[number]
            body = pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document)
            if body.endswith(_STREAM_END) and body[-len(_STREAM_END) - 1 :][:1] != b"\n":
                body = body[: -len(_STREAM_END)] + b"\n" + _STREAM_END  # reportlab's own streams are pictures
        parts.append(body)
        offsets.append(offset)
        offset += len(body)
    lines = "".join([f"{at:010d} 00000 n \n" for at in offsets])
    parts.append(f"xref\n0 {number + 1}\n0000000000 65535 f \n{lines}".encode("ascii"))
    parts.append(
        f"trailer\n<</Size {number + 1}/Root {_number(document, root)} 0 R/Info {_number(document, info)} 0 R"
        f"/ID {document._ID.decode('ascii')}>>\nstartxref\n{offset}\n%%EOF\n".encode("ascii")
    )
    return b"".join(parts)
