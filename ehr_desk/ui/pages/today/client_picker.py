"""Choosing clients for a session or a roster. Who was discharged comes last, marked, and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import find
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import label, name

_NAMED = 3
"""How many of the chosen who were discharged are named."""


def in_order(clients: Sequence[ClientRow], left: Mapping[str, date]) -> list[ClientRow]:
    """Clients by name, those who were discharged after all others. Pure."""
    return sorted(clients, key=lambda one: (one.id in left, one.list_name.casefold()))


def left_words(chosen: Sequence[ClientRow], left: Mapping[str, date], then: str = "") -> str:
    """Who of the chosen was discharged and when, and what that comes to; empty where nobody was. Pure."""
    gone = [one for one in chosen if one.id in left]
    if not gone:
        return ""
    if len(gone) == 1:
        said = f"{gone[0].name} was discharged on {show_date(left[gone[0].id])}."
    else:
        named = ", ".join(f"{one.name} ({show_date(left[one.id])})" for one in gone[:_NAMED])
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        said = f"Discharged: {named}{more}."
    return " ".join(part for part in (said, then) if part)


class ClientPicker(QWidget):
    """Clients to tick, found by typing. ``edited`` after every tick.

    ``left`` is the day of discharge of those who left: they are shown once they are asked for, typed or chosen.
    ``then`` is what it comes to that one of the chosen has left.
    """

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        *,
        several: bool,
        then: str = "",
    ) -> None:
        super().__init__()
        self._several = several
        self._clients = tuple(in_order(clients, left))
        self._left = left
        self._then = then
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("Find by name, record number or date of birth")
        name(self.typed, "Find a client", "clients.find")
        self.typed.addAction(theme.icon("search", "text3", size=18), QLineEdit.ActionPosition.LeadingPosition)
        column.addWidget(self.typed)
        gone = sum(client.id in left for client in self._clients)
        self.also = QCheckBox(f"Also discharged clients ({gone})")
        name(self.also, f"Also discharged clients, {gone}", "clients.discharged")
        self.also.setVisible(bool(gone))
        column.addWidget(self.also)
        self.list = self._make_list(theme)
        column.addWidget(self.list)
        self.told = label("", "small", "warning", wrap=True)
        self.told.setObjectName("clients.told")
        column.addWidget(self.told)
        self.count = label("", "small", "text2")
        self.count.setVisible(several)
        column.addWidget(self.count)
        self.typed.textChanged.connect(lambda _text: self._filter())
        self.also.toggled.connect(lambda _on: self._filter())
        self.list.itemChanged.connect(lambda _item: self._changed())
        self.list.itemSelectionChanged.connect(self._changed)
        self._filter()
        self._changed()

    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen clients, in the order of the list."""
        return tuple(one.id for one in self._chosen())

    def choose(self, client_ids: Sequence[str]) -> None:
        """Choose these clients."""
        for at, client in enumerate(self._clients):
            item, wanted = self.list.item(at), client.id in client_ids
            if self._several:
                item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            else:
                item.setSelected(wanted)
        self._filter()

    def showEvent(self, event: QShowEvent) -> None:
        """Who is chosen already is in view."""
        super().showEvent(event)
        first = next((at for at in range(self.list.count()) if self._picked(self.list.item(at))), None)
        if first is not None:
            QTimer.singleShot(0, self.list, lambda: self.list.scrollToItem(self.list.item(first)))

    def _make_list(self, theme: Theme) -> _Ticks:
        made = _Ticks()
        name(made, "Clients", "clients.list")
        made.setProperty("look", "popup")
        made.setSpacing(theme.metrics.px(3))
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setMinimumHeight(theme.metrics.px(180))
        for client in self._clients:
            gone = self._left.get(client.id)
            mark = f"Discharged {show_date(gone)}" if gone else ""
            parts = (client.list_name, mark, f"MRN {client.record_number}")
            item = QListWidgetItem("  ·  ".join(part for part in parts if part))
            item.setToolTip(item.text())
            if gone:
                item.setForeground(theme.colour("text2"))
            if self._several:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
            made.addItem(item)
        return made

    def _chosen(self) -> list[ClientRow]:
        return [client for at, client in enumerate(self._clients) if self._picked(self.list.item(at))]

    def _picked(self, item: QListWidgetItem) -> bool:
        return item.checkState() == Qt.CheckState.Checked if self._several else item.isSelected()

    def _filter(self) -> None:
        typed = self.typed.text().strip()
        found = {client.id for client in find(self._clients, typed)}
        everybody = bool(typed) or self.also.isChecked()
        for at, client in enumerate(self._clients):
            item = self.list.item(at)
            offered = everybody or client.id not in self._left or self._picked(item)
            item.setHidden(not offered or client.id not in found)

    def _changed(self) -> None:
        chosen = self._chosen()
        self.count.setText(f"{len(chosen)} chosen" if chosen else "Nobody chosen yet")
        self.told.setText(left_words(chosen, self._left, self._then))
        self.told.setVisible(bool(self.told.text()))
        self.edited.emit()


class _Ticks(QListWidget):
    """A click anywhere on a line ticks it, not only one on its box. Pressed on one and let go on another ticks none."""

    def __init__(self) -> None:
        super().__init__()
        self._pressed: QListWidgetItem | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.itemAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint()) if event.button() == Qt.MouseButton.LeftButton else None
        pressed, self._pressed = self._pressed, None
        before = item.checkState() if item is not None else None
        super().mouseReleaseEvent(event)
        if item is None or before is None or not item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return
        if item is not pressed:
            item.setCheckState(before)
        elif item.checkState() == before:
            on = before == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
