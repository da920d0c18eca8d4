"""The keys of sealed notes against somebody who edits their rows: an author's newest key counts, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from ehr_desk.common.errors import Refused
from ehr_desk.desk import Desk
from ehr_desk.vault.opened_compartments import OwnKeyGone
from ehr_desk.vault.seal import CannotOpen, unseal
from tests.chart.sealed.office import MARKER, Office, meddle, reads
from tests.support.clinic import passphrase_of

DANA, SAM, ADMIN = passphrase_of("therapist"), passphrase_of("supervisor"), passphrase_of("administrator")
NEW, OWN = "five entirely invented new words", "another passphrase of Dana's own"


def shared(office: Office) -> tuple[Desk, dict[str, bytes]]:
    """Dana wrote a note and let Sam read; what Sam's keys opened, copied with a changed program."""
    office.write()
    office.sit("therapist").sealed.grant(DANA, office.clinic.staff_ids["supervisor"])
    sam = office.sit("supervisor")
    return sam, dict(sam.sealed.open(SAM).keys)


def opens_with(stolen: dict[str, bytes], row: Any, kind: str, *more: str) -> bool:
    key = stolen.get(row.compartment_id)
    if key is None:
        return False
    try:
        unseal(key, row.sealed, [row.compartment_id, kind, row.id, row.client_id, *more])
    except CannotOpen:
        return False
    return True


@pytest.mark.parametrize(
    "meddling",
    [
        "DELETE FROM compartment_wrap WHERE compartment_id = (SELECT id FROM compartment ORDER BY number DESC LIMIT 1)",
        "UPDATE compartment_wrap SET wrapped = zeroblob(80) WHERE compartment_id = "
        "(SELECT id FROM compartment ORDER BY number DESC LIMIT 1)",
        "DELETE FROM compartment WHERE id = (SELECT id FROM compartment ORDER BY number DESC LIMIT 1)",
        "UPDATE compartment SET author_id = 'somebody' WHERE id = "
        "(SELECT id FROM compartment ORDER BY number DESC LIMIT 1)",
    ],
)
def test_a_reader_who_was_withdrawn_cannot_send_the_author_back_to_the_key_they_know(
    office: Office, meddling: str
) -> None:
    sam, _stolen = shared(office)
    office.sit("therapist").sealed.withdraw(DANA, office.clinic.staff_ids["supervisor"])
    sam = office.sit("supervisor")
    meddle(sam, meddling)
    assert not sam.check().sound
    dana = office.sit("therapist")
    with pytest.raises(OwnKeyGone, match="missing from the record"):
        dana.sealed.open(DANA)
    for act in (dana.sealed.withdraw, dana.sealed.grant):
        with pytest.raises(OwnKeyGone):
            act(DANA, office.clinic.staff_ids["psychiatrist"])


def test_an_author_whose_keys_are_all_gone_is_given_no_fresh_one_silently(office: Office) -> None:
    office.write()
    meddle(office.sit("supervisor"), "DELETE FROM compartment_wrap")
    with pytest.raises(OwnKeyGone):
        office.sit("therapist").sealed.open(DANA)
    meddle(office.sit("supervisor"), "DELETE FROM compartment")
    dana = office.sit("therapist")
    with pytest.raises(OwnKeyGone):
        dana.sealed.open(DANA)
    assert "is gone that the audit log knows" in " ".join(dana.check().sentences())


def test_an_older_key_that_is_missing_is_told_and_new_notes_go_on(office: Office) -> None:
    shared(office)
    office.sit("therapist").sealed.withdraw(DANA, office.clinic.staff_ids["supervisor"])
    oldest = "DELETE FROM compartment_wrap WHERE compartment_id = (SELECT id FROM compartment ORDER BY number LIMIT 1)"
    meddle(office.sit("supervisor"), oldest)
    opened = office.sit("therapist").sealed.open(DANA)
    assert (opened.missing, opened.closed) == (1, 0)


def test_after_new_keys_the_author_begins_afresh_and_is_told_what_stays_closed(office: Office) -> None:
    note = office.write()
    dana_id = office.clinic.staff_ids["therapist"]
    office.sit("administrator").staff.grant(dana_id, NEW, own_passphrase=ADMIN)
    dana = office.sit("therapist", NEW)
    dana.sitting.change_passphrase(NEW, OWN)
    for opened in (dana.sealed.open(OWN), dana.sealed.open(OWN)):
        assert (opened.closed, opened.missing) == (1, 0)
    with pytest.raises(Refused):
        reads(dana, note, OWN)
    assert dana.check().sound, dana.check().sentences()


