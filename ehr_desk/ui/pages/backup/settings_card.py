"""How often, and the second folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.base import labelled
from ehr_desk.ui.pages.backup.dialogs import ChooseFolder
from ehr_desk.ui.pages.backup.presenter import Facts
from ehr_desk.ui.pages.base import BACKUPS, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.number_edit import NumberEdit
from ehr_desk.ui.widgets.text import label


class SettingsCard(Card):
    """Saved with its button; administrators and supervisors change it."""

    def __init__(self, shell: Shell, choose: ChooseFolder) -> None:
        super().__init__("How backups are made")
        self._shell, self._choose = shell, choose
        theme, allowed = shell.theme, may(shell.desk.me, "change the clinic")
        self.hours = NumberEdit(theme, unit="hours")
        self.add(labelled("One every", self.hours, "backup.hours", "While the desk is unlocked: 1 to 24 hours."))
        self.folder = QLineEdit()
        line = QHBoxLayout()
        line.setSpacing(8)
        words = "A stick, another disk or a share. Leave it empty for none."
        line.addWidget(labelled("Second folder", self.folder, "backup.second", words), 1)
        ask = button(theme, "Choose…", self._ask, object_name="backup.choose_second")
        line.addWidget(ask, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)
        self.bar = MessageBar(theme, closable=False)
        self.add(self.bar)
        self.save = button(theme, "Save", self.keep, object_name="backup.save")
        if allowed:
            self.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.save.hide()
            self.save.setParent(self)
            self.add(label("An administrator or a supervisor changes this.", "small", "text2"))
        parts: tuple[QWidget, ...] = (self.hours, self.folder, ask)
        for part in parts:
            part.setEnabled(allowed)

    def show_facts(self, facts: Facts) -> None:
        """Show what is stored."""
        self.hours.set_value(facts.settings.every_hours)
        self.folder.setText(facts.settings.second_folder)

    def keep(self) -> None:
        """Store what is filled in."""
        from ehr_desk.vault.backup_rules import BackupSettings

        number = self.hours.value()
        wanted = BackupSettings(number if isinstance(number, int) else 0, self.folder.text().strip())
        backups = self._shell.desk.backups
        self._shell.runner.submit_write(
            lambda: backups.change_settings(wanted),
            context=self,
            on_ok=lambda _nothing: self._saved(),
            on_error=lambda error: self.bar.show_text("must", *words_of(error)),
        )

    def _ask(self) -> None:
        chosen: Path | None = self._choose(self, "Choose the second folder for backups")
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _saved(self) -> None:
        self.bar.clear()
        self._shell.changed(Changed.of(BACKUPS))
        self._shell.toast("Backup settings saved")
