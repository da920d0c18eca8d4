"""Papers on the screen and the one way out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.release import ReleaseDialog
from ehr_desk.ui.pages.base import DOCUMENTS, ENTRIES, Changed
from ehr_desk.ui.pages.documents.handing_out import HandingOut
from ehr_desk.ui.pages.documents.printing import print_papers
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.making import PageWindow, write

ACCESS = {
    "recipient": "Maria T. Alvarez",
    "recipient_kind": "client",
    "purpose": "Copy for the client",
    "basis": "client access",
}


@pytest.fixture
def tab(window: PageWindow, client: ClientRow) -> DocumentsTab:
    window.open_chart(client.id, "documents")
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, DocumentsTab)
    return shown


def dialog_of(out: HandingOut) -> ReleaseDialog:
    assert out.dialog is not None
    return out.dialog


def test_the_clients_own_access_fills_in_the_client_and_refuses_anybody_else(tab: DocumentsTab) -> None:
    tab.start_release("save")
    dialog = dialog_of(tab.out)
    dialog.basis.set_value("The client's own access")
    dialog.basis.edited.emit()
    assert (dialog.recipient.text(), dialog.kind.value()) == ("Maria T. Alvarez", "client")
    dialog.purpose.setText("Copy for the client")
    dialog.edited.emit(dialog.answers())
    assert dialog.go.isEnabled()
    dialog.recipient.setText("The Daily Gazette")
    dialog.edited.emit(dialog.answers())
    assert not dialog.go.isEnabled()
    assert any("written consent" in one.text for one in dialog.messages.messages())
    dialog.recipient.setText("Maria T. Alvarez")
    dialog.basis.set_value("Medical emergency")
    dialog.basis.edited.emit()
    assert (dialog.recipient.text(), dialog.kind.value()) == ("", "")


def test_the_newest_paper_is_shown_from_memory(tab: DocumentsTab) -> None:
    # The clock of this clinic stands still, so its papers are equally new.
    assert {row.cells[0] for row in tab.papers.rows.rows()} == {
        f"Consent to disclose ({told('consent')['recipient']})",
        "Treatment plan",
        "Progress summary",
    }
    assert tab.viewer.document.pageCount() >= 1
    tab.viewer.larger()
    tab.viewer.smaller()
    tab.viewer.fit()


def test_verify_says_in_words_that_it_is_untouched(tab: DocumentsTab) -> None:
    tab.verify.click()
    assert tab.bar.isVisible()
    assert "Untouched" in tab.bar.accessibleName()


def test_a_document_is_handed_out_into_a_folder_and_stands_in_the_ledger(
    tab: DocumentsTab, window: PageWindow, tmp_path: Path
) -> None:
    goal = tmp_path / "out"
    goal.mkdir()
    tab.out = HandingOut(window, tab, folder=lambda _parent: str(goal))
    tab.start_release("save")
    dialog = dialog_of(tab.out)
    assert not dialog.go.isEnabled()
    dialog.fill(ACCESS)
    dialog.edited.emit(dialog.answers())
    assert dialog.go.isEnabled()
    dialog.go.click()
    (file,) = goal.glob("*.pdf")
    assert "Alvarez" not in file.name
    assert tab.ledger.rows()[0].cells[2] == "Maria T. Alvarez (client)"
    assert tab.ledger.rows()[0].cells[-1] == "handed out"
    assert not tab.ledger.isVisible()
    assert tab.fold.text() == "Show what was handed out (1)"
    tab.fold.click()
    assert tab.ledger.isVisible()
    tab.fold.click()
    assert not tab.ledger.isVisible()


def test_a_copy_under_a_passphrase_is_made_from_the_menu_and_told_how_it_travels(
    tab: DocumentsTab, window: PageWindow, desk: Desk, tmp_path: Path
) -> None:
    goal = tmp_path / "out"
    goal.mkdir()
    asked: list[str] = []

    def folder(_parent: object) -> str:
        asked.append(str(goal))
        return str(goal)

    tab.out = HandingOut(window, tab, folder=folder)
    (act,) = [one for one in tab.hand_out.menu().actions() if one.objectName() == "documents.save_protected"]
    assert act.text() == "Save a copy protected by a passphrase…"
    act.trigger()
    dialog = dialog_of(tab.out)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "Never put it into the same e-mail" in said
    assert "not PDF/A" in said
    dialog.fill(ACCESS)
    dialog.edited.emit(dialog.answers())
    fields = dialog.protection
    assert fields is not None
    words = "kettle orbit meadow harbor"
    typed = [("", ""), ("kettle", ""), (words, ""), (words, "another one of them"), (words, words)]
    wanted = ["at least 15", "at least 15", "differ", "differ", "your own passphrase"]
    for (first, second), expected in zip(typed, wanted, strict=True):
        fields.passphrase.line.setText(first)
        fields.again.line.setText(second)
        dialog.go.click()
        assert expected in dialog.messages.accessibleName()
        assert list(goal.iterdir()) == []
    fields.passphrase.line.setText("чайник orbit meadow harbor")
    dialog.go.click()
    assert "English letters" in dialog.messages.accessibleName()
    fields.passphrase.line.setText(words)
    fields.own.line.setText("not mine at all")
    dialog.go.click()
    assert asked == [], "a folder is chosen for what can be made"
    assert (fields.passphrase.text(), fields.own.text()) == (words, ""), "only the own one is typed again"
    assert desk.disclosures.ledger(tab.chart.client.id if tab.chart else "") == []
    fields.own.line.setText(passphrase_of("therapist"))
    dialog.go.click()
    (file,) = goal.glob("*.pdf")
    assert file.name.endswith("-protected.pdf")
    assert "Alvarez" not in file.name
    assert tab.ledger.rows()[0].cells[5:8:2] == ("protected copy", "handed out")
    assert desk.verify_chosen(file.read_bytes()).outcome == "encrypted"
    assert desk.verify_chosen(file.read_bytes(), passphrase=words).outcome == "untouched"


def test_what_stands_in_the_way_is_said_in_the_dialog(tab: DocumentsTab, window: PageWindow) -> None:
    tab.start_release("save")
    dialog = dialog_of(tab.out)
    dialog.fill(ACCESS | {"recipient_kind": "law enforcement"})
    dialog.edited.emit(dialog.answers())
    assert not dialog.go.isEnabled()
    assert any(one.target == "recipient_kind" for one in dialog.messages.messages())
    dialog.reject()
    assert tab.ledger.rows() == ()


def test_a_printed_document_is_released_through_the_same_door(
    tab: DocumentsTab, window: PageWindow, tmp_path: Path
) -> None:
    def printer(_parent: object) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / "printed.pdf"))
        return made

    tab.out = HandingOut(window, tab, printer=printer)
    tab.start_release("print")
    dialog = dialog_of(tab.out)
    dialog.fill(ACCESS)
    dialog.edited.emit(dialog.answers())
    dialog.go.click()
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    assert tab.ledger.rows()[0].cells[5] == "printed"


def test_a_document_opened_from_its_entry_is_the_one_in_view(window: PageWindow, desk: Desk, client: ClientRow) -> None:
    line = next(one for one in desk.charts.timeline(client.id) if one.document_id)
    window.open_entry(line.entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    entry.document_asked.emit(line.document_id)
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, DocumentsTab)
    assert shown.papers.current() == line.document_id


def test_bytes_that_are_no_pdf_are_not_printed(qtbot: QtBot) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    with pytest.raises(Exception, match="cannot be read"):
        print_papers([b"not a paper"], printer)


def test_after_signing_the_newest_document_is_the_chosen_one(
    tab: DocumentsTab, window: PageWindow, clinic: TestClinic, client: ClientRow
) -> None:
    before = tab.papers.current()
    window.open_chart(client.id, "timeline")
    clinic.clock.advance(timedelta(minutes=1))
    signed = write(window.desk, "consent", client, recipient="Mill Counseling")
    window.changed(Changed.of(ENTRIES, DOCUMENTS, clients=[client.id]))
    window.open_chart(client.id, "documents")
    assert tab.papers.current() == signed.document_ids[0] != before


def test_notes_are_listed_when_they_are_wanted(tab: DocumentsTab) -> None:
    few = len(tab.papers.rows.rows())
    tab.notes_too.setChecked(True)
    assert len(tab.papers.rows.rows()) > few
    assert "PHQ-9" in " ".join(row.cells[0] for row in tab.papers.rows.rows())
    tab.notes_too.setChecked(False)
    assert len(tab.papers.rows.rows()) == few


def test_the_whole_chart_is_made_from_the_menu_and_then_in_view(tab: DocumentsTab, desk: Desk) -> None:
    tab.make_whole()
    dialog = tab.making.dialog
    assert dialog is not None
    dialog.go.click()
    assert "passphrase" in dialog.messages.accessibleName().casefold()
    dialog.passphrase.line.setText("not the passphrase")
    dialog.go.click()
    assert dialog.go.isEnabled()
    assert not dialog.passphrase.text()
    dialog.passphrase.line.setText(passphrase_of(desk.me.role))
    dialog.go.click()
    assert tab.making.dialog is None
    shown = tab.current()
    assert shown is not None
    assert shown.kind == "whole_chart"
    assert not tab.client_signs.isEnabled()
    assert not tab.large.isEnabled()


def test_stopped_on_the_way_no_whole_chart_is_kept(tab: DocumentsTab, desk: Desk, client: ClientRow) -> None:
    before = {one.document_id for one in desk.charts.reload(client.id).papers}
    tab.make_whole()
    dialog = tab.making.dialog
    assert dialog is not None
    dialog.passphrase.line.setText(passphrase_of(desk.me.role))
    # Everything runs at once here: Stop is pressed when the first part is done.
    dialog.progressed.connect(lambda _done: dialog.reject())
    dialog.go.click()
    assert {one.document_id for one in desk.charts.reload(client.id).papers} == before
    assert tab.making.dialog is None


def test_a_letter_begins_as_a_draft(tab: DocumentsTab, window: PageWindow, desk: Desk) -> None:
    act = tab.findChild(QAction, "documents.make.attendance_letter")
    assert act is not None
    act.trigger()
    assert [one.form_id for one in desk.drafts.mine()] == ["attendance_letter"]
