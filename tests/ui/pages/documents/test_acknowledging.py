"""A client signs a document by hand."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.documents.acknowledging import AcknowledgeDialog, Asking, SignaturePad
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from ehr_desk.ui.theme import Theme
from ehr_desk.vault.certificates import Certificate
from tests.support.clinic import START, TestClinic, passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, begin

_DEVICE = Certificate("f" * 64, "device", "", "Device: front desk tablet", "", "1", START, START, "")
_ASKING = Asking("Marisol Vega-Ortiz", "Dana Whitlock, LPCC-S", "Treatment plan of 2 Dec 2026", [_DEVICE])


def _tab(window: PageWindow, client: ClientRow) -> DocumentsTab:
    window.open_chart(client.id, "documents")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, DocumentsTab)
    return shown


def _select(tab: DocumentsTab, title: str) -> QModelIndex:
    model = tab.papers.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == title)
    tab.papers.setCurrentIndex(model.index(row, 0))
    return model.index(row, 0)


def _draw(dialog: AcknowledgeDialog) -> None:
    pad = dialog.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for step in range(1, 8):
        QTest.mouseMove(pad, QPoint(40 + 20 * step, 60 + 10 * (step % 3)))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 70))


def test_without_a_device_it_is_said_before_anybody_draws(window: PageWindow, client: ClientRow) -> None:
    tab = _tab(window, client)
    _select(tab, "Treatment plan")
    tab.client_signs.click()
    dialog = tab.findChild(AcknowledgeDialog)
    assert dialog is not None
    assert "No device has a valid certificate" in dialog.messages.accessibleName()
    assert "Settings, Signing" in dialog.messages.accessibleName()
    assert (dialog.go.isHidden(), dialog.findChild(SignaturePad)) == (True, None)
    dialog.reject()


def test_what_is_signed_on_the_screen_is_offered_at_once_and_waits_until_it_is_drawn(
    clinic: TestClinic, sit: Sit, theme: Theme, client: ClientRow, qtbot: QtBot
) -> None:
    clinic.clock.advance(timedelta(minutes=1))
    admin = sit("administrator")
    admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    desk = sit("therapist")
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    page = window.page.chart
    window.open_draft(begin(desk, "consent", client, signed_how="On this screen", recipient="Mill Counseling").id)
    assert page.editor is not None
    page.editor.sign()
    sign = page.editor.findChild(SignDialog)
    assert sign is not None
    sign.passphrase.line.setText(passphrase_of("therapist"))
    sign.try_go()
    offered = page.findChild(AcknowledgeDialog)
    assert offered is not None
    assert offered.heading.text() == "The client signs now"
    assert "Consent to disclose (Mill Counseling) of" in offered.subtitle.text()
    offered.reject()
    qtbot.waitUntil(lambda: page.findChild(AcknowledgeDialog) is None)
    tab = _tab(window, client)
    row = _select(tab, "Consent to disclose (Mill Counseling)")
    assert row.siblingAtColumn(2).data() == "Waits"
    assert "waits for the client's signature" in tab.bar.accessibleName()
    line = next(one for one in page.strip.lines() if one.signs)
    page.strip.chosen.emit(line)
    dialog = page.findChild(AcknowledgeDialog)
    assert dialog is not None
    assert dialog.heading.text() == "The client signs"
    dialog.pad.resize(480, 190)
    _draw(dialog)
    dialog.passphrase.line.setText(passphrase_of("therapist"))
    dialog.try_go()
    assert not [one for one in page.strip.lines() if one.signs]
    assert _select(tab, "Consent to disclose (Mill Counseling)").siblingAtColumn(2).data() == "8 Dec 2026"
    assert tab.bar.isHidden()
    assert window.failures == []


def test_what_the_client_draws_is_kept_as_lines_and_can_be_wiped(theme: Theme) -> None:
    dialog = AcknowledgeDialog(theme, _ASKING)
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
    dialog, asked = AcknowledgeDialog(theme, _ASKING), list[object]()
    dialog.asked.connect(lambda *each: asked.append(each))
    dialog.pad.resize(480, 190)
    _draw(dialog)
    dialog.try_go()
    assert asked == []
    assert "you are the witness" in dialog.messages.accessibleName()
    dialog.passphrase.line.setText("any words")
    dialog.try_go()
    strokes = dialog.pad.strokes()
    assert asked == [("f" * 64, strokes, "any words")]
    dialog.fail("The passphrase is wrong.")
    assert (dialog.passphrase.text(), dialog.pad.strokes()) == ("", strokes)
    dialog.reject()
