"""The rail at the left: where one is and where one can go, in icon and word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import PressToolButton

WIDTH = 84


class RailItem(NamedTuple):
    """One place (or, with ``place`` false, one act such as Lock). ``keys`` is only shown in the tooltip."""

    id: str
    word: str
    icon: str
    keys: str = ""
    place: bool = True


class Rail(QWidget):
    """Exclusive buttons, the last ones at the foot. ``chosen`` carries the id; acts do not stay pressed."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, items: Sequence[RailItem], foot: Sequence[RailItem] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("rail")
        self.setAccessibleName("Places")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setProperty("ground", "rail")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 12, 6, 8)
        layout.setSpacing(5)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QToolButton] = {}
        for item in items:
            layout.addWidget(self._button(item), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        for item in foot:
            layout.addWidget(self._button(item), 0, Qt.AlignmentFlag.AlignHCenter)
        theme.changed.connect(self._sized)
        self._sized()

    def select(self, place: str) -> None:
        """Show a place as the current one, without ``chosen``."""
        if place in self._buttons:
            self._buttons[place].setChecked(True)

    def current(self) -> str:
        """The id of the current place, empty before the first."""
        checked = self._group.checkedButton()
        return str(checked.property("place")) if checked is not None else ""

    def button(self, place: str) -> QToolButton:
        """The button of a place."""
        return self._buttons[place]

    def set_count(self, place: str, count: int) -> None:
        """Say how many wait there (0 takes the number away)."""
        button = self._buttons[place]
        word = str(button.property("word"))
        button.setText(f"{word} ({count})" if count else word)
        button.setAccessibleName(f"{word}, {count} waiting" if count else word)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            order = list(self._buttons.values())
            if step is not None and watched in order:
                order[(order.index(watched) + step) % len(order)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _button(self, item: RailItem) -> QToolButton:
        made = PressToolButton(self)
        made.setObjectName(f"rail.{item.id}")
        made.setProperty("role", "rail")
        made.setProperty("place", item.id)
        made.setProperty("word", item.word)
        made.setText(item.word)
        made.setAccessibleName(item.word)
        made.setToolTip(f"{item.word}  {item.keys}".strip())
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setCheckable(item.place)
        self._theme.bind_icon(made, item.icon, "rail_text/rail_strong", 22)
        if item.place:
            self._group.addButton(made)
            made.setAccessibleDescription("Place")
        made.clicked.connect(lambda _on=False, place=item.id: self.chosen.emit(place))
        made.installEventFilter(self)
        self._buttons[item.id] = made
        return made

    def _sized(self) -> None:
        self.setFixedWidth(self._theme.metrics.px(WIDTH))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.metrics.px(WIDTH), 400)
