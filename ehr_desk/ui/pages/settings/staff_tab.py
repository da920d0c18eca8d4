"""Settings about the staff: everybody who may unlock, and adding people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import ROLES
from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit, labelled
from ehr_desk.ui.pages.base import STAFF, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.table import Column, DataTable
from ehr_desk.ui.widgets.text import divider, label, name

if TYPE_CHECKING:
    from ehr_desk.chart.staff.rows import StaffRow
    from ehr_desk.chart.staff.service import NewStaff

_COLUMNS = (
    Column("Name", 210),
    Column("Credential", 110),
    Column("Role", 130),
    Column("Short name", 110),
    Column("Remark"),
)


class AddStaffDialog(DeskDialog):
    """The new person types their passphrase, the administrator their own. ``asked`` carries the facts and both."""

    asked = Signal(object, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Add a staff member", "Add staff member", parent)
        self.setObjectName("add_staff")
        self.set_subtitle("They get keys and a certificate of their own. Nobody else ever knows their passphrase.")
        self.resize(theme.metrics.px(560), theme.metrics.px(720))
        self.person, self.login, self.credential, self.licence = (QLineEdit() for _ in range(4))
        self.role = ChoiceCombo(ROLES, empty="Choose")
        self.trainee = QCheckBox("Trainee: their entries need a co-signature")
        name(self.trainee, "Trainee: their entries need a co-signature", "staff.trainee")
        self.theirs, self.again, self.own = (PassphraseEdit(theme) for _ in range(3))
        self._pair(("Name", self.person, "staff.name", 3), ("Short name", self.login, "staff.login", 2))
        self.field("Role", self.role, "staff.role")
        self._pair(
            ("Credential", self.credential, "staff.credential", 2), ("Licence", self.licence, "staff.licence", 3)
        )
        self.body.addWidget(self.trainee)
        self.body.addWidget(divider())
        self.body.addWidget(label("The new person types", "strong"))
        self.field("Their passphrase", self.theirs, "staff.theirs", presenter.PASSPHRASE_HINT)
        self.field("Their passphrase again", self.again, "staff.again")
        self.body.addWidget(divider())
        self.body.addWidget(label("You type", "strong"))
        self.field("Your passphrase", self.own, "staff.own")
        self.own.submitted.connect(self.try_go)
        self.person.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over, once it is complete."""
        fault = self._fault()
        if fault:
            self.messages.show_text("must", fault)
            return
        from ehr_desk.chart.staff.service import NewStaff

        new = NewStaff(
            self.login.text().strip(),
            self.person.text().strip(),
            self.role.value(),
            self.credential.text().strip(),
            self.licence.text().strip(),
            self.trainee.isChecked(),
        )
        self.asked.emit(new, self.own.text(), self.theirs.text())

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work; only the administrator's passphrase is typed again."""
        super().fail(message, remedy)
        self.own.clear()

    def _fault(self) -> str:
        if not self.person.text().strip() or not self.login.text().strip():
            return "Enter the name and a short name."
        if not self.role.value():
            return "Choose the role."
        fault = presenter.passphrase_fault(self.theirs.text(), self.again.text())
        return fault or ("" if self.own.text() else "Type your own passphrase.")

    def _pair(self, *fields: tuple[str, QLineEdit, str, int]) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        for words, edit, object_name, stretch in fields:
            line.addWidget(labelled(words, edit, object_name), stretch)
        self.body.addLayout(line)


class StaffTab(QWidget):
    """The table of the staff, and the button that adds somebody."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        self.hint = label("", "body", "text2", wrap=True)
        head.addWidget(self.hint, 1)
        self.add = button(
            shell.theme, "Add staff member", self.ask, role="primary", icon="user-plus", object_name="staff.add"
        )
        self.add.setVisible(may(shell.desk.me, "manage staff"))
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.table = DataTable(shell.theme, "Staff", _COLUMNS)
        self.table.setObjectName("staff.table")
        column.addWidget(self.table, 1)

    def show_facts(self, facts: presenter.Facts) -> None:
        """Show the staff."""
        self.table.set_rows(presenter.staff_rows(facts.staff))
        if not may(facts.me, "manage staff"):
            self.hint.setText("An administrator adds people.")
        elif len(facts.staff) == 1:
            self.hint.setText(
                "Only you can unlock this record so far. Add the people who work here. An administrator reads no "
                "chart: to write notes yourself, add yourself once more in a clinical role, under another short name."
            )
        else:
            self.hint.setText("")

    def ask(self) -> None:
        """Ask for a new staff member."""
        dialog = AddStaffDialog(self._shell.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.asked.connect(lambda new, own, theirs: self._add(dialog, new, own, theirs))
        dialog.open()

    def _add(self, dialog: AddStaffDialog, new: NewStaff, own: str, theirs: str) -> None:
        staff = self._shell.desk.staff
        dialog.busy()

        def done(row: StaffRow) -> None:
            dialog.accept()
            self._shell.changed(Changed.of(STAFF))
            self._shell.toast(f"{row.name} can unlock now")

        self._shell.runner.submit_paper(
            lambda: staff.add(new, own_passphrase=own, their_passphrase=theirs),
            context=dialog,
            on_ok=done,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )
