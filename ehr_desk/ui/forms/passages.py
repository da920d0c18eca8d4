"""Text that was carried forward from an earlier note: highlighted in its field until somebody touches it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.chart.entries.reused import Passage, confirm, span, standing, untouched
from ehr_desk.ui.forms.block import ItemBlock
from ehr_desk.ui.forms.field import Json
from ehr_desk.ui.forms.fields import NoteField, TextField
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import label

_ABOUT = "carried"


def carried_words(passages: Sequence[Passage]) -> str:
    """Where the text of a field came from; empty where nothing is untouched."""
    days = list(dict.fromkeys(show_date(date.fromisoformat(one.on)) for one in passages))
    return f"Carried forward from {' and '.join(days)}, not rewritten yet" if days else ""


class CarriedLine(QWidget):
    """Says where a text came from. ``confirmed`` when the person says that it is still true."""

    confirmed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(8)
        self._words = label("", "small", "warning", wrap=True)
        row.addWidget(self._words, 1)
        self.still = button(theme, "Still true", self.confirmed.emit, role="link", icon="check")
        self.still.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.addWidget(self.still, 0, Qt.AlignmentFlag.AlignRight)

    def tell(self, passages: Sequence[Passage], field: str, place: str) -> None:
        """Say it for a field; ``place`` names the button."""
        self._words.setText(f"{carried_words(passages)}. Edit it where it is not so any more.")
        self.still.setAccessibleName(f"Still true: {field}, as carried forward")
        self.still.setObjectName(f"still_true.{place}")

    def text(self) -> str:
        """What it says."""
        return self._words.text()


class Carrying(Protocol):
    """The form as its marks see it."""

    @property
    def theme(self) -> Theme: ...

    def answers(self) -> dict[str, Json]: ...

    def block(self, item_id: str) -> ItemBlock | None: ...


class CarriedMarks(QObject):
    """The marks of one form. ``changed`` when a passage came, or was said to be still true."""

    changed = Signal()

    def __init__(self, editor: Carrying, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._lines: dict[str, CarriedLine] = {}
        self.passages: tuple[Passage, ...] = ()

    def set_passages(self, passages: Sequence[Passage]) -> None:
        """What was carried forward, touched or not."""
        self.passages = tuple(passages)
        self.look()

    def carry(self, passage: Passage) -> bool:
        """Put a passage below what stands in its field; false where the form asks nothing there now."""
        block = self._editor.block(passage.item)
        if block is None or block.isHidden() or not isinstance(block.field, NoteField | TextField):
            return False
        there = str(block.field.value() or "")
        if span(passage.text, there) is not None:  # it stands there already: whoever wrote it
            block.field.stops()[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        self.passages = (*(one for one in self.passages if one != passage), passage)
        if isinstance(block.field, NoteField):
            block.field.edit.append_text(passage.text)
        else:
            line = block.field.line
            line.setText(f"{there.rstrip()} {' '.join(passage.text.split())}".strip())
            line.textEdited.emit(line.text())
        self.changed.emit()
        return True

    def still_true(self, item_id: str) -> None:
        """The person says that what was carried into a field holds today as well."""
        self.passages = confirm(self.passages, item_id)
        self.look(item_id)
        block = self._editor.block(item_id)
        if block is not None:
            block.field.stops()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def look(self, item_id: str = "") -> None:
        """Mark what is untouched now, in one field or in all."""
        if not self.passages:
            return
        left = untouched(self.passages, self._editor.answers())
        for item in dict.fromkeys(one.item for one in self.passages):
            block = self._editor.block(item)
            if block is not None and item_id in ("", item):
                self._mark(block, [one for one in left if one.item == item])

    def _mark(self, block: ItemBlock, left: Sequence[Passage]) -> None:
        if isinstance(block.field, NoteField):
            edit = block.field.edit
            found = (standing(one.text, edit.text()) for one in left)
            edit.mark_spans([one for one in found if one is not None])
        else:
            block.field.set_carried(bool(left))
        block.say(_ABOUT, carried_words(left))
        line = self._lines.get(block.item.id)
        if line is None and left:
            line = self._lines[block.item.id] = CarriedLine(self._editor.theme)
            line.confirmed.connect(lambda item=block.item.id: self.still_true(item))
            block.add_below(line)
        if line is not None:
            if left:
                line.tell(left, block.item.text, block.place)
            line.setVisible(bool(left))
