from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import load_form
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.tables import SourcesField
from ehr_desk.ui.theme import Theme
from tests.ui.support import plain_links

ROWS = [
    {"_id": "s1", "course_sources_sentence": "Attended 12 groups.", "course_sources_entry": "entry-7"},
    {"_id": "s2", "course_sources_sentence": "No relapse reported."},
]
ANSWERS = {
    "course": "Attended 12 groups. No relapse reported.",
    "course_sources": ROWS,
    "allergies": [{"_id": "a1", "allergies_substance": "penicillin", "allergies_reaction": "rash"}],
}


@pytest.fixture
def editor(theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> FormEditor:
    form = load_form(forms_dir() / "discharge_summary.toml")
    links = replace(plain_links(), entries={"entry-7": "Group note, 5 Nov 2026, Dana Whitlock"})
    made = FormEditor(form, ANSWERS, links, theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    made.resize(900, 2000)
    made.show()
    return made


def test_assembled_tables_and_sources_come_back_unchanged(editor: FormEditor) -> None:
    assert editor.answers() == ANSWERS


def test_a_sentence_leads_to_the_entry_behind_it_which_is_named(editor: FormEditor, qtbot: QtBot) -> None:
    field = editor.field("course_sources")
    assert isinstance(field, SourcesField)
    assert field.toggle.text() == "Sources (1)"
    field.toggle.click()
    links = [one for one in field.findChildren(QPushButton) if one is not field.toggle]
    assert [one.text() for one in links] == ["Group note, 5 Nov 2026, Dana Whitlock"]
    assert links[0].accessibleName() == "Open Group note, 5 Nov 2026, Dana Whitlock, behind: Attended 12 groups."
    with qtbot.waitSignal(editor.entry_asked) as asked:
        links[0].click()
    assert asked.args == ["entry-7"]
