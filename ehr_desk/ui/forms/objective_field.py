"""Objectives served: ticked in the thread panel beside the note; here only a line says which."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from ehr_desk.forms.links import PROGRESS
from ehr_desk.ui.forms.field import Field, Json
from ehr_desk.ui.widgets.text import label

_NONE_TICKED = "None ticked yet. Tick them in the plan beside the note."
_NONE_OPEN = "The plan has no open objective."


def summary(rows: list[Mapping[str, Json]], objectives: Mapping[str, str]) -> str:
    """Which objectives are served and how far, in one line."""
    parts = []
    for row in rows:
        words = objectives.get(str(row.get("objective_id", "")), "An objective of an earlier plan")
        progress = PROGRESS.get(str(row.get("progress", "")), "progress not said yet")
        parts.append(f"{words} ({progress})")
    return "; ".join(parts)


class ObjectiveField(Field):
    """Keeps the links and shows them as a line."""

    def __init__(self, objectives: Mapping[str, str]) -> None:
        super().__init__()
        self._objectives = objectives
        self._rows: list[Mapping[str, Json]] = []
        self._line = label("", "body", "text2", wrap=True)
        self.box.addWidget(self._line)
        self.set_value(None)

    def value(self) -> Json | None:
        return [dict(row) for row in self._rows] or None

    def set_value(self, value: Json | None) -> None:
        self._rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        text = summary(self._rows, self._objectives)
        self._line.setText(text or (_NONE_TICKED if self._objectives else _NONE_OPEN))

    def set_read_only(self, on: bool) -> None:
        """It is only read here."""

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.setObjectName(object_name)
        self.setAccessibleName(accessible)

    def stops(self) -> list[QWidget]:
        return []
