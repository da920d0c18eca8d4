"""Two lanes over one axis of days, painted in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ehr_desk.ui.pages.chart.course_marks import draw_mark
from ehr_desk.ui.pages.record.course import CourseView, Lane, Mark
from ehr_desk.ui.pages.record.words import MONTHS
from ehr_desk.ui.theme import Theme

_GUTTER, _TITLE, _STAGE, _PLOT, _MARKS, _GAP, _AXIS = 168, 20, 20, 104, 22, 10, 22
_LIFT = 16
"""How far some marks stand above the line: a level of care mostly changes on the day of a plan review, and use is told
on the day of a drug screen."""
_LIFTED = frozenset({"level", "screen"})
_INKS = ("accent", "review", "info")
_DASHES: tuple[Sequence[float], ...] = ((), (5.0, 3.0), (1.0, 2.5))
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CourseChart(QWidget):
    """Draws a course. Left and Right walk from day to day, Home and End to the ends, Enter opens the day's entry.

    ``walked`` carries the step, ``opened`` an entry id. What is drawn is said in the accessible texts.
    """

    walked = Signal(int)
    opened = Signal(str)

    def __init__(self, theme: Theme, view: CourseView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self.at = len(view.steps) - 1
        self.setObjectName("course.chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Course of both problems. {view.summary} Left and Right go from day to day.")
        self.setAccessibleDescription(view.steps[self.at].spoken)

    def sizeHint(self) -> QSize:
        rows = 2 * (_TITLE + _STAGE + _PLOT + _MARKS + _GAP) + _MARKS + _AXIS
        return QSize(480, self._theme.metrics.px(rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def walk_to(self, at: int) -> None:
        """Go to a step, as far as there are any."""
        self.at = min(max(at, 0), len(self._view.steps) - 1)
        self.setAccessibleDescription(self._view.steps[self.at].spoken)
        self.walked.emit(self.at)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.walk_to(self.at + _KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.walk_to(0 if key == Qt.Key.Key_Home else len(self._view.steps) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(self._view.steps[self.at].entry_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.walk_to(self._near(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        del event
        self.opened.emit(self._view.steps[self.at].entry_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            step = self._view.steps[self._near(event.pos().x())]
            QToolTip.showText(event.globalPos(), step.spoken, self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, view = self._theme.metrics.px, self._view
        self._months(painter)
        self._walker(painter)
        top = float(self._lane(painter, view.mental, 0))
        self._row_of_marks(painter, view.shared, top, "Medication, plan, level")
        self._lane(painter, view.use, top + px(_MARKS + _GAP))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _lane(self, painter: QPainter, lane: Lane, top: float) -> float:
        """Title, stages, lines and marks of one lane; returns where it ends."""
        px, colour = self._theme.metrics.px, self._theme.colour
        left, right = self._span()
        self._font(painter, bold=True)
        painter.setPen(colour("text"))
        painter.drawText(QRectF(left, top, right - left, px(_TITLE)), int(Qt.AlignmentFlag.AlignVCenter), lane.title)
        self._stages(painter, lane, top + px(_TITLE))
        plot = QRectF(left, top + px(_TITLE + _STAGE) + 4, right - left, px(_PLOT) - 8)
        painter.setPen(QPen(colour("border"), 1))
        for y in (plot.top(), plot.bottom()):
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        ends: list[tuple[float, str, str]] = []
        for line, ink, dash in zip(lane.lines, _INKS, _DASHES, strict=False):
            pen = QPen(colour(ink), 2)
            if dash:
                pen.setDashPattern(dash)
            painter.setPen(pen)
            places = [QPointF(self._x(dot.day), plot.bottom() - dot.part * plot.height()) for dot in line.dots]
            painter.drawPolyline(places)
            painter.setPen(QPen(colour(ink), 1.5))
            for at, place in enumerate(places):
                painter.setBrush(colour(ink) if at == len(places) - 1 else colour("surface"))
                painter.drawEllipse(place, 3, 3)
            ends.append((places[-1].y(), line.label, ink))
        self._ends(painter, ends, plot)
        self._row_of_marks(painter, lane.marks, plot.bottom() + 4, "")
        return top + px(_TITLE + _STAGE + _PLOT + _MARKS + _GAP)

    def _stages(self, painter: QPainter, lane: Lane, top: float) -> None:
        """A ribbon of the stages of change, each as long as it held."""
        px, colour = self._theme.metrics.px, self._theme.colour
        right = self._span()[1]
        self._font(painter)
        starts = [*lane.stages, (self._view.last, "")]
        for (day, stage), (until, _) in pairwise(starts):
            left = self._x(day)
            end = self._x(until) if until != self._view.last else right
            area = QRectF(left, top + 1, max(end - left - 2, 3), px(_STAGE) - 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("neutral_bg"))
            painter.drawRoundedRect(area, 4, 4)
            painter.setPen(colour("neutral"))
            inside = area.adjusted(6, 0, -2, 0)
            words = painter.fontMetrics().elidedText(stage, Qt.TextElideMode.ElideRight, int(inside.width()))
            if len(words) > 2:
                painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter), words)

    def _ends(self, painter: QPainter, ends: list[tuple[float, str, str]], plot: QRectF) -> None:
        """What each line is and where it stands, in the gutter; none covers another."""
        line = self._theme.metrics.px(16)
        low = plot.top()
        self._font(painter, bold=True)
        placed: list[tuple[float, str, str]] = []
        for y, words, ink in sorted(ends):
            low = max(y - line / 2, low)
            placed.append((low, words, ink))
            low += line
        over = max(0.0, low - plot.bottom() - line / 2)
        for y, words, ink in placed:
            area = QRectF(plot.right() + 12, y - over, self.width() - plot.right() - 16, line)
            painter.setPen(self._theme.colour(ink))
            short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), short)

    def _row_of_marks(self, painter: QPainter, marks: Sequence[Mark], top: float, words: str) -> None:
        px = self._theme.metrics.px
        middle = top + px(_MARKS) / 2
        left, right = self._span()
        if words:
            painter.setPen(QPen(self._theme.colour("border"), 1))
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
            self._font(painter)
            painter.setPen(self._theme.colour("text2"))
            area = QRectF(right + 12, top, self.width() - right - 16, px(_MARKS))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), words)
        for mark in marks:
            lift = px(_LIFT) if mark.kind in _LIFTED else 0
            draw_mark(painter, self._theme, mark.kind, QPointF(self._x(mark.day), middle - lift))

    def _months(self, painter: QPainter) -> None:
        """The first of each month as a quiet line with its name; the first day where no month begins soon."""
        px, colour = self._theme.metrics.px, self._theme.colour
        bottom = self.height() - px(_AXIS)
        self._font(painter)
        metrics, taken = painter.fontMetrics(), -1e9
        for day in _month_starts(self._view.first, self._view.last):
            x = self._x(day)
            painter.setPen(QPen(colour("border"), 1))
            painter.drawLine(QPointF(x, px(_TITLE + _STAGE)), QPointF(x, bottom))
            words = f"{day.day} {MONTHS[day.month - 1][:3]}" + (f" {day.year}" if taken < 0 or day.month == 1 else "")
            wide = metrics.horizontalAdvance(words)
            if x > taken and x + wide < self.width():
                painter.setPen(colour("text3"))
                painter.drawText(QRectF(x, bottom + 2, wide + 4, px(_AXIS) - 4), 0, words)
                taken = x + wide + 8

    def _walker(self, painter: QPainter) -> None:
        if self.hasFocus():
            x = self._x(self._view.steps[self.at].day)
            painter.setPen(QPen(self._theme.colour("focus"), 1.5))
            painter.drawLine(QPointF(x, 4), QPointF(x, self.height() - self._theme.metrics.px(_AXIS)))

    def _font(self, painter: QPainter, *, bold: bool = False) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.metrics.px(12))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(font)

    def _span(self) -> tuple[float, float]:
        px = self._theme.metrics.px
        return float(px(12)), float(max(px(80), self.width() - px(_GUTTER)))

    def _x(self, day: date) -> float:
        left, right = self._span()
        days = (self._view.last - self._view.first).days
        return left + (right - left) * ((day - self._view.first).days / days if days else 0.5)

    def _near(self, x: float) -> int:
        """The step whose day is nearest."""
        return min(range(len(self._view.steps)), key=lambda at: abs(self._x(self._view.steps[at].day) - x))


def _month_starts(first: date, last: date) -> list[date]:
    """The first day, and the first of each month after it."""
    found = [first]
    day = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while day <= last:
        found.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found
