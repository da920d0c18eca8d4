"""The last backup of a sitting and what else is under way when a desk is locked or closed: who waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from ehr_desk.ui.pages.backup.dialogs import OpenBackupDialog
from ehr_desk.ui.pages.backup.page import BackupPage
from ehr_desk.ui.shell.leaving import Ending
from ehr_desk.ui.shell.places import Place
from ehr_desk.vault import backup_making, backup_service
from tests.end_to_end.hands import Hands
from tests.support.clinic import passphrase_of


@pytest.mark.parametrize("hours", [None, 4, 30])
def test_a_backup_that_is_due_is_made_behind_the_unlock_screen_before_the_keys_are_gone(
    hands: Hands, hours: int | None
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    if hours:
        desk.backups.make()
        hands.clinic.clock.advance(timedelta(hours=hours))
    hands.window.lock()
    assert hands.window.view is None
    assert "Whoever unlocks now waits" in hands.gate.panel.messages.accessibleName()
    hands.unlock("therapist")  # at once: it waits for the backup
    assert desk.sitting.locked
    again = hands.window.desk
    assert again is not None
    assert again.backups.state().last == hands.clinic.clock.now()


def test_a_backup_that_is_not_due_is_not_made(hands: Hands) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    made = desk.backups.make().last
    hands.clinic.clock.advance(timedelta(hours=3))
    hands.lock()
    hands.unlock("therapist")
    again = hands.window.desk
    assert again is not None
    assert again.backups.state().last == made


def test_closing_right_after_locking_leaves_no_keys_and_no_half_backup(hands: Hands) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    hands.window.lock()
    hands.window.close()
    assert desk.sitting.locked
    left = [one.name for one in (hands.clinic.folder / "backups").glob("*")]
    assert all(name.endswith(".backup") for name in left)
    hands.clinic.desk("therapist").lock()


def test_closing_makes_a_due_backup_too(hands: Hands) -> None:
    hands.unlock("therapist")
    hands.window.close()
    assert len(list((hands.clinic.folder / "backups").iterdir())) == 1


@pytest.mark.parametrize("error", [PermissionError("no way in"), ValueError("a mistake of ours")])
def test_a_backup_that_breaks_does_not_keep_the_record_open_and_is_remembered(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None

    def broken(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(backup_service, "make_backup", broken)
    hands.window.lock()
    hands.wait(lambda: desk.sitting.locked and not hands._backs_up())
    bar = hands.gate.panel.messages
    said = "" if bar.isHidden() else bar.accessibleName()
    assert ("could not be made" in said) == isinstance(error, ValueError)
    again = hands.clinic.desk("therapist")
    failure = again.backups.state().failure
    again.lock()
    assert failure.startswith("The program made a mistake (ValueError)" if said else "It could not be written")


class Hanging:
    """Something that comes to no end by itself, on whatever lanes it is done."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._lanes: list[threading.Thread] = []

    def __call__(self) -> None:
        self._lanes.append(threading.current_thread())
        self.begun.set()
        self.go_on.wait(60)

    @property
    def still(self) -> bool:
        """Whether nobody has let it go on yet."""
        return not self.go_on.is_set()

    def end(self) -> None:
        """Let it come to its end, on lanes that were retired."""
        self.go_on.set()
        for lane in self._lanes:
            lane.join(30)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    """A backup that comes to no end by itself."""
    hangs = Hanging()

    def slow(*_given: object, **_named: object) -> None:
        hangs()
        raise ValueError("the keys are gone")

    monkeypatch.setattr(backup_service, "make_backup", slow)
    yield hangs
    hangs.end()


