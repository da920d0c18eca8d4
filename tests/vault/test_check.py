"""What an insider who holds the record's key can do to header and files, and what the check says about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import text
from sqlalchemy.orm import Session

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault import HeaderChanged, NotAVault, check
from ehr_desk.vault.audit import Pending
from ehr_desk.vault.authority import new_issuing, new_root
from ehr_desk.vault.certificates import Certificate, to_pem
from ehr_desk.vault.enrolment import CREATED, ENROLLED, enrolment_detail
from ehr_desk.vault.enrolments import KEY_BEGUN
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.recovery import RecoverySlot, make_recovery, new_code, read_code, signing_key
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import b64
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit
from tests.vault import insider
from tests.vault.clinic import ADA, ADA_WORDS, BEN, Clinic


def _forge(clinic: Clinic, change: Callable[[Header], Header]) -> None:
    """Write a header with a right MAC and the right generation, as only a holder of the key can."""
    sitting = clinic.unlock()
    keys = sitting._vault.keys
    HeaderFile(clinic.folder).replace(change(sitting._vault.header), keys)
    sitting.lock()


UNLOGGED = "in the header is not what the audit log says."  # of every header edited here: test_kept_rows.py


def _said(clinic: Clinic) -> list[str]:
    sitting = clinic.unlock()
    said = [finding.text for finding in sitting.check().findings]
    sitting.lock()
    return [text for text in said if not text.endswith(UNLOGGED)]


def test_a_whole_vault_has_no_findings_and_says_what_was_looked_at(clinic: Clinic, sitting: Sitting) -> None:
    report = sitting.check()
    assert report.ok
    assert report.areas == ("database", "header", "people", "protection", "audit log")
    assert report.events == 5


def test_an_exchange_key_planted_under_a_colleagues_name_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    mine = X25519PrivateKey.generate().public_key().public_bytes_raw()

    def plant(header: Header) -> Header:
        ben = replace(header.people[BEN.staff_id], exchange_public=mine)
        return replace(header, people={**header.people, BEN.staff_id: ben})

    _forge(clinic, plant)
    assert _said(clinic) == ["The exchange key of Ben Okafor is not theirs."]


def test_a_certificate_planted_under_a_colleagues_name_is_refused_at_unlock(clinic: Clinic) -> None:
    clinic.enrol_ben()

    def plant(header: Header) -> Header:
        _, root = new_root("Harbor", datetime(2026, 1, 1, tzinfo=UTC))
        ben = replace(header.people[BEN.staff_id], certificate_pem=to_pem(root))
        return replace(header, people={**header.people, BEN.staff_id: ben})

    _forge(clinic, plant)
    with pytest.raises(HeaderChanged, match="clinic's register"):
        clinic.unlock()


def test_a_certificate_borrowed_from_a_colleague_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()

    def borrow(header: Header) -> Header:
        ben = replace(header.people[BEN.staff_id], certificate_pem=header.people[ADA.staff_id].certificate_pem)
        return replace(header, people={**header.people, BEN.staff_id: ben})

    _forge(clinic, borrow)
    assert "The certificate of Ben Okafor does not stand in the clinic's register." in _said(clinic)


def test_another_root_certificate_is_refused(clinic: Clinic) -> None:
    def swap(header: Header) -> Header:
        _, root = new_root(header.clinic_name, datetime(2026, 1, 1, tzinfo=UTC))
        return replace(header, authority=replace(header.authority, root_pem=to_pem(root)))

    _forge(clinic, swap)
    with pytest.raises(HeaderChanged, match="root certificate"):
        clinic.unlock()


def test_another_issuing_certificate_is_refused(clinic: Clinic) -> None:
    def swap(header: Header) -> Header:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        key, root = new_root(header.clinic_name, at)
        _, issuing = new_issuing(header.clinic_name, key, root, at)
        return replace(header, authority=replace(header.authority, issuing_pem=to_pem(issuing)))

    _forge(clinic, swap)
    with pytest.raises(HeaderChanged):
        clinic.unlock()


def test_another_recovery_code_is_found(clinic: Clinic) -> None:
    _forge(clinic, lambda h: replace(h, recovery=make_recovery(h.vault_id, new_code(), bytes(32))))
    assert _said(clinic) == [NOT_PRINTED]


def _own_sheet(sitting: Sitting, vouching: Callable[[RecoverySlot, EllipticCurvePrivateKey], Pending]) -> list[str]:
    """Somebody who holds the record's key, and is no administrator, puts a recovery sheet of their own in the place of
    the clinic's and vouches for it with that sheet; answers what the check says of people."""
    code, vault = new_code(), sitting._vault
    slot = make_recovery(vault.header.vault_id, code, bytes(32), vault.header.recovery)
    event = vouching(slot, signing_key(read_code(code), slot.salt))

    def fill(unit: Unit) -> None:
        unit.record(event.action, entity=event.entity, entity_id=event.entity_id, detail=event.detail)

    vault.change_header(lambda h: replace(h, recovery=slot, generation=h.generation + 1), fill)
    findings = sitting.check().findings
    assert any(finding.text.endswith("no act made: the recovery slot.") for finding in findings)
    return [finding.text for finding in findings if finding.area == "people"]


NOT_PRINTED = "The recovery code in the header is not the one that was printed for this record."


