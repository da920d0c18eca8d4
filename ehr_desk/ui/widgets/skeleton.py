"""What stands while something loads: nothing for a moment, then quiet lines, then a sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.theme import Theme

QUIET_MS = 150
WORDS_MS = 2_000
_WIDTHS = (0.45, 0.9, 0.8, 0.6)


class Skeleton(QWidget):
    """Call :meth:`start` when loading begins and :meth:`stop` when it ends."""

    def __init__(self, theme: Theme, text: str = "Opening the chart…", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._stage = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self.setAccessibleName(text)

    def start(self) -> None:
        """Begin: empty at first."""
        self._stage = 0
        self._timer.start(QUIET_MS)
        self.show()
        self.update()

    def stop(self) -> None:
        """Loading is over."""
        self._timer.stop()
        self._stage = 0
        self.hide()

    def stage(self) -> int:
        """0 nothing, 1 lines, 2 lines and words."""
        return self._stage

    def sizeHint(self) -> QSize:
        return QSize(400, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stage:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._theme.metrics.px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("neutral_bg"))
        room = self.width() - px(48)
        for at, part in enumerate(_WIDTHS):
            painter.drawRoundedRect(QRectF(px(24), px(24) + at * px(26), room * part, px(14)), px(4), px(4))
        if self._stage > 1:
            painter.setPen(self._theme.colour("text2"))
            painter.drawText(px(24), px(24) + len(_WIDTHS) * px(26) + px(16), self._text)

    def hideEvent(self, event: object) -> None:
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def _next(self) -> None:
        self._stage += 1
        if self._stage == 1:
            self._timer.start(WORDS_MS - QUIET_MS)
        self.update()
