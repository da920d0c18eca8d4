"""The places on a paper for what is added after signing: a text field over a signature field, both empty."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.layout import Columns, Within
from ehr_desk.documents.model import SignatureSlot
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.structure import Tag
from ehr_desk.documents.text import Text
from ehr_desk.documents.theme import Type

_WORDS = 54.0
_SIGNATURE = 50.0
_PAD = 9.0
_GAP = 4.0


class AddendumArea(Box):
    """A tinted place: its label, below it the room for words, then the room for the signature."""

    above, below = 6.0, 8.0

    def __init__(self, shaper: Shaper, slot: SignatureSlot) -> None:
        self._slot = slot
        label = Type(6.8, 9, "semibold", theme.QUIET)
        hint = Type(7.2, 9, "regular", theme.QUIET)
        self._head = Text(shaper, (Span(slot.label.upper(), label), Span(f"{theme.WIDE}for what is added later", hint)))

    def height(self, width: float) -> float:
        return 5 + self._head.height(width - 2 * _PAD) + _WORDS + _GAP + _SIGNATURE + 6

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        inner, height = width - 2 * _PAD, self.height(width)
        with canvas.tag("Artifact"):
            canvas.fill_box(x, top - height, width, height, theme.TINT, radius=theme.RADIUS)
            canvas.frame_box(x, top - height, width, height, theme.HAIRLINE, radius=theme.RADIUS)
        self._head.draw(canvas, x + _PAD, top - 5, inner)
        left, bottom = x + _PAD, top - height + 5
        words = f"{self._slot.label}: words"
        canvas.reserve_text(self._slot.text_field, words, left, bottom + _SIGNATURE + _GAP, inner, _WORDS)
        hint = f"{self._slot.label}: signature"
        canvas.reserve_signature(self._slot.field, hint, left, bottom, inner, _SIGNATURE)


class AddendumRow(Columns):
    """The places side by side."""

    def __init__(self, shaper: Shaper, slots: Sequence[SignatureSlot]) -> None:
        areas: list[Box] = [Within(AddendumArea(shaper, slot), Tag("Div")) for slot in slots]
        super().__init__(areas, [1.0] * max(len(areas), 2), gap=12, above=8, below=8)
