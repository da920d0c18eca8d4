"""An addendum on the signed paper itself: a reserved text field is filled and its signature field signed in one go.

Both were empty in what the author signed, so every earlier signature stays valid. What does not fit there becomes a new
version of the paper.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.common.errors import UserError
from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.model import ADDENDUM_SLOTS, SignatureSlot
from ehr_desk.documents.pdfparts import About
from ehr_desk.documents.render import Press
from ehr_desk.documents.shaping import clean
from ehr_desk.documents.signing import block_of
from ehr_desk.documents.signing_engine import Act, SignerHandle, put_signature
from ehr_desk.documents.text import Text, plain
from ehr_desk.documents.timestamps import TrustServices

_ABOVE = 3.0
_SIZES = (theme.BODY, theme.SMALL)


class NoRoom(UserError):
    """The addendum does not fit on the paper: it becomes a new version."""

    def __init__(self) -> None:
        super().__init__("There is no room for this addendum on the paper.", "Sign it as a new version of the paper.")


@dataclass(frozen=True)
class _Field:
    reference: generic.Reference
    width: float
    height: float
    filled: bool


def free_slot(pdf: bytes) -> SignatureSlot | None:
    """The first reserved place that nobody has signed; ``None`` where none is left or the paper has none."""
    fields = _fields(PdfFileReader(io.BytesIO(pdf)))
    for slot in ADDENDUM_SLOTS:
        words, signature = fields.get(slot.text_field), fields.get(slot.field)
        if words is not None and signature is not None and not words.filled and not signature.filled:
            return slot
    return None


def fits(pdf: bytes, words: str, press: Press | None = None) -> bool:
    """Whether a place is free and the words fit into it."""
    slot = free_slot(pdf)
    if slot is None:
        return False
    field = _fields(PdfFileReader(io.BytesIO(pdf)))[slot.text_field]
    return _set(press or Press(), words, field.width, field.height) is not None


def add_addendum(
    pdf: bytes,
    signer: SignerHandle,
    words: str,
    *,
    meaning: str,
    at: datetime,
    press: Press | None = None,
    services: TrustServices | None = None,
) -> bytes:
    """The signed PDF with words in the next free place and a signature beside them. Raises ``NoRoom``."""
    slot = free_slot(pdf)
    if slot is None:
        raise NoRoom
    with_fonts = press or Press()
    field = _fields(PdfFileReader(io.BytesIO(pdf)))[slot.text_field]
    drawn = _draw(with_fonts, words, field.width, field.height, at)

    def fill(writer: IncrementalPdfFileWriter) -> None:
        reference = _fields(writer)[slot.text_field].reference
        widget: Any = reference.get_object()
        appearance = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)))
        widget["/V"] = generic.TextStringObject(clean(words))
        widget["/AP"] = generic.DictionaryObject({pdf_name("/N"): appearance})  # type: ignore[no-untyped-call]
        writer.mark_update(reference)

    act = Act(slot.field, f"{slot.label}: {meaning}", at)
    return put_signature(pdf, signer, act, block_of(signer, meaning, at, with_fonts), services, fill)


def _draw(press: Press, words: str, width: float, height: float, at: datetime) -> bytes:
    """The words as a one-page PDF, in the largest of two sizes that fits."""
    text = _set(press, words, width, height)
    if text is None:
        raise NoRoom
    canvas = PaperCanvas((width, height), language="en-US")
    text.draw(canvas, 0, height - _ABOVE, width)
    canvas.showPage()
    return canvas.finish(About("Addendum", "", "", at, words.encode()))


def _set(press: Press, words: str, width: float, height: float) -> Text | None:
    for type_ in _SIZES:
        text = plain(press.shaper, words, type_, role="Span")
        if text.height(width) <= height - _ABOVE:
            return text
    return None


def _fields(reader: PdfFileReader | IncrementalPdfFileWriter) -> dict[str, _Field]:
    """The form's fields by name."""
    found: dict[str, _Field] = {}
    try:
        fields = reader.root["/AcroForm"]["/Fields"]
    except KeyError:
        return found
    for at in range(len(fields)):
        pointer = fields.raw_get(at)
        widget = pointer.get_object()
        if "/Rect" in widget and "/T" in widget:
            left, bottom, right, top = (float(part) for part in widget["/Rect"])
            found[str(widget["/T"])] = _Field(pointer.reference, abs(right - left), abs(top - bottom), "/V" in widget)
    return found
