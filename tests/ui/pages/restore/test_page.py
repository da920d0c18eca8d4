"""After a loss, in the window alone: from what does not open any more to the unlock screen of a record that does."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.copies import Contents, restore_record
from ehr_desk.ui.pages.first_run.page import FirstRunPage
from ehr_desk.ui.pages.restore import presenter
from ehr_desk.ui.pages.restore.page import CHOOSE, KEY, PLACE, SAVED, RestorePage
from ehr_desk.ui.pages.restore.presenter import RestorePresenter, Tried, put_aside, standing_words
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.pages.unlock.unreadable import UnreadablePage
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from ehr_desk.vault import KdfLimits, KdfParameters, backup_manifest
from ehr_desk.vault.backup_drill import DrillReport
from ehr_desk.vault.backup_keys import ByPassphrase
from ehr_desk.vault.backup_manifest import StoredManifest
from ehr_desk.vault.backup_rules import BackupSettings
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write
from tests.ui.pages.unlock.test_second_secrets import unlock_as


@pytest.fixture(scope="session")
def kept_clinic(tmp_path_factory: pytest.TempPathFactory) -> TestClinic:
    """A clinic with a client and one backup, made once."""
    cheap = KdfLimits(floor=KdfParameters(memory_kib=64, passes=1, lanes=1), target_seconds=0)
    clinic = TestClinic.build(tmp_path_factory.mktemp("restore") / "clinic.vault", cheap)
    desk = clinic.desk("therapist")
    add_client(desk)
    desk.backups.make()
    desk.lock()
    return clinic


@pytest.fixture
def clinic(kept_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    return kept_clinic.copy_to(tmp_path / "clinic.vault")


@pytest.fixture
def chosen() -> list[Path]:
    """What the person chooses when asked for a folder, the next one first."""
    return []


@pytest.fixture
def window(clinic: TestClinic, theme: Theme, tmp_path: Path, chosen: list[Path], qtbot: QtBot) -> DeskWindow:
    parts = Parts(
        theme=theme,
        clock=clinic.clock,
        ids=clinic.ids,
        preferences=PreferencesFile(tmp_path / "settings.json"),
        choose_folder=lambda _title: chosen.pop(0) if chosen else None,
        print_text=lambda _text: None,
        kdf=clinic.kdf,
        make_runner=SyncRunner,
    )
    made = DeskWindow(parts)
    qtbot.addWidget(made)
    made.show()
    return made


def words_on(page: QWidget) -> str:
    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def press(page: QWidget, name: str) -> None:
    (found,) = [one for one in page.findChildren(QPushButton, name) if one.isVisible()]
    found.click()


def restoring(window: DeskWindow) -> RestorePage:
    page = window.shown()
    assert isinstance(page, RestorePage)
    return page


def open_it(page: RestorePage, clinic: TestClinic, words: str) -> None:
    page.key.who.setCurrentIndex(page.key.who.findData(clinic.staff_ids["therapist"]))
    page.key.passphrase.line.setText(words)
    page.key.try_go()


def _gone(folder: Path) -> None:
    (folder / "vault.db").unlink()


def _damaged(folder: Path) -> None:
    path = folder / "vault.db"
    path.write_bytes(b"x" * 200 + path.read_bytes()[200:])


def _wrong_pair(folder: Path) -> None:
    backup = next((folder / "backups").iterdir())
    for name in ("vault.db", "vault.hdr"):
        shutil.copyfile(backup / name, folder / name)


def _no_header(folder: Path) -> None:
    (folder / "vault.hdr").unlink()
    (folder / "vault.hdr.prev").unlink(missing_ok=True)


def _bad_header(folder: Path) -> None:
    _no_header(folder)
    (folder / "vault.hdr").write_bytes(b"garbage")


@pytest.mark.parametrize("harm", [_gone, _damaged, _wrong_pair, _no_header, _bad_header])
def test_whatever_is_lost_the_window_restores_in_its_place_and_keeps_what_lay_there(
    window: DeskWindow, clinic: TestClinic, harm: Callable[[Path], None]
) -> None:
    harm(clinic.folder)
    window.begin(clinic.folder)
    if harm in (_no_header, _bad_header):
        assert isinstance(window.shown(), UnreadablePage)
    else:
        unlock_as(window, clinic, passphrase_of("therapist"))
        assert "“Restore from a backup…”" in words_on(window)
    press(window, "unlock.restore_now")
    page = restoring(window)
    press(page, "restore.take.0")
    open_it(page, clinic, "not what it was at that time")
    assert "does not open this backup" in words_on(page)
    open_it(page, clinic, passphrase_of("therapist"))
    assert page.step() == PLACE
    said = words_on(page)
    assert "Every check passed" in said
    assert "It holds 1 client and 0 signed entries; the last thing in it was done on" in said
    assert "by Dana Whitlock" in said
    assert page.place.here.isChecked()
    page.place.try_go()
    gate = window.shown()
    assert isinstance(gate, UnlockPage), words_on(window)
    assert f"stands in {clinic.folder}" in words_on(gate)
    (aside,) = clinic.folder.parent.glob("clinic.vault.before-restore-*")
    assert str(aside) in words_on(gate)
    assert (aside / "backups").is_dir()
    unlock_as(window, clinic, passphrase_of("therapist"))
    assert window.desk is not None
    assert [row.family_name for row in window.desk.clients.all()] == ["Vega-Ortiz"]
    window.close()


def test_on_a_new_computer_the_first_page_leads_to_the_backup_on_a_stick(
    window: DeskWindow, clinic: TestClinic, chosen: list[Path], tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    shutil.move(clinic.folder / "backups", stick)
    shutil.rmtree(clinic.folder)
    window.begin(tmp_path / "new" / "clinic.vault")
    assert isinstance(window.shown(), FirstRunPage)
    press(window, "first.restore")
    page = restoring(window)
    assert "No backup was found on this computer." in words_on(page)
    assert not page.choose.salvage.isVisible()
    chosen[:] = [tmp_path, stick]
    page.choose.try_go()
    assert "No backup lies in that folder." in words_on(page)
    page.choose.try_go()
    assert page.step() == KEY
    page.key.try_go()
    assert "Type the passphrase of that time" in words_on(page)
    open_it(page, clinic, passphrase_of("therapist"))
    assert not page.place.here.isVisible()
    page.place.try_go()
    assert isinstance(window.shown(), UnlockPage)
    assert (tmp_path / "new" / "clinic.vault" / "vault.db").exists()
    window.close()


def test_from_an_unlock_screen_that_works_the_record_stays_unless_somebody_asks(
    window: DeskWindow, clinic: TestClinic
) -> None:
    window.begin(clinic.folder)
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.choose.back")
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.take.0")
    open_it(page, clinic, passphrase_of("therapist"))
    assert page.place.elsewhere.isChecked()
    page.place.try_go()
    gate = window.shown()
    assert isinstance(gate, UnlockPage)
    assert str(clinic.folder.with_name("clinic-restored.vault")) in words_on(gate)
    assert (clinic.folder / "vault.db").exists()
    window.close()


def test_what_a_newer_record_holds_is_told_before_it_is_put_aside(window: DeskWindow, clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    (client,) = desk.clients.all()
    write(desk, "admission", client)
    desk.lock()
    window.begin(clinic.folder)
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.take.0")
    open_it(page, clinic, passphrase_of("therapist"))
    said = words_on(page)
    assert "The record that stands there opens. The last thing in it was done on 21 Nov 2026" in said
    assert "1 signed entry of it is not in this backup and would be put aside." in said
    assert page.place.elsewhere.isChecked()
    window.close()


def test_two_branches_of_a_record_are_compared_entry_by_entry_and_not_counted(clinic: TestClinic) -> None:
    backup, standing = (Contents(1, 2, signed=frozenset(held)) for held in ("abcd", "ax"))
    tried = Tried(
        DrillReport("b", "2026-11-22T12:00:00Z", 1, 9, compared=False, newer_events=0, rows=9, findings=()),
        backup,
        standing,
    )
    assert put_aside(tried) == 1
    assert "1 signed entry of it is not in this backup" in standing_words(tried, clinic.clock)


def test_what_can_be_read_of_a_damaged_record_is_saved_and_what_is_lost_is_said(
    window: DeskWindow, clinic: TestClinic
) -> None:
    path = clinic.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    shutil.rmtree(clinic.folder / "backups")
    window.begin(clinic.folder)
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.salvage")
    open_it(page, clinic, passphrase_of("therapist"))
    assert page.step() == PLACE
    page.place.try_go()
    assert page.step() == SAVED
    said = words_on(page)
    assert "1 damaged pages were found in the old file." in said
    assert "The damaged record was left as it is." in said
    page.saved.try_go()
    gate = window.shown()
    assert isinstance(gate, UnlockPage)
    assert path.read_bytes() == bytes(data)
    assert clinic.folder.with_name("clinic-recovered.vault").is_dir()
    window.close()


def test_the_second_folder_is_remembered_for_a_record_that_cannot_tell_it_any_more(
    window: DeskWindow, clinic: TestClinic, tmp_path: Path
) -> None:
    second = tmp_path / "second"
    shutil.move(clinic.folder / "backups", second)
    desk = clinic.desk("supervisor")
    desk.backups.change_settings(BackupSettings(second_folder=str(second)))
    desk.lock()
    window.begin(clinic.folder)
    unlock_as(window, clinic, passphrase_of("therapist"))
    window.lock()
    shutil.rmtree(clinic.folder)
    window.begin(clinic.folder)
    press(window, "missing.restore")
    page = restoring(window)
    assert "Backups that were found" in words_on(page)
    press(page, "restore.take.0")
    assert page.step() == KEY
    window.close()


def test_where_the_record_used_last_is_not_there_nobody_is_led_to_found_another_clinic(
    window: DeskWindow, clinic: TestClinic, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick pulled out"
    clinic.folder.rename(elsewhere)
    window.begin(clinic.folder)
    assert isinstance(window.shown(), FirstRunPage), "this computer never had a record there"
    elsewhere.rename(clinic.folder)
    window.begin(clinic.folder)
    unlock_as(window, clinic, passphrase_of("therapist"))
    window.lock()
    clinic.folder.rename(elsewhere)
    window.begin(clinic.folder)
    assert f"is not where it was: {clinic.folder}" in words_on(window)
    press(window, "missing.again")
    press(window, "missing.restore")
    press(restoring(window), "restore.choose.back")
    elsewhere.rename(clinic.folder)
    press(window, "missing.again")
    assert isinstance(window.shown(), UnlockPage)
    clinic.folder.rename(elsewhere)
    window.begin(clinic.folder)
    press(window, "missing.new")
    shown = window.shown()
    assert isinstance(shown, FirstRunPage)
    window.close()


def test_a_locked_screen_empties_what_was_typed_to_open_a_backup(window: DeskWindow, clinic: TestClinic) -> None:
    window.begin(clinic.folder)
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.take.0")
    page.key.passphrase.line.setText(passphrase_of("therapist"))
    page.key.code.setText("0123-4567")
    window.away.left.emit()
    assert (page.step(), page.key.passphrase.text(), page.key.code.text()) == (CHOOSE, "", "")
    press(page, "restore.take.0")
    open_it(page, clinic, passphrase_of("therapist"))
    assert page.step() == PLACE
    window.away.left.emit()
    assert (page.step(), page._key) == (CHOOSE, None)
    window.close()


def test_a_second_folder_that_answers_no_more_keeps_the_other_backups_from_nobody(
    clinic: TestClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, go_on, really = tmp_path / "second", threading.Event(), backup_manifest.backups_in
    hanging: list[threading.Thread] = []

    def hang(place: Path) -> list[StoredManifest]:
        if place == second:
            hanging.append(threading.current_thread())
            go_on.wait(60)
        return really(place)

    monkeypatch.setattr(backup_manifest, "backups_in", hang)
    monkeypatch.setattr(presenter, "_PATIENCE_SECONDS", 0.1)
    assert len(RestorePresenter(clinic.folder, clinic.clock, clinic.kdf, second).look()) == 1
    go_on.set()
    hanging[0].join(30)


def test_another_clinics_backup_is_never_offered_the_place_of_this_record(
    clinic: TestClinic, tmp_path: Path, cheap_kdf: KdfLimits
) -> None:
    other = TestClinic.build(tmp_path / "other.vault", cheap_kdf)
    backup = next((clinic.folder / "backups").iterdir())
    assert RestorePresenter(clinic.folder, clinic.clock, clinic.kdf).may_replace(backup)
    assert not RestorePresenter(other.folder, clinic.clock, clinic.kdf).may_replace(backup)


def test_a_damaged_backup_is_told_and_nothing_is_made_of_it(window: DeskWindow, clinic: TestClinic) -> None:
    backup = next((clinic.folder / "backups").iterdir())
    data = bytearray((backup / "vault.db").read_bytes())
    data[len(data) // 2] ^= 1
    (backup / "vault.db").write_bytes(data)
    window.begin(clinic.folder)
    press(window, "unlock.restore")
    page = restoring(window)
    press(page, "restore.take.0")
    open_it(page, clinic, passphrase_of("therapist"))
    assert page.step() == KEY
    assert "This backup is damaged" in words_on(page)
    page.key.back_asked.emit()
    assert page.step() == CHOOSE
    window.close()


def test_a_restore_killed_between_its_two_renames_is_told_and_the_record_put_back(
    window: DeskWindow, clinic: TestClinic
) -> None:
    left = clinic.folder.with_name(".clinic.vault.0a1b2c3d.restoring")
    left.mkdir()
    clinic.folder.rename(clinic.folder.with_name("clinic.vault.before-restore-2026-09-28T150000"))
    window.begin(clinic.folder)
    assert "did not come to its end" in words_on(window)
    back = window.findChildren(QPushButton, "interrupted.put_back")
    assert [one.text() for one in back] == ["Put back the record of before the restore of 28 Sep 2026"]
    assert back[0].property("role") != "primary"
    assert window.findChildren(QPushButton, "interrupted.restore")[0].property("role") == "primary"
    press(window, "interrupted.restore")
    page = restoring(window)
    assert "Backups that were found" in words_on(page)
    press(page, "restore.choose.back")
    press(window, "interrupted.put_back")
    assert isinstance(window.shown(), UnlockPage)
    assert not left.exists()
    window.close()


def test_what_a_finished_restore_set_aside_is_not_offered_when_the_record_was_moved_later(
    window: DeskWindow, clinic: TestClinic, tmp_path: Path
) -> None:
    (backup,) = (clinic.folder / "backups").iterdir()
    way = ByPassphrase("dana", passphrase_of("therapist"), clinic.kdf)
    restore_record(backup, clinic.folder, way, clock=clinic.clock, kdf=clinic.kdf, replace=True)
    clinic.folder.rename(tmp_path / "on another disk.vault")
    window.begin(clinic.folder)
    assert isinstance(window.shown(), FirstRunPage)
    window.close()


@pytest.mark.parametrize("stands", [True, False])
def test_a_restore_that_lacked_only_the_name_is_finished_or_removed_at_the_next_start(
    window: DeskWindow, clinic: TestClinic, *, stands: bool
) -> None:
    left = clinic.folder.with_name(".clinic.vault.0a1b2c3d.restored")
    shutil.copytree(clinic.folder, left)
    (left / "restored").touch()
    if not stands:
        shutil.rmtree(clinic.folder)
    window.begin(clinic.folder)
    assert "complete and was checked" in words_on(window)
    assert ("is still the one from before it" in words_on(window)) is stands
    press(window, "interrupted.finish")
    assert isinstance(window.shown(), UnlockPage)
    assert (clinic.folder / "restored").is_file()
    assert len(list(clinic.folder.parent.glob("*.before-restore-*"))) == stands
    shutil.copytree(clinic.folder, left)
    window.begin(clinic.folder)
    press(window, "interrupted.remove")
    assert isinstance(window.shown(), UnlockPage)
    assert not left.exists()
    window.close()
