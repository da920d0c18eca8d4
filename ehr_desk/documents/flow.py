"""Boxes and pages: how what is printed is measured, split and stacked.

Layout comes first, drawing second, so that "page 2 of 3" and the places of signatures are known before a mark is made.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ehr_desk.documents.canvas import PaperCanvas

_SLACK = 0.01
FEW_PAGES = 12
"""Up to so many pages it is worth the time to look for a layout with one page less."""
_TIGHTER = (0.85, 0.7)
_COMPANY = 0.4
"""How much of a page may be taken along to keep signatures company."""


class Box(ABC):
    """Something with a width and a height that may be able to go on on the next page.

    ``above`` and ``below`` are the distances it wants; between two boxes the larger one counts, at a page's top none.
    """

    above: float = 0.0
    below: float = 0.0
    stays_with_next: bool = False

    @abstractmethod
    def height(self, width: float) -> float:
        """The height in points when set to this width."""

    @abstractmethod
    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        """A part that fits into the room and the rest, or ``None`` when it should not be parted there."""
        return None

    def inside(self) -> Sequence[Box]:
        """The boxes this one is made of, where it may hold headings."""
        return ()

    def least(self, width: float) -> float:
        """The room that must be left on a page for this box to begin there."""
        return self.height(width)


class Group(Box):
    """Boxes that stay on one page as long as one page can hold them.

    The first ``core`` of them always do; the others may go to the next page when that keeps more than ``worth`` points
    of this one from staying empty.
    """

    def __init__(
        self, boxes: Sequence[Box], *, page_height: float, core: int | None = None, worth: float = 0.0
    ) -> None:
        self._boxes = tuple(boxes)
        self._core = len(self._boxes) if core is None else core
        self._worth = worth
        self._page = page_height
        self._measured: tuple[float, float] | None = None
        self.above = boxes[0].above if boxes else 0.0
        self.below = boxes[-1].below if boxes else 0.0

    def inside(self) -> Sequence[Box]:
        return self._boxes

    def height(self, width: float) -> float:
        if self._measured is None or self._measured[0] != width:
            self._measured = (width, stack_height(self._boxes, width))
        return self._measured[1]

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        for box, offset in stack(self._boxes, width):
            box.draw(canvas, x, top - offset, width)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        core, rest = self._boxes[: self._core], self._boxes[self._core :]
        if rest and room > self._worth and stack_height(core, width) <= room:
            return Group(core, page_height=self._page), Group(rest, page_height=self._page)
        if self.height(width) <= self._page:
            return None
        parts = split_stack(self._boxes, width, room)
        if parts is None:
            return None
        return Group(parts[0], page_height=self._page), Group(parts[1], page_height=self._page)

    def least(self, width: float) -> float:
        height = self.height(width)
        return height if height <= self._page else least_of(self._boxes, width)


def stack(boxes: Sequence[Box], width: float) -> list[tuple[Box, float]]:
    """Each box with the distance of its top from the top of the stack."""
    placed: list[tuple[Box, float]] = []
    at, below = 0.0, 0.0
    for number, box in enumerate(boxes):
        at += max(below, box.above) if number else 0.0
        placed.append((box, at))
        at += box.height(width)
        below = box.below
    return placed


def stack_height(boxes: Sequence[Box], width: float) -> float:
    """The height of boxes on top of each other, distances included."""
    if not boxes:
        return 0.0
    last, at = stack(boxes, width)[-1]
    return at + last.height(width)


def least_of(boxes: Sequence[Box], width: float) -> float:
    """The room that a stack needs to begin: whatever must stay with its next, and the beginning of that."""
    at, below = 0.0, 0.0
    for number, box in enumerate(boxes):
        at += max(below, box.above) if number else 0.0
        if not box.stays_with_next or number == len(boxes) - 1:
            return at + box.least(width)
        at += box.height(width)
        below = box.below
    return at


def split_stack(boxes: Sequence[Box], width: float, room: float) -> tuple[list[Box], list[Box]] | None:
    """The boxes, or parts of them, that fit into the room, and the rest; ``None`` when nothing fits."""
    for number, (box, at) in enumerate(stack(boxes, width)):
        if at + box.height(width) <= room + _SLACK:
            continue
        parts = box.split(width, room - at)
        head = [*boxes[:number], *([parts[0]] if parts else [])]
        tail = [*([parts[1]] if parts else [box]), *boxes[number + 1 :]]
        while head and head[-1].stays_with_next and not parts:
            tail.insert(0, head.pop())
        return (head, tail) if head else None
    return None


@dataclass(frozen=True, slots=True)
class Placed:
    """A box on a page; ``top`` counts from the lower edge of the paper."""

    box: Box
    top: float


def _unheard(_done: float) -> None:
    """Nobody asks how much is done."""


def paginate(
    boxes: Sequence[Box],
    width: float,
    first: tuple[float, float],
    later: tuple[float, float],
    told: Callable[[float], None] = _unheard,
) -> list[list[Placed]]:
    """Distribute boxes over pages. ``first`` and ``later`` are (top, bottom) of the text area, from the lower edge.

    ``told`` hears for each box how much is done (0 to 1); what it raises ends it. Where a little less space between the
    boxes saves a page, less is left: a page with four lines helps nobody.
    """
    pages = _Paginator(width, first, later).run(list(boxes), told)
    if not 1 < len(pages) <= FEW_PAGES:
        return pages
    for part in _TIGHTER:
        closer = _Paginator(width, first, later, part).run(list(boxes))
        if len(closer) < len(pages):
            return [_eased(page, width, later if at else first) for at, page in enumerate(closer)]
    return pages


def _eased(page: list[Placed], width: float, area: tuple[float, float]) -> list[Placed]:
    """The boxes of a page that was set close, with as much of the space they want as the page has."""
    boxes = [placed.box for placed in page]
    apart = [0.0, *(max(one.below, two.above) for one, two in pairwise(boxes))]
    heights = [box.height(width) for box in boxes]
    part = min(1.0, (area[0] - area[1] - sum(heights)) / (sum(apart) or 1.0))
    tops = accumulate(height + space * part for height, space in zip([0.0, *heights], apart, strict=False))
    return [Placed(box, area[0] - down) for box, down in zip(boxes, tops, strict=True)]


class _Paginator:
    def __init__(self, width: float, first: tuple[float, float], later: tuple[float, float], part: float = 1.0) -> None:
        self._width = width
        self._part = part
        self._later = later
        self._pages: list[list[Placed]] = [[]]
        self._at, self._bottom = first
        self._below = 0.0

    def run(self, boxes: list[Box], told: Callable[[float], None] = _unheard) -> list[list[Placed]]:
        queue, left = boxes[::-1], len(boxes)
        while queue:
            # Parts of a box that was cut, and company taken off a page again, make the queue longer for a while.
            left = min(left, len(queue))
            told(1 - left / len(boxes))
            box = queue.pop()
            if self._needs_new_page(box, queue):
                self._turn()
            top = self._at - self._distance(box)
            room = top - self._bottom
            if box.height(self._width) <= room + _SLACK:
                self._place(box, top)
                continue
            parts = box.split(self._width, room)
            if parts is not None:
                self._place(parts[0], top)
                queue.append(parts[1])
                self._turn()
            elif self._pages[-1]:
                queue.append(box)
                if isinstance(box, Group):
                    queue.extend(self._company(box))
                self._turn()
            else:  # Taller than a page and not to be parted: printed as it is rather than not at all.
                self._place(box, top)
        return self._pages

    def _company(self, group: Group) -> list[Box]:
        """The last section of the page, taken off again to go with the group (last box first); empty if it is too long.

        Signatures that do not fit below the text shall not stand on a page of their own.
        """
        page = self._pages[-1]
        start = next((at for at in range(len(page) - 1, 0, -1) if page[at].box.stays_with_next), 0)
        while start > 1 and page[start - 1].box.stays_with_next:
            start -= 1
        taken = page[start].top - self._at
        if start == 0 or taken > _COMPANY * (self._later[0] - self._later[1]):
            return []
        if taken + 2 * group.above + group.height(self._width) > self._later[0] - self._later[1]:
            return []
        self._pages[-1] = page[:start]
        return [placed.box for placed in reversed(page[start:])]

    def _distance(self, box: Box) -> float:
        return max(self._below, box.above) * self._part if self._pages[-1] else 0.0

    def _needs_new_page(self, box: Box, queue: list[Box]) -> bool:
        """Whether a heading and the beginning of what it heads no longer fit here."""
        if not self._pages[-1] or not box.stays_with_next:
            return False
        needed = self._distance(box)
        chain = [box]
        for following in reversed(queue):
            if not chain[-1].stays_with_next:
                break
            chain.append(following)
        for number, part in enumerate(chain):
            needed += max(chain[number - 1].below, part.above) * self._part if number else 0.0
            needed += part.least(self._width) if number == len(chain) - 1 else part.height(self._width)
        return self._at - self._bottom + _SLACK < needed <= self._later[0] - self._later[1]

    def _place(self, box: Box, top: float) -> None:
        self._pages[-1].append(Placed(box, top))
        self._at = top - box.height(self._width)
        self._below = box.below

    def _turn(self) -> None:
        self._pages.append([])
        self._at, self._bottom = self._later
        self._below = 0.0
