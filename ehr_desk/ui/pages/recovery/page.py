"""The recovery page: type the code, see what it can do, give somebody a new passphrase or read the charts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.choosing import ChooseFile
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.recovery.panels import CodePanel, GrantPanel
from ehr_desk.ui.pages.recovery.presenter import Asked, RecoveryPresenter, done_words
from ehr_desk.ui.pages.unlock.presenter import refusal
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.ground import on_canvas

if TYPE_CHECKING:
    from ehr_desk.documents.written_out import WrittenOut
    from ehr_desk.vault import Certificate
    from ehr_desk.vault.recovery_sitting import RecoverySitting

_UNATTENDED_MS = 10 * 60 * 1000
_AWAY = "The record was closed with the screen."


class RecoveryPage(QWidget):
    """``opened`` carries the recovery sitting once the code has opened the record: the window keeps it and locks it.
    ``finished`` carries what the unlock screen should say; empty when the person went back."""

    opened = Signal(object)
    finished = Signal(str, str)
    stepped = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        runner: Runner,
        clinic: str,
        presenter: RecoveryPresenter,
        choose_file: ChooseFile,
        choose_folder: Callable[[str], Path | None],
    ) -> None:
        super().__init__()
        self._runner = runner
        self._presenter = presenter
        self._choose_file = choose_file
        self._choose_folder = choose_folder
        self._sitting: RecoverySitting | None = None
        self._working = self._alone = False
        self.was_opened = False
        self._unattended = QTimer(self)
        self._unattended.setSingleShot(True)
        self._unattended.setInterval(_UNATTENDED_MS)
        self._unattended.timeout.connect(self._left_alone)
        on_canvas(self)
        self._stack = QStackedLayout(self)
        self.code = CodePanel(theme, clinic)
        self.grant = GrantPanel(theme)
        self._stack.addWidget(self.code)
        self._stack.addWidget(self.grant)
        self.code.asked.connect(self._open)
        self.grant.asked.connect(self._give)
        self.grant.file_asked.connect(self._choose)
        self.grant.read_asked.connect(self._read)
        self.stepped.connect(lambda done, of: self.grant.tell_step(f"{done} of {of} charts"))
        for panel in (self.code, self.grant):
            panel.back_asked.connect(lambda: self._end("", ""))
        self.setFocusProxy(self.code.edit)

    def step(self) -> int:
        """0 while the code is asked for, 1 when it has opened the record."""
        return self._stack.currentIndex()

    def person_left(self) -> None:
        """The screen was locked, or the computer goes to sleep: the record closes, after what is being done in it; of
        all charts after the one that is being written."""
        self._alone = True
        if self._sitting is not None and not self._working:
            self._end(_AWAY, "")

    def _open(self, code: str) -> None:
        self.code.busy()
        self._alone = False
        presenter = self._presenter
        self._runner.submit_paper(
            lambda: presenter.opening(code), context=self, on_ok=self._opened, on_error=self._refused
        )

    def _opened(self, sitting: RecoverySitting) -> None:
        self._sitting, self.was_opened = sitting, True
        self.opened.emit(sitting)
        self.code.forget()
        if self._alone:
            self._end(_AWAY, "")
            return
        self.grant.show_people(sitting.people)
        self._stack.setCurrentIndex(1)
        self.grant.who.setFocus(Qt.FocusReason.OtherFocusReason)
        self._unattended.start()

    def _refused(self, error: Exception) -> None:
        said = refusal(error)
        wait = f" The next try is possible in {said.seconds} seconds." if said.seconds else ""
        self.code.fail(said.text + wait, said.remedy)

    def _choose(self) -> None:
        chosen = self._choose_file("The clinic's root key file")
        if chosen is not None:
            self.grant.file.setText(str(chosen))

    def _give(self, asked: Asked) -> None:
        if self._sitting is None:
            return
        self._begin()
        job = self._presenter.granting(self._sitting, asked)
        self._runner.submit_paper(job, context=self, on_ok=self._given, on_error=self._not_given)

    def _given(self, certificate: Certificate) -> None:
        self._end(*done_words(certificate.name))

    def _not_given(self, error: Exception) -> None:
        if not self._rest(words_of(error)[0]):
            self.grant.fail(*words_of(error))

    def _read(self) -> None:
        target = self._choose_folder("Choose a new or empty folder for the charts")
        if self._sitting is None or target is None:
            return
        self._begin()
        self._runner.submit_paper(
            self._presenter.writing(self._sitting, target, self._step),
            context=self,
            on_ok=self._written,
            on_error=self._not_given,
        )

    def _step(self, done: int, of: int) -> None:
        """On the thread that writes: whoever closes the window, or goes away, waits for the chart under way, not for
        all of them."""
        if self._runner.closed or self._alone:
            raise UserError(f"The folder holds {done} of {of} charts only.", "Write them into another folder again.")
        self.stepped.emit(done, of)

    def _written(self, written: WrittenOut) -> None:
        said = written.sentences()
        if self._rest(" ".join(said)):
            return
        self.grant.rest()
        self.grant.messages.show_text("should" if written.failed else "tip", said[0], " ".join(said[1:]))

    def _begin(self) -> None:
        """Nobody is asked to stay while something long is done."""
        self._unattended.stop()
        self._working, self._alone = True, False
        self.grant.busy()

    def _rest(self, said: str = "") -> bool:
        """After something long; whether the record was closed instead, because the person went away meanwhile."""
        self._working = False
        if self._alone:
            self._end(f"{_AWAY} {said}".strip(), "")
        else:
            self._unattended.start()
        return self._alone

    def _left_alone(self) -> None:
        self._end("The record was closed again: the recovery page was left alone for ten minutes.", "")

    def _end(self, text: str, remedy: str) -> None:
        self._unattended.stop()
        self._sitting = None
        self.finished.emit(text, remedy)
