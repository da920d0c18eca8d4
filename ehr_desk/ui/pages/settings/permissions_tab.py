"""Settings: who may do what. To be read only; what it shows is the table that the gates ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.settings.permission_rows import COLUMNS, EXPLAINED, caseload_words, permission_rows
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.ui.pages.settings.presenter import Facts


class PermissionsTab(QWidget):
    """Roles as columns, acts and kinds of forms as rows, and above them whose charts are open."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._library = shell.desk.library
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        card = Card("Permissions")
        card.add(label(EXPLAINED, "small", "text2", wrap=True))
        self.charts = label("", "small", "text2", wrap=True)
        self.charts.setObjectName("permissions.charts")
        card.add(self.charts)
        column.addWidget(card)
        self.table = DataTable(shell.theme, "Permissions", COLUMNS)
        self.table.setObjectName("permissions.table")
        column.addWidget(self.table, 1)

    def show_facts(self, facts: Facts) -> None:
        """Show the table, and whose charts are open in this clinic."""
        self.charts.setText(caseload_words(caseload_only=facts.clinic.caseload_only))
        self.table.set_rows(permission_rows(self._library.all()))