def test_a_recovery_sheet_that_vouches_for_itself_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    vault_id = sitting.vault_id

    def begun(slot: RecoverySlot, key: EllipticCurvePrivateKey) -> Pending:
        detail = {"key_gen": 1, "recovery": sha256_hex(slot.public), "sheet": slot.sheet, "wraps": "00" * 32}
        signature = b64(sign_with(key, statement(vault_id, detail)))
        return Pending(KEY_BEGUN, detail={**detail, "signature": signature, "signed_by": RECOVERY})

    uncounted, not_printed = _own_sheet(sitting, begun)
    assert "no administrator of that moment signed it" in uncounted
    assert not_printed == NOT_PRINTED
    sitting.lock()


def test_a_recovery_sheet_of_a_vault_that_is_made_a_second_time_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    created = _own_sheet(sitting, lambda slot, _key: Pending(CREATED, detail={"recovery": sha256_hex(slot.public)}))
    assert "no administrator of that moment signed it" in created[0]
    assert created[1:] == [NOT_PRINTED]
    sitting.lock()


def test_a_recovery_sheet_that_nobody_issued_vouches_for_nobody(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    with insider.database(clinic, insider.key_of(sitting)) as connection:
        connection.execute("UPDATE audit_event SET action = 'x' WHERE action = 'staff.enrolled' AND seq > 5")
    header = sitting._vault.header

    def enrolled(_slot: RecoverySlot, key: EllipticCurvePrivateKey) -> Pending:
        opener = Opener(RECOVERY, "", RECOVERY, lambda data: sign_with(key, data))
        detail = enrolment_detail(header.vault_id, header.people[BEN.staff_id], opener)
        return Pending(ENROLLED, "staff", BEN.staff_id, detail=detail)

    assert "No signed enrolment was found for the certificate of Ben Okafor." in _own_sheet(sitting, enrolled)
    sitting.lock()


def test_a_header_ahead_with_strangers_and_without_a_fitting_previous_copy_is_refused(clinic: Clinic) -> None:
    database = (clinic.folder / "vault.db").read_bytes()
    clinic.enrol_ben()
    (clinic.folder / "vault.db").write_bytes(database)
    (clinic.folder / "vault.hdr.prev").unlink()
    with pytest.raises(NotAVault):
        clinic.unlock()


def test_a_header_edited_while_the_desk_is_open_is_found(clinic: Clinic, sitting: Sitting) -> None:
    good = (clinic.folder / "vault.hdr").read_bytes()
    clinic.edit_header(lambda value: value.update(clinic="Other"))
    (finding,) = sitting.check().findings
    assert finding.area == "header"
    (clinic.folder / "vault.hdr").write_bytes(good)
    assert sitting.check().ok


def test_an_enrolment_that_nobody_signed_for_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=False) as connection:
        connection.execute("UPDATE audit_event SET action = 'x' WHERE action = 'staff.enrolled' AND seq > 5")
    said = [finding.text for finding in sitting.check().findings]
    assert "No signed enrolment was found for the certificate of Ben Okafor." in said
    sitting.lock()


def test_another_root_certificate_beside_the_vault_is_found(clinic: Clinic) -> None:
    (clinic.folder / "clinic-root.cer").write_bytes(b"another")
    assert _said(clinic) == [
        "The file clinic-root.cer is not the clinic's root certificate: papers must not be judged by it."
    ]


def test_a_row_that_points_to_nothing_is_found(clinic: Clinic, sitting: Sitting) -> None:
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, note_id INTEGER REFERENCES note (id))")
        connection.execute("INSERT INTO child VALUES (1, 99)")
    finding, _foreign_table = sitting.check().findings
    assert finding.text == "A row of table child points to nothing."


def test_a_damaged_page_is_found_and_other_pages_are_still_read(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    for n in range(30):
        clinic.add_note(sitting, f"note {n} " * 200)
    with sitting.read() as session:
        page = session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'draft'")).scalar_one()
    sitting.lock()
    path = clinic.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 + 100] ^= 1
    path.write_bytes(bytes(data))
    sitting = clinic.unlock()
    report = sitting.check()
    assert {finding.area for finding in report.findings} == {"database"}
    assert len(clinic.notes(sitting)) == 30
    sitting.lock()


def test_whoever_signs_again_after_the_check_finds_the_vault_as_it_was(clinic: Clinic, sitting: Sitting) -> None:
    before = sitting.audit.head()
    sitting.check()
    assert sitting.audit.head() == before
    with sitting.signer(ADA_WORDS):
        pass


@pytest.mark.parametrize("act", ["access", "passphrase"])
def test_a_check_accuses_nobody_whose_access_changes_meanwhile(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    clinic.enrol_ben()
    sitting, really, changed = clinic.unlock(), all_certificates, list[str]()

    def change() -> None:
        if act == "access":
            sitting.renew_access(ADA_WORDS, BEN.staff_id, "words that were given to Ben")
        else:
            sitting.change_passphrase(ADA_WORDS, "another passphrase for Ada")

    def meanwhile(session: Session) -> list[Certificate]:
        found = really(session)
        if not changed:
            changed.append(act)
            changing = threading.Thread(target=change)
            changing.start()
            changing.join()
        return found

    monkeypatch.setattr(check, "all_certificates", meanwhile)
    assert sitting.check().findings == ()
    assert changed
    assert sitting.check().findings == ()
    sitting.lock()
