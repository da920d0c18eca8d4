"""Choosing who attended a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.today.client_picker import ClientPicker
from ehr_desk.ui.theme import Theme


class AttendeesDialog(DeskDialog):
    """Tick the attendees; those expected are ticked already. ``chosen`` carries their ids."""

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        title: str,
        clients: Sequence[ClientRow],
        left: Mapping[str, date],
        expected: Sequence[str],
        parent: QWidget | None = None,
        *,
        verb: str = "Write group note",
    ) -> None:
        super().__init__(theme, title, verb, parent)
        self.setObjectName("attendees_dialog")
        self.set_subtitle("Everybody ticked gets an entry in their own chart. Absent ones too, if they were expected.")
        self.resize(theme.metrics.px(520), theme.metrics.px(560))
        self.clients = ClientPicker(theme, clients, left, several=True)
        self.clients.choose(expected)
        self.body.addWidget(self.clients, 1)
        self.clients.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over who was ticked."""
        picked = self.clients.chosen()
        if not picked:
            self.messages.show_text("must", "Tick at least one client.")
            return
        self.accept()
        self.chosen.emit(picked)
