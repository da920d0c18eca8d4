"""Whoever holds the record's key cannot take back that a certificate was revoked or retired."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.authority import new_issuing, open_root_key
from ehr_desk.vault.certificates import fingerprint, load, to_pem
from ehr_desk.vault.register import add_certificate, row_print
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import CERTIFICATE_REVOCATION
from tests.vault import insider
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

LATER = "2036-01-01T00:00:00.000000Z"


@pytest.fixture
def ada(clinic: Clinic) -> Sitting:
    """Ben has had two certificates, of which the first is retired and the second revoked."""
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    clinic.clock.advance(timedelta(hours=1))
    sitting.renew_certificate(ADA_WORDS, BEN)
    clinic.clock.advance(timedelta(hours=1))
    sitting.authority.revoke(ADA_WORDS, sitting.certificate_of(BEN.staff_id).fingerprint, "The laptop was stolen.")
    return sitting


def _after(clinic: Clinic, sitting: Sitting, *statements: str) -> Sitting:
    key = insider.key_of(sitting)
    kept = insider.trigger_sql(clinic, key)
    sitting.lock()
    with insider.database(clinic, key) as connection:
        for sql in statements:
            connection.execute(sql)
        insider.restore_triggers(connection, kept)
    return clinic.unlock()


def test_what_was_revoked_and_retired_rightly_is_no_finding(ada: Sitting) -> None:
    assert ada.check().findings == ()


def test_a_revoked_person_who_takes_the_revocation_out_of_the_register_signs_nothing_and_is_named(
    ada: Sitting, clinic: Clinic
) -> None:
    _after(clinic, ada, "DELETE FROM certificate_revocation", "DELETE FROM revocation_list WHERE number > 1").lock()
    ben = clinic.unlock_ben()
    with pytest.raises(UserError, match="was revoked"), ben.signer(BEN_WORDS):
        pass
    said = [finding.text for finding in ben.check().findings]
    assert "The register does not say any more that a certificate of Ben Okafor was revoked." in said
    assert any(text.endswith("names others than the audit log.") for text in said)
    ben.lock()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM certificate_revocation", "does not say any more that a certificate of Ben Okafor was revoked"),
        ("UPDATE certificate_revocation SET at = '2036-01-01T00:00:00.000000Z'", "another day, person or reason"),
        ("UPDATE certificate_revocation SET reason = 'by mistake'", "another day, person or reason"),
        ("DELETE FROM certificate_retirement", "does not say any more that a certificate of Ben Okafor was taken out"),
        ("UPDATE certificate_retirement SET at = '2036-01-01T00:00:00.000000Z'", "another day, person or reason"),
        (
            "INSERT INTO certificate_retirement SELECT fingerprint, issued_at, issued_by, 'x' FROM certificate "
            "WHERE kind = 'root'",
            "and the audit log does not",
        ),
        ("DELETE FROM revocation_list WHERE number = 2", "names others than the audit log"),
        ("DELETE FROM revocation_list WHERE number = 1", "is missing"),
        ("DELETE FROM revocation_list", "is missing"),
        ("UPDATE revocation_list SET number = 5 WHERE number = 2", "is missing"),
        (
            "UPDATE revocation_list SET at = '2036-01-01T00:00:00.000000Z' WHERE number = 2",
            "is not what the issuer signed",
        ),
        ("UPDATE revocation_list SET der = x'3000'", "is not what the issuer signed"),
        (
            "INSERT INTO revocation_list SELECT 'ffff', number, at, der FROM revocation_list WHERE number = 2",
            "that the register does not know",
        ),
        ("UPDATE certificate SET kind = 'issuing' WHERE kind = 'root'", "is wrong about which certificate"),
        ("UPDATE certificate SET fingerprint = 'ffff' WHERE kind = 'root'", "not its own"),
        ("UPDATE certificate SET issued_at = '2020-01-01T00:00:00.000000Z' WHERE kind = 'issuing'", "another day or"),
        ("UPDATE certificate SET issued_by = 'staff-ben'", "another day or issuer"),
    ],
)
def test_what_somebody_changes_in_the_tables_of_ended_certificates_is_found(
    ada: Sitting, clinic: Clinic, statement: str, said: str
) -> None:
    again = _after(clinic, ada, statement)
    found = [finding.text for finding in again.check().findings]
    assert any(said in text for text in found), found
    again.lock()


def test_a_second_event_does_not_make_a_moved_revocation_good(ada: Sitting, clinic: Clinic) -> None:
    old = ada.authority.revocations()[0]
    mark = ada.certificate_of(BEN.staff_id).fingerprint
    row = {"fingerprint": mark, "at": LATER, "revoked_by": old.revoked_by, "reason": old.reason}
    again = _after(clinic, ada, "UPDATE certificate_revocation SET at = '2036-01-01T00:00:00.000000Z'")
    detail = {"certificate": mark, "listed": True, "at": LATER, "row": row_print(**row)}
    with again.write() as unit:
        unit.record("certificate.revoked", entity="staff", entity_id=BEN.staff_id, detail=detail)
    assert again.authority.revocations()[0].at == old.at
    assert any("another day" in finding.text for finding in again.check().findings)
    again.lock()


def test_a_revocation_that_no_administrator_wrote_is_named(clinic: Clinic) -> None:
    """With a changed program a colleague can write the event and the row, but under their own sitting only."""
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    mark, at = ben.certificate_of(ADA.staff_id).fingerprint, stamp(clinic.clock.now())
    row = {"fingerprint": mark, "at": at, "revoked_by": ADA.staff_id, "reason": "None at all."}
    with ben.write() as unit:
        unit.session.execute(insert(CERTIFICATE_REVOCATION).values(row))
        detail = {"certificate": mark, "listed": False, "at": at, "row": row_print(**row)}
        unit.record("certificate.revoked", entity="staff", entity_id=ADA.staff_id, detail=detail)
    said = [finding.text for finding in ben.check().findings]
    assert any(text.endswith("Ada Marlow was revoked, and no administrator wrote it: Ben Okafor did.") for text in said)
    ben.lock()
    sitting = clinic.unlock()
    assert sitting.authority.revocations() == []
    with sitting.signer(ADA_WORDS) as signer:
        assert signer.sign(b"it takes nobody's signature away")
    sitting.lock()


def test_a_certificate_in_the_register_that_no_administrator_gave_is_named(clinic: Clinic) -> None:
    """Somebody who was an administrator may have copied the issuing key, and puts what it issues into the register."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    registrar, _ = sitting.authority._staffing.registrar(ADA_WORDS)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = registrar.certificate(BEN, key.public_key(), clinic.clock.now())
    with sitting.write() as unit:
        add_certificate(unit.session, pem, "person", BEN.staff_id, stamp(clinic.clock.now()), ADA.staff_id)
    mark = fingerprint(load(pem))[:8]
    said = [finding.text for finding in sitting.check().findings]
    assert f"No administrator added the certificate of Ben Okafor that stands in the register ({mark})." in said
    sitting.lock()


def test_an_issuing_certificate_that_the_log_does_not_know_is_named(clinic: Clinic) -> None:
    """Somebody who found the root key file and its passphrase makes an issuer of their own."""
    root_key = open_root_key(clinic.created.root_key_file.read_bytes(), clinic.created.root_passphrase)
    sitting = clinic.unlock()
    root = load(sitting.root_certificate_pem)
    _, issuing = new_issuing("Harbor Steps Clinic", root_key, root, clinic.clock.now())
    with sitting.write() as unit:
        add_certificate(unit.session, to_pem(issuing), "issuing", "", stamp(clinic.clock.now()), ADA.staff_id)
    said = [finding.text for finding in sitting.check().findings]
    mark = fingerprint(issuing)[:8]
    assert f"The audit log knows nothing of an issuing certificate in the register ({mark})." in said
    sitting.lock()
