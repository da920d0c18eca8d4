"""Items side by side or below each other: a list's item with its dot, and key figures."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.layout import Columns
from ehr_desk.documents.shaping import Shaper
from ehr_desk.documents.text import Text, plain
from ehr_desk.documents.theme import Type

_DOT = Type(theme.BODY.size, theme.BODY.leading, "regular", theme.ACCENT)


class BulletBox(Box):
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
        return BulletBox(self._shaper, first, dot=self._dot), BulletBox(self._shaper, rest, dot=False)

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        if self._dot:
            plain(self._shaper, "\u2022", _DOT, role="Lbl").draw(canvas, x + 2, top, self._INDENT)
        self._body.draw(canvas, x + self._INDENT, top, width - self._INDENT)


class TilesBox(Columns):
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
