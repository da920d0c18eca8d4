"""Small cards of the page: what a new version changed, and an entry that came back with a comment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from ehr_desk.ui.pages.to_sign.changes import Change
from ehr_desk.ui.pages.to_sign.presenter import GivenBack
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label


class ChangesCard(Card):
    """The difference since the last version, above the entry."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__("Changed since the last version")
        self.setObjectName("to_sign.changes")
        for change in changes:
            self.add(label(change.question, "caption", wrap=True))
            if change.before:
                self.add(label(f"Before: {change.before}", "body", "text2", wrap=True))
            self.add(label(f"Now: {change.after}" if change.after else "Now: taken out", "body", wrap=True))


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
