"""A copy under a passphrase, looked at from outside: the signed paper inside it, and whether both show the same."""

# pyHanko's readers are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.documents.limits import DECODING, DEPTH, TooMuchError, check_bytes
from ehr_desk.documents.protecting import COPY_FIELD, ORIGINAL, as_stamp

_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_PACKING = frozenset({"/Length", "/Filter", "/DecodeParms"})
"""How a stream is packed changes nothing of what is in it."""
_BELONGING = frozenset({"/P", "/Parent"})
"""Where an annotation or a page belongs."""
_OF_THE_CATALOG = frozenset(
    {
        *("/Type", "/Version", "/Extensions", "/Metadata"),  # what kind of file it is, told by shows_the_same itself
        *("/Pages", "/Outlines", "/AcroForm", "/Names", "/AF"),  # held against each other part by part
        *("/StructTreeRoot", "/Perms", "/DSS"),  # tags, and what belongs to signatures
    }
)
_OF_A_BOOKMARK = frozenset({"/First", "/Last", "/Next", "/Prev", "/Parent"})
_OF_A_PLACE = frozenset({"/Type", "/Subtype", "/FT", "/T", "/V", "/F", "/P", "/Rect"})
"""What the place of a copy's own signature has: no size, no picture, nothing that happens."""


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
    """Whether every page of the copy is drawn as in the paper: text, pictures, fonts, what stands in its fields, links
    and every other annotation; whether bookmarks, attachments and what happens on opening are the paper's.

    By what the pages are made of, so that the same picture drawn in another way is not the same. Tags are not compared.
    Never raises.
    """
    try:
        check_bytes(original)
        paper = PdfFileReader(io.BytesIO(original), decode_limits=DECODING)
        return _of_copy(copy, original) == _of_paper(paper)
    except Exception:  # Whatever cannot be read shows nothing for certain.
        return False


def _of_paper(reader: PdfFileReader) -> list[object]:
    """What a copy of this paper has to show."""
    shown = _Shown(reader)
    names, files = shown.names()
    return [*shown.pages(as_stamp), *shown.around(), names, files, shown.beside(), _told_of(reader)]


def _of_copy(reader: PdfFileReader, original: bytes) -> list[object]:
    """What a copy shows besides the paper inside it and the place of its own signature."""
    shown, form = _Shown(reader), reader.root["/AcroForm"]
    if set(form) - {"/Fields", "/SigFlags"} or len(form["/Fields"]) != 1 or not _is_own_place(form["/Fields"][0]):
        raise ValueError("more than one place")
    names, files = shown.names()
    beside, inside = shown.beside(), dict(_attached(reader))[ORIGINAL]
    spec = inside.get_object()
    if spec["/EF"]["/F"].data != original or {str(spec["/F"]), str(spec["/UF"])} != {ORIGINAL}:
        raise ValueError("another paper")
    files.remove((ORIGINAL, shown.hash(inside)))
    beside.remove(shown.hash(inside))
    pages = shown.pages(lambda one: None if _is_own_place(one) else one)
    return [*pages, *shown.around(), names, files, beside, _told_of(reader)]


def _is_own_place(annotation: generic.DictionaryObject) -> bool:
    kind, name = str(annotation["/Subtype"]), str(annotation["/T"]) if "/T" in annotation else ""
    if (kind, name) != ("/Widget", COPY_FIELD) or set(annotation) - _OF_A_PLACE:
        return False
    return not any(float(each) for each in annotation["/Rect"])


def _told_of(reader: PdfFileReader) -> tuple[str, ...]:
    about = reader.document_meta_view
    return str(about.title), str(about.author), str(about.subject)


def _attached(reader: PdfFileReader) -> list[tuple[str, Any]]:
    if "/Names" not in reader.root or "/EmbeddedFiles" not in reader.root["/Names"]:
        return []
    tree = reader.root["/Names"]["/EmbeddedFiles"]
    if set(tree) != {"/Names"}:
        raise ValueError("attachments that are no list")
    return [(str(tree["/Names"][at]), tree["/Names"].raw_get(at + 1)) for at in range(0, len(tree["/Names"]), 2)]


