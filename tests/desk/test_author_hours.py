"""One hour of one therapist is not two clients' sessions, unless it was one session of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import told
from tests.desk.test_group_charts import note, twelve
from tests.desk.test_main_job import write
from tests.support.clinic import TestClinic, passphrase_of

_SAYS = "You documented a session with somebody else from "


@pytest.fixture
def desk(clinic: TestClinic) -> Iterator[Desk]:
    sat = clinic.desk("therapist")
    yield sat
    sat.lock()


def at(start: str, end: str, day: str = "2026-10-16") -> dict[str, Any]:
    return {"session_date": day, "start_time": start, "end_time": end, "objectives_served": []}


def clashes(desk: Desk, draft: DraftRow) -> list[Finding]:
    prepared = desk.signing.prepare(draft.id)
    return [finding for one in prepared for finding in one.findings if _SAYS in finding.text]


def dap(desk: Desk, client_id: str, **answers: Any) -> DraftRow:
    draft = desk.drafts.start("dap_note", client_id=client_id)
    desk.drafts.save(draft.id, {**told("dap_note"), **answers})
    return draft


def test_a_second_client_in_the_same_hour_is_told_and_the_reason_is_kept(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    write(desk, "dap_note", quillon, {**told("dap_note"), **at("10:00", "10:50")})
    assert clashes(desk, dap(desk, odessa.id, **at("10:50", "11:40"))) == []
    assert clashes(desk, dap(desk, odessa.id, **at("10:00", "10:50", "2026-10-15"))) == []
    assert clashes(desk, dap(desk, quillon.id, **at("10:00", "10:50"))) == []
    draft = dap(desk, odessa.id, **at("10:30", "11:20"))
    (found,) = clashes(desk, draft)
    assert (found.level, found.item) == ("should", "start_time")
    assert "from 10:00 to 10:50" in found.text
    assert "Quillon" not in found.text
    desk.drafts.confirm(draft.id, [found.confirm], "The first session ended early.")
    (entry,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    assert desk.charts.entry(entry).content.body["confirmed"] == [
        {
            "what": "The author documented another session at the same time.",
            "reason": "The first session ended early.",
        }
    ]


def test_a_group_is_one_session_and_one_led_by_others_too_leaves_time_for_another(desk: Desk) -> None:
    quillon, odessa, thaddeus, perpetua = twelve(desk)[:4]
    times = {"session_date": "2026-10-16", "start_time": "09:00", "end_time": "12:00"}
    alone = note(desk, [quillon, odessa], facilitators="", **times)
    assert clashes(desk, alone) == []
    desk.signing.sign([alone.id], passphrase_of("therapist"))
    assert clashes(desk, note(desk, [perpetua], facilitators="", **times)) == []
    assert len(clashes(desk, dap(desk, thaddeus.id, **at("10:00", "10:50")))) == 1
    later = {**times, "session_date": "2026-10-17"}
    desk.signing.sign(
        [note(desk, [odessa], **{**later, "facilitators": "Ade Example, LPC"}).id], passphrase_of("therapist")
    )
    assert clashes(desk, dap(desk, thaddeus.id, **at("10:00", "10:50", "2026-10-17"))) == []


def test_a_family_session_of_two_clients_is_one_session(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    drafts = []
    for client in (quillon, odessa):
        drafts.append(desk.drafts.start("family_session", client_id=client.id))
        desk.drafts.save(drafts[-1].id, {**told("family_session"), **at("10:00", "10:50")})
    desk.signing.sign([drafts[0].id], passphrase_of("therapist"))
    assert clashes(desk, drafts[1]) == []
