"""Where the objects that a later update writes anew were used before it, found without reading the whole paper.

To judge an update the library asks by which ways each object it overwrites can be reached, and reads every object of
the signed paper for that: most of what judging costs. Here what cannot lead there is left out first, by its bytes: an
object none of whose references leads to one that is written anew, or to a field. What is not plain is read as before,
and the ways are still the library's own finding.
"""

# pyHanko's low-level objects are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

_OBJECT = re.compile(
    rb"(\d{1,10}) 0 obj\s((?>[^(%\\es]++|[es]|\((?>[^()\\]|\\.)*\))*?)(?<=[\s>\]])(?:endobj|stream\r?\n)", re.DOTALL
)
"""An object up to its end or its stream, without comments and with plain strings only."""
_NO_HEX = re.compile(rb"(?<!<)(?:<<)*<(?!<|[0-9A-Fa-f\s]*>)")
"""The beginning of a string in hexadecimal that is none, or does not end."""
_REFERENCE = re.compile(rb"(?<!\d)(\d++)[\s\0]++\d++[\s\0]++R")
"""Everything that is read as a reference, and maybe more."""
_ELEMENT = re.compile(
    rb"<</Type/StructElem/S/\w+/P (\d+) 0 R("
    rb"(?:/Pg \d+ 0 R)?(?:/A <<[^<>()]*>>)?(?:/Alt (?:\((?>[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>))?"
    rb"(?:/K(?: (?P<one>\d+) 0 R| \d+| <<[^\[\]<>()]*>>|\[(?P<many>(?:[^\[\]<>()]|<<[^\[\]<>()]*>>)*)\]))?)>>\s*",
    re.DOTALL,
)
"""An element of the structure as this program writes it (``structure``)."""
_INSIDE = re.compile(rb"<<.*?>>", re.DOTALL)


def find_usages(reader: PdfFileReader, pdf: bytes, revision: int) -> None:
    """Find what the library looks up of ``revision`` when it judges the updates after it. Never raises: what cannot be
    found here it finds itself."""
    try:
        resolver, spare = reader.get_historical_resolver(revision), HistoricalResolver(reader, revision)
        for number in _leading_nowhere(spare, pdf):
            spare.cache[generic.Reference(number, 0, pdf=spare)] = generic.NullObject()
        spare._load_reverse_xref_cache()
    except Exception:  # The library says what is wrong with it.
        return
    resolver._indirect_object_access_cache = spare._indirect_object_access_cache


def _leading_nowhere(state: HistoricalResolver, pdf: bytes) -> set[int]:
    """The numbers of the objects from which no way leads to one whose ways the library asks for: to what a later update
    writes, to a field, or to the appearance of one."""
    xrefs = state.reader.xrefs
    later = range(state.revision + 1, xrefs.total_revisions)
    wanted = {ref.idnum for at in later for ref in xrefs.explicit_refs_in_revision(at)}
    wanted.update(_fields(state))
    numbers = {ref.idnum for at in range(state.revision + 1) for ref in xrefs.explicit_refs_in_revision(at)}
    texts = _texts(state, pdf, numbers)
    # No way leads on from a page that is not reached through the tree of pages, nor from an element that is not reached
    # through the tree of elements.
    pages = set(_pages(state.root.raw_get("/Pages"), set()))
    root = state.root.raw_get("/StructTreeRoot") if "/StructTreeRoot" in state.root else None
    elements = _elements(root, texts, pages)
    leads: dict[int, set[int]] = defaultdict(set)
    for number, text in texts.items():
        ways = elements.ways.get(number, _named(text) - (elements.closed - wanted))
        for each in ways - (pages - wanted):
            leads[each].add(number)
    kept = {state.root_ref.idnum, *([root.idnum] if isinstance(root, generic.IndirectObject) else [])}
    waiting = wanted | pages | kept | (numbers - texts.keys())
    reaching: set[int] = set()
    while waiting:
        number = waiting.pop()
        reaching.add(number)
        waiting |= leads[number] - reaching
    return texts.keys() - reaching


