"""What waits, for the person at the desk. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.access.reader import emergencies
from ehr_desk.chart.clients.reader import all_clients
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.entries.state import StoredState, StoredStates
from ehr_desk.chart.sessions.reader import day_list
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks import reader
from ehr_desk.chart.tasks.attention import attention, expected_discharge
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.rows import (
    Attention,
    CaseloadLine,
    DischargeExpected,
    DraftWaiting,
    NoteOwed,
    ReviewDue,
    Waiting,
)
from ehr_desk.chart.tasks.rules import DEFAULT_RULES, DueRules, open_episode, reliable_changes, review_due
from ehr_desk.common.clock import Clock
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting


@dataclass(frozen=True)
class OnMyList:
    """One row of the caseload."""

    client: ClientRow
    line: CaseloadLine


@dataclass(frozen=True)
class _Everything:
    """What waits in the whole clinic, read once for a list of clients."""

    owed: Mapping[str, Sequence[NoteOwed]]
    cosign: Mapping[str, int]
    sessions: Mapping[str, Sequence[PlannedSessionRow]]

    def of(self, client_id: str, drafts: Sequence[DraftRow]) -> Waiting:
        return Waiting(
            notes_owed=self.owed.get(client_id, ()),
            drafts=[draft.title for draft in drafts if draft.client_id == client_id],
            cosign=self.cosign.get(client_id, 0),
            sessions=self.sessions.get(client_id, ()),
        )


class TaskService:
    """Notes owed, reviews due, drafts, the co-sign queue, and what to look at in a chart."""

    def __init__(
        self,
        sitting: Sitting,
        me: StaffRow,
        heart: Heart,
        clock: Clock,
        *,
        forms: Iterable[Form] = (),
        rules: DueRules = DEFAULT_RULES,
    ) -> None:
        self._sitting = sitting
        self._me = me
        self._heart = heart
        self._clock = clock
        self._gate = ChartGate(sitting, me, clock)
        self._reliable = reliable_changes(forms)
        self._rules = rules

    def notes_owed(self) -> list[NoteOwed]:
        """The notes the person at the desk owes, oldest first."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return reader.notes_owed(session, self._me.id, self._clock.local())

    def unsigned_drafts(self, drafts: Sequence[DraftRow]) -> list[DraftWaiting]:
        """The given drafts (``DraftService.mine``) by age."""
        return reader.unsigned_drafts(drafts, self._clock.now(), rules=self._rules)

    def cosign_count(self) -> int:
        """How many entries of other people wait for a co-signature."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return len(reader.cosign_waiting(session, self._me.id))

    def reviews_due(self, *, within_days: int | None = None) -> list[ReviewDue]:
        """First plans and plan reviews that are overdue or due soon, of all clients, the most urgent first."""
        self._gate.require("read charts")
        days = self._rules.review_soon if within_days is None else within_days
        today = self._clock.today()
        with self._sitting.read() as session:
            clients = self._clients(session)
            states = self._states(session, clients)
            found = [
                review_due(states.of(client.id), today, client_id=client.id, rules=self._rules) for client in clients
            ]
        return sorted((due for due in found if due and due.days <= days), key=lambda due: due.days)

    def attention(self, client_id: str) -> list[Attention]:
        """The quiet list of a chart."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            # The chart shows every entry that waits, one's own too; the caseload only what one could co-sign.
            pending = sum(line.client_id == client_id for line in reader.cosign_waiting(session))
            return self._emergencies(session, client_id) + attention(
                self._state(session, client_id),
                self._clock.today(),
                waiting=replace(self._everything(session).of(client_id, ()), cosign=pending),
                reliable=self._reliable,
                rules=self._rules,
            )

    def caseload(self, *, drafts: Sequence[DraftRow] = (), mine_only: bool = False) -> list[OnMyList]:
        """Every client open to the person at the desk by family name, with the line of the list; only those whose
        primary staff member I am, if asked.

        ``drafts`` are those of ``DraftService.mine``.
        """
        self._gate.require("read charts")
        today = self._clock.today()
        with self._sitting.read() as session:
            everything = self._everything(session)
            clients = [
                client for client in self._clients(session) if not mine_only or client.primary_staff_id == self._me.id
            ]
            states = self._states(session, clients)
            return [
                OnMyList(
                    client,
                    caseload_line(
                        states.of(client.id),
                        today,
                        waiting=everything.of(client.id, drafts),
                        rules=self._rules,
                    ),
                )
                for client in clients
            ]

    def _emergencies(self, session: Session, client_id: str) -> list[Attention]:
        """The mark of an emergency access: while it is open, and until a supervisor has looked at it."""
        now, zone = self._clock.now(), self._clock.local().tzinfo
        names = {row.id: row.name for row in read_staff(session)}
        return [
            Attention(
                "warning",
                f"Emergency access: {names.get(each.staff_id, 'somebody')}, "
                + (f"until {each.ends_at.astimezone(zone):%H:%M}." if each.open_at(now) else "waits for its review."),
                "access",
            )
            for each in emergencies(session, client_id=client_id)
            if each.open_at(now) or not each.reviewed
        ]

    def _clients(self, session: Session) -> list[ClientRow]:
        open_to_me = self._gate.visible(session)
        return [client for client in all_clients(session) if open_to_me is None or client.id in open_to_me]

    def discharges_expected(self, client_ids: Collection[str], *, within_days: int) -> list[DischargeExpected]:
        """Which of the clients are expected to leave within so many days, or should have left already."""
        last = self._clock.today() + timedelta(days=within_days)
        with self._sitting.read() as session:
            states = StoredStates(session, client_ids, self._heart.fold_by_name)
            found = [(one, expected_discharge(states.of(one), open_episode(states.of(one)))) for one in client_ids]
        return [DischargeExpected(client_id, on) for client_id, on in found if on is not None and on <= last]

    def _states(self, session: Session, clients: Sequence[ClientRow]) -> StoredStates:
        return StoredStates(session, [client.id for client in clients], self._heart.fold_by_name)

    def _state(self, session: Session, client_id: str) -> StoredState:
        return StoredState(session, client_id, self._heart.fold_by_name)

    def _everything(self, session: Session) -> _Everything:
        owed: dict[str, list[NoteOwed]] = {}
        for note in reader.notes_owed(session, self._me.id, self._clock.local()):
            owed.setdefault(note.client_id, []).append(note)
        cosign: dict[str, int] = {}
        for line in reader.cosign_waiting(session, self._me.id):
            cosign[line.client_id] = cosign.get(line.client_id, 0) + 1
        sessions: dict[str, list[PlannedSessionRow]] = {}
        for planned in day_list(session, self._clock.today()):
            for client_id in planned.client_ids:
                sessions.setdefault(client_id, []).append(planned)
        return _Everything(owed, cosign, sessions)
