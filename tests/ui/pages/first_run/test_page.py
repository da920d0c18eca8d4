"""The first run: where the record goes, what is asked, what is shown once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.desk import unlock
from ehr_desk.ui.dialogs.first_run import FirstRun
from ehr_desk.ui.pages.first_run.page import FirstRunPage
from ehr_desk.ui.pages.first_run.presenter import FirstRunPresenter, folder_for_new, holds_record, sheet_text
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.theme import Theme
from ehr_desk.vault import KdfLimits, VaultFile


@pytest.fixture
def presenter(vault_folder: Path, clock: SettableClock, ids: SeededIds, cheap_kdf: KdfLimits) -> FirstRunPresenter:
    return FirstRunPresenter(vault_folder, clock, ids, cheap_kdf)


def test_a_new_record_goes_into_an_empty_folder_or_beside_what_is_there(tmp_path: Path) -> None:
    assert folder_for_new(tmp_path / "new") == tmp_path / "new"
    assert folder_for_new(tmp_path) == tmp_path
    (tmp_path / "letter.txt").write_text("something else", "utf-8")
    assert folder_for_new(tmp_path) == tmp_path / "clinic.vault"


def test_a_folder_that_holds_a_record_is_not_overwritten(tmp_path: Path, presenter: FirstRunPresenter) -> None:
    (tmp_path / "vault.hdr").write_bytes(b"a record")
    assert holds_record(tmp_path)
    with pytest.raises(UserError, match="There is a record in this folder already"):
        presenter.choose(tmp_path)


def test_the_sheet_names_everything_that_must_be_kept() -> None:
    sheet = sheet_text("Riverbend Demo Clinic", "CODE-1", "ROOT-2", "/somewhere/root.pem")
    for word in ("Riverbend Demo Clinic", "CODE-1", "ROOT-2", "/somewhere/root.pem"):
        assert word in sheet


def test_the_record_is_made_and_its_codes_are_shown_once(
    presenter: FirstRunPresenter, theme: Theme, qtbot: QtBot, vault_folder: Path
) -> None:
    printed: list[str] = []
    page = FirstRunPage(theme, SyncRunner(), presenter, lambda _title: None, printed.append)
    qtbot.addWidget(page)
    page.show()
    panel = page.panel
    for edit, words in (
        (panel.clinic, "Riverbend Demo Clinic"),
        (panel.name, "Ona Petrov"),
        (panel.login, "ona"),
        (panel.passphrase.line, "four invented words here"),
        (panel.again.line, "four invented words here"),
    ):
        QTest.keyClicks(edit, words)
    QTest.mouseClick(panel.go, Qt.MouseButton.LeftButton)
    assert panel.step() == 1
    code = panel.code.text()
    panel.print_requested.emit()
    assert code in printed[0]
    assert str(vault_folder) in printed[0]
    assert not panel.done.isEnabled()
    panel.kept.setChecked(True)
    with qtbot.waitSignal(page.created) as made:
        QTest.mouseClick(panel.done, Qt.MouseButton.LeftButton)
    assert made.args == [vault_folder, "ona"]
    assert panel.code.text() == ""
    assert [person.login for person in VaultFile(vault_folder).people] == ["ona"]


def test_who_sees_clients_too_is_added_in_a_clinical_role_and_unlocks_with_the_same_passphrase(
    presenter: FirstRunPresenter, clock: SettableClock, ids: SeededIds, cheap_kdf: KdfLimits, vault_folder: Path
) -> None:
    words = "four invented words here"
    presenter.job(FirstRun("Riverbend Demo Clinic", "Ona Petrov", "ona", "LISW", words, "therapist"))()
    people = {person.login: person.staff_id for person in VaultFile(vault_folder).people}
    assert set(people) == {"ona-admin", "ona"}
    desk = unlock(vault_folder, people["ona"], words, clock=clock, ids=ids, kdf=cheap_kdf)
    assert (desk.me.role, desk.me.credential, desk.sitting.provisional) == ("therapist", "LISW", False)
    desk.lock()


def test_a_folder_that_cannot_be_used_is_told_and_nothing_typed_is_lost(
    presenter: FirstRunPresenter, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "vault.hdr").write_bytes(b"a record")
    page = FirstRunPage(theme, SyncRunner(), presenter, lambda _title: tmp_path, lambda _text: None)
    qtbot.addWidget(page)
    page.panel.clinic.setText("Riverbend Demo Clinic")
    page.panel.folder_requested.emit()
    assert "There is a record" in page.panel.messages.accessibleName()
    assert page.panel.clinic.text() == "Riverbend Demo Clinic"
