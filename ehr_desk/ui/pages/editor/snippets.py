"""Words brought into a note: a short word and Tab, a list by key, sentences built of chosen words.

Tab expands the short word before the cursor, then goes from placeholder to placeholder, and leaves the field where
none follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ehr_desk.chart.entries.placeholders import next_placeholder
from ehr_desk.chart.snippets.rows import SnippetRow
from ehr_desk.chart.snippets.rules import by_word, expanded
from ehr_desk.common.paths import resources_dir
from ehr_desk.forms.sentences import Builder, load_builders
from ehr_desk.ui.dialogs.palette import PaletteDialog, PaletteRow, Provider
from ehr_desk.ui.dialogs.sentence import SentenceDialog
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.kept_text import keep_text
from ehr_desk.ui.widgets.note_edit import NoteEdit

KEYS = "Ctrl+Space"
OWN, SHARED, BUILD = "Your snippets", "Shared by the clinic", "Build a sentence"
_TOKEN = re.compile(r"\S+\Z")


class SnippetKeys(QObject):
    """Works in the text fields of one page.

    ``fills`` gives what the record knows at that moment for a field, ``place`` under which ids a sentence half built
    for that field is kept: in a group note each attendee's differs.
    """

    def __init__(
        self,
        shell: Shell,
        rows: Sequence[SnippetRow],
        fills: Callable[[NoteEdit], Mapping[str, str]],
        page: QWidget,
        place: Callable[[NoteEdit], str],
    ) -> None:
        super().__init__(page)
        self._shell, self._theme, self._place = shell, shell.theme, place
        self._rows = tuple(rows)
        self._texts = by_word(self._rows)
        self._fills = fills
        self._page = page

    def tab(self, edit: NoteEdit) -> bool:
        """Expand the word before the cursor, or go to the next placeholder; false where Tab is to move on."""
        start, end = edit.selected()
        token = _TOKEN.search(edit.text()[:end]) if start == end else None
        if token is not None and token.group() in self._texts:
            self._put(edit, token.start(), end, self._texts[token.group()])
            return True
        return self._to_placeholder(edit, end)

    def offer(self) -> PaletteDialog | None:
        """Open the list for the text field with the focus; None where there is none."""
        edit = QApplication.focusWidget()
        if not isinstance(edit, NoteEdit) or edit.isReadOnly():
            return None
        builders, faults = load_builders(resources_dir() / "phrases" / "sentences")
        by_id = {one.id: one for one in builders}
        groups: dict[str, Provider] = {
            OWN: partial(self._found, True),
            SHARED: partial(self._found, False),
            BUILD: lambda words: [PaletteRow(one.id, one.title) for one in builders if _holds(one.title, words)],
        }
        dialog = PaletteDialog(
            self._theme,
            groups,
            self._page.window(),
            ask="Find a snippet, or a sentence to build",
            warning=" ".join(f"{one.message} {one.remedy}" for one in faults),
            wide=True,
        )
        dialog.chosen.connect(lambda group, key: self._chosen(edit, group, key, by_id))
        dialog.open()
        return dialog

    def _found(self, own: bool, words: str) -> list[PaletteRow]:
        rows = [row for row in self._rows if row.own is own and _holds(f"{row.word} {row.text}", words)]
        return [PaletteRow(row.id, " ".join(row.text.split()), row.word if own else row.owner) for row in rows]

    def _chosen(self, edit: NoteEdit, group: str, key: str, builders: Mapping[str, Builder]) -> None:
        if not isValid(edit):
            return
        if group == BUILD:
            dialog = SentenceDialog(self._theme, builders[key], self._page)
            dialog.built.connect(partial(self._insert, edit))
            keep_text(self._shell, dialog, f"sentence.{self._place(edit)}.{key}")
            dialog.open()
        else:
            self._insert(edit, next(row.text for row in self._rows if row.id == key))

    def _insert(self, edit: NoteEdit, text: str) -> None:
        """At the cursor, with a space where two words would touch."""
        if not isValid(edit):
            return
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        start, end = edit.selected()
        before = edit.text()[:start]
        gap = " " if before and not before[-1].isspace() else ""
        self._put(edit, start, end, f"{gap}{text}")

    def _put(self, edit: NoteEdit, start: int, end: int, text: str) -> None:
        words = expanded(text, self._fills(edit))
        edit.put(start, end, words)
        self._to_placeholder(edit, start, start + len(words))

    def _to_placeholder(self, edit: NoteEdit, at: int, before: int | None = None) -> bool:
        found = next_placeholder(edit.text(), at)
        if found is None or (before is not None and found[0] >= before):
            return False
        edit.select(*found)
        return True


def _holds(text: str, words: str) -> bool:
    return all(word in text.casefold() for word in words.casefold().split())
