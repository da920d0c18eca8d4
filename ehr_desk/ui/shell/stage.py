"""The one place where a page of the window stands: the first run, the unlock screen or the open desk."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


class Stage(QStackedWidget):
    """Shows one page at a time and lets the one before go."""

    def put(self, page: QWidget) -> None:
        """Show a page in place of the one that is there."""
        old = self.currentWidget()
        self.addWidget(page)
        self.setCurrentWidget(page)
        self.drop(old)
        page.setFocus()

    def drop(self, page: QWidget | None) -> None:
        """Let a page go. It stays a child until then: a widget without parent would be a window for a moment."""
        if page is not None:
            page.hide()
            self.removeWidget(page)
            page.deleteLater()
