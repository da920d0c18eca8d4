"""The objectives of one attendee, over the page until it is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ehr_desk.ui.forms.thread_panel import PROGRESS_KEYS, ObjectiveRow, ThreadPanel
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import label


class ServedPopup(QFrame):
    """Cards to tick. ``closed`` when it is left, by Enter, Escape, the button or a click elsewhere."""

    closed = Signal()

    def __init__(self, theme: Theme, who: str, objectives: Sequence[ObjectiveRow], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._objectives = objectives
        self.panel = ThreadPanel(objectives)
        self.setProperty("card", "palette")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(f"Objectives {who} worked on", "strong"))
        layout.addWidget(label(PROGRESS_KEYS, "small", "text2", wrap=True))
        layout.addWidget(PageScroll(self.panel))
        layout.addWidget(button(theme, "Done", self.close))

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget with the focus on the first objective."""
        px = self._theme.metrics.px
        self.resize(px(380), min(px(460), px(130) + len(self._objectives) * px(130)))
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
        self.show()
        first = self.panel.findChild(QWidget, f"objective.{self._objectives[0].id}") if self._objectives else None
        if first is not None:
            first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
