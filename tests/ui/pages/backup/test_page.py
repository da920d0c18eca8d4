"""The backup page: made, tried out, restored; and the line on the home page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from ehr_desk.common.clock import SettableClock
from ehr_desk.ui.pages.backup import presenter
from ehr_desk.ui.pages.backup.dialogs import OpenBackupDialog
from ehr_desk.ui.pages.backup.page import BackupPage
from ehr_desk.ui.pages.backup.schedule import BackupLine, BackupSchedule
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.vault.backup_rules import BackupSettings, BackupState
from ehr_desk.vault.backup_service import NOT_SOUND
from tests.support.clinic import passphrase_of
from tests.ui.shell.fixtures import SitAt


def backup(view: DeskView) -> BackupPage:
    view.go_to("backup")
    page = view.page("backup")
    assert isinstance(page, BackupPage)
    return page


def dialog_of(page: BackupPage) -> OpenBackupDialog:
    return next(one for one in page.findChildren(OpenBackupDialog) if one.isVisible())


def words_on(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if not one.isHidden()]


@pytest.fixture
def page(sit_at: SitAt) -> BackupPage:
    return backup(sit_at("supervisor"))


def test_without_one_it_says_so_and_what_is_at_stake(page: BackupPage) -> None:
    said = words_on(page)
    assert "No verified backup has been made yet" in said
    assert any("no second folder" in one for one in said)


def test_a_backup_is_made_and_listed(page: BackupPage) -> None:
    page.make_button.click()
    facts = page.facts()
    assert facts is not None
    assert len(facts.known) == 1
    assert not facts.state.overdue
    assert any(one.startswith("The last verified backup was made today at") for one in words_on(page))
    assert page.make_button.isEnabled()


def test_the_keyboard_stays_on_the_button_that_makes_one(page: BackupPage) -> None:
    page.make_button.setFocus()
    QTest.keyClick(page.make_button, Qt.Key.Key_Return)
    facts = page.facts()
    assert facts is not None
    assert len(facts.known) == 1
    assert page.window().focusWidget() is page.make_button


def test_while_one_is_made_its_step_is_said_in_one_place(page: BackupPage) -> None:
    heard: list[str] = []
    page.stepped.connect(lambda _step: heard.extend([*words_on(page), page.working.accessibleName()]))
    page.make_button.click()
    steps = list(presenter.STEPS.values())
    assert [one for one in heard if one in steps] == [steps[0], steps[1], steps[3]]


def test_it_is_tried_out_with_ones_passphrase(page: BackupPage) -> None:
    page.make_button.click()
    facts = page.facts()
    assert facts is not None
    page.try_out(facts.known[0])
    dialog = dialog_of(page)
    dialog.try_go()
    assert "Nothing was typed." in words_on(dialog)
    dialog.passphrase.line.setText("something else entirely")
    dialog.try_go()
    assert "That passphrase does not open this backup." in words_on(dialog)
    dialog.passphrase.line.setText(passphrase_of("supervisor"))
    dialog.try_go()
    assert any(one.startswith("This backup opens and every check passed") for one in words_on(page.bar))


def test_it_is_restored_into_a_folder_of_its_own(sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("supervisor")
    page = backup(view)
    page.make_button.click()
    facts = page.facts()
    assert facts is not None
    page.restore(facts.known[0])
    dialog = dialog_of(page)
    dialog.passphrase.line.setText(passphrase_of("supervisor"))
    dialog.try_go()
    assert "No folder was chosen." in words_on(dialog)
    seen = dialog.folder.visibleRegion().boundingRect()
    assert seen == dialog.folder.rect(), "the message covers not the field it is about"
    dialog.folder.setText(str(tmp_path / "restored.vault"))
    dialog.try_go()
    assert (tmp_path / "restored.vault" / "vault.hdr").exists()
    assert any(f"stands in {tmp_path / 'restored.vault'}" in one for one in words_on(page.bar))


def test_the_second_folder_is_set_by_those_who_may(sit_at: SitAt, tmp_path: Path) -> None:
    page = backup(sit_at("supervisor"))
    page.settings.folder.setText(str(tmp_path / "not there"))
    page.settings.save.click()
    assert "The second backup folder is not there." in words_on(page.settings)
    (tmp_path / "stick").mkdir()
    page.settings.folder.setText(str(tmp_path / "stick"))
    page.settings.hours.set_value(2)
    page.settings.save.click()
    page.make_button.click()
    facts = page.facts()
    assert facts is not None
    assert facts.settings.every_hours == 2
    assert [one.second for one in facts.known] == [False, True]


def test_a_therapist_sees_it_and_changes_nothing(sit_at: SitAt) -> None:
    page = backup(sit_at("therapist"))
    assert not page.settings.folder.isEnabled()
    assert page.settings.save.isHidden()


def test_the_schedule_makes_one_when_it_is_due_and_the_home_line_says_when(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    clock = cast(SettableClock, view.desk.clock)
    line = BackupLine(view, view.go_to)
    line.setParent(view)
    line.read()
    assert line.words.text() == "No verified backup has been made yet."
    schedule = BackupSchedule(view, view)
    schedule.look()
    line.read()
    assert line.words.text().startswith("Last verified backup: today at")
    clock.advance(timedelta(hours=30))
    line.read()
    assert line.words.text().endswith("The next one is overdue.")
    assert line.words.property("tone") == "warning"
    schedule.look()
    schedule.look()
    assert len(view.desk.backups.known()) == 2
    schedule.deleteLater()


def test_sizes_are_told_for_people() -> None:
    assert [presenter.size_words(size) for size in (10, 40_960, 3 << 20)] == ["1 kB", "40 kB", "3.0 MB"]


def test_a_backup_that_failed_is_told_on_the_home_line_until_one_succeeds() -> None:
    clock = SettableClock(datetime(2026, 12, 8, 15, 0, tzinfo=UTC))
    made, tried = clock.now() - timedelta(hours=5), clock.now() - timedelta(minutes=10)
    said, tone = presenter.short_words(BackupState(last=made, overdue=False), clock)
    assert ("failed" in said, tone) == (False, None)
    said, tone = presenter.short_words(BackupState(last=made, failure="No room.", tried=tried, overdue=False), clock)
    assert ("The last attempt failed (today at" in said, "it is tried again" in said, tone) == (True, True, "warning")
    former = BackupState(last=made, overdue=False, former_key=True)
    said, tone = presenter.short_words(former, clock)
    assert (said.endswith("make a new backup now."), tone) == (True, "warning")
    words = presenter.state_words(former, BackupSettings(), clock)
    assert (words.head, words.facts[1]) == ("Make a new backup now", presenter.FORMER_KEY)
    said, tone = presenter.short_words(BackupState(last=made, tried=tried, overdue=True), clock)
    assert ("The last attempt failed" in said, said.endswith("The next one is overdue."), tone) == (
        True,
        True,
        "warning",
    )
    unsound = BackupState(last=made, failure=NOT_SOUND + "audit log: x", tried=tried, overdue=False)
    assert "found the record not sound" in presenter.short_words(unsound, clock)[0]
    assert (
        "second folder did not work" in presenter.short_words(BackupState(last=made, second_failure="Gone."), clock)[0]
    )
    assert "tried again" in presenter.short_words(BackupState(tried=tried), clock)[0]
