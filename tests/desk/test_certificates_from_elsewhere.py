"""Certificates from elsewhere: nobody signs papers in a colleague's name, and an administrator says whose each is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from ehr_desk.documents.imported_keys import read_pkcs12
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.vault.certificates import load
from tests.clinical_forms.filled import FILLED
from tests.documents.samples import document
from tests.documents.test_imported_keys import WORDS, Imported, Provider
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

MINE, ADMIN = passphrase_of("therapist"), passphrase_of("administrator")


def _file(folder: Path, owner: str = "Dana Whitlock", called: str = "Invented Provider") -> Path:
    path = folder / f"{owner}.p12"
    provider = Provider(called=called)
    path.write_bytes(provider.file(ec.generate_private_key(ec.SECP256R1()), owner=owner))
    return path


def _mark(desk: Desk) -> str:
    facts = desk.own_keys.facts()
    assert facts is not None
    return facts.certificate.fingerprint


def _sign(desk: Desk) -> bytes:
    client = add_client(desk)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    return desk.charts.paper(desk.signing.sign([draft.id], MINE).document_ids[0])[1]


def _chosen_and_confirmed(clinic: TestClinic, folder: Path) -> str:
    """The therapist's own certificate, chosen by them and confirmed by the administrator."""
    desk = clinic.desk("therapist")
    desk.own_keys.use_file(_file(folder), WORDS, MINE)
    mark = _mark(desk)
    desk.lock()
    admin = clinic.desk("administrator")
    admin.own_keys.vouch(ADMIN, mark)
    admin.lock()
    return mark


def test_a_certificate_in_a_colleagues_name_is_refused_at_import(clinic: TestClinic, tmp_path: Path) -> None:
    desk = clinic.desk("therapist")
    with pytest.raises(UserError, match="made out to Adaeze Okonkwo, not to Dana Whitlock"):
        desk.own_keys.use_file(_file(tmp_path, "Adaeze Okonkwo"), WORDS, MINE)
    with pytest.raises(UserError, match="the clinic did not"):
        desk.own_keys.use_file(_file(tmp_path, called="Riverbend Demo Clinic issuing"), WORDS, MINE)
    assert desk.own_keys.facts() is None
    desk.lock()


def test_it_signs_papers_only_after_an_administrator_has_said_whose_it_is(clinic: TestClinic, tmp_path: Path) -> None:
    desk = clinic.desk("therapist")
    desk.own_keys.use_file(_file(tmp_path), WORDS, MINE)
    (row,) = desk.verify(_sign(desk)).signatures
    assert (row.issuer, row.elsewhere) == ("Riverbend Demo Clinic issuing", "")
    with pytest.raises(Refused):
        desk.own_keys.vouch(MINE, _mark(desk))
    mark = _mark(desk)
    desk.lock()
    admin = clinic.desk("administrator")
    (waiting,) = admin.own_keys.from_elsewhere()
    assert (waiting.name, waiting.credential, waiting.vouched) == ("Dana Whitlock", "LPCC-S", False)
    admin.own_keys.vouch(ADMIN, mark)
    admin.lock()
    desk = clinic.desk("therapist")
    paper = _sign(desk)
    found = desk.verify(paper)
    (row,) = found.signatures
    assert (found.outcome, row.name, row.credential, row.elsewhere) == (
        "untouched",
        "Dana Whitlock",
        "LPCC-S",
        "Dana Whitlock",
    )
    told = " ".join(found.sentences())
    assert "is not the clinic's. It names “Invented Provider” as issuer" in told
    assert "of Invented Provider is trusted" not in told
    assert desk.check().sound
    desk.lock()


