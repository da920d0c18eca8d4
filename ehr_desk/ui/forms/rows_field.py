"""Repeating groups: one card per row, or one line per row for tables, added, moved and removed by keyboard too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.forms import Item
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.field_set import FieldSet, MakeField
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.text import label


@dataclass(frozen=True)
class RowLook:
    """How the rows of one group look. ``one`` is the word for a single row ("goal")."""

    one: str
    card: str = "plain"
    outline: bool = False


_BY_ROLE = {
    "problems": RowLook("problem", "plain"),
    "goals": RowLook("goal", "none", outline=True),
    "objectives": RowLook("objective", "flat", outline=True),
    "interventions": RowLook("intervention", "line"),
    "allergies": RowLook("allergy", "plain"),
}


def look_of(item: Item) -> RowLook:
    """The look of a group, from its role; else a card named after the group's own words."""
    return _BY_ROLE.get(item.role) or RowLook(_singular(item.text))


def _singular(text: str) -> str:
    word = text.strip().rstrip(".:").lower()
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


class Row(QFrame):
    """One row: a head with its number and acts, and its fields."""

    changed = Signal(str)

    def __init__(self, owner: RowsField, row_id: str, fields: FieldSet) -> None:
        super().__init__()
        self.row_id = row_id
        self.owner = owner
        self.fields = fields
        look = owner.look
        boxed = look.card in ("plain", "flat")
        self._line = look.card == "line"
        if boxed:
            self.setProperty("card", look.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*((16, 10, 12, 14) if boxed else (0, 0, 0, 0 if self._line else 4)))
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(2)
        self.title = label("", "strong" if boxed else "caption")
        if self._line:
            self.title.hide()
            head.addWidget(fields, 1)
        else:
            head.addWidget(self.title, 1)
        theme = owner.kit.theme
        self.up = icon_button(theme, "arrow-up", "", lambda: owner.shift(self, -1), ink="text3")
        self.down = icon_button(theme, "arrow-down", "", lambda: owner.shift(self, 1), ink="text3")
        self.away = icon_button(theme, "trash", "", lambda: owner.remove(self), ink="text3")
        self.acts = (self.up, self.down, self.away)
        for act in self.acts:
            head.addWidget(act, 0, Qt.AlignmentFlag.AlignBottom if self._line else Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        if not self._line:
            layout.addWidget(fields)
        fields.changed.connect(self.changed)

    def number(self, title: str, *, first: bool, last: bool) -> None:
        """Show the place of the row."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.fields.rename(title)
        self.fields.show_words(caption=first or not self._line, help_text=first and not self._line)
        for act, verb in zip(self.acts, ("Move up", "Move down", "Remove"), strict=True):
            act.setAccessibleName(f"{verb}: {title}")
            act.setToolTip(f"{verb}: {title}")
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)


class RowsField(Field):
    """All rows of a repeating group.

    The form editor has the keys: Alt+Up and Alt+Down move the row with the focus, Alt+Insert adds one after it,
    Alt+Delete removes it. A removed row can be brought back until something else is removed. ``rebuilt`` when rows came
    or went (the Tab order changed).
    """

    rebuilt = Signal()

    def __init__(self, item: Item, kit: Kit, make: MakeField, rows: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.item = item
        self.kit = kit
        self.look = look_of(item)
        self._make = make
        self._path = rows
        self._prefix = ""
        self._read_only = False
        self._fixed = item.fixed_rows
        self._removed: tuple[int, dict[str, Json]] | None = None
        self.rows: list[Row] = []
        self._holder = QFrame()
        if self.look.outline:
            self._holder.setProperty("outline", "true")
        holder_layout = QVBoxLayout(self._holder)
        holder_layout.setContentsMargins(14 if self.look.outline else 0, 0, 0, 0)
        holder_layout.setSpacing(8)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        holder_layout.addLayout(self._list)
        foot = QHBoxLayout()
        self.add_button = button(kit.theme, f"Add {self.look.one}", self._add_by_person, role="link", icon="plus")
        self.undo_button = button(kit.theme, f"Bring back removed {self.look.one}", self.bring_back, role="link")
        self.undo_button.hide()
        if self._fixed:
            self.add_button.hide()
        foot.addWidget(self.add_button)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        self._foot = foot
        self._acts: list[tuple[QWidget, str]] = []
        holder_layout.addLayout(foot)
        self.none = label("None recorded.", "small", "text3")
        self.none.hide()
        holder_layout.addWidget(self.none)
        self.box.addWidget(self._holder)

    def value(self) -> Json | None:
        return [{"_id": row.row_id, **row.fields.values()} for row in self.rows] or None

    def set_value(self, value: Json | None) -> None:
        wanted = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        for row in self.rows:
            self._let_go(row)
        self.rows = []
        for one in wanted:
            self._insert(len(self.rows), one)
        self._renumber()

    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        self.add_button.setVisible(not self._kept)
        for act, _ in self._acts:
            act.setVisible(not on)
        for row in self.rows:
            row.fields.set_read_only(on)
            for tool in row.acts:
                tool.setVisible(not self._kept)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self.setObjectName(object_name)
        self.setAccessibleName(accessible)
        self._prefix = _number_in(accessible)
        where = f" to {accessible.split(':')[0].lower()}" if self._prefix else ""
        self.add_button.setAccessibleName(f"Add {self.look.one}{where}")
        self.add_button.setObjectName(f"{object_name}.add")
        self.undo_button.setAccessibleName(f"Bring back removed {self.look.one}{where}")
        self.undo_button.setObjectName(f"{object_name}.undo")
        for act, words in self._acts:
            act.setAccessibleName(f"{words}{where}")
        self._renumber()

    def stops(self) -> list[QWidget]:
        found: list[QWidget] = []
        for row in self.rows:
            found += [*row.fields.stops(), *row.acts]
        return [*found, self.add_button, *(act for act, _ in self._acts), self.undo_button]

    def add_act(self, act: QWidget, words: str) -> None:
        """Put one more act beside Add; ``words`` is its name, to which the place of the rows is added."""
        self._acts.append((act, words))
        self._foot.insertWidget(1, act)

    def show_places(self, visible: frozenset[str]) -> None:
        """Hide what the conditions hide, in every row."""
        for row in self.rows:
            row.fields.show_places(visible)

    def add(self, values: Mapping[str, Json] | None = None, at: int | None = None) -> Row:
        """Add a row (at the end) and put the focus into it."""
        row = self._insert(len(self.rows) if at is None else at, values or {})
        self._renumber()
        self._tell()
        first = next(iter(row.fields.stops()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    @property
    def _kept(self) -> bool:
        """Whether the person neither adds, moves nor removes rows."""
        return self._read_only or self._fixed

    def shift(self, row: Row, by: int) -> None:
        """Move a row up or down; it keeps the focus."""
        at = self.rows.index(row)
        to = at + by
        if self._kept or not 0 <= to < len(self.rows):
            return
        focus = QApplication.focusWidget()
        self.rows.insert(to, self.rows.pop(at))
        self._list.removeWidget(row)
        self._list.insertWidget(to, row)
        self._renumber()
        if isinstance(focus, QWidget) and row.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def remove(self, row: Row) -> None:
        """Take a row away; it can be brought back."""
        if self._kept:
            return
        at = self.rows.index(row)
        self._removed = (at, {"_id": row.row_id, **row.fields.values()})
        self.rows.remove(row)
        self.undo_button.show()
        self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._let_go(row)
        self._renumber()
        self._tell()

    def bring_back(self) -> None:
        """Put the last removed row back where it was."""
        if self._removed is not None:
            at, values = self._removed
            self._removed = None
            self.undo_button.hide()
            self.add(values, min(at, len(self.rows)))

    def _add_by_person(self) -> None:
        if not self._kept:
            self.add()

    def add_after(self, row: Row) -> None:
        """Add a row below this one, for the person."""
        if not self._kept:
            self.add(at=self.rows.index(row) + 1)

    def _insert(self, at: int, values: Mapping[str, Json]) -> Row:
        row_id = str(values.get("_id") or self.kit.ids.new())
        fields = FieldSet(
            self.item.items, self.kit, self._make, (*self._path, row_id), compact=self.look.card in ("none", "line")
        )
        fields.set_values({key: value for key, value in values.items() if key != "_id"})
        row = Row(self, row_id, fields)
        row.changed.connect(lambda _item: self.changed.emit())
        for block in fields.blocks.values():
            if isinstance(block.field, RowsField):
                block.field.rebuilt.connect(self.rebuilt)
        self.rows.insert(at, row)
        self._list.insertWidget(at, row)
        if self._read_only:
            row.fields.set_read_only(True)
        if self._kept:
            for act in row.acts:
                act.hide()
        return row

    def _let_go(self, row: Row) -> None:
        self._list.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _renumber(self) -> None:
        self.none.setVisible(self._fixed and not self.rows)
        for at, row in enumerate(self.rows):
            number = f"{self._prefix}.{at + 1}" if self._prefix else str(at + 1)
            title = f"{self.look.one.capitalize()} {number}"
            row.number(title, first=at == 0, last=at == len(self.rows) - 1)

    def _tell(self) -> None:
        self.rebuilt.emit()
        self.changed.emit()


def _number_in(accessible: str) -> str:
    """``1.2`` of ``Goal 1.2: Objectives``, so that rows inside are numbered on from it."""
    head = accessible.split(":")[0].split(" ")[-1] if ":" in accessible else ""
    return head if head and all(part.isdecimal() for part in head.split(".")) else ""
