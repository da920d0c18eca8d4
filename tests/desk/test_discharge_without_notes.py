"""A discharge summary says what it cannot tell of: sessions without a note, and what is signed after it."""

from __future__ import annotations

from datetime import UTC, datetime

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import admit, discharge
from tests.support.changing import signed_before
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

FORMS = {"2026-12-21": "dap_note", "2026-12-23": "birp_note"}
LACKS = "The discharge summary of 23 Dec 2026 is signed and does not tell of this. "


def said(desk: Desk, draft: DraftRow) -> list[str]:
    return [one.text for one in desk.signing.prepare(draft.id)[0].findings if one.level == "should"]


def discharging(desk: Desk, client: ClientRow) -> DraftRow:
    return desk.drafts.start("discharge_summary", client_id=client.id, answers={"discharged_on": "2026-12-23"})


def noted(desk: Desk, client: ClientRow, session_id: str, on: str) -> DraftRow:
    form = FORMS[on]
    draft = desk.drafts.start(form, client_id=client.id, session_id=session_id)
    times = {"session_date": on, "start_time": "09:00", "end_time": "12:00", "next_appointment": ""}
    desk.drafts.save(draft.id, {**draft.answers, **told(form), **times, "objectives_served": []})
    return draft


def lines(desk: Desk, client: ClientRow) -> list[str]:
    return [one.text for one in desk.tasks.attention(client.id) if "does not tell of" in one.text]


def test_a_discharge_names_the_sessions_without_a_note_and_a_late_note_names_the_summary(clinic: TestClinic) -> None:
    clinic.clock.move_to(datetime(2026, 12, 18, 15, 0, tzinfo=UTC))
    desk = clinic.desk("therapist")
    client = add_client(desk)
    admit(desk, client, "2026-09-28")
    of_day = {
        day: desk.sessions.plan_session(
            NewSession(datetime(2026, 12, day, 9, 0), 180, "individual", "", desk.me.id, [client.id])
        ).id
        for day in (21, 23)
    }
    clinic.clock.move_to(datetime(2026, 12, 23, 23, 0, tzinfo=UTC))
    first = "2 planned sessions of this stay, the first on 21 Dec 2026, have no signed note yet. "
    assert any(text.startswith(first) for text in said(desk, discharging(desk, client)))
    note = noted(desk, client, of_day[21], "2026-12-21")
    assert not any("discharge summary" in text for text in said(desk, note))
    desk.signing.sign([note.id], passphrase_of("therapist"))
    one = "1 planned session of this stay, on 23 Dec 2026, has no signed note yet. "
    assert any(text.startswith(one) for text in said(desk, discharging(desk, client)))
    ended = discharge(desk, client, "2026-12-23")
    assert lines(desk, client) == []
    late = noted(desk, client, of_day[23], "2026-12-23")
    assert any(text.startswith(LACKS) for text in said(desk, late))
    desk.signing.sign([late.id], passphrase_of("therapist"))
    assert lines(desk, client) == [
        "Discharge summary of 23 Dec 2026 does not tell of what was signed after it: "
        "Individual note (BIRP) of 23 Dec 2026. "
        "Its author corrects it; where the author has no access any more, a supervisor."
    ]
    draft = desk.amending.start(ended, "correction", reason="A note was signed late.")
    again = desk.drafts.assemble_again(draft.id, signed_before(desk, draft))
    assert "2 of 2 scheduled sessions" in again.answers["course"]
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert lines(desk, client) == []
    desk.lock()


def test_an_absence_written_in_the_chart_is_the_one_planned_session_of_its_day_and_service(clinic: TestClinic) -> None:
    clinic.clock.move_to(datetime(2026, 12, 23, 23, 0, tzinfo=UTC))
    desk = clinic.desk("therapist")
    client, other = add_client(desk), add_client(desk, "Brandt", "Ilse")
    admit(desk, client, "2026-09-28")
    at = datetime(2026, 12, 23, 9, 0)
    desk.sessions.plan_session(NewSession(at, 180, "group", "Morning group", desk.me.id, [client.id, other.id]))
    write(desk, "absence", client, {**told("absence"), "missed_on": "2026-12-23", "service_type": "group"})
    (hours,) = [week for who, week in desk.tasks.hours(at.date()) if who.id == client.id]
    assert (hours.unwritten, hours.missed + hours.excused) == (0, 180)
    assert {one.client_id for one in desk.tasks.notes_owed()} == {other.id}
