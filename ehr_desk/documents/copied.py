"""A copy under a passphrase, looked at from outside: the signed paper inside it, and whether both show the same."""

# pyHanko's readers are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.limits import DECODING, DEPTH, TooMuchError, check_bytes
from ehr_desk.documents.protecting import ORIGINAL

_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_OF_AN_ANNOTATION = ("/Rect", "/AP", "/AS", "/A", "/Dest", "/QuadPoints")
_ELSEWHERE = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Length", "/Filter", "/DecodeParms"})
"""Where something belongs and how it is packed: neither changes what is shown."""
_HIDDEN = 2 + 32


def original_in(reader: PdfFileReader) -> bytes | None:
    """The signed paper attached to a copy, empty where it cannot be read; ``None`` in any other file. Never raises."""
    try:
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        found = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
    except Exception:  # No attachments, or none that anybody could find.
        return None
    if ORIGINAL not in found:
        return None
    try:
        return bytes(found[ORIGINAL]["/EF"]["/F"].data)
    except Exception:  # Whatever was done to it, it is no paper any more.
        return b""


def shows_the_same(copy: PdfFileReader, original: bytes) -> bool:
    """Whether every page of the copy is drawn as in the paper: text, pictures, fonts, what stands in its fields, links.

    By what the pages are made of, so that the same picture drawn in another way is not the same. Never raises.
    """
    try:
        check_bytes(original)
        paper = PdfFileReader(io.BytesIO(original), decode_limits=DECODING)
        return _Shown(copy).pages() == _Shown(paper).pages()
    except Exception:  # Whatever cannot be read shows nothing for certain.
        return False


class _Shown:
    """Hashes of what each page of a file is made of."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._pages = list(_pages(reader.root["/Pages"], {}, 0))
        self._numbers = {reference: at for at, (reference, _, _) in enumerate(self._pages) if reference is not None}
        self._known: dict[generic.Reference, bytes] = {}
        self._open: set[generic.Reference] = set()

    def pages(self) -> list[bytes]:
        """One hash for each page, in order."""
        return [self._page(page, inherited) for _, page, inherited in self._pages]

    def _page(self, page: generic.DictionaryObject, inherited: dict[str, Any]) -> bytes:
        digest = hashlib.sha256()
        for key in _INHERITED:
            digest.update(self._of(page.raw_get(key) if key in page else inherited.get(key, generic.NullObject())))
        digest.update(hashlib.sha256(b"\n".join(_contents(page))).digest())
        for one in _under(page, "/Annots"):
            if _is_seen(one):
                for key in _OF_AN_ANNOTATION:
                    digest.update(self._of(one.raw_get(key) if key in one else generic.NullObject()))
        return digest.digest()

    def _of(self, value: Any) -> bytes:
        """The hash of a value and of all that it names."""
        if not isinstance(value, generic.IndirectObject):
            return self._direct(value)
        reference = value.reference
        if reference in self._numbers:
            return f"page {self._numbers[reference]}".encode()
        if reference in self._open:
            return b"named within itself"
        if reference not in self._known:
            self._open.add(reference)
            self._known[reference] = self._direct(value.get_object())
            self._open.discard(reference)
        return self._known[reference]

    def _direct(self, value: Any) -> bytes:
        digest = hashlib.sha256()
        if isinstance(value, generic.DictionaryObject):
            digest.update(b"dictionary")
            for key in sorted(key for key in value if key not in _ELSEWHERE):
                digest.update(hashlib.sha256(key.encode()).digest() + self._of(value.raw_get(key)))
            if isinstance(value, generic.StreamObject):
                digest.update(hashlib.sha256(value.data).digest())
        elif isinstance(value, generic.ArrayObject):
            digest.update(b"array")
            for at in range(len(value)):
                digest.update(self._of(value.raw_get(at)))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            digest.update(f"number {Decimal(value).normalize()}".encode())
        elif isinstance(value, generic.NullObject):
            digest.update(b"nothing")
        elif isinstance(value, generic.ByteStringObject):
            digest.update(b"bytes" + value)
        else:
            digest.update(f"{type(value).__name__} {value}".encode())
        return digest.digest()


def _is_seen(annotation: generic.DictionaryObject) -> bool:
    """The place of the copy's own signature has no size."""
    left, bottom, right, top = (float(each) for each in annotation["/Rect"])
    flags = int(annotation["/F"]) if "/F" in annotation else 0
    return left != right and bottom != top and not flags & _HIDDEN


_Found = tuple[generic.Reference | None, generic.DictionaryObject, dict[str, Any]]


def _pages(node: generic.DictionaryObject, inherited: dict[str, Any], depth: int) -> Iterator[_Found]:
    """Every page with what the nodes above it lay down for it."""
    if depth > DEPTH:
        raise TooMuchError
    below = {**inherited, **{key: node.raw_get(key) for key in _INHERITED if key in node}}
    kids = node["/Kids"]
    for at in range(len(kids)):
        raw, kid = kids.raw_get(at), kids[at]
        if "/Kids" in kid:
            yield from _pages(kid, below, depth + 1)
        else:
            yield (raw.reference if isinstance(raw, generic.IndirectObject) else None), kid, below


def _contents(page: generic.DictionaryObject) -> Iterator[bytes]:
    if "/Contents" in page:
        found = page["/Contents"]
        if isinstance(found, generic.ArrayObject):
            yield from (found[at].data for at in range(len(found)))
        else:
            yield found.data


def _under(page: generic.DictionaryObject, key: str) -> Iterator[generic.DictionaryObject]:
    if key in page:
        yield from (page[key][at] for at in range(len(page[key])))
