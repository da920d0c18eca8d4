"""Fixtures of the chart pages, taken over by each folder's conftest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.ui.theme import Theme
from tests.support.clinic import TestClinic
from tests.ui.pages.chart.making import NOW, PageWindow, build

Sit = Callable[[str], Desk]


@pytest.fixture(scope="package")
def built_clinic(tmp_path_factory: pytest.TempPathFactory) -> TestClinic:
    return build(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    copy = built_clinic.copy_to(tmp_path / "clinic.vault")
    copy.clock.move_to(NOW)
    return copy


@pytest.fixture
def sit(clinic: TestClinic) -> Iterator[Sit]:
    """Sit down as somebody; everybody is locked out at the end."""
    desks: list[Desk] = []

    def at(who: str) -> Desk:
        for before in desks:
            before.lock()
        desks.append(clinic.desk(who))
        return desks[-1]

    yield at
    for desk in desks:
        desk.lock()


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("therapist")


@pytest.fixture
def client(desk: Desk) -> ClientRow:
    return next(one for one in desk.clients.all() if one.family_name == "Alvarez")


@pytest.fixture
def window(desk: Desk, theme: Theme, qtbot: QtBot) -> PageWindow:
    made = PageWindow(desk, theme)
    qtbot.addWidget(made)
    made.show()
    made.page.enter()
    return made
