"""Small facts about a PDF without validating it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.render import RECORD_NAME

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from ehr_desk.documents.timestamps import Level


def count_pages(pdf: bytes) -> int:
    """The number of pages. Raises ``pyhanko`` errors for a file that is no PDF."""
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def count_signatures(pdf: bytes) -> int:
    """The number of filled signature fields, timestamps not counted."""
    return len(list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures))


def attached_record(pdf: bytes) -> bytes:
    """The canonical JSON record attached to one of our papers. Raises ``KeyError`` for any other file."""
    names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
    return bytes(files[RECORD_NAME]["/EF"]["/F"].data)


def level_of(pdf: bytes) -> Level:
    """The PAdES level that every signature of the file has: what is there, not whether it is good."""
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = list(reader.embedded_regular_signatures)
    archived = [each.signed_revision for each in reader.embedded_timestamp_signatures]
    last = max(archived, default=-1)
    if not signatures:
        return "B-B"
    if not all(_timestamped(each) or each.signed_revision < last for each in signatures):
        return "B-B"
    if "/DSS" not in reader.root:
        return "B-T"
    return "B-LTA" if last > max(each.signed_revision for each in signatures) else "B-LT"


def _timestamped(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature carries a timestamp token of its own."""
    attributes = signature.signer_info["unsigned_attrs"].native
    return bool(attributes) and any(each["type"] == "signature_time_stamp_token" for each in attributes)


def is_free(pdf: bytes, field: str) -> bool:
    """Whether the paper has a signature field of this name that nobody has signed."""
    try:
        fields = PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]["/Fields"]
    except KeyError:
        return False
    each = (fields[at] for at in range(len(fields)))
    return any(str(one.get("/T", "")) == field and "/V" not in one for one in each)
