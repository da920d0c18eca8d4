"""Settings: whose entries wait for a co-signature, by credential and kind of entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.chart.clinic.cosign_able import met_by, unmet
from ehr_desk.chart.clinic.cosign_rules import CosignRule, from_text, to_text
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.ui.pages.base import CLINIC, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.record.words import kind_of
from ehr_desk.ui.pages.settings.cosign_dialog import CosignRuleDialog, credential_words, kind_words
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.ui.pages.settings.presenter import Facts

_COLUMNS = (
    Column("Author's credential", 150),
    Column("Kind of entry", 285),
    Column("Meets now", 250),
    Column("Source"),
)
_EXPLAINED = (
    "A trainee's entries always wait for a co-signature, whatever stands here; so does what a trainee did about a "
    "risk. Each rule adds others. A supervisor or a psychiatrist co-signs, of medication visits a psychiatrist, and "
    "never the author. How many days there are stands among the due dates. Entries of before a rule stay as they are."
)
_NONE = (
    "No rule is set. What a trainee signs waits for a co-signature; every other entry is signed by its author alone."
)

_OPENED = "A double click on a rule, or Enter, changes it or takes it out."


def _row(at: int, rule: CosignRule, staff: Sequence[StaffRow]) -> TableRow:
    """A rule with whom it meets among the staff of now, and which of their entries nobody could co-sign."""
    met, lacking = met_by(rule, staff), unmet(rule, staff)
    meets = ", ".join(one.name for one in met) if rule.credential else "Everybody who writes it"
    words = [meets or "Nobody here holds it"]
    if lacking:
        words.append(f"nobody can co-sign: {', '.join(kind_of(kind).word.lower() for kind in lacking)}")
    cells = (credential_words(rule), kind_words(rule), "; ".join(words), rule.source)
    return TableRow(str(at), cells, tone="warning" if lacking or not met else "", tooltip="\n".join(cells))


class CosignTab(QWidget):
    """The table. Each change is stored at once, and is an act of its own in the audit log."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._clinic: ClinicRow | None = None
        self._allowed = may(shell.desk.me, "change the clinic")
        self.rules: tuple[CosignRule, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        card = Card("Co-signatures")
        card.add(label(_EXPLAINED, "small", "text2", wrap=True))
        column.addWidget(card)
        self.bar = MessageBar(shell.theme, closable=False)
        column.addWidget(self.bar)
        self.table = DataTable(shell.theme, "Co-signature rules", _COLUMNS)
        self.table.setObjectName("cosign.table")
        self.table.opened.connect(self.edit)
        column.addWidget(self.table, 1)
        self.none = EmptyState(shell.theme, "writing-sign", _NONE)
        self.none.setObjectName("cosign.none")
        self.none.hide()
        column.addWidget(self.none, 1)
        self.add = button(shell.theme, "Add a rule…", self.add_rule, icon="plus", object_name="cosign.add")
        self.add.setEnabled(self._allowed)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.hint = label(_OPENED, "small", "text2")
        column.addWidget(self.hint)
        if not self._allowed:
            column.addWidget(label("An administrator or a supervisor changes this.", "small", "text2"))

    def show_facts(self, facts: Facts) -> None:
        """Show the table as stored."""
        self._clinic = facts.clinic
        self.rules = from_text(facts.clinic.cosign_rules)
        self.table.setVisible(bool(self.rules))
        self.none.setVisible(not self.rules)
        self.hint.setVisible(bool(self.rules) and self._allowed)
        self.table.set_rows([_row(at, one, facts.staff) for at, one in enumerate(self.rules)])

    def edit(self, key: str) -> None:
        """Change a rule, or take it out."""
        if self._allowed:
            self._ask(self.rules[int(key)])

    def add_rule(self) -> None:
        """Add a rule."""
        self._ask(None)

    def _ask(self, rule: CosignRule | None) -> None:
        others = tuple(one for one in self.rules if one is not rule)
        dialog = CosignRuleDialog(self._shell.theme, rule, others, self)
        dialog.asked.connect(lambda wanted: self._keep([*others, wanted], dialog))
        dialog.removed.connect(lambda: self._keep(others, dialog))
        dialog.open()

    def _keep(self, rules: Sequence[CosignRule], dialog: CosignRuleDialog) -> None:
        clinic, service = self._clinic, self._shell.desk.clinic
        if clinic is None:
            return
        dialog.busy()

        def done(_nothing: object) -> None:
            dialog.accept()
            self._shell.changed(Changed.of(CLINIC))
            self._shell.toast("Co-signature rules changed")

        self._shell.runner.submit_write(
            lambda: service.save(replace(clinic, cosign_rules=to_text(rules))),
            context=self,
            on_ok=done,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )
