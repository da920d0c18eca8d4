"""The family tab: who takes part, which consents count, the sessions held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.forms.spans import SpanBox
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record import family
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.pages.record.tab import State, StateTab
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label
from ehr_desk.ui.widgets.trend_chart import TrendChart
from ehr_desk.ui.widgets.trend_data import Trend, sentence


class FamilyTab(StateTab):
    """Family and others. ``opened`` carries an entry id."""

    opened = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Family")
        theme = shell.theme
        for form_id, words, icon in (
            ("consent", "Record a consent", "shield-check"),
            ("consent_revocation", "Take a consent back", "ban"),
            ("family_session", "Family session", "heart-handshake"),
        ):
            if self.may_write(form_id):
                made = button(theme, words, partial(self.begin_entry, form_id), icon=icon)
                made.setObjectName(f"family.start.{form_id}")
                self.head.addWidget(made)
        self.members = FitTable(
            theme,
            "People",
            family.MEMBER_COLUMNS,
            "No relatives yet. They are listed once a family session names them.",
            object_name="family.members",
        )
        self.consents = FitTable(
            theme,
            "Consents",
            family.CONSENT_COLUMNS,
            "No consent on file. Without one, nothing about substance use may be shared.",
            object_name="family.consents",
        )
        self.sessions = FitTable(
            theme,
            "Family sessions",
            family.SESSION_COLUMNS,
            "No family sessions yet. Record the first one when a relative joins.",
            object_name="family.sessions",
        )
        self.consents.table.opened.connect(self.opened)
        self.sessions.table.opened.connect(self.opened)
        self.warning = label("", "small", "danger", wrap=True)
        self.warning.setObjectName("family.uncovered")
        self.column.addWidget(self.warning)
        self.goals = QWidget()
        self.goals.setObjectName("family.goals")
        self._goal_column = QVBoxLayout(self.goals)
        self._goal_column.setContentsMargins(0, 0, 0, 0)
        self._goal_column.setSpacing(6)
        self._goal_column.addWidget(label("Family goals", "strong"))
        self._shown: SpanBox | None = None
        for part in (self.members, self.goals, self.consents, self.sessions):
            self.column.addWidget(part)
            self.column.addSpacing(8)
        self.column.addStretch(1)

    def show_state(self, state: State, day: date) -> None:
        """Show the family as of a day."""
        self.members.set_rows(family.member_rows(state, day))
        self.consents.set_rows(family.consent_rows(state, day))
        self.sessions.set_rows(family.session_rows(state))
        words = family.uncovered(state, day)
        self.warning.setText(words)
        self.warning.setVisible(bool(words))
        self._show_goals(family.goal_trends(state))

    def _show_goals(self, trends: Sequence[Trend]) -> None:
        if self._shown is not None:
            self._goal_column.removeWidget(self._shown)
            self._shown.deleteLater()
        box = SpanBox(line_gap=12)
        for trend in trends:
            card = Card(trend.title)
            card.add(label(sentence(trend).removeprefix(f"{trend.title}: "), "small", "text2", wrap=True))
            card.add(TrendChart(self.shell.theme, trend, height=104))
            box.spans.add(card, 6)
        self._shown = box
        self._goal_column.addWidget(box)
        self.goals.setVisible(bool(trends))
