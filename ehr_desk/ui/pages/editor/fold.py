"""The panel beside the editor folds to a narrow strip where there is no room for both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import icon_button

BELOW = 900
"""Width of the editor, in design pixels, below which the panel folds."""


class Fold(QWidget):
    """Holds a panel; a button unfolds it over the editor's room until the window becomes wider. ``tools`` stand below
    that button: what else there is to be had beside the text."""

    def __init__(self, theme: Theme, panel: QWidget, tools: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._panel = panel
        self._forced = False
        self._strip = QFrame()
        self._strip.setProperty("ground", "surface")
        self._strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._strip.setFixedWidth(theme.metrics.px(44))
        column = QVBoxLayout(self._strip)
        column.setContentsMargins(6, 14, 6, 0)
        words = f"Show what stands {panel.accessibleName().lower() or 'beside the note'} (Ctrl+2)"
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
        narrow = width < self._theme.metrics.px(BELOW)
        self._forced = self._forced and narrow
        self._strip.setVisible(narrow)
        self._panel.setVisible(not narrow or self._forced)

    @property
    def folded(self) -> bool:
        """Whether only the strip is to be seen."""
        return self._panel.isHidden()

    def unfold(self) -> None:
        """Show the panel, also where it is narrow."""
        self._forced = True
        self._panel.show()

    def toggle(self) -> None:
        """Show the panel, or fold it again."""
        self._forced = not self._panel.isVisible()
        self._panel.setVisible(self._forced)
