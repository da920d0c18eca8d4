"""Group sessions and their notes on a real record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.pair import PairDialog
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.dialogs.reasons import ReasonsDialog
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.chart.entry_pane import EntryPane
from ehr_desk.ui.pages.groups.page import GroupsPage
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.pages.groups.picking import AttendeesDialog
from ehr_desk.ui.shell.desk_view import DeskView
from tests.clinical_forms.filled import GROUP_CLIENTS, GROUP_SESSION
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.making import write
from tests.ui.shell.fixtures import SitAt

TODAY = "2026-12-08"
HELD: dict[str, Any] = {**GROUP_SESSION, "session_date": TODAY, "start_time": "09:00", "end_time": "10:30"}
"""What the note says of the session of ``plan``, which is over by now."""
PRESENT: tuple[dict[str, Any], ...] = tuple({**one, "minutes": 90} for one in GROUP_CLIENTS)


def plan(desk: Desk, hour: int = 9) -> str:
    ids = [one.id for one in desk.clients.all()]
    new = NewSession(datetime(2026, 12, 8, hour), 90, "group", "Evening group", desk.me.id, ids)
    return desk.sessions.plan_session(new).id


def groups(view: DeskView) -> GroupsPage:
    view.go_to("groups")
    page = view.page("groups")
    assert isinstance(page, GroupsPage)
    return page


def note(view: DeskView) -> GroupPane:
    session_id = plan(view.desk)
    page = groups(view)
    page.list.opened.emit(session_id)
    QTest.mouseClick(page.roster.write, Qt.MouseButton.LeftButton)
    assert page.pane is not None
    return page.pane


def treat(desk: Desk) -> None:
    """The one client who has only been added is admitted and has a signed plan."""
    brennan = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    for form_id in ("admission", "treatment_plan"):
        write(desk, form_id, brennan)


def serve(desk: Desk, client_id: str) -> list[dict[str, Any]]:
    """The first objective of a client's plan, with what shows its progress."""
    objective = desk.charts.state(client_id)["objectives"][0]
    return [{"objective_id": objective.objective_id, "progress": "some", "evidence": "Used the plan."}]


def fill(pane: GroupPane) -> None:
    for item in pane.opened.form.items:
        value = HELD.get(item.id)
        if item.per != "client" and value is not None:
            pane.grid.session.set_item(item.id, value)
    for row, answers in zip(pane.grid.rows, PRESENT, strict=False):
        row.set_answers(answers)
    pane.grid.changed.emit()


