"""Amending on a real record: what was corrected keeps its place, and the rest of the chart stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rows import DraftRow, Signed
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED, GROUP_CLIENTS, GROUP_SESSION, told
from tests.support.changing import change, signed_before
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

WITHOUT_ORDERS = {**FILLED["admission"], "orders": [], "takes_medications": False}
IN_ERROR = {"marked_on": "2026-12-20", "error_kind": "Written twice", "error_reason": "It stands twice."}
ORDER = {
    "_id": "3ed0000000000000000000000000aaaa",
    "event": "start",
    "name": "Sertraline",
    "form": "tablet",
    "dose": "50",
    "unit": "mg",
    "route": "by mouth",
    "frequency": "once a day",
    "as_needed": False,
    "indication": "Panic",
    "prescriber": "Adaeze Okonkwo",
    "reason_code": "",
    "reason": "Panic attacks",
    "starts_on": "",
}


def visit(desk: Desk, client: ClientRow, day: str, **order: Any) -> str:
    answers = {**FILLED["medication_visit"], "session_date": day, "orders": [{**ORDER, **order}]}
    draft = desk.drafts.start("medication_visit", client_id=client.id)
    desk.drafts.save(draft.id, answers)
    return desk.signing.sign([draft.id], passphrase_of("psychiatrist")).entry_ids[0]


def correction(desk: Desk, entry_id: str, **changes: Any) -> DraftRow:
    draft = desk.amending.start(entry_id, "correction", reason="A slip of the pen.")
    draft = draft if changes else change(desk, draft)
    desk.drafts.save(draft.id, {**signed_before(desk, draft), **changes})
    return desk.drafts.one(draft.id)


def sign(desk: Desk, *drafts: DraftRow) -> Signed:
    role = "trainee" if desk.me.trainee else desk.me.role
    return desk.signing.sign([draft.id for draft in drafts], passphrase_of(role))


def musts(refused: Incomplete) -> list[str]:
    return [found.text for one in refused.prepared for found in one.findings if found.level == "must"]


@pytest.fixture
def client(clinic: TestClinic) -> ClientRow:
    therapist = clinic.desk("therapist")
    client = add_client(therapist)
    write(therapist, "admission", client, WITHOUT_ORDERS)
    therapist.lock()
    return client


def test_correcting_the_mornings_order_does_not_undo_the_afternoons(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("psychiatrist")
    morning = visit(desk, client, "2026-10-14")
    visit(desk, client, "2026-10-14", event="change", dose="100")
    sign(desk, correction(desk, morning))
    (row,) = desk.charts.state(client.id)["medications"]
    assert (row.dose, row.status) == ("100", "active")
    assert desk.check().sound
    desk.lock()


def test_a_corrected_order_is_told_against_the_dose_of_its_own_day(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("psychiatrist")
    visit(desk, client, "2026-10-10")
    second = visit(desk, client, "2026-10-14", event="change", dose="100")
    visit(desk, client, "2026-10-20", event="change", dose="150")
    (prepared,) = desk.signing.prepare(correction(desk, second).id)
    assert any("changed from 50 mg to 100 mg" in sentence for sentence in prepared.sentences)
    assert not any("already" in finding.text for finding in prepared.findings)
    desk.lock()


def test_an_order_written_down_late_is_told_against_the_dose_of_its_own_day(
    clinic: TestClinic, client: ClientRow
) -> None:
    desk = clinic.desk("psychiatrist")
    visit(desk, client, "2026-10-10")
    visit(desk, client, "2026-10-20", event="change", dose="150")
    visit(desk, client, "2026-10-14", event="change", dose="100")
    changes = [(row.on.day, row.before, row.after) for row in desk.charts.state(client.id)["medication_changes"]]
    assert [before for _, before, _ in changes] == ["", "50 mg once a day", "100 mg once a day"]
    late = desk.charts.entry(desk.charts.timeline(client.id, category="medication")[1].entry_id)
    sentences = [effect["sentence"] for effect in late.content.body["effects"]]
    assert any("changed from 50 mg to 100 mg" in sentence for sentence in sentences)
    desk.lock()


def test_admission_and_discharge_of_an_earlier_stay_can_be_corrected_during_the_next_one(
    clinic: TestClinic, client: ClientRow
) -> None:
    desk = clinic.desk("therapist")
    first = desk.charts.state(client.id)["episodes"][0].episode_id
    discharge = write(desk, "discharge_summary", client, keep=True).entry_ids[0]
    clinic.clock.advance(timedelta(days=3))
    today = clinic.clock.today().isoformat()
    again: Mapping[str, Any] = {
        **WITHOUT_ORDERS,
        "admitted_on": today,
        "entry_date": today,
        "projected_discharge": "2027-03-01",
    }
    second = write(desk, "admission", client, again).entry_ids[0]
    clinic.clock.advance(timedelta(hours=1))
    sign(desk, correction(desk, first, notice_version="2026-2"))
    sign(desk, correction(desk, discharge, return_contact="Call the front desk."))
    episodes = [(row.episode_id, row.is_open) for row in desk.charts.state(client.id)["episodes"]]
    assert episodes == [(first, False), (second, True)]
    assert desk.check().sound
    desk.lock()


def test_a_note_corrected_to_another_day_moves_into_the_stay_of_that_day(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("therapist")
    (episode,) = desk.charts.state(client.id)["episodes"]
    answers = {name: value for name, value in FILLED["dap_note"].items() if name != "objectives_served"}
    note = write(desk, "dap_note", client, {**answers, "session_date": "2026-09-01"}).entry_ids[0]
    assert desk.charts.entry(note).view.line.episode_id == ""
    sign(desk, correction(desk, note, session_date="2026-10-14"))
    assert desk.charts.entry(note).view.line.episode_id == episode.episode_id
    desk.lock()


def test_a_group_note_can_be_corrected_in_one_chart(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("therapist")
    other = add_client(desk, "Brennan")
    write(desk, "admission", other, WITHOUT_ORDERS)
    draft = desk.drafts.start("group_note", attendees=[client.id, other.id])
    own = [{name: value for name, value in one.items() if name != "objectives_served"} for one in GROUP_CLIENTS]
    desk.drafts.save(draft.id, {"shared": dict(GROUP_SESSION), "clients": {client.id: own[0], other.id: own[1]}})
    mine, _ = sign(desk, desk.drafts.one(draft.id)).entry_ids
    assert sign(desk, correction(desk, mine, next_plan="Refusal skills.")).entry_ids == (mine,)
    assert desk.charts.entry(mine).content.body["answers"]["next_plan"] == "Refusal skills."
    assert desk.drafts.mine() == []
    assert desk.check().sound
    desk.lock()


def test_a_correction_started_before_another_one_was_signed_does_not_take_it_back(
    clinic: TestClinic, client: ClientRow
) -> None:
    desk = clinic.desk("therapist")
    (episode,) = desk.charts.state(client.id)["episodes"]
    stale = correction(desk, episode.episode_id)
    clinic.clock.advance(timedelta(minutes=1))
    sign(desk, correction(desk, episode.episode_id, client_goals="To work without a drink."))
    with pytest.raises(Incomplete) as refused:
        sign(desk, stale)
    assert musts(refused.value) == [
        "The entry was corrected after this draft was started. Discard it and begin with the newest text."
    ]
    desk.lock()


def test_what_was_marked_as_entered_in_error_is_not_corrected_afterwards(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("therapist")
    (episode,) = desk.charts.state(client.id)["episodes"]
    stale = correction(desk, episode.episode_id)
    error = desk.amending.start(episode.episode_id, "entered_in_error")
    desk.drafts.save(error.id, IN_ERROR)
    sign(desk, error)
    with pytest.raises(Incomplete) as refused:
        sign(desk, stale)
    assert "entered in error" in musts(refused.value)[0]
    desk.lock()


def test_two_amendments_of_one_entry_are_signed_one_after_the_other(clinic: TestClinic, client: ClientRow) -> None:
    desk = clinic.desk("therapist")
    (episode,) = desk.charts.state(client.id)["episodes"]
    drafts = [correction(desk, episode.episode_id) for _ in range(2)]
    with pytest.raises(Incomplete) as refused:
        sign(desk, *drafts)
    assert musts(refused.value) == ["Another draft amends the same entry. Sign one after the other."]
    assert len(desk.drafts.mine()) == 2
    desk.lock()


def test_drafts_signed_together_see_each_other(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    drafts = []
    for form_id in ("admission", "phq9"):
        draft = desk.drafts.start(form_id, client_id=client.id)
        answers = {**draft.answers, **FILLED[form_id], "entry_date": "2026-10-01"}
        desk.drafts.save(draft.id, answers)
        drafts.append(draft)
    admission, measure = sign(desk, *drafts).entry_ids
    assert desk.charts.entry(measure).view.line.episode_id == admission
    twice = [desk.drafts.start("discharge_summary", client_id=client.id) for _ in range(2)]
    for draft in twice:
        desk.drafts.assemble_again(draft.id, {**told("discharge_summary"), **draft.answers})
    with pytest.raises(Incomplete) as refused:
        sign(desk, *twice)
    assert musts(refused.value) == ["The client is not admitted, so there is nothing to discharge from."]
    desk.lock()


@pytest.mark.parametrize("kind", ["addendum", "entered_in_error"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2020-01-01", "1 Jan 2020: this day lies before the entry itself, 14 Oct 2026."),
        ("2026-10-13", "13 Oct 2026: this day lies before the entry itself, 14 Oct 2026."),
        ("2027-01-01", "The date lies in the future."),
    ],
)
def test_an_amendment_has_a_day_between_the_entry_and_today(
    clinic: TestClinic, client: ClientRow, kind: str, day: str, told: str
) -> None:
    desk = clinic.desk("psychiatrist")
    entry = visit(desk, client, "2026-10-14")
    draft = desk.amending.start(entry, kind)
    added = {"added_on": day, "why": "Other", "added_text": "He had called before."}
    desk.drafts.save(draft.id, added if kind == "addendum" else {**IN_ERROR, "marked_on": day})
    with pytest.raises(Incomplete) as refused:
        sign(desk, draft)
    (said,) = musts(refused.value)
    assert told in said
    desk.drafts.save(
        draft.id, {**desk.drafts.one(draft.id).answers, "added_on": "2026-10-14", "marked_on": "2026-10-14"}
    )
    sign(desk, draft)
    desk.lock()


def test_a_correction_asks_again_what_the_client_did_with_the_earlier_version(
    clinic: TestClinic, client: ClientRow
) -> None:
    desk = clinic.desk("therapist")
    plan = write(desk, "safety_plan", client).entry_ids[0]
    signed = desk.charts.entry(plan).content.body["answers"]
    gone = {"client_signature", "client_signed_on", "copy_given"}
    draft = desk.amending.start(plan, "correction", reason="A slip of the pen.")
    assert draft.answers == {name: value for name, value in signed.items() if name not in gone}
    with pytest.raises(Incomplete) as refused:
        sign(desk, change(desk, draft))
    assert len(musts(refused.value)) == 3
    again: dict[str, Any] = {"client_signature": "Not available", "client_signature_reason": "She comes on Monday."}
    again |= {"client_signed_on": clinic.clock.today().isoformat(), "copy_given": False}
    desk.drafts.save(draft.id, {**desk.drafts.one(draft.id).answers, **again})
    sign(desk, draft)
    assert desk.charts.entry(plan).content.body["answers"]["client_signature"] == "Not available"
    desk.lock()
