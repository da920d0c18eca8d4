"""Ending somebody's access, the record's new key, and the recovery sheet that comes with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from ehr_desk.chart.staff.rows import ROLES, StaffRow
from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit, labelled
from ehr_desk.ui.pages.settings import key_words
from ehr_desk.ui.pages.settings.staff_dialogs import StaffDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import Role, button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import divider, label, name

PrintText = Callable[[str], None]


class RootKeyFields:
    """The clinic's root key: a file kept elsewhere, and its passphrase from the first recovery sheet."""

    def __init__(self, dialog: StaffDialog, choose: ChooseFile, words: str = key_words.ROOT_KEY) -> None:
        self._choose = choose
        self.file, self.words = QLineEdit(), PassphraseEdit(dialog.theme)
        dialog.body.addWidget(divider())
        dialog.body.addWidget(label(words, "small", "text2", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(labelled("Root key file", self.file, "staff.root_file"), 1)
        line.addWidget(
            button(dialog.theme, "Choose…", self._ask, object_name="staff.root_choose"),
            0,
            Qt.AlignmentFlag.AlignBottom,
        )
        dialog.body.addLayout(line)
        dialog.field("Passphrase of the root key", self.words, "staff.root_words")

    def _ask(self) -> None:
        chosen = self._choose("The clinic's root key file")
        if chosen is not None:
            self.file.setText(str(chosen))

    def value(self) -> tuple[Path, str] | None:
        """The file and its passphrase, None where nothing was filled in."""
        path = self.file.text().strip()
        return (Path(path), self.words.text()) if path else None


class KeyDialog(StaffDialog):
    """A dialog whose work gives the record a new key: it says how far that is."""

    stepped = Signal(str, float)

    def __init__(
        self, theme: Theme, title: str, verb: str, words: str, parent: QWidget | None = None, *, role: Role = "primary"
    ) -> None:
        super().__init__(theme, title, verb, words, parent, role=role)
        self.step = label("", "small", "text2", wrap=True)
        name(self.step, "How far it is", "staff.step")
        self.stepped.connect(self.show_step)

    def ends_with_own(self) -> None:
        """The administrator's passphrase, and below it how far the work is."""
        self.body.addWidget(self.step)
        super().ends_with_own()

    def fail(self, message: str, remedy: str = "") -> None:
        """It did not work."""
        super().fail(message, remedy)
        self.step.clear()

    def show_step(self, step: str, done: float) -> None:
        """Say how far it is; ``done`` from 0 to 1."""
        self.step.setText(key_words.step_words(step, done))
        self.show_progress(done if step in ("encrypting", "finishing") else None)


class EndAccessDialog(KeyDialog):
    """Why the access ends. ``asked`` carries the reason, the administrator's own passphrase, and the root key file
    with its passphrase or None."""

    asked = Signal(str, str, object)

    def __init__(
        self, theme: Theme, row: StaffRow, parent: QWidget | None = None, choose: ChooseFile = choose_file
    ) -> None:
        super().__init__(theme, "End access", "End access", key_words.ending(row.name), parent, role="danger")
        self.setObjectName("end_access")
        self.left = label("", "body", "warning", wrap=True)
        self.left.hide()
        self.body.addWidget(self.left)
        self.reason = QLineEdit()
        self.field("Reason", self.reason, "staff.reason")
        self.root = RootKeyFields(self, choose) if row.role == "administrator" else None
        self.ends_with_own()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_left(self, words: str) -> None:
        """What the person leaves undone, to be finished before their access ends."""
        self.left.setText(words)
        self.left.setVisible(bool(words))
        self.fit(560, 320)

    def try_go(self) -> None:
        """Hand everything over."""
        if self.ready("" if self.reason.text().strip() else "Say in a few words why the access ends."):
            self.asked.emit(self.reason.text().strip(), self.own.text(), self.root.value() if self.root else None)


class RoleDialog(StaffDialog):
    """Another role. ``asked`` carries it, the administrator's own passphrase, which is all that the change needs, and
    the root key file with its passphrase or None: offered where somebody ceases to be an administrator."""

    asked = Signal(str, str, object)

    def __init__(
        self, theme: Theme, row: StaffRow, parent: QWidget | None = None, choose: ChooseFile = choose_file
    ) -> None:
        words = f"What {row.name} may do changes at their next unlock. What they signed keeps the role it shows."
        super().__init__(theme, "Change the role", "Change role", words, parent)
        self.setObjectName("change_role")
        self.role = ChoiceCombo(ROLES, empty="Choose")
        self.role.set_value(row.role)
        self._before = row.role
        self.field("Role", self.role, "staff.role")
        self.root = RootKeyFields(self, choose) if row.role == "administrator" else None
        self.ends_with_own()
        self.role.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over."""
        if self.ready("" if self.role.value() not in ("", self._before) else "Choose another role."):
            self.asked.emit(self.role.value(), self.own.text(), self.root.value() if self.root else None)


class NewKeyDialog(KeyDialog):
    """A new key for the record while everybody stays. ``asked`` carries the administrator's own passphrase."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "New key and recovery sheet", "Make a new key", key_words.RENEWING, parent)
        self.setObjectName("new_key")
        self.ends_with_own()
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand it over."""
        if self.ready():
            self.asked.emit(self.own.text())


class SheetDialog(DeskDialog):
    """A new sheet, shown once: ``code`` is its code, ``words`` what is printed. ``kept`` when the person ticked that
    it is kept safe."""

    kept = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        about: str,
        code: str,
        words: str,
        print_text: PrintText,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, "Done", parent)
        self.setObjectName("sheet")
        self.set_subtitle(about)
        self.code = QLineEdit(code)
        self.code.setReadOnly(True)
        use_numbers(self.code)
        self.field("Code", self.code, "sheet.code")
        self.body.addWidget(
            button(theme, "Print this sheet", lambda: print_text(words), icon="printer", object_name="sheet.print")
        )
        self.safe = QCheckBox("The sheet is kept safe, away from this computer")
        name(self.safe, self.safe.text(), "sheet.kept")
        self.safe.toggled.connect(self.go.setEnabled)
        self.body.addWidget(self.safe)
        self.go.setEnabled(False)
        self.cancel.hide()
        self.finished.connect(lambda _result: self.code.clear())

    def try_go(self) -> None:
        """It is kept."""
        self.kept.emit()
        self.accept()

    def reject(self) -> None:
        """Escape does not throw the only copy of a code away."""
        self.messages.show_text("should", "Print the sheet or write the code down first, then tick the box.")
