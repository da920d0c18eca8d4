"""Settings about the staff: everybody who may unlock, adding people, and what changes about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.pages.base import STAFF, Changed, Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings import key_words, presenter
from ehr_desk.ui.pages.settings.custodian import CustodianLine
from ehr_desk.ui.pages.settings.key_dialogs import (
    EndAccessDialog,
    KeyDialog,
    NewKeyDialog,
    PrintText,
    RoleDialog,
    SheetDialog,
)
from ehr_desk.ui.pages.settings.revoking import RevokeDialog
from ehr_desk.ui.pages.settings.staff_dialogs import (
    AddStaffDialog,
    CredentialDialog,
    FirstPassphraseDialog,
    OwnPassphraseDialog,
    StaffDialog,
)
from ehr_desk.ui.printing import print_text
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.table import Column, DataTable
from ehr_desk.ui.widgets.text import label, set_look

if TYPE_CHECKING:
    from ehr_desk.vault.rotation import Sheet

_COLUMNS = (
    Column("Name", 190),
    Column("Credential", 110),
    Column("Role", 120),
    Column("Short name", 100),
    Column("Valid until", 110),
    Column("Remark"),
)
_ALONE = (
    "Only you can unlock this record so far. Add the people who work here. An administrator reads no chart: to write "
    "notes yourself, add yourself once more in a clinical role, under another short name."
)


class StaffTab(QWidget):
    """The table of the staff, the button that adds somebody, and the acts on the person who is chosen."""

    def __init__(self, shell: Shell, printing: PrintText = print_text, choose: ChooseFile = choose_file) -> None:
        super().__init__()
        self._shell, self._printing, self._choose = shell, printing, choose
        self._rows: dict[str, StaffRow] = {}
        self._revoked: frozenset[str] = frozenset()
        self._me = shell.desk.me.id
        allowed = may(shell.desk.me, "manage staff")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        self.hint = label("", "body", "text2", wrap=True)
        head.addWidget(self.hint, 1)
        self.add = button(
            shell.theme, "Add staff member", self.ask, role="primary", icon="user-plus", object_name="staff.add"
        )
        self.add.setVisible(allowed)
        head.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.table = DataTable(shell.theme, "Staff", _COLUMNS)
        self.table.setObjectName("staff.table")
        self.table.moved.connect(lambda _row: self._enable())
        column.addWidget(self.table, 1)
        self.acts = QWidget()
        line = QHBoxLayout(self.acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.credential = self._act(line, "Credential…", "staff.credential_act", self.ask_credential)
        self.role = self._act(line, "Role…", "staff.role_act", self.ask_role)
        self.grant = self._act(line, "New passphrase…", "staff.grant", self.ask_passphrase)
        self.renew = self._act(line, "Renew certificate…", "staff.renew", self.ask_certificate)
        self.revoke = self._act(line, "Revoke certificate…", "staff.revoke", self.ask_revoke)
        self.end = self._act(line, "End access…", "staff.end", self.ask_end)
        self.again = self._act(line, "Give access again…", "staff.readmit", self.ask_passphrase)
        line.addStretch(1)
        self.acts.setVisible(allowed)
        column.addWidget(self.acts)
        self.key = QWidget()
        line = QHBoxLayout(self.key)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        self.key_words = label("", "body", "text2", wrap=True)
        line.addWidget(self.key_words, 1)
        self.new_key = self._act(line, "New key and recovery sheet…", "staff.new_key", self.ask_new_key)
        self.key.setVisible(allowed)
        column.addWidget(self.key)
        self.custodian = CustodianLine(shell, self._chosen, self._printing)
        self.custodian.setVisible(allowed)
        column.addWidget(self.custodian)
        self._enable()

    def show_facts(self, facts: presenter.Facts) -> None:
        """Show the staff."""
        self._rows = {one.id: one for one in facts.staff}
        self._revoked = frozenset(facts.revoked)
        words, urgent = key_words.state_words(facts.key)
        self.key_words.setText(words)
        self.custodian.show_facts(facts)
        set_look(self.key_words, tone="warning" if urgent else "text2")
        self.table.set_rows(presenter.staff_rows(facts))
        if not may(facts.me, "manage staff"):
            self.hint.setText("An administrator adds people.")
        elif len(facts.staff) == 1:
            self.hint.setText(_ALONE)
        else:
            self.hint.setText("Choose somebody to change their role, credential or access.")
        self._enable()

    def focus_first(self) -> None:
        """Put the focus where one begins: on adding somebody while nobody else is there, else on the list."""
        alone = len(self._rows) == 1 and self.add.isVisible()
        (self.add if alone else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask for a new staff member."""
        taken = [row.login for row in self._rows.values()]
        dialog = AddStaffDialog(self._shell.theme, self._shell.desk.clock, self, taken=taken)
        staff = self._shell.desk.staff

        def asked(new: object, own: str, theirs: str) -> None:
            self._do(
                dialog,
                lambda: staff.add(new, own_passphrase=own, their_passphrase=theirs),  # type: ignore[arg-type]
                "can unlock now",
            )

        dialog.asked.connect(asked)
        keep_text(self._shell, dialog, "staff", only=("staff.name", "staff.login", "staff.credential", "staff.licence"))
        dialog.open()

    def ask_passphrase(self) -> None:
        """Ask for a first passphrase: for one that was forgotten, or for somebody who comes back."""
        row, staff = self._rows[self.table.current()], self._shell.desk.staff
        dialog = FirstPassphraseDialog(self._shell.theme, row, self)
        act, words = (
            (staff.readmit, "can unlock again, with the passphrase you tell them")
            if row.retired
            else (staff.grant, "can unlock with the passphrase you tell them")
        )
        dialog.asked.connect(lambda first, own: self._do(dialog, lambda: act(row.id, first, own_passphrase=own), words))
        dialog.open()

    def ask_end(self) -> None:
        """Ask why somebody's access ends."""
        row, staff = self._rows[self.table.current()], self._shell.desk.staff
        dialog = EndAccessDialog(self._shell.theme, row, self, self._choose)

        def asked(reason: str, own: str, root: tuple[Path, str] | None) -> None:
            def job() -> Sheet:
                key, step = presenter.root_key_of(root), dialog.stepped.emit
                return staff.retire(row.id, reason, own_passphrase=own, root=key, progress=step).sheet

            self._rotate(dialog, job, f"{row.name} has no access any more")

        dialog.asked.connect(asked)
        keep_text(self._shell, dialog, f"end.{row.id}", only=("staff.reason",))
        dialog.open()
        tasks = self._shell.desk.tasks
        self._shell.runner.submit_read(
            lambda: tasks.left_by(row.id),
            context=dialog,
            on_ok=lambda found: dialog.show_left(key_words.left_words(row.name, *found)),
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    def ask_new_key(self) -> None:
        """Ask for the administrator's passphrase, for a new key while everybody stays."""
        staff, dialog = self._shell.desk.staff, NewKeyDialog(self._shell.theme, self)

        def asked(own: str) -> None:
            step = dialog.stepped.emit
            self._rotate(dialog, lambda: staff.renew_key(own_passphrase=own, progress=step), "The record has a new key")

        dialog.asked.connect(asked)
        dialog.open()

    def ask_role(self) -> None:
        """Ask for another role."""
        row, staff = self._rows[self.table.current()], self._shell.desk.staff
        dialog = RoleDialog(self._shell.theme, row, self, self._choose)

        def asked(role: str, own: str, root: tuple[Path, str] | None) -> None:
            def job() -> StaffRow:
                return staff.change_role(row.id, role, own_passphrase=own, root=presenter.root_key_of(root))

            self._do(dialog, job, f"is now {role}")

        dialog.asked.connect(asked)
        dialog.open()

    def ask_credential(self) -> None:
        """Ask for a credential with its days."""
        row, staff = self._rows[self.table.current()], self._shell.desk.staff
        dialog = CredentialDialog(self._shell.theme, self._shell.desk.clock, row, self)

        def asked(held: object, replaces: str, own: str) -> None:
            self._do(
                dialog,
                lambda: staff.enter_credential(row.id, held, own_passphrase=own, replaces=replaces),  # type: ignore[arg-type]
                "has the credential you entered",
            )

        dialog.asked.connect(asked)
        keep_text(self._shell, dialog, f"credential.{row.id}", only=("staff.credential", "staff.licence"))
        dialog.open()

    def ask_certificate(self) -> None:
        """Ask for the administrator's passphrase, for a certificate with the credential of today."""
        row, staff = self._rows[self.table.current()], self._shell.desk.staff
        words = (
            f"{row.signature_name} gets a certificate for two years, or until the clinic's issuing certificate ends. "
            "Keys and passphrase stay as they are."
        )
        dialog = OwnPassphraseDialog(self._shell.theme, "Renew the certificate", "Renew", words, self)
        dialog.asked.connect(
            lambda own: self._do(
                dialog, lambda: staff.renew_certificate(row.id, own_passphrase=own), "has a new certificate"
            )
        )
        dialog.open()

    def ask_revoke(self) -> None:
        """Ask why and since when somebody's certificate must not be trusted."""
        row, desk = self._rows[self.table.current()], self._shell.desk
        dialog = RevokeDialog(self._shell.theme, desk.clock, row, self)

        def asked(reason: str, day: str, own: str) -> None:
            since = date.fromisoformat(day)
            self._do(
                dialog,
                lambda: desk.staff.revoke_certificate(row.id, reason, own_passphrase=own, since=since),
                "signs nothing until you give them a new passphrase",
            )

        dialog.asked.connect(asked)
        keep_text(self._shell, dialog, f"revoke.{row.id}", only=("staff.reason",))
        dialog.open()

    def _chosen(self) -> StaffRow | None:
        return self._rows.get(self.table.current())

    def _act(self, line: QHBoxLayout, words: str, object_name: str, ask: Callable[[], None]) -> QPushButton:
        made = button(self._shell.theme, words, ask, object_name=object_name)
        line.addWidget(made)
        return made

    def _enable(self) -> None:
        row = self._rows.get(self.table.current())
        here = row is not None and not row.retired
        others = here and row is not None and row.id != self._me
        revoked = row is not None and row.id in self._revoked
        self.credential.setEnabled(here)
        self.renew.setEnabled(here and not revoked)
        self.revoke.setEnabled(others and not revoked)
        for made in (self.role, self.grant, self.end):
            made.setEnabled(others)
        gone = row is not None and row.retired
        self.end.setVisible(not gone)
        self.again.setVisible(gone)

    def _rotate(self, dialog: KeyDialog, job: Callable[[], Sheet], words: str) -> None:
        """Every draft that waits is saved first; then the record gets its key, then the new sheet is shown."""
        dialog.busy()
        runner = self._shell.runner

        def fail(error: Exception) -> None:
            dialog.fail(*words_of(error))
            self._shell.changed(Changed.of(STAFF))

        def done(sheet: Sheet) -> None:
            dialog.accept()
            self._shell.changed(Changed.of(STAFF))
            self._shell.toast(words)
            self._show_sheet(sheet)

        def saved(_nothing: object) -> None:
            runner.submit_paper(job, context=dialog, on_ok=done, on_error=fail)

        runner.submit_write(lambda: None, context=dialog, on_ok=saved, on_error=fail)

    def _show_sheet(self, sheet: Sheet) -> None:
        desk, runner = self._shell.desk, self._shell.runner
        shown = SheetDialog(
            self._shell.theme,
            f"Recovery sheet {sheet.number}",
            key_words.NEW_SHEET,
            sheet.code,
            key_words.sheet_text(desk.sitting.clinic_name, sheet.number, sheet.code),
            self._printing,
            self,
        )
        shown.kept.connect(
            lambda: runner.submit_write(
                lambda: desk.staff.keep_sheet(sheet.number),
                context=self,
                on_ok=lambda _nothing: self._shell.changed(Changed.of(STAFF)),
            )
        )
        shown.open()

    def _do(self, dialog: StaffDialog, job: Callable[[], StaffRow], words: str) -> None:
        dialog.busy()

        def done(row: StaffRow) -> None:
            dialog.accept()
            self._shell.changed(Changed.of(STAFF))
            self._shell.toast(f"{row.name} {words}")

        self._shell.runner.submit_paper(
            job, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
        )