def _texts(state: HistoricalResolver, pdf: bytes, numbers: Iterable[int]) -> dict[int, bytes]:
    """The plain objects of a state, with what stands before their end or their stream."""
    texts: dict[int, bytes] = {}
    for number in numbers:
        place = state.reader.xrefs.get_historical_ref(generic.Reference(number, 0), state.revision)
        found = _OBJECT.match(pdf, place) if isinstance(place, int) else None
        if found and int(found[1]) == number and not _NO_HEX.search(found[2]):
            texts[number] = found[2]
    return texts


def _named(text: bytes) -> set[int]:
    return {int(each) for each in _REFERENCE.findall(text)}


def _fields(state: HistoricalResolver) -> Iterator[int]:
    """Every field, and the appearance of each where that stands apart."""
    try:
        waiting = [state.root["/AcroForm"]["/Fields"]]
    except KeyError:
        return
    seen: set[int] = set()
    while waiting:
        fields = waiting.pop()
        for at in range(len(fields)):
            named, field = fields.raw_get(at), fields[at]
            if isinstance(named, generic.IndirectObject):
                if named.idnum in seen:
                    continue
                seen.add(named.idnum)
                yield named.idnum
            drawn = field.raw_get("/AP") if "/AP" in field else None
            if isinstance(drawn, generic.IndirectObject):
                yield drawn.idnum
            if "/Kids" in field:
                waiting.append(field["/Kids"])


def _pages(node: Any, seen: set[int]) -> Iterator[int]:
    """The tree of pages from a node on."""
    if not isinstance(node, generic.IndirectObject) or node.idnum in seen:
        return
    seen.add(node.idnum)
    yield node.idnum
    held = node.get_object()
    if held.get("/Type") == "/Pages":
        for at in range(len(held["/Kids"])):
            yield from _pages(held["/Kids"].raw_get(at), seen)


@dataclass(frozen=True)
class _Elements:
    """The elements of the structure that hang together as this program writes them: by ``ways`` what each leads to.
    ``closed`` are those that the library enters from their parents only: not what is its parent's only kid, outside of
    a list."""

    ways: Mapping[int, Set[int]]
    closed: Set[int]


_NO_ELEMENTS = _Elements({}, frozenset())


def _elements(root: Any, texts: Mapping[int, bytes], pages: Set[int]) -> _Elements:
    """None where a way leads back to them from anything else that they lead to."""
    top = root.get_object().raw_get("/K") if isinstance(root, generic.IndirectObject) else None
    waiting = [(top.idnum, root.idnum, False)] if isinstance(top, generic.IndirectObject) else []
    ways: dict[int, Set[int]] = {}
    closed: set[int] = set()
    beside: set[int] = set()
    while waiting:
        number, parent, listed = waiting.pop()
        element = _ELEMENT.fullmatch(texts.get(number, b""))
        if number in ways or number in pages:
            return _NO_ELEMENTS
        if element is None or int(element[1]) != parent:
            beside.add(number)
            continue
        leads = _named(element[2])
        many, one = _named(_INSIDE.sub(b"", element["many"] or b"")), {int(element["one"])} if element["one"] else set()
        waiting += [*((kid, number, True) for kid in many), *((kid, number, False) for kid in one)]
        beside |= leads - many - one
        ways[number] = leads if listed else {*leads, parent}
        closed |= {number} if listed else set()
    return _Elements(ways, closed) if _apart(beside, texts, pages, closed) else _NO_ELEMENTS


def _apart(beside: Set[int], texts: Mapping[int, bytes], pages: Set[int], closed: Set[int]) -> bool:
    """Whether no way leads from some objects to an element that the library enters from its parent only."""
    waiting, seen = set(beside) - pages, set()
    while waiting:
        number = waiting.pop()
        seen.add(number)
        if number in closed or number not in texts:
            return False
        waiting |= _named(texts[number]) - pages - seen
    return True
