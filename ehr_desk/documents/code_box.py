"""The code of a paper drawn as a QR symbol with its characters beside it."""

from __future__ import annotations

from ehr_desk.documents import theme
from ehr_desk.documents.canvas import PaperCanvas
from ehr_desk.documents.flow import Box
from ehr_desk.documents.shaping import Shaper
from ehr_desk.documents.text import plain

ALT = "QR code with the characters printed beside it: document number and check value, nothing about a person"
_SIDE = 46.0
_MASK = 2
_GAP = 9.0


def modules(code: str) -> list[list[bool]]:
    """The dark and light modules of the symbol, row by row from the top (error correction M)."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    symbol = QRCode(None, QRErrorCorrectLevel.M)
    symbol.addData(code)
    symbol.version = symbol.calculate_version()  # type: ignore[no-untyped-call]
    # Readers read every mask alike. Trying all eight for the most even one takes as long as setting a page of text.
    symbol.makeImpl(False, _MASK)
    return [[bool(dark) for dark in row] for row in symbol.modules]


class CodeBox(Box):
    """The symbol, then what it is for and the code in characters. Draws nothing, with no height, for an empty code."""

    def __init__(self, shaper: Shaper, code: str) -> None:
        self._code = code
        self._lines = [
            plain(shaper, "To check this paper, type or scan in EHR Desk, page Verify", theme.LABEL),
            plain(shaper, code, theme.VALUE),
        ]

    def height(self, width: float) -> float:
        return _SIDE if self._code else 0.0

    def draw(self, canvas: PaperCanvas, x: float, top: float, width: float) -> None:
        if not self._code:
            return
        with canvas.figure(ALT, (x, top - _SIDE, x + _SIDE, top)):
            draw_symbol(canvas, self._code, x, top, _SIDE)
        room = width - _SIDE - _GAP
        used = sum(line.height(room) for line in self._lines)
        at = top - (_SIDE - used) / 2
        for line in self._lines:
            line.draw(canvas, x + _SIDE + _GAP, at, room)
            at -= line.height(room)


def draw_symbol(canvas: PaperCanvas, code: str, x: float, top: float, side: float) -> None:
    """The symbol with its quiet zone of four modules inside a square of this side (points), as one path."""
    rows = modules(code)
    unit = side / (len(rows) + 8)
    cells: list[tuple[float, float, float]] = []
    for number, row in enumerate(rows):
        y = top - (number + 5) * unit
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                cells.append((x + (start + 4) * unit, y, (end - start) * unit))
            start = end + 1
    canvas.fill_cells(cells, unit, (0.0, 0.0, 0.0))
