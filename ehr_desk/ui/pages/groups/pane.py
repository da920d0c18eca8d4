"""The editor of a group note: the session once, one row for each attendee, one passphrase for all."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.chart.entries.rows import DraftRow, Prepared, Signed
from ehr_desk.common.ids import RandomIds
from ehr_desk.forms import check
from ehr_desk.ui.forms.group_grid import GroupGrid
from ehr_desk.ui.forms.links import PlainLinks
from ehr_desk.ui.pages.base import DRAFTS, Changed, Shell
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.pages.editor.presenter import session_facts
from ehr_desk.ui.pages.editor.signing import SignFlow
from ehr_desk.ui.pages.groups import presenter
from ehr_desk.ui.pages.record.faults import tell
from ehr_desk.ui.pages.record.words import local_of
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import divider, label


class GroupPane(QWidget):
    """One group note being written. ``closed`` when the draft is gone (signed or discarded)."""

    closed = Signal()

    def __init__(self, shell: Shell, opened: presenter.OpenGroup) -> None:
        super().__init__()
        self.shell = shell
        self.opened = opened
        self._tried = False
        desk = shell.desk
        self.setObjectName("group_editor")
        self._flow = SignFlow(shell, self)
        self.grid = GroupGrid(
            opened.form,
            opened.shared,
            opened.attendees,
            PlainLinks(prescriber=desk.me.signature_name),
            shell.theme,
            clock=desk.clock,
            ids=RandomIds(),
        )
        self.saver = Autosave(shell.runner, self.answers, partial(desk.drafts.save, opened.draft.id), self)
        self.saver.state.connect(self._saved_state)
        self.grid.changed.connect(self._edited)
        self.grid.sign_requested.connect(self.sign)
        self._build()
        self._keys()
        self._facts()
        self._mark_alike()
        self.mark.saved(local_of(opened.draft.saved_at, desk.clock))

    @property
    def draft_id(self) -> str:
        """The draft that is written here."""
        return self.opened.draft.id

    def answers(self) -> dict[str, Any]:
        """The draft's answers: what is written once, and each attendee's part."""
        return {"shared": self.grid.shared_answers(), "clients": self.grid.all_answers()}

    def flush(self) -> None:
        """Hand over what is typed now."""
        self.saver.flush()

    def save_now(self) -> None:
        """Ctrl+S."""
        self.saver.touched()
        self.saver.flush()

    def sign(self) -> None:
        """Save, look what is missing, then say it or ask for the passphrase once for all charts."""
        self.saver.touched()
        self.saver.then(self._prepare)

    def everybody_present(self) -> None:
        """Mark those present whose attendance is not said yet."""
        item, value = presenter.present_value(self.opened.form)
        if not item:
            return
        for row in self.grid.rows:
            answers = row.answers()
            if not answers.get(item):
                row.set_answers({**answers, item: value})
        self.grid.changed.emit()

    def discard(self) -> None:
        """Throw the draft away; a toast can bring it back."""
        desk, answers = self.shell.desk, self.answers()

        def job() -> DraftRow:
            desk.drafts.save(self.draft_id, answers)
            kept = desk.drafts.one(self.draft_id)
            desk.drafts.discard(self.draft_id)
            return kept

        self.saver.forget()
        self.shell.runner.submit_write(job, context=self, on_ok=self._discarded, on_error=self._failed)

    def _build(self) -> None:
        theme = self.shell.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 8)
        top.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.opened.form.title, "heading"))
        head.addWidget(Chip("Draft", "info"))
        head.addStretch(1)
        self.facts = label("", "small", "text2")
        head.addWidget(self.facts)
        head.addWidget(
            button(theme, "Mark everyone present", self.everybody_present, icon="checks", object_name="group.present")
        )
        top.addLayout(head)
        self.bar = MessageBar(theme)
        self.bar.jump.connect(self._jump)
        top.addWidget(self.bar)
        column.addLayout(top)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(24, 4, 24, 24)
        inner.addWidget(self.grid)
        inner.addStretch(1)
        column.addWidget(PageScroll(body), 1)
        column.addWidget(divider())
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        theme = self.shell.theme
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 10, 24, 12)
        foot.setSpacing(8)
        self.mark = SavedMark(theme)
        foot.addWidget(self.mark, 1)
        foot.addWidget(button(theme, "Discard draft", self.discard, role="quiet", object_name="group.discard"))
        words = f"Sign {len(self.opened.attendees)} notes…" if len(self.opened.attendees) > 1 else "Sign note…"
        self.go = button(theme, words, self.sign, role="primary", icon="signature", object_name="group.sign")
        self.go.setToolTip("Ctrl+Enter")
        foot.addWidget(self.go)
        return foot

    def _keys(self) -> None:
        for keys, act in (("Ctrl+Enter", self.sign), ("Ctrl+S", self.save_now)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _edited(self) -> None:
        self.saver.touched()
        self._facts()

    def _facts(self) -> None:
        self.facts.setText(session_facts(self.opened.form, self.grid.shared_answers()))

    def _mark_alike(self) -> None:
        alike = presenter.likeness(self.opened.form, self.grid.all_answers(), self.opened.last)
        for row in self.grid.rows:
            self.grid.set_mark(row.attendee.client_id, alike.get(row.attendee.client_id, ""))

    def _saved_state(self, state: str, detail: str) -> None:
        if state == "typing":
            self.mark.typing()
        elif state == "saving":
            self.mark.saving()
        elif state == "failed":
            self.mark.failed(detail)
        else:
            self.mark.saved(local_of(detail, self.shell.desk.clock))
            self._mark_alike()
            if self._tried:
                self._read_findings(self._show_findings)

    def _prepare(self) -> None:
        self.go.setEnabled(False)
        self._read_findings(self._prepared)

    def _read_findings(self, act: Any) -> None:
        signing = self.shell.desk.signing
        self.shell.runner.submit_read(
            lambda: signing.prepare(self.draft_id), context=self, on_ok=act, on_error=self._not_prepared
        )

    def _not_prepared(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._failed(error)

    def _prepared(self, prepared: list[Prepared]) -> None:
        self.go.setEnabled(True)
        self._show_findings(prepared)
        if not all(one.complete for one in prepared):
            self._missing(prepared)
            return
        self._flow.sign([self.draft_id], prepared, done=self._signed, incomplete=self._missing)

    def _missing(self, prepared: list[Prepared]) -> None:
        self._tried = True
        self._show_findings(prepared)
        first = next((one.target for one in self.bar.messages() if one.target), "")
        self._jump(first)

    def _show_findings(self, prepared: list[Prepared]) -> None:
        self.bar.show_messages(presenter.messages(self.opened.form, prepared))
        self.grid.show_findings(check(self.opened.form, self.grid.shared_answers(), per="session"))

    def _jump(self, target: str) -> None:
        client_id, _, item = target.partition("/")
        if not client_id:
            self.grid.session.focus_item(item)
            return
        row = self.grid.row(client_id)
        try:
            field = row.field(item)
        except KeyError:
            row.objectives.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        stops = [stop for stop in field.stops() if stop.isVisible()]
        (stops[0] if stops else row).setFocus(Qt.FocusReason.OtherFocusReason)

    def _signed(self, _result: Signed) -> None:
        self.saver.forget()
        self.closed.emit()

    def _discarded(self, kept: DraftRow) -> None:
        shell, desk = self.shell, self.shell.desk
        change = Changed.of(DRAFTS, clients=kept.attendees)

        def back(_nothing: object = None) -> None:
            shell.changed(change)
            shell.open_draft(kept.id)

        def undo() -> None:
            shell.runner.submit_write(lambda: desk.drafts.restore(kept), context=owner, on_ok=back)

        owner = self.window()
        self.closed.emit()
        shell.changed(change)
        shell.toast("Draft discarded", undo)

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)
