"""Add a client, or edit a client's facts: a page, never a dialog. Nothing typed is lost when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.common.errors import UserError
from ehr_desk.ui.forms.spans import SpanBox
from ehr_desk.ui.pages.base import CLIENTS, Changed, Shell
from ehr_desk.ui.pages.caseload import facts
from ehr_desk.ui.pages.caseload.presenter import FACTS
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import local_of
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.ground import canvas_column
from ehr_desk.ui.widgets.message_bar import Message, MessageBar
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import label, name, set_look


class FactsPane(QWidget):
    """``saved`` carries the client; ``left`` when the person goes back without saving."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, shell: Shell, client: ClientRow | None = None, typed: Mapping[str, str] | None = None) -> None:
        """``typed`` is what the person was typing before a lock or a crash."""
        super().__init__()
        self.shell = shell
        self.client = client
        self._edits: dict[str, QLineEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._tried = False
        self.setObjectName("client_facts")
        outer = canvas_column(self)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(24, 20, 24, 24)
        self._column.setSpacing(16)
        outer.addWidget(PageScroll(content), 1)
        self._column.addWidget(label("Edit client facts" if client else "Add a client", "title"))
        words = (
            "Every change is kept with what stood before."
            if client
            else "Names and date of birth are enough to begin. The admission asks for the rest."
        )
        self._column.addWidget(label(words, "body", "text2", wrap=True))
        self.bar = MessageBar(shell.theme, closable=False)
        self.bar.jump.connect(lambda key: self._edits[key].setFocus(Qt.FocusReason.OtherFocusReason))
        self.bar.setMaximumWidth(shell.theme.metrics.px(860))
        self._column.addWidget(self.bar)
        self._column.addWidget(self._card({**(facts.values_of(client) if client else {}), **(typed or {})}))
        self._place = f"{FACTS}{client.id if client else ''}"
        keep = partial(shell.desk.typing.keep, self._place)
        self.saver = Autosave(shell.runner, self.values, keep, self)
        self.mark = SavedMark(shell.theme)
        self.mark.follow(self.saver.state, lambda at: local_of(at, shell.desk.clock))
        if typed is not None:
            self.bar.show_text("tip", "This is what you were typing. It is not part of the record yet.")
        self._column.addLayout(self._foot())
        self._column.addStretch(1)

    def values(self) -> dict[str, str]:
        """What is typed now."""
        return {key: edit.value() if isinstance(edit, DateEdit) else edit.text() for key, edit in self._edits.items()}

    def edit(self, key: str) -> QLineEdit:
        """One field."""
        return self._edits[key]

    def note(self, key: str) -> str:
        """What is said below a field."""
        return self._notes[key].text() if not self._notes[key].isHidden() else ""

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        self._edits["given_name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Check, then write; what is wrong is said beside its field."""
        self._tried = True
        if self._check():
            first = next(iter(self._problems()))
            self._edits[first].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        desk, client = self.shell.desk, self.client
        primary = client.primary_staff_id if client else desk.me.id
        found = facts.facts_from(self.values(), desk.clock.today(), primary)
        self.go.setEnabled(False)
        self.shell.runner.submit_write(
            lambda: desk.clients.change(client.id, found) if client else desk.clients.add(found),
            context=self,
            on_ok=self._done,
            on_error=self._failed,
        )

    def _enter(self) -> None:
        if self.go.isEnabled():
            self.save()

    def _card(self, values: Mapping[str, str]) -> Card:
        card = Card()
        card.setMaximumWidth(self.shell.theme.metrics.px(860))
        box = SpanBox()
        for field in facts.FIELDS:
            box.spans.add(self._field(field, values.get(field.key, "")), field.span)
        card.add(box)
        return card

    def _field(self, field: facts.FactField, value: str) -> QWidget:
        around = QWidget()
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        edit: QLineEdit
        if field.key == "date_of_birth":
            edit = DateEdit(self.shell.theme, self.shell.desk.clock)
            edit.set_value(value)
            edit.setPlaceholderText("Day Month Year")
            edit.edited.connect(self._edited)
        else:
            edit = QLineEdit(value)
            edit.textEdited.connect(lambda _text: self._edited())
        # Name and date of birth are enough: nobody has to go through the other fields to the button.
        edit.returnPressed.connect(self._enter, Qt.ConnectionType.QueuedConnection)
        name(edit, field.words, f"facts.{field.key}", field.help)
        caption = label(field.words, "caption")
        caption.setBuddy(edit)
        note = label("", "small", "danger", wrap=True)
        note.hide()
        column.addWidget(caption)
        column.addWidget(edit)
        if field.help:
            column.addWidget(label(field.help, "small", "text3", wrap=True))
        column.addWidget(note)
        column.addStretch(1)
        self._edits[field.key] = edit
        self._notes[field.key] = note
        return around

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        verb = "Save the facts" if self.client else "Add client"
        self.go = button(self.shell.theme, verb, self.save, role="primary", object_name="facts.save")
        foot.addWidget(self.go)
        foot.addWidget(button(self.shell.theme, "Cancel", self._leave, object_name="facts.cancel"))
        foot.addWidget(self.mark, 1)
        return foot

    def flush(self) -> None:
        """Hand over what is typed now."""
        self.saver.flush()

    def _leave(self) -> None:
        self._forget()
        self.left.emit()

    def _forget(self) -> None:
        """What was typed is saved, or is not wanted any more."""
        self.saver.forget()
        typing, place = self.shell.desk.typing, self._place
        self.shell.runner.submit_write(lambda: typing.drop(place), context=self.window())

    def _edited(self) -> None:
        self.saver.touched()
        if self._tried:
            self._check()

    def _problems(self) -> dict[str, str]:
        return facts.problems(self.values(), self.shell.desk.clock.today())

    def _check(self) -> dict[str, str]:
        found = self._problems()
        self._say(found)
        return found

    def _say(self, found: Mapping[str, str]) -> None:
        for key, note in self._notes.items():
            note.setText(found.get(key, ""))
            note.setVisible(key in found)
            set_look(self._edits[key], invalid=key in found)
        self.bar.show_messages([Message("must", text, key) for key, text in found.items()], head=_head(len(found)))

    def _done(self, client: ClientRow) -> None:
        self._forget()
        self.go.setEnabled(True)
        self.shell.changed(Changed.of(CLIENTS, clients=[client.id]))
        self.shell.toast("Client facts saved" if self.client else "Client added")
        self.saved.emit(client)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, UserError):
            self._say({facts.place_of(error): str(error)})
        else:
            tell(self.bar, error)


def _head(number: int) -> str:
    if not number:
        return ""
    return "One thing needs a change" if number == 1 else f"{number} things need a change"
