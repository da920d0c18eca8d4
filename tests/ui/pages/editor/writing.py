"""An editor with a draft that was begun, and its parts."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.widgets.note_edit import NoteEdit
from tests.ui.pages.chart.making import PageWindow, begin


def editor_of(window: PageWindow) -> EditorPane:
    found = window.page.chart.editor
    assert found is not None
    return found


def begun(window: PageWindow, client: ClientRow, form_id: str = "dap_note", **changes: Any) -> EditorPane:
    draft = begin(window.desk, form_id, client, **changes)
    window.open_draft(draft.id)
    return editor_of(window)


def note(editor: EditorPane, item: str) -> NoteEdit:
    found = editor.form.findChild(NoteEdit, f"item.{item}")
    assert isinstance(found, NoteEdit)
    return found


def sign_dialog() -> SignDialog | None:
    return next(
        (one for one in QApplication.topLevelWidgets() if isinstance(one, SignDialog) and one.isVisible()), None
    )
