"""The editor of any form of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding, Form, Item, check, needed_now, place, scores, visible
from ehr_desk.ui.forms.block import ItemBlock
from ehr_desk.ui.forms.decline import DeclinableField, Declining
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.field_set import FieldSet
from ehr_desk.ui.forms.fields import PLAIN, InfoField
from ehr_desk.ui.forms.link_rows import LinkRows
from ehr_desk.ui.forms.links import LinkEditors
from ehr_desk.ui.forms.passages import CarriedMarks
from ehr_desk.ui.forms.rows_field import Row, RowsField
from ehr_desk.ui.forms.score_line import ScoreLine
from ehr_desk.ui.forms.tables import ReadTable, SourcesField
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import label

LEGEND = (
    "Highlighted fields{where} are filled in from the record. See that they still hold; what you change loses the mark."
)
_NAMED = 3
"""How many sections the legend names: they may lie below what is seen."""


class FormEditor(QWidget):
    """All items of a form, or those that ``only`` names, with live conditions and scores.

    ``changed`` after every act of the person; ``edited`` carries the id of the top item that changed;
    ``entry_asked`` the id of an entry behind a sentence. ``carried`` names items whose text was carried over and is
    highlighted until touched.
    """

    changed = Signal()
    edited = Signal(str)
    entry_asked = Signal(str)

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Json],
        links: LinkEditors,
        theme: Theme,
        *,
        clock: Clock,
        ids: Ids,
        carried: frozenset[str] = frozenset(),
        only: Sequence[Item] | None = None,
        tab_act: Callable[[NoteEdit], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self._checking = False
        self._read_only = False
        self._kit = Kit(theme, clock, ids, links, carried, tab_act)
        items = form.items if only is None else tuple(only)
        self.setAccessibleName(form.title)
        self._scores = {score.id: ScoreLine(score) for score in form.scores if only is None}
        self._fields = FieldSet(items, self._kit, self.make_field, after=self._score_places(), parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._highlighted = set(carried)
        self.legend = label("", "small", "text2", wrap=True)
        self.legend.setContentsMargins(0, 0, 0, 6)
        layout.addWidget(self.legend)
        self.declining = Declining(self, form)
        layout.addWidget(self.declining.hint)
        layout.addWidget(self._fields)
        self._fields.changed.connect(self._item_changed)
        self.carried = CarriedMarks(self, self)
        self._add_row_keys()
        self._number_questions()
        self.set_answers(answers)

    def answers(self) -> dict[str, Json]:
        """The answers now: also those of hidden items, and raw text where a value does not fit its type."""
        return self._fields.values()

    def set_answers(self, answers: Mapping[str, Json]) -> None:
        """Show other answers, without ``changed``."""
        self._fields.set_values(answers)
        self._live()
        self._retab()
        self.carried.look()

    def set_item(self, item_id: str, value: Json | None) -> None:
        """Set one top item from outside, for example the objectives from the thread panel; tells ``changed``."""
        self._fields.blocks[item_id].field.set_value(value)
        self._item_changed(item_id)

    def set_read_only(self, on: bool) -> None:
        """Let the form be read but not changed."""
        self._read_only = on
        self._fields.set_read_only(on)

    def show_findings(self, findings: Sequence[Finding] | None = None) -> list[Finding]:
        """Show findings below their fields, by default those of the form's own check, and keep them up to date.

        Returns what is shown.
        """
        self._checking = True
        found = list(check(self.form, self.answers())) if findings is None else list(findings)
        self._spread(found)
        return found

    def focus_item(self, item: str) -> bool:
        """Put the focus into an item by its id or place and bring it into view; false where it is not shown."""
        block = self._block(item)
        if block is None or block.isHidden():
            return False
        stop = next((one for one in block.field.stops() if not one.isHidden() and one.isEnabled()), block)
        stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reveal(block)
        return True

    def focus_waiting(self) -> None:
        """Put the focus into the first field that needs an answer and has none, else into the first; show it."""
        answers = self.answers()
        for item_id, block in self._fields.blocks.items():
            item, empty = block.item, answers.get(item_id) in (None, "", [])
            # Objectives are ticked beside the note, where they have a key of their own.
            if item.required and not item.readonly and empty and item.type != "objective" and self.focus_item(item_id):
                return
        stops = self.stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def field(self, item: str) -> Field:
        """The field of an item by its id or place. Raises ``KeyError``."""
        block = self._block(item)
        if block is None:
            raise KeyError(item)
        return block.field

    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [stop for stop in self._fields.stops() if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def score_text(self, score_id: str) -> str:
        """What the line of a score says now."""
        return self._scores[score_id].text()

    def block(self, item_id: str) -> ItemBlock | None:
        """The block of a top item; None where the form shows none."""
        return self._fields.blocks.get(item_id)

    @property
    def theme(self) -> Theme:
        """The look of now."""
        return self._kit.theme

    def item_of(self, widget: QWidget | None) -> str:
        """The top item that a widget belongs to, empty where there is none."""
        while widget is not None and widget is not self:
            if isinstance(widget, ItemBlock) and widget.item.id in self._fields.blocks:
                return widget.item.id
            widget = widget.parentWidget()
        return ""

    def make_field(self, item: Item, kit: Kit, rows: tuple[str, ...]) -> Field:
        """The field of an item: pages with a special editor override this."""
        if item.is_link:
            field: Field = getattr(kit.links, item.type)(item, kit)
            if isinstance(field, LinkRows):
                field.rebuilt.connect(self._rebuilt)
            return field
        if item.role == "sources" and item.is_group:
            sources = SourcesField(item, kit)
            sources.asked.connect(self.entry_asked)
            return sources
        if item.is_group and item.readonly:
            return ReadTable(item, kit)
        if item.is_group:
            group = RowsField(item, kit, self.make_field, rows)
            group.rebuilt.connect(self._rebuilt)
            return group
        plain = PLAIN.get(item.type, InfoField)(item, kit)
        return DeclinableField(plain) if item.may_decline else plain

    def _add_row_keys(self) -> None:
        """Keys for the row with the focus. They live here once: in nested rows they would be ambiguous."""
        acts: dict[str, Callable[[Row], object]] = {
            "Alt+Up": lambda row: row.owner.shift(row, -1),
            "Alt+Down": lambda row: row.owner.shift(row, 1),
            "Alt+Ins": lambda row: row.owner.add_after(row),
            "Alt+Del": lambda row: row.owner.remove(row),
        }
        for keys, act in acts.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda do=act: self._on_row(do))

    def _number_questions(self) -> None:
        for block in self._fields.blocks.values():
            number = self.form.number_of(block.item)
            if number:
                block.set_number(number)

    def _on_row(self, act: Callable[[Row], object]) -> None:
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, Row):
                act(widget)
                return
            widget = widget.parentWidget()

    def _score_places(self) -> dict[str, QWidget]:
        """Each score stands below its last member, or below the member of the score it is built on."""
        order = [item.id for item in self.form.walk()]
        places: dict[str, QWidget] = {}
        for score_id, line in self._scores.items():
            members = [one for one in self.form.score(score_id).items if one in order]
            top = [one for one in members if any(one == item.id for item in self.form.items)]
            last = max(top, key=order.index) if top else self.form.items[-1].id
            if last in places:
                line.join(places[last])
            places[last] = line
        return places

    def _item_changed(self, item_id: str) -> None:
        if item_id in self._highlighted:
            self._highlighted.discard(item_id)
            self._show_legend()
        item = self.form.plan.items.get(item_id)
        if item is None or item.is_group or item.is_link or self.form.plan.affected(item_id):
            self._live()
        elif self.form.plan.alerts and item.type not in ("note", "text"):
            self._show_needed(self.answers())
        if self._checking:
            self._spread(check(self.form, self.answers()))
        self.carried.look(item_id)
        self.edited.emit(item_id)
        self.changed.emit()

    def _rebuilt(self) -> None:
        self._live()
        self._retab()

    def _live(self) -> None:
        answers = self.answers()
        shown = visible(self.form, answers)
        self._fields.show_places(shown)
        for rows in self.findChildren(RowsField):
            rows.show_places(shown)
        self._show_legend()
        self._show_needed(answers)
        if self._scores:
            for score_id, result in scores(self.form, answers).items():
                self._scores[score_id].show_result(result)

    def _show_legend(self) -> None:
        shown = {one for one in self._highlighted if (block := self._fields.blocks.get(one)) and not block.isHidden()}
        sections, section = [], ""
        for item in self.form.items:
            section = item.section or section
            if section and item.id in shown and section not in sections:
                sections.append(section)
        named = [*sections[:_NAMED], *(["others"] if len(sections) > _NAMED else [])]
        words = f"{', '.join(named[:-1])} and {named[-1]}" if named[1:] else "".join(named)
        self.legend.setText(LEGEND.format(where=f" (in {words})" if words else ""))
        self.legend.setVisible(bool(shown))

    def _show_needed(self, answers: Mapping[str, Json]) -> None:
        """Mark what other answers ask for, before somebody tries to sign."""
        if any(alert.needs for item in self.form.walk() for alert in item.alerts):
            needed = needed_now(self.form, answers)
            for fields in (self._fields, *self.findChildren(FieldSet)):
                for block in fields.blocks.values():
                    block.set_needed(block.place in needed)

    def _retab(self) -> None:
        """Tab follows the order on the screen, also through rows that were added in the middle."""
        stops = list(self._fields.stops())
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _spread(self, findings: Sequence[Finding]) -> None:
        by_item: dict[str, list[tuple[str, str]]] = {}
        for one in findings:
            by_item.setdefault(place(one.item, one.rows), []).append((one.level, one.text))
        for fields in (self._fields, *self.findChildren(FieldSet)):
            for block in fields.blocks.values():
                block.show_findings(by_item.get(block.place, ()))

    def _block(self, item: str) -> ItemBlock | None:
        for fields in (self._fields, *self.findChildren(FieldSet)):
            for block in fields.blocks.values():
                if item in (block.place, block.item.id):
                    return block
        return None

    def _reveal(self, widget: QWidget) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        content = area.widget() if area is not None else None
        if area is not None and content is not None:
            at = widget.mapTo(content, QPoint(0, 0))
            area.ensureVisible(at.x(), at.y(), 0, 24)
            area.ensureWidgetVisible(widget, 0, 24)