_Seen = Callable[[generic.DictionaryObject], generic.DictionaryObject | None]


class _Shown:
    """Hashes of what a file shows."""

    def __init__(self, reader: PdfFileReader) -> None:
        self._reader = reader
        self._pages = list(_pages(reader.root["/Pages"], {}, 0))
        self._numbers = {reference: at for at, (reference, _, _) in enumerate(self._pages) if reference is not None}
        self._known: dict[generic.Reference, bytes] = {}
        self._open: set[generic.Reference] = set()

    def pages(self, seen: _Seen) -> list[bytes]:
        """One hash for each page, in order. ``seen``: an annotation as it counts, ``None`` where it does not."""
        return [self._page(page, inherited, seen) for _, page, inherited in self._pages]

    def around(self) -> list[object]:
        """Bookmarks, and all else that says what is shown and what happens on opening (ISO 32000-2, 7.7.2)."""
        root = self._reader.root
        outlines = root["/Outlines"] if "/Outlines" in root else generic.DictionaryObject()
        return [self._without(root, _OF_THE_CATALOG), [self._without(one, _OF_A_BOOKMARK) for one in _below(outlines)]]

    def names(self) -> tuple[bytes, list[tuple[str, bytes]]]:
        """Whatever has a name in the file; and the attachments by theirs."""
        root = self._reader.root
        others = root["/Names"] if "/Names" in root else generic.DictionaryObject()
        files = [(name, self.hash(spec)) for name, spec in _attached(self._reader)]
        return self._without(others, frozenset({"/EmbeddedFiles"})), files

    def beside(self) -> list[bytes]:
        """The files that belong to the whole document (ISO 32000-2, 14.13)."""
        found = self._reader.root["/AF"] if "/AF" in self._reader.root else generic.ArrayObject()
        return [self.hash(found.raw_get(at)) for at in range(len(found))]

    def _page(self, page: generic.DictionaryObject, inherited: dict[str, Any], seen: _Seen) -> bytes:
        digest = hashlib.sha256(self._without(page, _BELONGING | {"/Contents", "/Annots", *_INHERITED}))
        for key in _INHERITED:
            digest.update(self.hash(page.raw_get(key) if key in page else inherited.get(key, generic.NullObject())))
        digest.update(hashlib.sha256(b"\n".join(_contents(page))).digest())
        for one in _under(page, "/Annots"):
            if counted := seen(one):
                digest.update(self._without(counted, _BELONGING))
        return digest.digest()

    def _without(self, holder: generic.DictionaryObject, keys: frozenset[str]) -> bytes:
        kept = {key: holder.raw_get(key) for key in holder if key not in keys}
        return self._direct(generic.DictionaryObject(kept))

    def hash(self, value: Any) -> bytes:
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
            packing = _PACKING if isinstance(value, generic.StreamObject) else frozenset()
            for key in sorted(key for key in value if key not in packing):
                digest.update(hashlib.sha256(key.encode()).digest() + self.hash(value.raw_get(key)))
            if isinstance(value, generic.StreamObject):
                digest.update(hashlib.sha256(value.data).digest())
        elif isinstance(value, generic.ArrayObject):
            digest.update(b"array")
            for at in range(len(value)):
                digest.update(self.hash(value.raw_get(at)))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            digest.update(f"number {Decimal(value).normalize()}".encode())
        elif isinstance(value, generic.NullObject):
            digest.update(b"nothing")
        elif isinstance(value, generic.ByteStringObject):
            digest.update(b"bytes" + value)
        else:
            digest.update(f"{type(value).__name__} {value}".encode())
        return digest.digest()


def _below(outlines: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    """Every bookmark, those inside another one behind it. One that two others name is refused."""
    waiting, known = [outlines], set[generic.Reference]()
    while waiting:
        held = waiting.pop()
        if held is not outlines:
            yield held
        for named in (held.raw_get(key) for key in ("/Next", "/First") if key in held):
            if named.reference in known:
                raise TooMuchError
            known.add(named.reference)
            waiting.append(named.get_object())


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
