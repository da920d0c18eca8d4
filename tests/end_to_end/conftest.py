"""A clinic built once and copied for every test, and windows that are closed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.window import DeskWindow
from tests.end_to_end.hands import Hands, window_parts
from tests.support.clinic import TestClinic
from tests.ui.conftest import nothing_left_behind, session_theme, theme, what_stays_is_looked_at_once

__all__ = ["nothing_left_behind", "session_theme", "theme", "what_stays_is_looked_at_once"]

OpenWindow = Callable[[], Hands]


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    """A clinic of this test's own."""
    return built_clinic.copy_to(tmp_path / "clinic.vault")


@pytest.fixture
def open_window(clinic: TestClinic, theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Opens a window on the clinic, at its unlock screen."""
    opened: list[DeskWindow] = []

    def open_one() -> Hands:
        window = DeskWindow(window_parts(clinic, theme, tmp_path))
        opened.append(window)
        window.begin(clinic.folder)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return Hands(window, clinic, qtbot)

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def hands(open_window: OpenWindow) -> Hands:
    """One window at its unlock screen."""
    return open_window()
