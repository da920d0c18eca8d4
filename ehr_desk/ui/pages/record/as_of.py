"""Choose a past day: the page then shows what held on that day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.common.clock import Clock
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.chip import Chip
from ehr_desk.ui.widgets.date_edit import DateEdit
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.text import label, name


class AsOfBar(QWidget):
    """ "As of" and a date; empty means now. ``picked`` carries the day, or None for now; ``refused`` whether what
    was typed is a day that is still to come."""

    picked = Signal(object)
    refused = Signal(bool)

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: date | None = None
        self._clock = clock
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.chip = Chip("", "warning")
        self.chip.hide()
        self.back = button(theme, "Show today", self.clear, role="link", object_name="as_of.today")
        self.back.hide()
        self.edit = DateEdit(theme, clock)
        self.edit.setPlaceholderText("today")
        self.edit.setFixedWidth(theme.metrics.px(150))
        name(self.edit, "As of (a past day)", "as_of.date", "Shows what held on that day")
        layout.addWidget(self.chip)
        layout.addWidget(self.back)
        layout.addWidget(label("As of", "small", "text2"))
        layout.addWidget(self.edit)
        self.edit.edited.connect(self._from_calendar)
        self.edit.editingFinished.connect(self._settled)

    @property
    def day(self) -> date | None:
        """The chosen day, None for now."""
        return self._told

    def choose(self, day: date | None) -> None:
        """Choose a day as a person would."""
        self.edit.set_value(day.isoformat() if day else "")
        self._settled()

    def clear(self) -> None:
        """Back to now."""
        self.choose(None)

    def reset(self) -> None:
        """Back to now, without ``picked``: another chart is shown."""
        self.edit.set_value("")
        self._show(None)

    def _from_calendar(self) -> None:
        if not self.edit.hasFocus():
            self._settled()

    def _settled(self) -> None:
        value = self.edit.value()
        if not self.edit.is_valid():
            return
        day = date.fromisoformat(value) if value else None
        # What will hold on a later day nobody knows: it would show today's state under that day's name.
        ahead = day is not None and day > self._clock.today()
        self.refused.emit(ahead)
        if ahead:
            return
        if day != self._told:
            self._show(day)
            self.picked.emit(day)

    def _show(self, day: date | None) -> None:
        self._told = day
        self.chip.setVisible(day is not None)
        self.back.setVisible(day is not None)
        if day is not None:
            self.chip.set(f"State of {show_date(day)}", "warning", "Not today's state")
