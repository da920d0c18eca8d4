"""Settings: when plans, reviews, notes, summaries and co-signatures are due, by the clinic's state and program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.tasks.due import DueRule, DueTable, from_text, ordered, read_starters, to_text
from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.base import CLINIC, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.due_dialog import EVERY, RuleDialog, days_words, what_words
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.ui.pages.settings.presenter import Facts

_COLUMNS = (Column("What is due", 420), Column("Program", 150), Column("Within", 250), Column("Source"))
_EXPLAINED = (
    "Tasks, Today and the caseload follow this table. Working days leave out weekends, federal holidays and the days "
    "on which your program is closed. The starters are samples of rules that change: hold them against your own "
    "license and contracts."
)


class DueTab(QWidget):
    """The table. Each change is stored at once, and is an act of its own in the audit log."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._clinic: ClinicRow | None = None
        self._starters = read_starters(resources_dir() / "rules" / "due.toml")
        self._allowed = may(shell.desk.me, "change the clinic")
        self.due = DueTable()
        theme = shell.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        card = Card("State and program")
        card.add(label(_EXPLAINED, "small", "text2", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(12)
        self.starter = ChoiceCombo([one.title for one in self._starters], empty="Choose")
        self.starter.setObjectName("due.starter")
        self.starter.setAccessibleName("State and program to begin with")
        self.starter.edited.connect(self._show_also)
        self.use = button(theme, "Use these rules", self.use_starter, object_name="due.use")
        line.addWidget(self.starter, 1)
        line.addWidget(self.use)
        card.body.addLayout(line)
        self.also = label("", "small", "text3", wrap=True)
        card.add(self.also)
        column.addWidget(card)
        self.bar = MessageBar(theme, closable=False)
        column.addWidget(self.bar)
        self.table = DataTable(theme, "Due dates", _COLUMNS)
        self.table.setObjectName("due.table")
        self.table.opened.connect(self.edit)
        column.addWidget(self.table, 1)
        self.add = button(theme, "Add a rule for one program…", self.add_rule, icon="plus", object_name="due.add")
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        for each in (self.starter, self.use, self.add):
            each.setEnabled(self._allowed)
        if not self._allowed:
            column.addWidget(label("An administrator or a supervisor changes this.", "small", "text2"))

    def show_facts(self, facts: Facts) -> None:
        """Show the table as stored."""
        self._clinic = facts.clinic
        self.due = from_text(facts.clinic.due_rules)
        known = {one.id: one for one in self._starters}
        if not facts.clinic.due_rules:
            self.due = DueTable(known["general"].rules)
        begun = known.get(self.due.starter)
        self.starter.set_value(begun.title if begun else "")
        self._show_also()
        self.table.set_rows(
            [
                TableRow(str(at), (what_words(one), one.program or EVERY, days_words(one), one.source or "–"))
                for at, one in enumerate(self.due.rules)
            ]
        )

    def use_starter(self) -> None:
        """Put the rules of the chosen starter in place of every rule."""
        chosen = next((one for one in self._starters if one.title == self.starter.value()), None)
        if chosen is None:
            self.bar.show_text("must", "Choose a state and program first.")
        else:
            self._keep(DueTable(chosen.rules, chosen.id), None)

    def edit(self, key: str) -> None:
        """Change a rule, or take it out."""
        if self._allowed:
            self._ask(self.due.rules[int(key)])

    def add_rule(self) -> None:
        """Add a rule for one program."""
        self._ask(None)

    def _ask(self, rule: DueRule | None) -> None:
        dialog = RuleDialog(self._shell.theme, self._programs(), rule, self)
        others = tuple(one for one in self.due.rules if one is not rule)
        dialog.asked.connect(lambda wanted: self._keep(replace(self.due, rules=ordered([*others, wanted])), dialog))
        dialog.removed.connect(lambda: self._keep(replace(self.due, rules=others), dialog))
        dialog.open()

    def _programs(self) -> tuple[str, ...]:
        item = self._shell.desk.library.get("admission").by_role("level_of_care")
        return tuple(one.label for one in item.choices) if item is not None else ()

    def _show_also(self) -> None:
        chosen = next((one for one in self._starters if one.title == self.starter.value()), None)
        self.also.setText(f"Besides: {chosen.also}" if chosen is not None and chosen.also else "")
        self.also.setVisible(bool(self.also.text()))

    def _keep(self, table: DueTable, dialog: RuleDialog | None) -> None:
        clinic, service = self._clinic, self._shell.desk.clinic
        if clinic is None:
            return
        if dialog is not None:
            dialog.busy()

        def done(_nothing: object) -> None:
            if dialog is not None:
                dialog.accept()
            self.bar.clear()
            self._shell.changed(Changed.of(CLINIC))
            self._shell.toast("Due dates changed")

        def failed(error: Exception) -> None:
            if dialog is not None:
                dialog.fail(*words_of(error))
            else:
                self.bar.show_text("must", *words_of(error))

        self._shell.runner.submit_write(
            lambda: service.save(replace(clinic, due_rules=to_text(table))), context=self, on_ok=done, on_error=failed
        )
