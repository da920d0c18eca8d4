"""A cell of the week says its words to their end, however narrow the day is."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.chart.sessions.program_service import Week
from ehr_desk.ui.pages.week.grid import SessionCell
from ehr_desk.ui.pages.week.presenter import Cell, WeekView

MONDAY = date(2026, 11, 16)
CELL = Cell(
    MONDAY, "Morning", "09:00", "12:00", "Relapse prevention, morning", "group", "helen", ("a", "b"), "s1", "p1", ""
)


def test_a_narrow_cell_is_higher_and_cuts_nothing(theme: object, qtbot: QtBot) -> None:
    view = WeekView("dana", MONDAY, Week(MONDAY, (), (), (), {}), {"helen": "Helen Calloway"}, (), ())
    cell = SessionCell(CELL, view)
    qtbot.addWidget(cell)
    narrow, wide = cell.heightForWidth(140), cell.heightForWidth(400)
    assert narrow > wide
    cell.resize(140, narrow)
    cell.show()
    for one in cell.findChildren(QLabel):
        assert one.height() >= one.heightForWidth(one.width()) if one.wordWrap() else one.height() > 0
    assert [one.text() for one in cell.findChildren(QLabel)] == [
        "09:00–12:00",
        "Relapse prevention, morning",
        "Group · 2 clients · Helen Calloway",
    ]
