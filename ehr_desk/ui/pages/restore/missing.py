"""What is shown where the record that was used last is not in its place: a stick that is not plugged in, a folder that
somebody moved. Nobody founds a second clinic there by accident."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.unlock import RESTORE_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.text import label

_WORDS = "The record that was used last on this computer is not where it was:"
_ASK = "Is its disk or stick connected? Was the folder moved? If it is lost, a backup brings it back."


class MissingPage(QWidget):
    """``again_asked`` to look once more, ``another_record`` to open it where it is now, ``restore_asked`` to restore
    from a backup, ``new_asked`` to set up a new record."""

    again_asked = Signal()
    another_record = Signal()
    restore_asked = Signal()
    new_asked = Signal()

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__()
        card = ColumnCard(theme, 480)
        card.fill(self)
        column = card.column
        column.addWidget(label("The record is not there", "title"))
        for words, tone in ((_WORDS, "text2"), (str(folder), "text"), (_ASK, "text2")):
            column.addWidget(label(words, "body", tone, wrap=True))
        self.go = button(theme, "Try again", self.again_asked.emit, role="primary", object_name="missing.again")
        column.addWidget(self.go)
        column.addWidget(button(theme, "Open another record…", self.another_record.emit, object_name="missing.other"))
        column.addWidget(
            button(theme, RESTORE_WORDS, self.restore_asked.emit, icon="archive", object_name="missing.restore")
        )
        new = button(theme, "Set up a new record…", self.new_asked.emit, role="link", object_name="missing.new")
        column.addWidget(new, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.go)
