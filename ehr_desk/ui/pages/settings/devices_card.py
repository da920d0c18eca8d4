"""Devices that clients sign on by hand: which there are, adding, renewing and revoking one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.signing_words import device_name, device_words
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label

if TYPE_CHECKING:
    from ehr_desk.vault.certificates import Certificate

_ADDED = "Clients can sign on it now"
_REVOKED = "Revoked. Hand out the lists of revoked certificates again"


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


class ChosenDeviceDialog(DeskDialog):
    """One of the devices, perhaps a reason, and the administrator's passphrase. ``asked`` carries the fingerprint, the
    reason (empty where none is asked) and the passphrase."""

    asked = Signal(str, str, str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        verb: str,
        words: str,
        devices: Sequence[Certificate],
        parent: QWidget | None = None,
        *,
        for_good: bool = False,
    ) -> None:
        super().__init__(theme, title, verb, parent, role="danger" if for_good else "primary")
        self.setObjectName("chosen_device")
        self.set_subtitle(words)
        self._devices: dict[str, str] = {}
        for one in devices:
            called = device_name(one)
            if called in self._devices:  # two bear one name: the certificate's number tells them apart
                called = f"{called} ({one.serial[-6:]})"
            self._devices[called] = one.fingerprint
        self.which, self.own = ChoiceCombo(tuple(self._devices), empty="Choose the device"), PassphraseEdit(theme)
        self.field("Device", self.which, "device.which")
        self.reason = QLineEdit() if for_good else None
        if self.reason is not None:
            self.field("Reason", self.reason, "device.reason")
        self.field("Your passphrase", self.own, "device.own")
        self.own.submitted.connect(self.try_go)
        self.fit(520, 460)

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        mark = self._devices.get(self.which.value(), "")
        reason = self.reason.text().strip() if self.reason is not None else ""
        if not mark or not self.own.text() or (self.reason is not None and not reason):
            also = ", say why" if self.reason is not None else ""
            self.messages.show_text("must", f"Choose the device{also} and type your passphrase.")
            return
        self.asked.emit(mark, reason, self.own.text())


class DevicesCard(Card):
    """The clinic's devices with the terms of their certificates: adding one, renewing and revoking."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Devices that clients sign on")
        self._shell = shell
        self._all: list[Certificate] = []
        allowed = "issuing" in shell.desk.sitting.compartments
        self._none = f"None yet. {'Add the one that clients sign on.' if allowed else 'An administrator adds them.'}"
        self.devices = label("", "body", wrap=True)
        self.add(self.devices)
        self.fault = label("", "small", "danger", wrap=True)
        self.add(self.fault)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.more = button(shell.theme, "Add device…", self.ask, object_name="device.add")
        self.renew = button(shell.theme, "Renew one…", self.ask_renew, object_name="device.renew")
        self.end = button(shell.theme, "Revoke one…", self.ask_end, object_name="device.end")
        for each in (self.more, self.renew, self.end):
            each.setVisible(allowed)
            line.addWidget(each)
        line.addStretch(1)
        self.body.addLayout(line)
        self.read()

    def read(self) -> None:
        """Read the devices."""
        self._shell.runner.submit_read(
            self._shell.desk.sitting.authority.known_devices, context=self, on_ok=self._show, on_error=self._failed
        )

    def ask(self) -> None:
        """Ask for a new device."""
        dialog, authority = AddDeviceDialog(self._shell.theme, self), self._shell.desk.sitting.authority
        dialog.asked.connect(lambda called, own: self._act(dialog, lambda: authority.add_device(own, called), _ADDED))
        dialog.open()

    def ask_renew(self) -> None:
        """Ask which device gets a new certificate."""
        words = (
            "It gets a new key for two years, or until the clinic's issuing certificate ends. What it sealed before "
            "stays good."
        )
        dialog = ChosenDeviceDialog(self._shell.theme, "Renew a device", "Renew", words, self._all, self)
        authority = self._shell.desk.sitting.authority
        dialog.asked.connect(
            lambda mark, _reason, own: self._act(dialog, lambda: authority.renew_device(own, mark), "Renewed")
        )
        dialog.open()

    def ask_end(self) -> None:
        """Ask which device is revoked."""
        words = (
            "For a device that was lost or stolen. Nothing more is sealed with it, and whoever checks a paper with the "
            "record or the newest list is told. This is for good."
        )
        dialog = ChosenDeviceDialog(
            self._shell.theme, "Revoke a device", "Revoke", words, self._all, self, for_good=True
        )
        authority = self._shell.desk.sitting.authority
        dialog.asked.connect(
            lambda mark, reason, own: self._act(dialog, lambda: authority.revoke(own, mark, reason), _REVOKED)
        )
        dialog.open()

    def _act(self, dialog: DeskDialog, act: Callable[[], object], said: str) -> None:
        dialog.busy()

        def done(_made: object) -> None:
            dialog.accept()
            self.read()
            self._shell.toast(said)

        self._shell.runner.submit_paper(
            act, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
        )

    def _show(self, devices: Sequence[Certificate]) -> None:
        self._all, today = list(devices), self._shell.desk.clock.today()
        told = [device_words(one, today) for one in devices]
        self.devices.setText("\n".join(told) or self._none)
        for each in (self.renew, self.end):
            each.setEnabled(bool(devices))

    def _failed(self, error: Exception) -> None:
        self.fault.setText(words_of(error)[0])
