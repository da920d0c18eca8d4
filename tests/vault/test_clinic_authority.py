"""The clinic's authority at work: revoking, lists, devices, and certificates from elsewhere."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.certificates import fingerprint, issued_by, load, verify_signature
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.elsewhere import AT, from_another_clinic


@pytest.fixture
def ada(clinic: Clinic) -> Sitting:
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    return sitting


def _lists(sitting: Sitting) -> list[x509.CertificateRevocationList]:
    return [x509.load_der_x509_crl(der) for der in sitting.authority.lists()]


def test_a_new_vault_has_empty_lists_of_root_and_issuing_authority(ada: Sitting) -> None:
    lists = _lists(ada)
    issuers = {load(pem).subject: load(pem) for pem in (ada.root_certificate_pem, ada.issuing_certificate_pem)}
    assert {one.issuer for one in lists} == set(issuers)
    for one in lists:
        assert len(one) == 0
        assert one.is_signature_valid(issuers[one.issuer].public_key())  # type: ignore[arg-type]
        assert one.next_update_utc == issuers[one.issuer].not_valid_after_utc


def test_a_revoked_certificate_stands_in_the_next_list_and_signs_nothing(ada: Sitting, clinic: Clinic) -> None:
    mark = ada.certificate_of(BEN.staff_id)
    ada.authority.revoke(ADA_WORDS, mark.fingerprint, "The laptop was stolen.")
    (told,) = ada.authority.revocations()
    assert (told.certificate.fingerprint, told.reason, told.revoked_by) == (
        mark.fingerprint,
        "The laptop was stolen.",
        ADA.staff_id,
    )
    serial = load(mark.pem).serial_number
    entries = [one.get_revoked_certificate_by_serial_number(serial) for one in _lists(ada)]
    assert [entry.revocation_date_utc for entry in entries if entry] == [clinic.clock.now().replace(microsecond=0)]
    with pytest.raises(UserError, match="revoked already"):
        ada.authority.revoke(ADA_WORDS, mark.fingerprint, "Again.")
    ada.lock()
    ben = clinic.unlock_ben()
    with pytest.raises(UserError, match="was revoked"), ben.signer(BEN_WORDS):
        pass
    ben.lock()
    again = clinic.unlock()
    again.renew_access(ADA_WORDS, BEN.staff_id, BEN_WORDS, provisional=False)
    assert again.check().findings == ()
    again.lock()
    ben = clinic.unlock_ben()
    with ben.signer(BEN_WORDS) as signer:
        assert signer.sign(b"data")
    ben.lock()


def test_revoking_needs_an_administrator_a_reason_and_one_of_the_clinics_certificates(
    ada: Sitting, clinic: Clinic
) -> None:
    mark = ada.certificate_of(BEN.staff_id).fingerprint
    with pytest.raises(UserError, match="reason"):
        ada.authority.revoke(ADA_WORDS, mark, " ")
    root = next(one.fingerprint for one in ada.certificates() if one.kind == "root")
    with pytest.raises(UserError, match="no such certificate"):
        ada.authority.revoke(ADA_WORDS, root, "For fun.")
    ada.lock()
    ben = clinic.unlock_ben()
    with pytest.raises(Refused):
        ben.authority.revoke(BEN_WORDS, mark, "For fun.")
    with pytest.raises(Refused):
        ben.authority.add_device(BEN_WORDS, "front desk tablet")
    ben.lock()


def test_a_device_has_a_certificate_that_says_it_is_one(ada: Sitting, clinic: Clinic) -> None:
    made = ada.authority.add_device(ADA_WORDS, "front desk tablet")
    assert (made.name, made.kind, made.staff_id) == ("Device: front desk tablet", "device", "")
    assert issued_by(load(made.pem), load(ada.issuing_certificate_pem))
    ada.lock()
    ben = clinic.unlock_ben()
    with ben.authority.device_signer(made.fingerprint) as signer:
        assert verify_signature(made.pem, b"data", signer.sign(b"data"))
    ben.lock()
    again = clinic.unlock()
    again.authority.revoke(ADA_WORDS, made.fingerprint, "The tablet is gone.")
    assert again.authority.devices() == []
    with pytest.raises(UserError, match="no valid certificate"), again.authority.device_signer(made.fingerprint):
        pass
    assert again.check().findings == ()
    again.lock()


def test_a_renewed_device_seals_with_its_new_key_only(ada: Sitting, clinic: Clinic) -> None:
    old = ada.authority.add_device(ADA_WORDS, "front desk tablet")
    clinic.clock.advance(timedelta(days=800))
    fresh = ada.authority.renew_device(ADA_WORDS, old.fingerprint)
    assert (ada.authority.devices(), fresh.name) == ([fresh], old.name)
    with ada.authority.device_signer(fresh.fingerprint) as signer:
        assert verify_signature(fresh.pem, b"data", signer.sign(b"data"))
    for act in (ada.authority.device_signer, lambda mark: ada.authority.renew_device(ADA_WORDS, mark)):
        with pytest.raises(UserError), contextlib.ExitStack() as stack:
            stack.enter_context(act(old.fingerprint))  # type: ignore[arg-type]
    assert old.fingerprint in ada.authority.ended()
    assert ada.check().findings == ()
    ada.lock()


def test_a_device_whose_certificate_ran_out_is_not_offered(ada: Sitting, clinic: Clinic) -> None:
    ada.authority.add_device(ADA_WORDS, "front desk tablet")
    clinic.clock.advance(timedelta(days=800))
    assert ada.authority.devices() == []
    ada.lock()


def test_a_device_whose_certificate_begins_later_seals_nothing_and_says_who_renews_it(
    ada: Sitting, clinic: Clinic
) -> None:
    """Of a certificate that was made on a clock days fast no signature could be held true, ever."""
    clinic.clock.advance(timedelta(days=3))
    device = ada.authority.add_device(ADA_WORDS, "front desk tablet")
    clinic.clock.advance(-timedelta(days=3))
    assert ada.authority.known_devices() == [device]
    assert ada.authority.devices() == []
    with (
        pytest.raises(UserError, match="device's certificate begins on") as refused,
        ada.authority.device_signer(device.fingerprint),
    ):
        pass
    assert "An administrator renews it" in refused.value.remedy
    ada.lock()


def _bens_own(ada: Sitting, clinic: Clinic, at: datetime = AT) -> str:
    """Ben chooses a certificate from elsewhere, and Ada confirms that it is his."""
    ada.lock()
    pem, _ = from_another_clinic(BEN.display_name, at=at)
    ben = clinic.unlock_ben()
    ben.paper_keys.keep(BEN_WORDS, "file", pem, "", b"the secret of the key")
    facts = ben.paper_keys.facts()
    assert facts is not None
    assert (facts.kind, facts.certificate.name, facts.vouched) == ("file", BEN.display_name, False)
    with ben.signer(BEN_WORDS) as signer:
        assert signer.paper is None, "nobody has said yet that it is his"
    ben.lock()
    again = clinic.unlock()
    again.authority.vouch(ADA_WORDS, fingerprint(load(pem)))
    again.lock()
    return pem


def test_a_certificate_from_elsewhere_opens_with_its_owners_passphrase_only(ada: Sitting, clinic: Clinic) -> None:
    _bens_own(ada, clinic)
    ben = clinic.unlock_ben()
    with ben.signer(BEN_WORDS) as signer:
        assert signer.paper is not None
        assert signer.paper.secret == b"the secret of the key"
        held = signer
    assert held.paper is None
    ben.change_passphrase(BEN_WORDS, "another river of small lamps")
    with ben.signer("another river of small lamps") as signer:
        assert signer.paper is not None
    ben.paper_keys.forget()
    assert ben.paper_keys.facts() is None
    assert ben.check().findings == ()
    ben.lock()


@pytest.mark.parametrize(("days", "said"), [(3, "begins on"), (-800, "ended on")])
def test_a_certificate_from_elsewhere_signs_no_papers_outside_of_its_term(
    ada: Sitting, clinic: Clinic, days: int, said: str
) -> None:
    _bens_own(ada, clinic, clinic.clock.now() + timedelta(days=days))
    ben = clinic.unlock_ben()
    with pytest.raises(UserError, match=said) as refused, ben.signer(BEN_WORDS):
        pass
    assert "choose the clinic's key" in refused.value.remedy
    ben.paper_keys.forget()
    _clinics_key_signs(ben, BEN_WORDS)
    ben.lock()


def _clinics_key_signs(ben: Sitting, words: str) -> None:
    """Papers too: nothing from elsewhere is chosen."""
    assert ben.paper_keys.facts() is None
    with ben.signer(words) as signer:
        assert signer.paper is None


def test_a_certificate_from_elsewhere_ends_with_the_keys_of_its_owner(ada: Sitting, clinic: Clinic) -> None:
    pem = _bens_own(ada, clinic)
    again = clinic.unlock()
    again.renew_certificate(ADA_WORDS, BEN)
    assert not again.authority.from_elsewhere()[0].ended, "the same keys under a new certificate"
    again.renew_access(ADA_WORDS, BEN.staff_id, "eight lamps by the door", provisional=False)
    assert again.authority.from_elsewhere()[0].ended
    assert again.check().findings == ()
    again.lock()
    ben = clinic.unlock_ben("eight lamps by the door")
    _clinics_key_signs(ben, "eight lamps by the door")
    with pytest.raises(UserError, match="was ended here"):
        ben.paper_keys.keep("eight lamps by the door", "file", pem, "", b"secret")
    ben.lock()


def test_a_certificate_from_elsewhere_ends_with_the_access_of_its_owner(ada: Sitting, clinic: Clinic) -> None:
    _bens_own(ada, clinic)
    again = clinic.unlock()
    again.retire(ADA_WORDS, BEN.staff_id, "left")
    assert again.authority.from_elsewhere()[0].certificate.retired_at == stamp(clinic.clock.now())
    again.lock()


def test_a_recovery_that_gives_new_keys_ends_a_certificate_from_elsewhere(ada: Sitting, clinic: Clinic) -> None:
    _bens_own(ada, clinic)
    recovery = clinic.recover()
    made = clinic.created
    words = "eight lamps by the door"
    recovery.grant(BEN.staff_id, words, root_key=made.root_key_file.read_bytes(), root_passphrase=made.root_passphrase)
    recovery.lock()
    ben = clinic.unlock_ben(words)
    _clinics_key_signs(ben, words)
    assert ben.authority.from_elsewhere()[0].ended
    ben.lock()


def test_a_certificate_from_elsewhere_can_be_revoked(ada: Sitting, clinic: Clinic) -> None:
    pem = _bens_own(ada, clinic)
    again = clinic.unlock()
    again.authority.revoke(ADA_WORDS, fingerprint(load(pem)), "The card is lost.")
    assert [event.detail["listed"] for event in again.audit.events(action="certificate.revoked")] == [False]
    assert again.check().findings == ()
    with pytest.raises(UserError, match="no such certificate"):
        again.authority.vouch(ADA_WORDS, fingerprint(load(pem)))
    again.lock()
    ben = clinic.unlock_ben()
    _clinics_key_signs(ben, BEN_WORDS)
    with pytest.raises(UserError, match="was ended here"):
        ben.paper_keys.keep(BEN_WORDS, "file", pem, "", b"secret")
    ben.lock()


def _lists_by_issuer(sitting: Sitting) -> dict[str, set[int]]:
    """Issuer (fingerprint) -> serial numbers of its newest list, which only it can have signed."""
    issuers = [one for one in sitting.certificates() if one.kind in ("issuing", "root")]
    found: dict[str, set[int]] = {}
    for each in _lists(sitting):
        (by,) = [one for one in issuers if each.is_signature_valid(load(one.pem).public_key())]  # type: ignore[arg-type]
        found[by.fingerprint] = {entry.serial_number for entry in each}
    return found


def test_a_list_names_only_what_its_issuer_issued(ada: Sitting, clinic: Clinic, tmp_path: Path) -> None:
    older = ada.certificate_of(BEN.staff_id)
    before = ada.authority.add_device(ADA_WORDS, "old tablet")
    ada.authority.revoke(ADA_WORDS, before.fingerprint, "The tablet is gone.")
    first = fingerprint(load(ada.issuing_certificate_pem))
    ada.set_administrator(ADA_WORDS, BEN.staff_id, administrator=True)
    root = RootKey(clinic.created.root_key_file.read_bytes(), clinic.created.root_passphrase)
    ada.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False, root=root)
    second = fingerprint(load(ada.issuing_certificate_pem))
    assert first != second
    newer = ada.authority.add_device(ADA_WORDS, "front desk tablet")
    ada.authority.revoke(ADA_WORDS, newer.fingerprint, "The tablet is gone.")
    ada.authority.revoke(ADA_WORDS, older.fingerprint, "The laptop was stolen.")
    by_issuer = _lists_by_issuer(ada)
    assert by_issuer[second] == {load(newer.pem).serial_number}
    assert by_issuer[first] == {load(before.pem).serial_number}, "its last list stays as it is: its key is gone"
    told = [event.detail["listed"] for event in ada.audit.events(action="certificate.revoked")]
    assert told == [False, True, True], "newest first"
    assert ada.authority.revocation_of(older.fingerprint) is not None
    with pytest.raises(UserError, match="revoked already"):
        ada.authority.revoke(ADA_WORDS, older.fingerprint, "Again.")
    _openssl_agrees(ada, newer.pem, tmp_path)
    ada.lock()
    ben = clinic.unlock_ben()
    with pytest.raises(UserError, match="was revoked"), ben.signer(BEN_WORDS):
        pass
    ben.lock()


def _openssl_agrees(sitting: Sitting, revoked: str, folder: Path) -> None:
    """A program that is not ours reads the newest list of the present issuer, and refuses what is named there."""
    found = shutil.which("openssl")
    if found is None:
        pytest.skip("no openssl here")
    issuer = load(sitting.issuing_certificate_pem)
    (newest,) = [one for one in _lists(sitting) if one.is_signature_valid(issuer.public_key())]  # type: ignore[arg-type]
    (folder / "list.pem").write_bytes(newest.public_bytes(Encoding.PEM))
    (folder / "chain.pem").write_text(sitting.issuing_certificate_pem + sitting.root_certificate_pem)
    fresh = sitting.authority.add_device(ADA_WORDS, "side door tablet").pem
    check = (found, "verify", "-crl_check", "-CRLfile", "list.pem", "-CAfile", "chain.pem", "-attime")
    at = str(int(sitting.authority.revocations()[0].at.timestamp()) + 60)
    for pem, said in ((revoked, "certificate revoked"), (fresh, "OK")):
        (folder / "one.pem").write_text(pem)
        ran = subprocess.run([*check, at, "one.pem"], cwd=folder, capture_output=True, text=True, check=False)
        assert said in ran.stdout + ran.stderr
