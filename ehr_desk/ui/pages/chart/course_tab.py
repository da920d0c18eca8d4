"""The course tab: mental health and substance use as two lanes over the same days, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart.course_chart import CourseChart
from ehr_desk.ui.pages.chart.course_marks import MarkLegend
from ehr_desk.ui.pages.record import course, levels
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart

_NOTE = "dual_diagnosis_note"
_HOW = (
    "Each line runs from nothing (below) to the most its scale can say (above). "
    "The ribbon is the stage of change. Left and Right go from day to day, Enter opens the entry."
)


class CourseTab(StateTab):
    """Both problems over time. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Course")
        self._plans: Sequence[EntryRow] = ()
        self.chart_view: CourseChart | None = None
        self.card = Card()
        self.card.setAccessibleName("Mental health and substance use over time")
        self.summary = label("", "body", wrap=True)
        self.card.add(self.summary)
        self._holder = QVBoxLayout()
        self.card.body.addLayout(self._holder)
        self.card.add(MarkLegend(shell.theme))
        self.card.add(label(_HOW, "small", "text3", wrap=True))
        self.step = label("", "small", "text2", wrap=True)
        self.step.setObjectName("course.step")
        self.card.add(self.step)
        self.table = FitTable(shell.theme, "Day by day", course.COLUMNS, "", object_name="course.days", most=14)
        self.table.table.opened.connect(self.opened)
        self.empty = EmptyState(
            shell.theme,
            "brain",
            "Nothing has been said of both problems yet. A dual-diagnosis note or a measure starts the course.",
            "Write a dual-diagnosis note",
        )
        self.empty.acted.connect(lambda: self.begin_entry(_NOTE))
        self.levels = FitTable(shell.theme, "Levels of care", levels.COLUMNS, "", object_name="course.levels")
        self.levels.table.opened.connect(self.opened)
        for part in (self.levels, self.card, self.table, self.empty):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def show_chart(self, chart: Chart) -> None:
        """Show the course, then with the plans and reviews in it."""
        other = self.chart is None or self.chart.client.id != chart.client.id
        if other:
            self._plans = ()
        super().show_chart(chart)
        client_id, charts = chart.client.id, self.shell.desk.charts

        def show(entries: list[EntryRow]) -> None:
            if self.chart is not None and self.chart.client.id == client_id and entries != self._plans:
                self._plans = entries
                self._picked(self.as_of.day)

        self.shell.runner.submit_read(
            lambda: charts.timeline(client_id, category="plan"), context=self, on_ok=show, on_error=self.failed
        )

    def show_state(self, state: State, day: date) -> None:
        """Show the course up to a day."""
        view = course.view_of(state, self._plans, day)
        stages = levels.rows_of(state)
        self.levels.setVisible(bool(stages))
        self.levels.set_rows(stages)
        for part in (self.card, self.table):
            part.setVisible(view is not None)
        self.empty.setVisible(view is None)
        self.empty.button.setVisible(self.may_write(_NOTE) and self.as_of.day is None)
        focus = self.chart_view is not None and self.chart_view.hasFocus()
        empty_layout(self._holder)
        self.chart_view = None
        if view is None:
            return
        self.summary.setText(view.summary)
        self.table.set_rows(view.rows())
        shown = CourseChart(self.shell.theme, view)
        shown.walked.connect(lambda at: self.step.setText(view.steps[at].spoken))
        shown.opened.connect(self.opened)
        self.step.setText(view.steps[shown.at].spoken)
        self._holder.addWidget(shown)
        self.chart_view = shown
        QWidget.setTabOrder(shown, self.table.table)
        if focus:
            shown.setFocus()

    def focus_first(self) -> None:
        """Put the focus into the lanes."""
        if self.chart_view is not None:
            self.chart_view.setFocus()
        else:
            super().focus_first()
