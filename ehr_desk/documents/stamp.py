"""The visible block of a signature, set in the document's own fonts so that archival conformance survives signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.days import printed
from ehr_desk.documents.flow import Box, stack, stack_height
from ehr_desk.documents.pages import one_line
from ehr_desk.documents.pdfparts import About
from ehr_desk.documents.render import Press
from ehr_desk.documents.text import Text, plain
from ehr_desk.documents.theme import Type

Strokes = Sequence[Sequence[tuple[float, float]]]
"""A drawn signature: lines of points between (0, 0), upper left, and (1, 1), lower right."""
_DRAWN_SHARE = 0.3
_NAME_SIZES = (11.5, 9.5, 8.0)
_QUIET = Type(6.4, 7.8, "regular", theme.QUIET)
_MEANING = Type(8, 10, "italic")
_SMALL = Type(5.9, 7.1, "regular", theme.QUIET)
_SMALL_MEANING = Type(5.9, 7.1, "italic")
_LINE = Type(8, 10)


@dataclass(frozen=True)
class BlockText:
    """What the block says. ``at`` is aware and in the zone in which it is printed."""

    name: str
    credential: str
    meaning: str
    at: datetime
    serial: str
    issuer: str
    how: str = "Signed electronically"


def draw_block(press: Press, block: BlockText, width: float, height: float, drawn: Strokes = ()) -> bytes:
    """A one-page PDF of this size (points) to be used as the appearance of a signature field.

    A signature ``drawn`` by hand stands left of the words.
    """
    # Places in large print are larger, and so is what stands in them.
    scale = max(1.0, height / theme.SIGNATURE)
    canvas = PaperCanvas((width, height), language="en-US", scale=scale)
    width, height = width / scale, height / scale
    left = width * _DRAWN_SHARE if drawn else 0.0
    boxes = _lines(press, block, width - left, height, narrow=bool(drawn))
    free = max(height - stack_height(boxes, width - left), 0.0)
    for box, offset in stack(boxes, width - left):
        box.draw(canvas, left, height - free / 2 - offset, width - left)
    if drawn:
        with canvas.tag("Artifact"):
            _draw_strokes(canvas, drawn, left - 8, height)
    canvas.showPage()
    return canvas.finish(About("Signature", block.issuer, "", block.at, block.serial.encode()))


def _draw_strokes(canvas: PaperCanvas, drawn: Strokes, width: float, height: float) -> None:
    canvas.setStrokeColorRGB(*theme.TEXT)
    canvas.setLineWidth(1.1)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    for stroke in drawn:
        points = [(min(max(x, 0.0), 1.0) * width, (1 - min(max(y, 0.0), 1.0)) * height) for x, y in stroke]
        if not points:
            continue
        path.moveTo(*points[0])
        for point in points[1:] or points:
            path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)


def _lines(press: Press, block: BlockText, width: float, height: float, *, narrow: bool) -> list[Box]:
    shaper = press.shaper
    line, meaning, quiet = (_SMALL, _SMALL_MEANING, _SMALL) if narrow else (_LINE, _MEANING, _QUIET)
    when = printed(block.at, seconds=True)
    first = [one_line(shaper, block.how, line, width), when] if narrow else [f"{block.how} {when}"]
    below: list[Box] = [plain(shaper, words, line, role="Span") for words in first]
    if block.meaning:
        # Where there is little width the meaning goes on on a second line.
        words = block.meaning if narrow else one_line(shaper, block.meaning, meaning, width)
        below.append(plain(shaper, words, meaning, role="Span"))
    for words in (f"Certificate {block.serial}", f"issued by {block.issuer}"):
        below.append(plain(shaper, one_line(shaper, words, quiet, width), quiet, role="Span"))
    room = height - stack_height(below, width)
    name = f"{block.name}, {block.credential}" if block.credential else block.name
    return [_name(press, name, width, room), *below]


def _name(press: Press, name: str, width: float, room: float) -> Text:
    """The name as large as it fits; one that fits nowhere is shortened (the certificate keeps the whole)."""
    for size in _NAME_SIZES:
        type_ = Type(size, size * 1.22, "semibold")
        text = plain(press.shaper, name, type_, role="Span")
        if text.height(width) <= room:
            return text
    return plain(press.shaper, one_line(press.shaper, name, type_, width), type_, role="Span")
