"""The custodian's sheet: made by an administrator of that moment, opening the notes of authors who said yes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.custodians import sheet_key
from ehr_desk.vault.recovery import new_code
from ehr_desk.vault.seal import CannotOpen, unseal, unwrap
from ehr_desk.vault.sealed_ledger import CUSTODIAN_HOLDER, CUSTODIAN_MADE, CUSTODIAN_USED, row_hash
from ehr_desk.vault.sealed_statements import custodian_statement
from tests.chart.sealed.office import MARKER, Office, meddle, reads
from tests.support.clinic import passphrase_of

DANA, SAM, ADMIN = passphrase_of("therapist"), passphrase_of("supervisor"), passphrase_of("administrator")


def read_with_a_kept_code(desk: Desk, code: str) -> int:
    """How many sealed notes somebody reads who kept a sheet's code and has a program of their own."""
    private, vault_id, keys = sheet_key(code), desk.sitting.vault_id, {}
    with desk.sitting.read() as session:
        wraps = session.execute(text("SELECT compartment_id, wrapped FROM compartment_wrap")).all()
        notes = session.execute(text("SELECT * FROM sealed_note")).all()
    for one, wrapped in wraps:
        try:
            keys[one] = unwrap(private, wrapped, [vault_id, "sealed notes", one, CUSTODIAN_HOLDER])
        except CannotOpen:
            continue
    opened = [note for note in notes if note.compartment_id in keys]
    for note in opened:
        bound = [note.compartment_id, "note", note.id, note.client_id, note.author_id]
        unseal(keys[note.compartment_id], note.sealed, bound)
    return len(opened)


def test_a_sheet_opens_nothing_of_an_author_who_has_not_agreed_to_it(office: Office) -> None:
    code = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.write()
    office.write("and another day")
    dana = office.sit("therapist")
    sheet = dana.sealed.shelf(office.client.id).sheet
    assert sheet is not None
    assert sheet.made_by
    assert sheet.agreed_at is None
    assert read_with_a_kept_code(office.sit("administrator"), code) == 0
    office.sit("therapist").sealed.agree_to_sheet(DANA)
    dana = office.sit("therapist")
    sheet = dana.sealed.shelf(office.client.id).sheet
    assert sheet is not None
    assert sheet.agreed_at == dana.sitting.audit.events(action="sealed.custodian_agreed")[0].at
    assert dana.check().sound, dana.check().sentences()
    assert read_with_a_kept_code(office.sit("administrator"), code) == 2, "as docs/threat-model.md says"


def test_a_yes_to_one_sheet_is_none_to_the_next(office: Office) -> None:
    first = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.write()
    office.sit("therapist").sealed.agree_to_sheet(DANA)
    second = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.write("written before the second yes")
    dana = office.sit("therapist")
    sheet = dana.sealed.shelf(office.client.id).sheet
    assert sheet is not None
    assert sheet.agreed_at is None
    assert read_with_a_kept_code(dana, second) == 0
    dana.sealed.withdraw(DANA, office.clinic.staff_ids["psychiatrist"])
    office.write("written under a key that no sheet has")
    dana = office.sit("therapist")
    assert (read_with_a_kept_code(dana, first), read_with_a_kept_code(dana, second)) == (2, 0)
    dana.sealed.agree_to_sheet(DANA)
    office.write("written after it")
    dana = office.sit("therapist")
    assert (read_with_a_kept_code(dana, first), read_with_a_kept_code(dana, second)) == (2, 4)
    assert dana.check().sound, dana.check().sentences()


def test_what_is_written_after_a_yes_to_a_new_sheet_is_closed_to_the_old_one(office: Office) -> None:
    first = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.write()
    dana = office.sit("therapist")
    dana.sealed.grant(DANA, office.clinic.staff_ids["supervisor"])
    dana.sealed.agree_to_sheet(DANA)
    second = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.sit("therapist").sealed.agree_to_sheet(DANA)
    later = office.write("written after it")
    dana = office.sit("therapist")
    assert (read_with_a_kept_code(dana, first), read_with_a_kept_code(dana, second)) == (1, 2)
    assert reads(office.sit("supervisor"), later, SAM) == "written after it", "readers stay readers"


