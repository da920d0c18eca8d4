"""Above a correction: what is asked again and why, and why it came back."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.editor.writing import editor_of


def _above(window: PageWindow) -> str:
    box = editor_of(window).findChild(QWidget, "editor.reopened")
    return "" if box is None else " ".join(one.text() for one in box.findChildren(QLabel))


def test_a_corrected_plan_says_what_is_asked_again_and_why(window: PageWindow, client: ClientRow) -> None:
    plan = window.desk.charts.last(client.id, "treatment_plan")
    assert plan is not None
    draft = window.desk.amending.start(plan.view.line.entry_id, "correction", reason="A slip.")
    window.open_draft(draft.id)
    assert _above(window) == (
        "Asked again, because the client signed the earlier version or was given that one: Client's signature; "
        "Signed or asked on; Copy offered to the client."
    )


def test_a_corrected_note_has_nothing_above_it(window: PageWindow, client: ClientRow) -> None:
    note = window.desk.charts.last(client.id, "dap_note")
    assert note is not None
    draft = window.desk.amending.start(note.view.line.entry_id, "correction", reason="A slip.")
    window.open_draft(draft.id)
    assert _above(window) == ""
