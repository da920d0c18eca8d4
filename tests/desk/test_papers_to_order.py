"""Whole charts and large print: made when asked for, certified by who asks, kept, handed out by the one door."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.support.clinic import TestClinic, add_client, passphrase_of

WORDS = passphrase_of("therapist")
ADDED = {"why": "Information came later", "added_text": "Zebrafinch: the crisis number is now 555-0199."}
WRONG = {"error_kind": "Wrong client", "error_reason": "It was another client's sheet."}


class GivenUpError(Exception):
    """What a window raises when somebody presses Cancel."""


def write(desk: Desk, form_id: str, client: ClientRow, **more: object) -> str:
    draft = desk.drafts.start(form_id, client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **FILLED[form_id], **more})
    if form_id == "aftercare_plan":
        desk.drafts.save(draft.id, dict(desk.drafts.assemble_again(draft.id, FILLED[form_id]).answers))
    return desk.signing.sign([draft.id], WORDS).entry_ids[0]


def amend(desk: Desk, entry_id: str, kind: str, reason: str, **answers: object) -> None:
    draft = desk.amending.start(entry_id, kind, reason=reason)
    desk.drafts.save(draft.id, {**draft.answers, **answers})
    desk.signing.sign([draft.id], WORDS)


@pytest.fixture
def client(desk: Desk) -> ClientRow:
    """A client with a short chart: one entry amended, one entered in error."""
    mine = add_client(desk)
    other = add_client(desk, "Zimmerwald", "Ottokar")
    write(desk, "admission", mine)
    write(desk, "phq9", other)
    write(desk, "safety_plan", mine)
    note = write(desk, "mental_status", mine)
    amend(desk, note, "correction", "A word was wrong.", mental_status_change="None.")
    amend(desk, write(desk, "gad7", mine), "entered_in_error", "Another sheet.", **WRONG)
    return mine


def test_a_whole_chart_has_every_entry_with_its_versions_and_nobody_else(
    desk: Desk, client: ClientRow, tmp_path: Path
) -> None:
    told: list[float] = []
    info = desk.ordering.whole_chart(client.id, WORDS, step=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    _, pdf = desk.charts.paper(info.document_id)
    _sound(pdf, tmp_path)
    text = " ".join(pdf_text(pdf, tmp_path).split())
    for words in ("Admission", "Safety plan", "correction", "replaced by version 2", "marked this entry as entered"):
        assert words in text
    assert "Zimmerwald" not in text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        titles = [item.title for item in file.open_outline().root[0].children]
        record = file.attachments["record.json"].get_file().read_bytes()
        assert len(file.pages) == info.pages
    assert sum(": " in title for title in titles) == 4
    assert b"Zimmerwald" not in record
    assert desk.verify(pdf).exit_code == 0
    assert info.document_id in {paper.document_id for paper in desk.charts.reload(client.id).papers}
    assert desk.check().sentences()[0].startswith("Everything agrees")


def test_a_whole_chart_leaves_by_the_one_door_under_a_name_that_names_nobody(
    desk: Desk, client: ClientRow, tmp_path: Path
) -> None:
    info = desk.ordering.whole_chart(client.id, WORDS)
    request = DisclosureRequest(info.document_id, client.name, "client", "Copy for the client", "client access", "save")
    (path,) = desk.disclosures.release_to_folder(request, tmp_path)
    assert client.family_name not in path.name
    assert path.read_bytes() == desk.charts.paper(info.document_id)[1]
    (line,) = desk.disclosures.ledger(client.id)
    assert (line.document_kind, line.outcome) == ("whole_chart", "released")


@pytest.mark.parametrize("kind", ["entered_in_error", "addendum"])
def test_a_whole_chart_made_before_something_was_signed_does_not_leave(
    desk: Desk, client: ClientRow, clinic: TestClinic, kind: str
) -> None:
    note = write(desk, "mental_status", client)
    info = desk.ordering.whole_chart(client.id, WORDS)
    request = DisclosureRequest(info.document_id, client.name, "client", "Own copy", "client access", "save")
    assert desk.disclosures.check(request) == []
    clinic.clock.move_to(clinic.clock.now() - timedelta(minutes=9))  # A clock that went back changes nothing.
    amend(desk, note, kind, "Another sheet.", **(WRONG if kind == "entered_in_error" else ADDED))
    (finding,) = desk.disclosures.check(request)
    assert (finding.level, finding.item) == ("must", "document_id")
    assert finding.text == (
        "Since this was made, something was signed in this chart. Make it anew and hand out that one."
    )
    anew = desk.ordering.whole_chart(client.id, WORDS)
    assert desk.disclosures.check(replace(request, document_id=anew.document_id)) == []


def test_large_print_has_the_addenda_and_an_older_one_says_that_they_are_missing(
    desk: Desk, client: ClientRow, tmp_path: Path
) -> None:
    plan = write(desk, "safety_plan", client)
    before = desk.ordering.large_print(plan, WORDS)
    amend(desk, plan, "addendum", "", **ADDED)
    after = desk.ordering.large_print(plan, WORDS)
    _, pdf = desk.charts.paper(after.document_id)
    _sound(pdf, tmp_path)
    text = " ".join(pdf_text(pdf, tmp_path).split())
    assert "Zebrafinch: the crisis number is now 555-0199." in text
    assert text.index("Addenda") < text.index("Zebrafinch") < text.index("Certified by")
    request = DisclosureRequest(before.document_id, client.name, "client", "Own copy", "client access", "save")
    (finding,) = desk.disclosures.check(request)
    assert finding.text.startswith("An addendum was added after this document was made")
    assert desk.disclosures.check(replace(request, document_id=after.document_id)) == []


@pytest.mark.parametrize("form_id", ["safety_plan", "consent"])
def test_what_a_client_takes_home_is_made_in_large_print(
    desk: Desk, client: ClientRow, tmp_path: Path, form_id: str
) -> None:
    entry_id = write(desk, form_id, client)
    (signed,) = [one for one in desk.charts.reload(client.id).papers if one.entry_id == entry_id]
    assert signed.taken_home
    assert desk.charts.paper(signed.document_id)[0].taken_home
    info = desk.ordering.large_print(entry_id, WORDS)
    assert not info.taken_home, "large print of large print is not made"
    _, pdf = desk.charts.paper(info.document_id)
    _sound(pdf, tmp_path)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert [float(side) for side in file.pages[0].MediaBox] == [0, 0, 612, 792]
        content = file.pages[0].Contents.read_bytes()
    assert content.lstrip().startswith(b"1.875 0 0 1.875 0 0 cm")
    assert desk.verify(pdf).exit_code == 0


def test_a_note_is_not_printed_large(desk: Desk, client: ClientRow) -> None:
    entry_id = write(desk, "phq9", client)
    assert not any(one.taken_home for one in desk.charts.reload(client.id).papers if one.entry_id == entry_id)
    with pytest.raises(UserError, match="Only what a client takes home"):
        desk.ordering.large_print(entry_id, WORDS)


def test_given_up_on_the_way_nothing_is_kept(desk: Desk, client: ClientRow) -> None:
    before = desk.charts.reload(client.id).papers

    def stop(done: float) -> None:
        if done > 0.5:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        desk.ordering.whole_chart(client.id, WORDS, step=stop)
    assert desk.charts.reload(client.id).papers == before


def test_an_empty_chart_and_a_stranger_get_none(desk: Desk, clinic: TestClinic) -> None:
    nobody = add_client(desk, "Quillfeather", "Tam")
    with pytest.raises(UserError, match="no signed entry"):
        desk.ordering.whole_chart(nobody.id, WORDS)
    desk.lock()
    admin = clinic.desk("administrator")
    with pytest.raises(Refused):
        admin.ordering.whole_chart(nobody.id, passphrase_of("administrator"))
    admin.lock()


def test_a_changed_paper_made_to_order_is_found(desk: Desk, client: ClientRow) -> None:
    info = desk.ordering.whole_chart(client.id, WORDS)
    with desk.sitting.write() as unit:
        connection = unit.session.connection()
        connection.exec_driver_sql("DROP TRIGGER append_only_paper_to_order_update")
        connection.exec_driver_sql("UPDATE paper_to_order SET pdf = x'00'")
    found = desk.check()
    assert any(info.document_id in fault.where for fault in found.faults)


def _sound(pdf: bytes, folder: Path) -> None:
    assert pdfsig_report(pdf, folder).count("Signature is Valid") == 1
    assert qpdf_is_clean(pdf, folder)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
