"""The structure tree of a tagged PDF: what each mark on the pages belongs to (ISO 32000-1, 14.7 and 14.8; PDF/UA-1).

Elements are kept as small objects while pages are drawn and written out as one run of bytes at the end: a summary has
several hundred of them, and formatting each through the PDF library would cost more than setting its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

_ROOT, _PARENT_TREE, _FIRST = 0, 1, 2


@dataclass(frozen=True, eq=False, slots=True)
class Tag:
    """What a box is. The parts of a box that goes on on the next page share one tag and so remain one element.

    ``attributes`` are attribute dictionaries as they stand in the file, ``alt`` describes a figure in words.
    """

    role: str
    attributes: str = ""
    alt: str = ""


def table_header(scope: str) -> Tag:
    """A header cell; ``scope`` is ``Column`` or ``Row``."""
    return Tag("TH", f"<</O/Table/Scope/{scope}>>")


def listing(numbering: str) -> Tag:
    """A list: ``Disc``, ``Decimal``, or ``None`` for labels that are words (a label and its value)."""
    return Tag("L", f"<</O/List/ListNumbering/{numbering}>>")


class Element:
    """One structure element: its tag, its parent and its content in reading order."""

    __slots__ = ("attributes", "kids", "number", "parent", "tag")

    def __init__(self, tag: Tag, parent: Element | None, number: int) -> None:
        self.tag = tag
        self.parent = parent
        self.number = number
        self.kids: list[Element | tuple[int, int] | tuple[int, str]] = []
        """Elements, (page, marked-content number) or (page, reference to an annotation)."""
        self.attributes = tag.attributes


class StructureTree:
    """Grows while pages are drawn. Pages count from 0."""

    def __init__(self) -> None:
        self.document = Element(Tag("Document"), None, _FIRST)
        self._elements = [self.document]
        self._of: dict[Tag, Element] = {}
        self._marks: list[Element] = []
        self._parents: list[tuple[int, Element | list[Element]]] = []
        self._page = -1

    def begin_page(self) -> int:
        """Start the next page; the number under which its marks find their elements (``/StructParents``)."""
        self._page += 1
        self._marks = []
        return self._key(self._marks)

    def element(self, tag: Tag, parent: Element) -> Element:
        """The element of a tag; made as the last child of ``parent`` when the tag is met for the first time."""
        known = self._of.get(tag)
        if known is None:
            known = self._of[tag] = Element(tag, parent, _FIRST + len(self._elements))
            self._elements.append(known)
            parent.kids.append(known)
        return known

    def mark(self, element: Element) -> int:
        """A new marked-content number of this page for an element."""
        number = len(self._marks)
        self._marks.append(element)
        element.kids.append((self._page, number))
        return number

    def annotation(self, element: Element, reference: str) -> int:
        """Put an annotation of this page into an element; its ``/StructParent``. ``reference`` is ``12 0 R``."""
        element.kids.append((self._page, reference))
        return self._key(element)

    def _key(self, what: Element | list[Element]) -> int:
        self._parents.append((len(self._parents), what))
        return len(self._parents) - 1

    @property
    def objects(self) -> int:
        """How many objects of the file the tree takes."""
        return _FIRST + len(self._elements)

    def write(self, first: int, pages: list[int], text_string: Callable[[str], str]) -> Iterator[bytes]:
        """The objects in order, numbered from ``first``; ``pages`` are the object numbers of the pages."""
        root = (
            f"<</Type/StructTreeRoot/K {first + _FIRST} 0 R/ParentTree {first + _PARENT_TREE} 0 R"
            f"/ParentTreeNextKey {len(self._parents)}>>"
        )
        nums = "\n".join(f"{key} {_owners(what, first)}" for key, what in self._parents)
        elements = (self._element(each, first, pages, text_string) for each in self._elements)
        for at, body in enumerate(chain((root, f"<</Nums[\n{nums}\n]>>"), elements)):
            yield f"{first + at} 0 obj\n{body}\nendobj\n".encode("ascii")

    def _element(self, element: Element, first: int, pages: list[int], text_string: Callable[[str], str]) -> str:
        tag = element.tag
        parent = first + (element.parent.number if element.parent else _ROOT)
        page = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        parts = [f"<</Type/StructElem/S/{tag.role}/P {parent} 0 R"]
        parts += [f"/Pg {pages[page]} 0 R"] if page is not None else []
        parts += [f"/A {tag.attributes}"] if tag.attributes else []
        parts += [f"/Alt {text_string(tag.alt)}"] if tag.alt else []
        kids = [_kid(kid, first, page, pages) for kid in element.kids]
        if kids:
            parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K[{' '.join(kids)}]")
        return "".join((*parts, ">>"))


def _owners(what: Element | Iterable[Element], first: int) -> str:
    if isinstance(what, Element):
        return f"{first + what.number} 0 R"
    return "[" + " ".join([f"{first + each.number} 0 R" for each in what]) + "]"


def _kid(kid: Element | tuple[int, int] | tuple[int, str], first: int, page: int | None, pages: list[int]) -> str:
    if isinstance(kid, Element):
        return f"{first + kid.number} 0 R"
    at, what = kid
    if isinstance(what, str):
        return f"<</Type/OBJR/Pg {pages[at]} 0 R/Obj {what}>>"
    return str(what) if at == page else f"<</Type/MCR/Pg {pages[at]} 0 R/MCID {what}>>"
