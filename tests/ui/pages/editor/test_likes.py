"""While one types: what says the same as the client's last note is marked beside its field, with the share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.pair import PairDialog
from ehr_desk.ui.dialogs.reasons import ReasonsDialog
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import begun, note, sign_dialog


def test_a_field_that_repeats_the_last_note_is_marked_with_the_share_until_it_is_rewritten(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = begun(window, client, assessment="")
    mark, line = editor.likes.mark("data"), editor.likes.line("data")
    assert mark is not None
    assert line is not None
    assert line.isVisible()
    assert line.text().startswith("100 % of the wording is that of the note of ")
    found = QAccessible.queryAccessibleInterface(note(editor, "data"))
    assert "100 % of the wording" in found.text(QAccessible.Text.Description)
    assert editor.likes.mark("assessment") is None
    field = note(editor, "data")
    field.setFocus()
    with qtbot.waitSignal(editor.likes.looked, timeout=5000):
        qtbot.keyClicks(field, "New: ")
    nearly = editor.likes.mark("data")
    assert nearly is not None
    assert 85 < nearly.found.percent < 100
    with qtbot.waitSignal(editor.likes.looked, timeout=5000):
        field.replace_text("Something else happened this week, and it is told in other words altogether.")
    assert editor.likes.mark("data") is None
    assert not line.isVisible()


def test_the_two_texts_stand_side_by_side_by_one_key(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = begun(window, client)
    field = note(editor, "data")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PairDialog) and one.isVisible())
    dialog.reject()


def test_what_stood_in_another_field_of_the_last_note_is_marked_too(window: PageWindow, client: ClientRow) -> None:
    plan = begun(window, client).form.answers()["plan"]
    editor = begun(window, client, data=f"{plan} {plan}", assessment="", plan="")
    mark = editor.likes.mark("data")
    assert mark is not None
    assert mark.found.identical
    assert plan in mark.other


def test_a_note_that_is_nearly_the_last_one_is_signed_with_a_reason_or_without(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    before = begun(window, client).form.answers()
    editor = begun(window, client, plan=f"{before['plan']} Then walk.")
    assert [one.text for one in editor.bar.messages()] == []
    editor.sign()
    asked = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReasonsDialog) and one.isVisible()]
    assert [one.objectName() for one in asked] == ["confirm_dialog"], [one.text for one in editor.bar.messages()]
    (near,) = [one for one in editor.bar.messages() if "% the same as" in one.text]
    assert near.level == "should"
    skip = asked[0].findChild(QPushButton, "confirm.without")
    assert isinstance(skip, QPushButton)
    skip.click()
    opened = sign_dialog()
    assert opened is not None
    opened.reject()
    editor.sign()
    again = sign_dialog()
    assert again is not None
    again.reject()


def test_the_reason_that_is_needed_is_not_signed_for_what_only_should_have_one(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    before = begun(window, client).form.answers()
    editor = begun(window, client, plan=f"{before['plan']} Then {{what}}.")
    editor.sign()
    first = _asked()
    assert first.findChild(QPushButton, "confirm.without") is None
    first.reasons[0].set_text("The client drew the brackets.")
    first.try_go()
    second = _asked()
    skip = second.findChild(QPushButton, "confirm.without")
    assert isinstance(skip, QPushButton)
    skip.click()
    opened = sign_dialog()
    assert opened is not None
    opened.reject()
    kept = window.desk.drafts.one(editor.draft_id).confirmed
    assert [key.partition("/")[0] for key in kept] == ["placeholder"]
    editor.frame.take_back.click()
    assert window.desk.drafts.one(editor.draft_id).confirmed == {}
    assert not editor.frame.take_back.isVisible()
    assert "not filled in yet" in " ".join(one.text for one in editor.bar.messages() if one.level == "must")


def test_what_was_typed_for_one_question_is_not_offered_for_another(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    before = begun(window, client).form.answers()
    editor = begun(window, client, plan=f"{before['plan']} Then walk.")
    editor.sign()
    first = _asked()
    qtbot.keyClicks(first.reasons[0], "The same exercise again.")
    first.reject()
    place = f"confirm.{editor.draft_id}"
    qtbot.waitUntil(lambda: len(window.desk.typing.under(place)) == 1)
    note(editor, "plan").append_text("Then {what}.")
    editor.sign()
    must = _asked()
    assert [one.text() for one in must.reasons] == [""]
    must.reasons[0].set_text("The client drew the brackets.")
    must.try_go()
    again = _asked()
    assert [one.text() for one in again.reasons] == ["The same exercise again."]
    again.reject()


def _asked() -> ReasonsDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReasonsDialog) and one.isVisible()]
    return found


def test_a_measure_or_a_plan_is_held_against_nothing(window: PageWindow, client: ClientRow) -> None:
    for form_id in ("phq9", "treatment_plan"):
        editor = begun(window, client, form_id)
        assert editor.likes._held.notes == ()
