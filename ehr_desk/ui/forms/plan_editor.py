"""The treatment plan on its own page: problems, goals, objectives and interventions as an indented outline."""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.forms import Item
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.rows_field import Row, RowsField

_LEVELS = ("problems", "goals", "objectives", "interventions")


class PlanEditor(FormEditor):
    """A form editor over a plan form. Every repeating group is an outline level; the four roles are its levels.

    Alt+Up and Alt+Down move the row with the focus, Alt+Insert adds one after it, Alt+Delete removes it (and offers
    to bring it back). Answers in and out are those of the form.
    """

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

    def _seed(self, level: Item, words: dict[str, str]) -> dict[str, object]:
        """An empty row with one empty row at each level below."""
        values: dict[str, object] = {"_id": self.new_id()}
        for child in level.items:
            if words.get(child.role):
                values[child.id] = words[child.role]
            if child.role in _LEVELS:
                values[child.id] = [self._seed(child, {})]
        return values

    @property
    def new_id(self) -> Callable[[], str]:
        """Makes the id of a row."""
        return self._kit.ids.new
