"""Tables: hairlines, a header repeated on every page, rows that may be parted when they are taller than the room."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.structure import Tag, table_header
from ehr_desk.documents.text import Text
from ehr_desk.documents.theme import HAIRLINE, RULE

_PAD_X = 6.0
_PAD_Y = 3.1
_HEAD_PAD = 2.6
_TALL = 150.0
"""A row taller than this is parted rather than moved to the next page whole."""

_COMPANY = 2
_SMALL = 4
"""A table of up to this many rows stays on one page; of a longer one at least ``_COMPANY`` rows stand on each."""

Cells = Sequence[Box]


class TableRow:
    """Cells and the elements they are, which a row parted by a page keeps. ``name`` is the cell that heads the row."""

    __slots__ = ("cells", "tag", "tags")

    def __init__(self, cells: Cells, name: int | None = None, tags: tuple[Tag, tuple[Tag, ...]] | None = None) -> None:
        self.cells = cells
        if tags is None:
            inner = tuple(table_header("Row") if at == name else Tag("TD") for at in range(len(cells)))
            tags = (Tag("TR"), inner)
        self.tag, self.tags = tags

    def part(self, cells: Cells) -> TableRow:
        """A part of this row on another page."""
        return TableRow(cells, tags=(self.tag, self.tags))


class _Head:
    """The header: cells of a row on the first page, a repetition on the others."""

    def __init__(self, cells: Sequence[Text]) -> None:
        self.row = TableRow(cells, tags=(Tag("TR"), tuple(table_header("Column") for _ in cells)))
        self.cells = cells
        self.height: tuple[float, float] | None = None


class TableBox(Box):
    """Rows of boxes under a header. ``widths`` are parts of the width, one for each column.

    ``name`` is the column whose cells head their rows, ``summary`` says in words what the table shows.
    """

    def __init__(
        self,
        head: Sequence[Text],
        rows: Sequence[Cells],
        widths: Sequence[float],
        *,
        above: float = 0.0,
        below: float = 4.0,
        name: int | None = None,
        attributes: str = "",
    ) -> None:
        self._head = _Head(tuple(head))
        self._rows = [TableRow(cells, name) for cells in rows]
        total = sum(widths)
        self._widths = tuple(width / total for width in widths)
        self._heights: tuple[float, list[float]] | None = None
        self._tag = Tag("Table", attributes)
        self._begins = True
        self.above, self.below = above, below

    def height(self, width: float) -> float:
        return self._head_height(width) + sum(self._row_heights(width))

    def least(self, width: float) -> float:
        heights = self._row_heights(width)
        first = heights[: _COMPANY if len(heights) > _SMALL else len(heights)]
        return self._head_height(width) + min(sum(first), _TALL / 2)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        left = room - self._head_height(width)
        count = 0
        heights = self._row_heights(width)
        while count < len(heights) and heights[count] <= left + 0.01:
            left -= heights[count]
            count += 1
        if count >= len(heights):
            return None
        fits = count
        count = self._company(count)
        left += sum(heights[count:fits])
        parts = self._split_row(self._rows[count], width, left) if heights[count] > _TALL else None
        if not count and not parts:
            return None
        first = self._part(0, count, width, begins=self._begins)
        rest = self._part(count + 1 if parts else count, len(heights), width, begins=False)
        if parts:
            first._append(parts[0], width)
            rest._prepend(parts[1], width)
        first.above, first.below = self.above, 0.0
        rest.above, rest.below = 0.0, self.below
        return first, rest

    def _part(self, start: int, end: int, width: float, *, begins: bool) -> TableBox:
        part = TableBox((), (), (1.0,))
        part._head, part._widths, part._tag, part._begins = self._head, self._widths, self._tag, begins
        part._rows = self._rows[start:end]
        part._heights = (width, self._row_heights(width)[start:end])
        return part

    def _append(self, row: TableRow, width: float) -> None:
        self._rows.append(row)
        self._row_heights(width).append(self._row_height(row, width))

    def _prepend(self, row: TableRow, width: float) -> None:
        self._rows.insert(0, row)
        self._row_heights(width).insert(0, self._row_height(row, width))

    def _company(self, count: int) -> int:
        """How many of the rows that fit stay here: no row is left alone, and a small table is not torn apart."""
        heights = self._heights[1] if self._heights else []
        if max(heights, default=0.0) > _TALL:
            return count
        count = min(count, len(heights) - _COMPANY)
        return count if count >= _COMPANY and len(heights) > _SMALL else 0

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        y = top
        with canvas.tag(self._tag):
            if self._head.cells:
                y = self._draw_head(canvas, x, top, width)
            lines = [y]
            for row, height in zip(self._rows, self._row_heights(width), strict=True):
                self._draw_row(canvas, row, x, y - _PAD_Y, width)
                y -= height
                lines.append(y)
        with canvas.tag("Artifact"):
            if self._head.cells:
                canvas.rule(x, lines[0], width, RULE, 0.9)
            for line in lines[1:]:
                canvas.rule(x, line, width, HAIRLINE, 0.6)

    def _draw_head(self, canvas: PaperCanvas, x: float, top: float, width: float) -> float:
        if self._begins:
            self._draw_row(canvas, self._head.row, x, top - _HEAD_PAD, width)
        else:
            with canvas.artifact("Repeated"):
                self._draw_row(canvas, self._head.row, x, top - _HEAD_PAD, width)
        return top - self._head_height(width)

    def _draw_row(self, canvas: PaperCanvas, row: TableRow, x: float, top: float, width: float) -> None:
        with canvas.tag(row.tag):
            for cell, tag, share in zip(row.cells, row.tags, self._widths, strict=True):
                with canvas.tag(tag):
                    cell.draw(canvas, x + _PAD_X, top, share * width - 2 * _PAD_X)
                x += share * width

    def _cells_height(self, cells: Cells, width: float) -> float:
        return max(cell.height(share * width - 2 * _PAD_X) for cell, share in zip(cells, self._widths, strict=True))

    def _head_height(self, width: float) -> float:
        head = self._head
        if not head.cells:
            return 0.0
        if head.height is None or head.height[0] != width:
            head.height = (width, self._cells_height(head.cells, width) + 2 * _HEAD_PAD)
        return head.height[1]

    def _row_height(self, row: TableRow, width: float) -> float:
        return self._cells_height(row.cells, width) + 2 * _PAD_Y

    def _row_heights(self, width: float) -> list[float]:
        if self._heights is None or self._heights[0] != width:
            self._heights = (width, [self._row_height(row, width) for row in self._rows])
        return self._heights[1]

    def _split_row(self, row: TableRow, width: float, room: float) -> tuple[TableRow, TableRow] | None:
        room -= 2 * _PAD_Y
        head: list[Box] = []
        tail: list[Box] = []
        moved = False
        for cell, share in zip(row.cells, self._widths, strict=True):
            inner = share * width - 2 * _PAD_X
            if cell.height(inner) <= room:
                head.append(cell)
                tail.append(_Nothing())
                continue
            parts = cell.split(inner, room)
            if parts is None:
                return None
            head.append(parts[0])
            tail.append(parts[1])
            moved = True
        return (row.part(head), row.part(tail)) if moved else None


class _Nothing(Box):
    """The place of a cell that was finished on the page before."""

    def height(self, width: float) -> float:
        return 0.0

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        """Nothing is drawn."""


def automatic_widths(natural: Sequence[float], longest_word: Sequence[float], width: float) -> list[float]:
    """Column widths in points from the width each column would like and its longest word."""
    room = width - 2 * _PAD_X * len(natural)
    if sum(natural) <= room:
        spare = (room - sum(natural)) / len(natural)
        return [wish + spare + 2 * _PAD_X for wish in natural]
    least = [min(word, room / len(natural)) for word in longest_word]
    spare = room - sum(least)
    # What is left goes to the columns in need; the square root keeps one long column from starving the others.
    needs = [max(wish - floor, 0.0) ** 0.5 for wish, floor in zip(natural, least, strict=True)]
    total = sum(needs) or 1.0
    return [floor + spare * need / total + 2 * _PAD_X for floor, need in zip(least, needs, strict=True)]
