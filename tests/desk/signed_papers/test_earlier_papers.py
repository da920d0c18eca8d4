"""What is told of a paper whose entry was corrected or marked in error since."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pikepdf

from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.ui.pages.documents.presenter import paper_rows
from tests.desk.signed_papers.acts import (
    Consent,
    DeskOf,
    amend,
    newest_paper,
    paper_of,
)
from tests.documents.timestamping import TimeAuthority, served
from tests.support.clinic import TestClinic


def test_a_corrected_paper_carries_the_first_one_and_the_first_one_is_told_to_be_superseded(
    consent: Consent,
) -> None:
    desk, entry_id, document_id = consent
    first = paper_of(desk, document_id)
    amend(desk, entry_id, "correction", "The purpose was wrong.", purpose="Care at home.")
    newest = desk.charts.reload(desk.clients.all()[0].id).papers
    second_id = next(each.document_id for each in newest if each.document_id != document_id)
    with pikepdf.open(io.BytesIO(paper_of(desk, second_id))) as opened:
        assert opened.attachments["predecessor.pdf"].get_file().read_bytes() == first
    assert desk.verify(paper_of(desk, second_id)).outcome == "untouched"
    told = " ".join(desk.verify(first).sentences())
    assert "A later version (2) of this document exists." in told
    assert "The entry was corrected on" in told
    assert desk.check().sound


def test_the_signed_predecessor_taken_out_of_a_newer_paper_is_told_for_what_it_is(
    clinic: TestClinic, desk_of: DeskOf, consent: Consent
) -> None:
    """Also when the stored paper it is a copy of got its timestamp afterwards and never left without, and when the
    clock it was signed on was minutes fast."""
    desk, entry_id, document_id = consent
    first = paper_of(desk, document_id)
    clinic.clock.advance(-timedelta(minutes=6))
    amend(desk, entry_id, "correction", "The purpose was wrong.", purpose="Care at home.")
    second = newest_paper(desk)
    with pikepdf.open(io.BytesIO(paper_of(desk, second))) as opened:
        taken_out = opened.attachments["predecessor.pdf"].get_file().read_bytes()
    assert taken_out == first
    desk.lock()
    clinic.clock.advance(timedelta(days=1))
    time = TimeAuthority(clinic.clock.now())
    with served(time) as address:
        admin = desk_of("administrator")
        root = time.root_pem.decode()
        stamped = replace(admin.clinic.read(), signature_level="B-T", timestamp_server=address, timestamp_root=root)
        admin.clinic.save(stamped)
        admin.lock()
        desk = desk_of("therapist")
        assert desk.timestamps.run().done == 2
    found = desk.verify(taken_out)
    assert (found.outcome, found.exit_code) == ("untouched", 0)
    told = " ".join(found.sentences())
    assert f"The file is the earlier paper as it is attached to document {second}, which took its place" in told
    assert "since then, on the stored one: timestamp added on" in told
    assert "A later version (2) of this document exists." in told
    assert "The entry was corrected on" in told


def test_an_entry_marked_in_error_is_told_by_file_and_by_code(consent: Consent) -> None:
    desk, entry_id, document_id = consent
    pdf = paper_of(desk, document_id)
    code = paper_code(document_id, hashlib.sha256(attached_record(pdf)).hexdigest())
    assert desk.paper_checks.find(code.lower()).good
    amend(desk, entry_id, "entered_in_error", error_kind="Written twice", error_reason="It stands twice.")
    told = " ".join(desk.verify(pdf).sentences())
    assert "was marked as entered in error on" in told
    found = desk.paper_checks.find(code)
    assert not found.good
    assert "marked as entered in error" in " ".join(found.sentences)
    other = paper_code(document_id, "0" * 64)
    assert "another content" in desk.paper_checks.find(other).sentences[0]
    assert "no document with this number" in desk.paper_checks.find(paper_code("D-ABC", "0" * 64)).sentences[0]


def test_the_list_of_papers_says_which_version_replaced_which_and_the_day_of_service(consent: Consent) -> None:
    desk, entry_id, document_id = consent
    amend(desk, entry_id, "correction", "The recipient's telephone number was wrong.", purpose="Care at home.")
    found = {one.document_id: one for one in desk.charts.reload(desk.clients.all()[0].id).papers}
    first, second = found.pop(document_id), *found.values()
    assert (first.version, first.replaced_by, second.version, second.replaced_by) == (1, 2, 2, 0)
    rows = {row.id: row.cells for row in paper_rows([first, second], desk.clock)}
    assert rows[document_id][:2] == ("Replaced: Consent to disclose, version 1", "28 Sep 2026")
    assert rows[second.document_id][:2] == ("Consent to disclose, version 2", "28 Sep 2026")
