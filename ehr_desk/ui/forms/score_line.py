"""A score below its questions: number, range, band, or what is still missing."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.forms import Score, ScoreResult
from ehr_desk.ui.theme.tokens import Tone
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.text import label

_TONES: tuple[Tone, ...] = ("success", "info", "warning", "danger")


def band_tone(score: Score, band: str) -> Tone:
    """A tone that grows with the band; the words of the band carry the meaning."""
    labels = [one.label for one in score.bands]
    if band not in labels or len(labels) < 2:
        return "neutral"
    at = labels.index(band)
    if score.change is not None and score.change.better == "higher":
        at = len(labels) - 1 - at
    return _TONES[round(at * (len(_TONES) - 1) / (len(labels) - 1))]


class ScoreLine(QFrame):
    """One score."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score
        self.setObjectName(f"score.{score.id}")
        self.setProperty("card", "flat")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        line = QHBoxLayout()
        line.setSpacing(10)
        self._column.addLayout(line)
        self._words = label(score.text or "Score", "strong")
        self._number = label("", "body")
        self._chip = Chip("")
        self._note = label("", "small", "text2")
        for widget in (self._words, self._number, self._chip, self._note):
            line.addWidget(widget)
        line.addStretch(1)

    def join(self, other: QWidget) -> None:
        """Stand together with another score that belongs to the same place."""
        self._column.insertWidget(0, other)

    def show_result(self, result: ScoreResult) -> None:
        """Show a computed score."""
        self._number.setText("" if result.value is None else f"{result.value} of {result.maximum}")
        self._chip.setVisible(bool(result.band))
        if result.band:
            self._chip.set(result.band, band_tone(self._score, result.band))
        self._note.setText(result.note)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """What the line says."""
        parts = (
            self._words.text(),
            self._number.text(),
            self._chip.text() if self._number.text() else "",
            self._note.text(),
        )
        return " ".join(part for part in parts if part)
