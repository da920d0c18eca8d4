"""One rule of the table of due dates, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.chart.tasks.due import LEFT_EARLY, SHORT_STAY, DueRule, check_rule
from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.number_edit import NumberEdit

EVERY = "Every program"
_WHATS = {
    "plan": "Treatment plan, from admission",
    "review": "Plan review, from the last one",
    "note": "Note, from the session",
    "discharge summary": "Discharge summary, from discharge",
    "cosign": "Co-signature, from the author's signature",
}
_UNITS = {
    "calendar": "Calendar days",
    "working": "Working days",
    "months": "Months",
    "sessions": "Sessions of the client",
    "next session": "Before the next session of the same kind",
}
_CASES = {"": "Every stay", LEFT_EARLY: "Left before the planned day", SHORT_STAY: "Planned for less than so many days"}


def what_words(rule: DueRule) -> str:
    """What is due, what it counts from, and the case that it holds for."""
    what = _WHATS.get(rule.what, rule.what)
    if rule.case == SHORT_STAY:
        return f"{what}; stays of less than {count(rule.stay_days, 'day')}"
    return f"{what}; left early" if rule.case == LEFT_EARLY else what


def days_words(rule: DueRule) -> str:
    """How long there is: "10 calendar days", "2 sessions", "before the next session", "the same day"."""
    if rule.unit == "next session":
        return f"before the next session, else {count(rule.days, 'day')}"
    if not rule.days:
        return "the same day"
    nouns = {"calendar": "calendar day", "working": "working day", "months": "month", "sessions": "session"}
    return count(rule.days, nouns[rule.unit])


class RuleDialog(DeskDialog):
    """``asked`` carries the rule, ``removed`` that it is taken out (only a rule of one program or one case can be)."""

    asked = Signal(object)
    removed = Signal()

    def __init__(
        self, theme: Theme, programs: Sequence[str], rule: DueRule | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Change a due date" if rule else "Add a due date", "Keep", parent)
        self.setObjectName("due_dialog")
        self.resize(theme.metrics.px(540), theme.metrics.px(640))
        self.what = ChoiceCombo(list(_WHATS.values()), empty="Choose")
        self.program = ChoiceCombo([EVERY, *programs])
        self.days = NumberEdit(theme)
        self.unit = ChoiceCombo(list(_UNITS.values()))
        self.source = QLineEdit()
        self.source.setPlaceholderText("The law, the contract or your own policy")
        self.field("What is due", self.what, "due.what")
        self.field("For which level of care", self.program, "due.program")
        self.field("How many", self.days, "due.days", "0: the same day. Before a session: days where none is planned.")
        self.field("Counted as", self.unit, "due.unit")
        self.case = ChoiceCombo(list(_CASES.values()))
        self.stay_days = NumberEdit(theme, unit="days")
        self.field("For which stays", self.case, "due.case")
        self.field("Shorter than", self.stay_days, "due.stay_days")
        self.case.edited.connect(self._show_stay)
        self.field("Source", self.source, "due.source")
        self.body.addStretch(1)
        shown = rule or DueRule("", 0)
        self.what.set_value(_WHATS.get(shown.what, ""))
        self.program.set_value(shown.program or EVERY)
        self.unit.set_value(_UNITS[shown.unit])
        self.source.setText(shown.source)
        self.case.set_value(_CASES[shown.case])
        self.stay_days.set_value(shown.stay_days or None)
        self._show_stay()
        if rule is not None:
            self.days.set_value(rule.days)
            self.what.setEnabled(False)
            self.program.setEnabled(False)
            # A general rule turned into one for some stays would leave all others without a rule.
            self.case.setEnabled(False)
            if rule.program or rule.case:
                out = button(theme, "Take it out", self.removed.emit, role="danger", object_name="due.remove")
                self.foot.insertWidget(0, out)
        (self.days if rule else self.what).setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over the rule, once it is complete."""
        what = next((key for key, words in _WHATS.items() if words == self.what.value()), "")
        days = self.days.value()
        if not what:
            self.messages.show_text("must", "Choose what is due.")
        elif not isinstance(days, int):
            self.messages.show_text("must", "Enter the days, months or sessions as a number.")
        else:
            unit = next(key for key, words in _UNITS.items() if words == self.unit.value())
            program = "" if self.program.value() == EVERY else self.program.value()
            case = next(key for key, words in _CASES.items() if words == self.case.value())
            short = self.stay_days.value() if case == SHORT_STAY else 0
            asked = DueRule(
                what, days, unit, self.source.text().strip(), program, case, short if isinstance(short, int) else 0
            )
            self._hand_over(asked)

    def _hand_over(self, asked: DueRule) -> None:
        """All that is wrong is told at once."""
        wrong = "" if asked.source else "Say where the rule comes from: a law, a contract, your own policy."
        try:
            check_rule(asked)
        except UserError as error:
            self.messages.show_text("must", f"{error.message} {error.remedy}", wrong)
        else:
            if wrong:
                self.messages.show_text("must", wrong)
            else:
                self.asked.emit(asked)

    def _show_stay(self) -> None:
        self.stay_days.setEnabled(self.case.value() == _CASES[SHORT_STAY])
