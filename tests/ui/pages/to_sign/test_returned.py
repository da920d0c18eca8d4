"""Entries that a supervisor hands back: what their author reads, and how they come again."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import Engine, event

from ehr_desk.chart.entries.grounds import CLINICAL, PRIVACY
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.correction import CorrectionDialog
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.base import ENTRIES, Changed
from ehr_desk.ui.pages.chart.correcting import SHARED
from ehr_desk.ui.pages.chart.entry_pane import EntryPane
from ehr_desk.ui.pages.record.entry_paper import paper_of
from ehr_desk.ui.pages.record.words import state_chip
from ehr_desk.ui.pages.to_sign.cards import AddedCard, ChangesCard, ReturnedCard
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.ui.widgets.chip import Chip
from tests.desk.test_group_charts import TWELVE
from tests.desk.test_group_charts import note as group_note
from tests.support.changing import change
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.ui.pages.to_sign.queue import to_sign, trainee_writes
from tests.ui.shell.fixtures import SitAt


def test_an_entry_goes_back_with_a_comment_and_returns_with_the_difference(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    supervisor = sit_at("supervisor")
    page = to_sign(supervisor)
    page.back.click()
    dialog = supervisor.findChild(ReasonDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Write the reason" in dialog.messages.accessibleName()
    dialog.reason.set_text("Say what the client did with the plan.")
    dialog.try_go()
    assert page.queue.rows == []
    assert page.empty.isVisible()
    supervisor.desk.lock()

    trainee = clinic.desk("trainee")
    [given] = trainee.cosigning.returned()
    assert given.comment == "Say what the client did with the plan."
    draft = trainee.amending.start(given.entry.entry_id, "correction", reason="As asked")
    items = trainee.drafts.form_of(draft).items
    changed = next(item for item in items if item.type == "note" and draft.answers.get(item.id))
    trainee.drafts.save(draft.id, {**draft.answers, changed.id: "Called the sponsor before the party."})
    trainee.signing.sign([draft.id], passphrase_of("trainee"))
    assert trainee.cosigning.returned() == []
    trainee.lock()

    again = to_sign(sit_at("supervisor"))
    assert len(again.queue.rows) == 1
    card = again.findChild(ChangesCard)
    assert card is not None
    labels = card.findChildren(QLabel)
    assert "Now: Called the sponsor before the party." in [one.accessibleName() for one in labels]
    assert any("background-color" in one.text() and "sponsor" in one.text() for one in labels), "words are marked"
    assert any(one.text().endswith(": Say what the client did with the plan.") for one in labels), "the own comment"
    again.cosign()
    sign = again.findChild(SignDialog)
    assert sign is not None
    QTest.keyClicks(sign.passphrase.line, passphrase_of("supervisor"))
    sign.try_go()
    assert again.queue.rows == []


def test_a_trainee_reads_what_came_back(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    desk.cosigning.give_back(entry.entry_id, "The risk question needs your own words.")
    desk.lock()
    page = to_sign(sit_at("trainee"))
    card = page.findChild(ReturnedCard)
    assert card is not None
    words = " ".join(one.text() for one in card.findChildren(QLabel))
    assert "The risk question needs your own words." in words
    assert page.header.facts.text() == "1 entry returned to you"


def test_what_is_with_an_author_whose_access_ends_waits_again_and_cannot_be_returned(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note", "soap_note")
    desk = clinic.desk("supervisor")
    first, _second = desk.cosigning.queue()
    desk.cosigning.give_back(first.entry_id, "The risk question needs your own words.")
    assert len(desk.cosigning.queue()) == 1
    desk.lock()
    administrator = clinic.desk("administrator")
    administrator.staff.retire(
        clinic.staff_ids["trainee"], "Internship over.", own_passphrase=passphrase_of("administrator")
    )
    administrator.lock()
    view = sit_at("supervisor")
    page = to_sign(view)
    assert len(page.queue.rows) == 2
    view.go_to("today")
    today = view.page("today")
    assert isinstance(today, TodayPage)
    assert len(today.cosign.rows) == 2, "Today and the queue agree"
    view.go_to("to_sign")
    assert {state_chip(one)[0] for one in view.desk.charts.timeline(first.client_id)} >= {"Co-sign pending"}
    assert not page.back.isEnabled()
    words = [one.text() for one in page.findChildren(QLabel)]
    assert any("has no access any more" in one for one in words)
    with pytest.raises(UserError, match="has no access any more"):
        view.desk.cosigning.give_back(first.entry_id, "Say more.")


def test_returning_asks_for_a_comment_and_for_the_right(clinic: TestClinic) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    with pytest.raises(UserError, match="with a comment"):
        desk.cosigning.give_back(entry.entry_id, "  ")
    desk.lock()
    trainee = clinic.desk("trainee")
    with pytest.raises(Refused):
        trainee.cosigning.give_back(entry.entry_id, "Mine.")
    trainee.lock()


def test_what_came_back_is_noticed_on_the_rail_on_the_home_page_and_above_the_entry(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note")
    supervisor = sit_at("supervisor")
    assert supervisor.rail.button("to_sign").text() == "To sign (1)"
    [entry] = supervisor.desk.cosigning.queue()
    supervisor.desk.cosigning.give_back(entry.entry_id, "The risk question needs your own words.")
    supervisor.changed(Changed.of(ENTRIES, clients=[entry.client_id]))
    assert supervisor.rail.button("to_sign").text() == "To sign"
    view = sit_at("trainee")
    assert view.rail.button("to_sign").text() == "To sign (1)"
    view.go_to("today")
    today = view.page("today")
    assert isinstance(today, TodayPage)
    assert [row.line.chip for row in today.returned.rows] == ["Returned"]
    assert "The risk question needs your own words." in today.returned.rows[0].line.sub
    view.open_entry(entry.entry_id)
    pane = view.findChild(EntryPane)
    assert pane is not None
    words = [one.text() for one in pane.bar.findChildren(QLabel)]
    assert "The risk question needs your own words." in words
    assert pane.bar.accessibleName().startswith("Returned to you")
    assert "Returned" in [one.text() for one in pane.findChildren(Chip)]
    shown = [one.text() for one in pane.findChildren(QLabel)]
    assert not any("Waits for a co-signature" in one for one in shown), "it is one or the other"
    seals = pane.paper.sheets[0].seals
    assert len(seals) == 2
    assert seals[1].startswith("Returned to the author by Samira Haddad, ")
    assert seals[1].endswith(": The risk question needs your own words.")


def test_what_came_back_is_a_correction_for_that_reason_and_only_the_ground_is_asked(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    desk.cosigning.give_back(entry.entry_id, "The risk question needs your own words.")
    desk.lock()
    view = sit_at("trainee")
    view.open_entry(entry.entry_id)
    pane = view.findChild(EntryPane)
    assert pane is not None
    pane.correct()
    dialog = view.findChild(CorrectionDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose why the content changes." in dialog.messages.accessibleName()
    dialog.grounds.set_value("It holds what must stay private")
    dialog.try_go()
    [draft] = [one for one in view.desk.drafts.mine() if one.amends == entry.entry_id]
    assert (draft.kind, draft.ground) == ("correction", PRIVACY)
    assert draft.reason.startswith("Handed back before co-signing by Samira Haddad, ")
    above = view.findChild(QWidget, "editor.reopened")
    assert above is not None
    assert any("needs your own words" in one.text() for one in above.findChildren(QLabel))


def test_an_addendum_to_what_was_cosigned_is_what_the_supervisor_reads_first_and_signs(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    desk.cosigning.give_back(entry.entry_id, "Say more.")
    desk.lock()
    trainee = clinic.desk("trainee")
    _sign(trainee, change(trainee, trainee.amending.start(entry.entry_id, "correction", reason="As asked")))
    trainee.lock()
    desk = clinic.desk("supervisor")
    desk.cosigning.cosign([entry.entry_id], passphrase_of("supervisor"))
    desk.lock()
    trainee = clinic.desk("trainee")
    draft = trainee.amending.start(entry.entry_id, "addendum")
    added = {"why": "Something was left out", "added_text": "The diary was left at home."}
    trainee.drafts.save(draft.id, {**draft.answers, **added})
    _sign(trainee, draft)
    trainee.lock()
    page = to_sign(sit_at("supervisor"))
    assert page.queue.rows[0].waiting.title == f"Addendum to {entry.title}"
    assert page.queue.rows[0].waiting.facts.startswith("Toby Marsh, CT")
    assert page.findChild(ChangesCard) is None, "what changed before was co-signed"
    card = page.findChild(AddedCard)
    assert card is not None
    shown = [one.text() for one in card.findChildren(QLabel)]
    assert "The diary was left at home." in shown
    assert not any("Say more." in one for one in shown), "that was answered"
    page.cosign()
    dialog = page.findChild(SignDialog)
    assert dialog is not None
    words = [one.text() for one in dialog.findChildren(QLabel)]
    assert f"Addendum to {entry.title}" in words
    assert any("The diary was left at home." in one for one in words)
    assert dialog.windowTitle() == "Co-sign this addendum"


def test_correct_begins_a_returned_addendum_anew_with_its_words(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    desk.cosigning.cosign([entry.entry_id], passphrase_of("supervisor"))
    desk.lock()
    trainee = clinic.desk("trainee")
    draft = trainee.amending.start(entry.entry_id, "addendum")
    added = {"why": "Something was left out", "added_text": "The diary was left somewhere."}
    trainee.drafts.save(draft.id, {**draft.answers, **added})
    _sign(trainee, draft)
    trainee.lock()
    desk = clinic.desk("supervisor")
    desk.cosigning.give_back(entry.entry_id, "Say where.")
    desk.lock()
    view = sit_at("trainee")
    card = to_sign(view).findChild(ReturnedCard)
    assert card is not None
    shown = " ".join(one.text() for one in card.findChildren(QLabel))
    assert f"Returned to you: Addendum to {entry.title}" in shown
    view.open_entry(entry.entry_id)
    pane = view.findChild(EntryPane)
    assert pane is not None
    assert "Addendum (returned)" in [sheet.title for sheet in pane.paper.sheets]
    pane.correct()
    assert view.findChild(CorrectionDialog) is None
    [begun] = [one for one in view.desk.drafts.mine() if one.amends == entry.entry_id]
    assert (begun.kind, begun.answers["added_text"]) == ("addendum", "The diary was left somewhere.")
    above = view.findChild(QWidget, "editor.reopened")
    assert above is not None
    assert any("Say where." in one.text() for one in above.findChildren(QLabel))


def _sign(desk: Desk, draft: DraftRow) -> None:
    desk.signing.sign([draft.id], passphrase_of("trainee"))


def test_a_version_tells_what_became_of_it(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    assert _second_seals(desk, entry.entry_id) == ["Waits for a co-signature."]
    desk.cosigning.give_back(entry.entry_id, "Say more.")
    assert _second_seals(desk, entry.entry_id)[0].endswith(": Say more.")
    desk.lock()
    trainee = clinic.desk("trainee")
    for words in ("Said more.", "Said it better."):
        draft = trainee.amending.start(entry.entry_id, "correction", reason="As asked")
        item = next(
            one for one in trainee.drafts.form_of(draft).items if one.type == "note" and draft.answers.get(one.id)
        )
        trainee.drafts.save(draft.id, {**draft.answers, item.id: words})
        trainee.signing.sign([draft.id], passphrase_of("trainee"))
    trainee.lock()
    desk = clinic.desk("supervisor")
    desk.cosigning.cosign([entry.entry_id], passphrase_of("supervisor"))
    now, before, first = _second_seals(desk, entry.entry_id)
    assert now.startswith("Co-signed by Samira Haddad")
    assert before == "Replaced before it was co-signed."
    assert first.endswith(": Say more.")
    desk.lock()


def _second_seals(desk: Desk, entry_id: str) -> list[str]:
    """What the sheets of an entry say below the author's seal, the one that counts first."""
    paper = paper_of(desk.charts.entry(entry_id), {}, desk.me, desk.clock)
    return [sheet.seals[1] for sheet in (*paper.sheets, *paper.replaced)]


