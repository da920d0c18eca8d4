"""What is shown where a record should stand and only one that a restore has set aside lies beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.unlock import RESTORE_WORDS
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label

_WORDS = (
    "A restore did not come to its end: no record stands in {folder}. The one that stood there was set aside as it "
    "was, with its backups, in {aside}. Put it back, or restore a backup into its place."
)


class InterruptedPage(QWidget):
    """``put_back_asked`` to give the record that was set aside its place again, ``restore_asked`` to restore from a
    backup, ``another_record`` to open something else, ``new_asked`` to set up a new record."""

    put_back_asked = Signal()
    restore_asked = Signal()
    another_record = Signal()
    new_asked = Signal()

    def __init__(self, theme: Theme, folder: Path, aside: Path) -> None:
        super().__init__()
        card = ColumnCard(theme, 480)
        card.fill(self)
        column = card.column
        column.addWidget(label("The record is not in its place", "title"))
        self.messages = MessageBar(theme, closable=False)
        column.addWidget(self.messages)
        column.addWidget(label(_WORDS.format(folder=folder, aside=aside.name), "body", "text2", wrap=True))
        self.go = button(
            theme, "Put the record back", self.put_back_asked.emit, role="primary", object_name="interrupted.put_back"
        )
        column.addWidget(self.go)
        column.addWidget(
            button(theme, RESTORE_WORDS, self.restore_asked.emit, icon="archive", object_name="interrupted.restore")
        )
        for words, asked, name in (
            ("Open another record…", self.another_record, "interrupted.other"),
            ("Set up a new record…", self.new_asked, "interrupted.new"),
        ):
            link = button(theme, words, asked.emit, role="link", object_name=name)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.go)
