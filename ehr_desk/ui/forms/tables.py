"""Tables of a form: what was assembled from the record is read, with a way to the entries it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.theme import Theme
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
    """Where the sentences of a summary come from: folded away; an entry opens with a click (``asked``: its id)."""

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
        entries = {row.get(self._entry) for row in self._rows if isinstance(row, Mapping)} - {None, ""}
        self.toggle.setText(f"Sources ({len(entries)})")
        self.toggle.setVisible(bool(self._rows))
        empty_layout(self._lines)
        rows = [row for row in self._rows if isinstance(row, Mapping)]
        links = [(str(row.get(self._sentence, "")), str(row.get(self._entry, ""))) for row in rows]
        for line in source_lines(self._kit.theme, links, self._kit.links.entries, self.asked.emit):
            self._lines.addWidget(line)

    def set_read_only(self, on: bool) -> None:
        """Sources are read only anyway; they can always be opened."""

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.setObjectName(object_name)
        self.toggle.setAccessibleName(accessible)
        self.toggle.setObjectName(f"{object_name}.toggle")

    def stops(self) -> list[QWidget]:
        return [self.toggle]

    def _fold(self) -> None:
        opened = self._body.isHidden()
        self._body.setVisible(opened)
        self._kit.theme.bind_icon(self.toggle, "chevron-down" if opened else "chevron-right", "link", 18)


def source_lines(
    theme: Theme, links: Sequence[tuple[str, str]], words: Mapping[str, str], open_entry: Callable[[str], None]
) -> Iterator[QWidget]:
    """Each sentence with the entries that it rests on below it, named by kind, day and author; a click opens one."""
    entries: dict[str, list[str]] = {}
    for sentence, entry in links:
        entries.setdefault(sentence, []).extend([entry] if entry else [])
    for sentence, found in entries.items():
        yield label(sentence, "small", "text2", wrap=True)
        for entry in dict.fromkeys(found):
            name = words.get(entry, "Open the entry")
            made = button(theme, name, partial(open_entry, entry), role="link", icon="file-text")
            made.setAccessibleName(f"Open {words.get(entry, 'the entry')}, behind: {sentence}")
            yield made
