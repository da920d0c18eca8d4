"""Devices that clients sign on by hand: which there are, and adding one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.vault.certificates import Certificate


class AddDeviceDialog(DeskDialog):
    """A name for the device. ``asked`` carries it and the administrator's passphrase."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Add a device", "Add device", parent)
        self.setObjectName("add_device")
        self.set_subtitle("It gets a certificate that says it is a device. Clients sign on it by hand.")
        self.called, self.own = QLineEdit(), PassphraseEdit(theme)
        self.called.setMaxLength(40)
        self.field("Name of the device", self.called, "device.name", "By its place, for example front desk tablet.")
        self.field("Your passphrase", self.own, "device.own")
        self.own.submitted.connect(self.try_go)

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        if not self.called.text().strip() or not self.own.text():
            self.messages.show_text("must", "Name the device and type your passphrase.")
            return
        self.asked.emit(self.called.text().strip(), self.own.text())


class DevicesCard(Card):
    """The devices with valid certificates, and adding one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Devices that clients sign on")
        self._shell = shell
        self.devices = label("", "body", wrap=True)
        self.add(self.devices)
        self.fault = label("", "small", "danger", wrap=True)
        self.add(self.fault)
        self.more = button(shell.theme, "Add device…", self.ask, object_name="device.add")
        self.more.setVisible("issuing" in shell.desk.sitting.compartments)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.read()

    def read(self) -> None:
        """Read the devices."""
        self._shell.runner.submit_read(
            self._shell.desk.sitting.authority.devices, context=self, on_ok=self._show, on_error=self._failed
        )

    def ask(self) -> None:
        """Ask for a new device."""
        dialog, authority = AddDeviceDialog(self._shell.theme, self), self._shell.desk.sitting.authority

        def done(_made: object) -> None:
            dialog.accept()
            self.read()
            self._shell.toast("Clients can sign on it now")

        def asked(called: str, own: str) -> None:
            dialog.busy()
            self._shell.runner.submit_paper(
                lambda: authority.add_device(own, called),
                context=dialog,
                on_ok=done,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )

        dialog.asked.connect(asked)
        dialog.open()

    def _show(self, devices: Sequence[Certificate]) -> None:
        told = [f"{one.name.removeprefix('Device: ')}, until {show_date(one.not_after.date())}" for one in devices]
        self.devices.setText("\n".join(told) or "None yet. An administrator adds them.")

    def _failed(self, error: Exception) -> None:
        self.fault.setText(words_of(error)[0])