def test_each_attendees_chart_tells_that_the_group_note_was_opened(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane, log = note(view), view.desk.sitting.audit
    for client_id in pane.draft.attendees:
        (event,) = log.events(client=client_id, action="chart.opened")
        assert (event.staff_id, event.detail["form"]) == (view.desk.me.id, "group_note")
    before = len(log.events())
    pane.save_now()
    assert len(log.events()) == before  # writing in it reads nothing anew


def test_a_session_shows_who_is_expected(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    session_id = plan(view.desk)
    page = groups(view)
    assert [(row.name, row.chip) for row in page.list.rows.rows()] == [("Evening group", "Note due")]
    page.list.opened.emit(session_id)
    names = [row.cells[0] for row in page.roster.table.rows.rows()]
    assert names == ["Alvarez, Maria T.", "Brennan, Seán"]
    assert page.roster.write.text() == "Write group note"


def test_the_session_s_minutes_stand_in_every_row_and_one_press_marks_everybody_present(sit_at: SitAt) -> None:
    pane = note(sit_at("therapist"))
    assert {row.answers()["minutes"] for row in pane.grid.rows} == {90}
    pane.everybody_present()
    assert {row.answers()["attended"] for row in pane.grid.rows} == {"present"}
    assert pane.saver.unsaved
    pane.flush()


def test_typing_is_kept_in_the_shape_the_draft_has(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane = note(view)
    first = pane.grid.rows[0]
    pane.everybody_present()
    response = first.response_edit()
    assert response is not None
    QTest.keyClicks(response, "Spoke first today.")
    pane.flush()
    kept = view.desk.drafts.one(pane.draft_id).answers
    assert set(kept) == {"shared", "clients"}
    assert kept["clients"][first.attendee.client_id]["response"] == "Spoke first today."
    assert kept["shared"]["start_time"] == "09:00"


def test_what_is_missing_is_told_by_name_and_nothing_is_signed(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane = note(view)
    pane.sign()
    said = [one.text for one in pane.bar.messages()]
    assert any(text.startswith("Maria T. Alvarez: ") for text in said)
    assert view.findChild(SignDialog) is None
    assert view.desk.drafts.mine()


def test_one_passphrase_signs_an_entry_in_every_chart(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    treat(view.desk)
    pane = note(view)
    fill(pane)
    alvarez = next(one for one in view.desk.clients.all() if one.family_name == "Alvarez")
    brennan = next(one for one in view.desk.clients.all() if one.family_name == "Brennan")
    pane.grid.row(alvarez.id).set_answers({**PRESENT[0], "objectives_served": serve(view.desk, alvarez.id)})
    pane.grid.row(brennan.id).set_answers({"attended": "no-show", "absence_note": "No call."})
    QTest.keyClick(pane.grid.session.stops()[0], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    pane.sign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None, [one.text for one in pane.bar.messages()]
    assert dialog.go.text() == "Sign all 2"
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("therapist"))
    dialog.try_go()
    page = groups(view)
    assert page.pane is None
    for client in (alvarez, brennan):
        entry = view.desk.charts.last(client.id, "group_note")
        assert entry is not None
        words = str(entry.content.body["answers"])
        assert alvarez.family_name not in words
        assert brennan.family_name not in words
    assert [row.chip for row in page.list.rows.rows()] == ["Signed"]
    page.list.opened.emit(page.list.rows.rows()[0].id)
    told = {row.cells[0]: row.cells[1:] for row in page.roster.table.rows.rows()}
    assert told == {
        "Alvarez, Maria T.": ("Attended, 1 h 30", "signed"),
        "Brennan, Seán": ("No-show: no call", "signed"),
    }
    assert page.roster.table.rows.headerData(1, Qt.Orientation.Horizontal) == "What the note says"
    page.roster.table.opened.emit(alvarez.id)
    shown = view.findChild(EntryPane)
    assert shown is not None, "a row of a signed session opens the client's note, where it is corrected"
    assert shown.isVisible()


def test_a_group_signed_a_little_before_its_end_is_signed_and_nothing_is_asked_for_again(
    sit_at: SitAt, clinic: TestClinic
) -> None:
    view = sit_at("therapist")
    treat(view.desk)
    now = view.desk.clock.local()
    session_id = plan(view.desk, now.hour)
    clinic.clock.advance(timedelta(minutes=80 - now.minute))  # of 90 minutes: it is not over
    page = groups(view)
    page.list.opened.emit(session_id)
    QTest.mouseClick(page.roster.write, Qt.MouseButton.LeftButton)
    assert page.pane is not None
    fill(page.pane)
    for name, value in (("start_time", f"{now.hour:02}:00"), ("end_time", f"{now.hour + 1:02}:30")):
        page.pane.grid.session.set_item(name, value)
    for row in page.pane.grid.rows:
        row.set_answers({"attended": "no-show", "absence_note": "No call."})
    page.pane.grid.changed.emit()
    page.pane.sign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None, [one.text for one in page.pane.bar.messages()]
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("therapist"))
    dialog.try_go()
    assert [row.chip for row in page.list.rows.rows()] == ["Signed"]
    assert page.roster.cancel.isHidden()


def test_a_response_like_another_one_is_marked(sit_at: SitAt) -> None:
    pane = note(sit_at("therapist"))
    same = {"attended": "present", "response": "Listened and spoke about the plan for the coming weekend."}
    for row in pane.grid.rows:
        row.set_answers(same)
    pane.grid.changed.emit()
    pane.flush()
    assert all(row.mark.isVisibleTo(row) for row in pane.grid.rows)


def test_a_note_without_a_session_asks_who_attended(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = groups(view)
    page.new_note()
    dialog = view.findChild(AttendeesDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Tick at least one" in dialog.messages.accessibleName()
    brennan = next(one for one in view.desk.clients.all() if one.family_name == "Brennan")
    dialog.clients.choose([brennan.id])
    dialog.try_go()
    assert page.pane is not None
    assert page.where()[2] == page.pane.draft_id
    assert page.list.rows.rows()[0].chip == "Draft"


def test_a_discarded_note_can_be_taken_back(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane = note(view)
    draft_id = pane.draft_id
    pane.discard()
    assert view.desk.drafts.mine() == []
    assert view.toast_text() == "Draft discarded"
    view._toasts._undone()
    assert [one.id for one in view.desk.drafts.mine()] == [draft_id]


def test_a_session_is_cancelled_with_a_reason(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    session_id = plan(view.desk, hour=18)
    page = groups(view)
    page.list.opened.emit(session_id)
    page.roster.cancel.click()
    dialog = view.findChild(ReasonDialog)
    assert dialog is not None
    dialog.reason.set_text("Program closed for snow.")
    dialog.try_go()
    assert view.desk.sessions.one(session_id).cancelled
    assert [row.chip for row in page.list.rows.rows()] == ["Cancelled"]


def test_attendees_come_and_go_while_the_note_is_a_draft_and_nothing_typed_is_lost(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane = note(view)
    page = groups(view)
    first, second = (row.attendee.client_id for row in pane.grid.rows)
    pane.grid.row(second).set_answers({"attended": "present", "response": "Spoke about the weekend."})
    pane.grid.changed.emit()

    def attend(*wanted: str) -> None:
        assert page.pane is not None
        change = page.pane.findChild(QPushButton, "group.attendees")
        assert change is not None
        change.click()
        dialog = page.findChild(AttendeesDialog)
        assert dialog is not None
        dialog.clients.choose(wanted)
        dialog.try_go()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    attend(first)
    assert view.toast_text() == "Attendees: 1 taken off"
    assert page.pane is not None
    assert page.pane is not pane
    assert [row.attendee.client_id for row in page.pane.grid.rows] == [first]
    assert page.pane.go.text() == "Sign note…"
    page.pane.save_now()  # what is saved now still holds what was typed for the other one
    view._toasts._undone()
    assert [row.attendee.client_id for row in page.pane.grid.rows] == [first, second]
    assert page.pane.grid.row(second).answers()["response"] == "Spoke about the weekend."
    attend(second)
    assert [row.attendee.client_id for row in page.pane.grid.rows] == [second]
    assert page.pane.grid.row(second).answers()["response"] == "Spoke about the weekend."


def test_a_note_for_nobody_is_refused_and_says_what_to_do(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    pane = note(view)
    with pytest.raises(UserError, match="needs its attendees"):
        view.desk.drafts.set_attendees(pane.draft_id, ())
    assert len(view.desk.drafts.one(pane.draft_id).attendees) == 2


def test_sessions_of_one_hour_are_told_apart_and_the_day_is_never_cut(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    ids = [one.id for one in view.desk.clients.all()]
    for service, title in (("psychoeducation", "Sleep and recovery"), ("group", "Sleep and recovery")):
        new = NewSession(
            datetime(2026, 12, 8, 9), 90, service, title, view.desk.me.id, ids, overlap_reason="Two rooms."
        )
        view.desk.sessions.plan_session(new)
    page = groups(view)
    words = [row.why for row in page.list.rows.rows()]
    assert len(set(words)) == 2
    page.list.opened.emit(page.list.rows.rows()[0].id)
    assert "8 Dec 2026" in page.roster.facts.text()
    assert page.roster.facts.wordWrap()


def test_a_message_keeps_its_distance_from_what_is_below(sit_at: SitAt, qtbot: QtBot) -> None:
    page = groups(sit_at("therapist"))
    QTest.qWait(1)
    below = page.nothing  # nothing is planned: the sentence stands in place of the rows
    alone = below.geometry().top()
    page.bar.show_text("must", "The sessions cannot be read.", "Try again.")

    def bottom() -> int:
        return page.bar.mapTo(page.side, page.bar.rect().bottomLeft()).y()

    qtbot.waitUntil(lambda: below.geometry().top() > alone)
    assert below.geometry().top() - bottom() >= 12
    assert page.bar.mapTo(page.side, page.bar.rect().topLeft()).x() >= 12
    page.bar.clear()
    qtbot.waitUntil(lambda: below.geometry().top() == alone)


def test_the_session_text_of_signed_notes_is_opened_again_with_every_row_as_signed(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    treat(view.desk)
    pane = note(view)
    fill(pane)
    for row in pane.grid.rows:
        row.set_answers({"attended": "no-show", "absence_note": f"No call {row.attendee.name[:1]}."})
    pane.flush()
    pane.save_now()
    entries = view.desk.signing.sign([pane.draft_id], passphrase_of("therapist")).entry_ids
    draft = view.desk.shared_text.start(entries[0], reason="The lesson was another one.")
    view.open_draft(draft.id)
    again = groups(view).pane
    assert again is not None
    assert again.draft_id == draft.id
    assert again.go.text() == "Sign 2 new versions…"
    assert not again.grid.session_folded
    again.everybody_present()
    assert {row.answers()["attended"] for row in again.grid.rows} == {"no-show"}
    again.grid.session.set_item("topic", "Lesson 5")
    again.flush()
    again.sign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None, [one.text for one in again.bar.messages()]
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("therapist"))
    dialog.try_go()
    for client in view.desk.clients.all():
        entry = view.desk.charts.last(client.id, "group_note")
        assert entry is not None
        assert entry.content.body["answers"]["topic"] == "Lesson 5"
        assert len(entry.view.versions) == 2


def test_identical_responses_are_signed_once_a_reason_is_given(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    treat(view.desk)
    pane = note(view)
    fill(pane)
    alvarez = next(one for one in view.desk.clients.all() if one.family_name == "Alvarez")
    same = {**PRESENT[0], "response": "Said the same as the partner in the pair exercise."}
    for row in pane.grid.rows:
        row.set_answers({**same, "objectives_served": serve(view.desk, row.attendee.client_id)})
    pane.grid.changed.emit()
    pane.sign()
    asked = pane.findChild(ReasonsDialog)
    assert asked is not None, [one.text for one in pane.bar.messages()]
    assert view.findChild(SignDialog) is None
    asked.reasons[0].set_text("They worked as a pair.")
    asked.try_go()
    dialog = view.findChild(SignDialog)
    assert dialog is not None
    dialog.reject()
    assert set(view.desk.drafts.one(pane.draft_id).confirmed.values()) == {"They worked as a pair."}
    pane.show_pair(alvarez.id)
    assert pane.findChild(PairDialog) is not None


def test_a_reason_that_names_another_client_is_asked_again_until_it_does_not(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    treat(view.desk)
    pane = note(view)
    fill(pane)
    for row in pane.grid.rows:
        same = {**PRESENT[0], "response": "Said the same as the partner in the pair exercise."}
        row.set_answers({**same, "objectives_served": serve(view.desk, row.attendee.client_id)})
    pane.grid.changed.emit()
    pane.sign()
    for reason in ("Maria and the partner worked as a pair.", "They worked as a pair."):
        (asked,) = [one for one in pane.findChildren(ReasonsDialog) if one.isVisible()]
        asked.reasons[0].set_text(reason)
        asked.try_go()
    dialog = view.findChild(SignDialog)
    assert dialog is not None
    dialog.reject()
    assert set(view.desk.drafts.one(pane.draft_id).confirmed.values()) == {"They worked as a pair."}
    assert pane.frame.take_back.isVisible()
