"""The services tab: referrals and the ledger of incentives."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal

from ehr_desk.chart.incentives.rules import Cap, cap_of
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record import incentives, referrals
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label

INCENTIVE_FORM = "incentive_entry"
CONTACT_FORM = "case_management_contact"


class ServicesTab(StateTab):
    """What stands beside the sessions. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Services")
        self._cap = Cap()
        for form_id, words in ((CONTACT_FORM, "Case-management contact"), (INCENTIVE_FORM, "Enter an incentive")):
            if self.may_write(form_id):
                made = button(shell.theme, words, partial(self.begin_entry, form_id), icon="plus")
                made.setObjectName(f"services.start.{form_id}")
                self.head.addWidget(made)
        self.referrals = FitTable(
            shell.theme,
            "Referrals and linkages",
            referrals.COLUMNS,
            "No referral yet. The plan, a case-management contact or the aftercare plan names the first one.",
            object_name="services.referrals",
        )
        self.referrals.table.opened.connect(self._open_last)
        self._entry_of: dict[str, str] = {}
        self.ledger = FitTable(
            shell.theme,
            "Incentives (contingency management)",
            incentives.COLUMNS,
            "No incentive yet. A note that names contingency management enters what was earned.",
            object_name="services.incentives",
        )
        self.ledger.table.opened.connect(lambda row: self.opened.emit(incentives.entry_of(row)))
        self.column.addWidget(self.referrals)
        self.column.addSpacing(12)
        self.column.addWidget(self.ledger)
        self.sums = label("", "small", "text2", wrap=True)
        self.sums.setObjectName("services.sums")
        self.column.addWidget(self.sums)
        self.column.addStretch(1)

    def show_state(self, state: State, day: date) -> None:
        """Show referrals and ledger as of a day."""
        self.referrals.set_rows(referrals.rows(state, day))
        self._entry_of = {row.referral_id: row.entry_id for row in state.get("referrals", ())}
        self.facts.setText(referrals.open_words(state))
        self.ledger.set_rows(incentives.rows(state))
        self.sums.setText(incentives.facts(state, self._cap, day))
        clinic = self.shell.desk.clinic

        def known(cap: Cap) -> None:
            self._cap = cap
            self.sums.setText(incentives.facts(state, cap, day))

        if state.get("incentives"):
            self.shell.runner.submit_read(
                lambda: cap_of(clinic.read()), context=self, on_ok=known, on_error=self.failed
            )

    def _open_last(self, referral_id: str) -> None:
        if self._entry_of.get(referral_id):
            self.opened.emit(self._entry_of[referral_id])
