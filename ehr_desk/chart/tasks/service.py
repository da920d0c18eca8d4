"""What waits, for the person at the desk. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from ehr_desk.chart.access.gate import ChartGate
from ehr_desk.chart.access.reader import emergencies
from ehr_desk.chart.clients.reader import all_clients, one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.additions import additions_waiting, signed_name
from ehr_desk.chart.entries.client_signs import standings
from ehr_desk.chart.entries.comparing import still_told
from ehr_desk.chart.entries.heart import Heart
from ehr_desk.chart.entries.left import drafts_left
from ehr_desk.chart.entries.quoting import resting_on_errors
from ehr_desk.chart.entries.reader import answered, lines_by_id, lines_of_forms, waiting_since
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.chart.entries.state import StoredState, StoredStates
from ehr_desk.chart.sessions.hours import WeekHours
from ehr_desk.chart.sessions.reader import led_by, made_up, weekly
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.staff.reader import read_staff
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks import reader
from ehr_desk.chart.tasks.attention import alerts, attention, expected_discharge
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.client_signs import client_signs
from ehr_desk.chart.tasks.level_adrift import adrift
from ehr_desk.chart.tasks.level_of_care import level_due
from ehr_desk.chart.tasks.plan_revision import Reviewed, plan_revision
from ehr_desk.chart.tasks.recent import RecentAttendance, RecentState
from ehr_desk.chart.tasks.rows import (
    LEVELS,
    Alert,
    Attention,
    CaseloadLine,
    CosignDue,
    DischargeExpected,
    DraftWaiting,
    LeftBehind,
    LevelDue,
    Missed,
    NoteOwed,
    ReviewDue,
    Waiting,
)
from ehr_desk.chart.tasks.rules import (
    DEFAULT_RULES,
    DueRules,
    open_episode,
    plan_in_force,
    reliable_changes,
    review_due,
)
from ehr_desk.chart.tasks.summary_lacks import lacking
from ehr_desk.chart.tasks.weeks import Weeks, read_weeks
from ehr_desk.common.clock import Clock, from_stamp
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting

_REVIEW = "plan_review"
_AROUND = timedelta(days=14)
"""Last week and a missed session's week both lie within."""
_BACK = {0: 3, 6: 2}
"""Days from Monday and from Sunday back to the weekday before; one from every other day."""


@dataclass(frozen=True)
class OnMyList:
    """One row of the caseload."""

    client: ClientRow
    line: CaseloadLine


@dataclass(frozen=True)
class DayTasks:
    """Everything that waits on one day, in the charts open to the person at the desk."""

    caseload: Sequence[OnMyList] = ()
    owed: Sequence[NoteOwed] = ()
    reviews: Sequence[ReviewDue] = ()
    missed: Sequence[Missed] = ()
    alerts: Sequence[Alert] = ()
    discharges: Sequence[DischargeExpected] = ()
    levels: Sequence[LevelDue] = ()
    left: LeftBehind = field(default_factory=LeftBehind)


@dataclass(frozen=True)
class _Chart:
    client: ClientRow
    state: Rows


