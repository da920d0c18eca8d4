"""From what a document says to boxes: every document is made of these and only these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.charts import TrendChart
from ehr_desk.documents.contents import ContentsBox
from ehr_desk.documents.flow import Box, Group
from ehr_desk.documents.layout import Columns, Framed, FramedWhole, Ground, Stack, Within
from ehr_desk.documents.model import (
    Block,
    Bullets,
    Callout,
    Card,
    Chart,
    Column,
    Contents,
    Fact,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Row,
    Sentence,
    Signatures,
    Sources,
    Table,
)
from ehr_desk.documents.pdfparts import text_string
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.signature_boxes import addendum_rows, signature_group, signature_rows
from ehr_desk.documents.structure import Tag, listing
from ehr_desk.documents.tables import TableBox, automatic_widths
from ehr_desk.documents.text import Headline, Text, headlines, plain
from ehr_desk.documents.theme import Type

_SAMPLE_ROWS = 80
_SHORT = 24
_WORTH_A_PAGE = 0.36
_TWO_PLACES = 300.0
"""A narrower column (that of large print) has places for signatures below each other."""
_DOT = Type(theme.BODY.size, theme.BODY.leading, "regular", theme.ACCENT)
_TONES = {
    "neutral": (theme.ACCENT, theme.TINT),
    "warning": (theme.AMBER, theme.AMBER_TINT),
    "danger": (theme.DANGER, theme.DANGER_TINT),
}


class BlockSetter:
    """Turns the blocks of one document into boxes for a text width and page height (points).

    ``code`` stands beside the signatures: what can be typed to check the paper. ``tick`` is called for each block.
    """

    def __init__(
        self,
        shaper: Shaper,
        width: float,
        page_height: float,
        code: str = "",
        tick: Callable[[], None] | None = None,
    ) -> None:
        self._shaper = shaper
        self._width = width
        self._page = page_height
        self._code = code
        self._tick = tick or (lambda: None)
        self.level = 1
        """The level of the last heading."""
        self._across = 2 if width > _TWO_PLACES else 1
        self._makers: dict[type, Callable[[Any], list[Box]]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Bullets: self._bullets,
            Panel: self._panel,
            Card: self._card,
            Facts: self._facts,
            KeyFigures: self._key_figures,
            Table: self._table,
            Medications: self._medications,
            Callout: self._callout,
            Chart: self._chart,
            Notice: self._notice,
            Sources: self._sources,
            Signatures: self._signatures,
        }

    def boxes(self, blocks: Sequence[Block]) -> list[Box]:
        """The boxes of a document body. Signatures and the notice after them stay together."""
        made: list[Box] = []
        at = 0
        while at < len(blocks):
            block = blocks[at]
            self._tick()
            if isinstance(block, Contents):
                # The boxes that follow are made first: their headings are what the list is made of.
                following = self.boxes(blocks[at + 1 :])
                return [*made, *self._contents(block, following), *following]
            end = signature_group(blocks, at)
            made.extend(self._together(blocks[at:end]) if end else self._made(blocks[at]))
            at = end or at + 1
        return made

    def _made(self, block: Block) -> list[Box]:
        return self._makers[type(block)](block)

    def _together(self, blocks: Sequence[Block]) -> list[Box]:
        """The signatures follow the text, the notice follows them, and last come the places for later words."""
        parts: list[Box] = []
        notice: list[Box] = []
        later: list[Box] = []
        for block in blocks:
            if isinstance(block, Signatures):
                parts = signature_rows(self._shaper, block, self._code, parts, self._across)
                later += addendum_rows(self._shaper, block)
            elif isinstance(block, Notice):
                notice += self._made(block)
            else:
                parts += self._made(block)
        # Where something follows in any case, a notice on the last page does not stand there alone.
        worth = 0.0 if later else self._page * _WORTH_A_PAGE
        return [Group([*parts, *notice], page_height=self._page, core=len(parts), worth=worth), *later]

    def _heading(self, block: Heading) -> list[Box]:
        main = block.level <= 2
        type_ = theme.HEADING if main else theme.SUBHEADING if block.level == 3 else theme.MINOR_HEADING
        # No level is left out (PDF/UA-1, 7.4.2), whatever a document asked for.
        self.level = min(max(block.level, 2), self.level + 1)
        above, below = (15, 4) if main else (9, 2)
        return [Headline(self._shaper, Span(block.text, type_), self.level, above=above, below=below)]

    def _paragraph(self, block: Paragraph) -> list[Box]:
        type_ = theme.SMALL if block.small else theme.BODY
        return [Text(self._shaper, self._spans(block.sentences, type_), below=6)]

    def _bullets(self, block: Bullets) -> list[Box]:
        tag = listing("Disc")
        bodies = (Text(self._shaper, self._spans((item,), theme.BODY), role="LBody") for item in block.items)
        return [Within(_Bullet(self._shaper, body), tag, Tag("LI")) for body in bodies]

    def _panel(self, block: Panel) -> list[Box]:
        rows = self._fact_rows(block.facts, block.columns, gap=7)
        ground = Ground(fill=theme.TINT, radius=theme.RADIUS, padding=9)
        return [Framed(rows, ground, above=8, below=9)]

    def _card(self, block: Card) -> list[Box]:
        rows = self._fact_rows(block.facts, 1, gap=5)
        ground = Ground(fill=theme.TINT, radius=theme.RADIUS, padding=8)
        return [FramedWhole(rows, ground, page_height=self._page, above=5, below=7)] if rows else []

    def _facts(self, block: Facts) -> list[Box]:
        rows = self._fact_rows(block.facts, _fitting_columns(block), gap=7)
        if rows:
            rows[0].above, rows[-1].below = 6, 8
        return rows

    def _fact_rows(self, facts: Sequence[Fact], columns: int, gap: float) -> list[Box]:
        rows: list[Box] = []
        line: list[Box] = []
        tag = listing("None")
        for fact in facts:
            cell = Within(self._fact(fact), tag, Tag("LI"))
            if fact.wide or len(line) == columns:
                rows += [_row_of(line, columns, gap)] if line else []
                line = []
            if fact.wide:
                rows.append(_row_of([cell], columns, gap))
            else:
                line.append(cell)
        return [*rows, _row_of(line, columns, gap)] if line else rows

    def _fact(self, fact: Fact) -> Box:
        label = plain(self._shaper, fact.label, theme.LABEL, role="Lbl")
        spans = (Span(fact.value, theme.VALUE), *self._marks(fact.sources, theme.VALUE))
        return Stack([label, Text(self._shaper, spans, role="LBody")])

    def _key_figures(self, block: KeyFigures) -> list[Box]:
        tag = listing("None")
        tiles: list[Box] = []
        for tile in block.tiles:
            lines = [(tile.value, theme.TILE), (tile.note, theme.LABEL)]
            texts = [plain(self._shaper, text, type_, role="Span") for text, type_ in lines if text]
            label = plain(self._shaper, tile.label, theme.LABEL, role="Lbl")
            tiles.append(Within(Stack([label, Within(Stack(texts), Tag("LBody"))]), tag, Tag("LI")))
        return [_Tiles(tiles)] if tiles else []

    def _table(self, block: Table) -> list[Box]:
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

    def _row(self, columns: Sequence[Column], row: Row) -> list[Box]:
        cells: list[Box] = []
        for number, (column, text) in enumerate(zip(columns, row.cells, strict=True)):
            type_ = Type(theme.CELL.size, theme.CELL.leading, "semibold") if column.strong else theme.CELL
            marks = self._marks(row.sources, type_) if number == len(columns) - 1 else ()
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

    def _medications(self, block: Medications) -> list[Box]:
        columns = [Column("Medication", strong=True), Column("Directions"), Column("For"), Column(block.last)]
        rows = [Row((line.name, line.directions, line.purpose, line.change), line.sources) for line in block.lines]
        used = [number for number in range(4) if number < 2 or any(row.cells[number] for row in rows)]
        return self._table(
            Table(
                tuple(columns[number] for number in used),
                tuple(Row(tuple(row.cells[number] for number in used), row.sources) for row in rows),
            )
        )

    def _callout(self, block: Callout) -> list[Box]:
        colour, tint = _TONES[block.tone]
        title = Text(
            self._shaper, (Span(block.title, Type(9.4, 12.4, "semibold", colour)),), below=1, stays_with_next=True
        )
        body = Text(self._shaper, self._spans(block.sentences, theme.BODY))
        inner = [title, body] if block.title else [body]
        return [Framed(inner, Ground(fill=tint, bar=colour, padding=8), above=9, below=9)]

    def _chart(self, block: Chart) -> list[Box]:
        return [TrendChart(self._shaper, block)] if any(series.points for series in block.series) else []

    def _contents(self, block: Contents, following: Sequence[Box]) -> list[Box]:
        found = [each for each in headlines(following) if each.level <= block.levels and each.words]
        return [ContentsBox(self._shaper, found)] if found else []

    def _notice(self, block: Notice) -> list[Box]:
        title = Text(self._shaper, (Span(block.title, Type(8.4, 11, "semibold")),), stays_with_next=True)
        parts = [part for part in block.text.split("\n\n") if part.strip()]
        body = [Text(self._shaper, (Span(part.strip(), theme.NOTICE),), above=1.5) for part in parts]
        return [Framed([title, *body], Ground(line=theme.AMBER, padding=7), above=9, below=0)]

    def _sources(self, block: Sources) -> list[Box]:
        cells: list[Box] = []
        tag = listing("Decimal")
        for line in block.lines:
            mark = plain(self._shaper, str(line.number), theme.SMALL, role="Lbl")
            text = plain(self._shaper, line.text, theme.SMALL, role="LBody")
            cells.append(Within(Columns([mark, text], [1, 17], gap=2), tag, Tag("LI")))
        rows: list[Box] = [Columns(cells[at : at + 2], [1, 1], gap=14) for at in range(0, len(cells), 2)]
        if rows:
            rows[-1].below = 6
        return rows

    def _signatures(self, block: Signatures) -> list[Box]:
        return [*signature_rows(self._shaper, block, self._code, [], self._across), *addendum_rows(self._shaper, block)]

    def _spans(self, sentences: Sequence[Sentence], type_: Type) -> tuple[Span, ...]:
        spans: list[Span] = []
        for number, sentence in enumerate(sentences):
            if number and not spans[-1].text.endswith("\n"):
                spans.append(Span(" ", type_))
            spans += [Span(sentence.text, type_), *self._marks(sentence.sources, type_)]
        return tuple(spans)

    def _marks(self, sources: Sequence[int], type_: Type) -> tuple[Span, ...]:
        if not sources:
            return ()
        small = Type(round(type_.size * 0.66, 2), type_.leading, "regular", theme.QUIET)
        return (Span("\u202f" + _ranges(sources), small, rise=round(type_.size * 0.32, 2)),)


def _row_of(cells: Sequence[Box], columns: int, gap: float) -> Box:
    """Facts side by side; one that has its row to itself has all of it."""
    return Columns(cells, [1.0] * (columns if len(cells) > 1 else 1), below=gap)


def _fitting_columns(block: Facts) -> int:
    """One more column than asked for where that saves a line with a single short answer on it."""
    short = all(len(fact.label) <= _SHORT and len(fact.value) <= _SHORT and not fact.wide for fact in block.facts)
    return block.columns + 1 if short and len(block.facts) == block.columns + 1 else block.columns


class _Bullet(Box):
    """A list item: a dot and its text."""

    _INDENT = 12.0

    def __init__(self, shaper: Shaper, body: Text, *, dot: bool = True) -> None:
        self._shaper = shaper
        self._body = body
        self._dot = dot
        self.below = 3.0

    def height(self, width: float) -> float:
        return self._body.height(width - self._INDENT)

    def least(self, width: float) -> float:
        return self._body.least(width - self._INDENT)

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        parts = self._body.split(width - self._INDENT, room)
        if parts is None:
            return None
        first, rest = (part for part in parts if isinstance(part, Text))
        return _Bullet(self._shaper, first, dot=self._dot), _Bullet(self._shaper, rest, dot=False)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        if self._dot:
            plain(self._shaper, "\u2022", _DOT, role="Lbl").draw(canvas, x + 2, top, self._INDENT)
        self._body.draw(canvas, x + self._INDENT, top, width - self._INDENT)


class _Tiles(Columns):
    """Key figures side by side with a hairline between them."""

    def __init__(self, tiles: Sequence[Box]) -> None:
        super().__init__(tiles, [1.0] * len(tiles), gap=18, above=2, below=4)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        height = self.height(width)
        places = self._places(width - 9)
        for number, (box, offset, part) in enumerate(places):
            box.draw(canvas, x + 9 + offset, top, part)
            if number:
                with canvas.tag("Artifact"):
                    edge = x + offset
                    canvas.segment(edge, top + 1, edge, top - height - 1, theme.HAIRLINE, 0.7)


def _ranges(numbers: Sequence[int]) -> str:
    """Source numbers with runs of three and more drawn together: ``1,3\u20135,9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}\u2013{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs]
    return ",".join(told)
