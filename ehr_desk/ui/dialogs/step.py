"""The frame of a step before the desk: recovery, restoring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import label


class StepPanel(PageScroll):
    """One step before the desk: a card in the middle with fields, messages, one main button and a way back."""

    back_asked = Signal()

    def __init__(
        self, theme: Theme, title: str, words: str, verb: str, object_name: str, back: str = "Back to unlock"
    ) -> None:
        content = QWidget()
        super().__init__(content)
        around = QVBoxLayout(content)
        around.setContentsMargins(24, 24, 24, 24)
        around.addStretch(1)
        card = ColumnCard(theme, 560)
        around.addLayout(card.in_the_middle())
        around.addStretch(2)
        self.card = card
        self.title = label(title, "title", wrap=True)
        card.column.addWidget(self.title)
        self.words = label(words, "body", "text2", wrap=True)
        card.column.addWidget(self.words)
        self.fields = QVBoxLayout()
        self.fields.setSpacing(12)
        card.column.addLayout(self.fields)
        self.messages = MessageBar(theme, closable=False)
        card.column.addWidget(self.messages)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Working")
        self._busy.hide()
        card.column.addWidget(self._busy)
        self._step = label("", "small", "text2")
        self._step.hide()
        card.column.addWidget(self._step)
        self.go = button(theme, verb, self.try_go, role="primary", object_name=f"{object_name}.go")
        card.column.addWidget(self.go)
        self.back = button(theme, back, self.back_asked.emit, role="link", object_name=f"{object_name}.back")
        card.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)

    def try_go(self) -> None:
        """The main button was pressed."""

    def busy(self) -> None:
        """Work began."""
        self.messages.clear()
        self._busy.show()
        self._enable(on=False)

    def tell_step(self, words: str) -> None:
        """Which part of the work runs now."""
        self._step.setText(words)
        self._step.setVisible(bool(words))

    def rest(self) -> None:
        """The work is done."""
        self._busy.hide()
        self.tell_step("")
        self._enable(on=True)

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work; what was typed is still there."""
        self.rest()
        self.messages.show_text("must", message, remedy)

    def _enable(self, *, on: bool) -> None:
        self.go.setEnabled(on)
        self.back.setEnabled(on)
        for at in range(self.fields.count()):
            item = self.fields.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setEnabled(on)
