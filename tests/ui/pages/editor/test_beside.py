"""What stands beside the text that is written: the plan of its day, the last note, the entry that it amends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.ui.forms.thread_panel import ObjectiveCard
from ehr_desk.ui.pages.editor.amended import AmendedEntry
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.scroll import PageScroll
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import begun, editor_of


def cards(editor: EditorPane) -> set[str]:
    """The objectives beside the note."""
    assert editor.side is not None
    column = editor.side.panel.layout()
    assert column is not None
    items = [column.itemAt(at) for at in range(column.count())]
    shown = [item.widget() for item in items if item is not None]
    return {one.row.id for one in shown if isinstance(one, ObjectiveCard)}


def test_ticking_an_objective_links_it_to_the_note_and_counts_the_goals(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client, objectives_served=[])
    assert editor.side is not None
    assert editor.side.count.text() == "0 of 2 goals linked"
    editor.side.focus_thread()
    box = QApplication.focusWidget()
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert editor.side.count.text() == "1 of 2 goals linked"
    editor.flush()
    (link,) = window.desk.drafts.one(editor.draft_id).answers["objectives_served"]
    assert link["objective_id"]


def test_a_missing_objective_leads_to_the_plan_beside_the_note(window: PageWindow, client: ClientRow) -> None:
    editor = begun(window, client, objectives_served=[])
    editor.sign()
    assert any("objective" in one.text.lower() for one in editor.bar.messages())
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName().startswith("objective.")


def test_an_objective_that_does_not_say_how_far_it_came_is_led_to_and_not_the_first_of_the_plan(
    window: PageWindow, client: ClientRow
) -> None:
    first, second = (row.objective_id for row in window.desk.charts.state(client.id)["objectives"][:2])
    links = [
        {"objective_id": first, "progress": "some", "evidence": ""},
        {"objective_id": second, "progress": "", "evidence": ""},
    ]
    editor = begun(window, client, objectives_served=links)
    editor.sign()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == f"objective.{second}.progress"


def test_the_last_note_the_scores_and_the_medications_stand_beside_the_note(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    said = " ".join(one.text() for one in editor.side.findChildren(QWidget) if hasattr(one, "text") and one.isVisible())
    assert "PHQ-9:" in said
    assert "DOSE 100 mg" in said
    assert "Last individual note (DAP)" in said


def test_the_day_and_the_times_are_read_whole_beside_the_title_or_below_it(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    window.resize(1196, 772)  # the desk at 1280 x 800
    editor = begun(window, client, start_time="12:30", end_time="13:20")
    facts, chip = editor.facts, editor.frame.findChild(Chip)
    assert chip is not None
    assert facts.text().endswith("12:30–13:20")

    def whole(*, below: bool) -> bool:
        under = facts.geometry().top() > chip.geometry().bottom()
        return under == below and facts.width() >= facts.sizeHint().width()

    qtbot.waitUntil(lambda: whole(below=False))
    editor.toggle_last_note()
    qtbot.waitUntil(lambda: whole(below=True))
    editor.toggle_last_note()
    qtbot.waitUntil(lambda: whole(below=False))


def test_the_note_beside_stays_within_its_panel_however_long_the_name_of_a_field_is(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client, "dual_diagnosis_note")
    editor.toggle_last_note()
    assert editor.last_note is not None
    use = next(one for one in editor.last_note.findChildren(QPushButton) if one.toolTip().startswith("Use in"))
    assert use.text().endswith("…")
    area = editor.last_note.findChild(PageScroll)
    assert area is not None
    content = area.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= editor.last_note.width()


def test_an_addendum_is_written_beside_the_entry_it_belongs_to(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    entry_id = next(one.entry_id for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    window.open_entry(entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    entry.add_addendum()
    beside = editor_of(window).findChild(QWidget, "editor.amended")
    assert beside is not None
    assert beside.accessibleName() == "The entry as signed: Individual note (DAP)"


def test_the_objectives_of_a_corrected_note_can_be_corrected_beside_what_was_signed(
    window: PageWindow, client: ClientRow
) -> None:
    entry = window.desk.charts.last(client.id, "dap_note")
    assert entry is not None
    draft = window.desk.amending.start(entry.view.line.entry_id, "correction", reason="The wrong objective.")
    window.open_draft(draft.id)
    editor = editor_of(window)
    assert editor.side is not None
    assert editor.findChild(AmendedEntry) is not None
    (served,) = [one["objective_id"] for one in editor.side.links()]
    other = next(
        one.objective_id
        for one in window.desk.charts.state(client.id)["objectives"]
        if one.is_open and one.objective_id != served
    )
    for objective_id in (served, other):
        editor.side.panel.card(objective_id).box.click()
    assert [one["objective_id"] for one in editor.answers()["objectives_served"]] == [other]


def test_a_session_of_an_earlier_day_is_written_with_the_plan_of_that_day(
    window: PageWindow, client: ClientRow
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    ticked = editor.side.links()
    assert ticked
    (adopted,) = {plan.adopted_on for plan in window.desk.charts.state(client.id)["plan"]}
    editor.form.set_item("session_date", (adopted - timedelta(days=1)).isoformat())
    assert cards(editor) == {one["objective_id"] for one in ticked}
    assert editor.side.links() == ticked  # what was ticked stays until somebody takes it out
    editor.form.set_item("session_date", adopted.isoformat())
    assert len(cards(editor)) > len(ticked)


def test_where_the_plan_of_another_day_cannot_be_read_no_other_days_stands_in_for_it(
    window: PageWindow, client: ClientRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = begun(window, client)
    assert editor.side is not None
    ticked = editor.side.links()
    (adopted,) = {plan.adopted_on for plan in window.desk.charts.state(client.id)["plan"]}

    def broken(*_given: object) -> None:
        raise UserError("The plan of that day cannot be read.", "Try again.")

    with monkeypatch.context() as gone:
        gone.setattr(window.desk.charts, "rows_on", broken)
        editor.form.set_item("session_date", adopted.isoformat())
    assert cards(editor) == {one["objective_id"] for one in ticked}
    assert editor.side.links() == ticked
    assert any("The plan of that day cannot be read" in one.text() for one in editor.findChildren(QLabel))
    editor.form.set_item("session_date", (adopted + timedelta(days=1)).isoformat())
    assert len(cards(editor)) > len(ticked)
