"""The one place that says whether what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import label, set_look


class SavedMark(QWidget):
    """ "Saving…", "Saved 10:52", or "Not saved, trying again" with the reason."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("saved_mark")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._icon = label("")
        self._text = label("", "small", "text2")
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addStretch(1)
        self.clear()

    def follow(self, state: SignalInstance, local: Callable[[str], datetime]) -> None:
        """Say what a saver tells: "typing", "saving", "saved" with a stamp, "failed" or "gone" with a reason.
        ``local`` gives the time of a stamp where the desk is."""

        def told(word: str, detail: str) -> None:
            if word == "typing":
                self.typing()
            elif word == "saving":
                self.saving()
            elif word == "failed":
                self.failed(detail)
            elif word == "gone":
                self.gone(detail)
            else:
                self.saved(local(detail))

        state.connect(told)

    def text(self) -> str:
        """What the mark says now."""
        return self._text.text()

    def clear(self) -> None:
        """Nothing was typed yet."""
        self._show("", "check", "text3", "text2")

    def typing(self) -> None:
        """Something was typed and will be saved in a moment."""
        self._show("Not saved yet", "pencil", "text3", "text2")

    def saving(self) -> None:
        """A draft is being written."""
        self._show("Saving…", "refresh", "text3", "text2")

    def saved(self, at: datetime) -> None:
        """The draft was written at this local time."""
        self._show(f"Saved {at:%H:%M}", "check", "success", "text2")

    def failed(self, reason: str = "") -> None:
        """Writing failed; it will be tried again. ``reason`` never holds clinical text."""
        text = f"Not saved, trying again: {reason}" if reason else "Not saved, trying again"
        self._show(text, "alert-triangle", "danger", "danger")

    def gone(self, reason: str) -> None:
        """There is nothing left to write to, so it is not tried again."""
        self._show(f"Not saved: {reason}", "alert-triangle", "danger", "danger")

    def _show(self, text: str, icon: str, token: str, tone: str) -> None:
        self._text.setText(text)
        self._icon.setVisible(bool(text))  # hidden, not emptied: a change of theme paints every icon again
        set_look(self._text, tone=tone)
        self._theme.bind_icon(self._icon, icon, token, 18)
        self.setAccessibleName(text or "Saved state")
