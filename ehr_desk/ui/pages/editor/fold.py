"""The panel beside the editor folds to a narrow strip where there is no room for both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import icon_button
from ehr_desk.ui.widgets.text import within_sentence

BELOW = 900
"""Width of the editor, in design pixels, below which the panel folds."""


class Fold(QWidget):
    """Holds a panel; a button unfolds it over the editor's room until the window becomes wider. ``tools`` stand below
    that button: what else there is to be had beside the text. ``unfolded`` when somebody wants the panel where it is
    ``narrow``."""

    unfolded = Signal()

    def __init__(self, theme: Theme, panel: QWidget, tools: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._panel = panel
        self._forced = False
        self.narrow = False
        self._strip = QFrame()
        self._strip.setProperty("ground", "surface")
        self._strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._strip.setFixedWidth(theme.metrics.px(44))
        column = QVBoxLayout(self._strip)
        column.setContentsMargins(6, 14, 6, 0)
        words = f"Show {within_sentence(panel.accessibleName())} (Ctrl+2)"
        self.opener = icon_button(theme, "layout-sidebar-right", words, self.toggle, object_name="editor.unfold")
        column.addWidget(self.opener)
        for tool in tools:
            column.addWidget(tool)
        column.addStretch(1)
        self._strip.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._strip)
        row.addWidget(panel)

    def fit(self, width: int) -> None:
        """Fold or unfold for a width of the editor."""
        self.narrow = width < self._theme.metrics.px(BELOW)
        self._forced = self._forced and self.narrow
        self._strip.setVisible(self.narrow)
        self._panel.setVisible(not self.narrow or self._forced)

    def unfold(self) -> None:
        """Show the panel, also where it is narrow."""
        self._forced = True
        self._panel.show()
        if self.narrow:
            self.unfolded.emit()

    def fold(self) -> None:
        """Fold the panel again where it is narrow."""
        self._forced = False
        self._panel.setVisible(not self.narrow)

    def toggle(self) -> None:
        """Show the panel, or fold it again."""
        if self._panel.isVisible():
            self.fold()
        else:
            self.unfold()
