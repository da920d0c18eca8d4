"""A group of twelve: no chart knows the others, clones are noticed, the shared text is amended in all of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from ehr_desk.forms import Finding
from tests.clinical_forms.filled import GROUP_SESSION, told
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

TWELVE = (
    ("Abernathy", "Quillon"),
    ("Brightwater", "Odessa"),
    ("Castellan", "Thaddeus"),
    ("Dunmorrow", "Perpetua"),
    ("Eglantine", "Lazarus"),
    ("Fairweather", "Zenobia"),
    ("Goldfinch", "Ignatius"),
    ("Hollingberry", "Wilhelmina"),
    ("Inkpen", "Bartholomew"),
    ("Jessamine", "Cordelia"),
    ("Kettlewell", "Augustin"),
    ("Lamplighter", "Drusilla"),
)
RESPONSES = (
    "Drew the walk home street by street and found two places where a friend could be called.",
    "Listened for half of the session, then said that boredom on Sundays is worse than any quarrel.",
    "Brought the worksheet filled in. Wants to hand the bank card to a brother until the end of the month.",
    "Was angry about the drug screen of Monday, stayed, and could say so without leaving the room.",
    "Practised saying no three times in the role play; the third time without an excuse.",
    "Cried when sleep was the topic. Agreed to speak about nightmares in the individual session.",
    "Counted eleven days. Told of a craving of 7 that passed in twenty minutes after a cold shower.",
    "Spoke about a wedding next week, where there will be wine, and planned to leave after the meal.",
    "Gave careful feedback twice, said little about own plans, and took the emergency card home.",
    "Compared cost and gain of last weekend on the board and was surprised by the hours that were lost.",
    "Came with back pain, asked to stand, and linked pain, short sleep and thoughts of pills.",
    "Read out a letter to a sponsor and was asked by the group to send it.",
)


def twelve(desk: Desk) -> list[ClientRow]:
    return [add_client(desk, family, given) for family, given in TWELVE]


def note(desk: Desk, clients: list[ClientRow], **shared: Any) -> DraftRow:
    draft = desk.drafts.start("group_note", attendees=[client.id for client in clients])
    rows = {client.id: there(text) for client, text in zip(clients, RESPONSES, strict=False)}
    desk.drafts.save(draft.id, {"shared": {**GROUP_SESSION, **shared}, "clients": rows})
    return desk.drafts.one(draft.id)


def there(response: str, **more: Any) -> dict[str, Any]:
    return {
        "attended": "present",
        "minutes": 180,
        "participation": "Active",
        "response": response,
        "objectives_served": [],
        "risk_flag": False,
        **more,
    }


def say(desk: Desk, draft: DraftRow, client: ClientRow, **answers: Any) -> None:
    now = desk.drafts.one(draft.id).answers
    clients = {**now["clients"], client.id: {**now["clients"][client.id], **answers}}
    desk.drafts.save(draft.id, {**now, "clients": clients})


def about(prepared: list[Prepared], client: ClientRow, words: str) -> list[Finding]:
    one = next(each for each in prepared if each.client_id == client.id)
    return [finding for finding in one.findings if words in finding.text]


def rest(finding: Finding) -> tuple[str, bool]:
    return finding.level, bool(finding.confirm)


def test_the_twelve_charts_and_papers_of_a_group_hold_none_of_the_other_eleven_names(
    clinic: TestClinic, desk: Desk, tmp_path: Path
) -> None:
    clients = twelve(desk)
    for client in clients:
        write(desk, "admission", client, {**told("admission")})
    signed = desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    assert len(signed.entry_ids) == 12
    papers = desk.signing.sign(
        [_paper_draft(desk, client).id for client in clients], passphrase_of("therapist")
    ).document_ids
    assert len(papers) == 12
    for client in clients:
        others = {word.casefold() for family, given in TWELVE for word in (family, given)}
        others -= {client.family_name.casefold(), client.given_name.casefold()}
        text = _everything(desk, client, tmp_path).casefold()
        assert client.family_name.casefold() in text
        assert [name for name in others if name in text] == []
    assert desk.check().sound


def _paper_draft(desk: Desk, client: ClientRow) -> DraftRow:
    draft = desk.drafts.start("progress_summary", client_id=client.id)
    desk.drafts.assemble_again(draft.id, {**told("progress_summary"), **draft.answers})
    return desk.drafts.one(draft.id)


def _everything(desk: Desk, client: ClientRow, folder: Path) -> str:
    """Bodies with their effects, folded rows, lines and the text of every paper of a chart."""
    chart = desk.charts.open(client.id)
    found = [str(chart.client), str(chart.state), str(chart.entries), str(chart.papers)]
    for line in desk.charts.timeline(client.id):
        found += [str(version.body) for version in desk.charts.entry(line.entry_id).view.versions]
    for info in chart.papers:
        path = folder / f"{info.document_id}.pdf"
        path.write_bytes(desk.charts.paper(info.document_id)[1])
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
        found.append(done.stdout)
    return "\n".join(found)


def test_another_member_s_name_in_the_shared_text_or_a_response_is_noticed_until_confirmed(desk: Desk) -> None:
    clients = twelve(desk)[:3]
    quillon, odessa, thaddeus = clients
    draft = note(desk, clients, process="Odessa opened the group, and all members answered.")
    say(desk, draft, thaddeus, response="Was moved by what quillon said about his brother.")
    prepared = desk.signing.prepare(draft.id)
    assert [rest(one) for one in about(prepared, quillon, "Odessa")] == [("must", True)]
    assert about(prepared, odessa, "Odessa") == []
    assert [one.item for one in about(prepared, thaddeus, "is the name of")] == ["process", "response"]
    with pytest.raises(Incomplete):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    keys = dict.fromkeys(finding.confirm for one in prepared for finding in one.findings if finding.confirm)
    with pytest.raises(UserError, match="One reason answers one question"):
        desk.drafts.confirm(draft.id, list(keys), "A street and a town of these names are meant.")
    for key in keys:
        desk.drafts.confirm(draft.id, [key], "A street and a town of these names are meant.")
    assert all(one.complete for one in desk.signing.prepare(draft.id))
    entries = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    body = desk.charts.entry(entries[0]).content.body
    assert body["confirmed"][0]["reason"] == "A street and a town of these names are meant."
    assert "Odessa" not in str(body["confirmed"])
    assert desk.check().sound


def test_the_name_of_a_fellow_member_is_noticed_in_an_individual_note_too(desk: Desk) -> None:
    quillon, odessa, thaddeus = twelve(desk)[:3]
    desk.signing.sign([note(desk, [quillon, odessa]).id], passphrase_of("therapist"))
    draft = desk.drafts.start("dap_note", client_id=quillon.id)
    answers = {**told("dap_note"), "objectives_served": []}
    desk.drafts.save(draft.id, {**answers, "data": "Argued with Odessa in group. Quillon met Thaddeus at work."})
    found = about(desk.signing.prepare(draft.id), quillon, "in a group with this client")
    assert [(one.item, rest(one)) for one in found] == [("data", ("should", False))]
    assert "Odessa" in found[0].text
    assert thaddeus.given_name == "Thaddeus"


def test_a_reason_names_nobody_either(desk: Desk) -> None:
    quillon, odessa = clients = twelve(desk)[:2]
    draft = note(desk, clients, process="Odessa was spoken of.")
    (finding,) = about(desk.signing.prepare(draft.id), quillon, "Odessa")
    desk.drafts.confirm(draft.id, [finding.confirm], "Odessa is a town.")
    assert about(desk.signing.prepare(draft.id), quillon, "without the name")
    assert odessa.given_name == "Odessa"


def test_identical_responses_are_confirmed_with_a_reason_and_near_ones_are_shown(desk: Desk) -> None:
    quillon, odessa, thaddeus = clients = twelve(desk)[:3]
    draft = note(desk, clients)
    say(desk, draft, odessa, response=RESPONSES[0])
    say(desk, draft, thaddeus, response=RESPONSES[0].replace("two places", "three places"))
    prepared = desk.signing.prepare(draft.id)
    assert [rest(one) for one in about(prepared, quillon, "The same as the response of Odessa")] == [("must", True)]
    assert [rest(one) for one in about(prepared, thaddeus, "% the same as the response")] == [("should", True)]
    musts = [one for each in prepared for one in each.findings if one.confirm and one.level == "must"]
    desk.drafts.confirm(draft.id, [one.confirm for one in musts], "They worked as a pair and said the same.")
    assert all(one.complete for one in desk.signing.prepare(draft.id))
    say(desk, draft, odessa, response="Another text.")
    say(desk, draft, quillon, response="Another text.")
    assert not all(one.complete for one in desk.signing.prepare(draft.id))


def test_a_response_is_held_against_the_client_s_last_one(desk: Desk) -> None:
    quillon, odessa = clients = twelve(desk)[:2]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    again = note(desk, clients, session_date="2026-10-17")
    say(desk, again, odessa, response="Said something new about the weekend and the long drive to her mother.")
    prepared = desk.signing.prepare(again.id)
    assert [rest(one) for one in about(prepared, quillon, "last response")] == [("must", True)]
    assert about(prepared, odessa, "last response") == []


def test_an_absence_between_two_notes_hides_no_repeated_response(desk: Desk) -> None:
    quillon, odessa = clients = twelve(desk)[:2]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    between = note(desk, clients, session_date="2026-10-16")
    rows = {quillon.id: {"attended": "no-show"}, odessa.id: there(RESPONSES[4])}
    desk.drafts.save(between.id, {**between.answers, "clients": rows})
    _sign(desk, between)
    again = note(desk, clients, session_date="2026-10-17")
    prepared = desk.signing.prepare(again.id)
    assert [rest(one) for one in about(prepared, quillon, "last response")] == [("must", True)]
    assert [rest(one) for one in about(prepared, odessa, "an earlier response")] == [("must", True)]
    # While one types, the same texts are asked.
    assert desk.charts.last_responses(quillon.id, desk.library.get("group_note")) == [RESPONSES[0]]


def test_a_note_that_repeats_the_one_before_last_is_signed_with_a_reason_only(
    desk: Desk,
) -> None:
    client = add_client(desk)
    first = {"objectives_served": [], "data": RESPONSES[0], "assessment": RESPONSES[1], "plan": RESPONSES[2]}
    write(desk, "dap_note", client, {**told("dap_note"), **first})
    second = {**first, "data": RESPONSES[3], "assessment": RESPONSES[4], "plan": RESPONSES[5]}
    write(desk, "dap_note", client, {**told("dap_note"), **second})
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, {**told("dap_note"), **first})
    (same,) = about(desk.signing.prepare(draft.id), client, "The same as your note of ")
    assert rest(same) == ("must", True)
    desk.drafts.save(draft.id, {**told("dap_note"), **first, "data": RESPONSES[0].replace("two", "three")})
    (near,) = about(desk.signing.prepare(draft.id), client, "% the same as your note of ")
    assert rest(near) == ("should", True)
    swapped = {**first, "data": RESPONSES[5], "assessment": RESPONSES[3], "plan": RESPONSES[4]}
    desk.drafts.save(draft.id, {**told("dap_note"), **swapped})
    (same,) = about(desk.signing.prepare(draft.id), client, "The same as your last note")
    assert rest(same) == ("must", True)
    together = {**first, "data": RESPONSES[5], "assessment": RESPONSES[0]}
    desk.drafts.save(draft.id, {**told("dap_note"), **together})
    (same,) = about(desk.signing.prepare(draft.id), client, "The same as the last notes for this client")
    assert rest(same) == ("must", True)


def test_a_reason_for_a_note_that_is_nearly_an_earlier_one_is_kept_in_the_entry(desk: Desk) -> None:
    client = add_client(desk)
    first = {"objectives_served": [], "data": RESPONSES[0], "assessment": RESPONSES[1], "plan": RESPONSES[2]}
    write(desk, "dap_note", client, {**told("dap_note"), **first})
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, {**told("dap_note"), **first, "data": RESPONSES[0].replace("two", "three")})
    (near,) = about(desk.signing.prepare(draft.id), client, "% the same as your last note")
    desk.drafts.confirm(draft.id, [near.confirm], "The same exercise was done again, as planned.")
    (entry,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    body = desk.charts.entry(entry).content.body
    assert body["confirmed"] == [
        {
            "what": "Most of the text says the same as an earlier note.",
            "reason": "The same exercise was done again, as planned.",
        }
    ]


def test_an_individual_note_is_held_against_the_author_s_last_one(clinic: TestClinic, desk: Desk) -> None:
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    write(desk, "dap_note", client)
    draft = desk.drafts.start("dap_note", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told("dap_note")})
    (same,) = about(desk.signing.prepare(draft.id), client, "your last note")
    assert rest(same) == ("must", True)
    desk.drafts.save(draft.id, {**told("dap_note"), "data": RESPONSES[2], "assessment": RESPONSES[5]})
    found = about(desk.signing.prepare(draft.id), client, "your last note")
    assert {one.level for one in found} <= {"should"}


def test_the_shared_text_is_amended_in_every_chart_with_one_passphrase(desk: Desk) -> None:
    quillon, odessa, thaddeus = clients = twelve(desk)[:3]
    entries = desk.signing.sign([note(desk, clients).id], passphrase_of("therapist")).entry_ids
    charts = desk.shared_text.charts(entries[0])
    assert {one.client_id for one in charts} == {client.id for client in clients}
    draft = desk.shared_text.start(entries[1], reason="The lesson was number five.")
    desk.drafts.save(draft.id, {**draft.answers, "shared": {**draft.answers["shared"], "topic": "Lesson 5"}})
    prepared = desk.signing.prepare(draft.id)
    assert {one.client_name for one in prepared} == {client.name for client in clients}
    signed = desk.signing.sign([draft.id], passphrase_of("therapist"), seen=prepared)
    assert set(signed.entry_ids) == set(entries)
    for client, response in zip((quillon, odessa, thaddeus), RESPONSES, strict=False):
        (line,) = desk.charts.timeline(client.id, category="group")
        entry = desk.charts.entry(line.entry_id)
        assert [version.kind for version in entry.view.versions][1:] == ["correction"]
        assert entry.content.body["answers"]["topic"] == "Lesson 5"
        assert entry.content.body["answers"]["response"] == response
        assert entry.content.body["reason"] == "The lesson was number five."
        assert line.amended
    assert desk.drafts.mine() == []
    assert desk.check().sound


def test_a_chart_corrected_alone_is_told_apart_and_an_entry_in_error_is_left_out(desk: Desk) -> None:
    quillon, odessa, thaddeus = clients = twelve(desk)[:3]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    entry = {client.id: desk.charts.timeline(client.id, category="group")[0].entry_id for client in clients}
    alone = desk.amending.start(entry[odessa.id], "correction", reason="Only here.")
    desk.drafts.save(alone.id, {**alone.answers, "next_plan": "Something else here."})
    _sign(desk, alone)
    error = desk.amending.start(entry[thaddeus.id], "entered_in_error")
    given: Mapping[str, Any] = {"marked_on": "2026-12-20", "error_kind": "Written twice", "error_reason": "Twice."}
    desk.drafts.save(error.id, {**error.answers, **given})
    _sign(desk, error)
    charts = desk.shared_text.charts(entry[quillon.id])
    assert [(one.client_id, one.differs) for one in charts] == [(odessa.id, True), (quillon.id, False)]
    with pytest.raises(UserError, match="reason is missing"):
        desk.shared_text.start(entry[quillon.id], reason=" ")


def test_a_chart_corrected_alone_keeps_its_text_unless_chosen_and_the_check_says_so(desk: Desk) -> None:
    quillon, odessa, thaddeus = clients = twelve(desk)[:3]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    entry = {client.id: desk.charts.timeline(client.id, category="group")[0].entry_id for client in clients}
    alone = desk.amending.start(entry[odessa.id], "correction", reason="Only here.")
    desk.drafts.save(alone.id, {**alone.answers, "next_plan": "Something else here."})
    _sign(desk, alone)
    with pytest.raises(UserError, match="no other chart"):
        desk.shared_text.start(entry[odessa.id], reason="Nobody else has this text.")

    draft = desk.shared_text.start(entry[quillon.id], reason="The lesson was number five.")
    desk.drafts.save(draft.id, {**draft.answers, "shared": {**draft.answers["shared"], "topic": "Lesson 5"}})
    prepared = desk.signing.prepare(draft.id)
    assert {one.client_id for one in prepared} == {quillon.id, thaddeus.id}
    kept = f"The text stays as it is signed in the chart of {odessa.name}."
    assert all(kept in [finding.text for finding in one.findings] for one in prepared)
    _sign(desk, draft)
    answers = desk.charts.entry(entry[odessa.id]).content.body["answers"]
    assert (answers["next_plan"], answers["topic"] == "Lesson 5") == ("Something else here.", False)

    chosen = desk.shared_text.start(entry[quillon.id], reason="For all of them.", everywhere=True)
    by_client = {one.client_id: one for one in desk.signing.prepare(chosen.id)}
    (said,) = about([by_client[odessa.id]], odessa, "a text of its own")
    assert said.level == "should"
    assert about([by_client[quillon.id]], quillon, "a text of its own") == []
    _sign(desk, chosen)
    assert desk.charts.entry(entry[odessa.id]).content.body["answers"]["topic"] == "Lesson 5"
    assert desk.check().sound


def test_a_name_put_in_by_a_later_correction_is_noticed_too(desk: Desk) -> None:
    quillon, odessa = clients = twelve(desk)[:2]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    line = desk.charts.timeline(quillon.id, category="group")[0]
    draft = desk.amending.start(line.entry_id, "correction", reason="More words.")
    desk.drafts.save(draft.id, {**draft.answers, "response": "Answered Brightwater at length."})
    assert about(desk.signing.prepare(draft.id), quillon, "Brightwater")
    assert odessa.family_name == "Brightwater"


def _enter_in_error(desk: Desk, entry_id: str) -> None:
    error = desk.amending.start(entry_id, "entered_in_error")
    given: Mapping[str, Any] = {"marked_on": "2026-12-20", "error_kind": "Wrong client", "error_reason": "Not there."}
    desk.drafts.save(error.id, {**error.answers, **given})
    _sign(desk, error)


def test_the_shared_text_names_nobody_whose_entry_was_entered_in_error_since(desk: Desk) -> None:
    quillon, odessa, thaddeus = clients = twelve(desk)[:3]
    desk.signing.sign([note(desk, clients).id], passphrase_of("therapist"))
    entry = {client.id: desk.charts.timeline(client.id, category="group")[0].entry_id for client in clients}
    _enter_in_error(desk, entry[thaddeus.id])
    draft = desk.shared_text.start(entry[quillon.id], reason="More words.")
    shared = {**draft.answers["shared"], "process": "Thaddeus left early after a quarrel."}
    desk.drafts.save(draft.id, {**draft.answers, "shared": shared})
    prepared = desk.signing.prepare(draft.id)
    for client in (quillon, odessa):
        assert [rest(one) for one in about(prepared, client, "Thaddeus")] == [("must", True)]


def test_a_second_draft_of_the_same_shared_text_is_refused_until_the_first_is_discarded(desk: Desk) -> None:
    clients = twelve(desk)[:3]
    entries = desk.signing.sign([note(desk, clients).id], passphrase_of("therapist")).entry_ids
    first = desk.shared_text.start(entries[0], reason="A slip.")
    with pytest.raises(UserError, match="open already"):
        desk.shared_text.start(entries[1], reason="The same slip.")
    desk.drafts.discard(first.id)
    assert desk.shared_text.start(entries[1], reason="The same slip.").amended == first.amended


def test_nobody_is_added_to_the_charts_in_which_a_signed_text_is_changed(desk: Desk) -> None:
    clients = twelve(desk)[:4]
    entries = desk.signing.sign([note(desk, clients[:3]).id], passphrase_of("therapist")).entry_ids
    draft = desk.shared_text.start(entries[0], reason="A slip.")
    with pytest.raises(UserError, match="a text that is signed"):
        desk.drafts.set_attendees(draft.id, [client.id for client in clients])
    fewer = desk.drafts.set_attendees(draft.id, [client.id for client in clients[:2]])
    assert len(desk.signing.prepare(fewer.id)) == 2


def test_only_the_author_amends_the_shared_text_or_learns_who_else_has_it(clinic: TestClinic, desk: Desk) -> None:
    clients = twelve(desk)[:2]
    entries = desk.signing.sign([note(desk, clients).id], passphrase_of("therapist")).entry_ids
    desk.lock()
    other = clinic.desk("supervisor")
    assert other.shared_text.charts(entries[0]) == []
    with pytest.raises(Refused):
        other.shared_text.start(entries[0], reason="Not mine.")
    other.lock()
    clinic.desk("therapist").lock()


def _sign(desk: Desk, draft: DraftRow) -> None:
    desk.signing.sign([draft.id], passphrase_of("therapist"))
