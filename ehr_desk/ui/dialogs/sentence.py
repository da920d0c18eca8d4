"""A sentence built of chosen words: tick, read it as it grows, put it into the note."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.forms.sentences import Builder, Part
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import MultiChoice
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.text import label, name


class SentenceDialog(DeskDialog):
    """``built`` carries the sentence, as the person left it."""

    built = Signal(str)

    def __init__(self, theme: Theme, builder: Builder, parent: QWidget | None = None) -> None:
        super().__init__(theme, builder.title, "Put it into the note", parent)
        self.setObjectName("sentence_dialog")
        self.resize(theme.metrics.px(680), theme.metrics.px(720))
        self.set_subtitle("Choose words; the sentence stays yours to edit, here and in the note.")
        self._builder = builder
        self._own = self._building = False
        self.body.addWidget(label("The sentence", "caption"))
        self.text = NoteEdit(theme, lines=3)
        name(self.text, "The sentence", "sentence.text")
        self.text.edited.connect(self._typed)
        self.body.addWidget(self.text)
        self.parts: dict[str, MultiChoice] = {}
        self._before: dict[str, list[str]] = {}
        for part in builder.parts:
            self.body.addWidget(label(part.title, "caption"))
            choice = self.parts[part.title] = MultiChoice(list(part.words))
            choice.name_parts(part.title)
            choice.setObjectName(f"part.{part.title}")
            choice.edited.connect(partial(self._settle, part))
            choice.edited.connect(self._choose)
            self.body.addWidget(choice)
        first = builder.parts[0]
        self.parts[first.title].box(first.words[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        self._judge()

    def try_go(self) -> None:
        """Hand the sentence over."""
        words = " ".join(self.text.text().split())
        if words:
            self.accept()
            self.built.emit(words)

    def _settle(self, part: Part) -> None:
        """What contradicts the word just chosen is chosen no more."""
        choice = self.parts[part.title]
        choice.set_value(part.settled(self._before.get(part.title, []), choice.value()))
        self._before[part.title] = choice.value()

    def _choose(self) -> None:
        """Only a sentence that nobody edited follows the words chosen."""
        if not self._own:
            self._building = True
            self.text.set_text(self._builder.sentence({title: one.value() for title, one in self.parts.items()}))
            self.text.edited.emit()  # chosen words are kept like typed ones
            self._building = False
        self._judge()

    def _typed(self) -> None:
        if not self._building:
            self._own = bool(self.text.text().strip())
        self._judge()

    def _judge(self) -> None:
        self.go.setEnabled(bool(self.text.text().strip()))
