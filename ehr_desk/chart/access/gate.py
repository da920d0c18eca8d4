"""The gate of the charts: besides the role, the caseload."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from ehr_desk.chart.access import reader
from ehr_desk.chart.access.rules import Ties, sees
from ehr_desk.chart.clinic.service import read_clinic
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.permissions import refusal
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import Refused
from ehr_desk.vault.sitting import Sitting

_WHO_ELSE = (
    "It can be opened by its primary staff member, the care team, whoever covers for them, and supervisors. In an "
    "emergency you can open it yourself, with a reason."
)


class NotOnCaseload(Refused):
    """The chart is limited to a caseload that the person at the desk is not part of."""

    def __init__(self, client_id: str) -> None:
        super().__init__("This chart is not on your caseload.", _WHO_ELSE)
        self.client_id = client_id


class ChartGate(Gate):
    """The acts of the person at the desk with charts."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock) -> None:
        super().__init__(sitting, me)
        self._clock = clock

    def require_chart(self, act: str, client_id: str) -> None:
        """Refuse where the role does not permit the act or the chart is not open. Not inside a write transaction."""
        with self.noting(act, client_id), self._sitting.read() as session:
            self.require_in(session, act, client_id)

    def require_charts(self, act: str, client_ids: Iterable[str]) -> None:
        """The same for several charts; the first that is not open refuses, in one event."""
        self.require(act)
        for client_id in dict.fromkeys(client_ids):
            self.require_chart(act, client_id)

    def require_in(self, session: Session, act: str, client_id: str) -> None:
        """The same within an open session; the caller notes the refusal (:meth:`noting`)."""
        if not self.may(act):
            raise refusal(self.me, act)
        if not client_id or not self._limited(session):
            return
        if not sees(self.me.role, self._ties(session, client_id), caseload_only=True):
            raise NotOnCaseload(client_id)

    def visible(self, session: Session) -> frozenset[str] | None:
        """The clients whose charts are open to the person at the desk; None where all are."""
        if sees(self.me.role, Ties(), caseload_only=self._limited(session)):
            return None
        today, now, mine = self._clock.today(), self._clock.now(), self.me.id
        return frozenset(
            reader.primary_clients(session, mine)
            | reader.assigned_clients(session, mine, today)
            | reader.session_clients(session, mine, today)
            | reader.emergency_clients(session, mine, now)
        )

    def _limited(self, session: Session) -> bool:
        return read_clinic(session).caseload_only

    def _ties(self, session: Session, client_id: str) -> Ties:
        mine, today = self.me.id, self._clock.today()
        return Ties(
            primary=client_id in reader.primary_clients(session, mine),
            assigned=client_id in reader.assigned_clients(session, mine, today),
            leads_a_session=client_id in reader.session_clients(session, mine, today),
            emergency=client_id in reader.emergency_clients(session, mine, self._clock.now()),
        )
