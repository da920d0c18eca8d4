"""A group note: the session written once on top and folded when it is done, then one row for each attendee."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.forms import Finding, Form, check
from ehr_desk.ui.forms.field import Json, Kit
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.group_row import Attendee, AttendeeRow
from ehr_desk.ui.forms.links import LinkEditors
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import ElidedLabel, label

_SUMMARY_ROLES = ("topic", "interventions", "process")
_ABSENT = frozenset({"excused", "no-show"})
_KEYS = "Number: choose · Participation: to the response · Ctrl+G: objectives · ↓: next · Ctrl+↓: next to do"


class GroupGrid(QWidget):
    """Shared items once, then the rows. Tab goes through every cell, Ctrl+Down to the next attendee with something to
    do, Enter and Down beside a response to the same cell of the next attendee; Ctrl+Enter asks to sign.

    ``changed`` after every act; ``shared_changed`` when the session text changed; ``row_changed`` carries the client,
    and so does ``mark_asked`` when two texts are to be compared. ``fold_session`` leaves one line of the session.
    """

    changed = Signal()
    shared_changed = Signal()
    row_changed = Signal(str)
    mark_asked = Signal(str)
    sign_requested = Signal()

    def __init__(
        self,
        form: Form,
        shared: Mapping[str, Json],
        attendees: Sequence[Attendee],
        links: LinkEditors,
        theme: Theme,
        *,
        clock: Clock,
        ids: Ids,
        tab_act: Callable[[NoteEdit], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._form = form
        items = [item for item in form.items if item.per != "client"]
        self.session = FormEditor(
            form, shared, links, theme, clock=clock, ids=ids, only=items, tab_act=tab_act, parent=self
        )
        self._kit = Kit(theme, clock, ids, links, tab_act=tab_act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._session_line(theme))
        layout.addWidget(self.session)
        self._count = label("", "heading")
        line = QHBoxLayout()
        line.addWidget(self._count, 1)
        line.addWidget(ElidedLabel(_KEYS, "small", "text3"))
        layout.addLayout(line)
        self.census = label("", "small", "text2")
        self.census.setObjectName("group.census")
        layout.addWidget(self.census)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        layout.addLayout(self._list)
        self.rows: list[AttendeeRow] = []
        for attendee in attendees:
            self._add(attendee)
        self.session.edited.connect(self._shared_edited)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.sign_requested)
        self._refresh()

    def shared_answers(self) -> dict[str, Json]:
        """What is written once."""
        return self.session.answers()

    def row_answers(self, client_id: str) -> dict[str, Json]:
        """What is written for one attendee. Raises ``KeyError``."""
        return self.row(client_id).answers()

    def all_answers(self) -> dict[str, dict[str, Json]]:
        """Every attendee's part by client id, in order."""
        return {row.attendee.client_id: row.answers() for row in self.rows}

    def fold_session(self, on: bool) -> None:
        """Leave one line of the session text, or show all of it."""
        self.session.setVisible(not on)
        self._summary.setVisible(on)
        self._summary.setText(self._summary_words())
        self.fold.setText("Show session text" if on else "Fold session text")

    @property
    def session_folded(self) -> bool:
        """Whether only one line of the session text is shown."""
        return self.session.isHidden()

    def session_complete(self) -> bool:
        """Whether nothing that is needed is missing in the session text."""
        return all(one.level != "must" for one in check(self._form, self.shared_answers(), per="session"))

    def focus_session(self, item: str) -> None:
        """Put the focus into a field of the session, unfolded."""
        self.fold_session(False)
        self.session.focus_item(item)

    def complete(self) -> list[str]:
        """The clients whose rows have nothing left to do."""
        return [row.attendee.client_id for row in self.rows if row.complete]

    def row(self, client_id: str) -> AttendeeRow:
        """The row of an attendee. Raises ``KeyError``."""
        for row in self.rows:
            if row.attendee.client_id == client_id:
                return row
        raise KeyError(client_id)

    def row_of(self, widget: QWidget | None) -> AttendeeRow | None:
        """The row that a widget lies in; None in the session text."""
        while widget is not None and not isinstance(widget, AttendeeRow):
            widget = widget.parentWidget()
        return widget

    def set_mark(self, client_id: str, text: str, *, same: bool = False) -> None:
        """Mark a response that is like another one, or ``same``; empty takes the mark away."""
        self.row(client_id).set_mark(text, same=same)

    def show_findings(self, findings: Sequence[Finding] | None = None) -> list[Finding]:
        """Show what is wrong with the session part below its fields; the rows always say what is left."""
        return self.session.show_findings(findings)

    def set_read_only(self, on: bool) -> None:
        """Let everything be read but not changed."""
        self.session.set_read_only(on)
        for row in self.rows:
            row.set_read_only(on)

    def focus_row(self, client_id: str) -> None:
        """Put the focus into the response of an attendee."""
        edit = self.row(client_id).response_edit()
        if edit is not None:
            edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, attendee: Attendee) -> AttendeeRow:
        row = AttendeeRow(self._form, attendee, self._kit, self.session.make_field, self)
        row.changed.connect(lambda: self._row_edited(attendee.client_id))
        row.step.connect(lambda by, item_id: self._step(row, by, item_id))
        row.mark_asked.connect(lambda: self.mark_asked.emit(attendee.client_id))
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _step(self, row: AttendeeRow, by: int, item_id: str) -> None:
        """To the next attendee with this cell, or with something to do; beyond the last one nothing moves."""
        at = self.rows.index(row) + by
        while 0 <= at < len(self.rows):
            stop = self.rows[at].cell(item_id) if item_id else self.rows[at].next_stop()
            if stop is not None:
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return
            at += by

    def _shared_edited(self, item_id: str) -> None:
        item = self._form.plan.items.get(item_id)
        alone = item is not None and item.type in ("note", "text") and not self._form.plan.affected(item_id)
        self._refresh(told_only=alone)  # words that nothing depends on change no row, and are typed letter by letter
        self.shared_changed.emit()
        self.changed.emit()

    def _row_edited(self, client_id: str) -> None:
        self._tell_count()
        self.row_changed.emit(client_id)
        self.changed.emit()

    def _refresh(self, *, told_only: bool = False) -> None:
        shared = self.shared_answers()
        for row in self.rows:
            row.tell_shared(shared)
            if not told_only:
                row.refresh()
        self._tell_count()

    def _tell_count(self) -> None:
        done = len(self.complete())
        self._count.setText(f"Attendees: {done} of {len(self.rows)} complete")
        self.census.setText(self._census())
        self.census.setVisible(bool(self.census.text()))

    def _census(self) -> str:
        """How many were there and how many not, once somebody is marked: "9 present, 2 absent, 1 not marked"."""
        item = self._form.by_role("attended")
        marks = [str(row.answers().get(item.id) or "") for row in self.rows] if item is not None else []
        marked = [one for one in marks if one]
        if not marked:
            return ""
        absent = sum(one in _ABSENT for one in marked)
        open_ones = len(marks) - len(marked)
        parts = [f"{len(marked) - absent} present", f"{absent} absent", f"{open_ones} not marked" if open_ones else ""]
        return ", ".join(part for part in parts if part)

    def _session_line(self, theme: Theme) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        self._summary = ElidedLabel("", "body", "text2")
        self._summary.setObjectName("group.summary")
        self._summary.hide()
        self.fold = button(
            theme, "Fold session text", self._toggle_session, role="quiet", icon="notes", object_name="group.fold"
        )
        line.addWidget(self._summary, 1)
        line.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignRight)
        return line

    def _toggle_session(self) -> None:
        self.fold_session(not self.session_folded)

    def _summary_words(self) -> str:
        answers = self.shared_answers()
        items = [item for role in _SUMMARY_ROLES if (item := self._form.by_role(role)) is not None]
        words = [shown(item, answers.get(item.id)) for item in items]
        return " · ".join(" ".join(one.split()) for one in words if one) or "Nothing is written about the session yet."
