"""What stands in the place of the unlock screen when the key file cannot be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.unlock import PREVIOUS_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label

_WORDS = (
    "Beside the key file (vault.hdr) lies the copy from before its last change. You can open the record with it. "
    "A passphrase that was changed last, or a person added last, may be missing; notes are not affected. "
    "The audit log names that the copy was used."
)


class UnreadablePage(QWidget):
    """``previous_asked`` to open with the copy, ``another_record`` to open something else."""

    previous_asked = Signal()
    another_record = Signal()

    def __init__(self, theme: Theme, error: UserError) -> None:
        super().__init__()
        card = ColumnCard(theme, 480)
        card.fill(self)
        card.column.addWidget(label("The key file cannot be used", "title"))
        self.messages = MessageBar(theme, closable=False)
        self.messages.show_text("must", error.message)
        card.column.addWidget(self.messages)
        card.column.addWidget(label(_WORDS, "body", "text2", wrap=True))
        self.go = button(theme, PREVIOUS_WORDS, self.previous_asked.emit, role="primary", object_name="unlock.previous")
        card.column.addWidget(self.go)
        other = button(theme, "Open another record…", self.another_record.emit, role="link", object_name="unlock.other")
        card.column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.go)
