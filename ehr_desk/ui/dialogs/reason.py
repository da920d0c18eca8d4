"""A reason in words, before an entry is amended or marked as entered in error."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import Role
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import label


class ReasonDialog(DeskDialog):
    """``given`` carries the kind (empty without ``kinds``) and the reason. The page goes on, or calls ``fail``."""

    given = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        verb: str,
        parent: QWidget | None = None,
        *,
        text: str = "",
        kinds: Sequence[str] = (),
        role: Role = "primary",
    ) -> None:
        super().__init__(theme, title, verb, parent, role=role)
        self.setObjectName("reason_dialog")
        self.resize(theme.metrics.px(520), theme.metrics.px(340))
        if text:
            self.body.addWidget(label(text, "body", "text2", wrap=True))
        self.kind = ChoiceCombo(kinds, empty="Choose")
        if kinds:
            self.field("Kind", self.kind, "reason.kind")
        self.reason = NoteEdit(theme, lines=3)
        self.field("Reason", self.reason, "reason.text")
        self.body.addStretch(1)
        self._kinds = bool(kinds)
        (self.kind if kinds else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over the reason, once there is one."""
        if self._kinds and not self.kind.value():
            self.messages.show_text("must", "Choose what kind of change this is.")
        elif not self.reason.text().strip():
            self.messages.show_text("must", "Write the reason; it is kept with the entry.")
            self.reason.setFocus()
        else:
            self.given.emit(self.kind.value(), self.reason.text().strip())
