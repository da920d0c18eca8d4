"""Certificates from elsewhere that staff members sign papers with: an administrator says whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.signing_words import from_elsewhere_words, spaced, vouching_words
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.vault.other_certificates import FromElsewhere


class ElsewhereDialog(DeskDialog):
    """Which certificate, and the administrator's passphrase."""

    def __init__(
        self, theme: Theme, title: str, verb: str, offered: Sequence[FromElsewhere], parent: QWidget | None
    ) -> None:
        super().__init__(theme, title, verb, parent)
        self.resize(theme.metrics.px(520), theme.metrics.px(440))  # the words of the chosen one come later
        self._offered = list(offered)
        self.which = ChoiceCombo([_named(one) for one in self._offered], empty="Choose one")
        self.own = PassphraseEdit(theme)
        self.told = label("", "small", "text2", wrap=True)
        self.field("Whose", self.which, "elsewhere.which")
        self.body.addWidget(self.told)
        self.which.currentIndexChanged.connect(self._tell)

    def chosen(self) -> FromElsewhere | None:
        """The certificate; ``None`` where none is chosen yet."""
        return next((one for one in self._offered if _named(one) == self.which.value()), None)

    def ends_with_own(self) -> None:
        """Ask for the passphrase last."""
        self.field("Your passphrase", self.own, "elsewhere.own")
        self.own.submitted.connect(self.try_go)

    def _tell(self, _index: int) -> None:
        chosen = self.chosen()
        self.told.setText(vouching_words(chosen) if chosen else "")


class VouchDialog(ElsewhereDialog):
    """Confirming whose a certificate is. ``asked`` carries its fingerprint and the passphrase."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, waiting: Sequence[FromElsewhere], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Confirm a certificate", "Confirm", waiting, parent)
        self.setObjectName("vouch")
        self.set_subtitle(
            "Anybody can make a certificate with any name. Compare the fingerprint with the one its owner has from "
            "their provider; then papers are signed with it."
        )
        self.ends_with_own()

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        chosen = self.chosen()
        if chosen is None or not self.own.text():
            self.messages.show_text("must", "Choose the certificate and type your passphrase.")
            return
        self.asked.emit(chosen.certificate.fingerprint, self.own.text())


class EndElsewhereDialog(ElsewhereDialog):
    """Revoking one for good. ``asked`` carries its fingerprint, the reason and the passphrase."""

    asked = Signal(str, str, str)

    def __init__(self, theme: Theme, offered: Sequence[FromElsewhere], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Revoke a certificate from elsewhere", "Revoke", offered, parent)
        self.setObjectName("end_elsewhere")
        self.set_subtitle("It signs no papers here any more. Papers of the record signed before stay good.")
        self.reason = QLineEdit()
        self.field("Reason", self.reason, "elsewhere.reason")
        self.ends_with_own()

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        chosen, reason = self.chosen(), self.reason.text().strip()
        if chosen is None or not reason or not self.own.text():
            self.messages.show_text("must", "Choose the certificate, say why, and type your passphrase.")
            return
        self.asked.emit(chosen.certificate.fingerprint, reason, self.own.text())


class ElsewhereCard(Card):
    """The certificates and who has confirmed them. Not shown to those who cannot confirm any."""

    def __init__(self, shell: Shell, confirmed: Callable[[], None]) -> None:
        super().__init__("Certificates from elsewhere")
        self._shell = shell
        self._confirmed = confirmed
        self._all: list[FromElsewhere] = []
        self.told = label("", "body", wrap=True)
        self.add(self.told)
        self.fault = label("", "small", "danger", wrap=True)
        self.add(self.fault)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.confirm = button(shell.theme, "Confirm one…", self.ask, object_name="vouch.ask")
        line.addWidget(self.confirm)
        line.addWidget(button(shell.theme, "Revoke one…", self.ask_end, object_name="elsewhere.end"))
        line.addStretch(1)
        self.body.addLayout(line)
        self.setVisible(False)
        if "issuing" in shell.desk.sitting.compartments:
            self.read()

    def read(self) -> None:
        """Read the certificates, for an administrator."""
        if "issuing" in self._shell.desk.sitting.compartments:
            self._shell.runner.submit_read(
                self._shell.desk.own_keys.from_elsewhere, context=self, on_ok=self._show, on_error=self._failed
            )

    def ask(self) -> None:
        """Ask which one is confirmed."""
        keys = self._shell.desk.own_keys
        dialog = VouchDialog(self._shell.theme, [one for one in self._all if not one.vouched], self)
        dialog.asked.connect(lambda mark, own: self._act(dialog, lambda: keys.vouch(own, mark), "Confirmed"))
        dialog.open()

    def ask_end(self) -> None:
        """Ask which one is revoked."""
        keys, dialog = self._shell.desk.own_keys, EndElsewhereDialog(self._shell.theme, self._all, self)
        dialog.asked.connect(
            lambda mark, reason, own: self._act(dialog, lambda: keys.revoke(own, mark, reason), "Revoked")
        )
        dialog.open()

    def _act(self, dialog: DeskDialog, act: Callable[[], None], said: str) -> None:
        dialog.busy()

        def done(_nothing: object) -> None:
            dialog.accept()
            self.read()
            self._confirmed()
            self._shell.toast(said)

        self._shell.runner.submit_paper(
            act, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
        )

    def _show(self, found: Sequence[FromElsewhere]) -> None:
        self._all = [one for one in found if not one.ended]
        self.told.setText("\n".join(from_elsewhere_words(one) for one in self._all))
        self.confirm.setVisible(any(not one.vouched for one in self._all))
        self.setVisible(bool(self._all))

    def _failed(self, error: Exception) -> None:
        self.fault.setText(words_of(error)[0])


def _named(one: FromElsewhere) -> str:
    return f"{one.name}, {spaced(one.certificate.fingerprint)[:9]}"
