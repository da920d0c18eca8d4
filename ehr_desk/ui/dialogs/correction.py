"""What is corrected and on what ground, before a signed entry is reopened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.entries.grounds import ALL_PRIVATE, CLINICAL, PRIVACY, SEALED, WRONG_CLIENT
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import ChoiceCombo

_GROUNDS = {
    "What it says is clinically wrong or not complete": CLINICAL,
    "It was written for the wrong client": WRONG_CLIENT,
    "It holds what must stay private": PRIVACY,
    "It, or what was added to it, must stay private: the addenda go too": ALL_PRIVATE,
    "It holds what belongs into a sealed note": SEALED,
}
_HINT = (
    "A clinical correction carries the paper that it replaces inside the new one, unless that lacks a co-signature. On "
    "the other grounds only its number and hash are named, so that nobody gets to read it again."
)


class CorrectionDialog(ReasonDialog):
    """A reason dialog that also asks for the ground; nothing is chosen beforehand. Read :meth:`ground` when given."""

    def __init__(
        self, theme: Theme, title: str, verb: str, parent: QWidget | None = None, *, text: str, kinds: Sequence[str]
    ) -> None:
        super().__init__(theme, title, verb, parent, text=text, kinds=kinds)
        self.setObjectName("correction_dialog")
        self.grounds = ChoiceCombo(tuple(_GROUNDS), empty="Choose")
        self.field("Why the content changes", self.grounds, "reason.ground", _HINT)
        self.fit(560, 470)

    def begin(self, kind: str, reason: str) -> None:
        """Put in what is known already; the ground never is."""
        self.kind.set_value(kind)
        self.reason.set_text(reason)
        self.grounds.setFocus(Qt.FocusReason.OtherFocusReason)

    def ground(self) -> str:
        """The ground that was chosen, empty before."""
        return _GROUNDS.get(self.grounds.value(), "")

    def try_go(self) -> None:
        """Hand over the reason, once it and the ground are there."""
        if self.kind.value() and self.reason.text().strip() and not self.ground():
            self.messages.show_text("must", "Choose why the content changes.")
            self.grounds.setFocus()
            return
        super().try_go()
