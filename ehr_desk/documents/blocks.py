"""From what a document says to boxes: every document is made of these and only these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ehr_desk.documents import theme
from ehr_desk.documents.charts import TrendChart
from ehr_desk.documents.contents import ContentsBox
from ehr_desk.documents.flow import Box, Group
from ehr_desk.documents.item_boxes import BulletBox, TilesBox
from ehr_desk.documents.layout import Columns, Framed, FramedWhole, Ground, Stack, Within
from ehr_desk.documents.model import (
    Block,
    Bullets,
    Callout,
    Card,
    Chart,
    Contents,
    Fact,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Signatures,
    Sources,
    Table,
)
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.signature_boxes import addendum_rows, signature_group, signature_rows
from ehr_desk.documents.source_marks import sentence_spans, source_marks
from ehr_desk.documents.structure import Tag, listing
from ehr_desk.documents.table_blocks import TableSetter
from ehr_desk.documents.text import Headline, Text, headlines, plain
from ehr_desk.documents.theme import Type

_HEADINGS = {
    1: (theme.ENTRY_HEADING, 24, 5),
    2: (theme.HEADING, 15, 4),
    3: (theme.SUBHEADING, 9, 2),
    4: (theme.MINOR_HEADING, 9, 2),
}
"""Type of a heading by its look, and points above and below."""
_SHORT = 24
_WORTH_A_PAGE = 0.36
_TWO_PLACES = 300.0
"""A narrower column (that of large print) has places for signatures below each other."""
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
        tables = TableSetter(shaper, width)
        self._makers: dict[type, Callable[[Any], list[Box]]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Bullets: self._bullets,
            Panel: self._panel,
            Card: self._card,
            Facts: self._facts,
            KeyFigures: self._key_figures,
            Table: tables.table,
            Medications: tables.medications,
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
        type_, above, below = _HEADINGS[min(block.look or max(block.level, 2), 4)]
        # No level is left out (PDF/UA-1, 7.4.2), whatever a document asked for.
        self.level = min(max(block.level, 2), self.level + 1)
        return [Headline(self._shaper, Span(block.text, type_), self.level, above=above, below=below)]

    def _paragraph(self, block: Paragraph) -> list[Box]:
        type_ = theme.SMALL if block.small else theme.BODY
        return [Text(self._shaper, sentence_spans(block.sentences, type_), below=6)]

    def _bullets(self, block: Bullets) -> list[Box]:
        tag = listing("Disc")
        bodies = (Text(self._shaper, sentence_spans((item,), theme.BODY), role="LBody") for item in block.items)
        return [Within(BulletBox(self._shaper, body), tag, Tag("LI")) for body in bodies]

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
        spans = (Span(fact.value, theme.VALUE), *source_marks(fact.sources, theme.VALUE))
        return Stack([label, Text(self._shaper, spans, role="LBody")])

    def _key_figures(self, block: KeyFigures) -> list[Box]:
        tag = listing("None")
        tiles: list[Box] = []
        for tile in block.tiles:
            lines = [(tile.value, theme.TILE), (tile.note, theme.LABEL)]
            texts = [plain(self._shaper, text, type_, role="Span") for text, type_ in lines if text]
            label = plain(self._shaper, tile.label, theme.LABEL, role="Lbl")
            tiles.append(Within(Stack([label, Within(Stack(texts), Tag("LBody"))]), tag, Tag("LI")))
        return [TilesBox(tiles)] if tiles else []

    def _callout(self, block: Callout) -> list[Box]:
        colour, tint = _TONES[block.tone]
        title = Text(
            self._shaper, (Span(block.title, Type(9.4, 12.4, "semibold", colour)),), below=1, stays_with_next=True
        )
        body = Text(self._shaper, sentence_spans(block.sentences, theme.BODY))
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


def _row_of(cells: Sequence[Box], columns: int, gap: float) -> Box:
    """Facts side by side; one that has its row to itself has all of it."""
    return Columns(cells, [1.0] * (columns if len(cells) > 1 else 1), below=gap)


def _fitting_columns(block: Facts) -> int:
    """One more column than asked for where that saves a line with a single short answer on it."""
    short = all(len(fact.label) <= _SHORT and len(fact.value) <= _SHORT and not fact.wide for fact in block.facts)
    return block.columns + 1 if short and len(block.facts) == block.columns + 1 else block.columns
