"""The outline of a PDF: its headings as bookmarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_LONGEST = 120


@dataclass(frozen=True)
class Bookmark:
    """One entry; ``page`` counts from 0, ``top`` is the height above the lower edge in points."""

    text: str
    level: int
    page: int
    top: float


@dataclass
class _Item:
    bookmark: Bookmark | None
    parent: _Item | None = None
    number: int = 0
    kids: list[_Item] = field(default_factory=list)


class Outline:
    """Collects bookmarks in reading order and writes them as objects of the file."""

    def __init__(self) -> None:
        self._root = _Item(None)
        self._items = [self._root]
        self._path = [self._root]

    def add(self, bookmark: Bookmark) -> None:
        """The next entry; it stands below the last one of a smaller level."""
        while (above := self._path[-1].bookmark) is not None and above.level >= bookmark.level:
            self._path.pop()
        item = _Item(bookmark, self._path[-1], len(self._items))
        self._path[-1].kids.append(item)
        self._path.append(item)
        self._items.append(item)

    @property
    def objects(self) -> int:
        """How many objects of the file the outline takes."""
        return len(self._items) if len(self._items) > 1 else 0

    def write(self, first: int, pages: list[int], text_string: Callable[[str], str]) -> list[bytes]:
        """The objects in order, numbered from ``first``; ``pages`` are the object numbers of the pages."""
        bodies = [_body(item, first, pages, text_string) for item in self._items[: self.objects]]
        return [f"{first + at} 0 obj\n{body}\nendobj\n".encode("ascii") for at, body in enumerate(bodies)]


def _body(item: _Item, first: int, pages: list[int], text_string: Callable[[str], str]) -> str:
    parts: list[str] = []
    if item.bookmark is None or item.parent is None:
        parts.append(f"/Type/Outlines/Count {len(item.kids)}")
    else:
        mark, sisters = item.bookmark, item.parent.kids
        at = sisters.index(item)
        parts.append(f"/Title {text_string(mark.text[:_LONGEST])}/Parent {first + item.parent.number} 0 R")
        parts += [f"/Prev {first + sisters[at - 1].number} 0 R"] if at else []
        parts += [f"/Next {first + sisters[at + 1].number} 0 R"] if at + 1 < len(sisters) else []
        parts += [f"/Count -{len(item.kids)}"] if item.kids else []
        parts.append(f"/Dest[{pages[mark.page]} 0 R/XYZ null {round(mark.top)} null]")
    if item.kids:
        parts.append(f"/First {first + item.kids[0].number} 0 R/Last {first + item.kids[-1].number} 0 R")
    return "<<" + "".join(parts) + ">>"
