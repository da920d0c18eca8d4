"""One's own snippets: read, add, change, remove; those that others share, to read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.forms.fill_ins import NAMES
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.pages.record.faults import tell, words_of
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import empty_layout, label

_HOW = (
    "In a note, type the short word and press Tab, or press Ctrl+Space for the list. "
    "A word that begins with a full stop never meets an ordinary one."
)
_TEXT = (
    "Words in {curly brackets} wait to be filled in; Tab goes from one to the next. From the client's own chart come "
    f"{', '.join(f'{{{one}}}' for one in NAMES)}. Write nothing about any one client here."
)


class SnippetDialog(DeskDialog):
    """``given`` carries word, text and whether it is shared. The page keeps it, or calls ``fail``."""

    given = Signal(str, str, bool)

    def __init__(self, theme: Theme, row: SnippetRow | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Change the snippet" if row else "New snippet", "Keep the snippet", parent)
        self.setObjectName("snippet_dialog")
        self.resize(theme.metrics.px(560), theme.metrics.px(460))
        self.word, self.text = QLineEdit(row.word if row else ""), NoteEdit(theme, lines=5)
        self.text.set_text(row.text if row else "")
        self.shared = QCheckBox("Everybody in the clinic may use it")
        self.shared.setObjectName("snippet.shared")
        self.shared.setChecked(row.shared if row else False)
        self.field("Short word", self.word, "snippet.word", "2 to 24 signs without a space, for example .bre")
        self.field("Text", self.text, "snippet.text", _TEXT)
        self.body.addWidget(self.shared)
        self.body.addStretch(1)
        self.word.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand it over; the rules are the service's."""
        self.given.emit(self.word.text(), self.text.text(), self.shared.isChecked())


class SnippetsTab(QWidget):
    """The list. Reads by itself."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.rows: Sequence[SnippetRow] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.bar = MessageBar(shell.theme)
        column.addWidget(self.bar)
        card = Card("Snippets")
        card.body.addWidget(label(_HOW, "small", "text2", wrap=True))
        add = button(shell.theme, "New snippet…", self.edit, icon="plus", object_name="snippets.add")
        card.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        card.body.addLayout(self._list)
        column.addWidget(card)
        column.addStretch(1)
        self.read()

    def read(self) -> None:
        """Read them anew."""
        snippets = self._shell.desk.snippets
        self._shell.runner.submit_read(snippets.mine, context=self, on_ok=self._show, on_error=self._failed)

    def edit(self, row: SnippetRow | None = None) -> SnippetDialog:
        """Change one, or make a new one."""
        dialog = SnippetDialog(self._shell.theme, row, self)
        dialog.given.connect(partial(self._keep, dialog, row.id if row else ""))
        keep_text(self._shell, dialog, f"snippet.{row.id}" if row else "snippet")
        dialog.open()
        return dialog

    def remove(self, row: SnippetRow) -> None:
        """Remove one; a toast can bring it back."""
        snippets, shell = self._shell.desk.snippets, self._shell

        def undo() -> None:
            job = partial(snippets.save, row.word, row.text, shared=row.shared)
            shell.runner.submit_write(job, context=self, on_ok=lambda _: self.read(), on_error=self._failed)

        def gone(_done: object) -> None:
            self.read()
            shell.toast("Snippet removed", undo)

        shell.runner.submit_write(lambda: snippets.remove(row.id), context=self, on_ok=gone, on_error=self._failed)

    def _keep(self, dialog: SnippetDialog, snippet_id: str, word: str, text: str, shared: bool) -> None:
        snippets = self._shell.desk.snippets

        def kept(_row: SnippetRow) -> None:
            dialog.accept()
            self.read()

        dialog.busy()
        self._shell.runner.submit_write(
            lambda: snippets.save(word, text, shared=shared, snippet_id=snippet_id),
            context=dialog,
            on_ok=kept,
            on_error=lambda error: dialog.fail(*words_of(error)),
        )

    def _failed(self, error: Exception) -> None:
        tell(self.bar, error)

    def _show(self, rows: Sequence[SnippetRow]) -> None:
        self.rows = rows
        empty_layout(self._list)
        for row in rows:
            self._list.addWidget(self._line(row))
        if not rows:
            words = "No snippets yet. Make one of a sentence that you write every day."
            self._list.addWidget(label(words, "body", "text2", wrap=True))

    def _line(self, row: SnippetRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 4, 0, 4)
        line.setSpacing(12)
        word = label(row.word, "strong")
        word.setMinimumWidth(self._shell.theme.metrics.px(90))
        line.addWidget(word, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(row.text, "small", wrap=True), 1)
        theme = self._shell.theme
        if row.shared:
            line.addWidget(Chip("Shared" if row.own else f"By {row.owner}", "info"), 0, Qt.AlignmentFlag.AlignTop)
        if row.own:
            acts = (
                ("Change…", partial(self.edit, row), f"snippets.change.{row.word}"),
                ("Remove", partial(self.remove, row), f"snippets.remove.{row.word}"),
            )
            for words, act, object_name in acts:
                made_button = button(theme, words, act, role="link", object_name=object_name)
                made_button.setAccessibleName(f"{words.rstrip('…')} the snippet {row.word}")
                line.addWidget(made_button, 0, Qt.AlignmentFlag.AlignTop)
        return made
