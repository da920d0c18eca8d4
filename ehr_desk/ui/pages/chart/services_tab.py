"""The services tab: the ledger of incentives."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from ehr_desk.chart.incentives.rules import Cap, cap_of
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record import incentives
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.widgets.buttons import button

INCENTIVE_FORM = "incentive_entry"


class ServicesTab(StateTab):
    """What stands beside the sessions. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Services")
        self._cap = Cap()
        self.enter = button(shell.theme, "Enter in the ledger", self._enter, icon="plus", object_name="services.enter")
        self.enter.setVisible(_may_write(shell))
        self.head.addWidget(self.enter)
        self.ledger = FitTable(
            shell.theme,
            "Incentives (contingency management)",
            incentives.COLUMNS,
            "No incentive yet. A note that names contingency management enters what was earned.",
            object_name="services.incentives",
        )
        self.ledger.table.opened.connect(lambda row: self.opened.emit(incentives.entry_of(row)))
        self.column.addWidget(self.ledger)
        self.column.addStretch(1)

    def show_state(self, state: State, day: date) -> None:
        """Show the ledger as of a day."""
        self.ledger.set_rows(incentives.rows(state))
        self.facts.setText(incentives.facts(state, self._cap, day))
        clinic = self.shell.desk.clinic

        def known(cap: Cap) -> None:
            self._cap = cap
            self.facts.setText(incentives.facts(state, cap, day))

        if state.get("incentives"):
            self.shell.runner.submit_read(
                lambda: cap_of(clinic.read()), context=self, on_ok=known, on_error=self.failed
            )

    def _enter(self) -> None:
        if self.chart is not None:
            self.shell.start(INCENTIVE_FORM, client_id=self.chart.client.id)


def _may_write(shell: Shell) -> bool:
    library, me = shell.desk.library, shell.desk.me
    return INCENTIVE_FORM in library and me.role in library.get(INCENTIVE_FORM).authors
