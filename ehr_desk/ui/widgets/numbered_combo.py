"""A drop-down list whose answers are numbered: one key chooses one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.widgets.choice import ChoiceCombo

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class NumberedCombo(ChoiceCombo):
    """Its number chooses an answer, and so does its first letter; the same letter again goes to the next such answer.

    The numbers stand before the answers, also before the one that is chosen; ``empty`` is shown with the range of
    numbers while nothing is. Only the first nine answers have one. ``by_number`` after each number that chose.
    """

    by_number = Signal()

    def __init__(self, labels: Sequence[str], empty: str, parent: QWidget | None = None) -> None:
        numbered = min(9, len(labels))
        super().__init__(labels, parent, empty=f"{empty} 1\N{EN DASH}{numbered}" if numbered > 1 else empty)
        for at in range(1, numbered + 1):
            self.setItemText(at, f"{at}  {labels[at - 1]}")
        self._numbered = numbered

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = 0 if event.modifiers() & _HELD else self._asked(event.text())
        if not at:
            super().keyPressEvent(event)
            return
        if at != self.currentIndex():
            self.setCurrentIndex(at)
            self.edited.emit()
        if event.text().isdecimal():
            self.by_number.emit()

    def choose(self, number: int) -> bool:
        """Choose the answer with this number; false where there is none."""
        if not 1 <= number <= self._numbered:
            return False
        self.setCurrentIndex(number)
        self.edited.emit()
        return True

    def _asked(self, text: str) -> int:
        """The index of the answer that a key stands for, 0 for none."""
        if not text.strip():
            return 0
        if text.isdecimal():
            return int(text) if 1 <= int(text) <= self._numbered else 0
        wanted = [at for at in range(1, self.count()) if str(self.itemData(at)).casefold().startswith(text.casefold())]
        return next((at for at in wanted if at > self.currentIndex()), wanted[0] if wanted else 0)
