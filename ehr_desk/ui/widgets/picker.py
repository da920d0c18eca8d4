"""A field that finds: type, see the first matches, choose with arrows and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme

_WAIT_MS = 80


class PickRow(NamedTuple):
    """One match: what is kept (``key``), what is read (``text``), and a quiet part before it (``code``)."""

    key: str
    text: str
    code: str = ""


Search = Callable[[str], Sequence[PickRow]]


class SearchPicker(QLineEdit):
    """Calls ``search`` with what was typed and offers the matches below. ``picked`` carries the chosen row.

    With ``free`` what was typed stays when nothing is chosen; else the field goes back to the last choice.
    """

    picked = Signal(object)
    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        search: Search,
        *,
        placeholder: str = "",
        free: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._search = search
        self._free = free
        self._rows: tuple[PickRow, ...] = ()
        self._chosen = ""
        self.setPlaceholderText(placeholder)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.look_up)
        self._popup: _Popup | None = None
        self.textEdited.connect(self._typed)

    def show_choice(self, text: str) -> None:
        """Show what is chosen, without ``picked``."""
        self._chosen = text
        self.setText(text)
        self.setCursorPosition(0)

    def look_up(self) -> None:
        """Search now and show the matches."""
        self._timer.stop()
        typed = self.text().strip()
        self._rows = tuple(self._search(typed)) if typed else ()
        if self._rows:
            self._pop().show_rows(self._rows)
        else:
            self.close_list()

    def matches(self) -> tuple[PickRow, ...]:
        """What is offered now."""
        return self._rows if self._popup is not None and self._popup.isVisible() else ()

    def close_list(self) -> None:
        """Take the matches away."""
        if self._popup is not None:
            self._popup.hide()

    def take(self, at: int) -> None:
        """Choose one of the matches."""
        if 0 <= at < len(self._rows):
            row = self._rows[at]
            self.close_list()
            self.show_choice(f"{row.code}  {row.text}" if row.code else row.text)
            self.picked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._timer.isActive():
            self.look_up()  # faster than the search: Enter still means the first match
        popup = self._popup
        shown = popup is not None and popup.isVisible()
        key = event.key()
        if key == Qt.Key.Key_Down and not shown and not self.isReadOnly():
            self.look_up()
        elif shown and popup is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif shown and popup is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(popup.at())
        elif shown and key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._timer.stop()
        self.close_list()
        if not self._free and self.text() != self._chosen:
            self.setText(self._chosen)

    def hideEvent(self, event: object) -> None:
        self._timer.stop()
        self.close_list()
        super().hideEvent(event)  # type: ignore[arg-type]

    def _typed(self, text: str) -> None:
        if self._free:
            self._chosen = text
        self.edited.emit()
        self._timer.start()

    def _pop(self) -> _Popup:
        if self._popup is None:
            self._popup = _Popup(self, self._theme)
            self._popup.list.clicked.connect(lambda index: self.take(index.row()))
        return self._popup


class _Popup(QFrame):
    """The matches, a child of the window so that it never takes the focus away."""

    def __init__(self, field: SearchPicker, theme: Theme) -> None:
        super().__init__(field.window())
        self._field = field
        self._theme = theme
        self.setProperty("card", "palette")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        self.list = QListView()
        self.list.setAccessibleName("Matches")
        self.list.setProperty("look", "popup")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = QStringListModel(self)
        self.list.setModel(self._model)
        layout.addWidget(self.list)
        self.hide()
        field.window().installEventFilter(self)

    def show_rows(self, rows: Sequence[PickRow]) -> None:
        self._model.setStringList([f"{row.code}   {row.text}" if row.code else row.text for row in rows])
        self.list.setCurrentIndex(self._model.index(0, 0))
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        height = min(len(rows), 8) * self._theme.metrics.px(28) + 12
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        if corner.y() + height > window.height() and corner.y() - height > self._field.height():
            corner.setY(corner.y() - self._field.height() - height - 4)
        width = max(self._field.width(), self._theme.metrics.px(420))
        left = max(0, min(corner.x(), window.width() - width - 8))
        self.setGeometry(QRect(left, corner.y(), width, height))
        self.show()
        self.raise_()

    def at(self) -> int:
        return self.list.currentIndex().row()

    def step(self, by: int) -> None:
        at = min(max(self.at() + by, 0), self._model.rowCount() - 1)
        self.list.setCurrentIndex(self._model.index(at, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)
