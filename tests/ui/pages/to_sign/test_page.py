"""The queue of signatures on a real record."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.forms.entry_view import EntryView
from ehr_desk.ui.pages.documents.preview import PreviewPane
from ehr_desk.ui.pages.to_sign.page import ToSignPage
from ehr_desk.ui.pages.to_sign.presenter import read_queue
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.making import begin
from tests.ui.pages.to_sign.queue import to_sign, trainee_writes
from tests.ui.shell.fixtures import SitAt

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def paper(page: ToSignPage) -> PreviewPane | None:
    return page.paper


def test_nothing_waits_at_first(sit_at: SitAt) -> None:
    page = to_sign(sit_at("supervisor"))
    assert page.empty.isVisible()
    assert not page.go.isVisible()


def test_an_entry_of_a_trainee_is_read_and_co_signed(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    clinic.clock.advance(timedelta(days=2))
    view = sit_at("supervisor")
    page = to_sign(view)
    assert page.header.facts.text() == "1 entry to co-sign"
    row = page.queue.rows[0]
    assert (row.waiting.client, row.waiting.chip) == ("Alvarez, Maria T.", "2 days")
    assert "Toby Marsh, CT" in row.waiting.facts
    # Fourteen days from the signature of 8 December, where no state is chosen.
    assert row.waiting.facts.endswith("due 22 Dec 2026")
    assert any("Toby Marsh" in sheet.text() or sheet.title.text() for sheet in page.findChildren(EntryView))
    page.cosign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("supervisor"))
    dialog.try_go()
    assert view.desk.cosigning.queue() == []
    assert page.queue.rows == []
    assert page.empty.isVisible()


def test_the_pdf_that_is_co_signed_is_shown_beside_the_queue_as_it_is_stored(
    clinic: TestClinic, sit_at: SitAt, qtbot: QtBot
) -> None:
    trainee_writes(clinic, "dap_note", "family_session")
    view = sit_at("supervisor")
    page = to_sign(view)
    with qtbot.waitActive(view):
        view.activateWindow()
    page.queue.rows[0].box.setFocus()
    QTest.keyClick(page.queue.rows[0].box, Qt.Key.Key_P, CTRL_SHIFT)
    shown = paper(page)
    assert shown is not None
    (seen,) = view.desk.sitting.audit.events(action="document.viewed")
    document_id = page.queue.rows[0].waiting.entry.document_id
    assert seen.detail["document_id"] == document_id
    stored = view.desk.charts.paper(document_id)[1]
    assert bytes(shown.viewer._bytes.data()).startswith(stored), "with what stands in its fields behind it"
    shown.leave.click()
    assert paper(page) is None
    page.show_paper.click()
    page.queue.select(page.queue.rows[1].waiting.entry.entry_id)
    assert paper(page) is None, "another entry is read: the paper of the one before is gone"


def test_several_entries_are_co_signed_with_one_passphrase_once_each_was_read(
    clinic: TestClinic, sit_at: SitAt
) -> None:
    trainee_writes(clinic, "dap_note", "family_session")
    view = sit_at("supervisor")
    page = to_sign(view)
    page.queue.tick_all(on=True)
    assert page.go.text() == "Co-sign 2 entries…"
    page.cosign()
    assert "Read every entry" in page.bar.accessibleName()
    assert view.findChild(SignDialog) is None
    page.cosign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.passphrase.line, passphrase_of("supervisor"))
    dialog.try_go()
    assert view.desk.cosigning.queue() == []


def test_reading_an_entry_is_in_the_audit_log(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    view = sit_at("supervisor")
    before = len(view.desk.sitting.audit.events(action="chart.opened"))
    to_sign(view)
    assert len(view.desk.sitting.audit.events(action="chart.opened")) == before + 1


def test_a_co_signature_that_is_late_says_so(clinic: TestClinic, sit_at: SitAt) -> None:
    trainee_writes(clinic, "dap_note")
    clinic.clock.advance(timedelta(days=16))
    page = to_sign(sit_at("supervisor"))
    assert (page.queue.rows[0].waiting.chip, page.queue.rows[0].waiting.tone) == ("2 days late", "danger")


def test_the_co_signature_of_an_addendum_is_due_from_its_own_signature(clinic: TestClinic) -> None:
    trainee_writes(clinic, "dap_note")
    desk = clinic.desk("supervisor")
    [entry] = desk.cosigning.queue()
    desk.cosigning.cosign([entry.entry_id], passphrase_of("supervisor"))
    desk.lock()
    clinic.clock.advance(timedelta(days=40))
    trainee = clinic.desk("trainee")
    signed_on = trainee.clock.today()
    for words in ("The bus was late.", "The bus was late twice."):
        draft = trainee.amending.start(entry.entry_id, "addendum")
        trainee.drafts.save(draft.id, {**draft.answers, "why": "Something was left out", "added_text": words})
        trainee.signing.sign([draft.id], passphrase_of("trainee"))
        clinic.clock.advance(timedelta(days=2))
    trainee.lock()
    desk = clinic.desk("supervisor")
    [waiting] = read_queue(desk).cosign
    # The general table asks for a co-signature within 14 days; a second addendum does not put off the first one's.
    assert desk.tasks.cosign_due([waiting.entry])[entry.entry_id].due_on == signed_on + timedelta(days=14)
    assert waiting.chip == "4 days"
    desk.lock()


def test_a_trainees_answer_to_a_risk_is_read_by_a_supervisor_although_the_measure_alone_is_not(
    clinic: TestClinic,
) -> None:
    trainee_writes(clinic, "gad7", "phq9")
    desk = clinic.desk("supervisor")
    assert [entry.form_id for entry in desk.cosigning.queue()] == ["phq9"]
    desk.lock()


def test_drafts_older_than_a_day_are_listed_for_everybody(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("therapist")
    client = next(one for one in view.desk.clients.all() if one.family_name == "Alvarez")
    begin(view.desk, "dap_note", client)
    page = to_sign(view)
    assert page.drafts.rows == []
    clinic.clock.advance(timedelta(hours=30))
    page.enter()
    assert [row.line.text for row in page.drafts.rows] == ["Individual note (DAP)"]
    assert not page.go.isVisible()
    page.drafts.rows[0].go.click()
    assert view.rail.current() == "caseload"


def test_no_line_of_an_entry_to_co_sign_is_cut_off_and_the_client_is_named(
    clinic: TestClinic, sit_at: SitAt, qtbot: QtBot
) -> None:
    trainee_writes(clinic, "dap_note")
    view = sit_at("supervisor")
    page = to_sign(view)

    def whole() -> bool:
        lines = [one for sheet in page.findChildren(EntryView) for one in sheet.findChildren(QLabel)]
        long = [one for one in lines if one.isVisible() and one.wordWrap() and one.text()]
        return bool(long) and all(one.height() >= one.heightForWidth(one.width()) for one in long)

    qtbot.waitUntil(whole)
    whose = "Maria T. Alvarez · born 14 Mar 1987 · MRN DEMO-1182"
    assert whose in {one.text() for one in page.findChildren(QLabel)}
    page.cosign()
    dialog = view.findChild(SignDialog)
    assert dialog is not None
    assert whose in {one.text() for one in dialog.findChildren(QLabel)}
