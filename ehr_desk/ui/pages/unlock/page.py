"""The unlock screen: who, passphrase, unlock. It knows the clinic's name and the staff, nothing about clients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.dialogs.unlock import UnlockPanel
from ehr_desk.ui.pages.unlock.presenter import choices, factors_for, offers_previous, offers_restore, refusal
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.vault import VaultFile
from ehr_desk.vault.factors import KEY_STICK, SECURITY_KEY

if TYPE_CHECKING:
    from ehr_desk.desk import Desk
    from ehr_desk.vault.factors import Factor

    OpenDesk = Callable[[str, str, Sequence[Factor]], Desk]
    """Unlocks with a staff id, a passphrase and second secrets; slow, so it runs on the paper thread."""


class UnlockPage(QWidget):
    """``unlocked`` carries the desk; ``given_up`` comes instead where nobody is there any more. ``refused`` has the
    error of a failed try, ``another_record`` asks for a folder, ``recovery_asked`` for the page of the recovery code,
    ``previous_asked`` for the copy of the key file, ``restore_asked`` to restore from a backup (true where the record
    was found damaged). ``sticks`` are the key stick files chosen since the program began, by staff id."""

    unlocked = Signal(object)
    given_up = Signal()
    refused = Signal(object)
    another_record = Signal()
    recovery_asked = Signal()
    previous_asked = Signal()
    restore_asked = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        runner: Runner,
        vault: VaultFile,
        open_desk: OpenDesk,
        *,
        staff_id: str = "",
        choose_file: ChooseFile = choose_file,
        sticks: dict[str, Path] | None = None,
    ) -> None:
        super().__init__()
        self._choose_file = choose_file
        self._sticks = {} if sticks is None else sticks
        self._runner = runner
        self._vault = vault
        self._open = open_desk
        self._damaged = self._alone = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.panel = UnlockPanel(theme, vault.clinic_name, choices(vault), last=staff_id)
        layout.addWidget(self.panel)
        self.panel.unlock_requested.connect(self._try)
        self.panel.other_requested.connect(self.another_record)
        self.panel.recovery_requested.connect(self.recovery_asked)
        self.panel.previous_requested.connect(self.previous_asked)
        self.panel.restore_requested.connect(lambda: self.restore_asked.emit(self._damaged))
        self.panel.stick_requested.connect(self._choose_stick)
        self.panel.chosen.connect(self._show_second)
        self._show_second()
        self.setFocusProxy(self.panel)

    def say(self, text: str, remedy: str = "") -> None:
        """Show a quiet sentence, for example why the desk was locked."""
        self.panel.messages.show_text("tip", text, remedy)

    def person_left(self) -> None:
        """The screen was locked, or the computer goes to sleep: what is just being unlocked does not open."""
        self._alone = True

    def _try(self, staff_id: str, passphrase: str) -> None:
        self._alone = False
        self.panel.busy()
        factors = factors_for(self._vault.needs(staff_id), self._sticks.get(staff_id))
        self._runner.submit_paper(
            lambda: self._open(staff_id, passphrase, factors), context=self, on_ok=self._opened, on_error=self._failed
        )

    def _choose_stick(self) -> None:
        chosen = self._choose_file("The file on your key stick")
        if chosen is not None:
            self._sticks[self.panel.staff_id()] = chosen
            self._show_second()

    def _show_second(self) -> None:
        staff_id = self.panel.staff_id()
        needs, path = self._vault.needs(staff_id), self._sticks.get(staff_id)
        self.panel.show_second(stick=KEY_STICK in needs, key=SECURITY_KEY in needs, path=str(path or ""))

    def _opened(self, desk: Desk) -> None:
        self.panel.reset()
        if self._alone:
            self.given_up.emit()
        else:
            self.unlocked.emit(desk)

    def _failed(self, error: Exception) -> None:
        said = refusal(error, helpers=self._vault.helpers(self.panel.staff_id()))
        self.panel.fail(said.text, said.remedy, wait_seconds=said.seconds, passes=said.passes)
        if offers_previous(error, self._vault):
            self.panel.offer_previous()
        if offers_restore(error):
            self._damaged = True
            self.panel.offer_restore()
        self.refused.emit(error)
