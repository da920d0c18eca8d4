"""The unlock screen: who, passphrase, unlock. It knows the clinic's name and the staff, nothing about clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.dialogs.unlock import UnlockPanel
from ehr_desk.ui.pages.unlock.presenter import choices, offers_previous, refusal
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.vault import VaultFile

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

    OpenDesk = Callable[[str, str], Desk]
    """Unlocks with a staff id and a passphrase; slow, so it runs on the paper thread."""


class UnlockPage(QWidget):
    """``unlocked`` carries the desk, ``refused`` the error of a failed try, ``another_record`` asks for a folder,
    ``recovery_asked`` for the page of the recovery code, ``previous_asked`` for the copy of the key file."""

    unlocked = Signal(object)
    refused = Signal(object)
    another_record = Signal()
    recovery_asked = Signal()
    previous_asked = Signal()

    def __init__(
        self, theme: Theme, runner: Runner, vault: VaultFile, open_desk: OpenDesk, *, staff_id: str = ""
    ) -> None:
        super().__init__()
        self._runner = runner
        self._vault = vault
        self._open = open_desk
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.panel = UnlockPanel(theme, vault.clinic_name, choices(vault), last=staff_id)
        layout.addWidget(self.panel)
        self.panel.unlock_requested.connect(self._try)
        self.panel.other_requested.connect(self.another_record)
        self.panel.recovery_requested.connect(self.recovery_asked)
        self.panel.previous_requested.connect(self.previous_asked)
        self.setFocusProxy(self.panel)

    def say(self, text: str, remedy: str = "") -> None:
        """Show a quiet sentence, for example why the desk was locked."""
        self.panel.messages.show_text("tip", text, remedy)

    def _try(self, staff_id: str, passphrase: str) -> None:
        self.panel.busy()
        self._runner.submit_paper(
            lambda: self._open(staff_id, passphrase), context=self, on_ok=self._opened, on_error=self._failed
        )

    def _opened(self, desk: Desk) -> None:
        self.panel.reset()
        self.unlocked.emit(desk)

    def _failed(self, error: Exception) -> None:
        said = refusal(error)
        self.panel.fail(said.text, said.remedy, wait_seconds=said.seconds)
        if offers_previous(error, self._vault):
            self.panel.offer_previous()
        self.refused.emit(error)
