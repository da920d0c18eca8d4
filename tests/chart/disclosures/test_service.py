"""The door on a real vault: what leaves, what stays, what the ledger says."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from ehr_desk.chart.clinic.service import read_clinic, store_clinic
from ehr_desk.chart.disclosures.attested import STARTED, check_ledger
from ehr_desk.chart.disclosures.delivery import staged
from ehr_desk.chart.disclosures.ledger import NothingLeft
from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.reader import copies_handed_out
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.chart.entries.paper_reader import paper
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import OurError, Refused, UserError
from ehr_desk.vault.tables import AUDIT_EVENT
from tests.chart.disclosures.office import PROBATION, SIGNED_AGAIN, Office, request
from tests.support.one_person import DANA, PASSPHRASE

GIVEN = Protection("kettle orbit meadow", PASSPHRASE)
ADMIN = StaffRow("s-dana", "dana", "Ona Petrov", "administrator", "", "", False, False)


def stored(office: Office, document_id: str) -> bytes:
    with office.sitting.read() as session:
        return paper(session, document_id)[1]


def own_access(document_id: str, **changes: str):  # type: ignore[no-untyped-def]
    return request(document_id, basis="client access", recipient="Mari Vega-Ortiz", recipient_kind="client", **changes)


def test_with_a_consent_the_stored_bytes_leave_with_a_cover_sheet(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    handed: list[tuple[bytes, bytes | None]] = []
    row = office.door.release(request(document, consent_id=consent), lambda pdf, cover: handed.append((pdf, cover)))
    cover = f"cover for {document}".encode()
    assert handed == [(stored(office, document), cover)]
    assert row.outcome == "released"
    assert row.sha256 == sha256_hex(stored(office, document))
    assert row.cover_sha256 == sha256_hex(cover)
    assert row.notice_version == "42 CFR 2.32(a)(1); 89 FR 12472"
    assert row.staff_name == "Dana Whitlock, LPCC-S"
    assert office.door.ledger(client.id) == [row]
    assert office.actions()[-1] == "disclosure.released"
    (facts,) = office.covers.asked
    assert facts.consent is not None
    assert facts.consent.scope == ("whole record",)
    assert facts.consent.statement.startswith("This record which has been disclosed to you")


def test_without_the_basis_consent_no_cover_sheet_is_made(office: Office) -> None:
    client = office.client()
    handed: list[bytes | None] = []
    row = office.door.release(own_access(office.document(client)), lambda pdf, cover: handed.append(cover))
    assert handed == [None]
    assert (row.notice_version, row.cover_sha256) == ("", "")


def test_without_a_consent_too_a_superseded_paper_is_called_so_by_a_sheet_on_top(office: Office) -> None:
    document = office.document(office.client())
    office.amend(document, "correction")
    handed: list[bytes | None] = []
    row = office.door.release(own_access(document, how="print"), lambda pdf, cover: handed.append(cover))
    assert handed == [f"cover for {document}".encode()]
    assert (row.notice_version, row.cover_sha256) == ("", sha256_hex(handed[0] or b""))
    (facts,) = office.covers.asked
    assert facts.consent is None
    assert facts.remarks == ("This version is superseded: a newer version of this document exists.",)


def test_an_expired_consent_stops_the_release_and_leaves_a_trace(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    consent = office.consent(client, expires_on="2026-11-20")
    with pytest.raises(NotPermitted) as refused:
        office.door.release(request(document, consent_id=consent), forbidden)
    assert "The consent has ended." in refused.value.remedy
    assert office.door.ledger(client.id) == []
    assert office.actions()[-1] == "disclosure.refused"


def test_a_revoked_consent_stops_the_next_release(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    draft = office.amending.start(consent, "correction", reason="revoked")
    back = {"revoked": True, "revoked_on": "2026-11-21", "revoked_how": "In writing"}
    answers = {**draft.answers, **SIGNED_AGAIN, **back}
    office.drafts.save(draft.id, answers)
    office.signing.sign([draft.id], "invented passphrase of dana")
    with pytest.raises(NotPermitted):
        office.door.release(request(document, consent_id=consent), forbidden)
    assert [row.outcome for row in office.door.ledger(client.id)] == ["released"]


def test_the_paper_of_a_form_that_no_part_describes_needs_the_whole_record(office: Office) -> None:
    client = office.client()
    document = office.document(client)  # of a form without a line in the table, in the list of the notes
    consent = office.consent(client, scope=["progress notes"])
    with pytest.raises(NotPermitted, match="Only a consent for the whole record does"):
        office.door.release(request(document, consent_id=consent), forbidden)


def test_a_consent_of_another_client_releases_nothing(office: Office) -> None:
    client, other = office.client(), office.client("Brennan")
    document, consent = office.document(client), office.consent(other)
    with pytest.raises(NotPermitted):
        office.door.release(request(document, consent_id=consent), forbidden)


def test_where_the_clinic_chose_so_the_files_are_named_after_the_client_too(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    with office.sitting.write() as unit:
        store_clinic(unit, replace(read_clinic(unit.session), name="Riverbend", client_in_file_names=True))
    paths = office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    stem = f"{client.name.replace(' ', '-')}-{document}-2026-11-21"
    assert [path.name for path in paths] == [f"{stem}.pdf", f"{stem}-cover.pdf"]
    (event,) = office.sitting.audit.events(action="clinic.changed", limit=1)
    assert "client_in_file_names" in event.detail["fields"]


def test_a_copy_under_a_passphrase_leaves_by_the_same_door_and_is_never_named_after_the_client(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    with office.sitting.write() as unit:
        store_clinic(unit, replace(read_clinic(unit.session), name="Riverbend", client_in_file_names=True))
    wanted = request(document, consent_id=consent, how="save protected")
    copy, cover = office.door.release_to_folder(wanted, office.folder, GIVEN)
    assert [copy.name, cover.name] == [
        f"{document}-2026-11-21-protected.pdf",
        f"{document}-2026-11-21-protected-cover.pdf",
    ]
    assert cover.read_bytes().startswith(b"closed "), "the sheet names the client"
    (row,) = office.door.ledger(client.id)
    digest = sha256_hex(stored(office, document))
    assert (row.how, row.outcome, row.sha256) == ("save protected", "released", digest)
    assert copy.read_bytes() == f"copy of {digest} by Dana Whitlock".encode()
    with office.sitting.read() as session:
        assert copies_handed_out(session, document) == {sha256_hex(copy.read_bytes()): [row.at]}
    assert check_ledger(office.sitting) == []


def test_an_event_that_cannot_be_read_hides_no_copy_that_left(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    wanted = request(document, consent_id=consent, how="save protected")
    copy, _cover = office.door.release_to_folder(wanted, office.folder, GIVEN)
    with suppress(RuntimeError), office.sitting.write() as unit:
        about = {"entity": "disclosure", "entity_id": document, "client_id": client.id}
        unit.record(STARTED, **about, detail={"copy": "ab" * 32})
        unit.record(STARTED, **about, detail={"copy": "cd" * 32, "disclosure": ["no", "id"]})
        row = unit.session.execute(select(AUDIT_EVENT).order_by(AUDIT_EVENT.c.seq).limit(1)).mappings().one()
        strange = {**row, "seq": 0, "action": STARTED, "client_id": client.id, "body": b"{}"}
        unit.session.execute(insert(AUDIT_EVENT).values(strange))
        assert list(copies_handed_out(unit.session, document)) == [sha256_hex(copy.read_bytes())]
        raise RuntimeError("nothing of this stays")


@pytest.mark.parametrize(
    ("passphrase", "own", "said"),
    [
        ("tulip quartz", PASSPHRASE, "at least 15 characters"),
        ("Vega-Ortiz Mari DEMO", PASSPHRASE, "Too easy to guess"),
        ("kettle orbit meadow " * 7, PASSPHRASE, "too long for a PDF"),
        ("kettle \u00f6rbit meadow harbor", PASSPHRASE, "PDF readers do not agree"),
        ("kettle orbit \U0001f40e meadow", PASSPHRASE, "PDF readers do not agree"),
        (PASSPHRASE, PASSPHRASE, "your own passphrase"),
        ("kettle orbit meadow", "not the passphrase of dana", "passphrase"),
    ],
)
def test_a_passphrase_that_protects_nothing_keeps_the_document_in(
    office: Office, passphrase: str, own: str, said: str
) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    wanted = request(document, consent_id=consent, how="save protected")
    with pytest.raises(UserError, match=said):
        office.door.release_to_folder(wanted, office.folder, Protection(passphrase, own))
    assert office.door.ledger(client.id) == []
    assert list(office.folder.iterdir()) == []


def test_a_copy_under_a_passphrase_is_not_forgotten_and_not_printed(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    for how, given in (("save protected", None), ("save", GIVEN)):
        with pytest.raises(OurError):
            office.door.release_to_folder(request(document, consent_id=consent, how=how), office.folder, given)
    with pytest.raises(OurError):
        office.door.release(request(document, consent_id=consent, how="save protected"), forbidden)
    assert office.door.ledger(client.id) == []


def test_a_folder_gets_the_document_and_its_cover_under_names_without_the_client(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    paths = office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    assert [path.name for path in paths] == [f"{document}-2026-11-21.pdf", f"{document}-2026-11-21-cover.pdf"]
    assert paths[0].read_bytes() == stored(office, document)
    assert sorted(office.folder.iterdir()) == sorted(paths)


def test_a_second_release_replaces_no_file(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    first = office.door.release_to_folder(own_access(document), office.folder)
    second = office.door.release_to_folder(own_access(document), office.folder)
    assert second[0].name == f"{document}-2026-11-21-2.pdf"
    assert first[0].read_bytes() == second[0].read_bytes()
    assert len(office.door.ledger(client.id)) == 2


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    def no_links(part: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with staged(office.folder, [("a.pdf", b"mine"), ("b.pdf", b"mine too")], "mark") as files:
        (office.folder / "b.pdf").write_bytes(b"somebody else's")
        with pytest.raises(FileExistsError):
            files.move()
    assert [one.name for one in office.folder.iterdir()] == ["b.pdf"]
    assert (office.folder / "b.pdf").read_bytes() == b"somebody else's"
    with staged(office.folder, [("b.pdf", b"mine")], "mark") as files:
        files.move()
    assert (office.folder / "b-2.pdf").read_bytes() == b"mine"
    assert len(list(office.folder.iterdir())) == 2


def test_a_full_disk_is_said_in_words_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.client()
    document = office.document(client)
    # The disk is the one thing a test cannot fill for real without root; the write itself is real up to here.
    monkeypatch.setattr("ehr_desk.chart.disclosures.delivery.os.fsync", full_disk)
    with pytest.raises(UserError) as told:
        office.door.release_to_folder(own_access(document), office.folder)
    assert str(told.value) == (
        "The disk is full, so nothing was written. Free some space there, or choose another folder."
    )
    assert list(office.folder.iterdir()) == []
    assert [row.outcome for row in office.door.ledger(client.id)] == ["not completed"]


def test_a_rename_that_fails_after_the_ledger_is_taken_back_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    real, calls = os.link, []

    def second_fails(part: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise PermissionError(errno.EACCES, "denied")
        real(part, target)

    monkeypatch.setattr(os, "link", second_fails)
    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(UserError, match="You may not write there"):
        office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    assert list(office.folder.iterdir()) == []
    assert [row.outcome for row in office.door.ledger(client.id)] == ["not completed"]
    assert office.actions()[-1] == "disclosure.not_completed"


def test_a_print_job_that_fails_on_the_way_may_have_left_and_is_accounted_for(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)

    def jams(pdf: bytes, cover: bytes | None) -> None:
        raise OSError(errno.EIO, "paper jam after page 3 of 4")

    with pytest.raises(UserError):
        office.door.release(request(document, consent_id=consent, how="print"), jams)
    (row,) = office.door.accounting(client.id)
    assert row.outcome == "may have left"
    assert office.actions()[-1] == "disclosure.may_have_left"
    assert check_ledger(office.sitting) == []


def test_a_printer_that_takes_nothing_is_recorded_as_not_completed(office: Office) -> None:
    client = office.client()

    def no_printer(pdf: bytes, cover: bytes | None) -> None:
        raise NothingLeft("The printer does not answer.", "Switch it on.")

    with pytest.raises(UserError, match="The printer does not answer"):
        office.door.release(own_access(office.document(client), how="print"), no_printer)
    (row,) = office.door.ledger(client.id)
    assert (row.outcome, row.how) == ("not completed", "print")


def test_our_own_mistake_while_writing_is_recorded_too_and_not_hidden(office: Office) -> None:
    client = office.client()

    def broken(pdf: bytes, cover: bytes | None) -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        office.door.release(own_access(office.document(client)), broken)
    assert [row.outcome for row in office.door.ledger(client.id)] == ["not completed"]


def test_the_ledger_says_started_before_anything_is_written_and_released_after_it(office: Office) -> None:
    client = office.client()
    seen: list[str] = []

    def looks(pdf: bytes, cover: bytes | None) -> None:
        seen.extend(row.outcome for row in office.door.ledger(client.id))

    assert office.door.release(own_access(office.document(client)), looks).outcome == "released"
    assert seen == ["started"]
    assert [row.outcome for row in office.door.ledger(client.id)] == ["released"]
    assert office.actions()[-2:] == ["disclosure.started", "disclosure.released"]


def test_what_a_release_that_was_cut_off_left_behind_is_in_the_ledger_and_swept_by_the_next(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    parts: list[Path] = []

    class Killed(BaseException):
        """The program ended here."""

    def killed(pdf: bytes, cover: bytes | None) -> None:
        (row,) = office.door.ledger(client.id)
        parts.append(office.folder / f".{row.id}-abc.part")
        parts[0].write_bytes(pdf)
        raise Killed

    with pytest.raises(Killed):
        office.door.release(own_access(document), killed)
    assert [row.outcome for row in office.door.ledger(client.id)] == ["started"]
    others = office.folder / ".somebody-elses.part"
    others.write_bytes(b"not ours")
    paths = office.door.release_to_folder(own_access(document), office.folder)
    assert sorted(office.folder.iterdir()) == sorted([*paths, others])
    assert sorted(row.outcome for row in office.door.ledger(client.id)) == ["released", "started"]


def test_a_folder_that_is_not_there_is_said_so(office: Office) -> None:
    client = office.client()
    with pytest.raises(UserError, match="This folder does not exist"):
        office.door.release_to_folder(own_access(office.document(client)), office.folder / "nowhere")


def test_a_document_entered_in_error_stays_inside(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    office.amend(document, "entered_in_error")
    with pytest.raises(NotPermitted, match="entered in error"):
        office.door.release(own_access(document), forbidden)


def test_an_older_version_and_an_addendum_are_pointed_out(office: Office) -> None:
    client = office.client()
    corrected, added = office.document(client), office.document(client)
    office.amend(corrected, "correction", {"text": "Corrected."})
    office.amend(added, "addendum")
    assert [finding.text[:15] for finding in office.door.check(own_access(corrected))] == ["A newer version"]
    assert [finding.text[:11] for finding in office.door.check(own_access(added))] == ["An addendum"]


def test_an_administrator_hands_nothing_out(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    with pytest.raises(Refused):
        office.door_of(ADMIN).release(own_access(document), forbidden)
    with pytest.raises(Refused):
        office.door_of(ADMIN).ledger(client.id)


def test_the_accounting_holds_three_years_of_disclosures_with_consent(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client, expires_on="2030-01-01")
    office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    office.door.release_to_folder(own_access(document), office.folder)
    office.clock.move_to(datetime(2028, 5, 1, 15, 0, tzinfo=UTC))
    office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    assert [row.at.year for row in office.door.accounting(client.id)] == [2028, 2026]
    office.clock.move_to(datetime(2029, 11, 22, 15, 0, tzinfo=UTC))
    assert [row.at.year for row in office.door.accounting(client.id)] == [2028]
    assert len(office.door.ledger(client.id)) == 3


def test_the_demonstration_writes_on_its_own_basis(office: Office) -> None:
    client = office.client()
    wanted = request(office.document(client), basis="synthetic demonstration")
    with pytest.raises(NotPermitted):
        office.door.release_to_folder(wanted, office.folder)
    assert office.door_of(DANA, demonstration=True).release_to_folder(wanted, office.folder)


def test_an_emergency_keeps_its_four_facts(office: Office) -> None:
    client = office.client()
    wanted = replace(
        request(office.document(client), basis="medical emergency", recipient_kind="medical personnel"),
        emergency_personnel="Dr. Ines Ortega",
        emergency_affiliation="Millbrook General Hospital",
        emergency_nature="Unresponsive after an overdose",
    )
    office.door.release(wanted, lambda pdf, cover: None)
    (row,) = office.door.ledger(client.id)
    assert row.emergency_personnel == "Dr. Ines Ortega"
    assert row.emergency_affiliation == "Millbrook General Hospital"
    assert row.emergency_nature == "Unresponsive after an overdose"
    assert (row.staff_name, row.at) == ("Dana Whitlock, LPCC-S", office.clock.now())


def test_the_audit_log_names_no_recipient(office: Office) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)
    office.door.release(request(document, consent_id=consent), lambda pdf, cover: None)
    assert PROBATION not in str([event.detail for event in office.sitting.audit.events()])


def forbidden(pdf: bytes, cover: bytes | None) -> None:
    raise AssertionError("nothing may leave")


def full_disk(handle: int) -> None:
    raise OSError(errno.ENOSPC, "no space left")


def test_what_the_client_said_of_the_scope_is_at_the_door_and_on_the_cover(office: Office) -> None:
    client = office.client()
    document = office.document(client)
    consent = office.consent(client, scope_detail="Not the notes of October, and nothing about HIV.")
    wanted = request(document, consent_id=consent)
    assert any("nothing about HIV" in finding.text for finding in office.door.check(wanted))
    office.door.release(wanted, lambda _pdf, _cover: None)
    told = office.covers.asked[-1].consent
    assert told is not None
    assert told.limits == "Not the notes of October, and nothing about HIV."
