"""Rows about certificates that somebody with the record's key writes past the program end and keep nothing."""

from __future__ import annotations

from sqlalchemy import select

from ehr_desk.common.clock import stamp
from ehr_desk.vault.register import CERTIFICATE_RETIRED
from ehr_desk.vault.tables import CERTIFICATE_REVOCATION
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.insider import database, key_of, restore_triggers, trigger_sql

RETIREMENT = "INSERT INTO certificate_retirement VALUES (?, '2026-08-01T00:00:00.000Z', ?, 'made up')"
REVOCATION = "INSERT INTO certificate_revocation VALUES (?, '2026-08-01T00:00:00.000Z', ?, 'made up')"


def written_past(clinic: Clinic, key: bytes, statement: str, mark: str) -> None:
    kept = trigger_sql(clinic, key)
    with database(clinic, key) as connection:
        connection.execute(statement, (mark, ADA.staff_id))
        restore_triggers(connection, kept)


def test_a_row_that_says_a_certificate_ended_locks_nobody_out_and_is_named(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    mine, key = sitting.certificate_of(ADA.staff_id).fingerprint, key_of(sitting)
    sitting.lock()
    written_past(clinic, key, RETIREMENT, mine)
    sitting = clinic.unlock()
    assert [one.retired_at for one in sitting.certificates()] == [""] * 4, "nor does it end what they signed"
    assert "The register says that a certificate of Ada Marlow was taken out of use, and the audit log does not." in [
        finding.text for finding in sitting.check().findings
    ]
    sitting.keep_sheet(sitting.renew_key(ADA_WORDS).number)
    sitting.lock()
    clinic.unlock_ben().lock()


def test_a_row_made_up_beforehand_keeps_nobody_from_ending_or_revoking_a_certificate(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    bens, key = sitting.certificate_of(BEN.staff_id).fingerprint, key_of(sitting)
    sitting.lock()
    for statement in (RETIREMENT, REVOCATION):
        written_past(clinic, key, statement, bens)
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, BEN_WORDS, provisional=False)
    sitting.authority.revoke(ADA_WORDS, bens, "The laptop was stolen.")
    assert bens in sitting.authority.ended()
    ended = [(one.fingerprint, one.retired_at) for one in sitting.certificates() if one.retired_at]
    assert ended == [(bens, stamp(clinic.clock.now()))], "by the log, whatever day the row says"
    assert [one.certificate.fingerprint for one in sitting.authority.revocations()] == [bens]
    assert [event.entity_id for event in sitting.audit.events(action=CERTIFICATE_RETIRED)] == [bens]
    said = [finding.text for finding in sitting.check().findings]
    wrong = "The register says another day, person or reason than the log: a certificate of Ben Okafor was"
    assert {f"{wrong} revoked.", f"{wrong} taken out of use."} <= set(said)
    with sitting.read() as session:
        assert len(session.execute(select(CERTIFICATE_REVOCATION)).all()) == 1
    sitting.lock()
