"""Settings about the person at the desk: who I am, my certificate, my passphrase and what it needs besides."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.pages.settings.ways_card import WaysCard
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import empty_layout, label


class MeTab(QWidget):
    """Name, role and certificate; the passphrase is changed here."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        who = Card("You")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        who.body.addLayout(self._grid)
        column.addWidget(who)
        column.addWidget(self._passphrase())
        self.ways = WaysCard(shell)
        column.addWidget(self.ways)
        column.addStretch(1)

    def show_facts(self, facts: presenter.Facts) -> None:
        """Show who sits here."""
        self.ways.show_ways(facts.ways)
        empty_layout(self._grid)
        for row, (what, value) in enumerate(presenter.me_lines(facts)):
            shown = label(value)
            if what == "Certificate":
                use_numbers(shown)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label(what, "caption"), row, 0)
            self._grid.addWidget(shown, row, 1)

    def change(self) -> None:
        """Change the passphrase."""
        fault = presenter.passphrase_fault(self.new.text(), self.again.text())
        if not self.old.text():
            fault = "Type your present passphrase."
        if fault:
            self.bar.show_text("must", fault)
            return
        sitting, old, new = self._shell.desk.sitting, self.old.text(), self.new.text()
        self.bar.clear()
        self.go.setEnabled(False)
        self._shell.runner.submit_paper(
            lambda: sitting.change_passphrase(old, new), context=self, on_ok=self._changed, on_error=self._failed
        )

    def _passphrase(self) -> QWidget:
        theme = self._shell.theme
        card = Card("Change passphrase")
        self.old, self.new, self.again = (PassphraseEdit(theme) for _ in range(3))
        card.add(labelled("Present passphrase", self.old, "me.old"))
        card.add(labelled("New passphrase", self.new, "me.new", presenter.PASSPHRASE_HINT))
        card.add(labelled("New passphrase again", self.again, "me.again"))
        self.again.submitted.connect(self.change)
        self.bar = MessageBar(theme, closable=False)
        card.add(self.bar)
        self.go = button(theme, "Change passphrase", self.change, object_name="me.change")
        card.body.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _changed(self, _nothing: object) -> None:
        self.go.setEnabled(True)
        for edit in (self.old, self.new, self.again):
            edit.clear()
        self._shell.toast("Passphrase changed")

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.old.clear()
        self.bar.show_text("must", *words_of(error))
