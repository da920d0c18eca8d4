"""Choosing a key for papers: a PKCS#12 file, or a card or stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit, labelled
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.documents.tokens import TokenKey

ChooseFile = Callable[[QWidget, str, str], str]


def ask_for_file(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for an existing file; empty where none was chosen."""
    return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


class FileLine(QWidget):
    """The path of a file and a button that finds one."""

    def __init__(self, theme: Theme, title: str, kinds: str, choose: ChooseFile, object_name: str) -> None:
        super().__init__()
        self._title, self._kinds, self._choose = title, kinds, choose
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.edit = QLineEdit()
        line.addWidget(labelled(title, self.edit, object_name), 1)
        find = button(theme, "Find…", self.browse, object_name=f"{object_name}.find")
        line.addWidget(find, 0, Qt.AlignmentFlag.AlignBottom)

    def browse(self) -> None:
        """Ask for the file."""
        chosen = self._choose(self, self._title, self._kinds)
        if chosen:
            self.edit.setText(chosen)

    def path(self) -> Path:
        """What is typed or chosen."""
        return Path(self.edit.text().strip())


class KeyFileDialog(DeskDialog):
    """A key in a file. ``asked`` carries the path, the file's password and the passphrase."""

    asked = Signal(object, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, choose: ChooseFile = ask_for_file) -> None:
        super().__init__(theme, "Use a certificate from a file", "Use for papers", parent)
        self.setObjectName("key_file")
        self.set_subtitle("The key is kept in the record and opens with your passphrase only.")
        self.file = FileLine(theme, "File", "Certificates with key (*.p12 *.pfx)", choose, "key_file.file")
        self.body.addWidget(self.file)
        self.password, self.own = PassphraseEdit(theme), PassphraseEdit(theme)
        self.field("Password of the file", self.password, "key_file.password")
        self.field("Your passphrase", self.own, "key_file.own")
        self.own.submitted.connect(self.try_go)

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        if not self.file.edit.text().strip() or not self.own.text():
            self.messages.show_text("must", "Choose the file and type your passphrase.")
            return
        self.asked.emit(self.file.path(), self.password.text(), self.own.text())


class TokenDialog(DeskDialog):
    """A key on a card or stick. ``listed`` asks for the keys (library, PIN); ``asked`` carries key and passphrase."""

    listed = Signal(str, str)
    asked = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, choose: ChooseFile = ask_for_file) -> None:
        super().__init__(theme, "Use a card or stick", "Use for papers", parent)
        self.setObjectName("token")
        self.set_subtitle(
            "Its maker's software must be installed. The PIN is stored nowhere: the first signature after each unlock "
            "asks for it. "
            "Without the card or stick nothing can be signed."
        )
        self._keys: Sequence[TokenKey] = ()
        libraries = "PKCS#11 libraries (*.so *.dll *.dylib);;All files (*)"
        self.module = FileLine(theme, "Library of its maker (PKCS#11)", libraries, choose, "token.module")
        self.body.addWidget(self.module)
        self.pin, self.own = PassphraseEdit(theme), PassphraseEdit(theme)
        self.field("PIN", self.pin, "token.pin")
        self.body.addWidget(button(theme, "Show its keys", self.list, object_name="token.list"))
        self.key = ChoiceCombo((), empty="No key yet")
        self.field("Key", self.key, "token.key")
        self.refused = label("", "small", "warning", wrap=True)
        self.body.addWidget(self.refused)
        self.field("Your passphrase", self.own, "token.own")

    def list(self) -> None:
        """Ask for the keys."""
        if not self.module.edit.text().strip() or not self.pin.text():
            self.messages.show_text("must", "Choose the library and type the PIN.")
            return
        self.busy()
        self.listed.emit(str(self.module.path()), self.pin.text())

    def show_keys(self, keys: Sequence[TokenKey]) -> None:
        """Offer the keys that may sign papers, and say why others may not."""
        self.ready()
        self._keys = [each for each in keys if not each.refused]
        self.key.clear()
        for each in self._keys:
            self.key.addItem(_named(each), _named(each))
        self.refused.setText("\n".join(f"{_named(each)}: {each.refused}" for each in keys if each.refused))

    def ready(self) -> None:
        """Work has ended well."""
        self.fail("")
        self.messages.clear()

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        chosen = next((each for each in self._keys if _named(each) == self.key.value()), None)
        if chosen is None or not self.own.text():
            self.messages.show_text("must", "Show the keys, choose one and type your passphrase.")
            return
        self.asked.emit(chosen.key, self.own.text())


def _named(key: TokenKey) -> str:
    return f"{key.name} ({key.token}, {key.label}), until {key.valid_until:%Y-%m-%d}"
