"""Small cards of the page: what a new version changed, and an entry that came back with a comment."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from ehr_desk.ui.pages.plan.compare import Piece, words
from ehr_desk.ui.pages.record.to_cosign import ToCosign
from ehr_desk.ui.pages.to_sign.changes import Change
from ehr_desk.ui.pages.to_sign.presenter import GivenBack
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label


class AddedCard(Card):
    """What was added and waits for its co-signature, above the entry that it adds to, with what was asked for when it
    was handed back."""

    def __init__(self, asked: ToCosign, returns: Sequence[str] = ()) -> None:
        super().__init__(asked.title if asked.alone else "Addendum")
        self.setObjectName("to_sign.added")
        for words_back in returns:
            self.add(label(words_back, "strong", wrap=True))
        for line in asked.added:
            self.add(label(line.question, "caption", wrap=True))
            self.add(label(line.answer, "body", wrap=True))


class ChangesCard(Card):
    """What was asked for when it was handed back, and the difference since the last version, above the entry."""

    def __init__(self, theme: Theme, changes: Sequence[Change], returns: Sequence[str] = ()) -> None:
        super().__init__("Changed since the last version")
        self.setObjectName("to_sign.changes")
        for words_back in returns:
            self.add(label(words_back, "strong", wrap=True))
        if not changes:
            self.add(label("The words are the same as before.", "small", "text2"))
        for change in changes:
            self.add(label(change.question, "caption", wrap=True))
            before, after = words(change.before, change.after)
            if change.before:
                self.add(_told(theme, "Before", before, tone="text2"))
            self.add(_told(theme, "Now", after or (Piece("taken out", marked=False),)))


def _told(theme: Theme, when: str, pieces: Sequence[Piece], *, tone: str = "") -> QLabel:
    """One side with the words marked that the other does not have. Only these marks are markup, the text is escaped."""
    ground = theme.tokens.warning_bg
    parts = [
        f'<span style="background-color:{ground}">{html.escape(one.text)}</span>'
        if one.marked
        else html.escape(one.text)
        for one in pieces
    ]
    told = label("", "body", tone, wrap=True)
    told.setTextFormat(Qt.TextFormat.RichText)
    told.setText(f"{when}: {''.join(parts)}".replace("\n", "<br>"))
    told.setAccessibleName(f"{when}: {''.join(one.text for one in pieces)}")
    return told


class ReturnedCard(Card):
    """An entry that came back: by whom, when, and what has to change. ``opened`` when it is to be read."""

    opened = Signal()

    def __init__(self, theme: Theme, given: GivenBack) -> None:
        super().__init__(f"Returned to you: {given.title} · {given.client}")
        self.setObjectName(f"returned.{given.entry_id}")
        self.add(label(given.facts, "small", "text2", wrap=True))
        self.add(label(given.comment, "body", wrap=True))
        opener = button(theme, "Open the entry", self.opened.emit, object_name=f"returned.{given.entry_id}.open")
        self.body.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