def test_a_yes_that_is_taken_back_closes_the_notes_to_the_sheet_and_later_ones_lie_under_a_new_key(
    office: Office,
) -> None:
    code = office.sit("administrator").sealed.make_custodian(ADMIN)
    office.write()
    dana = office.sit("therapist")
    dana.sealed.grant(DANA, office.clinic.staff_ids["supervisor"])
    dana.sealed.agree_to_sheet(DANA)
    before = dana.sealed.open(DANA)
    old, draft = before.own, dana.sealed.start(before, "psychotherapy_note", office.client.id)
    assert read_with_a_kept_code(dana, code) == 1
    dana.sealed.take_back_from_sheet(DANA)
    assert before.own != old
    assert dana.sealed.draft(before, draft.id) == draft
    with dana.sitting.read() as session:
        assert session.scalar(text("SELECT compartment_id FROM sealed_draft")) == before.own
    later = office.write("written after it")
    dana = office.sit("therapist")
    assert read_with_a_kept_code(dana, code) == 0
    sheet = dana.sealed.shelf(office.client.id).sheet
    assert sheet is not None
    assert sheet.agreed_at is None
    with pytest.raises(UserError, match="have not agreed"):
        dana.sealed.take_back_from_sheet(DANA)
    assert dana.check().sound, dana.check().sentences()
    assert reads(office.sit("supervisor"), later, SAM) == "written after it", "readers stay readers"
    office.sit("therapist").sealed.agree_to_sheet(DANA)
    dana = office.sit("therapist")
    assert read_with_a_kept_code(dana, code) == 2, "a new yes"
    assert dana.check().sound, dana.check().sentences()


def test_a_yes_taken_back_after_new_keys_leaves_the_sheet_what_nobody_else_could_open(office: Office) -> None:
    code, new, own = (
        office.sit("administrator").sealed.make_custodian(ADMIN),
        "five invented new words",
        "Dana's own words",
    )
    note, dana_id = office.write(), office.clinic.staff_ids["therapist"]
    office.sit("therapist").sealed.agree_to_sheet(DANA)
    office.sit("administrator").staff.grant(dana_id, new, own_passphrase=ADMIN)
    dana = office.sit("therapist", new)
    dana.sitting.change_passphrase(new, own)
    dana.sealed.open(own)
    assert dana.sealed.take_back_from_sheet(own) == 1, "the note that stays open to the sheet"
    assert dana.check().sound, dana.check().sentences()
    assert office.sit("administrator").sealed.use_custodian(ADMIN, code, dana_id, dana_id) == 1
    dana = office.sit("therapist", own)
    assert reads(dana, note, own) == MARKER
    dana.sealed.agree_to_sheet(own)
    assert dana.sealed.take_back_from_sheet(own) == 0
    assert read_with_a_kept_code(dana, code) == 0, "as the window says"
    assert dana.check().sound, dana.check().sentences()


@pytest.mark.parametrize("told", [False, True])
def test_a_sheet_of_somebody_who_is_no_administrator_any_more_counts_for_nobody(office: Office, told: bool) -> None:
    office.write()
    sam_id = office.clinic.staff_ids["supervisor"]
    for role in ("administrator", "supervisor"):
        office.sit("administrator").staff.change_role(sam_id, role, own_passphrase=ADMIN)
    sam, code = office.sit("supervisor"), new_code()
    public = sheet_key(code).public_key().public_bytes_raw()
    with sam.sitting.signer(SAM) as signer:
        signature, by = signer.sign(custodian_statement(sam.sitting.vault_id, public)), signer.certificate_pem
    if told:
        row = {"public": public, "number": 9, "made_at": "2026-12-29T00:00:00.000000Z"}
        row |= {"signed_by": fingerprint(load(by)), "signature": signature}
        with sam.sitting.write() as unit:
            unit.record(CUSTODIAN_MADE, detail={"public": sha256_hex(public), "row": row_hash(row)})
    meddle(
        sam,
        "INSERT INTO custodian (public, number, made_at, signed_by, signature) "
        "VALUES (:public, 9, '2026-12-29T00:00:00.000000Z', :by, :signature)",
        public=public,
        by=fingerprint(load(by)),
        signature=signature,
    )
    assert "not one that the log knows an administrator made" in " ".join(sam.check().sentences())
    office.clinic.clock.advance(timedelta(hours=1))
    dana = office.sit("therapist")
    assert dana.sealed.shelf(office.client.id).sheet is None
    with pytest.raises(UserError, match="There is no custodian's sheet"):
        dana.sealed.agree_to_sheet(DANA)
    office.write("and another day")
    assert read_with_a_kept_code(office.sit("supervisor"), code) == 0


def test_an_author_is_shown_no_use_of_a_sheet_that_no_administrator_made(office: Office) -> None:
    """Sam enters one with a changed program, in a sitting of his own."""
    office.write()
    sam_id, dana_id = office.clinic.staff_ids["supervisor"], office.clinic.staff_ids["therapist"]
    sam = office.sit("supervisor")
    with sam.sitting.write() as unit:
        detail = {"reader": sam_id, "wraps": []}
        unit.record(CUSTODIAN_USED, entity="staff", entity_id=dana_id, detail=detail)
    assert office.sit("therapist").sealed.shelf(office.client.id).custodian_used == ()
