"""Draft, check, sign: only signing changes the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.chart.staff.tables import StaffMember
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.vault.faults import WrongPassphrase
from tests.chart.entries.conftest import OTHER_PASSPHRASE, TOBY, Place, Workplace
from tests.support.one_person import DANA, PASSPHRASE


def test_a_draft_changes_nothing_in_the_record(work: Workplace) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"text": "typing", "tokens": 5})
    assert work.charts.timeline(client.id) == []
    assert work.tokens(client) == []


def test_signing_adds_the_entry_its_effects_and_removes_the_draft(work: Workplace) -> None:
    client = work.client()
    entry_id = work.note(client, tokens=2)
    assert [line.entry_id for line in work.charts.timeline(client.id)] == [entry_id]
    assert work.tokens(client) == [2]
    assert work.drafts.mine() == []
    assert work.faults() == []


def test_an_incomplete_note_cannot_be_signed_and_the_draft_stays(work: Workplace) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"tokens": 5})
    with pytest.raises(Incomplete) as refused:
        work.signing.sign([draft.id], PASSPHRASE)
    assert [finding.item for one in refused.value.prepared for finding in one.findings] == ["text"]
    assert work.drafts.one(draft.id).answers == {"tokens": 5}


def test_a_wrong_passphrase_signs_nothing_and_keeps_the_draft(work: Workplace) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"text": "ready"})
    with pytest.raises(WrongPassphrase):
        work.signing.sign([draft.id], "not the passphrase at all")
    assert work.charts.timeline(client.id) == []
    assert work.drafts.one(draft.id).answers == {"text": "ready"}


def test_before_signing_the_effects_are_shown_in_words(work: Workplace) -> None:
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": "ready", "tokens": 3})
    (prepared,) = work.signing.prepare(draft.id)
    assert prepared.sentences == ("3 tokens given.",)
    assert prepared.complete


def test_what_changed_after_it_was_shown_is_not_signed(work: Workplace) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"text": "ready", "tokens": 3})
    seen = work.signing.prepare(draft.id)
    work.drafts.save(draft.id, {"text": "ready", "tokens": 4})
    with pytest.raises(UserError, match="no longer what you were shown"):
        work.signing.sign([draft.id], PASSPHRASE, seen=seen)
    assert work.charts.timeline(client.id) == []
    assert work.signing.sign([draft.id], PASSPHRASE, seen=work.signing.prepare(draft.id)).entry_ids


def test_several_drafts_are_signed_with_one_passphrase_all_or_none(work: Workplace) -> None:
    client = work.client()
    drafts = [work.drafts.start("toy_note", client_id=client.id) for _ in range(3)]
    for draft in drafts[:2]:
        work.drafts.save(draft.id, {"text": "ready"})
    with pytest.raises(Incomplete):
        work.signing.sign([draft.id for draft in drafts], PASSPHRASE)
    assert work.charts.timeline(client.id) == []
    work.drafts.save(drafts[2].id, {"text": "ready too"})
    assert len(work.signing.sign([draft.id for draft in drafts], PASSPHRASE).entry_ids) == 3


def test_signing_twice_says_that_it_was_signed_already(work: Workplace) -> None:
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": "ready"})
    work.signing.sign([draft.id], PASSPHRASE)
    with pytest.raises(UserError, match="no longer there"):
        work.signing.sign([draft.id], PASSPHRASE)


def test_a_group_note_becomes_one_entry_in_each_chart_without_the_others_names(work: Workplace) -> None:
    vega, brennan = work.client("Vega"), work.client("Brennan")
    draft = work.drafts.start("toy_group", attendees=[vega.id, brennan.id])
    answers = {
        "shared": {"on": "2026-11-20", "topic": "Refusal skills"},
        "clients": {vega.id: {"response": "Spoke first.", "tokens": 1}, brennan.id: {"response": "Listened."}},
    }
    work.drafts.save(draft.id, answers)
    signed = work.signing.sign([draft.id], PASSPHRASE)
    assert len(signed.entry_ids) == 2
    opened = work.charts.entry(work.charts.timeline(vega.id)[0].entry_id)
    assert opened.content.body["answers"] == {
        "on": "2026-11-20",
        "topic": "Refusal skills",
        "response": "Spoke first.",
        "tokens": 1,
    }
    assert "Brennan" not in str(opened.content.body)
    assert work.tokens(vega) == [1]
    assert work.faults() == []


def test_a_group_note_that_names_another_attendee_is_not_signed_unconfirmed(work: Workplace) -> None:
    vega, brennan = work.client("Vega"), work.client("Brennan")
    draft = work.drafts.start("toy_group", attendees=[vega.id, brennan.id])
    answers = {
        "shared": {"topic": "Vegan cooking"},
        "clients": {vega.id: {"response": "Answered Brennan."}, brennan.id: {"response": "Mari Brennan listened."}},
    }
    work.drafts.save(draft.id, answers)
    first, second = work.signing.prepare(draft.id)
    assert [(finding.level, finding.item) for finding in first.findings] == [("must", "response")]
    assert first.findings[0].confirm
    assert second.findings == ()


def test_a_group_note_with_one_response_missing_signs_none(work: Workplace) -> None:
    vega, brennan = work.client("Vega"), work.client("Brennan")
    draft = work.drafts.start("toy_group", attendees=[vega.id, brennan.id])
    work.drafts.save(draft.id, {"shared": {"topic": "Skills"}, "clients": {vega.id: {"response": "Spoke."}}})
    with pytest.raises(Incomplete):
        work.signing.sign([draft.id], PASSPHRASE)
    assert work.charts.timeline(vega.id) == []


def test_a_draft_survives_locking_and_is_offered_again(place: Place) -> None:
    work = place.sit()
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": "half a senten"})
    again = place.sit()
    assert [one.answers for one in again.drafts.mine()] == [{"text": "half a senten"}]


def test_nobody_sees_or_signs_the_draft_of_somebody_else(place: Place) -> None:
    work = place.sit()
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    sam = place.sit_as_sam()
    assert sam.drafts.mine() == []
    with pytest.raises(UserError):
        sam.drafts.save(draft.id, {"text": "mine now"})
    with pytest.raises(UserError):
        sam.signing.sign([draft.id], OTHER_PASSPHRASE)


def test_a_discarded_draft_can_be_taken_back(work: Workplace) -> None:
    draft = work.drafts.start("toy_note", client_id=work.client().id)
    work.drafts.save(draft.id, {"text": "keep me"})
    kept = work.drafts.one(draft.id)
    work.drafts.discard(draft.id)
    assert work.drafts.mine() == []
    work.drafts.restore(draft.id)
    assert work.drafts.one(draft.id) == kept


def test_an_addendum_keeps_the_entry_and_its_effects(work: Workplace) -> None:
    client = work.client()
    entry_id = work.note(client, tokens=2)
    draft = work.amending.start(entry_id, "addendum", reason="came later")
    work.drafts.save(draft.id, {"text": "One thing more."})
    work.signing.sign([draft.id], PASSPHRASE)
    (line,) = work.charts.timeline(client.id)
    assert line.amended
    assert line.title == "Toy note"
    assert [version.kind for version in work.charts.entry(entry_id).view.versions] == ["original", "addendum"]
    assert work.tokens(client) == [2]
    assert work.faults() == []


def test_an_entry_in_error_stays_readable_and_states_nothing_any_more(work: Workplace) -> None:
    client = work.client()
    entry_id = work.note(client, tokens=2)
    work.note(client, tokens=1)
    draft = work.amending.start(entry_id, "entered_in_error")
    work.drafts.save(draft.id, {"text": "Wrong client."})
    work.signing.sign([draft.id], PASSPHRASE)
    assert {line.entry_id: line.state for line in work.charts.timeline(client.id)}[entry_id] == "entered in error"
    assert work.charts.entry(entry_id).content.body["answers"]["text"] == "A quiet day."
    assert work.tokens(client) == [1]
    assert work.faults() == []
    with pytest.raises(UserError, match="entered in error"):
        work.amending.start(entry_id, "addendum")


def test_a_correction_replaces_the_effects_and_keeps_the_first_version(work: Workplace) -> None:
    client = work.client()
    entry_id = work.note(client, tokens=2)
    draft = work.amending.start(entry_id, "correction", reason="counted wrongly")
    assert draft.answers["tokens"] == 2
    work.drafts.save(draft.id, {**draft.answers, "tokens": 7})
    work.signing.sign([draft.id], PASSPHRASE)
    versions = work.charts.entry(entry_id).view.versions
    assert [version.body["answers"]["tokens"] for version in versions] == [2, 7]
    assert versions[1].body["previous"] == versions[0].body_hash
    assert work.tokens(client) == [7]
    assert work.faults() == []


def test_only_the_author_corrects_and_only_author_or_supervisor_marks_in_error(place: Place) -> None:
    dana = place.sit()
    entry_id = dana.note(dana.client())
    with dana.sitting.write() as unit:
        unit.session.add(StaffMember(id=DANA.id, login=DANA.login, name=DANA.name, role=DANA.role, created_at=""))
    sam = place.sit_as_sam()
    with pytest.raises(Refused):
        sam.amending.start(entry_id, "correction")
    assert sam.amending.start(entry_id, "entered_in_error").amends == entry_id


def test_the_state_of_a_past_day_leaves_out_what_came_later_and_knows_what_was_known(work: Workplace) -> None:
    client = work.client()
    work.note(client, tokens=1, on="2026-11-01")
    work.note(client, tokens=1, on="2026-11-10")
    late = work.note(client, tokens=5, on="2026-11-05")
    totals = [row.total for row in work.charts.as_of(client.id, date(2026, 11, 6))["tokens"]]
    assert totals == [1, 6]
    before_late_entry = work.charts.entry(late).content.seq - 1
    known = work.charts.as_of(client.id, date(2026, 11, 6), known_by=before_late_entry)["tokens"]
    assert [row.total for row in known] == [1]


def test_a_trainees_entry_waits_for_a_cosignature_of_somebody_else(place: Place) -> None:
    trainee = place.sit(TOBY)
    client = trainee.client()
    entry_id = trainee.note(client, form="toy_paper")
    assert trainee.charts.timeline(client.id)[0].state == "co-sign pending"
    with pytest.raises(Refused):
        trainee.cosigning.queue()
    sam = place.sit_as_sam()
    assert [line.entry_id for line in sam.cosigning.queue()] == [entry_id]
    sam.cosigning.cosign([entry_id], OTHER_PASSPHRASE)
    assert sam.charts.timeline(client.id)[0].state == "signed"
    assert [one.name for one in sam.charts.entry(entry_id).view.cosignatures] == ["Samira Haddad"]
    (paper,) = sam.charts.open(client.id).papers
    assert (paper.revision, paper.signatures) == (2, 2)
    assert sam.faults() == []
    with pytest.raises(UserError, match="no co-signature"):
        sam.cosigning.cosign([entry_id], OTHER_PASSPHRASE)


def test_a_trainee_cannot_cosign(place: Place) -> None:
    trainee = place.sit(TOBY)
    entry_id = trainee.note(trainee.client())
    with pytest.raises(Refused):
        trainee.cosigning.cosign([entry_id], PASSPHRASE)


def test_signed_rows_can_neither_be_changed_nor_deleted(work: Workplace) -> None:
    work.note(work.client(), form="toy_paper")
    for statement in (
        "UPDATE entry_version SET signed_at = ''",
        "DELETE FROM entry_version",
        "UPDATE paper SET pdf = x'00'",
        "DELETE FROM form_definition",
    ):
        with pytest.raises((DatabaseError, UserError)), work.sitting.write() as unit:
            unit.session.execute(text(statement))


def test_opening_a_chart_is_in_the_audit_log(work: Workplace) -> None:
    client = work.client()
    work.charts.open(client.id)
    assert next(iter(work.sitting.audit.events(client=client.id))).action == "chart.opened"


def test_what_is_typed_while_signing_is_in_the_signed_note_even_when_the_clock_stands_still(
    work: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = work.client()
    draft = work.drafts.start("toy_note", client_id=client.id)
    work.drafts.save(draft.id, {"text": "Early words."})
    store = work.signing._store
    saved: list[str] = []

    def typed_just_before(ready: Any) -> Signed:
        if not saved:
            saved.append(work.drafts.save(draft.id, {"text": "Early words. Late words."}))
        return store(ready)

    monkeypatch.setattr(work.signing, "_store", typed_just_before)
    (entry_id,) = work.signing.sign([draft.id], PASSPHRASE).entry_ids
    assert work.charts.entry(entry_id).content.body["answers"]["text"] == "Early words. Late words."


def test_an_entry_in_error_is_not_cosigned_any_more(place: Place) -> None:
    trainee = place.sit(TOBY)
    client = trainee.client()
    entry_id = trainee.note(client)
    error = trainee.amending.start(entry_id, "entered_in_error")
    trainee.drafts.save(error.id, {"text": "Wrong client."})
    trainee.signing.sign([error.id], PASSPHRASE)
    with pytest.raises(UserError, match="entered in error"):
        place.sit_as_sam().cosigning.cosign([entry_id], OTHER_PASSPHRASE)


def test_an_addendum_signed_while_somebody_cosigns_stops_the_cosigning(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainee = place.sit(TOBY)
    client = trainee.client()
    entry_id = trainee.note(client)
    sam = place.sit_as_sam()
    waiting = sam.cosigning._waiting
    seen = [waiting]
    monkeypatch.setattr(sam.cosigning, "_waiting", lambda session, entry: seen.pop()(session, entry) if seen else [])
    with pytest.raises(UserError, match="changed just now"):
        sam.cosigning.cosign([entry_id], OTHER_PASSPHRASE)
    assert [line.entry_id for line in sam.cosigning.queue()] == [entry_id]


def test_a_correction_is_signed_although_the_clock_was_set_back_since_the_entry(work: Workplace) -> None:
    entry_id = work.note(work.client())
    work.clock.advance(timedelta(minutes=-9))
    draft = work.amending.start(entry_id, "correction", reason="A slip.")
    work.drafts.save(draft.id, {**draft.answers, "text": "Another word."})
    work.signing.sign([draft.id], PASSPHRASE)
    assert work.charts.entry(entry_id).content.body["answers"]["text"] == "Another word."


def test_a_correction_never_replaces_one_signed_since_it_was_started_whatever_the_clock_says(work: Workplace) -> None:
    entry_id = work.note(work.client())
    first, second = (work.amending.start(entry_id, "correction", reason="A slip.") for _ in range(2))
    work.clock.advance(timedelta(minutes=-9))
    for draft, words in ((first, "The first correction."), (second, "The second one.")):
        work.drafts.save(draft.id, {**draft.answers, "text": words})
    work.signing.sign([first.id], PASSPHRASE)
    with pytest.raises(Incomplete):
        work.signing.sign([second.id], PASSPHRASE)
    assert work.charts.entry(entry_id).content.body["answers"]["text"] == "The first correction."


def test_an_addendum_signed_since_is_no_reason_to_refuse_a_correction(work: Workplace) -> None:
    entry_id = work.note(work.client())
    correction = work.amending.start(entry_id, "correction", reason="A slip.")
    work.drafts.save(correction.id, {**correction.answers, "text": "Another word."})
    added = work.amending.start(entry_id, "addendum")
    work.drafts.save(added.id, {**added.answers, "text": "One more thing."})
    work.signing.sign([added.id], PASSPHRASE)
    work.signing.sign([correction.id], PASSPHRASE)
    assert [one.kind for one in work.charts.entry(entry_id).view.versions] == ["original", "addendum", "correction"]
