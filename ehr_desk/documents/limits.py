"""How much of a file is looked at: what is beyond any paper is refused before a parser walks through it.

A few hundred bytes can describe a tree of fields that takes years to walk, or packed zeros that fill the memory. What
these limits let through and still takes too long ends with the process it runs in (``aside``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.bounds import LARGEST

OBJECTS, REVISIONS, FIELDS, DEPTH = 1_000_000, 500, 5_000, 32
"""The most objects, saved states, form fields and fields inside each other. A whole chart has some 100,000 objects."""

_MIB = 1024 * 1024
_ANY = StreamDecodeLimits(max_output_size=64 * _MIB)
_TABLE = StreamDecodeLimits(max_output_size=4 * _MIB)
DECODING = DecodeLimits(per_stream=_ANY, per_purpose={**DEFAULT_PURPOSE_LIMITS, DecodePurpose.XREF_STREAM: _TABLE})
"""How much packed content may become: 64 MiB for each stream, 4 MiB for a table of objects."""

PLAIN = 8 * _MIB
"""The most bytes of one object outside of a stream. Ours with the most, the parent tree, has 1 kB for each page."""

_KEYWORD = re.compile(rb"endobj|endstream|stream\r?\n|startxref|xref|trailer")
_SIZE = re.compile(rb"/Size\s+(\d{7,})")
_END = 2048


class TooMuchError(Exception):
    """The file holds more than any paper does."""


def check_bytes(pdf: bytes) -> None:
    """Raise ``TooMuchError`` by what can be seen without parsing, ``ValueError`` for what has no end of a PDF."""
    if len(pdf) > LARGEST or any(int(found[1][:12]) > OBJECTS for found in _SIZE.finditer(pdf)):
        raise TooMuchError
    if len(pdf) > PLAIN and any(length > PLAIN for length in _plain(pdf)):
        raise TooMuchError
    # Without its last line a parser looks for it backwards, byte by byte, through all of the file.
    if b"%%EOF" not in pdf[-_END:]:
        raise ValueError("no end of file")


def _plain(pdf: bytes) -> Iterator[int]:
    """The lengths of what lies outside of streams and tables of objects, from one keyword to the next.

    Reading it goes byte by byte, so a hundred megabytes of parentheses take a minute; streams are not read at all.
    """
    at, inside = 0, False
    for found in _KEYWORD.finditer(pdf):
        if not inside:
            yield found.start() - at
        at, inside = found.end(), found[0].startswith((b"stream", b"xref"))
    yield len(pdf) - at


def check_fields(reader: PdfFileReader) -> None:
    """Raise ``TooMuchError`` for fields that are no tree (ISO 32000-2, 12.7.4.1), or a tree that is too deep or large.

    In every saved state of the file, since the later ones are compared with those before.
    """
    if reader.xrefs.total_revisions > REVISIONS:
        raise TooMuchError
    left = FIELDS
    for revision in range(reader.xrefs.total_revisions):
        try:
            left -= _fields(reader.get_historical_resolver(revision).root)
        except TooMuchError:
            raise
        except Exception:  # noqa: S112 - a state that cannot be read is judged where a signature refers to it
            continue
        if left < 0:
            raise TooMuchError


def _fields(root: Any) -> int:
    """The number of fields of one state. Each is visited once; one that two others name is refused."""
    form = root.get("/AcroForm")
    top = form.get("/Fields") if isinstance(form, generic.DictionaryObject) else None
    waiting = [(top, 0)]
    seen: set[generic.Reference] = set()
    while waiting:
        kids, depth = waiting.pop()
        if not isinstance(kids, generic.ArrayObject):
            continue
        if depth > DEPTH or len(kids) + len(seen) > FIELDS:
            raise TooMuchError
        for at in range(len(kids)):
            named = kids.raw_get(at)
            if not isinstance(named, generic.IndirectObject):
                continue
            if named.reference in seen:
                raise TooMuchError
            seen.add(named.reference)
            field = kids[at]
            if isinstance(field, generic.DictionaryObject) and "/T" in field and "/Kids" in field:
                waiting.append((field["/Kids"], depth + 1))
    return len(seen)
