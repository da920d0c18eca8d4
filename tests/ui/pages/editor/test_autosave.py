"""Keeping what is typed, without widgets: when it is saved, and what happens where saving fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.editor import autosave
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.runner import Job, OnError, OnOk, SyncRunner


class HeldRunner(SyncRunner):
    """Keeps jobs until they are let go, like a writer that is busy."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], None]] = []

    def submit_draft(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        self.held.append(lambda: self._run(job, context, on_ok, on_error))

    def let_go(self) -> None:
        self.held.pop(0)()


class Desk:
    """A typed text, what was written of it, and whether writing works."""

    def __init__(self) -> None:
        self.typed: dict[str, Any] = {}
        self.written: list[Mapping[str, Any]] = []
        self.works = True

    def save(self, answers: Mapping[str, Any]) -> str:
        if not self.works:
            raise UserError("The disk is full.", "Free some space.")
        self.written.append(answers)
        return f"stamp {len(self.written)}"


def saver(runner: SyncRunner, desk: Desk) -> tuple[Autosave, list[tuple[str, str]], QObject]:
    owner = QObject()
    made = Autosave(runner, lambda: desk.typed, desk.save, owner)
    said: list[tuple[str, str]] = []
    made.state.connect(lambda state, detail: said.append((state, detail)))
    return made, said, owner


def test_the_pauses_are_those_that_were_promised() -> None:
    assert (autosave.QUIET_MS, autosave.LONGEST_MS) == (800, 3_000)


def test_each_key_starts_the_quiet_pause_again_but_never_the_longest(qtbot: QtBot) -> None:
    made, said, owner = saver(SyncRunner(), Desk())
    made.touched()
    assert made._quiet.isActive()
    longest = made._longest.remainingTime()
    made.touched()
    assert made._longest.remainingTime() <= longest
    assert said == [("typing", ""), ("typing", "")]
    made.forget()
    owner.deleteLater()


def test_what_is_handed_over_is_a_copy_of_the_moment(qtbot: QtBot) -> None:
    runner, desk = HeldRunner(), Desk()
    made, said, owner = saver(runner, desk)
    desk.typed = {"data": "one"}
    made.touched()
    made.flush()
    desk.typed["data"] = "two"
    runner.let_go()
    assert desk.written == [{"data": "one"}]
    assert said[-1] == ("saved", "stamp 1")
    owner.deleteLater()


def test_typing_while_a_save_is_under_way_is_not_called_saved(qtbot: QtBot) -> None:
    runner, desk = HeldRunner(), Desk()
    made, said, owner = saver(runner, desk)
    made.touched()
    made.flush()
    made.touched()
    runner.let_go()
    assert made.unsaved
    assert ("saved", "stamp 1") not in said
    made.flush()
    runner.let_go()
    assert said[-1] == ("saved", "stamp 2")
    owner.deleteLater()


def test_a_failed_save_is_tried_again_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    desk = Desk()
    made, said, owner = saver(SyncRunner(), desk)
    desk.works, desk.typed = False, {"data": "kept"}
    made.touched()
    made.flush()
    assert said[-1] == ("failed", "The disk is full")
    assert made._retry.isActive()
    desk.works = True
    made._retry.timeout.emit()
    assert desk.written == [{"data": "kept"}]
    assert not made.unsaved
    made.forget()
    owner.deleteLater()


def test_signing_waits_for_the_save_and_does_not_happen_when_it_fails(qtbot: QtBot) -> None:
    runner, desk = HeldRunner(), Desk()
    made, _, owner = saver(runner, desk)
    done: list[str] = []
    made.touched()
    made.then(lambda: done.append("signed"))
    assert done == []
    runner.let_go()
    assert done == ["signed"]
    desk.works = False
    made.touched()
    made.then(lambda: done.append("never"))
    runner.let_go()
    assert done == ["signed"]
    made.forget()
    owner.deleteLater()


def test_nothing_unsaved_means_at_once(qtbot: QtBot) -> None:
    made, _, owner = saver(SyncRunner(), Desk())
    done: list[str] = []
    made.then(lambda: done.append("now"))
    assert done == ["now"]
    owner.deleteLater()
