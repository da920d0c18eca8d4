"""Revoking somebody's certificate: why, since when, and the administrator's own passphrase."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.ui.pages.settings.staff_dialogs import StaffDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.text import label


class RevokeDialog(StaffDialog):
    """``asked`` carries the reason, the day (``YYYY-MM-DD``) and the passphrase."""

    asked = Signal(str, str, str)

    def __init__(self, theme: Theme, clock: Clock, row: StaffRow, parent: QWidget | None = None) -> None:
        words = (
            f"For a key that may be in other hands. {row.name} signs nothing until you give them a new passphrase, "
            "which brings a new key. Everybody who checks a paper is told. This is for good."
        )
        super().__init__(theme, "Revoke the certificate", "Revoke", words, parent, role="danger")
        self.setObjectName("revoke_certificate")
        self._clock = clock
        self.reason, self.since = QLineEdit(), DateEdit(theme, clock)
        self.since.set_value(clock.today().isoformat())
        self.field("Reason", self.reason, "staff.reason")
        self.field("Not to be trusted since", self.since, "staff.since")
        hint = "What was signed before this day stays trusted where the record or a timestamp proves it."
        self.body.addWidget(label(hint, "small", "text3", wrap=True))
        self.ends_with_own()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand everything over."""
        if self.ready(self._fault()):
            self.asked.emit(self.reason.text().strip(), self.since.value(), self.own.text())

    def _fault(self) -> str:
        if not self.reason.text().strip():
            return "Say why the certificate must not be trusted any more."
        try:
            day = date.fromisoformat(self.since.value())
        except ValueError:
            return "Enter the day since when it must not be trusted."
        return "The day lies in the future." if day > self._clock.today() else ""
