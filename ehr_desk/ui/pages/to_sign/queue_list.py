"""The queue of entries: each one is read by going to it and chosen by its tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.record.waiting import Waiting
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.text import ElidedLabel, empty_layout, set_look

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_J: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_K: -1}


class QueueRow(QFrame):
    """One entry. ``shown`` when it is to be read, ``ticked`` after its tick changed."""

    shown = Signal()
    ticked = Signal()

    def __init__(self, waiting: Waiting) -> None:
        super().__init__()
        self.waiting = waiting
        self.setProperty("card", "plain")
        self.setToolTip(waiting.tooltip)
        self.setObjectName(f"queue.{waiting.entry.entry_id}")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(6)
        self.box = QCheckBox()
        self.box.setObjectName(f"queue.{waiting.entry.entry_id}.tick")
        self.box.setAccessibleName(
            f"Choose: {waiting.title}, {waiting.client}, {waiting.facts}, waits since {waiting.chip.lower()}"
        )
        self.box.setFixedWidth(26)
        self.box.toggled.connect(lambda _on: self.ticked.emit())
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(waiting.client, "strong"), 1)
        head.addWidget(Chip(waiting.chip, waiting.tone))
        words.addLayout(head)
        words.addWidget(ElidedLabel(waiting.title, "body"))
        words.addWidget(ElidedLabel(waiting.facts, "small", "text2"))
        row.addLayout(words, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.box.setFocus()
            self.shown.emit()
        super().mouseReleaseEvent(event)


class QueueList(QWidget):
    """The rows. ``moved`` carries the entry id to read, ``chosen`` comes after a tick changed."""

    moved = Signal(str)
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QueueRow] = []
        self._current = ""
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(16, 4, 16, 16)
        self._list.setSpacing(8)

    def show_rows(self, waiting: Sequence[Waiting]) -> None:
        """Show these entries; what was ticked stays ticked."""
        kept = {row.waiting.entry.entry_id for row in self.rows if row.box.isChecked()}
        empty_layout(self._list)
        self.rows = []
        for one in waiting:
            row = QueueRow(one)
            row.box.setChecked(one.entry.entry_id in kept)
            row.shown.connect(lambda entry_id=one.entry.entry_id: self.select(entry_id))
            row.ticked.connect(self.chosen)
            row.box.installEventFilter(self)
            self.rows.append(row)
            self._list.addWidget(row)
        self._list.addStretch(1)

    def ticked(self) -> list[Waiting]:
        """The ticked entries, in order."""
        return [row.waiting for row in self.rows if row.box.isChecked()]

    def tick_all(self, *, on: bool) -> None:
        """Tick or untick everything."""
        for row in self.rows:
            row.box.setChecked(on)

    def current(self) -> str:
        """The entry that is read now."""
        return self._current

    def select(self, entry_id: str) -> None:
        """Read an entry."""
        self._current = entry_id
        for row in self.rows:
            set_look(row, card="ticked" if row.waiting.entry.entry_id == entry_id else "plain")
        self.moved.emit(entry_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        at = next((at for at, row in enumerate(self.rows) if row.box is watched), -1)
        if at >= 0 and event.type() == QEvent.Type.FocusIn:
            entry_id = self.rows[at].waiting.entry.entry_id
            if entry_id != self._current:
                self.select(entry_id)
        if at >= 0 and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                to = min(max(at + step, 0), len(self.rows) - 1)
                self.rows[to].box.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
