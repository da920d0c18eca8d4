"""One rule of the table of due dates, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.chart.tasks.due import DueRule
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
}
_UNITS = {"calendar": "Calendar days", "working": "Working days", "months": "Months"}


def what_words(what: str) -> str:
    """What is due, and what it counts from."""
    return _WHATS.get(what, what)


def days_words(rule: DueRule) -> str:
    """How long there is: "10 calendar days", "1 month", "the same day"."""
    if not rule.days:
        return "the same day"
    return count(rule.days, {"calendar": "calendar day", "working": "working day"}.get(rule.unit, "month"))


class RuleDialog(DeskDialog):
    """``asked`` carries the rule, ``removed`` that it is taken out (only a rule of one program can be)."""

    asked = Signal(object)
    removed = Signal()

    def __init__(
        self, theme: Theme, programs: Sequence[str], rule: DueRule | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Change a due date" if rule else "Add a due date", "Keep", parent)
        self.setObjectName("due_dialog")
        self.what = ChoiceCombo(list(_WHATS.values()), empty="Choose")
        self.program = ChoiceCombo([EVERY, *programs])
        self.days = NumberEdit(theme)
        self.unit = ChoiceCombo(list(_UNITS.values()))
        self.source = QLineEdit()
        self.source.setPlaceholderText("The law, the contract or your own policy")
        self.field("What is due", self.what, "due.what")
        self.field("For which level of care", self.program, "due.program")
        self.field("Days or months", self.days, "due.days", "0: the same day.")
        self.field("Counted as", self.unit, "due.unit")
        self.field("Source", self.source, "due.source")
        self.body.addStretch(1)
        shown = rule or DueRule("", 0)
        self.what.set_value(_WHATS.get(shown.what, ""))
        self.program.set_value(shown.program or EVERY)
        self.unit.set_value(_UNITS[shown.unit])
        self.source.setText(shown.source)
        if rule is not None:
            self.days.set_value(rule.days)
            self.what.setEnabled(False)
            self.program.setEnabled(False)
            if rule.program:
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
            self.messages.show_text("must", "Enter the days or months as a number.")
        elif not self.source.text().strip():
            self.messages.show_text("must", "Say where the rule comes from: a law, a contract, your own policy.")
        else:
            unit = next(key for key, words in _UNITS.items() if words == self.unit.value())
            program = "" if self.program.value() == EVERY else self.program.value()
            self.asked.emit(DueRule(what, days, unit, self.source.text().strip(), program))
