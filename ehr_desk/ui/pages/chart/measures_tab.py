"""The measures tab: a trend with its bands for each score, a sentence, and the rows."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record import measures
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.pages.record.thresholds import Threshold, read_thresholds
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.text import empty_layout, label
from ehr_desk.ui.widgets.trend_chart import TrendChart
from ehr_desk.ui.widgets.trend_data import sentence


class MeasuresTab(StateTab):
    """Every score over time. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Measures")
        self._thresholds: dict[str, Threshold] | None = None
        self._holder = QWidget()
        self._cards = QVBoxLayout(self._holder)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(16)
        self.empty = EmptyState(
            shell.theme, "chart-line", "No measures yet. A PHQ-9 or GAD-7 starts the first trend.", "Record a PHQ-9"
        )
        self.empty.acted.connect(lambda: self.begin_entry("phq9"))
        self.column.addWidget(self._holder)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)

    def show_state(self, state: State, day: date) -> None:
        """Show the scores up to a day."""
        empty_layout(self._cards)
        if self._thresholds is None:
            self._thresholds = read_thresholds(resources_dir() / "measures" / "thresholds.toml")
        views = measures.views(state, self.shell.desk.library, self._thresholds)
        self.empty.setVisible(not views)
        self._holder.setVisible(bool(views))
        for view in views:
            self._cards.addWidget(self._card(view))

    def _card(self, view: measures.MeasureView) -> Card:
        theme = self.shell.theme
        card = Card(view.title)
        card.setObjectName(f"measure.{view.form_id}")
        if self.may_write(view.form_id):
            again = button(theme, "Record again", lambda: self.begin_entry(view.form_id), icon="plus")
            again.setAccessibleName(f"Record {view.title} again")
            card.head.addWidget(again)
        card.add(label(sentence(view.trend), "body", "text2", wrap=True))
        if view.change:
            card.add(label(view.change, "body", wrap=True))
        card.add(TrendChart(theme, view.trend, height=148))
        table = FitTable(theme, "", measures.COLUMNS, "", object_name=f"measure.{view.form_id}.rows")
        table.table.setAccessibleName(f"{view.title}, newest first")
        table.set_rows(view.rows)
        table.table.opened.connect(self.opened)
        card.add(table)
        if view.sources:
            self._add_sources(card, view)
        return card

    def _add_sources(self, card: Card, view: measures.MeasureView) -> None:
        """Who says what bands and changes mean, on demand."""
        words = label("\n".join(view.sources), "small", "text2", wrap=True)
        words.hide()
        link = button(self.shell.theme, "Who says so", lambda: words.setVisible(words.isHidden()), role="link")
        link.setAccessibleName(f"Who says what a {view.title} score means")
        link.setAccessibleDescription(" ".join(view.sources))
        link.setObjectName(f"measure.{view.form_id}.sources")
        card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        card.add(words)
