"""A summary or a letter does not leave while it rests on an entry that was entered in error."""

from __future__ import annotations

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED, told
from tests.desk.test_meddling import meddled
from tests.support.clinic import add_client, passphrase_of

WORDS = passphrase_of("therapist")
VOID = {"error_kind": "Wrong client", "error_reason": "This session was somebody else's."}


def written(desk: Desk, form_id: str, client: ClientRow, **more: object) -> tuple[str, str]:
    """A signed entry: its id and its document."""
    draft = desk.drafts.start(form_id, client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told(form_id), **more})
    signed = desk.signing.sign([draft.id], WORDS)
    return signed.entry_ids[0], signed.document_ids[0]


def summary(desk: Desk, client: ClientRow, form_id: str = "progress_summary") -> str:
    draft = desk.drafts.start(form_id, client_id=client.id)
    filled = {item.id for item in desk.drafts.form_of(draft).walk() if item.prefill}
    answers = {key: value for key, value in told(form_id).items() if key not in filled}
    answers = {**answers, **draft.answers, "period_from": "2026-10-01", "period_to": "2026-10-31"}
    desk.drafts.save(draft.id, answers)
    desk.drafts.assemble_again(draft.id, answers)
    return desk.signing.sign([draft.id], WORDS).document_ids[0]


@pytest.mark.parametrize(
    ("form_id", "title"), [("progress_summary", "Progress summary"), ("attendance_letter", "Attendance letter")]
)
def test_what_was_made_of_an_entry_in_error_is_named_when_that_falls_away_and_does_not_leave(
    desk: Desk, form_id: str, title: str
) -> None:
    client = add_client(desk)
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    note, _ = written(desk, "dap_note", client, objectives_served=[])
    document = summary(desk, client, form_id)
    wanted = DisclosureRequest(document, client.name, "client", "Own copy", "client access", "print")
    assert [one for one in desk.disclosures.check(wanted) if one.item == "document_id"] == []
    draft = desk.amending.start(note, "entered_in_error")
    desk.drafts.save(draft.id, {**draft.answers, **VOID})
    (prepared,) = desk.signing.prepare(draft.id)
    assert prepared.undoes[-1].startswith(f"•  {title} of ")
    desk.signing.sign([draft.id], WORDS)
    (finding,) = [one for one in desk.disclosures.check(wanted) if one.item == "document_id"]
    assert finding.level == "must"
    assert "entered in error since: " in finding.text
    assert "assembles it again" in finding.text
    (line,) = [one for one in desk.tasks.attention(client.id) if "entered in error" in one.text]
    assert (line.level, line.act) == ("warning", "timeline")
    assert line.text.startswith(f"{title} of ")
    assert "rests on what was entered in error: " in line.text
    assert desk.charts.entry(line.entry_id).content.body["form"]["id"] == form_id


def test_a_summary_of_a_corrected_entry_leaves_after_a_look(desk: Desk) -> None:
    client = add_client(desk)
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    note, _ = written(desk, "dap_note", client, objectives_served=[])
    document = summary(desk, client)
    draft = desk.amending.start(note, "correction", reason="A word was wrong.")
    desk.drafts.save(draft.id, {**draft.answers, "data": "Other words than before."})
    desk.signing.sign([draft.id], WORDS)
    wanted = DisclosureRequest(document, client.name, "client", "Own copy", "client access", "print")
    (finding,) = [one for one in desk.disclosures.check(wanted) if one.item == "document_id"]
    assert (finding.level, finding.text.startswith("Corrected since it was assembled from it: ")) == ("should", True)


def test_an_entry_that_nothing_quotes_falls_away_without_that_line(desk: Desk) -> None:
    client = add_client(desk)
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    note, _ = written(desk, "dap_note", client, objectives_served=[])
    draft = desk.amending.start(note, "entered_in_error")
    desk.drafts.save(draft.id, {**draft.answers, **VOID})
    (prepared,) = desk.signing.prepare(draft.id)
    assert not any("assembled from it" in line for line in prepared.undoes)
    desk.signing.sign([draft.id], WORDS)
    assert not any("entered in error" in one.text for one in desk.tasks.attention(client.id))


def voided(desk: Desk, entry_id: str) -> Prepared:
    """What its author was told before an entry was marked as entered in error."""
    draft = desk.amending.start(entry_id, "entered_in_error")
    desk.drafts.save(draft.id, {**draft.answers, **VOID})
    (prepared,) = desk.signing.prepare(draft.id)
    desk.signing.sign([draft.id], WORDS)
    return prepared


def test_what_is_in_error_itself_is_not_told_to_rest_on_another_error(desk: Desk) -> None:
    client = add_client(desk)
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    note, _ = written(desk, "dap_note", client, objectives_served=[])
    letter = desk.charts.paper(summary(desk, client, "attendance_letter"))[0].entry_id
    voided(desk, letter)
    assert not any("Attendance letter" in line for line in voided(desk, note).undoes)
    assert not any("rests on" in one.text for one in desk.tasks.attention(client.id))


def test_a_mark_of_error_that_is_damaged_is_a_mark_of_error_all_the_same(desk: Desk) -> None:
    client = add_client(desk)
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    note, _ = written(desk, "dap_note", client, objectives_served=[])
    document = summary(desk, client, "attendance_letter")
    voided(desk, note)
    assert meddled(desk, "UPDATE entry_version SET body = substr(body, 1, 20) WHERE kind = 'entered_in_error'")
    wanted = DisclosureRequest(document, client.name, "client", "Own copy", "client access", "print")
    assert [one.level for one in desk.disclosures.check(wanted) if one.item == "document_id"] == ["must"]
