"""What staff can do with client facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.clients.reader import all_clients, one_client, row_hash
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts, check_facts, tidy
from ehr_desk.chart.clients.tables import Client, ClientFactHistory
from ehr_desk.chart.staff.permissions import may
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit


class ClientService:
    """Add clients and keep their facts; every change keeps what stood before and is audited."""

    def __init__(self, sitting: Sitting, me: StaffRow, clock: Clock, ids: Ids) -> None:
        self._sitting = sitting
        self._me = me
        self._clock = clock
        self._ids = ids
        self._gate = ChartGate(sitting, me, clock)

    def all(self) -> list[ClientRow]:
        """Every client whose chart is open to the person at the desk, by family name."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            open_to_me = self._gate.visible(session)
            return [row for row in all_clients(session) if open_to_me is None or row.id in open_to_me]

    def for_emergency(self, family_name: str, date_of_birth: date) -> list[ClientRow]:
        """Clients of exactly this name and date of birth, also outside of the caseload: whoever opens a chart in an
        emergency knows whose. The search stands in the audit log."""
        self._gate.require("open charts in an emergency")
        name = " ".join(family_name.split()).casefold()
        with self._sitting.read() as session:
            every = all_clients(session)
        found = [row for row in every if row.family_name.casefold() == name and row.date_of_birth == date_of_birth]
        with self._sitting.write() as unit:
            unit.record("client.searched", entity="page", entity_id="emergency", detail={"found": len(found)})
        return found

    def one(self, client_id: str) -> ClientRow:
        """One client by id."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            return one_client(session, client_id)

    def add(self, facts: ClientFacts) -> ClientRow:
        """Add a client. Raises ``UserError`` where a fact cannot be right or the record number is taken."""
        self._gate.require("admit clients")
        facts = tidy(facts)
        check_facts(facts, self._clock.today())
        client_id = self._ids.new()
        with self._sitting.write() as unit:
            number = facts.record_number or _next_number(unit.session)
            _refuse_taken(unit.session, number, client_id)
            now = stamp(self._clock.now())
            values = _columns(facts) | {"record_number": number}
            client = Client(id=client_id, created_at=now, changed_at=now, **values)
            unit.session.add(client)
            unit.record(
                "client.added",
                entity="client",
                entity_id=client_id,
                client_id=client_id,
                detail={"row": row_hash(client)},
            )
        return self._read(client_id)

    def change(self, client_id: str, facts: ClientFacts) -> ClientRow:
        """Change a client's facts; unchanged ones are left alone, changed ones keep what stood before. Who the primary
        staff member is stays: that opens charts, see :meth:`set_primary`."""
        self._gate.require_chart("change client facts", client_id)
        facts = tidy(facts)
        check_facts(facts, self._clock.today())
        with self._sitting.write() as unit:
            client = unit.session.get_one(Client, client_id)
            values = _columns(facts) | {"primary_staff_id": client.primary_staff_id}
            if not values["record_number"]:
                values["record_number"] = client.record_number
            _refuse_taken(unit.session, values["record_number"], client_id)
            self._rewrite(unit, client, values)
        return self._read(client_id)

    def set_primary(self, client_id: str, staff_id: str) -> ClientRow:
        """Make somebody the client's primary staff member. Raises ``UserError`` where they read no charts."""
        self._gate.require("assign staff to clients")
        with self._sitting.write() as unit:
            who = next((row for row in read_staff(unit.session) if row.id == staff_id), None)
            if who is None or not may(who, "read charts"):
                raise UserError("This person reads no charts.", "Choose somebody in a clinical role who has access.")
            self._rewrite(unit, unit.session.get_one(Client, client_id), {"primary_staff_id": staff_id})
        return self._read(client_id)

    def _rewrite(self, unit: Unit, client: Client, values: Mapping[str, str]) -> None:
        """Write what is different, keep what stood before, and enter one event for all of it."""
        changed = [name for name, value in values.items() if getattr(client, name) != value]
        now = stamp(self._clock.now())
        for name in changed:
            unit.session.add(
                ClientFactHistory(
                    id=self._ids.new(),
                    client_id=client.id,
                    field=name,
                    before=getattr(client, name),
                    changed_at=now,
                    changed_by=self._me.id,
                )
            )
            setattr(client, name, values[name])
        if changed:
            client.changed_at = now
            unit.record(
                "client.changed",
                entity="client",
                entity_id=client.id,
                client_id=client.id,
                detail={"fields": sorted(changed), "row": row_hash(client)},
            )

    def _read(self, client_id: str) -> ClientRow:
        """Whoever added or changed a client sees what they did, also where the client is on another caseload now."""
        with self._sitting.read() as session:
            return one_client(session, client_id)


def _columns(facts: ClientFacts) -> dict[str, str]:
    return {**asdict(facts), "date_of_birth": facts.date_of_birth.isoformat()}


def _next_number(session: Session) -> str:
    count = session.scalar(select(func.count()).select_from(Client)) or 0
    while session.scalar(select(Client.id).where(Client.record_number == f"{count + 1001}")) is not None:
        count += 1
    return f"{count + 1001}"


def _refuse_taken(session: Session, number: str, client_id: str) -> None:
    holder = session.scalar(select(Client.id).where(Client.record_number == number))
    if holder is not None and holder != client_id:
        raise UserError("This record number belongs to another client.", "Leave it empty to be given a free one.")
