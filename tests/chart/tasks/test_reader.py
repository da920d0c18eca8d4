"""Notes owed and drafts waiting: sessions against entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.clients.service import ClientService
from ehr_desk.chart.entries.amending import AmendingService
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.signing import SigningService
from ehr_desk.chart.sessions.service import NewSession, SessionService
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.due import DueRule, DueTable
from ehr_desk.chart.tasks.reader import notes_owed
from ehr_desk.chart.tasks.service import TaskService
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.errors import Refused
from ehr_desk.common.ids import SeededIds
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.sitting import Sitting
from tests.chart.entries.toy import PlainPaper, toy_library
from tests.support.one_person import DANA, PASSPHRASE, found

TRAINEE = StaffRow("s-dana", "dana", "Dana Whitlock", "therapist", "CT", "", True, False)
ADMIN = StaffRow("s-dana", "dana", "Dana Whitlock", "administrator", "", "", False, False)


class Practice:
    """One sitting, the schedule and the tasks of one person."""

    def __init__(self, sitting: Sitting, clock: SettableClock, ids: SeededIds, me: StaffRow = DANA) -> None:
        rooms = heart()
        self.clock = clock
        self.sitting = sitting
        self.clients = ClientService(sitting, me, clock, ids)
        self.sessions = SessionService(sitting, me, rooms.fold_by_name, clock, ids)
        self.drafts = DraftService(sitting, me, toy_library(), rooms, clock, ids)
        self.amending = AmendingService(sitting, me, toy_library(), rooms, clock, ids)
        self.signing = SigningService(sitting, self.drafts, rooms, PlainPaper(), clock, ids)
        self.tasks = TaskService(sitting, me, rooms, clock)

    def client(self, family_name: str) -> ClientRow:
        return self.clients.add(ClientFacts(family_name, "Mari", date(1991, 3, 14)))

    def session(self, starts_at: str, *clients: ClientRow, staff_id: str = DANA.id) -> str:
        new = NewSession(datetime.fromisoformat(starts_at), 60, "group", "Group", staff_id, [c.id for c in clients])
        return self.sessions.plan_session(new).id

    def sign(self, client: ClientRow, session_id: str) -> str:
        draft = self.drafts.start("toy_note", client_id=client.id, session_id=session_id)
        self.drafts.save(draft.id, {"on": "2026-11-20", "text": "A quiet day."})
        return self.signing.sign([draft.id], PASSPHRASE).entry_ids[0]

    def owed(self) -> list[tuple[str, str, int]]:
        return [(note.client_id, note.start, note.days) for note in self.tasks.notes_owed()]


@pytest.fixture
def practice(tmp_path: Path, cheap_kdf: KdfLimits) -> Iterator[Practice]:
    founded = found(tmp_path / "clinic.vault", cheap_kdf, seed=5)
    sitting = founded.unlock()
    yield Practice(sitting, founded.clock, founded.ids)
    sitting.lock()


def test_an_ended_session_owes_a_note_for_each_client(practice: Practice) -> None:
    vega, choi = practice.client("Vega"), practice.client("Choi")
    practice.session("2026-11-20T10:00", vega, choi)
    assert sorted(practice.owed()) == sorted([(vega.id, "10:00", 1), (choi.id, "10:00", 1)])


def test_a_signed_entry_of_the_session_settles_it_for_that_client(practice: Practice) -> None:
    vega, choi = practice.client("Vega"), practice.client("Choi")
    session_id = practice.session("2026-11-20T10:00", vega, choi)
    practice.sign(vega, session_id)
    assert practice.owed() == [(choi.id, "10:00", 1)]


def test_an_entry_in_error_leaves_the_note_owed(practice: Practice) -> None:
    vega = practice.client("Vega")
    session_id = practice.session("2026-11-20T10:00", vega)
    entry_id = practice.sign(vega, session_id)
    draft = practice.amending.start(entry_id, "entered_in_error", reason="wrong chart")
    practice.drafts.save(draft.id, {"on": "2026-11-20", "text": "Wrong chart."})
    practice.signing.sign([draft.id], PASSPHRASE)
    assert practice.owed() == [(vega.id, "10:00", 1)]


def test_a_session_owes_nothing_before_it_ends_when_cancelled_or_when_it_is_somebody_elses(practice: Practice) -> None:
    vega = practice.client("Vega")
    practice.session("2026-11-21T14:30", vega)
    practice.sessions.cancel(practice.session("2026-11-20T10:00", vega), "Snow")
    practice.session("2026-11-20T12:00", vega, staff_id="s-sam")
    assert practice.owed() == []
    practice.clock.advance(timedelta(minutes=30))
    assert practice.owed() == [(vega.id, "14:30", 0)]


def test_the_caseload_lists_everybody_and_the_quiet_list_names_what_is_owed(practice: Practice) -> None:
    vega, choi = practice.client("Vega"), practice.client("Choi")
    practice.session("2026-11-20T10:00", vega)
    found = practice.tasks.caseload(drafts=practice.drafts.mine())
    assert [(row.client.id, row.line.why) for row in found] == [
        (choi.id, "Not admitted yet"),
        (vega.id, "Not admitted yet"),
    ]
    assert practice.tasks.day().reviews == []
    (attention,) = practice.tasks.attention(vega.id)
    assert attention.text == "1 session without your signed note, the first on 20 Nov 2026."
    assert practice.tasks.attention(choi.id) == []


def test_drafts_are_told_by_age(practice: Practice) -> None:
    vega = practice.client("Vega")
    practice.drafts.start("toy_note", client_id=vega.id)
    practice.clock.advance(timedelta(hours=30))
    practice.drafts.start("toy_note", client_id=vega.id)
    found = practice.tasks.unsigned_drafts(practice.drafts.mine())
    assert [(one.hours, one.level) for one in found] == [(30, "warning"), (0, "info")]
    practice.clock.advance(timedelta(hours=42))
    assert practice.tasks.unsigned_drafts(practice.drafts.mine())[0].level == "danger"


def test_a_trainees_entry_waits_for_somebody_else(practice: Practice) -> None:
    vega = practice.client("Vega")
    trainee = Practice(practice.sitting, practice.clock, SeededIds(9), TRAINEE)
    trainee.sign(vega, "")
    (mine,) = trainee.tasks.caseload()
    assert mine.line.chip != "Co-sign"  # nobody co-signs what they wrote
    (line,) = trainee.tasks.attention(vega.id)
    assert line.text == "1 entry waits for a co-signature."


def test_an_administrator_reads_no_tasks(practice: Practice) -> None:
    admin = Practice(practice.sitting, practice.clock, SeededIds(9), ADMIN)
    with pytest.raises(Refused):
        admin.tasks.caseload()


def test_a_note_is_due_before_the_clients_next_session_of_the_same_kind(practice: Practice) -> None:
    vega, choi = practice.client("Vega"), practice.client("Choi")
    practice.session("2026-11-19T10:00", vega, choi)
    practice.session("2026-11-24T10:00", vega, staff_id="s-other")
    table = DueTable((DueRule("note", 1, "next session"),))
    with practice.sitting.read() as session:
        found = notes_owed(session, DANA.id, practice.clock.local(), table)
    assert {one.client_id: one.due_on for one in found} == {
        vega.id: date(2026, 11, 23),
        choi.id: date(2026, 11, 20),
    }
