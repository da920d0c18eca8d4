"""Settings of this computer's screen: colours, text size, and when an unattended desk locks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.pages.settings.screen import Screen
from ehr_desk.ui.theme import Choice, Theme
from ehr_desk.ui.widgets.buttons import icon_button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.text import label

_LOOKS: dict[str, Choice] = {"As the system": "system", "Light": "light", "Dark": "dark"}
_IDLE = {"5 min": 5, "10 min": 10, "15 min": 15, "30 min": 30}
_STEP = 10


class ScreenTab(QWidget):
    """Takes effect at once and is remembered on this computer."""

    def __init__(self, theme: Theme, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._looks())
        column.addWidget(self._sizes(theme))
        column.addWidget(self._idle())
        column.addStretch(1)
        theme.changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """Show what is set now."""
        self.look.set_value(next((words for words, look in _LOOKS.items() if look == self._screen.look), ""))
        self.size_words.setText(f"{self._screen.text_size} %")
        minutes = self._screen.idle_minutes
        self.idle.set_value(next((words for words, value in _IDLE.items() if value == minutes), ""))

    def _looks(self) -> QWidget:
        card = Card("Colors")
        self.look = Segmented(tuple(_LOOKS))
        self.look.name_parts("Colors")
        self.look.edited.connect(self._look_chosen)
        card.add(self.look)
        return card

    def _sizes(self, theme: Theme) -> QWidget:
        card = Card("Text size")
        line = QHBoxLayout()
        line.setSpacing(12)
        smaller = icon_button(theme, "minus", "Smaller text", lambda: self._resize(-_STEP), object_name="text.smaller")
        larger = icon_button(theme, "plus", "Larger text", lambda: self._resize(_STEP), object_name="text.larger")
        self.size_words = label("", "strong")
        self.size_words.setFixedWidth(theme.metrics.px(64))
        self.size_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for each in (smaller, self.size_words, larger):
            line.addWidget(each)
        line.addWidget(label("Ctrl+Plus, Ctrl+Minus, Ctrl+0", "small", "text3"))
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _idle(self) -> QWidget:
        card = Card("Lock an unattended desk after")
        self.idle = Segmented(tuple(_IDLE))
        self.idle.name_parts("Lock after")
        self.idle.edited.connect(self._idle_chosen)
        card.add(self.idle)
        card.add(label("What you typed is kept; unlocking brings you back to where you were.", "small", "text2"))
        return card

    def _resize(self, by: int) -> None:
        self._screen.set_text_size(self._screen.text_size + by)
        self.show_now()

    def _look_chosen(self) -> None:
        self._screen.set_look(_LOOKS.get(self.look.value(), "system"))
        self.show_now()

    def _idle_chosen(self) -> None:
        minutes = _IDLE.get(self.idle.value())
        if minutes is not None:
            self._screen.set_idle_minutes(minutes)
        self.show_now()
