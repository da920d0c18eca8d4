"""What stands in the place of the unlock screen when the key file cannot be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.common.errors import UserError
from ehr_desk.ui.dialogs.unlock import PREVIOUS_WORDS, RESTORE_WORDS
from ehr_desk.ui.pages.unlock.presenter import offers_restore
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label

_PREVIOUS = (
    "Beside the key file (vault.hdr) lies the copy from before its last change. You can open the record with it. "
    "A passphrase that was changed last, or a person added last, may be missing; notes are not affected. "
    "The audit log names that the copy was used."
)
_RESTORE = (
    "Without the key file (vault.hdr) or the copy of it nobody can open this record. A backup has a key file of its "
    "own: restore the newest one. What lies in the folder now is kept."
)


class UnreadablePage(QWidget):
    """``previous_asked`` to open with the copy (offered where there is one: ``previous``), ``restore_asked`` to restore
    from a backup, ``another_record`` to open something else."""

    previous_asked = Signal()
    restore_asked = Signal()
    another_record = Signal()

    def __init__(self, theme: Theme, error: UserError, *, previous: bool = True) -> None:
        super().__init__()
        card = ColumnCard(theme, 480)
        card.fill(self)
        card.column.addWidget(label("The key file cannot be used", "title"))
        self.messages = MessageBar(theme, closable=False)
        self.messages.show_text("must", error.message)
        card.column.addWidget(self.messages)
        lost = not previous and offers_restore(error)
        words = _PREVIOUS if previous else _RESTORE if lost else error.remedy
        card.column.addWidget(label(words, "body", "text2", wrap=True))
        self.go = button(theme, PREVIOUS_WORDS, self.previous_asked.emit, role="primary", object_name="unlock.previous")
        self.go.setVisible(previous)
        card.column.addWidget(self.go)
        self.restore = button(
            theme,
            RESTORE_WORDS,
            self.restore_asked.emit,
            role="primary" if lost else "plain",
            icon="archive",
            object_name="unlock.restore_now",
        )
        card.column.addWidget(self.restore)
        other = button(theme, "Open another record…", self.another_record.emit, role="link", object_name="unlock.other")
        card.column.addWidget(other, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.go if previous else self.restore)
