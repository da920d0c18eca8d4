"""What several UI tests look at: names for screen readers, the way of Tab, a form that has every type."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.forms import Form, load_form
from ehr_desk.ui.forms.links import Named, PlainLinks
from ehr_desk.ui.widgets.picker import PickRow

EVERY_TYPE = """
[form]
id = "every_type"
version = 1
title = "Every type"
category = "note"
scope = "client"
authors = ["therapist"]
states = []

[choices]
few = ["One", "Two", "Three"]
many = ["A rather long label", "Another rather long label", "A third rather long label", "Fourth", "Fifth", "Sixth"]
points = { "Not at all" = 0, "Some days" = 1, "Every day" = 2 }

[[item]]
id = "day"
section = "First part"
text = "Day"
type = "date"
role = "effective_on"
required = true
[[item]]
id = "at"
text = "Time"
type = "time"
[[item]]
id = "moment"
text = "Moment"
type = "datetime"
[[item]]
id = "line"
text = "One line"
type = "text"
required = true
help = "A short text."
[[item]]
id = "story"
text = "Story"
type = "note"
lines = 3
[[item]]
id = "count"
text = "Count"
type = "integer"
unit = "times"
min = 0
max = 10
[[item]]
id = "amount"
text = "Amount"
type = "decimal"
unit = "mg"
[[item]]
id = "agree"
text = "Agree"
type = "yesno"
[[item]]
id = "why_not"
text = "Why not"
type = "text"
show_if = "agree == false"
required = true
[[item]]
id = "few"
section = "Second part"
text = "Few"
type = "choice"
choices = "few"
[[item]]
id = "many"
text = "Many"
type = "choice"
choices = "many"
[[item]]
id = "several"
text = "Several"
type = "multi"
choices = "few"
[[item]]
id = "craving"
text = "Craving"
type = "scale"
min = 0
max = 10
low = "None"
high = "Strongest"
[[item]]
id = "words"
text = "Please ask both."
type = "info"
[[item]]
id = "q1"
text = "First question"
type = "choice"
choices = "points"
[[item]]
id = "q2"
text = "Second question"
type = "choice"
choices = "points"
[[item]]
id = "block"
text = "A block"
type = "group"
[[item.item]]
id = "inside"
text = "Inside the block"
type = "text"
[[item]]
id = "allergies"
section = "Rows"
text = "Allergies"
type = "group"
repeats = true
role = "allergies"
[[item.item]]
id = "substance"
text = "Substance"
type = "text"
role = "substance"
required = true
[[item.item]]
id = "severe"
text = "Severe"
type = "yesno"
[[item.item]]
id = "severe_how"
text = "How it showed"
type = "text"
show_if = "severe == true"
[[item]]
id = "services"
text = "Services"
type = "table"
readonly = true
[[item.item]]
id = "service"
text = "Service"
type = "text"
readonly = true
[[item.item]]
id = "hours"
text = "Hours"
type = "decimal"
readonly = true
[[item]]
id = "diagnoses"
section = "Links"
text = "Diagnoses"
type = "diagnosis"
[[item]]
id = "orders"
text = "Orders"
type = "medication"
[[item]]
id = "served"
text = "Objectives served"
type = "objective"
[[item]]
id = "relatives"
text = "Relatives"
type = "participant"

[[score]]
id = "total"
text = "Total"
sum = ["q1", "q2"]
bands = [{ from = 0, label = "low" }, { from = 2, label = "high" }]
"""

ANSWERS = {
    "day": "2026-11-21",
    "at": "10:00",
    "moment": "2026-11-20T09:30",
    "line": "One line of words",
    "story": "First line\nsecond line with مرحبا and 🙂",
    "count": 3,
    "amount": "0.5",
    "agree": False,
    "why_not": "Not today",
    "few": "Two",
    "many": "Fourth",
    "several": ["One", "Three"],
    "craving": 7,
    "q1": "Some days",
    "q2": "Every day",
    "inside": "In the block",
    "allergies": [
        {"_id": "a1", "substance": "penicillin", "severe": True, "severe_how": "Swelling"},
        {"_id": "a2", "substance": "latex"},
    ],
    "services": [{"_id": "s1", "service": "Group", "hours": "9"}],
    "diagnoses": [
        {
            "_id": "d1",
            "code": "F10.20",
            "text": "Alcohol dependence, uncomplicated",
            "kind": "substance use",
            "rank": "primary",
            "status": "active",
            "note": "",
        }
    ],
    "orders": [
        {
            "_id": "m1",
            "event": "change",
            "name": "sertraline",
            "form": "tablet",
            "dose": "75",
            "unit": "mg",
            "route": "by mouth",
            "frequency": "every morning",
            "as_needed": False,
            "indication": "depression",
            "prescriber": "Dr. Ines Okafor",
            "reason_code": "side effect",
            "reason": "Less tired on the lower dose",
            "starts_on": "2026-11-21",
        }
    ],
    "served": [{"objective_id": "o1", "progress": "some", "evidence": "Log kept"}],
    "relatives": [
        {
            "_id": "p1",
            "name": "Rosa A.",
            "relationship": "sister",
            "age_band": "adult",
            "presence": "in person",
            "consent_id": "c1",
            "acknowledged": True,
        }
    ],
}


def every_type(folder: Path) -> Form:
    """A form that has every type of item, written to a folder and loaded like any other."""
    path = folder / "every_type.toml"
    path.write_text(EVERY_TYPE, "utf-8")
    return load_form(path)


def plain_links() -> PlainLinks:
    """Link editors over a few plain rows."""
    found = [
        PickRow("F10.20", "Alcohol dependence, uncomplicated", "F10.20"),
        PickRow("F11.20", "Opioid dependence, uncomplicated", "F11.20"),
    ]
    return PlainLinks(
        find_diagnosis=lambda typed: [row for row in found if typed.casefold() in f"{row.code} {row.text}".casefold()],
        reasons=("side effect", "taper"),
        consents=(Named("c1", "Sister, until 21 May 2027"),),
        objectives={"o1": "Objective 1.1"},
        prescriber="Dr. Ines Okafor",
    )


def accessible_name(widget: QWidget) -> str:
    """The name that a screen reader gets."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        # On Linux the name of a combo box is its current text; what it is called is told by its label.
        labels = [one for one, kind in interface.relations() if kind == QAccessible.RelationFlag.Label]
        return labels[0].text(QAccessible.Text.Name) if labels else ""
    return interface.text(QAccessible.Text.Name)


def show_active(widget: QWidget, qtbot: QtBot) -> None:
    """Show a window and wait until it is the active one, so that focus works."""
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()


def shown_stops(root: QWidget) -> list[QWidget]:
    """Every visible, enabled widget below ``root`` that Tab can reach."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and not one.objectName().startswith("qt_")
        and type(one).__name__ not in ("QComboBoxPrivateScroller", "QComboBoxListView")
    ]


def walk(root: QWidget, first: QWidget, count: int) -> list[str]:
    """The object names that Tab visits from a widget on."""
    first.setFocus()
    seen = [first.objectName()]
    for _ in range(count - 1):
        now = QApplication.focusWidget()
        QTest.keyClick(now or root, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        seen.append(after.objectName() if after is not None else "")
    return seen
