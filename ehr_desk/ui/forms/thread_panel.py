"""The plan beside the note: which objectives a note serves, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ehr_desk.forms.links import OBJECTIVE, PROGRESS
from ehr_desk.ui.forms.field import Json
from ehr_desk.ui.widgets.card import TickCard
from ehr_desk.ui.widgets.numbered_combo import NumberedCombo
from ehr_desk.ui.widgets.text import empty_layout, label, name


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One open objective: ``title`` ("Goal 1 · Objective 1.2"), its words, its problem, a short fact at the right."""

    id: str
    title: str
    text: str
    problem: str = ""
    fact: str = ""


_WORDS = [PROGRESS[one] for one in OBJECTIVE["progress"].allowed]
PROGRESS_KEYS = " · ".join(f"{at} {words}" for at, words in enumerate(_WORDS, start=1))


class ObjectiveCard(TickCard):
    """An objective to tick; when ticked it asks how far, and for a few words of evidence.

    On its tick a number does both: it ticks and says how far.
    """

    changed = Signal()

    def __init__(self, row: ObjectiveRow) -> None:
        super().__init__(row.title, row.text, note=row.problem, trailing=row.fact)
        self.row = row
        self.box.setObjectName(f"objective.{row.id}")
        self._more = QWidget()
        layout = QVBoxLayout(self._more)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        self.progress = NumberedCombo(_WORDS, f"{OBJECTIVE['progress'].text}: how far?")
        name(self.progress, f"{row.title}: progress", f"objective.{row.id}.progress")
        self.evidence = QLineEdit()
        self.evidence.setPlaceholderText("What shows it")
        name(self.evidence, f"{row.title}: what shows it", f"objective.{row.id}.evidence")
        layout.addWidget(self.progress)
        layout.addWidget(self.evidence)
        self.extra.addWidget(self._more)
        self._more.hide()
        self.toggled.connect(self._ticked)
        self.progress.edited.connect(self.changed)
        self.evidence.textEdited.connect(lambda _text: self.changed.emit())
        self.box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            number = event.text()
            if number.isdecimal() and self.progress.choose(int(number)):
                self.set_ticked(True)
                return True
        return super().eventFilter(watched, event)

    def link(self) -> dict[str, Json]:
        """The objective link of the note."""
        word = self.progress.value()
        progress = next((key for key, words in PROGRESS.items() if words == word), "")
        return {"objective_id": self.row.id, "progress": progress, "evidence": self.evidence.text()}

    def show_link(self, link: Mapping[str, Json] | None) -> None:
        """Show a link, without ``changed``."""
        self.blockSignals(True)
        self.set_ticked(link is not None)
        self.blockSignals(False)
        self._more.setVisible(link is not None)
        if link is not None:
            self.progress.set_value(PROGRESS.get(str(link.get("progress", "")), ""))
            self.evidence.setText(str(link.get("evidence", "")))

    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.box, self.progress, self.evidence]

    def _ticked(self, on: bool) -> None:
        self._more.setVisible(on)
        self.changed.emit()


class ThreadPanel(QWidget):
    """All open objectives as cards. ``value()`` is the answer of an ``objective`` item."""

    changed = Signal()

    def __init__(self, objectives: Sequence[ObjectiveRow] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._cards: dict[str, ObjectiveCard] = {}
        self._other: list[dict[str, Json]] = []
        self.set_objectives(objectives)

    def set_objectives(self, objectives: Sequence[ObjectiveRow]) -> None:
        """Show these objectives; what was ticked stays ticked."""
        kept = self.value()
        empty_layout(self._layout)
        self._cards = {}
        for row in objectives:
            card = ObjectiveCard(row)
            card.changed.connect(self.changed)
            self._cards[row.id] = card
            self._layout.addWidget(card)
        if not objectives:
            words = "The plan has no open objective. A signed treatment plan, or a new version of it, brings one."
            self._layout.addWidget(label(words, "small", "text2", wrap=True))
        self.set_value(kept)

    def value(self) -> list[dict[str, Json]]:
        """The ticked objectives, in the order of the plan; links to objectives not shown are kept."""
        return [card.link() for card in self._cards.values() if card.ticked()] + self._other

    def set_value(self, links: Sequence[Mapping[str, Json]] | None) -> None:
        """Show which objectives are served."""
        by_id = {str(one.get("objective_id", "")): dict(one) for one in links or ()}
        for objective_id, card in self._cards.items():
            card.show_link(by_id.get(objective_id))
        self._other = [one for key, one in by_id.items() if key not in self._cards]

    def card(self, objective_id: str) -> ObjectiveCard:
        """The card of an objective."""
        return self._cards[objective_id]

    def set_read_only(self, on: bool) -> None:
        """Let the ticks be read only."""
        for card in self._cards.values():
            for stop in card.stops():
                stop.setEnabled(not on)
