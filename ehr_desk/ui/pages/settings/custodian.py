"""The custodian's sheet for sealed notes: making it, and using it for the person who is chosen in the staff table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.ui.pages.base import STAFF, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings import key_words, presenter
from ehr_desk.ui.pages.settings.key_dialogs import PrintText, SheetDialog
from ehr_desk.ui.pages.settings.staff_dialogs import OwnPassphraseDialog, StaffDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label


class UseCustodianDialog(StaffDialog):
    """The sheet's code and who shall read. ``asked`` carries the code, the reader's id, and the own passphrase."""

    asked = Signal(str, str, str)

    def __init__(self, theme: Theme, author: StaffRow, people: Sequence[StaffRow], parent: QWidget | None) -> None:
        words = f"Somebody is let read the sealed notes of {author.name}. It is audited, and {author.name} is shown it."
        super().__init__(theme, "Use the custodian's sheet", "Let them read", words, parent)
        self.setObjectName("use_custodian")
        self.code, self.reader = QLineEdit(), ChoiceCombo((), empty="Choose")
        for row in people:
            self.reader.addItem(row.signature_name, row.id)
        self.field("Code of the custodian's sheet", self.code, "custodian.code")
        self.field("Who shall read", self.reader, "custodian.reader")
        self.ends_with_own()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over."""
        missing = "Type the code." if not self.code.text().strip() else ""
        if self.ready(missing or ("" if self.reader.value() else "Choose who shall read.")):
            self.asked.emit(self.code.text(), self.reader.value(), self.own.text())


class CustodianLine(QWidget):
    """What there is, and the two acts. ``chosen`` answers who is current in the staff table."""

    def __init__(self, shell: Shell, chosen: Callable[[], StaffRow | None], printing: PrintText) -> None:
        super().__init__()
        self._shell, self._chosen, self._printing = shell, chosen, printing
        self._staff: Sequence[StaffRow] = ()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self.words = label("", "body", "text2", wrap=True)
        line.addWidget(self.words, 1)
        theme = shell.theme
        self.make = button(theme, "Custodian's sheet…", self.ask_make, object_name="custodian.make")
        self.use = button(theme, "Use custodian's sheet…", self.ask_use, object_name="custodian.use")
        line.addWidget(self.make)
        line.addWidget(self.use)

    def show_facts(self, facts: presenter.Facts) -> None:
        """Say whether there is a sheet."""
        self._staff = facts.staff
        self.words.setText(key_words.HAS_CUSTODIAN if facts.custodian else key_words.NO_CUSTODIAN)
        self.use.setVisible(facts.custodian)

    def ask_make(self) -> None:
        """Ask for the administrator's passphrase, and show the sheet."""
        sealed, clinic = self._shell.desk.sealed, self._shell.desk.sitting.clinic_name
        words = key_words.NEW_CUSTODIAN
        dialog = OwnPassphraseDialog(self._shell.theme, "Make a custodian's sheet", "Make the sheet", words, self)

        def done(code: str) -> None:
            dialog.accept()
            text = key_words.custodian_text(clinic, code)
            theme = self._shell.theme
            SheetDialog(theme, "Custodian's sheet", key_words.CUSTODIAN, code, text, self._printing, self).open()
            self._shell.changed(Changed.of(STAFF))

        self._run(dialog, dialog.asked.connect, lambda own: sealed.make_custodian(own), done)

    def ask_use(self) -> None:
        """Ask for code, reader and passphrase, for the notes of the person who is chosen."""
        author, sealed = self._chosen(), self._shell.desk.sealed
        if author is None:
            self._shell.toast("Choose whose notes they are in the table first")
            return
        people = [row for row in self._staff if not row.retired and row.role != "administrator"]
        dialog = UseCustodianDialog(self._shell.theme, author, people, self)

        def done(_count: int) -> None:
            dialog.accept()
            self._shell.toast(f"The sealed notes of {author.name} can be read now")

        self._run(
            dialog,
            dialog.asked.connect,
            lambda code, reader, own: sealed.use_custodian(own, code, author.id, reader),
            done,
        )

    def _run(
        self,
        dialog: StaffDialog,
        connect: Callable[[Callable[..., None]], object],
        job: Callable[..., object],
        done: Callable[..., None],
    ) -> None:
        def asked(*given: str) -> None:
            dialog.busy()
            self._shell.runner.submit_paper(
                lambda: job(*given), context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
            )

        connect(asked)
        dialog.open()
