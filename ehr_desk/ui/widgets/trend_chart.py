"""A small line chart in the colours of the theme, with room at the right for its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.trend_data import Trend, TrendBand, number, rows, sentence

_GUTTER = 106
_DOT = 3.5
_HALF = 0.5


class TrendChart(QWidget):
    """Draws one trend. Arrow keys walk along the points; the point is said through the accessible description.

    ``points_text()`` is the same as a table, for a screen reader and for tests.
    """

    walked = Signal(int)

    def __init__(self, theme: Theme, trend: Trend, *, height: int = 112, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._trend = trend
        self._height = height
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_trend(trend)

    def set_trend(self, trend: Trend) -> None:
        """Show another trend."""
        self._trend = trend
        self._at = len(trend.points) - 1
        self.setAccessibleName(sentence(trend))
        self.setAccessibleDescription("; ".join(" ".join(part for part in row if part) for row in rows(trend)))
        self.update()

    def points_text(self) -> list[tuple[str, str, str]]:
        """Day, value and band of every point."""
        return rows(self._trend)

    def sizeHint(self) -> QSize:
        return QSize(320, self._theme.metrics.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._theme.metrics.px(self._height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._trend.points:
            super().keyPressEvent(event)
            return
        self._at = min(max(self._at + step, 0), len(self._trend.points) - 1)
        self.setAccessibleDescription(" ".join(part for part in rows(self._trend)[self._at] if part))
        self.walked.emit(self._at)
        self.update()

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            self._tell_near(event)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        self._grounds(painter, plot)
        self._bands(painter, plot)
        places = [self._place(at, plot) for at in range(len(self._trend.points))]
        colour = self._theme.colour
        painter.setPen(
            QPen(colour("accent"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(places)
        for at, place in enumerate(places):
            chosen = self.hasFocus() and at == self._at
            painter.setBrush(colour("accent") if at == len(places) - 1 or chosen else colour("surface"))
            painter.drawEllipse(place, _DOT + chosen, _DOT + chosen)
        self._days(painter, plot)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _plot(self) -> QRectF:
        px = self._theme.metrics.px
        gutter = max(px(_GUTTER), self._widest_word() + px(8) + 14)
        return QRectF(px(8), px(10), max(20, self.width() - gutter), max(20, self.height() - px(34)))

    def _widest_word(self) -> int:
        metrics = QFontMetrics(self._font())
        return max((metrics.horizontalAdvance(_band_words(one)) for one in self._trend.bands), default=0)

    def _range(self) -> tuple[float, float]:
        """What is drawn of the measure's range: all points and thresholds with some air."""
        values = [one.value for one in self._trend.points] + [one.start for one in self._trend.bands]
        if not values:
            return self._trend.low, self._trend.high
        air = (self._trend.high - self._trend.low) * 0.08
        return max(self._trend.low, min(values) - air), min(self._trend.high, max(values) + air)

    def _y(self, value: float, plot: QRectF) -> float:
        low, high = self._range()
        part = min(max((value - low) / ((high - low) or 1), 0), 1)
        return plot.bottom() - part * plot.height()

    def _place(self, at: int, plot: QRectF) -> QPointF:
        points = self._trend.points
        first, last = points[0].day.toordinal(), points[-1].day.toordinal()
        part = (points[at].day.toordinal() - first) / (last - first) if last > first else 0.5
        return QPointF(plot.left() + part * plot.width(), self._y(points[at].value, plot))

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.metrics.px(12))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _grounds(self, painter: QPainter, plot: QRectF) -> None:
        """What each part of the range means, as a faint ground: the words beside it say the same."""
        painter.setPen(Qt.PenStyle.NoPen)
        bottom = plot.bottom()
        bands = sorted(self._trend.bands, key=lambda one: one.start)
        tops = [*(self._y(band.start, plot) for band in bands), plot.top()]
        for shade, top in zip([self._trend.ground, *(band.shade for band in bands)], tops, strict=True):
            if shade > 0 and top < bottom:
                painter.setBrush(self._ground(shade))
                painter.drawRect(QRectF(plot.left() - 6, top, plot.width() + 10, bottom - top))
            bottom = min(bottom, top)

    def _ground(self, shade: float) -> QColor:
        """From the card's own ground over the warning one to that of danger."""
        colour = self._theme.colour
        if shade <= _HALF:
            return _between(colour("surface"), colour("warning_bg"), shade / _HALF)
        return _between(colour("warning_bg"), colour("danger_bg"), (shade - _HALF) / _HALF)

    def _bands(self, painter: QPainter, plot: QRectF) -> None:
        """Threshold lines, and all words of the gutter moved apart so that none covers another."""
        colour = self._theme.colour
        words: list[tuple[float, str, bool]] = []
        for band in self._trend.bands:
            y = self._y(band.start, plot)
            painter.setPen(QPen(colour("border"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 4, y))
            words.append((y, _band_words(band), False))
        if self._trend.points:
            last = self._trend.points[-1].value
            words.append((self._y(last, plot), number(last), True))
        for y, text, bold in self._apart(words):
            painter.setFont(self._font(bold=bold))
            painter.setPen(colour("text" if bold else "text3"))
            area = QRectF(plot.right() + 10, y - 8, self.width() - plot.right() - 12, 16)
            short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), short)

    def _apart(self, words: list[tuple[float, str, bool]]) -> list[tuple[float, str, bool]]:
        """Words in their order from top to bottom, pushed at least one line apart and kept inside the widget."""
        line = self._theme.metrics.px(15)
        placed: list[tuple[float, str, bool]] = []
        for y, text, bold in sorted(words, key=lambda one: (one[0], one[2])):
            placed.append((max(y, placed[-1][0] + line) if placed else max(y, 8), text, bold))
        over = placed[-1][0] - (self.height() - line) if placed else 0
        if over > 0:
            placed = [(y - over, text, bold) for y, text, bold in placed]
        return placed

    def _days(self, painter: QPainter, plot: QRectF) -> None:
        if not self._trend.points:
            return
        painter.setFont(self._font())
        painter.setPen(self._theme.colour("text3"))
        texts = self.points_text()
        area = QRectF(plot.left() - 6, plot.bottom() + 6, plot.width() + 40, 16)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft), texts[0][0])
        if len(texts) > 1:
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight), texts[-1][0])

    def _tell_near(self, event: QHelpEvent) -> None:
        plot = self._plot()
        for at, row in enumerate(rows(self._trend)):
            if (self._place(at, plot) - QPointF(event.pos())).manhattanLength() < 12:
                QToolTip.showText(event.globalPos(), ", ".join(part for part in row if part), self)
                return
        QToolTip.hideText()


def _between(one: QColor, other: QColor, part: float) -> QColor:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * part) for a, b in pairs))


def _band_words(band: TrendBand) -> str:
    return f"{number(band.start)} {band.word}".strip()
