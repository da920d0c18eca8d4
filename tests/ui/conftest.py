"""Fixtures for everything on the screen: one theme, a standing clock, and a guard against what is left behind."""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.constants import hold_constants
from ehr_desk.ui.theme import Theme

hold_constants()
# As in the program (ehr_desk.ui.collecting): widgets in a cycle must never die on a worker thread.
gc.disable()


@functools.cache
def one_theme(app: QApplication) -> Theme:
    """A theme sets the style of the whole application: two of them would pull at it in turns."""
    return Theme(app, resources_dir(), choice="light")


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Iterator[Theme]:
    yield one_theme(qapp)
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(session_theme: Theme) -> Iterator[Theme]:
    yield session_theme
    session_theme.set_choice("light")
    session_theme.set_scale(100)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(datetime(2026, 11, 21, 15, 52, tzinfo=UTC))


@pytest.fixture
def ids() -> SeededIds:
    return SeededIds(7)


@pytest.fixture(scope="module", autouse=True)
def what_stays_is_looked_at_once() -> None:
    """What earlier files left for good (modules, the application) is not searched again after each test of this one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread or a running timer. Widgets are closed before this looks."""
    threads = set(threading.enumerate())
    yield
    gc.collect()
    if QApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [thread.name for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    alive = [one for one in gc.get_objects() if isinstance(one, QTimer | QThread) and shiboken6.isValid(one)]
    timers = [one for one in alive if isinstance(one, QTimer) and one.isActive()]
    owners = [type(one.parent()).__name__ for one in timers]
    assert not timers, f"timers still running, owned by: {owners}"
    running = [
        one for one in alive if isinstance(one, QThread) and one.isRunning() and one is not QThread.currentThread()
    ]
    main = QApplication.instance()
    assert not [one for one in running if main is None or one is not main.thread()], "a QThread is still running"
