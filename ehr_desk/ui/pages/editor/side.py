"""What stands beside a note: the plan's objectives to tick, the last scores, the medications, the last note; below
the objectives of an amended note the entry as it was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.ui.forms.thread_panel import ObjectiveCard, ThreadPanel
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor import thread
from ehr_desk.ui.pages.editor.amended import AmendedEntry
from ehr_desk.ui.pages.editor.last_note import KEYS
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.pages.record import measures
from ehr_desk.ui.pages.record.medications import current_lines
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import label, within_sentence
from ehr_desk.ui.widgets.trend_chart import TrendChart

WIDTH = 360
_LAST_POINTS = 7


class SidePanel(QFrame):
    """360 pixels beside the editor. ``linked`` carries the objectives ticked; ``last_asked`` for the last note,
    ``entry_asked`` for the amended one."""

    linked = Signal(object)
    entry_asked = Signal(str)
    last_asked = Signal()

    def __init__(self, shell: Shell, opened: OpenDraft, links: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._shell = shell
        self._opened = opened
        self._objectives = list(opened.state.get("objectives", ()))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(shell.theme.metrics.px(WIDTH))
        self.setAccessibleName("What stands beside the note")
        self.setObjectName("editor.side")
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(20, 18, 20, 20)
        self._column.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PageScroll(content))
        self.count = label("", "small", "text2")
        self.count.setObjectName("thread.count")
        self.panel = ThreadPanel()
        self.panel.setObjectName("thread")
        if opened.has_thread and thread.objective_item(opened.form):
            self._thread(links)
        if opened.amended is not None:
            before = AmendedEntry(shell, opened, opened.amended)
            before.entry_asked.connect(self.entry_asked)
            self._column.addSpacing(12)
            self._column.addWidget(before)
        else:
            self._scores()
            self._medications()
            self._last()
        self._column.addStretch(1)

    def links(self) -> list[dict[str, Any]]:
        """The objectives ticked now."""
        return self.panel.value()

    def show_objectives(self, rows: Sequence[ObjectiveRow]) -> None:
        """Show the objectives of another day; what is ticked stays, also what that day did not have."""
        links = self.links()
        there, ticked = {row.objective_id for row in rows}, {str(link.get("objective_id")) for link in links}
        kept = [row for row in self._objectives if row.objective_id in ticked - there]
        self._objectives = [*rows, *kept]
        self.panel.set_objectives(thread.cards(self._objectives, links))
        self._recount()

    def focus_thread(self) -> None:
        """Put the focus on the first objective; where ticked ones do not say yet how far they came, on that of the
        first of them."""
        links = self.links()
        cards = thread.cards(self._objectives, links)
        waiting = {str(link["objective_id"]) for link in links if not link["progress"]}
        asked = next((self.panel.card(card.id).progress for card in cards if card.id in waiting), None)
        if asked is not None:
            asked.setFocus(Qt.FocusReason.OtherFocusReason)
        elif cards:
            self.panel.card(cards[0].id).box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _thread(self, links: Sequence[Mapping[str, Any]]) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Golden thread", "heading"), 1)
        head.addWidget(self.count)
        self._column.addLayout(head)
        words = thread.guidance(self._opened.form, has_plan=bool(self._opened.state.get("plan")))
        if words:
            self._column.addWidget(label(words, "small", "text2", wrap=True))
        self.panel.set_objectives(thread.cards(self._objectives, links))
        self.panel.set_value(links)
        for card in self.panel.findChildren(ObjectiveCard):
            card.evidence.setCursorPosition(0)
        self.panel.changed.connect(self._ticked)
        self._column.addWidget(self.panel)
        self._recount()

    def _ticked(self) -> None:
        self._recount()
        self.linked.emit(self.links())

    def _recount(self) -> None:
        self.count.setText(thread.goals_linked(self._objectives, self.links()))

    def _scores(self) -> None:
        views = measures.views(self._opened.state, self._shell.desk.library)
        if not views:
            return
        self._title("Measures")
        for view in views:
            shown = measures.last_points(view.trend, _LAST_POINTS)
            self._column.addWidget(label(measures.short_sentence(view.trend), "small", "text2", wrap=True))
            if len(shown.points) > 1:
                self._column.addWidget(TrendChart(self._shell.theme, shown, height=116))

    def _medications(self) -> None:
        lines = current_lines(self._opened.state)
        if not lines:
            return
        self._title("Medications")
        for line in lines:
            self._column.addWidget(label(line, "small", wrap=True))

    def _last(self) -> None:
        last = self._opened.last
        if last is None:
            return
        line = last.view.line
        self._title(f"Last {within_sentence(line.title)}")
        facts = f"{show_date(line.effective_on)} · {line.author_name}"
        self._column.addWidget(label(facts, "small", "text2", wrap=True))
        shower = button(
            self._shell.theme,
            "Show it beside the note",
            self.last_asked.emit,
            role="link",
            icon="notes",
            object_name="side.last_note",
        )
        shower.setToolTip(KEYS)
        self._column.addWidget(shower, 0, Qt.AlignmentFlag.AlignLeft)

    def _title(self, text: str) -> None:
        head = label(text, "strong")
        head.setContentsMargins(0, 10, 0, 0)
        self._column.addWidget(head)
