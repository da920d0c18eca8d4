"""A note signed long after its session says so in the timeline, in its signed text and on its paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.documents.kinds.generic import EntryComposer
from tests.clinical_forms.filled import FILLED
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_a_late_note_is_marked_with_both_times_and_one_in_time_is_not(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    late = write(desk, "dap_note", client).entry_ids[0]
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, dict(FILLED["dap_note"]))
    (prepared,) = desk.signing.prepare(draft.id)
    assert "late entry" in " ".join(finding.text for finding in prepared.findings if finding.level == "tip")
    words = {"data": "One panic attack, on the train; stayed on. Slept seven hours.", "assessment": "Checks less."}
    today = {**FILLED["dap_note"], **words, "session_date": clinic.clock.today().isoformat()}
    in_time = write(desk, "dap_note", client, today).entry_ids[0]
    lines = {line.entry_id: line.late for line in desk.charts.timeline(client.id)}
    assert (lines[late], lines[in_time]) == (True, False)
    opened = desk.charts.entry(late)
    assert opened.content.kind == "late_entry"
    subtitle = EntryComposer(opened.content.body, opened.form_of(opened.content)).subtitle()
    assert subtitle.startswith("for 14 Oct 2026 10:00 \u00b7 late entry, signed 28 Dec 2026, 15:00")
    assert desk.charts.entry(in_time).content.kind == "original"
    assert desk.check().sound
    desk.lock()


def test_a_correction_of_a_late_entry_stays_marked_as_late_in_the_timeline_and_on_paper(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    entry = write(desk, "admission", client).entry_ids[0]
    assert date(2026, 9, 28) < clinic.clock.today()
    first = desk.charts.entry(entry).content.body["signed_local"]
    for words in ("A slip.", "Another slip."):
        clinic.clock.advance(timedelta(days=2))
        draft = desk.amending.start(entry, "correction", reason=words)
        desk.drafts.save(draft.id, {**draft.answers, "client_goals": f"To work without a drink. {words}"})
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    (line,) = desk.charts.timeline(client.id)
    assert line.late
    assert line.amended
    opened = desk.charts.entry(entry)
    assert (opened.content.kind, opened.content.body["late_entry"]) == ("correction", first)
    subtitle = EntryComposer(opened.content.body, opened.form_of(opened.content)).subtitle()
    assert "correction of a late entry, first signed 28 Dec 2026, 15:00" in subtitle
    desk.lock()


def test_a_clinic_sets_its_own_hours(clinic: TestClinic) -> None:
    desk = clinic.desk("administrator")
    desk.clinic.save(replace(desk.clinic.read(), late_entry_hours=45 * 24))
    with pytest.raises(UserError, match="no time after which an entry is late"):
        desk.clinic.save(replace(desk.clinic.read(), late_entry_hours=0))
    desk.lock()
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client, {**FILLED["admission"], "admitted_on": "2026-12-01", "entry_date": "2026-12-01"})
    (line,) = desk.charts.timeline(client.id)
    assert not line.late
    desk.lock()
