"""Unlocking on a computer whose clock lies behind the record."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from ehr_desk.ui.pages.unlock.clock import ClockPage
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.window import DeskWindow
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.unlock.test_second_secrets import built_clinic, clinic, seated, stick, unlock_as, window

__all__ = ["built_clinic", "clinic", "stick", "window"]


def test_a_clock_behind_the_record_is_told_before_anybody_works(
    window: DeskWindow, clinic: TestClinic, qtbot: QtBot
) -> None:
    clinic.clock.advance(-timedelta(days=20))
    window.begin(clinic.folder)
    window.show()
    unlock_as(window, clinic, passphrase_of("therapist"))
    page = window.shown()
    assert isinstance(page, ClockPage)
    assert "the record's last entry was written on" in page.messages.accessibleName()
    assert not seated(window)
    page.hide()  # as a window that is made small tells its pages
    page.show()
    assert page._unattended.isActive()
    desk = page._desk
    window.away.left.emit()
    assert desk.sitting.locked
    assert isinstance(window.shown(), UnlockPage)
    unlock_as(window, clinic, passphrase_of("therapist"))
    page = window.shown()
    assert isinstance(page, ClockPage)
    page.go.click()
    assert seated(window)
    window.close()
