"""Cycles of widgets die on the UI thread, never on a worker."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ehr_desk.ui.collecting import Collector


class Loop(QObject):
    """An object that holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    home = QObject()
    made = Collector(home)
    yield made
    made.stop()
    gc.disable()  # as the other tests of the window have it


def fill() -> None:
    """Allocate more than a generation holds."""
    kept = [[number] for number in range(20_000)]
    assert kept


def test_a_worker_thread_collects_nothing(collector: Collector) -> None:
    gone = weakref.ref(Loop())
    worker = threading.Thread(target=fill)
    worker.start()
    worker.join()
    assert gone() is not None


def test_the_ui_thread_does(collector: Collector) -> None:
    gone = weakref.ref(Loop())
    kept = [[number] for number in range(5_000)]
    collector.look()
    gc.collect()
    assert kept
    assert gone() is None


def test_stopping_gives_collecting_back_to_python(qtbot: QtBot) -> None:
    home = QObject()
    collector = Collector(home)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    gc.disable()
