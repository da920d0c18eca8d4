"""The places reserved for signatures, and what stands with them on one page."""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.documents import theme
from ehr_desk.documents.addendum_box import AddendumRow
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.code_box import CodeBox
from ehr_desk.documents.flow import Box
from ehr_desk.documents.layout import Columns, Within
from ehr_desk.documents.model import Block, Heading, Notice, Signatures, SignatureSlot, Sources
from ehr_desk.documents.shaping import Shaper, Span
from ehr_desk.documents.structure import Tag
from ehr_desk.documents.text import Headline, Text
from ehr_desk.documents.theme import Type

_FEW_SOURCES = 16


def signature_rows(shaper: Shaper, block: Signatures, code: str, before: Sequence[Box], across: int = 2) -> list[Box]:
    """The boxes ``before``, then the places, ``across`` (one or two) of them side by side, with the code of the paper.

    The code takes the free place beside a single signature, otherwise the one beside the heading.
    """
    boxes = list(before)
    areas: list[Box] = [Within(SignatureArea(shaper, slot), Tag("Div")) for slot in block.slots if not slot.text_field]
    symbol: list[Box] = [Within(CodeBox(shaper, code), Tag("Div"))] if code else []
    if symbol and across == 2 and len(areas) % 2 == 0 and boxes and isinstance(boxes[-1], Headline):
        title = boxes.pop()
        boxes.append(Columns([title, *symbol], [1, 1], gap=12, above=title.above, below=2))
    else:
        areas += symbol
    rows = (areas[at : at + across] for at in range(0, len(areas), across))
    return boxes + [Columns(row, [1] * across, gap=12, above=6, below=8) for row in rows]


def addendum_rows(shaper: Shaper, block: Signatures) -> list[Box]:
    """The places for what is added later, which stay together."""
    slots = [slot for slot in block.slots if slot.text_field]
    return [AddendumRow(shaper, slots)] if slots else []


def signature_group(blocks: Sequence[Block], at: int) -> int:
    """Where the group that begins here ends: a short list of sources, the signatures and their notice; 0 for no group.

    The sources come along so that a page of signatures never stands for itself.
    """
    end = at
    if isinstance(blocks[at], Heading) and end + 1 < len(blocks):
        following = blocks[at + 1]
        if isinstance(following, Sources) and len(following.lines) <= _FEW_SOURCES:
            end += 2
    if end < len(blocks) and isinstance(blocks[end], Heading):
        end += 1
    if end >= len(blocks) or not isinstance(blocks[end], Signatures):
        return 0
    while end < len(blocks) and isinstance(blocks[end], Signatures | Notice):
        end += 1
    return end


class SignatureArea(Box):
    """A tinted place with its label, whose lower part is a reserved signature field."""

    _FIELD = theme.SIGNATURE
    _PAD = 9.0

    def __init__(self, shaper: Shaper, slot: SignatureSlot) -> None:
        self._slot = slot
        label = Type(6.8, 9, "semibold", theme.QUIET)
        whose = f"{theme.WIDE}{slot.expected}" if slot.expected else ""
        spans = (Span(slot.label.upper(), label), Span(whose, Type(7.2, 9, "regular", theme.QUIET)))
        self._head = Text(shaper, spans)

    def height(self, width: float) -> float:
        return self._head.height(width - 2 * self._PAD) + self._FIELD + 12

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        height = self.height(width)
        inner = width - 2 * self._PAD
        with canvas.tag("Artifact"):
            canvas.fill_box(x, top - height, width, height, theme.TINT, radius=theme.RADIUS)
            canvas.frame_box(x, top - height, width, height, theme.HAIRLINE, radius=theme.RADIUS)
        self._head.draw(canvas, x + self._PAD, top - 6, inner)
        hint = f"{self._slot.label}: signature"
        canvas.reserve_signature(self._slot.field, hint, x + self._PAD, top - height + 5, inner, self._FIELD)
