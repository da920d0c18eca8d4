"""Sealed notes: who reads them, who does not, and what is left of them where the record's own key is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ehr_desk.chart.sealed.inside import ADDENDUM, AMENDING, IN_ERROR
from ehr_desk.chart.sealed.rows import SealedDraft
from ehr_desk.common.canonical import parse
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.common.paths import forms_dir
from ehr_desk.desk import Desk
from ehr_desk.forms import FormLibrary
from ehr_desk.vault import SittingClosed
from ehr_desk.vault.cipher import cipher_module
from tests.chart.sealed.office import MARKER, Office, reads
from tests.support.clinic import add_client, passphrase_of

ADDED = "a heron that she remembered later"
DRAFTED = "an unfinished thought of hers"
NEW = "five entirely invented new words"


def test_the_author_writes_and_reads_and_a_colleague_learns_that_a_session_took_place(office: Office) -> None:
    note = office.write()
    dana = office.sit("therapist")
    assert reads(dana, note, passphrase_of("therapist")) == MARKER
    heads = dana.sealed.readable_of(dana.sealed.open(passphrase_of("therapist")), office.client.id)
    assert {one: head.title for one, head in heads.items()} == {note: "Psychotherapy note"}
    assert dana.check().sound, dana.check().sentences()
    sam = office.sit("supervisor")
    (line,) = sam.sealed.shelf(office.client.id).lines
    assert line.author_name == "Dana Whitlock, LPCC-S"
    assert sam.sealed.readable_of(sam.sealed.open(passphrase_of("supervisor")), office.client.id) == {}
    with pytest.raises(Refused, match="sealed by its author"):
        reads(sam, note, passphrase_of("supervisor"))
    assert sam.check().sound
    assert sam.charts.open(office.client.id).entry_count == 0


def test_a_grant_lets_read_and_its_end_lets_read_no_more(office: Office) -> None:
    note, dana_words = office.write(), passphrase_of("therapist")
    dana, sam_id = office.sit("therapist"), office.clinic.staff_ids["supervisor"]
    dana.sealed.grant(dana_words, sam_id)
    assert dana.sealed.shelf(office.client.id).readers == (sam_id,)
    assert reads(office.sit("supervisor"), note, passphrase_of("supervisor")) == MARKER
    dana = office.sit("therapist")
    before = dana.sealed.open(dana_words).own
    dana.sealed.withdraw(dana_words, sam_id)
    assert dana.sealed.shelf(office.client.id).readers == ()
    assert dana.sealed.open(dana_words).own != before, "later notes go where they never had a key"
    later = office.write("written later")
    sam = office.sit("supervisor")
    for one in (note, later):
        with pytest.raises(Refused):
            reads(sam, one, passphrase_of("supervisor"))
    dana = office.sit("therapist")
    assert [reads(dana, one, dana_words) for one in (note, later)] == [MARKER, "written later"]
    assert dana.check().sound


def test_a_passphrase_that_an_administrator_gives_opens_no_sealed_note(office: Office) -> None:
    note = office.write()
    admin = office.sit("administrator")
    admin.staff.grant(office.clinic.staff_ids["therapist"], NEW, own_passphrase=passphrase_of("administrator"))
    dana = office.sit("therapist", NEW)
    own = "another passphrase of Dana's own"
    dana.sitting.change_passphrase(NEW, own)
    with pytest.raises(Refused):
        reads(dana, note, own)
    assert dana.check().sound


def test_the_custodians_sheet_gives_them_back_and_the_author_is_shown_that(office: Office) -> None:
    note, admin_words = office.write(), passphrase_of("administrator")
    admin = office.sit("administrator")
    code = admin.sealed.make_custodian(admin_words)
    office.sit("therapist").sealed.agree_to_sheet(passphrase_of("therapist"))
    admin, dana_id = office.sit("administrator"), office.clinic.staff_ids["therapist"]
    admin.staff.grant(dana_id, NEW, own_passphrase=admin_words)
    with pytest.raises(UserError, match="opens no sealed notes"):
        admin.sealed.use_custodian(admin_words, "0" * 32, dana_id, dana_id)
    assert admin.sealed.use_custodian(admin_words, code, dana_id, dana_id) == 1
    dana = office.sit("therapist", NEW)
    own = "another passphrase of Dana's own"
    dana.sitting.change_passphrase(NEW, own)
    assert reads(dana, note, own) == MARKER
    ((_, reader),) = dana.sealed.shelf(office.client.id).custodian_used
    assert reader == "Dana Whitlock, LPCC-S"


@pytest.mark.parametrize("sheet", [True, False])
def test_notes_of_an_author_who_left_need_the_custodians_sheet(office: Office, sheet: bool) -> None:
    admin_words, dana_id = passphrase_of("administrator"), office.clinic.staff_ids["therapist"]
    code = office.sit("administrator").sealed.make_custodian(admin_words) if sheet else "0" * 32
    note = office.write()
    if sheet:
        office.sit("therapist").sealed.agree_to_sheet(passphrase_of("therapist"))
    admin, sam_id = office.sit("administrator"), office.clinic.staff_ids["supervisor"]
    admin.staff.retire(dana_id, "left the clinic", own_passphrase=admin_words)
    if not sheet:
        with pytest.raises(UserError, match="opens no sealed notes"):
            admin.sealed.use_custodian(admin_words, code, dana_id, sam_id)
        return
    admin.sealed.use_custodian(admin_words, code, dana_id, sam_id)
    sam = office.sit("supervisor")
    assert reads(sam, note, passphrase_of("supervisor")) == MARKER
    assert sam.check().sound


def test_whoever_knows_the_records_key_finds_neither_note_nor_draft(office: Office, tmp_path: Path) -> None:
    office.write()
    desk = office.sit("therapist")
    opened = desk.sealed.open(passphrase_of("therapist"))
    draft = desk.sealed.start(opened, "sud_counseling_note", office.client.id)
    desk.sealed.save(opened, draft, {**draft.answers, "conversation": DRAFTED})
    assert desk.sealed.draft(opened, draft.id).answers["conversation"] == DRAFTED
    (line,) = desk.sealed.shelf(office.client.id).lines
    amend(desk, line.id, ADDENDUM, ADDED)
    key = desk.sitting._vault.keys.database
    desk.backups.make()
    desk.lock()
    plain = tmp_path / "plain.db"
    connection = cipher_module().connect(str(office.clinic.folder / "vault.db"), isolation_level=None)
    connection.set_key(f"x'{key.hex()}'".encode())
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    opened_bytes = plain.read_bytes()
    assert b"Demo" in opened_bytes, "the record itself is open to that key"
    for words in (MARKER, DRAFTED, ADDED, "kite", "unfinished thought"):
        assert words.encode() not in opened_bytes
        for file in office.clinic.folder.rglob("*"):
            assert not file.is_file() or words.encode() not in file.read_bytes()


def test_a_sealed_note_that_is_changed_removed_or_moved_is_found_without_its_key(office: Office) -> None:
    note = office.write()
    for change in (
        "UPDATE sealed_note SET sealed = zeroblob(40)",
        "UPDATE sealed_note SET client_id = 'somebody else'",
        "UPDATE sealed_note SET signed_by = 'nobody'",
        "DELETE FROM sealed_note",
    ):
        desk = office.sit("supervisor")
        with desk.sitting.write() as unit:
            rows = unit.session.execute(text("SELECT * FROM sealed_note")).mappings().all()
            for trigger in unit.session.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sealed_note'")
            ).all():
                unit.session.execute(text(f'DROP TRIGGER "{trigger}"'))
            unit.session.execute(text(change))
        found = desk.check()
        assert any("sealed note" in sentence for sentence in found.sentences()), change
        with desk.sitting.write() as unit:
            unit.session.execute(text("DELETE FROM sealed_note"))
            for row in rows:
                names = ", ".join(row.keys())
                values = ", ".join(f":{name}" for name in row)
                unit.session.execute(text(f"INSERT INTO sealed_note ({names}) VALUES ({values})"), dict(row))  # noqa: S608
    assert reads(office.sit("therapist"), note, passphrase_of("therapist")) == MARKER


def amend(desk: Desk, note: str, kind: str, words: str) -> str:
    own = passphrase_of("therapist")
    opened = desk.sealed.open(own)
    draft = desk.sealed.amend(opened, note, kind)
    item = "added_text" if kind == ADDENDUM else "error_reason"
    return desk.sealed.sign(opened, desk.sealed.save(opened, draft, {item: words}), own)


def test_an_author_adds_to_a_note_and_marks_it_as_entered_in_error_and_nobody_else_learns_of_it(
    office: Office,
) -> None:
    note, own = office.write(), passphrase_of("therapist")
    sam = office.sit("supervisor")
    before = sam.sealed.shelf(office.client.id).lines
    dana = office.sit("therapist")
    amend(dana, note, ADDENDUM, "it was a pond")
    office.clinic.clock.advance(timedelta(minutes=1))
    opened = dana.sealed.open(own)
    assert [one.answers["added_text"] for one in dana.sealed.read(opened, note).additions] == ["it was a pond"]
    assert dana.sealed.readable_of(opened, office.client.id)[note].addenda == 1
    amend(dana, note, IN_ERROR, "the wrong chart")
    found = dana.sealed.read(dana.sealed.open(own), note)
    assert [one.kind for one in found.additions] == [ADDENDUM, IN_ERROR]
    assert found.in_error
    assert dana.sealed.readable_of(opened, office.client.id)[note].in_error
    with pytest.raises(UserError, match="marked as entered in error"):
        dana.sealed.amend(opened, note, ADDENDUM)
    dana.sealed.grant(own, office.clinic.staff_ids["supervisor"])
    assert dana.check().sound, dana.check().sentences()
    sam = office.sit("supervisor")
    assert sam.sealed.shelf(office.client.id).lines == before, "one session, as before"
    theirs = sam.sealed.open(passphrase_of("supervisor"))
    assert sam.sealed.read(theirs, note).in_error, "whoever may read the note learns that it does not count"
    with pytest.raises(Refused, match="Only its author"):
        sam.sealed.amend(theirs, note, ADDENDUM)


def test_a_draft_of_an_addition_goes_on_and_a_note_is_signed_in_error_once(office: Office) -> None:
    note = office.write()
    dana = office.sit("therapist")
    opened = dana.sealed.open(passphrase_of("therapist"))
    draft = dana.sealed.amend(opened, note, IN_ERROR)
    dana.sealed.save(opened, draft, {"error_reason": "twice"})
    again = dana.sealed.amend(opened, note, IN_ERROR)
    assert (again.id, again.answers) == (draft.id, {"error_reason": "twice"})
    assert dana.sealed.amend(opened, note, ADDENDUM).id != draft.id
    dana.sealed.sign(opened, again, passphrase_of("therapist"))
    with pytest.raises(UserError):
        dana.sealed.sign(opened, again, passphrase_of("therapist"))


def test_rows_that_others_can_read_say_only_that_a_session_took_place(office: Office) -> None:
    note = office.write()
    dana = office.sit("therapist")
    amend(dana, note, ADDENDUM, "it was a pond")
    opened = dana.sealed.open(passphrase_of("therapist"))
    draft = dana.sealed.amend(opened, note, IN_ERROR)
    dana.sealed.save(opened, draft, {"error_reason": "wrong chart"})
    told = {"author", "client", "compartment", "id", "purpose", "sealed", "signed_at"}
    with dana.sitting.read() as session:
        open_part = [parse(one) for one in session.scalars(text("SELECT statement FROM sealed_note")).all()]
        rows = [repr(tuple(row)) for row in session.execute(text("SELECT * FROM sealed_draft"))]
        rows += [repr(tuple(row)) for row in session.execute(text("SELECT * FROM sealed_note"))]
        events = [
            bytes(one) for one in session.scalars(text("SELECT body FROM audit_event WHERE action LIKE 'sealed%'"))
        ]
    assert [set(one) - {"held_on"} for one in open_part] == [told, told]
    assert [one["purpose"] for one in open_part] == ["sealed note", "sealed addition"]
    everything = " ".join([*rows, *map(repr, open_part), *map(repr, events)]).casefold()
    for word in ("psychotherapy", "counseling", "conversation", "addendum", "error", "pond", "chart'", MARKER):
        assert word not in everything, word
    details = {tuple(sorted(set(parse(one)["detail"]) - {"stored"})) for one in events}  # hashes of the rows
    assert details <= {(), ("statement",), ("row", "wraps")}


def test_a_draft_that_is_not_the_one_kept_is_not_signed(office: Office) -> None:
    desk = office.sit("therapist")
    other = add_client(desk, "Another", "Person")
    opened = desk.sealed.open(passphrase_of("therapist"))
    draft = desk.sealed.start(opened, "psychotherapy_note", office.client.id)
    kept = desk.sealed.save(opened, draft, {**draft.answers, "conversation": MARKER})
    for wrong in (replace(kept, client_id=other.id), replace(kept, answers={**kept.answers, "conversation": "x"})):
        with pytest.raises(UserError, match="changed since it was read"):
            desk.sealed.sign(opened, wrong, passphrase_of("therapist"))
    assert desk.sealed.sign(opened, kept, passphrase_of("therapist"))


def test_a_sealed_note_is_not_signed_ahead_of_its_session_nor_on_an_expired_credential(office: Office) -> None:
    desk = office.sit("therapist")
    opened = desk.sealed.open(passphrase_of("therapist"))
    draft = desk.sealed.start(opened, "psychotherapy_note", office.client.id)
    ahead = desk.sealed.save(opened, draft, {"held_on": "2031-01-05", "conversation": MARKER})
    with pytest.raises(UserError, match="lies in the future"):
        desk.sealed.sign(opened, ahead, passphrase_of("therapist"))
    kept = desk.sealed.save(opened, draft, {"held_on": desk.clock.today().isoformat(), "conversation": MARKER})
    admin, who = office.sit("administrator"), office.clinic.staff_ids["therapist"]
    held = next(one for one in admin.staff.all() if one.id == who).credentials[0]
    ends = replace(held, valid_until=admin.clock.today())
    own = passphrase_of("administrator")
    admin.staff.enter_credential(who, ends, own_passphrase=own, replaces=held.id)
    office.clinic.clock.advance(timedelta(days=1))
    desk = office.sit("therapist")
    opened = desk.sealed.open(passphrase_of("therapist"))
    with pytest.raises(UserError, match="has expired"):
        desk.sealed.sign(opened, kept, passphrase_of("therapist"))


def test_new_notes_go_where_a_withdrawn_reader_never_was_whatever_the_clock_says(office: Office) -> None:
    office.write()
    dana = office.sit("therapist")
    own = passphrase_of("therapist")
    dana.sealed.grant(own, office.clinic.staff_ids["psychiatrist"])
    shared = dana.sealed.open(own).own
    office.clinic.clock.advance(-timedelta(minutes=9))
    dana.sealed.withdraw(own, office.clinic.staff_ids["psychiatrist"])
    assert dana.sealed.open(own).own != shared


def test_an_opened_compartment_is_closed_with_the_desk(office: Office) -> None:
    desk = office.sit("therapist")
    opened = desk.sealed.open(passphrase_of("therapist"))
    desk.lock()
    with pytest.raises(SittingClosed):
        opened.unseal("any", b"", [])


def test_an_administrator_writes_none_and_what_is_missing_is_said(office: Office) -> None:
    admin = office.sit("administrator")
    with pytest.raises(Refused):
        admin.sealed.open(passphrase_of("administrator"))
    desk = office.sit("therapist")
    opened = desk.sealed.open(passphrase_of("therapist"))
    draft: SealedDraft = desk.sealed.start(opened, "psychotherapy_note", office.client.id)
    with pytest.raises(UserError):
        desk.sealed.sign(opened, draft, passphrase_of("therapist"))
    desk.sealed.discard(draft.id)
    assert desk.sealed.shelf(office.client.id).drafts == ()


def test_what_the_law_keeps_out_of_such_notes_has_no_field_there() -> None:
    forms = FormLibrary.load(forms_dir() / "sealed").all()
    assert {form.id for form in forms} == {"psychotherapy_note", "sud_counseling_note", *AMENDING.values()}
    for form in forms:
        assert form.sealed
        assert (form.states, form.scores, form.paper) == ((), (), "")
        ids = [item.id for item in form.items]
        assert ids == ["held_on", "conversation", "analysis"] or (form.id in AMENDING.values() and len(ids) == 1)
        assert {item.type for item in form.items} <= {"date", "note"}
    ordinary = FormLibrary.load(forms_dir())
    assert not any(form.sealed for form in ordinary.all()), "no other editor offers them"