def test_a_reader_who_is_let_go_after_new_keys_keeps_what_nobody_else_could_open_and_gets_nothing_later(
    office: Office,
) -> None:
    note = office.write()
    sam_id, dana_id = office.clinic.staff_ids["supervisor"], office.clinic.staff_ids["therapist"]
    office.sit("therapist").sealed.grant(DANA, sam_id)
    office.sit("administrator").staff.grant(dana_id, NEW, own_passphrase=ADMIN)
    dana = office.sit("therapist", NEW)
    dana.sitting.change_passphrase(NEW, OWN)
    dana.sealed.open(OWN)
    assert dana.sealed.withdraw(OWN, sam_id) == 1, "the note that stays readable to Sam"
    assert dana.sealed.shelf(office.client.id).readers == ()
    assert dana.sealed.withdraw(OWN, office.clinic.staff_ids["psychiatrist"]) == 0, "a further key, and none for Sam"
    opened = dana.sealed.open(OWN)
    draft = dana.sealed.start(opened, "psychotherapy_note", office.client.id)
    draft = dana.sealed.save(opened, draft, {**draft.answers, "conversation": "written later"})
    later = dana.sealed.sign(opened, draft, OWN)
    assert dana.check().sound, dana.check().sentences()
    sam = office.sit("supervisor")
    assert reads(sam, note, SAM) == MARKER
    with pytest.raises(Refused):
        reads(sam, later, SAM)
    dana = office.sit("therapist", OWN)
    dana.sealed.grant(OWN, sam_id)
    assert reads(office.sit("supervisor"), later, SAM) == "written later", "let in again"
    assert office.sit("therapist", OWN).sealed.shelf(office.client.id).readers == (sam_id,)


def test_a_draft_begun_before_a_withdrawal_goes_under_the_new_key_at_once_and_at_every_save(office: Office) -> None:
    _sam, stolen = shared(office)
    dana = office.sit("therapist")
    before = dana.sealed.open(DANA)
    draft = dana.sealed.start(before, "psychotherapy_note", office.client.id)
    dana.sealed.save(before, draft, {**draft.answers, "conversation": MARKER})
    dana.sealed.withdraw(DANA, office.clinic.staff_ids["supervisor"])

    def kept() -> Any:
        with dana.sitting.read() as session:
            return session.execute(text("SELECT * FROM sealed_draft")).one()

    assert not opens_with(stolen, kept(), "draft")
    dana.sealed.save(before, draft, {**draft.answers, "conversation": "typed after the withdrawal"})
    assert not opens_with(stolen, kept(), "draft"), "keys that were open before it follow"
    opened = dana.sealed.open(DANA)
    again = dana.sealed.draft(opened, draft.id)
    assert again.answers["conversation"] == "typed after the withdrawal"
    note = dana.sealed.sign(opened, again, DANA)
    with dana.sitting.read() as session:
        row = session.execute(text("SELECT * FROM sealed_note WHERE id = :id"), {"id": note}).one()
    assert not opens_with(stolen, row, "note", row.author_id)
    assert dana.check().sound, dana.check().sentences()


def test_a_row_slipped_in_makes_nobody_a_reader_of_later_notes(office: Office) -> None:
    office.write()
    sam, sam_id = office.sit("supervisor"), office.clinic.staff_ids["supervisor"]
    meddle(
        sam,
        "INSERT INTO compartment_wrap SELECT compartment_id, :sam, exchange, wrapped, at FROM compartment_wrap",
        sam=sam_id,
    )
    assert "not known to the audit log" in " ".join(sam.check().sentences())
    dana = office.sit("therapist")
    assert dana.sealed.shelf(office.client.id).readers == ()
    dana.sealed.withdraw(DANA, office.clinic.staff_ids["psychiatrist"])
    later = office.write("written later")
    with pytest.raises(Refused):
        reads(office.sit("supervisor"), later, SAM)


def test_every_change_of_a_key_of_sealed_notes_is_found_by_the_check(office: Office) -> None:
    shared(office)
    office.sit("administrator").sealed.make_custodian(ADMIN)
    dana = office.sit("therapist")
    dana.sealed.agree_to_sheet(DANA)
    dana.sealed.start(dana.sealed.open(DANA), "psychotherapy_note", office.client.id)
    assert dana.check().sound, dana.check().sentences()
    office.clinic.clock.advance(timedelta(minutes=1))
    changes = {
        "compartment": ("id", "author_id", "made_at", "key_check", "signed_by", "signature", "number"),
        "compartment_wrap": ("compartment_id", "holder", "exchange", "wrapped", "at"),
        "custodian": ("public", "made_at", "signed_by", "signature", "number"),
        "sealed_draft": ("compartment_id", "author_id"),
    }
    for table, columns in changes.items():
        with dana.sitting.read() as session:
            row = dict(session.execute(text(f"SELECT rowid AS at_row, * FROM {table} LIMIT 1")).mappings().one())  # noqa: S608
        for column in columns:
            before, at = row[column], row["at_row"]
            other = (
                before + 1 if isinstance(before, int) else before[:-1] + (b"\x00" if isinstance(before, bytes) else "x")
            )
            setting = f"UPDATE {table} SET {column} = :value WHERE rowid = :at"  # noqa: S608
            meddle(dana, setting, value=other, at=at)
            assert not dana.check().sound, (table, column)
            meddle(dana, setting, value=before, at=at)
    assert dana.check().sound
    meddle(dana, "DELETE FROM custodian")
    assert "The key of a custodian's sheet is gone that the audit log knows." in " ".join(dana.check().sentences())
