"""Making a paper to order: passphrase, a bar that moves, and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ehr_desk.ui.dialogs.secrets import SecretsDialog
from ehr_desk.ui.pages.base import DOCUMENTS, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.rows import PaperInfo

Step = Callable[[float], None]
Order = Callable[[str, Step], "PaperInfo"]
"""Makes the paper: passphrase, and what is told how much is done."""


class StoppedError(Exception):
    """Somebody pressed Stop; nothing was kept."""


class MakeDialog(SecretsDialog):
    """Asks for the passphrase; ``asked`` carries it. While the paper is made, Cancel stops it."""

    asked = Signal(str)
    progressed = Signal(float)

    def __init__(
        self, theme: Theme, title: str, explained: str, parent: QWidget | None = None, *, pin: bool = False
    ) -> None:
        super().__init__(theme, title, "Make and sign", parent)
        self.setObjectName("make_dialog")
        self._stop = threading.Event()
        self.body.addWidget(label(explained, "body", wrap=True))
        self.ask_secrets("make", "You certify the document with your key.", pin=pin)
        self.body.addStretch(1)
        self.progressed.connect(self.show_progress)
        self.passphrase.setFocus()

    def step(self, done: float) -> None:
        """For the thread that makes the paper: show how much is done, or end it. Raises ``StoppedError``."""
        if self._stop.is_set():
            raise StoppedError
        self.progressed.emit(done)

    def try_go(self) -> None:
        """Begin."""
        if self.secrets_typed():
            self.asked.emit(self.passphrase.text())

    def busy(self) -> None:
        """Work began; it can be stopped."""
        super().busy()
        self._stop.clear()
        self.cancel.setEnabled(True)

    def reject(self) -> None:
        """Stop what is under way, which then closes the dialog; else close it."""
        if self.working:
            self._stop.set()
            self.cancel.setEnabled(False)
            return
        super().reject()


class Making(QObject):
    """Runs the dialog and the order behind it. Papers to order have their own press: nobody's signing waits."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent
        self.dialog: MakeDialog | None = None

    def start(self, title: str, explained: str, order: Order, made: Callable[[PaperInfo], object]) -> None:
        """Ask, make, then hand the paper's line to ``made``."""
        wanted = self._shell.desk.own_keys.pin_wanted
        dialog = MakeDialog(self._shell.theme, title, explained, self._parent, pin=wanted)
        self.dialog = dialog
        dialog.asked.connect(lambda passphrase: self._run(dialog, order, passphrase, made))
        dialog.finished.connect(lambda _result: self._closed())
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _run(self, dialog: MakeDialog, order: Order, passphrase: str, made: Callable[[PaperInfo], object]) -> None:
        if dialog.token_pin is not None:
            self._shell.desk.own_keys.give_pin(dialog.token_pin.text())
        dialog.busy()

        def done(info: PaperInfo) -> None:
            if isValid(dialog):
                dialog.working = False
                dialog.accept()
            made(info)
            self._shell.changed(Changed.of(DOCUMENTS, clients=(info.client_id,)))

        def failed(error: Exception) -> None:
            if not isValid(dialog):
                return
            if isinstance(error, StoppedError):
                dialog.working = False
                dialog.reject()
                self._shell.toast("Stopped. Nothing was made.")
            else:
                dialog.fail(*words_of(error))

        self._shell.runner.submit_keeping(
            lambda: order(passphrase, dialog.step), context=self, on_ok=done, on_error=failed
        )
