"""A paper signed on a clock minutes fast, before its author got another certificate, stays good."""

from __future__ import annotations

from datetime import timedelta

from tests.bad_input.worker import answers_of
from tests.support.clinic import TestClinic, add_client, passphrase_of


def test_a_paper_of_a_clock_minutes_fast_stays_good_after_a_new_certificate(clinic: TestClinic) -> None:
    clinic.clock.advance(timedelta(minutes=6))
    desk = clinic.desk("therapist")
    draft = desk.drafts.start("dap_note", client_id=add_client(desk).id)
    desk.drafts.save(draft.id, answers_of("dap_note", draft.answers, draft.id))
    (number,) = desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    desk.lock()
    clinic.clock.advance(-timedelta(minutes=5))
    admin = clinic.desk("administrator")
    admin.staff.renew_certificate(clinic.staff_ids["therapist"], own_passphrase=passphrase_of("administrator"))
    admin.lock()
    clinic.clock.advance(timedelta(days=3))
    desk = clinic.desk("therapist")
    pdf = desk.charts.paper(number)[1]
    for found in (desk.verify(pdf), desk.verify_chosen(pdf)):
        assert (found.outcome, found.signatures[0].certificate_state) == ("untouched", "trusted")
    assert desk.check().sound
    desk.lock()
