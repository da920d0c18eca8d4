"""How far a correction goes that a supervisor asked for: the one thing that the return does not say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ehr_desk.ui.dialogs.base import DeskDialog
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.text import label

ONE_CHART = "This chart only"


class ExtentDialog(DeskDialog):
    """``given`` carries the choice. The least is chosen beforehand; no reason is asked: the return is the reason."""

    given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, text: str, extents: Sequence[str]) -> None:
        super().__init__(theme, "Correct what was returned", "Open the form again", parent)
        self.setObjectName("extent_dialog")
        self.resize(theme.metrics.px(560), theme.metrics.px(300))
        self.body.addWidget(label(text, "body", "text2", wrap=True))
        self.extent = Segmented((ONE_CHART, *extents))
        self.extent.set_value(ONE_CHART)
        self.field("What is corrected", self.extent, "extent")
        self.extent.name_parts("What is corrected")
        self.body.addStretch(1)
        self.extent.button(ONE_CHART).setFocus(Qt.FocusReason.OtherFocusReason)

    def try_go(self) -> None:
        """Hand over the choice."""
        if self.extent.value():
            self.given.emit(self.extent.value())
        else:
            self.messages.show_text("must", "Choose how far the correction goes.")
