"""What is said above every page: a history that does not fit, a certificate that ends, a desk about to lock itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.ui.pages.record.words import count
from ehr_desk.ui.pages.settings.signing_words import issuing_ends
from ehr_desk.ui.shell.status import SOON
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from ehr_desk.chart.losses.rows import Losses
    from ehr_desk.desk import Desk

_ALARM_REMEDY = (
    "You can go on working. Tell your administrator now: entries signed since then may be missing here. If a backup "
    "was put back on purpose, an administrator or a supervisor answers for it on the audit page."
)

_LOSSES = "The audit page lists them under Lost entries, by client, day and author."
_MY_LOSSES = "Your supervisor has the list. Notes of sessions stand on Today as lost, to be written again."


class Warnings(QWidget):
    """Four bars, each hidden while there is nothing to say."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._desk = desk
        self.alarm = MessageBar(theme, closable=False)
        self.alarm.setObjectName("history.alarm")
        self.losses = MessageBar(theme, closable=False)
        self.losses.setObjectName("record.losses")
        self.term = MessageBar(theme)
        self.term.setObjectName("issuing.ends")
        self.soon = MessageBar(theme, closable=False)
        self.soon.setObjectName("lock.soon")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.alarm, self.losses, self.term, self.soon):
            column.addWidget(bar)

    def of_history(self) -> None:
        """Say that the record is older than, or another one than, this computer remembers."""
        alarms = self._desk.sitting.alarms
        if alarms:
            self.alarm.show_text("must", " ".join(alarm.sentence() for alarm in alarms), _ALARM_REMEDY)
        else:
            self.alarm.clear()

    def of_losses(self, losses: Losses, *, mine: bool) -> None:
        """Say that signed entries were lost with a damaged file, until somebody has answered for it. ``mine``: only
        those of the person at the desk were asked for."""
        if not losses.waiting or losses.salvaged_at is None:
            self.losses.clear()
            return
        on = show_date(losses.salvaged_at.astimezone(self._desk.clock.local().tzinfo).date())
        entries = count(len(losses.entries), "signed entry", "signed entries") + (" of yours" if mine else "")
        text = f"The record was read out of a damaged file on {on}: {entries} could not be read."
        self.losses.show_text("must", text, _MY_LOSSES if mine else _LOSSES)

    def of_term(self) -> None:
        """Say that the issuing certificate ends, while there is time to fetch the root key."""
        desk = self._desk
        until = desk.sitting.authority.issuing_until.astimezone(desk.clock.local().tzinfo).date()
        said = issuing_ends(until, desk.clock.today(), administrator="issuing" in desk.sitting.compartments)
        if said:
            self.term.show_text("should", *said)
        else:
            self.term.clear()

    def of_lock(self, seconds: int) -> None:
        """Say during the last minute that the desk locks itself. ``seconds``: until then."""
        if 0 < seconds <= SOON:
            self.soon.show_text("should", f"The desk locks itself in {seconds} s.", "Touch a key or the mouse to stay.")
        else:
            self.soon.clear()
