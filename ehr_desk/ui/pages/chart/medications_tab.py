"""The medications tab: the list in force, what was stopped and why, every order event."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record import medications
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.widgets.buttons import button

VISIT_FORM = "medication_visit"


class MedicationsTab(StateTab):
    """The medication list. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Medications")
        self.change = button(
            shell.theme,
            "Record dose change",
            lambda: self.begin_entry(VISIT_FORM),
            icon="pill",
            object_name="medications.change",
        )
        self.change.setVisible(self.may_write(VISIT_FORM))
        self.head.addWidget(self.change)
        self.list = FitTable(
            shell.theme,
            "",
            medications.LIST_COLUMNS,
            "No medication on the list. The admission or a medication visit starts the first one.",
            object_name="medications.list",
        )
        self.list.table.setAccessibleName("Medication list")
        self.history = FitTable(
            shell.theme,
            "Every order",
            medications.HISTORY_COLUMNS,
            "No orders yet.",
            object_name="medications.history",
        )
        self.history.table.opened.connect(lambda row: self.opened.emit(medications.entry_of(row)))
        self.list.table.opened.connect(self._open_last)
        self.column.addWidget(self.list)
        self.column.addSpacing(12)
        self.column.addWidget(self.history)
        self.column.addStretch(1)
        self._entry_of: dict[str, str] = {}

    def show_state(self, state: State, day: date) -> None:
        """Show the list of a day."""
        rows = medications.list_rows(state)
        self._entry_of = {row.medication_id: row.entry_id for row in state.get("medications", ())}
        self.list.set_rows(rows)
        self.history.set_rows(medications.history_rows(state))
        stopped = sum(1 for row in rows if row.struck)
        words = [count(len(rows) - stopped, "medication")] if rows else []
        if stopped:
            words.append(f"{stopped} stopped")
        self.facts.setText(" · ".join(words))

    def _open_last(self, medication_id: str) -> None:
        if self._entry_of.get(medication_id):
            self.opened.emit(self._entry_of[medication_id])