def test_a_locked_screen_gives_up_the_last_backup_and_nobody_waits_for_it_any_more(
    hands: Hands, hanging: Hanging
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    hands.window.lock()
    hands.wait(hanging.begun.is_set)
    hands.window.away.left.emit()
    hands.wait(lambda: desk.sitting.locked and not hands._backs_up())
    hands.unlock("therapist")
    hands.window._leaving.end(Ending(backup=False))
    hands.window.close()
    assert hanging.still


@pytest.fixture
def checking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    """A backup whose check comes to no end by itself."""
    hangs, really = Hanging(), backup_making._check

    def slow(*given: Any) -> list[str]:
        hangs()
        return really(*given)

    monkeypatch.setattr(backup_making, "_check", slow)
    yield hangs
    hangs.end()


@pytest.mark.parametrize("how", ["screen", "keys"])
def test_locking_while_a_regular_backup_is_made_shows_no_chart_and_waits_for_nothing_on_the_screen(
    hands: Hands, checking: Hanging, how: str
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    hands.window.seat._schedules[0].look()  # type: ignore[union-attr]  # what its timer does
    hands.wait(checking.begun.is_set)
    hands.window.away.left.emit() if how == "screen" else hands.window.lock()
    hands.wait(lambda: hands.window.view is None)
    assert hands.gate.isVisible(), "the unlock screen"
    assert checking.still
    if how == "screen":
        hands.wait(lambda: desk.sitting.locked)
        assert "with the screen" in hands.gate.panel.messages.accessibleName()
        checking.go_on.set()
        hands.unlock("therapist")
    else:
        assert "Whoever unlocks now waits" in hands.gate.panel.messages.accessibleName()
        assert not desk.sitting.locked
        checking.go_on.set()
        hands.unlock("therapist")  # at once: it waits for the backup
        assert desk.sitting.locked
    again = hands.window.desk
    assert again is not None
    made = len(again.backups.known())
    assert made == (0 if how == "screen" else 1), "given up, or the last one: no other is made after it"


def test_a_long_look_at_the_whole_record_holds_neither_the_screen_nor_the_keys_nor_the_next_unlock(
    hands: Hands,
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    desk.backups.make()
    hang = Hanging()  # as a copy that is tried out on a disk that answers no more
    hands.window._runner_now().submit_keeping(hang, context=hands.window)
    hands.wait(hang.begun.is_set)
    hands.lock()
    hands.unlock("therapist")
    hang.begun.clear()
    hands.window._runner_now().submit_keeping(hang, context=hands.window)
    hands.wait(hang.begun.is_set)
    hands.window.close()
    assert hang.still
    hang.end()


def test_a_copy_that_is_tried_out_on_a_disk_that_answers_no_more_keeps_no_desk_open(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.unlock("therapist")
    desk = hands.window.desk
    assert desk is not None
    desk.backups.make()
    hang = Hanging()

    def drill(*_given: object) -> None:
        hang()
        raise OSError("it came back")

    monkeypatch.setattr(desk.backups, "drill", drill)
    hands.view.go(Place("backup"))
    page = hands.view.page("backup")
    assert isinstance(page, BackupPage)
    hands.wait(lambda: page.facts() is not None)
    facts = page.facts()
    assert facts is not None
    page.try_out(facts.known[0])
    dialog = hands.dialog(OpenBackupDialog)
    dialog.passphrase.line.setText(passphrase_of("therapist"))
    dialog.try_go()
    hands.wait(hang.begun.is_set)
    assert dialog.working
    hands.window.away.left.emit()
    hands.wait(lambda: hands.window.view is None and desk.sitting.locked)
    assert hang.still
    hang.end()


def test_closing_says_what_is_waited_for(hands: Hands, hanging: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.unlock("therapist")
    hands.window.lock()
    hands.wait(hanging.begun.is_set)
    shutdown = hands.window._runner_now().shutdown
    seen: list[str] = []

    def shutting_down() -> None:
        seen.extend(one.text() for one in hands.window.findChildren(QLabel))
        hanging.go_on.set()
        shutdown()

    monkeypatch.setattr(hands.window._runner_now(), "shutdown", shutting_down)
    hands.window.close()
    assert "A backup that is due is being made. The window closes when it is done." in seen
