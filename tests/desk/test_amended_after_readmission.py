"""Summaries tell of the stay that they told of, whoever was admitted since: amending must be possible (45 CFR
164.526)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import admit, discharge
from tests.support.changing import signed_before
from tests.support.clinic import passphrase_of
from tests.support.writing import write

LEFT = "2026-11-20"


def session(desk: Desk, client: ClientRow, form: str, on: str) -> str:
    given = {"session_date": on, "objectives_served": [], "start_time": "09:00", "end_time": "12:00"}
    return write(desk, form, client, {**told(form), **given, "next_appointment": ""}).entry_ids[0]


def discharge_written(desk: Desk, client: ClientRow, on: str) -> str:
    """A discharge on ``LEFT``, written on a day."""
    days = {"discharged_on": LEFT, "entry_date": on}
    draft = desk.drafts.start("discharge_summary", client_id=client.id, answers=days)
    desk.drafts.assemble_again(draft.id, {**told("discharge_summary"), **draft.answers, **days})
    return desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids[0]


def amended(desk: Desk, entry_id: str, kind: str, answers: Mapping[str, object]) -> Mapping[str, object]:
    """The answers of an entry after an amendment that was assembled again and signed."""
    draft = desk.amending.start(entry_id, kind, reason="The client asked for it.")
    desk.drafts.assemble_again(draft.id, {**signed_before(desk, draft), **answers})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    found: Mapping[str, object] = desk.charts.entry(entry_id).content.body["answers"]
    return found


@pytest.mark.parametrize(
    ("written", "again"),
    [(LEFT, "2026-12-01"), (LEFT, LEFT), ("2026-12-03", "2026-12-01"), ("2026-12-03", LEFT)],
)
def test_an_amended_discharge_summary_tells_of_the_stay_that_it_closed(
    desk: Desk, client: ClientRow, written: str, again: str
) -> None:
    first = admit(desk, client, "2026-09-28")
    ended = discharge_written(desk, client, written)
    second = admit(desk, client, again)
    answers = amended(desk, ended, "amendment_at_client_request", {"disposition": "Recovery residence"})
    assert (answers["admitted_on"], answers["hours_planned"]) == ("2026-09-28", "about 69 h at 9 h a week")
    assert str(answers["reason_for_admission"]).startswith("The client was admitted on 28 Sep 2026")
    assert desk.charts.entry(ended).content.body["episode_id"] == first
    rows = desk.charts.state(client.id)["episodes"]
    assert [(row.episode_id, row.closed_by_entry) for row in rows] == [(first, ended), (second, "")]
    assert desk.check().sound


def test_a_day_that_two_stays_share_is_told_once(desk: Desk, client: ClientRow) -> None:
    admit(desk, client, "2026-09-28")
    session(desk, client, "birp_note", LEFT)
    ended = discharge(desk, client, LEFT)
    admit(desk, client, LEFT)
    write(desk, "absence", client, {**told("absence"), "missed_on": LEFT})
    period = {"period_from": "2026-09-28", "period_to": LEFT}
    progress = desk.drafts.start("progress_summary", client_id=client.id, answers=period)
    assert progress.answers["hours_planned"] == "about 69 h at 9 h a week"
    assert progress.answers["attendance_note"].startswith("The client attended 1 of 1 scheduled session")
    session(desk, client, "soap_note", "2026-12-10")
    draft = desk.amending.start(ended, "correction", reason="Written again.")
    again = desk.drafts.assemble_again(draft.id, draft.answers)
    assert again.answers["course"].startswith("The client attended 1 of 1 scheduled session")
    said = [one.text for one in desk.signing.prepare(draft.id)[0].findings]
    assert not [text for text in said if "after the day of discharge" in text]
    now = desk.drafts.start("discharge_summary", client_id=client.id, answers={"discharged_on": "2026-12-20"})
    assert now.answers["course"].startswith("The client attended 1 of 2 scheduled sessions")


def changed_level(desk: Desk, client: ClientRow, on: str) -> str:
    days = {"entry_date": on, "level_from": on, "handoff_on": on, "period_from": "2026-09-28"}
    given = {"level_of_care": "Outpatient", "decision": "Step down", "next_level_review_on": "2027-02-01"}
    return write(desk, "level_of_care_change", client, {**told("level_of_care_change"), **days, **given}).entry_ids[0]


def test_an_amended_review_of_the_level_begins_with_the_level_before_it(desk: Desk, client: ClientRow) -> None:
    admit(desk, client, "2026-09-28")
    change = changed_level(desk, client, "2026-10-20")
    discharge(desk, client, LEFT)
    admit(desk, client, "2026-12-01")
    changed_level(desk, client, "2026-12-10")
    answers = amended(desk, change, "amendment_at_client_request", {"client_view": "Glad of free evenings."})
    assert (answers["level_before"], answers["level_since"]) == ("Intensive outpatient", "2026-09-28")
