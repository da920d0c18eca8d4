"""Cards: a frame with a title row and a body."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.text import label, set_look


class Card(QFrame):
    """A card; put widgets into ``body``. ``look``: plain, flat, ticked or a status tone."""

    def __init__(
        self, title: str = "", *, trailing: str = "", look: str = "plain", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", look)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = label(title, "strong")
        self.trailing = label(trailing, "small", "text2")
        self.head.addWidget(self.title, 1)
        self.head.addWidget(self.trailing)
        self.body.addLayout(self.head)
        self.title.setVisible(bool(title))
        self.trailing.setVisible(bool(trailing))
        if title:
            self.setAccessibleName(title)

    def set_look(self, look: str) -> None:
        """Change the look."""
        set_look(self, card=look)

    def add(self, widget: QWidget) -> QWidget:
        """Put a widget below the others; returns it."""
        self.body.addWidget(widget)
        return widget


class ColumnCard(QFrame):
    """A card of a fixed width that is as high as its wrapped words need; for cards that stand alone on a page."""

    def __init__(self, theme: Theme, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._design_width = width
        self.setProperty("card", "plain")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(32, 28, 32, 28)
        self.column.setSpacing(12)
        theme.changed.connect(self._sized)
        self._sized()

    def fill(self, page: QWidget) -> None:
        """Stand alone on a page, a little above its middle."""
        on_canvas(page)
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        outer.addLayout(self.in_the_middle())
        outer.addStretch(3)

    def in_the_middle(self) -> QHBoxLayout:
        """A line with the card in its middle.

        A column that only aligns the card would ask it how high it is at the width of the window, where words wrap
        less than in the card, and would clip it.
        """
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self)
        line.addStretch(1)
        return line

    def sizeHint(self) -> QSize:
        width = self._theme.metrics.px(self._design_width)
        return QSize(width, self.column.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _sized(self) -> None:
        self.setFixedWidth(self._theme.metrics.px(self._design_width))
        self.updateGeometry()


class TickCard(QFrame):
    """A card that can be ticked: by its box, by Space, or by a click anywhere on it.

    ``title`` is the box's own text, ``text`` what it is about, ``note`` a quiet third line, ``trailing`` a
    short fact at the right.
    """

    toggled = Signal(bool)

    def __init__(
        self, title: str, text: str = "", *, note: str = "", trailing: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", "plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(4)
        self.box = QCheckBox()
        self.box.setAccessibleName(f"{title}. {text}".strip(". "))
        self.box.setFixedWidth(26)
        self.box.toggled.connect(self._box_toggled)
        head.addWidget(self.box)
        head.addWidget(label(title, "strong"), 1)
        self.trailing = label(trailing, "small", "text2")
        head.addWidget(self.trailing)
        layout.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        layout.addLayout(self._body)
        for line in (label(text, "body", wrap=True), label(note, "small", "text2", wrap=True)):
            line.setVisible(bool(line.text()))
            self._body.addWidget(line)
            line.installEventFilter(self)

    @property
    def extra(self) -> QVBoxLayout:
        """Where further fields go that belong to the ticked thing."""
        return self._body

    def ticked(self) -> bool:
        return self.box.isChecked()

    def set_ticked(self, on: bool) -> None:
        """Tick or untick without asking."""
        self.box.setChecked(on)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.box.isEnabled():
            self.box.toggle()
        super().mouseReleaseEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(watched, QLabel) and self.box.isEnabled():
            self.box.toggle()
            return True
        return super().eventFilter(watched, event)

    def _box_toggled(self, on: bool) -> None:
        set_look(self, card="ticked" if on else "plain")
        self.toggled.emit(on)
