"""What runs by itself while the desk is unlocked ends with the sitting."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ehr_desk.ui.pages.backup.schedule import BackupSchedule
from ehr_desk.ui.pages.settings.stamp_schedule import StampSchedule
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from ehr_desk.vault.ballast import DiskRoom
from tests.support.clinic import TestClinic, passphrase_of


@pytest.fixture
def window(clinic: TestClinic, theme: Theme, tmp_path: Path, qtbot: QtBot) -> DeskWindow:
    parts = Parts(
        theme=theme,
        clock=clinic.clock,
        ids=clinic.ids,
        preferences=PreferencesFile(tmp_path / "settings.json"),
        choose_folder=lambda _title: None,
        print_text=lambda _text: None,
        kdf=clinic.kdf,
        make_runner=SyncRunner,
    )
    made = DeskWindow(parts)
    qtbot.addWidget(made)
    made.begin(clinic.folder)
    made.show()
    return made


def test_a_disk_that_fills_up_is_told_at_the_foot_until_there_is_room(
    window: DeskWindow, clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.shown()
    assert isinstance(page, UnlockPage)
    page.panel.unlock_requested.emit(clinic.staff_ids["therapist"], passphrase_of("therapist"))
    view = window.view
    assert view is not None
    (backups,) = view.findChildren(BackupSchedule)
    sitting = view.desk.sitting
    assert not view.status.room.isVisible()
    monkeypatch.setattr(sitting, "keep_room", lambda: DiskRoom(free=90 << 20, database=1 << 20))
    for _ in range(2):
        backups.look()
        assert view.status.room.isVisible()
        assert "only 90 MB left" in view.status.room.text()
    monkeypatch.setattr(sitting, "keep_room", lambda: DiskRoom(free=900 << 20, database=1 << 20))
    backups.look()
    assert not view.status.room.isVisible()
    window.close()


def test_no_schedule_asks_for_anything_once_the_desk_is_locked(window: DeskWindow, clinic: TestClinic) -> None:
    page = window.shown()
    assert isinstance(page, UnlockPage)
    page.panel.who.setCurrentIndex(page.panel.who.findData(clinic.staff_ids["therapist"]))
    page.panel.passphrase.line.setText(passphrase_of("therapist"))
    page.panel.go.click()
    view = window.view
    assert view is not None
    schedules = [*view.findChildren(BackupSchedule), *view.findChildren(StampSchedule)]
    timers = [timer for one in schedules for timer in one.findChildren(QTimer)]
    assert len(timers) == 3
    assert all(timer.isActive() for timer in timers)
    window.lock()
    assert window.view is None
    assert not any(timer.isActive() for timer in timers)
