"""The treatment plan on its own page: problems, goals, objectives and interventions as an indented outline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ehr_desk.common.paths import resources_dir
from ehr_desk.forms import Item, load_folder
from ehr_desk.ui.dialogs.palette import PaletteDialog, PaletteRow, Provider
from ehr_desk.ui.forms.field import Field, Kit
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.phrases import FROM_RECORD, HEADS, LEVELS, Need, Offer, Shelf, needed
from ehr_desk.ui.forms.rows_field import Row, RowsField
from ehr_desk.ui.widgets.buttons import button

KEYS = "Ctrl+Space"


class PlanEditor(FormEditor):
    """A form editor over a plan form. Every repeating group is an outline level; the four roles are its levels.

    Alt+Up and Alt+Down move the row with the focus, Alt+Insert adds one after it, Alt+Delete removes it (and offers
    to bring it back). Ctrl+Space offers phrases for the row with the focus, and for a problem what the record knows
    of. What was chosen is highlighted until somebody touches it.
    """

    shelf: Shelf | None = None
    needs: Sequence[Need] = ()

    def outline(self) -> RowsField:
        """The problems. Raises ``KeyError`` for a form without them."""
        item = self.form.by_role("problems")
        field = self.field(item.id) if item is not None else None
        if not isinstance(field, RowsField):
            raise KeyError("problems")
        return field

    def level(self, row: Row, role: str) -> RowsField:
        """The rows of the next level inside a row, by role: goals, objectives or interventions."""
        for block in row.fields.blocks.values():
            if block.item.role == role and isinstance(block.field, RowsField):
                return block.field
        raise KeyError(role)

    def add_problem(self, text: str = "", code: str = "") -> Row:
        """Add a problem that has one goal, objective and intervention to fill in; the focus goes to the problem."""
        item = self.outline().item
        row = self.outline().add(self._seed(item, {"problem_text": text, "problem_code": code}))
        self.focus_item("/".join((row.row_id, item.items[0].id)))
        return row

    def make_field(self, item: Item, kit: Kit, rows: tuple[str, ...]) -> Field:
        """The levels of the outline have one act more: their phrases."""
        made = super().make_field(item, kit, rows)
        if isinstance(made, RowsField) and item.role in LEVELS:
            words = f"Choose {_a(made.look.one)}"
            act = button(kit.theme, f"{words}…", partial(self.offer, made), role="link", icon="list-details")
            act.setToolTip(f"{words} from the phrases ({KEYS} in a row)")
            made.add_act(act, words)
        return made

    def offer(self, rows: RowsField, row: Row | None = None) -> PaletteDialog:
        """Open the list of what can be put into a level. It goes into the row where that is empty, else below it."""
        if self.shelf is None:
            self.shelf = read_shelf()
        level, code = rows.item.role, _code_of(rows if row is None else row)
        found: dict[str, Offer] = {}

        def rows_of(offers: Sequence[Offer]) -> list[PaletteRow]:
            found.update((one.key, one) for one in offers)
            return [PaletteRow(one.key, one.text, one.hint) for one in offers]

        def phrases(group: str, words: str) -> list[PaletteRow]:
            return rows_of(shelf.groups(level, code, words).get(group, ()))

        shelf = self.shelf
        groups: dict[str, Provider] = {}
        if level == "problems" and self.needs:
            groups[FROM_RECORD] = lambda words: rows_of(self.open_needs(words))
        for group in shelf.groups(level, code, ""):
            groups[group] = partial(phrases, group)
        ask = f"Find {_a(rows.look.one)}"
        dialog = PaletteDialog(self._kit.theme, groups, self.window(), ask=ask, warning=shelf.fault, wide=True)
        dialog.chosen.connect(lambda _group, key: self.insert(rows, row, found[key]))
        dialog.open()
        return dialog

    def open_needs(self, words: str = "") -> list[Offer]:
        """The needs on record that are no problem of the plan yet."""
        taken = [word for one in self.outline().rows for word in _words_of(one)]
        return needed(self.needs, taken, words)

    def take_need(self, chosen: Offer) -> Row:
        """Take a need over as a problem, with its evidence."""
        return self.insert(self.outline(), None, chosen)

    def insert(self, rows: RowsField, row: Row | None, chosen: Offer) -> Row:
        """Put a phrase into a row, or into a new one below it where the row says something already."""
        head = HEADS[rows.item.role]
        at = row or (rows.rows[-1] if rows.rows else None)
        if at is None or _said(at, head):
            below = None if at is None else rows.rows.index(at) + 1
            at = rows.add(self._seed(rows.item, {}), below)
        _fill(at, chosen.filled(self._kit.clock.today()))
        empty = next((name for name in ("baseline", "responsible") if _has(at, name) and not _said(at, name)), head)
        for block in at.fields.blocks.values():
            if block.item.role == empty:
                self.focus_item(block.place)
                # A new row has its place only when everything is laid out.
                QTimer.singleShot(0, self, partial(self.focus_item, block.place))
        return at

    def _add_row_keys(self) -> None:
        super()._add_row_keys()
        keys = QShortcut(QKeySequence(KEYS), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._offer_here)

    def _offer_here(self) -> None:
        if self._read_only:
            return
        for row in _rows_around(QApplication.focusWidget()):
            if row.owner.item.role in LEVELS:
                self.offer(row.owner, row)
                return
        self.offer(self.outline())

    def _seed(self, level: Item, words: dict[str, str]) -> dict[str, object]:
        """An empty row with one empty row at each level below."""
        values: dict[str, object] = {"_id": self.new_id()}
        for child in level.items:
            if words.get(child.role):
                values[child.id] = words[child.role]
            if child.role in LEVELS:
                values[child.id] = [self._seed(child, {})]
        return values

    @property
    def new_id(self) -> Callable[[], str]:
        """Makes the id of a row."""
        return self._kit.ids.new


def read_shelf() -> Shelf:
    """The phrases that come with the program and those of the clinic beside them."""
    library, faults = load_folder(resources_dir() / "phrases")
    return Shelf(library, " ".join(f"{one.message} {one.remedy}" for one in faults))


def _fill(row: Row, values: Mapping[str, str]) -> None:
    """Answer what is still empty, highlighted."""
    for block in row.fields.blocks.values():
        value = values.get(block.item.role, "")
        if value and not block.field.value():
            block.field.set_value(value)
            block.field.set_carried(True)
            block.field.changed.emit()


def _said(row: Row, role: str) -> bool:
    return any(block.item.role == role and block.field.value() for block in row.fields.blocks.values())


def _has(row: Row, role: str) -> bool:
    return any(block.item.role == role for block in row.fields.blocks.values())


def _text(row: Row, role: str) -> str:
    found = (block.field.value() for block in row.fields.blocks.values() if block.item.role == role)
    return str(next(found, None) or "")


def _words_of(problem: Row) -> tuple[str, str]:
    return _text(problem, "problem_text"), _text(problem, "problem_code")


def _code_of(widget: QWidget) -> str:
    """The diagnosis code of the problem that something belongs to."""
    rows = list(_rows_around(widget))
    return _text(rows[-1], "problem_code") if rows else ""


def _rows_around(widget: QWidget | None) -> Iterator[Row]:
    """The rows that a widget stands in, from the inside."""
    while widget is not None:
        if isinstance(widget, Row):
            yield widget
        widget = widget.parentWidget()


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
