"""What the palette offers: clients the person may see, acts, places and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ehr_desk.chart.clients.rules import find
from ehr_desk.ui.actions import Actions
from ehr_desk.ui.dialogs.palette import PaletteRow, Provider, action_rows
from ehr_desk.ui.pages.base import CLIENTS, Changed, Shell
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.clients.rows import ClientRow

CLIENT_GROUP, ACTION_GROUP, SETTING_GROUP = "Clients", "Actions", "Settings"
SETTING_ACTS = "Appearance"
_MOST = 8


class ClientFinder(QObject):
    """Keeps the names of the clients while the desk is open, so that the palette answers at once."""

    def __init__(self, shell: Shell, *, allowed: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._allowed = allowed
        self._clients: Sequence[ClientRow] = ()
        self._recent: list[str] = []
        self.read()

    def read(self) -> None:
        """Read the clients again."""
        if self._allowed:
            clients = self._shell.desk.clients
            self._shell.runner.submit_read(lambda: clients.all(), context=self, on_ok=self._take)

    def on_changed(self, change: Changed) -> None:
        """Something was written."""
        if CLIENTS in change.topics:
            self.read()

    def opened(self, client_id: str) -> None:
        """A chart was opened: it comes first when nothing is typed."""
        if client_id:
            self._recent = [client_id, *(one for one in self._recent if one != client_id)][:_MOST]

    def rows(self, typed: str) -> list[PaletteRow]:
        """The clients that fit what was typed; without anything typed, those opened last."""
        if typed:
            return [self._row(client) for client in find(self._clients, typed)[:_MOST]]
        by_id = {client.id: client for client in self._clients}
        return [self._row(by_id[one]) for one in self._recent if one in by_id]

    def _take(self, clients: Sequence[ClientRow]) -> None:
        self._clients = clients

    def _row(self, client: ClientRow) -> PaletteRow:
        hint = f"born {show_date(client.date_of_birth)} · MRN {client.record_number}"
        return PaletteRow(client.id, client.list_name, hint, "user")


def providers(finder: ClientFinder, actions: Actions) -> dict[str, Provider]:
    """The groups of the palette, clients first."""
    return {
        CLIENT_GROUP: finder.rows,
        ACTION_GROUP: _part(actions, lambda group: group != SETTING_ACTS),
        SETTING_GROUP: _part(actions, lambda group: group == SETTING_ACTS),
    }


def _part(actions: Actions, wanted: Callable[[str], bool]) -> Provider:
    every = action_rows(actions)

    def rows(typed: str) -> list[PaletteRow]:
        keys = {spec.id for spec in actions.visible() if wanted(spec.group)}
        return [row for row in every(typed) if row.key in keys]

    return rows