def test_a_returned_entry_says_so_until_it_is_signed_again_however_long_the_timeline_with_one_query(
    clinic: TestClinic,
) -> None:
    trainee_writes(clinic, "dap_note", "soap_note")
    desk = clinic.desk("supervisor")
    first, second = desk.cosigning.queue()
    desk.cosigning.give_back(first.entry_id, "The risk question needs your own words.")
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        lines = desk.charts.timeline(first.client_id)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    chips = {one.entry_id: state_chip(one)[0] for one in lines}
    assert (chips[first.entry_id], chips[second.entry_id]) == ("Returned", "Co-sign pending")
    assert sum("FROM entry_line" in one for one in sent) == 1
    assert sum("cosign_return" in one for one in sent) == 1
    desk.cosigning.cosign([first.entry_id], passphrase_of("supervisor"))
    assert state_chip(desk.charts.entry(first.entry_id).view.line)[0] == "Signed"
    assert desk.check().sound
    desk.lock()


def test_a_returned_group_note_asks_for_the_ground_and_how_far_the_correction_goes(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    desk = clinic.desk("trainee")
    clients = [add_client(desk, family, given) for family, given in TWELVE[:2]]
    draft = group_note(desk, clients)
    entry_id = desk.signing.sign([draft.id], passphrase_of("trainee")).entry_ids[0]
    desk.lock()
    desk = clinic.desk("supervisor")
    desk.cosigning.give_back(entry_id, "Say which skill was practiced.")
    desk.lock()
    view = sit_at("trainee")
    view.open_entry(entry_id)
    pane = view.findChild(EntryPane)
    assert pane is not None
    pane.correct()
    dialog = view.findChild(CorrectionDialog)
    assert dialog is not None
    assert dialog.kind.value() == "Correction"
    dialog.kind.set_value(SHARED)
    dialog.grounds.set_value("What it says is clinically wrong or not complete")
    dialog.try_go()
    [shared] = [one for one in view.desk.drafts.mine() if one.amended]
    assert (len(shared.attendees), shared.kind, shared.ground) == (2, "correction", CLINICAL)
    # Signed into the other chart too, whose entry was never handed back.
    assert shared.reason.startswith("Session text corrected after a review by Samira Haddad, ")
