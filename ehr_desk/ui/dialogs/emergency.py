"""Opening a chart outside of one's caseload: whose it is, and why. Nothing is offered to choose from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import label

_WORDS = (
    "For a client who is not on your caseload. It opens the chart for four hours, stands in the access log, is marked "
    "on the chart, and a supervisor looks at it afterwards."
)


class EmergencyDialog(DeskDialog):
    """``given`` carries family name, date of birth (ISO) and the reason. The window goes on, or calls ``fail``."""

    given = Signal(str, str, str)

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Open a chart in an emergency", "Open the chart", parent, role="danger")
        self.setObjectName("emergency_dialog")
        self.resize(theme.metrics.px(520), theme.metrics.px(460))
        self.body.addWidget(label(_WORDS, "body", "text2", wrap=True))
        self.family_name, self.born = QLineEdit(), DateEdit(theme, clock)
        self.field("Family name", self.family_name, "emergency.name")
        self.field("Date of birth", self.born, "emergency.born")
        self.reason = NoteEdit(theme, lines=2)
        self.field("Why you need this chart now", self.reason, "emergency.reason")
        self.body.addStretch(1)
        self.family_name.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over, once it is complete."""
        if not self.family_name.text().strip() or not self.born.value():
            self.messages.show_text("must", "Enter the family name and the date of birth.")
        elif not self.reason.text().strip():
            self.messages.show_text("must", "Write why you need this chart now.")
        else:
            self.given.emit(self.family_name.text().strip(), self.born.value(), self.reason.text().strip())
