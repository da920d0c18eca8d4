"""A revoked key is good under no certificate: papers signed under another one are named, and so is its owner. What was
entered after a key was retired was signed after it, whatever time it claims."""

from __future__ import annotations

from datetime import timedelta

from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign
from ehr_desk.ui.pages.settings import presenter
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import course, write


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


def test_a_cosignature_entered_after_its_key_was_retired_is_not_trusted_though_it_claims_an_earlier_time(
    clinic: TestClinic,
) -> None:
    client = course(clinic)
    trainee = clinic.desk("trainee")
    (document_id,) = write(trainee, "discharge_summary", client, keep=True).document_ids
    info, signed = trainee.charts.paper(document_id)
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    who = Author(supervisor.me.id, "Samira Haddad", "LISW-S", "supervisor")
    with supervisor.sitting.signer(passphrase_of("supervisor")) as copied:
        at = clinic.clock.local()
        pdf = countersign(signed, handle_of(copied, who), meaning="I concur.", at=at, press=Press())
    supervisor.lock()
    clinic.clock.advance(timedelta(days=2))
    admin = clinic.desk("administrator")
    admin.staff.retire(supervisor.me.id, "Left.", own_passphrase=passphrase_of("administrator"))
    admin.lock()
    desk = clinic.desk("trainee")
    with desk.sitting.write() as unit:
        made = MadePaper(pdf, sha256_hex(pdf), info.pages, 2)
        add_paper_state(unit.session, document_id, made, stamp(desk.clock.now()), upon=info.revision)
        told = {"entity": "entry", "entity_id": info.entry_id, "client_id": info.client_id}
        unit.record("entry.timestamped", **told, detail={"paper": made.sha256})
    found = desk.verify(pdf)
    assert [row.certificate_state for row in found.signatures] == ["trusted", "retired"]
    assert found.exit_code == 2
    desk.lock()
