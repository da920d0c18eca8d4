"""Choosing clients: who was discharged is not among the others."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.ui.pages.today.client_picker import ClientPicker, left_words
from ehr_desk.ui.theme import Theme

LEFT = {"b": date(2026, 10, 12), "d": date(2026, 11, 2)}


def client(key: str) -> ClientRow:
    return ClientRow(key, f"DEMO-{key}", f"{key.upper()}name", "Ann", "", "", date(1990, 1, 1), "", "", "", "", "s1")


def offered(picker: ClientPicker) -> list[str]:
    items = [picker.list.item(at) for at in range(picker.list.count())]
    return [item.text().split(",")[0][0] for item in items if not item.isHidden()]


@pytest.fixture
def picker(theme: Theme, qtbot: QtBot) -> ClientPicker:
    made = ClientPicker(theme, [client(key) for key in "dacb"], LEFT, several=True, then="It stays.")
    qtbot.addWidget(made)
    return made


def test_discharged_clients_come_last_and_marked_once_asked_for_or_found_by_typing(picker: ClientPicker) -> None:
    assert offered(picker) == ["A", "C"]
    picker.also.setChecked(True)
    assert offered(picker) == ["A", "C", "B", "D"]
    assert picker.list.item(2).text() == "Bname, Ann  ·  Discharged 12 Oct 2026  ·  MRN DEMO-b"
    picker.also.setChecked(False)
    picker.typed.setText("dname")
    assert offered(picker) == ["D"]


def test_a_chosen_one_who_was_discharged_stays_in_view_and_is_told(picker: ClientPicker) -> None:
    assert picker.told.isHidden()
    picker.choose(["a", "d"])
    assert offered(picker) == ["A", "C", "D"]
    assert picker.told.text() == "Ann Dname was discharged on 2 Nov 2026. It stays."
    assert picker.chosen() == ("a", "d")
    both = left_words([client("b"), client("d")], LEFT)
    assert both == "Discharged: Ann Bname (12 Oct 2026), Ann Dname (2 Nov 2026)."


def test_nothing_is_asked_where_nobody_was_discharged(theme: Theme, qtbot: QtBot) -> None:
    made = ClientPicker(theme, [client("a")], {}, several=True)
    qtbot.addWidget(made)
    assert made.also.isHidden()
    assert made.told.isHidden()


def test_pressed_on_one_client_and_let_go_on_another_ticks_neither(picker: ClientPicker, qtbot: QtBot) -> None:
    picker.show()
    inside, left = picker.list.viewport(), Qt.MouseButton.LeftButton
    first, second = (picker.list.visualItemRect(picker.list.item(at)) for at in (0, 1))
    for place in (second.center(), second.topLeft() + QPoint(12, second.height() // 2)):
        QTest.mousePress(inside, left, pos=first.center())
        QTest.mouseRelease(inside, left, pos=place)
        assert picker.chosen() == ()
    QTest.mouseClick(inside, left, pos=second.center())
    assert picker.chosen() == ("c",)
