"""What counts as shown when a copy is compared with the paper inside it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.copied import shows_the_same


def page_with_mark(flags: int | None) -> bytes:
    """A page, with an annotation that has these flags, or with none."""
    made, file = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(200, 200))
    page.Contents = made.make_stream(b"0 0 200 200 re f")
    if flags is not None:
        mark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[10, 10, 60, 40], F=flags)
        page.Annots = pikepdf.Array([made.make_indirect(mark)])
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("flags", "seen"),
    [(0, True), (4, True), (1, True), (64, True), (2, False), (32, False), (2 + 4, False)],
    ids=["no flag", "print", "invisible if unknown", "read only", "hidden", "no view", "hidden and print"],
)
def test_an_annotation_is_seen_unless_its_flags_hide_it(flags: int, seen: bool) -> None:
    """ISO 32000-2, table 167: bit 2 is Hidden, bit 6 NoView."""
    copy = PdfFileReader(io.BytesIO(page_with_mark(flags)))
    assert shows_the_same(copy, page_with_mark(None)) is not seen
    again = PdfFileReader(io.BytesIO(page_with_mark(flags)))
    assert shows_the_same(again, page_with_mark(flags))
