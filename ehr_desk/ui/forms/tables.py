"""Tables of a form: what was assembled from the record is read, with a way to the entries it came from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import divider, empty_layout, label


class ReadTable(Field):
    """A table that is only read. Its rows are kept as they are and given back unchanged."""

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self._item = item
        self._rows: list[Json] = []
        frame = QFrame()
        frame.setProperty("card", "plain")
        self._grid = QGridLayout(frame)
        self._grid.setContentsMargins(12, 6, 12, 8)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self.box.addWidget(frame)
        self.set_value(None)

    def value(self) -> Json | None:
        return self._rows or None

    def set_value(self, value: Json | None) -> None:
        self._rows = list(value) if isinstance(value, list) else []
        empty_layout(self._grid)
        if not self._rows:
            self._grid.addWidget(label("None recorded.", "small", "text3"), 0, 0)
            return
        columns = [child for child in self._item.items if child.screen != "hide"]
        for at, child in enumerate(columns):
            self._grid.addWidget(label(child.text, "caption"), 0, at)
            self._grid.setColumnStretch(at, 3 if child.type == "note" else 2 if at == 0 else 1)
        self._grid.addWidget(divider(), 1, 0, 1, len(columns))
        for line, row in enumerate(self._rows, start=2):
            for at, child in enumerate(columns):
                text = shown(child, row.get(child.id)) if isinstance(row, Mapping) else ""
                self._grid.addWidget(label(text, "body", wrap=True), line, at, Qt.AlignmentFlag.AlignTop)

    def set_read_only(self, on: bool) -> None:
        """It is read only anyway."""

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.setObjectName(object_name)
        self.setAccessibleName(accessible)

    def stops(self) -> list[QWidget]:
        return []


class SourcesField(Field):
    """Where the sentences of a summary come from: folded away, each line opens its entry (``asked``: entry id)."""

    asked = Signal(str)

    def __init__(self, item: Item, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._item = item
        self._rows: list[Json] = []
        self._sentence = next((one.id for one in item.items if one.role == "sentence"), "")
        self._entry = next((one.id for one in item.items if one.role == "entry"), "")
        self.toggle: QPushButton = button(kit.theme, "", self._fold, role="link", icon="chevron-right")
        self.box.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._body = QWidget()
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(16, 0, 0, 0)
        self._lines.setSpacing(2)
        self._body.hide()
        self.box.addWidget(self._body)
        self.set_value(None)

    def value(self) -> Json | None:
        return self._rows or None

    def set_value(self, value: Json | None) -> None:
        self._rows = list(value) if isinstance(value, list) else []
        self.toggle.setText(f"Sources ({len(self._rows)})")
        self.toggle.setVisible(bool(self._rows))
        empty_layout(self._lines)
        for row in self._rows:
            if isinstance(row, Mapping):
                self._lines.addWidget(self._line(row))

    def set_read_only(self, on: bool) -> None:
        """Sources are read only anyway; they can always be opened."""

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.setObjectName(object_name)
        self.toggle.setAccessibleName(accessible)
        self.toggle.setObjectName(f"{object_name}.toggle")

    def stops(self) -> list[QWidget]:
        return [self.toggle]

    def _line(self, row: Mapping[str, Json]) -> QWidget:
        text, entry = str(row.get(self._sentence, "")), str(row.get(self._entry, ""))
        if not entry:
            return label(text, "small", "text2", wrap=True)
        made = button(self._kit.theme, _short(text), lambda: self.asked.emit(entry), role="link", icon="file-text")
        made.setToolTip(text)
        made.setAccessibleName(f"Open the entry behind: {text}")
        return made

    def _fold(self) -> None:
        opened = self._body.isHidden()
        self._body.setVisible(opened)
        self._kit.theme.bind_icon(self.toggle, "chevron-down" if opened else "chevron-right", "link", 18)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
