"""The day: the same number of queries with a few clients and with many; what is documented already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine

from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from ehr_desk.ui.pages.today import presenter as today
from ehr_desk.ui.pages.week import presenter as week
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def numbers(desk: Desk) -> tuple[int, int, int]:
    with counted() as of_today:
        today.read_day(desk)
    with counted() as of_week:
        week.read_week(desk, None)
    with counted() as of_program:
        desk.program.missing()
    return len(of_today), len(of_week), len(of_program)


def test_today_and_week_take_as_many_queries_for_thirty_clients_as_for_three(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    clients = [add_client(desk, f"Vega{number}") for number in range(3)]
    for client in clients:
        for form_id in ("admission", "phq9", "absence"):
            write(desk, form_id, client)
    start = datetime.combine(desk.clock.today(), datetime.min.time()) + timedelta(hours=6)
    desk.sessions.plan_session(NewSession(start, 50, "group", "Group", desk.me.id, [one.id for one in clients]))
    desk.program.add(NewWeekly(2, "09:00", 90, "group", "G", desk.me.id, [one.id for one in clients]), start.date())
    few = numbers(desk)
    more = [add_client(desk, f"Ortiz{number}") for number in range(27)]
    for at, client in enumerate(more):
        new = NewSession(start + timedelta(minutes=60 + 20 * at), 20, "individual", "", desk.me.id, [client.id])
        desk.sessions.plan_session(new)
    assert numbers(desk) == few
    desk.lock()


def test_a_session_held_before_its_planned_time_is_documented_once_every_chart_has_its_entry(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("therapist")
    clients = [add_client(desk, name) for name in ("Vega", "Ortiz")]
    later = desk.clock.local().replace(tzinfo=None) + timedelta(hours=2)
    planned = desk.sessions.plan_session(
        NewSession(later, 50, "group", "Group", desk.me.id, [one.id for one in clients])
    )
    for client in clients:
        write(desk, "admission", client)
        assert planned.id not in today.read_day(desk).documented
        draft = desk.drafts.start("absence", client_id=client.id, session_id=planned.id)
        desk.drafts.save(draft.id, {**told("absence"), **draft.answers, "session_date": later.date().isoformat()})
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert planned.id in today.read_day(desk).documented
    desk.lock()


def test_a_second_note_of_a_session_is_pointed_out(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    planned = desk.sessions.plan_session(
        NewSession(datetime(2026, 10, 16, 10), 50, "individual", "", desk.me.id, [client.id])
    )
    for start, end, told_of in (("10:00", "10:50", False), ("08:00", "08:50", True)):
        draft = desk.drafts.start("dap_note", client_id=client.id, session_id=planned.id)
        times = {"session_date": "2026-10-16", "start_time": start, "end_time": end, "objectives_served": []}
        words = {"data": f"Spoke about the week that began at {start}.", "plan": f"Meet again at {end}."}
        desk.drafts.save(draft.id, {**told("dap_note"), **times, **words})
        (prepared,) = desk.signing.prepare(draft.id)
        second = [one.text for one in prepared.findings if "documented already" in one.text]
        assert ["counts no hours" in one for one in second] == ([True] if told_of else [])
        if told_of:
            longer = {"start_time": "08:00", "end_time": "09:10"}
            desk.drafts.save(draft.id, {**told("dap_note"), **times, **words, **longer})
            (prepared,) = desk.signing.prepare(draft.id)
            (text,) = [one.text for one in prepared.findings if "documented already" in one.text]
            assert "with 50 minutes. The 70 minutes of this note count instead." in text
        if not told_of:
            desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.lock()
