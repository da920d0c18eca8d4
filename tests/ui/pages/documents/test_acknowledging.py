"""A client signs a document by hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.pages.documents.acknowledging import AcknowledgeDialog
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from tests.ui.pages.chart.making import PageWindow


def _tab(window: PageWindow, client: ClientRow) -> DocumentsTab:
    window.open_chart(client.id, "documents")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, DocumentsTab)
    return shown


def _draw(dialog: AcknowledgeDialog) -> None:
    pad = dialog.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for step in range(1, 8):
        QTest.mouseMove(pad, QPoint(40 + 20 * step, 60 + 10 * (step % 3)))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 70))


def test_without_a_device_or_a_line_nothing_is_signed(window: PageWindow, client: ClientRow) -> None:
    tab = _tab(window, client)
    tab.client_signs.click()
    dialog = tab.findChild(AcknowledgeDialog)
    assert dialog is not None
    dialog.try_go()
    assert "No device has a valid certificate" in dialog.messages.accessibleName()
    dialog.reject()


def test_what_the_client_draws_is_kept_as_lines_and_can_be_wiped(window: PageWindow, client: ClientRow) -> None:
    tab = _tab(window, client)
    tab.client_signs.click()
    dialog = tab.findChild(AcknowledgeDialog)
    assert dialog is not None
    dialog.pad.resize(480, 190)
    _draw(dialog)
    strokes = dialog.pad.strokes()
    assert len(strokes) == 1
    assert all(0 <= part <= 1 for point in strokes[0] for part in point)
    dialog.pad.grab()
    dialog.pad.clear()
    assert dialog.pad.strokes() == []
    dialog.reject()
