"""Small facts about a PDF without validating it."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.reader import PdfFileReader


def count_pages(pdf: bytes) -> int:
    """The number of pages. Raises ``pyhanko`` errors for a file that is no PDF."""
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def count_signatures(pdf: bytes) -> int:
    """The number of filled signature fields."""
    return len(list(PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures))
