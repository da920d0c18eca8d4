"""A scale of numbers, chosen by one key: 0 to 9 directly, arrows for the rest."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehr_desk.ui.theme import Theme

_CELL, _GAP = 34, 4


class ScalePicker(QWidget):
    """Numbers from ``low`` to ``high`` in a row; ``value()`` is None while nothing is chosen.

    Keys: a digit chooses it (1 then 0 gives 10), arrows step, Home and End go to the ends, Delete clears.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        low: int = 0,
        high: int = 10,
        *,
        low_word: str = "",
        high_word: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._numbers = range(low, high + 1)
        self._words = (low_word, high_word)
        self._value: int | None = None
        self._question = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def name_parts(self, accessible: str) -> None:
        """Set the question; the value is said after it."""
        self._question = accessible
        self._tell()

    def value(self) -> int | None:
        """The chosen number."""
        return self._value

    def set_value(self, value: int | None) -> None:
        """Choose without ``edited``."""
        self._value = value
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        px = self._theme.metrics.px
        words = px(20) if any(self._words) else 0
        return QSize(len(self._numbers) * px(_CELL + _GAP) + px(4), px(_CELL) + px(6) + words)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        first, last = self._numbers[0], self._numbers[-1]
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}.get(key)
        if step is not None:
            now = (
                first - step if self._value is None and step > 0 else (last + 1 if self._value is None else self._value)
            )
            self._choose(min(max(now + step, first), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(first if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
        elif event.text().isdecimal() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._digit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for number in self._numbers:
            if self._cell(number).contains(event.position().toPoint()):
                self._choose(None if number == self._value else number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        px = self._theme.metrics.px
        for number in self._numbers:
            chosen = number == self._value
            area = self._cell(number)
            painter.setPen(colour("accent" if chosen else "control"))
            painter.setBrush(colour("accent" if chosen else ("surface" if self.isEnabled() else "sunken")))
            painter.drawRoundedRect(area, px(6), px(6))
            painter.setPen(colour("on_accent" if chosen else "text"))
            font = painter.font()
            font.setPixelSize(self._theme.metrics.font("body"))
            font.setBold(chosen)
            painter.setFont(font)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(number))
        self._paint_words(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setColor(colour("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            ring = self._cell(self._numbers[0]).united(self._cell(self._numbers[-1])).adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(ring, px(7), px(7))

    def _paint_words(self, painter: QPainter) -> None:
        px = self._theme.metrics.px
        font = painter.font()
        font.setBold(False)
        font.setPixelSize(self._theme.metrics.font("small"))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text3"))
        whole = self._cell(self._numbers[0]).united(self._cell(self._numbers[-1]))
        below = QRect(whole.left(), whole.bottom() + px(4), whole.width(), px(18))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), self._words[0])
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), self._words[1])

    def _cell(self, number: int) -> QRect:
        px = self._theme.metrics.px
        at = number - self._numbers[0]
        return QRect(2 + at * px(_CELL + _GAP), 3, px(_CELL), px(_CELL) - 2)

    def _digit(self, digit: int) -> None:
        joined = self._value * 10 + digit if self._value else digit
        if joined in self._numbers and self._value:
            self._choose(joined)
        elif digit in self._numbers:
            self._choose(digit)

    def _choose(self, value: int | None) -> None:
        if value != self._value:
            self.set_value(value)
            self.edited.emit()

    def _tell(self) -> None:
        said = "not answered" if self._value is None else f"{self._value} of {self._numbers[-1]}"
        self.setAccessibleName(self._question)
        self.setAccessibleDescription(said)
