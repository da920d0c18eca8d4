"""The check also looks at certificates of devices and from elsewhere: who holds the key can write into the register."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.clock import stamp
from ehr_desk.vault.authority import key_to_der
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.register_check import DEVICE_ADDED, PAPER_KEY_CHOSEN
from ehr_desk.vault.sealed_ledger import GRANTED
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.vouching import VOUCHED
from tests.vault import insider
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.elsewhere import AT, from_another_clinic

INTO_REGISTER = "INSERT INTO certificate (fingerprint, kind, staff_id, pem, issued_at, issued_by) VALUES (?,?,?,?,?,?)"


@pytest.fixture
def ada(clinic: Clinic) -> Sitting:
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    return sitting


def _plant(clinic: Clinic, sitting: Sitting, *statements: tuple[str, tuple[Any, ...]]) -> None:
    key = insider.key_of(sitting)
    kept = insider.trigger_sql(clinic, key)
    sitting.lock()
    with insider.database(clinic, key) as connection:
        for sql, values in statements:
            connection.execute(sql, values)
        insider.restore_triggers(connection, kept)


def _row(pem: str, kind: str, staff_id: str = "") -> tuple[str, tuple[Any, ...]]:
    return INTO_REGISTER, (fingerprint(load(pem)), kind, staff_id, pem, stamp(AT), "nobody")


def _said(clinic: Clinic) -> list[str]:
    sitting = clinic.unlock()
    said = [finding.text for finding in sitting.check().findings]
    sitting.lock()
    return said


def test_devices_and_certificates_from_elsewhere_that_were_entered_rightly_are_no_finding(
    ada: Sitting, clinic: Clinic
) -> None:
    ada.authority.add_device(ADA_WORDS, "front desk tablet")
    ada.lock()
    ben = clinic.unlock_ben()
    ben.paper_keys.keep(BEN_WORDS, "file", from_another_clinic("Ben Okafor")[0], "", b"secret")
    ben.lock()
    assert _said(clinic) == []


def test_a_device_that_the_clinic_did_not_issue_is_found(ada: Sitting, clinic: Clinic) -> None:
    pem, _ = from_another_clinic("Device: back room tablet")
    _plant(clinic, ada, _row(pem, "device"))
    assert _said(clinic) == [
        "The certificate of Device: back room tablet in the register was not issued by the clinic."
    ]


def test_a_device_whose_key_was_exchanged_is_found(ada: Sitting, clinic: Clinic) -> None:
    made = ada.authority.add_device(ADA_WORDS, "front desk tablet")
    other = ec.generate_private_key(ec.SECP256R1())
    planted = "UPDATE device_key SET pkcs8 = ? WHERE fingerprint = ?"
    _plant(clinic, ada, (planted, (key_to_der(other), made.fingerprint)))
    assert _said(clinic) == ["The key of Device: front desk tablet does not belong to its certificate."]


def test_a_certificate_from_elsewhere_that_its_owner_never_chose_is_found(ada: Sitting, clinic: Clinic) -> None:
    pem, _ = from_another_clinic("Ben Okafor")
    _plant(clinic, ada, _row(pem, "imported", BEN.staff_id))
    assert _said(clinic) == ["Nobody entered the certificate from elsewhere of Ben Okafor that stands in the register."]


def test_an_issuer_that_the_root_never_signed_is_found_with_what_it_issued(ada: Sitting, clinic: Clinic) -> None:
    pem, issuing = from_another_clinic("Device: back room tablet")
    _plant(clinic, ada, _row(issuing, "issuing"), _row(pem, "device"))
    assert _said(clinic) == [
        "An issuing certificate in the register was not signed by the clinic's root.",
        "The certificate of Device: back room tablet in the register was not issued by the clinic.",
    ]


def test_a_device_that_no_administrator_added_is_found_and_offered_to_nobody(ada: Sitting, clinic: Clinic) -> None:
    """Ben was an administrator and copied the issuing key; he enters a device in a sitting of his own."""
    ada.set_administrator(ADA_WORDS, BEN.staff_id, administrator=True)
    ada.lock()
    ben = clinic.unlock_ben()
    registrar, _ = ben._staffing.registrar(BEN_WORDS)
    ben.lock()
    ada = clinic.unlock()
    ada.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False)
    ada.lock()
    ben = clinic.unlock_ben()
    with ben.write() as unit:
        print_of = ben.authority._issue_device(unit, registrar, "back room tablet")
        unit.record(DEVICE_ADDED, entity="device", entity_id=print_of, detail={"certificate": print_of})
    assert ben.authority.known_devices() == []
    told = ben.authority.never_added()
    assert list(told) == [print_of]
    ben.lock()
    assert _said(clinic) == list(told.values())
    assert told[print_of] == (
        "No administrator added the certificate of Device: back room tablet that stands in the register "
        f"({print_of[:8]})."
    )


def test_an_event_that_cannot_be_read_keeps_nothing_else_from_being_named(ada: Sitting, clinic: Clinic) -> None:
    ada.authority.add_device(ADA_WORDS, "front desk tablet")
    ada.lock()
    ben = clinic.unlock_ben()
    ben.paper_keys.keep(BEN_WORDS, "file", from_another_clinic("Ben Okafor")[0], "", b"secret")
    ben.lock()
    ada = clinic.unlock()
    ada.authority.vouch(ADA_WORDS, ada.authority.from_elsewhere()[0].certificate.fingerprint)
    with ada.write() as unit:
        unit.record(GRANTED, entity="staff", entity_id=BEN.staff_id, detail={"wraps": []})
    seq = ada.audit.events()[0].seq
    shortened = "UPDATE audit_event SET body = substr(body, 1, 20) WHERE action IN (?, ?, ?)"
    _plant(clinic, ada, (shortened, (DEVICE_ADDED, PAPER_KEY_CHOSEN, VOUCHED)))
    said = _said(clinic)
    assert "this part could not be read" not in said
    sitting = clinic.unlock()
    assert seq in {event.seq for event in sitting.audit.events()}, "nor does it take the log off the screen"
    sitting.lock()
    assert any(text.startswith(f"Event {seq}, about the keys of sealed notes,") for text in said), said
