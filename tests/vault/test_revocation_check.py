"""Whoever holds the record's key cannot take back that a certificate was revoked or retired."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.register import row_print
from ehr_desk.vault.sitting import Sitting
from tests.vault import insider
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic

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
    (old,) = ada.authority.revocations()
    mark = old.certificate.fingerprint
    row = {"fingerprint": mark, "at": LATER, "revoked_by": old.revoked_by, "reason": old.reason}
    again = _after(clinic, ada, "UPDATE certificate_revocation SET at = '2036-01-01T00:00:00.000000Z'")
    detail = {"certificate": mark, "listed": True, "at": LATER, "row": row_print(**row)}
    with again.write() as unit:
        unit.record("certificate.revoked", entity="staff", entity_id=BEN.staff_id, detail=detail)
    assert again.authority.revocations()[0].at == old.at
    assert any("another day" in finding.text for finding in again.check().findings)
    again.lock()
