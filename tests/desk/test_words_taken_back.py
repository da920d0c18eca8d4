"""What follows when the words of a note are taken back: for the notes that carried them on, for the papers that only
name the note, and for what was added to it. They are known again by what they say, whatever way they went."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rules import permitted
from ehr_desk.chart.entries.reused import Passage
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import FILLED, OBJECTIVE_PANIC, told
from tests.desk.test_handed_out_no_more import SECRET, amend, found, musts, noted, own_copy
from tests.desk.test_losses import salvaged, sit
from tests.desk.test_sources_in_error import VOID, WORDS, summary, written
from tests.documents.tools import pdf_text
from tests.support.clinic import TestClinic
from tests.vault.insider import database, key_of

HELD = "What was assembled from it stays as it was signed, and is not handed out until it is corrected:"
HOLDS = "Words of it stand in these, too. They do not leave without a reason until they are corrected:"
NEW = {"data": "The week at home.", "assessment": "Steady since the last time."}


def carrying(desk: Desk, client: ClientRow, source: str, day: str) -> DraftRow:
    """A note that carries the words of another one on, as its author said that they still hold."""
    draft = desk.drafts.start("dap_note", client_id=client.id)
    own = {"objectives_served": [], "data": SECRET, "session_date": day, "assessment": f"Other words {day}."}
    passage = Passage("data", SECRET, source, "2026-10-14", True)
    desk.drafts.save(draft.id, {**draft.answers, **told("dap_note"), "next_appointment": "", **own}, reused=[passage])
    return draft


def signed(desk: Desk, draft: DraftRow) -> tuple[str, str]:
    done = desk.signing.sign([draft.id], WORDS)
    return done.entry_ids[0], done.document_ids[0]


def taking_back(desk: Desk, entry_id: str, ground: str, **answers: object) -> Prepared:
    draft = desk.amending.start(entry_id, "correction", reason="It had to change.", ground=ground)
    desk.drafts.save(draft.id, {**draft.answers, **NEW, **answers})
    (prepared,) = desk.signing.prepare(draft.id)
    return prepared


def rewritten(desk: Desk, entry_id: str, **answers: object) -> str:
    """A correction, with a reason for whatever words of the form's sample are in the note in error as well."""
    draft = desk.amending.start(entry_id, "correction", reason="It had to change.", ground="clinical correction")
    desk.drafts.save(draft.id, {**draft.answers, **answers})
    for one in asked_of_words(desk, draft):
        desk.drafts.confirm(draft.id, [one.confirm], "Said by this client, too.")
    return desk.signing.sign([draft.id], WORDS).document_ids[0]


def asked_of_words(desk: Desk, draft: DraftRow) -> list[Finding]:
    (prepared,) = desk.signing.prepare(draft.id)
    return [one for one in prepared.findings if one.level == "must"]


def told_of(desk: Desk, client: ClientRow, words: str) -> list[tuple[str, str]]:
    return [(one.level, one.entry_id) for one in desk.tasks.attention(client.id) if words in one.text]


def test_a_paper_that_names_a_note_is_compared_where_that_is_told_first_and_after(
    desk: Desk, client: ClientRow
) -> None:
    note, _ = noted(desk, client)
    letter = summary(desk, client, "attendance_letter")
    prepared = taking_back(desk, note, "privacy")
    assert prepared.undoes[0].startswith("What names it as a source is to be compared with it")
    assert prepared.undoes[1].startswith("•  Attendance letter of ")
    assert HELD not in prepared.undoes
    desk.signing.sign([prepared.draft_id], WORDS)
    (only,) = found(desk, letter, client)
    assert (only.level, "Compare the two, or assemble it again." in only.text) == ("should", True)
    entry_id = desk.charts.paper(letter)[0].entry_id
    compare = "names as its source what was corrected since"
    assert told_of(desk, client, compare) == [("review", entry_id)]
    summary(desk, client, "attendance_letter")
    assert told_of(desk, client, compare) == [], "the next letter took its place"
    assert taking_back(desk, note, "wrong client").undoes[0] == HELD


