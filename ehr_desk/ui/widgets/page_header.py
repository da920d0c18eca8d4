"""The head of a page: who or what, the facts, the chips, the tabs and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.chip import ChipRow, ChipText
from ehr_desk.ui.widgets.text import ElidedLabel, divider

_TITLE, _FACTS = 240, 280
"""How many design pixels title and facts keep where the other is long."""


class TabStrip(QTabBar):
    """Tabs by id; arrows move along them. ``picked`` carries the id."""

    picked = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Parts of this page")
        self._ids: list[str] = []
        self.currentChanged.connect(self._picked)
        self.set_tabs(tabs)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Replace the tabs: (id, word)."""
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._ids = [one[0] for one in tabs]
        for _, word in tabs:
            self.addTab(word)
        self.blockSignals(False)

    def current(self) -> str:
        """The id of the current tab."""
        return self._ids[self.currentIndex()] if 0 <= self.currentIndex() < len(self._ids) else ""

    def select(self, tab: str) -> None:
        """Show a tab as current, without ``picked``."""
        if tab in self._ids:
            self.blockSignals(True)
            self.setCurrentIndex(self._ids.index(tab))
            self.blockSignals(False)
            self.update()

    def step(self, by: int) -> None:
        """Go to the next or the previous tab, round the end."""
        if self._ids:
            self.setCurrentIndex((self.currentIndex() + by) % len(self._ids))

    def _picked(self, at: int) -> None:
        if 0 <= at < len(self._ids):
            self.picked.emit(self._ids[at])


class PageHeader(QWidget):
    """Title, facts beside it, acts at the right, chips below, tabs at the foot. Put buttons into ``acts``."""

    def __init__(self, theme: Theme, title: str = "", facts: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setProperty("ground", "surface")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 14, 24, 6)
        inner.setSpacing(4)
        outer.addLayout(inner)
        line = QHBoxLayout()
        line.setSpacing(12)
        inner.addLayout(line)
        # A very long name ends in an ellipsis (whole in its tooltip) before it pushes number and birth date away.
        self.title = ElidedLabel(kind="title")
        self.title.setObjectName("page_title")
        self.facts = ElidedLabel(facts, "small", "text2")
        line.addWidget(self.title)
        line.addWidget(self.facts, 1)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(12)
        line.addLayout(self.acts)
        self._px = theme.metrics.px
        self.set_title(title, facts)
        self.chips = ChipRow()
        inner.addWidget(self.chips)
        self.tabs = TabStrip()
        self.tabs.setObjectName("page_tabs")
        self.tabs.hide()
        tab_line = QHBoxLayout()
        tab_line.setContentsMargins(24, 0, 24, 0)
        tab_line.addWidget(self.tabs)
        outer.addLayout(tab_line)
        outer.addWidget(divider())

    def set_title(self, title: str, facts: str = "") -> None:
        """Change title and facts."""
        for part, text, most in ((self.title, title, _TITLE), (self.facts, facts, _FACTS)):
            part.setText(text)
            part.ensurePolished()
            part.setMinimumWidth(0)  # a label never asks for less than it was made to keep for the text before
            part.setMinimumWidth(min(part.sizeHint().width(), self._px(most)))

    def set_chips(self, chips: Sequence[ChipText]) -> None:
        """Change the chips."""
        self.chips.set(chips)

    def set_tabs(self, tabs: Sequence[tuple[str, str]], current: str = "") -> None:
        """Change the tabs: (id, word); listen to ``tabs.picked``."""
        self.tabs.set_tabs(tabs)
        self.tabs.setVisible(bool(tabs))
        if current:
            self.tabs.select(current)
