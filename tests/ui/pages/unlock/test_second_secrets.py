"""Unlocking with a key stick, and with a passphrase that somebody else chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.desk import unlock
from ehr_desk.ui.pages.unlock.own_passphrase import OwnPassphrasePage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.fixtures import built_clinic, clinic

__all__ = ["built_clinic", "clinic"]
OWN, FIRST = "five entirely invented new words", "an invented first passphrase"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "dana.ehrkey"


@pytest.fixture
def window(clinic: TestClinic, theme: Theme, tmp_path: Path, stick: Path, qtbot: QtBot) -> DeskWindow:
    parts = Parts(
        theme=theme,
        clock=clinic.clock,
        ids=clinic.ids,
        preferences=PreferencesFile(tmp_path / "settings.json"),
        choose_folder=lambda _title: None,
        print_text=lambda _text: None,
        kdf=clinic.kdf,
        make_runner=SyncRunner,
        choose_file=lambda _title: stick,
    )
    made = DeskWindow(parts)
    qtbot.addWidget(made)
    return made


def gate(window: DeskWindow, clinic: TestClinic) -> UnlockPage:
    page = window.shown()
    assert isinstance(page, UnlockPage)
    page.panel.who.setCurrentIndex(page.panel.who.findData(clinic.staff_ids["therapist"]))
    return page


def unlock_as(window: DeskWindow, clinic: TestClinic, words: str) -> None:
    page = gate(window, clinic)
    page.panel.passphrase.line.setText(words)
    page.panel.go.click()


def seated(window: DeskWindow) -> bool:
    return window.view is not None


def test_whoever_has_a_key_stick_is_asked_for_its_file_and_others_are_not(
    window: DeskWindow, clinic: TestClinic, stick: Path
) -> None:
    desk = clinic.desk("therapist")
    desk.sitting.add_key_stick(passphrase_of("therapist"), stick)
    desk.lock()
    window.begin(clinic.folder)
    window.show()
    page = gate(window, clinic)
    assert page.panel.stick_box.isVisible()
    assert not page.panel.key_words.isVisible()
    unlock_as(window, clinic, passphrase_of("therapist"))
    assert "key stick" in page.panel.messages.accessibleName()
    page.panel.choose.click()
    assert page.panel.stick.text() == str(stick)
    unlock_as(window, clinic, passphrase_of("therapist"))
    assert seated(window)
    window.lock()
    page = gate(window, clinic)
    assert page.panel.stick.text() == str(stick)  # chosen once since the program began
    page.panel.who.setCurrentIndex(page.panel.who.findData(clinic.staff_ids["supervisor"]))
    assert not page.panel.stick_box.isVisible()
    window.close()


def test_a_first_passphrase_leads_to_a_page_that_sets_ones_own(window: DeskWindow, clinic: TestClinic) -> None:
    admin = clinic.desk("administrator")
    admin.staff.grant(clinic.staff_ids["therapist"], FIRST, own_passphrase=passphrase_of("administrator"))
    admin.lock()
    window.begin(clinic.folder)
    window.show()
    unlock_as(window, clinic, FIRST)
    page = window.shown()
    assert isinstance(page, OwnPassphrasePage)
    assert not page.before.isVisible()
    assert not seated(window)
    page.try_go()
    assert "were given" in page.messages.accessibleName()
    page.given.line.setText(FIRST)
    for edit in (page.new, page.again):
        edit.line.setText(FIRST)
    page.try_go()
    assert "you have now" in page.messages.accessibleName()
    page.given.line.setText(FIRST)
    for edit in (page.new, page.again):
        edit.line.setText(OWN)
    page.try_go()
    assert seated(window)
    assert window.desk is not None
    with window.desk.sitting.signer(OWN):
        pass
    window.close()


def test_locking_again_keeps_the_first_passphrase(window: DeskWindow, clinic: TestClinic) -> None:
    admin = clinic.desk("administrator")
    admin.staff.grant(clinic.staff_ids["therapist"], FIRST, own_passphrase=passphrase_of("administrator"))
    admin.lock()
    window.begin(clinic.folder)
    window.show()
    unlock_as(window, clinic, FIRST)
    page = window.shown()
    assert isinstance(page, OwnPassphrasePage)
    page.hide()  # as a window that is made small tells its pages
    page.show()
    assert page._unattended.isActive()
    window.away.left.emit()
    assert isinstance(window.shown(), UnlockPage)
    unlock_as(window, clinic, FIRST)
    assert isinstance(window.shown(), OwnPassphrasePage)
    window.close()


def test_whoever_comes_back_is_told_that_somebody_else_used_keys_in_their_name(
    window: DeskWindow, clinic: TestClinic
) -> None:
    """An administrator gives a passphrase, sets another one with it and can sign as the person from then on."""
    therapist = clinic.staff_ids["therapist"]
    admin = clinic.desk("administrator")
    admin.staff.grant(therapist, FIRST, own_passphrase=passphrase_of("administrator"))
    admin.lock()
    posing = unlock(clinic.folder, therapist, FIRST, clock=clinic.clock, ids=clinic.ids, kdf=clinic.kdf)
    posing.sitting.change_passphrase(FIRST, OWN)
    posing.lock()
    admin = clinic.desk("administrator")
    admin.staff.grant(therapist, FIRST, own_passphrase=passphrase_of("administrator"))
    admin.lock()
    window.begin(clinic.folder)
    window.show()
    unlock_as(window, clinic, FIRST)
    page = window.shown()
    assert isinstance(page, OwnPassphrasePage)
    said = page.before.accessibleName()
    assert "Ona Petrov gave a new passphrase in your name" in said
    assert said.count("unlocked once") == 1
    page.given_up.emit()
    window.close()
