"""Who else may open one's sealed notes: colleagues, and the clinic's custodian's sheet. Asked in dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.pages.chart.sealed_dialogs import AgreeDialog, ReadersDialog, SealDialog

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import Sheet
    from ehr_desk.vault.opened_compartments import Opened


class SealedSharing(QObject):
    """Acts of the author. ``changed``: read the list again; ``opened`` carries the keys anew; ``told`` a moment's words
    with what has to be said at more length (message and remedy, or None); ``failed`` an exception."""

    changed = Signal()
    opened = Signal(object)
    told = Signal(str, object)
    failed = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def ask_agree(self, sheet: Sheet) -> None:
        """Ask whether the custodian's sheet may open one's notes; nothing is wrapped to it before."""
        shell, sealed = self._shell, self._shell.desk.sealed
        made = sealed_words.made_words(sheet, shell.desk.clock.local().tzinfo)

        def done(_nothing: object) -> None:
            shell.toast("The custodian's sheet can open your sealed notes")
            self.changed.emit()

        dialog = AgreeDialog(shell.theme, made, sealed_words.AGREEING, self._parent)
        dialog.run(shell.runner, lambda own: partial(sealed.agree_to_sheet, own), done)

    def ask_take_back(self, *, closed: bool) -> None:
        """Ask for the passphrase to take one's yes to the sheet back. ``closed``: older notes stay open to it."""
        shell, sealed = self._shell, self._shell.desk.sealed

        def done(stay: int) -> None:
            more = sealed_words.stay_open_to_sheet(stay) if stay else None
            self.told.emit("The custodian's sheet opens your sealed notes no more", more)
            self.changed.emit()

        words = sealed_words.TAKING_BACK + (sealed_words.TAKING_BACK_CLOSED if closed else "")
        dialog = SealDialog(shell.theme, "Take back your yes to the sheet", "Take it back", words, self._parent)
        dialog.run(shell.runner, lambda own: partial(sealed.take_back_from_sheet, own), done)

    def ask_readers(self, readers: Sequence[str]) -> None:
        """Ask whom to let read, or whom no more. ``readers``: who may read by now (staff ids)."""
        desk, runner = self._shell.desk, self._shell.runner

        def people() -> list[tuple[str, str]]:
            return [
                (row.id, row.signature_name)
                for row in desk.staff.all()
                if not row.retired and row.id != desk.me.id and row.role != "administrator"
            ]

        def show(found: list[tuple[str, str]]) -> None:
            dialog = ReadersDialog(self._shell.theme, found, readers, self._parent)
            dialog.run(runner, lambda own: self._change(dialog, own), self._changed)

        runner.submit_read(people, context=self, on_ok=show, on_error=self.failed.emit)

    def _change(self, dialog: ReadersDialog, own: str) -> Callable[[], tuple[Opened, str, tuple[str, str] | None]]:
        sealed, name, (staff_id, reads) = self._shell.desk.sealed, dialog.name, dialog.chosen()

        def job() -> tuple[Opened, str, tuple[str, str] | None]:
            stay = sealed.withdraw(own, staff_id) if reads else 0
            if not reads:
                sealed.grant(own, staff_id)
            short = "They may read your sealed notes no more" if reads else "They may read your sealed notes"
            more = sealed_words.stay_readable(stay, name) if stay else None
            return sealed.open(own), short, more  # later notes may go into another compartment now

        return job

    def _changed(self, found: tuple[Opened, str, tuple[str, str] | None]) -> None:
        opened, short, more = found
        self.opened.emit(opened)
        self.told.emit(short, more)
        self.changed.emit()
