"""One hour of one therapist is not two clients' sessions, unless it was one session of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from ehr_desk.chart.clinic.service import store_clinic
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.author_times import led_too
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import told
from tests.desk.test_group_charts import note, twelve
from tests.support.clinic import passphrase_of
from tests.support.writing import write

_SAYS = "You documented a session with somebody else from "


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


def test_an_hour_with_the_family_alone_is_the_authors(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    alone = {"client_present": "Not present", "client_absent_reason": "At work; agreed."}
    write(desk, "family_session", quillon, {**told("family_session"), **alone, **at("10:00", "10:50")})
    assert len(clashes(desk, dap(desk, odessa.id, **at("10:30", "11:20")))) == 1
    assert clashes(desk, dap(desk, odessa.id, **at("10:50", "11:40"))) == []


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


def test_two_notes_of_one_planned_session_are_one_session(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    new = NewSession(datetime(2026, 10, 16, 10, 0), 50, "individual", "", desk.me.id, [quillon.id, odessa.id])
    planned = desk.sessions.plan_session(new).id
    for client in (quillon, odessa):
        draft = desk.drafts.start("dap_note", client_id=client.id, session_id=planned)
        desk.drafts.save(draft.id, {**told("dap_note"), **at("10:00", "10:50")})
        assert clashes(desk, draft) == []
        desk.signing.sign([draft.id], passphrase_of("therapist"))


def test_a_family_session_of_two_clients_is_one_session(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    drafts = []
    for client in (quillon, odessa):
        drafts.append(desk.drafts.start("family_session", client_id=client.id))
        desk.drafts.save(drafts[-1].id, {**told("family_session"), **at("10:00", "10:50")})
    desk.signing.sign([drafts[0].id], passphrase_of("therapist"))
    assert clashes(desk, drafts[1]) == []


def test_two_drafts_of_one_hour_are_not_signed_in_one_act_without_a_reason(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    first = dap(desk, quillon.id, **at("10:00", "10:50"))
    second = dap(desk, odessa.id, **at("10:00", "10:50"), data="Spoke of the garden and of the brother today.")
    both = [first.id, second.id]
    with pytest.raises(Incomplete) as refused:
        desk.signing.sign(both, passphrase_of("therapist"))
    (found,) = [one for each in refused.value.prepared for one in each.findings if one.level == "must"]
    assert "You also sign a session with somebody else from 10:00 to 10:50" in found.text
    desk.drafts.confirm(second.id, [found.confirm], "Both were there by mistake; each had half of the time.")
    entries = desk.signing.sign(both, passphrase_of("therapist")).entry_ids
    assert desk.charts.entry(entries[1]).content.body["confirmed"][0]["reason"].startswith("Both were there")


def test_the_reason_for_two_sessions_at_once_names_neither_client_and_is_replaced_by_one_that_does_not(
    desk: Desk,
) -> None:
    quillon, odessa = twelve(desk)[:2]
    write(desk, "dap_note", quillon, {**told("dap_note"), **at("10:00", "10:50")})
    draft = dap(desk, odessa.id, **at("10:30", "11:20"))
    (found,) = clashes(desk, draft)
    desk.drafts.confirm(draft.id, [found.confirm], f"I saw {quillon.given_name} only until 10:20.")
    (named,) = [one for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"]
    assert "names another client" in named.text
    desk.drafts.confirm(draft.id, [named.confirm], f"{odessa.given_name} was late, the other session was short.")
    assert desk.signing.prepare(draft.id)[0].complete
    desk.drafts.take_back(draft.id)
    (again,) = clashes(desk, draft)
    assert (again.level, again.confirm) == ("should", found.confirm)


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("", False),
        ("None", False),
        ("n/a", False),
        ("No co-facilitator.", False),
        ("--", False),
        ("Dana Whitlock, LPCC-S", False),
        ("D. Whitlock (author) only", False),
        ("Toby Example, LPCC", True),
        ("none; Toby looked in", True),
        ("Peer supporter", True),
    ],
)
def test_only_somebody_else_leaves_the_author_free(said: str, others: bool) -> None:
    assert led_too(said, Author("s1", "Dana Whitlock", "LPCC-S", "therapist")) is others


def test_a_group_led_by_nobody_else_is_the_author_s_own_hour(desk: Desk) -> None:
    quillon, odessa, thaddeus = twelve(desk)[:3]
    times = {"session_date": "2026-10-16", "start_time": "09:00", "end_time": "12:00"}
    desk.signing.sign([note(desk, [quillon, odessa], facilitators="None", **times).id], passphrase_of("therapist"))
    draft = dap(desk, thaddeus.id, **at("10:00", "10:50"))
    assert len(clashes(desk, draft)) == 1
    assert len(clashes(desk, note(desk, [thaddeus], facilitators="n/a", **{**times, "end_time": "11:00"}))) == 1


def test_one_group_is_no_clash_with_itself(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    times = {"session_date": "2026-10-16", "start_time": "09:00", "end_time": "12:00"}
    group = note(desk, [quillon, odessa], facilitators="", **times)
    entries = desk.signing.sign([group.id], passphrase_of("therapist")).entry_ids
    both = [desk.amending.start(one, "correction", reason="The hours.") for one in entries]
    for draft, start in zip(both, ("09:30", "09:15"), strict=True):
        desk.drafts.save(draft.id, {**draft.answers, "start_time": start})
        assert clashes(desk, draft) == []
    with pytest.raises(Incomplete) as refused:  # the minutes do not fit any more; the hour is no matter
        desk.signing.sign([one.id for one in both], passphrase_of("therapist"))
    assert "also sign" not in str(refused.value.prepared)


def test_a_group_larger_than_the_clinics_is_told_once_unless_somebody_else_led_it_too(desk: Desk) -> None:
    people = twelve(desk)[:3]
    chief = desk.clinic
    said = "More than 2 clients attended"

    def told_of(draft: DraftRow) -> list[Finding]:
        found = {one for each in desk.signing.prepare(draft.id) for one in each.findings if one.text.startswith(said)}
        return list(found)

    assert chief.read().group_size == 12
    times = {"session_date": "2026-10-16", "start_time": "09:00", "end_time": "12:00"}
    with desk.sitting.write() as unit:
        store_clinic(unit, replace(chief.read(), group_size=2))
    (found,) = told_of(note(desk, people, facilitators="", **times))
    assert (found.level, found.item) == ("should", "facilitators")
    assert told_of(note(desk, people[:2], facilitators="", **times)) == []
    assert told_of(note(desk, people, facilitators="Toby Marsh, CDCA", **times)) == []
