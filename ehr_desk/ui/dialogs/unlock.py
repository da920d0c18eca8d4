"""The unlock screen. It shows the clinic and its staff, and nothing about clients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import ColumnCard
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label

_SECOND = 1_000
PREVIOUS_WORDS = "Open with the previous copy of the key file"
RESTORE_WORDS = "Restore from a backup…"


class Person(NamedTuple):
    """A staff member who can unlock."""

    staff_id: str
    name: str
    login: str = ""


class UnlockPanel(QWidget):
    """A centred card. ``unlock_requested`` carries staff id and passphrase; ``other_requested`` when another record
    is to be opened, ``recovery_requested`` for the printed code, ``previous_requested`` for the copy of the key file
    (offered with :meth:`offer_previous`), ``restore_requested`` to restore from a backup (its button stands out after
    :meth:`offer_restore`), ``stick_requested`` for the file of a key stick, ``chosen`` when another
    person was. The page calls :meth:`busy`, then :meth:`fail` or takes the panel away.
    """

    unlock_requested = Signal(str, str)
    other_requested = Signal()
    recovery_requested = Signal()
    stick_requested = Signal()
    chosen = Signal()
    previous_requested = Signal()
    restore_requested = Signal()

    def __init__(
        self, theme: Theme, clinic: str, people: Sequence[Person], *, last: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._left = 0
        self._passes = False
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self._tick)
        card = ColumnCard(theme, 420)
        card.fill(self)
        layout = card.column
        head = QHBoxLayout()
        head.setSpacing(12)
        picture = label("")
        theme.bind_icon(picture, "lock", "accent", 28)
        head.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label("EHR Desk", "title"))
        self.clinic = label(clinic, "body", "text2", wrap=True)
        words.addWidget(self.clinic)
        head.addLayout(words, 1)
        layout.addLayout(head)
        self.who = QComboBox()
        for person in people:
            self.who.addItem(person.name, person.staff_id)
        self.who.setCurrentIndex(max(0, self.who.findData(last)))
        layout.addWidget(labelled("Staff member", self.who, "unlock.who"))
        self.passphrase = PassphraseEdit(theme)
        self.passphrase.submitted.connect(self._submit)
        layout.addWidget(labelled("Passphrase", self.passphrase, "unlock.passphrase"))
        self.second = QWidget()
        self._fill_second(theme)
        layout.addWidget(self.second)
        self.messages = MessageBar(theme, closable=False)
        layout.addWidget(self.messages)
        self.restore_now = button(theme, RESTORE_WORDS, self.restore_requested.emit, icon="archive")
        self.restore_now.setObjectName("unlock.restore_now")
        self.restore_now.hide()
        layout.addWidget(self.restore_now)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Unlocking")
        self._busy.hide()
        layout.addWidget(self._busy)
        self.go = button(theme, "Unlock", self._submit, role="primary", icon="lock-open", object_name="unlock.go")
        layout.addWidget(self.go)
        self.other = button(theme, "Open another record…", self.other_requested.emit, role="link")
        self.other.setObjectName("unlock.other")
        self.recover = button(theme, "Use the recovery code", self.recovery_requested.emit, role="link")
        self.recover.setObjectName("unlock.recover")
        self.previous = button(theme, PREVIOUS_WORDS, self.previous_requested.emit, role="link")
        self.previous.setObjectName("unlock.previous")
        self.previous.hide()
        self.restore = button(theme, RESTORE_WORDS, self.restore_requested.emit, role="link")
        self.restore.setObjectName("unlock.restore")
        for link in (self.other, self.recover, self.restore, self.previous):
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        self.who.activated.connect(lambda _at: self.passphrase.setFocus())
        self.who.currentIndexChanged.connect(lambda _at: self._other_person())
        self.setFocusProxy(self.passphrase)
        QWidget.setTabOrder(self.who, self.passphrase.line)
        QWidget.setTabOrder(self.passphrase.line, self.passphrase.show_button)
        QWidget.setTabOrder(self.passphrase.show_button, self.stick)
        QWidget.setTabOrder(self.stick, self.choose)
        QWidget.setTabOrder(self.choose, self.restore_now)
        QWidget.setTabOrder(self.restore_now, self.go)
        QWidget.setTabOrder(self.go, self.other)
        QWidget.setTabOrder(self.other, self.recover)
        QWidget.setTabOrder(self.recover, self.restore)
        QWidget.setTabOrder(self.restore, self.previous)

    def staff_id(self) -> str:
        """Who is chosen."""
        return str(self.who.currentData() or "")

    def show_second(self, *, stick: bool, key: bool, path: str = "") -> None:
        """Show what the chosen person needs besides the passphrase: the file of a key stick, a security key."""
        self.second.setVisible(stick or key)
        self.stick_box.setVisible(stick)
        self.stick.setText(path)
        self.key_words.setVisible(key)

    def _fill_second(self, theme: Theme) -> None:
        column = QVBoxLayout(self.second)
        column.setContentsMargins(0, 0, 0, 0)
        self.stick_box = QWidget()
        line = QHBoxLayout(self.stick_box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.stick = QLineEdit()
        self.stick.setReadOnly(True)
        self.stick.setPlaceholderText("The file on your stick")
        line.addWidget(labelled("Key stick", self.stick, "unlock.stick"), 1)
        self.choose = button(theme, "Choose…", self.stick_requested.emit, object_name="unlock.choose")
        self.choose.setAccessibleName("Choose the file on your key stick")
        line.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self.stick_box)
        self.key_words = label("Plug in your security key and touch it when it blinks.", "small", "text2", wrap=True)
        column.addWidget(self.key_words)
        self.show_second(stick=False, key=False)

    def busy(self) -> None:
        """The key is being derived."""
        self.messages.clear()
        self._busy.show()
        self._enable(on=False)

    def fail(self, message: str, remedy: str = "", *, wait_seconds: int = 0, passes: bool = False) -> None:
        """Unlocking failed. With ``wait_seconds`` the button is off and counts down; a message that ``passes`` goes
        with the wait. Somebody else can be chosen meanwhile: the wait is one person's."""
        self._passes = passes
        self._busy.hide()
        self.passphrase.clear()
        self.messages.show_text("must", message, remedy)
        self._left = wait_seconds
        if wait_seconds > 0:
            self._enable(on=False)
            self.who.setEnabled(True)
            self._tell_wait()
            self._timer.start()
        else:
            self._enable(on=True)
            self.passphrase.setFocus()

    def offer_previous(self) -> None:
        """Offer the copy of the key file: the present one was refused."""
        self.previous.show()

    def offer_restore(self) -> None:
        """Put restoring first: a file of the record is gone or damaged, and no passphrase helps."""
        self.restore_now.show()
        self.restore.hide()

    def seconds_left(self) -> int:
        """Seconds until the next try is allowed."""
        return self._left

    def reset(self) -> None:
        """Empty the passphrase and every message, for example after locking."""
        self._timer.stop()
        self._left = 0
        self._busy.hide()
        self.passphrase.clear()
        self.messages.clear()
        self.go.setText("Unlock")
        self._enable(on=True)

    def _submit(self) -> None:
        if self._left > 0 or not self.go.isEnabled():
            return
        if not self.passphrase.text():
            self.messages.show_text("must", "Type your passphrase.")
            return
        self.unlock_requested.emit(self.staff_id(), self.passphrase.text())

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell_wait()
            return
        self._end_wait()

    def _end_wait(self) -> None:
        self._timer.stop()
        self._left = 0
        if self._passes:
            self.messages.clear()
        self.go.setText("Unlock")
        self._enable(on=True)
        self.passphrase.setFocus()

    def _other_person(self) -> None:
        if self._left > 0:
            self._passes = True  # what was said is not the other person's
            self._end_wait()
        self.chosen.emit()

    def _tell_wait(self) -> None:
        minutes, seconds = divmod(self._left, 60)
        self.go.setText(f"Wait {minutes}:{seconds:02d}" if minutes else f"Wait {seconds} s")

    def _enable(self, *, on: bool) -> None:
        for widget in (self.who, self.passphrase, self.stick_box, self.go):
            widget.setEnabled(on)

    def hideEvent(self, event: object) -> None:
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def showEvent(self, event: object) -> None:
        if self._left > 0:
            self._timer.start()
        super().showEvent(event)  # type: ignore[arg-type]
