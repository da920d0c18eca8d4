"""What staff can do about access to charts."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.access import reader
from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.access.rows import AssignmentRow, EmergencyRow
from ehr_desk.chart.access.rules import check_assignment, check_member, check_reason, emergency_end
from ehr_desk.chart.access.tables import CareAssignment, EmergencyAccess
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting

EMERGENCY_OPENED, EMERGENCY_REVIEWED = "emergency.opened", "emergency.reviewed"


class AccessService:
    """Assign staff to clients, open a chart in an emergency, review that afterwards, answer for the record."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._me = me
        self._clock = clock
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)

    def assign(self, client_id: str, staff_id: str, relation: str, *, until_on: date | None = None) -> AssignmentRow:
        """Put somebody on a client's care team, or have them cover until a day."""
        self._gate.require("assign staff to clients")
        today, made_at = self._clock.today(), stamp(self._clock.now())
        check_assignment(relation, until_on, today)
        assignment_id = self._ids.new()
        with self._sitting.write() as unit:
            people = {row.id: row for row in read_staff(unit.session)}
            check_member(people.get(staff_id), reader.assignments(unit.session, client_id, today), relation)
            unit.session.add(
                CareAssignment(
                    id=assignment_id,
                    client_id=client_id,
                    staff_id=staff_id,
                    relation=relation,
                    until_on=until_on.isoformat() if until_on else "",
                    made_at=made_at,
                    made_by=self._me.id,
                    ended_at="",
                )
            )
            detail = {"staff": staff_id, "relation": relation, "until": until_on.isoformat() if until_on else ""}
            unit.record("access.assigned", entity="staff", entity_id=staff_id, client_id=client_id, detail=detail)
        return AssignmentRow(assignment_id, client_id, staff_id, relation, until_on, from_stamp(made_at))

    def end_assignment(self, assignment_id: str) -> None:
        """Take an assignment back. Does nothing the second time."""
        self._gate.require("assign staff to clients")
        with self._sitting.write() as unit:
            found = unit.session.get_one(CareAssignment, assignment_id)
            if not found.ended_at:
                found.ended_at = stamp(self._clock.now())
                unit.record(
                    "access.ended",
                    entity="staff",
                    entity_id=found.staff_id,
                    client_id=found.client_id,
                    detail={"staff": found.staff_id, "relation": found.relation},
                )

    def assignments(self, client_id: str) -> list[AssignmentRow]:
        """Who else works with a client today."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return reader.assignments(session, client_id, self._clock.today())

    def open_in_emergency(self, client_id: str, reason: str) -> EmergencyRow:
        """Open a chart that is not on one's caseload for some hours. The chart shows it and a supervisor reviews it."""
        self._gate.require("open charts in an emergency")
        tidy, now = check_reason(reason), self._clock.now()
        row = EmergencyRow(self._ids.new(), client_id, self._me.id, tidy, now, emergency_end(now))
        with self._sitting.write() as unit:
            unit.session.add(
                EmergencyAccess(
                    id=row.id,
                    client_id=client_id,
                    staff_id=self._me.id,
                    reason=tidy,
                    opened_at=stamp(row.opened_at),
                    ends_at=stamp(row.ends_at),
                    reviewed_at="",
                    reviewed_by="",
                    finding="",
                )
            )
            unit.record(
                EMERGENCY_OPENED,
                entity="emergency_access",
                entity_id=row.id,
                client_id=client_id,
                detail={"ends": stamp(row.ends_at)},
            )
        return row

    def limited(self) -> bool:
        """Whether there are charts that the person at the desk could open in an emergency only."""
        if not self._gate.may("open charts in an emergency"):
            return False
        with self._sitting.read() as session:
            return self._gate.visible(session) is not None

    def emergencies(self, client_id: str) -> list[EmergencyRow]:
        """The mark on a chart: who has it open in an emergency now, and what no supervisor has looked at yet."""
        self._gate.require_chart("read charts", client_id)
        now = self._clock.now()
        with self._sitting.read() as session:
            found = reader.emergencies(session, client_id=client_id)
        return [row for row in found if row.open_at(now) or not row.reviewed]

    def to_review(self) -> list[EmergencyRow]:
        """The review queue: every emergency access that no supervisor has looked at, oldest first."""
        self._gate.require("review emergency access")
        with self._sitting.read() as session:
            return reader.emergencies(session, waiting=True)

    def review(self, emergency_id: str, finding: str) -> None:
        """Say what a review found. Nobody reviews their own."""
        self._gate.require("review emergency access")
        tidy = " ".join(finding.split())
        if not tidy:
            raise UserError("The finding is missing.", "Say whether the access was called for.")
        with self._gate.noting("review emergency access"), self._sitting.write() as unit:
            found = unit.session.get_one(EmergencyAccess, emergency_id)
            if found.staff_id == self._me.id:
                raise Refused("Nobody reviews their own emergency access.", "Another supervisor can do it.")
            if found.reviewed_at:
                raise UserError("This was reviewed already.", "Look at the list again.")
            found.reviewed_at, found.reviewed_by = stamp(self._clock.now()), self._me.id
            found.finding = tidy
            unit.record(
                EMERGENCY_REVIEWED,
                entity="emergency_access",
                entity_id=emergency_id,
                client_id=found.client_id,
                detail={"staff": found.staff_id},
            )

    def answer_for_record(self, reason: str) -> None:
        """After an alarm: the record is right as it stands, for example because a backup was put back on purpose."""
        self._gate.require("answer for the record")
        self._sitting.accept_history(reason)

    def page_opened(self, page: str) -> None:
        """A page that shows clients was opened: one event for the page, none for its queries."""
        self._gate.require("read charts")
        with self._sitting.write() as unit:
            unit.record("page.opened", entity="page", entity_id=page)

    def searched(self, place: str, found: int) -> None:
        """Somebody looked for a client and chose from what was found. What was typed is kept nowhere."""
        self._gate.require("read charts")
        with self._sitting.write() as unit:
            unit.record("client.searched", entity="page", entity_id=place, detail={"found": found})
