"""The recovery page on a real record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.founding import FirstPerson, create
from ehr_desk.common.clock import SettableClock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import SeededIds
from ehr_desk.desk import unlock
from ehr_desk.ui.pages.recovery.page import RecoveryPage
from ehr_desk.ui.pages.recovery.presenter import RecoveryPresenter
from ehr_desk.ui.pages.unlock.page import UnlockPage
from ehr_desk.ui.pages.unlock.unreadable import UnreadablePage
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow, Parts
from ehr_desk.vault import Created, KdfLimits, VaultFile
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.recovery_sitting import RecoverySitting
from tests.support.clinic import START

Begin = Callable[[], DeskWindow]
OLD, NEW = "an invented old passphrase", "an invented new passphrase"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(START)


@pytest.fixture
def created(vault_folder: Path, cheap_kdf: KdfLimits, clock: SettableClock) -> Created:
    clinic, person = ClinicRow("Riverbend Demo Clinic"), FirstPerson("ona", "Ona Petrov", "MBA")
    return create(vault_folder, clinic, person, OLD, clock=clock, ids=SeededIds(3), kdf=cheap_kdf)


@pytest.fixture
def page(
    created: Created, vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits, theme: Theme, qtbot: QtBot
) -> Iterator[RecoveryPage]:
    presenter = RecoveryPresenter(vault_folder, clock, SeededIds(4), cheap_kdf)
    made = RecoveryPage(
        theme,
        SyncRunner(),
        "Riverbend Demo Clinic",
        presenter,
        lambda _title: created.root_key_file,
        lambda _title: vault_folder.with_name("charts"),
    )
    held: list[RecoverySitting] = []
    made.opened.connect(held.append)
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    yield made
    for sitting in held:
        sitting.lock()


@pytest.fixture
def begin(
    created: Created, vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits, theme: Theme, qtbot: QtBot
) -> Begin:
    """Starts the program on the record."""
    parts = Parts(
        theme=theme,
        clock=clock,
        ids=SeededIds(6),
        preferences=PreferencesFile(vault_folder.parent / "settings.json"),
        choose_folder=lambda _title: None,
        print_text=lambda _text: None,
        kdf=cheap_kdf,
        make_runner=SyncRunner,
        choose_file=lambda _title: created.root_key_file,
    )

    def begun() -> DeskWindow:
        made = DeskWindow(parts)
        qtbot.addWidget(made)
        made.begin(vault_folder)
        made.show()
        return made

    return begun


def asked_for(window: DeskWindow) -> RecoveryPage:
    """The recovery page, by its link on the unlock screen."""
    gate = window.shown()
    assert isinstance(gate, UnlockPage)
    gate.panel.recover.click()
    page = window.shown()
    assert isinstance(page, RecoveryPage)
    return page


def open_with(page: RecoveryPage, code: str) -> None:
    QTest.keyClicks(page.code.edit, code)
    page.code.try_go()


def fill(page: RecoveryPage, created: Created) -> None:
    panel = page.grant
    panel.who.setCurrentIndex(1)
    for edit, words in ((panel.new, NEW), (panel.again, NEW), (panel.root, created.root_passphrase)):
        QTest.keyClicks(edit.line, words)
    panel.file_asked.emit()


def test_it_says_before_anything_what_the_code_can_and_cannot_do(page: RecoveryPage) -> None:
    from ehr_desk.ui.pages.recovery.presenter import CAN, CANNOT

    assert "opens the record" in CAN
    assert "signs nothing" in CANNOT
    page.code.try_go()
    assert page.code.messages.accessibleName() == "Type the recovery code."


def test_a_code_typed_carelessly_opens_and_a_new_passphrase_is_given(
    page: RecoveryPage, created: Created, vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits, qtbot: QtBot
) -> None:
    open_with(page, created.recovery_code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert page.step() == 1
    assert page.code.edit.text() == ""
    fill(page, created)
    held: list[RecoverySitting] = [page._sitting] if page._sitting is not None else []
    with qtbot.waitSignal(page.finished) as ended:
        page.grant.try_go()
    assert "new key for signing" in ended.args[0]
    assert "stays valid" in ended.args[1]
    held[0].lock()
    person = VaultFile(vault_folder, cheap_kdf).people[0]
    desk = unlock(vault_folder, person.staff_id, NEW, clock=clock, ids=SeededIds(5), kdf=cheap_kdf)
    with desk.sitting.signer(NEW) as signer:
        signer.sign(b"something")
    desk.lock()


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(page: RecoveryPage, created: Created) -> None:
    open_with(page, created.recovery_code)
    page.grant.try_go()
    assert page.grant.messages.accessibleName() == "Choose the person."
    fill(page, created)
    page.grant.root.line.setText("not the passphrase of the root key")
    page.grant.try_go()
    assert "root key file does not open" in page.grant.messages.accessibleName()
    assert page.grant.new.text() == NEW
    page.grant.file.setText(str(created.root_key_file) + ".gone")
    page.grant.try_go()
    assert "cannot be read" in page.grant.messages.accessibleName()


def test_the_code_alone_writes_the_charts_into_a_folder(
    page: RecoveryPage, created: Created, vault_folder: Path
) -> None:
    open_with(page, created.recovery_code)
    page.grant.read.click()
    said = page.grant.messages.accessibleName()
    assert said.startswith(f"0 charts stand in {vault_folder.with_name('charts')}.")
    assert "The audit log names each chart." in said
    assert page.grant.read.isEnabled()
    (vault_folder.with_name("charts") / "something.txt").write_text("x", "utf-8")
    page.grant.read.click()
    assert "The folder is not empty." in page.grant.messages.accessibleName()


def test_a_wrong_code_says_so_and_stays_on_the_page(page: RecoveryPage) -> None:
    open_with(page, "0" * 32)
    assert page.step() == 0
    assert "does not open this record" in page.code.messages.accessibleName()


def test_a_page_left_alone_closes_the_record(page: RecoveryPage, created: Created, qtbot: QtBot) -> None:
    open_with(page, created.recovery_code)
    assert page._unattended.isActive()
    with qtbot.waitSignal(page.finished) as ended:
        page._unattended.timeout.emit()
    assert "left alone" in ended.args[0]


def test_a_window_made_small_does_not_stop_the_closing_and_a_locked_screen_closes_at_once(
    created: Created, begin: Begin
) -> None:
    made = begin()
    page = asked_for(made)
    open_with(page, created.recovery_code)
    page.hide()  # as a window that is made small tells its pages
    page.show()
    assert page._unattended.isActive()
    sitting = page._sitting
    assert sitting is not None
    page._begin()
    page._step(1, 40)
    made.away.left.emit()
    assert page._sitting is sitting  # what is being done is finished first
    with pytest.raises(UserError, match="2 of 40 charts") as stopped:  # but no further chart
        page._step(2, 40)
    page._not_given(stopped.value)
    assert made.shown() is not page
    with pytest.raises(SittingClosed), sitting.read():
        pass
    said = made.shown().panel.messages.accessibleName()  # type: ignore[union-attr]
    assert "closed with the screen" in said
    assert "2 of 40 charts only" in said
    made.close()


def test_the_unlock_screen_leads_to_the_recovery_page_and_back(
    created: Created, vault_folder: Path, begin: Begin
) -> None:
    made = begin()
    page = asked_for(made)
    open_with(page, created.recovery_code)
    page.grant.back.click()
    # The record is closed again: the person can unlock at once.
    made.shown()._try(VaultFile(vault_folder).people[0].staff_id, OLD)  # type: ignore[union-attr]
    assert made.view is not None
    made.close()


@pytest.mark.parametrize("gone", [False, True])
def test_a_key_file_that_cannot_be_read_offers_its_copy_and_the_log_names_it(
    gone: bool, vault_folder: Path, clock: SettableClock, cheap_kdf: KdfLimits, begin: Begin
) -> None:
    staff_id = VaultFile(vault_folder).people[0].staff_id
    desk = unlock(vault_folder, staff_id, OLD, clock=clock, ids=SeededIds(5), kdf=cheap_kdf)
    desk.sitting.change_passphrase(OLD, NEW)
    desk.lock()
    header = vault_folder / "vault.hdr"
    if gone:
        header.unlink()
    else:
        header.write_bytes(b"{")
    made = begin()
    page = made.shown()
    assert isinstance(page, UnreadablePage)
    page.go.click()
    gate = made.shown()
    assert "previous copy" in gate.panel.messages.accessibleName()  # type: ignore[union-attr]
    gate._try(staff_id, NEW)  # type: ignore[union-attr]
    assert made.desk is not None
    actions = [event.action for event in made.desk.sitting.audit.events()]
    assert "header.previous_used" in actions
    made.lock()
    assert "previous copy" not in made.shown().panel.messages.accessibleName()  # type: ignore[union-attr]
    made.close()
