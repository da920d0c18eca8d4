"""The notes tab: what I am writing for this client, and the notes signed so far."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart.timeline_view import TimelineView
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.pages.record.words import count, local_of
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart

CATEGORIES = frozenset({"note", "group", "family", "medication", "discharge", "aftercare", "intake"})


class NotesTab(ChartTab):
    """Drafts and notes. ``opened`` carries an entry id, ``continued`` a draft id."""

    topics = frozenset({"entries", "drafts"})
    opened = Signal(str)
    continued = Signal(str)
    new_note = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Notes", scroll=False)
        self._drafts = QWidget()
        self._drafts_column = QVBoxLayout(self._drafts)
        self._drafts_column.setContentsMargins(0, 0, 0, 0)
        self._drafts_column.setSpacing(8)
        self.column.addWidget(self._drafts)
        self._frame = QFrame()
        self._frame.setProperty("card", "plain")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(1, 1, 1, 1)
        self.list = TimelineView(shell.theme, "Notes of this chart, newest first")
        self.list.setObjectName("notes.list")
        self.list.opened.connect(self.opened)
        inside.addWidget(self.list)
        self.column.addWidget(self._frame, 1)
        self.empty = EmptyState(
            shell.theme, "note", "No notes yet. The first one follows the first session.", "New note"
        )
        self.empty.acted.connect(self.new_note)
        self.column.addWidget(self.empty, 1)
        self._frame.hide()
        self.empty.hide()

    def show_chart(self, chart: Chart) -> None:
        """Read my drafts for this client and its notes."""
        super().show_chart(chart)
        desk, client_id = self.shell.desk, chart.client.id

        def job() -> tuple[list[DraftRow], list[EntryRow]]:
            drafts = [one for one in desk.drafts.mine() if one.client_id == client_id]
            return drafts, [one for one in desk.charts.timeline(client_id) if one.category in CATEGORIES]

        def show(found: tuple[list[DraftRow], list[EntryRow]]) -> None:
            if self.chart is not None and self.chart.client.id == client_id:
                self._show(*found)

        self.shell.runner.submit_read(job, context=self, on_ok=show, on_error=self.failed)

    def _show(self, drafts: list[DraftRow], notes: list[EntryRow]) -> None:
        empty_layout(self._drafts_column)
        for draft in drafts:
            self._drafts_column.addWidget(self._draft(draft))
        self._drafts.setVisible(bool(drafts))
        kept = self.list.current()
        self.list.lines.start(notes, len(notes), self.today())
        if kept:
            self.list.select(kept)
        self._frame.setVisible(bool(notes))
        self.empty.setVisible(not notes and not drafts)
        parts = [count(len(drafts), "draft")] if drafts else []
        self.facts.setText(" · ".join([*parts, count(len(notes), "note")]))

    def _draft(self, draft: DraftRow) -> QWidget:
        card = QFrame()
        card.setProperty("card", "plain")
        card.setObjectName(f"draft.{draft.id}")
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(label(draft.title, "strong"))
        row.addWidget(Chip("Draft", "info"))
        at = local_of(draft.saved_at, self.shell.desk.clock)
        row.addWidget(label(f"saved {show_date(at.date())} {at:%H:%M}", "small", "text2"), 1)
        go = button(self.shell.theme, "Continue", partial(self.continued.emit, draft.id))
        go.setObjectName(f"draft.{draft.id}.continue")
        go.setAccessibleName(f"Continue the draft {draft.title}")
        row.addWidget(go)
        return card
