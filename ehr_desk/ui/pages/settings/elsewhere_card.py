"""Certificates from elsewhere that staff members sign papers with: an administrator says whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

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


class VouchDialog(DeskDialog):
    """Which certificate is confirmed. ``asked`` carries its fingerprint and the administrator's passphrase."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, waiting: Sequence[FromElsewhere], parent: QWidget | None = None) -> None:
        super().__init__(theme, "Confirm a certificate", "Confirm", parent)
        self.setObjectName("vouch")
        self.set_subtitle(
            "Anybody can make a certificate with any name. Compare the fingerprint with the one its owner has from "
            "their provider; then papers are signed with it."
        )
        self._waiting = list(waiting)
        self.which = ChoiceCombo([_named(one) for one in self._waiting], empty="Choose one")
        self.own = PassphraseEdit(theme)
        self.told = label("", "small", "text2", wrap=True)
        self.field("Whose", self.which, "vouch.which")
        self.body.addWidget(self.told)
        self.field("Your passphrase", self.own, "vouch.own")
        self.own.submitted.connect(self.try_go)
        self.which.currentIndexChanged.connect(self._tell)
        self._tell()

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        chosen = self._chosen()
        if chosen is None or not self.own.text():
            self.messages.show_text("must", "Choose the certificate and type your passphrase.")
            return
        self.asked.emit(chosen.certificate.fingerprint, self.own.text())

    def _chosen(self) -> FromElsewhere | None:
        return next((one for one in self._waiting if _named(one) == self.which.value()), None)

    def _tell(self, _index: int = 0) -> None:
        chosen = self._chosen()
        self.told.setText(vouching_words(chosen) if chosen else "")


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
        self._all = [one for one in found if not one.certificate.retired_at]
        self.told.setText("\n".join(from_elsewhere_words(one) for one in self._all))
        self.confirm.setVisible(any(not one.vouched for one in self._all))
        self.setVisible(bool(self._all))

    def _failed(self, error: Exception) -> None:
        self.fault.setText(words_of(error)[0])


def _named(one: FromElsewhere) -> str:
    return f"{one.name}, {spaced(one.certificate.fingerprint)[:9]}"
