"""The items of one level of a form: the form itself, a group in it, or one row of a repeating group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.block import ItemBlock
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.spans import COLUMNS, SpanBox, span_of
from ehr_desk.ui.widgets.text import label

OUTLINE_ROLES = ("problems", "goals", "objectives", "interventions")

MakeField = Callable[[Item, Kit, tuple[str, ...]], Field]


class Section(QWidget):
    """A heading with the fields below it; hidden when all of them are."""

    def __init__(self, title: str, *, line_gap: int = 12) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.title = label(title, "heading")
        layout.addWidget(self.title)
        self.title.setVisible(bool(title))
        self.body = SpanBox(line_gap=line_gap)
        layout.addWidget(self.body)


class FieldSet(QWidget):
    """Fields of sibling items over one flat mapping of answers.

    Groups that do not repeat lie flat in it; keys that no item has are kept and given back.
    """

    changed = Signal(str)

    def __init__(
        self,
        items: Sequence[Item],
        kit: Kit,
        make: MakeField,
        rows: tuple[str, ...] = (),
        *,
        context: str = "",
        compact: bool = False,
        after: Mapping[str, QWidget] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._make = make
        self._rows = rows
        self._context = context
        self._compact = compact
        self._after = after or {}
        self._rest: dict[str, Json] = {}
        self.blocks: dict[str, ItemBlock] = {}
        self._groups: dict[str, QWidget] = {}
        self._sections: list[tuple[Section, list[str]]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(20 if not rows else 8)
        for item in items:
            self._add(item)

    def values(self) -> dict[str, Json]:
        """The answers, in the order of the form; no key where nothing is answered."""
        found = dict(self._rest)
        for item_id, block in self.blocks.items():
            value = block.field.value()
            if value is not None:
                found[item_id] = value
        return found

    def set_values(self, answers: Mapping[str, Json]) -> None:
        """Show these answers and no others."""
        self._rest = {
            key: value for key, value in answers.items() if key not in self.blocks and key not in self._groups
        }
        for item_id, block in self.blocks.items():
            block.field.set_value(answers.get(item_id))

    def set_read_only(self, on: bool) -> None:
        """All fields to read only, or back (items that are read only by themselves stay so)."""
        for block in self.blocks.values():
            block.field.set_read_only(on or block.item.readonly)

    def show_places(self, visible: frozenset[str]) -> None:
        """Hide what the conditions of the form hide now."""
        for item_id, block in self.blocks.items():
            block.setVisible("/".join((*self._rows, item_id)) in visible)
        for group_id, widget in self._groups.items():
            widget.setVisible("/".join((*self._rows, group_id)) in visible)
        for section, ids in self._sections:
            section.setVisible(any("/".join((*self._rows, one)) in visible for one in ids))

    def rename(self, context: str) -> None:
        """The row has a new number."""
        self._context = context
        for block in self.blocks.values():
            block.rename(context)

    def show_words(self, *, caption: bool, help_text: bool) -> None:
        """Show or hide the words around the fields of a repeated row."""
        for block in self.blocks.values():
            if not (block.item.is_group and block.item.repeats):
                block.show_words(caption=caption, help_text=help_text)

    def stops(self) -> Iterator[QWidget]:
        """What Tab visits, in order."""
        for block in self.blocks.values():
            yield from block.field.stops()

    def _add(self, item: Item) -> None:
        if item.section or not self._sections:
            section = Section(item.section, line_gap=8 if self._compact else 12)
            self._sections.append((section, []))
            self._layout.addWidget(section)
        section, ids = self._sections[-1]
        ids.append(item.id)
        self._put(item, section.body)
        if item.id in self._after:
            section.body.spans.add(self._after[item.id], COLUMNS)

    def _put(self, item: Item, body: SpanBox) -> None:
        if item.screen == "hide":  # its answer stays among those that no field has
            return
        if item.is_group and not item.repeats and item.type == "group":
            inner = SpanBox()
            title = label(item.text, "strong")
            inner.spans.add(title, COLUMNS)
            self._groups[item.id] = inner
            body.spans.add(inner, COLUMNS)
            for child in item.items:
                self._put(child, inner)
            return
        field = self._make(item, self._kit, self._rows)
        place = "/".join((*self._rows, item.id))
        block = ItemBlock(item, field, place, context=self._context, parent=body)
        if item.repeats and item.role in OUTLINE_ROLES:
            block.show_words(caption=False, help_text=True)
        field.set_carried(item.id in self._kit.carried)
        field.changed.connect(lambda changed=item.id: self.changed.emit(changed))
        if item.readonly:
            field.set_read_only(True)
        self.blocks[item.id] = block
        body.spans.add(block, span_of(item))
