"""The review queue: every emergency access that no supervisor has looked at yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.pages.audit import presenter
from ehr_desk.ui.pages.base import CLIENTS, Changed, Shell
from ehr_desk.ui.pages.editor.asked_reason import ask_reason
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from ehr_desk.chart.access.rows import EmergencyRow


class EmergencyTab(QWidget):
    """Who opened which chart in an emergency, and why. ``counted`` carries how many wait."""

    counted = Signal(int)

    def __init__(self, shell: Shell, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._shell = shell
        self._failed = failed
        self._told: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self.empty = EmptyState(shell.theme, "lifebuoy", "No emergency access waits for a review.")
        column.addWidget(self.empty, 1)
        self.table = DataTable(shell.theme, "Emergency access to review", presenter.EMERGENCY_COLUMNS)
        self.table.setObjectName("emergency.table")
        self._giving = GivingColumns(self.table, presenter.EMERGENCY_COLUMNS, shell.theme)
        self.table.opened.connect(self._ask)
        self.table.moved.connect(self._moved)
        column.addWidget(self.table, 1)
        self.go = button(
            shell.theme, "Review…", self.review, role="primary", icon="eye", object_name="emergency.review"
        )
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.go)
        column.addLayout(line)
        self._show(((), presenter.Names()))

    def enter(self) -> None:
        """Read the queue."""
        desk = self._shell.desk

        def job() -> tuple[Sequence[EmergencyRow], presenter.Names]:
            return desk.access.to_review(), presenter.read_names(desk)

        self._shell.runner.submit_read(job, context=self, on_ok=self._show, on_error=self._failed)

    def review(self) -> None:
        """Say what the review of the current row found."""
        self._ask(self.table.current())

    def _show(self, found: tuple[Sequence[EmergencyRow], presenter.Names]) -> None:
        waiting, names = found
        rows = presenter.emergency_rows(waiting, names, self._shell.desk.clock)
        self.table.set_rows(rows)
        self._told = {one.id: presenter.emergency_words(row) for one, row in zip(waiting, rows, strict=True)}
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.go.setVisible(bool(rows))
        if rows and not self.table.current():
            self.table.select(rows[0].id)
        self._moved(self.table.current())
        self.counted.emit(len(rows))

    def _moved(self, row_id: str) -> None:
        self.go.setEnabled(bool(row_id))

    def _ask(self, row_id: str) -> None:
        if not row_id:
            return
        asked = "Say whether the access was called for, and what follows from it."
        dialog = ReasonDialog(
            self._shell.theme,
            "Review an emergency access",
            "Close the review",
            self,
            text=f"{self._told.get(row_id, '')} {asked}".strip(),
        )
        access = self._shell.desk.access

        def reviewed() -> None:
            self._shell.changed(Changed.of(CLIENTS))
            self._shell.toast("Reviewed")
            self.enter()

        place = f"review.{row_id}"
        ask_reason(self._shell, dialog, lambda finding: access.review(row_id, finding), reviewed, place=place)
