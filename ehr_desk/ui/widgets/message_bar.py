"""Findings in words above a page, each with a jump to its field. Never a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import icon_button
from ehr_desk.ui.widgets.text import empty_layout, label, set_look

Level = Literal["must", "should", "tip"]
_LOOK = {"must": ("danger", "alert-circle"), "should": ("warning", "alert-triangle"), "tip": ("info", "info-circle")}
_AROUND = 12
_ORDER = ("must", "should", "tip")
_WORD = {"must": "Needed", "should": "Please check", "tip": "Tip"}


class Message(NamedTuple):
    """One finding. ``target`` is the item to jump to, empty where there is none."""

    level: Level
    text: str
    target: str = ""


class _Line(QPushButton):
    """A jump in one line, with an ellipsis where there is no room; the whole text is in the tooltip and the name."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._words = text
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + _AROUND, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        short = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - _AROUND)
        self.setText(short)
        self.setToolTip(self._words if short != self._words else "")


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


class MessageBar(QFrame):
    """Shows findings, the hardest first. ``jump`` carries the target of the line that was pressed."""

    jump = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages: tuple[Message, ...] = ()
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
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
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
        empty_layout(self._lines)
        if not ordered and not head:
            self.hide()
            return
        worst = level or (ordered[0].level if ordered else "tip")
        tone, icon = _LOOK[worst]
        set_look(self, card=tone)
        self._theme.bind_icon(self._icon, icon, tone, 20)
        self._head.setText(head or _summary(ordered))
        set_look(self._head, tone=tone)
        if detail:
            self._lines.addWidget(label(detail, "body", wrap=True))
        for message in ordered:
            self._lines.addWidget(self._line(message))
        self.setAccessibleName(" ".join([self._head.text(), detail]).strip())
        self.show()

    def clear(self) -> None:
        """Hide the bar."""
        self._messages = ()
        self.hide()

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
