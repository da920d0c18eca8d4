"""From the tables of a document to boxes: which cells, how wide, and what a medication list leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.flow import Box
from ehr_desk.documents.model import Column, Medications, Row, Table
from ehr_desk.documents.pdfparts import text_string
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.source_marks import source_marks
from ehr_desk.documents.tables import TableBox, automatic_widths
from ehr_desk.documents.text import Text
from ehr_desk.documents.theme import Type

_SAMPLE_ROWS = 80


class TableSetter:
    """Sets tables for a text width (points)."""

    def __init__(self, shaper: Shaper, width: float) -> None:
        self._shaper = shaper
        self._width = width

    def table(self, block: Table) -> list[Box]:
        """The table, or nothing where it has no rows."""
        if not block.rows:
            return []
        head = [
            Text(self._shaper, (Span(column.title, theme.CELL_HEAD),), align=column.align, role="Span")
            for column in block.columns
        ]
        rows = [self._row(block.columns, row) for row in block.rows]
        widths = [column.share for column in block.columns]
        if not all(widths):
            widths = self._content_widths(block)
        name = next((at for at, column in enumerate(block.columns) if column.strong), None)
        summary = f"<</O/Table/Summary {text_string(block.summary)}>>" if block.summary else ""
        return [TableBox(head, rows, widths, below=6, name=name, attributes=summary)]

    def medications(self, block: Medications) -> list[Box]:
        """A table of medications, without the columns that nobody filled in."""
        columns = [Column("Medication", strong=True), Column("Directions"), Column("For"), Column(block.last)]
        rows = [Row((line.name, line.directions, line.purpose, line.change), line.sources) for line in block.lines]
        used = [number for number in range(4) if number < 2 or any(row.cells[number] for row in rows)]
        return self.table(
            Table(
                tuple(columns[number] for number in used),
                tuple(Row(tuple(row.cells[number] for number in used), row.sources) for row in rows),
            )
        )

    def _row(self, columns: Sequence[Column], row: Row) -> list[Box]:
        cells: list[Box] = []
        for number, (column, text) in enumerate(zip(columns, row.cells, strict=True)):
            type_ = Type(theme.CELL.size, theme.CELL.leading, "semibold") if column.strong else theme.CELL
            marks = source_marks(row.sources, type_) if number == len(columns) - 1 else ()
            spans = (Span(text, type_, tabular=column.align == "right"), *marks)
            cells.append(Text(self._shaper, spans, align=column.align, role="Span"))
        return cells

    def _content_widths(self, block: Table) -> list[float]:
        natural, longest = [], []
        for number, column in enumerate(block.columns):
            texts = [row.cells[number] for row in block.rows[:_SAMPLE_ROWS]]
            lines = [line for text in texts for line in text.split("\n")]
            words = [word for line in lines for word in line.split()]
            head = self._shaper.width(column.title, theme.CELL_HEAD)
            natural.append(max([head, *(self._shaper.width(line[:200], theme.CELL) + 5 for line in lines)]))
            longest.append(max([head, *(self._shaper.width(word[:24], theme.CELL) + 5 for word in words)]))
        return automatic_widths(natural, longest, self._width)
