"""What happens between the look and the door, and clocks that go back: nothing leaves that could not leave now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.protection import Protection
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.chart.entries.paper import MadePaper
from ehr_desk.chart.entries.store import add_paper_state
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.timekeeping import ClockBehind
from tests.chart.disclosures.office import GIVEN, SIGNED_AGAIN, Office, own_access, request, stored
from tests.support.one_person import PASSPHRASE


@pytest.mark.parametrize("protection", [None, GIVEN])
def test_what_is_signed_on_the_way_keeps_a_paper_in_whose_cover_sheet_does_not_tell_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, protection: Protection | None
) -> None:
    client = office.client()
    document = office.document(client)
    wanted = own_access(document, how="save protected" if protection else "save")

    def corrected(_folder: Path, _cut_off: object) -> None:
        monkeypatch.undo()
        office.amend(document, "correction", {"text": "Other words."})

    monkeypatch.setattr("ehr_desk.chart.disclosures.service.sweep", corrected)
    with pytest.raises(UserError, match="Something was signed just now") as told:
        office.door.release_to_folder(wanted, office.folder, protection)
    assert told.value.remedy == "Release it again."
    assert (list(office.folder.iterdir()), office.door.ledger(client.id)) == ([], [])
    assert len(office.door.release_to_folder(wanted, office.folder, protection)) == 2, "with the sheet that tells it"


def test_a_consent_corrected_on_the_way_is_not_told_as_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.client()
    document, consent = office.document(client), office.consent(client)

    def limited(_folder: Path, _cut_off: object) -> None:
        draft = office.amending.start(consent, "correction", reason="The client said more.")
        office.drafts.save(draft.id, {**draft.answers, **SIGNED_AGAIN, "scope_detail": "Nothing about work."})
        office.signing.sign([draft.id], PASSPHRASE)

    monkeypatch.setattr("ehr_desk.chart.disclosures.service.sweep", limited)
    with pytest.raises(UserError, match="Release it again"):
        office.door.release_to_folder(request(document, consent_id=consent), office.folder)
    assert (list(office.folder.iterdir()), office.door.ledger(client.id)) == ([], [])


def test_what_is_marked_in_error_on_the_way_stays_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.client()
    document = office.document(client)

    def marked(_folder: Path, _cut_off: object) -> None:
        office.amend(document, "entered_in_error")

    monkeypatch.setattr("ehr_desk.chart.disclosures.service.sweep", marked)
    with pytest.raises(NotPermitted, match="entered in error"):
        office.door.release_to_folder(own_access(document), office.folder)
    assert (list(office.folder.iterdir()), office.door.ledger(client.id)) == ([], [])


def test_a_state_of_a_paper_that_is_not_the_newest_any_more_does_not_leave(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.client()
    document = office.document(client)

    def grown(_folder: Path, _cut_off: object) -> None:
        monkeypatch.undo()
        pdf = stored(office, document) + b" and a timestamp"
        with office.sitting.write() as unit:
            made = MadePaper(pdf, sha256_hex(pdf), pages=1, signatures=1)
            add_paper_state(unit.session, document, made, stamp(office.clock.now()), upon=1)
            unit.record("entry.timestamped", entity="entry", client_id=client.id, detail={"paper": made.sha256})

    monkeypatch.setattr("ehr_desk.chart.disclosures.service.sweep", grown)
    with pytest.raises(UserError, match="another signature just now") as told:
        office.door.release_to_folder(own_access(document), office.folder)
    assert told.value.remedy == "Release it again."
    assert (list(office.folder.iterdir()), office.door.ledger(client.id)) == ([], [])
    (path,) = office.door.release_to_folder(own_access(document), office.folder)
    assert path.read_bytes() == stored(office, document)


@pytest.mark.parametrize("protection", [None, GIVEN])
def test_while_the_clock_is_behind_nothing_leaves_on_a_consent_that_has_ended(
    office: Office, protection: Protection | None
) -> None:
    client = office.client()
    document = office.document(client)
    wanted = request(document, consent_id=office.consent(client, expires_on="2026-11-21"))
    wanted = replace(wanted, how="save protected" if protection else "save")
    office.clock.advance(timedelta(days=1))
    assert "The consent has ended." in [finding.text for finding in office.door.check(wanted)]
    with pytest.raises(NotPermitted):
        office.door.release_to_folder(wanted, office.folder, protection)
    office.clock.advance(-timedelta(hours=20))
    with pytest.raises(ClockBehind, match="set the clock"):
        office.door.check(wanted)
    with pytest.raises(ClockBehind):
        office.door.release_to_folder(wanted, office.folder, protection)
    assert list(office.folder.iterdir()) == []
    assert office.door.ledger(client.id) == []


def test_a_clock_set_back_on_the_way_stops_the_release_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.client()
    document = office.document(client)

    def set_back(_folder: Path, _cut_off: object) -> None:
        office.clock.advance(-timedelta(hours=20))

    monkeypatch.setattr("ehr_desk.chart.disclosures.service.sweep", set_back)
    with pytest.raises(ClockBehind):
        office.door.release_to_folder(own_access(document), office.folder)
    assert list(office.folder.iterdir()) == []
