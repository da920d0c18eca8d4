"""The editor of a group note: the session once, one row for each attendee, one passphrase for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.common.ids import RandomIds
from ehr_desk.forms import check
from ehr_desk.ui.dialogs.pair import Mark, PairDialog
from ehr_desk.ui.forms.group_grid import GroupGrid
from ehr_desk.ui.forms.links import PlainLinks
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.draft_pane import PREVIEW_KEYS, DraftPane
from ehr_desk.ui.pages.editor.frame import DraftFrame
from ehr_desk.ui.pages.editor.presenter import session_facts
from ehr_desk.ui.pages.editor.snippets import KEYS as SNIPPET_KEYS
from ehr_desk.ui.pages.editor.snippets import SnippetKeys
from ehr_desk.ui.pages.groups import presenter
from ehr_desk.ui.pages.groups.marks import marks, responding
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.message_bar import Message
from ehr_desk.ui.widgets.note_edit import NoteEdit


class GroupPane(DraftPane):
    """One group note being written. ``attendees_asked`` when others came than it is written for; ``preview_asked``
    carries the attendee who was written about last, once everything is saved.
    """

    attendees_asked = Signal()
    preview_asked = Signal(str)

    def __init__(self, shell: Shell, opened: presenter.OpenGroup, parent: QWidget | None = None) -> None:
        super().__init__(shell, opened.draft, parent)
        self.opened = opened
        desk = shell.desk
        # What was typed for somebody who was taken off again is kept until the draft is signed or discarded.
        stored = opened.draft.answers.get("clients", {})
        self._apart = {who: given for who, given in stored.items() if who not in opened.draft.attendees}
        self.setObjectName("group_editor")
        self.snippets = SnippetKeys(shell, opened.snippets, self._fill_ins, self, self._place)
        frame = self._make_frame()
        self.grid = GroupGrid(
            opened.form,
            opened.shared,
            opened.attendees,
            PlainLinks(prescriber=desk.me.signature_name),
            shell.theme,
            clock=desk.clock,
            ids=RandomIds(),
            tab_act=self.snippets.tab,
            parent=frame.body,
        )
        frame.put(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.begin(frame)
        column.addWidget(self.frame)
        self.grid.changed.connect(self.edited)
        self.grid.sign_requested.connect(self.sign)
        self.keys(
            (
                ("Ctrl+Enter", self.sign),
                ("Ctrl+S", self.save_now),
                (PREVIEW_KEYS, self.preview),
                ("Ctrl+Shift+A", self.everybody_present),
                ("Ctrl+2", self._to_attendees),
                ("Ctrl+3", self._to_session),
                (SNIPPET_KEYS, self.snippets.offer),
            )
        )
        self._marks: dict[str, Mark] = {}
        self._at = ""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._remember_row)
        if self.amending:
            # What was written about each client stays as it is signed; only the shared text is open.
            for row in self.grid.rows:
                row.set_read_only(True)
        self.grid.mark_asked.connect(self.show_pair)
        self.grid.fold_session(self.grid.session_complete() and not self.amending)
        self.saved()

    # What the draft's flow asks for -------------------------------------------------------------------------------

    @property
    def amending(self) -> bool:
        """Whether this is a new version of the text that signed notes share."""
        return bool(self.opened.draft.amended)

    def answers(self) -> dict[str, Any]:
        """The draft's answers: what is written once, and each attendee's part."""
        return {"shared": self.grid.shared_answers(), "clients": {**self._apart, **self.grid.all_answers()}}

    def facts_words(self) -> str:
        """The facts of the session."""
        return session_facts(self.opened.form, self.grid.shared_answers())

    def messages(self, prepared: list[Prepared]) -> list[Message]:
        """The findings of the session once, those of an attendee with the name."""
        return presenter.messages(self.opened.form, prepared)

    def show_findings(self, _prepared: list[Prepared]) -> None:
        """Show what is wrong with the session part; the rows always say what is left."""
        self.grid.show_findings(check(self.opened.form, self.grid.shared_answers(), per="session"))

    def jump(self, target: str) -> None:
        """Go to a field of the session or of an attendee."""
        client_id, _, item = target.partition("/")
        if not client_id:
            self.grid.focus_session(item)
            return
        row = self.grid.row(client_id)
        try:
            field = row.field(item)
        except KeyError:
            (row.cell(item) or row).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        stops = [stop for stop in field.stops() if stop.isVisible()]
        (stops[0] if stops else row).setFocus(Qt.FocusReason.OtherFocusReason)

    def saved(self) -> None:
        """Mark the responses that are like another one. They are compared off the UI thread."""
        job = partial(marks, self.opened.form, responding(self.opened, self.answers()))
        self.shell.runner.submit_read(job, context=self, on_ok=self._show_marks, on_error=lambda _error: None)

    # What the page calls ------------------------------------------------------------------------------------------

    def everybody_present(self) -> None:
        """Mark those present whose attendance is not said yet."""
        item, value = presenter.present_value(self.opened.form)
        if not item or self.amending:
            return
        for row in self.grid.rows:
            answers = row.answers()
            if not answers.get(item):
                row.set_answers({**answers, item: value})
        self.grid.changed.emit()

    def preview(self) -> None:
        """Save, then show the paper of the attendee whose row had the focus last; else the first one's."""
        if self.opened.form.paper and self.opened.attendees:
            self.saver.touched()
            self.saver.then(self._ask_preview)

    def _ask_preview(self) -> None:
        if self.isVisible():  # else somebody went on meanwhile
            self.preview_asked.emit(self._at or self.opened.attendees[0].client_id)

    def _remember_row(self, _before: QWidget | None, now: QWidget | None) -> None:
        row = self.grid.row_of(now)
        if row in self.grid.rows:
            self._at = row.attendee.client_id

    def focus_first(self) -> None:
        """Put the focus where the session text waits for an answer, or to the attendees where it is written."""
        if self.grid.session_folded:
            self._to_attendees()
        else:
            self.grid.session.focus_waiting()

    def show_pair(self, client_id: str) -> None:
        """Show a response beside the text that it is like."""
        mark = self._marks.get(client_id)
        if mark is None:
            return
        dialog = PairDialog(self.shell.theme, self.grid.row(client_id).attendee.name, mark, self)
        dialog.finished.connect(lambda _result: self.grid.focus_row(client_id))
        dialog.open()

    def _show_marks(self, found: Mapping[str, Mark]) -> None:
        self._marks = dict(found)
        for row in self.grid.rows:
            mark = self._marks.get(row.attendee.client_id)
            same = mark is not None and mark.found.identical
            self.grid.set_mark(row.attendee.client_id, mark.words if mark is not None else "", same=same)

    def _to_session(self) -> None:
        self.grid.fold_session(False)
        self.focus_first()

    def _to_attendees(self) -> None:
        """To what is left to do for the first attendee; a session text that is written makes room for the rows."""
        if self.grid.session_complete():
            self.grid.fold_session(True)
        if self.grid.rows:
            self.grid.rows[0].focus_next()

    def _fill_ins(self, edit: NoteEdit) -> Mapping[str, str]:
        """What a snippet may take here: of the attendee whose row it is; in the session text nothing of anybody."""
        row = self.grid.row_of(edit)
        client_id, answers = (row.attendee.client_id, row.answers()) if row is not None else ("", {})
        return presenter.words_for(self.opened, client_id, answers, self.shell.desk.clock.today())

    def _place(self, edit: NoteEdit) -> str:
        row = self.grid.row_of(edit)
        return f"{self.draft_id}.{row.attendee.client_id}" if row is not None else self.draft_id

    def _make_frame(self) -> DraftFrame:
        theme = self.shell.theme
        present = button(
            theme, "Mark everyone present", self.everybody_present, icon="checks", object_name="group.present"
        )
        steps = []
        if self.opened.form.paper:
            steps.append(button(theme, "Preview PDF", self.preview, object_name="group.preview"))
        who = button(theme, "Who attended…", self.attendees_asked.emit, icon="users", object_name="group.attendees")
        if self.amending:
            title = f"Session text, amended in {len(self.opened.attendees)} charts"
            return DraftFrame(theme, "group", title, sign_word=self._sign_word(), steps=steps, parent=self)
        return DraftFrame(
            theme,
            "group",
            self.opened.form.title,
            sign_word=self._sign_word(),
            acts=[who, present],
            steps=steps,
            parent=self,
        )

    def _sign_word(self) -> str:
        number = len(self.opened.attendees)
        if self.amending:
            return f"Sign {number} new versions…"
        return f"Sign {number} notes…" if number > 1 else "Sign note…"
