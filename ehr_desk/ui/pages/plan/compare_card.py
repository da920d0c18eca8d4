"""Choose two versions of the plan and see them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.ui.pages.plan.compare import Difference, Piece, summary
from ehr_desk.ui.pages.plan.standing import Standing
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import divider, empty_layout, label

_LOOKS: dict[str, tuple[str, Tone]] = {
    "added": ("Added", "success"),
    "changed": ("Changed", "info"),
    "ended": ("Ended", "neutral"),
}


@dataclass(frozen=True)
class Compared:
    """Two versions: the entries, what differs between them, and where the objectives stood and stand."""

    entries: tuple[EntryRow, EntryRow]
    differences: Sequence[Difference]
    standings: Sequence[Standing]


class StandingGrid(QWidget):
    """The value of each objective with the older version, with the newer one, and now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plan.compare.standing")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 12, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        for column, stretch in enumerate((4, 2, 2, 2, 2)):
            self._grid.setColumnStretch(column, stretch)

    def show_rows(self, rows: Sequence[Standing], days: Sequence[str]) -> None:
        """``days``: those of the two versions."""
        empty_layout(self._grid)
        self.setVisible(bool(rows))
        for column, words in enumerate(("Where each objective stands", "Target", *days, "Now")):
            self._grid.addWidget(label(words, "caption"), 0, column)
        top = Qt.AlignmentFlag.AlignTop
        for at, one in enumerate(rows):
            self._grid.addWidget(divider(), at * 2 + 1, 0, 1, 5)
            parts = (f"{one.head}: {one.text}", one.target, one.older, one.newer, one.now)
            for column, words in enumerate(parts):
                changed = column in (3, 4) and words != parts[column - 1]
                shown = label(words, "strong" if changed else "body", wrap=True)
                shown.setAccessibleName(words if column == 0 else f"{one.head}, {_COLUMNS[column]}: {words}")
                self._grid.addWidget(shown, at * 2 + 2, column, top)


_COLUMNS = ("objective", "target", "with the older version", "with the newer version", "now")


class CompareCard(Card):
    """Two lists of versions, and what differs. ``asked`` carries the older and the newer entry."""

    asked = Signal(object, object)

    def __init__(self, theme: Theme, versions: Sequence[EntryRow]) -> None:
        super().__init__("Compare two versions")
        self.setObjectName("plan.compare")
        self._theme = theme
        self._entries = _named(versions)
        names = list(self._entries)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.older, self.newer = ChoiceCombo(names, empty="Choose"), ChoiceCombo(names, empty="Choose")
        for words, combo, at in (("Older", self.older, 1), ("Newer", self.newer, 0)):
            line.addWidget(label(words, "small", "text2"))
            line.addWidget(combo)
            combo.setAccessibleName(f"{words} version")
            combo.setObjectName(f"plan.compare.{words.lower()}")
            combo.setMinimumContentsLength(20)  # of the widest letter: room for "Treatment plan, 31 Oct 2026"
            combo.set_value(names[at])
        line.addWidget(button(theme, "Compare", self._ask, object_name="plan.compare.ask"))
        line.addStretch(1)
        self.body.addLayout(line)
        self.said = label("", "small", "text2", wrap=True)
        self.said.hide()
        self.add(self.said)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        for column, stretch in ((1, 2), (2, 3), (3, 3)):
            self._grid.setColumnStretch(column, stretch)
        self.add(self._holder)
        self._holder.hide()
        self.stands = StandingGrid()
        self.add(self.stands)
        self.stands.hide()

    def show_versions(self, compared: Compared) -> None:
        """Show what differs, none is said in words, and where each objective stood and stands."""
        self._show_differences(compared.differences)
        days = tuple(show_date(one.effective_on) for one in compared.entries)
        self.stands.show_rows(compared.standings, days)

    def _show_differences(self, found: Sequence[Difference]) -> None:
        empty_layout(self._grid)
        self.said.setText(summary(found))
        self.said.show()
        self._holder.setVisible(bool(found))
        for column, words in ((1, "Where"), (2, "Before"), (3, "After")):
            self._grid.addWidget(label(words, "caption"), 0, column)
        for at, one in enumerate(found):
            self._row(at * 2 + 1, one)

    def _row(self, row: int, one: Difference) -> None:
        line = divider()
        self._grid.addWidget(line, row, 0, 1, 4)
        words, tone = _LOOKS[one.what]
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(Chip(words, tone), row + 1, 0, top)
        self._grid.addWidget(label(one.place, "small", "text2", wrap=True), row + 1, 1, top)
        before, after = one.pieces()
        both = bool(one.before and one.after)
        self._grid.addWidget(_told(before, "s" if both else "", "before"), row + 1, 2, top)
        self._grid.addWidget(_told(after, "u" if both else "", "after"), row + 1, 3, top)

    def _ask(self) -> None:
        older, newer = self._entries.get(self.older.value()), self._entries.get(self.newer.value())
        if older is None or newer is None or older == newer:
            self.said.setText("Choose two different versions.")
            self.said.show()
            self._holder.hide()
            self.stands.hide()
            return
        if older.seq > newer.seq:
            older, newer = newer, older
            self.older.set_value(self._name(older))
            self.newer.set_value(self._name(newer))
        self.asked.emit(older, newer)

    def _name(self, entry: EntryRow) -> str:
        return next(name for name, one in self._entries.items() if one == entry)


def _named(versions: Sequence[EntryRow]) -> dict[str, EntryRow]:
    """The versions by words that tell them apart."""
    found: dict[str, EntryRow] = {}
    for one in versions:
        words = f"{one.title}, {show_date(one.effective_on)}"
        found[words if words not in found else f"{words}, no. {one.seq}"] = one
    return found


def _told(pieces: Sequence[Piece], tag: str, side: str) -> QLabel:
    """One side; marked words are struck through or underlined and bold, so that no colour is needed."""
    made = label("", "body", wrap=True)
    plain = "".join(one.text for one in pieces)
    if tag:
        made.setTextFormat(Qt.TextFormat.RichText)
        parts = [
            f"<{tag}><b>{escape(one.text)}</b></{tag}>" if one.marked and one.text.strip() else escape(one.text)
            for one in pieces
        ]
        made.setText("".join(parts).replace("\n", "<br>"))
    else:
        made.setText(plain or "–")
    marked = "; ".join(one.text.strip() for one in pieces if one.marked and one.text.strip())
    made.setAccessibleName(f"{side}: {plain or 'nothing'}" + (f". Different: {marked}" if tag and marked else ""))
    return made
