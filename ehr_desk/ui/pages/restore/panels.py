"""The cards of the restore page: which backup, what opens it, where the record goes, what could not be saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.dialogs.step import StepPanel
from ehr_desk.ui.pages.restore.presenter import SHOWN, Key
from ehr_desk.ui.pages.unlock.presenter import choices, factors_for
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import empty_layout, label, name, set_look
from ehr_desk.vault.factors import KEY_STICK, SECURITY_KEY

if TYPE_CHECKING:
    from ehr_desk.vault import VaultFile
    from ehr_desk.vault.backup_manifest import StoredManifest

_WORDS = (
    "A backup is opened, checked and made a record again. What stands on this computer now is neither overwritten "
    "nor deleted."
)
SALVAGE_WORDS = "Save what can be read…"
_SALVAGE_HINT = "Is there no backup, or only an old one? What is undamaged can be read out into a new record."


class ChoosePanel(StepPanel):
    """Which backup. ``taken`` carries the one that was pressed, ``folder_asked`` when another one is to be chosen,
    ``salvage_asked`` where there is a damaged record to read."""

    taken = Signal(object)
    folder_asked = Signal()
    salvage_asked = Signal()

    def __init__(self, theme: Theme, *, salvage: bool) -> None:
        super().__init__(theme, "Restore from a backup", _WORDS, "Choose a backup…", "restore.choose", "Back")
        self._theme = theme
        self.list = QWidget()
        self._lines = QVBoxLayout(self.list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        self.fields.addWidget(self.list)
        self.salvage = button(theme, SALVAGE_WORDS, self.salvage_asked.emit, role="link", object_name="restore.salvage")
        at = self.card.column.indexOf(self.back)
        hint = label(_SALVAGE_HINT, "small", "text2", wrap=True)
        self.card.column.insertWidget(at, hint)
        self.card.column.insertWidget(at + 1, self.salvage, 0, Qt.AlignmentFlag.AlignHCenter)
        hint.setVisible(salvage)
        self.salvage.setVisible(salvage)

    def try_go(self) -> None:
        """Choose one that is not in the list."""
        self.folder_asked.emit()

    def show_backups(self, found: Sequence[tuple[StoredManifest, tuple[str, str]]], head: str) -> None:
        """Offer backups with their words; ``head`` says where they are, or that there is none."""
        empty_layout(self._lines)
        self._lines.addWidget(label(head, "strong", wrap=True))
        for at, (one, words) in enumerate(found[:SHOWN]):
            self._lines.addWidget(self._row(at, one, words))
        if len(found) > SHOWN:
            older = f"{len(found) - SHOWN} older ones lie in the same place: choose one of them below."
            self._lines.addWidget(label(older, "small", "text2", wrap=True))

    def _row(self, at: int, one: StoredManifest, words: tuple[str, str]) -> QWidget:
        card = Card(look="flat")
        line = QHBoxLayout()
        line.setSpacing(12)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(label(words[0], "strong"))
        text.addWidget(label(words[1], "small", "text2", wrap=True))
        line.addLayout(text, 1)
        take = button(self._theme, "Use this one…", lambda: self.taken.emit(one), object_name=f"restore.take.{at}")
        name(take, f"Use the backup of {words[0]}", f"restore.take.{at}")
        line.addWidget(take)
        card.body.addLayout(line)
        return card


class KeyPanel(StepPanel):
    """What opens it. ``asked`` carries a :class:`Key`, ``stick_asked`` when the file of a key stick is chosen."""

    asked = Signal(object)
    stick_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "", "", "restore.key", "Back")
        self._file: VaultFile | None = None
        self._stick: Path | None = None
        self.who = QComboBox()
        self.fields.addWidget(labelled("Staff member", self.who, "restore.who"))
        self.passphrase = PassphraseEdit(theme)
        self.passphrase.submitted.connect(self.try_go)
        self.fields.addWidget(labelled("Passphrase", self.passphrase, "restore.passphrase"))
        self.stick = button(theme, "Choose the file on the key stick…", self.stick_asked.emit)
        self.stick.setObjectName("restore.stick")
        self.fields.addWidget(self.stick)
        self.touch = label("Plug in the security key and touch it when it blinks.", "small", "text2", wrap=True)
        self.fields.addWidget(self.touch)
        self.code = QLineEdit()
        use_numbers(self.code)
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.code.returnPressed.connect(self.try_go)
        self._code_around = labelled("Or the recovery code", self.code, "restore.code")
        self.fields.addWidget(self._code_around)
        self.who.currentIndexChanged.connect(lambda _at: self._other_person())

    def ask(self, title: str, words: str, verb: str, file: VaultFile) -> None:
        """Ask for what opens this backup or record."""
        self.rest()
        self.messages.clear()
        self.forget()
        self.title.setText(title)
        self.words.setText(words)
        self.go.setText(verb)
        self._file = file
        self.who.clear()
        for person in choices(file):
            self.who.addItem(person.name, person.staff_id)
        self._other_person()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_stick(self, file: Path) -> None:
        """The file of the key stick that was chosen."""
        self._stick = file
        self.stick.setText(file.name)

    def forget(self) -> None:
        """Empty what was typed."""
        self.passphrase.clear()
        self.code.clear()

    def try_go(self) -> None:
        """Hand over what was typed."""
        if not self.go.isEnabled() or self._file is None:
            return
        staff_id = str(self.who.currentData() or "")
        factors = factors_for(self._file.needs(staff_id), self._stick)
        key = Key(staff_id, self.passphrase.text(), self.code.text().strip(), factors)
        if fault := key.fault():
            self.messages.show_text("must", fault)
            return
        self.asked.emit(key)

    def _other_person(self) -> None:
        needs = self._file.needs(str(self.who.currentData() or "")) if self._file is not None else ()
        self.stick.setVisible(KEY_STICK in needs)
        self.touch.setVisible(SECURITY_KEY in needs)


class PlacePanel(StepPanel):
    """What a backup holds, and where the record goes. ``asked`` carries the folder and whether it takes the place of
    what stands there; ``folder_asked`` when another one is to be chosen."""

    asked = Signal(object, bool)
    folder_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "", "", "restore.place", "Back")
        self._own = Path()
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self.card.column.insertLayout(self.card.column.indexOf(self.words) + 1, self._facts)
        self.here, self.elsewhere = QRadioButton(), QRadioButton("In a new folder")
        self._group = QButtonGroup(self)
        for radio, words in ((self.here, "restore.here"), (self.elsewhere, "restore.elsewhere")):
            radio.setObjectName(words)
            self._group.addButton(radio)
            self.fields.addWidget(radio)
        self.kept = label("", "small", "text2", wrap=True)
        self.stands = label("", "body", "text2", wrap=True)
        self.fields.insertWidget(1, self.stands)
        self.fields.insertWidget(2, self.kept)
        self.folder = QLineEdit()
        self._around = QWidget()
        line = QHBoxLayout(self._around)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(labelled("New folder", self.folder, "restore.folder"), 1)
        choose = button(theme, "Choose…", self.folder_asked.emit, object_name="restore.choose_folder")
        name(choose, "Choose a new or empty folder", "restore.choose_folder")
        line.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        self.fields.addWidget(self._around)
        self.elsewhere.toggled.connect(self._around.setVisible)

    def ask(self, title: str, words: str, facts: Sequence[str], verb: str, new: Path) -> None:
        """Ask for a new folder; :meth:`offer_place` offers the place of the damaged record as well."""
        self.rest()
        self.messages.clear()
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        empty_layout(self._facts)
        for fact in facts:
            self._facts.addWidget(label(fact, "body", wrap=True))
        self.go.setText(verb)
        self.folder.setText(str(new))
        for part in (self.here, self.elsewhere, self.kept, self.stands):
            part.hide()
        self.elsewhere.setChecked(True)

    def offer_place(self, own: Path, stands: str, *, first: bool, newer: bool) -> None:
        """Offer the folder of the record; ``first``: as what is chosen unless the person chooses otherwise. ``stands``:
        what the record there is; ``newer``: it holds what the backup lacks."""
        self._own = own
        self.here.setText("Where the record stands now")
        self.here.setAccessibleDescription(str(own))
        self.kept.setText(f"{own}. What lies there now, its backups too, is kept beside it under another name.")
        self.stands.setText(stands)
        set_look(self.stands, tone="warning" if newer else "text2")
        for part in (self.here, self.elsewhere, self.kept, self.stands):
            part.show()
        self.here.setChecked(first)
        self.elsewhere.setChecked(not first)

    def try_go(self) -> None:
        """Hand the folder over."""
        if not self.go.isEnabled():
            return
        if self.here.isChecked() and not self.here.isHidden():
            self.asked.emit(self._own, True)
        elif self.folder.text().strip():
            self.asked.emit(Path(self.folder.text().strip()), False)
        else:
            self.messages.show_text("must", "Choose a new or empty folder.")


class SavedPanel(StepPanel):
    """What came out of a damaged record and what did not. ``back_asked`` to go on to unlock."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "", "Go on to unlock", "restore.saved", "")
        self.back.hide()
        self.list = QVBoxLayout()
        self.list.setSpacing(4)
        self.fields.addLayout(self.list)

    def show_report(self, complete: bool, sentences: Sequence[str]) -> None:
        """Say what was saved."""
        self.title.setText("Everything could be read" if complete else "Not everything could be read")
        self.words.setText("The damaged record was left as it is.")
        empty_layout(self.list)
        for one in sentences:
            self.list.addWidget(label(one, "body", wrap=True))

    def try_go(self) -> None:
        """Go on."""
        self.back_asked.emit()
