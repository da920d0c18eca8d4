"""The note editor: the form, the saved mark, and the next step, with the plan beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import DraftRow, Prepared, Signed
from ehr_desk.common.ids import RandomIds
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.forms.plan_editor import PlanEditor
from ehr_desk.ui.pages.base import DRAFTS, Changed, Shell
from ehr_desk.ui.pages.editor import presenter, thread
from ehr_desk.ui.pages.editor.amended import AmendedPanel
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.fold import Fold
from ehr_desk.ui.pages.editor.links import chart_links
from ehr_desk.ui.pages.editor.side import SidePanel
from ehr_desk.ui.pages.editor.signing import SignFlow
from ehr_desk.ui.pages.plan.outline import OutlinePanel
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import local_of
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import divider, label

if TYPE_CHECKING:
    from ehr_desk.desk import Desk


class EditorPane(QWidget):
    """One draft being written.

    ``closed`` when the draft is gone (signed or discarded); ``left`` when the person goes back to the notes and the
    draft stays; ``preview_asked`` carries the draft id once everything
    typed is saved; ``entry_asked`` an entry behind a sentence or beside the note.
    """

    closed = Signal()
    left = Signal()
    preview_asked = Signal(str)
    entry_asked = Signal(str)

    def __init__(self, shell: Shell, opened: presenter.OpenDraft) -> None:
        super().__init__()
        self.shell = shell
        self.opened = opened
        self._tried = False
        desk = shell.desk
        self.setObjectName("editor")
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._flow = SignFlow(shell, self)
        self.form = self._make_form(desk)
        self.saver = Autosave(shell.runner, self._answers, partial(desk.drafts.save, opened.draft.id), self)
        self.saver.state.connect(self._saved_state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._main(), 1)
        self.side: SidePanel | None = None
        beside = self._beside()
        self._beside_fold = Fold(shell.theme, beside) if beside is not None else None
        if self._beside_fold is not None:
            row.addWidget(divider(vertical=True))
            row.addWidget(self._beside_fold)
        self.form.changed.connect(self._edited)
        self.form.entry_asked.connect(self.entry_asked)
        self._keys()
        self._facts()
        self.mark.saved(local_of(opened.draft.saved_at, desk.clock))

    @property
    def draft_id(self) -> str:
        """The draft that is written here."""
        return self.opened.draft.id

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._beside_fold is not None:
            self._beside_fold.fit(self.width())

    def flush(self) -> None:
        """Hand over what is typed now."""
        self.saver.flush()

    def focus_first(self) -> None:
        """Put the focus into the first field that waits for an answer, else into the first."""
        stops = self.form.stops()
        waiting = next((item.id for item in self.opened.form.items if self._waits(item.id)), "")
        if not (waiting and self.form.focus_item(waiting)) and stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def sign(self) -> None:
        """Save, look what is missing, and either say it or ask for the passphrase."""
        self.saver.touched()
        self.saver.then(self._prepare)

    def preview(self) -> None:
        """Save, then show the paper."""
        self.saver.touched()
        self.saver.then(lambda: self.preview_asked.emit(self.draft_id))

    def assemble(self) -> None:
        """Fill in from the record again; what somebody changed stays."""
        drafts = self.shell.desk.drafts
        self.saver.then(
            lambda: self.shell.runner.submit_write(
                lambda: drafts.assemble_again(self.draft_id, self._answers()),
                context=self,
                on_ok=self._assembled,
                on_error=self._failed,
            )
        )

    def discard(self) -> None:
        """Throw the draft away; a toast can bring it back."""
        desk = self.shell.desk
        answers = self._answers()

        def job() -> DraftRow:
            desk.drafts.save(self.draft_id, answers)
            kept = desk.drafts.one(self.draft_id)
            desk.drafts.discard(self.draft_id)
            return kept

        self.saver.forget()
        self.shell.runner.submit_write(job, context=self, on_ok=self._discarded, on_error=self._failed)

    def _make_form(self, desk: Desk) -> FormEditor:
        opened = self.opened
        maker = PlanEditor if opened.is_plan and opened.form.by_role("problems") is not None else FormEditor
        return maker(
            opened.form,
            opened.draft.answers,
            chart_links(desk, opened.state, desk.clock.today()),
            self.shell.theme,
            clock=desk.clock,
            ids=RandomIds(),
            carried=presenter.carried_items(opened),
        )

    def _main(self) -> QWidget:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 8)
        top.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        leave = icon_button(
            self.shell.theme, "arrow-left", "Back to the notes", self.left.emit, object_name="editor.back"
        )
        head.addWidget(leave)
        head.addWidget(label(self.opened.title, "heading"))
        head.addWidget(Chip("Draft", "info"))
        head.addStretch(1)
        self.facts = label("", "small", "text2")
        self.facts.setObjectName("editor.facts")
        head.addWidget(self.facts)
        top.addLayout(head)
        self.bar = MessageBar(self.shell.theme)
        self.bar.jump.connect(self._jump)
        top.addWidget(self.bar)
        column.addLayout(top)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(24, 4, 24, 24)
        inner.addWidget(self.form)
        inner.addStretch(1)
        column.addWidget(PageScroll(body), 1)
        column.addWidget(divider())
        column.addLayout(self._foot())
        return main

    def _foot(self) -> QHBoxLayout:
        theme = self.shell.theme
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 10, 24, 12)
        foot.setSpacing(8)
        self.mark = SavedMark(theme)
        foot.addWidget(self.mark, 1)
        self.away = button(theme, "Discard draft", self.discard, role="quiet", object_name="editor.discard")
        foot.addWidget(self.away)
        if self.opened.is_summary and self.opened.draft.kind == "original":
            foot.addWidget(
                button(theme, "Assemble again", self.assemble, icon="refresh", object_name="editor.assemble")
            )
        if self.opened.has_paper:
            foot.addWidget(button(theme, "Preview PDF", self.preview, object_name="editor.preview"))
        self.go = button(
            theme,
            presenter.sign_word(self.opened),
            self.sign,
            role="primary",
            icon="signature",
            object_name="editor.sign",
        )
        self.go.setToolTip("Ctrl+Enter")
        foot.addWidget(self.go)
        return foot

    def _beside(self) -> QWidget | None:
        if self.opened.amended is not None:
            panel = AmendedPanel(self.shell, self.opened)
            panel.entry_asked.connect(self.entry_asked)
            return panel
        if isinstance(self.form, PlanEditor):
            outline = OutlinePanel(self.shell, self.opened.state, self.form)
            outline.entry_asked.connect(self.entry_asked)
            return outline
        if self.opened.form.thread == "none":
            return None
        item = thread.objective_item(self.opened.form)
        self.side = SidePanel(self.shell, self.opened, self.opened.draft.answers.get(item) or ())
        self.side.linked.connect(self._linked)
        self.side.entry_asked.connect(self.entry_asked)
        return self.side

    def _keys(self) -> None:
        for keys, act in (
            ("Ctrl+Return", self.sign),
            ("Ctrl+Enter", self.sign),
            ("Ctrl+Shift+P", self._preview_by_key),
            ("Ctrl+2", self._to_thread),
            ("Ctrl+3", self.focus_first),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _preview_by_key(self) -> None:
        if self.opened.has_paper:
            self.preview()

    def _to_thread(self) -> None:
        if self._beside_fold is not None:
            self._beside_fold.unfold()
        if self.side is not None:
            self.side.focus_thread()

    def _answers(self) -> dict[str, Any]:
        return self.form.answers()

    def _waits(self, item_id: str) -> bool:
        item = self.opened.form.item(item_id)
        answered = self._answers().get(item_id) not in (None, "", [])
        return item.required and not item.readonly and not answered and item.type != "objective"

    def _linked(self, links: list[Mapping[str, Any]]) -> None:
        item = thread.objective_item(self.opened.form)
        if item:
            self.form.set_item(item, links or None)

    def _edited(self) -> None:
        self.saver.touched()
        self._facts()

    def _facts(self) -> None:
        self.facts.setText(presenter.session_facts(self.opened.form, self._answers()))

    def _saved_state(self, state: str, detail: str) -> None:
        if state == "typing":
            self.mark.typing()
        elif state == "saving":
            self.mark.saving()
        elif state == "failed":
            self.mark.failed(detail)
        else:
            self.mark.saved(self._local(detail))
            if self._tried:
                self._check_again()

    def _local(self, stamp_text: str) -> datetime:
        return local_of(stamp_text, self.shell.desk.clock)

    def _prepare(self) -> None:
        signing = self.shell.desk.signing
        self.go.setEnabled(False)
        self.shell.runner.submit_read(
            lambda: signing.prepare(self.draft_id), context=self, on_ok=self._prepared, on_error=self._not_prepared
        )

    def _prepared(self, prepared: list[Prepared]) -> None:
        self.go.setEnabled(True)
        if not all(one.complete for one in prepared):
            self._missing(prepared)
            return
        self._show_findings(prepared)
        self._flow.sign([self.draft_id], prepared, done=self._signed, incomplete=self._missing)

    def _not_prepared(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._failed(error)

    def _missing(self, prepared: list[Prepared]) -> None:
        self._tried = True
        self._show_findings(prepared)
        first = next((one.target for one in self.bar.messages() if one.target), "")
        if first:
            self._jump(first)

    def _check_again(self) -> None:
        signing = self.shell.desk.signing
        self.shell.runner.submit_read(
            lambda: signing.prepare(self.draft_id),
            context=self,
            on_ok=self._show_findings,
            on_error=lambda _error: None,
        )

    def _show_findings(self, prepared: list[Prepared]) -> None:
        self.bar.show_messages(presenter.messages(prepared, self.opened.form))
        self.form.show_findings([finding for one in prepared for finding in one.findings])

    def _jump(self, target: str) -> None:
        item = self.opened.form.plan.items.get(target.rpartition("/")[2])
        if item is not None and item.type == "objective" and self.side is not None:
            self._to_thread()
        else:
            self.form.focus_item(target)

    def _signed(self, _result: Signed) -> None:
        self.saver.forget()
        self.closed.emit()

    def _assembled(self, draft: DraftRow) -> None:
        self.form.set_answers(draft.answers)
        self.mark.saved(self._local(draft.saved_at))
        self._facts()
        self.shell.toast("Assembled again from the record. What you changed was kept.")

    def _discarded(self, kept: DraftRow) -> None:
        shell, desk = self.shell, self.shell.desk
        clients = frozenset({kept.client_id} if kept.client_id else ())
        change = Changed(clients, frozenset({DRAFTS}))

        def undo() -> None:
            owner = self.window()
            shell.runner.submit_write(lambda: desk.drafts.restore(kept), context=owner, on_ok=lambda _: back())

        def back() -> None:
            shell.changed(change)
            shell.open_draft(kept.id)

        self.closed.emit()
        shell.changed(change)
        shell.toast("Draft discarded", undo)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
