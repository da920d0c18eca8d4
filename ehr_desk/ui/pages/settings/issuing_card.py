"""The clinic's issuing certificate: until when it holds, and a new one with the root key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.choosing import ChooseFile, choose_file
from ehr_desk.ui.pages.base import CLINIC, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.pages.settings.key_dialogs import RootKeyFields
from ehr_desk.ui.pages.settings.signing_words import issuing_words
from ehr_desk.ui.pages.settings.staff_dialogs import StaffDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label

_ROOT = (
    "The root key file lies where it was taken to when the clinic was founded; its passphrase is on the first sheet."
)


class RenewIssuingDialog(StaffDialog):
    """``asked`` carries the root key file with its passphrase, and the administrator's own passphrase."""

    asked = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, choose: ChooseFile = choose_file) -> None:
        words = (
            "The clinic gets a new issuing key and certificate from its root. Certificates made before stay valid to "
            "their own end: renew them afterwards, people's under Staff, devices' here. Recipients need no other root "
            "certificate."
        )
        super().__init__(theme, "Renew the issuing certificate", "Renew", words, parent)
        self.setObjectName("renew_issuing")
        self.root = RootKeyFields(self, choose, _ROOT)
        self.ends_with_own()
        self.fit(560, 540)

    def try_go(self) -> None:
        """Hand everything over."""
        root = self.root.value()
        if self.ready(
            "" if root is not None and root[1].strip() else "Choose the root key file and type its passphrase."
        ):
            self.asked.emit(root, self.own.text())


class IssuingCard(Card):
    """Until when the issuing certificate holds."""

    def __init__(self, shell: Shell, choose: ChooseFile = choose_file) -> None:
        super().__init__("The clinic's issuing certificate")
        self._shell = shell
        self._choose = choose
        self.told = label("", "body", wrap=True)
        self.add(self.told)
        self.renew = button(shell.theme, "Renew…", self.ask, object_name="issuing.renew")
        self.renew.setVisible("issuing" in shell.desk.sitting.compartments)
        self.body.addWidget(self.renew, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_term()

    def show_term(self) -> None:
        """Say until when it holds."""
        clock, until = self._shell.desk.clock, self._shell.desk.sitting.authority.issuing_until
        self.told.setText(issuing_words(until.astimezone(clock.local().tzinfo).date(), clock.today()))

    def ask(self) -> None:
        """Ask for the root key."""
        authority, dialog = (
            self._shell.desk.sitting.authority,
            RenewIssuingDialog(self._shell.theme, self, self._choose),
        )

        def done(_nothing: object) -> None:
            dialog.accept()
            self.show_term()
            self._shell.changed(Changed.of(CLINIC))
            self._shell.toast("Renewed. Renew the certificates of people and devices next")

        def asked(root: tuple[Path, str], own: str) -> None:
            def job() -> None:
                key = presenter.root_key_of(root)
                if key is not None:
                    authority.renew_issuing(own, key)

            dialog.busy()
            self._shell.runner.submit_write(
                job, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
            )

        dialog.asked.connect(asked)
        dialog.open()
