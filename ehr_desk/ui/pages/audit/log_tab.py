"""The log as a table: choices above it, more rows on demand, a click on a column's head sorts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.base import labelled
from ehr_desk.ui.pages.audit import presenter
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo, Segmented
from ehr_desk.ui.widgets.table import DataTable, TableRow

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent, Wanted

ChooseFolder = Callable[[QWidget], Path | None]


def ask_for_folder(parent: QWidget) -> Path | None:
    """Ask the person where an export goes."""
    chosen = QFileDialog.getExistingDirectory(parent, "Export the audit log into a folder")
    return Path(chosen) if chosen else None


class LogTab(QWidget):
    """Period, person, client and kind choose; nothing more than one page is read before it is shown."""

    def __init__(
        self, shell: Shell, failed: Callable[[Exception], None], choose: ChooseFolder = ask_for_folder
    ) -> None:
        super().__init__()
        self._shell = shell
        self._failed = failed
        self._choose = choose
        self._names = presenter.Names()
        self._rows: list[TableRow] = []
        self._order, self._descending = "at", True
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(self._choices())
        self.table = DataTable(shell.theme, "Audit log", presenter.COLUMNS)
        self.table.setObjectName("audit.table")
        self._giving = GivingColumns(self.table, presenter.COLUMNS, shell.theme)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        self._point(0)
        head.sectionClicked.connect(self.sort_by)
        column.addWidget(self.table, 1)
        self.more = button(shell.theme, "Show more", self._read, role="link", object_name="audit.more")
        self.more.hide()
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def enter(self) -> None:
        """Read names and the first page."""
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_names(desk), context=self, on_ok=self._named, on_error=self._failed
        )

    def wanted(self) -> Wanted:
        """What is asked for now."""
        return presenter.wanted(
            self._shell.desk.clock,
            period=self.period.value() or "Everything",
            kind=self.kind.value() or "All acts",
            staff=str(self.person.currentData() or ""),
            client=str(self.client.currentData() or ""),
            order=self._order,
            descending=self._descending,
        )

    def sort_by(self, column: int) -> None:
        """Sort by a column; the same one again turns the order round."""
        order = presenter.ORDERS.get(column)
        if order is None:
            order, column = self._order, next(at for at, each in presenter.ORDERS.items() if each == self._order)
        elif order == self._order:
            self._descending = not self._descending
        else:
            self._order, self._descending = order, order == "at"
        self._point(column)
        self._again()

    def _point(self, column: int) -> None:
        """The arrow points down where the newest, or Z, stands first. Qt draws it the other way round."""
        way = Qt.SortOrder.AscendingOrder if self._descending else Qt.SortOrder.DescendingOrder
        self.table.horizontalHeader().setSortIndicator(column, way)

    def export(self) -> None:
        """Write what is asked for into a file."""
        folder = self._choose(self)
        if folder is None:
            return
        desk, wanted, people = self._shell.desk, self.wanted(), self._names.people
        self._shell.runner.submit_write(
            lambda: desk.log.export(wanted, people, folder),
            context=self,
            on_ok=lambda path: self._shell.toast(f"Exported as {path.name}"),
            on_error=self._failed,
        )

    def _choices(self) -> QHBoxLayout:
        shell = self._shell
        self.period = Segmented(tuple(presenter.PERIODS))
        self.period.name_parts("Period")
        self.period.set_value("7 days")
        self.kind = ChoiceCombo(tuple(presenter.KINDS)[1:], empty="All acts")
        self.person, self.client = QComboBox(), QComboBox()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(labelled("Period", self.period, "audit.period"), 0, Qt.AlignmentFlag.AlignTop)
        for words, edit, name in (
            ("Person", self.person, "audit.person"),
            ("Client", self.client, "audit.client"),
            ("What", self.kind, "audit.kind"),
        ):
            edit.setMinimumContentsLength(14)
            line.addWidget(labelled(words, edit, name), 1)
            edit.activated.connect(lambda _at: self._again())
        self.period.edited.connect(self._again)
        go = button(shell.theme, "Export…", self.export, role="quiet", icon="download", object_name="audit.export")
        go.setVisible(may(shell.desk.me, "export the audit log"))
        line.addWidget(go, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _named(self, names: presenter.Names) -> None:
        self._names = names
        _fill(self.person, "Everybody", names.people)
        _fill(self.client, "All clients", names.clients)
        self._again()

    def _again(self) -> None:
        self._rows = []
        self._read()

    def _read(self) -> None:
        desk, wanted, offset = self._shell.desk, self.wanted(), len(self._rows)
        self._asked += 1
        number = self._asked

        def show(events: list[AuditEvent]) -> None:
            if number != self._asked:
                return
            self._rows += presenter.rows(events, self._names, desk.clock)
            self.table.set_rows(self._rows)
            self.more.setVisible(bool(events) and len(events) == presenter.PAGE)

        self._shell.runner.submit_read(
            lambda: desk.log.page(wanted, offset=offset), context=self, on_ok=show, on_error=self._failed
        )


def _fill(combo: QComboBox, everybody: str, names: Mapping[str, str]) -> None:
    """Offer the names; what was chosen stays chosen where it is still there."""
    kept = combo.currentData()
    combo.clear()
    combo.addItem(everybody, "")
    for one, name in sorted(names.items(), key=lambda pair: pair[1].casefold()):
        combo.addItem(name, one)
    combo.setCurrentIndex(max(0, combo.findData(kept)))
