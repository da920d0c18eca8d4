"""The last note beside: read-only, one key; what is carried forward stays marked until somebody touches it."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.reused import Passage
from ehr_desk.desk import Desk
from ehr_desk.ui.forms.entry_view import EntryView
from ehr_desk.ui.pages.editor.last_note import LastNotePanel
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.theme import Theme
from tests.clinical_forms.filled import told
from tests.support.clinic import passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import begun, editor_of, note

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def beside(editor: EditorPane) -> LastNotePanel:
    assert editor.last_note is not None
    return editor.last_note


def written(client: ClientRow, desk: Desk) -> str:
    """The plan of the note that was signed last."""
    line = next(one for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    return str(desk.charts.entry(line.entry_id).content.body["answers"]["plan"])


def fresh(window: PageWindow, client: ClientRow) -> EditorPane:
    news = "A new week with news of its own, told at length today."
    return begun(window, client, plan=None, data=news, assessment="")


def description(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def test_one_key_shows_the_last_note_and_the_same_key_puts_it_away(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = fresh(window, client)
    field = note(editor, "data")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_L, CTRL_SHIFT)
    panel = beside(editor)
    assert panel.isVisible()
    assert panel.title.text() == "Last individual note (DAP)"
    assert written(client, window.desk) in panel.text()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName().startswith("use.")
    assert not [one for one in panel.findChildren(QWidget) if one.inherits("QLineEdit") or one.inherits("QTextEdit")]
    qtbot.keyClick(focus, Qt.Key.Key_L, CTRL_SHIFT)
    assert editor.last_note is None
    assert QApplication.focusWidget() is field


def test_the_plan_stands_beside_too_where_there_is_room(window: PageWindow, client: ClientRow) -> None:
    editor = fresh(window, client)
    window.resize(2200, 900)
    editor.toggle_last_note()
    assert editor.side is not None
    assert editor.side.isVisible()
    assert beside(editor).isVisible()
    window.resize(1356, 872)
    assert not editor.side.isVisible()
    editor._to_thread()
    assert editor.side.isVisible()
    assert editor.last_note is None
    window.resize(1196, 772)
    editor._to_thread()
    assert editor.side.isVisible(), "over the editor's room"
    editor.toggle_last_note()
    assert (beside(editor).isVisible(), editor.side.isVisible()) == (True, False)


def test_where_the_panel_is_folded_buttons_still_show_the_way_to_last_note_and_snippets(
    window: PageWindow, client: ClientRow
) -> None:
    editor = fresh(window, client)
    window.resize(1196, 772)
    last, snippets = (editor.findChild(QToolButton, f"editor.{one}") for one in ("last", "snippets"))
    assert isinstance(last, QToolButton)
    assert isinstance(snippets, QToolButton)
    assert last.isVisible()
    assert "Ctrl+Shift+L" in last.toolTip()
    assert "Ctrl+Space" in snippets.toolTip()
    assert snippets.focusPolicy() == Qt.FocusPolicy.NoFocus, "a snippet goes where the cursor is"
    last.click()
    assert beside(editor).isVisible()
    window.resize(2200, 900)
    assert not last.isVisible(), "there the panel itself says it"


def test_earlier_notes_of_any_format_can_be_leafed_through(window: PageWindow, client: ClientRow, desk: Desk) -> None:
    draft = desk.drafts.start("soap_note", client_id=client.id)
    answers = {**draft.answers, **told("soap_note"), "assessment": "Two weeks of steady work.", "plan": "Go on."}
    day = max(one.effective_on for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    desk.drafts.save(draft.id, {**answers, "session_date": day.isoformat(), "start_time": "23:00", "end_time": "23:30"})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    editor = fresh(window, client)
    editor.toggle_last_note()
    panel = beside(editor)
    assert panel.title.text() == "Last individual note (SOAP)"
    assert panel.facts.text().endswith("1 of 2")
    panel.before.click()
    assert panel.title.text() == "Earlier individual note (DAP)"
    assert not panel.before.isEnabled()
    panel.after.click()
    assert panel.title.text() == "Last individual note (SOAP)"


def test_a_note_laid_out_otherwise_offers_its_texts_for_the_nearest_fields(
    window: PageWindow, client: ClientRow, desk: Desk
) -> None:
    draft = desk.drafts.start("dual_diagnosis_note", client_id=client.id)
    given = {**draft.answers, **told("dual_diagnosis_note"), "plan": "Go on as agreed."}
    day = max(one.effective_on for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    times = {"session_date": day.isoformat(), "start_time": "23:00", "end_time": "23:30"}
    desk.drafts.assemble_again(draft.id, {**given, **times})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    editor = fresh(window, client)
    field = note(editor, "data")
    field.setFocus()
    editor.bring()
    panel = beside(editor)
    assert panel.otherwise.isVisible()
    for item in ("use_now", "symptoms_now"):
        assert str(given[item]).split("\n")[0] in field.text()
    words = [one.text() for one in panel.findChildren(QPushButton) if one.objectName().startswith("use.")]
    assert {"Use in Data", "Use in Assessment", "Use this passage"} <= set(words)


def test_a_passage_is_carried_into_the_same_field_and_stays_marked_until_it_is_rewritten(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    editor = fresh(window, client)
    editor.toggle_last_note()
    (passage,) = beside(editor).passages("plan")
    use = next(one for one in beside(editor).findChildren(QPushButton) if "happens next" in one.accessibleName())
    use.click()
    field = note(editor, "plan")
    assert field.text() == passage.text
    assert field.marked_text() == [passage.text]
    assert "Carried forward from" in description(field)
    block = editor.form.block("plan")
    assert block is not None
    still = block.findChild(QPushButton, "still_true.plan")
    assert isinstance(still, QPushButton)
    assert still.isVisible()
    field.setFocus()
    qtbot.keyClicks(field, " And one thing more.")
    assert field.marked_text() == [passage.text]
    editor.sign()
    (found,) = [one for one in editor.bar.messages() if "carried forward" in one.text]
    assert (found.level, found.target) == ("must", "plan")
    cursor = field.textCursor()
    cursor.setPosition(4)
    field.setTextCursor(cursor)
    qtbot.keyClicks(field, "x")
    assert field.marked_text() != []
    field.put(0, len(field.text()), "Ride to the sea and back.")
    assert field.marked_text() == []
    assert not still.isVisible()
    assert "Carried" not in description(field)


def test_saying_that_it_is_still_true_is_a_touch_and_is_kept(window: PageWindow, client: ClientRow) -> None:
    editor = fresh(window, client)
    editor.toggle_last_note()
    for passage in beside(editor).passages("plan"):
        editor.use_passage(passage)
    block = editor.form.block("plan")
    assert block is not None
    still = block.findChild(QPushButton, "still_true.plan")
    assert isinstance(still, QPushButton)
    still.click()
    assert note(editor, "plan").marked_text() == []
    assert QApplication.focusWidget() is note(editor, "plan")
    editor.flush()
    window.open_draft(editor.draft_id)
    again = editor_of(window)
    assert note(again, "plan").marked_text() == []
    again.sign()
    assert not [one for one in again.bar.messages() if "carried forward" in one.text]


def test_the_marks_are_there_again_after_the_lock(
    window: PageWindow, client: ClientRow, sit: Sit, theme: Theme, qtbot: QtBot
) -> None:
    editor = fresh(window, client)
    note(editor, "plan").setFocus()
    editor.bring()
    text = note(editor, "plan").text()
    assert text == written(client, window.desk)
    editor.flush()
    draft_id = editor.draft_id
    window.page.leave()
    desk = sit("therapist")
    later = PageWindow(desk, theme)
    qtbot.addWidget(later)
    later.show()
    later.open_draft(draft_id)
    assert note(editor_of(later), "plan").marked_text() == [text]


def test_the_mark_is_never_on_paper(window: PageWindow, client: ClientRow, desk: Desk) -> None:
    editor = fresh(window, client)
    note(editor, "plan").setFocus()
    editor.bring()
    editor.flush()
    buffer = QBuffer()
    buffer.setData(desk.signing.preview(editor.draft_id))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    paper = QPdfDocument()
    paper.load(buffer)
    words = " ".join(" ".join(paper.getAllText(at).text().split()) for at in range(paper.pageCount()))
    assert written(client, desk)[:20] in words
    assert "arried forward" not in words


def test_a_client_without_an_earlier_note_is_told_so(window: PageWindow, desk: Desk) -> None:
    other = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    draft = desk.drafts.start("dap_note", client_id=other.id)
    window.open_draft(draft.id)
    editor = editor_of(window)
    editor.toggle_last_note()
    assert editor.last_note is None
    assert window.toasts[-1][0] == "There is no earlier note of this kind."


def test_a_passage_signed_untouched_says_so_with_its_reason_on_the_entry(
    window: PageWindow, client: ClientRow, desk: Desk
) -> None:
    editor = begun(window, client, plan=None)
    note(editor, "data").replace_text("A new week with news of its own, told at length today and not before.")
    note(editor, "assessment").replace_text("Steady: the exits are no longer counted, and the train is taken alone.")
    note(editor, "response").replace_text("Listened, asked back, and tried the exercise twice in the room.")
    for passage in told_of(editor, "plan"):
        editor.use_passage(passage)
    editor.flush()
    (prepared,) = desk.signing.prepare(editor.draft_id)
    keys = [one.confirm for one in prepared.findings if one.confirm]
    desk.drafts.confirm(editor.draft_id, keys, "The plan of last week goes on for one more.")
    (entry_id,) = desk.signing.sign([editor.draft_id], passphrase_of("therapist")).entry_ids
    window.open_entry(entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    shown = "\n".join(view.text() for view in entry.findChildren(EntryView))
    assert "Confirmed before signing" in shown
    assert "carried forward from an earlier note and was not rewritten since.: The plan of last week" in shown


def told_of(editor: EditorPane, item: str) -> list[Passage]:
    editor.toggle_last_note()
    return beside(editor).passages(item)
