"""Boxes that hold other boxes: side by side, on a ground, in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box, least_of, split_stack, stack, stack_height
from ehr_desk.documents.structure import Tag
from ehr_desk.documents.theme import Colour


class Within(Box):
    """A box as part of a structure element: a fact in its list, a label and its value in their item.

    Boxes with the same tags are parts of the same element, wherever they stand.
    """

    def __init__(self, box: Box, *tags: Tag) -> None:
        self._box = box
        self._tags = tags
        self.above, self.below = box.above, box.below
        self.stays_with_next = box.stays_with_next

    def height(self, width: float) -> float:
        return self._box.height(width)

    def least(self, width: float) -> float:
        return self._box.least(width)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        parts = self._box.split(width, room)
        return (Within(parts[0], *self._tags), Within(parts[1], *self._tags)) if parts else None

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        with ExitStack() as inside:
            for tag in self._tags:
                inside.enter_context(canvas.tag(tag))
            self._box.draw(canvas, x, top, width)


class Columns(Box):
    """Boxes side by side, each with its part of the width."""

    def __init__(
        self,
        boxes: Sequence[Box],
        shares: Sequence[float],
        *,
        gap: float = 12.0,
        above: float = 0.0,
        below: float = 0.0,
    ) -> None:
        self._boxes = tuple(boxes)
        self._measured: tuple[float, float] | None = None
        self._shares = tuple(shares)
        self._gap = gap
        self.above, self.below = above, below

    def inside(self) -> Sequence[Box]:
        return self._boxes

    def _places(self, width: float) -> list[tuple[Box, float, float]]:
        usable = width - self._gap * (len(self._shares) - 1)
        total = sum(self._shares)
        places: list[tuple[Box, float, float]] = []
        x = 0.0
        for box, share in zip(self._boxes, self._shares, strict=False):
            part = usable * share / total
            places.append((box, x, part))
            x += part + self._gap
        return places

    def height(self, width: float) -> float:
        if self._measured is None or self._measured[0] != width:
            height = max([box.height(part) for box, _, part in self._places(width)], default=0.0)
            self._measured = (width, height)
        return self._measured[1]

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        for box, offset, part in self._places(width):
            box.draw(canvas, x + offset, top, part)


class Stack(Box):
    """Boxes on top of each other; may be parted between them and inside them."""

    def __init__(self, boxes: Sequence[Box], *, above: float = 0.0, below: float = 0.0) -> None:
        self.boxes = tuple(boxes)
        self._measured: tuple[float, float] | None = None
        self.above, self.below = above, below

    def height(self, width: float) -> float:
        if self._measured is None or self._measured[0] != width:
            self._measured = (width, stack_height(self.boxes, width))
        return self._measured[1]

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        for box, offset in stack(self.boxes, width):
            box.draw(canvas, x, top - offset, width)

    def least(self, width: float) -> float:
        return least_of(self.boxes, width)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        parts = split_stack(self.boxes, width, room)
        return (Stack(parts[0], above=self.above), Stack(parts[1], below=self.below)) if parts else None


@dataclass(frozen=True)
class Ground:
    """How a framed box looks: fill, outline, and a bar at its left edge."""

    fill: Colour | None = None
    line: Colour | None = None
    bar: Colour | None = None
    radius: float = 0.0
    padding: float = 9.0


class Framed(Box):
    """Boxes on a ground of their own; parted, each part has its ground."""

    def __init__(self, inner: Sequence[Box], ground: Ground, *, above: float = 8.0, below: float = 8.0) -> None:
        self._inner = tuple(inner)
        self._ground = ground
        self._measured: tuple[float, float] | None = None
        self.above, self.below = above, below

    def height(self, width: float) -> float:
        if self._measured is None or self._measured[0] != width:
            self._measured = (width, stack_height(self._inner, self._room(width)) + 2 * self._ground.padding)
        return self._measured[1]

    def least(self, width: float) -> float:
        return least_of(self._inner, self._room(width)) + 2 * self._ground.padding

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        parts = split_stack(self._inner, self._room(width), room - 2 * self._ground.padding)
        if parts is None:
            return None
        return (
            Framed(parts[0], self._ground, above=self.above, below=0.0),
            Framed(parts[1], self._ground, above=0.0, below=self.below),
        )

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        ground, height = self._ground, self.height(width)
        with canvas.tag("Artifact"):
            if ground.fill:
                canvas.fill_box(x, top - height, width, height, ground.fill, radius=ground.radius)
            if ground.line:
                canvas.frame_box(x, top - height, width, height, ground.line, radius=ground.radius)
            if ground.bar:
                canvas.fill_box(x, top - height, 3, height, ground.bar)
        left = x + ground.padding + (3 if ground.bar else 0)
        for box, offset in stack(self._inner, self._room(width)):
            box.draw(canvas, left, top - ground.padding - offset, self._room(width))

    def _room(self, width: float) -> float:
        return width - 2 * self._ground.padding - (3 if self._ground.bar else 0)


class FramedWhole(Framed):
    """Boxes on a ground of their own that stay on one page as long as one page can hold them."""

    def __init__(
        self, inner: Sequence[Box], ground: Ground, *, page_height: float, above: float = 8.0, below: float = 8.0
    ) -> None:
        super().__init__(inner, ground, above=above, below=below)
        self._page = page_height

    def least(self, width: float) -> float:
        height = self.height(width)
        return height if height <= self._page else super().least(width)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        return super().split(width, room) if self.height(width) > self._page else None
