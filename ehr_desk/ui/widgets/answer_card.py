"""A card that answers a question: a picture, the answer in its tone, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.text import label


class AnswerCard(Card):
    """``tone`` colours frame, picture and answer; ``facts`` stand below it, a line each."""

    def __init__(self, theme: Theme, answer: str, facts: Iterable[str], *, icon: str, tone: str) -> None:
        super().__init__(look=tone)
        line = QHBoxLayout()
        line.setSpacing(12)
        picture = label("")
        theme.bind_icon(picture, icon, tone, 32)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(answer, "heading", tone, wrap=True))
        for fact in facts:
            words.addWidget(label(fact, "body", wrap=True))
        line.addLayout(words, 1)
        self.body.addLayout(line)
        self.setAccessibleName(answer)
