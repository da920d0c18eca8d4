"""What was signed while the computer's clock lay behind the record is named by the check."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.common.clock import stamp
from ehr_desk.desk import Desk
from tests.bad_input.worker import answers_of
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.vault import insider

_NOTE = "dap_note"


def _sign(desk: Desk, client_id: str) -> str:
    draft = desk.drafts.start(_NOTE, client_id=client_id)
    desk.drafts.save(draft.id, answers_of(_NOTE, draft.answers, draft.id))
    (entry_id,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    return entry_id


def test_what_is_signed_after_going_on_is_named_and_the_record_stays_sound(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    before = _sign(desk, client.id)
    desk.lock()
    clinic.clock.advance(-timedelta(days=20))
    desk = clinic.desk("therapist")
    desk.sitting.go_on()
    late = _sign(desk, client.id)
    report = desk.check()
    assert report.sound
    (note,) = report.notes
    assert late in note
    assert before not in note
    assert "2026-12-28 15:00 UTC" in note
    assert note in report.sentences()
    assert report.to_json()["notes"] == [note]
    desk.lock()
    clinic.clock.advance(timedelta(days=1))
    desk = clinic.desk("therapist")
    since = _sign(desk, client.id)
    (note,) = desk.check().notes
    assert late in note
    assert since not in note
    assert note.endswith("Signed in later sittings before that time came again: 1.")
    desk.lock()


def test_a_signature_that_names_another_time_than_the_log_is_told(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    entry_id = _sign(desk, add_client(desk).id)
    earlier = stamp(clinic.clock.now() - timedelta(days=3))
    with insider.database(clinic, insider.key_of(desk.sitting)) as connection:
        connection.execute("UPDATE entry_version SET signed_at = ?", (earlier,))
    told = [note for note in desk.check().notes if entry_id in note]
    assert told == [
        f"clock: {entry_id} says that it was signed 2026-12-25 15:00 UTC; the log entered it 2026-12-28 15:00 UTC."
    ]
    desk.lock()
