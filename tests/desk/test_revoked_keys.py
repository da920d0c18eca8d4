"""A revoked key is good under no certificate: papers signed under another one are named, and so is its owner."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.ui.pages.settings import presenter
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of


def test_a_paper_that_was_signed_with_a_revoked_key_under_a_newer_certificate_is_named(clinic: TestClinic) -> None:
    words, admin = passphrase_of("administrator"), clinic.desk("administrator")
    dana = next(one for one in admin.staff.all() if one.id == clinic.staff_ids["therapist"])
    older = admin.sitting.certificate_of(dana.id).fingerprint
    admin.staff.renew_certificate(dana.id, own_passphrase=words)
    admin.lock()
    desk = clinic.desk("therapist")
    draft = desk.drafts.start("consent", client_id=add_client(desk).id)
    desk.drafts.save(draft.id, FILLED["consent"])
    (document_id,) = desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    paper = desk.charts.paper(document_id)[1]
    assert desk.verify(paper).outcome == "untouched"
    desk.lock()
    admin = clinic.desk("administrator")
    since = admin.clock.now() - timedelta(hours=20)
    admin.sitting.authority.revoke(words, older, "The laptop was stolen.", since=since)
    assert {row.certificate_state for row in admin.verify(paper).signatures} == {"revoked"}
    report = admin.check()
    assert [one.where for one in report.doubts] == [document_id]
    assert "The laptop was stolen." in presenter.read_facts(admin).revoked[dana.id].reason
    admin.lock()
