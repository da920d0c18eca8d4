"""A list of contents: the headings that follow it, each with its page and a link that leads there."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.pages import one_line
from ehr_desk.documents.shaping import Shaper
from ehr_desk.documents.structure import Tag
from ehr_desk.documents.text import Headline, plain
from ehr_desk.documents.theme import Type

_LINE = 17.0
_INDENT = 14.0
_NUMBER = 40.0
_MAIN = Type(theme.BODY.size, theme.BODY.leading, "semibold")


class ContentsBox(Box):
    """One line for each heading. Where they stand is known when pages are drawn; the canvas is asked."""

    def __init__(self, shaper: Shaper, headlines: Sequence[Headline], tag: Tag | None = None) -> None:
        self._shaper = shaper
        self._headlines = tuple(headlines)
        self._tag = tag or Tag("TOC")
        self.above, self.below = 4.0, 10.0

    def height(self, width: float) -> float:
        return len(self._headlines) * _LINE

    def least(self, width: float) -> float:
        return min(len(self._headlines), 2) * _LINE

    def split(self, width: float, room: float) -> tuple[Box, Box] | None:
        fits = int(room // _LINE)
        if not 0 < fits < len(self._headlines):
            return None
        first, rest = self._headlines[:fits], self._headlines[fits:]
        return ContentsBox(self._shaper, first, self._tag), ContentsBox(self._shaper, rest, self._tag)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        with canvas.tag(self._tag):
            for number, headline in enumerate(self._headlines):
                self._draw_line(canvas, headline, x, top - number * _LINE, width)
        with canvas.tag("Artifact"):
            for number in range(1, len(self._headlines) + 1):
                canvas.rule(x, top - number * _LINE, width, theme.HAIRLINE)

    def _draw_line(self, canvas: PaperCanvas, headline: Headline, x: float, top: float, width: float) -> None:
        page, height = canvas.places.get(headline.tag, (0, top))
        type_ = _MAIN if headline.level <= 2 else theme.BODY
        start = _INDENT * max(headline.level - 2, 0)
        room = width - start - _NUMBER
        text = plain(self._shaper, one_line(self._shaper, headline.words, type_, room), type_, role="Span")
        with canvas.tag("TOCI"), canvas.tag("Reference"), canvas.tag("Link"):
            text.draw(canvas, x + start, top - 2, room)
            plain(self._shaper, str(page + 1), theme.BODY, align="right", role="Span").draw(canvas, x, top - 2, width)
            canvas.link(f"{headline.words}, page {page + 1}", page, height + 8, (x, top - _LINE, x + width, top))
