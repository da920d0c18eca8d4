"""The first page: the clinic, its first administrator, and the sheet that must be kept safe."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ehr_desk.chart.staff.rows import ROLES
from ehr_desk.chart.staff.rules import short_name
from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import Message, MessageBar
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import ElidedLabel, label
from ehr_desk.vault.passphrases import ADVICE, SHORTEST, weakness


class FirstRun(NamedTuple):
    """What the first page asks for."""

    clinic_name: str
    display_name: str
    login: str
    credential: str
    passphrase: str
    role: str = ""
    """The clinical role of who sees clients too, empty for who only looks after the record."""


_ROLES = tuple(role for role in ROLES if role != "administrator")
_NO_CLIENTS = "None: I see no clients"
_HEAD = "Please complete this:"
_TOP = Qt.AlignmentFlag.AlignTop


class FirstRunPanel(QWidget):
    """Two steps. ``create_requested`` carries a :class:`FirstRun`; after :meth:`show_secrets`, ``print_requested``
    and, once the person ticked that the sheet is kept safe, ``finished``. ``folder_requested`` to keep it elsewhere,
    ``restore_requested`` to make the record of a backup.
    """

    create_requested = Signal(object)
    folder_requested = Signal()
    open_requested = Signal()
    restore_requested = Signal()
    print_requested = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tried = False
        on_canvas(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._ask(folder))
        self._stack.addWidget(self._sheet())

    def set_folder(self, folder: str) -> None:
        """Show where the record will be kept."""
        self.folder.setText(folder)

    def busy(self) -> None:
        """The record is being created."""
        self.messages.clear()
        self._busy.show()
        self.go.setEnabled(False)

    def fail(self, message: str, remedy: str = "") -> None:
        """It could not be created; everything typed is still there."""
        self._busy.hide()
        self.go.setEnabled(True)
        self.messages.show_text("must", message, remedy)

    def show_secrets(self, recovery_code: str, root_passphrase: str, key_file: str = "") -> None:
        """The second step: the codes, shown once. ``key_file`` is the clinic key to move to a medium kept apart."""
        self.code.setText(recovery_code)
        self.root.setText(root_passphrase)
        self.key_file.setText(f"Move this file to a medium that you keep apart: {key_file}" if key_file else "")
        self.key_file.setVisible(bool(key_file))
        for edit in (self.passphrase, self.again):
            edit.clear()
        self._stack.setCurrentIndex(1)
        self.kept.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_secrets(self) -> None:
        """Empty the codes from the screen (done by itself when the sheet is confirmed)."""
        self.code.clear()
        self.root.clear()

    def step(self) -> int:
        """0 while asking, 1 while the sheet is shown."""
        return self._stack.currentIndex()

    def _ask(self, folder: str) -> QWidget:
        card, layout = _card(self._theme, "Set up EHR Desk", "This takes about a minute. Nothing leaves this computer.")
        self.clinic, self.name, self.login, self.credential = (QLineEdit() for _ in range(4))
        self.passphrase, self.again = PassphraseEdit(self._theme), PassphraseEdit(self._theme)
        layout.addWidget(labelled("Name of the clinic", self.clinic, "first.clinic"))
        layout.addWidget(label("First administrator", "strong"))
        layout.addWidget(label("Adds staff and reads no chart.", "small", "text2"))
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(labelled("Your name", self.name, "first.name"), 3)
        pair.addWidget(labelled("Credential", self.credential, "first.credential"), 2)
        layout.addLayout(pair)
        self.role = ChoiceCombo(_ROLES, empty=_NO_CLIENTS)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        hint = "One word. It tells people of the same name apart."
        pair.addWidget(labelled("Short name", self.login, "first.login", hint), 1, _TOP)
        hint = "Adds you a second time, to write and sign, with the same passphrase."
        pair.addWidget(labelled("Your role with clients", self.role, "first.role", hint), 1, _TOP)
        layout.addLayout(pair)
        hint = f"At least {SHORTEST} characters. {ADVICE}"
        layout.addWidget(labelled("Passphrase", self.passphrase, "first.passphrase", hint))
        layout.addWidget(labelled("Passphrase again", self.again, "first.again"))
        where = QHBoxLayout()
        self.folder = ElidedLabel(folder, "small", "text2")
        where.addWidget(label("Kept in", "caption"))
        where.addWidget(self.folder, 1)
        change = button(self._theme, "Change…", self.folder_requested.emit, role="link", object_name="first.folder")
        where.addWidget(change)
        layout.addLayout(where)
        self.messages = MessageBar(self._theme, closable=False)
        self.messages.jump.connect(self._jump)
        layout.addWidget(self.messages)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Creating the record")
        self._busy.hide()
        layout.addWidget(self._busy)
        self.go = button(self._theme, "Create the record", self._create, role="primary", object_name="first.go")
        layout.addWidget(self.go)
        existing = button(self._theme, "Open an existing record…", self.open_requested.emit, role="link")
        existing.setObjectName("first.open")
        layout.addWidget(existing, 0, Qt.AlignmentFlag.AlignHCenter)
        backup = button(self._theme, "I have a backup: restore it…", self.restore_requested.emit, role="link")
        backup.setObjectName("first.restore")
        layout.addWidget(backup, 0, Qt.AlignmentFlag.AlignHCenter)
        self.again.submitted.connect(self._create)
        self.name.textChanged.connect(lambda text: self.login.setPlaceholderText(short_name(text)))
        for line in (self.clinic, self.name, self.login, self.credential, self.passphrase.line, self.again.line):
            line.textEdited.connect(lambda _text: self._mended())
        self.role.edited.connect(self._mended)
        return _centred(card)

    def _sheet(self) -> QWidget:
        text = (
            "Write both down or print them, and keep the sheet locked away from this computer. They are shown only "
            "once. Without the recovery code, a forgotten passphrase of the only administrator cannot be replaced."
        )
        card, layout = _card(self._theme, "Keep this safe", text)
        self.code, self.root = QLineEdit(), QLineEdit()
        for line in (self.code, self.root):
            line.setReadOnly(True)
            use_numbers(line)
        layout.addWidget(labelled("Recovery code", self.code, "first.code"))
        layout.addWidget(labelled("Passphrase of the clinic's root key", self.root, "first.root"))
        self.key_file = label("", "body", "text2", wrap=True)
        layout.addWidget(self.key_file)
        layout.addWidget(
            button(
                self._theme, "Print this sheet", self.print_requested.emit, icon="printer", object_name="first.print"
            )
        )
        self.kept = QCheckBox("The sheet is kept safe, away from this computer")
        self.kept.setObjectName("first.kept")
        self.kept.toggled.connect(self._tell_kept)
        layout.addWidget(self.kept)
        self.done = button(self._theme, "Go on to unlock", self._done, role="primary", object_name="first.done")
        self.done.setEnabled(False)
        layout.addWidget(self.done)
        return _centred(card)

    def _create(self) -> None:
        self._tried = True
        missing = self._missing()
        if missing:
            self.messages.show_messages(missing, head=_HEAD)
            self._jump(missing[0].target)
            return
        self.messages.clear()
        asked = (self.clinic, self.name, self.credential)
        clinic, person, credential = (line.text().strip() for line in asked)
        passphrase, role = self.passphrase.text(), self.role.value()
        self.create_requested.emit(FirstRun(clinic, person, self._short(), credential, passphrase, role))

    def _mended(self) -> None:
        """What was told to be missing leaves the list when it is there."""
        if self._tried:
            missing = self._missing()
            if missing:
                self.messages.show_messages(missing, head=_HEAD)
            else:
                self.messages.clear()

    def _short(self) -> str:
        """The short name: typed, else what the field suggests."""
        return self.login.text().strip() or self.login.placeholderText()

    def _credential(self) -> str:
        """The credential; who signs nothing needs none."""
        return self.credential.text() if self.role.value() else "none"

    def _missing(self) -> list[Message]:
        found = [
            Message("must", f"Missing: {words}", target)
            for words, text, target in (
                ("name of the clinic", self.clinic.text(), "first.clinic"),
                ("your name", self.name.text(), "first.name"),
                ("your credential, as a signature shows it", self._credential(), "first.credential"),
                ("short name", self._short(), "first.login"),
            )
            if not text.strip()
        ]
        first, second = self.passphrase.text(), self.again.text()
        weak = weakness(first, (self.clinic.text(), self._short(), self.name.text()))
        if not first:
            found.append(Message("must", "Missing: passphrase", "first.passphrase"))
        elif weak is not None:
            found.append(Message("must", weak.message, "first.passphrase"))
        elif first != second:
            found.append(Message("must", "The two passphrases differ. Type the second one again.", "first.again"))
        return found

    def _jump(self, target: str) -> None:
        widget = self.findChild(QWidget, target)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_kept(self, on: bool) -> None:
        self.done.setEnabled(on)

    def _done(self) -> None:
        self.forget_secrets()
        self.finished.emit()


def _card(theme: Theme, title: str, text: str) -> tuple[ColumnCard, QVBoxLayout]:
    card = ColumnCard(theme, 520)
    layout = card.column
    layout.addWidget(label(title, "title"))
    layout.addWidget(label(text, "body", "text2", wrap=True))
    return card, layout


def _centred(card: ColumnCard) -> QWidget:
    content = QWidget()
    layout = QVBoxLayout(content)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.addStretch(1)
    layout.addLayout(card.in_the_middle())
    layout.addStretch(2)
    return PageScroll(content)
