"""How the person at the desk gets in: the passphrase alone, or together with a key stick or a security key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.choosing import NameFile, name_file
from ehr_desk.ui.pages.base import STAFF, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.staff_dialogs import OwnPassphraseDialog
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import empty_layout, label
from ehr_desk.vault.factors import PASSPHRASE

if TYPE_CHECKING:
    from ehr_desk.vault.own_access import WayIn
    from ehr_desk.vault.security_key import SecurityKey

_WHAT = (
    "With a second secret a stolen copy of the record cannot be guessed at: your passphrase opens only together with "
    "it, at every unlock and signature. If you lose it, an administrator gives you new access."
)
_STICK = "A file on a USB stick becomes the second half of your passphrase. Keep the stick with you, not on this desk."
_KEY = "Plug in your FIDO2 security key and touch it twice when it blinks. Not yet tested with real keys of all makers."


class WaysCard(Card):
    """Shows the ways in; each change asks for the passphrase. ``name_file`` asks where the stick's file goes."""

    def __init__(self, shell: Shell, ask_file: NameFile = name_file, key: Callable[[], SecurityKey] | None = None):
        super().__init__("Key stick and security key")
        self._shell = shell
        self._ask_file = ask_file
        self._key = key or _plugged_in
        self.add(label(_WHAT, "small", "text2", wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.stick = button(shell.theme, "Make a key stick…", self.make_stick, object_name="me.stick")
        self.security_key = button(shell.theme, "Add a security key…", self.add_key, object_name="me.key")
        for made in (self.stick, self.security_key):
            line.addWidget(made)
        line.addStretch(1)
        self.body.addLayout(line)

    def show_ways(self, ways: Sequence[WayIn]) -> None:
        """Show what opens the person's keys."""
        empty_layout(self._list)
        for way in ways:
            around = QWidget()
            row = QHBoxLayout(around)
            row.setContentsMargins(0, 0, 0, 0)
            words = "Passphrase alone" if way.kind == PASSPHRASE else f"Passphrase and {way.words}"
            row.addWidget(label(words), 1)
            if way.kind != PASSPHRASE:
                off = button(self._shell.theme, "Take off…", partial(self.take_off, way), role="link")
                off.setObjectName(f"me.off.{way.slot_id}")
                off.setAccessibleName(f"Take off: {way.words}")
                row.addWidget(off)
            self._list.addWidget(around)

    def make_stick(self) -> None:
        """Ask where the file goes, then for the passphrase."""
        path = self._ask_file("Where the key stick's file goes", f"{self._shell.desk.me.login}.ehrkey")
        if path is None:
            return
        sitting = self._shell.desk.sitting
        self._ask("Make a key stick", "Make it", _STICK, lambda own: sitting.add_key_stick(own, Path(path)))

    def add_key(self) -> None:
        """Ask for the passphrase, then for two touches."""
        sitting, key = self._shell.desk.sitting, self._key
        self._ask("Add a security key", "Add it", _KEY, lambda own: sitting.add_security_key(own, key()))

    def take_off(self, way: WayIn) -> None:
        """Ask for the passphrase, then take a second secret off."""
        sitting = self._shell.desk.sitting
        words = "From then on it is no longer needed. Without any, your passphrase opens the record alone again."
        self._ask(f"Take off the {way.words}", "Take off", words, lambda own: sitting.remove_way(own, way.slot_id))

    def _ask(self, title: str, verb: str, words: str, act: Callable[[str], None]) -> None:
        dialog = OwnPassphraseDialog(self._shell.theme, title, verb, words, self)

        def done(_nothing: object) -> None:
            dialog.accept()
            self._shell.changed(Changed.of(STAFF))
            self._shell.toast("Done: your way in has changed")

        def go(own: str) -> None:
            dialog.busy()
            self._shell.runner.submit_paper(
                lambda: act(own), context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
            )

        dialog.asked.connect(go)
        dialog.open()


def _plugged_in() -> SecurityKey:
    from ehr_desk.vault.security_key import SecurityKey

    return SecurityKey()
