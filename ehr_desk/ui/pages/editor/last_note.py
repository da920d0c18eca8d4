"""The client's last note of the same kind, to read beside the one being written, and the ones before it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ehr_desk.chart.entries.charts import OpenEntry
from ehr_desk.chart.entries.reused import Passage
from ehr_desk.ui.pages.base import Shell
from ehr_desk.ui.pages.editor.earlier import Told, told
from ehr_desk.ui.pages.editor.presenter import OpenDraft
from ehr_desk.ui.pages.editor.thread import names
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.widgets.buttons import button, icon_button
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import elided, empty_layout, label, within_sentence

WIDTH = 360
KEYS = "Ctrl+Shift+L"
BRING_KEYS = "Ctrl+Shift+B"
_SHORT = 60
_AROUND = 60
"""Left and right of the text, with the scroll bar, in pixels."""
_HELP = f"{BRING_KEYS} in a field brings its text. What you bring stays highlighted until you edit or confirm it."
_OTHERWISE = "It was written with another form: what has no field of its own here is offered for the nearest one."


class LastNotePanel(QFrame):
    """Read-only. ``use_asked`` carries a passage for the draft, ``entry_asked`` an entry id, ``closed`` its way out."""

    use_asked = Signal(object)
    entry_asked = Signal(str)
    closed = Signal()

    def __init__(self, shell: Shell, opened: OpenDraft) -> None:
        super().__init__()
        self._shell = shell
        self._opened = opened
        self._at = 0
        self._told: tuple[Told, ...] = ()
        self._names: Mapping[str, str] = names(list(opened.state.get("objectives", ())))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(shell.theme.metrics.px(WIDTH))
        self.setObjectName("editor.last_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head())
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(20, 4, 20, 20)
        self._column.setSpacing(4)
        column.addWidget(PageScroll(content), 1)
        if opened.last is not None:
            self._show(opened.last)

    def first_button(self) -> QWidget:
        """Where the focus goes when the panel is opened: the first passage, else the switch."""
        found = [one for one in self.findChildren(QPushButton) if one.objectName().startswith("use.")]
        return found[0] if found else self.before

    def passages(self, item_id: str) -> list[Passage]:
        """The passages of the note shown for a field of the draft."""
        return [one for each in self._told for one in each.passages if one.item == item_id]

    def text(self) -> str:
        """What is shown, in words."""
        return "\n".join(f"{one.question}: {one.answer}" for one in self._told)

    def step(self, by: int) -> None:
        """Show the note before (1) or after (-1) the one shown."""
        at = self._at + by
        if not 0 <= at < len(self._opened.earlier):
            return
        self._at = at
        entry_id, charts = self._opened.earlier[at].entry_id, self._shell.desk.charts
        self._shell.runner.submit_read(
            lambda: charts.entry(entry_id),
            context=self,
            on_ok=self._show,
            on_error=lambda error: self.facts.setText(" ".join(words_of(error))),
        )

    def _head(self) -> QVBoxLayout:
        theme = self._shell.theme
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 12, 0)
        head.setSpacing(2)
        first = QHBoxLayout()
        self.title = label("", "heading", wrap=True)
        first.addWidget(self.title, 1)
        self.before = icon_button(theme, "arrow-left", "The note before this one", lambda: self.step(1))
        self.after = icon_button(theme, "arrow-right", "The note after this one", lambda: self.step(-1))
        words = f"Put the last note away ({KEYS})"
        away = icon_button(theme, "x", words, self.closed.emit, object_name="last_note.away")
        self.before.setObjectName("last_note.before")
        self.after.setObjectName("last_note.after")
        for one in (self.before, self.after, away):
            first.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(first)
        self.facts = label("", "small", "text2", wrap=True)
        head.addWidget(self.facts)
        head.addWidget(label(_HELP, "small", "text3", wrap=True))
        self.otherwise = label(_OTHERWISE, "small", "text2", wrap=True)
        self.otherwise.hide()
        head.addWidget(self.otherwise)
        return head

    def _show(self, entry: OpenEntry) -> None:
        line = entry.view.line
        which = "Last" if self._at == 0 else "Earlier"
        self.title.setText(f"{which} {within_sentence(line.title)}")
        of = f"{self._at + 1} of {len(self._opened.earlier)}"
        self.otherwise.setVisible(line.form_id != self._opened.form.id)
        self.facts.setText(f"{show_date(line.effective_on)} · {line.author_name} · {of}")
        self.setAccessibleName(f"{self.title.text()}, {self.facts.text()}")
        self.before.setEnabled(self._at + 1 < len(self._opened.earlier))
        self.after.setEnabled(self._at > 0)
        self._told = tuple(told(entry, self._opened.form, self._names))
        empty_layout(self._column)
        for at, one in enumerate(self._told):
            self._tell(one, at)
        opener = button(
            self._shell.theme,
            "Open it",
            lambda: self.entry_asked.emit(line.entry_id),
            role="link",
            object_name="last_note.open",
        )
        opener.setAccessibleName(f"Open the {within_sentence(line.title)} of {show_date(line.effective_on)}")
        self._column.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)

    def _tell(self, one: Told, at: int) -> None:
        if one.heading:
            head = label(one.heading, "strong", "accent")
            head.setContentsMargins(0, 8, 0, 0)
            self._column.addWidget(head)
        if not one.passages and one.answer and "\n" not in one.answer and len(one.answer) < _SHORT:
            words = f"{one.question}: {one.answer}" if one.question else one.answer
            self._column.addWidget(label(words, "small", wrap=True))
            return
        if one.question and one.question != one.heading:
            self._column.addWidget(label(one.question, "caption", wrap=True))
        if not one.passages:
            if one.answer:
                self._column.addWidget(label(one.answer, "small", wrap=True))
            return
        for number, passage in enumerate(one.passages):
            self._column.addWidget(label(passage.text, "small", wrap=True))
            words = f"Use in {one.place}" if one.place else "Use this passage"
            use = button(
                self._shell.theme,
                words,
                partial(self.use_asked.emit, passage),
                role="link",
                icon="copy",
                object_name=f"use.{at}.{number}",
            )
            of = f", part {number + 1}" if len(one.passages) > 1 else ""
            into = f" in {one.place}" if one.place else ""
            use.setAccessibleName(f"Use this passage{into}: {one.question or one.heading}{of}")
            self._shorten(use, words)
            self._column.addWidget(use, 0, Qt.AlignmentFlag.AlignLeft)

    def _shorten(self, use: QPushButton, words: str) -> None:
        """A button asks for the width of its words: a long place would push every text beyond the panel's edge."""
        use.ensurePolished()
        around = use.sizeHint().width() - use.fontMetrics().horizontalAdvance(words)
        short = elided(use.fontMetrics(), words, self._shell.theme.metrics.px(WIDTH) - _AROUND - around)
        if short != words:
            use.setText(short)
            use.setToolTip(words)
