"""The marks of a course: each kind has its own shape, so that colour never carries the meaning alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.ui.pages.record.course import MARK_WORDS, MarkKind
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.flow import Flow
from ehr_desk.ui.widgets.text import label

_INK: dict[MarkKind, str] = {
    "safety": "danger",
    "use": "danger",
    "no use": "success",
    "screen": "text2",
    "dose": "info",
    "plan": "review",
    "level": "accent",
}


def draw_mark(painter: QPainter, theme: Theme, kind: MarkKind, at: QPointF) -> None:
    """Draw a mark around a point: triangle, diamond, small ring, tube, square, stairs or flag."""
    size = theme.metrics.px(6)
    colour = theme.colour(_INK[kind])
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(colour)
    if kind == "safety":
        painter.drawPolygon(_around(at, (0, -size), (size, size), (-size, size)))
    elif kind == "use":
        painter.drawPolygon(_around(at, (0, -size), (size, 0), (0, size), (-size, 0)))
    elif kind == "no use":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, size * 0.5, size * 0.5)
    elif kind == "screen":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tube = QRectF(at.x() - size * 0.45, at.y() - size, size * 0.9, size * 2)
        painter.drawRoundedRect(tube, size * 0.45, size * 0.45)
        painter.drawLine(at + QPointF(-size * 0.8, -size), at + QPointF(size * 0.8, -size))
    elif kind == "dose":
        painter.drawRoundedRect(QRectF(at.x() - size * 0.8, at.y() - size * 0.8, size * 1.6, size * 1.6), 2, 2)
    elif kind == "level":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(_around(at, (-size, -size), (0, -size), (0, 0), (size, 0), (size, size)))
    else:
        painter.drawLine(at + QPointF(-size * 0.6, -size), at + QPointF(-size * 0.6, size))
        painter.drawPolygon(_around(at, (-size * 0.6, -size), (size, -size * 0.4), (-size * 0.6, size * 0.3)))


def _around(at: QPointF, *corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([at + QPointF(x, y) for x, y in corners])


class _Sample(QWidget):
    def __init__(self, theme: Theme, kind: MarkKind) -> None:
        super().__init__()
        self._theme, self._kind = theme, kind
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        side = self._theme.metrics.px(18)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_mark(painter, self._theme, self._kind, QPointF(self.width() / 2, self.height() / 2))


class MarkLegend(Flow):
    """Every mark with its word, in as many lines as the width asks for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(gap=16)
        for kind, words in MARK_WORDS.items():
            each = QWidget()
            row = QHBoxLayout(each)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(_Sample(theme, kind))
            row.addWidget(label(words, "small", "text2"))
            self.flow.addWidget(each)
