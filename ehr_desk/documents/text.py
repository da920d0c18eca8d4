"""Setting paragraphs: line breaking, both writing directions, parting over pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.shaping import Piece, Shaper, Span, Word, clean, is_rtl, visual_order
from ehr_desk.documents.structure import Tag
from ehr_desk.documents.theme import Align, Type

_ORPHANS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One set line, pieces from left to right.

    ``read``: where a part of it runs from right to left, the pieces in reading order, each with its distance from the
    line's start. Who has the page read aloud hears them in the order in which they stand in the file.
    """

    pieces: tuple[Piece, ...]
    width: float
    rtl: bool
    read: tuple[tuple[float, Piece], ...] = ()


class Text(Box):
    """Paragraphs in one leading. Spans of several types may follow each other; ``\\n`` in a span starts a new line.

    ``role`` is the structure element it is ("Span": a stretch of the element around it); parts share the element.
    """

    def __init__(
        self,
        shaper: Shaper,
        spans: tuple[Span, ...],
        *,
        align: Align = "left",
        above: float = 0.0,
        below: float = 0.0,
        role: str = "P",
        stays_with_next: bool = False,
    ) -> None:
        self._shaper = shaper
        self._spans = tuple(_cleaned(span) for span in spans)
        self._align = align
        self._leading = max((span.type.leading for span in spans), default=0.0)
        self._size = max((span.type.size for span in spans), default=0.0)
        self.above, self.below = above, below
        self.role = role
        self.tag: Tag | str = role if role == "Span" else Tag(role)
        self.stays_with_next = stays_with_next
        self._set: tuple[float, tuple[Line, ...]] | None = None
        self.first_baseline = self._size * 0.76 + (self._leading - self._size) / 2
        """Distance of the first baseline from the top."""

    def lines(self, width: float) -> tuple[Line, ...]:
        """The set lines at a width."""
        if self._set is None or abs(self._set[0] - width) > 1e-6:
            self._set = (width, tuple(self._break(width)))
        return self._set[1]

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self._leading

    def least(self, width: float) -> float:
        return min(len(self.lines(width)), _ORPHANS) * self._leading

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        lines = self.lines(width)
        fits = int((room + 0.01) // self._leading)
        if len(lines) - fits < _ORPHANS:
            fits = len(lines) - _ORPHANS
        if fits < _ORPHANS:
            return None
        return self._part(width, lines[:fits], first=True), self._part(width, lines[fits:], first=False)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        baseline = top - self.first_baseline
        lines = self.lines(width)
        with canvas.tag(self.tag):
            for line in lines:
                start = x + self._offset(line, width)
                if line.read:
                    canvas.read_pieces(start, baseline, line.read)
                else:
                    canvas.pieces(start, baseline, line.pieces)
                baseline -= self._leading

    def _offset(self, line: Line, width: float) -> float:
        align = self._align
        if align == "left" and line.rtl and self.role in ("P", "LBody"):
            align = "right"
        if align == "left":
            return 0.0
        return width - line.width if align == "right" else (width - line.width) / 2

    def _part(self, width: float, lines: tuple[Line, ...], *, first: bool) -> Text:
        part = Text(self._shaper, (), align=self._align, role=self.role)
        part.tag = self.tag
        part._leading, part._size = self._leading, self._size
        part.first_baseline = self.first_baseline
        part._set = (width, lines)
        part.above, part.below = (self.above, 0.0) if first else (0.0, self.below)
        return part

    def _break(self, width: float) -> list[Line]:
        lines: list[Line] = []
        for paragraph in _paragraphs(self._spans):
            rtl = is_rtl("".join(span.text for span in paragraph))
            lines.extend(self._fill(self._shaper.words(paragraph, rtl), width, rtl))
        return lines

    def _fill(self, words: list[Word], width: float, rtl: bool) -> list[Line]:
        lines: list[Line] = []
        line: list[Word] = []
        used = 0.0
        queue = words[::-1]
        while queue:
            word = queue.pop()
            if word.space or used + word.width <= width + 0.01:
                if line or not word.space or not lines:
                    line.append(word)
                    used += word.width
                continue
            if _visible(line):
                lines.append(_line(line, rtl))
                line, used = [], 0.0
                queue.append(word)
                continue
            parts = self._shaper.split(word, width)
            if parts is None:  # Not even one letter fits: it is printed anyway, on its own line.
                lines.append(_line([word], rtl))
            else:
                lines.append(_line([parts[0]], rtl))
                queue.append(parts[1])
            line, used = [], 0.0
        if line or not lines:
            lines.append(_line(line, rtl))
        return lines


class Headline(Text):
    """A heading: an element of its level and an entry in the outline."""

    def __init__(self, shaper: Shaper, span: Span, level: int, *, above: float = 0.0, below: float = 0.0) -> None:
        super().__init__(shaper, (span,), above=above, below=below, role=f"H{level}", stays_with_next=True)
        self.words = " ".join(clean(span.text).split())
        self.level = level

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        if self.words:
            canvas.bookmark(self.words, self.level, top + 8)
            super().draw(canvas, x, top, width)


def headlines(boxes: Iterable[Box]) -> Iterator[Headline]:
    """The headings among boxes and inside them, in order."""
    for box in boxes:
        if isinstance(box, Headline):
            yield box
        else:
            yield from headlines(box.inside())


def _cleaned(span: Span) -> Span:
    text = clean(span.text)
    return span if text is span.text else Span(text, span.type, span.rise, span.tabular)


def _paragraphs(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    if not any("\n" in span.text for span in spans):
        return [spans]
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                paragraphs.append([])
            paragraphs[-1].append(Span(text, span.type, span.rise, span.tabular))
    return [tuple(paragraph) for paragraph in paragraphs]


def _visible(line: list[Word]) -> bool:
    return any(not word.space for word in line)


def _line(words: list[Word], rtl: bool) -> Line:
    while words and words[-1].space:
        words = words[:-1]
    width = sum([word.width for word in words])
    read = [piece for word in words for piece in word.pieces]
    pieces = visual_order(read, int(rtl))
    if pieces is read:
        return Line(tuple(read), width, rtl)
    starts = accumulate((piece.width for piece in pieces), initial=0.0)
    start_of = {id(piece): start for start, piece in zip(starts, pieces, strict=False)}
    return Line(tuple(pieces), width, rtl, tuple((start_of[id(piece)], piece) for piece in read))


def plain(
    shaper: Shaper, text: str, type_: Type, *, align: Align = "left", role: str = "P", tabular: bool = False
) -> Text:
    """Text in one type."""
    return Text(shaper, (Span(text, type_, tabular=tabular),), align=align, role=role)