def test_a_certificate_from_elsewhere_signs_the_paper_and_the_clinics_key_the_entry(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    key = read_pkcs12(Provider().file(ec.generate_private_key(ec.SECP256R1())), WORDS, desk.clock.now())
    desk.sitting.paper_keys.keep(MINE, "file", key.certificate_pem.decode(), key.chain_pem.decode(), key.secret)
    mark = _mark(desk)
    desk.lock()
    admin = clinic.desk("administrator")
    admin.own_keys.vouch(ADMIN, mark)
    admin.lock()
    desk = clinic.desk("therapist")
    found = desk.verify(_sign(desk))
    assert found.outcome == "untouched"
    assert found.signatures[0].issuer == "Invented Provider"
    assert desk.check().sound
    desk.lock()


def test_an_insider_who_enters_a_colleagues_name_in_the_register_is_named_and_not_believed(
    clinic: TestClinic, tmp_path: Path
) -> None:
    mark = _chosen_and_confirmed(clinic, tmp_path)
    desk = clinic.desk("therapist")
    pem = Provider().file(ec.generate_private_key(ec.SECP256R1()), owner="Adaeze Okonkwo")
    from ehr_desk.common.clock import stamp
    from ehr_desk.vault.certificates import fingerprint, load
    from ehr_desk.vault.register import add_certificate

    planted = read_pkcs12(pem, WORDS, clinic.clock.now()).certificate_pem.decode()
    forged = fingerprint(load(planted))
    me = clinic.staff_ids["psychiatrist"]
    real = next(event for event in desk.sitting.audit.events(action="paper_key.vouched"))
    assert real.detail["certificate"] == mark
    with desk.sitting.write() as unit:  # a changed program writes what it likes, in its own sitting
        add_certificate(unit.session, planted, "imported", me, stamp(clinic.clock.now()), me)
        detail = {**real.detail, "certificate": forged}
        unit.record("paper_key.vouched", entity="staff", entity_id=me, detail=detail)
    one = next(each for each in desk.own_keys.from_elsewhere() if each.certificate.fingerprint == forged)
    assert not one.vouched
    said = " ".join(desk.check().sentences())
    assert "vouches for a certificate from elsewhere, and no administrator signed it" in said
    desk.lock()


def test_what_its_owner_signs_after_their_access_ended_is_not_trusted(clinic: TestClinic, tmp_path: Path) -> None:
    desk = clinic.desk("therapist")
    path, press = _file(tmp_path), Press()
    desk.own_keys.use_file(path, WORDS, MINE)
    mark = _mark(desk)
    desk.lock()
    admin = clinic.desk("administrator")
    admin.own_keys.vouch(ADMIN, mark)
    admin.lock()
    desk = clinic.desk("therapist")
    paper = _sign(desk)
    handle = Imported(read_pkcs12(path.read_bytes(), WORDS, clinic.clock.now()))

    def outside() -> bytes:
        at = clinic.clock.now()
        return sign_author(press.render(document()), handle, meaning="I am the author.", at=at, press=press)

    assert desk.verify(outside()).outcome == "unknown signer", "no paper of the record"
    desk.lock()
    clinic.clock.advance(timedelta(hours=2))
    admin = clinic.desk("administrator")
    admin.staff.retire(clinic.staff_ids["therapist"], "left", own_passphrase=ADMIN)
    clinic.clock.advance(timedelta(days=30))
    found = admin.verify(outside())
    assert (found.exit_code, found.signatures[0].certificate_state) == (2, "retired")
    assert admin.verify(paper).outcome == "untouched", "what was signed before stays good"
    admin.own_keys.revoke(ADMIN, mark, "Papers turned up that nobody knows.")
    assert admin.verify(outside()).signatures[0].certificate_state == "revoked"
    assert admin.verify(paper).outcome == "untouched"
    assert admin.check().sound
    admin.lock()


def test_a_revoked_certificate_from_elsewhere_with_a_colleagues_number_takes_nothing_from_the_colleague(
    clinic: TestClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has a certificate made elsewhere can have any number put into it."""
    colleague = clinic.desk("psychiatrist")
    paper = colleague.charts.paper(write(colleague, "mental_status", add_client(colleague)).document_ids[0])[1]
    own = load(colleague.sitting.certificate_of(colleague.me.id).pem)
    colleague.lock()
    with monkeypatch.context() as patched:
        patched.setattr(x509, "random_serial_number", lambda: own.serial_number)
        mark = _chosen_and_confirmed(clinic, tmp_path)
    admin = clinic.desk("administrator")
    admin.own_keys.revoke(ADMIN, mark, "Papers turned up that nobody knows.")
    found = admin.verify(paper)
    assert (found.outcome, found.signatures[0].certificate_state) == ("untouched", "trusted")
    admin.lock()
