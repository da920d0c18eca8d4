"""The list of sealed notes: what took place, one's drafts, and what their author has to be told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.table import DataTable
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import SealedHead, Shelf
    from ehr_desk.vault.opened_compartments import Opened


class SealedList(QWidget):
    """``chosen`` carries the id of a note, ``continued`` that of a draft; the others ask about the clinic's sheet."""

    chosen = Signal(str)
    continued = Signal(str)
    agreeing = Signal()
    taking_back = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        theme = shell.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(sealed_words.ABOUT, "body", "text2", wrap=True))
        told = QHBoxLayout()
        told.setSpacing(12)
        self.notice = label("", "small", "warning", wrap=True)
        self.notice.hide()
        told.addWidget(self.notice, 1)
        self.agree = button(theme, "Agree to the sheet…", self.agreeing.emit, object_name="seal.agree")
        self.no_more = button(theme, "Take back your yes…", self.taking_back.emit, object_name="seal.no_more")
        for made in (self.agree, self.no_more):
            made.hide()
            told.addWidget(made)
        column.addLayout(told)
        self._drafts = QHBoxLayout()
        column.addLayout(self._drafts)
        self.table = DataTable(theme, "Sealed notes", sealed_words.COLUMNS)
        self.table.setObjectName("seal.table")
        self.table.opened.connect(self.chosen)
        column.addWidget(self.table, 1)

    def show_shelf(
        self, shelf: Shelf, readable: Mapping[str, SealedHead], opened: Opened | None, *, writes: bool
    ) -> None:
        """Show what lies there; ``writes``: the person at the desk is told of their own notes and the sheet."""
        zone = self._shell.desk.clock.local().tzinfo
        self.table.set_rows(sealed_words.table_rows(shelf, readable, zone))
        self.notice.setText(sealed_words.notices(shelf, opened, zone))
        self.notice.setVisible(writes and bool(self.notice.text()))
        agreed = shelf.sheet is not None and shelf.sheet.agreed_at is not None
        self.agree.setVisible(opened is not None and shelf.sheet is not None and not agreed)
        self.no_more.setVisible(opened is not None and agreed)
        empty_layout(self._drafts)
        for number, draft_id in enumerate(shelf.drafts, 1):
            go_on = partial(self.continued.emit, draft_id)
            made = button(self._shell.theme, f"Continue draft {number}", go_on, object_name="seal.continue")
            made.setEnabled(opened is not None)
            self._drafts.addWidget(made)
