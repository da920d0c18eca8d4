"""One attendee of a group session: attendance, minutes, objectives, response, and what is still to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ehr_desk.forms import Form, Item, check, visible
from ehr_desk.ui.forms.block import ItemBlock
from ehr_desk.ui.forms.field import Field, Json, Kit
from ehr_desk.ui.forms.field_set import FieldSet, MakeField
from ehr_desk.ui.forms.fields import NoteField, NumberedField
from ehr_desk.ui.forms.rows_field import RowsField
from ehr_desk.ui.forms.served_popup import ServedPopup
from ehr_desk.ui.forms.thread_panel import ObjectiveRow, ThreadPanel
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.flow import Flow
from ehr_desk.ui.widgets.text import ElidedLabel, name

NAME_WIDTH = 166
_HEAD_ROLES = ("attended", "own_mode", "minutes", "participation")
_LEADS_ON = "participation"
_WIDTHS = {"attended": 172, "own_mode": 160, "participation": 182}
_LINES = 2
_NONE_OPEN = "No objectives"
_BY_KEYS = "Ctrl+G, the number of the progress, Enter"
_MOVES = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


@dataclass(frozen=True)
class Attendee:
    """Who attends: id, the name shown here (never printed into another chart), answers so far, open objectives."""

    client_id: str
    name: str
    answers: Mapping[str, Json] = field(default_factory=dict)
    objectives: Sequence[ObjectiveRow] = ()


class AttendeeRow(QFrame):
    """Who, attendance and state in one line, the response below it, everything else folded away until it is needed.

    Tab goes through the cells in order; the number of the participation goes on to a response that is still to be
    written, and from there Enter and arrows go to another attendee. ``changed`` after an act of the person; ``step``
    asks for the next (1) or previous (-1) attendee, in the same cell (its item), or where something is left to do
    (empty); ``mark_asked`` when the text that the response is like is to be shown.
    """

    changed = Signal()
    step = Signal(int, str)
    mark_asked = Signal()

    def __init__(
        self, form: Form, attendee: Attendee, kit: Kit, make: MakeField, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.attendee = attendee
        self._form = form
        self._kit = kit
        self._make = make
        self._shared: Mapping[str, Json] = {}
        self._rest = dict(attendee.answers)
        self._blocks: dict[str, ItemBlock] = {}
        self._came_by_key = False
        self._left: list[str] = []
        self._serves_none = self._same = False
        self.setProperty("card", "plain")
        self.setAccessibleName(attendee.name)
        self.setObjectName(f"attendee.{attendee.client_id}")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 8, 14, 10)
        outer.setSpacing(6)
        head = Flow(gap=8, line_gap=6)
        outer.addWidget(head)
        self._build_head(head)
        self._build_response(outer)
        self._build_side(head)
        self._build_more(outer)
        self._build_keys()
        self._order()
        self.set_answers(attendee.answers)

    def answers(self) -> dict[str, Json]:
        """This attendee's answers."""
        found = {key: value for key, value in self._rest.items() if key not in self._known()}
        for item_id, block in self._blocks.items():
            value = block.field.value()
            if value is not None:
                found[item_id] = value
        found |= self.more.values()
        links = self._thread.value()
        if self._served is not None and links:
            found[self._served.id] = links
        return found

    def set_answers(self, answers: Mapping[str, Json]) -> None:
        """Show other answers, without ``changed``."""
        self._rest = dict(answers)
        for item_id, block in self._blocks.items():
            block.field.set_value(answers.get(item_id))
        more = {item.id for item in self._more_items}
        self.more.set_values({key: value for key, value in answers.items() if key in more})
        if self._served is not None:
            self._thread.set_value(answers.get(self._served.id))
        self.refresh()

    def tell_shared(self, shared: Mapping[str, Json]) -> None:
        """What is written once, as it stands now."""
        self._shared = shared

    def refresh(self) -> None:
        """The shared part or this row changed: conditions, what is left, the objective button."""
        whole = {**self._shared, **self.answers()}
        places = visible(self._form, whole)
        for item_id, block in self._blocks.items():
            block.setVisible(item_id in places)
        self.more.show_places(places)
        for rows in self.findChildren(RowsField):
            rows.show_places(places)
        served = self._served is not None and self._served.id in places
        self.objectives.setVisible(served)
        self._needed_more(places)
        ticked = len(self._thread.value())
        self._left = [one.text for one in check(self._form, whole, per="client") if one.level == "must"]
        self._serves_none = served and self._choosable and self._form.thread == "required" and not ticked
        if self._serves_none:
            self._left.append("Choose the objective that it served")
        self._tell_state()
        some = f"{ticked} objective{'s'[: ticked != 1]}" if ticked else "Objectives…"
        self.objectives.setText(some if self._choosable else _NONE_OPEN)
        self.objectives.setAccessibleName(f"{self.attendee.name}: {self.objectives.text()}")
        self.objectives.setToolTip(_BY_KEYS if self._choosable else "No objective of the plan is open.")

    @property
    def complete(self) -> bool:
        """Whether nothing that is needed is missing."""
        return not self._left

    def _tell_state(self) -> None:
        if self._left:
            self.state.set(f"{len(self._left)} to do", "neutral", "; ".join(self._left))
        elif self._same:
            self.state.set("To confirm", "warning", "Write what is different, or confirm it with a reason when signing")
        else:
            self.state.set("Complete", "success", "")

    def response_edit(self) -> QWidget | None:
        """The field of the response, where the form has one that is visible."""
        block = self._blocks.get(self._response.id) if self._response is not None else None
        return block.field.stops()[0] if block is not None and not block.isHidden() else None

    def field(self, item_id: str) -> Field:
        """The field of an item of this row. Raises ``KeyError``."""
        block = self._blocks.get(item_id) or self.more.blocks[item_id]
        return block.field

    def served(self) -> ThreadPanel:
        """The objectives of this attendee."""
        return self._thread

    def set_read_only(self, on: bool) -> None:
        """Let the row be read only."""
        for block in self._blocks.values():
            block.field.set_read_only(on)
        self.more.set_read_only(on)
        self._thread.set_read_only(on)

    def set_mark(self, text: str, *, same: bool = False) -> None:
        """Say that the response is like another text ("88 % like …"); empty takes the mark away. ``same``: it is that
        text, which signing asks about."""
        self._same = same
        self._tell_state()
        self.mark.setText(text)
        self.mark.setVisible(bool(text))
        self.mark.setAccessibleName(f"{self.attendee.name}: {text}. Show both texts" if text else "")

    def cell(self, item_id: str) -> QWidget | None:
        """What takes the keys of a cell beside the response, None where it is not shown."""
        if self._served is not None and item_id == self._served.id:
            return self.objectives if not self.objectives.isHidden() and self.objectives.isEnabled() else None
        block = self._blocks.get(item_id)
        return block.field.stops()[0] if block is not None and not block.isHidden() else None

    def next_stop(self) -> QWidget | None:
        """Where to go on in this row: the first cell that needs an answer, the objectives where only they are
        left, else the response, None without either."""
        for item_id, block in self._blocks.items():
            if block.item.required and block.field.value() is None and not block.isHidden():
                return self.cell(item_id)
        if self._serves_none and not self._unwritten():
            return self.objectives
        return self.response_edit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers() & _HELD:
            if watched is self.objectives and event.key() == Qt.Key.Key_Space:
                self._objectives_by_key()
                return True
            by = _MOVES.get(Qt.Key(event.key()), 0)
            if by and (watched in self._cells or self._unwritten()):
                self.step.emit(by, self._cells.get(watched, ""))
                return True
        return super().eventFilter(watched, event)

    def focus_next(self) -> None:
        """Put the focus where this row goes on; on attendance where nothing is left and nothing was said."""
        stop = self.next_stop()
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focus_first()

    def focus_response(self) -> None:
        """Put the focus into the response, or into the first field where none is asked for."""
        edit = self.response_edit()
        if edit is not None:
            edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focus_first()

    def _unwritten(self) -> bool:
        """Whether the response is asked for and nothing is written in it."""
        return self.response_edit() is not None and not self.answers().get(self._response.id if self._response else "")

    def _on_to_response(self) -> None:
        if self._unwritten():
            self.focus_response()

    def focus_first(self) -> None:
        """Put the focus into the first field of the row: attendance."""
        first = next((block for block in self._blocks.values() if not block.isHidden()), None)
        (first.field.stops()[0] if first is not None else self.objectives).setFocus(Qt.FocusReason.TabFocusReason)

    def _build_keys(self) -> None:
        """What stands beside a response, from anywhere in the row."""
        for keys, act in (
            ("Ctrl+G", self._objectives_by_key),
            ("Ctrl+E", self.focus_first),
            ("Ctrl+R", self.focus_response),
            ("Ctrl+M", lambda: self.mark_asked.emit() if not self.mark.isHidden() else None),
            ("Ctrl+Down", lambda: self.step.emit(1, "")),
            ("Ctrl+Up", lambda: self.step.emit(-1, "")),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _order(self) -> None:
        """Tab visits the cells as they are read, what is folded away last. Enter and arrows go to the next attendee."""
        response = self._response.id if self._response is not None else ""
        beside = {key: block for key, block in self._blocks.items() if key != response}
        self._cells: dict[QObject, str] = {
            stop: item_id for item_id, block in beside.items() for stop in block.field.stops()
        }
        if self._served is not None:
            self._cells[self.objectives] = self._served.id
        answers = self._blocks[response].field.stops() if response else []
        for cell in (*self._cells, *answers):
            cell.installEventFilter(self)
        stops = [stop for block in beside.values() for stop in block.field.stops()] + [self.objectives]
        stops += answers
        stops += [self.mark, self.more_button, *self.more.stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _known(self) -> set[str]:
        served = {self._served.id} if self._served is not None else set()
        return set(self._blocks) | {item.id for item in self._more_items} | served

    def _items(self) -> list[Item]:
        return [item for item in self._form.items if item.per == "client"]

    def _block(self, item: Item, made_field: Field | None = None) -> ItemBlock:
        place = f"{self.attendee.client_id}/{item.id}"
        field = made_field or self._make(item, self._kit, ())
        made = ItemBlock(item, field, place, context=self.attendee.name)
        made.show_words(caption=False, help_text=False)
        made.field.changed.connect(self._edited)
        self._blocks[item.id] = made
        return made

    def _build_head(self, head: Flow) -> None:
        px = self._kit.theme.metrics.px
        who = QWidget()
        who.setFixedWidth(px(NAME_WIDTH))
        column = QVBoxLayout(who)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.state = Chip("")
        column.addWidget(ElidedLabel(self.attendee.name, "strong"))
        column.addWidget(self.state)
        head.flow.addWidget(who)
        for role in _HEAD_ROLES:
            item = next((one for one in self._items() if one.role == role), None)
            if item is None:
                continue
            short = NumberedField(item) if item.type == "choice" else None
            if short is not None:
                short.setFixedWidth(px(_WIDTHS.get(role, 140)))
                if role == _LEADS_ON:
                    short.combo.by_number.connect(self._on_to_response)
            head.flow.addWidget(self._block(item, short))

    def _build_response(self, outer: QVBoxLayout) -> None:
        self._response = next((one for one in self._items() if one.role == "response"), None)
        if self._response is None:
            return
        field = NoteField(replace(self._response, lines=_LINES), self._kit)
        outer.addWidget(self._block(self._response, field))

    def _build_side(self, head: Flow) -> None:
        theme = self._kit.theme
        self._served = next((one for one in self._items() if one.type == "objective"), None)
        self.objectives: QPushButton = button(theme, "", self._open_objectives, icon="target")
        name(self.objectives, f"{self.attendee.name}: objectives", f"objectives.{self.attendee.client_id}")
        self._popup = ServedPopup(theme, self.attendee.name, self.attendee.objectives, self)
        self._popup.closed.connect(self._objectives_closed)
        self._thread = self._popup.panel
        self._thread.changed.connect(self._edited)
        self._choosable = bool(self.attendee.objectives) or self._given(self._served)
        self.objectives.setEnabled(self._choosable)
        if not self._choosable:
            self.objectives.setToolTip("Write and sign a treatment plan for this client first.")
        self.more_button: QPushButton = button(theme, "More", self._toggle_more, role="quiet")
        theme.bind_icon(self.more_button, "chevron-down", "text2", 16)
        name(self.more_button, f"{self.attendee.name}: more fields", f"more.{self.attendee.client_id}")
        self.mark: QPushButton = button(theme, "", self.mark_asked.emit, role="quiet")
        theme.bind_icon(self.mark, "alert-triangle", "warning", 16)
        self.mark.setObjectName(f"mark.{self.attendee.client_id}")
        self.mark.hide()
        for each in (self.objectives, self.more_button, self.mark):
            head.flow.addWidget(each)

    def _build_more(self, outer: QVBoxLayout) -> None:
        taken = set(self._blocks) | ({self._served.id} if self._served is not None else set())
        self._more_items = [item for item in self._items() if item.id not in taken]
        self.more = FieldSet(self._more_items, self._kit, self._make, context=self.attendee.name, parent=self)
        self.more.changed.connect(lambda _item: self._edited())
        self.more.hide()
        self.more_button.setVisible(bool(self._more_items))
        outer.addWidget(self.more)

    def _given(self, item: Item | None) -> bool:
        return item is not None and bool(self.attendee.answers.get(item.id))

    def _open_objectives(self) -> None:
        self._popup.open_below(self.objectives)

    def _objectives_by_key(self) -> None:
        """Open the objectives; when they are closed the focus goes to the response."""
        if not self._choosable:
            return
        self.objectives.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._open_objectives()
        self._came_by_key = True

    def _objectives_closed(self) -> None:
        came, self._came_by_key = self._came_by_key, False
        if came:
            self.focus_response()

    def _toggle_more(self) -> None:
        self.more.setVisible(self.more.isHidden())

    def _needed_more(self, places: frozenset[str]) -> None:
        """Fields that are needed now are never folded away."""
        needed = any(item.required and item.id in places for item in self._more_items)
        if needed:
            self.more.show()

    def _edited(self) -> None:
        self.refresh()
        self.changed.emit()
