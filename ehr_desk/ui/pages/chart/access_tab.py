"""The access tab: who works with the client, who opened this chart and what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import access
from ehr_desk.ui.pages.chart.care_team_card import CareTeamCard
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.vault.audit import AuditEvent


class AccessTab(ChartTab):
    """The care team, and the log of one chart, newest first."""

    topics = frozenset({"entries", "documents", "clients", "drafts", "staff"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Access", scroll=False)
        self.facts.setText("Every opening and every act is kept and cannot be changed")
        self.team = CareTeamCard(shell)
        self.column.addWidget(self.team)
        self.column.addWidget(label("Access log", "strong"))
        self.table = DataTable(shell.theme, "Who opened this chart and what they did", access.COLUMNS)
        self.table.setObjectName("access.table")
        self._giving = GivingColumns(self.table, access.COLUMNS, shell.theme)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.column.addWidget(self.table, 1)
        self.older = button(shell.theme, "Show older", self._older, role="link", object_name="access.older")
        self.older.hide()
        self.column.addWidget(self.older)
        self._events: list[AuditEvent] = []
        self._last = 0

    def show_chart(self, chart: Chart) -> None:
        """Read the newest page of the log."""
        super().show_chart(chart)
        self.team.show_client(chart.client.id)
        self._events = []
        self._last = 0
        self._read()

    def _older(self) -> None:
        self._read()

    def _read(self) -> None:
        if self.chart is None:
            return
        desk, client_id, before = self.shell.desk, self.chart.client.id, self._last
        forms = {form.id: form.title for form in desk.library.all()}

        def job() -> tuple[list[AuditEvent], dict[str, str]]:
            people = {row.id: row.signature_name for row in desk.staff.all()}
            return desk.log.of_chart(client_id, before=before), people

        def show(result: tuple[list[AuditEvent], dict[str, str]]) -> None:
            events, people = result
            if self.chart is None or self.chart.client.id != client_id or before != self._last:
                return
            self._events += events
            self._last = events[-1].seq if events else self._last
            self.table.set_rows(access.rows(self._events, people, desk.clock, forms))
            self.older.setVisible(len(events) == access.PAGE)

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self.failed)
