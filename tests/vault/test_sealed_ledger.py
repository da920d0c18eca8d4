"""The log of the keys of sealed notes: an event counts only where whom it names wrote it, in a sitting of theirs."""

from __future__ import annotations

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault import StaffIdentity
from ehr_desk.vault.audit import Detail
from ehr_desk.vault.sealed_ledger import (
    CUSTODIAN_AGREED,
    CUSTODIAN_REFUSED,
    CUSTODIAN_USED,
    GRANTED,
    MADE,
    WITHDRAWN,
)
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.insider import database, in_name_of, key_of

CAT, CAT_WORDS = StaffIdentity("staff-cat", "cat", "Cat Linden", "LPC"), "quiet harbor beneath lamps"
BOX, BOUND, ZEROS = b"what Ada writes later", ["note"], "00" * 32


def with_cat_reading(clinic: Clinic) -> str:
    """Ada lets Cat read, not Ben; answers her compartment."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.enrol(ADA_WORDS, CAT, CAT_WORDS)
    first = sitting.sealed.open(ADA_WORDS).own
    sitting.sealed.grant(ADA_WORDS, CAT.staff_id)
    sitting.lock()
    return first


def write(sitting: Sitting, action: str, entity_id: str, detail: Detail) -> int:
    with sitting.write() as unit:
        unit.record(action, entity="staff", entity_id=entity_id, detail=detail)
    return sitting.audit.events()[0].seq


def said(sitting: Sitting) -> list[str]:
    return [finding.text for finding in sitting.check().findings if finding.area == "people"]


def not_by(seq: int, who: str) -> str:
    return (
        f"Event {seq}, about the keys of sealed notes, counts for nothing: {who}, whom it names, did not write and "
        "sign it, or may not do what it tells."
    )


def newest_key_opens_to(clinic: Clinic, staff_id: str, words: str) -> bool:
    """Whether somebody opens, with the program as it is, what Ada writes after she let Cat go."""
    sitting = clinic.unlock()
    opened = sitting.sealed.open(ADA_WORDS)
    sitting.sealed.withdraw(ADA_WORDS, CAT.staff_id)
    own, box = opened.own, opened.seal(opened.own, BOX, list(BOUND))
    sitting.lock()
    sitting = clinic.unlock(words, staff_id)
    theirs = sitting.sealed.open(words)
    reads = theirs.opens(own) and theirs.unseal(own, box, list(BOUND)) == BOX
    sitting.lock()
    return reads


def test_a_grant_that_its_author_did_not_write_wraps_no_later_key_to_the_forger(clinic: Clinic) -> None:
    first = with_cat_reading(clinic)
    sitting = clinic.unlock_ben()
    with in_name_of(sitting, ADA.staff_id, clinic.clock):
        seq = write(sitting, GRANTED, BEN.staff_id, {"wraps": [[first, BEN.staff_id, ZEROS, ZEROS]]})
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.sealed.readers() == [CAT.staff_id]
    assert said(sitting) == [not_by(seq, ADA.display_name)]
    sitting.lock()
    assert not newest_key_opens_to(clinic, BEN.staff_id, BEN_WORDS)


def test_somebody_at_the_authors_open_desk_lets_nobody_read_without_their_passphrase(clinic: Clinic) -> None:
    """With a changed program: the sitting's key is in memory, the person's is not."""
    first = with_cat_reading(clinic)
    sitting = clinic.unlock()
    unsigned = {"signed_by": sitting.certificate_of(ADA.staff_id).fingerprint, "signature": "AAAA"}
    seq = write(sitting, GRANTED, BEN.staff_id, unsigned | {"wraps": [[first, BEN.staff_id, ZEROS, ZEROS]]})
    assert sitting.sealed.readers() == [CAT.staff_id]
    assert said(sitting) == [not_by(seq, ADA.display_name)]
    write(sitting, MADE, "ee" * 16, {"row": ZEROS, "wraps": [["ee" * 16, BEN.staff_id, ZEROS, ZEROS]]})
    assert sitting.sealed.readers() == [CAT.staff_id]
    sitting.lock()


def test_an_administrator_without_the_sheet_makes_nobody_a_reader_of_later_notes(clinic: Clinic) -> None:
    """Not where the author agreed to no sheet, and nowhere a reader of what lies under a later key."""
    first = with_cat_reading(clinic)
    sitting = clinic.unlock()
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=True)
    sitting.lock()
    wraps = {"reader": BEN.staff_id, "wraps": [[first, BEN.staff_id, ZEROS, ZEROS]]}
    sitting = clinic.unlock_ben()
    seq = write(sitting, CUSTODIAN_USED, ADA.staff_id, wraps)
    sitting.custodians.make(BEN_WORDS)
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.sealed.readers() == [CAT.staff_id]
    assert said(sitting) == [not_by(seq, BEN.display_name)]
    sitting.custodians.agree(ADA_WORDS)
    sitting.lock()
    sitting = clinic.unlock_ben()
    write(sitting, CUSTODIAN_USED, ADA.staff_id, wraps)
    sitting.lock()
    assert not newest_key_opens_to(clinic, BEN.staff_id, BEN_WORDS)


def test_a_key_that_its_author_did_not_make_locks_them_out_of_nothing(clinic: Clinic) -> None:
    with_cat_reading(clinic)
    sitting = clinic.unlock_ben()
    with in_name_of(sitting, ADA.staff_id, clinic.clock):
        seq = write(sitting, MADE, "ff" * 16, {"row": ZEROS, "wraps": []})
    sitting.lock()
    sitting = clinic.unlock()
    assert sitting.sealed.open(ADA_WORDS).own != "ff" * 16
    assert said(sitting) == [not_by(seq, ADA.display_name)]
    sitting.lock()


@pytest.mark.parametrize("action", [WITHDRAWN, CUSTODIAN_REFUSED, CUSTODIAN_AGREED])
def test_nobody_else_lets_a_reader_go_or_says_yes_or_no_to_a_sheet(clinic: Clinic, action: str) -> None:
    first = with_cat_reading(clinic)
    sitting = clinic.unlock()
    sitting.custodians.make(ADA_WORDS)
    sitting.custodians.agree(ADA_WORDS)
    agreed = sitting.audit.events(action=CUSTODIAN_AGREED)[0].detail
    if action == CUSTODIAN_AGREED:
        sitting.custodians.take_back(ADA_WORDS)
    sitting.lock()
    sitting = clinic.unlock_ben()
    detail = {name: agreed[name] for name in ("public", "signed_by", "signature", "wraps")} | {"compartments": [first]}
    with in_name_of(sitting, ADA.staff_id, clinic.clock):
        seq = write(sitting, action, CAT.staff_id if action == WITHDRAWN else ADA.staff_id, detail)
    sitting.lock()
    sitting = clinic.unlock()
    sheet = sitting.custodians.sheet
    assert sheet is not None
    assert (sheet.agreed_at is None) is (action == CUSTODIAN_AGREED)
    assert sitting.sealed.readers() == [CAT.staff_id]
    assert said(sitting) == [not_by(seq, ADA.display_name)]
    sitting.lock()


def test_wraps_that_were_taken_away_and_put_back_open_nothing(clinic: Clinic) -> None:
    """Somebody with the record's key kept the rows of a reader and of a sheet from before."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    first = sitting.sealed.open(ADA_WORDS).own
    sitting.sealed.grant(ADA_WORDS, BEN.staff_id)
    code = sitting.custodians.make(ADA_WORDS)
    sitting.custodians.agree(ADA_WORDS)
    key = key_of(sitting)
    sitting.lock()
    with database(clinic, key, keep_triggers=True) as connection:
        kept = connection.execute("SELECT * FROM compartment_wrap WHERE holder != ?", (ADA.staff_id,)).fetchall()
    sitting = clinic.unlock()
    sitting.sealed.withdraw(ADA_WORDS, BEN.staff_id)
    sitting.custodians.take_back(ADA_WORDS)
    sitting.lock()
    with database(clinic, key, keep_triggers=True) as connection:
        connection.executemany("INSERT INTO compartment_wrap VALUES (?, ?, ?, ?, ?)", [tuple(row) for row in kept])
        connection.commit()
    sitting = clinic.unlock_ben()
    assert not sitting.sealed.open(BEN_WORDS).opens(first)
    sitting.lock()
    sitting = clinic.unlock()
    with pytest.raises(UserError, match="opens no sealed notes"):
        sitting.custodians.use(ADA_WORDS, code, ADA.staff_id, BEN.staff_id)
    assert said(sitting) == [f"A wrap of the key {first} of sealed notes is not known to the audit log."] * 2
    sitting.lock()
