"""While a note is written: which of its fields were written in the client's last few notes, and how much of them.

The rule and the notes are those of the check before signing (``chart.entries.alike``). It runs off the UI thread, a
moment after the last key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ehr_desk.chart.entries.alike import Alike, Held
from ehr_desk.chart.entries.around import names_of
from ehr_desk.ui.dialogs.pair import Mark, PairDialog
from ehr_desk.ui.forms.form_editor import FormEditor
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import label

KEYS = "Ctrl+M"
QUIET_MS = 700
_ABOUT = "alike"


class LikeLine(QWidget):
    """Below a field: the share of wording that stands in an earlier note, and a way to see the two texts."""

    asked = Signal()

    def __init__(self, theme: Theme, place: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(8)
        self._words = label("", "small", "warning", wrap=True)
        row.addWidget(self._words, 1)
        self.compare = button(theme, "Compare", self.asked.emit, role="link", object_name=f"compare.{place}")
        self.compare.setToolTip(KEYS)
        row.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignRight)

    def tell(self, words: str, field: str) -> None:
        """Say it for a field."""
        self._words.setText(words)
        self.compare.setAccessibleName(f"Compare: {field}. {words}")

    def text(self) -> str:
        """What it says."""
        return self._words.text()


class LikeWatch(QObject):
    """Watches one form. ``looked`` after each look."""

    looked = Signal()

    def __init__(self, shell: Shell, opened: OpenDraft, form: FormEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._form = form
        self._page = parent
        self._held = Held(opened.against, names_of(opened.client) if opened.client is not None else ())
        self._lines: dict[str, LikeLine] = {}
        self._found: dict[str, Mark] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.look)
        if self._held.notes:
            form.changed.connect(self._timer.start)
            self.look()

    def look(self) -> None:
        """Compare now."""
        if not self._held.notes:
            return
        answers: Mapping[str, Any] = dict(self._form.answers())
        job = partial(self._held.alike_fields, self._form.form, answers)
        self._shell.runner.submit_read(job, context=self, on_ok=self._tell, on_error=lambda _error: None)

    def mark(self, item_id: str) -> Mark | None:
        """The mark of a field."""
        return self._found.get(item_id)

    def line(self, item_id: str) -> LikeLine | None:
        """The line below a field, where it has ever had one."""
        return self._lines.get(item_id)

    def compare_here(self) -> None:
        """Show the two texts of the field with the focus, else of the first that is marked."""
        item = self._form.item_of(QApplication.focusWidget())
        item = item if item in self._found else next(iter(self._found), "")
        if item:
            self._compare(item)
        else:
            self._shell.toast("Nothing here says the same as the last notes.")

    def _tell(self, found: Sequence[Alike]) -> None:
        self._found = {
            one.item.id: Mark(one.found, _whose(one), one.text, one.other, self._held.names) for one in found
        }
        for item_id in {*self._lines, *self._found}:
            self._show(item_id, self._found.get(item_id))
        self.looked.emit()

    def _show(self, item_id: str, mark: Mark | None) -> None:
        block = self._form.block(item_id)
        if block is None:
            return
        words = f"{mark.found.percent} % of the wording is that of {mark.whose}" if mark else ""
        block.say(_ABOUT, words)
        line = self._lines.get(item_id)
        if line is None and mark is not None:
            line = self._lines[item_id] = LikeLine(self._shell.theme, block.place)
            line.asked.connect(partial(self._compare, item_id))
            block.add_below(line)
        if line is not None:
            line.tell(words, block.item.text)
            line.setVisible(mark is not None)

    def _compare(self, item_id: str) -> None:
        mark, block = self._found.get(item_id), self._form.block(item_id)
        if mark is None or block is None:
            return
        dialog = PairDialog(self._shell.theme, "This note", mark, self._page)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()


def _whose(one: Alike) -> str:
    days = dict.fromkeys(show_date(date.fromisoformat(note.on)) for note in one.of)
    return f"the {'note' if len(days) == 1 else 'notes'} of {' and '.join(days)}"
