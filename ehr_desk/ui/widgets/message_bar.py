"""Findings in words above a page, each with a jump to its field. Never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import PressButton, button, icon_button
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import broken, empty_layout, label, set_look

Level = Literal["must", "should", "tip"]
_LOOK = {"must": ("danger", "alert-circle"), "should": ("warning", "alert-triangle"), "tip": ("info", "info-circle")}
_AROUND = 12
_ABOVE_AND_BELOW = 6
_MOST_LINES = 3
FEW = 5
"""How many lines are shown at first; where only one more would be hidden, that one too."""
_MOST_HEIGHT = 180
"""How high all lines together may be, in design pixels: a page is written in, not read about."""
_ORDER = ("must", "should", "tip")
_WORD = {"must": "Needed", "should": "Please check", "tip": "Tip"}


class Message(NamedTuple):
    """One finding. ``target`` is the item to jump to, empty where there is none."""

    level: Level
    text: str
    target: str = ""


class _Line(PressButton):
    """A jump in as many lines as its words need, three at most; then an ellipsis, and all of it in tooltip and name."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._words = text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + _AROUND, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = broken(self.fontMetrics(), self._words, self.width() - _AROUND, _MOST_LINES)
        self.setText("\n".join(lines))
        self.setToolTip(self._words if " ".join(lines) != self._words else "")
        self.setFixedHeight(len(lines) * self.fontMetrics().lineSpacing() + _ABOVE_AND_BELOW)


class BarRoom(QWidget):
    """A bar with room around it, so that it touches no heading; gone with the bar."""

    def __init__(self, bar: QWidget, *, sides: int = 24, above: int = 12, below: int = 12) -> None:
        super().__init__()
        self._bar = bar
        line = QVBoxLayout(self)
        line.setContentsMargins(sides, above, sides, below)
        line.addWidget(bar)
        bar.installEventFilter(self)
        self.setVisible(not bar.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(not self._bar.isHidden())
        return super().eventFilter(watched, event)


class _Lines(PageScroll):
    """The lines, as high as they are up to a limit; then they scroll."""

    def __init__(self, content: QWidget, theme: Theme) -> None:
        super().__init__(content)
        self._theme = theme
        self.setProperty("ground", "none")
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent")
        content.installEventFilter(self)

    def fit(self) -> None:
        """Take the height that the lines need at this width."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is None:
            return
        width = max(self.viewport().width(), 80)
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self.setFixedHeight(min(wanted, self._theme.metrics.px(_MOST_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)


class MessageBar(QFrame):
    """Shows findings, the hardest first. ``jump`` carries the target of the line that was pressed."""

    jump = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages: tuple[Message, ...] = ()
        self._all = False
        self.setObjectName("message_bar")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 8, 8, 8)
        outer.setSpacing(10)
        self._icon = label("")
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        outer.addLayout(column, 1)
        self._head = label("", "strong", wrap=True)
        column.addWidget(self._head)
        self._detail = QVBoxLayout()
        column.addLayout(self._detail)
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._area = _Lines(content, theme)
        column.addWidget(self._area)
        self._more = button(theme, "", self._show_all, role="link", object_name="message_bar.more")
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._close = icon_button(theme, "x", "Hide these messages", self.clear)
        self._close.setProperty("role", "field")
        outer.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._close.setVisible(closable)
        self.hide()

    def messages(self) -> tuple[Message, ...]:
        """What is shown now."""
        return self._messages

    def show_text(self, level: Level, text: str, remedy: str = "") -> None:
        """Show one sentence, with what to do below it."""
        self.show_messages((), head=text, level=level, detail=remedy)

    def show_messages(
        self, messages: Sequence[Message], *, head: str = "", level: Level | None = None, detail: str = ""
    ) -> None:
        """Show findings; none and no head hides the bar."""
        ordered = sorted(messages, key=lambda one: _ORDER.index(one.level))
        self._messages = tuple(ordered)
        empty_layout(self._detail)
        if not ordered and not head:
            self._all = False
            self.hide()
            return
        worst = level or (ordered[0].level if ordered else "tip")
        tone, icon = _LOOK[worst]
        set_look(self, card=tone)
        self._theme.bind_icon(self._icon, icon, tone, 20)
        self._head.setText(head or _summary(ordered))
        set_look(self._head, tone=tone)
        if detail:
            self._detail.addWidget(label(detail, "body", wrap=True))
        few = len(ordered) > FEW + 1 and not self._all
        self._fill(ordered[:FEW] if few else ordered)
        self._more.setText(f"and {len(ordered) - FEW} more")
        self._more.setVisible(few)
        self.setAccessibleName(" ".join([self._head.text(), detail]).strip())
        self.show()

    def clear(self) -> None:
        """Hide the bar."""
        self._messages = ()
        self._all = False
        self.hide()

    def _show_all(self) -> None:
        # Stays open while findings are looked through one by one: the bar is filled anew after every answer.
        self._all = True
        at = self._lines.count()
        self._fill(self._messages)
        self._more.hide()
        first = self._lines.itemAt(at)
        widget = first.widget() if first is not None else None
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, messages: Sequence[Message]) -> None:
        empty_layout(self._lines)
        for message in messages:
            self._lines.addWidget(self._line(message))
        self._area.setVisible(bool(messages))
        self._area.fit()

    def _line(self, message: Message) -> QWidget:
        text = f"{_WORD[message.level]}: {message.text}" if message.level != "must" else message.text
        if not message.target:
            plain = label(text, "body", wrap=True)
            plain.setContentsMargins(4, 0, 0, 0)
            return plain
        line = _Line(text)
        line.setProperty("role", "link")
        line.setAutoDefault(False)
        line.setCursor(Qt.CursorShape.PointingHandCursor)
        line.clicked.connect(lambda _checked=False: self.jump.emit(message.target))
        line.setObjectName(f"jump.{message.target}")
        line.setAccessibleDescription("Go to this field")
        return line


def _summary(messages: Sequence[Message]) -> str:
    counts = {level: sum(1 for one in messages if one.level == level) for level in _ORDER}
    words = []
    if counts["must"]:
        words.append(f"{counts['must']} needed before signing")
    if counts["should"]:
        words.append(f"{counts['should']} to check")
    if counts["tip"]:
        words.append(f"{counts['tip']} {'tip' if counts['tip'] == 1 else 'tips'}")
    return ", ".join(words)
