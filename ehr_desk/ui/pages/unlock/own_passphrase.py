"""The first unlock with a passphrase that somebody else chose: set one of one's own before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar

from ehr_desk.ui.dialogs.base import PassphraseEdit, labelled
from ehr_desk.ui.pages.settings.presenter import PASSPHRASE_HINT, passphrase_fault
from ehr_desk.ui.pages.unlock.on_the_way import OnTheWay
from ehr_desk.ui.pages.unlock.presenter import before_in_words
from ehr_desk.ui.runner import Runner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.desk import Desk

_WORDS = (
    "An administrator chose the passphrase you just used. Set one that only you know: until then nothing can be signed "
    "with it. You have a new key for signing; what you signed before stays valid."
)
_BEFORE_REMEDY = (
    "If that was not you, tell another administrator: somebody may have signed in your name. The audit log has it."
)


class OwnPassphrasePage(OnTheWay):
    """``done`` when the passphrase is set, ``given_up`` to lock again."""

    def __init__(self, theme: Theme, runner: Runner, desk: Desk) -> None:
        super().__init__(theme, runner, desk)
        column = self.column
        column.addWidget(label("Set your own passphrase", "title"))
        column.addWidget(label(desk.me.signature_name, "strong"))
        column.addWidget(label(_WORDS, "body", "text2", wrap=True))
        self.before = MessageBar(theme, closable=False)
        self.before.setObjectName("own.before")
        column.addWidget(self.before)
        runner.submit_read(lambda: before_in_words(desk), context=self, on_ok=self._tell_before)
        self.given, self.new, self.again = (PassphraseEdit(theme) for _ in range(3))
        column.addWidget(labelled("The passphrase you were given", self.given, "own.given"))
        column.addWidget(labelled("Your own passphrase", self.new, "own.new", PASSPHRASE_HINT))
        column.addWidget(labelled("Your own passphrase again", self.again, "own.again"))
        self.again.submitted.connect(self.try_go)
        column.addWidget(self.messages)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Setting the passphrase")
        self._busy.hide()
        column.addWidget(self._busy)
        self.go = button(theme, "Set passphrase", self.try_go, role="primary", object_name="own.go")
        column.addWidget(self.go)
        back = button(theme, "Lock again", self.given_up.emit, role="link", object_name="own.back")
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.given)

    def _tell_before(self, said: str) -> None:
        if said:
            self.before.show_text("should", said, _BEFORE_REMEDY)

    def try_go(self) -> None:
        """Set it once it is complete."""
        if not self.go.isEnabled():
            return
        me = self._desk.me
        fault = passphrase_fault(self.new.text(), self.again.text(), (me.login, me.name))
        if not self.given.text():
            fault = "Type the passphrase you were given."
        if fault:
            self.messages.show_text("must", fault)
            return
        sitting, old, new = self._desk.sitting, self.given.text(), self.new.text()
        self.messages.clear()
        self._busy.show()
        self.alone = False
        self.go.setEnabled(False)
        self._runner.submit_paper(
            lambda: sitting.change_passphrase(old, new),
            context=self,
            on_ok=lambda _nothing: self.ended(),
            on_error=self.failed,
        )

    def failed(self, error: Exception) -> None:
        """What was given is typed again."""
        if not self.alone:
            self._busy.hide()
            self.given.clear()
        super().failed(error)
