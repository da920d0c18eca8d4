"""The window itself: places, the way back, the palette, text size, and who sees what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehr_desk.ui.dialogs.keys import KeysDialog
from ehr_desk.ui.dialogs.palette import PaletteDialog
from ehr_desk.ui.pages.first_run.page import FirstRunPage
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from tests.end_to_end.hands import Hands, window_parts
from tests.support.clinic import TestClinic, add_client

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_every_place_has_its_key_and_the_way_back_is_remembered(hands: Hands) -> None:
    hands.unlock("therapist")
    seen = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7):
        hands.keys(key, ALT)
        seen.append(hands.view.rail.current())
    assert seen == ["caseload", "groups", "to_sign", "week", "settings", "verify"]
    hands.keys(Qt.Key.Key_Left, ALT)
    hands.keys(Qt.Key.Key_Left, ALT)
    assert hands.view.rail.current() == "week"
    hands.keys(Qt.Key.Key_Right, ALT)
    assert hands.view.rail.current() == "settings"
    assert hands.window.windowTitle() == "Settings – EHR Desk"


def test_the_palette_finds_a_client_and_opens_the_chart(clinic: TestClinic, hands: Hands) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    desk.lock()
    hands.unlock("therapist")
    hands.wait(lambda: hands.window.seat is not None and hands.window.seat.finder.rows("vega"))
    hands.keys(Qt.Key.Key_K, CTRL)
    palette = hands.dialog(PaletteDialog)
    QTest.keyClicks(palette.line, "vega")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    hands.wait(lambda: hands.caseload.chart.client_id == client.id)
    assert "Vega" not in hands.window.windowTitle()


def test_the_palette_offers_acts_and_settings(hands: Hands) -> None:
    hands.unlock("therapist")
    hands.keys(Qt.Key.Key_K, CTRL)
    palette = hands.dialog(PaletteDialog)
    QTest.keyClicks(palette.line, "dark")
    assert [row.text for row in palette.rows()] == ["Dark colors"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert hands.view.theme.dark


def test_text_grows_and_shrinks_by_key_and_the_size_is_remembered(hands: Hands, tmp_path: Path) -> None:
    hands.unlock("therapist")
    hands.keys(Qt.Key.Key_Plus, CTRL)
    hands.keys(Qt.Key.Key_Plus, CTRL)
    assert hands.view.theme.metrics.scale == 120
    hands.keys(Qt.Key.Key_Minus, CTRL)
    assert PreferencesFile(tmp_path / "preferences" / "settings.json").read().text_size == 110
    hands.keys(Qt.Key.Key_0, CTRL)
    assert hands.view.theme.metrics.scale == 100


def test_f1_lists_the_keys(hands: Hands) -> None:
    hands.unlock("therapist")
    hands.keys(Qt.Key.Key_F1)
    assert hands.dialog(KeysDialog).isVisible()
    hands.dialog(KeysDialog).accept()


def test_an_administrator_reads_no_chart_and_lands_on_the_staff(hands: Hands) -> None:
    hands.unlock("administrator")
    assert [spec.id for spec in hands.view.specs] == ["audit", "settings", "verify", "backup"]
    page = hands.view.page("settings")
    assert isinstance(page, SettingsPage)
    assert page.where() == ("", "staff", "")


def test_the_folder_opened_last_is_remembered_and_nothing_else_of_the_record(hands: Hands, tmp_path: Path) -> None:
    hands.unlock("therapist")
    kept = (tmp_path / "preferences" / "settings.json").read_text("utf-8")
    assert str(hands.clinic.folder.resolve()) in kept
    assert "Whitlock" not in kept
    assert hands.clinic.staff_ids["therapist"] not in kept


def test_the_first_run_goes_on_to_unlock_and_then_to_adding_staff(
    clinic: TestClinic, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = window_parts(clinic, theme, tmp_path)
    parts = Parts(**{**plain.__dict__, "choose_folder": lambda _title: tmp_path / "new"})
    window = DeskWindow(parts)
    window.begin(None)
    window.show()
    page = window.shown()
    assert isinstance(page, FirstRunPage)
    page.panel.folder_requested.emit()
    words = "four invented words here"
    for edit, typed in (
        (page.panel.clinic, "Riverbend Demo Clinic"),
        (page.panel.name, "Ona Petrov"),
        (page.panel.login, "ona"),
        (page.panel.passphrase.line, words),
        (page.panel.again.line, words),
    ):
        edit.setText(typed)
    page.panel.go.click()
    qtbot.waitUntil(lambda: page.panel.step() == 1, timeout=20_000)
    page.panel.code.selectAll()
    page.panel.code.copy()
    assert QApplication.clipboard().text() == page.panel.code.text()
    window.clipboard.clear()  # what half a minute does: the guard knows that the desk put it there
    assert QApplication.clipboard().text() == ""
    page.panel.kept.setChecked(True)
    page.panel.done.click()
    gate = window.shown()
    assert isinstance(gate, UnlockPage)
    assert gate.panel.clinic.text() == "Riverbend Demo Clinic"
    gate.panel.passphrase.line.setText(words)
    gate.panel.go.click()
    qtbot.waitUntil(lambda: window.view is not None, timeout=20_000)
    assert (tmp_path / "new" / "vault.hdr").is_file()
    window.close()
    window.deleteLater()