@dataclass(frozen=True)
class _Everything:
    """What waits in the whole clinic, read once for a list of clients."""

    owed: Mapping[str, Sequence[NoteOwed]]
    cosign: Mapping[str, int]
    weeks: Weeks
    today: date
    planned: Mapping[str, Sequence[date]] = field(default_factory=dict)

    def of(self, client: ClientRow, state: Rows, drafts: Sequence[DraftRow] = ()) -> Waiting:
        client_id = client.id
        return Waiting(
            notes_owed=self.owed.get(client_id, ()),
            drafts=[draft.title for draft in drafts if draft.client_id == client_id],
            cosign=self.cosign.get(client_id, 0),
            sessions=[one for one in self.weeks.planned_for(client_id) if one.starts_at.date() == self.today],
            hours=self.weeks.last_and_this(client, state, self.today),
            planned=self.planned.get(client_id, ()),
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
        self._folds = heart.fold_by_name
        self._clock = clock
        self._gate = ChartGate(sitting, me, clock)
        self._reliable = reliable_changes(forms)
        self._rules = rules

    def notes_owed(self) -> list[NoteOwed]:
        """The notes the person at the desk owes, oldest first."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return reader.notes_owed(session, self._me.id, self._clock.local(), reader.due_table(session), self._folds)

    def cosign_due(self, entries: Sequence[EntryRow]) -> dict[str, CosignDue]:
        """By when each entry is to be co-signed, by its id: counted from the signature that waits, of its last version
        or of an addendum."""
        self._gate.require("co-sign")
        zone = self._clock.local().tzinfo
        with self._sitting.read() as session:
            table, program_on = reader.due_table(session), reader.programs(session, entries, self._folds)
            ids = [one.entry_id for one in entries]
            since, added = waiting_since(session, ids), additions_waiting(session, ids)
            found = {}
            for one in entries:
                signed = from_stamp(since.get(one.entry_id, one.signed_at)).astimezone(zone).date()
                due = table.due("cosign", signed, program_on(one.client_id, one.effective_on))
                addendum = added.get(one.entry_id)
                found[one.entry_id] = CosignDue(signed, due, "" if addendum is None else signed_name(addendum))
            return found

    def unsigned_drafts(self, drafts: Sequence[DraftRow]) -> list[DraftWaiting]:
        """The given drafts (``DraftService.mine``) by age."""
        return reader.unsigned_drafts(drafts, self._clock.now(), rules=self._rules)

    def left_by(self, staff_id: str) -> tuple[int, int]:
        """How many notes somebody owes and how many drafts they have: asked before their access ends."""
        self._gate.require("manage staff")
        with self._sitting.read() as session:
            owed = reader.notes_owed(session, staff_id, self._clock.local(), reader.due_table(session))
            return len(owed), len(drafts_left(session, [staff_id]))

    def attention(self, client_id: str) -> list[Attention]:
        """The quiet list of a chart."""
        self._gate.require_chart("read charts", client_id)
        with self._sitting.read() as session:
            # The chart shows every entry that waits, one's own too; the caseload only what one could co-sign.
            pending = sum(line.client_id == client_id for line in reader.cosign_waiting(session))
            client, state = one_client(session, client_id), self._state(session, client_id)
            rules = self._rules_in(session)
            found = attention(
                state,
                self._clock.today(),
                waiting=replace(self._everything(session, rules).of(client, state), cosign=pending),
                reliable=self._reliable,
                rules=rules,
                resting=still_told(session, resting_on_errors(session, client_id)),
            )
            undrawn = client_signs(standings(session, client_id, self._sitting.trust))
            revise = plan_revision(state, _last_review(session, client_id, state))
            lacks = lacking(session, client_id, state) + adrift(session, client_id, state)
            found = sorted(found + revise + undrawn + lacks, key=lambda one: LEVELS.index(one.level))
            return self._emergencies(session, client_id) + found

    def caseload(self, *, drafts: Sequence[DraftRow] = (), mine_only: bool = False) -> list[OnMyList]:
        """Every client open to the person at the desk by family name, with the line of the list; only those whose
        primary staff member I am, if asked.

        ``drafts`` are those of ``DraftService.mine``.
        """
        self._gate.require("read charts")
        with self._sitting.read() as session:
            charts = self._charts(session)
            if mine_only:
                charts = [one for one in charts if one.client.primary_staff_id == self._me.id]
            rules = self._rules_in(session)
            return self._lines(charts, self._everything(session, rules), drafts, rules)

    def day(self, drafts: Sequence[DraftRow] = ()) -> DayTasks:
        """Everything that waits today, read at once: each stored fold of all clients with one query."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            rules = self._rules_in(session)
            charts, everything = self._charts(session), self._everything(session, rules)
            return DayTasks(
                caseload=self._lines(charts, everything, drafts, rules),
                owed=[note for notes in everything.owed.values() for note in notes],
                reviews=self._reviews(charts, rules, everything.planned),
                missed=self._missed(session, charts),
                alerts=self._alerts(charts),
                levels=self._levels(session, charts, rules),
                left=self._left(session) if self._me.role == "supervisor" else LeftBehind(),
                discharges=self._expected(charts, self._clock.today() + timedelta(days=self._rules.discharge_soon)),
            )

    def hours(self, day: date) -> list[tuple[ClientRow, WeekHours]]:
        """The hours of every client in treatment, in the week of a day, the furthest under the minimum first."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            # What was missed in a week may be made up for in the next one.
            weeks = read_weeks(session, day, self._clock.local(), weeks_ahead=1)
            found = [(one.client, weeks.of(one.client, one.state, day)) for one in self._charts(session, day)]
        return sorted(((client, one) for client, one in found if one), key=lambda pair: -pair[1].shortfall)

    def levels(self) -> list[LevelDue]:
        """What waits about the level of care in the charts open to the person at the desk, what matters most first."""
        self._gate.require("read charts")
        with self._sitting.read() as session:
            return self._levels(session, self._charts(session), self._rules)

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

    def _left(self, session: Session) -> LeftBehind:
        """What people without access left undone, in the charts open to me: somebody else has to write it."""
        gone = {row.id: row.name for row in read_staff(session) if row.retired}
        if not gone:
            return LeftBehind()
        visible, table, now = self._gate.visible(session), reader.due_table(session), self._clock.local()
        notes = [(who, note) for who in gone for note in reader.notes_owed(session, who, now, table, self._folds)]
        return LeftBehind(
            gone,
            [(who, note) for who, note in notes if visible is None or note.client_id in visible],
            [one for one in drafts_left(session, gone) if visible is None or visible.issuperset(one.client_ids)],
        )

    def _charts(self, session: Session, day: date | None = None) -> list[_Chart]:
        """The charts open to me, by family name; their rows are read when first asked for. Of attendance there is what
        is two weeks around ``day`` (today)."""
        around = day or self._clock.today()
        recent = RecentAttendance(session, around - _AROUND, around + _AROUND)
        open_to_me = self._gate.visible(session)
        clients = [one for one in all_clients(session) if open_to_me is None or one.id in open_to_me]
        states = StoredStates(session, [client.id for client in clients], self._heart.fold_by_name)
        return [_Chart(client, RecentState(states.of(client.id), client.id, recent)) for client in clients]

    def _rules_in(self, session: Session) -> DueRules:
        """The rules with the clinic's own table of due dates."""
        return replace(self._rules, table=reader.due_table(session))

    def _lines(
        self, charts: Sequence[_Chart], everything: _Everything, drafts: Sequence[DraftRow], rules: DueRules
    ) -> list[OnMyList]:
        today = self._clock.today()
        return [
            OnMyList(
                one.client,
                caseload_line(one.state, today, waiting=everything.of(one.client, one.state, drafts), rules=rules),
            )
            for one in charts
        ]

    def _reviews(
        self, charts: Sequence[_Chart], rules: DueRules, planned: Mapping[str, Sequence[date]]
    ) -> list[ReviewDue]:
        today = self._clock.today()
        found = [
            review_due(one.state, today, client_id=one.client.id, rules=rules, planned=planned.get(one.client.id, ()))
            for one in charts
        ]
        return sorted((due for due in found if due and due.days <= rules.review_soon), key=lambda due: due.days)

    def _missed(self, session: Session, charts: Sequence[_Chart]) -> list[Missed]:
        """Sessions missed today and since the weekday before by who has not left since, the latest first."""
        today = self._clock.today()
        first = today - timedelta(days=_BACK.get(today.weekday(), 1))
        rows: list[tuple[str, AttendanceRow]] = [
            (one.client.id, row)
            for one in charts
            if open_episode(one.state) or not one.state.rows("episodes")
            for row in one.state.rows("attendance")
            if not row.was_there and first <= row.on <= today
        ]
        makeups = made_up(session, [row.entry_id for _, row in rows])
        led = led_by(session, self._me.id, [row.session_id for _, row in rows])
        found = [Missed(client_id, row, makeups.get(row.entry_id), row.session_id in led) for client_id, row in rows]
        return sorted(found, key=lambda one: (one.row.on, one.row.start), reverse=True)

    def _alerts(self, charts: Sequence[_Chart]) -> list[Alert]:
        """Safety events, positive screens and score jumps of the last days."""
        today = self._clock.today()
        found = [
            alert
            for one in charts
            for alert in alerts(one.client.id, one.state, today, reliable=self._reliable, rules=self._rules)
        ]
        return sorted(found, key=lambda one: LEVELS.index(one.level))

    def _levels(self, session: Session, charts: Sequence[_Chart], rules: DueRules) -> list[LevelDue]:
        """Decided steps, reviews due, rosters and plans of a former level."""
        today, program = self._clock.today(), weekly(session)
        found = [due for one in charts for due in level_due(one.client.id, one.state, today, rules, program)]
        if plans := [one.entry_id for one in found if one.entry_id]:
            authors = {line.entry_id: line.author_id for line in lines_by_id(session, plans)}
            found = [replace(one, author_id=authors.get(one.entry_id, "")) for one in found]
        return sorted(found, key=lambda one: (LEVELS.index(one.level), one.on))

    def _expected(self, charts: Sequence[_Chart], last: date) -> list[DischargeExpected]:
        found = [(one.client.id, expected_discharge(one.state, open_episode(one.state))) for one in charts]
        return [DischargeExpected(client_id, on) for client_id, on in found if on is not None and on <= last]

    def _state(self, session: Session, client_id: str) -> StoredState:
        return StoredState(session, client_id, self._heart.fold_by_name)

    def _everything(self, session: Session, rules: DueRules) -> _Everything:
        owed: dict[str, list[NoteOwed]] = {}
        for note in reader.notes_owed(session, self._me.id, self._clock.local(), rules.table, self._folds):
            owed.setdefault(note.client_id, []).append(note)
        cosign: dict[str, int] = {}
        for line in reader.cosign_waiting(session, self._me.id):
            cosign[line.client_id] = cosign.get(line.client_id, 0) + 1
        today = self._clock.today()
        planned = reader.session_days(session, today) if rules.table.counts_sessions else {}
        weeks = read_weeks(session, today, self._clock.local(), weeks_back=1)
        return _Everything(owed, cosign, weeks, today, planned)


def _last_review(session: Session, client_id: str, state: Rows) -> Reviewed | None:
    """The newest review of the plan in force, with what it names as new."""
    plan = plan_in_force(state)
    lines = lines_of_forms(session, client_id, [_REVIEW], limit=1) if plan is not None else []
    if plan is None or not lines:
        return None
    before = [line.seq for line in lines_by_id(session, [plan.entry_id])]
    needs = answered(session, [lines[0].entry_id], "new_needs")
    return Reviewed(lines[0], str(needs.get(lines[0].entry_id, "")), all(seq < lines[0].seq for seq in before))
