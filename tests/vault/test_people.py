from __future__ import annotations

import pytest
from cryptography.x509 import load_pem_x509_certificate
from cryptography.x509.oid import NameOID
from sqlalchemy import insert

from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault import (
    KdfLimits,
    SittingClosed,
    StaffIdentity,
    VaultFile,
    WaitRequired,
    WrongPassphrase,
    verify_signature,
)
from ehr_desk.vault.certificates import SUPERSEDED
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic


def test_a_signature_holds_for_its_text_and_its_person_only(clinic: Clinic, sitting: Sitting) -> None:
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    with sitting.signer(ADA_WORDS) as signer:
        signature = signer.sign(b"entry 1")
    assert signer.staff_id == ADA.staff_id
    assert signer.certificate_pem == sitting.certificate_of(ADA.staff_id).pem
    assert signer.chain_pem == (sitting.issuing_certificate_pem, sitting.root_certificate_pem)
    assert verify_signature(signer.certificate_pem, b"entry 1", signature)
    assert not verify_signature(signer.certificate_pem, b"entry 2", signature)
    assert not verify_signature(signer.certificate_pem, b"entry 1", signature[:-1] + b"\x00")
    assert not verify_signature(sitting.certificate_of(BEN.staff_id).pem, b"entry 1", signature)
    assert not verify_signature("no certificate", b"entry 1", signature)


def test_a_signer_is_of_no_use_after_the_act(sitting: Sitting) -> None:
    with sitting.signer(ADA_WORDS) as signer:
        pass
    with pytest.raises(SittingClosed):
        signer.sign(b"entry")


def test_signing_asks_for_the_persons_own_passphrase(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    with pytest.raises(WrongPassphrase), sitting.signer(BEN_WORDS):
        pass
    sitting.lock()


def test_wrong_passphrases_while_signing_make_the_wait_grow_too(sitting: Sitting) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase), sitting.signer("not this one either"):
            pass
    with pytest.raises(WaitRequired), sitting.signer(ADA_WORDS):
        pass


def test_a_changed_passphrase_opens_and_the_old_one_does_not(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "kept")
    with pytest.raises(WrongPassphrase):
        sitting.change_passphrase("not this one either", "another long passphrase")
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    with sitting.signer("another long passphrase"):
        pass
    sitting.lock()
    with pytest.raises(WrongPassphrase):
        clinic.unlock()
    again = clinic.unlock("another long passphrase")
    assert clinic.notes(again) == ["kept"]
    again.lock()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["another long passphrase", ADA_WORDS])
def test_a_changed_passphrase_costs_what_the_limits_ask_for_even_where_it_stays(clinic: Clinic, words: str) -> None:
    sitting = clinic.unlock()
    real = KdfLimits(target_seconds=0)
    sitting.change_passphrase(ADA_WORDS, words, limits=real)
    sitting.lock()
    again = VaultFile(clinic.folder, real).unlock(
        ADA.staff_id, words, clock=clinic.clock, schema=clinic.schema, device="test desk"
    )
    (slot,) = again._own.me.slots
    assert slot.cost == real.floor
    again.lock()


def test_changing_the_passphrase_leaves_the_records_key_and_file_alone(clinic: Clinic) -> None:
    salt = (clinic.folder / "vault.db").read_bytes()[:16]
    sitting = clinic.unlock()
    key = sitting._vault.keys.database
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.lock()
    again = clinic.unlock("another long passphrase")
    assert again._vault.keys.database == key
    again.lock()
    assert (clinic.folder / "vault.db").read_bytes()[:16] == salt


