"""The timeline tab: everything signed, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart.presenter import first_form
from ehr_desk.ui.pages.chart.timeline_lines import matching
from ehr_desk.ui.pages.chart.timeline_view import TimelineView
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.pages.record.words import CATEGORIES, count, kind_of
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.text import name

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart

PAGE = 60
_ALL = "All kinds"
_EMPTY = "No entries yet. The first one is usually the admission."


class TimelineTab(ChartTab):
    """The timeline. ``opened`` carries an entry id, ``begin`` the form that comes first in an empty chart."""

    opened = Signal(str)
    new_note = Signal()
    begin = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Timeline", scroll=False)
        self._everything: list[EntryRow] | None = None
        self._words = {kind_of(one).word: one for one in CATEGORIES}
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by words")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(shell.theme.metrics.px(220))
        name(self.filter, "Filter the timeline by words", "timeline.filter")
        self.filter.textChanged.connect(lambda _text: self._refilter())
        self.kinds = ChoiceCombo(tuple(self._words), empty=_ALL)
        self.kinds.setFixedWidth(shell.theme.metrics.px(160))
        name(self.kinds, "Kind of entry", "timeline.kind")
        self.kinds.edited.connect(self._refilter)
        self.head.addWidget(self.kinds)
        self.head.addWidget(self.filter)
        frame = QFrame()
        frame.setProperty("card", "plain")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        self.list = TimelineView(shell.theme, "Entries of this chart, newest first")
        self.list.setObjectName("timeline.list")
        self.list.opened.connect(self.opened)
        self.list.lines.wanted.connect(self._more)
        inside.addWidget(self.list)
        self._first = ""
        self.empty = EmptyState(shell.theme, "timeline", _EMPTY, "New note")
        self.empty.acted.connect(self._begin)
        self.nothing = EmptyState(
            shell.theme, "filter", "No entry fits this filter. Take a word away or show all kinds."
        )
        holder = QWidget()
        self.stack = QStackedLayout(holder)
        for page in (frame, self.empty, self.nothing):
            self.stack.addWidget(page)
        self.column.addWidget(holder, 1)

    def show_chart(self, chart: Chart) -> None:
        """Show the first page of the timeline; further pages are read when somebody scrolls there."""
        other = self.chart is None or self.chart.client.id != chart.client.id
        kept = "" if other else self.list.current()
        super().show_chart(chart)
        self._everything = None
        self._first = first_form(self.shell.desk.library, self.shell.desk.me, chart.state)
        self.empty.button.setText("Start the admission" if self._first else "New note")
        self.empty.button.setVisible(may(self.shell.desk.me, "write entries"))
        if other:
            self.filter.blockSignals(True)
            self.filter.clear()
            self.filter.blockSignals(False)
            self.kinds.set_value("")
        self._refilter()
        if kept:
            self.list.select(kept)

    def focus_first(self) -> None:
        """Put the focus on the newest entry."""
        if not self.list.current():
            self.list.select_first()
        self.list.setFocus()

    def _begin(self) -> None:
        if self._first:
            self.begin.emit(self._first)
        else:
            self.new_note.emit()

    def _refilter(self) -> None:
        chart = self.chart
        if chart is None:
            return
        if not self._filtered():
            self._start(chart.entries, chart.entry_count, gaps=True)
        elif self._everything is not None:
            self._show_matching()
        else:
            client_id, charts = chart.client.id, self.shell.desk.charts
            self.shell.runner.submit_read(
                lambda: charts.timeline(client_id), context=self, on_ok=self._all_read, on_error=self.failed
            )

    def _filtered(self) -> bool:
        return bool(self.filter.text().strip() or self.kinds.value())

    def _all_read(self, entries: list[EntryRow]) -> None:
        self._everything = entries
        if self._filtered():
            self._show_matching()

    def _show_matching(self) -> None:
        category = self._words.get(self.kinds.value(), "")
        found = [one for one in self._everything or () if not category or one.category == category]
        found = matching(found, self.filter.text())
        self._start(found, len(found), gaps=False)

    def _start(self, entries: Sequence[EntryRow], total: int, *, gaps: bool) -> None:
        self.list.lines.start(entries, total, self.today(), gaps=gaps)
        self.facts.setText(count(total, "entry", "entries"))
        page = 0 if total else 2 if self._filtered() else 1
        self.stack.setCurrentIndex(page)

    def _more(self, offset: int) -> None:
        chart = self.chart
        if chart is None:
            return
        client_id, charts = chart.client.id, self.shell.desk.charts

        def add(entries: list[EntryRow]) -> None:
            if self.chart is not None and self.chart.client.id == client_id and not self._filtered():
                self.list.lines.append(entries)

        self.shell.runner.submit_read(
            lambda: charts.timeline(client_id, limit=PAGE, offset=offset),
            context=self,
            on_ok=add,
            on_error=self.failed,
        )
