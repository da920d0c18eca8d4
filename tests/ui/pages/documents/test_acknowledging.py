"""A client signs a document by hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.pages.documents.acknowledging import AcknowledgeDialog
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.theme import Theme
from ehr_desk.vault.certificates import Certificate
from tests.support.clinic import START
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


def test_the_witness_types_their_passphrase_and_what_was_drawn_outlasts_a_wrong_one(theme: Theme) -> None:
    device = Certificate("f" * 64, "device", "", "Device: front desk tablet", "", "1", START, START, "")
    dialog, asked = AcknowledgeDialog(theme, "Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", [device]), list[object]()
    dialog.asked.connect(lambda *each: asked.append(each))
    dialog.pad.resize(480, 190)
    _draw(dialog)
    dialog.try_go()
    assert asked == []
    assert "you are the witness" in dialog.messages.accessibleName()
    dialog.passphrase.line.setText("any words")
    dialog.try_go()
    strokes = dialog.pad.strokes()
    assert asked == [(device.fingerprint, strokes, "any words")]
    dialog.fail("The passphrase is wrong.")
    assert (dialog.passphrase.text(), dialog.pad.strokes()) == ("", strokes)
    dialog.reject()
