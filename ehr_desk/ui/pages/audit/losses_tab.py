"""Signed entries that the damage of a record took: by client, day and author, for those who answer for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.audit import presenter
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.losses.rows import Losses

_HOW = (
    "Look for each in the backups and on paper. What cannot be found again is written anew by its author, as a late "
    "entry that says so."
)


class LossesTab(QWidget):
    """``counted`` carries how many are lost, ``answered`` when somebody said what was done about them."""

    counted = Signal(int)
    answered = Signal()

    def __init__(self, shell: Shell, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._shell = shell
        self._failed = failed
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self.words = label("", "body", wrap=True)
        column.addWidget(self.words)
        column.addWidget(label(_HOW, "small", "text2", wrap=True))
        self.table = DataTable(shell.theme, "Signed entries that are lost", presenter.LOSS_COLUMNS)
        self.table.setObjectName("losses.table")
        self._giving = GivingColumns(self.table, presenter.LOSS_COLUMNS, shell.theme)
        column.addWidget(self.table, 1)
        self.go = button(
            shell.theme, "Say what was done…", self.ask, role="primary", icon="flag", object_name="losses.answer"
        )
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.go)
        column.addLayout(line)

    def enter(self) -> None:
        """Read what is lost."""
        desk = self._shell.desk

        def job() -> tuple[Losses, presenter.Names]:
            found = desk.losses.all()
            return found, presenter.read_names(desk) if found.entries else presenter.Names()

        self._shell.runner.submit_read(job, context=self, on_ok=self._show, on_error=self._failed)

    def ask(self) -> None:
        """Ask what was done about it."""
        dialog = ReasonDialog(
            self._shell.theme,
            "Answer for what is lost",
            "Keep it in the log",
            self,
            text="Say what was done: what was found again, what is written anew, whom you told. The list stays.",
        )

        def kept() -> None:
            self._shell.toast("Kept in the log")
            self.answered.emit()
            self.enter()

        ask_reason(self._shell, dialog, self._shell.desk.losses.answer, kept, place="losses")

    def _show(self, found: tuple[Losses, presenter.Names]) -> None:
        losses, names = found
        self.words.setText(presenter.loss_words(losses, self._shell.desk.clock))
        self.table.set_rows(presenter.loss_rows(losses, names, self._shell.desk.clock))
        self.go.setVisible(losses.waiting and may(self._shell.desk.me, "answer for the record"))
        self.counted.emit(len(losses.entries))
