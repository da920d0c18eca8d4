"""What is typed into a dialog is kept in the record's file, and offered when the same person opens the dialog again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.autosave import Autosave
from ehr_desk.ui.widgets.note_edit import NoteEdit

OFFERED = "This is what you typed here last. Nothing of it was sent yet."
_Edit = NoteEdit | QLineEdit


class KeptText(QObject):
    """Watches the text fields of one dialog. It outlasts the dialog until everything is written.

    The words go when the dialog did its work, or when somebody empties the fields; cancelling keeps them.
    """

    def __init__(self, shell: Shell, dialog: DeskDialog, place: str, only: Collection[str]) -> None:
        page = dialog.parentWidget() or dialog
        super().__init__(page)
        self._page: QObject = page
        self._typing, self._runner, self._place = shell.desk.typing, shell.runner, place
        self._dialog: DeskDialog | None = dialog
        self._edits = {one.objectName(): one for one in _edits(dialog) if not only or one.objectName() in only}
        self._first = {name: _text(edit) for name, edit in self._edits.items()}
        self._values: dict[str, str] = {}
        self._stored = self._done = False
        self._saver = Autosave(shell.runner, lambda: self._values, self._save, self)
        self._saver.state.connect(self._saved_state)
        for edit in self._edits.values():
            (edit.edited if isinstance(edit, NoteEdit) else edit.textEdited).connect(self._touched)
        dialog.finished.connect(self._finished)
        self._runner.submit_read(lambda: self._typing.at(place), context=self, on_ok=self._offer)

    def _offer(self, kept: Mapping[str, str]) -> None:
        """Put the words back where nobody has typed anything meanwhile."""
        self._stored = bool(kept)
        fresh = all(_text(edit) == self._first[name] for name, edit in self._edits.items())
        if not fresh or not any(kept.get(name) for name in self._edits) or self._dialog is None:
            return
        for name, edit in self._edits.items():
            if kept.get(name):
                _put(edit, kept[name])
        self._dialog.messages.show_text("tip", OFFERED)

    def _touched(self) -> None:
        self._values = {name: text for name, edit in self._edits.items() if (text := _text(edit))}
        self._saver.touched()

    def _save(self, values: Mapping[str, str]) -> str:
        if values:
            return self._typing.keep(self._place, values)
        self._typing.drop(self._place)
        return ""

    def _finished(self, result: int) -> None:
        self._dialog, self._edits = None, {}
        if result == QDialog.DialogCode.Accepted:
            self._done = True
            written = self._stored or bool(self._values)
            self._saver.forget()
            if written:
                self._runner.submit_write(lambda: self._typing.drop(self._place), context=self._page)
        self._saver.flush()
        self._leave_if_written()

    def _saved_state(self, state: str, _detail: str) -> None:
        if state == "saved":
            self._stored = bool(self._values)
            self._leave_if_written()

    def _leave_if_written(self) -> None:
        # The saver is in the middle of its answer: it goes once that is told.
        if self._dialog is None and (self._done or not self._saver.unsaved):
            QTimer.singleShot(0, self, self.deleteLater)


def keep_text(shell: Shell, dialog: DeskDialog, place: str, *, only: Collection[str] = ()) -> KeptText:
    """Keep what is typed into a dialog, before it is opened. ``place`` is the dialog's own, with ids only; ``only``
    names the fields (object names) to keep where not all of them may be."""
    return KeptText(shell, dialog, place, only)


def _edits(dialog: DeskDialog) -> list[_Edit]:
    lines = [
        one
        for one in dialog.findChildren(QLineEdit)
        if one.echoMode() == QLineEdit.EchoMode.Normal and not isinstance(one.parentWidget(), QComboBox)
    ]
    found: list[_Edit] = [*dialog.findChildren(NoteEdit), *lines]
    return [one for one in found if one.objectName() and not one.isReadOnly()]


def _text(edit: QWidget) -> str:
    return edit.text() if isinstance(edit, NoteEdit | QLineEdit) else ""


def _put(edit: _Edit, text: str) -> None:
    if isinstance(edit, NoteEdit):
        edit.set_text(text)
        edit.edited.emit()
    else:
        edit.setText(text)
        edit.textEdited.emit(text)
