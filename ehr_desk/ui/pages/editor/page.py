"""The note editor: the form, the saved mark, and the next step, with the plan beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from ehr_desk.chart.entries.reused import Passage
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.common.ids import RandomIds
from ehr_desk.forms import check
from ehr_desk.ui.forms.fill_ins import fill_ins
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.plan_editor import PlanEditor
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor import presenter, thread
from ehr_desk.ui.pages.editor.amended import AmendedEntry, AmendedPanel
from ehr_desk.ui.pages.editor.draft_pane import PREVIEW_KEYS, DraftPane
from ehr_desk.ui.pages.editor.fold import Fold
from ehr_desk.ui.pages.editor.frame import DraftFrame
from ehr_desk.ui.pages.editor.last_note import BRING_KEYS, KEYS, LastNotePanel
from ehr_desk.ui.pages.editor.likes import KEYS as COMPARE_KEYS
from ehr_desk.ui.pages.editor.likes import LikeWatch
from ehr_desk.ui.pages.editor.links import chart_links
from ehr_desk.ui.pages.editor.reopened import show_reopened
from ehr_desk.ui.pages.editor.session_line import SessionLine, may_be_planned
from ehr_desk.ui.pages.editor.side import WIDTH, SidePanel
from ehr_desk.ui.pages.editor.snippets import KEYS as SNIPPET_KEYS
from ehr_desk.ui.pages.editor.snippets import SnippetKeys
from ehr_desk.ui.pages.editor.thread_day import ThreadDay, day_of
from ehr_desk.ui.pages.plan.outline import OutlinePanel
from ehr_desk.ui.pages.record.words import local_of
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.ground import on_canvas
from ehr_desk.ui.widgets.message_bar import Message
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import divider

if TYPE_CHECKING:
    from ehr_desk.desk import Desk


_ASSEMBLED = "Assembled again from the record. What you wrote was kept."


class EditorPane(DraftPane):
    """The form of one client's draft, with what stands beside it.

    ``left`` when the person goes back to the notes and the draft stays; ``preview_asked`` carries the draft id once
    everything typed is saved; ``entry_asked`` an entry behind a sentence or beside the note.
    """

    left = Signal()
    preview_asked = Signal(str)
    entry_asked = Signal(str)

    def __init__(self, shell: Shell, opened: presenter.OpenDraft, parent: QWidget | None = None) -> None:
        super().__init__(shell, opened.draft, parent)
        self.opened = opened
        self._asked: frozenset[str] = frozenset()
        self.setObjectName("editor")
        on_canvas(self)
        self.snippets = SnippetKeys(shell, opened.snippets, self._fill_ins, self, lambda _edit: opened.draft.id)
        frame = self._make_frame()
        self.sessions = SessionLine(shell, opened.form, frame.body)
        self.form = self._make_form(shell.desk, frame.body)
        frame.put(self.form, self.sessions)
        show_reopened(frame, opened, shell.desk.clock)
        self.form.carried.set_passages(opened.draft.reused)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.last_note: LastNotePanel | None = None
        self.begin(frame)
        row.addWidget(self.frame, 1)
        self.side: SidePanel | None = None
        self._before_last: QWidget | None = None
        beside = self._beside()
        self._beside_fold = Fold(shell.theme, beside, self._tools()) if beside is not None else None
        if self._beside_fold is not None:
            row.addWidget(divider(vertical=True))
            row.addWidget(self._beside_fold)
            self._beside_fold.unfolded.connect(self._put_last_away)
        self.sessions.show_sessions(opened.sessions, opened.draft.session_id)
        self.sessions.chosen.connect(self._tell_session)
        self._follow_day()
        self.form.changed.connect(self._follow_day)
        self.form.changed.connect(self.edited)
        self.form.carried.changed.connect(self.edited)
        self.likes = LikeWatch(shell, opened, self.form, self)
        self.form.entry_asked.connect(self.entry_asked)
        self.keys(
            (
                ("Ctrl+Return", self.sign),
                ("Ctrl+Enter", self.sign),
                (PREVIEW_KEYS, self._preview_by_key),
                ("Ctrl+2", self._to_thread),
                ("Ctrl+3", self.focus_first),
                (KEYS, self.toggle_last_note),
                (BRING_KEYS, self.bring),
                (COMPARE_KEYS, self.likes.compare_here),
            )
        )
        if not isinstance(self.form, PlanEditor):  # there the same keys offer its phrases
            self.keys(((SNIPPET_KEYS, self.snippets.offer),))

    # What the draft's flow asks for -------------------------------------------------------------------------------

    def answers(self) -> dict[str, Any]:
        """The answers of the form."""
        return self.form.answers()

    def facts_words(self) -> str:
        """The facts of the session."""
        return presenter.session_facts(self.opened.form, self.answers())

    def messages(self, prepared: list[Prepared]) -> list[Message]:
        """The findings of every entry the draft comes to."""
        return presenter.messages(prepared, self.opened.form)

    def show_findings(self, prepared: list[Prepared]) -> None:
        """Show the findings below their fields."""
        self._asked = self._asked_now()
        self.form.show_findings([finding for one in prepared for finding in one.findings])

    def mended(self) -> frozenset[str]:
        """The places at which the form's own check found something when it was last told, and finds nothing now."""
        return self._asked - self._asked_now() if self._asked else frozenset()

    def sign_title(self) -> str:
        """Of an amendment the entry that it is about."""
        return self.opened.title

    def jump(self, target: str) -> None:
        """Go to a field, or to the plan beside it."""
        item = self.opened.form.plan.items.get(target.rpartition("/")[2])
        if item is not None and item.type == "objective" and self.side is not None:
            self._to_thread()
        else:
            self.form.focus_item(target)

    # What the page calls ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focus_first(self) -> None:
        """Put the focus into the first field that waits for an answer, else into the first."""
        self.form.focus_waiting()

    def begin_reading(self) -> None:
        """Show what was assembled from its beginning: it is read before anything is added; so is the session that a
        note is about, where the field with the focus is in sight as well. Other forms stay where the focus is."""
        if self.opened.is_summary or (self.opened.sessions and self._focus_is_near()):
            self.frame.area.verticalScrollBar().setValue(0)

    def _focus_is_near(self) -> bool:
        """Whether the field with the focus can be seen from the beginning, three lines of it at least."""
        field, body = QApplication.focusWidget(), self.frame.body
        if field is None or not body.isAncestorOf(field):
            return False
        needed = min(field.height(), 3 * field.fontMetrics().lineSpacing())
        return field.mapTo(body, QPoint(0, needed)).y() <= self.frame.area.viewport().height()

    def reused(self) -> Sequence[Passage]:
        """What was carried forward, with what was said of it."""
        return self.form.carried.passages

    def toggle_last_note(self) -> None:
        """Show the client's last note of the same kind beside this one, or put it away."""
        if self.opened.last is None:
            self.shell.toast("There is no earlier note of this kind.")
        elif self.last_note is None:
            self._before_last = QApplication.focusWidget()
            self._show_last_note().first_button().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._put_last_away()

    def bring(self) -> None:
        """Carry the text of the field with the focus forward from the note beside, else from the last one."""
        item = self.form.item_of(QApplication.focusWidget())
        if self.opened.last is None or not item:
            self.shell.toast("There is no earlier text for this field.")
            return
        panel = self.last_note or self._show_last_note()
        found = panel.passages(item)
        for passage in found:
            self.use_passage(passage)
        if not found:
            self.shell.toast("The note beside says nothing for this field. Its other texts can be used one by one.")

    def use_passage(self, passage: Passage) -> None:
        """Carry a passage of the earlier note forward into the same field; it stays highlighted until touched."""
        if not self.form.carried.carry(passage):
            self.shell.toast("This question is not asked in this note now.")

    def preview(self) -> None:
        """Save, then show the paper."""
        self.saver.touched()
        self.saver.then(lambda: self.preview_asked.emit(self.draft_id))

    def assemble(self) -> None:
        """Fill in from the record again; what somebody changed stays, also what is typed while it runs."""

        def ask() -> None:
            given, reused = self.answers(), self.reused()
            self.shell.runner.submit_write(
                lambda: self.writer.assemble_again(given, reused),
                context=self,
                on_ok=lambda draft: self._assembled(draft, given),
                on_error=self.failed,
            )

        self.saver.then(ask)

    def _follow_day(self) -> None:
        form = self.opened.form
        if may_be_planned(form) and self.draft.kind == "original":
            self.sessions.follow(self.draft, day_of(form, self.answers(), self.shell.desk.clock.today()))

    def _tell_session(self, session_id: str) -> None:
        def told(draft: DraftRow, given: Mapping[str, Any]) -> None:
            self.sessions.show_about(draft.session_id)
            self._assembled(draft, given, f"This note is about {'the' if session_id else 'no'} planned session.")

        def failed(error: Exception) -> None:
            self.sessions.show_about(self.draft.session_id)
            self.failed(error)

        def ask() -> None:
            given, reused = self.answers(), self.reused()
            self.shell.runner.submit_write(
                lambda: self.writer.tell_session(session_id, given, reused),
                context=self,
                on_ok=lambda draft: told(draft, given),
                on_error=failed,
            )

        self.saver.touched()
        self.saver.then(ask)

    def _make_form(self, desk: Desk, parent: QWidget) -> FormEditor:
        opened = self.opened
        maker = PlanEditor if opened.is_plan and opened.form.by_role("problems") is not None else FormEditor
        made = maker(
            opened.form,
            opened.draft.answers,
            chart_links(desk, opened.state, desk.clock.today(), opened.entries),
            self.shell.theme,
            clock=desk.clock,
            ids=RandomIds(),
            carried=presenter.carried_items(opened),
            tab_act=self.snippets.tab,
            parent=parent,
        )
        if isinstance(made, PlanEditor):
            made.needs = opened.needs
        return made

    def _fill_ins(self, _edit: NoteEdit) -> Mapping[str, str]:
        served = self.answers().get(thread.objective_item(self.opened.form)) or ()
        return fill_ins(self.opened.client, self.opened.state, served, self.shell.desk.clock.today())

    def _make_frame(self) -> DraftFrame:
        theme = self.shell.theme
        steps = []
        if self.opened.can_assemble:
            steps.append(button(theme, "Assemble again", self.assemble, icon="refresh", object_name="editor.assemble"))
        if self.opened.has_paper:
            steps.append(button(theme, "Preview PDF", self.preview, object_name="editor.preview"))
        return DraftFrame(
            theme,
            "editor",
            self.opened.title,
            sign_word=presenter.sign_word(self.opened),
            lead=icon_button(theme, "arrow-left", "Back to the notes", self.left.emit, object_name="editor.back"),
            steps=steps,
            parent=self,
        )

    def _beside(self) -> QWidget | None:
        item = thread.objective_item(self.opened.form)
        amended = self.opened.amended
        if amended is not None and not (self.opened.has_thread and item):
            entry = AmendedEntry(self.shell, self.opened, amended)
            entry.entry_asked.connect(self.entry_asked)
            return AmendedPanel(entry, self.shell.theme.metrics.px(WIDTH))
        if isinstance(self.form, PlanEditor):
            outline = OutlinePanel(self.shell, self.opened.state, self.form)
            outline.entry_asked.connect(self.entry_asked)
            return outline
        if self.opened.form.thread == "none":
            return None
        self.side = SidePanel(self.shell, self.opened, self.opened.draft.answers.get(item) or ())
        self.side.linked.connect(self._linked)
        self.side.last_asked.connect(self.toggle_last_note)
        self.side.entry_asked.connect(self.entry_asked)
        if item:
            day = day_of(self.opened.form, self.opened.draft.answers, self.shell.desk.clock.today())
            watch = ThreadDay(self.shell, self.form, self.opened.draft.client_id, day)
            watch.came.connect(self.side.show_objectives)
            watch.failed.connect(self.failed)
        return self.side

    def _tools(self) -> list[QWidget]:
        """What the folded panel still shows the way to. A snippet goes where the cursor is, so its button takes no
        focus."""
        theme, found = self.shell.theme, list[QWidget]()
        if self.opened.last is not None:
            words = f"Show the last note ({KEYS})"
            found.append(icon_button(theme, "notes", words, self.toggle_last_note, object_name="editor.last"))
        if not isinstance(self.form, PlanEditor):
            words = f"Snippets and sentences, where the cursor is ({SNIPPET_KEYS})"
            tool = icon_button(theme, "message", words, self.snippets.offer, object_name="editor.snippets")
            tool.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            found.append(tool)
        return found

    def _fit(self) -> None:
        taken = 0 if self.last_note is None else self.last_note.width()
        if self._beside_fold is not None:
            if self.last_note is not None:
                self._beside_fold.fold()  # of the two, only one is beside the text where it is narrow
            self._beside_fold.fit(self.width() - taken)

    def _show_last_note(self) -> LastNotePanel:
        panel = self.last_note = LastNotePanel(self.shell, self.opened)
        panel.use_asked.connect(self.use_passage)
        panel.entry_asked.connect(self.entry_asked)
        panel.closed.connect(self._put_last_away)
        # Right beside the text: what is folded for want of room is the plan, which has its own key.
        self._row.insertWidget(1, panel)
        panel.show()
        self._fit()
        return panel

    def _put_last_away(self) -> None:
        panel, self.last_note = self.last_note, None
        if panel is None:
            return
        self._row.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self._fit()
        before = self._before_last
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _preview_by_key(self) -> None:
        if self.opened.has_paper:
            self.preview()

    def _to_thread(self) -> None:
        if self._beside_fold is not None:
            self._beside_fold.unfold()
        if self.side is not None:
            self.side.focus_thread()

    def _asked_now(self) -> frozenset[str]:
        return frozenset("/".join((*one.rows, one.item)) for one in check(self.opened.form, self.answers()))

    def _linked(self, links: list[Mapping[str, Any]]) -> None:
        item = thread.objective_item(self.opened.form)
        if item:
            self.form.set_item(item, links or None)

    def _assembled(self, draft: DraftRow, given: Mapping[str, Any], words: str = _ASSEMBLED) -> None:
        now = self.answers()
        typed = {item: now.get(item) for item in {*now, *given} if now.get(item) != given.get(item)}
        self.form.set_answers({**draft.answers, **typed})
        self.mark.saved(local_of(draft.saved_at, self.shell.desk.clock))
        if typed:
            self.saver.touched()
        else:
            self.look_again()
        self.facts.setText(self.facts_words())
        self.shell.toast(words)
