"""The place on a paper for what is added after signing: a text field beside a signature field, both empty."""

from __future__ import annotations

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.model import SignatureSlot
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.text import Text
from ehr_desk.documents.theme import Type

HEIGHT = 80.0
_PAD = 9.0
_GAP = 10.0
_TEXT_SHARE = 0.56


class AddendumArea(Box):
    """A tinted place over the whole width: its label, left the room for words, right the room for the signature."""

    above, below = 6.0, 8.0

    def __init__(self, shaper: Shaper, slot: SignatureSlot) -> None:
        self._slot = slot
        label = Type(6.8, 9, "semibold", theme.QUIET)
        hint = Type(7.2, 9, "regular", theme.QUIET)
        self._head = Text(shaper, (Span(slot.label.upper(), label), Span(f"{theme.WIDE}for what is added later", hint)))

    def height(self, width: float) -> float:
        return HEIGHT

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        inner = width - 2 * _PAD
        with canvas.tag("Artifact"):
            canvas.fill_box(x, top - HEIGHT, width, HEIGHT, theme.TINT, radius=theme.RADIUS)
            canvas.frame_box(x, top - HEIGHT, width, HEIGHT, theme.HAIRLINE, radius=theme.RADIUS)
        self._head.draw(canvas, x + _PAD, top - 5, inner)
        room = HEIGHT - 5 - self._head.height(inner) - 6
        bottom, words = top - HEIGHT + 5, (inner - _GAP) * _TEXT_SHARE
        canvas.reserve_text(self._slot.text_field, f"{self._slot.label}: words", x + _PAD, bottom, words, room)
        left = x + _PAD + words + _GAP
        hint = f"{self._slot.label}: signature"
        canvas.reserve_signature(self._slot.field, hint, left, bottom, inner - words - _GAP, room)
