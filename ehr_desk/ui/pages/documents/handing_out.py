"""Handing a document out: the dialog, the check while it is filled in, and the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.disclosures.rows import PROTECTED, RECIPIENT_KINDS
from ehr_desk.chart.entries.rows import PaperInfo
from ehr_desk.forms import Finding
from ehr_desk.ui.dialogs.release import ReleaseDialog
from ehr_desk.ui.pages.base import DOCUMENTS, Changed, Shell
from ehr_desk.ui.pages.documents import presenter
from ehr_desk.ui.pages.documents.printing import choose_printer, print_papers
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

_KEPT = ("release.recipient", "release.purpose", "release.note")

_OTHER_WAY = "; the passphrase travels on another way"

ChooseFolder = Callable[[QWidget], str]
ChoosePrinter = Callable[[QWidget], QPrinter | None]


def choose_folder(parent: QWidget) -> str:
    """Ask for a folder; empty where the person goes back."""
    return QFileDialog.getExistingDirectory(parent, "Choose a folder for the document")


def done_words(how: str, files: int) -> str:
    """What is said once a document has left; the cover sheet is named where there is one."""
    if how == "print":
        return "Printed"
    what = "protected copy" if how == PROTECTED else "file"
    there = f"The {what} and its cover sheet are in the folder" if files > 1 else f"The {what} is in the folder"
    return f"Handed out. {there}{_OTHER_WAY if how == PROTECTED else ''}."


class HandingOut(QObject):
    """One door for every document: to a folder, as a protected copy, printed. Asking for folder and printer can be
    replaced in tests."""

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        *,
        folder: ChooseFolder = choose_folder,
        printer: ChoosePrinter = choose_printer,
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent
        self._folder = folder
        self._printer = printer
        self.dialog: ReleaseDialog | None = None
        self._question = 0

    def start(self, info: PaperInfo, client: str, how: str, failed: Callable[[Exception], object]) -> None:
        """Read the client's consents, then open the dialog. ``client`` is the client's name."""
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: desk.disclosures.consents(info.document_id),
            context=self,
            on_ok=lambda consents: self._open(info, client, how, consents),
            on_error=failed,
        )

    def _open(self, info: PaperInfo, client: str, how: str, consents: Sequence[ConsentRow]) -> None:
        desk = self._shell.desk
        dialog = ReleaseDialog(
            self._shell.theme,
            presenter.title_of(info),
            how,
            presenter.basis_choices(desk.disclosures.bases(), client),
            RECIPIENT_KINDS,
            presenter.consent_choices(consents, desk.clock.today()),
            self._parent,
            pin=desk.own_keys.pin_wanted,
        )
        self.dialog = dialog
        dialog.edited.connect(lambda answers: self._check(dialog, info, answers))
        dialog.release_requested.connect(lambda answers: self._release(dialog, info, how, answers))
        dialog.finished.connect(lambda _result: self._closed(dialog))
        keep_text(self._shell, dialog, f"release.{info.document_id}", only=_KEPT)
        dialog.open()
        self._check(dialog, info, dialog.answers())

    def _closed(self, dialog: ReleaseDialog) -> None:
        self.dialog = None
        dialog.deleteLater()

    def _check(self, dialog: ReleaseDialog, info: PaperInfo, answers: Mapping[str, str]) -> None:
        desk = self._shell.desk
        self._question += 1
        number = self._question

        def show(findings: list[Finding]) -> None:
            if number == self._question:
                dialog.show_findings(presenter.messages(findings))

        self._shell.runner.submit_read(
            lambda: desk.disclosures.check(presenter.request_of(info.document_id, answers)),
            context=dialog,
            on_ok=show,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    def _release(self, dialog: ReleaseDialog, info: PaperInfo, how: str, answers: Mapping[str, str]) -> None:
        """What was typed for a protected copy is looked at first: nobody chooses a folder for nothing."""
        if dialog.protection is None:
            self._leave(dialog, info, how, answers)
            return
        disclosures, protection = self._shell.desk.disclosures, dialog.protection.value()
        request = presenter.request_of(info.document_id, answers)

        def good(_none: None) -> None:
            dialog.idle()
            self._leave(dialog, info, how, answers)

        dialog.busy()
        self._shell.runner.submit_paper(
            lambda: disclosures.check_protection(request, protection),
            context=dialog,
            on_ok=good,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    def _leave(self, dialog: ReleaseDialog, info: PaperInfo, how: str, answers: Mapping[str, str]) -> None:
        job = self._job(self._shell.desk, dialog, info, how, answers)
        if job is None:
            return
        dialog.busy()

        def done(result: object) -> None:
            if isValid(dialog):
                dialog.accept()
            self._shell.changed(Changed.of(DOCUMENTS, clients=[info.client_id]))
            self._shell.toast(done_words(how, len(result) if isinstance(result, list) else 0))

        def failed(error: Exception) -> None:
            if isValid(dialog):
                dialog.fail(*words_of(error))
            self._shell.changed(Changed.of(DOCUMENTS, clients=[info.client_id]))

        # A copy of a whole chart takes its time: nobody's signing waits for it.
        runner = self._shell.runner
        submit = runner.submit_keeping if how == PROTECTED else runner.submit_paper
        submit(job, context=self, on_ok=done, on_error=failed)

    def _job(
        self, desk: Desk, dialog: ReleaseDialog, info: PaperInfo, how: str, answers: Mapping[str, str]
    ) -> Callable[[], object] | None:
        request = presenter.request_of(info.document_id, answers)
        if how == "print":
            printer = self._printer(dialog)
            if printer is None:
                return None

            def write(pdf: bytes, cover: bytes | None) -> None:
                print_papers([one for one in (cover, pdf) if one is not None], printer)

            return lambda: desk.disclosures.release(request, write)
        folder = self._folder(dialog)
        if not folder:
            return None
        fields = dialog.protection
        if fields is not None and fields.pin is not None:
            desk.own_keys.give_pin(fields.pin.text())
        protection = fields.value() if fields is not None else None
        return lambda: desk.disclosures.release_to_folder(request, Path(folder), protection)
