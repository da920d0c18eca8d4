"""Backup: when the last verified one was made, making one now, trying one out, restoring one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.backup import presenter
from ehr_desk.ui.pages.backup.dialogs import ChooseFolder, OpenBackupDialog, ask_for_folder
from ehr_desk.ui.pages.backup.presenter import Facts
from ehr_desk.ui.pages.backup.settings_card import SettingsCard
from ehr_desk.ui.pages.base import BACKUPS, Changed, Page, Shell
from ehr_desk.ui.pages.record.faults import tell, words_of
from ehr_desk.ui.widgets.answer_card import AnswerCard
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import BarRoom, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.vault.backup_drill import DrillReport
    from ehr_desk.vault.backup_rules import BackupState
    from ehr_desk.vault.backup_service import KnownBackup
    from ehr_desk.vault.restore import Restored

_SHOWN = 25


class BackupPage(Page):
    """``stepped`` carries the step of a running backup from its thread."""

    page_title = "Backup"
    stepped = Signal(str)

    def __init__(self, shell: Shell, choose: ChooseFolder = ask_for_folder) -> None:
        super().__init__()
        self._shell, self._choose = shell, choose
        self._facts: Facts | None = None
        self._making = False
        theme = shell.theme
        outer = canvas_column(self)
        self.header = PageHeader(theme, "Backup", "What gets the record back after a loss")
        self.make_button = button(
            theme, "Back up now", self.make, role="primary", icon="archive", object_name="backup.make"
        )
        self.header.acts.addWidget(self.make_button)
        outer.addWidget(self.header)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(16)
        self.bar = MessageBar(theme)
        column.addWidget(BarRoom(self.bar, sides=0, above=0, below=0))
        self.working = Skeleton(theme, "Making a backup…")  # which step it is at is said once, in the header
        self.working.hide()
        column.addWidget(self.working)
        self._state = QVBoxLayout()
        column.addLayout(self._state)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        self.settings = SettingsCard(shell, choose)
        column.addWidget(self.settings)
        column.addStretch(1)
        outer.addWidget(PageScroll(body), 1)
        self.stepped.connect(lambda step: self.header.set_title("Backup", presenter.STEPS[step]))

    def enter(self) -> None:
        """Read what there is."""
        self._read()

    def on_changed(self, change: Changed) -> None:
        """Read again after a backup."""
        if self.isVisible() and BACKUPS in change.topics:
            self._read()

    def facts(self) -> Facts | None:
        """What is shown now."""
        return self._facts

    def make(self) -> None:
        """Make one now."""
        if self._making:
            return
        backups = self._shell.desk.backups
        self.bar.clear()
        # The button is not switched off meanwhile: the keyboard would be somewhere else afterwards.
        self._making = True
        self.working.start()
        self._shell.runner.submit_keeping(
            lambda: backups.make(self.stepped.emit), context=self, on_ok=self._made, on_error=self._failed
        )

    def try_out(self, known: KnownBackup) -> None:
        """Open a backup and compare it."""
        dialog = OpenBackupDialog(
            self._shell.theme,
            "Try out this backup",
            "Try out",
            known.manifest.sheet,
            lambda asked: self._open(asked, known.folder, None),
            self,
        )
        dialog.set_subtitle("It is opened as one would have to after a loss, and compared. Nothing is changed.")
        dialog.open()

    def restore(self, known: KnownBackup) -> None:
        """Make a record of a backup in a new folder."""
        dialog = OpenBackupDialog(
            self._shell.theme,
            "Restore this backup",
            "Restore",
            known.manifest.sheet,
            lambda asked: self._open(asked, known.folder, Path(asked.folder.text().strip())),
            self,
            self._choose,
        )
        dialog.set_subtitle("The record that is open stays as it is. The restored one goes into a folder of its own.")
        dialog.open()

    def _open(self, dialog: OpenBackupDialog, folder: Path, target: Path | None) -> None:
        desk = self._shell.desk
        passphrase, code = dialog.passphrase.text(), dialog.code.text().strip()

        def failed(error: Exception) -> None:
            dialog.fail(*words_of(error))

        if target is None:
            self._shell.runner.submit_keeping(
                lambda: presenter.try_out(desk, folder, passphrase, code),
                context=dialog,
                on_ok=lambda report: self._tried(dialog, report),
                on_error=failed,
            )
            return
        self._shell.runner.submit_keeping(
            lambda: presenter.restore_to(desk, folder, target, passphrase, code),
            context=dialog,
            on_ok=lambda restored: self._restored(dialog, restored),
            on_error=failed,
        )

    def _tried(self, dialog: OpenBackupDialog, report: DrillReport) -> None:
        dialog.accept()
        head, detail = presenter.drill_words(report)
        self.bar.show_text("tip" if report.sound else "must", head, detail)

    def _restored(self, dialog: OpenBackupDialog, restored: Restored) -> None:
        dialog.accept()
        said = restored.sentences()
        self.bar.show_text("tip", said[0], " ".join(said[1:]) + " Lock the desk to open it from the unlock screen.")

    def _read(self) -> None:
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_facts(desk), context=self, on_ok=self._show, on_error=lambda e: tell(self.bar, e)
        )

    def _made(self, state: BackupState) -> None:
        self._rest()
        if state.failure:
            self.bar.show_text("must", state.failure, "Run the record check: ehr-desk check.")
        else:
            self._shell.toast("Backup made and verified")
        self._shell.changed(Changed.of(BACKUPS))

    def _failed(self, error: Exception) -> None:
        self._rest()
        tell(self.bar, error)
        self._read()

    def _rest(self) -> None:
        self.working.stop()
        self._making = False
        self.header.set_title("Backup", "What gets the record back after a loss")

    def _show(self, facts: Facts) -> None:
        self._facts = facts
        clock = self._shell.desk.clock
        words = presenter.state_words(facts.state, facts.settings, clock)
        empty_layout(self._state)
        theme = self._shell.theme
        self._state.addWidget(AnswerCard(theme, words.head, words.facts, icon=words.icon, tone=words.tone))
        self._show_list(facts)
        self.settings.show_facts(facts)

    def _show_list(self, facts: Facts) -> None:
        empty_layout(self._list)
        if not facts.known:
            return
        self._list.addWidget(label("Backups", "strong"))
        for at, known in enumerate(facts.known[:_SHOWN]):
            self._list.addWidget(self._row(at, known))

    def _row(self, at: int, known: KnownBackup) -> QWidget:
        words, theme = presenter.backup_words(known, self._shell.desk.clock), self._shell.theme
        card = Card(look="flat")
        card.setAccessibleName(f"Backup of {words.when}, {words.about}")
        line = QHBoxLayout()
        line.setSpacing(12)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(label(words.when, "strong"))
        text.addWidget(label(words.about, "small", "text2"))
        line.addLayout(text, 1)
        line.addWidget(Chip(words.chip, words.tone))
        tried = button(theme, "Try out…", lambda: self.try_out(known), object_name=f"backup.try.{at}")
        restored = button(theme, "Restore…", lambda: self.restore(known), object_name=f"backup.restore.{at}")
        for made in (tried, restored):
            made.setAccessibleName(f"{made.text()} {words.when}")
            line.addWidget(made)
        card.body.addLayout(line)
        return card
