"""Tables: hairlines, a header repeated on every page, rows that may be parted when they are taller than the room."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
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


class TableBox(Box):
    """Rows of boxes under a header. ``widths`` are parts of the width, one for each column."""

    def __init__(
        self,
        head: Sequence[Text],
        rows: Sequence[Cells],
        widths: Sequence[float],
        *,
        above: float = 0.0,
        below: float = 4.0,
    ) -> None:
        self._head = tuple(head)
        self._rows = rows
        total = sum(widths)
        self._widths = tuple(width / total for width in widths)
        self._heights: tuple[float, list[float]] | None = None
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
        count = self._company(count)
        parts = self._split_row(self._rows[count], width, left) if heights[count] > _TALL else None
        head = [*self._rows[:count], *([parts[0]] if parts else [])]
        if not head:
            return None
        tail = [parts[1], *self._rows[count + 1 :]] if parts else list(self._rows[count:])
        return self._part(head, above=self.above, below=0.0), self._part(tail, above=0.0, below=self.below)

    def _company(self, count: int) -> int:
        """How many of the rows that fit stay here: no row is left alone, and a small table is not torn apart."""
        heights = self._heights[1] if self._heights else []
        if max(heights, default=0.0) > _TALL:
            return count
        count = min(count, len(heights) - _COMPANY)
        return count if count >= _COMPANY and len(heights) > _SMALL else 0

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        with canvas.tag("Table"):
            y = top
            if self._head:
                y = self._draw_head(canvas, x, top, width)
            for cells, height in zip(self._rows, self._row_heights(width), strict=True):
                with canvas.tag("TR"):
                    self._draw_row(canvas, cells, x, y - _PAD_Y, width)
                y -= height
                with canvas.tag("Artifact"):
                    canvas.rule(x, y, width, HAIRLINE, 0.6)

    def _part(self, rows: list[Cells], *, above: float, below: float) -> TableBox:
        return TableBox(self._head, rows, self._widths, above=above, below=below)

    def _draw_head(self, canvas: PaperCanvas, x: float, top: float, width: float) -> float:
        bottom = top - self._head_height(width)
        with canvas.tag("TR"):
            self._draw_row(canvas, self._head, x, top - _HEAD_PAD, width)
        with canvas.tag("Artifact"):
            canvas.rule(x, bottom, width, RULE, 0.9)
        return bottom

    def _draw_row(self, canvas: PaperCanvas, cells: Cells, x: float, top: float, width: float) -> None:
        for cell, share in zip(cells, self._widths, strict=True):
            with canvas.tag("TD"):
                cell.draw(canvas, x + _PAD_X, top, share * width - 2 * _PAD_X)
            x += share * width

    def _cells_height(self, cells: Cells, width: float) -> float:
        return max(cell.height(share * width - 2 * _PAD_X) for cell, share in zip(cells, self._widths, strict=True))

    def _head_height(self, width: float) -> float:
        return self._cells_height(self._head, width) + 2 * _HEAD_PAD if self._head else 0.0

    def _row_heights(self, width: float) -> list[float]:
        if self._heights is None or self._heights[0] != width:
            self._heights = (width, [self._cells_height(cells, width) + 2 * _PAD_Y for cells in self._rows])
        return self._heights[1]

    def _split_row(self, cells: Cells, width: float, room: float) -> tuple[Cells, Cells] | None:
        room -= 2 * _PAD_Y
        head: list[Box] = []
        tail: list[Box] = []
        moved = False
        for cell, share in zip(cells, self._widths, strict=True):
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
        return (head, tail) if moved else None


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
