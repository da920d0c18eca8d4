"""The bell between two programs on one vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from ehr_desk.ui.shell.doorbell import Doorbell, bell_name, ring


def test_nobody_answers_where_no_window_is_open(tmp_path: Path, qtbot: QtBot) -> None:
    assert not ring(tmp_path / "clinic.vault", 200)


def test_a_ring_is_heard_and_answered(tmp_path: Path, qtbot: QtBot) -> None:
    # The caller is a socket in this very program: ``ring`` itself waits, and is tried with a second program.
    parent = QObject()
    bell = Doorbell(parent)
    assert bell.hang(tmp_path)
    caller = QLocalSocket(parent)
    with qtbot.waitSignal(bell.rang, timeout=5_000):
        caller.connectToServer(bell_name(tmp_path))
        caller.write(b"show")
    qtbot.waitUntil(lambda: bytes(caller.peek(10).data()) == b"here", timeout=5_000)
    caller.abort()
    bell.take_down()
    assert not ring(tmp_path, 200)


def test_the_bell_hangs_at_one_vault_at_a_time(tmp_path: Path, qtbot: QtBot) -> None:
    parent = QObject()
    bell = Doorbell(parent)
    bell.hang(tmp_path / "one")
    bell.hang(tmp_path / "two")
    assert not ring(tmp_path / "one", 200)
    bell.take_down()


def test_every_way_to_write_the_path_gives_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert bell_name(tmp_path / "a") == bell_name(tmp_path / "a" / ".." / "a")
    assert bell_name(tmp_path / "a") != bell_name(tmp_path / "b")
    assert str(tmp_path) not in bell_name(tmp_path)
