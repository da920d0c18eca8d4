"""Text that was taken back, and what was entered in error, leaves by no way: not by itself, in large print, inside a
newer paper, in what was assembled from it, or in the whole chart (42 CFR 2.13(a))."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.disclosures.service import NotPermitted
from ehr_desk.chart.entries.ordering import chart_parts
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import FILLED, told
from tests.desk.test_sources_in_error import VOID, WORDS, summary, written
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.tools import pdf_text
from tests.support.changing import signed_before
from tests.support.clinic import add_client
from tests.support.writing import write

SECRET = "Zebulon Quistgaard injected heroin at the mill."
SUMMARY = "mental_status_summary"


def amend(desk: Desk, entry_id: str, kind: str, ground: str = "clinical correction", **answers: object) -> str:
    """A signed amendment: the number of its paper, where it has one."""
    draft = desk.amending.start(entry_id, kind, reason="It had to change.", ground=ground)
    desk.drafts.save(draft.id, {**signed_before(desk, draft), **answers})
    return next(iter(desk.signing.sign([draft.id], WORDS).document_ids), "")


def corrected(desk: Desk, document_id: str) -> str:
    """A summary assembled again, and gone over; the number of its new paper."""
    entry_id = desk.charts.paper(document_id)[0].entry_id
    draft = desk.amending.start(entry_id, "correction", reason="It told too much.")
    desk.drafts.assemble_again(draft.id, {**draft.answers, "barriers": "None now."})
    return desk.signing.sign([draft.id], WORDS).document_ids[0]


def of_another_month(desk: Desk, document_id: str, ground: str = "clinical correction") -> str:
    """A summary corrected to a period without the note, which is none of its sources any more: its new paper."""
    entry_id = desk.charts.paper(document_id)[0].entry_id
    draft = desk.amending.start(entry_id, "correction", reason="Another month.", ground=ground)
    answers = {**draft.answers, "period_from": "2026-09-01", "period_to": "2026-09-30"}
    desk.drafts.save(draft.id, answers)
    desk.drafts.assemble_again(draft.id, answers)
    return desk.signing.sign([draft.id], WORDS).document_ids[0]


def own_copy(document_id: str, client: ClientRow) -> DisclosureRequest:
    return DisclosureRequest(document_id, client.name, "client", "Own copy", "client access", "save")


def found(desk: Desk, document_id: str, client: ClientRow) -> list[Finding]:
    items = ("document_id", "note")
    return [one for one in desk.disclosures.check(own_copy(document_id, client)) if one.item in items]


def musts(desk: Desk, document_id: str, client: ClientRow) -> list[str]:
    return [one.text for one in found(desk, document_id, client) if one.level == "must"]


def noted(desk: Desk, client: ClientRow) -> tuple[str, str]:
    """A note that holds what must not leave, in a stay: its entry and its paper."""
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    return written(desk, "dap_note", client, objectives_served=[], data=SECRET, assessment=SECRET)


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: one.get_file().read_bytes() for name, one in opened.attachments.items()}


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("wrong client", "it was written for the wrong client"),
        ("privacy", "it holds what must stay private"),
        ("sealed content", "it holds what belongs into a sealed note"),
    ],
)
def test_a_paper_whose_text_was_taken_back_does_not_leave(
    desk: Desk, client: ClientRow, tmp_path: Path, ground: str, words: str
) -> None:
    first = write(desk, "mental_status", client, told("mental_status") | {SUMMARY: SECRET})
    second = amend(desk, first.entry_ids[0], "correction", **{SUMMARY: SECRET + " Twice."})
    (finding,) = found(desk, first.document_ids[0], client)
    assert (finding.level, finding.text[:15]) == ("should", "A newer version")
    third = amend(desk, first.entry_ids[0], "correction", ground, **{SUMMARY: "The week at home."})
    fourth = amend(desk, first.entry_ids[0], "correction", **{SUMMARY: "The week at home and on the bus."})
    for document in (first.document_ids[0], second):
        (text,) = musts(desk, document, client)
        assert text == (
            f"This version was taken back: {words}. It cannot be handed out. Hand out the version that took its place."
        )
        with pytest.raises(NotPermitted):
            desk.disclosures.release_to_folder(own_copy(document, client), tmp_path)
    assert [one.level for one in found(desk, third, client)] == ["should"]
    assert found(desk, fourth, client) == []
    assert sorted(attached(desk.charts.paper(fourth)[1])) == ["predecessor.pdf", "record.json"]
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_whole_chart_names_what_is_handed_out_no_more_without_its_text(
    desk: Desk, client: ClientRow, tmp_path: Path
) -> None:
    note, _ = noted(desk, client)
    summary(desk, client)
    status = write(desk, "mental_status", client, told("mental_status") | {SUMMARY: SECRET}).entry_ids[0]
    amend(desk, status, "addendum", why="Other", added_text=f"Added: {SECRET}")
    amend(desk, status, "correction", "wrong client", **{SUMMARY: "The week at home."})
    amend(desk, note, "entered_in_error", **VOID)
    info = desk.ordering.whole_chart(client.id, WORDS)
    assert found(desk, info.document_id, client) == []
    pdf = desk.charts.paper(info.document_id)[1]
    text = " ".join(pdf_text(pdf, tmp_path).split())
    record = attached(pdf)["record.json"].decode()
    for said in (text, record):
        assert "Zebulon" not in said
        assert "This session was somebody else's" not in said
        assert "The week at home." in said
        assert said.count("Not printed: it was written for the wrong client.") == 2, "the first version, its addendum"
        assert said.count("Not printed: the entry was marked as entered in error (Wrong client).") == 2
        assert "Not printed: it rests on what was taken back or entered in error: Individual note" in said
        assert "Of what was entered in error, or taken back for another than a clinical reason, only author" in said
    with desk.sitting.read() as session:
        kept = [version for part in chart_parts(session, client.id) for version in part.view.versions]
        everything = chart_parts(session, client.id, everything=True)
    assert all(version.body_hash[:16] in text for version in kept), "each is named with its hash"
    assert all(part.not_printed == {} for part in everything), "the recovery code writes out the record as it is"
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []


def test_what_was_assembled_from_text_that_was_taken_back_does_not_leave(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    document = summary(desk, client)
    assert found(desk, document, client) == []
    amend(desk, note, "correction", "privacy", data="The week.", assessment="Steady.")
    (only,) = found(desk, document, client)
    assert only.level == "should", "it names the note and counts it, and holds no word of it"
    assert only.text.startswith("Corrected since it was assembled from it: Individual note (DAP)")
    amend(desk, note, "correction", "wrong client", data="Another week.", assessment="Steady.")
    (text,) = musts(desk, document, client)
    assert text.startswith("It was assembled from what was taken back or entered in error since: Individual note (DAP)")
    assert musts(desk, corrected(desk, document), client) == []


def test_large_print_is_judged_as_the_entrys_own_paper(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    own = write(desk, "discharge_summary", client, keep=True)
    large = desk.ordering.large_print(own.entry_ids[0], WORDS).document_id
    assert found(desk, large, client) == []
    amend(desk, note, "entered_in_error", **VOID)
    assert musts(desk, large, client) == musts(desk, own.document_ids[0], client) != []


def test_large_print_of_text_that_was_taken_back_does_not_leave(desk: Desk, client: ClientRow) -> None:
    plan = written(desk, "safety_plan", client)[0]
    large = desk.ordering.large_print(plan, WORDS).document_id
    amend(desk, plan, "correction", "privacy", **{**told("safety_plan"), "reason_to_live": "My daughter."})
    (text,) = musts(desk, large, client)
    assert text.startswith("This version was taken back: it holds what must stay private.")
    assert musts(desk, desk.ordering.large_print(plan, WORDS).document_id, client) == []


def test_a_paper_that_the_door_refuses_does_not_travel_inside_the_next_one(
    desk: Desk, client: ClientRow, tmp_path: Path
) -> None:
    note, _ = noted(desk, client)
    document = summary(desk, client)
    amend(desk, note, "entered_in_error", **VOID)
    assert musts(desk, document, client)
    after = corrected(desk, document)
    pdf = desk.charts.paper(after)[1]
    assert list(attached(pdf)) == ["record.json"]
    text = pdf_text(pdf, tmp_path)
    assert "The earlier version is not attached." in " ".join(text.split())
    assert desk.charts.paper(document)[0].sha256 in "".join(text.split())
    assert found(desk, after, client) == []


def test_a_paper_with_one_inside_that_rests_on_an_error_told_later_does_not_leave(
    desk: Desk, client: ClientRow
) -> None:
    note, _ = noted(desk, client)
    first = summary(desk, client)
    second = of_another_month(desk, first)
    assert "predecessor.pdf" in attached(desk.charts.paper(second)[1])
    assert found(desk, second, client) == []
    amend(desk, note, "entered_in_error", **VOID)
    (text,) = musts(desk, second, client)
    assert "(in the earlier version inside)" in text
    third = corrected(desk, second)
    assert list(attached(desk.charts.paper(third)[1])) == ["record.json"]
    assert found(desk, third, client) == []


def test_an_earlier_paper_that_does_not_travel_along_holds_up_nothing(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    second = of_another_month(desk, summary(desk, client), "privacy")
    assert list(attached(desk.charts.paper(second)[1])) == ["record.json"]
    amend(desk, note, "entered_in_error", **VOID)
    assert found(desk, second, client) == []


def test_a_paper_made_anew_for_an_addendum_is_judged_by_what_it_goes_on_from(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    document = summary(desk, client)
    anew = amend(
        desk,
        desk.charts.paper(document)[0].entry_id,
        "addendum",
        why="Other",
        added_text="A long story about the day. " * 60,
    )
    assert found(desk, anew, client) == []
    amend(desk, note, "entered_in_error", **VOID)
    assert musts(desk, anew, client) == musts(desk, document, client) != []


def test_an_evaluation_does_not_leave_on_a_consent_for_medications(desk: Desk) -> None:
    client = add_client(desk)
    written(desk, "admission", client)
    consent = {"consent_kind": "specific disclosure", "scope": ["aftercare plan"], "scope_detail": ""}
    given = written(desk, "consent", client, **consent, recipient="Sober House")[0]
    call = write(desk, "follow_up_call", client).document_ids[0]
    (row,) = desk.disclosures.consents(call)
    wanted = DisclosureRequest(call, "Sober House", "other", row.purpose, "consent", "save", consent_id=given)
    (refused,) = [one.text for one in desk.disclosures.check(wanted) if one.level == "must"]
    assert refused == "The consent does not cover: progress notes."
