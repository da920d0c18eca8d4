"""An open desk without a thread: the real view over a real vault, every job done at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.ui.shell.preferences import PreferencesFile
from ehr_desk.ui.shell.screen import KeptScreen
from ehr_desk.ui.theme import Theme
from tests.ui.pages.chart.fixtures import Sit, built_clinic, clinic, sit

__all__ = ["SitAt", "built_clinic", "clinic", "preferences", "sit", "sit_at"]

SitAt = Callable[[str], DeskView]


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    """What this computer remembers, in a folder of the test."""
    return PreferencesFile(tmp_path / "settings.json")


@pytest.fixture
def sit_at(sit: Sit, theme: Theme, preferences: PreferencesFile, qtbot: QtBot) -> Iterator[SitAt]:
    """Sit down as somebody, with the whole desk on the screen."""
    views: list[DeskView] = []

    def at(who: str) -> DeskView:
        screen = KeptScreen(theme, preferences)
        view = DeskView(sit(who), SyncRunner(), theme, screen)
        screen.setParent(view)
        qtbot.addWidget(view)
        view.resize(1440, 900)
        view.show()
        views.append(view)
        return view

    yield at
    for view in views:
        view.flush()
