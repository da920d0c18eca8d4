"""The plan tab: the plan in force, or as it stood on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.common.clock import from_stamp
from ehr_desk.common.errors import UserError
from ehr_desk.ui.forms.spans import SpanBox
from ehr_desk.ui.pages.base import DOCUMENTS, ENTRIES, Shell
from ehr_desk.ui.pages.plan import presenter
from ehr_desk.ui.pages.plan.compare import compare
from ehr_desk.ui.pages.plan.compare_card import CompareCard, Compared
from ehr_desk.ui.pages.plan.standing import standings
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.pages.record.words import state_chip
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.text import divider, empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import Chart
    from ehr_desk.chart.entries.client_signs import PaperStanding


class PlanTab(StateTab):
    """Problems, goals, objectives and how far they have come. ``opened`` carries an entry id,
    ``signs`` the document that the client signs on the screen."""

    topics = frozenset({ENTRIES, DOCUMENTS})
    opened = Signal(str)
    signs = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Treatment plan")
        self.review_chip = Chip("")
        self.head.removeWidget(self.facts)
        self.head.insertWidget(1, self.review_chip)
        self.head.insertStretch(2, 1)
        self.top.insertWidget(1, self.facts)
        self.review = button(shell.theme, "Review plan", lambda: self.begin_entry(presenter.REVIEW_FORM))
        self.review.setObjectName("plan.review")
        self.renew = button(shell.theme, "New plan version", lambda: self.begin_entry(presenter.PLAN_FORM))
        self.renew.setObjectName("plan.new")
        self.head.addWidget(self.review)
        self.head.addWidget(self.renew)
        self._body = QWidget()
        self._cards = QVBoxLayout(self._body)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(16)
        self.empty = EmptyState(
            shell.theme,
            "target",
            "No treatment plan yet. It names the problems, goals and objectives.",
            "Write the plan",
        )
        self.empty.setObjectName("plan.empty")
        self.empty.acted.connect(lambda: self.begin_entry(presenter.PLAN_FORM))
        self.column.addWidget(self._body)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        self._versions: Sequence[EntryRow] = ()
        self._drawn: Mapping[str, str] = {}

    def show_chart(self, chart: Chart) -> None:
        """Show the plan, then read its versions."""
        super().show_chart(chart)
        client_id, desk = chart.client.id, self.shell.desk

        def read() -> tuple[list[EntryRow], list[PaperStanding]]:
            return desk.charts.timeline(client_id, category="plan"), desk.acknowledging.standings(client_id)

        def show(found: tuple[list[EntryRow], list[PaperStanding]]) -> None:
            if self.chart is not None and self.chart.client.id == client_id:
                self._versions = presenter.versions(found[0])
                self._drawn = {one.document_id: one.drawn_at for one in found[1]}
                self._picked(self.as_of.day)

        self.shell.runner.submit_read(read, context=self, on_ok=show, on_error=self.failed)

    def show_state(self, state: State, day: date) -> None:
        """Show the plan of a day."""
        view = presenter.view_of(state, day)
        writes = self.may_write(presenter.PLAN_FORM)
        self.empty.setVisible(view is None)
        self.empty.button.setVisible(writes and self.as_of.day is None)
        self._body.setVisible(view is not None or bool(self._versions))
        # Nothing is written upon a past state, and its day needs the room of the head.
        now = view is not None and self.as_of.day is None
        self.review.setVisible(now and self.may_write(presenter.REVIEW_FORM))
        self.renew.setVisible(now and writes)
        self.review_chip.setVisible(view is not None and bool(view.review))
        self.facts.setText(view.facts if view else "")
        empty_layout(self._cards)
        if view is not None:
            self.review_chip.set(view.review, view.review_tone)
            if view.texts:
                self._cards.addWidget(self._texts(view))
            for problem in view.problems:
                self._cards.addWidget(self._problem(problem))
        if self._versions:
            self._cards.addWidget(self._versions_card())
        told = [entry for entry in self._versions if entry.state != "entered in error"]
        if len(told) > 1:
            self._cards.addWidget(self._compare_card(told))

    def _texts(self, view: presenter.PlanView) -> Card:
        card = Card()
        box = SpanBox(line_gap=10)
        paper = next((one.document_id for one in self._versions if one.entry_id == view.entry_id), "")
        at, zone = self._drawn.get(paper, ""), self.shell.desk.clock.local().tzinfo
        drawn = from_stamp(at).astimezone(zone).date() if at else None
        for title, text in presenter.told_with_drawing(view.texts, drawn):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(label(title, "caption"))
            column.addWidget(label(text, "body", wrap=True))
            column.addStretch(1)
            box.spans.add(part, 6)
        card.add(box)
        if paper in self._drawn and drawn is None and not view.on_paper and self.may_write(presenter.PLAN_FORM):
            sign = button(
                self.shell.theme, "Let the client sign on the screen", partial(self.signs.emit, paper), role="link"
            )
            sign.setObjectName("plan.client_signs")
            card.body.addWidget(sign, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _problem(self, problem: presenter.ProblemView) -> Card:
        card = Card()
        card.setAccessibleName(f"Problem {problem.head}")
        line = QHBoxLayout()
        head = label(problem.head, "heading", wrap=True)
        line.addWidget(head, 1)
        if problem.kind:
            line.addWidget(Chip(problem.kind), 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        if problem.evidence:
            card.add(label(problem.evidence, "small", "text2", wrap=True))
        for goal in problem.goals:
            card.body.addSpacing(6)
            card.add(divider())
            card.add(label("Goal", "caption"))
            card.add(label(goal.text, "strong", wrap=True))
            for objective in goal.objectives:
                card.add(self._objective(objective))
        return card

    def _objective(self, one: presenter.ObjectiveView) -> Card:
        card = Card(look="flat")
        card.setObjectName(f"plan.objective.{one.objective_id}")
        card.setAccessibleName(f"{one.head}, {one.status}: {one.text}")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(one.head, "strong"))
        line.addWidget(Chip(one.status, one.tone))
        line.addStretch(1)
        line.addWidget(label(one.target, "small", "text2"))
        card.body.addLayout(line)
        card.add(label(one.text, "body", wrap=True))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(label(one.course, "small", "text2"))
        if one.entry_id:
            link = button(self.shell.theme, "Open the entry", lambda: self.opened.emit(one.entry_id), role="link")
            link.setAccessibleName(f"Open the entry that spoke of {one.head} last")
            foot.addWidget(link)
        foot.addStretch(1)
        card.body.addLayout(foot)
        if one.evidence:
            card.add(label(one.evidence, "small", "text2", wrap=True))
        for text in one.interventions:
            row = QHBoxLayout()
            row.setSpacing(6)
            icon = label("")
            self.shell.theme.bind_icon(icon, "arrow-right", "text3", 16)
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(text, "small", wrap=True), 1)
            card.body.addLayout(row)
        return card

    def _versions_card(self) -> Card:
        card = Card("Versions and reviews")
        card.setObjectName("plan.versions")
        for entry in self._versions:
            row = QHBoxLayout()
            row.setSpacing(10)
            day = label(show_date(entry.effective_on), "small", "text2")
            day.setFixedWidth(self.shell.theme.metrics.px(92))
            row.addWidget(day)
            link = button(self.shell.theme, entry.title, partial(self.opened.emit, entry.entry_id), role="link")
            link.setAccessibleName(f"Open {entry.title} of {show_date(entry.effective_on)}")
            row.addWidget(link)
            row.addWidget(label(f"{entry.author_name}, {entry.author_credential}".strip(", "), "small", "text2"))
            row.addStretch(1)
            row.addWidget(Chip(*state_chip(entry)))
            card.body.addLayout(row)
        return card

    def _compare_card(self, told: Sequence[EntryRow]) -> CompareCard:
        card = CompareCard(self.shell.theme, told)
        card.asked.connect(partial(self._compare, card))
        return card

    def _compare(self, card: CompareCard, older: EntryRow, newer: EntryRow) -> None:
        """Read the plan and its objectives as each of the two entries left them, and the objectives as they are now."""
        charts, client_id = self.shell.desk.charts, older.client_id

        def read() -> Compared:
            before, after = (charts.as_of(client_id, one.effective_on, known_by=one.seq) for one in (older, newer))
            plans = [next(iter(state["plan"]), None) for state in (before, after)]
            if plans[0] is None or plans[1] is None:
                raise UserError("There was no plan in force after one of the two.", "Choose another version.")
            now = charts.state(client_id)["objectives"]
            stands = standings(before["objectives"], after["objectives"], now)
            return Compared((older, newer), compare(plans[0], plans[1]), stands)

        self.shell.runner.submit_write(read, context=card, on_ok=card.show_versions, on_error=self.failed)
