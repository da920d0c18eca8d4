"""The list at the left of a page: heading, acts, messages, rows, what is said without rows, and the link for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.client_list import ListRow, RowList
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.text import label

WIDTH = 300


class ListSide(QWidget):
    """``everybody_asked`` when the link below the rows is pressed. ``name`` begins the object names."""

    everybody_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        accessible: str,
        nothing: EmptyState,
        *,
        acts: Sequence[QWidget] = (),
        above: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(theme.metrics.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 12, 0)
        head.addWidget(label(title, "heading"), 1)
        for act in acts:
            head.addWidget(act)
        column.addLayout(head)
        if above is not None:
            box = QHBoxLayout()
            box.setContentsMargins(16, 0, 16, 4)
            box.addWidget(above)
            column.addLayout(box)
        self.bar = MessageBar(theme)
        column.addWidget(BarRoom(self.bar, sides=12))
        self.list = RowList(theme, accessible)
        self.list.setObjectName(f"{name}.list")
        column.addWidget(self.list, 1)
        self.nothing = nothing
        nothing.hide()
        column.addWidget(nothing, 1)
        self.others = button(theme, "", self.everybody_asked.emit, role="link", object_name=f"{name}.everybody")
        self.others.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 6)
        foot.addWidget(self.others)
        foot.addStretch(1)
        column.addLayout(foot)

    def show_rows(self, rows: Sequence[ListRow], *, say_nothing: bool, more: str) -> None:
        """Show rows; without any, ``say_nothing`` shows the sentence in their place. ``more`` are the link's words."""
        self.list.set_rows(rows)
        empty = say_nothing and not rows
        self.list.setVisible(not empty)
        self.nothing.setVisible(empty)
        self.others.setText(more)
        self.others.setVisible(bool(more))

    def enter(self) -> None:
        """Put the focus into the list, at its first row where none is chosen."""
        rows = self.list.rows.rows()
        if rows and not self.list.current():
            self.list.select(rows[0].id)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)


class FoldedList(QWidget):
    """What stands in place of the list in a narrow window: one button that brings it."""

    def __init__(self, theme: Theme, words: str, unfold: Callable[[], object], object_name: str) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(theme.metrics.px(44))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 6, 0)
        column.addWidget(icon_button(theme, "list-details", words, unfold, object_name=object_name))
        column.addStretch(1)
        self.hide()
