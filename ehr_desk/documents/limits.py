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

LARGEST_INSIDE = 60 * _MIB
"""The largest paper that is put into another file: it has to be unpacked again."""

PLAIN = 8 * _MIB
"""The most bytes of one object outside of a stream. Ours with the most, the parent tree, has 1 kB for each page."""

_STRING = _MIB
"""The most bytes of a string with brackets in brackets, which is read one by one."""

_WORDS = re.compile(
    rb"(?:[^(%/<estx]++|%[^\r\n]*+|/[^\0\t\n\f\r ()<>\[\]{}/%]*+|<"
    rb"|e(?!ndobj)|s(?!tream\r?\n|tartxref)|t(?!railer)|x(?!ref)"
    rb"|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+",
    re.DOTALL,
)
"""What the lexer of a PDF reads without anything beginning or ending (ISO 32000-2, 7.2 and 7.3); strings as far as they
lie in each other once."""
_KEYWORD = re.compile(rb"endobj|stream\r?\n|startxref|trailer|xref")
_BRACKET = re.compile(rb"[()]|\\.", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\s+\d+\s+R|\d)")
_END_OF_STREAM = re.compile(rb"\s*endstream")
_SIZE = re.compile(rb"/Size\s+(\d{7,})")
_PARAMETERS = 400
"""Within so many bytes an attached file's parameters say its size: they hold a checksum and two dates besides."""
_END = 2048


class TooMuchError(Exception):
    """The file holds more than any paper does."""


def check_bytes(pdf: bytes) -> None:
    """Raise ``TooMuchError`` by what can be seen without parsing, ``ValueError`` for what has no end of a PDF."""
    if len(pdf) > LARGEST or any(int(found[1][:12]) > OBJECTS for found in _SIZE.finditer(pdf) if _counts(pdf, found)):
        raise TooMuchError
    if len(pdf) > PLAIN and any(length > PLAIN for length in _plain(pdf)):
        raise TooMuchError
    # Without its last line a parser looks for it backwards, byte by byte, through all of the file.
    if b"%%EOF" not in pdf[-_END:]:
        raise ValueError("no end of file")


def _counts(pdf: bytes, size: re.Match[bytes]) -> bool:
    """Whether a size is a number of objects, and not that of an attached file in bytes: the record of a whole chart has
    more than a million."""
    before = pdf[max(0, size.start() - _PARAMETERS) : size.start()]
    _, params, between = before.rpartition(b"/Params")
    return not params or b"obj" in between or b"trailer" in between


def _plain(pdf: bytes) -> Iterator[int]:
    """The lengths of what lies outside of streams and tables of objects, from one keyword to the next.

    Reading it goes byte by byte, so a hundred megabytes of parentheses take a minute; streams are not read at all.
    Words in strings, names, comments and streams are no keywords. A file that sends its reader into the middle of a
    stream gets past this: what that takes ends with the process it runs in.
    """
    at = begin = 0
    table = False
    while at < len(pdf):
        at = _words_end(pdf, at)
        found = _KEYWORD.match(pdf, at)
        if found is None:
            at = _string_end(pdf, at)
            continue
        if not table:
            yield at - begin
        table, at = found[0] == b"xref", found.end()
        if found[0].startswith(b"stream"):
            at = _stream_end(pdf, begin, at)
        begin = at
    yield 0 if table else len(pdf) - begin


def _words_end(pdf: bytes, at: int) -> int:
    found = _WORDS.match(pdf, at)
    return found.end() if found else at


def _string_end(pdf: bytes, at: int) -> int:
    """Behind a string with more brackets in it, or behind the one byte that begins none."""
    if pdf[at : at + 1] != b"(":
        return at + 1
    depth = 0
    for found in _BRACKET.finditer(pdf, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
        if found.end() - at > _STRING:
            raise TooMuchError
    return len(pdf)


def _stream_end(pdf: bytes, begin: int, at: int) -> int:
    """Where a stream ends whose dictionary stands between ``begin`` and ``at``: by its length if that is right, else
    where the word stands."""
    told = _LENGTH.search(pdf, begin, at)
    if told and (found := _END_OF_STREAM.match(pdf, at + int(told[1]))):
        return found.end()
    end = pdf.find(b"endstream", at)
    return len(pdf) if end < 0 else end + len(b"endstream")


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
    waiting = [(_under(_under(root, "/AcroForm"), "/Fields"), 0)]
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


def _under(holder: Any, key: str) -> Any:
    """What a dictionary names, also where it stands elsewhere in the file; ``get`` would answer the reference."""
    if isinstance(holder, generic.DictionaryObject) and key in holder:
        return holder[key]
    return None
