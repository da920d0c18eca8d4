"""The first run: create the record, keep the codes, go on to unlock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.first_run import FirstRun, FirstRunPanel
from ehr_desk.ui.pages.first_run.presenter import FirstRunPresenter, sheet_text
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme

if TYPE_CHECKING:
    from ehr_desk.vault import Created

ChooseFolder = Callable[[str], Path | None]
PrintText = Callable[[str], None]


class FirstRunPage(QWidget):
    """``created`` carries the folder of the new record, once its codes are kept safe, and the short name of who works
    in it next; ``open_existing`` asks for one that is there, ``restore_asked`` for a backup. ``choose_folder`` asks the
    person for a folder, ``print_text`` prints the recovery sheet.
    """

    created = Signal(object, str)
    open_existing = Signal()
    restore_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        runner: Runner,
        presenter: FirstRunPresenter,
        choose_folder: ChooseFolder,
        print_text: PrintText,
    ) -> None:
        super().__init__()
        self._runner = runner
        self._presenter = presenter
        self._choose_folder = choose_folder
        self._print_text = print_text
        self._clinic = self._login = ""
        self._key_file = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.panel = FirstRunPanel(theme, str(presenter.folder))
        layout.addWidget(self.panel)
        self.panel.create_requested.connect(self._create)
        self.panel.folder_requested.connect(self._change_folder)
        self.panel.open_requested.connect(self.open_existing)
        self.panel.restore_requested.connect(self.restore_asked)
        self.panel.print_requested.connect(self._print)
        self.panel.finished.connect(lambda: self.created.emit(presenter.folder, self._login))
        self.setFocusProxy(self.panel.clinic)

    def _change_folder(self) -> None:
        chosen = self._choose_folder("Where the record is kept")
        if chosen is None:
            return
        try:
            self.panel.set_folder(str(self._presenter.choose(chosen)))
        except UserError as error:
            self.panel.fail(error.message, error.remedy)

    def _create(self, asked: FirstRun) -> None:
        self._clinic, self._login = asked.clinic_name, asked.login
        self.panel.busy()
        self._runner.submit_paper(self._presenter.job(asked), context=self, on_ok=self._made, on_error=self._failed)

    def _made(self, made: Created) -> None:
        # The record was built under another name and then put in place: the key file moved with it.
        self._key_file = str(self._presenter.folder / made.root_key_file.name)
        self.panel.show_secrets(made.recovery_code, made.root_passphrase, self._key_file)

    def _print(self) -> None:
        self._print_text(sheet_text(self._clinic, self.panel.code.text(), self.panel.root.text(), self._key_file))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.panel.fail(error.message, error.remedy)
        else:
            self.panel.fail("The record could not be created because of a mistake in the program.", "Try again.")
