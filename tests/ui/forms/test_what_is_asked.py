"""What a form asks for is seen before somebody tries to sign, in the words that messages use."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.theme import Theme
from tests.ui.support import plain_links


def editor_of(form_id: str, theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot) -> FormEditor:
    form = FormLibrary.load(forms_dir()).get(form_id)
    made = FormEditor(form, {}, plain_links(), theme, clock=clock, ids=ids)
    qtbot.addWidget(made)
    return made


def shown(editor: FormEditor, item: str) -> str:
    block = editor.block(item)
    assert block is not None
    return block.label.text()


def test_the_questions_of_a_measure_have_the_numbers_that_messages_speak_of(
    theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    editor = editor_of("phq9", theme, clock, ids, qtbot)
    assert shown(editor, "phq9_9").startswith("9. Thoughts that you would be better off dead")
    assert shown(editor, "safety_action").startswith("What was done")
    field = editor.field("phq9_9")
    assert any("9. Thoughts" in stop.accessibleName() for stop in (field, *field.stops()))


def test_a_form_says_what_its_highlighted_fields_mean_while_there_are_any(
    theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    library = FormLibrary.load(forms_dir())

    def made(form_id: str, *carried: str) -> FormEditor:
        links = plain_links()
        editor = FormEditor(library.get(form_id), {}, links, theme, clock=clock, ids=ids, carried=frozenset(carried))
        qtbot.addWidget(editor)
        return editor

    assert made("dap_note").legend.isHidden()
    assert made("phq9", "safety_assessed_by").legend.isHidden(), "the field is not asked now"
    editor = made("dap_note", "plan")
    assert not editor.legend.isHidden()
    editor.set_item("plan", "Something else.")
    assert editor.legend.isHidden()


def test_what_another_answer_asks_for_has_its_mark_before_somebody_tries_to_sign(
    theme: Theme, clock: SettableClock, ids: SeededIds, qtbot: QtBot
) -> None:
    editor = editor_of("progress_summary", theme, clock, ids, qtbot)
    assert not shown(editor, "continued_stay").endswith("*")
    decisions = [choice.label for choice in editor.form.item("decision").choices]
    editor.set_item("decision", decisions[0])
    assert shown(editor, "continued_stay").endswith("*")
    editor.set_item("decision", None)
    assert not shown(editor, "continued_stay").endswith("*")
