"""A draft of the same form is open already: go on with it, or start another on purpose."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.text import label


class OpenDraftDialog(DeskDialog):
    """``chosen`` carries whether another one shall be started."""

    chosen = Signal(bool)

    def __init__(self, theme: Theme, title: str, saved: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "You have an open draft", "Continue the draft", parent)
        self.setObjectName("open_draft")
        self.body.addWidget(label(f"{title}, saved {saved}.", wrap=True))
        self.body.addStretch(1)
        self.another = button(theme, "Start another", lambda: self._choose(another=True), object_name="dialog.another")
        self.foot.insertWidget(self.foot.indexOf(self.go), self.another)
        self.resize(theme.metrics.px(480), theme.metrics.px(220))

    def try_go(self) -> None:
        """Continue the draft."""
        self._choose(another=False)

    def _choose(self, *, another: bool) -> None:
        self.accept()
        self.chosen.emit(another)
