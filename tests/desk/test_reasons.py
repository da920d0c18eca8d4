"""Reasons for what is signed although something speaks against it: each for its own question, naming no client."""

from __future__ import annotations

from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import told
from tests.desk.test_author_hours import at, dap
from tests.desk.test_group_charts import twelve
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

REASON = "It was drawn like this."


def asking(desk: Desk, draft: DraftRow) -> dict[str, Finding]:
    (prepared,) = desk.signing.prepare(draft.id)
    return {one.confirm.partition("/")[0]: one for one in prepared.findings if one.confirm and one.level != "tip"}


def refused(desk: Desk, draft: DraftRow) -> list[str]:
    (prepared,) = desk.signing.prepare(draft.id)
    return [one.text for one in prepared.findings if one.level == "must"]


def test_the_words_of_a_reason_that_is_corrected_stay_where_they_answer_another_question(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    write(desk, "dap_note", odessa, {**told("dap_note"), **at("12:00", "12:50")})
    draft = dap(desk, quillon.id, **at("12:10", "13:00"), data="The walk home was quiet, and {drawing} was shown.")
    found = asking(desk, draft)
    for one in found.values():
        desk.drafts.confirm(draft.id, [one.confirm], REASON)
    assert set(found) == {"two_at_once", "placeholder"}
    desk.drafts.confirm(draft.id, [found["two_at_once"].confirm], "The other one ended early.")
    kept = desk.drafts.one(draft.id).confirmed
    assert kept == {found["two_at_once"].confirm: "The other one ended early.", found["placeholder"].confirm: REASON}


def test_a_reason_of_any_kind_names_no_client_of_the_day_but_may_name_who_works_here(desk: Desk) -> None:
    quillon, odessa, thaddeus = twelve(desk)[:3]
    fox = add_client(desk, "Fox", "Dana")
    write(desk, "dap_note", odessa, {**told("dap_note"), **at("10:00", "10:50")})
    dap(desk, thaddeus.id, **at("11:00", "11:50"))
    dap(desk, fox.id, **at("14:00", "14:50"))
    draft = dap(desk, quillon.id, **at("15:00", "15:50"), data="The walk home was quiet, and {drawing} was shown.")
    key = asking(desk, draft)["placeholder"].confirm
    for named in (odessa.name, thaddeus.given_name, fox.given_name):
        desk.drafts.confirm(draft.id, [key], f"It was drawn with {named} an hour before.")
        assert [one for one in refused(desk, draft) if "names another client" in one], named
    desk.drafts.confirm(draft.id, [key], f"It was drawn by {desk.me.name}, and Toby Marsh looked on.")
    assert refused(desk, draft) == []


def test_why_an_entry_is_changed_names_no_client_of_the_day_and_is_said_again_where_it_does(desk: Desk) -> None:
    quillon, odessa = twelve(desk)[:2]
    write(desk, "dap_note", odessa, {**told("dap_note"), **at("10:00", "10:50")})
    (entry,) = write(desk, "dap_note", quillon, {**told("dap_note"), **at("15:00", "15:50")}).entry_ids
    draft = desk.amending.start(
        entry, "correction", reason=f"This was the session of {odessa.name}.", ground="wrong client"
    )
    desk.drafts.save(draft.id, {**draft.answers, "data": "Told of the week, and of the garden."})
    (named,) = [one for one in desk.signing.prepare(draft.id)[0].findings if one.level == "must"]
    assert "names another client" in named.text
    desk.drafts.confirm(draft.id, [named.confirm], f"Written into the wrong chart by {desk.me.name}.")
    assert refused(desk, draft) == []
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    body = desk.charts.entry(entry).content.body
    assert (body["reason"], body.get("confirmed")) == (f"Written into the wrong chart by {desk.me.name}.", None)


def test_each_allergy_is_asked_about_by_itself_and_the_entry_names_it(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    desk.lock()
    desk = clinic.desk("psychiatrist")
    answers = {**told("medication_visit"), "objectives_served": []}
    order = {**answers["orders"][0], "event": "start", "name": "Amoxicillin"}
    answers["orders"] = [{**order, "_id": "e" * 32}, {**order, "_id": "f" * 32, "name": "Penicillin V"}]
    draft = desk.drafts.start("medication_visit", client_id=client.id)
    desk.drafts.save(draft.id, answers)
    (prepared,) = desk.signing.prepare(draft.id)
    keys = [one.confirm for one in prepared.findings if one.confirm.startswith("ordered_with_allergy")]
    assert len(keys) == 2, prepared.findings
    for key, reason in zip(keys, ("A rash as a child only.", "The allergist tested it."), strict=True):
        desk.drafts.confirm(draft.id, [key], reason)
    (entry,) = desk.signing.sign([draft.id], passphrase_of("psychiatrist")).entry_ids
    assert desk.charts.entry(entry).content.body["confirmed"] == [
        {
            "what": "Amoxicillin was ordered, and an allergy to Penicillin is documented.",
            "reason": "A rash as a child only.",
        },
        {
            "what": "Penicillin V was ordered, and an allergy to Penicillin is documented.",
            "reason": "The allergist tested it.",
        },
    ]
    desk.lock()
