"""The door on a real vault: what leaves, with which sheet and under which names."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from ehr_desk.chart.clinic.service import read_clinic, store_clinic
from ehr_desk.chart.disclosures.attested import check_ledger
from ehr_desk.chart.disclosures.delivery import staged
from ehr_desk.chart.disclosures.reader import copies_handed_out
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from tests.chart.disclosures.office import GIVEN, Office, own_access, request, stored


def full_disk(handle: int) -> None:
    raise OSError(errno.ENOSPC, "no space left")


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
