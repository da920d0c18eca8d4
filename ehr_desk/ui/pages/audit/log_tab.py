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
from ehr_desk.ui.pages.record.acts import KINDS
from ehr_desk.ui.pages.record.columns import GivingColumns
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo, Segmented
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent
    from ehr_desk.vault.audit_reader import Wanted

_HINT = "Write days such as 21 Nov 2026, the last one not before the first. Nothing is shown or exported until then."
_NOTHING = "Nothing of this kind stands in the log for these days. Choose other days, another person, client or kind."
ChooseFolder = Callable[[QWidget], Path | None]


def ask_for_folder(parent: QWidget) -> Path | None:
    """Ask the person where an export goes."""
    chosen = QFileDialog.getExistingDirectory(parent, "Export the audit log into a folder")
    return Path(chosen) if chosen else None


class LogTab(QWidget):
    """Days, person, client and kind choose; nothing more than one page is read before it is shown."""

    def __init__(
        self, shell: Shell, failed: Callable[[Exception], None], choose: ChooseFolder = ask_for_folder
    ) -> None:
        super().__init__()
        self._shell = shell
        self._failed = failed
        self._choose = choose
        self._names = presenter.Names()
        self._events: list[AuditEvent] = []
        self._order, self._descending = "at", True
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(self._days())
        column.addLayout(self._choices())
        self.hint = label(_HINT, "small", "danger", wrap=True)
        self.hint.hide()
        column.addWidget(self.hint)
        self.nothing = label(_NOTHING, "body", "text2", wrap=True)
        self.nothing.hide()
        column.addWidget(self.nothing)
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
        self._show_days()
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: presenter.read_names(desk), context=self, on_ok=self._named, on_error=self._failed
        )

    def wanted(self) -> Wanted:
        """What is asked for now. ``ValueError`` where the days that were typed are none."""
        clock, period = self._shell.desk.clock, self.period.value()
        if period:
            days = presenter.days_of(period, clock.today())
        else:
            days = presenter.days_typed(self.first.value(), self.last.value())
        return presenter.wanted(
            clock,
            days=days,
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
        desk, wanted, names = self._shell.desk, self.wanted(), self._names
        self._shell.runner.submit_write(
            lambda: desk.log.export(wanted, lambda event: presenter.in_words([event], names), folder),
            context=self,
            on_ok=lambda path: self._shell.toast(f"Exported as {path.name}"),
            on_error=self._failed,
        )

    def _days(self) -> QHBoxLayout:
        """A period of one press, or a first and a last day; and the way out as a file, for both."""
        shell = self._shell
        self.period = Segmented(tuple(presenter.PERIODS))
        self.period.name_parts("Period")
        self.period.set_value("7 days")
        self.period.edited.connect(self._period_chosen)
        self.first, self.last = (DateEdit(shell.theme, shell.desk.clock) for _ in range(2))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(labelled("Period", self.period, "audit.period"), 0, Qt.AlignmentFlag.AlignTop)
        for words, edit, name in (("From", self.first, "audit.first"), ("To", self.last, "audit.last")):
            edit.setPlaceholderText("Any day")
            edit.edited.connect(self._day_chosen)
            line.addWidget(labelled(words, edit, name), 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self.out = button(
            shell.theme, "Export…", self.export, role="quiet", icon="download", object_name="audit.export"
        )
        self.out.setVisible(may(shell.desk.me, "export the audit log"))
        line.addWidget(self.out, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _choices(self) -> QHBoxLayout:
        self.kind = ChoiceCombo(tuple(KINDS)[1:], empty="All acts")
        self.person, self.client = QComboBox(), QComboBox()
        line = QHBoxLayout()
        line.setSpacing(12)
        for words, edit, name in (
            ("Person", self.person, "audit.person"),
            ("Client", self.client, "audit.client"),
            ("What", self.kind, "audit.kind"),
        ):
            edit.setMinimumContentsLength(14)
            line.addWidget(labelled(words, edit, name), 1)
            edit.activated.connect(lambda _at: self._again())
        return line

    def _period_chosen(self) -> None:
        self._show_days()
        self._again()

    def _day_chosen(self) -> None:
        self.period.set_value("")
        self._again()

    def _show_days(self) -> None:
        """The days that the period means; those that were typed stay."""
        if self.period.value():
            days = presenter.days_of(self.period.value(), self._shell.desk.clock.today())
            for edit, day in zip((self.first, self.last), days, strict=True):
                edit.set_value(day.isoformat() if day is not None else "")

    def _days_told(self) -> bool:
        """Whether the days can be asked for; says so where not, and takes the way out away."""
        try:
            self.wanted()
        except ValueError:
            told = False
        else:
            told = True
        self.hint.setVisible(not told)
        self.out.setEnabled(told)
        if not told:
            self._asked += 1  # what was read while the day was being typed is no answer any more
            self._events = []
            self.table.set_rows(())
            self.nothing.hide()
            self.more.hide()
        return told

    def _named(self, names: presenter.Names) -> None:
        self._names = names
        _fill(self.person, "Everybody", names.people)
        _fill(self.client, "All clients", names.clients)
        self._again()

    def _again(self) -> None:
        if self._days_told():
            self._events = []
            self._read()

    def _read(self) -> None:
        desk, wanted, offset = self._shell.desk, self.wanted(), len(self._events)
        self._asked += 1
        number = self._asked

        def show(events: list[AuditEvent]) -> None:
            if number != self._asked:
                return
            self._events += events
            self.table.set_rows(presenter.rows(self._events, self._names, desk.clock))
            self.nothing.setVisible(not self._events)
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
