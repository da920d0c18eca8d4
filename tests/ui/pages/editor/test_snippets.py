"""Snippets in a note: a short word and Tab, placeholders one after the other, a list by key, built sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.dialogs.sentence import SentenceDialog
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.widgets.note_edit import NoteEdit
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import begun, note

TEXT = "{first name} scored {last PHQ-9}. Helped: {what helped}. Next: {what is next}."


def writing(window: PageWindow, client: ClientRow) -> EditorPane:
    window.desk.snippets.save(".prog", TEXT)
    return begun(window, client, assessment="")


def typed(editor: EditorPane, qtbot: QtBot, words: str) -> NoteEdit:
    field = note(editor, "assessment")
    field.setFocus()
    qtbot.keyClicks(field, words)
    return field


def palette() -> PaletteDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, PaletteDialog) and one.isVisible())


def test_a_short_word_and_tab_bring_the_text_and_tab_goes_through_its_placeholders(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = writing(window, client)
    field = note(editor, "assessment")
    field.append_text("\N{PARTY POPPER} Today ")
    typed(editor, qtbot, ".prog")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text().startswith("\N{PARTY POPPER} Today Maria T. scored 9, mild, on 20 Oct 2026. Helped: ")
    assert field.textCursor().selectedText() == "{what helped}"
    qtbot.keyClicks(field, "the walk")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.textCursor().selectedText() == "{what is next}"
    qtbot.keyClicks(field, "a call")
    assert field.text().endswith("Helped: the walk. Next: a call.")
    assert QApplication.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not field


def test_one_step_of_undo_takes_the_snippet_back(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, ".prog")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    field.undo()
    assert field.text() == ".prog"


def test_an_ordinary_word_and_tab_only_moves_on(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, "Some progress")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "Some progress"
    assert QApplication.focusWidget() is not field


def test_an_unfilled_placeholder_is_noticed_before_signing(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, ".prog")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    editor.sign()
    found = [one for one in editor.bar.messages() if "not filled in" in one.text]
    assert {(one.level, one.target) for one in found} == {("must", "assessment")}
    assert len(found) == 2


def test_the_list_is_opened_by_one_key_and_puts_a_snippet_at_the_cursor(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, "First.")
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    found = palette()
    qtbot.keyClicks(found.line, "helped")
    qtbot.keyClick(found.line, Qt.Key.Key_Return)
    assert field.text().startswith("First. Maria T. scored")
    assert field.textCursor().selectedText() == "{what helped}"


def test_a_sentence_that_was_being_built_is_there_again_after_leaving_the_builder(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, "First.")

    def builder() -> SentenceDialog:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(palette().line, "presentation")
        qtbot.keyClick(palette().line, Qt.Key.Key_Return)
        found = (one for one in QApplication.topLevelWidgets() if isinstance(one, SentenceDialog) and one.isVisible())
        return next(found)

    first = builder()
    first.parts["Manner"].box("calm").click()
    chosen = first.text.text()
    first.reject()
    place = f"sentence.{editor.draft_id}.presentation"
    qtbot.waitUntil(lambda: bool(window.desk.typing.at(place)), timeout=20_000)
    again = builder()
    qtbot.waitUntil(lambda: again.text.text() == chosen, timeout=20_000)
    again.try_go()
    assert chosen in field.text()
    qtbot.waitUntil(lambda: not window.desk.typing.at(place), timeout=20_000)


def test_a_sentence_is_built_of_chosen_words_and_stays_editable(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = writing(window, client)
    field = typed(editor, qtbot, "First.")
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(palette().line, "presentation")
    qtbot.keyClick(palette().line, Qt.Key.Key_Return)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, SentenceDialog) and one.isVisible())
    assert not dialog.go.isEnabled()
    dialog.parts["Use"].box("no signs of intoxication").click()
    dialog.parts["Use"].box("signs of intoxication").click()
    assert dialog.parts["Use"].value() == ["signs of intoxication"], "one contradicts the other"
    dialog.parts["Use"].box("signs of intoxication").click()
    dialog.parts["Manner"].box("calm").click()
    dialog.parts["Manner"].box("open").click()
    dialog.parts["Arrival"].box("on time").click()
    assert dialog.text.text() == "The client arrived on time, and came across as calm and open."
    qtbot.keyClicks(dialog.text, "Today: ")
    dialog.parts["Arrival"].box("on time").click()
    assert dialog.text.text().startswith("Today: The client arrived on time")
    dialog.try_go()
    assert field.text() == "First. Today: The client arrived on time, and came across as calm and open."