def test_a_paper_that_names_a_note_and_holds_its_words_is_handed_out_no_more(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    plain = summary(desk, client)
    entry_id = desk.charts.paper(plain)[0].entry_id
    paper = amend(desk, entry_id, "correction", barriers=f"Her words: {SECRET}")
    assert musts(desk, paper, client) == []
    prepared = taking_back(desk, note, "privacy")
    assert prepared.undoes[0] == HOLDS
    desk.signing.sign([prepared.draft_id], WORDS)
    (must,) = musts(desk, paper, client)
    assert "Individual note (DAP) of 14 Oct 2026, 10:00: “Zebulon Quistgaard injected heroin at the mill”" in must
    assert told_of(desk, client, "holds words that were taken back with") == [("warning", entry_id)]
    reasoned = replace(own_copy(paper, client), note="Her own words; she asked for them.")
    assert permitted(desk.disclosures.check(reasoned)), "somebody looked, and the ledger says why"


@pytest.mark.parametrize("ground", ["wrong client", "privacy"])
def test_words_carried_into_a_draft_and_taken_back_meanwhile_are_told_at_signing_and_at_the_door(
    desk: Desk, client: ClientRow, ground: str
) -> None:
    note, _ = noted(desk, client)
    draft = carrying(desk, client, note, "2026-10-20")
    assert asked_of_words(desk, draft) == []
    amend(desk, note, "correction", ground, **NEW)
    (must,) = asked_of_words(desk, draft)
    assert must.text.startswith("“Zebulon Quistgaard injected heroin at the mill” was taken back with Individual note")
    desk.drafts.confirm(draft.id, [must.confirm], "It is so.")
    entry_id, paper = signed(desk, draft)
    assert musts(desk, paper, client)
    after = amend(desk, entry_id, "correction", data="Told of a quiet week.")
    assert musts(desk, after, client) == []


def test_words_that_the_corrected_note_still_says_are_carried_without_a_question(desk: Desk, client: ClientRow) -> None:
    note, _ = noted(desk, client)
    draft = carrying(desk, client, note, "2026-10-20")
    amend(desk, note, "correction", "privacy", assessment=NEW["assessment"])
    assert asked_of_words(desk, draft) == []
    assert musts(desk, signed(desk, draft)[1], client) == []


@pytest.mark.parametrize("fell", ["privacy", "wrong client", "entered in error"])
def test_words_carried_on_from_note_to_note_fall_with_the_first_of_them(
    desk: Desk, client: ClientRow, tmp_path: Path, fell: str
) -> None:
    note, _ = noted(desk, client)
    second, second_paper = signed(desk, carrying(desk, client, note, "2026-10-20"))
    third, third_paper = signed(desk, carrying(desk, client, second, "2026-10-27"))
    open_draft = carrying(desk, client, third, "2026-10-30")
    if fell == "entered in error":
        draft = desk.amending.start(note, "entered_in_error")
        desk.drafts.save(draft.id, {**draft.answers, **VOID})
        (prepared,) = desk.signing.prepare(draft.id)
    else:
        prepared = taking_back(desk, note, fell)
    at = prepared.undoes.index(HOLDS if fell == "privacy" else HELD)
    assert [one[-11:] for one in prepared.undoes[at + 1 : at + 3]] == ["27 Oct 2026", "20 Oct 2026"]
    desk.signing.sign([prepared.draft_id], WORDS)
    assert musts(desk, second_paper, client) == musts(desk, third_paper, client) != []
    words = "holds words that" if fell == "privacy" else "rests on"
    assert sorted(told_of(desk, client, words)) == sorted([("warning", second), ("warning", third)])
    assert asked_of_words(desk, open_draft)
    info = desk.ordering.whole_chart(client.id, WORDS)
    assert "Zebulon" not in pdf_text(desk.charts.paper(info.document_id)[1], tmp_path)
    after = rewritten(desk, third, data="Told of a quiet week.", assessment="Steady.")
    assert "Zebulon" not in " ".join(musts(desk, after, client))
    assert musts(desk, second_paper, client)


@pytest.mark.parametrize("ground", ["wrong client", "privacy, with what was added"])
def test_what_was_added_stays_with_a_text_that_is_taken_back_unless_the_ground_takes_it_along(
    desk: Desk, client: ClientRow, tmp_path: Path, ground: str
) -> None:
    note, _ = noted(desk, client)
    amend(desk, note, "addendum", why="Other", added_text="She is allergic to penicillin.")
    prepared = taking_back(desk, note, "privacy")
    assert prepared.undoes[0] == "What was added to it stays on the new paper. See that it may be handed on:"
    (paper,) = desk.signing.sign([prepared.draft_id], WORDS).document_ids
    assert "penicillin" in pdf_text(desk.charts.paper(paper)[1], tmp_path)
    assert found(desk, paper, client) == []
    whole = desk.ordering.whole_chart(client.id, WORDS).document_id
    assert "penicillin" in pdf_text(desk.charts.paper(whole)[1], tmp_path)
    prepared = taking_back(desk, note, ground, data="Another week.")
    assert prepared.undoes[0].startswith("What was added to it goes as well, and is handed out no more.")
    assert prepared.undoes[1].startswith("•  Addendum of ")
    (paper,) = desk.signing.sign([prepared.draft_id], WORDS).document_ids
    assert "penicillin" not in pdf_text(desk.charts.paper(paper)[1], tmp_path)
    whole = desk.ordering.whole_chart(client.id, WORDS).document_id
    assert "penicillin" not in pdf_text(desk.charts.paper(whole)[1], tmp_path)


def test_words_are_known_again_in_a_plan_on_a_note_in_what_was_prefilled_and_in_quoted_evidence(
    desk: Desk, client: ClientRow
) -> None:
    written(desk, "admission", client, **{**FILLED["admission"], "orders": [], "takes_medications": False})
    plan = deepcopy(FILLED["treatment_plan"])
    plan["problems"][0]["goals"][0]["objectives"][0]["objective_text"] = f"Keep away from the mill. {SECRET}"
    first, _ = written(desk, "treatment_plan", client, problems=plan["problems"])
    evidence = "Her husband Marco Diaz was arrested for selling heroin."
    served = [{"objective_id": OBJECTIVE_PANIC, "progress": "some", "evidence": evidence}]
    note, served_paper = written(desk, "dap_note", client, objectives_served=served, session_date="2026-10-15")
    quoting = summary(desk, client)
    assert musts(desk, served_paper, client) == musts(desk, quoting, client) == []
    amend(desk, note, "correction", "privacy", objectives_served=[{**served[0], "evidence": "Told of the family."}])
    (must,) = musts(desk, quoting, client)
    assert f"“{evidence[:-1]}”" in must
    kept = deepcopy(desk.charts.entry(first).content.body["answers"])
    kept["problems"][0]["goals"][0]["objectives"][0]["objective_text"] = "Keep away from the places of before."
    amend(desk, first, "correction", "wrong client", problems=kept["problems"])
    after = desk.charts.entry(note).content.body["document_id"]
    assert "Zebulon Quistgaard injected heroin at the mill" in musts(desk, after, client)[0]


@pytest.mark.parametrize("how", ["lost", "lost as the newest", "damaged"])
def test_a_taking_back_that_was_lost_or_damaged_still_keeps_the_words_in(
    clinic: TestClinic, desk: Desk, client: ClientRow, tmp_path: Path, how: str
) -> None:
    note, paper = noted(desk, client)
    _, second_paper = signed(desk, carrying(desk, client, note, "2026-10-20"))
    amend(desk, note, "correction", "privacy", **NEW)
    lost = desk.charts.entry(note).view.versions[-1].seq
    if how != "lost as the newest":
        amend(desk, note, "correction", assessment="Steadier.")
    key, folder = key_of(desk.sitting), clinic.folder
    desk.lock()
    with database(clinic, key) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        if how != "damaged":
            connection.execute("DELETE FROM entry_version WHERE entry_id = ? AND version = 2", (note,))
        else:
            cut = "UPDATE entry_version SET body = substr(body, 1, 200) WHERE entry_id = ? AND version = 2"
            connection.execute(cut, (note,))
    if how != "damaged":
        folder = tmp_path / "saved.vault"
        salvaged(clinic, folder)
    again = sit(clinic, folder, "therapist")
    assert "Zebulon Quistgaard injected heroin at the mill" in musts(again, second_paper, client)[0]
    if how != "damaged":  # of a damaged entry nothing is shown or handed out at all
        assert "a later version of the entry is lost or damaged" in musts(again, paper, client)[0]
        whole = again.ordering.whole_chart(client.id, WORDS).document_id
        assert "Zebulon" not in pdf_text(again.charts.paper(whole)[1], tmp_path)
        after = amend(again, note, "correction", data="A quiet week.")
        assert musts(again, after, client) == []
        assert lost not in {one.seq for one in again.charts.entry(note).view.versions}, "no number is given twice"
    again.lock()
