"""One rule of the table of co-signatures, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.chart.clinic.cosign_rules import CosignRule, check_rule
from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.record.words import CATEGORIES, kind_of
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo

ANYBODY = "Anybody"
EVERY_KIND = "Every kind that takes a co-signature"
_KINDS = {category: kind_of(category).word for category in CATEGORIES}


def credential_words(rule: CosignRule) -> str:
    """Whose entries."""
    return rule.credential or ANYBODY


def kind_words(rule: CosignRule) -> str:
    """Which entries."""
    return _KINDS.get(rule.kind, rule.kind) if rule.kind else EVERY_KIND


class CosignRuleDialog(DeskDialog):
    """``asked`` carries the rule, ``removed`` that it is taken out. ``others`` are the rules that stand beside it."""

    asked = Signal(object)
    removed = Signal()

    def __init__(
        self, theme: Theme, rule: CosignRule | None, others: Sequence[CosignRule], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Change a co-signature rule" if rule else "Add a co-signature rule", "Keep", parent)
        self.setObjectName("cosign_dialog")
        self._others = tuple(others)
        self.credential = QLineEdit()
        self.credential.setPlaceholderText("For example: CDCA")
        self.kind = ChoiceCombo([EVERY_KIND, *_KINDS.values()])
        self.source = QLineEdit()
        self.source.setPlaceholderText("The law, the contract or your own policy")
        words = "As it stands with the staff member; of several titles, one. Empty: anybody's."
        self.field("Credential of the author", self.credential, "cosign.credential", words)
        self.field("Kind of entry", self.kind, "cosign.kind")
        self.field("Source", self.source, "cosign.source")
        self.body.addStretch(1)
        shown = rule or CosignRule("", "", "")
        self.credential.setText(shown.credential)
        self.kind.set_value(kind_words(shown))
        self.source.setText(shown.source)
        if rule is not None:
            out = button(theme, "Take it out", self.removed.emit, role="danger", object_name="cosign.remove")
            self.foot.insertWidget(0, out)
        self.credential.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over the rule, once it is complete."""
        chosen = self.kind.value()
        kind = next((key for key, words in _KINDS.items() if words == chosen), "")
        asked = CosignRule(" ".join(self.credential.text().split()), kind, self.source.text().strip())
        try:
            check_rule(asked, self._others)
        except UserError as error:
            self.messages.show_text("must", error.message, error.remedy)
        else:
            self.asked.emit(asked)