def test_a_changed_passphrase_does_not_disturb_a_colleague(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    before = sitting._vault.header.people[BEN.staff_id]
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.lock()
    sitting = clinic.unlock_ben()
    assert sitting._own.me == before
    sitting.lock()


def test_an_enrolled_person_works_and_signs_with_a_certificate_that_shows_their_credential(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    clinic.add_note(sitting, "first by Ben")
    with sitting.signer(BEN_WORDS) as signer:
        certificate = load_pem_x509_certificate(signer.certificate_pem.encode())
    subject = {a.oid: a.value for a in certificate.subject}
    assert subject == {
        NameOID.ORGANIZATION_NAME: "Harbor Steps Clinic",
        NameOID.TITLE: "MD",
        NameOID.COMMON_NAME: "Ben Okafor",
    }
    assert sitting.check().ok
    sitting.lock()


def test_enrolment_stands_in_register_and_log(clinic: Clinic, sitting: Sitting) -> None:
    certificate = sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    assert certificate.fingerprint in {c.fingerprint for c in sitting.certificates()}
    (event, _) = sitting.audit.events(action="staff.enrolled")
    assert (event.entity_id, event.detail["certificate"]) == (BEN.staff_id, certificate.fingerprint)


def test_the_role_is_written_with_the_enrolment_or_not_at_all(clinic: Clinic, sitting: Sitting) -> None:
    def role(unit: Unit) -> None:
        unit.session.execute(insert(clinic.schema.draft).values(id=BEN.staff_id, body="psychiatrist"))

    def broken(unit: Unit) -> None:
        role(unit)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sitting.enrol(ADA_WORDS, BEN, BEN_WORDS, also=broken)
    assert [p.staff_id for p in sitting.people] == [ADA.staff_id]
    assert [p.staff_id for p in clinic.file().people] == [ADA.staff_id]
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS, also=role)
    assert sitting.check().ok


def test_only_an_administrator_enrols(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    assert sitting.compartments == frozenset()
    with pytest.raises(Refused, match="administrator"):
        sitting.enrol(BEN_WORDS, StaffIdentity("staff-cy", "cy", "Cy Lund", "CM"), "some long passphrase")
    sitting.lock()


def test_a_second_administrator_can_enrol(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock_ben()
    assert sitting.compartments == {"issuing"}
    sitting.enrol(BEN_WORDS, StaffIdentity("staff-cy", "cy", "Cy Lund", "CM"), "some long passphrase")
    assert sitting.check().ok
    sitting.lock()


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (StaffIdentity(ADA.staff_id, "ada2", "Ada Two", ""), "already"),
        (StaffIdentity("staff-x", " ADA ", "Ada Two", ""), "login"),
        (StaffIdentity("staff-x", "", "Ada Two", ""), "needs a login"),
        (StaffIdentity("staff-x", "x", "  ", ""), "needs a login"),
    ],
)
def test_an_identity_that_cannot_be_is_refused(sitting: Sitting, identity: StaffIdentity, said: str) -> None:
    with pytest.raises(UserError, match=said):
        sitting.enrol(ADA_WORDS, identity, "some long passphrase")


def test_a_forgotten_passphrase_is_answered_with_new_keys_and_the_old_signature_still_verifies(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    with sitting.signer(BEN_WORDS) as signer:
        signature = signer.sign(b"entry")
    sitting.lock()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben")
    assert sitting.check().ok
    old = [c for c in sitting.certificates() if c.pem == signer.certificate_pem]
    assert [(bool(c.retired_at), c.retired_because) for c in old] == [(True, SUPERSEDED)]
    sitting.lock()
    with pytest.raises(WrongPassphrase):
        clinic.unlock_ben()
    again = clinic.unlock_ben("a new way in for Ben")
    assert again.provisional
    with pytest.raises(OwnPassphraseNeeded), again.signer("a new way in for Ben"):
        pass
    with pytest.raises(UserError, match="you have now"):
        again.change_passphrase("a new way in for Ben", "a new way in for Ben")
    again.change_passphrase("a new way in for Ben", BEN_WORDS)
    with again.signer(BEN_WORDS) as fresh:
        assert fresh.certificate_pem != signer.certificate_pem
    assert verify_signature(signer.certificate_pem, b"entry", signature)
    again.lock()


def test_a_new_credential_gives_a_new_certificate_for_the_same_keys(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    before = sitting.certificate_of(BEN.staff_id)
    after = sitting.renew_certificate(ADA_WORDS, StaffIdentity(BEN.staff_id, "ben", "Ben Okafor", "MD, FAPA"))
    assert (after.credential, after.name) == ("MD, FAPA", "Ben Okafor")
    assert after.fingerprint != before.fingerprint
    assert sitting.check().ok
    sitting.lock()
    again = clinic.unlock_ben()
    assert again.check().ok
    again.lock()


def test_ended_access_opens_nothing_and_can_be_given_again(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left the clinic")
    assert sitting.check().ok
    with pytest.raises(UserError, match="own access"):
        sitting.retire(ADA_WORDS, ADA.staff_id, "")
    sitting.lock()
    assert [p.retired for p in clinic.file().people] == [False, True]
    with pytest.raises(UserError, match="has ended"):
        clinic.unlock_ben()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, "back again after a year")
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock_ben("back again after a year").lock()
