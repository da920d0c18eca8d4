"""Live marks in the grid: which response says the same as another one, and the two texts side by side."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehr_desk.chart.entries.likeness import Likeness, Piece, likeness, marked
from ehr_desk.forms import Form
from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label


@dataclass(frozen=True)
class Mark:
    """A response that is like another text: in how far, whose that is, and both texts. ``names`` count as alike."""

    found: Likeness
    whose: str
    text: str
    other: str
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The mark in the row."""
        return f"Same as {self.whose}" if self.found.identical else f"{self.found.percent} % like {self.whose}"


def marks(
    form: Form, clients: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], last: Mapping[str, str]
) -> dict[str, Mark]:
    """The mark of each response that has one, the closest text first. Pure."""
    item = form.by_role("response")
    if item is None:
        return {}
    texts = {client_id: str(answers.get(item.id) or "").strip() for client_id, answers in clients.items()}
    found = {}
    for client_id, text in texts.items():
        mark = _closest(client_id, text, texts, names, last.get(client_id, ""))
        if mark is not None:
            found[client_id] = mark
    return found


def _closest(client_id: str, text: str, texts: Mapping[str, str], names: Mapping[str, str], last: str) -> Mark | None:
    if not text:
        return None
    own = names.get(client_id, "")
    around: list[tuple[str, str, tuple[str, ...]]] = [
        (other, names.get(each, "another one"), (own, names.get(each, "")))
        for each, other in texts.items()
        if each != client_id and other
    ]
    around += [(last, "last time", (own,))] if last else []
    compared = [Mark(likeness(text, other, both), whose, text, other, both) for other, whose, both in around]
    near = [one for one in compared if one.found.near]
    return max(near, key=lambda one: (one.found.identical, one.found.share), default=None)


class PairDialog(DeskDialog):
    """Two texts side by side; what both have stands out."""

    def __init__(self, theme: Theme, who: str, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Two texts that are alike", "Close", parent)
        self.setObjectName("pair_dialog")
        self.resize(theme.metrics.px(820), theme.metrics.px(420))
        self.set_subtitle(f"{mark.words}. What both texts have is marked.")
        self.cancel.hide()
        row = QHBoxLayout()
        row.setSpacing(24)
        self.body.addLayout(row)
        left, right = marked(mark.text, mark.other, mark.names)
        for title, pieces in ((who, left), (mark.whose[:1].upper() + mark.whose[1:], right)):
            column = QVBoxLayout()
            column.addWidget(label(title, "strong"))
            column.addWidget(_text(theme, title, pieces))
            column.addStretch(1)
            row.addLayout(column, 1)
        self.body.addStretch(1)


def _text(theme: Theme, title: str, pieces: Sequence[Piece]) -> QLabel:
    """Only this program's own marks are markup; the text itself is escaped."""
    ground = theme.tokens.warning_bg
    parts = [
        f'<span style="background-color:{ground}">{html.escape(one.text)}</span>' if one.same else html.escape(one.text)
        for one in pieces
    ]
    shown = QLabel("".join(parts).replace("\n", "<br>"))
    shown.setTextFormat(Qt.TextFormat.RichText)
    shown.setWordWrap(True)
    shown.setProperty("role", "note")
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown.setAccessibleName(f"{title}: {''.join(one.text for one in pieces)}")
    return shown
