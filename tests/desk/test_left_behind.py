"""What somebody leaves undone is told when their access ends, and goes to the supervisors."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.ui.pages.settings.key_words import left_words
from ehr_desk.ui.pages.today import presenter, sessions
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

AT = datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


def test_owed_notes_and_drafts_of_somebody_without_access_go_to_supervisors(clinic: TestClinic) -> None:
    clinic.clock.move_to(AT)
    therapist = clinic.staff_ids["therapist"]
    desk = clinic.desk("therapist")
    name = desk.me.name
    client = add_client(desk)
    write(desk, "admission", client)
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, told("dap_note"))
    start = datetime(2026, 12, 27, 10, 0)
    desk.sessions.plan_session(NewSession(start, 50, "individual", "", therapist, [client.id]))
    assert (len(desk.tasks.notes_owed()), len(desk.drafts.mine())) == (1, 1)
    desk.lock()

    desk = clinic.desk("administrator")
    assert desk.tasks.left_by(therapist) == (1, 1)
    desk.staff.retire(therapist, "left", own_passphrase=passphrase_of("administrator"))
    desk.lock()

    desk = clinic.desk("case manager")
    assert desk.tasks.day().left.notes == ()
    desk.lock()
    desk = clinic.desk("supervisor")
    left = desk.tasks.day().left
    assert [(who, note.client_id, note.on) for who, note in left.notes] == [(therapist, client.id, date(2026, 12, 27))]
    assert [(one.draft_id, one.client_ids) for one in left.drafts] == [(draft.id, (client.id,))]
    lines = sessions.left_lines(presenter.read_day(desk))
    assert [line.verb for line in lines] == ["Write note", "Open"]
    assert all(f"{name}, whose access has ended" in line.sub for line in lines)
    assert lines[1].text == "Never signed: Individual note (DAP)"
    desk.lock()


def test_a_client_who_was_discharged_is_not_asked_to_make_up_a_session(clinic: TestClinic) -> None:
    clinic.clock.move_to(AT)
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "absence", client, {**told("absence"), "missed_on": "2026-12-28"})
    assert [one.client_id for one in desk.tasks.day().missed] == [client.id]
    draft = desk.drafts.start("discharge_summary", client_id=client.id, answers={"discharged_on": "2026-12-28"})
    desk.drafts.save(draft.id, {**told("discharge_summary"), **draft.answers, "discharged_on": "2026-12-28"})
    desk.drafts.assemble_again(draft.id, desk.drafts.one(draft.id).answers)
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert desk.tasks.day().missed == []
    desk.lock()


def test_what_is_left_is_told_in_a_sentence_or_not_at_all() -> None:
    assert left_words("Dana Whitlock", 0, 0) == ""
    assert left_words("Dana Whitlock", 1, 2) == (
        "Dana Whitlock leaves 1 note owed and 2 unsigned drafts. Nobody can open a draft after this; supervisors see "
        "both on Today."
    )
