"""A typed number with its unit. What is no number stays as typed, marked, and is never thrown away."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.theme.fonts import use_numbers
from ehr_desk.ui.widgets.text import label, set_look

_WHOLE = re.compile(r"^[+-]?\d{1,9}$")


def decimal_text(typed: str) -> str | None:
    """A decimal in the form it is kept (``0.5``: a leading zero, no trailing one, no exponent), or None."""
    text = typed.strip().replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed.strip()
    text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or "e" in text.lower():
        return None
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


class NumberEdit(QWidget):
    """A whole number (``decimals`` false: ``value()`` is int) or a decimal (canonical text)."""

    edited = Signal()

    def __init__(self, theme: Theme, *, decimals: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimals = decimals
        self._raw = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.line = _Line(self)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setFixedWidth(theme.metrics.px(104))
        use_numbers(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._settle)
        layout.addWidget(self.line)
        self.unit = label(unit, "body", "text2")
        layout.addWidget(self.unit)
        self.unit.setVisible(bool(unit))
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> int | str | None:
        """The number, None where empty, or the raw text where it is no number."""
        if not self._raw:
            return None
        if self._decimals:
            return decimal_text(self._raw) or self._raw
        return int(self._raw) if _WHOLE.match(self._raw) else self._raw

    def set_value(self, value: object) -> None:
        """Show a number, or nothing for None, without ``edited``."""
        self._raw = "" if value is None else str(value)
        self.line.setText(self._raw)
        self._mark()

    def is_valid(self) -> bool:
        """True where the field is empty or holds a number."""
        if not self._raw:
            return True
        return decimal_text(self._raw) is not None if self._decimals else bool(_WHOLE.match(self._raw))

    def step(self, by: int) -> None:
        """One up or down (whole numbers only)."""
        now = self.value()
        if not self._decimals and (now is None or isinstance(now, int)):
            self.set_value((now or 0) + by)
            self.edited.emit()

    def _typed(self, text: str) -> None:
        self._raw = text.strip()
        set_look(self.line, invalid=False)
        self.edited.emit()

    def _settle(self) -> None:
        if self.is_valid() and self._raw:
            shown = str(self.value())
            if self.line.text() != shown:
                self.line.setText(shown)
        self._mark()

    def _mark(self) -> None:
        set_look(self.line, invalid=not self.is_valid())


class _Line(QLineEdit):
    def __init__(self, owner: NumberEdit) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None and not self.isReadOnly():
            self._owner.step(step)
        else:
            super().keyPressEvent(event)
