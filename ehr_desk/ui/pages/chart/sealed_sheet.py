"""One sealed note on its sheet: a draft that is written, signed or discarded, or a note that is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.common.clock import from_stamp, stamp
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.chart import sealed_words
from ehr_desk.ui.pages.chart.sealed_dialogs import SealDialog
from ehr_desk.ui.pages.chart.sealed_note_view import form_on, show_additions
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import empty_layout, label

if TYPE_CHECKING:
    from ehr_desk.chart.sealed.rows import SealedDraft, SealedNote
    from ehr_desk.vault.opened_compartments import Opened

_SIGNING = "It is signed and sealed. What it says stays with you and those whom you let read."


class SealedSheet(QWidget):
    """``laid`` says whether something lies on it; ``done`` that the list is wanted again; ``amending`` carries the kind
    of an amendment to :attr:`note`; ``failed`` an exception."""

    laid = Signal(bool)
    done = Signal()
    amending = Signal(str)
    failed = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._opened: Opened | None = None
        self._draft: SealedDraft | None = None
        self.note: SealedNote | None = None
        self.editor: FormEditor | None = None
        self.saver: Autosave | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._line())
        body = QWidget()
        self._sheet = QVBoxLayout(body)
        column.addWidget(PageScroll(body), 1)

    def write(self, draft: SealedDraft, opened: Opened) -> None:
        """Write on a draft, with the keys that were opened for it."""
        editor = self._lay(draft.form_id, dict(draft.answers))
        self._draft, self._opened = draft, opened
        self._sheet.addStretch(1)
        sealed = self._shell.desk.sealed

        clock = self._shell.desk.clock

        def save(answers: Any) -> str:
            sealed.save(opened, draft, answers)
            return stamp(clock.now())

        self.saver = Autosave(self._shell.runner, editor.answers, save, self)
        editor.changed.connect(self.saver.touched)
        self.mark.follow(self.saver.state, lambda at: from_stamp(at).astimezone(clock.local().tzinfo))
        self._show_acts(writing=True)

    def read(self, note: SealedNote) -> None:
        """Show a signed note with what was added to it."""
        self._lay(note.form_id, dict(note.answers)).set_read_only(True)
        self.note = note
        show_additions(self._sheet, self._shell, note, self._shell.desk.clock.local().tzinfo)
        self._sheet.addStretch(1)
        self._show_acts(writing=False)
        self.state.setText(sealed_words.signed_by(note))

    def flush(self) -> None:
        """Hand over what is typed."""
        if self.saver is not None:
            self.saver.flush()

    def leave(self, then: Callable[[], object]) -> None:
        """Clear the sheet and go on with ``then``, once what was typed is saved."""
        if self.saver is not None and self.saver.unsaved:
            self.saver.then(lambda: self.leave(then))
            return
        self._clear()
        then()

    def sign(self) -> None:
        """Say what is missing, else ask for the passphrase and sign."""
        draft, opened, saver, editor = self._draft, self._opened, self.saver, self.editor
        if draft is None or opened is None or saver is None or editor is None:
            return
        if any(finding.level == "must" for finding in editor.show_findings()):
            return
        sealed, shell = self._shell.desk.sealed, self._shell

        def sign(own: str) -> str:
            return sealed.sign(opened, sealed.draft(opened, draft.id), own)

        def signed(_note: str) -> None:
            saver.forget()
            self._clear()
            shell.toast("Sealed note signed")
            self.done.emit()

        def ask() -> None:
            dialog = SealDialog(shell.theme, "Sign the sealed note", "Sign", _SIGNING, self)
            dialog.run(shell.runner, lambda own: partial(sign, own), signed)

        saver.then(ask)

    def discard(self) -> None:
        """Throw the draft away. Where that fails it stays open, and what is typed is still kept."""
        if self._draft is None or self.saver is None:
            return
        sealed, draft_id = self._shell.desk.sealed, self._draft.id
        self.setEnabled(False)
        self.saver.flush()  # nothing may come to be written once the draft is gone

        def discarded(_nothing: object) -> None:
            self.setEnabled(True)
            if self._draft is not None and self._draft.id == draft_id:
                self._clear()
            self.done.emit()

        def failed(error: Exception) -> None:
            self.setEnabled(True)
            self.failed.emit(error)

        self._shell.runner.submit_write(
            lambda: sealed.discard(draft_id), context=self, on_ok=discarded, on_error=failed
        )

    def back(self) -> None:
        """Back to the list; what was typed is saved."""
        self.leave(self.done.emit)

    def _lay(self, form_id: str, answers: dict[str, Any]) -> FormEditor:
        self._empty()
        self.editor = form_on(self._sheet, self._shell, form_id, answers)
        self.state.setText("")
        self.mark.clear()
        self.laid.emit(True)
        return self.editor

    def _clear(self) -> None:
        self._empty()
        self.laid.emit(False)

    def _empty(self) -> None:
        if self.saver is not None:
            self.saver.forget()
            self.saver.deleteLater()
        self.saver = self.editor = self.note = self._draft = self._opened = None
        empty_layout(self._sheet)

    def _show_acts(self, *, writing: bool) -> None:
        """Signing and discarding what is written; amending one's own note that is read."""
        note = self.note
        mine = note is not None and note.line.author_id == self._shell.desk.me.id and not note.in_error
        self.mark.setVisible(writing)
        self.state.setVisible(not writing)
        for made in (self.sign_button, self.discard_button):
            made.setVisible(writing)
        for made in (self.add_button, self.error_button):
            made.setVisible(mine and not writing)

    def _line(self) -> QHBoxLayout:
        theme = self._shell.theme
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(button(theme, "Back to the list", self.back, object_name="seal.back"))
        self.state = label("", "small", "text2")
        line.addWidget(self.state, 1)
        self.mark = SavedMark(theme)
        line.addWidget(self.mark, 1)
        mark, add = partial(self.amending.emit, "entered in error"), partial(self.amending.emit, "addendum")
        self.error_button = button(theme, "Entered in error", mark, object_name="seal.error")
        self.add_button = button(theme, "Add to it", add, object_name="seal.add")
        self.discard_button = button(theme, "Discard", self.discard, object_name="seal.discard")
        self.sign_button = button(theme, "Sign…", self.sign, role="primary", object_name="seal.sign")
        for made in (self.error_button, self.add_button, self.discard_button, self.sign_button):
            line.addWidget(made)
        return line
