"""The care team of a client: who works with them besides the primary staff member, and who covers for a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.chart.access.rows import RELATIONS
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.base import CLIENTS, Changed, Shell
from ehr_desk.ui.pages.chart import care_team
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.record.fit_table import FitTable
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.text import label

_MOST = 6


class AssignDialog(DeskDialog):
    """Who, as what, until when. ``asked`` carries the staff id, the relation and the last day (ISO, or empty)."""

    asked = Signal(str, str, str)

    def __init__(self, theme: Theme, clock: Clock, people: Sequence[StaffRow], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Add to the care team", "Add", parent)
        self.setObjectName("assign")
        self.set_subtitle("On the care team until it is ended, or covering for somebody until a day.")
        self._clock = clock
        self.who = ChoiceCombo((), empty="Choose")
        for row in people:
            self.who.addItem(f"{row.signature_name} ({row.role})", row.id)
        self.relation = ChoiceCombo(RELATIONS, empty="Choose")
        self.until = DateEdit(theme, clock)
        self.field("Who", self.who, "assign.who")
        self.field("As", self.relation, "assign.relation")
        self.field("Last day", self.until, "assign.until", "Coverage always has one; it belongs to it.")
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        who, relation, until = self.who.value(), self.relation.value(), self.until.value()
        said = care_team.fault(who, relation, until, self._clock.today())
        if said:
            self.messages.show_text("must", said)
        else:
            self.asked.emit(who, relation, until)


class PrimaryDialog(DeskDialog):
    """Who is the primary staff member from now on. ``asked`` carries the staff id."""

    asked = Signal(str)

    def __init__(self, theme: Theme, people: Sequence[StaffRow], now: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Change the primary staff member", "Change", parent)
        self.setObjectName("primary")
        self.set_subtitle(
            "The client is on their caseload, and their chart stays open to them. Whoever was it before keeps no "
            "access by it; add them to the care team where they go on."
        )
        self.who = ChoiceCombo((), empty="Choose")
        for row in people:
            if row.id != now:
                self.who.addItem(f"{row.signature_name} ({row.role})", row.id)
        self.field("Primary staff member", self.who, "primary.who")
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand it over, once somebody is chosen."""
        if self.who.value():
            self.asked.emit(self.who.value())
        else:
            self.messages.show_text("must", "Choose who it is.")


class CareTeamCard(Card):
    """The team as a table; supervisors change the primary staff member, add people and end assignments."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Care team")
        self._shell, self._client_id = shell, ""
        self._people: Sequence[StaffRow] = ()
        self._primary = ""
        empty = "Nobody is named yet."
        self.table = FitTable(shell.theme, "", care_team.COLUMNS, empty, object_name="care_team", most=_MOST)
        self.table.table.moved.connect(lambda _row: self._enable())
        self.add(self.table)
        self.words = label("", "small", "text3", wrap=True)
        self.add(self.words)
        self.fault = label("", "small", "danger", wrap=True)
        self.fault.hide()
        self.add(self.fault)
        self.acts = QWidget()
        line = QHBoxLayout(self.acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.more = button(shell.theme, "Add to the care team…", self.ask, object_name="care_team.add")
        self.end = button(shell.theme, "End assignment", self.end_chosen, object_name="care_team.end")
        words = "Change primary staff member…"
        self.primary = button(shell.theme, words, self.ask_primary, object_name="care_team.primary")
        line.addWidget(self.primary)
        line.addWidget(self.more)
        line.addWidget(self.end)
        line.addStretch(1)
        self.acts.setVisible(may(shell.desk.me, "assign staff to clients"))
        self.add(self.acts)
        self._enable()

    def show_client(self, client_id: str) -> None:
        """Read the team of a client."""
        self._client_id = client_id
        desk = self._shell.desk

        def show(team: care_team.Team) -> None:
            if client_id == self._client_id:
                self._show(team)

        self._shell.runner.submit_read(
            lambda: care_team.read_team(desk, client_id), context=self, on_ok=show, on_error=self._failed
        )

    def ask(self) -> None:
        """Ask who joins."""
        desk, client_id = self._shell.desk, self._client_id
        dialog = AssignDialog(self._shell.theme, desk.clock, self._people, self)

        def asked(who: str, relation: str, until: str) -> None:
            dialog.busy()
            last = date.fromisoformat(until) if until else None
            self._do(
                lambda: desk.access.assign(client_id, who, relation, until_on=last),
                "Added to the care team",
                dialog.accept,
                lambda error: dialog.fail(*words_of(error)),
            )

        dialog.asked.connect(asked)
        dialog.open()

    def ask_primary(self) -> None:
        """Ask who is the primary staff member from now on."""
        clients, client_id = self._shell.desk.clients, self._client_id
        dialog = PrimaryDialog(self._shell.theme, self._people, self._primary, self)

        def asked(who: str) -> None:
            dialog.busy()
            self._do(
                lambda: clients.set_primary(client_id, who),
                "The primary staff member is changed",
                dialog.accept,
                lambda error: dialog.fail(*words_of(error)),
            )

        dialog.asked.connect(asked)
        dialog.open()

    def end_chosen(self) -> None:
        """End the assignment that is chosen."""
        chosen, access = self.table.table.current(), self._shell.desk.access
        self._do(lambda: access.end_assignment(chosen), "The assignment has ended", lambda: None, self._failed)

    def _do(
        self, job: Callable[[], object], words: str, after: Callable[[], object], failed: Callable[[Exception], None]
    ) -> None:
        client_id = self._client_id

        def done(_result: object) -> None:
            after()
            self._shell.changed(Changed.of(CLIENTS, clients=[client_id]))
            self._shell.toast(words)

        self._shell.runner.submit_write(job, context=self, on_ok=done, on_error=failed)

    def _show(self, team: care_team.Team) -> None:
        self.fault.hide()
        self._people = team.people
        self._primary = team.primary.id if team.primary is not None else ""
        self.table.set_rows(care_team.team_rows(team))
        self.words.setText(care_team.LIMITED if team.limited else care_team.OPEN)
        self._enable()

    def _enable(self) -> None:
        self.end.setEnabled(self.table.table.current() not in ("", care_team.PRIMARY))

    def _failed(self, error: Exception) -> None:
        self.fault.setText(" ".join(words_of(error)))
        self.fault.show()
