"""What the ledger and the audit log say of what left, and of what came to nothing."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from ehr_desk.chart.disclosures.attested import STARTED, check_ledger
from ehr_desk.chart.disclosures.ledger import NothingLeft
from ehr_desk.chart.disclosures.reader import copies_handed_out
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.vault.tables import AUDIT_EVENT
from tests.chart.disclosures.office import GIVEN, PROBATION, Office, own_access, request


def test_the_ledger_says_started_before_anything_is_written_and_released_after_it(office: Office) -> None:
    client = office.client()
    seen: list[str] = []

    def looks(pdf: bytes, cover: bytes | None) -> None:
        seen.extend(row.outcome for row in office.door.ledger(client.id))

    assert office.door.release(own_access(office.document(client)), looks).outcome == "released"
    assert seen == ["started"]
    assert [row.outcome for row in office.door.ledger(client.id)] == ["released"]
    assert office.actions()[-2:] == ["disclosure.started", "disclosure.released"]


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
    assert office.door.accounting(client.id) == [], "nobody got it"


def test_a_copy_under_a_passphrase_that_was_not_completed_is_none_that_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    document = office.document(client)
    wanted = own_access(document, how="save protected")

    def denied(*_given: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", denied)
        patched.setattr(Path, "replace", denied)
        with pytest.raises(UserError):
            office.door.release_to_folder(wanted, office.folder, GIVEN)
    with office.sitting.read() as session:
        assert copies_handed_out(session, document) == {}
    (copy,) = office.door.release_to_folder(wanted, office.folder, GIVEN)
    with office.sitting.read() as session:
        assert {name: len(when) for name, when in copies_handed_out(session, document).items()} == {
            sha256_hex(copy.read_bytes()): 1
        }


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
