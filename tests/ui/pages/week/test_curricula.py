"""Curricula in the window: begun with ours, changed, followed by a weekly session, seen in the grid."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.sessions.curriculum_service import Progress, TopicHeld
from ehr_desk.chart.sessions.program_service import NewWeekly
from ehr_desk.chart.sessions.topics import TopicOf
from ehr_desk.ui.pages.week.curricula_tab import CurriculaView, client_rows
from ehr_desk.ui.pages.week.curriculum_dialog import CurriculumDialog
from ehr_desk.ui.pages.week.dialogs import WeeklyDialog
from ehr_desk.ui.pages.week.page import WeekPage
from ehr_desk.ui.shell.desk_view import DeskView
from tests.chart.sessions.test_curricula import ROW
from tests.ui.shell.fixtures import SitAt

TODAY = date(2026, 12, 8)


def week(view: DeskView) -> WeekPage:
    view.go_to("week")
    page = view.page("week")
    assert isinstance(page, WeekPage)
    return page


def test_a_curriculum_is_begun_with_ours_changed_and_followed(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = week(view)
    page.show_tab("curricula")
    tab = page.curricula
    tab.begin_with_ours()
    assert [row.cells[0] for row in tab.table.rows.rows()] == ["Recovery skills", "Living with both"]
    assert not tab.begin.isVisible()
    tab.edit("0")
    dialog = view.findChild(CurriculumDialog)
    assert dialog is not None
    dialog.topics.set_text("")
    dialog.try_go()
    assert "one topic on each line" in dialog.messages.accessibleName()
    dialog.topics.set_text("One\n\n Two \nThree")
    dialog.repeats.setChecked(False)
    dialog.try_go()
    assert tab.table.rows.rows()[0].cells[1:3] == ("3", "is over")
    page.show_tab("schedule")
    ids = [one.id for one in view.desk.clients.all()]
    new = NewWeekly(2, "17:30", 60, "psychoeducation", "Evening", view.desk.me.id, ids, curriculum="recovery SKILLS")
    view.desk.program.add(new, TODAY)
    page.step(0)
    assert "1 One · Psychoeducation" in page.grid.cells[0].accessibleName()
    page.grid.opened.emit(page.grid.cells[0].cell)
    weekly = view.findChild(WeeklyDialog)
    assert weekly is not None
    assert weekly.curriculum.text() == "recovery SKILLS"
    completer = weekly.curriculum.completer()
    assert completer is not None
    weekly.reject()
    page.show_tab("curricula")
    assert tab.session.value() == "Evening, Wednesday 17:30"
    assert tab.table.rows.rows()[0].cells[3] == "Evening, Wednesday 17:30"
    assert len(tab.clients.rows.rows()) == len(ids)
    assert tab.words.text() == "No topic has been held yet."


def test_a_curriculum_is_added_and_taken_out(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    page = week(view)
    page.show_tab("curricula")
    page.curricula.add_one()
    dialog = view.findChild(CurriculumDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Enter the name" in dialog.messages.accessibleName()
    dialog.title_line.setText("Our own")
    dialog.topics.set_text("One")
    dialog.try_go()
    assert [one.name for one in view.desk.curricula.all()] == ["Our own"]
    dialog.deleteLater()
    page.curricula.edit("0")
    again = next(one for one in view.findChildren(CurriculumDialog) if one.isVisible())
    again.removed.emit()
    assert view.desk.curricula.all() == []


def test_what_each_client_had_and_missed_is_told_by_topic() -> None:
    held = [TopicHeld(date(2026, 11, 2 + 7 * at), TopicOf("Skills", at + 1, 3, topic)) for at, topic in enumerate("AB")]
    progress = Progress(held, {"a": [1, 2], "gone": [1]}, {"b": [2]})
    names = {"a": "Amari, Noor", "b": "Bell, Ida", "gone": "Cole, Max"}
    row = ROW.__class__(**{**ROW.__dict__, "client_ids": ("a", "b")})
    rows = client_rows(CurriculaView([], [row], progress, names), row)
    assert [one.cells for one in rows] == [
        ("Amari, Noor", "1 A; 2 B", "–"),
        ("Bell, Ida", "–", "2 B"),
        ("Cole, Max", "1 A", "–"),
    ]
