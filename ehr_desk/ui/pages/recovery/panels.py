"""The two cards of the recovery page: the code, and who gets a new passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.dialogs.step import StepPanel
from ehr_desk.ui.pages.recovery.presenter import CAN, CANNOT, GRANT_WORDS, READ_WORDS, Asked
from ehr_desk.ui.pages.settings.presenter import PASSPHRASE_HINT
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import divider, label, name

if TYPE_CHECKING:
    from ehr_desk.vault.identity import PersonEntry


class CodePanel(StepPanel):
    """Asks for the code. ``asked`` carries it as it was typed."""

    asked = Signal(str)

    def __init__(self, theme: Theme, clinic: str) -> None:
        super().__init__(theme, "Use the recovery code", clinic, "Open with the code", "recovery.code")
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        use_numbers(self.edit)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.edit.returnPressed.connect(self.try_go)
        hint = (
            "From the printed recovery sheet. Spaces, dashes and capitals do not matter; O is read as 0, I and L as 1."
        )
        self.fields.addWidget(label(CAN, "body", wrap=True))
        self.fields.addWidget(label(CANNOT, "body", wrap=True))
        self.fields.addWidget(labelled("Recovery code", self.edit, "recovery.code", hint))

    def try_go(self) -> None:
        """Hand the code over."""
        if not self.go.isEnabled():
            return
        if not self.edit.text().strip():
            self.messages.show_text("must", "Type the recovery code.")
            return
        self.asked.emit(self.edit.text())

    def forget(self) -> None:
        """Empty the code once it has opened the record."""
        self.edit.clear()
        self._busy.hide()


class GrantPanel(StepPanel):
    """Asks who gets a new passphrase. ``asked`` carries :class:`Asked`, ``file_asked`` when the key file is chosen,
    ``read_asked`` when the charts are to be read instead."""

    asked = Signal(object)
    file_asked = Signal()
    read_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The record is open", GRANT_WORDS, "Give the new passphrase", "recovery.grant")
        self.who = ChoiceCombo((), empty="Choose")
        self.fields.addWidget(labelled("Who gets a new passphrase", self.who, "recovery.who"))
        self.new, self.again, self.root = (PassphraseEdit(theme) for _ in range(3))
        self.fields.addWidget(labelled("New passphrase", self.new, "recovery.new", PASSPHRASE_HINT))
        self.fields.addWidget(labelled("New passphrase again", self.again, "recovery.again"))
        words = "I chose it for somebody else: they set their own before they sign"
        self.for_other = QCheckBox(words)
        name(self.for_other, words, "recovery.for_other")
        self.fields.addWidget(self.for_other)
        self.fields.addWidget(divider())
        words = "Nobody signs for this with the code alone: the clinic's root key vouches for the person's new key."
        self.fields.addWidget(label(words, "body", "text2", wrap=True))
        self.file = QLineEdit()
        self.fields.addWidget(self._file_line(theme))
        hint = "From the recovery sheet."
        self.fields.addWidget(labelled("Passphrase of the root key", self.root, "recovery.root", hint))
        self.root.submitted.connect(self.try_go)
        self.read = button(theme, "Write all charts into a folder…", self.read_asked.emit, object_name="recovery.read")
        at = self.card.column.indexOf(self.back)
        for more, part in enumerate((divider(), label(READ_WORDS, "body", "text2", wrap=True), self.read)):
            self.card.column.insertWidget(at + more, part)

    def show_people(self, people: Sequence[PersonEntry]) -> None:
        """Offer everybody by name and short name."""
        self._busy.hide()
        self.who.clear()
        self.who.addItem("Choose", "")
        for one in people:
            self.who.addItem(f"{one.display_name} ({one.login})", one.staff_id)

    def try_go(self) -> None:
        """Hand everything over once it is complete."""
        if not self.go.isEnabled():
            return
        asked = Asked(
            self.who.value(),
            self.new.text(),
            self.again.text(),
            self.file.text().strip(),
            self.root.text(),
            self.for_other.isChecked(),
        )
        fault = asked.fault()
        if fault:
            self.messages.show_text("must", fault)
            return
        self.asked.emit(asked)

    def _enable(self, *, on: bool) -> None:
        super()._enable(on=on)
        self.read.setEnabled(on)

    def _file_line(self, theme: Theme) -> QWidget:
        around = QWidget()
        line = QHBoxLayout(around)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(labelled("Root key file", self.file, "recovery.file"), 1)
        choose = button(theme, "Choose…", self.file_asked.emit, object_name="recovery.choose")
        name(choose, "Choose the root key file", "recovery.choose")
        line.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        return around
