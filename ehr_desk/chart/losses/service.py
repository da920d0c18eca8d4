"""What a damaged record lost, for those who answer for it."""

from __future__ import annotations

from dataclasses import replace

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.losses.reader import ANSWERED, read_losses
from ehr_desk.chart.losses.rows import Losses
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.vault.sitting import Sitting


class LossService:
    """Signed entries that the audit log names and that could not be read out of a damaged file."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock) -> None:
        self._sitting = sitting
        self._gate = ChartGate(sitting, me, clock)

    def all(self) -> Losses:
        """Everything that is lost, by the log."""
        self._gate.require("read the audit log")
        with self._sitting.read() as session:
            return read_losses(session)

    def mine(self) -> Losses:
        """What is lost of what the person at the desk signed."""
        with self._sitting.read() as session:
            found = read_losses(session)
        return replace(found, entries=tuple(one for one in found.entries if one.staff_id == self._gate.me.id))

    def answer(self, what_was_done: str) -> None:
        """Say what was done about it: written again, found in a backup, told to the clients. It ends the warning, and
        the list stays."""
        self._gate.require("answer for the record")
        if not what_was_done.strip():
            raise UserError("Say what was done about what is lost.", "A sentence is enough. It goes into the log.")
        with self._sitting.write() as unit:
            count = len(read_losses(unit.session).entries)
            unit.record(ANSWERED, entity="vault", detail={"entries": count, "reason": what_was_done.strip()})
