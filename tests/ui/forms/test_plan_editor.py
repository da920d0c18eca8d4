from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import load_form
from ehr_desk.ui.forms.plan_editor import PlanEditor
from ehr_desk.ui.forms.rows_field import RowsField
from ehr_desk.ui.theme import Theme
from tests.ui.support import accessible_name, plain_links, show_active, shown_stops

PLAN = {
    "strengths": "A sister who helps",
    "problems": [
        {
            "_id": "p1",
            "problem_text": "Drinking has cost a job",
            "problem_kind": "substance use",
            "problem_code": "F10.20",
            "problem_evidence": "AUDIT-C 11",
            "goals": [
                {
                    "_id": "g1",
                    "goal_text": "Live without drinking",
                    "objectives": [
                        {
                            "_id": "o1",
                            "objective_text": "Use the delay plan for every craving",
                            "measure": "craving log",
                            "baseline": "2 of 9",
                            "target": "all",
                            "target_date": "2026-12-20",
                            "objective_status": "active",
                            "interventions": [
                                {
                                    "_id": "i1",
                                    "intervention_text": "Individual CBT",
                                    "frequency": "weekly",
                                    "responsible": "D. Reyes",
                                },
                                {"_id": "i2", "intervention_text": "Relapse prevention group"},
                            ],
                        },
                        {"_id": "o2", "objective_text": "Attend two meetings a week"},
                    ],
                }
            ],
        },
        {"_id": "p2", "problem_text": "Low mood"},
    ],
}


@pytest.fixture
def editor(theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> PlanEditor:
    form = load_form(forms_dir() / "treatment_plan.toml")
    made = PlanEditor(form, PLAN, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    made.resize(1000, 3000)
    show_active(made, qtbot)
    return made


def focus(editor: PlanEditor, place: str) -> None:
    assert editor.focus_item(place)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.AltModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def objectives(editor: PlanEditor) -> RowsField:
    problem = editor.outline().rows[0]
    return editor.level(editor.level(problem, "goals").rows[0], "objectives")


def test_a_plan_comes_back_as_it_went_in(editor: PlanEditor) -> None:
    assert editor.answers() == PLAN


def test_rows_are_numbered_through_the_levels(editor: PlanEditor) -> None:
    names = [row.title.text() for row in editor.outline().rows]
    assert names == ["Problem 1", "Problem 2"]
    assert [row.title.text() for row in objectives(editor).rows] == ["Objective 1.1.1", "Objective 1.1.2"]


def test_names_tell_which_objective_a_field_belongs_to(editor: PlanEditor) -> None:
    line = editor.findChild(QLineEdit, "item.p1/g1/o1/measure")
    assert line is not None
    assert accessible_name(line) == "Objective 1.1.1: Measured by"
    names = Counter(accessible_name(stop) for stop in shown_stops(editor))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []


def test_the_facts_of_an_objective_stand_in_one_row(editor: PlanEditor) -> None:
    ids = ("measure", "baseline", "target", "target_date", "objective_status")
    tops = {editor._block(f"p1/g1/o1/{one}").y() for one in ids}  # type: ignore[union-attr]
    assert len(tops) == 1


def test_alt_down_moves_an_objective_and_keeps_the_focus(editor: PlanEditor) -> None:
    focus(editor, "p1/g1/o1/objective_text")
    press(Qt.Key.Key_Down)
    rows = editor.answers()["problems"][0]["goals"][0]["objectives"]
    assert [row["_id"] for row in rows] == ["o2", "o1"]
    assert QApplication.focusWidget() is editor.findChild(QLineEdit, "item.p1/g1/o1/objective_text")
    press(Qt.Key.Key_Down)
    assert [row["_id"] for row in editor.answers()["problems"][0]["goals"][0]["objectives"]] == ["o2", "o1"]


def test_alt_insert_adds_a_row_after_this_one_and_goes_there(editor: PlanEditor) -> None:
    focus(editor, "p1/g1/o1/i1/intervention_text")
    press(Qt.Key.Key_Insert)
    rows = editor.answers()["problems"][0]["goals"][0]["objectives"][0]["interventions"]
    assert len(rows) == 3
    assert rows[0]["_id"] == "i1"
    assert rows[2]["_id"] == "i2"
    widget = QApplication.focusWidget()
    assert widget is not None
    assert accessible_name(widget) == "Intervention 1.1.1.2: What we do"


def test_a_removed_goal_can_be_brought_back_whole(editor: PlanEditor) -> None:
    focus(editor, "p1/g1/goal_text")
    press(Qt.Key.Key_Delete)
    assert "goals" not in editor.answers()["problems"][0]
    widget = QApplication.focusWidget()
    assert widget is not None
    assert "Bring back" in accessible_name(widget)
    press(Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    assert editor.answers() == PLAN


def test_a_new_problem_comes_with_one_goal_objective_and_intervention(editor: PlanEditor) -> None:
    editor.add_problem("Housing", "Z59.1")
    made = editor.answers()["problems"][2]
    assert made["problem_text"] == "Housing"
    assert made["problem_code"] == "Z59.1"
    inner = made["goals"][0]["objectives"][0]["interventions"][0]
    assert set(inner) == {"_id"}
    widget = QApplication.focusWidget()
    assert widget is not None
    assert accessible_name(widget) == "Problem 3: Problem"


def test_what_is_missing_is_said_at_its_own_row(editor: PlanEditor) -> None:
    editor.show_findings()
    second = editor._block("p1/g1/o2/measure")
    first = editor._block("p1/g1/o1/measure")
    assert second is not None
    assert first is not None
    assert second.findings_text()
    assert not first.findings_text()
